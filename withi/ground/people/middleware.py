"""The person's scope on every request, read when first asked for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from withi.ground.people.queries import scope_of

OPEN_WITHOUT_MFA = ("/accounts/", "/en/accounts/", "/static/")


class ScopeMiddleware:
    """Sets `request.scope`; where a second factor is required, leads a signed-in person without one to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: scope_of(request.user))  # type: ignore[attr-defined]
        if settings.REQUIRE_MFA and self.lacks_second_factor(request):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        if request.path.startswith(OPEN_WITHOUT_MFA) or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            return False
        if not request.user.is_authenticated:
            return False
        from allauth.mfa.utils import is_mfa_enabled  # reason: allauth's models load after ours

        return not is_mfa_enabled(request.user)
