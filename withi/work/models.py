"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.market.models import MarketRegistrant
from withi.work.marks.models import (
    Mark,
    MarkList,
    MarkListLine,
    MarkScore,
    MarkSeries,
    MarkStar,
    MarkTerms,
)
from withi.work.segments.models import SegmentMove, SegmentProduct, SegmentVersion
from withi.work.support.models import SupportEntry

__all__ = [
    "Mark",
    "MarkList",
    "MarkListLine",
    "MarkScore",
    "MarkSeries",
    "MarkStar",
    "MarkTerms",
    "MarketRegistrant",
    "SegmentMove",
    "SegmentProduct",
    "SegmentVersion",
    "SupportEntry",
]
