"""What kinds of centres there are, how they stand, and how far a plan of revival is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Problem, Rule

NAME_LENGTH, PLACE_LENGTH, NOTE_LENGTH, GOAL_LENGTH, STEP_LENGTH = 160, 200, 300, 400, 200
MOST_STEPS = 30
FAR = 366 * 5
"""Days ahead or behind beyond which a day is a slip of the pen."""

problem.register(
    Rule(
        "centre.reason",
        th="บอกสั้น ๆ ว่าเพราะอะไร คนที่มาฟื้นฟูศูนย์ต่อจะได้รู้ว่าต้องเริ่มจากตรงไหน",
        en="Say in short why, so that whoever revives the centre knows where to begin.",
    ),
    Rule(
        "centre.village",
        th="ศูนย์ระดับหมู่บ้านต้องเลือกตำบลหรือหมู่บ้านที่ศูนย์ตั้งอยู่",
        en="A centre of a village needs the tambon or village where it stands.",
    ),
    Rule(
        "centre.steps",
        th="แผนหนึ่งมีได้ไม่เกิน {most} ขั้น รวมขั้นที่ทำพร้อมกันเป็นขั้นเดียว",
        en="A plan has {most} steps at most. Join those that are done together.",
    ),
    Rule(
        "centre.day",
        th="วันที่อยู่ไกลเกินไป กรุณาตรวจปี พ.ศ. อีกครั้ง",
        en="That day lies too far away. Please look at the year again.",
    ),
    Rule(
        "centre.confirmed",
        th="เรื่องที่เจ้าหน้าที่ศูนย์แจ้งมีคนยืนยันไปแล้ว กรุณาเปิดหน้าศูนย์ใหม่",
        en="What the centre's staff told was confirmed already. Please open the centre again.",
    ),
    Rule(
        "centre.gone",
        th="ขั้นนี้ถูกเปลี่ยนหรือเอาออกไปแล้ว กรุณาเปิดหน้าศูนย์ใหม่",
        en="This step was changed or taken out. Please open the centre again.",
    ),
)


class Kind(StrEnum):
    DISTRICT = "district"
    VILLAGE = "village"
    LEARNING = "learning"
    GOODS = "goods"


class Condition(StrEnum):
    OPEN = "open"
    WEAK = "weak"
    """Open, but not as it says it is."""
    CLOSED = "closed"
    ENDED = "ended"


SERVES = (Condition.OPEN.value, Condition.WEAK.value)
"""What guests are told of."""


def check_place(kind: str, area_code: str) -> None:
    """A centre of a village lies in a tambon at least."""
    if kind == Kind.VILLAGE and len(area_code) < 6:
        raise Problem("centre.village", field="area_code")


def check_condition(condition: str, note: str) -> None:
    """Whatever is not simply open has a reason."""
    if condition != Condition.OPEN and not note:
        raise Problem("centre.reason", field="note")


def check_day(day: date, today: date) -> None:
    if abs((day - today).days) > FAR:
        raise Problem("centre.day", field="due_on")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan: until when, and when it was done (None: not yet)."""

    due: date
    done: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is: steps in all, done, late; and the day of the next one (None: nothing is left)."""

    total: int
    done: int
    late: int
    next_due: date | None


def progress(steps: Iterable[Step], today: date) -> Progress:
    """A step is late from the day after it was due."""
    known = list(steps)
    left = [step.due for step in known if step.done is None]
    return Progress(len(known), len(known) - len(left), sum(due < today for due in left), min(left, default=None))
