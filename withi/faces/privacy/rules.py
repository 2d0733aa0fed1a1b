"""What becomes of personal data on request: fates, words, and how a record is named. Pure decisions.

Source: Personal Data Protection Act B.E. 2562 (2019), sections 19, 24, 30, 33 and 37.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from withi.kit import problem
from withi.kit.problem import Rule

ERASED = "(ลบตามคำขอ)"
WORD = "ลบข้อมูล"
SHORTEST_MARK = 4
REF = re.compile(r"(user|producer|product|community|asset|registrant):(\S+)")


class Basis(StrEnum):
    TASK = "task"
    LAW = "law"
    CONSENT = "consent"
    INTEREST = "interest"


class Fate(StrEnum):
    """What erasing does with rows that tell of a person."""

    EMPTY = "empty"  # the row stays, its personal fields do not
    DELETE = "delete"
    STRIP = "strip"  # the same inside the before and after of the trail
    KEEP = "keep"  # with the reason


class Sight(StrEnum):
    """How an act of the trail touched a person's data."""

    LOOKED = "looked"
    EXPORTED = "exported"
    CHANGED = "changed"


LOOKS = ("reveal",)
EXPORTS = ("export",)

problem.register(
    Rule(
        "person.nobody",
        th="ไม่พบ “{who}” ลองใช้ชื่อผู้ใช้ เบอร์โทร เลข 13 หลัก หรือชื่อเต็ม",
        en="Nobody was found for “{who}”. Try a user name, a telephone, a 13-digit number or the full name.",
    ),
    Rule(
        "person.several",
        th="“{who}” อาจหมายถึงหลายรายการ กรุณาระบุให้ชัดด้วยรหัสหน้าบรรทัด เช่น {refs}",
        en="“{who}” may mean several records. Please say which by its code, such as {refs}",
    ),
    Rule(
        "person.word",
        th="ยังไม่ได้ทำอะไร เพราะไม่ได้พิมพ์คำยืนยัน “{word}”",
        en="Nothing was done: the word “{word}” was not typed.",
    ),
    Rule(
        "person.own_account",
        th="ลบบัญชีของตนเองไม่ได้ ให้ผู้อื่นเป็นผู้ทำ",
        en="Nobody erases his own account. Somebody else has to do it.",
    ),
    Rule("person.taken", th="มีไฟล์ {file} อยู่แล้ว กรุณาตั้งชื่ออื่น", en="{file} is there already. Please give another name."),
    Rule(
        "privacy.purpose",
        th="ไม่มีวัตถุประสงค์ “{code}” ที่ใช้อยู่วันนี้ ดูรายการด้วย withi purposes",
        en="No purpose “{code}” is in force today. See them with withi purposes.",
    ),
    Rule(
        "privacy.version",
        th="ข้อความของ “{code}” เริ่มใช้ {since} ต้องเริ่มหลังฉบับก่อน ({last})",
        en="The text of “{code}” begins on {since}; it must begin after the one before ({last}).",
    ),
    Rule(
        "privacy.consent",
        th="ไม่มีความยินยอม “{code}” ที่ยังมีผลของรายการนี้",
        en="This record has no consent “{code}” in force.",
    ),
)


def is_person(kind: str, identity: str) -> bool:
    """Whether a producer is one natural person: a sole owner, or of a kind not yet known, and no juristic number.

    Juristic numbers begin with 0; what stands of juristic persons in public registers is no personal data.
    """
    return kind in ("owner", "") and not identity.startswith("0")


def sight_of(verb: str) -> Sight:
    """What a trail verb means for the person it is about."""
    act = verb.partition(".")[2]
    if act.startswith(LOOKS):
        return Sight.LOOKED
    return Sight.EXPORTED if act.startswith(EXPORTS) else Sight.CHANGED


def strip(value: Any, keys: Collection[str], marks: Collection[str]) -> Any:
    """A JSON value with `ERASED` for every value under one of the keys, and for every text that holds a mark."""
    if isinstance(value, dict):
        return {key: ERASED if key in keys and inner else strip(inner, keys, marks) for key, inner in value.items()}
    if isinstance(value, list):
        return [strip(inner, keys, marks) for inner in value]
    is_telling = isinstance(value, str) and any(mark in value for mark in marks)
    return ERASED if is_telling else value


def marks(values: Collection[Any]) -> frozenset[str]:
    """Texts long enough to tell of one person: names, telephones, numbers."""
    texts = (part.strip() for value in values if isinstance(value, str) for part in value.split(","))
    return frozenset(text for text in texts if len(text) >= SHORTEST_MARK and text != ERASED)
