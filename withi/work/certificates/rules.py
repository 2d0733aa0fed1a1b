"""Kinds of certificates, how one stands on a day, its number, the office that issues it. Pure decisions.

Source: numbers of papers of a Thai office run through one calendar year (ระเบียบงานสารบรรณ), each office by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.ground.people.rules import Ability, Scope
from withi.kit import problem
from withi.kit.era import year_in
from withi.kit.problem import Problem, Rule

NATION = "00"
"""The code of the department among offices, whose own area code is empty."""
OFFICE_DIGITS = 4
"""Offices stand in provinces and districts."""


class Kind(StrEnum):
    REGISTRATION = "registration"
    MARK = "mark"
    TRAINING = "training"


class Mark(StrEnum):
    NONE = ""
    GOLD = "gold"
    SILVER = "silver"
    RED = "red"
    BLUE = "blue"


class Standing(StrEnum):
    """What is kept: whether somebody took it back."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class State(StrEnum):
    """What anybody is told: also whether its last day has passed."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


problem.register(
    Rule(
        "certificate.not_public",
        th="ออกหนังสือรับรองได้เฉพาะรายการที่เผยแพร่แล้วและยังดำเนินการอยู่ กรุณาอนุมัติให้เผยแพร่ก่อน",
        en="A certificate is issued for a published row that is still active. Please have it published first.",
    ),
    Rule(
        "certificate.twice",
        th="มีหนังสือรับรองเลขที่ {number} ที่ยังใช้ได้อยู่แล้ว ถ้าต้องการฉบับใหม่ให้กด “ออกฉบับใหม่แทน” ในฉบับนั้น",
        en="Certificate {number} for the same is still valid. For a new one, use “Issue a new one instead” there.",
    ),
    Rule(
        "certificate.past",
        th="วันสุดท้ายที่ใช้ได้ต้องเป็นวันนี้หรือหลังจากนี้",
        en="The last day must be today or later.",
    ),
    Rule(
        "certificate.over",
        th="หนังสือรับรองฉบับนี้ถูกเพิกถอนหรือออกฉบับใหม่แทนไปแล้ว กรุณาเปิดหน้าใหม่",
        en="This certificate was withdrawn or replaced already. Please load the page again.",
    ),
    Rule(
        "certificate.reason",
        th="กรุณาบอกเหตุผล เหตุผลจะอยู่ในประวัติ ไม่แสดงต่อสาธารณะ",
        en="Please give a reason. It stays in the history and is not shown to the public.",
    ),
    Rule(
        "certificate.signer",
        th="กรุณากรอกชื่อและตำแหน่งผู้ลงนาม",
        en="Please give the name and position of who signs.",
    ),
    Rule(
        "certificate.not_firm",
        th="ออกหนังสือรับรองได้เมื่ออนุมัติแล้วและยังมีผลอยู่เท่านั้น กรุณาเปิดหน้าใหม่",
        en="A certificate is issued for what was approved and is in force. Please load the page again.",
    ),
    Rule(
        "certificate.mark",
        th="หนังสือรับรองเครื่องหมายต้องบอกว่าเป็นเครื่องหมายใด",
        en="A certificate of a mark must say which mark.",
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a certificate rests on: an application, a mark, by the name of its kind and its id."""

    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What a certificate says beside the facts of its row.

    `occasion` is what it rests on in words ("รอบปี 2557-2558"), empty where there is nothing to add. `signer` and
    `signer_title` stand below the line that is signed by hand. `number` is that under which a mark was
    given; other papers get the next one of their office.
    """

    signer: str
    signer_title: str
    kind: Kind = Kind.REGISTRATION
    mark: Mark = Mark.NONE
    occasion_th: str = ""
    occasion_en: str = ""
    valid_until: date | None = None
    number: str = ""


def state_on(standing: str, valid_until: date | None, day: date) -> State:
    """How a certificate stands on a day; it holds through its last day."""
    if standing == Standing.VALID and valid_until is not None and valid_until < day:
        return State.EXPIRED
    return State(standing)


def state_under(own: State, basis: str) -> State:
    """How a paper stands whose mark or training stands so ("held", "withdrawn", "replaced"): none outlives it."""
    if own in (State.WITHDRAWN, State.REPLACED) or basis not in (State.WITHDRAWN, State.REPLACED):
        return own
    return State(basis)


def number_of(office: str, place: int, year: int) -> str:
    """A certificate's number: office, place in the year, Buddhist year: "4015-0001/2569"."""
    return f"{office}-{place:04d}/{year}"


def year_of(day: date) -> int:
    """The Buddhist calendar year in which an office numbers."""
    return year_in(day)


def office_of(scope: Scope, area_code: str) -> str:
    """The office for which this person approves there, the nearest one; Problem access.ability (403) where none."""
    areas = [area for area in approving(scope) if area_code.startswith(area)]
    if not areas:
        raise Problem("access.ability", status=403)
    return max(areas, key=len)[:OFFICE_DIGITS] or NATION


def approving(scope: Scope) -> Iterable[str]:
    """Areas of the postings that approve, narrow ones inside wide ones included."""
    return (grant.area for grant in scope.grants if grant.allows(Ability.APPROVE) and grant.subject is None)


def check(wording: Wording, today: date) -> None:
    """Refuse a certificate without signer, of a mark that is not named, or whose last day has passed."""
    if not wording.signer.strip():
        raise Problem("certificate.signer", field="signer")
    if not wording.signer_title.strip():
        raise Problem("certificate.signer", field="signer_title")
    if (wording.kind is Kind.MARK) != (wording.mark is not Mark.NONE):
        raise Problem("certificate.mark")
    if wording.valid_until is not None and wording.valid_until < today:
        raise Problem("certificate.past", field="valid_until")


def reason_of(text: str) -> str:
    """The tidied reason for taking a certificate back; none is refused."""
    if not text.strip():
        raise Problem("certificate.reason", field="reason")
    return text.strip()
