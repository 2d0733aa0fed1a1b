"""Classes of communities on the desk: the list with what is missing, one community, scoring, the criteria."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.ground.people.access import needs_area, person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.pages import url
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.registers.publication import queries as publication
from withi.registers.villages.models import Community
from withi.work.classes import access, actions, forms, queries
from withi.work.classes.models import GROUP_NAMES
from withi.work.classes.rules import Group

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The communities of one's area with class, points, and what the next class asks for."""
    scope = scope_on(request)
    needs_area(scope, Ability.READ)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    filters = chosen.filters()
    rows = queries.listed(scope, filters)
    total = rows.count()
    pager = numbered(request, total=total, size=SIZE)
    context = {
        "page": {"title": _("Classes of communities")},
        "filter": chosen,
        "pager": pager,
        "shares": queries.shares(scope, filters.area),
        "lines": queries.lines(pager.of(rows.for_page(total))),
        "version": queries.version_now(),
    }
    return render(request, "classes/list.html", context)


@require_safe
@posted
def criteria(request: HttpRequest) -> HttpResponse:
    """The criteria in force with their points, the cut-offs, and where both come from."""
    needs_area(scope_on(request), Ability.READ)
    version = queries.version_now()
    groups = [
        (
            GROUP_NAMES[group],
            version.most(group),
            [(queries.text_of(one), one.most) for one in version.criteria if one.group is group],
        )
        for group in Group
    ]
    context = {
        "page": {"title": _("Criteria of classes")},
        "version": version,
        "since": queries.dated(version.valid_from),
        "groups": groups,
    }
    return render(request, "classes/criteria.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One community: its class, points by criterion with evidence, what is missing, every score before."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.READ)
    scores = queries.history(row)
    latest = next((one for one in scores if one.is_latest), None)
    context = {
        **about(row),
        "board": queries.board(latest, queries.known(row)) if latest else None,
        "past": queries.past(scores),
        "may_score": scope.can(Ability.ENTER, row.area_code),
    }
    return render(request, "classes/detail.html", context)


def about(row: Community) -> dict[str, Any]:
    """What every page of a community's class needs."""
    return {
        "page": {"title": _("Class of %(name)s") % {"name": row.name_th}, "region": codes.region(row.area_code)},
        "row": row,
        "path": publication.paths_of([row.area_code]).get(row.area_code, ""),
    }


@either
@posted
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Points and evidence for every criterion on one page; earlier scores stay in the history."""
    scope = scope_on(request)
    row = access.community_of(pk, scope, Ability.ENTER)
    version = queries.version_now()
    latest = next((one for one in queries.history(row) if one.is_latest), None)
    form = forms.ScoreForm(sent(request), criteria=version, known=queries.known(row), latest=latest)

    def act() -> str:
        made = actions.score(actor=person_on(request), scope=scope, community=row, given=form.scoring())
        said = _("Saved: class %(letter)s, %(total)s points.") % {"letter": made.letter, "total": made.total}
        messages.success(
            request, said if made.letter else _("Saved. The class follows once every criterion is judged.")
        )
        return url("classes:detail", pk)

    return handle(request, form, "classes/score.html", {**about(row), "version": version}, act)
