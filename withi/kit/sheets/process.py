"""The child process that decodes a sheet, seen from the parent: start, frames within a time, end.

The child gets the opened file as its standard input, an empty environment and hard limits on memory, processor time and
files. Whatever else it does than send frames (die, hang, write nonsense) is a `Death`.
"""

import importlib.util
import os
import select
import signal
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from fcntl import F_SETPIPE_SZ, fcntl
from pathlib import Path
from typing import BinaryIO, Literal

from withi.kit.sheets.decoder.limits import Limits
from withi.kit.sheets.decoder.wire import LARGEST, PREFIX, Corrupt

_BOOT = "import sys; sys.path += sys.argv.pop(1).split(chr(10)); from decoder.main import main; main()"
_ENVIRONMENT = {"LANG": "C.UTF-8", "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"}
_PIPE_BYTES = 1024 * 1024

Task = Literal["read", "explain"]


class Death(Exception):
    """The child ended, or was ended, before it had said all."""

    def __init__(self, timed_out: bool) -> None:
        super().__init__("timed out" if timed_out else "died")
        self.timed_out = timed_out


class Child:
    """One child process; only the time spent waiting for it counts against `limits.wall_seconds`."""

    def __init__(self, file: BinaryIO, task: Task, sheet: str, limits: Limits) -> None:
        self._left = limits.wall_seconds
        self._buffer = bytearray()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _BOOT, _paths(), task, limits.dump(), sheet],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            bufsize=0,
        )
        self._pipe = _pipe(self._process)
        self._poll = select.poll()
        self._poll.register(self._pipe, select.POLLIN)
        self.stop = weakref.finalize(self, _stop, self._process)

    def frame(self) -> tuple[bytes, bytes]:
        """The next frame's kind and payload; Death when there is none in time, Corrupt when it makes no sense."""
        kind, size = PREFIX.unpack(self._take(PREFIX.size))
        if size > LARGEST:
            raise Corrupt
        return kind, self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            piece = os.read(self._pipe, _PIPE_BYTES) if self._ready() else b""
            if not piece:
                raise Death(timed_out=self._timed_out())
            self._buffer += piece
        taken = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return taken

    def _ready(self) -> bool:
        """Waits for the child to write or to end; False when its time is up."""
        begun = time.monotonic()
        ready = self._poll.poll(max(0.0, self._left) * 1000)
        self._left -= time.monotonic() - begun
        return bool(ready)

    def _timed_out(self) -> bool:
        """Whether it was too slow by the clock, or by its own processor time."""
        if self._left <= 0:
            return True
        self._process.wait()
        return self._process.returncode == -signal.SIGXCPU


def _paths() -> str:
    """Where the child finds its two imports: the decoder package beside this file, and calamine."""
    calamine = importlib.util.find_spec("python_calamine")
    if calamine is None or calamine.origin is None:
        raise ModuleNotFoundError("python_calamine")
    return f"{Path(__file__).parent}\n{Path(calamine.origin).parents[1]}"


def _pipe(process: subprocess.Popen[bytes]) -> int:
    """The reading end, widened so that the child can work ahead by a batch or two."""
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    with suppress(OSError):
        fcntl(descriptor, F_SETPIPE_SZ, _PIPE_BYTES)
    return descriptor


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    if process.stdout:
        process.stdout.close()
    process.wait()
