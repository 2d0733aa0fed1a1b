"""Applications, marks and lists of results for tests."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from withi.ground.people.models import User
from withi.kit import sheets
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State as Publication
from withi.work.marks.models import Mark, MarkScore

__all__ = ["FULL", "make_applied", "make_held", "make_product", "make_score", "make_shown", "results"]
FULL = (30, 20, 20, 15, 15)
"""All points of the first terms."""


def make_shown(**values: Any) -> Product:
    """A published product with a published producer."""
    producer = values.pop("producer", None) or make_producer(state=Publication.PUBLISHED)
    return make_product(
        **{"producer": producer, "state": Publication.PUBLISHED, "published_at": timezone.now(), **values}
    )


def make_applied(product: Product | None = None, colour: str = "gold", **values: Any) -> Mark:
    """An application that waits; any field may be given."""
    return Mark.objects.create(
        product=product or make_shown(), colour=colour, **{"applied_at": timezone.now(), **values}
    )


def make_held(product: Product | None = None, colour: str = "gold", until: date | None = None) -> Mark:
    """A mark in force, to a day a year ahead unless another one is given."""
    today = timezone.localdate()
    return make_applied(
        product,
        colour,
        state="held",
        terms=1,
        score=9_000,
        valid_from=today - timedelta(days=400),
        valid_until=until or today + timedelta(days=365),
        number=f"P40-2569-{Mark.objects.count():04d}",
    )


def make_score(mark: Mark, assessor: User, total: int = 90) -> MarkScore:
    """Points of one assessor that make so many."""
    left, points = total, []
    for most in FULL:
        points.append(min(most, left))
        left -= points[-1]
    return MarkScore.objects.create(
        mark=mark, assessor=assessor, terms=1, points=points, total=total, at=timezone.now()
    )


def results(*rows: tuple[str, ...], name: str = "ผลคัดสรร.xlsx") -> "ContentFile[bytes]":
    """A list of results as an xlsx file."""
    out = BytesIO()
    columns = [sheets.SheetColumn(title) for title in ("ชื่อผลิตภัณฑ์", "ผู้ผลิต", "เลขทะเบียน", "ระดับดาว", "คะแนน")]
    sheets.write_xlsx(out, columns, rows)
    return ContentFile(out.getvalue(), name)
