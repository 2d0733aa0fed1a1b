"""Headings of real sheets find their fields."""

from withi.kit.columns import Column, guess, normal

COLUMNS = (
    Column("name_th", "ชื่อผลิตภัณฑ์", "product name", ("ชื่อสินค้า", "product_name_th")),
    Column("phone", "โทรศัพท์", "phone", ("เบอร์โทร",)),
    Column("district", "อำเภอ", "district"),
)


def test_thai_and_english_headings_are_known() -> None:
    assert guess(["ลำดับ", "ชื่อสินค้า", "District", "เบอร์โทร"], COLUMNS) == {"name_th": 1, "district": 2, "phone": 3}


def test_spaces_case_and_underscores_do_not_matter() -> None:
    assert guess(["PRODUCT NAME TH", " โทรศัพท์ "], COLUMNS) == {"name_th": 0, "phone": 1}


def test_a_longer_heading_counts_when_it_begins_alike() -> None:
    assert guess(["โทรศัพท์ (ถ้ามี)"], COLUMNS) == {"phone": 0}


def test_the_first_of_two_equal_headings_wins() -> None:
    assert guess(["อำเภอ", "อำเภอ"], COLUMNS) == {"district": 0}


def test_what_was_chosen_before_counts_first() -> None:
    memory = {normal("รายการ"): "name_th", normal("อำเภอ"): ""}
    assert guess(["รายการ", "ชื่อสินค้า"], COLUMNS, memory) == {"name_th": 0}


def test_nothing_known_gives_nothing() -> None:
    assert guess(["", "x", "123"], COLUMNS) == {}
