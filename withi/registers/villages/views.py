"""Communities on the desk: the list, one record, its forms, and the quick page of the receiving state."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.jobs.models import Job
from withi.ground.notices.queries import of_list
from withi.ground.people.access import ask_again, is_officer_of, person_on, posted, scope_on, term_of
from withi.ground.people.forms import EndForm
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Ability
from withi.ground.places.queries import PLACES
from withi.ground.web import exports
from withi.ground.web.htmx import go_to
from withi.ground.web.pages import url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.phones import first_phone
from withi.kit.problem import Problem
from withi.registers.publication import access as publication_access
from withi.registers.publication import queries as publication
from withi.registers.publication.rules import State
from withi.registers.villages import access, actions, forms, queries, visits, words
from withi.registers.villages.models import Community

FORMS: dict[str, Any] = {
    "facts": forms.FactsForm,
    "story": forms.StoryForm,
    "visit": forms.VisitForm,
    "guests": forms.GuestsForm,
}
either = require_http_methods(["GET", "HEAD", "POST"])


# --- lists ---------------------------------------------------------------------------------------


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The communities of one's area, narrowed by what the address says."""
    scope = scope_on(request)
    chosen = list_filter(request)
    rows = queries.listed(scope, chosen.filters(), timezone.localdate())
    total = rows.count()
    pager = numbered(request, total=total)
    context = {
        "page": {"title": _("Communities")},
        "filter": chosen,
        "rows": [queries.line(row, timezone.localdate()) for row in pager.of(rows.for_page(total))],
        "pager": pager,
        "can_add": bool(scope.areas(Ability.ENTER)),
        "can_export": scope.anywhere(Ability.EXPORT),
        "query": request.GET.urlencode(),
        "copy": of_list(
            "communities",
            title=_("Communities"),
            count=f"{total:,} {ngettext('place', 'places', total)}",
            path=request.path,
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
        "has_filters": scope.is_officer,
    }
    return render(request, "villages/list.html", context)


def list_filter(request: HttpRequest) -> forms.ListFilter:
    return forms.ListFilter(request.GET, area=publication.area_choices(scope_on(request), Ability.READ))


@require_POST
@posted
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The narrowed list as a sheet, only rows that the person may export; a long one as a job."""
    scope = scope_on(request)
    publication_access.needs(scope, Ability.EXPORT)
    if form not in exports.FORMS:
        raise Http404
    filters = asdict(forms.ListFilter(request.GET).filters())
    taken = actions.export(actor=person_on(request), scope=scope, form=form, filters=filters)
    if isinstance(taken, Job):
        return HttpResponseRedirect(reverse("jobs:job", args=[taken.key]))
    return exports.sheet(form, "communities", taken.columns, taken.rows)


# --- one community -------------------------------------------------------------------------------


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One community with everything that hangs on it, and what may be done with it."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.READ)
    context = {
        **about(row),
        **gate(row),
        "may": access.may(scope, row),
        "can_change": True,
        "told": queries.told(row),
        "groups": queries.asset_groups(row),
        "terms": queries.terms_of(row, timezone.localdate()),
        "history": queries.receiving_history(row),
        "panel": publication.panel(actions.KIND, row, scope, person_on(request).pk),
    }
    return render(request, "villages/detail.html", context)


def about(row: Community) -> dict[str, Any]:
    """What every page of a community needs."""
    return {
        "page": {"title": row.name_th, "region": codes.region(row.area_code) if row.area_code else ""},
        "row": row,
        "path": publication.paths_of([row.area_code]).get(row.area_code, ""),
    }


def gate(row: Community) -> dict[str, Any]:
    """What the board of the receiving state needs."""
    return {"line": queries.line(row, timezone.localdate()), "until": words.dated(row.receiving_until)}


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Enter a community: its name and place; the rest follows on its own pages."""
    scope = scope_on(request)
    allowed = scope.areas(Ability.ENTER)
    if not allowed:
        raise Problem("access.ability", status=403)
    form = forms.FactsForm(sent(request), initial={"version": 1}, places=PLACES, allowed=allowed)

    def act() -> str:
        row = actions.add(actor=person_on(request), scope=scope, facts=form.facts(), given=form.belongings())
        tell(request, _("Entered as a draft. Now tell its story and whether it receives guests."), *form.repairs)
        return url("villages:detail", row.pk)

    context = {"page": {"title": _("Enter a community")}, "part": "facts", "known": queries.known_categories()}
    return handle(request, form, "villages/edit.html", context, act)


@require_safe
@posted
def village_choices(request: HttpRequest) -> HttpResponse:
    """The villages of the tambon just chosen, as ticks; a part of the form."""
    place = request.GET.get("area_code", "")
    code = place if codes.is_code(place) else ""
    form = forms.FactsForm(
        initial={"area_code": code, "villages": request.GET.getlist("villages")}, places=PLACES, allowed=()
    )
    return render(request, "villages/_villages.html", {"field": form["villages"]})


@either
@posted
def edit(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One part of a community's facts; of two people who change one, the second sees both versions."""
    if part not in FORMS:
        raise Http404
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    options: dict[str, Any] = {}
    if part == "facts":
        options = {
            "places": PLACES,
            "allowed": scope.areas(Ability.ENTER),
            "is_officer": is_officer_of(scope, row.area_code, (Ability.ENTER,)),
        }
    form = FORMS[part].of(row, sent(request), **options)

    def act() -> str:
        changed = actions.change(
            actor=person_on(request),
            scope=scope,
            row=row,
            version=form.cleaned_data["version"],
            facts=form.facts(),
            given=form.belongings(),
        )
        tell(request, saved(row) if changed else _("Nothing was changed."), *getattr(form, "repairs", ()))
        return url("villages:detail", row.pk)

    context = {**about(row), "part": part, "known": queries.known_categories() if part == "facts" else []}
    return handle(request, form, "villages/edit.html", context, act)


def saved(row: Community) -> str:
    """What happens next to a saved change."""
    if row.state == State.PUBLISHED:
        return _("Saved. It goes back to the public site once the district chief has approved the change.")
    return _("Saved.")


# --- receiving guests ----------------------------------------------------------------------------


@either
@posted
def receiving(request: HttpRequest, pk: int) -> HttpResponse:
    """The quick page: does the community receive guests today? On the public site at once."""
    scope = scope_on(request)
    row = access.community_for(pk, scope, access.SAY_RECEIVING)
    form = forms.ReceivingForm.of(row, sent(request))

    def act() -> str:
        try:
            actions.say_receiving(
                actor=person_on(request),
                scope=scope,
                row=row,
                seen=form.cleaned_data["seen"],
                said=form.statement(),
                contact=form.contact(),
            )
        except Problem as found:
            form.look_again(found)
            raise
        is_public = row.state == State.PUBLISHED
        tell(request, _("Saved. Guests see it from now on.") if is_public else _("Saved."))
        return url("villages:detail", row.pk)

    context = {**about(row), **gate(row), "may": access.may(scope, row)}
    return handle(request, form, "villages/receiving.html", context, act)


@either
@posted
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that expires on one page: "all still true" is one tap, the rest leads to where it is changed."""
    scope = scope_on(request)
    row = access.community_for(pk, scope, access.SAY_RECEIVING)
    form = forms.ConfirmForm(sent(request), initial={"seen": row.receiving, "version": row.version})

    def act() -> str:
        seen, version = form.cleaned_data["seen"], form.cleaned_data["version"]
        actions.confirm_receiving(actor=person_on(request), scope=scope, row=row, seen=seen, version=version)
        tell(request, _("Confirmed today. Thank you."))
        return url("villages:detail", row.pk)

    told = {"core": queries.core(row), "phone": first_phone(row.phone)}
    context = {**about(row), **gate(row), "may": access.may(scope, row), **told}
    return handle(request, form, "villages/confirm.html", context, act)


# --- assets --------------------------------------------------------------------------------------


@either
@posted
def asset_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Something guests can see, do, eat or sleep in."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    initial = {"version": 1, "kind": request.GET.get("kind", "")}
    form = forms.AssetForm(sent(request), initial=initial, area_code=row.area_code)

    def act() -> str:
        actions.add_asset(actor=person_on(request), scope=scope, row=row, facts=form.facts())
        tell(request, saved(row), *form.repairs)
        return url("villages:detail", row.pk) + "#assets"

    return handle(request, form, "villages/asset.html", {**about(row), "limit": homestay_limit()}, act)


@either
@posted
def asset_edit(request: HttpRequest, pk: int, asset_pk: int) -> HttpResponse:
    """Change an asset; of two people who change one, the second sees both versions."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    asset = access.asset_of(asset_pk, row)
    form = forms.AssetForm.of(asset, sent(request), row.area_code)

    def act() -> str:
        changed = actions.change_asset(
            actor=person_on(request),
            scope=scope,
            row=row,
            asset=asset,
            version=form.cleaned_data["version"],
            facts=form.facts(),
        )
        tell(request, saved(row) if changed else _("Nothing was changed."), *form.repairs)
        return url("villages:detail", row.pk) + "#assets"

    context = {**about(row), "asset": asset, "limit": homestay_limit()}
    return handle(request, form, "villages/asset.html", context, act)


def homestay_limit() -> visits.Homestay:
    """What the law says of a homestay today."""
    return visits.homestay_on(timezone.localdate())


@require_POST
@posted
def asset_remove(request: HttpRequest, pk: int, asset_pk: int) -> HttpResponse:
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    asset = access.asset_of(asset_pk, row)
    actions.remove_asset(actor=person_on(request), scope=scope, row=row, asset=asset)
    tell(request, _("“%(name)s” was removed.") % {"name": asset.name_th})
    return go_to(request, url("villages:detail", row.pk) + "#assets")


@require_POST
@posted
def asset_move(request: HttpRequest, pk: int, asset_pk: int) -> HttpResponse:
    """One place up or down among its kind, or where it was dragged to."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    asset = access.asset_of(asset_pk, row)
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        raise Problem("web.method", status=422)
    by: dict[str, Any] = {"actor": person_on(request), "scope": scope, "row": row, "asset": asset}
    if form.cleaned_data["step"] == "place":
        actions.place_asset(**by, at=form.cleaned_data["at"] or 0)
    else:
        actions.move_asset(**by, step=-1 if form.cleaned_data["step"] == "up" else 1)
    return go_to(request, url("villages:detail", row.pk) + f"#asset-{asset.pk}")


@require_POST
@posted
def asset_verify(request: HttpRequest, pk: int, asset_pk: int) -> HttpResponse:
    """ "I was there and it is so", by an officer of the area."""
    scope = scope_on(request)
    row = access.community_for(pk, scope, access.SAY_RECEIVING)
    asset = access.asset_of(asset_pk, row)
    actions.verify_asset(actor=person_on(request), scope=scope, row=row, asset=asset)
    tell(request, _("“%(name)s” is verified today.") % {"name": asset.name_th})
    return go_to(request, url("villages:detail", row.pk) + f"#asset-{asset.pk}")


# --- editors -------------------------------------------------------------------------------------


@either
@posted
def editors(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looks after the community, since when; and letting another person do it."""
    scope = scope_on(request)
    row = access.community_for(pk, scope, access.APPOINT)
    today = timezone.localdate()
    terms = queries.terms_of(row, today)
    form = forms.EditorForm(sent(request), initial={"valid_from": today}, current=terms.postings)
    if request.method == "POST":
        ask_again(request)

    def act() -> str:
        told = form.cleaned_data
        actions.appoint(
            actor=person_on(request),
            scope=scope,
            row=row,
            username=told["username"],
            role_title=told["role_title"],
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            replaces=form.replaced(),
        )
        tell(request, _("Saved. The person finds this community after signing in."))
        return _after_terms(request, row)

    context = {**about(row), "terms": terms, "roles": queries.known_roles(), "may": access.may(scope, row)}
    return handle(request, form, "villages/editors.html", context, act)


@either
@posted
def editor_end(request: HttpRequest, pk: int, term_pk: int) -> HttpResponse:
    """End an editor's term; the page asks for the last day."""
    scope = scope_on(request)
    row = access.community_for(pk, scope, access.APPOINT)
    term = term_of(term_pk, row)
    form = EndForm(sent(request), initial={"last_day": timezone.localdate()})
    if request.method == "POST":
        ask_again(request)

    def act() -> str:
        actions.end_editor(actor=person_on(request), scope=scope, row=row, term=term, last_day=form.told())
        tell(request, _("The term is ended."))
        return _after_terms(request, row)

    return handle(request, form, "villages/editor_end.html", {**about(row), "term": term}, act)


def _after_terms(request: HttpRequest, row: Community) -> str:
    """The page of the terms; for who handed over her own the desk, or her account where nothing else is hers."""
    now = scope_of(person_on(request))
    if access.may(now, row).appoint:
        return url("villages:editors", row.pk)
    tell(request, _("You no longer look after %(name)s. Thank you.") % {"name": row.name_th})
    return url("desk:home") if now.grants else url("mfa_index")


def tell(request: HttpRequest, text: str, *repairs: str) -> None:
    messages.success(request, " ".join([text, *repairs]))
