"""Sales of an area on the public site: a panel on its page, and the same figures as data. views and urls use it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from withi.faces.figures import actions as figures
from withi.faces.figures.actions import Panel
from withi.faces.portal import access
from withi.faces.portal.rules import Tongue
from withi.ground.web.pagecache import needs, public_page

NATION: Final = "nation"
SECONDS: Final = 600
"""Reports raise no data version: month by month they would throw away every page. Their pages live so long instead."""


@dataclass(frozen=True, slots=True)
class Sales:
    """The panel of a page, with the address of its data and of the larger area that is shown in its place."""

    panel: Panel
    data: str
    around: str


def sales(code: str, spoken: Tongue, today: date) -> Sales | None:
    """What a page says of an area's sales; None where nobody reported."""
    found = figures.panel(code, today)
    if found is None:
        return None
    around = found.around[0]
    return Sales(found, spoken.url("portal:figures", code), spoken.url("portal:area", around) if around else "")


@require_safe
@public_page(seconds=SECONDS)
def data(request: HttpRequest, code: str) -> HttpResponse:
    """The last whole fiscal year of the nation, a province or a district as JSON. 404 for other areas and abolished
    ones."""
    needs(request)
    if code == NATION:
        code = ""
    elif access.area(code)[0]["is_abolished"]:
        raise Http404
    found = figures.as_data(code, timezone.localdate())
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "default": str})
