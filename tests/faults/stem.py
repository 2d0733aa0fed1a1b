"""The tests' side of a process that has read the house once, and of its forks: one for each site of the fault tests.

To read the house takes two seconds of processor time. A fork (`forked`) reads its own settings and opens its own
database; a site that changes more than those is started anew.
"""

import atexit
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = frozenset({"WITHI_KEYS", "WITHI_BUSY_SECONDS"})
"""What a site may be given beside its folder and database to be a fork: settings that nothing reads before its turn."""
MOST = 1 << 20


class Stem:
    """The process that is forked, and the way to ask it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.faults.forked", str(theirs.fileno())]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )

    def fork(self, environment: Mapping[str, str], files: Sequence[int]) -> int:
        """Let a fork live in this environment, with these files for its input, output and complaints; its number."""
        socket.send_fds(self.asked, [json.dumps(dict(environment)).encode()], files)
        return int(self.asked.recv(MOST))

    def close(self) -> None:
        self.asked.close()
        self.process.wait()


class Fork:
    """A fork, as far as a process of one's own is looked at."""

    def __init__(self, stem: Stem, environment: Mapping[str, str], log: IO[Any]) -> None:
        (theirs_in, ours_in), (ours_out, theirs_out) = os.pipe(), os.pipe()
        try:
            self.pid = stem.fork(environment, [theirs_in, theirs_out, log.fileno()])
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self.stdin, self.stdout = os.fdopen(ours_in, "wb"), os.fdopen(ours_out, "rb")

    def wait(self, seconds: float) -> None:
        """Until it has ended; AssertionError where it goes on for longer."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            assert select.select([handle], [], [], seconds)[0], f"{self.pid} does not end"
        finally:
            os.close(handle)


_stems: list[Stem] = []


def fork(environment: Mapping[str, str], log: IO[Any]) -> Fork:
    """A site's process in this environment."""
    if not _stems:
        _stems.append(Stem(environment))
        atexit.register(_stems[0].close)
    return Fork(_stems[0], environment, log)
