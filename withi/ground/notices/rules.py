"""How people are told, when an e-mail is tried again, and the text people paste into a chat. Pure decisions."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Rule

KEPT_DAYS = 180
"""Notices, their messages and call lists are deleted after so many days."""
ROWS_AT_MOST = 50
CONTACTS_AT_MOST = 500
LEASE = timedelta(minutes=10)
"""A message that has been on its way for longer was left there by a sender that died."""
ATTEMPTS = 6

problem.register(
    Rule(
        "notice.told",
        th="มีผู้แจ้งรายนี้ไปแล้ว ไม่ต้องแจ้งซ้ำ",
        en="Someone has told them already. There is no need to do it again.",
    ),
    Rule(
        "notice.nobody",
        th="รายการนี้ไม่มีใครให้โทรหา กรุณาเลือกรายการที่มีผู้ผลิตหรือชุมชนในความดูแลของท่าน",
        en="There is nobody to call in this list. Choose one with producers or communities in your care.",
    ),
    Rule(
        "notice.too_many",
        th="รายชื่อโทรแจ้งมีได้ไม่เกิน {most} ราย กรุณากรองรายการให้แคบลงก่อน เช่น เลือกทีละอำเภอ",
        en="A call list holds at most {most}. Please narrow the list first, for instance to one district.",
    ),
)


class Told(StrEnum):
    """How someone came to know; the first way counts."""

    NOT = ""
    READ = "read"
    COPIED = "copied"
    CALLED = "called"
    EMAILED = "emailed"


class Channel(StrEnum):
    APP = "app"
    COPY = "copy"
    CALL = "call"
    EMAIL = "email"


class Sending(StrEnum):
    """How one message stands."""

    WAITING = "waiting"
    GOING = "going"
    DONE = "done"
    UNANSWERED = "unanswered"
    FAILED = "failed"
    SKIPPED = "skipped"


CHANNELS = {
    Told.READ: Channel.APP,
    Told.COPIED: Channel.COPY,
    Told.CALLED: Channel.CALL,
    Told.EMAILED: Channel.EMAIL,
}


def pause(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None: give up. 2, 8, 32 minutes, then 2 and 8 hours."""
    return timedelta(minutes=2 * 4 ** (attempts - 1)) if attempts < ATTEMPTS else None


def merged(rows: Iterable[Sequence[object]], more: Iterable[Sequence[object]]) -> list[list[object]]:
    """Rows of a notice with further ones, each once, not more than a page can show."""
    found: dict[tuple[object, ...], None] = dict.fromkeys(tuple(row) for row in [*rows, *more])
    return [list(row) for row in found][:ROWS_AT_MOST]


def chat_text(lines: Iterable[str], url: str) -> str:
    """What is pasted into a chat: one thought a line, the address last and alone so that it can be tapped."""
    return "\n".join([*filter(None, lines), url])
