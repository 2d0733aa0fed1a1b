"""Rows and text made ready for templates, so that showing them costs little."""

from typing import Any


class Plain(str):
    """Text put together from our own words, figures and codes only, or escaped already: HTML need not escape it.

    Templates escape every other string; half of what a row shows is of this kind, and escaping is half its cost.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return self


NOTHING = Plain()


class Ready:
    """A row for templates. They ask for `row["name"]` first, so that answering saves them an exception a value.

    A loop over such rows may read their attributes directly (`ground/web/steps.py`).
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)
