"""The type-ahead for places, used by every form and filter, and the land of maps. Areas are public: no permission."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from withi.ground.places import lands, queries
from withi.ground.web.answers import language, wants_json
from withi.ground.web.pagecache import needs, public_page
from withi.kit.codes import is_code

LONGEST_TEXT = 160
WHOLE = "00"
"""Stands for the nation where a land is asked for."""
LEVELS = {"province": 2, "district": 4, "tambon": 6, "village": 8}


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Areas for the typed `q`: `level` (any number of them), `within` a code, `old=1` for abolished ones too.

    A list of options, or JSON for those who ask for it. Signed-in people see places of their own area first.
    """
    asked = request.GET
    within = asked.get("within", "")
    levels = [LEVELS[level] for level in asked.getlist("level") if level in LEVELS]
    options = queries.suggest(
        asked.get("q", "")[:LONGEST_TEXT],
        levels=levels or queries.LEVELS,
        within=within if is_code(within) else "",
        home=request.scope.home_area,  # type: ignore[attr-defined]
        with_old=asked.get("old") == "1",
        lang=language(),
    )
    return _answer(request, options)


def _answer(request: HttpRequest, options: list[queries.Option]) -> HttpResponse:
    response: HttpResponse
    if wants_json(request):
        rows = [{"code": each.code, "text": each.text, "name": each.name, "path": each.path} for each in options]
        response = JsonResponse({"options": rows}, json_dumps_params={"ensure_ascii": False})
    else:
        response = render(request, "web/_place_options.html", {"options": options})
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response


@require_safe
@public_page()
def land(request: HttpRequest, code: str) -> HttpResponse:
    """The land below a map around an area: provinces, and the borders loaded there, as GeoJSON."""
    if code != WHOLE and not (is_code(code) and len(code) <= LEVELS["district"]):
        raise Http404
    needs(request, ("area", ""))
    return HttpResponse(lands.land(code, language()), content_type="application/geo+json")
