"""What guests see of one community: fixed SQL and plain dict rows for its page; `queries` opens this to others.

Only published rows. Texts come in the language asked for; where it has none, the Thai one stands in and its name is in
the row's `in_thai`. Money is satang, days are dates, `receiving` is "unsaid" where the community never said. The SQL is
the same on both databases and never built from input; tests compare it with the models.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any

from django.utils import timezone

from withi.ground.web import reading
from withi.kit.geo import distance_km
from withi.registers.villages.rules import AssetKind, Way

Row = dict[str, Any]
UNSAID = "unsaid"
NEAR = 4

COMMUNITY = """
select c.id, c.area_code, c.name_th, c.name_en, c.summary_th, c.summary_en, c.now_th, c.now_en, c.now_until,
c.lat, c.lon, c.receiving, c.notice_days, c.group_min, c.group_max, c.closed_days, c.receiving_until,
c.receiving_reason, c.confirmed_on, c.facts_on, c.confirmed_role, c.phone, c.line_id, c.call_hours, c.is_demo,
c.story_th, c.story_en, c.meeting_point_th, c.meeting_point_en, c.coordinator, c.coordinator_role, c.pays_cash,
c.pays_promptpay, c.pays_card, c.updated_at, c.photo, c.photos, c.best_months, c.smoke_months, c.flood_months,
c.drought_months, c.languages, c.facilities, c.dress_th, c.dress_en, c.camera_th, c.camera_en, c.last_ride_th,
c.last_ride_en, c.hospital_th, c.hospital_en, c.hospital_phone, c.hospital_km,
a.path_th, a.path_en, t.name_th as tambon_th, t.name_en as tambon_en, d.name_th as district_th,
d.name_en as district_en, p.name_th as province_th, p.name_en as province_en
from villages_community c
left join places_area a on a.code = c.area_code
left join places_area t on t.code = substr(c.area_code, 1, 6)
left join places_area d on d.code = substr(c.area_code, 1, 4)
left join places_area p on p.code = substr(c.area_code, 1, 2)
where c.id = %s and c.state = 'published'
"""
RENEWED = """
select area_code from villages_community where id = %s and state = 'waiting' and published_at is not null
"""
# coalesce keeps SQLite from reading every published community: neighbours lie in one range of areas.
PARTS = """
select 'charms' as part, h.position as place, h.id, '' as kind, h.title_th, h.title_en, h.text_th, h.text_en,
 cast(null as bigint) as price, '' as unit, cast(null as integer) as capacity,
 cast(null as double precision) as lat, cast(null as double precision) as lon,
 cast(null as date) as day, '' as role, '' as photo, '' as hours, cast(null as integer) as minutes,
 cast(null as integer) as houses, cast(null as integer) as rooms, '' as permit, cast(null as date) as standard
from villages_charm h where h.community_id = %(id)s
union all
select 'ways', 0, w.id, w.means, '', '', w.text_th, w.text_en, null, '', null, null, null, null, '', '',
 '', null, null, null, '', null
from villages_way w where w.community_id = %(id)s
union all
select 'assets', s.position, s.id, s.kind, s.name_th, s.name_en, s.text_th, s.text_en, s.price, s.price_unit,
 s.capacity, s.lat, s.lon, s.verified_on, s.verified_role, s.photo, s.hours, s.minutes, s.houses, s.rooms,
 s.permit, s.standard_on
from villages_asset s where s.community_id = %(id)s
union all
select 'villages', 0, v.id, v.area_code, coalesce(a.name_th, ''), coalesce(a.name_en, ''), '', '',
 null, '', null, null, null, null, '', '', '', null, null, null, '', null
from villages_village v left join places_area a on a.code = v.area_code where v.community_id = %(id)s
union all
select 'categories', 0, g.id, '', g.name, '', g.source, '', null, '', null, null, null, g.valid_from, '', '',
 '', null, null, null, '', null
from villages_category g
where g.community_id = %(id)s and (g.valid_to is null or g.valid_to >= %(today)s)
union all
select 'near', 0, n.id, case when n.confirmed_on is null then 'unsaid' else n.receiving end, n.name_th, n.name_en,
 n.summary_th, n.summary_en, null, '', null, n.lat, n.lon, null, n.area_code, '',
 '', null, null, null, '', null
from villages_community c join villages_community n
 on n.area_code >= substr(c.area_code, 1, 4) and n.area_code < substr(c.area_code, 1, 4) || ':'
where c.id = %(id)s and n.id <> c.id and coalesce(n.state, '') = 'published' and n.receiving <> 'ceased'
"""
TEXTS = ("name", "summary", "now", "story", "meeting_point", "dress", "camera", "last_ride", "hospital")
PLACES = ("path", "tambon", "district", "province")
DAYS = ("now_until", "receiving_until", "confirmed_on", "facts_on")
FLAGS = ("is_demo", "pays_cash", "pays_promptpay", "pays_card")


def public_community(pk: int, lang: str) -> Row | None:
    """One published community as its page needs it; None where guests see none. One query.

    `has_english` says whether an English page is worth its own address.
    """
    row = next(iter(reading.looked_up(COMMUNITY, [pk])), None)
    return _worded(row, lang) if row else None


def renewed_in(pk: int) -> str:
    """The area of a community that was public once and waits for approval of a change; else empty. One query."""
    row = next(iter(reading.looked_up(RENEWED, [pk])), None) if pk <= reading.LARGEST_ID else None
    return str(row["area_code"]) if row else ""


def public_parts(community: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What belongs to a community from `public_community`. One query.

    `charms`, `ways` (by means), `assets` {kind: rows in order}, `villages`, `categories` held today, and `near`: the
    nearest communities of the district that have not ceased, with `km` (None where a position is missing).
    """
    found: dict[str, list[Row]] = {name: [] for name in ("charms", "ways", "assets", "villages", "categories", "near")}
    rows = reading.looked_up(PARTS, {"id": community["id"], "today": timezone.localdate()})
    for row in sorted(rows, key=itemgetter("place", "id")):
        found[row["part"]].append(row)
    found["near"] = _nearest(community, found["near"])
    for row in chain.from_iterable(found.values()):
        _part(row, lang)
    means = [way.value for way in Way]
    found["ways"].sort(key=lambda way: means.index(way["kind"]))
    return {**found, "assets": _by_kind(found["assets"])}


def _worded(row: Row, lang: str) -> Row:
    """A community's row in one language, its days as dates."""
    _days(row, DAYS)
    for name in FLAGS:
        row[name] = bool(row[name])
    if row["now_until"] is not None and row["now_until"] < timezone.localdate():
        row["now_th"] = row["now_en"] = ""
    if row["confirmed_on"] is None:
        row["receiving"] = UNSAID
    row["has_english"] = bool(row["summary_en"] or row["story_en"])
    return _chosen(row, (*TEXTS, *PLACES), lang)


def _days(row: Row, names: Iterable[str]) -> None:
    for name in names:
        row[name] = row[name] and reading.day_of(row[name])


def _chosen(row: Row, names: Iterable[str], lang: str) -> Row:
    """The texts of one language under their plain names; `in_thai` are those where the Thai stands in for English."""
    in_thai = set()
    for name in names:
        thai = row.get(f"{name}_th") or ""
        english = row.get(f"{name}_en") or ""
        row[name] = english if lang == "en" and english else thai
        if lang == "en" and thai and not english:
            in_thai.add(name)
    row["in_thai"] = in_thai
    return row


def _part(row: Row, lang: str) -> None:
    """A part in one language, its days as dates."""
    _days(row, ("day", "standard"))
    _chosen(row, ("title", "text"), lang)


def _by_kind(assets: Iterable[Row]) -> dict[str, list[Row]]:
    by_kind: dict[str, list[Row]] = {kind.value: [] for kind in AssetKind}
    for asset in assets:
        by_kind[asset["kind"]].append(asset)
    return {kind: rows for kind, rows in by_kind.items() if rows}


def _nearest(community: Mapping[str, Any], near: list[Row]) -> list[Row]:
    for row in near:
        row["km"] = _km(community, row)
        row["area_code"] = row.pop("role")
    return sorted(near, key=lambda row: (row["km"] is None, row["km"] or 0.0, row["title_th"]))[:NEAR]


def _km(here: Mapping[str, Any], there: Mapping[str, Any]) -> float | None:
    if None in (here["lat"], here["lon"], there["lat"], there["lon"]):
        return None
    return distance_km((here["lat"], here["lon"]), (there["lat"], there["lon"]))
