"""The child process that decodes a sheet: the kit's limited child, told in frames."""

import importlib.util
from pathlib import Path
from typing import BinaryIO, Literal

from withi.kit import child
from withi.kit.child import Death
from withi.kit.sheets.decoder.limits import Limits
from withi.kit.sheets.decoder.wire import LARGEST, PREFIX, Corrupt

__all__ = ["Child", "Death", "Task"]

Task = Literal["read", "explain"]


class Child(child.Child):
    """One child at work on one sheet."""

    def __init__(self, file: BinaryIO, task: Task, sheet: str, limits: Limits) -> None:
        super().__init__(file, _paths(), [task, limits.dump(), sheet], limits.wall_seconds)

    def begin(self) -> tuple[bytes, int]:
        """The next frame's kind and how many bytes it is, to be taken or poured; Death when there is none in time,
        Corrupt when it makes no sense.
        """
        kind, size = PREFIX.unpack(self.take(PREFIX.size))
        if size > LARGEST:
            raise Corrupt
        return kind, size


def _paths() -> list[str]:
    """Where the child finds its two imports: the decoder package beside this file, and calamine."""
    calamine = importlib.util.find_spec("python_calamine")
    if calamine is None or calamine.origin is None:
        raise ModuleNotFoundError("python_calamine")
    return [str(Path(__file__).parent), str(Path(calamine.origin).parents[1])]
