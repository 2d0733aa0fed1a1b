"""Segments on the desk: the list, a product's segment and its way on, its answers, versions of the table."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.registers.products import access as product_access
from withi.registers.products.models import Product
from withi.registers.publication import queries as publication
from withi.work.segments import access, actions, forms, queries
from withi.work.segments.models import SegmentVersion
from withi.work.segments.rules import GROUPS, LETTERS, OPTIONS, Version

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """Products of one's area by segment, with how many each segment holds."""
    scope = scope_on(request)
    version = queries.in_force()
    chosen = forms.ListFilter(
        request.GET,
        area=publication.area_choices(scope, Ability.READ),
        blocks=[(group, f"{group}. {version.group(group)}") for group in GROUPS],
    )
    filters = chosen.filters()
    rows = queries.listed(scope, filters)
    counts = queries.counted(scope, filters)
    total = queries.total(rows, filters, counts)
    pager = numbered(request, total=total, size=SIZE)
    ids = rows.for_page(total).values_list("pk", flat=True)
    context = {
        "page": {"title": _("Segments (Quadrant)")},
        "version": version,
        "filter": chosen,
        "shares": queries.spread(counts),
        "pager": pager,
        "lines": queries.lines(Product.objects.select_related("producer", "segmented").by_ids(pager.of(ids))),
    }
    return render(request, "segments/list.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A product's segment: what decided, what blocks the way on, and what mends it."""
    scope = scope_on(request)
    product = product_access.product_of(pk, scope, Ability.READ)
    held = queries.row_of(product)
    context = {
        **about(product),
        "board": queries.board(product, held) if held else None,
        "held": held,
        "may_answer": product_access.may(scope, product, Ability.ENTER),
    }
    return render(request, "segments/detail.html", context)


def about(product: Product) -> dict[str, object]:
    """What every page of a product's segment needs."""
    area = product.area_code
    return {
        "page": {"title": product.name_th, "region": codes.region(area) if area else ""},
        "product": product,
        "path": publication.paths_of([area]).get(area, ""),
    }


@either
@posted
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for a product; the segment is told at once, and why."""
    scope = scope_on(request)
    product = product_access.product_of(pk, scope, Ability.ENTER)
    version = queries.in_force()
    form = forms.AnswerForm(sent(request), version=version, held=queries.row_of(product))

    def act() -> str:
        actions.answer(
            actor=person_on(request),
            scope=scope,
            product=product,
            answers=form.answers(),
            edition=form.cleaned_data["edition"],
        )
        messages.success(request, _("Saved."))
        return reverse("segments:detail", args=[pk])

    return handle(request, form, "segments/answer.html", {**about(product), "version": version}, act)


# --- the table -----------------------------------------------------------------------------------


@require_safe
@posted
def table(request: HttpRequest) -> HttpResponse:
    """The table in force, and all its versions."""
    version = queries.in_force()
    context = {
        "page": {"title": _("The table of segments")},
        "version": version,
        "versions": queries.versions(),
        "may_make": access.keeps_table(scope_on(request)),
        **drawn(version),
    }
    return render(request, "segments/table.html", context)


def drawn(version: Version) -> dict[str, object]:
    """A version as a table: a row for each group with its answers, marked by the segments that take them."""
    takes = {letter: set(version.body["rules"][letter.value]) for letter in LETTERS}
    return {
        "letters": [(letter.value, version.name(letter)) for letter in LETTERS],
        "groups": [
            (
                f"{group}. {version.group(group)}",
                [
                    (option, version.option(option), [(letter.value, option in takes[letter]) for letter in LETTERS])
                    for option in OPTIONS[group]
                ],
                version.service(group),
            )
            for group in GROUPS
        ],
    }


@either
@posted
def make(request: HttpRequest) -> HttpResponse:
    """Make a new version of the table; products are run through it in the background."""
    scope = scope_on(request)
    access.refuse_table(scope)
    version = queries.latest()
    form = forms.VersionForm(sent(request), version=version)

    def act() -> str:
        made = actions.make_version(
            actor=person_on(request),
            scope=scope,
            body=form.body(),
            valid_from=form.cleaned_data["valid_from"],
            source=form.cleaned_data["source"],
            is_confirmed=form.cleaned_data["is_confirmed"],
        )
        messages.success(request, _("Version %(number)d is stored.") % {"number": made.number})
        return reverse("segments:version", args=[made.number])

    context = {"page": {"title": _("A new version of the table")}, "version": version, "parts": form.parts()}
    return handle(request, form, "segments/make.html", context, act)


@require_safe
@posted
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: its table, and who moved with it, from what to what."""
    held = queries.numbered(number)
    if held is None:
        raise Http404
    chosen = forms.MoveFilter(request.GET)
    rows = queries.moved(number, scope_on(request), chosen.value("before"), chosen.value("after"))
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Version %(number)d") % {"number": number}},
        "version": held,
        "row": SegmentVersion.objects.filter(number=number).first(),
        "filter": chosen,
        "moves": queries.moves(number),
        "pager": pager,
        "moved": rows[pager.rows],
        **drawn(held),
    }
    return render(request, "segments/version.html", context)
