"""Compressed variants of public pages: brotli, else gzip, as the browser accepts it.

Only pages that show nothing of a person are compressed, so that their length tells nothing (BREACH).
"""

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

BROTLI_QUALITY = 7
GZIP_LEVEL = 6
LONGEST_HEADER = 200


def to_brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))


def to_gzip(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {"br": to_brotli, "gzip": to_gzip}


def accepted(header: str) -> str:
    """The best of our encodings that an Accept-Encoding header names without `q=0`; empty for none."""
    return _accepted(header) if 0 < len(header) <= LONGEST_HEADER else ""


@lru_cache(maxsize=128)
def _accepted(header: str) -> str:
    weights = dict(_weights(header))
    return next((name for name in ENCODERS if weights.get(name, 0.0) > 0), "")


def _weights(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.lower().split(","):
        name, _, rest = part.strip().partition(";")
        key, _, value = rest.strip().partition("=")
        try:
            weight = float(value) if key == "q" else 1.0
        except ValueError:
            weight = 0.0
        found.append((name.strip(), weight))
    return found
