"""Cookies of our own and of one-time messages: behind HTTPS a browser takes and sends them for this host alone."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse


def bound(name: str) -> str:
    """The name as it is sent: `__Host-` holds a cookie to this host, all paths and TLS."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def give(response: HttpResponse, name: str, value: str, *, lasts: int | timedelta, for_script: bool = False) -> None:
    """Set a cookie of ours, out of every script's reach unless it is meant for one."""
    response.set_cookie(
        bound(name),
        value,
        max_age=lasts,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=not for_script,
        samesite="Lax",
    )


def given(request: HttpRequest, name: str) -> str:
    """What a cookie of ours says; "" where there is none."""
    return request.COOKIES.get(bound(name), "")


class HostCookieStorage(CookieStorage):
    """One-time messages ("The layout is kept.") wait for the next page in a bound cookie."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.cookie_name = bound("messages")


class MessageStorage(FallbackStorage):
    """What is too long for a cookie goes into the session."""

    storage_classes = (HostCookieStorage, SessionStorage)
