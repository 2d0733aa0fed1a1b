"""Thai text cut into the pieces between which a line may break; no piece is ever broken.

nlpO3 finds words by its list; what it cannot know of paper is mended here: repeat mark and abbreviation stay with their
word, a number with its unit, a bracket with what it holds, and no consonant stands alone.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import nlpo3

from withi.kit.paper.faces import FOLDER

LIST: Final = FOLDER / "words.txt"
"""One word a line: a public list, names of places, and our own (tools/assets.py writes them together)."""
OWN: Final = Path(__file__).with_name("own_words.txt")
"""Words of OTOP that the public list lacks, or cuts in pieces that nobody reads as words."""
UNITS: Final = {
    "กรัม", "ก.", "กก.", "กิโลกรัม", "ขีด", "มก.", "มิลลิกรัม", "ลิตร", "ล.", "มล.", "มิลลิลิตร", "ซีซี",
    "เมตร", "ม.", "ซม.", "เซนติเมตร", "กม.", "กิโลเมตร", "นิ้ว", "ชิ้น", "ผืน", "ขวด", "ถุง", "กล่อง", "ห่อ",
    "ซอง", "คู่", "ชุด", "ใบ", "ตัว", "อัน", "เล่ม", "แผ่น", "ลูก", "หลัง", "คน", "ราย", "กลุ่ม", "ครัวเรือน",
    "บาท", "ปี", "เดือน", "วัน", "คืน", "ชั่วโมง", "นาที", "น.", "%", "ดาว", "องศา", "ไร่", "หมู่", "ครั้ง",
    "g", "kg", "mg", "l", "ml", "L", "cm", "mm", "m", "km",
}  # fmt: skip
DIGITS: Final = "0-9๐-๙"
_SPACE: Final = " "
_STICKS: Final = "\u00a0"
"""A space at which no line breaks."""
_RUNS: Final = re.compile(rf" +|[{DIGITS}]+(?:[.,:/\-][{DIGITS}]+)*|[^ {DIGITS}]+")
_NUMBER: Final = re.compile(rf"[{DIGITS}][{DIGITS}.,:/\-]*")
_ENDS_OPEN: Final = re.compile(r"[(\[{“‘«<เแโใไ]$")
"""What the next piece belongs to: an opening bracket, a vowel written before its consonant."""
_CLINGS: Final = re.compile(r"[\u00a0)\]}”’»>.,:;!?%ๆฯะ-ฺๅ-๎\u0300-\u036f]")
"""What belongs to the piece before it: closing signs, marks and vowels written behind or above."""
_LONE: Final = re.compile(r"[ก-ฮ]")
LONGEST: Final = 40
_LONG: Final = re.compile(rf".{{1,{LONGEST - 8}}}{_CLINGS.pattern}*|.", re.DOTALL)


def pieces(text: str) -> list[str]:
    """Words, and single spaces between them; joined they are the text with its runs of white space made one.

    A space before a repeat mark or a unit becomes one at which no line breaks.
    """
    cut = [piece for run in _RUNS.findall(in_one_line(text)) for piece in _cut(run)]
    return [part for piece in _with_units(_stuck(cut)) for part in _bounded(piece)]


def in_one_line(text: str) -> str:
    """The text with each run of white space made one space; a space at which no line breaks stays."""
    return re.sub(r"[ \t\r\n\f\v]+", _SPACE, text)


def _cut(run: str) -> list[str]:
    """The words of a run without spaces; numbers and spaces as they are.

    Its mode for long texts (`safe`) says some words twice, so it is not used; and a run that does not come back as it
    was given stays whole.
    """
    if run.startswith(_SPACE) or _NUMBER.fullmatch(run):
        return [run]
    found = list(nlpo3.segment(run, _dictionary()))
    return found if "".join(found) == run else [run]


def _bounded(piece: str) -> list[str]:
    """A piece that no line could hold (no language has such words) in parts, never before a mark."""
    if len(piece) <= LONGEST:
        return [piece]
    return _LONG.findall(piece)


@cache
def _dictionary() -> str:
    """The name of the list, loaded once a process; OSError where set-up has not made it."""
    if not LIST.is_file():
        raise FileNotFoundError(f"{LIST} is missing: make setup")
    name = f"withi {LIST.stat().st_mtime_ns}"
    nlpo3.load_dict(str(LIST), name)
    return name


def _stuck(cut: Iterable[str]) -> list[str]:
    """Pieces joined where paper may not part them."""
    found: list[str] = []
    for piece in cut:
        if found and piece != _SPACE and _belongs(found, piece):
            found[-1] += piece
        elif piece == "ๆ" or (piece[:1] == "ๆ" and found[-1:] == [_SPACE] and len(found) > 1):
            _repeat(found, piece)
        else:
            found.append(piece)
    return found


def _belongs(found: list[str], piece: str) -> bool:
    """Whether a piece goes on with the one before it."""
    last = found[-1]
    if last == _SPACE:
        return False
    if _ENDS_OPEN.search(last) or _CLINGS.match(piece) or _LONE.fullmatch(piece) or _LONE.fullmatch(last):
        return True
    return last.endswith((".", _STICKS))


def _repeat(found: list[str], piece: str) -> None:
    """The repeat mark, written with a space before it, stays with the word that it repeats."""
    if found[-1:] == [_SPACE] and len(found) > 1:
        found.pop()
        found[-1] += _STICKS + piece
    else:
        found.append(piece)


def _with_units(stuck: list[str]) -> list[str]:
    """A number and the unit behind it, with or without a space, are one piece."""
    found: list[str] = []
    for piece in stuck:
        bare = piece.rstrip(")]}”’»,;:!?")
        if bare in UNITS and found and _is_number(found):
            space = found.pop() if found[-1] == _SPACE else ""
            found[-1] += (_STICKS if space else "") + piece
        else:
            found.append(piece)
    return found


def _is_number(found: list[str]) -> bool:
    last = found[-2] if found[-1] == _SPACE and len(found) > 1 else found[-1]
    return _NUMBER.fullmatch(last.lstrip("([{“‘«")) is not None
