r"""Text that a spreadsheet would run as a formula, made harmless by an apostrophe that `restore` takes away again.

A line is dangerous when, after blanks, quotes and invisible signs, it begins with = + - @ | % or a wide form of them.
Lines are looked at one by one, and so is what follows a semicolon or a tab, because a spreadsheet set to that separator
starts a new cell there. A dangerous line gets one more apostrophe than it has; restoring takes one away. The two are
exact inverses for every text, so nothing is lost on the way out and in again.
"""

import re

_STARTS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029;\t"
_SIGNS = "=+\\-@|%＝＋－＠｜％﹢﹣﹦﹫﹪⁺⁻⁼₊₋₌−"
_BLANKS = (
    '" \\xa0\\u1680\\u180e\\u2000-\\u200f\\u202a-\\u202f\\u205f-\\u206f\\u3000\\u3164\\uffa0\\ufeff'
    "\\xad\\u034f\\u115f\\u1160\\ufe00-\\ufe0f\\x00-\\x08\\x0e-\\x1b\\x1f\\x7f-\\x84\\x86-\\x9f"
)
_BEGIN = rf"(?:\A|(?<=[{_STARTS}]))"
_DANGER = rf"'*[{_BLANKS}]*[{_SIGNS}]"
_UNARMED = re.compile(rf"{_BEGIN}(?={_DANGER})")
_DISARMED = re.compile(rf"{_BEGIN}'(?={_DANGER})")


def is_armed(text: str) -> bool:
    """Whether some line of the text could be taken for a formula."""
    return _UNARMED.search(text) is not None


def disarm(text: str) -> str:
    """The text with an apostrophe before each dangerous line; other text comes back as it is."""
    return _UNARMED.sub("'", text)


def restore(text: str) -> str:
    """The text that `disarm` was given; one apostrophe less before each dangerous line."""
    return _DISARMED.sub("", text)
