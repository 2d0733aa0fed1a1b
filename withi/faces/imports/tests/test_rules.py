"""What a cell becomes, and what is said of it: no database."""

import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from withi.faces.imports import queries, rules
from withi.faces.imports.rules import Sheet
from withi.kit import intake
from withi.kit.intake import Act, Line, Severity
from withi.kit.problem import RULES

TODAY = date(2026, 11, 21)


def line(**cells: str) -> Line:
    return Line(2, cells, TODAY)


def here(read: Line) -> None:
    read.values["area_code"] = "401508"


def product(**cells: str) -> Line:
    read = line(**{"name_th": "ผ้าขาวม้า", "producer": "กลุ่มทอผ้าบ้านดงเค็ง", "type": "ผ้าและเครื่องแต่งกาย"} | cells)
    rules.read_product(read, here)
    return read


def said(read: Line) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in read.findings}


def test_a_whole_row_has_nothing_to_say() -> None:
    read = product(phone="0812345678", price="120")
    assert read.findings == []
    assert (read.values["type"], read.values["phones"], read.values["price"]) == ("textile", "0812345678", 12_000)


@pytest.mark.parametrize("name", ["", "-", " ", "ไม่มี", "[ตัดชื่อบุคคล]"])
def test_without_a_name_nothing_can_be_stored(name: str) -> None:
    read = product(name_th=name)
    assert read.stopped
    assert said(read)["import.name"] is Severity.ERROR


def test_a_missing_producer_keeps_the_product_a_draft() -> None:
    read = product(producer="[ตัดชื่อบุคคล]")
    found = next(finding for finding in read.findings if finding.rule == "import.producer_missing")
    assert (found.severity, found.blocks, read.stopped) == (Severity.WARNING, True, False)


def test_a_missing_type_is_proposed_from_the_name_and_never_applied() -> None:
    read = product(type="", name_th="น้ำพริกปลาย่าง")
    found = next(finding for finding in read.findings if finding.rule == "import.type_missing")
    assert (read.values["type"], found.proposal, found.blocks) == ("", "food", True)
    assert [value for value, _ in found.choices] == ["food", "drink", "textile", "utensil", "herbal"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ผ้าไหมมัดหมี่", "textile"),
        ("กล้วยตาก", "food"),
        ("ชาใบหม่อน", "drink"),
        ("ตะกร้าหวาย", "utensil"),
        ("สบู่ขมิ้น", "herbal"),
        ("ของดีบ้านเรา", ""),
    ],
)
def test_the_first_known_word_of_a_name_tells_its_type(name: str, kind: str) -> None:
    assert rules.guess_type(name) == kind


def test_several_phones_are_parted_and_the_odd_one_is_said() -> None:
    read = product(phone="081-234-5678, 043-123456 / 12345")
    assert read.values["phones"] == "0812345678,043123456"
    assert {"import.phones_split", "cell.phones_split"} & set(said(read))
    assert any(rule.startswith("phone.") for rule in said(read))


def test_thai_digits_and_units_in_a_price_are_read() -> None:
    read = product(price="๑,๒๕๐ บาท")
    assert read.values["price"] == 125_000
    assert Severity.REPAIR in said(read).values()


def test_an_unreadable_price_is_left_out_and_said() -> None:
    read = product(price="ถามที่ร้าน")
    assert read.values["price"] is None
    assert Severity.WARNING in said(read).values()


@pytest.mark.parametrize(
    ("name", "rest"),
    [("ขนมทองม้วน โดยนางสมศรี ใจดี", "ขนมทองม้วน"), ("แจ่วบอง[ตัดชื่อบุคคล]", "แจ่วบอง")],
)
def test_a_person_in_a_product_name_must_go_before_publication(name: str, rest: str) -> None:
    found = next(finding for finding in product(name_th=name).findings if finding.rule == "import.person")
    assert (found.proposal, found.blocks) == (rest, True)


@pytest.mark.parametrize("name", ["กล้วยเล็บมือนาง", "ขนมนางเล็ด", "น้ำพริกป้าแว่น", "ปลาสาวน้อยปากนาย"])
def test_words_that_only_sound_like_titles_are_left_alone(name: str) -> None:
    assert "import.person" not in said(product(name_th=name))


def test_a_row_equal_to_one_above_is_a_twin() -> None:
    lines = [Line(2, {"name_th": "ก"}, TODAY), Line(3, {"name_th": "ข"}, TODAY), Line(4, {"name_th": "ก"}, TODAY)]
    rules.mark_twins(lines, {})
    assert [read.act for read in lines] == [Act.NEW, Act.NEW, Act.TWIN]
    assert lines[2].findings[0].message("th").startswith("ซ้ำกับแถว 2")


def test_a_wrong_check_digit_stops_the_row() -> None:
    read = line(name_th="กลุ่มทอผ้า", identity="1234567890123")
    rules.read_producer(read, here)
    assert read.stopped


@pytest.mark.parametrize(
    ("name", "kind"),
    [("กลุ่มทอผ้า", "group"), ("บริษัท ผ้าไทย จำกัด", "sme"), ("ร้านป้าแดง", "")],
)
def test_a_producers_name_tells_its_kind(name: str, kind: str) -> None:
    assert rules.kind_of_name(name) == kind


def test_every_rule_an_import_may_say_has_both_languages() -> None:
    for code, rule in RULES.items():
        assert rule.th, code
        assert rule.en, code


@pytest.mark.parametrize("module", [intake, rules, queries])
def test_every_rule_that_is_said_is_in_the_catalogue(module: ModuleType) -> None:
    said = set(re.findall(r'"((?:cell|import)\.[a-z_]+)"', Path(str(module.__file__)).read_text(encoding="utf-8")))
    assert said
    assert said <= RULES.keys()


@pytest.mark.parametrize("kind", [Sheet.PRODUCTS, Sheet.PRODUCERS, Sheet.COMMUNITIES])
def test_every_kind_names_the_column_it_cannot_do_without(kind: Sheet) -> None:
    assert [column.key for column in rules.COLUMNS[kind] if column.required] == ["name_th"]
