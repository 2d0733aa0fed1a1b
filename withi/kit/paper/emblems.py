"""Emblems of offices, from the folder its operator names: none is ours, and a garuda is drawn by nobody but its office.

A file is named after the area of the office, "4015.svg", "40.png", or "00" for the department and for all others.
"""

from pathlib import Path
from typing import Any, Final

from withi.kit.paper import press
from withi.kit.problem import Problem

TRIAL: Final = Path(__file__).parent / "emblem.typ"
ALONE: Final = Path(__file__).parent / "alone.typ"
PRINT_PPI: Final = 300.0
FORMS: Final = ("svg", "png")
OF_ALL: Final = "00"


def of(folder: str, office: str) -> dict[str, Any] | None:
    """The emblem of an office, of its province, or of all, as templates set it; None where there is no file."""
    for name in dict.fromkeys((office, office[:2], OF_ALL)):
        for form in FORMS:
            file = Path(folder) / f"{name}.{form}"
            if folder and file.is_file():
                return _set(file)
    return None


def _set(file: Path) -> dict[str, Any]:
    return {"form": file.suffix[1:], "bytes": list(file.read_bytes()), "alt": ""}


def is_picture(file: Path) -> bool:
    """Whether an emblem can be printed."""
    try:
        press.pdf(press.Sheet(TRIAL, {"emblem": _set(file), "office": []}, "emblem"))
    except Problem:
        return False
    return True


def files(folder: str) -> list[Path]:
    """Every emblem in the folder."""
    if not folder:
        return []
    return sorted(file for form in FORMS for file in Path(folder).glob(f"*.{form}"))


def drawn(emblem: dict[str, Any] | None) -> bytes | None:
    """An emblem as PNG, for files that take no SVG: as it came, or drawn sharp enough for paper."""
    if emblem is None:
        return None
    if emblem["form"] == "png":
        return bytes(emblem["bytes"])
    return press.pictures(press.Sheet(ALONE, {"emblem": emblem}, "emblem"), ppi=PRINT_PPI)[0]
