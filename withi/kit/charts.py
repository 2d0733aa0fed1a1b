"""Small charts as SVG text: lines of two years, a bar of shares, the Lorenz curve. No script, no style attribute.

Everything is told by form before colour: thick, thin, dashed, hollow. Labels stand at what they name; there is no
legend. Words come from the page. A data table stands beside every chart; that is the page's too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

Amounts = Sequence[int | None]
LEFT, RIGHT, TOP, BOTTOM = 52, 404, 40, 216
LINES: Final = 4
LETTER: Final = 18
"""Units between two labels that do not touch."""
SIGN = 9
"""Width of a sign of a name, at most."""
BAR: Final = 360
SQUARE_LEFT, SQUARE_TOP, SQUARE = 40, 20, 230


@dataclass(frozen=True, slots=True)
class YearLines:
    """Two years by month: what is said of them. `open_from` is the place from which months are unfinished."""

    label: str
    now_name: str
    was_name: str
    months: Sequence[str]
    now: Amounts
    was: Amounts
    open_from: int
    unit: int
    last_words: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its share in thousandths, its word, and its look: full, tint, or open with a dashed edge."""

    share: int
    word: str
    look: str


def scale(largest: int) -> tuple[int, int]:
    """The step between lines and their number: 1, 2, 2.5 or 5 times a power of ten, at most four lines over zero."""
    power = 1
    while True:
        for tenths in (10, 20, 25, 50):
            step = tenths * power // 10
            if step * 10 == tenths * power and step * LINES >= largest:
                return step, max(1, -(-largest // step))
        power *= 10


def two_years(chart: YearLines) -> str:
    """Lines of a fiscal year and the one before, months from left to right, from zero up."""
    shown = [*chart.now, *chart.was]
    step, lines = scale(max((-(-amount // chart.unit) for amount in shown if amount is not None), default=1) or 1)
    plot = _Plot(len(chart.months), step * lines * chart.unit)
    parts = [_grid(plot, step, lines, chart.unit), _months(plot, chart.months)]
    parts += [_path("was", run) for run in plot.runs(chart.was)]
    parts.append(_now(plot, chart))
    parts.append(_names(plot, chart))
    return _svg("chart trend", "0 0 524 246", chart.label, "".join(parts))


class _Plot:
    def __init__(self, months: int, top: int) -> None:
        self.gaps, self.top = max(months - 1, 1), top

    def x(self, place: int) -> int:
        return LEFT + (RIGHT - LEFT) * place // self.gaps

    def y(self, amount: int) -> int:
        return BOTTOM - (BOTTOM - TOP) * amount // self.top

    def runs(self, amounts: Amounts, first: int = 0) -> list[list[tuple[int, int]]]:
        """Points of the months that are known, a new line after every gap."""
        runs: list[list[tuple[int, int]]] = [[]]
        for place, amount in enumerate(amounts):
            if amount is None:
                runs.append([])
            elif place >= first:
                runs[-1].append((self.x(place), self.y(amount)))
        return [run for run in runs if run]


def _grid(plot: _Plot, step: int, lines: int, unit: int) -> str:
    drawn = []
    for line in range(lines + 1):
        y = plot.y(step * line * unit)
        drawn.append(f'<path class="ax" d="M{LEFT} {y}H{RIGHT}"/>')
        drawn.append(f'<text class="s" x="{LEFT - 7}" y="{y + 5}" text-anchor="end">{step * line:,}</text>')
    return "".join(drawn)


def _months(plot: _Plot, months: Sequence[str]) -> str:
    last = len(months) - 1
    return "".join(
        f'<text class="s" x="{plot.x(place)}" y="241" text-anchor="middle">{escape(months[place])}</text>'
        for place in range(len(months))
        if place % 3 == 0 or (place == last and last % 3 == 2)
    )


def _now(plot: _Plot, chart: YearLines) -> str:
    """This year: thick; unfinished months dashed and hollow."""
    closed: list[int | None] = [*chart.now[: chart.open_from]]
    drawn = [_path("now", run) for run in plot.runs(closed)]
    drawn += [_path("now dash", run) for run in plot.runs(chart.now, max(chart.open_from - 1, 0))]
    for place, amount in enumerate(chart.now):
        if amount is not None and place >= chart.open_from:
            drawn.append(f'<circle class="hole" cx="{plot.x(place)}" cy="{plot.y(amount)}" r="6"/>')
    dots = [place for place, amount in enumerate(closed) if amount is not None]
    if dots:
        place = dots[-1]
        drawn.append(f'<circle class="full" cx="{plot.x(place)}" cy="{plot.y(closed[place] or 0)}" r="6"/>')
    return "".join(drawn)


def _names(plot: _Plot, chart: YearLines) -> str:
    """Each line's name beside its last point, or above it where the year is not over; never one upon the other."""
    now, was = _last(chart.now), _last(chart.was)
    drawn = []
    now_y = was_y = BOTTOM
    if was:
        was_y = plot.y(was[1])
    if now:
        now_y = plot.y(now[1])
        drawn += _now_name(plot, chart, *now)
    if was:
        if now and now[0] == was[0] and abs(was_y - now_y) < 2 * LETTER:
            lines_below = 2 if chart.last_words else 1
            was_y = now_y - LETTER if was_y < now_y else now_y + lines_below * LETTER
        drawn.append(_text("s", plot.x(was[0]) + 12, min(was_y + 5, BOTTOM - 4), chart.was_name))
    return "".join(drawn)


def _now_name(plot: _Plot, chart: YearLines, place: int, amount: int) -> list[str]:
    said = f"{chart.now_name} {_short(amount, chart.unit)}"
    x, y = plot.x(place), plot.y(amount)
    if place == len(chart.months) - 1:
        return [_text("b", x + 12, y + 5, said), _text("s", x + 12, y + 5 + LETTER, chart.last_words)]
    before = chart.was[place] if place < len(chart.was) else None
    x = max(x, LEFT + 6 + SIGN * max(len(said), len(chart.last_words)) // 2)  # never upon the scale
    if before is not None and before > amount and y < BOTTOM - 3 * LETTER:
        return [_text("b", x, y + 26, said, "middle"), _text("s", x, y + 26 + LETTER, chart.last_words, "middle")]
    if _has_room_beside(plot, chart, place, amount):
        right = plot.x(place) + 12
        return [_text("b", right, y - 2, said), _text("s", right, y - 2 - LETTER, chart.last_words)]
    y = max(y - 14, 2 * LETTER)
    return [_text("b", x, y, said, "middle"), _text("s", x, y - LETTER, chart.last_words, "middle")]


def _has_room_beside(plot: _Plot, chart: YearLines, place: int, amount: int) -> bool:
    """Whether a line that falls to its last point would run through words above it, and nothing stands beside it."""
    before = chart.now[place - 1] if place else None
    if before is None or plot.y(amount) - plot.y(before) < 2 * LETTER or place > len(chart.months) // 2:
        return False
    ahead = [plot.y(other) for other in chart.was[place : place + 5] if other is not None]
    return all(plot.y(amount) - y > 3 * LETTER for y in ahead)


def _last(amounts: Amounts) -> tuple[int, int] | None:
    known = [(place, amount) for place, amount in enumerate(amounts) if amount is not None]
    return known[-1] if known else None


def _text(look: str, x: int, y: int, words: str, anchor: str = "start") -> str:
    return f'<text class="{look}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>' if words else ""


def _short(amount: int, unit: int) -> str:
    """An amount in the chart's unit, with one decimal where it is small."""
    tenths = (amount * 10 + unit // 2) // unit
    return f"{tenths // 10:,}.{tenths % 10}" if tenths < 1000 else f"{(tenths + 5) // 10:,}"


def _path(look: str, points: Sequence[tuple[int, int]]) -> str:
    """A line; a month between two gaps is a dot."""
    if len(points) == 1:
        x, y = points[0]
        return f'<circle class="{"mild" if look == "was" else "full"}" cx="{x}" cy="{y}" r="4"/>'
    return f'<path class="{look}" d="M{"L".join(f"{x} {y}" for x, y in points)}"/>'


def share_bar(label: str, parts: Sequence[Part]) -> str:
    """One bar of parts that are a whole: the first one's word stands above left, the last one's right, others below."""
    whole = sum(part.share for part in parts) or 1
    edges = [0]
    for part in parts:
        edges.append(edges[-1] + part.share)
    drawn = [
        _part(part, BAR * low // whole, BAR * high // whole)
        for part, (low, high) in zip(parts, pairwise(edges), strict=True)
        if part.share
    ]
    drawn += _part_words([part for part in parts if part.share])
    return _svg("chart parts", "0 0 360 92", label, "".join(drawn))


def _part(part: Part, x: int, end: int) -> str:
    wide = max(end - x, 1)
    return f'<rect class="{part.look}" x="{x}" y="28" width="{wide}" height="30"/>'


def _part_words(parts: Sequence[Part]) -> list[str]:
    places = (("0", "18", "start"), ("360", "18", "end"), ("360", "80", "end"))
    ordered = [parts[0], *parts[2:], *parts[1:2]] if len(parts) > 2 else list(parts)
    return [
        f'<text class="{"b" if place == 0 else "w"}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(part.word)}</text>'
        for place, (part, (x, y, anchor)) in enumerate(zip(ordered, places, strict=False))
    ]


@dataclass(frozen=True, slots=True)
class Lorenz:
    """A Lorenz curve and the words on it; `half` is what the lower half has, 0 to 1."""

    label: str
    curve: Sequence[tuple[float, float]]
    half: float
    half_words: str
    even: str
    few: str
    much: str
    who: str


def lorenz(chart: Lorenz) -> str:
    """The curve under the line of equal parts, the lower half marked."""
    line = "L".join(f"{_across(x)} {_up(y)}" for x, y in chart.curve)
    corner, far = f"{_across(0)} {_up(0)}", f"{_across(1)} {_up(1)}"
    x, y = _across(0.5), _up(chart.half)
    body = (
        f'<path class="area" d="M{corner}L{line}z"/><path class="ax" d="M{_across(0)} {_up(1)}V{_up(0)}H{_across(1)}"/>'
        f'<path class="was" d="M{corner}L{far}"/><path class="now" d="M{line}"/>'
        f'<path class="lead" d="M{x} {y}V{_up(0) + 6}"/><circle class="full" cx="{x}" cy="{y}" r="6"/>'
        f'<text class="b" x="{x}" y="274" text-anchor="middle">{escape(chart.half_words)}</text>'
        f'<text class="s" x="126" y="118" text-anchor="middle" transform="rotate(-45 126 118)">'
        f"{escape(chart.even)}</text>"
        f'<text class="s" x="{SQUARE_LEFT}" y="298">{escape(chart.few)}</text>'
        f'<text class="s" x="{SQUARE_LEFT + SQUARE}" y="298" text-anchor="end">{escape(chart.much)}</text>'
        f'<text class="s" x="155" y="320" text-anchor="middle">{escape(chart.who)}</text>'
    )
    return _svg("chart", "0 0 300 328", chart.label, body)


def _across(share: float) -> int:
    return SQUARE_LEFT + round(share * SQUARE)


def _up(share: float) -> int:
    return SQUARE_TOP + SQUARE - round(share * SQUARE)


def meter(thousandths: int) -> str:
    """A bar in a row of a table; the figure stands beside it."""
    wide = min(max(thousandths, 0), 1000) * 90 // 1000
    return (
        '<svg class="bar" viewBox="0 0 90 16" aria-hidden="true">'
        '<rect class="bg" x=".5" y=".5" width="89" height="15"/>'
        f'<rect width="{wide}" height="16"/></svg>'
    )


def _svg(look: str, view: str, label: str, body: str) -> str:
    return f'<svg class="{look}" viewBox="{view}" role="img" aria-label="{escape(label)}">{body}</svg>'
