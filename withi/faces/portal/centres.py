"""Centres of an area that are open, as ready strings, read in one statement with the products and routes beside them.

A page has few statements to spend; centres therefore come in the columns of products: where one stands as
`producer_th` and `producer_en`, its hours as `producer_code`, its phone as `mark`. Articles about a community come so
too, the day as `mark`, and only where there is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Final

from django.http import HttpRequest

from withi.faces.portal.access import AREAS
from withi.faces.portal.opening import line_words
from withi.faces.portal.queries import AREA_PRODUCTS, GOODS, PROVINCE_PRODUCTS, WAYS
from withi.faces.portal.rules import Line, Row, Tongue, call, dotted
from withi.ground.web.pagecache import lasts, needs, seen
from withi.ground.web.reading import looked_up, rows
from withi.ground.web.versions import Need, Snapshot, kept
from withi.kit.codes import prefix_range
from withi.kit.ready import Ready
from withi.registers.centres.models import Centre
from withi.registers.partners.models import Partner
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.work.news.models import NewsItem
from withi.work.news.queries import SHOWN, communities_told_of

VERSION: Final = Centre.SUBJECT
"""The kind of data version that centres raise."""
HELPED_BY: Final = Partner.SUBJECT
"""The kind that partners, and what they gave, raise."""
NEWS: Final[Need] = (NewsItem.SUBJECT, "")
"""News of any province may be about a community."""
ICONS: Final = {"district": "info", "village": "info", "learning": "wisdom", "goods": "stall"}
COLUMNS: Final = (
    "id", "name_th", "name_en", "type", "price_from", "area_code", "is_demo", "photo", "producer_th", "producer_en",
    "producer_code", "path_th", "path_en", "mark",
)  # fmt: skip
# Without an order of the whole, which costs more than the rows: `_parted` puts them in order. The products of an area
# are counted as they come.
BESIDE: Final = """
select {columns}, {total} as total, 'product' as found, {place} as place, {sort_key} as sort_key from ({products}) g
union all
select e.id, e.name_th, e.name_en, e.kind, null, e.area_code, e.is_demo, null, e.where_th, e.where_en, e.hours, '', '',
  e.phone, 0, 'centre', case e.kind when 'district' then 1 when 'village' then 2 when 'learning' then 3 else 4 end, ''
from centres_centre e
where e.area_code >= %s and e.area_code < %s and e.condition in ('open', 'weak') and e.condition_on is not null
  and (e.kind <> 'village' or e.area_code >= %s and e.area_code < %s)
{more}"""
PASSING: Final = """union all
select {columns}, 0, 'route', 0, w.sort_key from ({ways}) w
"""
HELPED: Final = """union all
select p.id, p.name_th, p.name_en, p.kind, null, p.area_code, p.is_demo, null, '', '', '', '', '', '', 0, 'partner', 0,
  p.sort_key
from partners_partner p
where p.is_named = true and p.id in (
  select s.partner_id from support_entry s
  where s.subject = 'community' and s.subject_id = %s and s.withdrawn_at is null and not s.waits)
"""
TOLD: Final = f"""union all
select i.id, i.title_th, i.title_en, i.sort, null, '', i.is_demo, null, '', '', '', '', '',
  cast(coalesce(i.begins_on, i.dated_on) as text), 0, 'article', 0, ''
from (select i.id from news_item i where i.community_id = %s and {SHOWN} order by i.dated_on desc, i.id desc limit %s) k
join news_item i on i.id = k.id
"""  # noqa: S608 - written from a constant
MOST_TOLD, FRESH = 3, 300
"""Articles on the page of a community; seconds it is kept then: one that was approved ahead comes at its hour."""
Found = tuple[list[Row], list[Row]]


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in COLUMNS)


def _beside(
    products: str, place: str = "row_number() over ()", total: str = "0", sort_key: str = "''", more: str = ""
) -> str:
    given = {"place": place, "total": total, "sort_key": sort_key, "products": products, "more": more}
    return BESIDE.format(columns=_columns("g"), **given)


OF_AREA: Final = _beside(AREA_PRODUCTS)
OF_PROVINCE: Final = _beside(PROVINCE_PRODUCTS)
OF_COMMUNITY: Final = _beside(
    GOODS, "0", "g.total", "g.sort_key", PASSING.format(columns=_columns("w"), ways=WAYS) + HELPED
)
OF_COMMUNITY_TOLD: Final = OF_COMMUNITY + TOLD


def in_area(code: str, limit: int, seen: Snapshot) -> Found:
    """Products of an area published last, and the centres of a district; none of a whole province. One query.

    Those of a province are kept until one of its products, a producer or an area changes.
    """
    within = prefix_range(code)
    if len(code) == 2:
        needs = [(Product.SUBJECT, code), (Producer.SUBJECT, ""), AREAS]
        given = [*within, limit, 0, "?", "?", "?", "?"]
        found = kept(f"products of {code} {limit}", seen, needs, lambda: _parted(rows(OF_PROVINCE, given)))
    else:
        found = _parted(rows(OF_AREA, [*within, limit, 0, *within, *within]))
    return found["product"], found["centre"]


def around_community(
    community: int, area_code: str, limit: int, ways: int, *, told: bool
) -> tuple[list[Row], int, dict[str, list[Row]]]:
    """Products of a community's producers, how many there are, and by kind what stands beside them. One query.

    Beside them: routes by it ("route"), centres open to guests ("centre"), partners that helped it and may be named
    ("partner"), and where it is `told` of, the latest articles ("article"). Centres of its district; those of villages
    only where they stand in its tambon.
    """
    province = prefix_range(area_code[:2])
    places = (*prefix_range(area_code[:4]), *prefix_range(area_code[:6]))
    given = [community, *province, *province, limit, *places, community, ways, community]
    if told:
        found = _parted(looked_up(OF_COMMUNITY_TOLD, [*given, community, MOST_TOLD]))
    else:
        found = _parted(looked_up(OF_COMMUNITY, given))
    goods = found["product"]
    return goods, int(goods[0]["total"]) if goods else 0, found


def _parted(found: Iterable[Row]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = {"product": [], "centre": [], "route": [], "partner": [], "article": []}
    for row in sorted(found, key=itemgetter("place", "sort_key", "id")):
        parts[row["found"]].append(row)
    return parts


def depend(request: HttpRequest, row: Row) -> bool:
    """State what a community's page shows beside its own rows; whether an article is about it."""
    province = row["area_code"][:2]
    needs(request, (VERSION, province), (HELPED_BY, province), NEWS)
    told = row["id"] in communities_told_of(seen(request))
    if told:
        lasts(request, FRESH)
    return told


def articles(found: Iterable[Row], spoken: Tongue) -> list[Line]:
    """Articles about a community, the newest first: the headline with its day, an event with its first."""
    newest = sorted(found, key=lambda row: (row["mark"], row["id"]), reverse=True)
    return [
        Line(
            spoken.url("news:page", row["id"]),
            spoken.said(row, "name"),
            thai=spoken.is_thai(row, "name"),
            about=dotted(
                spoken.word("told_event") if row["type"] == "event" else "", spoken.day(date.fromisoformat(row["mark"]))
            ),
            demo=bool(row["is_demo"]),
        )
        for row in newest
    ]


@dataclass(frozen=True, slots=True)
class Helper(Ready):
    """A partner that helped a community, by its name alone."""

    name: str
    thai: bool


def helpers(found: Iterable[Row], spoken: Tongue) -> list[Helper]:
    return [Helper(spoken.said(row, "name"), spoken.is_thai(row, "name")) for row in found]


@dataclass(frozen=True, slots=True)
class Place(Ready):
    """A centre as a line of a page."""

    name: str
    thai: bool
    kind: str
    icon: str
    where: str
    where_thai: bool
    hours: str
    phone: str
    dial: str


def places(found: Iterable[Row], spoken: Tongue, today: date) -> list[Place]:
    """Centres in words: name, what it is, where, when open, the phone."""
    return [_place(row, spoken, today) for row in found]


def _place(row: Row, spoken: Tongue, today: date) -> Place:
    number = call(row["mark"])
    return Place(
        name=spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        kind=spoken.word(f"centre_{row['type']}"),
        icon=ICONS[row["type"]],
        where=spoken.said(row, "producer"),
        where_thai=spoken.is_thai(row, "producer"),
        hours=line_words(row["producer_code"], spoken.lang, today) if row["producer_code"] else "",
        phone=number.shown if number else "",
        dial=number.dial if number else "",
    )
