"""What one uploaded sheet may cost. Plain data that both sides of the pipe understand."""

import json
from typing import NamedTuple

MIB = 1024 * 1024


class Limits(NamedTuple):
    """Caps of one reading; sizes in bytes, times in seconds. Natural sheets stay far below each of them."""

    file_bytes: int = 20 * MIB
    unpacked_bytes: int = 512 * MIB
    bomb_ratio: int = 200
    bomb_floor: int = 64 * MIB
    parts: int = 5_000
    rows: int = 200_000
    columns: int = 200
    cells: int = 5_000_000
    cell_chars: int = 32_767
    text_bytes: int = 256 * MIB
    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    batch_rows: int = 2_000

    def dump(self) -> str:
        """As one command line argument."""
        return json.dumps(list(self))

    @classmethod
    def parse(cls, text: str) -> "Limits":
        """The limits that `dump` wrote."""
        return cls(*json.loads(text))


DEFAULT = Limits()
