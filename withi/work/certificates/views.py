"""Certificates on the desk, their papers, and the page that a QR leads to."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.htmx import go_to
from withi.ground.web.pagecache import needs, public_page
from withi.ground.web.pages import page_context, url
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.paper import press
from withi.registers.producers.models import Producer
from withi.registers.publication.access import kind_of
from withi.registers.publication.models import Publication
from withi.work.certificates import access, actions, forms, papers, queries
from withi.work.certificates.models import Certificate
from withi.work.certificates.rules import Kind, Source, Standing, State, Wording

TAKEN_BACK = 60.0
"""No data version tells that a training was taken back; its paper's page is at most so many seconds old."""
TAP = "tap"
"""Sent alone where the certificate is issued as offered."""
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """The certificates of a producer with those of its products, or of one product."""
    row = access.row_of(subject, pk, scope_on(request), Ability.READ)
    return render(request, "certificates/of.html", {**about(row), **listed(request, row)})


@require_safe
@posted
def panel(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """The same as a part of the row's own page."""
    row = access.row_of(subject, pk, scope_on(request), Ability.READ)
    return render(request, "certificates/_panel.html", {**about(row), **listed(request, row)})


def listed(request: HttpRequest, row: Publication) -> dict[str, Any]:
    """Lines, and whether this person may issue one: registration certificates are a producer's."""
    may = access.may_issue(scope_on(request), row) and kind_of(row.SUBJECT).public(row)
    return {"lines": queries.of_row(row), "can_issue": may and isinstance(row, Producer)}


def about(row: Publication) -> dict[str, Any]:
    """What every page about a row needs."""
    return {
        "page": {"title": str(row), "region": codes.region(row.area_code) if row.area_code else ""},
        "row": row,
        "name": str(row),
        "subject": row.SUBJECT,
        "home": url(kind_of(row.SUBJECT).desk_url_name, row.pk),
    }


@either
@posted
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A registration certificate for a published producer."""
    scope = scope_on(request)
    row = access.row_of(Producer.SUBJECT, pk, scope, Ability.APPROVE)
    offered = queries.offered(person_on(request), row)
    form = forms.IssueForm(sent(request), initial=forms.initial_of(offered))

    def act() -> str:
        made = actions.issue(actor=person_on(request), scope=scope, row=row, wording=form.wording())
        messages.success(request, _("Issued under number %(number)s.") % {"number": made.number})
        return reverse("certificates:detail", args=[made.pk])

    return handle(request, form, "certificates/issue.html", about(row), act)


@either
@posted
def issue_on(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The certificate of an approved application or a mark in force: in one tap, or with another signer."""
    scope, person, source = scope_on(request), person_on(request), Source(kind, pk)
    basis = access.basis_of(source, scope)
    access.refuse_issuing(basis)
    if request.method != "POST" and not basis.is_firm:
        return go_to(request, basis.url)
    initial = forms.initial_of(queries.worded(person, basis))
    data = initial if TAP in request.POST else sent(request)
    form = forms.IssueForm(
        data,
        initial=initial,
        fixed=basis.wording.valid_until is not None,
        named=basis.wording.kind == Kind.TRAINING,
    )

    def act() -> str:
        made = actions.issue_on(actor=person, scope=scope, source=source, wording=form.wording())
        messages.success(request, _("Issued under number %(number)s.") % {"number": made.number})
        return reverse("certificates:detail", args=[made.pk])

    context = {**about(basis.row), "basis": basis}
    return handle(request, form, "certificates/issue.html", context, act)


@require_safe
@posted
def panel_on(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The certificate of an application or a mark, as a part of its page: there already, or to be issued."""
    source = Source(kind, pk)
    basis = access.basis_of(source, scope_on(request))
    lines = queries.on_source(source)
    context = {
        **about(basis.row),
        "kind": kind,
        "pk": pk,
        "lines": lines,
        "is_public": kind_of(basis.row.SUBJECT).public(basis.row),
        "can_issue": basis.may_issue and basis.is_firm and not any(line.state == State.VALID for line in lines),
        "offered": queries.worded(person_on(request), basis),
        "tap": TAP,
    }
    return render(request, "certificates/_on.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate: how it stands, its papers, what may be done."""
    scope = scope_on(request)
    certificate = access.certificate_of(pk, scope, Ability.READ)
    row = queries.home_of(certificate)
    may = access.may_issue(scope, row) and certificate.standing == Standing.VALID
    context = {**about(row), **shown(certificate), "may_end": may, "sees_reason": access.may_issue(scope, row)}
    return render(request, "certificates/detail.html", context)


def shown(certificate: Certificate) -> dict[str, Any]:
    """What every page about a certificate needs."""
    office = papers.office_name(certificate.office, language())
    address = papers.address_of(certificate)
    return {"certificate": certificate, "told": queries.told(certificate, office), "address": address}


@require_safe
@posted
def paper(request: HttpRequest, pk: int, lang: str, form: str) -> HttpResponse:
    """The certificate as a PDF to print, or as a picture to look at."""
    certificate = access.certificate_of(pk, scope_on(request), Ability.READ)
    if lang not in papers.LANGUAGES or form not in ("pdf", "png"):
        raise Http404
    sheet = papers.sheet_of(certificate, lang)
    if form == "png":
        response = HttpResponse(press.pictures(sheet)[0], content_type="image/png")
    else:
        response = HttpResponse(press.pdf(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{papers.file_name(certificate, lang)}"'
    response["Cache-Control"] = "private, no-store"
    return response


@either
@posted
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a certificate back, with the reason."""
    scope = scope_on(request)
    certificate = access.certificate_of(pk, scope, Ability.APPROVE)
    form = forms.ReasonForm(sent(request))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.withdraw(actor=person_on(request), scope=scope, certificate=certificate, reason=reason)
        messages.success(request, _("Withdrawn. Its public page says so from now on."))
        return reverse("certificates:detail", args=[pk])

    context = {**about(queries.home_of(certificate)), "certificate": certificate}
    return handle(request, form, "certificates/withdraw.html", context, act)


@either
@posted
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """A new certificate with today's facts instead of this one."""
    scope = scope_on(request)
    certificate = access.certificate_of(pk, scope, Ability.APPROVE)
    row = queries.home_of(certificate)
    initial = forms.initial_of(worded(certificate))
    form = forms.ReissueForm(
        sent(request),
        initial=initial,
        fixed=bool(certificate.mark_number),
        named=certificate.kind == Kind.TRAINING,
    )

    def act() -> str:
        made = actions.reissue(
            actor=person_on(request),
            scope=scope,
            certificate=certificate,
            wording=form.wording(),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Issued under number %(number)s.") % {"number": made.number})
        return reverse("certificates:detail", args=[made.pk])

    return handle(request, form, "certificates/issue.html", {**about(row), "certificate": certificate}, act)


def worded(certificate: Certificate) -> Wording:
    """What stands on a certificate, for a new one."""
    return Wording(
        signer=certificate.signer,
        signer_title=certificate.signer_title,
        occasion_th=certificate.occasion_th,
        occasion_en=certificate.occasion_en,
        valid_until=certificate.valid_until,
    )


@require_safe
@public_page(seconds=TAKEN_BACK)
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What a QR leads to: whether the certificate holds, and what stands on it; a clear page for an unknown one."""
    certificate = access.public_of(token)
    if certificate is None:
        head = page_context(request, title=_("No such certificate"), robots="noindex")
        return HttpResponse(render_to_string("certificates/unknown.html", head), status=404)
    needs(request, *((version, certificate.area_code[:2]) for version in actions.VERSIONS))
    title = f"{papers.heading_of(certificate)} {certificate.number}"
    head = page_context(request, title=title, robots="noindex", region=codes.region(certificate.area_code))
    head |= {"heading": papers.heading_of(certificate), **shown(certificate)}
    return HttpResponse(render_to_string("certificates/check.html", head))
