"""What Django shows when it refuses or breaks: the handlers of config/urls.py. No queries."""

import sys

from django.http import HttpRequest, HttpResponse

from withi.ground.web.answers import answer, busy, form_too_old, full, is_busy, is_full, is_on_desk
from withi.kit.problem import Problem


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001 - the name is Django's
    return answer(request, [Problem("web.bad_request")], status=400, page="web/400.html")


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001 - the name is Django's
    return answer(request, [Problem("web.forbidden")], status=403, page="web/403.html")


def csrf_failure(request: HttpRequest, **_: object) -> HttpResponse:
    return form_too_old(request)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001 - the name is Django's
    """404: for guests a search box and the ways on; on the desk the rule of areas, whether there is a row or not."""
    if is_on_desk(request):
        return answer(request, [Problem("web.not_here")], status=404, page="web/404_desk.html")
    return answer(request, [Problem("web.not_found")], status=404, page="web/404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500; where the database was only busy, or nothing could be written, the page that says so."""
    if is_busy(sys.exception()):
        return busy(request)
    if is_full(sys.exception()):
        return full(request)
    return answer(request, [Problem("web.broken")], status=500, page="web/500.html")
