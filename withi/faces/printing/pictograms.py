"""Pictograms of the site's own set as drawings for paper."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from withi.ground.web.icons import SPRITE

_SYMBOL = re.compile(r'<symbol id="i-([a-z]+)" viewBox="([0-9 ]+)">(.*?)</symbol>', re.DOTALL)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" stroke="currentColor" stroke-width="2.2">'


def drawn(names: Iterable[str]) -> dict[str, str]:
    """Each pictogram as an SVG whose colour is still `currentColor`."""
    return {name: _every()[name] for name in names}


@cache
def _every() -> Mapping[str, str]:
    found = finders.find(SPRITE)
    assert isinstance(found, str)  # the sprite is part of the source
    symbols = _SYMBOL.findall(Path(found).read_text(encoding="utf-8"))
    return {name: f"{HEAD.format(box=box)}{body}</svg>" for name, box, body in symbols}
