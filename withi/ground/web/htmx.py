"""One view, two answers: the whole page, or only the part that htmx asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_template
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; boosted links and a restored history need the whole page."""
    given = request.META.get
    return (
        given("HTTP_HX_REQUEST") == "true"
        and given("HTTP_HX_BOOSTED") != "true"
        and given("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    )


def render(
    request: HttpRequest, page: str, part: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The template `part` for htmx, else `page` (which includes `part`); caches are told that the answer varies.

    One view has one part: the page cache tells only part and page apart.
    """
    response = render_template(request, part if wants_part(request) else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def invalid(request: HttpRequest, page: str, part: str, context: Mapping[str, Any]) -> HttpResponse:
    """A form that was refused, with its errors: 422."""
    return render(request, page, part, context, status=422)


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """After a write: the browser opens `url`, also when htmx sent the form."""
    if not wants_part(request):
        return HttpResponseRedirect(url)
    return HttpResponse(status=204, headers={"HX-Redirect": url})
