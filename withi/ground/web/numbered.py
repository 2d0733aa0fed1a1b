"""PostgreSQL's cursor for fixed statements, in which a place for a value has a number.

The driver writes numbers into a statement each time that it is asked, where that is a long one; here that is done once.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql.base import CursorMixin  # type: ignore[attr-defined]  # not in the stubs
from psycopg import RawCursor

PLACE = re.compile(r"%(?:\((\w+)\)s|([s%]))")


class Numbered(CursorMixin, RawCursor[Any]):
    """Takes statements with `%s` or `%(name)s` as Django's cursors do.

    Where statements are told, each is sent as a text: of one that the server knows already the driver does not tell.
    """

    is_told = False

    def execute(self, query: str, params: Any = None) -> Any:  # type: ignore[override]  # our statements are texts
        prepare = False if self.is_told else None
        if params is None:
            return super().execute(query, prepare=prepare)
        numbered, names = in_numbers(query)
        values = [params[name] for name in names] if isinstance(params, Mapping) else params
        return super().execute(numbered, values, prepare=prepare)


@lru_cache(maxsize=512)
def in_numbers(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement with `$1`, `$2`, … in its places, those of one name the same; and the names in this order."""
    names: dict[str, int] = {}
    places = 0

    def number(found: re.Match[str]) -> str:
        nonlocal places
        name, other = found.groups()
        if other == "%":
            return "%"
        if name in names:
            return f"${names[name]}"
        places += 1
        if name:
            names[name] = places
        return f"${places}"

    return PLACE.sub(number, statement), tuple(names)
