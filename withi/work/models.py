"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.rounds.models import (
    Round,
    RoundApplication,
    RoundCopy,
    RoundGoods,
    RoundMeeting,
    RoundPaper,
    RoundSeen,
    RoundWindow,
)
from withi.work.support.models import SupportEntry

__all__ = [
    "Round",
    "RoundApplication",
    "RoundCopy",
    "RoundGoods",
    "RoundMeeting",
    "RoundPaper",
    "RoundSeen",
    "RoundWindow",
    "SupportEntry",
]
