"""Thirteen-digit numbers: a person's (เลขประจำตัวประชาชน) and a juristic person's (เลขทะเบียนนิติบุคคล).

Check digits are judged by python-stdnum. A number is personal data: store it sealed, show it masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError
from stdnum.th import moa, pin, tin

from withi.kit.problem import Problem, Rule, register
from withi.kit.thai import clean, digits

Kind = Literal["citizen", "juristic"]
_PERSON_GROUPS: Final = (1, 4, 5, 2, 1)
_JURISTIC_GROUPS: Final = (1, 2, 1, 3, 5, 1)
_SHOWN: Final = 3

register(
    Rule(
        "id.empty",
        "ยังไม่ได้กรอกเลข 13 หลัก",
        "The 13-digit number was not entered.",
    ),
    Rule(
        "id.masked",
        "เลข 13 หลักถูกปิดบางหลักไว้ จึงตรวจและเก็บไม่ได้ ให้กรอกครบทุกหลัก",
        "Some digits of the 13-digit number are hidden, so it can be neither checked nor kept. Enter all of them.",
    ),
    Rule(
        "id.digits",
        "เลข 13 หลักมีตัวอักษรปนอยู่ ให้กรอกเฉพาะตัวเลข มีขีดคั่นหรือไม่มีก็ได้",
        "The 13-digit number has letters in it. Enter digits only, with or without dashes.",
    ),
    Rule(
        "id.length",
        "ต้องมี 13 หลัก แต่กรอกมา {count} หลัก ให้ตรวจว่าพิมพ์ขาดหรือเกิน",
        "It must have 13 digits, but {count} were entered. Check for digits left out or typed twice.",
    ),
    Rule(
        "id.check_digit",
        "หลักสุดท้ายไม่ตรงกับหลักอื่น แสดงว่าพิมพ์ผิดอย่างน้อยหนึ่งหลัก ให้เทียบกับบัตรหรือหนังสือรับรองแล้วกรอกใหม่",
        "The last digit does not fit the others, so at least one is mistyped. Compare it with the card or certificate.",
    ),
    Rule(
        "id.not_citizen",
        "เลขนี้ไม่ใช่เลขประจำตัวประชาชน เพราะขึ้นต้นด้วย {first} ถ้าเป็นนิติบุคคลให้กรอกในช่องเลขทะเบียนนิติบุคคล",
        "This is not a citizen number, as it starts with {first}. A juristic person's number has its own field.",
    ),
    Rule(
        "id.not_juristic",
        "เลขทะเบียนนิติบุคคลต้องขึ้นต้นด้วย 0 ถ้าเป็นเลขของบุคคลให้กรอกในช่องเลขประจำตัวประชาชน",
        "A juristic person's number starts with 0. A person's own number has its own field.",
    ),
)


@dataclass(frozen=True, slots=True)
class TaxId:
    """A checked 13-digit number and whose kind it is."""

    kind: Kind
    digits: str


def parse_citizen(text: str) -> str:
    """The 13 digits of a citizen number; Problem id.* that names the fault but never the number."""
    bare = _bare(text)
    try:
        return pin.validate(bare)
    except ValidationError as fault:
        raise _refusal(fault, bare, "id.not_citizen") from None


def parse_juristic(text: str) -> str:
    """The 13 digits of a juristic person's registration (and tax) number; Problem id.*."""
    bare = _bare(text)
    try:
        return moa.validate(bare)
    except ValidationError as fault:
        raise _refusal(fault, bare, "id.not_juristic") from None


def parse_tax(text: str) -> TaxId:
    """A number that may be either kind: the first digit 0 says juristic; Problem id.*."""
    bare = _bare(text)
    kind = tin.tin_type(bare)
    if kind is None:
        return (
            TaxId("juristic", parse_juristic(bare)) if bare.startswith("0") else TaxId("citizen", parse_citizen(bare))
        )
    return TaxId("juristic" if kind == "moa" else "citizen", bare)


def grouped(number: str) -> str:
    """The number in the groups printed on the card or the certificate: "1-2345-67890-12-3"."""
    groups = _JURISTIC_GROUPS if number.startswith("0") else _PERSON_GROUPS
    return _group(number, groups)


def mask(number: str) -> str:
    """The number with all but its last three digits hidden: "X-XXXX-XXXXX-12-3"."""
    hidden = "X" * max(len(number) - _SHOWN, 0) + number[-_SHOWN:]
    return _group(hidden, _JURISTIC_GROUPS if number.startswith("0") else _PERSON_GROUPS)


def _group(text: str, groups: tuple[int, ...]) -> str:
    if len(text) != sum(groups):
        return text
    starts = [sum(groups[:index]) for index in range(len(groups))]
    return "-".join(text[start : start + size] for start, size in zip(starts, groups, strict=True))


def _bare(text: str) -> str:
    bare = digits(clean(text)).translate({ord(sign): None for sign in " -–—._"})
    if not bare:
        raise Problem("id.empty")
    if set(bare) & set("xX*•") and bare.strip("0123456789xX*•") == "":
        raise Problem("id.masked")
    if not (bare.isascii() and bare.isdigit()):
        raise Problem("id.digits")
    return bare


def _refusal(fault: ValidationError, bare: str, component: str) -> Problem:
    if isinstance(fault, InvalidLength):
        return Problem("id.length", count=len(bare))
    if isinstance(fault, InvalidComponent):
        return Problem(component, first=bare[0])
    if isinstance(fault, InvalidChecksum):
        return Problem("id.check_digit")
    return Problem("id.digits")
