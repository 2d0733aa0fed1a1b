"""How a register row becomes public: entered by one person, approved by another.

Source: the department's work split (พัฒนากร enters, พัฒนาการอำเภอ approves, never both on one row).
"""

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
        "publication.changed",
        th="มีผู้แก้รายการนี้ก่อนท่าน ข้อมูลที่ท่านพิมพ์ยังอยู่ กรุณาเทียบสองฉบับแล้วเลือก",
        en="Someone changed this row before you. What you typed is kept; compare both versions and choose.",
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
)


def after(state: State, step: Step) -> State:
    """The state that `step` leads to; refused where the step does not start from `state`."""
    sources, target = MOVES[step]
    if state not in sources:
        raise Problem("publication.not_now", status=409, state=state)
    return target


def after_edit(state: State) -> State:
    """Changed facts must be approved anew: a published or waiting row waits; other states stay."""
    return State.WAITING if state is State.PUBLISHED else state


def refuse_own(entered_by: int | None, approver: int) -> None:
    """Never both on one row: the one who entered (or last edited) it may not approve it."""
    if entered_by == approver:
        raise Problem("publication.own_row", status=403)
