"""The payload of a PromptPay QR: what a banking app reads to pay a telephone or a 13-digit number.

EMVCo, "QR Code Specification for Payment Systems, Merchant-Presented Mode": fields of two digits of name, two of
length, and the value, in the order of their names; the last one is CRC-16/CCITT-FALSE over everything before its own
value. Whoever shows it has the payee's consent: the number can be read back from the square.
"""

import re
from binascii import crc_hqx
from typing import Final

from withi.kit import problem
from withi.kit.phones import split_phones
from withi.kit.problem import Problem, Rule
from withi.kit.thai import digits

APPLICATION: Final = "A000000677010111"
"""PromptPay for the customer who pays."""
FOR_EVER, ONCE = "11", "12"
"""Without an amount a code is used again and again; with one it is for a single payment."""
BAHT: Final = "764"
THAILAND: Final = "TH"
PHONE, IDENTITY = "01", "02"
MOST: Final = 10**12
"""Satang that the field of the amount can hold (13 signs)."""

problem.register(
    Rule(
        "promptpay.number",
        th="พร้อมเพย์ใช้เบอร์มือถือ 10 หลัก หรือเลข 13 หลัก กรุณาตรวจเลขอีกครั้ง",
        en="PromptPay takes a mobile number of 10 digits or a number of 13. Please look at it again.",
    ),
    Rule(
        "promptpay.amount",
        th="จำนวนเงินต้องมากกว่าศูนย์ และไม่เกินหนึ่งหมื่นล้านบาท",
        en="The amount must be more than nothing and less than ten thousand million baht.",
    ),
)


def payload(number: str, satang: int | None = None) -> str:
    """The text of the square. Problem promptpay.number, promptpay.amount."""
    if satang is not None and not 0 < satang < MOST:
        raise Problem("promptpay.amount", field="amount")
    told = (
        _field("00", "01")
        + _field("01", FOR_EVER if satang is None else ONCE)
        + _field("29", _field("00", APPLICATION) + _payee(number))
        + _field("53", BAHT)
        + (_field("54", f"{satang // 100}.{satang % 100:02d}") if satang is not None else "")
        + _field("58", THAILAND)
        + "6304"
    )
    return told + f"{crc_hqx(told.encode('ascii'), 0xFFFF):04X}"


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02d}{value}"


def _payee(number: str) -> str:
    """A mobile number as 0066 and nine digits, or 13 digits as they are."""
    plain = re.sub(r"[\s\-]", "", digits(number))
    if re.fullmatch(r"[0-9]{13}", plain):
        return _field(IDENTITY, plain)
    found = split_phones(plain)
    if len(found) == 1 and re.fullmatch(r"0[689][0-9]{8}", found[0].number):
        return _field(PHONE, f"0066{found[0].number[1:]}")
    raise Problem("promptpay.number", field="number")
