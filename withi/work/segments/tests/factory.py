"""Answers for tests."""

from typing import Any

from django.utils import timezone

from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.work.segments import rules
from withi.work.segments.models import SegmentProduct
from withi.work.segments.queries import first
from withi.work.segments.rules import Answers

__all__ = ["OF_A", "OF_B", "OF_C", "OF_NONE", "ONLY_STANDARD", "make_answered", "make_product"]
ONLY_STANDARD: Answers = ("1.3", "2.2", "3.2", "4.3", "5.4")
"""Segment D, and nothing but a standard is lacking for C."""
OF_A: Answers = ("1.1", "2.1", "3.1", "4.1", "5.1")
OF_B: Answers = ("1.2", "2.2", "3.3", "4.2", "5.2")
OF_C: Answers = ("1.2", "2.3", "3.2", "4.4", "5.3")
OF_NONE: Answers = ("1.2", "2.1", "3.2", "4.3", "5.4")


def make_answered(answers: Answers = ONLY_STANDARD, product: Product | None = None, **values: Any) -> SegmentProduct:
    """A product with its answers, judged by the first table."""
    verdict = rules.judge(first().table(), answers)
    return SegmentProduct.objects.create(
        product=product or make_product(**values),
        **{f"a{group}": answer for group, answer in zip(rules.GROUPS, answers, strict=True)},
        segment=verdict.segment.value,
        blocks=rules.pack(verdict.blocks),
        version=1,
        answered_at=timezone.now(),
    )
