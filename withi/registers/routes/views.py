"""Routes on the desk: the list, one route, its stops in order, and the hosts' turns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.places.queries import PLACES
from withi.ground.web.htmx import go_to
from withi.ground.web.pages import url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.publication import queries as publication
from withi.registers.publication.rules import State
from withi.registers.routes import access, actions, forms, queries, words
from withi.registers.routes.models import Route

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The routes of one's area, narrowed by what the address says."""
    scope = scope_on(request)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    rows = queries.listed(scope, chosen.filters())
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Routes")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.lines(rows[pager.rows]),
        "can_add": bool(scope.areas(Ability.ENTER)),
    }
    return render(request, "routes/list.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One route: its facts, its stops with their times, whose turn it is, its way to the public."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.READ)
    stops = queries.stops_of(row)
    sees_hosts = scope.can(Ability.PERSONAL, row.area_code)
    context = {
        **about(row),
        "days": words.days(row, stops),
        "sums": words.sums(row, stops),
        "facts": words.facts(row),
        "closed": words.closed(stops),
        "may_change": scope.can(Ability.ENTER, row.area_code),
        "sees_hosts": sees_hosts,
        "hosts": queries.hosts_in_turn(row) if sees_hosts else [],
        "panel": publication.panel(actions.KIND, row, scope, person_on(request).pk),
    }
    return render(request, "routes/detail.html", context)


def about(row: Route) -> dict[str, Any]:
    """What every page of a route needs."""
    return {
        "page": {"title": row.name_th, "region": codes.region(row.area_code) if row.area_code else ""},
        "row": row,
        "path": publication.paths_of([row.area_code]).get(row.area_code, ""),
    }


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Write a route as a draft; its stops follow."""
    scope = scope_on(request)
    access.refuse_adding(scope)
    form = forms.RouteForm(sent(request), scope=scope, places=PLACES)

    def act() -> str:
        row = actions.add(actor=person_on(request), scope=scope, facts=form.facts())
        messages.success(request, _("Kept as a draft. Now choose the stops."))
        return url("routes:detail", row.pk)

    return handle(request, form, "routes/edit.html", {"page": {"title": _("Write a route")}}, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts; of two people who change one route, the second sees both versions."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    form = forms.RouteForm(sent(request), scope=scope, places=PLACES, route=row)

    def act() -> str:
        said = saved(row)
        changed = actions.change(
            actor=person_on(request), scope=scope, route=row, facts=form.facts(), version=form.cleaned_data["version"]
        )
        messages.success(request, said if changed else _("Nothing was changed."))
        return url("routes:detail", pk)

    return handle(request, form, "routes/edit.html", about(row), act)


def saved(row: Route) -> str:
    """What happens next to a saved change."""
    if row.state == State.PUBLISHED:
        return _("Saved. It goes back to the public site once the change is approved.")
    return _("Saved.")


# --- stops ---------------------------------------------------------------------------------------


@either
@posted
def stop_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A further stop, last on its day."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    form = forms.StopForm(sent(request), scope=scope, route=row)

    def act() -> str:
        said = saved(row)
        stop = actions.add_stop(actor=person_on(request), scope=scope, route=row, facts=form.facts())
        messages.success(request, said)
        return f"{url('routes:detail', pk)}#stop-{stop.pk}"

    return handle(request, form, "routes/stop.html", about(row), act)


@either
@posted
def stop_edit(request: HttpRequest, pk: int, stop_pk: int) -> HttpResponse:
    """Change a stop; of two people who change one, the second sees both versions."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    stop = access.stop_of(stop_pk, row)
    form = forms.StopForm(sent(request), scope=scope, route=row, stop=stop)

    def act() -> str:
        said, version = saved(row), form.cleaned_data["version"]
        changed = actions.change_stop(
            actor=person_on(request), scope=scope, route=row, stop=stop, version=version, facts=form.facts()
        )
        messages.success(request, said if changed else _("Nothing was changed."))
        return f"{url('routes:detail', pk)}#stop-{stop_pk}"

    return handle(request, form, "routes/stop.html", {**about(row), "stop": stop}, act)


@require_POST
@posted
def stop_remove(request: HttpRequest, pk: int, stop_pk: int) -> HttpResponse:
    """Take a stop out of the route."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    stop = access.stop_of(stop_pk, row)
    actions.remove_stop(actor=person_on(request), scope=scope, route=row, stop=stop)
    messages.success(request, _("“%(name)s” was removed.") % {"name": stop})
    return go_to(request, f"{url('routes:detail', pk)}#stops")


@require_POST
@posted
def stop_move(request: HttpRequest, pk: int, stop_pk: int) -> HttpResponse:
    """One place earlier or later, over the edge of a day into the next one; or set down where it was dragged to."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    stop = access.stop_of(stop_pk, row)
    form = forms.MoveForm(request.POST)
    by: dict[str, Any] = {"actor": person_on(request), "scope": scope, "route": row, "stop": stop}
    if not form.is_valid():
        raise Problem("web.method", status=422)
    if form.cleaned_data["step"] == "place":
        actions.place_stop(**(by | form.to()))
    else:
        actions.move_stop(**by, step=-1 if form.cleaned_data["step"] == "up" else 1)
    return go_to(request, f"{url('routes:detail', pk)}#stop-{stop_pk}")


# --- hosts ---------------------------------------------------------------------------------------


@either
@posted
def hosts(request: HttpRequest, pk: int) -> HttpResponse:
    """The hosts in the order of turns, the latest turns, and a new host."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    form = forms.HostForm(sent(request), route=row)

    def act() -> str:
        told = form.cleaned_data
        actions.add_host(
            actor=person_on(request), scope=scope, route=row, community=told["community"], name=told["name"]
        )
        messages.success(request, _("Saved."))
        return url("routes:hosts", pk)

    return handle(request, form, "routes/hosts.html", {**about(row), **turns(row)}, act)


def turns(row: Route) -> dict[str, Any]:
    """The order of hosts, and the latest groups."""
    order = queries.hosts_in_turn(row)
    return {
        "hosts": order,
        "next": next((one for one in order if one.is_next), None),
        "turns": queries.turns_of(row),
        "has_stops": row.stops.exists(),
    }


@require_POST
@posted
def host_remove(request: HttpRequest, pk: int, host_pk: int) -> HttpResponse:
    """Take a host out of the order."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    host = access.host_of(host_pk, row)
    actions.remove_host(actor=person_on(request), scope=scope, route=row, host=host)
    messages.success(request, _("“%(name)s” was removed.") % {"name": host.name})
    return go_to(request, url("routes:hosts", pk))


@either
@posted
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """The next host takes a group on a day, or lets it pass."""
    scope = scope_on(request)
    row = access.route_of(pk, scope, Ability.ENTER)
    known = turns(row)
    form = forms.TurnForm(sent(request), initial={"host": known["next"].row.pk} if known["next"] else {})

    def act() -> str:
        told = form.cleaned_data
        actions.take_turn(
            actor=person_on(request),
            scope=scope,
            route=row,
            host=access.host_of(told["host"], row),
            taken_on=told["taken_on"],
            people=form.people_told(),
        )
        messages.success(request, _("Written down. The next host is shown on top."))
        return url("routes:hosts", pk)

    return handle(request, form, "routes/turn.html", {**about(row), **known}, act)
