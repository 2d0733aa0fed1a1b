"""Where the icon sprite lies, for pages and for parts that htmx asks for alone."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject

SPRITE = "icons.svg"


def icons(_request: HttpRequest) -> dict[str, Any]:
    """Context processor: `icons`, the address of the sprite, looked up only where a template uses it."""
    return {"icons": SimpleLazyObject(lambda: static(SPRITE))}
