"""How allauth behaves here: accounts are given, not taken; tries are counted in the database."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from withi.ground.people import actions
from withi.ground.people.access import DEVICE, is_fresh
from withi.ground.people.actions import Attempt
from withi.ground.people.queries import account_key
from withi.ground.web.answers import language
from withi.kit.problem import Problem


def count_try(request: HttpRequest, account: str) -> Attempt:
    """Count a try on this account from where it comes; a form error where it comes too soon."""
    try:
        return actions.begin_try(account=account, address=get_ip(request))
    except Problem as found:
        raise ValidationError(found.message(language()), code=found.code) from None


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration: an office gives accounts together with a posting."""

    _attempt: Attempt

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is compared: the try counts, for names that there are and that there are not."""
        login = credentials.get("email") or credentials.get("username") or ""
        self._attempt = count_try(request, account_key(login))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            actions.end_try(attempt=self._attempt)
        return user

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who proved within the last minutes who he is, is not asked again."""
        return not is_fresh(self.request) and bool(super().is_reauthentication_required(app=app))

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """On a phone that opened the account with a PIN, the PIN; else what the account has."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if DEVICE in self.request.session:
            pin = {"id": "pin", "description": _("Use the PIN of this phone"), "url": reverse("account_pin_again")}
            return [pin, *ways]
        return ways
