"""Evenness over villages: the same sales, by where the producers are; told to outsiders only over many."""

import pytest

from tests.cast import Cast
from withi.faces.figures.tests.factory import fill
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
