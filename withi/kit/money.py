"""Money is an integer of satang (1 baht = 100 satang) from end to end; no float touches it."""

from __future__ import annotations

import re
from typing import Final, Literal

from withi.kit.problem import Problem, Rule, register
from withi.kit.thai import clean, digits

SATANG: Final = 100
LARGEST: Final = 10**15
"""The largest amount taken, in satang: ten million million baht. Sums of them fit a 64-bit column."""

_LONGEST: Final = 30
_WHOLE = re.compile("[0-9]{1,9}")
"""Whole baht, as in most cells: nothing has to be taken off."""

Decimals = Literal["auto", "always", "never"]

register(
    Rule(
        "money.empty",
        "ยังไม่ได้กรอกจำนวนเงิน ให้กรอกตัวเลขเป็นบาท เช่น 4,500 ถ้าไม่มีให้กรอก 0",
        "No amount was entered. Write it in baht, such as 4,500; if there was none, write 0.",
    ),
    Rule(
        "money.unreadable",
        "อ่านจำนวนเงิน “{text}” ไม่ได้ ให้กรอกตัวเลขจำนวนเดียวเป็นบาท เช่น 4,500 หรือ 4,500.50",
        "The amount “{text}” cannot be read. Write one figure in baht, such as 4,500 or 4,500.50.",
    ),
    Rule(
        "money.grouping",
        "เครื่องหมายจุลภาคใน “{text}” ไม่ได้คั่นทุกสามหลัก จึงไม่แน่ใจว่าเท่าไร ให้กรอกใหม่ เช่น 1,250 หรือ 12.50",
        "The commas in “{text}” do not mark thousands, so it is unsure. Write it again, such as 1,250 or 12.50.",
    ),
    Rule(
        "money.too_precise",
        "จำนวนเงิน “{text}” มีทศนิยมเกินสองตำแหน่ง เงินบาทแบ่งได้ถึงสตางค์เท่านั้น ให้กรอกไม่เกินสองตำแหน่ง",
        "The amount “{text}” has more than two decimals, finer than a satang. Write at most two.",
    ),
    Rule(
        "money.negative",
        "จำนวนเงิน “{text}” ติดลบ ช่องนี้รับเฉพาะศูนย์ขึ้นไป ให้กรอกใหม่โดยไม่มีเครื่องหมายลบ",
        "The amount “{text}” is below zero, which this field does not take. Write it without the minus sign.",
    ),
    Rule(
        "money.too_large",
        "จำนวนเงิน “{text}” มากเกินกว่าที่ระบบรับได้ ให้ตรวจว่าพิมพ์ตัวเลขเกินหรือไม่",
        "The amount “{text}” is larger than the system takes. Check for digits typed too many.",
    ),
)

_AMOUNT = re.compile(r"(?P<whole>[0-9][0-9,]*)?(?:\.(?P<part>[0-9]*))?")
_WORDS = re.compile(r"^(?P<whole>[0-9,]+)\s*บาท\s*(?P<part>[0-9]{1,2})\s*(?:สตางค์|ส\.?ต\.?)$")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_BEFORE = re.compile(r"^(?:฿|thb|บาท)\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:บาท(?:\s*ถ้วน)?|บ\.|฿|thb|baht)\.?$", re.IGNORECASE)
_CLOSE = re.compile(r"\.?\s*[-–—]+$")
_MINUS = re.compile(r"^[-−–]\s*")


def parse_baht(text: str, *, negative: bool = False) -> int:
    """Satang of an amount written in baht, the way people write it.

    Takes Thai digits, thousands commas, บาท, ฿, "4,500.-" and "12 บาท 50 สตางค์"; a minus sign only
    where `negative` allows it. Raises Problem money.* and never rounds.
    """
    if _WHOLE.fullmatch(text):
        return int(text) * SATANG
    body = digits(clean(text))
    if not body.strip("-–—"):
        raise Problem("money.empty")
    minus, body = _sign(body)
    if minus and not negative:
        raise Problem("money.negative", text=text)
    amount = _satang(_words(body), text)
    if amount > LARGEST:
        raise Problem("money.too_large", text=text)
    return -amount if minus else amount


def format_baht(satang: int, *, decimals: Decimals = "auto", lang: str = "th", unit: bool = False) -> str:
    """An amount for people: "4,500", or "4,500.50" where satang are left.

    `decimals` "always" shows both places, "never" rounds half away from zero for display. `unit` adds
    บาท or "baht" behind a no-break space.
    """
    whole, part = divmod(abs(satang), SATANG)
    if decimals == "never":
        whole, part = whole + (part >= SATANG // 2), 0
    tail = f".{part:02d}" if part or decimals == "always" else ""
    sign = "-" if satang < 0 and (whole or part) else ""
    return f"{sign}{whole:,}{tail}" + (_unit(lang) if unit else "")


def _unit(lang: str) -> str:
    return "\u00a0baht" if lang.startswith("en") else "\u00a0บาท"


def _sign(body: str) -> tuple[bool, str]:
    """Whether the amount is below zero, and the rest; "(500)" is the bookkeeper's minus."""
    if body.startswith("(") and body.endswith(")"):
        return True, body[1:-1].strip()
    bare = _BEFORE.sub("", body)
    rest = _MINUS.sub("", bare)
    return rest != bare, rest


def _words(body: str) -> str:
    """The figure alone, its words and closing dashes taken off."""
    spelled = _WORDS.match(body)
    if spelled:
        return f"{spelled['whole']}.{int(spelled['part']):02d}"
    bare = _AFTER.sub("", _BEFORE.sub("", body))
    return _CLOSE.sub("", bare).strip()


def _satang(body: str, text: str) -> int:
    found = _AMOUNT.fullmatch(body)
    if found is None or body in ("", "."):
        raise Problem("money.unreadable", text=text)
    whole, part = found["whole"] or "0", (found["part"] or "").rstrip("0")
    fault = _fault(whole, part)
    if fault:
        raise Problem(fault, text=text)
    return int(whole.replace(",", "")) * SATANG + int(part.ljust(2, "0"))


def _fault(whole: str, part: str) -> str:
    """The rule that figures left and right of the point break; "" for none."""
    if "," in whole and not _GROUPED.fullmatch(whole):
        return "money.grouping"
    if len(part) > 2:
        return "money.too_precise"
    return "money.too_large" if len(whole) > _LONGEST else ""
