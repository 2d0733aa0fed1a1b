"""Layouts of another system's sheets, pairing its rows with ours, and what may be decided on a difference. Pure."""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from withi.faces.imports.rules import COLUMNS, KIND_NAMES, KINDS, PLACE, TYPE_NAMES, TYPES, Sheet
from withi.kit import problem, thai
from withi.kit.columns import Column, Dialect, guess, normal
from withi.kit.problem import Problem, Rule

KINDS_OF_SHEETS = (Sheet.PRODUCERS, Sheet.PRODUCTS, Sheet.COMMUNITIES)
OWN_NUMBER = Column("own_number", "เลขของระบบวิถี", "Withi's own number", ("เลขผู้ผลิตในวิถี", "เลขวิถี"))
# A citizen's number is sealed here and goes into no sheet.
FIELDS: dict[Sheet, tuple[Column, ...]] = {
    kind: (
        *(column for column in COLUMNS[kind] if column.key != "identity"),
        *((OWN_NUMBER,) if kind is Sheet.PRODUCERS else ()),
    )
    for kind in KINDS_OF_SHEETS
}
PLACES = frozenset(column.key for column in PLACE) - {"address"}
PERSONAL = frozenset({"phone", "contact", "line_id", "address"})
DISTRICT, TAMBON, VILLAGE = 4, 6, 8
CODED: dict[str, dict[str, str]] = {"type": TYPES, "kind": KINDS}
LABELS: dict[str, dict[str, str]] = {
    "type": {kind.value: names[0] for kind, names in TYPE_NAMES.items()},
    "kind": {kind.value: names[0] for kind, names in KIND_NAMES.items()} | {"sme": "SME"},
}

problem.register(
    Rule(
        "exchange.headings",
        th="ไฟล์ไม่ตรงกับแบบคอลัมน์ “{layout}” ไม่พบหัวคอลัมน์: {missing} กรุณาเลือกแบบอื่น หรือแก้แบบให้ตรงกับไฟล์",
        en="The file does not fit the layout “{layout}”; missing headings: {missing}. Choose another, or change it.",
    ),
    Rule(
        "exchange.twice",
        th="“{found}” อยู่สองคอลัมน์ กรุณาเลือกให้เหลือคอลัมน์เดียว",
        en="“{found}” stands in two columns. Please leave it in one.",
    ),
    Rule(
        "exchange.name_column",
        th="ต้องมีคอลัมน์ที่ใส่ “{column}” เพราะใช้บอกว่าแถวนั้นคือรายใด",
        en="One column must hold “{column_en}”: it says whom a row is about.",
    ),
    Rule(
        "exchange.words",
        th="อ่าน “{found}” ไม่ได้ ให้เขียนบรรทัดละคู่ คำของกรมฯ = คำของเรา ({known})",
        en="“{found}” cannot be read. One pair a line: their word = ours ({known}).",
    ),
    Rule("exchange.dates", th="วันสุดท้ายต้องไม่มาก่อนวันแรก", en="The last day must not come before the first."),
    Rule(
        "exchange.not_here",
        th="ความต่างนี้เลือกแบบนั้นไม่ได้ กรุณาเลือกจากปุ่มที่แสดง หรือเปิดรายการแล้วแก้เอง",
        en="That is no answer to this difference. Choose one of its buttons, or open the record and mend it there.",
    ),
    Rule(
        "exchange.applied",
        th="ข้อนี้บันทึกลงทะเบียนไปแล้ว จึงเปลี่ยนใจที่นี่ไม่ได้ ให้แก้ที่รายการนั้น",
        en="This one is in the register already. Change the record itself.",
    ),
    Rule(
        "exchange.nothing",
        th="ยังไม่มีข้อที่เลือกให้ใช้ของกรมฯ หรือเพิ่มเข้าทะเบียน จึงไม่มีอะไรต้องบันทึก",
        en="Nothing was decided to be taken over or created, so there is nothing to store.",
    ),
    Rule(
        "exchange.gone",
        th="ไม่มีไฟล์นี้หรือแบบคอลัมน์ของไฟล์นี้แล้ว กรุณาเลือกแบบแล้วส่งไฟล์ใหม่",
        en="This file or its layout is no longer here. Please choose a layout and send the file again.",
    ),
)


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    BOTH = "both"


class DateForm(StrEnum):
    BE = "be"
    CE = "ce"


class NumberForm(StrEnum):
    PLAIN = "plain"
    GROUPED = "grouped"
    THAI = "thai"


class Part(StrEnum):
    """The three parts of a reconciliation."""

    DIFFERS = "differs"
    THERE = "there"
    HERE = "here"


class Nature(StrEnum):
    """How two values differ."""

    OTHER = "other"
    SPELLING = "spelling"
    EMPTY_HERE = "empty_here"
    EMPTY_THERE = "empty_there"
    UNREADABLE = "unreadable"
    ROW = "row"  # the whole row is on one side only


class Decision(StrEnum):
    LATER = ""
    OURS = "ours"
    THEIRS = "theirs"
    CREATE = "create"
    APART = "apart"


class How(StrEnum):
    """By what a row of the file was recognised."""

    NONE = ""
    OFFICIAL = "official"
    OWN = "own"
    VILLAGE = "village"
    TAMBON = "tambon"
    DISTRICT = "district"


KEYS = {Decision.OURS: "1", Decision.THEIRS: "2", Decision.CREATE: "3", Decision.APART: "3", Decision.LATER: "0"}
STORED = (Decision.THEIRS, Decision.CREATE)
"""Decisions that change the register when they are applied."""
QUIET = (Decision.OURS, Decision.APART)
"""Decisions that keep a difference quiet until one side changes."""


def choices(part: Part, *, can_take: bool) -> tuple[Decision, ...]:
    """What may be decided on an item of this part."""
    if part is Part.THERE:
        return (Decision.OURS, Decision.CREATE)
    if part is Part.HERE:
        return (Decision.OURS, Decision.APART)
    return (Decision.OURS, Decision.THEIRS) if can_take else (Decision.OURS,)


def refuse_choice(decision: Decision, part: Part, *, can_take: bool) -> None:
    if decision is not Decision.LATER and decision not in choices(part, can_take=can_take):
        raise Problem("exchange.not_here")


# --- layouts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LayoutColumn:
    """One column of the other system: its heading, our field in it ("" for none), a fixed value, its words for ours."""

    heading: str
    field: str = ""
    fixed: str = ""
    words: tuple[tuple[str, str], ...] = ()

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def columns_of(kept: Iterable[Mapping[str, Any]]) -> tuple[LayoutColumn, ...]:
    """Columns as a layout keeps them."""
    return tuple(
        LayoutColumn(
            str(one["heading"]),
            str(one.get("field", "")),
            str(one.get("fixed", "")),
            tuple((str(theirs), str(ours)) for theirs, ours in one.get("words", ())),
        )
        for one in kept
    )


def guessed(kind: Sheet, headings: Sequence[str]) -> tuple[LayoutColumn, ...]:
    """The columns of a sample file, each with the field that an import would guess; of equal headings the first.

    Where no heading tells the name, the first that says "name" or nothing known is proposed for it.
    """
    fields = {index: key for key, index in guess(headings, FIELDS[kind]).items()}
    first: dict[str, int] = {}
    for index, text in enumerate(headings):
        if normal(text):
            first.setdefault(normal(text), index)
    if "name_th" not in fields.values():
        free = [index for index in first.values() if index not in fields]
        named = [index for index in free if "ชื่อ" in headings[index]]
        fields |= dict.fromkeys([*named, *free][:1], "name_th")
    return tuple(LayoutColumn(thai.clean(headings[index]), fields.get(index, "")) for index in first.values())


def refuse_layout(kind: Sheet, columns: Sequence[LayoutColumn]) -> None:
    """A layout names its rows, and neither a heading nor a field twice."""
    fields = Counter(column.field for column in columns if column.field)
    headings = Counter(normal(column.heading) for column in columns)
    for column in columns:
        if headings[normal(column.heading)] > 1:
            raise Problem("exchange.twice", found=column.heading)
        if fields[column.field] > 1:
            raise Problem("exchange.twice", found=label_of(kind, column.field, "th"))
    needed = next(column for column in FIELDS[kind] if column.required)
    if needed.key not in fields:
        raise Problem("exchange.name_column", column=needed.th, column_en=needed.en)


def label_of(kind: Sheet, field: str, lang: str) -> str:
    """A field as people read it."""
    known = {column.key: column for column in FIELDS[kind]} | LINE_FIELDS
    column = known.get(field)
    return field if column is None else column.en if lang == "en" else column.th


LINE_FIELDS = {
    "area_code": Column("area_code", "พื้นที่", "area"),
    "phones": Column("phones", "โทรศัพท์", "phones"),
    "": Column("", "ทั้งราย", "the whole record"),
}


def mapping_of(name: str, columns: Sequence[LayoutColumn], header: Sequence[str]) -> dict[str, int]:
    """Column index per field in a file of this layout; refused where the file lacks one of its headings."""
    seen: dict[str, int] = {}
    for index, text in enumerate(header):
        seen.setdefault(normal(text), index)
    wanted = [column for column in columns if column.field]
    missing = [column.heading for column in wanted if normal(column.heading) not in seen]
    if missing:
        raise Problem("exchange.headings", field="file", layout=name, missing=", ".join(missing)[:300])
    return {column.field: seen[normal(column.heading)] for column in wanted}


def dialect_of(columns: Sequence[LayoutColumn]) -> Dialect:
    """How the other system fills these columns."""
    return Dialect(
        {c.field: {thai.fold(theirs): ours for theirs, ours in c.words} for c in columns if c.field and c.words},
        {c.field: c.fixed for c in columns if c.field and c.fixed},
    )


def read_words(field: str, text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of words, one a line: "01 อาหาร = อาหาร". Ours may be written as anybody writes it."""
    known = CODED.get(field, {})
    pairs = []
    for line in filter(str.strip, text.splitlines()):
        theirs, sign, ours = (part.strip() for part in line.rpartition("="))
        value = known.get(thai.fold(ours), "")
        if not (sign and theirs and value):
            raise Problem("exchange.words", found=line.strip()[:60], known=", ".join(LABELS.get(field, {}).values()))
        pairs.append((thai.clean(theirs), value))
    return tuple(pairs)


def words_text(column: LayoutColumn) -> str:
    """Pairs of words as `read_words` reads them."""
    labels = LABELS.get(column.field, {})
    return "\n".join(f"{theirs} = {labels.get(ours, ours)}" for theirs, ours in column.words)


# --- pairing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of either side is recognised by; name and maker folded."""

    name: str
    area_code: str
    official: str = ""
    own: str = ""
    maker: str = ""


Key = Callable[[Entry], tuple[str, ...] | None]


def _within(digits: int, *, maker: bool) -> Key:
    def key(entry: Entry) -> tuple[str, ...] | None:
        code = entry.area_code[:digits]
        return (entry.name, code, *([entry.maker] if maker else [])) if entry.name and len(code) == digits else None

    return key


STEPS: tuple[tuple[How, Key], ...] = (
    (How.OFFICIAL, lambda entry: (entry.official,) if entry.official else None),
    (How.OWN, lambda entry: (entry.own,) if entry.own else None),
    *(
        (how, _within(digits, maker=maker))
        for how, digits in ((How.VILLAGE, VILLAGE), (How.TAMBON, TAMBON), (How.DISTRICT, DISTRICT))
        for maker in (True, False)
    ),
)


def pair(theirs: Sequence[Entry], ours: Sequence[Entry]) -> dict[int, tuple[int, How]]:
    """Place of their row to place of ours, and by what: surest first; what two rows of a side share tells nothing.

    By name in a district only where neither side knows another tambon.
    """
    found: dict[int, tuple[int, How]] = {}
    left, right = set(range(len(theirs))), set(range(len(ours)))
    for how, key in STEPS:
        mine = _single(right, ours, key)
        for value, place in _single(left, theirs, key).items():
            other = mine.get(value)
            if other is not None and _fits(how, theirs[place].area_code, ours[other].area_code):
                found[place] = other, how
                left.discard(place)
                right.discard(other)
    return found


def _single(places: Iterable[int], entries: Sequence[Entry], key: Key) -> dict[tuple[str, ...], int]:
    """The keys that exactly one of these entries has."""
    held: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in sorted(places):
        value = key(entries[place])
        if value is not None:
            held[value].append(place)
    return {value: some[0] for value, some in held.items() if len(some) == 1}


def _fits(how: How, one: str, other: str) -> bool:
    return how is not How.DISTRICT or one.startswith(other) or other.startswith(one)


def doubles(entries: Iterable[Entry]) -> list[str]:
    """Official numbers that several rows of a side bear."""
    return sorted(number for number, count in Counter(e.official for e in entries if e.official).items() if count > 1)


# --- differences ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One field whose values differ, both as plain text."""

    field: str
    ours: str
    theirs: str
    nature: Nature
    can_take: bool


def compared(kind: Sheet, carried: Iterable[str], stored: Iterable[str]) -> tuple[str, ...]:
    """The values of a line that a layout with these fields speaks of, in the register's order."""
    told = {"phones" if key == "phone" else "area_code" if key in PLACES else key for key in carried}
    extra = ("producer",) if kind is Sheet.PRODUCTS else ()
    return tuple(name for name in (*stored, *extra) if name in told)


def plain(value: Any) -> str:
    """A value as comparable text: dates by ISO, a set by comma, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.5f}"
    if isinstance(value, set | frozenset):
        return ", ".join(sorted(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def differences(
    kind: Sheet, fields: Iterable[str], ours: Mapping[str, str], theirs: Mapping[str, str], unread: Mapping[str, str]
) -> list[Difference]:
    """Every field in which both sides differ; `unread` are cells that hold something nobody can read."""
    found = []
    for name in fields:
        mine, other = ours.get(name, ""), theirs.get(name, "")
        if not other and unread.get(name):
            found.append(Difference(name, mine, unread[name], Nature.UNREADABLE, can_take=False))
        elif not agree(name, mine, other):
            found.append(Difference(name, mine, other, nature(mine, other), can_take(kind, name, mine, other)))
    return found


def agree(name: str, ours: str, theirs: str) -> bool:
    """Whether their value says nothing else than ours: equal, an area around ours, phones all known."""
    if ours == theirs:
        return True
    if not theirs:
        return False
    if name == "area_code":
        return ours.startswith(theirs)
    if name == "phones":
        return set(theirs.split(",")) <= set(ours.split(","))
    if name == "category":
        return theirs in ours.split(", ")
    return name == "producer" and thai.fold(ours) == thai.fold(theirs)


def nature(ours: str, theirs: str) -> Nature:
    if not theirs:
        return Nature.EMPTY_THERE
    if not ours:
        return Nature.EMPTY_HERE
    return Nature.SPELLING if thai.fold(ours) == thai.fold(theirs) else Nature.OTHER


def can_take(kind: Sheet, name: str, ours: str, theirs: str) -> bool:
    """Whether "theirs" is an edit of this one field: an empty cell empties nothing, a row moves only in its district.

    Who makes a product, and name and place of a community, are changed on their own pages.
    """
    if not theirs or name == "producer":
        return False
    if kind is Sheet.COMMUNITIES:
        return name == "category"
    return name != "area_code" or ours[:DISTRICT] == theirs[:DISTRICT]


def mark_of(*parts: object) -> str:
    """A short sign of a difference as it stands: another as soon as one side changes."""
    text = "\x1f".join(map(str, parts))
    return hashlib.blake2s(text.encode(), digest_size=20).hexdigest()


Cut = tuple[str, str, str]


def cut(one: str, other: str) -> tuple[Cut, Cut]:
    """Both texts as (alike, differing, alike): signs are never torn from the letter they stand on."""
    head = _alike(one, other)
    while head and any(_hangs(text, head) for text in (one, other)):
        head -= 1
    tail = _alike(one[head:][::-1], other[head:][::-1])
    while tail and any(_hangs(text, len(text) - tail) for text in (one, other)):
        tail -= 1
    return _parted(one, head, tail), _parted(other, head, tail)


def _alike(one: str, other: str) -> int:
    """How many signs both texts begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, its) in pairs if mine != its), min(len(one), len(other)))


def _parted(text: str, head: int, tail: int) -> Cut:
    end = len(text) - tail
    return text[:head], text[head:end], text[end:]


def _hangs(text: str, at: int) -> bool:
    """Whether the sign at this place belongs to the letter before it."""
    return at < len(text) and (
        unicodedata.combining(text[at]) != 0 or unicodedata.category(text[at]) == "Mn" or text[at] == "ำ"
    )
