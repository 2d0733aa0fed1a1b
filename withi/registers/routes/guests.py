"""Routes as guests read them: plain statements, and light rows with the names of the models; `queries` opens them.

The register's words (`words`) tell of either. Only what is published; a route whose village is closed is read by its
address alone, so that its page can say why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from withi.ground.web import answered, reading
from withi.ground.web.versions import Snapshot, kept
from withi.kit.codes import prefix_range
from withi.registers.routes.rules import Mode, Stands

NEEDS = (("route", ""), ("community", ""))
"""What it depends on which routes are shown."""
# Published, with stops, and no village on it is closed; the same as `Route.objects.shown()`.
SHOWN = """r.state = 'published' and exists (select 1 from routes_stop s where s.route_id = r.id)
and not exists (select 1 from routes_stop s join villages_community v on v.id = s.community_id
  where s.route_id = r.id and (v.state <> 'published' or v.receiving in ('paused', 'ceased')))"""
ROUTES = """
select r.id, r.area_code, r.name_th, r.name_en, r.summary_th, r.summary_en, r.story_th, r.story_en, r.theme, r.effort,
  r.mode, r.days, r.begins_at, r.season_first, r.season_last, r.group_min, r.group_max, r.photo, r.photos, r.is_demo,
  r.updated_at, a.path_th, a.path_en
from routes_route r left join places_area a on a.code = r.area_code where r.state = 'published' and r.id in ({marks})
order by r.sort_key, r.id
"""
STOPS = """
select s.route_id, s.day, s.minutes, s.note_th, s.note_en,
  c.id, c.name_th, c.name_en, c.lat, c.lon, c.state, c.receiving, cast(c.confirmed_on as text), c.notice_days, c.phone,
  c.call_hours, x.id, x.name_th, x.name_en, x.lat, x.lon, x.hours
from routes_stop s join villages_community c on c.id = s.community_id left join villages_asset x on x.id = s.asset_id
where s.route_id in ({marks}) order by s.position, s.id
"""
PROVINCE = 2
"""Digits of its code."""
OF_STOP, OF_HOME = 5, 16
"""Where the columns of the stop itself end, and those of its community."""
PROVINCES = f"""
select a.code, a.name_th, a.name_en from places_area a
where a.code in (select distinct substr(r.area_code, 1, 2) from routes_route r where {SHOWN})
order by a.sort_key, a.code
"""  # noqa: S608 - written from the constant above


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest narrows the routes by."""

    area: str = ""
    theme: str = ""

    @property
    def is_all(self) -> bool:
        return not (self.area or self.theme)


@dataclass
class PublicRoute:
    """A published route with the whole name of its place."""

    id: int
    area_code: str
    name_th: str
    name_en: str
    summary_th: str
    summary_en: str
    story_th: str
    story_en: str
    theme: str
    effort: str
    mode: Mode
    days: int
    begins_at: time
    season_first: int | None
    season_last: int | None
    group_min: int | None
    group_max: int | None
    photo: str
    photos: str
    is_demo: bool
    updated_at: datetime
    path_th: str | None
    path_en: str | None


@dataclass
class PublicHome:
    """The community of a stop: its name and place, whether it receives, whom to call."""

    id: int
    name_th: str
    name_en: str
    lat: float | None
    lon: float | None
    state: str
    receiving: str
    confirmed_on: str | None
    notice_days: int | None
    phone: str
    call_hours: str


@dataclass
class PublicThing:
    """What one comes for at a stop; `hours` is a line of `kit.hours`."""

    id: int
    name_th: str
    name_en: str
    lat: float | None
    lon: float | None
    hours: str


@dataclass
class PublicStop(Stands):
    """A stop with what it is at."""

    day: int
    minutes: int
    note_th: str
    note_en: str
    community: PublicHome
    asset: PublicThing | None

    @property
    def community_id(self) -> int:
        return self.community.id


# --- the list ------------------------------------------------------------------------------------


def shown(wish: Wish, seen: Snapshot, offset: int, limit: int) -> tuple[list[PublicRoute], int]:
    """Routes of one page of the public list in Thai order, and how many there are. One query.

    With what was `seen` of the data versions, which ones there are in the nation and in a province is read once until
    a route or community changes.
    """
    where, values = _narrowed(wish)
    statement = f"select r.id from routes_route r where {SHOWN}{where} order by r.sort_key, r.id"  # noqa: S608 - fixed

    def read() -> list[int]:
        return [pk for (pk,) in answered.rows(statement, values)]

    is_broad = len(wish.area) <= PROVINCE
    ids = kept(f"routes {wish.area} {wish.theme}", seen, NEEDS, read) if is_broad else read()
    page = ids[offset : offset + limit]
    return (_routes(page) if page else []), len(ids)


def _narrowed(wish: Wish) -> tuple[str, list[str]]:
    """More conditions of a list, from fixed pieces, and their values."""
    where, values = "", list[str]()
    if wish.area:
        where, values = " and r.area_code >= %s and r.area_code < %s", [*prefix_range(wish.area)]
    if wish.theme:
        where, values = f"{where} and r.theme = %s", [*values, wish.theme]
    return where, values


def provinces(seen: Snapshot) -> list[tuple[str, str, str]]:
    """Provinces with a route that guests see, in Thai order: code and both names. Kept; else one query."""
    return kept("provinces of routes", seen, [*NEEDS, ("area", "")], lambda: answered.rows(PROVINCES, []))


def public_route(pk: int) -> PublicRoute | None:
    """A route that was approved, also while a village on it is closed; None for any other. One query."""
    return next(iter(_routes([pk])), None)


def _routes(ids: Sequence[int]) -> list[PublicRoute]:
    found = reading.looked_up(ROUTES.format(marks=reading.marks(ids)), ids)
    for row in found:
        row["begins_at"] = reading.hour_of(row["begins_at"])
        row["updated_at"] = reading.moment_of(row["updated_at"])
        row["is_demo"] = bool(row["is_demo"])
    return [PublicRoute(**row) for row in found]


# --- stops ---------------------------------------------------------------------------------------


def public_stops(ids: Sequence[int]) -> dict[int, list[PublicStop]]:
    """The stops of these routes, each in order. One query, none for no route."""
    found: dict[int, list[PublicStop]] = {pk: [] for pk in ids}
    for row in answered.rows(STOPS.format(marks=reading.marks(ids)), ids) if ids else ():
        found[row[0]].append(_stop(row))
    return found


def _stop(row: tuple[Any, ...]) -> PublicStop:
    of_home, of_asset = row[OF_STOP:OF_HOME], row[OF_HOME:]
    asset = PublicThing(*of_asset) if of_asset[0] is not None else None
    _route, day, minutes, note_th, note_en = row[:OF_STOP]
    return PublicStop(day, minutes, note_th, note_en, PublicHome(*of_home), asset)
