"""When a round takes applications, who may apply, and how an application goes its way. Pure decisions.

Source: the registration rules of the department as its offices describe them: three kinds of producers, at least one
of three links with the community, a site inside the district, Thai nationality, a proxy only with a mandate; the
district checks, the district's committee considers, the province approves.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from withi.ground.people.rules import OWN_ROW, PROVINCE_DIGITS, Ability, Grant, Scope
from withi.kit import problem
from withi.kit.problem import Problem, Rule
from withi.registers.producers.rules import Kind

DISTRICT_DIGITS = 4
LONGEST_KEPT = 365
"""Days after which a copy is deleted at the latest."""
AT_ONCE = 200
"""Applications decided in one form."""

problem.register(
    Rule(
        "round.closed",
        th="รอบ “{name}” ไม่เปิดรับคำขอในวันนี้ {when} จึงยังส่งไม่ได้ กรุณารอรอบถัดไป หรือสอบถามสำนักงานพัฒนาชุมชนอำเภอ",
        en="The round “{name}” takes no applications today. {when} Wait for the next one, or ask your district office.",
    ),
    Rule(
        "round.mend_over",
        th="หมดเวลาแก้ไขคำขอนี้แล้ว (ถึง {until}) กรุณายื่นใหม่ในรอบถัดไป หรือสอบถามสำนักงานพัฒนาชุมชนอำเภอ",
        en="The time to mend this application is over (until {until}). Apply in the next round, or ask your office.",
    ),
    Rule(
        "round.kind",
        th="กติกาของรอบ: รอบนี้รับเฉพาะ{kinds} กรุณาเลือกประเภทผู้ผลิตให้ตรง หรือรอรอบที่เปิดรับประเภทของท่าน",
        en="Rule of the round: it takes only {kinds}. Choose the right kind, or wait for a round that takes yours.",
    ),
    Rule(
        "round.turn",
        th="กติกาของรอบ: รอบนี้รับเฉพาะ{turns} กรุณาเลือกให้ตรง",
        en="Rule of the round: it takes {turns} only. Please choose that.",
    ),
    Rule(
        "round.nation",
        th="กติกาสัญชาติ: ผู้ยื่นคำขอต้องมีสัญชาติไทย ผู้ที่ไม่มีสัญชาติไทยให้สมาชิกกลุ่มที่มีสัญชาติไทยเป็นผู้ยื่นแทน",
        en="Rule of nationality: who applies must be Thai. In a group, a Thai member may apply instead.",
    ),
    Rule(
        "round.link",
        th="กติกาความเชื่อมโยงกับชุมชน: ต้องมีอย่างน้อย 1 ข้อ คือ ชุมชนร่วมผลิต ร่วมบริหารจัดการ หรือได้รับประโยชน์ กรุณาเลือกข้อที่เป็นจริง",
        en="Rule of links: the community must take part in production or management, or benefit. Tick what is true.",
    ),
    Rule(
        "round.site",
        th="กติกาสถานที่ผลิต: ต้องอยู่ในอำเภอที่ยื่นคำขอ ({district}) กรุณาเลือกหมู่บ้านหรือตำบลในอำเภอนี้ หรือยื่นที่อำเภอของสถานที่ผลิต",
        en="Rule of the site: it must lie in the district ({district}). Choose a place there, or apply elsewhere.",
    ),
    Rule(
        "round.proxy",
        th="กติกาการยื่นแทน: ยื่นแทนได้เมื่อมีหนังสือมอบอำนาจเท่านั้น กรุณากรอกชื่อผู้ยื่นแทนและวันที่ในหนังสือมอบอำนาจ",
        en="Rule of the proxy: someone else applies only with a mandate. Give the proxy's name and the mandate's date.",
    ),
    Rule(
        "round.mandate_future",
        th="วันที่ในหนังสือมอบอำนาจต้องเป็นวันนี้หรือก่อนหน้า กรุณาตรวจจากหนังสือ",
        en="The mandate's date must be today or earlier. Please look at the paper.",
    ),
    Rule(
        "round.goods",
        th="ต้องเลือกผลิตภัณฑ์ที่จะลงทะเบียนอย่างน้อย 1 รายการ ถ้ายังไม่มีในระบบ ให้เพิ่มผลิตภัณฑ์ก่อน",
        en="Choose at least one product to register. If none is listed, enter the product first.",
    ),
    Rule(
        "round.not_now",
        th="คำขอนี้อยู่ในสถานะ “{state}” จึงทำขั้นตอนนี้ไม่ได้ กรุณาเปิดคำขอใหม่อีกครั้ง",
        en="This application is “{state}”, so this step is not possible now. Please open it again.",
    ),
    Rule(
        "round.own",
        th="ผู้กรอกหรือผู้ส่งคำขอพิจารณาคำขอนั้นเองไม่ได้ ให้เจ้าหน้าที่คนอื่นพิจารณา",
        en="Who entered or sent an application does not decide on it. Another officer must.",
    ),
    Rule(
        "round.reason",
        th="กรุณาบอกเหตุผล โดยระบุข้อที่ไม่ผ่านและสิ่งที่ต้องแก้ ผู้ผลิตจะได้แก้ถูก",
        en="Please give the reason: which point is not met and what to do, so that the producer can mend it.",
    ),
    Rule(
        "round.meeting",
        th="กรุณาระบุการประชุมคณะกรรมการ: ครั้งที่ ปี พ.ศ. และวันที่ประชุม",
        en="Please name the committee's meeting: its number, the B.E. year and the day.",
    ),
    Rule(
        "round.meeting_year",
        th="วันที่ประชุม ({day}) ไม่ตรงกับปีของการประชุม (ปี พ.ศ. หรือปีงบประมาณ {year}) กรุณาตรวจทั้งสองช่อง",
        en="The meeting's day ({day}) does not lie in its year ({year}, calendar or fiscal). Please check both.",
    ),
    Rule(
        "round.meeting_future",
        th="วันที่ประชุมต้องเป็นวันนี้หรือก่อนหน้า บันทึกผลได้เมื่อประชุมแล้วเท่านั้น",
        en="The meeting's day must be today or earlier: results are recorded once it was held.",
    ),
    Rule(
        "round.meeting_other",
        th="ประชุมครั้งที่ {number}/{year} ของอำเภอนี้บันทึกไว้แล้วว่าจัดวันที่ {day} กรุณาตรวจวันที่หรือครั้งที่",
        en="Meeting {number}/{year} of this district is recorded as held on {day}. Please check the day or the number.",
    ),
    Rule(
        "round.none_chosen",
        th="ยังไม่ได้เลือกคำขอ กรุณาทำเครื่องหมายหน้าคำขอที่ต้องการก่อน",
        en="No application is ticked. Please tick those you mean.",
    ),
    Rule(
        "round.there",
        th="ผู้ผลิตรายนี้มีคำขอในรอบนี้แล้ว ไม่ต้องยื่นซ้ำ กรุณาเปิดคำขอเดิม",
        en="This producer has an application in this round already. Please open that one.",
    ),
    Rule(
        "round.windows",
        th="รอบหนึ่งต้องมีช่วงรับคำขออย่างน้อย 1 ช่วง กรุณากรอกวันเปิดและวันปิด",
        en="A round needs at least one window. Please give the days it opens and closes.",
    ),
    Rule(
        "round.window_order",
        th="วันปิดรับ ({closes}) มาก่อนวันเปิดรับ ({opens}) กรุณาตรวจสองช่องนี้",
        en="The window closes ({closes}) before it opens ({opens}). Please check both days.",
    ),
    Rule(
        "round.window_overlap",
        th="ช่วงรับคำขอที่เปิด {opens} ซ้อนกับช่วงก่อนหน้าที่ปิด {closes} กรุณาให้แต่ละช่วงไม่ซ้อนกัน",
        en="The window from {opens} overlaps the one before it (until {closes}). Windows must not overlap.",
    ),
    Rule(
        "round.years",
        th="ปี พ.ศ. สุดท้ายของรอบมาก่อนปีแรก กรุณาตรวจสองช่องนี้",
        en="The round's last B.E. year is before its first. Please check both.",
    ),
    Rule(
        "round.copy_not_asked",
        th="เอกสาร “{name}” ใช้วิธีแสดงให้เจ้าหน้าที่ดูเท่านั้น ระบบไม่เก็บสำเนา จึงไม่ต้องส่งไฟล์",
        en="“{name}” is only shown to an officer; no copy of it is kept, so please send none.",
    ),
    Rule(
        "round.copy_gone",
        th="สำเนานี้ถึงวันลบแล้ว หรือถูกลบไปแล้ว จึงเปิดดูไม่ได้",
        en="This copy has passed its last day or was deleted, so it cannot be opened.",
    ),
    Rule(
        "round.copy_rule",
        th="เอกสารที่เก็บสำเนาต้องบอกว่าเก็บเพื่ออะไร และเก็บกี่วัน (ไม่เกิน {most} วัน)",
        en="A paper of which a copy is kept needs a purpose and how many days it is kept (at most {most}).",
    ),
    Rule(
        "round.papers",
        th="ยังตรวจผ่านไม่ได้ ยังไม่ได้เห็นเอกสาร: {names} กรุณาบันทึกว่าเห็นแล้ว หรือส่งคืนผู้ผลิต",
        en="It cannot pass the check: not seen yet are {names}. Record them as seen, or return the application.",
    ),
    Rule(
        "round.in_use",
        th="รอบนี้มีคำขอแล้ว จึงเปลี่ยนพื้นที่ของรอบไม่ได้ ให้เปิดรอบใหม่แทน",
        en="Applications were made in this round, so its area stays. Open another round instead.",
    ),
)


class State(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SENT = "sent"  # waits for the district's check
    CHECKED = "checked"  # waits for the committee
    PASSED = "passed"  # waits for the province
    APPROVED = "approved"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with an application that was begun."""

    SUBMIT = "submit"
    CHECK = "check"
    PASS = "pass"  # noqa: S105 - the committee's word
    REFUSE = "refuse"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"


class Turn(StrEnum):
    """Whether a producer registers for the first time or again."""

    NEW = "new"
    RENEWAL = "renewal"


class SeenHow(StrEnum):
    """How an officer made sure of a paper."""

    OFFICER = "officer"
    THAID = "thaid"


OPEN = frozenset({State.DRAFT, State.RETURNED})
"""The producer may write."""
WAITING = frozenset({State.SENT, State.CHECKED, State.PASSED})
ENDED = frozenset({State.APPROVED, State.REFUSED, State.WITHDRAWN})
GONE = frozenset({State.REFUSED, State.WITHDRAWN})
"""After these a producer may apply again in the same round."""

MOVES: dict[Step, tuple[frozenset[State], State]] = {
    Step.SUBMIT: (OPEN, State.SENT),
    Step.CHECK: (frozenset({State.SENT}), State.CHECKED),
    Step.PASS: (frozenset({State.CHECKED}), State.PASSED),
    Step.REFUSE: (frozenset({State.CHECKED}), State.REFUSED),
    Step.APPROVE: (frozenset({State.PASSED}), State.APPROVED),
    Step.RETURN: (WAITING, State.RETURNED),
    Step.WITHDRAW: (OPEN | WAITING, State.WITHDRAWN),
}
NEEDS_REASON = frozenset({Step.RETURN, Step.REFUSE, Step.WITHDRAW})
OF_COMMITTEE = frozenset({Step.PASS, Step.REFUSE})
DECISIONS = frozenset({Step.CHECK, Step.PASS, Step.REFUSE, Step.APPROVE, Step.RETURN})
"""Steps of officers, never of who entered or sent the application."""


def after(state: State, step: Step, name: str) -> State:
    """The state that `step` leads to; refused where it does not start from `state` (`name` on the screen)."""
    sources, target = MOVES[step]
    if state not in sources:
        raise Problem("round.not_now", status=409, state=name)
    return target


def reason_for(step: Step, reason: str) -> str:
    """The tidied reason; returning, refusing or withdrawing without one is refused."""
    if step in NEEDS_REASON and not reason.strip():
        raise Problem("round.reason", field="reason")
    return reason.strip()


def refuse_own(hands: Collection[int | None], person: int) -> None:
    """Who entered or sent an application never decides on it."""
    if person in hands:
        raise Problem("round.own", status=403)


# --- who decides what ----------------------------------------------------------------------------


def may_take(scope: Scope, step: Step, state: State, area_code: str) -> bool:
    """Whether this person's postings take the step on an application of this area in this state."""
    if step is Step.RETURN:
        return any(may_take(scope, one, state, area_code) for one in (Step.CHECK, Step.PASS, Step.APPROVE))
    if state not in MOVES[step][0]:
        return False
    grants = (grant for grant in scope.grants if grant.position not in OWN_ROW and grant.covers(area_code))
    return any(_is_able(grant, step) for grant in grants)


def _is_able(grant: Grant, step: Step) -> bool:
    """The district's officers check, its approvers speak for the committee, a province or wider approves."""
    approves = grant.allows(Ability.APPROVE)
    if step is Step.CHECK:
        return approves or grant.allows(Ability.ENTER)
    return approves and (step is not Step.APPROVE or len(grant.area) <= PROVINCE_DIGITS)


def waits_for(scope: Scope) -> dict[State, tuple[str, ...]]:
    """What is this person's turn, as area prefixes by state: the district's check and committee, the province's yes.

    A province may do a district's steps too, but they are not its turn: the list would hide what only it can do.
    """
    found: dict[State, set[str]] = {}
    for grant in scope.grants:
        if grant.position in OWN_ROW:
            continue
        is_wide = len(grant.area) <= PROVINCE_DIGITS
        if grant.allows(Ability.APPROVE):
            for state in (State.PASSED,) if is_wide else (State.SENT, State.CHECKED):
                found.setdefault(state, set()).add(grant.area)
        elif grant.allows(Ability.ENTER):
            found.setdefault(State.SENT, set()).add(grant.area)
    return {state: tuple(sorted(areas)) for state, areas in found.items()}


# --- windows -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The days in which a round takes applications, first and last included."""

    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.closes


def window_on(windows: Iterable[Window], day: date) -> Window | None:
    """The window that is open on a day: a round opens and closes by itself."""
    return next((window for window in sorted(windows) if window.holds(day)), None)


def next_window(windows: Iterable[Window], day: date) -> Window | None:
    """The next window that opens after a day."""
    return next((window for window in sorted(windows) if window.opens > day), None)


def check_windows(windows: Sequence[Window], shown: dict[date, str]) -> None:
    """Refuse no window at all, one that ends before it begins, and two that overlap; `shown` writes the days."""
    if not windows:
        raise Problem("round.windows")
    ordered = sorted(windows)
    for window in ordered:
        if window.closes < window.opens:
            raise Problem("round.window_order", opens=shown[window.opens], closes=shown[window.closes])
    for before, window in pairwise(ordered):
        if window.opens <= before.closes:
            raise Problem("round.window_overlap", opens=shown[window.opens], closes=shown[before.closes])


def due_on(state: State, today: date, closes: date, *, answer_days: int, mend_days: int, was: date) -> date:
    """The last day on which an application may stay as it is; later it is late. An ended one keeps its day (`was`)."""
    if state is State.DRAFT:
        return closes
    if state is State.RETURNED:
        return max(closes, today + timedelta(days=mend_days))
    return today + timedelta(days=answer_days) if state in WAITING else was


# --- who may apply -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round asks, in the words of the page: kinds of producers and turns it takes."""

    kinds: frozenset[str]
    turns: frozenset[str]
    kinds_said: str
    turns_said: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What an applicant told, as far as the rules judge it."""

    kind: str
    turn: str
    is_thai: bool
    area_code: str
    site_code: str
    joins_production: bool
    joins_management: bool
    gives_benefit: bool
    is_proxy: bool
    proxy_name: str
    mandate_on: date | None
    goods: int


def judge(answers: Answers, terms: Terms, today: date, district: str) -> list[Problem]:
    """Every rule that is not met, each told of its field; empty where the producer may register."""
    found = [
        judge_kind(answers.kind, terms),
        judge_turn(answers.turn, terms),
        judge_nation(is_thai=answers.is_thai),
        judge_proxy(answers.proxy_name, answers.mandate_on, today) if answers.is_proxy else None,
        judge_site(answers.area_code, answers.site_code, district),
        judge_links(answers.joins_production, answers.joins_management, answers.gives_benefit),
        None if answers.goods else Problem("round.goods", field="goods"),
    ]
    return [each for each in found if each]


def judge_kind(kind: str, terms: Terms) -> Problem | None:
    fits = kind in terms.kinds and kind in set(Kind)
    return None if fits else Problem("round.kind", field="kind", kinds=terms.kinds_said)


def judge_turn(turn: str, terms: Terms) -> Problem | None:
    return None if turn in terms.turns else Problem("round.turn", field="turn", turns=terms.turns_said)


def judge_nation(*, is_thai: bool) -> Problem | None:
    return None if is_thai else Problem("round.nation", field="is_thai")


def judge_proxy(name: str, mandate_on: date | None, today: date) -> Problem | None:
    """Someone else applies: only with a mandate, and one that was given already."""
    if not name.strip() or mandate_on is None:
        return Problem("round.proxy", field="mandate_on" if name.strip() else "proxy_name")
    return Problem("round.mandate_future", field="mandate_on") if mandate_on > today else None


def judge_site(area_code: str, site_code: str, district: str) -> Problem | None:
    """The site lies in the district whose office decides; an applicant without a district has none."""
    home = area_code[:DISTRICT_DIGITS]
    is_inside = len(home) == DISTRICT_DIGITS and site_code.startswith(home)
    return None if is_inside else Problem("round.site", field="site_code", district=district)


def judge_links(*links: bool) -> Problem | None:
    """At least one of production, management, benefit."""
    return None if any(links) else Problem("round.link", field="joins_production")


# --- papers --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A paper that a round wants: of which kinds of producers ("" in `kinds`: all), and whether a copy is kept."""

    name: str
    kinds: frozenset[str] = frozenset()
    of_proxy: bool = False
    keeps_copy: bool = False
    purpose: str = ""
    keep_days: int = 0


def is_wanted(paper: PaperRule, kind: str, *, is_proxy: bool) -> bool:
    """Whether this applicant must show the paper."""
    return (not paper.kinds or kind in paper.kinds) and (is_proxy or not paper.of_proxy)


def check_paper(paper: PaperRule) -> None:
    """A copy is kept only for a purpose and a time; a paper that is only seen has neither."""
    whole = bool(paper.purpose.strip()) and 1 <= paper.keep_days <= LONGEST_KEPT
    if paper.keeps_copy and not whole:
        raise Problem("round.copy_rule", field="purpose", most=LONGEST_KEPT)


def refuse_unseen(names: Sequence[str]) -> None:
    """The district's check passes once every wanted paper was seen or sent as a copy."""
    if names:
        raise Problem("round.papers", status=409, names=", ".join(names))


# --- meetings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sitting:
    """A committee's meeting: number n of a B.E. year, and the day it was held."""

    number: int
    year: int
    held_on: date

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


def check_sitting(sitting: Sitting | None, today: date, *, years: Collection[int], shown: str) -> Sitting:
    """The meeting, refused where it is missing, still to come, or its day lies in another year (`years` of the day)."""
    if sitting is None:
        raise Problem("round.meeting", field="number")
    if sitting.held_on > today:
        raise Problem("round.meeting_future", field="held_on")
    if sitting.year not in years:
        raise Problem("round.meeting_year", field="held_on", day=shown, year=sitting.year)
    return sitting
