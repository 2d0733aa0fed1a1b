"""What a guest's camera opens, the passport on her own phone, and the desk of those who receive her."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web import cookies, htmx
from withi.ground.web.answers import language
from withi.ground.web.bodies import address_of
from withi.ground.web.pagecache import needs, public_page
from withi.ground.web.pages import page_context, url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import done, handle, sent
from withi.kit import codes, era
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.villages.models import Community
from withi.work.checkin import access, actions, forms, posters, queries, rules
from withi.work.checkin.access import Host
from withi.work.checkin.actions import Stamp

GUEST = "withi_guest"
"""The cookie that tells one telephone from another; it ends with the day."""
LATEST = 7
"""Days of the month that a place's page shows; the month's own page has them all."""
PROVEN = {
    rules.Proof.SCREEN: "screen",
    rules.Proof.POSITION: "position",
    rules.Proof.WORD: "word",
}
either = require_http_methods(["GET", "HEAD", "POST"])


# --- guests --------------------------------------------------------------------------------------


@either
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """What a code opens: one button that counts the guest; or, kindly, why nobody is counted there now."""
    found, row = access.scanned(code)
    if not access.takes_guests(row):
        status = 409 if request.method == "POST" else 200
        return render(request, "checkin/closed.html", about(request, row), status=status)
    form = forms.ScanForm(request.POST if request.method == "POST" else None)
    status = 200 if request.method != "POST" else 422
    if form.is_valid():
        try:
            stamp = count_guest(request, found, row, form)
        except Problem as refused:
            if not refused.field:
                raise
            form.add_problems(refused)
            status = refused.status
        else:
            return render(request, "checkin/done.html", {**about(request, row), **stamped(stamp)})
    context = {**about(request, row), "form": form, "on_paper": found.kind == rules.PAPER}
    return told_apart(request, render(request, "checkin/scan.html", context, status=status))


def count_guest(request: HttpRequest, code: rules.Code, row: Host, form: forms.ScanForm) -> Stamp:
    """The verb, with what the request says of who sends it."""
    return actions.check_in(
        code=code,
        community=row,
        device=cookies.given(request, GUEST),
        address=address_of(request),
        given=form.given(),
    )


def about(request: HttpRequest, row: Host) -> dict[str, Any]:
    """What every page of a place says of it."""
    name = (language() == "en" and row.name_en) or row.name_th
    head = page_context(
        request,
        title=_("Check in at %(name)s") % {"name": name},
        region=codes.region(row.area_code),
        robots="noindex",
    )
    return {**head, "row": row, "name": name, "home": url("portal:community", row.pk)}


def stamped(stamp: Stamp) -> dict[str, Any]:
    """What a guest is told of her check-in."""
    return {
        "stamp": stamp,
        "day": era.format_date(stamp.day, language(), "long"),
        "proof": PROVEN.get(stamp.proof, ""),
        "passport": url("checkin:passport"),
    }


def told_apart(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the telephone something to be told apart by until midnight; a cookie that it has stays as it is."""
    if not cookies.given(request, GUEST):
        now = timezone.localtime()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        cookies.give(response, GUEST, secrets.token_urlsafe(12), lasts=int((midnight - now).total_seconds()) + 1)
    return response


@require_safe
@public_page()
def passport(request: HttpRequest) -> HttpResponse:
    """The stamps that lie on the guest's own phone; the page knows none of them."""
    needs(request)
    head = page_context(request, title=_("My village passport"), robots="noindex")
    return HttpResponse(render_to_string("checkin/passport.html", head))


# --- the desk ------------------------------------------------------------------------------------


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The places of one's area with their numbers of today."""
    rows = queries.places(scope_on(request))
    pager = numbered(request, total=rows.count())
    today = timezone.localdate()
    context = {
        "page": {"title": _("Guests counted")},
        "pager": pager,
        "places": queries.numbers_of(pager.of(rows), today),
        "day": era.format_date(today, language()),
    }
    return render(request, "checkin/index.html", context)


@require_safe
@posted
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """A place's guests: today, this month by day, the months, and what stands beside them."""
    scope = scope_on(request)
    row = access.community_of(pk, scope)
    today = timezone.localdate()
    now = month_told(row, era.month_key(today))
    context = {
        **desk(row),
        "today": queries.today_of(row, today),
        "month": now,
        "days": now["days"][:LATEST],
        "months": queries.months_of(row, today),
        "beside": queries.beside_income(row, today) if access.may(scope, row, Ability.PERSONAL) else None,
        "least": rules.LEAST_POINTS,
        "word": queries.words(row.pk, today),
        "may_count": access.may(scope, row, Ability.ENTER),
        "takes_guests": access.takes_guests(row),
    }
    return render(request, "checkin/place.html", context)


@require_safe
@posted
def month(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """One month of a place by day, with the groups that were written down."""
    scope = scope_on(request)
    row = access.community_of(pk, scope)
    if not rules.is_month(month):
        raise Http404
    groups = queries.groups_of(row, month)
    pager = numbered(request, total=groups.count())
    context = {
        **desk(row),
        "month": month_told(row, month),
        "groups": queries.told(groups[pager.rows]),
        "pager": pager,
        "may_count": access.may(scope, row, Ability.ENTER),
    }
    return render(request, "checkin/month.html", context)


def desk(row: Community) -> dict[str, Any]:
    """What every page of the desk says of a place."""
    return {"row": row, "page": {"title": row.name_th, "region": codes.region(row.area_code) if row.area_code else ""}}


def month_told(row: Community, month: int) -> dict[str, Any]:
    """A month by day."""
    return {"key": month, "label": era.month_label(month, language(), "long"), "days": queries.days_of(row, month)}


@either
@posted
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """A group in one entry."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    form = forms.GroupForm(sent(request), initial=forms.new_group())

    def act() -> str:
        made = actions.count_group(
            actor=person_on(request), scope=scope, community=row, group=form.group(), key=form.cleaned_data["key"]
        )
        text = ngettext("%d guest was counted.", "%d guests were counted.", made.guests) % made.guests
        messages.success(request, text)
        if rules.is_reported(form.group()):
            said = _("Foreign guests stay the night: who houses them tells immigration within 24 hours (form TM.30).")
            messages.info(request, said)
        return reverse("checkin:place", args=[pk])

    return handle(request, form, "checkin/count.html", {**desk(row), "takes_guests": access.takes_guests(row)}, act)


@require_POST
@posted
def take_back(request: HttpRequest, pk: int, group_pk: int) -> HttpResponse:
    """A group that was written down wrongly counts no more."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    counted = access.group_of(group_pk, row)
    actions.take_back(actor=person_on(request), scope=scope, community=row, counted=counted)
    messages.success(request, _("Taken back. The group counts no more."))
    return done(request, reverse("checkin:month", args=[pk, counted.month]))


@require_safe
@posted
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The code for a screen at the place; htmx asks for a new one every half minute."""
    row = access.community_of(pk, scope_on(request), Ability.ENTER)
    now = timezone.localtime()
    code = rules.screen_code(row.pk, now.timestamp())
    context = {
        **desk(row),
        "square": posters.inline(posters.address_of(code)),
        "made": f"{now:%H:%M}",
        "takes_guests": access.takes_guests(row),
        "today": queries.today_of(row, now.date()),
    }
    return htmx.render(request, "checkin/screen.html", "checkin/_screen.html", context)


@either
@posted
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper poster: look, print; sent, a new one takes its place and the old ones count no more."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    if request.method == "POST":
        actions.renew_poster(actor=person_on(request), scope=scope, community=row)
        messages.success(request, _("There is a new poster. Please print it and take the old ones down."))
        return done(request, reverse("checkin:poster", args=[pk]))
    return render(request, "checkin/poster.html", {**desk(row), "serial": access.serial_of(pk)})


@require_safe
@posted
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The poster as a PDF to print, or as a picture to look at."""
    row = access.community_of(pk, scope_on(request), Ability.ENTER)
    if form not in ("pdf", "png"):
        raise Http404
    sheet = posters.sheet_of(row, access.serial_of(pk))
    if form == "png":
        response = HttpResponse(press.pictures(sheet)[0], content_type="image/png")
    else:
        response = HttpResponse(press.pdf(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="check-in-{pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
