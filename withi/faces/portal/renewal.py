"""A community whose changed page waits for its district: guests are told so, where they would only find nothing."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from withi.faces.portal.views import answer, tongue
from withi.registers.villages import queries as villages

Page = Callable[..., HttpResponse]


def told(page: Page) -> Page:
    """The same page; where the community is not public now, was before and waits, a 404 that says so.

    It names nothing of the community: what it is called may be what was changed.
    """

    @wraps(page)
    def found(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return page(request, pk)
        except Http404:
            area = villages.renewed_in(pk)
            if not area:
                raise
            return renewed(request, area)

    return found


def renewed(request: HttpRequest, area: str) -> HttpResponse:
    """That the page is being renewed, and the way to others of its district."""
    spoken = tongue(request)
    title = _("This village is renewing its page")
    context = {"heading": title, "district": spoken.url("portal:area", area[:4])}
    return answer(request, "community_renewed", spoken, context, status=404, title=title, robots="noindex")
