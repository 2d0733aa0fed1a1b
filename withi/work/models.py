"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.segments.models import SegmentMove, SegmentProduct, SegmentVersion

__all__ = [
    "SegmentMove",
    "SegmentProduct",
    "SegmentVersion",
]
