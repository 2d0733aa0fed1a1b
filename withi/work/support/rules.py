"""What a support was, and for whom. Pure decisions."""

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


class Subject(StrEnum):
    """For whom it was."""

    PRODUCER = "producer"
    COMMUNITY = "community"
    HOUSEHOLD = "household"


problem.register(
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
