"""The person's scope on every request, read when first asked for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from withi.ground.people.access import DEVICE
from withi.ground.people.queries import lacks_second_factor, postings_of, scope_from

OPEN_WITHOUT_MFA = ("/accounts/", "/en/accounts/", "/static/")


class ScopeMiddleware:
    """Sets `request.postings` and `request.scope`, both read when first asked for.

    Where a second factor is required, a signed-in person without one is led to set it up; a phone with its PIN is two.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.postings = SimpleLazyObject(lambda: postings_of(request.user))  # type: ignore[attr-defined]
        request.scope = SimpleLazyObject(lambda: scope_from(request.user, request.postings))  # type: ignore[attr-defined]
        if settings.REQUIRE_MFA and self.lacks_second_factor(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        if request.path.startswith(OPEN_WITHOUT_MFA) or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            return False
        if not request.user.is_authenticated or DEVICE in request.session:
            return False
        return lacks_second_factor(request.user, request.scope)  # type: ignore[attr-defined]
