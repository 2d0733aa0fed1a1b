"""What one uploaded picture may cost. Plain data that both sides of the pipe understand."""

import json
from typing import NamedTuple

MIB = 1024 * 1024
MEGAPIXEL = 1_000_000


class Limits(NamedTuple):
    """Caps of one reading; sizes in bytes, times in seconds. A camera's picture stays below each of them."""

    file_bytes: int = 20 * MIB
    pixels: int = 50 * MEGAPIXEL
    least_side: int = 200
    memory_bytes: int = 768 * MIB
    cpu_seconds: int = 40
    wall_seconds: float = 60.0

    def dump(self) -> str:
        """As one command line argument."""
        return json.dumps(list(self))

    @classmethod
    def parse(cls, text: str) -> "Limits":
        """The limits that `dump` wrote."""
        return cls(*json.loads(text))


DEFAULT = Limits()
