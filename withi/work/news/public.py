"""Articles as guests read them, by plain statements; `queries` opens to others what they need.

Rows are dictionaries: days are dates, hours times, moments aware; `path_th` and `path_en` are the whole name of the
place, None where an article has none.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from withi.ground.places.queries import PROVINCES
from withi.ground.web import reading
from withi.ground.web.versions import Snapshot, kept
from withi.kit.codes import prefix_range
from withi.work.news.models import NewsItem
from withi.work.news.rules import Heard, Sort, Wish

Row = dict[str, Any]
MORE = 4
FEED = 20
COMING = 100
COMMENTS_SHOWN = 200
DAYS, HOURS = ("dated_on", "begins_on", "ends_on"), ("begins_at", "ends_at")
MOMENTS = ("updated_at", "published_at", "event__appears_at")
NEEDS = ((NewsItem.SUBJECT, ""),)
# Published, and the hour that was set for it has come; the same as `NewsItem.objects.shown()`.
SHOWN = "i.state = 'published' and (i.appears_at is null or i.appears_at <= current_timestamp)"
NEWEST = "i.dated_on desc, i.id desc"
CARD = """
i.id as pk, i.sort, i.title_th, i.title_en, i.lead_th, i.lead_en, i.dated_on, i.area_code, i.office, i.photo,
i.is_demo, i.begins_on, i.begins_at, i.ends_on, i.ends_at, i.venue_th, i.venue_en, i.updated_at, a.path_th, a.path_en
"""
PLACE = "left join places_area a on a.code = i.area_code"
PAGE = f"""
select {CARD}, i.body_th, i.body_en, i.photos, i.writer, i.photographer, i.source, i.source_url, i.published_at,
  i.event_id, e.title_th as event__title_th, e.title_en as event__title_en, e.state as event__state,
  e.appears_at as event__appears_at, i.community_id, c.name_th as community__name_th,
  c.name_en as community__name_en, c.state as community__state,
  coalesce((select sum(d.readers) from news_day d where d.item_id = i.id), 0) as total,
  coalesce((select sum(d.readers) from news_day d where d.item_id = i.id and d.day = %s), 0) as today
from news_item i {PLACE} left join news_item e on e.id = i.event_id
left join villages_community c on c.id = i.community_id where i.id = %s and {SHOWN}
"""  # noqa: S608 - written from the constants above, as all below
COMING_EVENTS = f"""
select {CARD} from news_item i {PLACE}
where {SHOWN} and i.sort = '{Sort.EVENT}' and coalesce(i.ends_on, i.begins_on) >= %s
order by i.begins_on, i.id limit {COMING}
"""  # noqa: S608
# Those of the province, and as many of all others, each the newest: read in their order, whatever there is.
OTHERS = f"""
select {CARD} from (
  select * from (select i.id, 0 as far from news_item i where {SHOWN} and i.id <> %s and i.area_code >= %s
    and i.area_code < %s order by {NEWEST} limit {MORE}) near
  union all
  select * from (select i.id, 1 as far from news_item i where {SHOWN} and i.id <> %s and not (i.area_code >= %s
    and i.area_code < %s) order by {NEWEST} limit {MORE}) others
) k join news_item i on i.id = k.id {PLACE} order by k.far, {NEWEST} limit {MORE}
"""  # noqa: S608
CORRECTED = """
select 'corrected' as kind, k.id, '' as name, k.note as text, k.made_on as day, cast(null as timestamptz) as moment
from news_correction k where k.item_id = %s
"""
SAID = f"""
select 'comment', m.id, m.name, m.text, cast(null as date), m.written_at from news_comment m
where m.item_id = %s and m.state = '{Heard.SHOWN}'
"""  # noqa: S608
ABOUT = "select distinct community_id from news_item where state = 'published' and community_id is not null"
# How many there are at once, and at which hour more will be.
COUNTED = """
select case when i.appears_at > current_timestamp then i.appears_at end as hour, count(*) as many
from news_item i where i.state = 'published'{where} group by 1
"""


def archive(wish: Wish, seen: Snapshot, offset: int, limit: int) -> tuple[list[Row], int]:
    """Articles of a page of the archive, the newest first, and how many there are. One query.

    With what was `seen` of the data versions, they are counted once until one of them changes; those of a year always.
    """
    where, values = _narrowed(wish)

    def count() -> list[tuple[datetime | None, int]]:
        found = reading.rows(COUNTED.format(where=where), values)
        return [(row["hour"] and reading.moment_of(row["hour"]), row["many"]) for row in found]

    counted = count() if wish.year else kept(f"news {wish.area} {wish.sort}", seen, NEEDS, count)
    now = timezone.now()
    total = sum(many for hour, many in counted if hour is None or hour <= now)
    return _newest(where, [*values, limit, offset]), total


def _narrowed(wish: Wish) -> tuple[str, list[Any]]:
    """More conditions of a list, from fixed pieces, and their values."""
    where, values = "", list[Any]()
    if wish.area:
        where, values = " and i.area_code >= %s and i.area_code < %s", [*prefix_range(wish.area)]
    if wish.sort:
        where, values = f"{where} and i.sort = %s", [*values, wish.sort]
    if wish.year:
        where = f"{where} and i.dated_on >= %s and i.dated_on <= %s"
        values += [date(wish.year, 1, 1), date(wish.year, 12, 31)]
    return where, values


def latest(limit: int = FEED) -> list[Row]:
    """The latest articles of the nation. One query."""
    return _newest("", [limit, 0])


def _newest(where: str, values: list[Any]) -> list[Row]:
    chosen = f"select i.id from news_item i where {SHOWN}{where} order by {NEWEST} limit %s offset %s"  # noqa: S608
    statement = f"select {CARD} from ({chosen}) k join news_item i on i.id = k.id {PLACE} order by {NEWEST}"  # noqa: S608
    return _told(reading.rows(statement, values))


def coming(today: date) -> list[Row]:
    """Events that are not over yet, the next one first. One query."""
    return _told(reading.looked_up(COMING_EVENTS, [today]))


def page(pk: int, today: date) -> Row | None:
    """An article as guests see it, with its readers in all (`total`) and of today. One query."""
    found = reading.looked_up(PAGE, [today, pk]) if pk <= reading.LARGEST_ID else []
    return next(iter(_told(found)), None)


def others(row: Row) -> list[Row]:
    """Other news, those of the province first. One query."""
    within = [row["pk"], *prefix_range(row["area_code"][:2])]
    return _told(reading.looked_up(OTHERS, [*within, *within]))


def said_of(pk: int) -> list[Row]:
    """What readers said of an article and what was corrected in it: `kind`, `name`, `text`, `day`. One query."""
    statement = f"{CORRECTED} union all {SAID}" if settings.NEWS_COMMENTS else CORRECTED
    values = [pk, pk, COMMENTS_SHOWN] if settings.NEWS_COMMENTS else [pk, COMMENTS_SHOWN]
    found = reading.looked_up(f"{statement} order by 1, 2 limit %s", values)
    for row in found:
        moment = row.pop("moment")
        row["day"] = timezone.localdate(reading.moment_of(moment)) if moment else reading.day_of(row["day"])
    return found


def communities_told_of(seen: Snapshot) -> frozenset[int]:
    """Communities that a published article is about, one whose hour is still to come too. Kept; else one query."""
    return kept(
        "communities in the news", seen, NEEDS, lambda: frozenset(row["community_id"] for row in reading.rows(ABOUT))
    )


def provinces(seen: Snapshot) -> list[tuple[str, str, str]]:
    """The provinces in Thai order: code and name in both languages. Kept; else one query."""

    def make() -> list[tuple[str, str, str]]:
        return [(row["code"], row["name_th"], row["name_en"]) for row in reading.rows(PROVINCES)]

    return kept("provinces of news", seen, [("area", "")], make)


def _told(found: list[Row]) -> list[Row]:
    """The same rows, with dates, times and moments as such."""
    for row in found:
        for names, made in ((DAYS, reading.day_of), (HOURS, reading.hour_of), (MOMENTS, reading.moment_of)):
            for name in names:
                if row.get(name) is not None:
                    row[name] = made(row[name])
    return found
