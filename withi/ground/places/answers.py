"""What matching is asked and what it answers: an address as it was given, and the area it means with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from withi.kit.address import Level
from withi.kit.problem import RULES, Rule, register

LEVEL_NAMES: Final[Mapping[Level, tuple[str, str]]] = {
    "province": ("จังหวัด", "province"),
    "district": ("อำเภอ", "district"),
    "tambon": ("ตำบล", "tambon"),
}
MOST_CANDIDATES: Final = 20

register(
    Rule("match.exact", "ตรงกับชื่อทางการ", "The official name."),
    Rule("match.folded", "อ่าน “{written}” เป็น “{name}”", "“{written}” was read as “{name}”."),
    Rule("match.empty", "ไม่ได้บอกที่อยู่", "No address is given."),
    Rule("match.no_place", "ไม่พบชื่อจังหวัด อำเภอ หรือตำบล", "No province, district or tambon is named."),
    Rule("match.unknown", "ไม่มี{level}ชื่อ “{written}” ใน{above}", "There is no {level_en} “{written}” in {above}."),
    Rule(
        "match.left_out",
        "ไม่ได้บอก{level} ชื่อ “{written}” คือ {path}",
        "No {level_en} is named; “{written}” is {path}.",
    ),
    Rule(
        "match.elsewhere", "ไม่มี “{written}” ใน{above} แต่มี {path}", "“{written}” is not in {above}, but there is {path}."
    ),
    Rule(
        "match.alike",
        "ไม่มี “{written}” ใน{above} ชื่อที่ใกล้เคียงคือ {path}",
        "“{written}” is not in {above}; {path} is spelled nearly so.",
    ),
    Rule("match.abolished", "“{written}” ยกเลิกแล้ว ปัจจุบันคือ {path}", "“{written}” was abolished; today it is {path}."),
    Rule(
        "match.old",
        "“{written}” ยกเลิกแล้ว และไม่มีบันทึกว่าไปรวมกับที่ใด",
        "“{written}” was abolished, and nothing says what it became.",
    ),
    Rule(
        "match.order",
        "จังหวัด อำเภอ ตำบลอยู่สลับช่องกัน เรียงใหม่ได้เป็น {path}",
        "Province, district and tambon stand in each other's columns; put in order they are {path}.",
    ),
    Rule("match.sign", "“{written}” เป็นตัวย่อของ {path}", "“{written}” is short for {path}."),
    Rule("match.several", "มี “{written}” หลายแห่งใน{above}", "Several places in {above} are called “{written}”."),
    Rule(
        "match.maybe",
        "ไม่มี “{written}” ใน{above} แต่มีหลายแห่งที่อาจหมายถึง",
        "“{written}” is not in {above}; several others may be meant.",
    ),
    Rule("match.names", "บอกไว้หลายชื่อ: {names}", "Several names are given: {names}."),
    Rule(
        "match.bare", "พบชื่อ “{written}” ที่ไม่มีคำบอกว่าเป็น{level}", "“{written}” stands without the word for a {level_en}."
    ),
    Rule("match.conflict", "คอลัมน์บอก {column} แต่ที่อยู่บอก {path}", "The columns say {column}, the address says {path}."),
    Rule("match.moo", "ไม่มีหมู่ที่ {moo} ใน{above}", "There is no moo {moo} in {above}."),
    Rule(
        "match.moo_alone",
        "บอกหมู่ที่ {moo} แต่ไม่ได้บอกตำบล",
        "Moo {moo} is given, but no tambon.",
    ),
    Rule(
        "match.unread",
        "ไม่พบ “{written}” ใน{above}",
        "“{written}” was not found in {above}.",
    ),
    Rule("match.moos", "บอกไว้หลายหมู่: {moos}", "Several moos are given: {moos}."),
    Rule(
        "match.moo_run",
        "ไม่มีหมู่ที่ {moo} ใน{above} ทะเบียนมีถึงหมู่ {last} อาจเป็นหมู่ {moos} เขียนติดกัน",
        "There is no moo {moo} in {above}, whose last is {last}. It may be moo {moos}, written as one number.",
    ),
    Rule(
        "match.other_name",
        "หมู่ที่ {moo} ในทะเบียนชื่อ {name} ไม่ใช่ {written}",
        "Moo {moo} is {name} in the register, not {written}.",
    ),
    Rule("match.village_name", "หมู่บ้านที่ชื่อ “{written}” คือ {path}", "The village called “{written}” is {path}."),
    Rule(
        "match.only_one",
        "ใน{above} มีหมู่บ้านชื่อ “{written}” แห่งเดียว",
        "“{written}” is the only village of that name in {above}.",
    ),
    Rule("match.no_village", "ไม่มีหมู่บ้านชื่อ “{written}” ใน{above}", "There is no village “{written}” in {above}."),
    Rule(
        "match.exchanged",
        "“{written}” เป็นชื่อหมู่บ้าน และ “{name}” เป็นชื่อตำบล ช่องตำบลกับช่องหมู่บ้านน่าจะสลับกัน",
        "“{written}” is the village and “{name}” the tambon: the two seem to stand in each other's column.",
    ),
)


class Status(StrEnum):
    EXACT = "exact"
    PROPOSED = "proposed"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a rule of the catalogue and what fills it in."""

    rule: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str = "th") -> str:
        return RULES[self.rule].text(lang).format_map(dict(self.values))


def because(rule: str, **values: str) -> Reason:
    return Reason(rule, tuple(values.items()))


def left_out(level: Level, written: str, path: str) -> Reason:
    """The level between is not named."""
    thai, english = LEVEL_NAMES[level]
    return because("match.left_out", level=thai, level_en=english, written=written, path=path)


def bare(written: str, level: Level) -> Reason:
    """A name without the word for its level."""
    thai, english = LEVEL_NAMES[level]
    return because("match.bare", written=written, level=thai, level_en=english)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that may be meant, its path, and why."""

    code: str
    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Match:
    """What an address means.

    `code`: the area, where the status is exact (every level that is named fits) or proposed (one answer, for a person
    to confirm); else empty. `sure`: the deepest area beyond doubt, to be stored meanwhile; empty where there is none.
    """

    code: str
    status: Status
    candidates: tuple[Candidate, ...]
    reason: Reason
    sure: str

    @property
    def reason_th(self) -> str:
        return self.reason.text("th")

    @property
    def reason_en(self) -> str:
        return self.reason.text("en")


class Written(NamedTuple):
    """An address as it was given: in columns, in one text, or both (then the columns count first)."""

    province: str = ""
    district: str = ""
    tambon: str = ""
    moo: str = ""
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One reading of the address so far: the area reached, and what is doubtful about it."""

    code: str
    doubts: tuple[Reason, ...] = ()
