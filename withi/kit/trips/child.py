"""Planning in a child process: web processes never load the compiler, and a search cannot hold their threads.

One child to a process, started by the first plan, or by whoever expects one, and kept. It is our own code on data we
made, so the two talk in pickled messages through a socket: one message asks, one answers. A child that died or fell
silent is replaced.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from withi.kit import processors
from withi.kit.trips.model import Plan

_ROOT = Path(__file__).resolve().parents[3]
_BOOT = f"import sys; from {__name__} import serve; serve(int(sys.argv[1]))"
_PATIENCE = 300.0  # seconds for the first answer, which may have to compile
_GRACE = 20.0  # seconds beyond the limit for every other
# One stop on one day: what compiled code is loaded by.
SMALLEST: tuple[Any, ...] = (
    [{"id": 0, "place": 1, "score": 1, "service": 1, "windows": [[(0, 9)]]}],
    [[0, 1], [1, 0]],
    [{"start": 0, "end": 0, "earliest": 0, "latest": 9}],
)


class Broken(Exception):
    """The child died or fell silent over this plan."""


class Planner:
    """`plan` of this package, done by a child. Compiled code is kept under `folder`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._owner = 0
        self._warm = False

    def plan(self, stops: Sequence[Any], matrix: Sequence[Sequence[float]], days: Sequence[Any], **wishes: Any) -> Plan:
        """As `planning.plan`; plans of several threads go one after the other. A child that had died is replaced."""
        with self._lock:
            answer = self._asked((stops, matrix, days, wishes)) or self._asked((stops, matrix, days, wishes))
        if answer is None:
            raise Broken
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _asked(self, question: tuple[Any, ...]) -> Plan | Exception | None:
        """What the child answers; None where it died. One that falls silent is not asked again."""
        line, wishes = self._ready(), question[-1]
        seconds = _GRACE + 10 * float(wishes.get("time_limit", 0.5)) if self._warm else _PATIENCE
        try:
            line.send(question)
            answer: Plan | Exception = line.recv() if line.poll(seconds) else Broken("silent")
        except (EOFError, OSError):
            self._stop()
            return None
        if isinstance(answer, Broken):
            self._stop()
        # a question that was refused has compiled nothing yet
        self._warm = self._warm or not isinstance(answer, Exception)
        return answer

    def prepare(self) -> str:
        """Compiles and keeps what is compiled; returns the name of the engine."""
        return self.plan(*SMALLEST, iterations=1).engine

    def wake(self) -> None:
        """A child that loads its code while nobody waits for it yet; nothing where one is there or is just asked."""
        if self._lock.acquire(blocking=False):
            try:
                self._ready()
            finally:
                self._lock.release()

    def pid(self) -> int | None:
        return self._process.pid if self._process and self._owner == os.getpid() else None

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _ready(self) -> Connection:
        """The line to a living child of this very process: one that came along in a fork is the parent's."""
        alive = self._process is not None and self._owner == os.getpid() and self._process.poll() is None
        if alive and self._line is not None:
            return self._line
        if self._owner == os.getpid():
            self._stop()
        ours, theirs = Pipe()
        command = [sys.executable, "-c", _BOOT, str(theirs.fileno())]
        # a guest's form may begin it, whose thread stays on one processor
        with processors.everywhere():
            self._process = subprocess.Popen(
                command, env=self._environment(), cwd=_ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        theirs.close()
        self._line, self._owner, self._warm = ours, os.getpid(), False
        return ours

    def _environment(self) -> dict[str, str]:
        """What the child needs of ours: where modules lie and where compiled code is kept; no settings, no keys."""
        known: Mapping[str, str] = os.environ
        names = ("PATH", "HOME", "LANG", "NUMBA_CACHE_DIR", "VIRTUAL_ENV")
        environment = {name: known[name] for name in names if name in known}
        environment |= {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]), "OMP_NUM_THREADS": "1"}
        return environment | ({"NUMBA_CACHE_DIR": str(self._folder)} if self._folder else {})

    def _stop(self) -> None:
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None


def serve(number: int) -> None:
    """The child: loads its compiled code, then answers until the parent's end of the line is closed."""
    from withi.kit.trips import planning  # the parent imports this module too, and must not load the compiler

    planning.wait_as_people_do()
    planning.plan(*SMALLEST, iterations=1)
    line = Connection(number)
    with suppress(EOFError, OSError):
        while True:
            stops, matrix, days, wishes = line.recv()
            try:
                answer: object = planning.plan(stops, matrix, days, **wishes)
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
                answer = error
            line.send(answer)
