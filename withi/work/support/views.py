"""What a producer or community was given and by whom; whom a partner helped; who helped whom in an area."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render as shown
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.files import actions as files
from withi.ground.files.answers import private_picture
from withi.ground.people.access import needs_area, person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web import exports
from withi.ground.web.htmx import go_to, render
from withi.ground.web.pages import url
from withi.ground.web.saving import handle, sent
from withi.registers.partners.access import partner_of
from withi.registers.partners.queries import name_of
from withi.registers.publication import queries as publication
from withi.work.support import access, actions, forms, helping, queries
from withi.work.support import photos as showing

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def of(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Everything given to one producer or community; a part of its page, or a page."""
    scope = scope_on(request)
    found = access.supported(subject, pk, scope)
    context = {
        "page": {"title": found.row.name_th},
        "row": found.row,
        "subject": subject,
        "home": reverse(found.url_name, args=[pk]),
        "approves": found.approves,
        "support": queries.panel(subject, pk, sees_amounts=found.sees_amounts),
        "may_give": access.gives(scope, found),
        "sees_photos": found.sees_amounts,
    }
    return render(request, "support/of.html", "support/_panel.html", context)


@either
@posted
def give(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Write down what a producer or community was given, and by whom."""
    scope = scope_on(request)
    found = access.supported(subject, pk, scope)
    access.refuse_outside(scope, found)
    partners = forms.partners_for(scope, found.row.area_code)
    form = forms.GiveForm(sent(request), partners=partners, chosen=request.GET.get("partner", ""))

    def act() -> str:
        actions.give(actor=person_on(request), scope=scope, to=found, facts=form.facts())
        messages.success(request, _("Saved."))
        return f"{reverse(found.url_name, args=[pk])}#support"

    home = reverse(found.url_name, args=[pk])
    context = {"page": {"title": _("Write down a support")}, "row": found.row, "home": home}
    return handle(request, form, "support/give.html", context, act)


@either
@posted
def back(request: HttpRequest, subject: str, pk: int, entry_pk: int) -> HttpResponse:
    """Take back a support that was written down by hand."""
    scope = scope_on(request)
    found = access.supported(subject, pk, scope)
    access.refuse_outside(scope, found)
    entry = access.by_hand(entry_pk, found)
    form = forms.BackForm(sent(request))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.take_back(actor=person_on(request), scope=scope, to=found, entry=entry, reason=reason)
        messages.success(request, _("Taken back. It stays readable, with the reason."))
        return f"{reverse(found.url_name, args=[pk])}#support"

    context = {
        "page": {"title": _("Take a support back")},
        "row": found.row,
        "home": reverse(found.url_name, args=[pk]),
        "line": queries.line_of(entry, sees_amounts=found.sees_amounts),
    }
    return handle(request, form, "support/back.html", context, act)


@require_safe
@posted
def photos(request: HttpRequest, subject: str, pk: int, entry_pk: int) -> HttpResponse:
    """The photos that show that a support was given, with the form for another one."""
    return _photos(request, access.supported(subject, pk, scope_on(request)), entry_pk)


@require_POST
@posted
def add_photo(request: HttpRequest, subject: str, pk: int, entry_pk: int) -> HttpResponse:
    """Put a photo beside the others."""
    scope = scope_on(request)
    found = access.supported(subject, pk, scope)
    access.refuse_outside(scope, found)
    return _photos(request, found, entry_pk)


def _photos(request: HttpRequest, found: access.Supported, entry_pk: int) -> HttpResponse:
    scope, entry = scope_on(request), access.entry_of(entry_pk, found)
    may_add = access.gives(scope, found) and entry.is_in_force
    home = reverse("support:photos", args=[found.subject, found.row.pk, entry_pk])
    form = forms.EvidenceForm(sent(request), request.FILES or None)

    def act() -> str:
        given = files.open_photo(sent=form.cleaned_data["photo"], field="photo")
        showing.attach_photo(actor=person_on(request), scope=scope, to=found, entry=entry, sent=given)
        return home

    context = {
        "page": {"title": _("Photos of a support")},
        "row": found.row,
        "home": reverse(found.url_name, args=[found.row.pk]),
        "add": reverse("support:add_photo", args=[found.subject, found.row.pk, entry_pk]),
        "line": queries.line_of(entry, sees_amounts=found.sees_amounts),
        "photos": queries.photos_of(entry),
        "may_add": may_add,
    }
    return handle(request, form, "support/photos.html", context, act)


@require_safe
@posted
def photo(request: HttpRequest, pk: int, key: UUID, width: int) -> HttpResponse:
    """One file of a photo of a support, to who sees its worth; kept by no cache."""
    entry = access.entry_seen(pk, scope_on(request))
    return private_picture(showing.photo_in(key, entry).key, width)


@require_POST
@posted
def remove_photo(request: HttpRequest, subject: str, pk: int, entry_pk: int, key: UUID) -> HttpResponse:
    """Take a photo of a support out."""
    scope = scope_on(request)
    found = access.supported(subject, pk, scope)
    entry = access.entry_of(entry_pk, found)
    access.refuse_outside(scope, found)
    taken = showing.photo_in(key, entry)
    showing.remove_photo(actor=person_on(request), scope=scope, to=found, entry=entry, photo=taken)
    messages.success(request, _("The photo was taken out, and all its files with it."))
    return go_to(request, reverse("support:photos", args=[subject, pk, entry_pk]))


@either
@posted
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """A partner's own account tells what the partner gave; an officer of the place confirms it."""
    scope = scope_on(request)
    partner = partner_of(pk, scope, Ability.ENTER)
    form = forms.TellForm(sent(request), partner=partner)
    home = f"{url('partners:detail', pk)}#helped"

    def act() -> str:
        actions.tell(actor=person_on(request), scope=scope, to=form.whom(), facts=form.facts())
        messages.success(request, _("Saved. It counts once an officer of the place confirms it."))
        return home

    context = {"page": {"title": _("Tell a support that was given")}, "row": partner, "home": home}
    return handle(request, form, "support/tell.html", context, act)


@require_POST
@posted
def confirm(request: HttpRequest, subject: str, pk: int, entry_pk: int) -> HttpResponse:
    """An officer confirms what a partner told."""
    scope = scope_on(request)
    found = access.supported(subject, pk, scope)
    access.refuse_outside(scope, found)
    actions.confirm(actor=person_on(request), scope=scope, to=found, entry=access.waiting(entry_pk, found))
    messages.success(request, _("Confirmed."))
    return go_to(request, f"{reverse(found.url_name, args=[pk])}#support")


@require_safe
@posted
def by(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a partner helped, with what, year by year, and how evenly; a part of its page, or a page."""
    scope = scope_on(request)
    partner = partner_of(pk, scope, Ability.READ)
    context = {
        "page": {"title": name_of(partner)},
        "row": partner,
        "helped": helping.page_of(partner, scope),
        "told": helping.waiting(scope, partner=partner),
        "may_tell": helping.is_own(partner, scope),
        "reads_places": bool(scope.areas(Ability.READ)),
        "can_give": bool(scope.areas(Ability.ENTER)),
        "can_export": bool(scope.areas(Ability.EXPORT)),
    }
    return render(request, "support/by.html", "support/_by.html", context)


@require_POST
@posted
def export(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """A partner's supports as a sheet."""
    scope = scope_on(request)
    partner = partner_of(pk, scope, Ability.READ)
    if form not in exports.FORMS:
        raise Http404
    needs_area(scope, Ability.EXPORT)
    rows = actions.export(actor=person_on(request), scope=scope, partner=partner)
    return exports.sheet(form, f"partner-{pk}", [str(name) for name in helping.COLUMNS], rows)


@require_safe
@posted
def area(request: HttpRequest) -> HttpResponse:
    """Who helped whom in an area, and which communities nobody helped."""
    scope = scope_on(request)
    needs_area(scope, Ability.READ)
    chosen = forms.AreaFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    asked = chosen.value("area")
    context = {
        "page": {"title": _("Who helped whom")},
        "filter": chosen,
        "found": helping.page_of_area(asked, scope),
        "told": helping.waiting(scope, area=asked),
        "reads_places": True,
        "can_give": bool(scope.areas(Ability.ENTER)),
        "list_url": url("partners:list"),
    }
    return shown(request, "support/area.html", context)
