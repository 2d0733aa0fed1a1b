"""Reading an uploaded picture: what the child process tells, as a Picture or a Problem."""

import importlib.util
import json
import math
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from withi.kit.child import Child, Death
from withi.kit.pictures.decoder.limits import DEFAULT, MIB, Limits
from withi.kit.pictures.decoder.widths import height_at, widths_of
from withi.kit.pictures.decoder.wire import HEAD, LARGEST, PICTURE, PREFIX, REFUSED
from withi.kit.pictures.rules import CODES
from withi.kit.problem import Problem

AT_ONCE = BoundedSemaphore(2)
"""Pictures one process has opened at a time: each may take the memory of its limit, others wait their turn."""
FORMS = ("avif", "jpg")


class Corrupt(Exception):
    """The stream is not what our own child writes."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One file to be shown: `form` is "avif" or "jpg"."""

    width: int
    height: int
    form: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture: its own upright size, its files, a 64-bit perceptual hash; day and position as the camera says.

    `position` is latitude and longitude. Whether it is kept is the person's own choice; the files do not hold it.
    """

    width: int
    height: int
    dhash: int
    day: date | None
    position: tuple[float, float] | None
    variants: tuple[Variant, ...]


def read(path: Path, *, name: str, limits: Limits = DEFAULT) -> Picture:
    """The picture in a JPEG, PNG or WebP file, judged by decoding it; `name` is what its sender called it.

    Raises Problem (`picture.*`) for what cannot be taken; the death of the child that opens it is one of these.
    """
    with path.open("rb") as file, AT_ONCE:
        _refuse_size(os.fstat(file.fileno()).st_size, name, limits)
        child = Child(file, _paths(), [limits.dump()], limits.wall_seconds)
        try:
            return _picture(child)
        except _Refused as refused:
            raise _problem(refused.code, name, **refused.values) from None
        except Corrupt as corrupt:
            raise _problem("picture.crashed", name) from corrupt
        except Death as death:
            code = "picture.timeout" if death.timed_out else "picture.crashed"
            raise _problem(code, name, seconds=round(limits.wall_seconds)) from death
        finally:
            child.stop()


class _Refused(Exception):
    """What the child said against the picture."""

    def __init__(self, code: str, values: dict[str, int]) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _problem(code: str, name: str, **values: Any) -> Problem:
    return Problem(code, field="file", **{"name": name, **values})


def _refuse_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise _problem(
            "picture.too_big", name, size=f"{math.ceil(size / MIB * 10) / 10:.1f}", limit=limits.file_bytes // MIB
        )
    if not size:
        raise _problem("picture.empty", name)


def _paths() -> list[str]:
    """Where the child finds its two imports: the decoder package beside this file, and Pillow."""
    pillow = importlib.util.find_spec("PIL")
    if pillow is None or pillow.origin is None:
        raise ModuleNotFoundError("PIL")
    return [str(Path(__file__).parent), str(Path(pillow.origin).parents[1])]


def _picture(child: Child) -> Picture:
    head = _told(_frame(child, HEAD))
    try:
        width, height = int(head["width"]), int(head["height"])
        picture = Picture(width, height, int(head["dhash"]), _day(head["day"]), _position(head["position"]), ())
        sizes = [(int(wide), int(high), str(form)) for wide, high, form in head["files"]]
    except (KeyError, TypeError, ValueError) as error:
        raise Corrupt from error
    wanted = [(step, height_at(step, width, height), form) for step in widths_of(width) for form in FORMS]
    if sizes != wanted or not 0 <= picture.dhash < 2**64:
        raise Corrupt
    files = tuple(Variant(*size, _frame(child, PICTURE)) for size in sizes)
    return Picture(width, height, picture.dhash, picture.day, picture.position, files)


def _frame(child: Child, expected: bytes) -> bytes:
    kind, size = PREFIX.unpack(child.take(PREFIX.size))
    if size > LARGEST or kind not in (expected, REFUSED):
        raise Corrupt
    payload = child.take(size)
    if kind == REFUSED:
        raise _refusal(_told(payload))
    return payload


def _refusal(told: dict[str, Any]) -> _Refused:
    code, values = told.get("code"), told.get("values")
    if code not in CODES or not isinstance(values, dict) or not all(isinstance(each, int) for each in values.values()):
        raise Corrupt
    return _Refused(code, values)


def _told(payload: bytes) -> dict[str, Any]:
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Corrupt from error
    if not isinstance(value, dict):
        raise Corrupt
    return value


def _day(told: Any) -> date | None:
    """The day it was taken; a clock that stood in the future says nothing."""
    with suppress(ValueError):
        day = date.fromisoformat(str(told))
        return day if day <= date.today() else None  # noqa: DTZ011 - a day too many does no harm
    return None


def _position(told: Any) -> tuple[float, float] | None:
    if told is None:
        return None
    lat, lon = (float(part) for part in told)
    return (lat, lon) if math.isfinite(lat) and math.isfinite(lon) else None
