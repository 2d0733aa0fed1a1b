"""What a month's report says, and what must be asked about it. Pure decisions, amounts in satang.

Source: the department's monthly report of OTOP sales (ยอดจำหน่าย): gross sales by channel, one report per producer and
month; a month with nothing sold is said expressly.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from withi.kit import era, problem
from withi.kit.money import SATANG, format_baht
from withi.kit.problem import Problem
from withi.work.income.wording import CHANNEL_WORDS, CLOSE_WORDS

TAMBON_DIGITS = 6
FIRST_MONTH = 200001


class Channel(StrEnum):
    IN_VILLAGE = "in_village"
    OUTSIDE = "outside"
    ONLINE = "online"
    FAIR = "fair"


CHANNELS = tuple(Channel)


class State(StrEnum):
    """How a month's figures came about; a month without a row is not reported, which is none of these."""

    REPORTED = "reported"
    REPEATED = "repeated"
    ZERO = "zero"
    ESTIMATED = "estimated"


class Why(StrEnum):
    """Why a month differs much from the same month of the year before."""

    FESTIVAL = "festival"
    CHANNEL = "channel"
    ORDER = "order"
    ILLNESS = "illness"
    FLOOD = "flood"
    SEASON = "season"
    MATERIAL = "material"
    MEMBERS = "members"
    OTHER = "other"


class Close(StrEnum):
    """How far a tambon's month has come."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"


class Receipt(StrEnum):
    """Kinds of what a community takes in from guests."""

    HOMESTAY = "homestay"
    FOOD = "food"
    ACTIVITY = "activity"
    GUIDE = "guide"
    TRANSPORT = "transport"
    GOODS = "goods"
    FUND = "fund"


class Sharing(StrEnum):
    """How the households were paid."""

    WORK = "work"
    EQUAL = "equal"
    TURN = "turn"
    SHARES = "shares"
    NONE = "none"


# --- months --------------------------------------------------------------------------------------


def tambon_of(area_code: str) -> str:
    """The area whose month is submitted and locked as one: the tambon, or what is known where it is none."""
    return area_code[:TAMBON_DIGITS]


def check_number(month: int) -> None:
    """Refuse what is no month."""
    if not (1 <= month % 100 <= 12 and FIRST_MONTH <= month <= 999912):
        raise Problem("income.month", status=404, found=month)


def check_month(month: int, today: date) -> None:
    """Refuse what is no month, and a month that has not begun; the server's calendar alone decides."""
    check_number(month)
    if month > era.month_key(today):
        raise Problem("income.future", **told_month(month))


def told_month(month: int) -> dict[str, Any]:
    """A month for the sentences of refusals."""
    return {"month": era.month_label(month, style="long"), "month_en": era.month_label(month, "en", "long")}


def due_month(today: date) -> int:
    """The month that is reported now: the last one that has ended."""
    return era.month_shifted(era.month_key(today), -1)


def last_day(month: int, day: int) -> date:
    """Until when a month is reported: that day of the month after."""
    after = era.month_shifted(month, 1)
    return date(after // 100, after % 100, day)


# --- one report ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one product brought in one channel, in satang."""

    product_id: int
    channel: str
    amount: int


@dataclass(frozen=True, slots=True)
class Report:
    """A producer's month as it is sent. `amounts` in the order of CHANNELS, None where nothing is said.

    `key` is the id made on the device. `revision` is the one the person saw (0: none, None: whatever stands is
    replaced). `sure`: what looked like a slip was looked at. `runs`: the month is not over and more will come, so that
    its total is held against no whole month.
    """

    producer_id: int
    month: int
    amounts: tuple[int | None, ...]
    state: State
    why: str = ""
    basis: str = ""
    note: str = ""
    parts: tuple[Part, ...] = ()
    key: UUID | None = None
    revision: int | None = None
    sure: bool = False
    runs: bool = False

    @property
    def total(self) -> int:
        return sum(amount or 0 for amount in self.amounts)

    @property
    def digest(self) -> str:
        """What was said, so that the same id with another body is told apart."""
        parts = sorted([part.product_id, part.channel, part.amount] for part in self.parts)
        said = [self.producer_id, self.month, *self.amounts, self.state.value, self.why, self.basis, self.note, parts]
        return sha256(json.dumps(said).encode()).hexdigest()


def state_of(amounts: Sequence[int | None], *, repeated: bool = False, estimated: bool = False) -> State:
    """How the figures came about; nothing at all sold is said expressly, so zero is never a gap."""
    if estimated:
        return State.ESTIMATED
    if repeated:
        return State.REPEATED
    return State.REPORTED if any(amounts) else State.ZERO


def with_sale(amounts: Sequence[int | None], satang: int) -> tuple[int | None, ...]:
    """A month's amounts with one online sale more; what was not said of other channels stays unsaid."""
    told = dict(zip(CHANNELS, amounts or (None,) * len(CHANNELS), strict=True))
    told[Channel.ONLINE] = (told[Channel.ONLINE] or 0) + satang
    return tuple(told.values())


def with_part(parts: Iterable[Part], product_id: int, satang: int) -> tuple[Part, ...]:
    """What each product brought, with an online sale of one of them."""
    sums = {(part.product_id, part.channel): part.amount for part in parts}
    where = (product_id, Channel.ONLINE.value)
    sums[where] = sums.get(where, 0) + satang
    return tuple(Part(*whose, amount) for whose, amount in sums.items())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of other months: amounts of the month before (None: not reported), total of the year before."""

    before: tuple[int | None, ...] = (None,) * len(CHANNELS)
    year_before: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a figure makes one ask: a rule of the catalogue, the field, and the values of its sentence."""

    code: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def problem(self) -> Problem:
        return Problem(self.code, field=self.where, **self.values)

    def text(self, lang: str) -> str:
        return problem.RULES[self.code].text(lang).format_map(dict(self.values))


SMALL = 100 * SATANG
"""Below this nobody asks: a few baht swing by any factor."""
SLIPS = (
    ("income.hundredfold", 800, 1_250, 1),
    ("income.tenfold", 80, 125, 1),
    ("income.hundredth", 800, 1_250, -1),
    ("income.tenth", 80, 125, -1),
)
"""Rule, and between how many tenths of the smaller amount the larger one lies; 1 where this month is the larger."""


def slips(report: Report, known: Known) -> list[Question]:
    """Amounts that look like a zero too many or too few, or satang for baht, against the month before."""
    found = []
    for channel, now, before in zip(CHANNELS, report.amounts, known.before, strict=True):
        if code := slip(now, before):
            values = {"now": format_baht(now or 0), "before": format_baht(before or 0)}
            found.append(Question(code, channel.value, values))
    return found


def slip(now: int | None, before: int | None) -> str:
    """The rule that an amount breaks beside the one before; "" for none."""
    if not now or not before or max(now, before) < SMALL:
        return ""
    for code, low, high, way in SLIPS:
        large, small = (now, before) if way > 0 else (before, now)
        if low * small <= 10 * large <= high * small:
            return code
    return ""


def jump(total: int, year_before: int | None) -> bool:
    """Whether a month is so far from the same month of the year before that its reason is asked."""
    if year_before is None or max(total, year_before) < SMALL:
        return False
    return total * 10 < year_before * 3 or total > year_before * 3


def questions(report: Report, known: Known) -> list[Question]:
    """Everything to ask before the report is stored, in the order of the page."""
    asked = slips(report, known)
    if not report.runs and jump(report.total, known.year_before):
        values = {"now": format_baht(report.total), "before": format_baht(known.year_before or 0)}
        asked.append(Question("income.why", "why", values))
    return asked


def refusals(report: Report, known: Known) -> list[Problem]:
    """What keeps a report from being stored: no figure, an estimate without basis, questions left unanswered."""
    found = list(_whole(report))
    if _says_nothing(report):
        return found
    for question in questions(report, known):
        answered = bool(report.why) if question.code == "income.why" else report.sure
        if not answered:
            found.append(question.problem())
    return found


def _says_nothing(said: "Report | Tourism") -> bool:
    """Whether every box is empty: that is no zero, so nothing is held against other months."""
    return all(amount is None for amount in said.amounts)


def _whole(report: Report) -> Iterable[Problem]:
    if _says_nothing(report):
        yield Problem("income.nothing")
    yield from _unexplained(report)
    for channel, amount in zip(CHANNELS, report.amounts, strict=True):
        parts = sum(part.amount for part in report.parts if part.channel == channel)
        if parts > (amount or 0):
            thai, english = CHANNEL_WORDS[channel.value]
            values: dict[str, Any] = {"channel": thai, "channel_en": english, "parts": format_baht(parts)}
            yield Problem("income.lines", field="products", whole=format_baht(amount or 0), **values)


def _unexplained(said: "Report | Tourism") -> Iterable[Problem]:
    """An estimate without its basis, and "something else" that nobody tells."""
    if said.state is State.ESTIMATED and not said.basis:
        yield Problem("income.basis", field="basis")
    if said.why == Why.OTHER and not said.note:
        yield Problem("income.why_note", field="note")


# --- what a report changes in the roll-ups -------------------------------------------------------


def cells(amounts: Iterable[int | None], parts: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    """Satang by (channel, product type); what no product names stands under the type "" (not split)."""
    found = {(channel.value, ""): amount for channel, amount in zip(CHANNELS, amounts, strict=True) if amount}
    for product_type, channel, amount in parts:
        found[channel, product_type] = found.get((channel, product_type), 0) + (amount if product_type else 0)
        if product_type:
            found[channel, ""] = found.get((channel, ""), 0) - amount
    return {cell: amount for cell, amount in found.items() if amount}


# --- tourism -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tourism:
    """A community's month as it is sent; money in satang, None where nothing is said.

    `shared` is what registered producers report as their own sales too.
    """

    community_id: int
    month: int
    counts: tuple[int | None, ...]
    amounts: tuple[int | None, ...]
    households: int | None
    paid: int | None
    sharing: str = ""
    state: State = State.REPORTED
    why: str = ""
    basis: str = ""
    note: str = ""
    key: UUID | None = None
    revision: int | None = None
    shared: int | None = None

    @property
    def total(self) -> int:
        return sum(amount or 0 for amount in self.amounts)

    @property
    def digest(self) -> str:
        said = [
            self.community_id, self.month, *self.counts, *self.amounts, self.households, self.paid, self.sharing,
            self.state.value, self.why, self.basis, self.note, *([] if self.shared is None else [self.shared]),
        ]  # fmt: skip
        return sha256(json.dumps(said).encode()).hexdigest()


COUNTS = ("guests_thai", "guests_foreign", "guests_study", "nights")


def tourism_refusals(said: Tourism, year_before: int | None) -> list[Problem]:
    """What keeps a community's month from being stored."""
    if _says_nothing(said):
        return [Problem("income.nothing")]
    found = list(_unpaid(said))
    if (said.shared or 0) > said.total:
        shared = format_baht(said.shared or 0)
        found.append(Problem("income.shared_more", field="shared", shared=shared, total=format_baht(said.total)))
    if jump(said.total, year_before) and not said.why:
        values = {"now": format_baht(said.total), "before": format_baht(year_before or 0)}
        found.append(Question("income.why", "why", values).problem())
    return [*found, *_unexplained(said)]


def _unpaid(said: Tourism) -> Iterable[Problem]:
    """More paid than taken in, or paid to nobody."""
    if (said.paid or 0) > said.total:
        values: dict[str, Any] = {"paid": format_baht(said.paid or 0), "total": format_baht(said.total)}
        yield Problem("income.paid_more", field="paid", **values)
    if said.paid and not said.households:
        yield Problem("income.paid_whom", field="households")


# --- how far a tambon's month has come -----------------------------------------------------------


class Step(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    LOCK = "lock"
    UNLOCK = "unlock"


STEPS = {
    Step.SUBMIT: ((Close.OPEN,), Close.SUBMITTED),
    Step.RETURN: ((Close.SUBMITTED,), Close.OPEN),
    Step.APPROVE: ((Close.SUBMITTED,), Close.APPROVED),
    Step.LOCK: ((Close.APPROVED,), Close.LOCKED),
    Step.UNLOCK: ((Close.APPROVED, Close.LOCKED), Close.OPEN),
}
NEEDS_REASON = frozenset({Step.RETURN, Step.UNLOCK})


def told_state(state: Close) -> dict[str, Any]:
    """How far a month has come, for the sentences of refusals."""
    thai, english = CLOSE_WORDS[state.value]
    return {"state": thai, "state_en": english}


def check_step(step: Step, now: Close, *, submitted_by: int | None, actor_id: int, reason: str) -> Close:
    """The state a step leads to; whoever submitted never approves, and going back needs a reason."""
    starts, ends = STEPS[step]
    if now not in starts:
        raise Problem("income.step", status=409, **told_state(now))
    if step is Step.APPROVE and submitted_by == actor_id:
        raise Problem("income.own_submission", status=403)
    if step in NEEDS_REASON and not reason.strip():
        raise Problem("income.reason", field="reason")
    return ends


# --- dated rules ---------------------------------------------------------------------------------


def check_cutoff(valid_from: int, today: date) -> None:
    """A new day holds for months that are still to be reported: what was late stays late."""
    check_number(valid_from)
    if valid_from < due_month(today):
        raise Problem("income.cutoff_past", field="valid_from", **told_month(valid_from))


def check_years(year: int, first: int, last: int) -> None:
    """Base years come before the year of the target, the first before the last."""
    if not first <= last < year:
        raise Problem("income.base_years", field="first_base_year")


def target_of(base_total: int, years: int, rate: int) -> int:
    """Satang aimed at: the average of the base years plus `rate` hundredths of a percent, rounded half up."""
    whole = base_total * (10_000 + rate)
    return (2 * whole + 10_000 * years) // (20_000 * years)
