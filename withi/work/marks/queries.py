"""Terms in force, lists of applications and marks, what a product's pages say of marks and stars."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.ground.people.rules import Ability, Scope, shown_name
from withi.ground.search.models import LONGEST_NAME, SearchName
from withi.ground.web.answers import language
from withi.ground.web.sets import among
from withi.kit.codes import asked_range
from withi.kit.era import BE_OFFSET, format_date
from withi.kit.ready import Ready
from withi.kit.thai import fold
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.queries import paths_of
from withi.work.marks import access, rules
from withi.work.marks.models import (
    COLOUR_NAMES,
    STATE_NAMES,
    Mark,
    MarkList,
    MarkListLine,
    MarkScore,
    MarkStar,
    MarkTerms,
)
from withi.work.marks.rules import EXPIRING_DAYS, MARKS, Answer, Grade, State, Terms
from withi.work.segments import queries as segments
from withi.work.segments.models import SegmentProduct

AT_ONCE = 2_000
"""Products that are read together for a list of stars."""
KNOWN = ("pk", "name_th", "producer__name_th", "official_number")
FIRST = 1
EXPIRING, EXPIRED = "expiring", "expired"
SHOWN_STATES = [
    (State.APPLIED.value, gettext_lazy("waiting to be decided")),
    (State.HELD.value, gettext_lazy("in force")),
    (EXPIRING, gettext_lazy("ends soon")),
    (EXPIRED, gettext_lazy("has ended")),
    (State.DECLINED.value, gettext_lazy("declined")),
    (State.WITHDRAWN.value, gettext_lazy("taken back")),
]
PROPOSED_AT_MOST = 2_000


# --- terms ---------------------------------------------------------------------------------------


@cache
def first(about: str) -> Terms:
    """The terms that come with the programme."""
    body = tomllib.loads((Path(settings.BASE_DIR) / "fixtures" / "otop" / f"{about}.toml").read_text("utf-8"))
    valid_from, source, is_confirmed = (body.pop(name) for name in ("valid_from", "source", "is_confirmed"))
    return Terms(about, FIRST, valid_from, source, is_confirmed, body)


def terms_of(row: MarkTerms) -> Terms:
    return Terms(row.about, row.number, row.valid_from, row.source, row.is_confirmed, row.body)


def in_force(about: str, day: date | None = None) -> Terms:
    """The terms of a day (today): of those that have begun the ones that began last. One query."""
    begun = MarkTerms.objects.filter(about=about, valid_from__lte=day or timezone.localdate())
    row = begun.order_by("-valid_from", "-number").first()
    return terms_of(row) if row else first(about)


def numbered(about: str, number: int) -> Terms:
    """The terms of that number, the first where there are none such. One query, none for the first."""
    row = MarkTerms.objects.filter(about=about, number=number).first() if number != FIRST else None
    return terms_of(row) if row else first(about)


def latest(about: str) -> Terms:
    """The terms made last, in force or not yet. One query."""
    row = MarkTerms.objects.filter(about=about).order_by("-number").first()
    return terms_of(row) if row else first(about)


def all_terms(about: str) -> list[tuple[Terms, str]]:
    """All terms, the newest first, each with its first day as people write it. One query."""
    found = [terms_of(row) for row in MarkTerms.objects.filter(about=about).order_by("-number")]
    return [(terms, format_date(terms.valid_from, language())) for terms in (*found, first(about))]


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing."""

    state: str = ""
    colour: str = ""
    area: str = ""


def listed(scope: Scope, filters: Filters, today: date) -> "models.QuerySet[Mark]":
    """Applications and marks of one's area: those that wait first come first, those that end soon first end first."""
    rows: models.QuerySet[Mark] = access.in_scope(scope, Ability.READ)
    if filters.state:
        rows = rows.filter(standing(filters.state, today))
    if filters.colour:
        rows = rows.filter(colour=filters.colour)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(product__area_code__gte=low, product__area_code__lt=high)
    by_end = filters.state in {State.HELD.value, EXPIRING, EXPIRED}
    order = ("valid_until", "pk") if by_end else ("applied_at", "pk")
    return rows.select_related("product__producer", "product__segmented").order_by(*order)


def standing(state: str, today: date) -> models.Q:
    """The condition of a state as the list names it: expiry is told by the day alone."""
    held = models.Q(state=State.HELD)
    soon = today + timedelta(days=EXPIRING_DAYS)
    return {
        State.HELD.value: held & models.Q(valid_until__gte=today),
        EXPIRING: held & models.Q(valid_until__gte=today, valid_until__lte=soon),
        EXPIRED: held & models.Q(valid_until__lt=today),
    }.get(state, models.Q(state=state))


@dataclass(frozen=True)
class Shown:
    """A mark by shape and word."""

    colour: str
    word: str
    title: str


@dataclass(frozen=True)
class Line(Ready):
    """An application or mark in the list."""

    row: Mark
    path: str
    shown: Shown
    state: str
    until: str
    score: str
    segment: str
    is_odd: bool
    can_decide: bool


def lines(rows: Iterable[Mark], scope: Scope, today: date) -> list[Line]:
    """Rows of one page, ready for the template. Three queries: areas, terms, points."""
    some = list(rows)
    paths, terms = paths_of(row.product.area_code for row in some), in_force(MARKS)
    points = totals(row.pk for row in some)
    return [
        Line(
            row,
            paths.get(row.product.area_code, ""),
            shown_of(row.colour, terms),
            state_words(row, today),
            format_date(row.valid_until, language()) if row.valid_until else "",
            rules.said_points(rules.mean(points.get(row.pk, [])) if row.score is None else row.score),
            segment_of(row.product),
            is_odd(terms.grade(row.colour), segment_of(row.product)),
            row.state == State.APPLIED and access.may_decide(scope, row.product.area_code),
        )
        for row in some
    ]


def totals(pks: Iterable[int]) -> dict[int, list[int]]:
    """The sums that assessors gave, by application. One query."""
    found: dict[int, list[int]] = {}
    for pk, total in MarkScore.objects.filter(mark__in=list(pks)).values_list("mark_id", "total"):
        found.setdefault(pk, []).append(total)
    return found


def shown_of(colour: str, terms: Terms) -> Shown:
    return Shown(colour, str(dict(COLOUR_NAMES)[colour]), terms.grade(colour).title)


def state_words(row: Mark, today: date) -> str:
    """Where an application or mark stands today, expiry included."""
    if row.state == State.HELD and not rules.holds(row.state, row.valid_until, today):
        return _("has ended")
    return str(dict(STATE_NAMES)[row.state])


def segment_of(product: Product) -> str:
    """The segment of a product with `segmented` joined; empty for none."""
    return product.segmented.segment if hasattr(product, "segmented") else ""


def is_odd(grade: Grade, segment: str) -> bool:
    """Whether segment and mark do not go together, as far as the segment is known; it decides nothing."""
    return len(segment) == 1 and segment not in grade.segments


# --- one application -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """The points of one assessor."""

    who: str
    points: list[tuple[str, int, int]]
    total: int
    note: str


@dataclass(frozen=True)
class Board:
    """What the page of an application or mark says; `check` holds its segment against it, in words."""

    shown: Shown
    grade: Grade
    terms: Terms
    state: str
    since: str
    until: str
    applied: str
    applied_by: str
    decided: str
    decided_by: str
    scores: list[Given]
    mean: str
    segment: str
    is_odd: bool
    expected: str

    @property
    def passes(self) -> bool:
        return bool(self.mean) and float(self.mean) >= self.grade.passes


def board(mark: Mark, today: date) -> Board:
    """One application with its points and the cross-check with its segment. Four queries."""
    terms = numbered(MARKS, mark.terms) if mark.terms else in_force(MARKS)
    grade = terms.grade(mark.colour)
    scores = list(mark.scores.select_related("assessor").order_by("pk"))
    held = SegmentProduct.objects.filter(product=mark.product_id).first()
    segment = held.segment if held else ""
    value = mark.score if mark.score is not None else rules.mean([score.total for score in scores])
    return Board(
        shown_of(mark.colour, terms),
        grade,
        terms,
        state_words(mark, today),
        day(mark.valid_from),
        day(mark.valid_until),
        format_date(timezone.localdate(mark.applied_at), language()),
        shown_name(mark.applied_by) if mark.applied_by else "",
        format_date(timezone.localdate(mark.decided_at), language()) if mark.decided_at else "",
        shown_name(mark.decided_by) if mark.decided_by else "",
        [given(score, terms) for score in scores],
        rules.said_points(value),
        segment,
        is_odd(grade, segment),
        ", ".join(grade.segments),
    )


def day(value: date | None) -> str:
    return format_date(value, language()) if value else ""


def given(score: MarkScore, terms: Terms) -> Given:
    parts = terms.parts if score.terms == terms.number else numbered(MARKS, score.terms).parts
    told = [(part.label, points, part.most) for part, points in zip(parts, score.points, strict=False)]
    return Given(shown_name(score.assessor), told, score.total, score.note)


def score_by(mark: Mark, user_id: int) -> MarkScore | None:
    """What this assessor gave already. One query."""
    return mark.scores.filter(assessor=user_id).first()


# --- a product's panel ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """Segment, mark and stars of one product on its page of the desk."""

    segment: str
    segment_name: str
    marks: list[tuple[Mark, Shown, str, str]]
    stars: list[MarkStar]
    held: Shown | None
    is_waiting: bool


def panel(product: Product, today: date) -> Panel:
    """What stands on a product's page. Five queries."""
    held = SegmentProduct.objects.filter(product=product).first()
    version, terms = segments.in_force(), in_force(MARKS)
    marks = list(Mark.objects.filter(product=product).order_by("-applied_at", "-pk"))
    told = [(mark, shown_of(mark.colour, terms), state_words(mark, today), day(mark.valid_until)) for mark in marks]
    now = [shown for mark, shown, *_rest in told if rules.holds(mark.state, mark.valid_until, today)]
    segment = held.segment if held else segments.NONE
    return Panel(
        segment,
        segments.named(segment, version),
        told,
        list(MarkStar.objects.filter(product=product).order_by("-year")),
        now[0] if now else None,
        any(mark.state == State.APPLIED for mark in marks),
    )


# --- lists of results ----------------------------------------------------------------------------


def this_year() -> int:
    """The year of today in the Buddhist era."""
    return timezone.localdate().year + BE_OFFSET


def counts(held: MarkList) -> dict[str, int]:
    """How many lines of a list have which answer. One query."""
    rows = held.lines.values_list("answer").annotate(count=models.Count("pk"))
    return {answer.value: 0 for answer in Answer} | dict(rows)


@dataclass(frozen=True)
class Read:
    """A line of a list with the products it may mean."""

    row: MarkListLine
    choices: list[tuple[int, str]]
    why: str


HOWS = {
    "official": gettext_lazy("by its official number"),
    "whole": gettext_lazy("by name and producer"),
    "alike": gettext_lazy("by its producer and a name much like it"),
    "name": gettext_lazy("only the name is alike"),
    "chosen": gettext_lazy("chosen by hand"),
}


def read_lines(rows: Sequence[MarkListLine]) -> list[Read]:
    """Lines of one page with the products proposed for each. Two queries."""
    asked = {pk for row in rows for pk in row.others}
    names = {
        pk: f"{name} · {producer or '–'}"
        for pk, name, producer in Product.objects.filter(pk__in=asked).values_list("pk", "name_th", "producer__name_th")
    }
    return [
        Read(row, [(pk, names[pk]) for pk in row.others if pk in names], str(HOWS.get(row.how, ""))) for row in rows
    ]


def lists_of(user_id: int) -> list[MarkList]:
    """The lists a person sent in lately. One query."""
    return list(MarkList.objects.filter(owner=user_id).order_by("-created_at")[:10])


def shelf(scope: Scope, lines: Sequence[rules.Line]) -> rules.Shelf:
    """The products that a list may mean: those this person may bring results for. One query; of the nation only those
    that its lines name, by four queries and one for each AT_ONCE of them.
    """
    rows = access.importable(scope).exclude(state="withdrawn").order_by("pk").values_list(*KNOWN)
    parts = [rows]
    if scope.is_national(Ability.IMPORT):
        ids = _named_in(lines)
        parts = [rows.filter(pk__in=ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE)]
    return rules.Shelf(
        rules.Known(pk, name, producer or "", official) for part in parts for pk, name, producer, official in part
    )


def _named_in(lines: Sequence[rules.Line]) -> list[int]:
    """Ids of the products that lines name: by number, by name, and all of the producers named, in their order."""
    named = _bearers(Product.SUBJECT, (line.name for line in lines))
    made = among(Product, ("id",), "producer", _bearers(Producer.SUBJECT, (line.producer for line in lines)))
    numbered = among(Product, ("id",), "official_number", {line.official for line in lines if line.official})
    return sorted(named.union(*made, *numbered))


def _bearers(kind: str, names: Iterable[str]) -> set[int]:
    """Ids of the objects of a kind that bear one of the names as the search folds them. One query."""
    wanted = {folded[:LONGEST_NAME] for folded in map(fold, names) if folded}
    return {pk for (pk,) in among(SearchName, ("ref_id",), "folded", wanted, also={"kind": kind})}


def star_rows(products: Iterable[int], year: int) -> dict[int, tuple[Any, ...]]:
    """The results of a year that products have already: (id, stars, score) by product. One query for some hundred."""
    found: dict[int, tuple[Any, ...]] = {}
    wanted = sorted(products)
    for start in range(0, len(wanted), 900):
        rows = MarkStar.objects.filter(year=year, product__in=wanted[start : start + 900])
        found |= {product: tuple(rest) for product, *rest in rows.values_list("product_id", "pk", "stars", "score")}
    return found
