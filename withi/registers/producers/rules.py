"""Kinds of producers, their dated status, numbers and telephones. Pure decisions.

Source: the OTOP registration rules know three kinds of producers: community group, sole owner, SME.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import groupby

from withi.kit import phones, problem, thai
from withi.kit.problem import Problem, Rule

PHONES_LENGTH, SHARES_LENGTH = 120, 400
MOST_SHARES = 2_000
SHARE = re.compile(r"(\d{1,6})(?:x(\d{1,4}))?")
NO_DISTRICT = "0000"


class Kind(StrEnum):
    GROUP = "group"
    OWNER = "owner"
    SME = "sme"


class Status(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


problem.register(
    Rule(
        "producer.women",
        th="จำนวนผู้หญิงมากกว่าจำนวนสมาชิกทั้งหมด กรุณาตรวจสองช่องนี้",
        en="There are more women than people. Please check both.",
    ),
    Rule(
        "producer.shares",
        th="อ่านส่วนแบ่งไม่ออก กรุณาพิมพ์ตัวเลขของสมาชิกทีละคน เช่น 40 30 30 หรือ 20x3 10x4",
        en="The shares cannot be read. Please type a number for each member: 40 30 30, or 20x3 10x4.",
    ),
    Rule(
        "producer.shares_people",
        th="ส่วนแบ่งมี {shares} คน แต่กลุ่มมีสมาชิก {people} คน กรุณาตรวจสองช่องนี้",
        en="There are shares for {shares} people, but {people} members. Please check both.",
    ),
    Rule(
        "producer.status_future",
        th="วันที่เริ่มสถานะต้องเป็นวันนี้หรือก่อนหน้า ถ้ายังไม่ถึงวัน ให้บันทึกเมื่อถึงวันนั้น",
        en="A status begins today or earlier. If the day has not come, record it then.",
    ),
    Rule(
        "producer.status_same",
        th="ผู้ผลิตรายนี้อยู่ในสถานะนี้อยู่แล้วในวันนั้น จึงไม่มีอะไรให้บันทึก",
        en="The producer already has this status on that day; there is nothing to record.",
    ),
    Rule(
        "producer.status_reason",
        th="หยุดชั่วคราวหรือเลิกกิจการ กรุณาบอกเหตุผลสั้น ๆ",
        en="When paused or closed, please give a short reason.",
    ),
    Rule(
        "producer.no_identity",
        th="ผู้ผลิตรายนี้ยังไม่มีเลข 13 หลักในระบบ กรุณากรอกก่อน",
        en="No 13-digit number is kept for this producer yet. Please enter it first.",
    ),
    Rule(
        "producer.phones_long",
        th="เบอร์โทรมากเกินไป เก็บได้ประมาณ 10 เบอร์ กรุณาเลือกเบอร์ที่ใช้จริง",
        en="Too many phone numbers; about 10 can be kept. Please choose those in use.",
    ),
    Rule(
        "producer.other_identity",
        th="เลข 13 หลักในไฟล์ ({found}) ไม่ตรงกับที่เก็บไว้ จึงยังใช้เลขเดิม กรุณาตรวจจากบัตรหรือหนังสือรับรอง",
        en="The 13-digit number in the file ({found}) is not the one kept. The old one stays; please check the card.",
    ),
    Rule(
        "producer.twin_identity",
        th="เลข 13 หลักตรงกับผู้ผลิต “{found}” อาจขึ้นทะเบียนซ้ำ กรุณาตรวจว่าเป็นรายเดียวกันหรือไม่",
        en="The 13-digit number is also that of “{found}”. Please check whether it is registered twice.",
    ),
)


def status_on(history: Iterable[tuple[date, Status]], day: date) -> Status | None:
    """The status in force on `day`: the last one that began by then; None before the first."""
    begun = [(since, status) for since, status in history if since <= day]
    return max(begun, key=lambda pair: pair[0])[1] if begun else None


def check_status(history: dict[date, Status], status: Status, since: date, reason: str, today: date) -> None:
    """Refuse a status that begins in the future, changes nothing, or stops the producer without saying why."""
    if since > today:
        raise Problem("producer.status_future", field="since")
    if status_on(history.items(), since) is status:
        raise Problem("producer.status_same", field="status")
    if status is not Status.ACTIVE and not reason.strip():
        raise Problem("producer.status_reason", field="reason")


def check_people(people: int | None, women: int | None) -> None:
    if people is not None and women is not None and women > people:
        raise Problem("producer.women", field="women")


def shares_of(text: str) -> tuple[int, ...]:
    """What each member gets of what a group takes, in parts of any size; () where nothing was typed.

    "40 30 30" and "40%, 30%, 30%" are three members, "20x3 10x4" seven. Problem producer.shares.
    """
    words = re.sub(r"\s*[x×*]\s*", "x", re.sub(r"[,%+]", " ", thai.digits(text).lower())).split()
    found: list[int] = []
    for word in words:
        told = SHARE.fullmatch(word)
        found += [int(told[1])] * int(told[2] or 1) if told else []
        if told is None or len(found) > MOST_SHARES:
            raise Problem("producer.shares", field="shares")
    if words and not any(found):
        raise Problem("producer.shares", field="shares")
    return tuple(found)


def told_shares(shares: Iterable[int]) -> str:
    """The same as it is kept, those that follow one another and are equal told once: "20x3 10x4"."""
    runs = [(share, len(list(alike))) for share, alike in groupby(shares)]
    return " ".join(f"{share}x{count}" if count > 1 else str(share) for share, count in runs)


def check_shares(shares: tuple[int, ...], people: int | None) -> None:
    if shares and people is not None and len(shares) != people:
        raise Problem("producer.shares_people", field="shares", shares=len(shares), people=people)


def series_of(area_code: str) -> str:
    """The district whose series gives the number; rows without a district share one series."""
    return area_code[:4] if len(area_code) >= 4 else NO_DISTRICT


def number_of(series: str, place: int) -> str:
    """A producer's own number, kept for ever: "4015-0001"."""
    return f"{series}-{place:04d}"


def pack_phones(text: str) -> str:
    """Telephones as stored: digits, an extension after `x`, comma-separated; Problem phone.* names the faulty one."""
    found = phones.split_phones(text)
    if text.strip() and not found:
        raise Problem("phone.unreadable", field="phones")
    for phone in found:
        if phone.finding != "ok" and phone.finding not in phones.REPAIRED:
            raise Problem(f"phone.{phone.finding}", field="phones")
    packed = ",".join(phone.number + (f"x{phone.extension}" if phone.extension else "") for phone in found)
    if len(packed) > PHONES_LENGTH:
        raise Problem("producer.phones_long", field="phones")
    return packed


def phone_lines(packed: str) -> list[tuple[str, str]]:
    """Stored telephones as (text to read, number to dial); the second is empty where none can be dialled."""
    return [_line(stored) for stored in packed.split(",") if stored]


def _line(stored: str) -> tuple[str, str]:
    number, _, extension = stored.partition("x")
    found = phones.split_phones(number)
    if len(found) != 1:
        return stored, ""
    return found[0].display + (f" ต่อ {extension}" if extension else ""), found[0].dial
