"""Which partners may be one, and when one works along."""

from datetime import date

import pytest

from withi.kit.problem import Problem
from withi.registers.partners.rules import Known, check_dates, is_active, likely

KNOWN = (
    Known(1, "องค์การบริหารส่วนตำบลดงเค็ง", "043111111"),
    Known(2, "มหาวิทยาลัยราชภัฏชัยภูมิ"),
    Known(3, "บริษัท ประชารัฐรักสามัคคีขอนแก่น (วิสาหกิจเพื่อสังคม) จำกัด"),
    Known(4, "ธนาคารออมสิน"),
)


@pytest.mark.parametrize(
    ("name", "phone", "found"),
    [
        ("อบต.ดงเค็ง", "", [1]),
        ("อบต. ดงเค็ง", "", [1]),
        ("มรภ.ไชยภูมิ", "", [2]),
        ("บจก.ประชารัฐรักสามัคคีขอนแก่น", "", [3]),
        ("ธนาคารออมสิน สาขาหนองสองห้อง", "", [4]),
        ("เทศบาลตำบลดงเค็ง", "043111111", [1]),
        ("เทศบาลตำบลดงเค็ง", "", []),
        ("ธนาคารกรุงไทย", "", []),
    ],
)
def test_which_may_be_the_one_that_is_typed(name: str, phone: str, found: list[int]) -> None:
    assert [one.pk for one in likely(name, phone, KNOWN)] == found


def test_it_works_along_from_its_first_day_to_its_last() -> None:
    first, last = date(2020, 1, 1), date(2020, 12, 31)
    assert is_active(None, None, first)
    assert is_active(first, last, first)
    assert is_active(first, last, last)
    assert not is_active(first, last, date(2021, 1, 1))
    assert not is_active(first, None, date(2019, 12, 31))
    check_dates(first, first)
    with pytest.raises(Problem, match=r"partner\.dates"):
        check_dates(last, first)
