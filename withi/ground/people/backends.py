"""Signing in by user name or e-mail."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


def is_refused_demo(user: Any) -> bool:
    """Demo accounts have a password that everyone knows, so outside demo mode they do not exist."""
    return bool(user is not None and user.is_demo and not settings.DEMO)


class OfficerBackend(AuthenticationBackend):
    """allauth's own check, and demo accounts only in demo mode."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and not is_refused_demo(user)

    @classmethod
    def _stash_user(cls, user: Any) -> Any:
        """allauth tells the closed accounts apart from wrong passwords by this; a demo account is not told apart."""
        return super()._stash_user(None if is_refused_demo(user) else user)
