"""The base map below guests' maps: a PMTiles file of the operator's own, with the words its makers ask for."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from withi.config import environment


@dataclass(frozen=True, slots=True)
class MapBase:
    """Where the file lies, the origin browsers must be let to ("" on this very site), and whose map it is."""

    address: str
    origin: str
    attribution: str


def base() -> MapBase | None:
    """The base map; None where none is set. What cannot be one stops the start."""
    given = environment.together("WITHI_MAP_PMTILES_URL", "WITHI_MAP_ATTRIBUTION")
    if not given:
        return None
    address, attribution = given
    parts = urlsplit(address)
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    is_away = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    signs = set(address) & set(" ;,*'\"")
    if signs or not (is_own or is_away) or not parts.path.endswith(".pmtiles"):
        raise ValueError(
            f"WITHI_MAP_PMTILES_URL={address!r}: use an address as in https://maps.example/thailand.pmtiles"
        )
    return MapBase(address, "" if is_own else f"{parts.scheme}://{parts.netloc}", attribution)


def policy(forms: list[str], tiles: MapBase | None) -> str:
    """The content security policy: cached public pages carry no nonce, so every source is named, and nothing inline is
    ever allowed. `forms`: sites a form may lead to when somebody signs in there.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "worker-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {tiles.origin if tiles else ''}".rstrip(),
            "manifest-src 'self'",
            " ".join(("form-action 'self'", *forms)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
