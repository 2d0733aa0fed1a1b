"""Ways to sign in that others run, LINE Login and ThaID: there only where their settings are given."""

from typing import Any
from urllib.parse import urlsplit

from withi.config import environment

LINE, THAID = "line", "thaid"
LINE_SITE = "https://access.line.me"
LINE_ASKED = "api.line.me"


def providers() -> dict[str, Any]:
    """allauth's own table of providers; empty where nothing is configured."""
    found: dict[str, Any] = {}
    if line := environment.together("WITHI_LINE_CHANNEL_ID", "WITHI_LINE_CHANNEL_SECRET"):
        channel, secret = line
        found[LINE] = {"APPS": [{"client_id": channel, "secret": secret}], "SCOPE": ["profile"]}
    if thaid := environment.together("WITHI_THAID_ISSUER", "WITHI_THAID_CLIENT_ID", "WITHI_THAID_CLIENT_SECRET"):
        issuer, client, secret = thaid
        app = {"provider_id": THAID, "name": "ThaID", "client_id": client, "secret": secret}
        found["openid_connect"] = {
            "APPS": [app | {"settings": {"server_url": issuer, "scope": ["openid", "pid"]}}],
            "OAUTH_PKCE_ENABLED": True,
        }
    return found


def names(given: dict[str, Any]) -> tuple[str, ...]:
    """What may be offered on the sign-in page."""
    return tuple(name for name, key in ((THAID, "openid_connect"), (LINE, LINE)) if key in given)


def hosts(given: dict[str, Any]) -> list[str]:
    """Whom this site itself must ask to let people in that way: they count as named by the operator."""
    found = [LINE_ASKED] if LINE in given else []
    return [*found, *(host for issuer in _issuers(given) if (host := urlsplit(issuer).hostname))]


def _issuers(given: dict[str, Any]) -> list[str]:
    return [app["settings"]["server_url"] for app in given.get("openid_connect", {}).get("APPS", [])]


def sites(given: dict[str, Any]) -> list[str]:
    """Where a form of ours may lead in the end, for the content security policy."""
    found = [LINE_SITE] if LINE in given else []
    return [*found, *(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, _issuers(given)))]
