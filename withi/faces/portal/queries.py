"""Lists of the public pages and what was searched, as plain rows from fixed statements.

A page of a list is chosen by id first and joined after, so that joins cost for the rows shown only. A page reads at
most four statements, the data versions included.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from withi.faces.portal.access import HOSTS, Row, province_needs
from withi.faces.portal.rules import WANTS, Visit, Wish, is_sorted_sooner
from withi.faces.portal.sifting import (
    ALSO_PUBLIC,
    ORDERS,
    PRICE,
    PUBLIC_PRODUCT,
    add_places,
    count_of,
    one_page,
    page_of,
    pieces_of,
    without_keys,
)
from withi.ground.places.queries import PROVINCES as ALL_PROVINCES
from withi.ground.search.queries import find
from withi.ground.search.rules import OTHER, Found, Hit, shown
from withi.ground.web.reading import looked_up, marks, rows
from withi.ground.web.versions import Snapshot, kept
from withi.kit.codes import prefix_range
from withi.kit.thai import clean, fold
from withi.registers.routes.queries import SHOWN as PUBLIC_ROUTE
from withi.work.news.queries import SHOWN as PUBLIC_NEWS

PAGE = 20
COUNT_TO = 1_000
"""Products are counted up to here; beyond, a list says "more than"."""
MOST_FOUND = 400
MOST_SIFTED = 2_000
"""Names taken from the index: more where type or price still sift them."""
GROUP = 60
GROUPS = {
    "community": ("community",),
    "route": ("route",),
    "product": ("product",),
    "producer": ("producer",),
    "news": ("news",),
    "place": ("province", "district", "tambon", "village"),
}
"""What the search over everything shows, in this order, and the index kinds of each."""

# Written as `villages_community_first` and `products_product_cheap` write it, so that lists are read in their order.
RECEIVING = "c.confirmed_on is not null and c.receiving in ('open', 'appointment')"
COMMUNITY_ROW = """
c.id, c.name_th, c.name_en, c.area_code, c.now_th, c.now_en, c.now_until, c.summary_th, c.summary_en, c.receiving,
c.notice_days, c.phone, c.receiving_until, c.receiving_reason, c.confirmed_on, c.is_demo, c.photo, a.path_th, a.path_en,
(select min(s.price) from villages_asset s where s.community_id = c.id and s.kind = 'activity' and s.price > 0
  and s.price_unit = 'person') as person_price
"""
RECEIVING_FIRST = f"case when {RECEIVING} then 0 else 1 end, c.confirmed_on is null, c.confirmed_on desc, c.id"
NOTHING_NEW = ", ".join(["null"] * 11)
"""In place of what only communities tell, from `now_th` to `confirmed_on`."""
NONE = (0,)
# The mark of a product with its last day ("gold2029-01-31"): whether it still holds is told by the day of the page.
MARK_OF = """(select m.colour || cast(m.valid_until as text) from marks_mark m
 where m.product_id = p.id and m.state = 'held') as mark"""
# Alcohol that is public by an officer's word is shown without price and picture (`products.rules.PUBLISHING`).
PHOTO = "case when p.is_alcohol then '' else p.photo end"
BARE, UNSEEN = f"{PRICE} as price_from", f"{PHOTO} as photo"
PRODUCT_ROW = f"""
p.id, p.name_th, p.name_en, p.type, {BARE}, p.area_code, p.is_demo, {UNSEEN},
r.name_th as producer_th, r.name_en as producer_en, r.area_code as producer_code, a.path_th, a.path_en, {MARK_OF}
"""
PRODUCT_JOINS = """
join producers_producer r on r.id = p.producer_id
left join places_area a on a.code = substr(p.area_code, 1, 4)
"""
ALSO_PRODUCER = "r.state || '' = 'published' and r.status <> 'closed'"
ALSO_NEWS = PUBLIC_NEWS.replace("i.state", "i.state || ''")


def _communities(
    where: str, order: str = RECEIVING_FIRST, public: str = "c.state = 'published'", paged: str = "limit %s offset %s"
) -> str:
    return f"""
select {COMMUNITY_ROW} from (select c.id from villages_community c where {public} and {where}
  order by {order} {paged}) k
join villages_community c on c.id = k.id left join places_area a on a.code = substr(c.area_code, 1, 6) order by {order}
"""  # noqa: S608 - where and order are written from constants; every value is a parameter


def _products(chosen: str, order: str) -> str:
    return f"""
select {PRODUCT_ROW} from ({chosen}) k
join products_product p on p.id = k.id {PRODUCT_JOINS} order by {order}
"""  # noqa: S608


# What was found by name: a row of each group in one shape. Communities stand first, for they have all kinds of columns.
FOUND = f"""
select 'community' as found, {COMMUNITY_ROW}, '' as type, cast(null as bigint) as price_from, '' as producer_th,
  '' as producer_en, '' as producer_code, '' as code, '' as mark
from villages_community c left join places_area a on a.code = substr(c.area_code, 1, 6)
where c.state || '' = 'published' and c.id in ({{community}})
union all
select 'route', r.id, r.name_th, r.name_en, r.area_code, {NOTHING_NEW}, r.is_demo, r.photo, a.path_th, a.path_en,
  null, '', null, r.summary_th, r.summary_en, '', '', '' from routes_route r
left join places_area a on a.code = r.area_code where {PUBLIC_ROUTE} and r.id in ({{route}})
union all
select 'product', p.id, p.name_th, p.name_en, p.area_code, {NOTHING_NEW}, p.is_demo, {PHOTO}, a.path_th, a.path_en,
  null, p.type, {PRICE}, r.name_th, r.name_en, r.area_code, '', {MARK_OF} from products_product p {PRODUCT_JOINS}
where {ALSO_PUBLIC} and p.id in ({{product}})
union all
select 'producer', r.id, r.name_th, r.name_en, r.area_code, {NOTHING_NEW}, r.is_demo, r.photo, a.path_th, a.path_en,
  null, '', null, '', '', '', '', '' from producers_producer r
left join places_area a on a.code = substr(r.area_code, 1, 6) where {ALSO_PRODUCER} and r.id in ({{producer}})
union all
select 'news', i.id, i.title_th, i.title_en, i.area_code, {NOTHING_NEW}, i.is_demo, i.photo, a.path_th, a.path_en,
  null, '', null, i.lead_th, i.lead_en, '', '', cast(i.dated_on as text) from news_item i
left join places_area a on a.code = i.area_code where {ALSO_NEWS} and i.id in ({{news}})
union all
select 'place', cast(a.code as bigint), a.name_th, a.name_en, a.code, {NOTHING_NEW}, false, null, a.path_th, a.path_en,
  null, '', null, '', '', '', a.code, '' from places_area a where a.code in ({{place}})
"""  # noqa: S608 - written from the constants above
HOME_COMMUNITIES = _communities(RECEIVING, paged="limit {limit}")
AREA_COMMUNITIES = _communities("c.area_code >= %s and c.area_code < %s", public="c.state || '' = 'published'")
IN_AREA = f"{PUBLIC_PRODUCT} and p.area_code >= %s and p.area_code < %s"
AREA_PRODUCTS = _products(one_page(IN_AREA, ORDERS["new"]), ORDERS["new"])
PROVINCE_PRODUCTS = _products(one_page(IN_AREA.replace("_code", "_code || ''"), ORDERS["new"]), ORDERS["new"])
# Counted in the range of each province: to sort all communities by a part of their code costs twice as much.
PROVINCES = f"""
select a.code, a.name_th, a.name_en, (select count(*) from villages_community c
  where c.state = 'published' and {RECEIVING} and c.area_code >= a.code and c.area_code < a.code || ':') as receiving
from places_area a where a.level = 2 and not a.is_abolished order by a.sort_key
"""  # noqa: S608
# What else a list may be narrowed to: a smaller area, and a community, which has no code here.
NAMES = """
select a.code, a.path_th as name_th, a.path_en as name_en from places_area a where a.code = %s and a.level > 2
union all
select '', c.name_th, c.name_en from villages_community c where c.id = %s and c.state = 'published'
"""
NEWS = f"""
select 'community' as kind, c.id, c.name_th, c.name_en, '' as type, cast(null as bigint) as price_from,
  c.area_code, c.is_demo, c.photo, '' as producer_th, '' as producer_en, a.path_th, a.path_en, '' as mark,
  c.published_at
from (select c.id from villages_community c where c.state = 'published'
  order by c.published_at desc, c.id desc limit {{communities}}) k
join villages_community c on c.id = k.id left join places_area a on a.code = substr(c.area_code, 1, 4)
union all
select 'product', {PRODUCT_ROW.replace("r.area_code as producer_code, ", "")}, p.published_at
from (select p.id from products_product p where {PUBLIC_PRODUCT}
  order by p.published_at desc, p.id desc limit {{products}}) k
join products_product p on p.id = k.id {PRODUCT_JOINS}
union all
select 'news', i.id, i.title_th, i.title_en, i.sort, null, i.area_code, i.is_demo, i.photo, i.lead_th, i.lead_en,
  a.path_th, a.path_en, cast(i.dated_on as text), i.published_at
from (select i.id from news_item i where {PUBLIC_NEWS} order by i.dated_on desc, i.id desc limit {{articles}}) k
join news_item i on i.id = k.id left join places_area a on a.code = i.area_code
order by 15 desc, 1, 2 desc
"""  # noqa: S608
# What a community offers beyond itself. SQLite keeps the order of a cross join: from its producers to their goods.
GOODS = f"""
select {PRODUCT_ROW}, p.sort_key, count(*) over () as total
from producers_producer r cross join products_product p left join places_area a on a.code = substr(p.area_code, 1, 4)
where r.community_id = %s and p.producer_id = r.id and {ALSO_PUBLIC} and p.area_code || '' >= %s
  and p.area_code || '' < %s and r.area_code || '' >= %s and r.area_code || '' < %s
order by p.sort_key, p.id limit %s
"""  # noqa: S608
# Routes that stop there, in the columns of products: days as the price and words in short as the maker.
WAYS = f"""
select r.id, r.name_th, r.name_en, r.theme as type, r.days as price_from, r.area_code, r.is_demo, r.photo,
  r.summary_th as producer_th, r.summary_en as producer_en, '' as producer_code, '' as path_th, '' as path_en,
  '' as mark, r.sort_key
from routes_route r
where r.id in (select s.route_id from routes_stop s where s.community_id = %s)
  and {PUBLIC_ROUTE.replace("r.state", "r.state || ''")} order by r.sort_key, r.id limit %s
"""  # noqa: S608
SIBLINGS = f"""
select {PRODUCT_ROW} from products_product p {PRODUCT_JOINS}
where p.producer_id = %s and p.id <> %s and {ALSO_PUBLIC} and p.area_code || '' >= %s and p.area_code || '' < %s
order by p.sort_key, p.id limit %s
"""  # noqa: S608
PARTS = """
select 'size' as part, s.position as place, s.id, s.label as text, s.unit as more, '' as kind, s.price as amount,
  cast(null as date) as until
from products_size s where s.product_id = %s
union all
select 'certificate', 0, t.id, t.name, t.number, t.kind, null, t.valid_until from products_certificate t
where t.product_id = %s and (t.valid_until is null or t.valid_until >= %s)
union all
select 'mark', 0, m.id, '', m.number, m.colour, null, m.valid_until from marks_mark m
where m.product_id = %s and m.state = 'held' and m.valid_until >= %s
union all
select 'star', 0 - y.year, y.id, '', '', '', y.stars, null from marks_star y where y.product_id = %s
order by 1, 2, 3
"""


# --- home and areas ------------------------------------------------------------------------------


def home_communities(limit: int) -> list[Row]:
    """Communities that receive guests, the latest confirmed first. One query."""
    return looked_up(HOME_COMMUNITIES.format(limit=limit))


def provinces() -> list[Row]:
    """The provinces in Thai order, each with how many communities receive guests. One query."""
    return rows(PROVINCES)


def news(communities: int, products: int, articles: int) -> list[Row]:
    """The communities and products published last and the latest news, in the columns of products. One query.

    News bear their own date as `mark` and their words in short as `producer_th` and `producer_en`.
    """
    return looked_up(NEWS.format(communities=communities, products=products, articles=articles))


def communities_in(code: str, limit: int, seen: Snapshot) -> list[Row]:
    """The communities of an area, those that receive guests first. One query.

    Those of a province are kept until one of them or an area of it changes.
    """

    def make() -> list[Row]:
        return rows(AREA_COMMUNITIES, [*prefix_range(code), limit, 0])

    return make() if len(code) > 2 else kept(f"communities of {code} {limit}", seen, province_needs(code), make)


def successors(code: str) -> list[Row]:
    """Where an abolished area went; what was found by the same name only is a proposal. One query."""
    return rows(
        "select a.code, a.path_th, a.path_en, a.name_th, a.name_en, s.source from places_successor s"
        " join places_area a on a.code = s.new_id where s.old_id = %s and not a.is_abolished order by a.code",
        [code],
    )


# --- one community, producer, product ------------------------------------------------------------


def products_of(producer: int, *, but: int = 0, within: str = "", limit: int = PAGE * 3) -> list[Row]:
    """A producer's public products in Thai order, without one of them, within one area. One query."""
    return looked_up(SIBLINGS, [producer, but, *prefix_range(within), limit])


def product_parts(pk: int, today: Any) -> dict[str, list[Row]]:
    """Sizes with prices, certificates and the mark still in force, and star results, the latest first. One query."""
    found: dict[str, list[Row]] = {part: [] for part in ("size", "certificate", "mark", "star")}
    for row in looked_up(PARTS, [pk, pk, today, pk, today, pk]):
        found[row["part"]].append(row)
    return found


# --- lists ---------------------------------------------------------------------------------------


def communities(visit: Visit, seen: Snapshot, *, offset: int = 0) -> tuple[list[Row], int]:
    """One page of communities, those that receive guests first, the latest confirmed; and how many. Two queries.

    With what was `seen` of the data versions, how many there are in the nation is counted once until one changes.
    """
    pieces, values = [RECEIVING] if visit.receiving else [], list[Any]()
    add_places(pieces, values, "c", visit.prefixes)
    for want in visit.wants:
        pieces.append("exists (select 1 from villages_asset s where s.community_id = c.id and s.kind = %s)")
        values.append(WANTS[want])
    where = " and ".join(pieces) or "1 = 1"

    def count() -> int:
        counted = f"select count(*) as total from villages_community c where c.state = 'published' and {where}"  # noqa: S608
        return int(rows(counted, values)[0]["total"])

    found = rows(_communities(where), [*values, PAGE, offset])
    return found, count() if visit.prefixes else kept(f"communities {where} {values}", seen, [HOSTS], count)


def province_names() -> list[Row]:
    """The provinces in Thai order. One query."""
    return rows(ALL_PROVINCES)


def names(area: str, community: int | None) -> list[Row]:
    """What a list is narrowed to: an area below provinces, and a community, whose code is empty. One query."""
    return looked_up(NAMES, [area, community])


@dataclass(frozen=True)
class Shelf:
    """One page of products; `total` counts all, or at least so many where it is not exact.

    `searched` is what was searched in place of what was typed, `meant` what is offered beside it; empty where nothing.
    """

    rows: list[Row]
    total: int
    is_exact: bool
    searched: str = ""
    meant: str = ""


def catalogue(wish: Wish, *, offset: int = 0) -> Shelf:
    """One page of the catalogue. Two queries, and those of the search where something was typed."""
    if wish.text:
        return _searched(wish, *pieces_of(wish), offset)
    counted, among = rows(*count_of(wish, COUNT_TO + 1))[0].values()
    if not counted:
        return Shelf([], 0, is_exact=True)
    is_small = counted <= COUNT_TO and is_sorted_sooner(counted, among, offset + PAGE)
    chosen, values = page_of(wish, PAGE, offset, fitting=counted if is_small else 0)
    page = rows(_products(chosen, ORDERS[wish.order]), values)
    return Shelf(page, min(counted, COUNT_TO), counted <= COUNT_TO)


def _searched(wish: Wish, pieces: list[str], values: list[Any], offset: int) -> Shelf:
    """Names from the index, sifted by the other wishes."""
    spans, limit = [prefix_range(each) for each in wish.prefixes] or None, MOST_SIFTED if wish.is_sifted else MOST_FOUND
    found = find(wish.text, kinds=["product"], ranges=spans, literal=wish.literal, limit=limit)
    hits = list(as_typed(found.hits, wish.text)) if wish.literal else found.hits
    fitting = _sifted([hit.ref_id for hit in hits], pieces, values, wish.order)
    is_exact = found.total_is_exact and found.total <= limit
    searched = "" if wish.literal else swapped(found, wish.text)
    return Shelf(products_by_id(fitting[offset : offset + PAGE]), len(fitting), is_exact, searched, found.meant)


def _sifted(ids: Sequence[int], pieces: list[str], values: list[Any], order: str) -> list[int]:
    """The ids that fit, in the order asked for; where that is none of a column's, as they came."""
    if not ids:
        return []
    where = " and ".join([without_keys(piece) for piece in pieces] + [f"p.id in ({marks(ids)})"])
    statement = f"select p.id from products_product p where {ALSO_PUBLIC} and {where}"  # noqa: S608
    found = [row["id"] for row in rows(f"{statement} order by {ORDERS.get(order, 'p.id')}", [*values, *ids])]
    if order in ORDERS:
        return found
    fitting = set(found)
    return [pk for pk in ids if pk in fitting]


def swapped(found: Found, typed: str) -> str:
    """The text that was searched in place of the typed one; empty where names hold it as typed.

    Spellings that sound alike ("ผ้าใหม", "ผ้าไหม") count as the same name in the index, so that is told here.
    """
    if found.step in OTHER:
        return found.searched
    if not found.hits or any(as_typed(found.hits, typed)):
        return ""
    return shown(found.hits[0].name, fold(typed))


def as_typed(hits: Iterable[Hit], typed: str) -> Iterator[Hit]:
    """The hits whose name holds every typed word letter by letter."""
    words = _written(typed).split()
    for hit in hits:
        name = _written(hit.name).replace(" ", "")
        if all(word in name for word in words):
            yield hit


def _written(text: str) -> str:
    return clean(text).lower()


def products_by_id(ids: Sequence[int]) -> list[Row]:
    """Public products in the order of their ids given."""
    return _by_id(f"select {PRODUCT_ROW} from products_product p {PRODUCT_JOINS} where {ALSO_PUBLIC} and p.id", ids)  # noqa: S608


def _by_id(statement: str, ids: Sequence[Any]) -> list[Row]:
    """Rows of `statement`, which ends in the column of the ids, in the order of the ids; those not shown left out."""
    if not ids:
        return []
    found = {row["id"]: row for row in looked_up(f"{statement} in ({marks(ids)})", ids)}
    return [found[pk] for pk in ids if pk in found]


# --- the search over everything ------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """What was found of one kind, best first; `total` is at least so many where it is not exact."""

    hits: tuple[Hit, ...]
    total: int
    is_exact: bool


@dataclass(frozen=True)
class Everything:
    """Groups by GROUPS; `searched` is what was searched in place of what was typed, `meant` what is offered beside it.

    Both are empty where nothing was.
    """

    groups: dict[str, Group]
    searched: str = ""
    meant: str = ""


NOTHING = Everything({name: Group((), 0, is_exact=True) for name in GROUPS})


def everything(text: str, *, literal: bool) -> Everything:
    """Search all kinds at once. Two queries."""
    kinds = [kind for group in GROUPS.values() for kind in group]
    found = find(text, kinds=kinds, literal=literal, limit=None, count_to=GROUP + 1)
    hits = list(as_typed(found.hits, text)) if literal else found.hits
    groups = {name: _group(tuple(hit for hit in hits if hit.kind in kinds)) for name, kinds in GROUPS.items()}
    return Everything(groups, "" if literal else swapped(found, text), found.meant)


def _group(hits: tuple[Hit, ...]) -> Group:
    return Group(hits[:GROUP], min(len(hits), GROUP), len(hits) <= GROUP)


def _keys_of(wanted: Mapping[str, Sequence[int]]) -> list[int | str]:
    """The keys of all groups in one row; an area's id is its code as a number."""
    return [str(pk) if name == "place" else pk for name, pks in wanted.items() for pk in pks]


def found_rows(ids: Mapping[str, Sequence[int]]) -> dict[str, list[Row]]:
    """Rows of each group in the order of their ids, those withdrawn meanwhile left out. One query."""
    wanted = {name: ids[name] or NONE for name in GROUPS}
    values = _keys_of(wanted)
    places = {name: marks(pks) for name, pks in wanted.items()}
    found = {(row["found"], row["id"]): row for row in looked_up(FOUND.format(**places), values)}
    return {name: [found[name, pk] for pk in pks if (name, pk) in found] for name, pks in wanted.items()}
