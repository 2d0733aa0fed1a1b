"""Charts are whole SVG without script or style, told by form, with labels that stay apart."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from withi.kit import charts
from withi.kit.charts import Lorenz, Part, YearLines
from withi.kit.evenness import evenness

MONTHS = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.")


def lines(now: charts.Amounts, was: charts.Amounts, **more: object) -> str:
    values: dict[str, object] = {"open_from": len(MONTHS), "unit": 100} | more
    return charts.two_years(YearLines("ยอด <รายเดือน>", "ปี 2569", "ปี 2568", MONTHS, now, was, **values))  # type: ignore[arg-type]


def ys(svg: str, words: str) -> int:
    found = re.search(rf'y="(-?\d+)"[^>]*>{words}', svg)
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    ("largest", "step"), [(1, (1, 1)), (4, (1, 4)), (7, (2, 4)), (10, (2, 5)), (95, (25, 4)), (600, (200, 3))]
)
def test_lines_stand_at_round_figures(largest: int, step: tuple[int, int]) -> None:
    found = charts.scale(largest)
    assert found[0] * found[1] >= largest
    assert found[1] <= charts.LINES
    if largest != 10:
        assert found == step


def test_every_chart_is_whole_and_says_what_it_is() -> None:
    spread = evenness([1, 2, 3, 10])
    assert spread is not None
    drawn = [
        lines([100, 200, None, 300], [100] * 12, open_from=3, last_words="ยังไม่ครบ"),
        charts.share_bar(
            "ที่มา", [Part(710, "รายงานเอง", "full"), Part(170, "เท่าเดิม", "tinted"), Part(120, "ประมาณ", "open")]
        ),
        charts.lorenz(Lorenz("ลอเรนซ์", spread.curve, spread.half, "ครึ่งล่าง", "เท่ากัน", "น้อย", "มาก", "ผู้ผลิต")),
        charts.meter(500),
    ]
    for svg in drawn:
        root = ET.fromstring(svg)
        assert root.get("aria-label") or root.get("aria-hidden")
        assert "style" not in svg
        assert "script" not in svg


def test_words_are_escaped() -> None:
    assert "ยอด &lt;รายเดือน&gt;" in lines([100], [100])


def test_a_gap_is_no_zero() -> None:
    """A month without reports breaks the line; two pieces, not one that dips."""
    assert lines([100, 100, None, 100, 100], [None] * 12).count('class="now"') == 2


def test_a_month_between_gaps_is_a_dot() -> None:
    assert 'r="4"' in lines([100, None, 100, None, 100], [None] * 12)


def test_unfinished_months_are_dashed_and_hollow() -> None:
    svg = lines([100, 200, 300], [None] * 12, open_from=2)
    assert 'class="now dash"' in svg
    assert svg.count('class="hole"') == 1


@pytest.mark.parametrize("last", [(5_000, 5_000), (5_000, 4_900), (4_900, 5_000), (5_000, 100), (100, 5_000)])
@pytest.mark.parametrize("words", ["", "ยังไม่ครบ"])
def test_names_at_the_end_do_not_touch(last: tuple[int, int], words: str) -> None:
    svg = lines([5_000] * 11 + [last[0]], [5_000] * 11 + [last[1]], last_words=words)
    rows = sorted(ys(svg, name) for name in ("ปี 2569", "ปี 2568", *([words] if words else [])))
    assert all(other - one >= 12 for one, other in itertools.pairwise(rows))


@pytest.mark.parametrize(
    ("was", "beside"), [([40_000_00] * 12, True), ([40_000_00, 2_000_00, *[40_000_00] * 10], False)]
)
def test_a_line_that_falls_steeply_keeps_off_its_own_name(was: list[int], *, beside: bool) -> None:
    """The name stands to the right of the last point where nothing else does, and above it otherwise."""
    svg = lines([30_000_00, 800_00, *[None] * 10], was, open_from=0, last_words="ยังไม่ครบ")
    found = re.search(r'<text class="b" x="(\d+)" y="\d+" text-anchor="(\w+)">ปี 2569', svg)
    hole = re.findall(r'class="hole" cx="(\d+)"', svg)[-1]
    assert found
    assert (found[2] == "start" and int(found[1]) > int(hole)) is beside


def test_the_name_of_a_first_month_leaves_the_scale_alone() -> None:
    """Its middle stands so far right that half of it fits beside the figures of the scale."""
    now, was = [2_690, *[None] * 11], [4_000] * 12
    chart = YearLines("Sales", "Year 2027", "Year 2026", MONTHS, now, was, 0, 100, "not all in yet")
    svg = charts.two_years(chart)
    found = re.search(r'class="b" x="(\d+)"[^>]*>([^<]+)<', svg)
    assert found
    assert int(found[1]) - 4 * len(found[2]) > charts.LEFT
