"""The public pages of routes: the list, one route on its road, and files to take along. urls uses it beside views."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.portal import forms, pictures, placing, roads, rules
from withi.faces.portal.rules import REGISTERS, Tongue
from withi.faces.portal.views import Context, answer, listed, tongue, with_crumbs
from withi.ground.web import paging
from withi.ground.web.filters import choices
from withi.ground.web.pagecache import needs, public_page, seen
from withi.ground.web.pages import absolute
from withi.ground.web.versions import Snapshot
from withi.kit import era
from withi.kit.gpx import gpx
from withi.kit.ical import Event, calendar
from withi.kit.kml import kml
from withi.kit.titles import held
from withi.registers.routes import access, queries
from withi.registers.routes.models import THEME_NAMES
from withi.registers.routes.queries import PublicRoute, PublicStop
from withi.registers.routes.rules import OBSTACLES, Passed, is_open_on

SIZE = 20
Stops = Sequence[PublicStop]


@require_safe
@public_page(params=("area", "theme", "page"))
def index(request: HttpRequest) -> HttpResponse:
    """Routes that can be travelled now, by province and theme."""
    needs(request, *((kind, "") for kind in REGISTERS))
    spoken, wish = tongue(request), forms.route_wish(request.GET)
    number = paging.page_number(request)
    rows, total = queries.shown(wish, seen(request), (number - 1) * SIZE, SIZE)
    if not rows and number > 1:
        raise Http404
    stops = queries.public_stops([row.id for row in rows])
    cards = [roads.card(row, stops[row.id], spoken) for row in rows]
    title = _("Routes through the communities")
    context = {
        "heading": title,
        "cards": cards,
        "wish": wish,
        "themes": themes(wish, spoken),
        "provinces": provinces(seen(request), spoken, wish.area),
        "here": spoken.url("portal:routes"),
        "trips": spoken.url("planner:start"),
        "pager": paging.numbered(request, total=total, size=SIZE),
    }
    return answer(
        request,
        "routes",
        spoken,
        context,
        title=title,
        description=_("One to four days from village to village: where to stop, how far, when, and whom to call."),
        section="routes",
        robots="" if wish.is_all else "noindex",
        canonical_query=f"page={number}" if number > 1 else "",
        jsonld=listed(title, cards),
    )


def provinces(seen: Snapshot, spoken: Tongue, chosen: str) -> SafeString:
    """The choices by which the list can be narrowed to a province."""
    is_english = spoken.lang == "en"
    found = queries.provinces(seen)
    return choices(tuple((code, (is_english and english) or thai) for code, thai, english in found), chosen)


def themes(wish: queries.Wish, spoken: Tongue) -> list[forms.Option]:
    """Themes as links to the list narrowed by them."""
    here, area = spoken.url("portal:routes"), f"area={wish.area}&" if wish.area else ""
    offered = [("", _("All")), *((value, str(name)) for value, name in THEME_NAMES)]
    return [
        forms.Option(value, label, checked=value == wish.theme, url=f"{here}?{area}theme={value}")
        for value, label in offered
    ]


@require_safe
@public_page()
def route(request: HttpRequest, pk: int) -> HttpResponse:
    """One route day by day. While a village on it is closed it says so, and nothing else of the way."""
    needs(request, *((kind, "") for kind in REGISTERS))
    spoken, row = tongue(request), access.published_route(pk)
    stops = queries.public_stops([row.id])[row.id]
    told = vars(row)
    name, code = spoken.said(told, "name"), row.area_code
    steps = [(_("Routes"), spoken.url("portal:routes")), (name, spoken.url("portal:route", pk))]
    crumbs = rules.crumbs(spoken, *steps)
    board = {
        **pictures.album(told, spoken.lang),
        "name": name,
        "headed": held(name),
        "thai": spoken.is_thai(told, "name"),
        "other": spoken.other(told),
        "land": rules.dotted(_("Route"), queries.length(row)),
        "place": spoken.said(told, "path"),
        "banner": pictures.cloth_url(code, 5),
        "crumbs": crumbs,
        "row": row,
    }
    closed = reasons(stops, spoken)
    rest = {"closed": closed, "all": spoken.url("portal:routes"), "trips": spoken.url("planner:area", code[:4])}
    shown = rest if closed else way(row, stops, spoken)
    thing = roads.trip(row, stops, spoken, absolute(crumbs[-1][1]))
    return answer(
        request,
        "route_closed" if closed else "route",
        spoken,
        {**board, **shown},
        title=name,
        description=spoken.said(told, "summary"),
        region=rules.region_of(code),
        section="routes",
        has_english=bool(row.name_en and row.summary_en),
        robots="noindex" if closed else "",
        jsonld=None if closed else with_crumbs(crumbs, thing, board["image"]),
    )


def reasons(stops: Stops, spoken: Tongue) -> list[str]:
    """Why guests cannot follow the route now, a sentence each; what is not public is not named."""
    if not stops:
        return [_("This route has no stops yet.")]
    found = {(stop.obstacle(), spoken.said(vars(stop.community), "name")) for stop in stops}
    sentences = {
        "paused": _("%(name)s receives no guests for now."),
        "ceased": _("%(name)s no longer receives guests."),
        "unpublished": _("The page of a village on this route is being renewed."),
    }
    told = [sentences[kind] % {"name": name} for kind, name in sorted(found) if kind in OBSTACLES]
    return list(dict.fromkeys(told))


def way(row: PublicRoute, stops: Stops, spoken: Tongue) -> Context:
    """The route itself: its days, its facts, whom to call, and what to take along."""
    told, ahead = vars(row), roads.notice(stops)
    forms_of_files = [("gpx", _("GPX for a navigation device")), ("kml", "KML"), ("geojson", "GeoJSON")]
    return {
        "summary": spoken.said(told, "summary"),
        "summary_thai": spoken.is_thai(told, "summary"),
        "story": spoken.said(told, "story"),
        "story_thai": spoken.is_thai(told, "story"),
        "days": roads.days(row, stops, spoken),
        "sums": queries.sums(row, stops),
        "facts": queries.facts(row),
        "contacts": roads.contacts(stops, spoken),
        "trips": spoken.url("planner:route", row.id),
        "notice": _("Tell the communities at least %(days)d days ahead") % {"days": ahead} if ahead else "",
        "files": [(label, spoken.url("portal:route_file", row.id, form)) for form, label in forms_of_files],
        "calendar": spoken.url("portal:route_file", row.id, "ics"),
        "chart": placing.link("route", row.id, row.area_code, spoken) if any(map(PublicStop.point, stops)) else "",
    }


# --- to take along -------------------------------------------------------------------------------


@require_safe
@public_page(params=("on",))
def route_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The route as a file: a track (gpx), a map (kml, geojson), a calendar of the days from `on` (ics)."""
    needs(request, *((kind, "") for kind in REGISTERS))
    spoken, row = tongue(request), access.published_route(pk)
    stops = queries.public_stops([row.id])[row.id]
    if form not in MAKERS or reasons(stops, spoken):
        raise Http404
    kind, made = MAKERS[form]
    body = made(request, row, stops, spoken)
    headers = {"Content-Disposition": f'attachment; filename="route-{pk}.{form}"'}
    return HttpResponse(body, content_type=kind, headers=headers)


def _days(row: PublicRoute, stops: Stops, spoken: Tongue) -> list[tuple[str, list[Any]]]:
    """The days as files name them."""
    name = spoken.said(vars(row), "name")
    return [
        (name if row.days == 1 else f"{name} · {queries.on_day(day)}", [point for _place, point in points])
        for day, points in roads.waypoints(row, stops, spoken)
    ]


def _gpx(_request: HttpRequest, row: PublicRoute, stops: Stops, spoken: Tongue) -> bytes:
    return gpx(spoken.said(vars(row), "name"), _days(row, stops, spoken))


def _kml(_request: HttpRequest, row: PublicRoute, stops: Stops, spoken: Tongue) -> bytes:
    return kml(spoken.said(vars(row), "name"), _days(row, stops, spoken))


def _geojson(_request: HttpRequest, row: PublicRoute, stops: Stops, spoken: Tongue) -> bytes:
    return roads.geojson(row, stops, spoken)


def _ics(request: HttpRequest, row: PublicRoute, stops: Stops, spoken: Tongue) -> bytes:
    """A calendar from the day that was typed; a day that cannot be read is refused in words."""
    first = era.parse_date(request.GET.get("on", ""), today=timezone.localdate()).date
    events = []
    for place, (stop, one) in enumerate(zip(stops, queries.timetable(row, stops), strict=True), start=1):
        day = first + timedelta(days=stop.day - 1)
        home = spoken.said(vars(stop.community), "name")
        events.append(
            Event(
                uid=f"route-{row.id}-{place}-{first.isoformat()}@withi",
                begins=_at(day, one.arrives),
                ends=_at(day, one.leaves),
                title=roads.name_of(stop, spoken),
                place=home,
                text=rules.dotted(
                    "" if is_open(stop, day, one) else _("not open at this hour of that day: please ask first"),
                    queries.leg(one),
                    spoken.said(vars(stop), "note"),
                    stop.community.phone,
                ),
                address=absolute(spoken.url("portal:route", row.id)),
                position=stop.point(),
            )
        )
    return calendar(events, row.updated_at)


def is_open(stop: PublicStop, day: date, one: Passed) -> bool:
    """Whether what one comes for is open when one is there on that day, as far as it is told."""
    return stop.asset is None or is_open_on(stop.asset.hours, day, one.arrives, one.leaves)


def _at(day: date, minutes: int) -> datetime:
    """Minutes from midnight of a day, in Thailand."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone()) + timedelta(minutes=minutes)


MAKERS: dict[str, tuple[str, Callable[[HttpRequest, PublicRoute, Stops, Tongue], bytes]]] = {
    "gpx": ("application/gpx+xml", _gpx),
    "kml": ("application/vnd.google-earth.kml+xml", _kml),
    "geojson": ("application/geo+json", _geojson),
    "ics": ("text/calendar; charset=utf-8", _ics),
}
