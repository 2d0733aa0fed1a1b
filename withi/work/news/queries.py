"""Lists of news on the desk and for guests, comments that wait, and how many read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, models
from django.db.models.functions import Coalesce
from django.utils import timezone

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.kit.codes import asked_range
from withi.kit.era import format_date
from withi.registers.publication.queries import paths_of
from withi.registers.villages.models import Community
from withi.work.news.access import HEAR
from withi.work.news.models import SORT_NAMES, ItemQuerySet, NewsComment, NewsDay, NewsItem
from withi.work.news.public import SHOWN, communities_told_of
from withi.work.news.rules import Heard, Sort, span_said

# What other public pages show is open to them here.
__all__ = ["SHOWN", "communities_told_of"]

EVENTS_OFFERED = 40
NEWEST = ("-dated_on", "-pk")
LATELY = 90
"""Days whose readers make an article popular."""
READ = """
select i.id, (select sum(d.readers) from news_day d where d.item_id = i.id and d.day > %s) as readers
from news_item i where i.state = 'published'
"""

# --- the desk ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What a list of news is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    sort: str = ""
    state: str = ""


def listed(scope: Scope, filters: Filters) -> ItemQuerySet:
    """Articles this person may see, narrowed, the newest first."""
    rows: ItemQuerySet = NewsItem.objects.all().in_scope(scope)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    for name in ("sort", "state"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if text := filters.text.strip():
        rows = rows.filter(models.Q(title_th__icontains=text) | models.Q(title_en__icontains=text))
    return rows.order_by(*NEWEST)


@dataclass(frozen=True)
class Line:
    """An article as the desk's list shows it."""

    row: NewsItem
    path: str
    dated: str
    when: str
    appears: str
    held: int


def lines(rows: Iterable[NewsItem]) -> list[Line]:
    """Rows of one page, ready for the template. Two queries."""
    found, lang = list(rows), language()
    paths = paths_of(row.area_code for row in found)
    waiting = NewsComment.objects.filter(item__in=[row.pk for row in found], state=Heard.HELD)
    held = dict(waiting.order_by().values_list("item").annotate(count=models.Count("pk")))
    return [
        Line(
            row,
            paths.get(row.area_code, ""),
            format_date(row.dated_on, lang),
            span_said(row.begins_on, row.begins_at, row.ends_on, row.ends_at, lang) if row.begins_on else "",
            appears(row, lang),
            held.get(row.pk, 0),
        )
        for row in found
    ]


def appears(item: NewsItem, lang: str) -> str:
    """From when an article appears, where that lies ahead; else empty."""
    if item.appears_at is None or item.appears_at <= timezone.now():
        return ""
    at = timezone.localtime(item.appears_at)
    return span_said(at.date(), at.time(), None, None, lang)


def brief(item: NewsItem) -> str:
    """What an approver reads of a new article in one line."""
    parts = [str(dict(SORT_NAMES).get(item.sort, "")), item.lead_th, item.office]
    return " · ".join(part for part in parts if part)


def community_names(pks: set[Any]) -> dict[Any, str]:
    return dict(Community.objects.filter(pk__in=pks).values_list("pk", "name_th"))


def titles(pks: set[Any]) -> dict[Any, str]:
    return dict(NewsItem.objects.filter(pk__in=pks).values_list("pk", "title_th"))


def events(scope: Scope, item: NewsItem | None) -> ItemQuerySet:
    """Events that an article may be about: the newest of one's area, and the one it names."""
    rows: ItemQuerySet = NewsItem.objects.filter(sort=Sort.EVENT)
    near = set(rows.in_scope(scope).order_by(*NEWEST).values_list("pk", flat=True)[:EVENTS_OFFERED])
    kept = {item.event_id} if item and item.event_id else set()
    offered: ItemQuerySet = rows.filter(pk__in=near | kept).exclude(pk=item.pk if item else 0).order_by(*NEWEST)
    return offered


def comments(scope: Scope, state: str) -> "models.QuerySet[NewsComment]":
    """Comments on articles whose news this person writes or approves, the oldest first."""
    condition = models.Q(pk__in=())
    for ability in HEAR:
        for low, high in scope.ranges(ability):
            condition |= models.Q(item__area_code__gte=low, item__area_code__lt=high)
    rows = NewsComment.objects.filter(condition, state=state)
    return rows.select_related("item").order_by("pk")


def hears(scope: Scope) -> bool:
    """Whether comments are read by this person."""
    return any(scope.areas(ability) for ability in HEAR)


def enters(scope: Scope) -> bool:
    return bool(scope.areas(Ability.ENTER))


# --- readers --------------------------------------------------------------------------------------


def readers(pk: int, today: date) -> tuple[int, int]:
    """Readers of today and in all. One query."""
    found = NewsDay.objects.filter(item=pk).aggregate(
        total=Coalesce(models.Sum("readers"), 0),
        today=Coalesce(models.Sum("readers", filter=models.Q(day=today)), 0),
    )
    return found["today"], found["total"]


def read_lately() -> dict[int, int]:
    """How many readers each public article had lately, for the order of equal names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [timezone.localdate() - timedelta(days=LATELY)])
        return {pk: readers for pk, readers in cursor.fetchall() if readers}
