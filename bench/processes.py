"""Processes from outside: started and stopped, their processor time and memory read from /proc (Linux)."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
START_SECONDS, STOP_SECONDS = 30, 15
SAMPLE_SECONDS = 0.03


def stats() -> dict[int, tuple[int, int]]:
    """Parent and processor ticks of every process; the ticks hold those of its children that have ended."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                found[int(folder.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    return found


def tree(roots: Iterable[int], known: Mapping[int, tuple[int, int]]) -> set[int]:
    """The processes and all their descendants."""
    children = defaultdict(list)
    for pid, (parent, _) in known.items():
        children[parent].append(pid)
    found: set[int] = set()
    waiting = [pid for pid in roots if pid in known]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children[pid]
    return found


def cpu_seconds(*roots: int) -> float:
    """Processor time of the processes, of their children and of children that have ended."""
    known = stats()
    return sum(known[pid][1] for pid in tree(roots, known)) / TICKS


def server_seconds(*roots: int) -> float:
    """The same of processes of one thread, as those of PostgreSQL are, to the nanosecond while they live.

    For short statements: a tick of `cpu_seconds` is ten milliseconds. Children that have ended are told in ticks.
    """
    known = stats()
    return sum(map(_ran, tree(roots, known)))


def _ran(pid: int) -> float:
    """Seconds of one process and of its children that have ended; nothing where it has ended itself."""
    with suppress(OSError):
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        own = int((PROC / str(pid) / "schedstat").read_text().split()[0]) / 1e9
        return own + sum(map(int, fields[13:15])) / TICKS
    return 0.0


class Peak:
    """The highest memory of a process and its children together while it runs, in MiB.

    Sampled: at each moment the sum of the high-water marks of all that live, so that no short rise is missed; pages
    that two of them share count twice.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.mib = 0.0
        self._process = process
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._process.poll() is None:
            marks = sum(map(high_water, tree([self._process.pid], stats())))
            self.mib = max(self.mib, marks / 1024)
            time.sleep(SAMPLE_SECONDS)


def high_water(pid: int) -> int:
    """VmHWM of a process in KiB; nothing where it has ended."""
    with suppress(OSError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(command: Sequence[str], port: int, environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """A server on a port of this machine; yields its process id. RuntimeError where it does not come up."""
    log = folder / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _await(process, port, log)
        yield process.pid
    finally:
        _stop(process)


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server and what it started; nobody else is in its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def is_possible() -> bool:
    """Whether this system lets processes be measured so."""
    return sys.platform.startswith("linux") and (PROC / "self" / "stat").exists()
