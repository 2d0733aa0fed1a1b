"""The routing server that tells minutes by road: Valhalla or OSRM, run by whoever runs this site."""

from urllib.parse import urlsplit

from withi.config import environment
from withi.kit.routing import KINDS, Kind


def server() -> tuple[Kind, str] | None:
    """Its kind and its address; None where none is set. What cannot be one stops the start."""
    given = environment.together("WITHI_ROUTING_KIND", "WITHI_ROUTING_URL")
    if not given:
        return None
    parts = urlsplit(given[1])
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"WITHI_ROUTING_URL={given[1]!r}: use an address as in http://127.0.0.1:8002")
    for kind in KINDS:
        if given[0].lower() == kind:
            return kind, given[1].rstrip("/")
    raise ValueError(f"WITHI_ROUTING_KIND={given[0]!r}: use {' or '.join(KINDS)}")
