"""Checks of the settings that Django runs before every command; each says what to change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from withi.ground.vault.actions import open_to_others

Found = list[checks.CheckMessage]


def check_settings(**_options: Any) -> Found:
    """Settings that contradict one another."""
    return list(_settings())


def _settings() -> Iterator[checks.CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in ("http", "https") or not site.hostname:
        yield checks.Error(
            "WITHI_SITE_URL is not an address.", hint="Write it as https://withi.example.", id="withi.E001"
        )
    elif settings.HTTPS and site.scheme != "https":
        yield checks.Error(
            "WITHI_HTTPS is on, but WITHI_SITE_URL begins with http://.",
            hint="Write the address that people type, with https://.",
            id="withi.E002",
        )
    elif not validate_host(site.hostname, settings.ALLOWED_HOSTS):
        yield checks.Error(
            f"WITHI_SITE_URL names the host {site.hostname}, which WITHI_HOSTS does not allow.",
            hint=f"Add {site.hostname} to WITHI_HOSTS.",
            id="withi.E003",
        )
    if bool(settings.EMAIL_FROM) != bool(settings.EMAIL_SERVER):
        yield checks.Error(
            "Only one of WITHI_EMAIL_FROM and WITHI_EMAIL_URL is set.",
            hint="Set both to send e-mails, or none.",
            id="withi.E006",
        )
    if settings.PAGE_CACHE_BYTES < 0:
        yield checks.Error("WITHI_PAGE_CACHE_MB is below zero.", hint="0 switches the page cache off.", id="withi.E004")


def check_rooms(**_options: Any) -> Found:
    """Every room's urls.py says where it stands."""
    from withi.config.urls import room_modules  # reason: views load only after every table has

    return [
        checks.Error(f"{module.__name__} does not say {name}.", hint="See withi/config/urls.py.", id="withi.E005")
        for module in room_modules(settings.PACKAGE)
        for name in ("PREFIX", "app_name", "urlpatterns")
        if not hasattr(module, name)
    ]


def check_place(**_options: Any) -> Found:
    """Nobody goes on with a database whose data were moved to another."""
    from withi.ground.backup import queries  # reason: tables load only after every app has

    if (moved := queries.moved_away()) is None:
        return []
    return [
        checks.Error(
            f"The data of this database were moved to {moved['to']} ({moved['at'][:16]}).",
            hint=f"Set WITHI_DATABASE_URL to it; to go on here after all, delete {queries.moved_file()}.",
            id="withi.E007",
        )
    ]


def check_production(**_options: Any) -> Found:
    """What must not be so where real data lies."""
    return list(_production())


def _production() -> Iterator[checks.CheckMessage]:
    if settings.DEMO:
        yield checks.Warning(
            "WITHI_DEMO is on: demo accounts with a known password can sign in.",
            hint="Unset WITHI_DEMO.",
            id="withi.W001",
        )
    if not settings.REQUIRE_MFA:
        yield checks.Warning("Signing in needs no second factor.", hint="Unset WITHI_REQUIRE_MFA.", id="withi.W002")
    if "*" in settings.ALLOWED_HOSTS:
        yield checks.Warning("WITHI_HOSTS allows every host.", hint="Name the hosts of this site.", id="withi.W003")
    for path in open_to_others(Path(settings.KEYS)):
        yield checks.Warning(f"{path} is open to others.", hint=f"chmod go= {path}", id="withi.W004")
