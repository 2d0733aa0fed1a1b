from typing import ClassVar

from django.contrib.staticfiles.apps import StaticFilesConfig


class AssetsConfig(StaticFilesConfig):
    """Static files come straight from `assets/`; what only builds them is never served."""

    ignore_patterns: ClassVar[list[str]] = [  # type: ignore[misc]  # never changed, and the stubs leave that open
        "CVS",
        ".*",
        "*~",
        "node_modules",
        "package*.json",
        "*.md",
        "ext",  # htmx extensions and the next htmx, which django_htmx brings along and no page uses
        "htmx-4*",
        "htmax-4*",
    ]
