"""Segments A to D out of five groups of answers: the table of rules, what decides, what blocks, the way on. Pure.

Source: the department's table of four segments (Quadrant). Each segment names the answers that it takes; a group of
which it names none may be answered in any way, or not at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, product
from typing import Any

from withi.kit import problem
from withi.kit.problem import Problem, Rule

GROUPS = ("1", "2", "3", "4", "5")
"""Standards, production capacity, process and technology, development, market."""
SIZES = {"1": 3, "2": 3, "3": 3, "4": 4, "5": 4}
OPTIONS = {group: tuple(f"{group}.{place}" for place in range(1, size + 1)) for group, size in SIZES.items()}
UNANSWERED = ""
Answers = tuple[str, ...]
"""One answer of each group in order; UNANSWERED where there is none."""


class Segment(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    REVIEW = "review"
    """No rule takes these answers, or several do: a person looks at it."""
    OPEN = "open"
    """Answers are missing, so that no rule can tell."""


LETTERS = (Segment.A, Segment.B, Segment.C, Segment.D)
GOALS = {Segment.D: Segment.C}
"""The next segment on the way up, where the programme names one."""

problem.register(
    Rule(
        "segments.overlap",
        th="ตารางนี้ขัดกันเอง: คำตอบ {example} เข้าได้ทั้งกลุ่ม {found} กรุณาแก้ให้เหลือกลุ่มเดียว",
        en="The table contradicts itself: the answers {example} fit {found}. Please leave one segment only.",
    ),
    Rule(
        "segments.empty",
        th="กลุ่ม {found} ยังไม่มีคำตอบใดเลย กรุณาเลือกอย่างน้อยหนึ่งข้อ",
        en="Segment {found} names no answer yet. Please tick one at least.",
    ),
    Rule(
        "segments.earlier",
        th="ตารางฉบับใหม่ต้องเริ่มใช้ไม่ก่อนฉบับล่าสุด คือ {since}",
        en="A new version cannot begin before the latest one, which is in force since {since}.",
    ),
    Rule(
        "segments.answer",
        th="ไม่มีคำตอบข้อ {found} ในหมวดนี้ กรุณาเลือกจากรายการ",
        en="There is no answer {found} in this group. Please choose one of the list.",
    ),
    Rule(
        "segments.changed",
        th="มีผู้บันทึกคำตอบของผลิตภัณฑ์นี้ก่อนท่าน กรุณาเปิดหน้าใหม่แล้วตรวจอีกครั้ง",
        en="Someone stored answers of this product before you. Please open the page again and look.",
    ),
    Rule(
        "segments.version_gone",
        th="ไม่พบตารางฉบับนี้แล้ว",
        en="There is no such version of the table.",
    ),
)


@dataclass(frozen=True)
class Table:
    """Which answers each segment takes, by segment and group; an empty set takes any answer."""

    takes: Mapping[Segment, tuple[frozenset[str], ...]]

    def fits(self, segment: Segment, answers: Answers) -> bool:
        return not self.blocks(segment, answers)

    def blocks(self, segment: Segment, answers: Answers) -> tuple[str, ...]:
        """The groups whose answer keeps a product out of the segment."""
        taken = zip(GROUPS, self.takes[segment], answers, strict=True)
        return tuple(group for group, allowed, answer in taken if allowed and answer not in allowed)


@dataclass(frozen=True)
class Verdict:
    """The segment of some answers; `fits` are all segments that take them, `blocks` what keeps it from its goal."""

    segment: Segment
    fits: tuple[Segment, ...]
    goals: tuple[Segment, ...] = ()
    blocks: tuple[str, ...] = ()
    nearer: tuple[Segment, ...] = ()
    """Segments that fewer answers block than its goal."""

    @property
    def goal(self) -> Segment | None:
        return self.goals[0] if self.goals else None


def judge(table: Table, answers: Answers) -> Verdict:
    """The one segment that takes these answers; REVIEW where none or several do, OPEN while answers are missing."""
    fits = tuple(letter for letter in LETTERS if table.fits(letter, answers))
    segment, goals = Segment.OPEN, tuple[Segment, ...]()
    if len(fits) == 1:
        segment = fits[0]
        goals = (GOALS[segment],) if segment in GOALS else ()
    elif fits or UNANSWERED not in answers:
        segment, goals = Segment.REVIEW, () if fits else nearest(table, answers)
    if not goals:
        return Verdict(segment, fits)
    blocks, near = table.blocks(goals[0], answers), nearest(table, answers)
    nearer = near if len(table.blocks(near[0], answers)) < len(blocks) else ()
    return Verdict(segment, fits, goals, blocks, nearer)


def nearest(table: Table, answers: Answers) -> tuple[Segment, ...]:
    """The segments that the fewest answers block; the last one is where a product begins, so it is nobody's goal."""
    lacking = {letter: len(table.blocks(letter, answers)) for letter in LETTERS if letter not in GOALS}
    fewest = min(lacking.values())
    return tuple(letter for letter, count in lacking.items() if count == fewest)


def deciding(table: Table, answers: Answers) -> tuple[str, ...]:
    """The fewest groups whose answers alone rule out every other segment, the first of them in order."""
    verdict = judge(table, answers)
    if verdict.segment not in LETTERS:
        return ()
    against = [set(table.blocks(letter, answers)) for letter in LETTERS if letter is not verdict.segment]
    for count in range(1, len(GROUPS) + 1):
        for groups in combinations(GROUPS, count):
            if all(blocked & set(groups) for blocked in against):
                return groups
    return ()


def every() -> Iterator[Answers]:
    """Every whole combination of answers."""
    return product(*(OPTIONS[group] for group in GROUPS))


def check(table: Table) -> None:
    """Refuse a table in which a segment names no answer, or a combination fits two segments."""
    for letter in LETTERS:
        if not any(table.takes[letter]):
            raise Problem("segments.empty", found=letter.value)
    for answers in every():
        fits = judge(table, answers).fits
        if len(fits) > 1:
            raise Problem("segments.overlap", example=" ".join(answers), found=", ".join(fits))


def check_answers(answers: Answers) -> None:
    """Refuse an answer that its group does not have."""
    for group, answer in zip(GROUPS, answers, strict=True):
        if answer and answer not in OPTIONS[group]:
            raise Problem("segments.answer", field=f"a{group}", found=answer)


@dataclass(frozen=True)
class Version:
    """A dated version of the table with its texts; `body` is plain, as it is stored and as `fixtures` writes it.

    Texts are told in `lang`; where one has no English, in Thai.
    """

    number: int
    valid_from: date
    source: str
    is_confirmed: bool
    body: Mapping[str, Any]
    lang: str = "th"

    def text(self, part: str, key: str) -> str:
        """One text of a part ("names", "groups", "options", "services"); empty where there is none."""
        english = self.body.get(f"{part}_en", {}).get(key, "") if self.lang == "en" else ""
        return str(english or self.body[part].get(key, ""))

    def name(self, segment: str) -> str:
        return self.text("names", segment)

    def group(self, group: str) -> str:
        return self.text("groups", group)

    def option(self, option: str) -> str:
        return self.text("options", option)

    def service(self, group: str) -> str:
        return self.text("services", group)

    def table(self) -> Table:
        return table_of(self.body["rules"])


def table_of(stored: Mapping[str, Iterable[str]]) -> Table:
    """The table out of what is stored: by segment, the answers that it takes."""
    return Table(
        {letter: tuple(frozenset(_of_group(stored[letter.value], group)) for group in GROUPS) for letter in LETTERS}
    )


def _of_group(answers: Iterable[str], group: str) -> list[str]:
    return [answer for answer in answers if answer in OPTIONS[group]]


def pack(groups: Iterable[str]) -> str:
    """Groups as stored: "1,4"."""
    return ",".join(groups)


def unpack(stored: str) -> tuple[str, ...]:
    return tuple(stored.split(",")) if stored else ()
