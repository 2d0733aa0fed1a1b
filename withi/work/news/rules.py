"""What may be written in the news, who counts as a reader, and how much a guest may say. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from withi.kit import era, problem
from withi.kit.problem import Problem, Rule

TITLE_LENGTH, LEAD_LENGTH, BODY_LENGTH = 200, 400, 12_000
NAME_LENGTH, OFFICE_LENGTH, VENUE_LENGTH, LINK_LENGTH = 120, 200, 200, 300
NOTE_LENGTH, SIGNED_LENGTH, SAID_LENGTH = 400, 60, 1_000

COMMENTS_IN_A_WHILE = 3
"""Comments of one reader's line within `WHILE_MINUTES`."""
WHILE_MINUTES = 10
MOST_HELD = 50
"""Comments of one article that may wait at once, whoever sends them."""

problem.register(
    Rule(
        "news.begins",
        th="กิจกรรมต้องมีวันเริ่ม กรุณากรอกวันที่",
        en="An event needs its first day. Please give the date.",
    ),
    Rule(
        "news.ends",
        th="กิจกรรมสิ้นสุดก่อนเริ่ม กรุณาตรวจวันและเวลาสิ้นสุด",
        en="The event ends before it begins. Please check the last day and hour.",
    ),
    Rule(
        "news.hours",
        th="มีเวลาสิ้นสุดแต่ไม่มีเวลาเริ่ม กรุณากรอกเวลาเริ่ม หรือเว้นทั้งสองช่องถ้าจัดทั้งวัน",
        en="There is an hour of the end but none of the beginning. Give both, or neither where it lasts all day.",
    ),
    Rule(
        "news.past",
        th="เวลาที่ตั้งให้เผยแพร่ผ่านไปแล้ว ให้ตั้งเวลาข้างหน้า หรือเว้นว่างเพื่อเผยแพร่ทันทีที่อนุมัติ",
        en="The hour of publication has passed. Give a later one, or leave it empty to publish with the approval.",
    ),
    Rule(
        "news.dated",
        th="วันที่ของข่าวยังมาไม่ถึง ให้ใช้วันที่เกิดเหตุการณ์ หรือวันนี้",
        en="The date of the news has not come yet. Give the day it happened, or today.",
    ),
    Rule(
        "news.correction",
        th="ข่าวนี้เคยเผยแพร่แล้ว กรุณาเขียนบอกผู้อ่านว่าแก้อะไร",
        en="This was public before. Please tell readers what was corrected.",
    ),
    Rule(
        "news.link",
        th="ที่อยู่เว็บต้องขึ้นต้นด้วย https:// หรือ http:// และไม่มีช่องว่าง",
        en="The address must begin with https:// or http:// and hold no space.",
    ),
    Rule(
        "news.comments_off",
        th="ขณะนี้ปิดรับความคิดเห็น",
        en="Comments are closed at the moment.",
    ),
    Rule(
        "news.often",
        th="ส่งความคิดเห็นถี่เกินไป กรุณารอสัก {minutes} นาทีแล้วส่งใหม่",
        en="That was too many comments in a short time. Please wait {minutes} minutes and send it again.",
    ),
    Rule(
        "news.many",
        th="ข่าวนี้มีความคิดเห็นรอตรวจจำนวนมาก กรุณากลับมาใหม่ภายหลัง",
        en="Many comments on this article wait to be read. Please come back later.",
    ),
    Rule(
        "news.decided",
        th="ความคิดเห็นนี้มีผู้ตรวจไปแล้ว ไม่ต้องทำซ้ำ",
        en="This comment has already been decided.",
    ),
)


class Sort(StrEnum):
    """What an article is."""

    NEWS = "news"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest narrows the archive by."""

    area: str = ""
    sort: str = ""
    year: int = 0

    @property
    def is_all(self) -> bool:
        return not (self.area or self.sort or self.year)


class Heard(StrEnum):
    """What became of a comment."""

    HELD = "held"
    SHOWN = "shown"
    REFUSED = "refused"


MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|headless|lighthouse|externalhit|scan|archiv|python|curl|wget"
    r"|java/|go-http|okhttp|libwww|httpclient|axios|node",
    re.IGNORECASE,
)
LINK = re.compile(r"https?://[^\s<>\"']+")


def is_person(agent: str) -> bool:
    """Whether a browser of a person asks, as far as its own name tells; one without a name is none."""
    return agent.startswith("Mozilla/") and MACHINES.search(agent) is None


def check_link(link: str) -> None:
    """Only addresses of web pages: no script hides behind the source of an article."""
    if link and LINK.fullmatch(link) is None:
        raise Problem("news.link", field="source_url")


def check_dated(day: date, today: date) -> None:
    if day > today:
        raise Problem("news.dated", field="dated_on")


def check_schedule(at: datetime | None, now: datetime, was: datetime | None = None) -> None:
    """An hour of publication lies ahead; one that is stored already may have passed meanwhile."""
    if at is not None and at != was and at <= now:
        raise Problem("news.past", field="appears_on")


def check_span(
    sort: str, begins_on: date | None, begins_at: time | None, ends_on: date | None, ends_at: time | None
) -> None:
    """An event has a first day, and does not end before it begins; without hours it lasts whole days."""
    if sort != Sort.EVENT:
        return
    if begins_on is None:
        raise Problem("news.begins", field="begins_on")
    last = ends_on or begins_on
    if last < begins_on:
        raise Problem("news.ends", field="ends_on")
    if ends_at is None:
        return
    if begins_at is None:
        raise Problem("news.hours", field="begins_at")
    if (last, ends_at) <= (begins_on, begins_at):
        raise Problem("news.ends", field="ends_at")


def check_correction(*, was_public: bool, note: str) -> None:
    """Who changes what readers have seen tells them what was corrected."""
    if was_public and not note:
        raise Problem("news.correction", field="correction")


def check_flood(recent: int, held: int) -> None:
    """One reader's line says a few things in a while, and an article keeps only so many waiting."""
    if recent >= COMMENTS_IN_A_WHILE:
        raise Problem("news.often", status=429, minutes=WHILE_MINUTES)
    if held >= MOST_HELD:
        raise Problem("news.many", status=429)


def lacking(facts: dict[str, object]) -> Collection[str]:
    """Names of the facts that must be there before an article is sent."""
    return [name for name, there in facts.items() if not there]


def span_said(
    begins_on: date, begins_at: time | None, ends_on: date | None, ends_at: time | None, lang: str = "th"
) -> str:
    """The days and hours of an event as people write them."""
    days = era.kept_span(era.format_span(begins_on, ends_on or begins_on, lang=lang))
    hours = "–".join(f"{hour:%H.%M}" if lang == "th" else f"{hour:%H:%M}" for hour in (begins_at, ends_at) if hour)
    if not hours:
        return days
    return f"{days} {era.kept_together(f'{hours} น.' if lang == 'th' else hours)}"
