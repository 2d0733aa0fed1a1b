"""A bounded memory: the least recently used goes first, safe for threads."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
ENTRY_BYTES = 2_000
SHARE = 8


class Keep(Generic[T]):
    """Values by key within `limit` bytes; what would fill more than an eighth of it is not kept at all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._lock = Lock()
        self._entries: OrderedDict[str, tuple[T, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> T | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: str, value: T, size: int) -> None:
        """Keep the value, whose own weight is `size` bytes; older ones make room."""
        with self._lock:
            self._drop(key)
            self._add(key, value, size)

    def resize(self, key: str, value: T, size: int) -> None:
        """The same value weighs more now; nothing happens when it has been replaced meanwhile."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry[0] is value:
                self._drop(key)
                self._add(key, value, size)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.used = 0

    def _add(self, key: str, value: T, size: int) -> None:
        weight = size + len(key) + ENTRY_BYTES
        if weight > self.limit // SHARE:
            return
        self._entries[key] = (value, weight)
        self.used += weight
        while self.used > self.limit:
            _, (_, freed) = self._entries.popitem(last=False)
            self.used -= freed

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.used -= entry[1]
