"""Centres on the desk: the list, one centre, how it stands, the steps of its plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.people.access import is_officer_of, needs_area, person_on, posted, refuse_keeper, scope_on
from withi.ground.people.rules import Ability, Position
from withi.ground.people.views import Keeping, keeper_ended, keepers
from withi.ground.places.queries import PLACES
from withi.ground.web.htmx import go_to
from withi.ground.web.pages import url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.phones import first_phone
from withi.registers.centres import access, actions, forms, queries
from withi.registers.centres.models import Centre
from withi.registers.publication import queries as publication

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The centres of one's area, narrowed by what the address says."""
    scope, today = scope_on(request), timezone.localdate()
    access.needs_centres(scope)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    rows = queries.listed(scope, chosen.filters(), today)
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Centres")},
        "filter": chosen,
        "pager": pager,
        "said": queries.summary(scope, today),
        "lines": queries.lines(rows[pager.rows], today),
        "can_add": bool(scope.areas(Ability.ENTER)),
    }
    return render(request, "centres/list.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One centre: how it stands, when it is open, who looks after it, its plan."""
    scope, today = scope_on(request), timezone.localdate()
    row = access.centre_of(pk, scope, Ability.READ)
    steps, plan = queries.steps_of(row, today)
    about_row = about(row)
    context = {
        **about_row,
        "line": queries.line(row, about_row["path"], plan),
        "steps": steps,
        "opening": queries.opening(row),
        "phone": first_phone(row.phone),
        "sees_people": scope.can(Ability.PERSONAL, row.area_code, subject=(row.SUBJECT, row.pk)),
        "may_change": scope.can(Ability.ENTER, row.area_code),
        "may_keep": scope.can(Ability.ENTER, row.area_code, subject=(row.SUBJECT, row.pk)),
        "is_officer": is_officer_of(scope, row.area_code),
        "history": queries.history(row) if scope.can(Ability.TRAIL, row.area_code) else [],
    }
    return render(request, "centres/detail.html", context)


def about(row: Centre) -> dict[str, Any]:
    """What every page of a centre needs."""
    return {
        "page": {"title": row.name_th, "region": codes.region(row.area_code)},
        "row": row,
        "path": publication.paths_of([row.area_code]).get(row.area_code, ""),
    }


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Write a centre down; then one tells how it stands."""
    scope = scope_on(request)
    needs_area(scope, Ability.ENTER)
    form = forms.CentreForm(sent(request), scope=scope, places=PLACES)

    def act() -> str:
        row = actions.add(actor=person_on(request), scope=scope, facts=form.facts())
        messages.success(request, _("Saved. Now tell how it stands."))
        return url("centres:condition", row.pk)

    return handle(request, form, "centres/edit.html", {"page": {"title": _("Write down a centre")}}, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts; of two people who change one centre, the second sees both versions."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    refuse_keeper(scope, row)
    form = forms.CentreForm(sent(request), scope=scope, places=PLACES, centre=row)

    def act() -> str:
        changed = actions.change(
            actor=person_on(request), scope=scope, centre=row, facts=form.facts(), version=form.cleaned_data["version"]
        )
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return url("centres:detail", pk)

    return handle(request, form, "centres/edit.html", about(row), act)


@either
@posted
def condition(request: HttpRequest, pk: int) -> HttpResponse:
    """How the centre stands, as it was seen on a day."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    form = forms.ConditionForm(sent(request), centre=row)

    def act() -> str:
        told = form.cleaned_data
        actions.tell_condition(
            actor=person_on(request),
            scope=scope,
            centre=row,
            **{name: told[name] for name in ("condition", "note", "seen_on", "version")},
        )
        messages.success(request, _("Saved. Guests see it at once."))
        return url("centres:detail", pk)

    return handle(request, form, "centres/condition.html", about(row), act)


@either
@posted
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """When the centre is open, for its staff."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    form = forms.HoursForm(sent(request), centre=row)

    def act() -> str:
        told = form.cleaned_data
        changed = actions.set_hours(
            actor=person_on(request), scope=scope, centre=row, hours=told["hours"], version=told["version"]
        )
        messages.success(request, _("Saved. Guests see it at once.") if changed else _("Nothing was changed."))
        return url("centres:detail", pk)

    return handle(request, form, "centres/hours.html", about(row), act)


@require_POST
@posted
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer confirms what the centre's staff told."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.READ)
    actions.confirm(actor=person_on(request), scope=scope, centre=row)
    messages.success(request, _("Confirmed."))
    return go_to(request, url("centres:detail", pk))


@either
@posted
def staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Which accounts keep the centre; letting one more do it."""
    row = access.centre_of(pk, scope_on(request), Ability.READ)
    return keepers(request, _keeping(row), about(row))


@require_POST
@posted
def staff_end(request: HttpRequest, pk: int, term_pk: int) -> HttpResponseBase:
    """An account keeps the centre no more."""
    return keeper_ended(request, _keeping(access.centre_of(pk, scope_on(request), Ability.READ)), term_pk)


def _keeping(row: Centre) -> Keeping:
    return Keeping(
        row,
        Position.CENTRE_STAFF,
        title=_("Staff"),
        note=_(
            "They tell how the centre stands, when it is open and how far its plan is."
            " An officer confirms what they told."
        ),
        done=_("Saved. The person finds this centre after signing in."),
        room="centres",
    )


# --- the plan ------------------------------------------------------------------------------------


@either
@posted
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more step of the plan."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    form = forms.StepForm(sent(request))

    def act() -> str:
        actions.add_step(actor=person_on(request), scope=scope, centre=row, facts=form.facts())
        messages.success(request, _("Saved."))
        return f"{url('centres:detail', pk)}#plan"

    return handle(request, form, "centres/step.html", about(row), act)


@either
@posted
def step_edit(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """Change a step; of two people who change one, the second sees both versions."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    step = access.step_of(step_pk, row)
    form = forms.StepForm(sent(request), step=step)

    def act() -> str:
        changed = actions.change_step(
            actor=person_on(request),
            scope=scope,
            centre=row,
            step=step,
            facts=form.facts(),
            version=form.cleaned_data["version"],
        )
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return f"{url('centres:detail', pk)}#plan"

    return handle(request, form, "centres/step.html", {**about(row), "step": step}, act)


@require_POST
@posted
def step_done(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """The step was done today, or is to be done after all."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    step = access.step_of(step_pk, row)
    day = None if request.POST.get("open") else timezone.localdate()
    actions.finish_step(actor=person_on(request), scope=scope, centre=row, step=step, done_on=day)
    return go_to(request, f"{url('centres:detail', pk)}#plan")


@require_POST
@posted
def step_remove(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """Take a step out of the plan."""
    scope = scope_on(request)
    row = access.centre_of(pk, scope, Ability.ENTER)
    step = access.step_of(step_pk, row)
    actions.remove_step(actor=person_on(request), scope=scope, centre=row, step=step)
    messages.success(request, _("“%(name)s” was removed.") % {"name": step.text})
    return go_to(request, f"{url('centres:detail', pk)}#plan")
