"""Django finds the tables of the floor here; each lives in its room."""

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

__all__ = [
    "Mark",
    "MarkList",
    "MarkListLine",
    "MarkScore",
    "MarkSeries",
    "MarkStar",
    "MarkTerms",
    "SegmentMove",
    "SegmentProduct",
    "SegmentVersion",
]
