"""Threads that stay on one processor, and the processes they begin, which may go anywhere.

Python runs one thread of a process at a time. Threads on several processors that hand it to one another wake each other
up and leave behind what each processor has in its cache; on one they come one after the other.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ALL: tuple[int, ...] = tuple(sorted(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else ()
"""The processors this process was given; none where the system does not tell."""


class _Thread(threading.local):
    is_known = False
    """A new thread is where the one was that began it."""
    processor: int | None = None


_thread = _Thread()


def stay(processor: int | None) -> None:
    """Bind this thread to a processor until it is bound anew; None: to all that there are.

    Costs a system call only where that changes.
    """
    if ALL and (_thread.processor != processor or not _thread.is_known):
        _thread.processor, _thread.is_known = processor, True
        # a system that takes a processor away meanwhile, or lets nobody choose, places the thread as it likes
        with suppress(OSError):
            os.sched_setaffinity(0, ALL if processor is None else (processor,))


@contextmanager
def everywhere() -> Iterator[None]:
    """What is begun in this block, threads and processes, may go to all processors; this thread comes back after it."""
    before = _thread.processor
    stay(None)
    try:
        yield
    finally:
        stay(before)
