"""The base map below guests' maps: a PMTiles file of the operator's own, with the words its makers ask for."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from withi.config import environment

SIGNS = frozenset(" ;,*'\"")
"""What would mean something else in the content security policy."""


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
    if set(address) & SIGNS or not (_is_own(parts) or _is_away(parts)) or not parts.path.endswith(".pmtiles"):
        raise ValueError(
            f"WITHI_MAP_PMTILES_URL={address!r}: use an address as in https://maps.example/thailand.pmtiles"
        )
    return MapBase(address, "" if _is_own(parts) else f"{parts.scheme}://{parts.netloc}", attribution)


def _is_own(parts: SplitResult) -> bool:
    """A path on this very site."""
    return not parts.scheme and not parts.netloc and parts.path.startswith("/")


def _is_away(parts: SplitResult) -> bool:
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
