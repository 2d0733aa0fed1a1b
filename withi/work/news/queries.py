"""Lists of news on the desk and for guests, comments that wait, and how many read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit.codes import asked_range, prefix_range
from withi.kit.era import format_date
from withi.registers.publication.queries import paths_of
from withi.registers.villages.models import Community
from withi.work.news.access import HEAR
from withi.work.news.models import SORT_NAMES, ItemQuerySet, NewsComment, NewsCorrection, NewsDay, NewsItem
from withi.work.news.rules import Heard, Sort, span_said

LATEST = 10
MORE = 4
FEED = 20
COMING = 100
EVENTS_OFFERED = 40
COMMENTS_SHOWN = 200
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


# --- guests --------------------------------------------------------------------------------------

Row = dict[str, Any]
CARD = (
    "pk", "sort", "title_th", "title_en", "lead_th", "lead_en", "dated_on", "area_code", "office", "photo", "is_demo",
    "begins_on", "begins_at", "ends_on", "ends_at", "venue_th", "venue_en", "updated_at", "path_th", "path_en",
)  # fmt: skip
PAGE = (
    *CARD, "body_th", "body_en", "photos", "writer", "photographer", "source", "source_url", "published_at", "event_id",
    "community_id", "community__name_th", "community__name_en", "community__state", "event__title_th",
    "event__title_en", "event__state", "event__appears_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest narrows the archive by."""

    area: str = ""
    sort: str = ""
    year: int = 0

    @property
    def is_all(self) -> bool:
        return not (self.area or self.sort or self.year)


def archive(wish: Wish, offset: int, limit: int) -> tuple[list[Row], int]:
    """Articles of a page of the archive, the newest first, and how many there are. One query."""
    rows = placed(NewsItem.objects.shown())
    if wish.area:
        low, high = prefix_range(wish.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    if wish.sort:
        rows = rows.filter(sort=wish.sort)
    if wish.year:
        rows = rows.filter(dated_on__gte=date(wish.year, 1, 1), dated_on__lte=date(wish.year, 12, 31))
    counted = rows.annotate(total=models.Window(models.Count("pk"))).order_by(*NEWEST)
    found = list(counted.values(*CARD, "total")[offset : offset + limit])
    return found, found[0]["total"] if found else 0


def latest(limit: int = FEED) -> list[Row]:
    """The latest articles of the nation. One query."""
    return list(placed(NewsItem.objects.shown()).order_by(*NEWEST).values(*CARD)[:limit])


def coming(today: date) -> list[Row]:
    """Events that are not over yet, the next one first. One query."""
    rows = placed(NewsItem.objects.shown().filter(sort=Sort.EVENT))
    ahead = rows.annotate(last=Coalesce("ends_on", "begins_on")).filter(last__gte=today)
    return list(ahead.order_by("begins_on", "pk").values(*CARD)[:COMING])


def page(pk: int, today: date) -> Row | None:
    """An article as guests see it, with its readers in all (`total`) and of today. One query."""
    days = NewsDay.objects.filter(item=models.OuterRef("pk")).order_by().values("item")
    counted = days.annotate(sum=models.Sum("readers")).values("sum")
    rows = placed(NewsItem.objects.shown().filter(pk=pk))
    found: Row | None = (
        rows.annotate(
            total=Coalesce(models.Subquery(counted), 0),
            today=Coalesce(models.Subquery(counted.filter(day=today)), 0),
        )
        .values(*PAGE, "total", "today")
        .first()
    )
    return found


def readers(pk: int, today: date) -> tuple[int, int]:
    """Readers of today and in all. One query."""
    found = NewsDay.objects.filter(item=pk).aggregate(
        total=Coalesce(models.Sum("readers"), 0),
        today=Coalesce(models.Sum("readers", filter=models.Q(day=today)), 0),
    )
    return found["today"], found["total"]


def said_of(pk: int) -> list[Row]:
    """What readers said of an article and what was corrected in it: `kind`, `name`, `text`, `day`. One query."""
    empty = models.Value("", output_field=models.CharField())
    columns = ("kind", "pk", "by", "words", "day")
    corrected = NewsCorrection.objects.filter(item=pk).order_by()
    noted = corrected.annotate(
        kind=models.Value("corrected"), by=empty, words=models.F("note"), day=models.F("made_on")
    )
    heard = NewsComment.objects.filter(item=pk, state=Heard.SHOWN).order_by()
    told = heard.annotate(
        kind=models.Value("comment"), by=models.F("name"), words=models.F("text"), day=TruncDate("written_at")
    )
    shown = noted.values_list(*columns)
    rows = shown.union(told.values_list(*columns), all=True) if settings.NEWS_COMMENTS else shown
    found = [dict(zip(("kind", "id", "name", "text", "day"), row, strict=True)) for row in rows]
    return sorted(found, key=lambda row: (row["kind"], row["id"]))[:COMMENTS_SHOWN]


def others(row: Row) -> list[Row]:
    """Other news, those of the province first. One query."""
    low, high = prefix_range(row["area_code"][:2])
    far = models.Case(models.When(area_code__gte=low, area_code__lt=high, then=0), default=1)
    near = placed(NewsItem.objects.shown().exclude(pk=row["pk"])).annotate(far=far)
    return list(near.order_by("far", *NEWEST).values(*CARD)[:MORE])


def placed(rows: ItemQuerySet) -> ItemQuerySet:
    """Articles with the whole name of their place in both languages."""
    area = Area.objects.filter(pk=models.OuterRef("area_code"))
    found: ItemQuerySet = rows.annotate(
        path_th=models.Subquery(area.values("path_th")), path_en=models.Subquery(area.values("path_en"))
    )
    return found


def provinces() -> list[tuple[str, str, str]]:
    """The provinces in Thai order: code and name in both languages. One query."""
    found = Area.objects.current().filter(level=Area.Level.PROVINCE).order_by("sort_key", "pk")
    return list(found.values_list("pk", "name_th", "name_en"))


def read_lately() -> dict[int, int]:
    """How many readers each public article had lately, for the order of equal names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [timezone.localdate() - timedelta(days=LATELY)])
        return {pk: readers for pk, readers in cursor.fetchall() if readers}
