"""One processor for the guests' pages of a process, each process another.

Who is signed in, sends a form or uploads may wait long for the database or for a file, and his thread goes where there
is room.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

from django.conf import settings

from withi.kit import processors

LOCK = "processors.lock"
ROUNDS = 8
"""Processes to a processor at most that are told apart."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Own:
    """The processor of this process: the first that fewest other processes of the same folder have taken.

    A place is a locked byte of a file, which the system frees when its process ends, however it ends.
    """

    def __init__(self, folder: Path, known: tuple[int, ...] = processors.ALL) -> None:
        self._path = folder / LOCK
        self._known = known
        self._process = 0
        self._number: int | None = None

    def number(self) -> int | None:
        """Which it is; None where there is no choice."""
        if self._process != os.getpid():
            self._process, self._number = os.getpid(), self._take() if len(self._known) > 1 else None
        return self._number

    def _take(self) -> int | None:
        try:
            # stays open: the lock lasts as long as the process
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        # several sites of one machine begin at different processors
        first, count = crc32(str(self._path).encode()), len(self._known)
        place = next((place for place in range(count * ROUNDS) if _is_free(file, place)), os.getpid())
        return self._known[(first + place) % count]


def _is_free(file: int, place: int) -> bool:
    """Take a place of the file; False where another has it, or where there are no locks."""
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except OSError:
        return False
    return True


def staying(application: Application, own: Own | None = None) -> Application:
    """The WSGI application, whose threads stay on the process's own processor while they answer guests who look."""
    if not settings.OWN_PROCESSOR:
        return application
    mine, session = own or Own(Path(settings.VAR)), f"{settings.SESSION_COOKIE_NAME}="

    def placed(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        looks = environ["REQUEST_METHOD"] in ("GET", "HEAD") and session not in environ.get("HTTP_COOKIE", "")
        processors.stay(mine.number() if looks else None)
        return application(environ, start)

    return placed
