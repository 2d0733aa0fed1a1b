"""What officers' pages show of the person signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from withi.ground.people.access import DEVICE, helper_on
from withi.ground.people.models import Posting
from withi.ground.people.queries import OUTSIDE_NAMES
from withi.ground.places.queries import path_of


def posting_label(request: HttpRequest) -> dict[str, str]:
    """Position and area of the first posting in force, ready for the mast; empty texts for none."""
    posting: Posting | None = next(iter(getattr(request, "postings", ())), None)
    if posting is None:
        return {"position": "", "area": ""}
    return {"position": posting.label(), "area": path_of(posting.area_code)}


def way_in(request: HttpRequest) -> dict[str, Any]:
    """How this session was opened: whether with the PIN of a phone, and who typed it for its owner."""
    return {"with_pin": DEVICE in request.session, "helper": helper_on(request)}


def outside_ways() -> list[dict[str, str]]:
    """LINE and ThaID as far as they are configured: key, name, icon and where their form goes."""
    known = {
        "thaid": ("openid_connect_login", ["thaid"], "key"),
        "line": ("line_login", [], "chat"),
    }
    rows = [(name, *known[name]) for name in settings.OUTSIDE_SIGN_IN]
    return [
        {"key": key, "name": OUTSIDE_NAMES[key], "icon": icon, "url": reverse(url, args=args)}
        for key, url, args, icon in rows
    ]


def person(request: HttpRequest) -> dict[str, Any]:
    """`posting` (asked for only where it is shown) and whether the notice “no second factor” must be shown."""
    return {
        "posting": SimpleLazyObject(lambda: posting_label(request)),
        "mfa_off": not settings.REQUIRE_MFA,
        "demo_mode": settings.DEMO,
        "outside_ways": SimpleLazyObject(outside_ways),
        "way_in": SimpleLazyObject(lambda: way_in(request)),
    }
