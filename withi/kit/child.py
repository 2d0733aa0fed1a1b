"""A child process that takes apart what someone sent, seen from the parent: start, bytes within a time, end.

The child gets the opened file as its standard input and an empty environment; it ties its own hands (memory, processor
time, files) before it reads. Whatever else it does than answer (die, hang, fall silent) is a `Death`.
"""

import os
import select
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from fcntl import F_SETPIPE_SZ, fcntl
from typing import BinaryIO

_BEHIND = 10
"""How far a child stands back where pages want the processor: it works only where they leave it some."""
_BOOT = (
    f"import os, sys; os.nice({_BEHIND}); "
    "sys.path += sys.argv.pop(1).split(chr(10)); from decoder.main import main; main()"
)
_ENVIRONMENT = {"LANG": "C.UTF-8", "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"}
_PIPE_BYTES = 1024 * 1024
_PIECE_BYTES = 128 * 1024


class Death(Exception):
    """The child ended, or was ended, before it had said all."""

    def __init__(self, timed_out: bool) -> None:
        super().__init__("timed out" if timed_out else "died")
        self.timed_out = timed_out


class Child:
    """One child process running `decoder.main`; only the time spent waiting for it counts against `seconds`.

    `paths` are the folders it may import from, `arguments` what it is told.
    """

    def __init__(self, file: BinaryIO, paths: Sequence[str], arguments: Sequence[str], seconds: float) -> None:
        self._left = seconds
        self._buffer = bytearray()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _BOOT, "\n".join(paths), *arguments],
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

    def take(self, size: int) -> bytes:
        """The next bytes; Death where they do not come in time."""
        while len(self._buffer) < size:
            self._buffer += self._read(min(max(size - len(self._buffer), _PIECE_BYTES), _PIPE_BYTES))
        taken = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return taken

    def pour(self, size: int, out: BinaryIO) -> None:
        """The next bytes written on as they come, so that they never lie in memory together; Death as in `take`."""
        while size:
            piece = self.take(min(size, len(self._buffer))) or self._read(min(size, _PIECE_BYTES))
            out.write(piece)
            size -= len(piece)

    def _read(self, most: int) -> bytes:
        """What lies in the pipe, once there is anything; Death where nothing comes in time."""
        piece = os.read(self._pipe, most) if self._ready() else b""
        if not piece:
            raise Death(timed_out=self._timed_out())
        return piece

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
