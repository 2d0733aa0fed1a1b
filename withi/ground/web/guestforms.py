"""Pages with a form that anybody may send, kept in memory like the other pages of the public site.

A page that is kept bears no token, for a token is made for one browser. What is sent may therefore change nothing of
the sender's own, and is refused where the browser says that a page of another site sent it.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from withi.ground.web.answers import form_too_old, is_from_here
from withi.ground.web.pagecache import P, PageView, public_page


def guest_form(sent: PageView[P]) -> Callable[[PageView[P]], PageView[P]]:
    """A view that shows the form to guests from memory; `sent` answers a POST, with the same arguments."""

    def decorate(shown: PageView[P]) -> PageView[P]:
        kept = public_page()(shown)

        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(kept)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return kept(request, *args, **kwargs)
            if "Origin" in request.headers and not is_from_here(request):
                return form_too_old(request)
            return sent(request, *args, **kwargs)

        return view

    return decorate
