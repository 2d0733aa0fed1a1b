"""Districts with and without a natural-dye source."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.dyes import forms, queries
from withi.ground.people.access import posted, scope_on
from withi.kit import codes
from withi.kit.problem import Problem


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """A province's districts: which have no natural-dye source yet, as a map and a table."""
    scope = scope_on(request)
    offered = dict(queries.provinces(scope))
    if not offered:
        raise Problem("access.ability", status=403)
    chosen = forms.ProvinceFilter(request.GET, province=list(offered.items()))
    province = chosen.value("province") or next(iter(offered))
    if province not in offered:
        raise Http404
    found = queries.districts(scope, province)
    context = {
        "page": {"title": _("Natural-dye sources"), "region": codes.region(province)},
        "name": offered[province],
        "filter": chosen if len(offered) > 1 else None,
        "finding": queries.finding(found),
        "districts": found,
        "land": queries.land(province, offered[province], found),
    }
    return render(request, "dyes/index.html", context)
