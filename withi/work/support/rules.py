"""What a support was, and for whom. Pure decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Problem, Rule

TITLE_LENGTH = 200
REASON_LENGTH = 300


class Kind(StrEnum):
    """What was given; a decision, mark or star is support too: it opens doors."""

    TRAINING = "training"
    EQUIPMENT = "equipment"
    FAIR = "fair"
    VISIT = "visit"
    LOAN = "loan"
    BUDGET = "budget"
    DECISION = "decision"
    MARK = "mark"
    STAR = "star"
    MARKET = "market"


BY_HAND = (Kind.TRAINING, Kind.EQUIPMENT, Kind.VISIT, Kind.BUDGET, Kind.LOAN, Kind.FAIR)
"""What people write down by hand; the other kinds come from the rooms that decide on them."""
HAND = "hand"
"""The kind of source of what was written down by hand."""
TOLD = "told"
"""The kind of source of what a partner's own account told."""
TAKEN_BACK = (HAND, TOLD)
"""What an officer takes back here; the rest is taken back in the room it came from."""


class Subject(StrEnum):
    """For whom it was."""

    PRODUCER = "producer"
    COMMUNITY = "community"
    HOUSEHOLD = "household"
    REGISTRANT = "registrant"
    """A seller at the Pracharat market who is no producer."""


problem.register(
    Rule(
        "support.future",
        th="บันทึกได้เมื่อให้การสนับสนุนแล้ว วันที่ต้องไม่เกินวันนี้",
        en="A support is written down once it was given: a day up to today.",
    ),
    Rule(
        "support.over",
        th="ภาคีนี้ยังไม่เริ่มหรือสิ้นสุดความร่วมมือแล้วในวันนั้น กรุณาตรวจวันที่ หรือแก้ไขข้อมูลภาคี",
        en="This partner did not work along on that day. Please look at the day, or at the partner's record.",
    ),
    Rule(
        "support.gone",
        th="รายการนี้ถอนไปแล้ว กรุณาเปิดหน้าใหม่",
        en="This support was taken back already. Please load the page again.",
    ),
    Rule(
        "support.answered",
        th="รายการนี้มีผู้ยืนยันหรือถอนไปแล้ว กรุณาเปิดหน้าใหม่",
        en="This support was confirmed or taken back already. Please load the page again.",
    ),
    Rule(
        "support.whom",
        th="เลือกชุมชน หรือใส่เลขที่ผู้ผลิต อย่างใดอย่างหนึ่ง",
        en="Choose a community, or give a producer's number; one of the two.",
    ),
    Rule(
        "support.unknown",
        th="ไม่พบผู้ผลิตเลขที่ “{found}” ในพื้นที่ที่ภาคีทำงาน กรุณาตรวจเลขที่",
        en="There is no producer of the number “{found}” where the partner works. Please look at the number.",
    ),
    Rule(
        "support.reason",
        th="การถอนรายการสนับสนุนต้องบอกเหตุผลสั้น ๆ เพื่อให้ผู้ที่เคยได้รับทราบ",
        en="Taking a support back needs a short reason, for those who had it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Given:
    """One support as rooms tell of it: `amount` in satang, `source` the kind and id of what brought it."""

    subject: str
    subject_id: int
    area_code: str
    kind: str
    on: date
    source: tuple[str, int]
    title_th: str
    title_en: str = ""
    amount: int | None = None
    minutes: int | None = None
    partner_id: int | None = None

    def __post_init__(self) -> None:
        """ValueError for a kind or subject that the ledger does not know, or an amount below zero."""
        Kind(self.kind), Subject(self.subject)
        if (self.amount or 0) < 0 or (self.minutes or 0) < 0:
            raise ValueError("a support is never below zero")

    @property
    def key(self) -> tuple[str, str, int, str, int]:
        """What makes it the same support: kind, source and subject."""
        return (self.kind, *self.source, self.subject, self.subject_id)


def check_reason(reason: str) -> str:
    """The reason as it is kept; Problem support.reason where there is none."""
    if not reason.strip():
        raise Problem("support.reason", field="reason")
    return reason.strip()[:REASON_LENGTH]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far help reached: `helped` of `all`, and the part of all supports that went to the one helped most."""

    helped: int
    all: int
    most: float

    @property
    def share(self) -> float:
        return self.helped / self.all if self.all else 0.0


def reach(times: Iterable[int]) -> Reach:
    """`times`: how often each one was helped, 0 for those nobody helped."""
    known = list(times)
    total = sum(known)
    return Reach(sum(one > 0 for one in known), len(known), max(known, default=0) / total if total else 0.0)
