"""Versions of the table, lists by segment, what a product's page says, and who moved."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.search.queries import find
from withi.ground.web.answers import language
from withi.kit import thai
from withi.kit.codes import asked_range, prefix_range
from withi.kit.era import format_date
from withi.kit.ready import Ready
from withi.registers.products.models import Product, ProductQuerySet
from withi.registers.publication.queries import paths_of
from withi.work.segments import rules
from withi.work.segments.models import SEGMENT_NAMES, SegmentMove, SegmentProduct, SegmentVersion
from withi.work.segments.rules import GROUPS, LETTERS, OPTIONS, UNANSWERED, Segment, Version

FOUND_AT_MOST = 400
FIRST = 1
NONE = "none"
"""Products that nobody answered for yet; they have no row."""
NAMES = {**dict(SEGMENT_NAMES), NONE: _("not asked yet")}


# --- versions ------------------------------------------------------------------------------------


def first() -> Version:
    """The version that comes with the programme, in the language of the page."""
    return replace(_read(), lang=language())


@lru_cache(maxsize=1)
def _read() -> Version:
    body = tomllib.loads((Path(settings.BASE_DIR) / "fixtures" / "otop" / "segments.toml").read_text("utf-8"))
    valid_from, source, is_confirmed = (body.pop(name) for name in ("valid_from", "source", "is_confirmed"))
    return Version(FIRST, valid_from, source, is_confirmed, body)


def version_of(row: SegmentVersion) -> Version:
    return Version(row.number, row.valid_from, row.source, row.is_confirmed, row.body, language())


def in_force(day: date | None = None) -> Version:
    """The version of a day (today): of those that have begun the one that began last. One query."""
    begun = SegmentVersion.objects.filter(valid_from__lte=day or timezone.localdate())
    row = begun.order_by("-valid_from", "-number").first()
    return version_of(row) if row else first()


def numbered(number: int) -> Version | None:
    """The version of that number; None where there is none. One query, none for the first."""
    if number == FIRST:
        return first()
    row = SegmentVersion.objects.filter(number=number).first()
    return version_of(row) if row else None


def latest() -> Version:
    """The version made last, in force or not yet. One query."""
    row = SegmentVersion.objects.order_by("-number").first()
    return version_of(row) if row else first()


@dataclass(frozen=True)
class Listed:
    """A version in the list: what became of it when products were run through it."""

    version: Version
    since: str
    is_now: bool
    applied: str
    moved: int


def versions() -> list[Listed]:
    """All versions, the newest first. Two queries."""
    now = in_force().number
    found = [
        Listed(
            version_of(row),
            format_date(row.valid_from, language()),
            row.number == now,
            format_date(timezone.localdate(row.applied_at), language()) if row.applied_at else "",
            row.moved,
        )
        for row in SegmentVersion.objects.order_by("-number")
    ]
    return [*found, Listed(first(), format_date(first().valid_from, language()), now == FIRST, "", 0)]


@dataclass(frozen=True)
class Move:
    """Products that went from one segment to another with a version."""

    before: str
    after: str
    before_name: str
    after_name: str
    count: str


def moves(number: int) -> list[Move]:
    """How many moved from what to what, the most first. One query."""
    rows = SegmentMove.objects.filter(version=number).values_list("before", "after").annotate(count=models.Count("pk"))
    return [
        Move(before, after, str(NAMES[before]), str(NAMES[after]), f"{count:,}") for before, after, count in _most(rows)
    ]


def _most(rows: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def moved(number: int, scope: Scope, before: str = "", after: str = "") -> "models.QuerySet[SegmentMove]":
    """Who moved with a version, as far as this person sees them, in the order they were entered."""
    rows = SegmentMove.objects.filter(version=number, product__in=Product.objects.in_scope(scope, Ability.READ))
    for name, value in (("before", before), ("after", after)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.select_related("product__producer").order_by("pk")


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    segment: str = ""
    blocks: str = ""
    only: str = ""
    type: str = ""


def listed(scope: Scope, filters: Filters) -> ProductQuerySet:
    """Products this person may see, narrowed, in Thai order."""
    rows = _within(scope, filters)
    if filters.segment:
        answered = models.Exists(SegmentProduct.objects.filter(product=models.OuterRef("pk")))
        rows = rows.filter(~answered if filters.segment == NONE else models.Q(segmented__segment=filters.segment))
    if filters.blocks:
        rows = rows.filter(segmented__blocks__contains=filters.blocks)
    if filters.only:
        rows = rows.filter(segmented__blocks=filters.only)
    if filters.text.strip():
        rows = rows.filter(pk__in=_named(scope, thai.clean(filters.text)))
    return rows.order_by("sort_key", "pk")


def _is_few(scope: Scope, filters: Filters) -> bool:
    return bool(filters.area) or not scope.is_national(Ability.READ)


def _within(scope: Scope, filters: Filters) -> ProductQuerySet:
    """Products this person may see, of an area and a type; the few of an area by no index of the whole nation."""
    rows: ProductQuerySet = Product.objects.in_scope(scope, Ability.READ)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    if filters.type:
        is_few = _is_few(scope, filters)
        rows = rows.among_few(type=filters.type) if is_few else rows.filter(type=filters.type)
    return rows


def _named(scope: Scope, text: str) -> list[int]:
    ranges = scope.ranges(Ability.READ)
    if not ranges:
        own = Product.objects.in_scope(scope, Ability.READ).filter(name_th__icontains=text)
        return list(own.values_list("pk", flat=True)[:FOUND_AT_MOST])
    found = find(text, kinds=(Product.SUBJECT,), ranges=ranges, public_only=False, limit=FOUND_AT_MOST)
    return [hit.ref_id for hit in found.hits]


@dataclass(frozen=True)
class Share(Ready):
    """How many products one segment holds, and of how many in a hundred that were asked."""

    segment: str
    name: str
    count: str
    percent: str


def counted(scope: Scope, filters: Filters) -> dict[str, int]:
    """Products of an area and a type by segment, with those not asked yet. One query, two for the whole nation."""
    rows = _within(scope, filters).order_by()
    if _is_few(scope, filters):  # the few first, each with its segment
        found = dict(rows.values_list("segmented__segment").annotate(count=models.Count("pk")))
        return {NONE: found.pop(None, 0), **found}
    held = SegmentProduct.objects.order_by()
    if filters.type:
        held = held.filter(product__in=rows.values("pk"))
    counts = dict(held.values_list("segment").annotate(count=models.Count("pk")))
    return {NONE: rows.count() - sum(counts.values()), **counts}


def total(rows: ProductQuerySet, filters: Filters, counts: Mapping[str, int]) -> int:
    """How many rows `listed` has. One query where something narrows it that `counted` does not know, else none."""
    if filters.text.strip() or filters.blocks or filters.only:
        return rows.count()
    return counts.get(filters.segment, 0) if filters.segment else sum(counts.values())


def spread(counts: Mapping[str, int]) -> list[Share]:
    """Products by segment, those not asked yet last; the shares are of those that answered. One query."""
    asked = sum(count for segment, count in counts.items() if segment not in {NONE, Segment.OPEN})
    version = in_force()
    return [_share(name, version, counts.get(name, 0), asked) for name in (*map(str, Segment), NONE)]


def _share(segment: str, version: Version, count: int, asked: int) -> Share:
    is_letter = segment in LETTERS
    name = named(segment, version)
    percent = f"{count * 100 / asked:.0f}%" if is_letter and asked else ""
    return Share(segment, name, f"{count:,}", percent)


@dataclass(frozen=True)
class Line(Ready):
    """A product in the list: its segment, and what keeps it from the next one."""

    row: Product
    path: str
    segment: str
    name: str
    blocks: list[str]


def lines(rows: Iterable[Product]) -> list[Line]:
    """Rows of one page, ready for the template. Two queries: areas and the version in force."""
    some = list(rows)
    paths, version = paths_of(row.area_code for row in some), in_force()
    return [_line(row, paths.get(row.area_code, ""), version) for row in some]


def _line(row: Product, path: str, version: Version) -> Line:
    held = row.segmented if hasattr(row, "segmented") else None
    segment = held.segment if held else NONE
    blocks = _groups(version, rules.unpack(held.blocks)) if held else []
    return Line(row, path, segment, named(segment, version), blocks)


# --- one product ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One group on a product's page: what was answered, whether it decides, whether it blocks, what mends it."""

    group: str
    name: str
    answer: str
    text: str
    decides: bool
    blocks: bool
    wanted: list[tuple[str, str]]
    service: str


@dataclass(frozen=True)
class Board:
    """What a product's page says of its segment; `sharing` products of the district lack just the same."""

    segment: str
    name: str
    goal: str
    goal_name: str
    other_goals: str
    nearer: list[tuple[str, list[str]]]
    groups: list[Told]
    doubled: str
    sharing: int
    only: str
    version: Version
    since: str
    is_old: bool
    answered: str

    @property
    def blocking(self) -> list[Told]:
        return [told for told in self.groups if told.blocks]

    @property
    def deciding(self) -> list[Told]:
        return [told for told in self.groups if told.decides]


def row_of(product: Product) -> SegmentProduct | None:
    """The answers of a product; None before anybody answered. One query."""
    return SegmentProduct.objects.filter(product=product).select_related("answered_by").first()


def board(product: Product, held: SegmentProduct) -> Board:
    """The segment of a product under the version it was judged by. Three queries."""
    now = in_force()
    version = now if held.version == now.number else numbered(held.version) or now
    table, answers = version.table(), held.answers()
    verdict = rules.judge(table, answers)
    decides = rules.deciding(table, answers)
    goal = verdict.goal.value if verdict.goal else ""
    return Board(
        verdict.segment.value,
        named(verdict.segment, version),
        goal,
        named(goal, version) if goal else "",
        ", ".join(verdict.goals[1:]),
        [(near.value, _groups(version, table.blocks(near, answers))) for near in verdict.nearer],
        _all_told(version, answers, decides, verdict),
        ", ".join(verdict.fits) if len(verdict.fits) > 1 else "",
        sharing(product, held) if held.blocks else 0,
        held.blocks,
        version,
        format_date(version.valid_from, language()),
        version.number != now.number,
        format_date(timezone.localdate(held.answered_at), language()),
    )


def _groups(version: Version, groups: Iterable[str]) -> list[str]:
    return [version.group(group) for group in groups]


def _all_told(
    version: Version, answers: rules.Answers, decides: tuple[str, ...], verdict: rules.Verdict
) -> list[Told]:  # fmt: skip
    marked = [(answer, group in decides) for group, answer in zip(GROUPS, answers, strict=True)]
    return [_told(version, group, answer, verdict) for group, answer in zip(GROUPS, marked, strict=True)]


def named(segment: str, version: Version) -> str:
    """A segment by the name that a version gives it; what is no segment, in our own words."""
    return version.name(segment) or str(NAMES[segment])


def _told(version: Version, group: str, marked: tuple[str, bool], verdict: rules.Verdict) -> Told:
    answer, decides = marked
    blocks = group in verdict.blocks
    allowed = version.body["rules"][verdict.goal.value] if blocks and verdict.goal else ()
    return Told(
        group,
        version.group(group),
        answer,
        version.option(answer) if answer != UNANSWERED else "",
        decides,
        blocks,
        [(option, version.option(option)) for option in OPTIONS[group] if option in allowed],
        version.service(group) if blocks else "",
    )


def sharing(product: Product, held: SegmentProduct) -> int:
    """Products of the same district and segment that the very same answers keep from their goal. One query."""
    low, high = prefix_range(product.area_code[:4])
    same = SegmentProduct.objects.filter(segment=held.segment, blocks=held.blocks)
    return same.filter(product__area_code__gte=low, product__area_code__lt=high).count()
