"""How a Thai name sounds or looks, whatever way it is spelled: for proposing what was written by ear or misread.

`fold` (kit.thai) merges single signs that people mistype; `sound` goes further and merges ways of writing one
syllable: ไชย and ชัย, พรรณ and พัน, ลำ and ลัม, คลอง and คอง, a letter that ์ silences, ร and ล. It merges different names
as well, so what it finds is proposed and never taken.
"""

import re
from functools import lru_cache
from typing import Final

from withi.kit.thai import clean, fold

_TONES = re.compile("[\u0e47-\u0e4b]")
_SILENCED = re.compile("[ก-ฮ][\u0e34\u0e38]?\u0e4c")
_WAYS: Final = (
    (re.compile("ทร"), "ซ"),
    (re.compile("[ใไ]([ก-ฮ])ย?"), "\\1ัย"),
    (re.compile("รร(?=[ก-ฮ])"), "ั"),
    (re.compile("รร"), "ัน"),
    (re.compile("[ำ\u0e4d]"), "ัม"),
    (re.compile("ฤ"), "ร"),
    (re.compile("([กขคตทปผพศสซจ])[รล](?=[ก-ฮะ-\u0e39])"), r"\1"),
    (re.compile("ห(?=[งญนมยรลว])"), ""),
    (re.compile("ล"), "ร"),
)
"""Each way of writing, and the one it is taken for; in this order, after tone marks and silenced letters are gone."""
SHORTEST_NEAR: Final = 4
_REMEMBERED: Final = 8_192


_SHAPES: Final = {sign: alike[0] for alike in ("ขชซ", "คดตศ", "ถภ", "ผพฝฟ", "บปษ", "ทหฑ", "ลส", "ฎฏ") for sign in alike}
_LOOK: Final = str.maketrans(_SHAPES)
"""Letters that one stroke tells apart, in print and more so in handwriting: ขาด was ชาด."""


@lru_cache(_REMEMBERED)
def look(name: str) -> str:
    """The name as it looks, folded: names whose letters are alike but for a stroke have one `look`."""
    return fold(clean(name).translate(_LOOK))


@lru_cache(_REMEMBERED)
def sound(name: str) -> str:
    """The name as it sounds, folded: names that sound alike have one `sound`."""
    plain = _SILENCED.sub("", _TONES.sub("", clean(name)))
    for way, standard in _WAYS:
        plain = way.sub(standard, plain)
    return fold(plain)
