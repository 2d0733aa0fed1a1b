"""Pages of the trip planner: ask, show, change, take along. A guest needs no account."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.faces.planner import access, actions, forms, mapped, pages, papers, queries, spreading
from withi.faces.planner.models import Trip
from withi.faces.planner.shapes import Asked, Place
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.bodies import address_of
from withi.ground.web.guestforms import guest_form
from withi.ground.web.pagecache import needs
from withi.ground.web.pages import language_on, page_context, url
from withi.ground.web.saving import done
from withi.ground.web.versions import Need
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.villages import access as villages

either = require_http_methods(["GET", "HEAD", "POST"])


def asking(find: Callable[..., Asked]) -> Callable[..., HttpResponse]:
    """The view of a form: `find` says from where a trip is planned, or raises Http404; sent, on to the trip."""

    def sent(request: HttpRequest, /, **where: Any) -> HttpResponse:
        return _planned(request, find(**where))

    @guest_form(sent)
    @wraps(find)
    def shown(request: HttpRequest, /, **where: Any) -> HttpResponse:
        asked = find(**where)
        needs(request, *asked.needs)
        actions.expect()
        return _form(request, asked, forms.PlaceForm(initial=asked.usual, **asked.offered))

    return shown


@asking
def start() -> Asked:
    """Nothing is chosen yet: the province is asked too."""
    english = language() == "en"
    areas = [("", _("Choose a province"))]
    areas += [(code, name_en or name_th if english else name_th) for code, name_th, name_en in queries.provinces()]
    place = Place(_("a province of your choice, or near you"), "", url("portal:communities"))
    return Asked(place, forms.ordinary(), {"areas": areas}, _kinds("community", "area"))


@asking
def of_community(pk: int) -> Asked:
    """Around one community."""
    row, own = access.community(pk)
    musts = [(one["id"], pages.named(one)) for one in own]
    place = Place(pages.named(row), row["area_code"], url("portal:community", pk), community=pk)
    return Asked(place, forms.ordinary(), {"musts": musts}, _kinds("community", province=row["area_code"][:2]))


@asking
def of_area(code: str) -> Asked:
    """Through a province or district."""
    row = access.area(code)
    place = Place(pages.named(vars(row)), code, url("portal:area", code), area=code)
    return Asked(place, forms.ordinary(), {}, _kinds("area"))


@asking
def of_route(pk: int) -> Asked:
    """Along a route: as long as the route, with what its stops are at as musts."""
    row, own = access.route(pk)
    musts = [(one["id"], pages.named(one)) for one in own]
    place = Place(pages.named(row), row["area_code"], url("portal:route", pk), route=pk)
    usual = forms.of_route(row["days"], row["begins_at"], row["mode"], [one for one, _name in musts])
    return Asked(place, usual, {"musts": musts}, _kinds("community", "route"))


def _kinds(*kinds: str, province: str = "") -> tuple[Need, ...]:
    return tuple((kind, province) for kind in kinds)


def _planned(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Plan, and on to the trip; refused, the form comes back with the reason."""
    form, place = forms.TripForm(request.POST, initial=asked.usual, **asked.offered), asked.place
    status = 422
    if form.is_valid():
        try:
            wish = form.wish(place.community, place.area, place.route)
            trip = actions.plan(wish=wish, address=address_of(request))
        except Problem as found:
            form.add_problems(found)
            status = found.status
        else:
            return HttpResponseRedirect(url("planner:trip", trip.pk))
    actions.expect()
    return _form(request, asked, form, status=status)


def _form(request: HttpRequest, asked: Asked, form: forms.PlaceForm, *, status: int = 200) -> HttpResponse:
    """The page of the form. Without the request: nothing of it may reach a page that is kept."""
    place = asked.place
    title = _("Plan a trip: %(place)s") % {"place": place.name}
    context = page_context(request, title=title, robots="noindex", region=place.region, section="trips")
    context |= {"form": form, "place": place}
    if not form.is_bound:
        usual = frozenset((name, value) for name, value in asked.usual.items() if name != "musts")
        context["kept"] = {part: _controls(part, usual, language()) for part in ("when", "who", "wishes")}
    return HttpResponse(render_to_string("planner/ask.html", context), status=status)


@lru_cache(maxsize=64)
def _controls(part: str, usual: frozenset[tuple[str, Any]], _language: str) -> SafeString:
    """A part of the form as it stands before anything is typed: the same for every place, so written once."""
    return render_to_string(f"planner/_{part}.html", {"form": forms.TripForm(initial=dict(usual))})


@require_safe
def trip(request: HttpRequest, token: str) -> HttpResponse:
    """A trip day by day; a link that is none has a page of its own."""
    found = access.trip_of(token)
    if found is None:
        return _unknown(request)
    told = pages.trip_page(found, language_on(request))
    head = page_context(request, title=told.title, robots="noindex", region=told.region, section="trips")
    return render(request, "planner/trip.html", {**head, "trip": told, "token": token})


@require_safe
def map_page(request: HttpRequest, token: str) -> HttpResponse:
    """The trip on a map: a page of its own, out of which the trip's page takes the map when it is asked for."""
    found = access.trip_of(token)
    if found is None:
        return _unknown(request)
    lang = language_on(request)
    told = pages.trip_page(found, lang)
    head = page_context(request, title=told.title, robots="noindex", region=told.region, section="trips")
    context = {**head, "trip": told, "token": token, "map": mapped.map_of(found, told, lang)}
    return render(request, "planner/map.html", context)


def _unknown(request: HttpRequest) -> HttpResponse:
    head = page_context(request, title=_("There is no such trip"), robots="noindex", section="trips")
    return render(request, "planner/unknown.html", head, status=404)


def _changed(request: HttpRequest, token: str, act: Callable[[Trip], Trip], part: str = "") -> HttpResponse:
    """On to the trip that an act made of this one, to a part of its page where one is named."""
    found = access.trip_of(token)
    if found is None:
        return _unknown(request)
    return HttpResponseRedirect(url("planner:trip", act(found).pk) + part)


@require_POST
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """One button pressed beside a stop."""
    form, address = forms.StepForm(request.POST), address_of(request)

    def act(found: Trip) -> Trip:
        if not form.is_valid():
            raise Problem("trip.no_such_visit")
        given = form.cleaned_data
        return actions.edit(trip=found, step=given["step"], stop=given["stop"], address=address, to=form.to)

    return _changed(request, token, act)


@require_POST
def anew(request: HttpRequest, token: str) -> HttpResponse:
    """Planned once more around what is pinned."""
    address = address_of(request)
    return _changed(request, token, lambda found: actions.plan_anew(trip=found, address=address))


@require_POST
def rain(request: HttpRequest, token: str) -> HttpResponse:
    """One day planned once more for rain."""
    form, address = forms.DayForm(request.POST), address_of(request)
    day = form.cleaned_data["day"] if form.is_valid() else -1
    return _changed(
        request,
        token,
        lambda found: actions.plan_for_rain(trip=found, day=day, address=address),
        f"#day-{day + 1}",
    )


@either
@posted
def shares(request: HttpRequest, pk: int) -> HttpResponse:
    """How guests are spread to a community, why, and its yes to more of them."""
    scope = scope_on(request)
    if request.method == "POST":
        row = villages.community_for(pk, scope, villages.SAY_RECEIVING)
        form = forms.AgreeForm(request.POST)
        if not form.is_valid():
            raise Problem("web.method", status=422)
        actions.agree(actor=person_on(request), scope=scope, row=row, agreed=form.cleaned_data["agreed"])
        return done(request, url("planner:shares", pk))
    row = villages.community_of(pk, scope, Ability.READ)
    told = spreading.board(row, villages.may(scope, row).receiving)
    page = {"title": row.name_th, "region": codes.region(row.area_code) if row.area_code else ""}
    return render(request, "planner/shares.html", {"page": page, "row": row, "board": told})


@require_safe
def take(request: HttpRequest, token: str, lang: str, form: str) -> HttpResponse:
    """A trip to take along in Thai or English: paper (pdf, png), a track (gpx), a calendar (ics), places (geojson)."""
    found = access.trip_of(token)
    if found is None:
        return _unknown(request)
    tongue = next((one for one in papers.LANGUAGES if one == lang), None)
    if tongue is None or form not in papers.KINDS:
        raise Http404
    body = papers.made(found, tongue, form)
    response = HttpResponse(body, content_type=papers.KINDS[form])
    kind = "inline" if form in ("pdf", "png") else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="trip-{found.basis.pk}-{lang}.{form}"'
    return response
