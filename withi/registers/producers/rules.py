"""Kinds of producers and their dated status. Pure decisions.

Source: the OTOP registration rules know three kinds of producers: community group, sole owner, SME.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    GROUP = "group"
    OWNER = "owner"
    SME = "sme"


class Status(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


def status_on(history: Iterable[tuple[date, Status]], day: date) -> Status | None:
    """The status in force on `day`: the last one that began by then; None before the first."""
    begun = [(since, status) for since, status in history if since <= day]
    return max(begun, key=lambda pair: pair[0])[1] if begun else None
