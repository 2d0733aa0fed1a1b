"""Telephone numbers out of one cell, however many and however written.

The numbering plan is that of the Office of the NBTC: 9 digits on a line (02, 03x, 04x, 05x, 07x), 10 on a
mobile (06, 08, 09), 1800 + 6 free of charge, short numbers beginning with 1. Nothing is guessed silently:
every number carries a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from withi.kit.problem import Rule, register
from withi.kit.thai import clean, digits

Kind = Literal["landline", "mobile", "free", "short", "foreign", "unknown"]
Finding = Literal["ok", "too_short", "too_long", "masked", "zero_added", "area_added", "bad_start", "unreadable"]

REPAIRED: Final[frozenset[Finding]] = frozenset({"zero_added", "area_added"})
"""Findings that mended the number by a rule; the others, "ok" apart, leave it to a person."""
_DIALLED: Final = REPAIRED | {"ok"}
_LINE, _MOBILE = 9, 10
_SHORTEST_ABROAD, _LONGEST_ABROAD = 7, 15

register(
    Rule(
        "phone.too_short",
        "หมายเลขโทรศัพท์มีตัวเลขไม่ครบ (บ้าน 9 หลัก มือถือ 10 หลัก) ให้ตรวจและเติมให้ครบ",
        "The telephone number has too few digits (9 on a line, 10 on a mobile). Check and complete it.",
    ),
    Rule(
        "phone.too_long",
        "หมายเลขโทรศัพท์มีตัวเลขเกิน (บ้าน 9 หลัก มือถือ 10 หลัก) ให้ตรวจ หรือคั่นหลายหมายเลขด้วยจุลภาค",
        "The telephone number has too many digits (9 on a line, 10 on a mobile). Check it, or part several by commas.",
    ),
    Rule(
        "phone.masked",
        "หมายเลขโทรศัพท์ถูกปิดบางหลักไว้ จึงโทรไม่ได้ ให้กรอกหมายเลขจริง",
        "Digits of the telephone number are hidden, so nobody can call it. Enter the real number.",
    ),
    Rule(
        "phone.zero_added",
        "หมายเลขโทรศัพท์ขาดเลข 0 ข้างหน้า (มักหายไปในตารางคำนวณ) จึงเติมให้แล้ว",
        "The telephone number lacked its leading 0, as sheets drop it; it was added.",
    ),
    Rule(
        "phone.area_added",
        "หมายเลขนี้ไม่มีรหัสทางไกล จึงใช้รหัสของหมายเลขก่อนหน้าในช่องเดียวกัน",
        "The number had no area code; that of the number before it was used.",
    ),
    Rule(
        "phone.bad_start",
        "ไม่มีหมายเลขโทรศัพท์ที่ขึ้นต้นแบบนี้ในประเทศไทย ให้ตรวจตัวเลขต้น ๆ",
        "No telephone number in Thailand starts like this. Check its first digits.",
    ),
    Rule(
        "phone.unreadable",
        "ไม่พบหมายเลขโทรศัพท์ในข้อความนี้ ให้กรอกตัวเลข เช่น 081-234-5678",
        "There is no telephone number in this text. Enter digits, such as 081-234-5678.",
    ),
)


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. `number` holds digits only ("x" where hidden, "+" before a foreign one).

    `display` is grouped for reading, a range as "043-123-456-7" (`number` is then its first); `finding`
    other than "ok" is the tail of a rule code "phone.*".
    """

    number: str
    display: str
    kind: Kind
    extension: str = ""
    finding: Finding = "ok"

    @property
    def dial(self) -> str:
        """What a tel: link takes ("+66812345678"); "" where calling makes no sense."""
        if self.kind == "unknown" or self.finding not in _DIALLED:
            return ""
        return f"+66{self.number[1:]}" if self.kind in ("landline", "mobile") else self.number


@dataclass(frozen=True, slots=True)
class _Written:
    """Digits of one number as they stood: `groups` between spaces and dashes, `joint` the words before."""

    groups: tuple[str, ...]
    extension: str = ""
    foreign: bool = False
    joint: str = ""

    @property
    def digits(self) -> str:
        return "".join(self.groups)


_LABELS = re.compile(r"(?:หมู่ที่|หมู่|ม\.)\s*[0-9]+|(?<![0-9])[0-9]\.\s+(?=[0(+])")
_COUNTRY = re.compile(r"\+\s*66[\s\-]*(?:\(0\)|0)?")
_FROM_ABROAD = re.compile("(?:00)?66(?=[2-9][0-9]{7,8}$)")
_NUMBER = re.compile(
    r"(?P<number>\+?[0-9](?:[\s\-–.()]*[0-9xX*•])*)"
    r"(?:\s*(?:ต่อ|กด|ext\.?|extension|\#|(?<=[0-9\s])x(?=[0-9]))\s*(?P<extension>[0-9]{1,5}(?:[-–][0-9]{1,3})?)(?![0-9]))?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:(?:0[689][0-9]-?[0-9]{3}-?[0-9]{4}|0[2-57][0-9]-?[0-9]{6})(?:\s*,\s*(?=0)|$))+")
"""Whole numbers and commas alone, as in most cells: nothing has to be looked at twice."""
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?e[+-]?[0-9]+", re.IGNORECASE)
_TAIL_JOINTS: Final = frozenset({"/", ",", "ถึง", "หรือ", "และ"})
_HIDDEN = str.maketrans("X*•", "xxx")


def first_phone(text: str) -> Phone:
    """The first number of a cell as it is shown and dialled; the text itself where it holds none."""
    return next(iter(split_phones(text)), Phone("", text, "unknown"))


def split_phones(text: str) -> list[Phone]:
    """Every number in a cell, in order, each once; [] for an empty cell or a lone dash.

    Parts at commas, slashes, หรือ, และ and any other words; at spaces only where a number is complete
    and another begins. Reads "ต่อ 12", ranges like 043-123456-7, Thai digits, +66 and hidden digits.
    """
    return list(_split(text))


@lru_cache(4_096)
def _split(text: str) -> tuple[Phone, ...]:
    if _PLAIN.fullmatch(text):
        numbers = (number.strip() for number in text.replace("-", "").split(","))
        return tuple(dict.fromkeys(_national(number, "") for number in numbers))
    body = digits(clean(text))
    if not body.strip("-–—. "):
        return ()
    if _SCIENTIFIC.fullmatch(body):
        return (_unreadable(body),)
    found: list[Phone] = []
    for written in _written(_LABELS.sub(" ; ", body)):
        _append(found, written)
    return tuple(dict.fromkeys(found)) or (_unreadable(body),)


def _unreadable(body: str) -> Phone:
    return Phone("", body, "unknown", finding="unreadable")


def _written(body: str) -> Iterator[_Written]:
    body, end = _COUNTRY.sub(" 0", body), 0
    for found in _NUMBER.finditer(body):
        joint, end = body[end : found.start()].strip(), found.end()
        number, extension = found["number"].translate(_HIDDEN), found["extension"] or ""
        if number.startswith("+"):
            yield _Written((re.sub("[^0-9x]", "", number),), extension, foreign=True)
            continue
        parts = list(_parts(re.findall("[0-9x]+", number)))
        for groups in parts[:-1]:
            yield _Written(groups)
        yield _Written(parts[-1], extension, joint=joint)


def _parts(groups: list[str]) -> Iterator[tuple[str, ...]]:
    """Groups of one stretch shared out: a complete number ends where another one begins."""
    taken: list[str] = []
    for place, group in enumerate(groups):
        rest = sum(map(len, groups[place:]))
        if taken and group[0] == "0" and rest >= _LINE and len("".join(taken)) >= _length("".join(taken)):
            yield tuple(taken)
            taken = []
        taken.append(group)
    yield tuple(taken)


def _length(number: str) -> int:
    """How many digits a number that starts so has."""
    return _MOBILE if number[:2] in ("06", "08", "09", "18") else _LINE


def _append(found: list[Phone], written: _Written) -> None:
    """Add a number, or hang a loose tail on the one before it: "/8" of "043-123457/8", or a local number."""
    before = found[-1] if found else None
    if before and _is_tail(before, written):
        found[-1] = replace(before, display=f"{before.display}-{written.digits}", extension=written.extension)
        return
    area = _area(before) if before else ""
    if area and len(area + written.digits) == _LINE and not written.digits.startswith("0"):
        local = _judged(replace(written, groups=(area, *written.groups)))
        found.append(replace(local, finding="area_added") if local.finding == "ok" else local)
        return
    found.append(_judged(written))


def _is_tail(before: Phone, written: _Written) -> bool:
    complete = before.finding == "ok" and before.kind in ("landline", "mobile") and not before.extension
    return complete and len(written.digits) <= 2 and written.joint in _TAIL_JOINTS


def _area(phone: Phone) -> str:
    if phone.kind != "landline":
        return ""
    return phone.number[:2] if phone.number.startswith("02") else phone.number[:3]


def _judged(written: _Written) -> Phone:
    number = written.digits
    if written.foreign:
        return _abroad("+" + number, written.extension)
    if "x" in number or not number.strip("0"):
        return Phone(number, "-".join(written.groups), "unknown", written.extension, "masked")
    if _FROM_ABROAD.match(number):
        return _national(_FROM_ABROAD.sub("0", number), written.extension)
    ranged = _range(written)
    if ranged:
        return ranged
    if not number.startswith(("0", "1")):
        return _without_zero(written)
    return _national(number, written.extension)


def _abroad(number: str, extension: str) -> Phone:
    """A number with another country's code: 7 to 15 digits (ITU-T E.164)."""
    size = len(number) - 1
    finding: Finding = "too_short" if size < _SHORTEST_ABROAD else "too_long" if size > _LONGEST_ABROAD else "ok"
    return Phone(number, number, "foreign", extension, "masked" if "x" in number else finding)


def _range(written: _Written) -> Phone | None:
    """ "043-123456-7": a complete number and the last digits of the range it opens."""
    *head, tail = written.groups
    if not head or len(tail) > 3:
        return None
    first = _national("".join(head), written.extension)
    ranged = first.finding == "ok" and first.kind in ("landline", "mobile")
    return replace(first, display=f"{first.display}-{tail}") if ranged else None


def _without_zero(written: _Written) -> Phone:
    whole = _national("0" + written.digits, written.extension)
    if whole.finding == "ok":
        return replace(whole, finding="zero_added")
    number = written.digits
    finding: Finding = "too_long" if len(number) > _LINE else "too_short"
    return Phone(number, "-".join(written.groups), "unknown", written.extension, finding)


def _national(number: str, extension: str) -> Phone:
    """A number from its first digit on, judged by the numbering plan."""
    kind, length = _plan(number)
    finding: Finding = "ok"
    if kind == "unknown":
        finding = "bad_start" if len(number) in (_LINE, _MOBILE) else _off(len(number), _LINE)
    elif len(number) != length:
        finding = _off(len(number), length)
    return Phone(number, _display(number, kind), kind, extension, finding)


def _off(size: int, length: int) -> Finding:
    return "too_short" if size < length else "too_long"


def _plan(number: str) -> tuple[Kind, int]:
    if number.startswith("1800"):
        return "free", _MOBILE
    if number.startswith("1"):
        return ("short", len(number)) if 3 <= len(number) <= 4 else ("unknown", _LINE)
    if number[:2] in ("06", "08", "09"):
        return "mobile", _MOBILE
    return ("landline", _LINE) if number[:2] in ("02", "03", "04", "05", "07") else ("unknown", _LINE)


def _display(number: str, kind: Kind) -> str:
    """Grouped as on a Thai signboard: 02-123-4567, 043-123-456, 081-234-5678, 1800-123-456."""
    if kind in ("short", "unknown"):
        return number
    head = 2 if number.startswith("02") else 4 if kind == "free" else 3
    return "-".join(filter(None, (number[:head], number[head : head + 3], number[head + 3 :])))
