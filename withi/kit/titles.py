"""Titles of public pages as HTML: a short Thai name is not parted where a browser sees two words ("ครกดิน|เผา").

Browsers cut Thai by their own word list, which knows few compounds. A list of ours in every web process costs 69 MiB;
that a short run without spaces stays on one line costs nothing, and longer ones are cut as browsers do.
"""

import re
from html import escape
from typing import Final

from withi.kit.ready import Plain

SHORT: Final = 10
"""Letters, without marks above and below, that fit on one line of the largest heading at 320 px."""
FEWEST: Final = 5
_RUN: Final = re.compile("[฀-๿]+")
_MARKS: Final = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def held(text: str) -> Plain:
    """The title escaped, with each short run of Thai in a span that no line breaks."""
    return Plain(_RUN.sub(_in_span, escape(text)))


def _in_span(run: re.Match[str]) -> str:
    letters = len(_MARKS.sub("", run[0]))
    return f'<span class="nb">{run[0]}</span>' if FEWEST <= letters <= SHORT else run[0]
