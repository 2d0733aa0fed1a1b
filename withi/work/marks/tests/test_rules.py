"""Terms, points, validity, numbers, and what a line of a list means."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.problem import Problem
from withi.work.marks import rules
from withi.work.marks.queries import first
from withi.work.marks.rules import Answer, Colour, Known, Line, Shelf


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 11, 26), 36, date(2029, 11, 25)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
    ],
)
def test_the_last_day(since: date, months: int, last: date) -> None:
    assert rules.last_day(since, months) == last


def test_a_mark_holds_to_its_last_day_and_not_a_day_longer() -> None:
    last = date(2027, 3, 31)
    assert rules.holds("held", last, last)
    assert not rules.holds("held", last, date(2027, 4, 1))
    assert not rules.holds("withdrawn", last, date(2027, 1, 1))
    assert not rules.holds("applied", None, date(2027, 1, 1))


def test_numbers_name_mark_province_and_year() -> None:
    series = rules.series_of("silver", "40150808", date(2026, 11, 26))
    assert (series, rules.number_of(series, 7)) == ("C40-2569", "C40-2569-0007")
    assert len({rules.series_of(colour, "40", date(2026, 1, 1)) for colour in Colour}) == 4


@given(st.integers(0, 10_000))
def test_every_score_has_its_stars_and_more_points_never_fewer(score: int) -> None:
    bands = first("stars").bands
    stars = rules.stars_of(bands, score)
    assert 1 <= stars <= 5
    assert score >= bands[stars] * 100
    assert stars == 5 or score < bands[stars + 1] * 100
    assert rules.stars_of(bands, min(score + 1, 10_000)) >= stars


def test_points_stay_within_their_parts() -> None:
    parts = first("marks").parts
    assert rules.check_points(parts, [part.most for part in parts]) == 100
    for place in range(len(parts)):
        points = [part.most for part in parts]
        points[place] += 1
        with pytest.raises(Problem) as refused:
            rules.check_points(parts, points)
        assert refused.value.field == f"part{place + 1}"


def test_the_mean_is_told_to_the_hundredth() -> None:
    assert (rules.mean([80, 81, 81]), rules.mean([])) == (8066, None)
    assert [rules.said_points(value) for value in (8066, 8000, 8050, None)] == ["80.66", "80", "80.5", ""]


def changed(about: str, **values: Any) -> dict[str, Any]:
    return deepcopy(dict(first(about).body)) | values


def test_terms_that_do_not_make_a_hundred_or_fall_are_refused() -> None:
    for about in ("marks", "stars"):
        rules.check_terms(about, first(about).body)
        with pytest.raises(Problem) as refused:
            rules.check_terms(about, changed(about, parts=[{"label": "ทั้งหมด", "most": 99}]))
        assert refused.value.code == "marks.weights"
    for bands in ({"5": 90, "4": 90, "3": 70, "2": 50, "1": 0}, {"5": 90, "4": 80, "3": 70, "2": 50, "1": 10}):
        with pytest.raises(Problem) as refused:
            rules.check_terms("stars", changed("stars", bands=bands))
        assert refused.value.code == "marks.bands"


# --- lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stars"),
    [("5", 5), ("๔", 4), ("3 ดาว", 3), ("ระดับ 2 ดาว", 2), ("ห้าดาว", 5), ("★★★", 3), ("6", None), ("0", None),
     ("", None), ("ไม่ผ่าน", None), ("4.5", None), ("★★★★★★", None), ("5.0", 5), ("ดาว ๔", 4), ("3 Stars", 3), ("5 ★", 5),
     ("★★☆☆☆", 2), ("☆☆", None), ("ระดับสามดาว (ดี)", 3), ("12 ดาว", None)],
)  # fmt: skip
def test_stars_as_lists_write_them(text: str, stars: int | None) -> None:
    assert rules.read_stars(text) == stars


@pytest.mark.parametrize(
    ("text", "score"),
    [("92", 9200), ("92.5", 9250), ("๘๘.๒๕", 8825), ("100", 10_000), ("100.5", None), ("", None), ("-1", None),
     ("เก้าสิบ", None)],
)  # fmt: skip
def test_scores_as_lists_write_them(text: str, score: int | None) -> None:
    assert rules.read_score(text) == score


SHELF = Shelf(
    [
        Known(1, "ผ้าไหมมัดหมี่", "กลุ่มทอผ้า ก", "OT-1"),
        Known(2, "ผ้าไหมมัดหมี่", "กลุ่มทอผ้า ข", "OT-2"),
        Known(3, "น้ำพริก", "ครัวแม่", ""),
        Known(4, "น้ำพริก", "ครัวแม่", ""),
        Known(5, "ชาใบหม่อน", "", "OT-2"),
    ]
)


@pytest.mark.parametrize(
    ("told", "answer", "product", "others"),
    [
        (("อะไรก็ได้", "", "OT-1"), Answer.MATCHED, 1, ()),
        (("ผ้าไหมมัดหมี่", "", "OT-2"), Answer.PROPOSED, None, (2, 5)),
        (("ผ้าไหม มัดหมี่", "กลุ่มทอผ้า ข", ""), Answer.MATCHED, 2, ()),
        (("ผ้าไหมมัดหมี่", "กลุ่มอื่น", ""), Answer.PROPOSED, None, (1, 2)),
        (("น้ำพริก", "ครัวแม่", ""), Answer.PROPOSED, None, (3, 4)),
        (("ชาใบหม่อน", "", "ไม่มีเลขนี้"), Answer.PROPOSED, None, (5,)),
        (("ของที่ไม่มี", "กลุ่มทอผ้า ก", ""), Answer.NONE, None, ()),
        (("ผ้าไหมมัดหมู่", "กลุ่มทอผ้า ข", ""), Answer.PROPOSED, None, (2,)),
        (("ผ้าไหมมัดหมู่", "", ""), Answer.NONE, None, ()),
    ],
)
def test_a_line_means_one_product_or_is_only_proposed(
    told: tuple[str, str, str], answer: Answer, product: int | None, others: tuple[int, ...]
) -> None:
    match = SHELF.match(Line(2, *told, 5, None))
    assert (match.answer, match.product, match.others) == (answer, product, others)


def test_a_line_without_stars_matches_nothing() -> None:
    assert SHELF.match(Line(2, "", "", "OT-1", None, None)).answer is Answer.WRONG
