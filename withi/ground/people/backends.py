"""Signing in by user name or e-mail."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from withi.ground.people.models import User
from withi.ground.people.queries import account_named

ACCOUNT = "select * from people_user where id = %s"


def is_refused_demo(user: Any) -> bool:
    """Demo accounts have a password that everyone knows, so outside demo mode they do not exist."""
    return bool(user is not None and user.is_demo and not settings.DEMO)


class OfficerBackend(AuthenticationBackend):
    """allauth's own check, and demo accounts only in demo mode."""

    def get_user(self, user_id: Any) -> Any:
        """The account of a session, as long as it may sign in. One query, a plain one: every officer's page asks it."""
        user = next(iter(User.objects.raw(ACCOUNT, [user_id])), None)
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate(self, request: Any, **credentials: Any) -> Any:
        """One look-up and one hash, whatever the name is; for a name that there is not allauth makes the hash."""
        user = account_named(credentials.get("email") or credentials.get("username") or "")
        return self._check_password(user, credentials.get("password") or "")

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and not is_refused_demo(user)

    @classmethod
    def _stash_user(cls, user: Any) -> Any:
        """allauth tells the closed accounts apart from wrong passwords by this; a demo account is not told apart."""
        return super()._stash_user(None if is_refused_demo(user) else user)
