"""What a month's report says, and what must be asked about it. Pure decisions, amounts in satang.

Source: the department's monthly report of OTOP sales (ยอดจำหน่าย): gross sales by channel, one report per producer and
month; a month with nothing sold is said expressly.
"""

from enum import StrEnum

TAMBON_DIGITS = 6


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


def tambon_of(area_code: str) -> str:
    """The area whose month is submitted and locked as one: the tambon, or what is known where it is none."""
    return area_code[:TAMBON_DIGITS]
