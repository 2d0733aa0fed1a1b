"""Evenness over villages, told to outsiders only over many; what a fall beside missing reports is called; no amount."""

import pytest
from django.utils.translation import override

from tests.cast import Cast
from withi.faces.figures import rules
from withi.faces.figures.pages import growth_said
from withi.faces.figures.tests.factory import fill, make_report
from withi.faces.figures.tests.test_pages import FAR, HERE, MONTH, NEAR, page

ALSO = "40150810"


@pytest.mark.django_db
def test_sales_are_spread_over_villages_from_the_tambon_to_the_province(cast: Cast) -> None:
    """Two villages with 900 and 300 baht: Gini 0.25; the third lies in another district."""
    fill(HERE, [500_00, 400_00], MONTH)
    fill(ALSO, [300_00], MONTH)
    fill("401508", [50_00], MONTH)
    fill(NEAR, [1_200_00], MONTH)
    asked = {"part": MONTH}
    assert "ระหว่าง 2 หมู่บ้านที่ผู้ผลิตขาย: จีนี 0.25 · 40 % ล่างได้ 20 %" in page(cast.officer, "401508", **asked)
    assert "ระหว่าง 2 หมู่บ้าน" in page(cast.officer, "4015", **asked)
    assert "ระหว่าง 3 หมู่บ้าน" in page(cast.officer, "40", **asked)
    assert "หมู่บ้านที่ผู้ผลิตขาย" not in page(cast.officer, HERE, **asked)


@pytest.mark.django_db
def test_few_villages_are_not_told_to_outsiders(cast: Cast) -> None:
    for area in (HERE, ALSO, NEAR, FAR):
        fill(area, [100_00] * 9, MONTH)
    assert "หมู่บ้านที่ผู้ผลิตขาย" not in page(cast.executive, "40")


@pytest.mark.parametrize(
    ("same", "same_before", "is_of_reports"),
    [(100, 100, True), (110, 100, True), (80, 100, True), (79, 100, False), (0, 0, True)],
)
def test_a_fall_is_one_of_reports_where_the_same_people_fell_at_most_half_as_far(
    same: int, same_before: int, is_of_reports: bool
) -> None:
    assert rules.is_of_reports(600, 1_000, same, same_before) is is_of_reports


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sold", "said"), [(100_00, "ยอดต่ำลงเพราะรายงานยังไม่ครบ"), (40_00, "ยอดต่ำลง และรายงานก็ยังไม่ครบ")]
)
def test_missing_reports_are_no_excuse_for_a_fall_of_those_who_reported(cast: Cast, sold: int, said: str) -> None:
    for place, producer in enumerate(fill(HERE, [100_00] * 6, MONTH - 100)):
        if place:
            make_report(producer, MONTH, in_village=sold)
    assert said in page(cast.officer, "4015", part=MONTH)


@pytest.mark.django_db
def test_nothing_sold_is_told_as_that_and_not_as_nobody_reported(cast: Cast) -> None:
    fill(HERE, [0, 0], MONTH)
    fill(HERE, [0], MONTH - 100)
    text = page(cast.officer, "4015", part=MONTH)
    assert "รายงาน 2 ฉบับของช่วงนี้บอกว่าไม่มีขาย" in text
    assert "ยังไม่มีผู้ใดรายงานยอด" not in text
    fill(HERE, [100_00], MONTH)
    assert "ปีก่อนไม่มีขาย" in page(cast.officer, "4015", part=MONTH)
    assert "ยังไม่มีส่วนที่บอกว่าเป็นสินค้าประเภทนี้" in page(cast.officer, "4015", part=MONTH, product_type="food")
    assert "ยังไม่มีผู้ใดรายงานยอด" in page(cast.officer, "4011", part=MONTH)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (1_030, 1_000, "เพิ่ม 3 %"),
        (870, 1_000, "ลด 13 %"),
        (1_004, 1_000, "ใกล้เคียงเดิม"),
        (996, 1_000, "ใกล้เคียงเดิม"),
        (5, 0, ""),
    ],
)
def test_a_change_of_less_than_half_a_percent_is_neither_up_nor_down(now: int, before: int, said: str) -> None:
    with override("th"):
        assert growth_said(rules.growth(now, before)) == said
