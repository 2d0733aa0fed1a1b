"""The e-mail server from one address: smtp://user:password@host:587, smtps://…:465."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}


def from_url(url: str) -> dict[str, Any]:
    """Options of Django's SMTP backend; {} where nothing is set.

    `smtp` begins in the clear and goes over to TLS, `smtps` is TLS from the start; only `?tls=0` sends in the clear.
    """
    if not url:
        return {}
    given = urlsplit(url)
    if given.scheme not in PORTS or not given.hostname:
        raise ValueError("WITHI_EMAIL_URL: use smtp://user:password@host:587 or smtps://user:password@host:465")
    in_clear = parse_qs(given.query).get("tls") == ["0"]
    return {
        "host": given.hostname,
        "port": given.port or PORTS[given.scheme],
        "username": unquote(given.username or ""),
        "password": unquote(given.password or ""),
        "use_ssl": given.scheme == "smtps",
        "use_tls": given.scheme == "smtp" and not in_clear,
    }
