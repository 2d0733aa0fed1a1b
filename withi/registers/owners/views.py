"""Who opens a record: the list, inviting, the card, a new link, the end."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.people.access import ask_again, person_on, posted, scope_on
from withi.ground.people.actions import token_of
from withi.ground.people.forms import EndForm
from withi.ground.people.queries import day_of
from withi.ground.web.htmx import go_to
from withi.ground.web.pages import absolute, url
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.owners import access, actions, forms, queries, rules
from withi.registers.publication.models import Publication

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Everyone who opens this record, with what, and links that still wait."""
    row = access.row_of(subject, pk, scope_on(request))
    return render(request, "owners/list.html", {**about(row), "owners": queries.owners_of(row)})


def about(row: Publication) -> dict[str, Any]:
    """What every page of this room needs."""
    name = queries.name_of(row)
    return {
        "page": {"title": name, "region": codes.region(row.area_code) if row.area_code else ""},
        "row": row,
        "name": name,
        "subject": row.SUBJECT,
        "home": url(access.kind_of(row.SUBJECT).desk_url_name, row.pk),
    }


@either
@posted
def invite(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Let a person open this very record: her name, then the card."""
    scope = scope_on(request)
    row = access.row_of(subject, pk, scope)
    ask_again(request)
    form = forms.InviteForm(sent(request))

    def act() -> str:
        posting = actions.invite(actor=person_on(request), scope=scope, row=row, **form.cleaned_data)
        return url("owners:card", subject, pk, posting.pk)

    return handle(request, form, "owners/invite.html", about(row), act)


@never_cache
@require_safe
@posted
def card(request: HttpRequest, subject: str, pk: int, posting_pk: int) -> HttpResponse:
    """The card to print or show: QR and link, good once."""
    row = access.row_of(subject, pk, scope_on(request))
    posting = access.posting_of(posting_pk, row)
    ask_again(request)
    link = queries.open_link_of(posting)
    if link is None:
        raise Problem("invitation.over", status=410)
    address = absolute(reverse("account_invited", args=[token_of(link)]))
    context = {
        **about(row),
        "term": posting,
        "person": posting.user,
        "address": address,
        "line_address": rules.line_link(address),
        "qr": square_of(address),
        "until": day_of(link.expires_at),
    }
    return render(request, "owners/card.html", context)


def square_of(address: str) -> SafeString:
    """The QR of an address as a drawing without styles."""
    drawing = segno.make(address, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=4)
    return mark_safe(drawing)  # noqa: S308 - drawn here, it holds squares only


@either
@posted
def link(request: HttpRequest, subject: str, pk: int, posting_pk: int) -> HttpResponse:
    """A new link at the counter, after seeing who the person is."""
    scope = scope_on(request)
    row = access.row_of(subject, pk, scope)
    posting = access.posting_of(posting_pk, row)
    form = forms.LinkForm(sent(request), initial={"lost": True})
    if request.method == "POST":
        ask_again(request)

    def act() -> str:
        actions.give_link(actor=person_on(request), scope=scope, row=row, posting=posting, **form.told())
        return url("owners:card", subject, pk, posting.pk)

    return handle(request, form, "owners/link.html", {**about(row), "term": posting}, act)


@require_POST
@posted
def withdraw(request: HttpRequest, subject: str, pk: int, posting_pk: int) -> HttpResponse:
    """The link works no more."""
    scope = scope_on(request)
    row = access.row_of(subject, pk, scope)
    posting = access.posting_of(posting_pk, row)
    ask_again(request)
    actions.withdraw(actor=person_on(request), scope=scope, row=row, posting=posting)
    messages.success(request, _("The link works no more."))
    return go_to(request, url("owners:list", subject, pk))


@require_POST
@posted
def shut(request: HttpRequest, subject: str, pk: int, posting_pk: int) -> HttpResponse:
    """A phone was reported lost: none of this person's phones opens anything from now on."""
    scope = scope_on(request)
    row = access.row_of(subject, pk, scope)
    posting = access.posting_of(posting_pk, row)
    ask_again(request)
    shut_now = actions.shut(actor=person_on(request), scope=scope, row=row, posting=posting)
    messages.success(request, ngettext("%d phone is shut.", "%d phones are shut.", shut_now) % shut_now)
    return go_to(request, url("owners:list", subject, pk))


@either
@posted
def end(request: HttpRequest, subject: str, pk: int, posting_pk: int) -> HttpResponse:
    """From a day on the person no longer opens this record."""
    scope = scope_on(request)
    row = access.row_of(subject, pk, scope)
    posting = access.posting_of(posting_pk, row)
    form = EndForm(sent(request), initial={"last_day": timezone.localdate()})
    if request.method == "POST":
        ask_again(request)

    def act() -> str:
        actions.end(actor=person_on(request), scope=scope, row=row, posting=posting, last_day=form.told())
        messages.success(request, _("The term is ended."))
        return url("owners:list", subject, pk)

    return handle(request, form, "owners/end.html", {**about(row), "term": posting}, act)
