"""Loading what a guest may see, by fixed statements, or 404: what is not published does not exist.

The statements stand here and in `queries` as text because building them costs more than running them.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import Http404
from django.utils import timezone

from withi.ground.places.actions import SUBJECT as AREA
from withi.ground.web import versions
from withi.ground.web.reading import LARGEST_ID, looked_up, rows
from withi.kit.codes import is_code, prefix_range
from withi.registers.villages import queries as villages
from withi.registers.villages.models import Community

Row = dict[str, Any]
HOSTS, AREAS = (Community.SUBJECT, ""), (AREA, "")
"""What figures of the nation's communities, and names of areas, depend on."""

# What a product or producer tells of the community it belongs to; `community_id` only where guests see that.
COMMUNITY_COLUMNS = """
case when c.state = 'published' then c.id end as community_id, c.name_th as community_th, c.name_en as community_en,
c.receiving, c.notice_days, c.confirmed_on, c.phone as community_phone, c.area_code as community_code,
c.lat as community_lat, c.lon as community_lon
"""
PRODUCT = f"""
select p.id, p.name_th, p.name_en, p.type, p.story_th, p.story_en, p.materials, p.materials_origin, p.is_alcohol,
  case when p.is_alcohol then null else p.price_from end as price_from, p.capacity_month, p.capacity_unit, p.channels,
  p.area_code, p.lat, p.lon, p.is_demo, p.published_at, case when p.is_alcohol then '' else p.photo end as photo,
  case when p.is_alcohol then '' else p.photos end as photos,
  r.id as producer_id, r.name_th as producer_th, r.name_en as producer_en, r.area_code as producer_code,
  r.phones as producer_phones, r.line_id as producer_line, r.shows_phone,
  r.state = 'published' and r.status <> 'closed' as producer_shown, a.path_th, a.path_en,
  exists(select 1 from enquiries_payee y where y.producer_id = r.id) as shows_promptpay, {COMMUNITY_COLUMNS}
from products_product p
join producers_producer r on r.id = p.producer_id
left join villages_community c on c.id = r.community_id
left join places_area a on a.code = substr(p.area_code, 1, 6)
where p.id = %s and p.state = 'published' and p.is_public = true
"""  # noqa: S608 - written from the constants above
PRODUCER = f"""
select r.id, r.name_th, r.name_en, r.kind, r.area_code, r.lat, r.lon, r.phones as producer_phones,
  r.line_id as producer_line, r.shows_phone, true as producer_shown, r.people, r.women, r.households, r.founded_on,
  r.joins_production, r.joins_management, r.gives_benefit, r.is_demo, r.photo, r.photos, a.path_th, a.path_en,
  v.name_th as province_th, v.name_en as province_en, {COMMUNITY_COLUMNS}
from producers_producer r
left join villages_community c on c.id = r.community_id
left join places_area a on a.code = substr(r.area_code, 1, 6)
left join places_area v on v.code = substr(r.area_code, 1, 2)
where r.id = %s and r.state = 'published' and r.status <> 'closed'
"""  # noqa: S608
# What an area shows on the map of the area above it, where boundaries are loaded.
DRAWN = "b.view, b.drawn, b.credit, b.label_x, b.label_y, b.label_room"
NOT_DRAWN = "null as view, null as drawn, null as credit, 0 as label_x, 0 as label_y, 0 as label_room"
COUNTED = """
select substr(area_code, 1, {size}) as code, count(*) as communities,
    sum(case when confirmed_on is not null and receiving in ('open', 'appointment') then 1 else 0 end) as receiving
  from villages_community where state = 'published' and area_code >= %s and area_code < %s group by 1"""
# A province, all its districts, and the area itself where it was abolished; each with communities below it. They are
# looked up by every code that a district may have: in their range of codes lie all villages of the province too. "+ 0"
# keeps SQLite from looking at a whole level of the nation instead.
AROUND = """
select a.code, a.level, a.name_th, a.name_en, a.is_abolished, coalesce(t.communities, 0) as communities,
  coalesce(t.receiving, 0) as receiving, {drawn}, a.level + 0 as depth, a.sort_key
from places_area a
left join ({counted}) t on t.code = a.code
{boundaries}
where a.code in ({codes}) and (a.level + 0 = 2 or not a.is_abolished or a.code = %s)
"""
CODES = ", ".join(["%s"] * (1 + 100))
PROVINCE = AROUND.format(
    drawn=DRAWN,
    codes=CODES,
    counted=COUNTED.format(size=4),
    boundaries="left join places_boundary b on b.code = a.code and b.level = 4",
)
# The tambons of a district come only where they are drawn.
DISTRICT = f"""
{AROUND.format(drawn=NOT_DRAWN, codes=CODES, counted=COUNTED.format(size=4), boundaries="")}
union all
select a.code, a.level, a.name_th, a.name_en, a.is_abolished, coalesce(t.communities, 0), coalesce(t.receiving, 0),
  {DRAWN}, a.level + 0, a.sort_key
from places_boundary b
join places_area a on a.code = b.code
left join ({COUNTED.format(size=6)}) t on t.code = a.code
where b.level = 6 and b.code >= %s and b.code < %s and not a.is_abolished
"""  # noqa: S608 - written from the constants above
ORDERED = "order by depth, sort_key"


def community(pk: int, lang: str) -> Row:
    """A published community in one language, as `villages` tells it. One query."""
    found = villages.public_community(pk, lang) if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def community_parts(row: Row, lang: str) -> dict[str, Any]:
    """What belongs to a community that was loaded, and its neighbours. One query."""
    return villages.public_parts(row, lang)


def product(pk: int) -> Row:
    """A public product with its producer, community and tambon. One query."""
    return _one(PRODUCT, pk)


def producer(pk: int) -> Row:
    """A published producer that is not closed, with its community and tambon. One query."""
    return _one(PRODUCER, pk)


def area(code: str, seen: versions.Snapshot | None = None) -> tuple[Row, list[Row]]:
    """A province or district, abolished ones too, and its province with all districts. One query.

    What lies inside the area comes drawn, a district's tambons behind the districts, where boundaries are loaded. With
    what was `seen` of the data versions, a province is kept until one of its communities or areas changes.
    """
    if not is_code(code) or len(code) > 4:
        raise Http404
    if seen is None or len(code) > 2:
        return _around(code)
    return versions.kept(f"area {code}", seen, province_needs(code), partial(_around, code))


def province_needs(code: str) -> list[versions.Need]:
    """What the communities of a province and the names of its areas depend on."""
    return [(Community.SUBJECT, code), (AREA, code)]


def _around(code: str) -> tuple[Row, list[Row]]:
    province, own = code[:2], prefix_range(code)
    given = [*prefix_range(province), province, *(f"{province}{number:02}" for number in range(100)), code]
    is_province = len(code) == 2
    statement = PROVINCE if is_province else DISTRICT
    around = rows(f"{statement} {ORDERED}", given if is_province else [*given, *own, *own])
    found = next((row for row in around if row["code"] == code), None)
    if found is None:
        raise Http404
    return found, around


def _one(statement: str, pk: int) -> Row:
    found = looked_up(statement, [pk]) if pk <= LARGEST_ID else []
    if not found:
        raise Http404
    return found[0]


def add_marks(pieces: list[str], values: list[Any], colours: Sequence[str]) -> None:
    """The condition that a product bears one of these marks today: looked up by the marks, which are few."""
    if colours:
        places = ", ".join(["%s"] * len(colours))
        held = "select m.product_id from marks_mark m where m.state = 'held' and m.valid_until >= %s"
        pieces.append(f"p.id in ({held} and m.colour in ({places}))")
        values += [timezone.localdate(), *colours]
