"""What a guest may ask, how an answer reads, how long it is kept, and what keeps machines out. Pure decisions.

Sources: that a person's name and address are kept no longer than their purpose needs stands in the Personal Data
Protection Act B.E. 2562, section 37 (3); the days themselves, and the limits, are decisions of this project.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from withi.kit import ids, problem, promptpay
from withi.kit.problem import Problem, Rule
from withi.kit.thai import digits

NAME_LENGTH, LINE_LENGTH, WISH_LENGTH, NOTE_LENGTH = 80, 40, 500, 200
MOST_NUMBER, MOST_NIGHTS = 2_000, 30
AHEAD_DAYS = 400
"""How far ahead a day may be asked for."""
LATE_DAYS = 3
"""Officers of the area help where nobody has answered for so long."""
LEAST_SECONDS, MOST_SECONDS = 3, 6 * 60 * 60
"""A person needs so long for the form, and does not leave it open for longer."""
SLOT = 60 * 60
MOST_TO_ONE, MOST_TO_ALL = 5, 20
"""What one address sends within the hour to one place, and to all."""
MOST_WAITING = 50
LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]+\.(com|net|org|info|biz|xyz|top|site|online|shop|club|link|me|io|co|ru|cn|ly|gg|in\.th"
    r"|co\.th|go\.th|or\.th|ac\.th)\b",
    re.IGNORECASE,
)
LINE_ID = re.compile(r"@?[A-Za-z0-9._-]{2,39}")


class About(StrEnum):
    COMMUNITY = "community"
    PRODUCT = "product"


class Reply(StrEnum):
    """The ready answers; what each says depends on what was asked about."""

    WAITING = ""
    YES = "yes"
    LATER = "later"
    NO = "no"
    CALLED = "called"
    SOLD = "sold"


TAPPED = (Reply.YES, Reply.LATER, Reply.NO, Reply.CALLED)

problem.register(
    Rule(
        "enquiry.reach",
        th="กรุณาบอกเบอร์โทร ไอดีไลน์ หรืออีเมล อย่างน้อยหนึ่งอย่าง เพื่อให้ชุมชนตอบได้",
        en="Please give a phone number, a LINE id or an e-mail address, so that they can answer.",
    ),
    Rule(
        "enquiry.line",
        th="ไอดีไลน์เป็นตัวอักษรอังกฤษ ตัวเลข จุด ขีด เท่านั้น กรุณาตรวจอีกครั้ง",
        en="A LINE id has Latin letters, figures, dots and dashes only. Please look at it again.",
    ),
    Rule(
        "enquiry.link",
        th="ข้อความนี้มีที่อยู่เว็บ จึงยังไม่ได้ส่ง กรุณาเอาออกแล้วส่งใหม่",
        en="There is an address of a web page in it, so it was not sent. Please take it out and send it again.",
    ),
    Rule(
        "enquiry.day",
        th="วันที่ต้องเป็นวันนี้หรือหลังจากนี้ และไม่เกิน {days} วันข้างหน้า",
        en="The day must be today or later, and not more than {days} days ahead.",
    ),
    Rule(
        "enquiry.fast",
        th="ส่งเร็วเกินไปจนระบบคิดว่าเป็นเครื่อง กรุณากดส่งอีกครั้ง",
        en="That was so quick that it looked like a machine. Please press the button once more.",
    ),
    Rule(
        "enquiry.stale",
        th="เปิดหน้านี้ค้างไว้นานเกินไป ข้อความยังอยู่ครบ กรุณากดส่งอีกครั้ง",
        en="The page was open for too long. What you wrote is still here: please press the button once more.",
    ),
    Rule(
        "enquiry.often",
        th="มีคำถามส่งจากเครือข่ายเดียวกันมากเกินไปในหนึ่งชั่วโมง กรุณารอสักครู่ หรือโทรหาโดยตรง",
        en="Too many enquiries came from one network within the hour. Please wait a while, or call.",
    ),
    Rule(
        "enquiry.many",
        th="ตอนนี้มีคำถามรอตอบจำนวนมาก กรุณาโทรหาโดยตรง",
        en="Many enquiries wait here to be answered. Please call instead.",
    ),
    Rule(
        "enquiry.closed",
        th="ตอนนี้ยังไม่รับคำถามทางนี้ จึงยังไม่ได้ส่ง",
        en="No enquiries are taken here just now, so nothing was sent.",
    ),
    Rule(
        "enquiry.answered",
        th="มีผู้ตอบคำถามนี้ไปแล้วขณะที่ท่านเปิดหน้าอยู่ กรุณาดูคำตอบล่าสุดก่อน",
        en="Somebody has answered this meanwhile. Please look at the latest answer first.",
    ),
    Rule(
        "enquiry.reply",
        th="กรุณาเลือกคำตอบหนึ่งข้อ",
        en="Please choose one of the answers.",
    ),
    Rule(
        "enquiry.no_goods",
        th="คำถามนี้ไม่ได้ถามซื้อสินค้า จึงบันทึกเป็นยอดขายไม่ได้",
        en="This enquiry is about no product, so it cannot become a sale.",
    ),
    Rule(
        "enquiry.sold",
        th="บันทึกยอดขายของคำถามนี้ไปแล้ว ไม่ต้องทำซ้ำ",
        en="The sale of this enquiry is written down already.",
    ),
    Rule(
        "enquiry.citizen",
        th="เลขประจำตัวประชาชนห้ามแสดงให้คนทั่วไปเห็น ให้ใช้พร้อมเพย์ที่ผูกกับเบอร์มือถือแทน",
        en="A citizen number must not be shown to everybody. Please use a PromptPay number that is a mobile phone.",
    ),
    Rule(
        "enquiry.own_consent",
        th="ผู้ผลิตต้องยินยอมด้วยบัญชีของตนเอง เจ้าหน้าที่ยินยอมแทนไม่ได้",
        en="The producer agrees by the own account. Officers cannot agree for anybody.",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a guest sends: who she is, how to reach her, when, how many (people, or pieces of a product), what for."""

    name: str
    number: int
    phone: str = ""
    line_id: str = ""
    email: str = ""
    first_day: date | None = None
    nights: int = 0
    wish: str = ""
    lang: str = "th"

    def told(self) -> str:
        """All of it as one text, by which equal enquiries are known."""
        return "|".join(str(getattr(self, each.name) or "") for each in fields(self) if each.name != "lang")


def refusals(asked: Asked, today: date) -> list[Problem]:
    """What keeps an enquiry from being sent, each at its field."""
    return [*_unreachable(asked), *_linked({"name": asked.name, "wish": asked.wish}.items()), *_untimely(asked, today)]


def _unreachable(asked: Asked) -> Iterator[Problem]:
    if not (asked.phone or asked.line_id or asked.email):
        yield Problem("enquiry.reach", field="phone")
    if asked.line_id and LINE_ID.fullmatch(asked.line_id) is None:
        yield Problem("enquiry.line", field="line_id")


def _linked(told: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for name, text in told:
        if LINK.search(text):
            yield Problem("enquiry.link", field=name)


def _untimely(asked: Asked, today: date) -> Iterator[Problem]:
    if asked.first_day and not today <= asked.first_day <= today + timedelta(days=AHEAD_DAYS):
        yield Problem("enquiry.day", field="first_day", days=AHEAD_DAYS)


# --- machines ------------------------------------------------------------------------------------


def check_pace(seconds: float) -> None:
    """How long ago the form was opened; below zero is a stamp of nobody's."""
    if not 0 <= seconds <= MOST_SECONDS:
        raise Problem("enquiry.stale")
    if seconds < LEAST_SECONDS:
        raise Problem("enquiry.fast")


def slot_of(moment: datetime) -> int:
    """The hour in which tries are counted."""
    return int(moment.timestamp()) // SLOT


def check_flood(to_one: int, to_all: int) -> None:
    if to_one > MOST_TO_ONE or to_all > MOST_TO_ALL:
        raise Problem("enquiry.often", status=429)


# --- how long it is kept -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Retention:
    """From a day on: how long an enquiry stays after its answer (or the day asked for), and how long without one."""

    valid_from: date
    answered: int
    unanswered: int
    source: str


RETENTIONS = (Retention(date(2026, 11, 26), 30, 60, "PDPA B.E. 2562, section 37 (3); decided by this project"),)


def retention_on(day: date) -> Retention:
    """The rule in force on a day; before the first one, the first."""
    return next((rule for rule in reversed(RETENTIONS) if rule.valid_from <= day), RETENTIONS[0])


def kept_until(today: date, first_day: date | None, *, answered: bool) -> date:
    """The last day of an enquiry that is asked or answered today; a visit still to come is waited for."""
    rule = retention_on(today)
    last = max(today, first_day or today)
    return last + timedelta(days=rule.answered) if answered else max(last, today + timedelta(days=rule.unanswered))


# --- PromptPay -----------------------------------------------------------------------------------

LAST_SHOWN = 4


def payee_number(text: str) -> str:
    """The digits of a PromptPay number that everybody may see: a mobile phone's, or a juristic person's.

    The square can be read back, so a citizen number is refused (enquiry.citizen); others by promptpay.* and id.*.
    """
    plain = re.sub(r"[\s-]", "", digits(text))
    if re.fullmatch(r"[1-9][0-9]{12}", plain):
        raise Problem("enquiry.citizen", field="number")
    if len(plain) == len("0000000000000"):
        try:
            plain = ids.parse_juristic(plain)
        except Problem as refused:
            raise refused.at("number") from None
    promptpay.payload(plain)
    return plain


def masked(number: str) -> str:
    """All but the last figures hidden, as a bank shows it."""
    return f"xxx-xxx-{number[-LAST_SHOWN:]}" if len(number) == len("0812345678") else ids.mask(number)
