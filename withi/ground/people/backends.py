"""Signing in by user name or e-mail."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class OfficerBackend(AuthenticationBackend):
    """allauth's own check, and demo accounts only in demo mode."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (settings.DEMO or not user.is_demo)
