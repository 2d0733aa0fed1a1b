"""The card for the driver on a page of its own: large, light, and there without network once it was opened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.portal import access, before, boards
from withi.faces.portal.rules import region_of
from withi.faces.portal.views import answer, depends, tongue
from withi.ground.web.pagecache import public_page


@require_safe
@public_page()
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Where to go in large Thai, the same in English, whom to call, the nearest hospital; 404 where guests are refused.

    Opened once, it opens again without network on the same phone; it may be printed or photographed, too.
    """
    spoken = tongue(request)
    row = access.community(pk, spoken.lang)
    depends(request, row["area_code"])
    today = timezone.localdate()
    gate = boards.gate(row, spoken, today)
    known = before.board(row, gate, spoken, today)
    if known["driver"] is None:
        raise Http404
    context = {
        **known,
        "name": row["name"],
        "thai": "name" in row["in_thai"],
        "call": gate.call,
        "caller": gate.caller,
        "row": row,
        "point": before.position(row),
        "back": spoken.url("portal:community", pk),
    }
    return answer(
        request,
        "card",
        spoken,
        context,
        title=f"{_('Show this to the driver')} {row['name']}",
        region=region_of(row["area_code"]),
        section="communities",
        has_english=row["has_english"],
        robots="noindex",
    )
