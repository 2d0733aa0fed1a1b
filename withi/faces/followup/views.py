"""Ordering a monitoring report: an area's or a community's, its pages as pictures, and its file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.followup import access, papers, queries
from withi.faces.followup.forms import ReportFilter
from withi.ground.people.access import posted, scope_on
from withi.ground.web.letters import emblem_of, file_of, leaves_of
from withi.ground.web.pages import is_invented
from withi.kit import codes
from withi.kit.paper.letters import Letter

Made = Callable[[papers.Wanted], Letter]


@require_safe
@posted
def start(request: HttpRequest) -> HttpResponse:
    """The areas and communities of which this person makes reports."""
    scope = scope_on(request)
    context = {
        "page": {"title": _("Monitoring report")},
        "areas": queries.own_areas(scope),
        "communities": queries.own_communities(scope),
    }
    return render(request, "followup/start.html", context)


@require_safe
@posted
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The report of an area on its page, with the areas and communities inside to choose from."""
    scope = scope_on(request)
    row = access.area_of(code, scope)
    made, chosen = ordered(request, lambda asked: papers.area_report(row, asked))
    return shown(
        request,
        made,
        chosen,
        {
            "page": {"title": _("Monitoring report"), "region": codes.region(row.code)},
            "about": queries.path_of(row),
            "kind": "area",
            "key": row.code,
            "areas": queries.inside(row.code) if len(row.code) < access.NARROWEST else [],
            "communities": queries.communities(row.code, scope)[: queries.MOST],
        },
        row.code,
    )


@require_safe
@posted
def community(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one community on its page."""
    row = access.community_of(pk, scope_on(request))
    made, chosen = ordered(request, lambda asked: papers.community_report(row, asked))
    context = {
        "page": {"title": _("Monitoring report"), "region": codes.region(row.area_code)},
        "about": queries.name_of(row),
        "kind": "community",
        "key": row.pk,
        "row": row,
    }
    return shown(request, made, chosen, context, row.area_code, is_row_invented=is_invented(row))


@require_safe
@posted
def area_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The report of an area as PDF or DOCX."""
    row = access.area_of(code, scope_on(request))
    made, _chosen = ordered(request, lambda asked: papers.area_report(row, asked))
    return file_of(replace(made, is_invented=is_invented()), form, row.code, f"monitoring-{row.code}")


@require_safe
@posted
def community_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The report of a community as PDF or DOCX."""
    row = access.community_of(pk, scope_on(request))
    made, _chosen = ordered(request, lambda asked: papers.community_report(row, asked))
    return file_of(replace(made, is_invented=is_invented(row)), form, row.area_code, f"monitoring-community-{row.pk}")


def ordered(request: HttpRequest, make: Made) -> tuple[Letter, ReportFilter]:
    """The report as the address asks for it, in its language."""
    today = timezone.localdate()
    chosen = ReportFilter(request.GET, today)
    with translation.override(chosen.language()):
        return make(papers.wanted(scope_on(request), chosen.fiscal_year(), today)), chosen


def shown(
    request: HttpRequest,
    made: Letter,
    chosen: ReportFilter,
    context: dict[str, Any],
    code: str,
    *,
    is_row_invented: bool | None = None,
) -> HttpResponse:
    """The page of a report: its choices, its pages as pictures, its files."""
    invented = is_invented() if is_row_invented is None else is_row_invented
    leaves = leaves_of(replace(made, is_invented=invented), code)
    more = {"filter": chosen, "leaves": leaves, "query": chosen.query(), "has_emblem": bool(emblem_of(code))}
    response = render(request, "followup/report.html", context | more)
    response["Cache-Control"] = "private, no-store"
    return response
