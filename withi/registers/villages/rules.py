"""Receiving guests: which answers belong together. Pure decisions.

Source: the programme's own rating found most villages no longer able to receive; a page that sends guests to closed
doors is worse than none, so every state says whom to call or until when.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Problem, Rule


class Receiving(StrEnum):
    OPEN = "open"
    APPOINTMENT = "appointment"
    PAUSED = "paused"
    CEASED = "ceased"


class AssetKind(StrEnum):
    ATTRACTION = "attraction"
    FOOD = "food"
    HOMESTAY = "homestay"
    ACTIVITY = "activity"
    FESTIVAL = "festival"
    WISDOM = "wisdom"
    STRUCTURE = "structure"
    FACILITY = "facility"
    DYE = "dye"


class PriceUnit(StrEnum):
    PERSON = "person"
    GROUP = "group"
    NIGHT = "night"
    HOUSE = "house"
    TRIP = "trip"
    SET = "set"


class Way(StrEnum):
    CAR = "car"
    TRAIN = "train"
    BUS = "bus"
    BOAT = "boat"
    PICKUP = "pickup"


problem.register(
    Rule(
        "receiving.notice",
        th="เลือก “นัดล่วงหน้า” ต้องบอกว่าต้องนัดก่อนกี่วัน",
        en="“By appointment” needs the number of days of notice.",
    ),
    Rule(
        "receiving.phone",
        th="ชุมชนที่รับแขกต้องมีเบอร์โทรหรือ LINE ของผู้ประสานงาน",
        en="A community that receives guests needs a coordinator's phone or LINE.",
    ),
    Rule(
        "receiving.reason",
        th="งดรับชั่วคราวหรือเลิกแล้ว กรุณาบอกเหตุผลให้แขกรู้",
        en="When paused or ceased, please give the reason to guests.",
    ),
    Rule(
        "receiving.group",
        th="จำนวนคนน้อยที่สุดต้องไม่มากกว่าจำนวนมากที่สุด",
        en="The smallest group cannot be larger than the largest.",
    ),
    Rule(
        "receiving.past",
        th="วันที่คาดว่ารับได้อีกต้องเป็นวันนี้หรือหลังจากนี้",
        en="The day guests may come again must be today or later.",
    ),
)


@dataclass(frozen=True)
class Statement:
    """What a community says of itself today."""

    receiving: Receiving
    notice_days: int | None = None
    group_min: int | None = None
    group_max: int | None = None
    until: date | None = None
    reason: str = ""
    reachable: bool = False


def check(said: Statement, today: date) -> list[Problem]:
    """Every rule the statement breaks; empty when it may be published."""
    found = []
    if said.receiving is Receiving.APPOINTMENT and not said.notice_days:
        found.append(Problem("receiving.notice", field="notice_days"))
    if said.receiving in (Receiving.OPEN, Receiving.APPOINTMENT) and not said.reachable:
        found.append(Problem("receiving.phone", field="phone"))
    if said.receiving in (Receiving.PAUSED, Receiving.CEASED) and not said.reason:
        found.append(Problem("receiving.reason", field="receiving_reason"))
    if said.group_min and said.group_max and said.group_min > said.group_max:
        found.append(Problem("receiving.group", field="group_max"))
    if said.receiving is Receiving.PAUSED and said.until and said.until < today:
        found.append(Problem("receiving.past", field="receiving_until"))
    return found
