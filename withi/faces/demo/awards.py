"""Answers for the segments of the demonstration's products, a few marks and stars; actions alone uses it.

About 79 in 100 products are in segment D, as in the department's national list.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from withi.faces.demo import rules
from withi.ground.people.models import User
from withi.ground.people.rules import Ability
from withi.kit.era import BE_OFFSET
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.work.enquiries.models import Enquiry, EnquiryPayee
from withi.work.marks import actions as marks
from withi.work.marks import queries as terms
from withi.work.marks.actions import Result
from withi.work.marks.models import Mark, MarkList, MarkScore, MarkStar, MarkTerms
from withi.work.marks.rules import MARKS, STARS, Colour, Step, stars_of
from withi.work.news.models import NewsComment, NewsCorrection
from withi.work.segments import actions as segments
from withi.work.segments.models import SegmentProduct, SegmentVersion
from withi.work.segments.rules import GROUPS, OPTIONS, Answers
from withi.work.support.models import SupportEntry

ASKED = 0.94
"""So many of all products were asked the five questions."""
SHAPES: Sequence[tuple[float, Sequence[Sequence[str]]]] = (
    (
        0.30,
        (("1.3",), ("2.2", "2.3"), ("3.2",), ("4.3", "4.4"), ("5.1", "5.3", "5.4")),
    ),  # D, only a standard is lacking
    (0.77, (("1.3",), ("2.2", "2.3"), ("3.2", "3.3"), ("4.2", "4.3", "4.4"), OPTIONS["5"])),  # D, often more than that
    (0.90, (("1.1", "1.2"), ("2.2", "2.3"), ("3.2",), ("4.3", "4.4"), ("5.3", "5.4"))),  # C
    (0.95, (("1.2",), ("2.2", "2.3"), ("3.3",), ("4.2",), OPTIONS["5"])),  # B
    (0.975, (("1.1",), ("2.1",), ("3.1", "3.2"), ("4.1",), ("5.1",))),  # A
    (1.0, (("1.2",), ("2.1",), ("3.2",), ("4.3",), ("5.4",))),  # fits none: to be reviewed
)
"""Up to which number between 0 and 1 a product answers how."""
WANTED = {"A": Colour.GOLD, "B": Colour.SILVER, "C": Colour.RED, "D": Colour.BLUE}
EACH = 3
"""Marks of each colour that are given; one more waits."""
SELECTED = 60
NOTE = "สืบทอดวิธีทำในชุมชนและจ้างคนในหมู่บ้าน (ตัวอย่าง)"
REASON = "ยังไม่มีผลตรวจมาตรฐานของปีนี้ กรุณายื่นใหม่พร้อมผลตรวจ (ตัวอย่าง)"
People = Mapping[str, Any]
BY_PEOPLE: tuple[tuple[type[models.Model], str], ...] = (
    (Enquiry, "replied_by"),
    (EnquiryPayee, "agreed_by"),
    (MarkScore, "assessor"),
    (Mark, "applied_by"),
    (Mark, "decided_by"),
    (MarkStar, "entered_by"),
    (MarkList, "owner"),
    (MarkTerms, "made_by"),
    (NewsComment, "decided_by"),
    (NewsCorrection, "made_by"),
    (SegmentProduct, "answered_by"),
    (SegmentVersion, "made_by"),
)
"""What demonstration accounts may have left on rows that stay, and who did it."""


def give(people: People, product_ids: Mapping[tuple[int, int], int]) -> None:
    """Answers for all, marks for a few, stars of two selections; entered by one person, decided by another."""
    asked = [(pk, answers_of(key)) for key, pk in sorted(product_ids.items()) if rules.chance("asked", *key) < ASKED]
    segments.answer_many(actor=people["promotion"].user, rows=asked, note=rules.NOTE)
    chosen = list(_candidates())
    _give_marks(people, chosen)
    _give_stars(people)


def forget(users: "models.QuerySet[User]") -> None:
    """Delete what goes with no product: what demonstration accounts did elsewhere."""
    for model, name in BY_PEOPLE:
        model._default_manager.filter(**{f"{name}__in": users}).delete()  # noqa: SLF001
    SupportEntry.objects.filter(models.Q(is_demo=True) | models.Q(recorded_by__in=users)).delete()


def answers_of(key: tuple[int, int]) -> Answers:
    """What the officer answered for one product."""
    drawn = rules.chance("shape", *key)
    options = next(shape for limit, shape in SHAPES if drawn < limit)
    return tuple(rules.pick(some, "answer", group, *key) for group, some in zip(GROUPS, options, strict=True))


def _candidates() -> Iterable[tuple[Product, Colour]]:
    """Published products of each segment, those of communities first."""
    for letter, colour in WANTED.items():
        rows = Product.objects.filter(state=State.PUBLISHED, is_public=True, segmented__segment=letter)
        ordered = rows.order_by("producer__community_id", "pk").select_related("producer")
        for product in ordered.exclude(producer__community=None)[: EACH + 1]:
            yield product, colour


def _give_marks(people: People, chosen: Sequence[tuple[Product, Colour]]) -> None:
    """All apply and are assessed; the last one of each colour waits, one of them is declined."""
    applied = [(_applied(people, product, colour), place) for place, (product, colour) in enumerate(chosen)]
    waiting = [mark for mark, place in applied if place % (EACH + 1) == EACH]
    decided = [mark.pk for mark, _place in applied if mark not in waiting]
    by = people["province"]
    marks.decide(actor=by.user, scope=by.scope, step=Step.AWARD, pks=decided)
    marks.decide(actor=by.user, scope=by.scope, step=Step.DECLINE, pks=[mark.pk for mark in waiting[:1]], reason=REASON)
    _set_ends(decided)


def _applied(people: People, product: Product, colour: Colour) -> Mark:
    enters = people["promotion"]
    mark = marks.apply(actor=enters.user, scope=enters.scope, product=product, colour=colour, note=NOTE)
    parts = terms.in_force(MARKS).parts
    for name in ("strategy", "worker"):
        by = people[name]
        if any(product.area_code.startswith(area) for area in by.scope.areas(Ability.ENTER)):
            points = [rules.between(part.most * 9 // 10, part.most, "points", product.name_th, name) for part in parts]
            marks.score(actor=by.user, scope=by.scope, mark=mark, points=points)
    return mark


def _set_ends(pks: Sequence[int]) -> None:
    """What no verb says: some were given long ago, so that they end soon or have ended."""
    today = timezone.localdate()
    for place, pk in enumerate(pks):
        days = {1: 40, 4: 75, 7: -3}.get(place)
        if days is not None:
            until = today + timedelta(days=days)
            Mark.objects.filter(pk=pk, state="held").update(
                valid_until=until, valid_from=until.replace(year=until.year - 2, day=1)
            )


def _give_stars(people: People) -> None:
    """Two selections: what the lists said, with scores that the criteria turn into these stars."""
    by, bands = people["promotion"], terms.in_force(STARS).bands
    rows = Product.objects.filter(state=State.PUBLISHED).order_by("pk").values_list("pk", flat=True)
    chosen = rules.shuffled(rows[: SELECTED * 4], "selected")[:SELECTED]
    for years, share in ((4, 0.6), (2, 1.0)):
        year = timezone.localdate().year + BE_OFFSET - years
        selected = [(place, pk) for place, pk in enumerate(chosen) if rules.chance("star", place, years) < share]
        results = [_result(pk, rules.between(5_200, 9_700, "score", place, year), bands) for place, pk in selected]
        marks.store_stars(actor=by.user, year=year, results=results, source=f"ผลการคัดสรร {year} (ตัวอย่าง)")


def _result(pk: int, score: int, bands: Mapping[int, int]) -> Result:
    return Result(pk, stars_of(bands, score), score)
