"""How a register row becomes public: entered by one person, approved by another.

Source: the department's work split (พัฒนากร enters, พัฒนาการอำเภอ approves, never both on one row).
"""

from collections.abc import Collection
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Problem, Rule


class State(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


MOVES: dict[Step, tuple[frozenset[State], State]] = {
    Step.SUBMIT: (frozenset({State.DRAFT}), State.WAITING),
    Step.APPROVE: (frozenset({State.WAITING}), State.PUBLISHED),
    Step.RETURN: (frozenset({State.WAITING}), State.DRAFT),
    Step.WITHDRAW: (frozenset({State.PUBLISHED, State.WAITING}), State.WITHDRAWN),
    Step.REOPEN: (frozenset({State.WITHDRAWN}), State.DRAFT),
}

NEEDS_REASON = frozenset({Step.RETURN, Step.WITHDRAW})

DOUBLED = "publication.number_double"
problem.register(
    Rule(
        "publication.not_now",
        th="รายการนี้อยู่ในสถานะ “{state}” จึงทำขั้นตอนนี้ไม่ได้ กรุณาเปิดรายการใหม่อีกครั้ง",
        en="This row is “{state}”, so this step is not possible now. Please open it again.",
    ),
    Rule(
        "publication.own_row",
        th="ผู้กรอกข้อมูลอนุมัติรายการของตนเองไม่ได้ ให้พัฒนาการอำเภอหรือจังหวัดคนอื่นอนุมัติ",
        en="Who entered a row cannot approve it. Another district or provincial chief must.",
    ),
    Rule(
        "publication.blocked",
        th="ยังเผยแพร่ไม่ได้ มี {count} จุดที่ต้องตรวจก่อน กรุณาแก้หรือยืนยันในรายการ “ต้องตรวจ”",
        en="Not publishable yet: {count} points must be checked first. Mend or confirm them under “to check”.",
    ),
    Rule(
        DOUBLED,
        th="เลขทะเบียน {found} มีอีก {count} รายการใช้อยู่ กรุณาตรวจว่าเป็นรายเดียวกันหรือพิมพ์ผิด",
        en="The official number {found} is also that of {count} other records. Is it the same one, or a slip?",
    ),
    Rule(
        "publication.changed",
        th="มีผู้แก้รายการนี้ก่อนท่าน ข้อมูลที่ท่านพิมพ์ยังอยู่ กรุณาเทียบสองฉบับแล้วเลือก",
        en="Someone changed this row before you. What you typed is kept; compare both versions and choose.",
    ),
    Rule(
        "publication.seen_old",
        th="มีผู้แก้รายการนี้หลังจากที่ท่านเปิดดู กรุณาดูข้อมูลล่าสุดก่อนแล้วค่อยทำขั้นตอนนี้",
        en="This row was changed after you opened it. Please look at the latest version before this step.",
    ),
    Rule(
        "publication.reason",
        th="กรุณาบอกเหตุผล ผู้กรอกจะได้รู้ว่าต้องแก้อะไร",
        en="Please give a reason, so that the person who entered it knows what to mend.",
    ),
    Rule(
        "publication.incomplete",
        th="ยังส่งไม่ได้ ขาด {missing}",
        en="Cannot be sent yet: {missing} missing.",
    ),
    Rule(
        "publication.area",
        th="พื้นที่นี้อยู่นอกความดูแลของท่าน หรือไม่มีอยู่ กรุณาเลือกตำบลหรือหมู่บ้านในความดูแล",
        en="This area is not yours, or there is none. Please choose a tambon or village in your care.",
    ),
    Rule(
        "check.decided",
        th="จุดนี้มีผู้ตรวจไปแล้ว ไม่ต้องทำซ้ำ",
        en="This point has already been decided.",
    ),
    Rule(
        "check.no_proposal",
        th="จุดนี้ไม่มีข้อเสนอให้ใช้ กรุณาเปิดรายการแล้วแก้เอง",
        en="This point has no proposal to take over. Please open the row and mend it there.",
    ),
)


def after(state: State, step: Step, name: str = "") -> State:
    """The state that `step` leads to; refused where the step does not start from `state` (`name` on the screen)."""
    sources, target = MOVES[step]
    if state not in sources:
        raise Problem("publication.not_now", status=409, state=name or state.value)
    return target


def steps_from(state: State) -> tuple[Step, ...]:
    """The steps that start from a state, in the order they are offered."""
    return tuple(step for step, (sources, _) in MOVES.items() if state in sources)


def after_edit(state: State) -> State:
    """Changed facts must be approved anew: a published row waits again; other states stay."""
    return State.WAITING if state is State.PUBLISHED else state


def refuse_own(hands: Collection[int | None], approver: int) -> None:
    """Never both on one row: whoever entered or ever changed it may not approve it."""
    if approver in hands:
        raise Problem("publication.own_row", status=403)


def refuse_seen_old(seen: int | None, version: int) -> None:
    """A step is taken on the version the person looked at; `seen` None means the row as it is now."""
    if seen is not None and seen != version:
        raise Problem("publication.seen_old", status=409)


def refuse_blocked(points: int) -> None:
    """Open points that stop publication must be mended or confirmed first."""
    if points:
        raise Problem("publication.blocked", status=409, count=points)


def refuse_incomplete(missing: Collection[str]) -> None:
    """A row is sent only when what its kind needs is there; `missing` in the words of the form."""
    if missing:
        raise Problem("publication.incomplete", missing=", ".join(missing))


def reason_for(step: Step, reason: str) -> str:
    """The tidied reason; returning or withdrawing a row without one is refused."""
    if step in NEEDS_REASON and not reason.strip():
        raise Problem("publication.reason", field="reason")
    return reason.strip()
