"""The content security policy: what browsers let a page of this site load, and whom they let it ask."""

from withi.config.maps import MapBase


def content_security(forms: list[str], tiles: MapBase | None) -> str:
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
