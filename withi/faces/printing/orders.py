"""The desk of prints: what is ordered of a community as a picture and a file, and the register of what was printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.faces.printing import access, actions, forms, making, register, roads, sameness, sightings
from withi.faces.printing.forms import ConditionForm, OrderForm, PhotoForm, RunForm, SignsForm
from withi.faces.printing.models import WHAT_NAMES
from withi.faces.printing.prints import Condition, Order, What
from withi.faces.printing.queries import goals_of
from withi.ground.files import actions as files
from withi.ground.files.answers import private_picture
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.routes import access as routes
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community

SIZE = 25
AGAIN = "again"
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """What to print of a community: choices, the print as pictures, what found no room, the file."""
    scope = scope_on(request)
    row = villages.community_of(pk, scope, Ability.READ)
    form = form_of(request, row)
    wanted = form.order() if form.is_valid() else None
    context = {
        **about(row),
        "form": form,
        **(shown(row, wanted) if wanted else {}),
        "record": f"{reverse('printing:record', args=[pk])}?{request.GET.urlencode()}",
        "may_record": access.may_record(scope, row),
    }
    return render(request, "printing/order.html", context, status=200 if wanted else 422)


def about(row: Community) -> dict[str, Any]:
    """What every page about a community's prints needs."""
    return {"page": {"title": row.name_th, "region": codes.region(row.area_code)}, "row": row}


def form_of(request: HttpRequest, row: Community) -> OrderForm:
    return OrderForm(request.GET, goals_of(row), row.name_th)


def shown(row: Community, wanted: Order) -> dict[str, Any]:
    """The print on its page; or why there is none."""
    try:
        made = making.made_of(row, wanted)
    except Problem as refused:
        if refused.status >= 500:
            raise
        return {"refused": refused.message(wanted.lang)}
    query = register.query_of(wanted)
    if wanted.what == What.POSTER:
        file = reverse("checkin:paper", args=[row.pk, "pdf"])
        return {"made": made, "pdf": file, "is_tall": True, "leaves": [reverse("checkin:paper", args=[row.pk, "png"])]}
    picture = reverse("printing:sheet", args=[row.pk, "png"])
    leaves = [f"{picture}?{query}&leaf={leaf}" for leaf in range(1, making.LEAVES[wanted.what] + 1)]
    return {
        "made": made,
        "leaves": leaves,
        "is_tall": wanted.what in (What.A5, What.BOARD),
        "pdf": f"{reverse('printing:sheet', args=[row.pk, 'pdf'])}?{query}",
    }


@require_safe
@posted
def sheet(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The print of an order as a PDF for the print shop, or one of its leaves as a picture."""
    row = villages.community_of(pk, scope_on(request), Ability.READ)
    chosen = form_of(request, row)
    if form not in ("pdf", "png") or not chosen.is_valid():
        raise Http404
    wanted = chosen.order()
    made = making.made_of(row, wanted)
    if made.sheet is None:
        raise Http404
    if form == "png":
        response = HttpResponse(leaf_of(request, made.sheet, wanted), content_type="image/png")
    else:
        response = HttpResponse(press.pdf(made.sheet), content_type="application/pdf")
        name = f"{wanted.what.value}-{row.pk}-{wanted.lang}-{made.stamp}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def leaf_of(request: HttpRequest, printed: press.Sheet, wanted: Order) -> bytes:
    """One leaf as a picture; 404 for a leaf that there is not."""
    number = request.GET.get("leaf", "1")
    leaves = press.pictures(printed, ppi=making.ppi_of(wanted))
    if number not in [str(place) for place in range(1, len(leaves) + 1)]:
        raise Http404
    return leaves[int(number) - 1]


@either
@posted
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a run of the order that the address says."""
    scope = scope_on(request)
    row = villages.community_of(pk, scope, Ability.ENTER)
    chosen = form_of(request, row)
    if not chosen.is_valid():
        raise Http404
    wanted, replaces = chosen.order(), chosen.cleaned_data["replaces"]
    old = access.run_in(replaces, row) if replaces else None
    form = RunForm(sent(request), initial=forms.new_run(making.made_of(row, wanted).stamp, old))

    def act() -> str:
        actions.record_run(
            actor=person_on(request), scope=scope, community=row, order=wanted, printed=form.printed(), replaces=old
        )
        messages.success(request, _("Written down. You will see here when it is out of date."))
        return reverse("printing:runs")

    names = {"what": dict(WHAT_NAMES)[wanted.what.value], "old": old}
    back = f"{reverse('printing:order', args=[pk])}?{request.GET.urlencode()}"
    return handle(request, form, "printing/record.html", {**about(row), **names, "back": back}, act)


@either
@posted
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: what it is, what changed since, its photos; another photo is put beside it here."""
    scope = scope_on(request)
    row = access.run_of(pk, scope, Ability.ENTER if request.method == "POST" else Ability.READ)
    form = PhotoForm(sent(request), request.FILES or None)

    def act() -> str:
        given = files.open_photo(sent=form.cleaned_data["photo"], field="photo")
        actions.attach_photo(actor=person_on(request), scope=scope, run=row, sent=given)
        return reverse("printing:run", args=[pk])

    (line,) = register.lines([row], scope)
    context = {
        "page": {"title": str(row), "region": codes.region(row.owner.area_code) if row.owner.area_code else ""},
        "line": line,
        "photos": register.photos_of(row),
    }
    return handle(request, form, "printing/run.html", context, act)


@require_safe
@posted
def photo(request: HttpRequest, pk: int, key: UUID, width: int) -> HttpResponse:
    """One file of a photo of a run, to who sees the run; kept by no cache."""
    row = access.run_of(pk, scope_on(request), Ability.READ)
    return private_picture(access.photo_of(row, key).key, width)


@require_POST
@posted
def remove_photo(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Take a photo of a run out."""
    scope = scope_on(request)
    row = access.run_of(pk, scope, Ability.ENTER)
    actions.remove_photo(actor=person_on(request), scope=scope, run=row, photo=access.photo_of(row, key))
    messages.success(request, _("The photo was taken out, and all its files with it."))
    return go_to(request, reverse("printing:run", args=[pk]))


@require_safe
@posted
def runs(request: HttpRequest) -> HttpResponse:
    """What was printed in one's area: what is out of date or worn first asked for, or all of it."""
    scope = scope_on(request)
    is_again = request.GET.get("show") == AGAIN
    rows = register.again(scope) if is_again else register.runs(scope)
    total = len(rows) if isinstance(rows, list) else rows.count()
    pager = numbered(request, total=total, size=SIZE)
    context = {
        "page": {"title": _("Register of prints")},
        "pager": pager,
        "lines": register.lines(list(rows[pager.rows]), scope),
        "is_again": is_again,
        "conditions": forms.FOUND,
    }
    return render(request, "printing/runs.html", context)


@either
@posted
def signs(request: HttpRequest, pk: int) -> HttpResponse:
    """The signs along a route: which stops have none yet, and all that are wanted in one ZIP, as a job."""
    row = routes.route_of(pk, scope_on(request), Ability.READ)
    places = roads.places_of(row)
    form = SignsForm(request.POST or None, places)

    def act() -> str:
        job = actions.order_signs(actor=person_on(request), route=row, order=form.wanted())
        return f"{reverse('jobs:job', args=[job.key])}?go=1"

    context = {
        "page": {"title": _("Signs of a route"), "region": codes.region(row.area_code)},
        "row": row,
        "lacking": sum(place.is_lacking for place in places),
    }
    return handle(request, form, "printing/signs.html", context, act)


@require_safe
@posted
def same(request: HttpRequest) -> HttpResponse:
    """What stands in the same form in many villages of one's area."""
    context = {
        "page": {"title": _("The same in many villages")},
        "lines": sameness.lines(scope_on(request)),
        "photos": sightings.lines(scope_on(request)),
    }
    return render(request, "printing/same.html", context)


@require_POST
@posted
def condition(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a run is found."""
    scope = scope_on(request)
    run = access.run_of(pk, scope, Ability.ENTER)
    form = ConditionForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.set_condition(
        actor=person_on(request), scope=scope, run=run, condition=Condition(form.cleaned_data["condition"])
    )
    messages.success(request, _("Written down."))
    return go_to(request, reverse("printing:runs"))
