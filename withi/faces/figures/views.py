"""Figures of sales: an area's page, a producer's page, published years, and the same as files."""

from dataclasses import dataclass, replace
from functools import partial
from sys import getsizeof
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.faces.figures import (
    access,
    actions,
    beside,
    comparing,
    drawn,
    evenly,
    forms,
    pages,
    published,
    rules,
    sight,
    targets,
)
from withi.faces.figures.reading import Asked, Reading, read
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.places.models import Area
from withi.ground.web import answered, exports
from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter
from withi.ground.web.icons import icons
from withi.ground.web.saving import handle, sent
from withi.kit import era
from withi.kit.problem import Problem
from withi.work.figures import actions as sums
from withi.work.figures.rules import DISTRICT
from withi.work.income import access as income_access
from withi.work.income import actions as income_actions
from withi.work.income.actions import Aim


@require_safe
@posted
def start(request: HttpRequest) -> HttpResponse:
    """To the page of one's own area."""
    return HttpResponseRedirect(reverse("figures:area", args=[access.home_code(scope_on(request))]))


def asked_for(request: HttpRequest, code: str) -> tuple[Asked, forms.PeriodFilter]:
    """The area and months of the address; the filters of officers in charge are no filters for others, and what
    outsiders see are whole fiscal years: from single months a producer could be worked out."""
    scope, today = scope_on(request), timezone.localdate()
    region = rules.region_named(code)
    area = None if region else access.area_of(code, scope)
    own = access.sees_all(scope, area.code if area else "")
    chosen = (forms.FiguresFilter if own else forms.PeriodFilter)(request.GET)
    period = chosen.period(today)
    if not own:
        period = rules.period_of(period.year, "", rules.last_month(today))
    offered = {"year": forms.years(today), "part": forms.parts(period.year, today)}
    for name, choices in offered.items():
        field = chosen.fields[name]
        assert isinstance(field, ChoiceFilter)
        field.offer(choices)
    if not own:
        del chosen.fields["part"]
    asked = Asked(area, scope, period, today, region=region)
    if isinstance(chosen, forms.FiguresFilter):
        asked = replace(asked, filters=chosen.filters(), stood=chosen.moment(today) if area else None)
        if not area:
            del chosen.fields["stood"]
    return asked, chosen


def head(asked: Asked, title: str) -> dict[str, Any]:
    """What every page of an area starts with."""
    as_of = timezone.localdate(asked.stood) if asked.stood else asked.today
    return {
        "page": {"title": title, "region": asked.region or rules.region_of(asked.code) or ""},
        "name": asked.name,
        "code": asked.address,
        "cloth": asked.code or drawn.CLOTHS[asked.region or "c"],
        "period": pages.period_name(asked.period),
        "as_of": era.format_date(as_of, language()),
        "as_of_iso": as_of.isoformat(),
        "asked": pages.address(asked.period),
        "up": pages.way_up(asked),
    }


@dataclass(frozen=True, slots=True)
class Told:
    """An area's page without its frame, which tells who reads it."""

    page: dict[str, Any]
    main: SafeString
    has_lines: bool


@require_safe
@posted
def area(request: HttpRequest, code: str) -> HttpResponse:
    """An area's figures, from the nation to a village. A district's own officers get the same page again while the
    database gives the same numbers."""
    scope, make = scope_on(request), partial(area_told, request, code)
    is_kept = len(code) == DISTRICT and access.sees_all(scope, code)
    found = answered.kept(_key(request, code), make, lambda made: getsizeof(made.main)) if is_kept else make()
    context = {
        "page": found.page,
        "main": found.main,
        "code": code,
        "can_export": found.has_lines and scope.anywhere(Ability.EXPORT),
        "query": request.GET.urlencode(),
    }
    return render(request, "figures/area.html", context)


def _key(request: HttpRequest, code: str) -> str:
    """All that a page depends on for those in charge of the whole area, but for what the database says."""
    chosen = urlencode([(name, request.GET.get(name, "")) for name in forms.FiguresFilter.base_fields])
    return f"figures {code} {language()} {timezone.localdate()} {access.keeps_comparators(scope_on(request))} {chosen}"


def area_told(request: HttpRequest, code: str) -> Told:
    """An area's page as this person may see it."""
    asked, chosen = asked_for(request, code)
    context = head(asked, _("Income of %(place)s") % {"place": asked.name})
    context |= {"filter": chosen, **icons(request)}
    if not sight.is_shown(asked.code, asked.periods, asked.scope, asked.region):
        return Told(context["page"], render_to_string("figures/_few.html", context), has_lines=False)
    context |= told(read(asked))
    return Told(context["page"], render_to_string("figures/_area.html", context), has_lines=bool(context["lines"]))


def told(reading: Reading) -> dict[str, Any]:
    """Everything below the head of an area's page."""
    asked = reading.asked
    lines = pages.lines(reading)
    return {
        "full": asked.full,
        "finding": pages.finding(reading),
        "first": pages.first_figures(reading),
        "warning": pages.warning(reading),
        "trend": pages.trend(reading),
        "spread": None if asked.filters.any or asked.stood else evenly.spread(reading),
        "comparators": comparing.beside(asked),
        "keeps_comparators": access.keeps_comparators(asked.scope),
        "stood": asked.stood,
        "regions": pages.regions(reading),
        "lines": lines,
        "level": len(asked.code),
        "is_region": asked.region is not None,
        "land": pages.land(reading, lines),
        "has_hidden": bool(reading.hidden),
        "silent": len(pages.silent(reading)),
        "slices": pages.slices(reading),
        "sellers": pages.sellers(reading),
        "both": beside.both(reading),
        "homes": beside.homes(reading),
        "support": pages.ledger(reading),
        "has_years": not asked.region and published.has_any(asked.code),
    }


@require_POST
@posted
def export(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The areas inside one as a file, under the same rule as on the page."""
    if not scope_on(request).anywhere(Ability.EXPORT):
        raise Problem("access.ability", status=403)
    asked, _chosen = asked_for(request, code)
    if form not in exports.FORMS or not sight.is_shown(asked.code, asked.periods, asked.scope, asked.region):
        raise Http404
    rows = [line.values for line in pages.lines(read(asked))]
    actions.note_export(
        actor=person_on(request), area_code=asked.code, form=form, count=len(rows), months=asked.period.months,
        region=asked.region or "",
    )  # fmt: skip
    above = [asked.name, pages.period_name(asked.period)]
    return exports.sheet(form, f"figures-{asked.address}", pages.COLUMNS, rows, title="figures", above=above)


@require_safe
@posted
def producer(request: HttpRequest, pk: int) -> HttpResponse:
    """What one producer sold, for itself and the officers in charge."""
    scope, today = scope_on(request), timezone.localdate()
    seller = access.seller_of(pk, scope)
    chosen = forms.PeriodFilter(request.GET, year=forms.years(today))
    period = chosen.period(today)
    del chosen.fields["part"]
    area = Area.objects.filter(pk=seller.area_code).first()
    context = head(Asked(area, scope, period, today), seller.name_th)
    return render(
        request, "figures/producer.html", context | published.of_producer(seller, period) | {"filter": chosen}
    )


@require_safe
@posted
def supports(request: HttpRequest, code: str) -> HttpResponse:
    """Support beside sales, over the producers of an area; without a word on what came of what."""
    scope, today = scope_on(request), timezone.localdate()
    area = access.own_area(code, scope)
    asked = Asked(area, scope, forms.PeriodFilter(request.GET).period(today), today)
    title = _("Support beside sales, %(place)s") % {"place": asked.name}
    return render(request, "figures/support.html", head(asked, title) | beside.support_page(asked.code, today))


@require_safe
@posted
def years(request: HttpRequest, code: str) -> HttpResponse:
    """Figures that others published of an area: each with its source, and what they say and do not say."""
    scope, today = scope_on(request), timezone.localdate()
    area = access.area_of(code, scope)
    asked = Asked(area, scope, forms.PeriodFilter(request.GET).period(today), today)
    told = published.page(asked.code)
    title = _("Published figures of %(place)s") % {"place": asked.name}
    return render(
        request, "figures/years.html", head(asked, title) | told | {"can_export": scope.anywhere(Ability.EXPORT)}
    )


@require_POST
@posted
def years_export(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The published figures as a file."""
    scope = scope_on(request)
    if not scope.anywhere(Ability.EXPORT):
        raise Problem("access.ability", status=403)
    area = access.area_of(code, scope)
    if form not in exports.FORMS:
        raise Http404
    rows = published.rows_for_file(area.code if area else "")
    actions.note_export(
        actor=person_on(request), area_code=area.code if area else "", form=form, count=len(rows), months=()
    )
    return exports.sheet(form, f"published-{code}", published.COLUMNS, rows, title="published")


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def target(request: HttpRequest, code: str) -> HttpResponse:
    """By how much an area's sales shall grow, on which base, and what of it was reached; the offices set it here."""
    scope, today = scope_on(request), timezone.localdate()
    area = access.own_area(code, scope)
    asked = Asked(area, scope, forms.PeriodFilter(request.GET).period(today), today)
    if request.method == "POST":
        income_access.refuse_dated(scope, asked.code)
    form = forms.TargetForm(sent(request), rounds=targets.round_choices(scope), today=today)

    def act() -> str:
        said = dict(form.cleaned_data)
        name = targets.name_of_round(said.pop("round"))
        aim = Aim(area_code=asked.code, base_round=name, **said)
        income_actions.set_target(actor=person_on(request), scope=scope, aim=aim)
        messages.success(request, _("Saved. Somebody else approves it; then its base is frozen."))
        return reverse("figures:target", args=[code])

    title = _("Growth target of %(place)s") % {"place": asked.name}
    context = head(asked, title) | targets.of(asked.code, scope, person_on(request).pk, today)
    return handle(request, form, "figures/target.html", context, act)


@require_POST
@posted
def target_approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve a year's target and freeze its base: the producers registered in its round, and what they sold."""
    scope = scope_on(request)
    area = access.own_area(code, scope)
    own = area.code if area else ""
    income_access.refuse_dated(scope, own)
    year = request.POST.get("year", "")
    row = targets.target_of_year(own, int(year) if year.isdecimal() and len(year) == 4 else 0)
    producers = targets.producers_of(row.base_round, own)
    income_actions.approve_target(
        actor=person_on(request), scope=scope, area_code=own, year=row.fiscal_year, producers=producers
    )
    messages.success(request, _("Approved. The base is frozen."))
    return HttpResponseRedirect(reverse("figures:target", args=[code]))


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def comparators(request: HttpRequest) -> HttpResponse:
    """What others measured of evenness, each with its source; the department enters them here."""
    scope = scope_on(request)
    if request.method == "POST":
        access.refuse_comparators(scope)
    form = forms.ComparatorForm(sent(request), areas=comparing.area_choices())

    def act() -> str:
        sums.store_comparator(actor=person_on(request), said=form.figure())
        messages.success(request, _("Saved."))
        return reverse("figures:comparators")

    context = {"page": {"title": _("Evenness measured by others")}, **comparing.page(scope)}
    return handle(request, form, "figures/comparators.html", context, act)


@require_POST
@posted
def comparator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a figure that was entered by mistake."""
    access.refuse_comparators(scope_on(request))
    sums.remove_comparator(actor=person_on(request), row=comparing.row_of(pk))
    messages.success(request, _("Taken out."))
    return HttpResponseRedirect(reverse("figures:comparators"))
