"""Class and score of a tourism community: dated tables of criteria and cut-offs, and what is missing. Pure.

Attraction has 50 points, readiness and facilities 30, goods and services 20. The three weights are the programme's;
the criteria below them, and the cut-offs, are our wording until the department confirms its own (`is_confirmed`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Problem, Rule

WHOLE = 100
NOTE_LENGTH, EVIDENCE_LENGTH = 400, 200
Points = Mapping[str, int]
"""Points by criterion; a criterion that nobody has judged is not in it, which is no zero."""

problem.register(
    Rule(
        "classes.points",
        th="ข้อนี้ให้ได้ 0 ถึง {most} คะแนน",
        en="Give 0 to {most} points here.",
    ),
    Rule(
        "classes.day",
        th="วันที่ให้คะแนนต้องไม่อยู่ในอนาคต",
        en="The day of scoring cannot lie ahead.",
    ),
    Rule(
        "classes.before",
        th="ยังไม่มีเกณฑ์ที่ใช้ในวันนั้น เกณฑ์ฉบับแรกเริ่มใช้ {since}",
        en="No criteria were in force on that day: the first begin on {since}.",
    ),
    Rule(
        "classes.version",
        th="วันที่เลือกใช้เกณฑ์อีกฉบับหนึ่ง กรุณาเปิดหน้านี้ใหม่แล้วให้คะแนนตามเกณฑ์ของวันนั้น",
        en="Other criteria were in force on that day. Please open this page again.",
    ),
    Rule(
        "classes.nothing",
        th="ยังไม่ได้ให้คะแนนข้อใดเลย กรุณาให้อย่างน้อยหนึ่งข้อ",
        en="Nothing is scored yet. Please give points for one criterion at least.",
    ),
)


class Group(StrEnum):
    ATTRACTION = "attraction"
    READINESS = "readiness"
    GOODS = "goods"


WEIGHTS = {Group.ATTRACTION: 50, Group.READINESS: 30, Group.GOODS: 20}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged; `most` points."""

    code: str
    group: Group
    most: int
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Cut:
    """From how many points of the whole a community is in a class."""

    letter: str
    least: int


@dataclass(frozen=True, slots=True)
class Version:
    """Criteria and cut-offs in force from a day on; `cuts` from the best class down, the last from 0 points."""

    number: int
    valid_from: date
    criteria: tuple[Criterion, ...]
    cuts: tuple[Cut, ...]
    source: str
    is_confirmed: bool = False

    def most(self, group: Group) -> int:
        return sum(one.most for one in self.criteria if one.group is group)


A, R, G = Group.ATTRACTION, Group.READINESS, Group.GOODS
VERSIONS: tuple[Version, ...] = (
    Version(
        1,
        date(2018, 6, 1),
        (
            Criterion("a1", A, 10, "แหล่งท่องเที่ยวที่ควรค่าแก่การมา", "Places worth the journey"),
            Criterion("a2", A, 10, "วิถีชีวิตและภูมิปัญญาที่ยังทำกันอยู่จริง", "Ways of life and skills that are alive"),
            Criterion("a3", A, 10, "อาหารถิ่นที่กินได้ที่นี่", "Local food that is eaten here"),
            Criterion("a4", A, 10, "เสน่ห์และเรื่องราวที่ไม่เหมือนใคร", "A charm and a story like no other's"),
            Criterion("a5", A, 10, "กิจกรรมที่นักท่องเที่ยวลงมือทำได้", "Activities that guests take part in"),
            Criterion("r1", R, 6, "มีทีมเจ้าบ้าน รับสายและต้อนรับได้", "Hosts who answer and receive"),
            Criterion("r2", R, 6, "ทางเข้า ป้าย และที่จอดรถ", "The way in, signs and parking"),
            Criterion("r3", R, 6, "ห้องน้ำสะอาด ปลอดภัย ทุกคนเข้าถึงได้", "Clean, safe and within everyone's reach"),
            Criterion("r4", R, 6, "ที่พักในชุมชน", "Places to sleep in the community"),
            Criterion("r5", R, 6, "ศูนย์บริการข้อมูล ผู้นำชม และภาษา", "Information, guides and languages"),
            Criterion("g1", G, 6, "ผลิตภัณฑ์มีมาตรฐานรับรอง", "Products with a standard"),
            Criterion("g2", G, 5, "ของฝากที่เป็นของชุมชนเอง", "Souvenirs of the community's own"),
            Criterion("g3", G, 5, "จุดจำหน่ายที่นักท่องเที่ยวแวะซื้อได้", "A place where guests buy"),
            Criterion("g4", G, 4, "บอกราคาและบริการชัดเจน", "Prices and services told plainly"),
        ),
        (Cut("A", 80), Cut("B", 70), Cut("C", 60), Cut("D", 0)),
        "น้ำหนัก 50 : 30 : 20 ตามโครงการชุมชนท่องเที่ยว OTOP นวัตวิถี ข้อย่อยและเกณฑ์ตัดเป็นถ้อยคำของวิถี รอกรมฯ ยืนยัน",
    ),
)


def version_on(day: date, versions: Sequence[Version] = VERSIONS) -> Version:
    """The criteria in force on a day. Problem classes.before for days before all."""
    found = [one for one in versions if one.valid_from <= day]
    if not found:
        raise Problem("classes.before", field="scored_on", since=min(one.valid_from for one in versions))
    return max(found, key=lambda one: one.valid_from)


def numbered(number: int, versions: Sequence[Version] = VERSIONS) -> Version:
    """A version by its number: scores keep the one they were given by."""
    return next(one for one in versions if one.number == number)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Points by group and in all, the class ("" while criteria are unjudged), and the criteria nobody has judged."""

    groups: Mapping[Group, int]
    total: int
    letter: str
    open: tuple[str, ...]


def judge(version: Version, points: Points) -> Verdict:
    """Points within their limits as a class; a community with unjudged criteria is in none.

    Problem classes.points names the first criterion (its code is the field) that has too few or too many.
    """
    groups = dict.fromkeys(Group, 0)
    for one in version.criteria:
        given = points.get(one.code, 0)
        if not 0 <= given <= one.most:
            raise Problem("classes.points", field=one.code, most=one.most)
        groups[one.group] += given
    unjudged = tuple(one.code for one in version.criteria if one.code not in points)
    total = sum(groups.values())
    return Verdict(groups, total, "" if unjudged else class_of(version, total), unjudged)


def class_of(version: Version, total: int) -> str:
    return next(cut.letter for cut in version.cuts if total >= cut.least)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the next class asks for: its letter, points still missing, and where they can come from.

    `room` are criteria with the points still free, the most first; as many as are needed, no more.
    """

    letter: str
    points: int
    room: tuple[tuple[Criterion, int], ...]


def gap(version: Version, points: Points) -> Gap | None:
    """What is missing for the next class; None in the best one."""
    total = judge(version, points).total
    above = [cut for cut in version.cuts if cut.least > total]
    if not above:
        return None
    wanted = above[-1]
    missing = wanted.least - total
    free = sorted(
        ((one, one.most - points.get(one.code, 0)) for one in version.criteria),
        key=lambda pair: (-pair[1], pair[0].code),
    )
    return Gap(wanted.letter, missing, tuple(_enough(free, missing)))


def _enough(free: Iterable[tuple[Criterion, int]], missing: int) -> list[tuple[Criterion, int]]:
    found = []
    for one, room in free:
        if missing <= 0 or not room:
            break
        found.append((one, room))
        missing -= room
    return found


def check_day(day: date, today: date) -> None:
    if day > today:
        raise Problem("classes.day", field="scored_on")
