"""Partners on the desk: the list, one partner, writing one down."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.jobs.models import Job
from withi.ground.people.access import is_officer_of, needs_area, person_on, posted, refuse_keeper, scope_on
from withi.ground.people.rules import Ability, Position
from withi.ground.people.views import Keeping, keeper_ended, keepers
from withi.ground.places.queries import PLACES
from withi.ground.web import exports
from withi.ground.web.pages import url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.phones import first_phone
from withi.registers.partners import access, actions, forms, queries
from withi.registers.partners.models import Partner
from withi.registers.publication import queries as publication

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The partners that work in one's area, narrowed by what the address says."""
    scope, today = scope_on(request), timezone.localdate()
    access.needs_partners(scope)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    rows = queries.listed(scope, chosen.filters(), today)
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Partners")},
        "filter": chosen,
        "query": request.GET.urlencode(),
        "pager": pager,
        "said": queries.summary(scope),
        "lines": queries.lines(rows[pager.rows], today),
        "can_add": bool(scope.areas(Ability.ENTER)),
        "can_export": bool(scope.areas(Ability.EXPORT)),
        "area": chosen.value("area") or scope.home_area,
    }
    return render(request, "partners/list.html", context)


@require_POST
@posted
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The narrowed list as a sheet."""
    scope = scope_on(request)
    if form not in exports.FORMS:
        raise Http404
    needs_area(scope, Ability.EXPORT)
    filters = asdict(forms.ListFilter(request.GET).filters())
    taken = actions.export(actor=person_on(request), scope=scope, form=form, filters=filters)
    if isinstance(taken, Job):
        return HttpResponseRedirect(reverse("jobs:job", args=[taken.key]))
    return exports.sheet(form, "partners", taken.columns, taken.rows)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner: what it is, where it works, how to reach it; whom it helped is loaded from the ledger."""
    scope, today = scope_on(request), timezone.localdate()
    row = access.partner_of(pk, scope, Ability.READ)
    [line] = queries.lines([row], today)
    context = {
        **about(row),
        "line": line,
        "phone": first_phone(row.phone),
        "may_change": scope.can(Ability.ENTER, row.area_code),
        "may_keep": scope.can(Ability.ENTER, row.area_code, subject=(row.SUBJECT, row.pk)),
        "is_officer": is_officer_of(scope, row.area_code),
        "history": queries.history(row) if scope.can(Ability.TRAIL, row.area_code) else [],
    }
    return render(request, "partners/detail.html", context)


def about(row: Partner) -> dict[str, Any]:
    """What every page of a partner needs."""
    return {"page": {"title": queries.name_of(row), "region": codes.region(row.area_code)}, "row": row}


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Write a partner down; where it may be known already, those it may be are shown first."""
    scope = scope_on(request)
    needs_area(scope, Ability.ENTER)
    form = forms.PartnerForm(sent(request), scope=scope, places=PLACES)
    context: dict[str, Any] = {"page": {"title": _("Write down a partner")}}

    def act() -> str:
        facts, is_other = form.facts(), form.cleaned_data["is_other"]
        context["likely"] = queries.likely(scope, facts.name_th, facts.phone, facts.area_code)
        row = actions.add(actor=person_on(request), scope=scope, facts=facts, is_other=is_other)
        messages.success(request, _("Saved."))
        return url("partners:detail", row.pk)

    return handle(request, form, "partners/edit.html", context, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts; of two people who change one partner, the second sees both versions."""
    scope = scope_on(request)
    row = access.partner_of(pk, scope, Ability.ENTER)
    refuse_keeper(scope, row)
    form = forms.PartnerForm(sent(request), scope=scope, places=PLACES, partner=row)

    def act() -> str:
        changed = actions.change(
            actor=person_on(request), scope=scope, partner=row, facts=form.facts(), version=form.cleaned_data["version"]
        )
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return url("partners:detail", pk)

    return handle(request, form, "partners/edit.html", about(row), act)


@either
@posted
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """How its office is reached, for its own account."""
    scope = scope_on(request)
    row = access.partner_of(pk, scope, Ability.ENTER)
    form = forms.ContactForm(sent(request), partner=row)

    def act() -> str:
        changed = actions.tell_contact(actor=person_on(request), scope=scope, partner=row, **form.cleaned_data)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return url("partners:detail", pk)

    return handle(request, form, "partners/contact.html", about(row), act)


@either
@posted
def staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Which accounts keep the partner; letting one more do it."""
    row = access.partner_of(pk, scope_on(request), Ability.READ)
    return keepers(request, _keeping(row), about(row))


@require_POST
@posted
def staff_end(request: HttpRequest, pk: int, term_pk: int) -> HttpResponseBase:
    """An account keeps the partner no more."""
    return keeper_ended(request, _keeping(access.partner_of(pk, scope_on(request), Ability.READ)), term_pk)


def _keeping(row: Partner) -> Keeping:
    return Keeping(
        row,
        Position.PARTNER,
        title=_("Accounts of the partner"),
        note=_(
            "They keep how the office is reached and tell what the partner gave."
            " An officer of the place confirms each support."
        ),
        done=_("Saved. The person finds this partner after signing in."),
        room="partners",
    )
