"""What a cell becomes, and what is said of it: no database."""

import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from withi.faces.imports import placing, queries, rules
from withi.faces.imports.rules import Sheet
from withi.kit import columns, intake
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
        ("ครองแครงกรอบ", "food"),
        ("กรอบรูปไม้สัก", "utensil"),
        ("ไอศครีมกะทิ", "food"),
        ("ครีมขัดผิวขมิ้น", "herbal"),
        ("ไส้อั่วสมุนไพร", "food"),
        ("น้ำอ้อยงบ", "food"),
        ("น้ำอ้อยคั้นสด", "drink"),
        ("น้ำมันเหลือง", "herbal"),
        ("ตะกร้าผักตบชวา", "utensil"),
        ("น้ำพริกแมงดา เสื้อยืด", "food"),
        ("coconut oil", ""),
    ],
)
def test_the_first_known_word_of_a_name_tells_its_type(name: str, kind: str) -> None:
    assert rules.guess_type(name) == kind


@pytest.mark.parametrize(
    "name",
    ["กลุ่มสตรีหมู่ 5", "ชมรมปู่ย่าตายาย", "มีดีที่นี่", "นันทิชา", "ชุมชนชาวญวน", "กล้วยไม้ในขวด", "บ้านปลายทาง"],
)
def test_a_word_inside_another_word_tells_no_type(name: str) -> None:
    assert rules.guess_type(name) == ""


def test_no_word_speaks_for_two_types() -> None:
    words = [word for text in rules.TYPE_WORDS.values() for word in text.split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", [". น้ำพริกตาแดง", "- น้ำพริกตาแดง", "• น้ำพริกตาแดง", "น้ำพริก&#8203;ตาแดง"])
def test_list_marks_and_markup_around_a_name_are_tidied_and_shown(name: str) -> None:
    read = product(name_th=name)
    assert read.values["name_th"] == "น้ำพริกตาแดง"
    assert said(read)["cell.cleaned"] is Severity.REPAIR


@pytest.mark.parametrize("error", ["#NAME?", "#REF!", "#n/a"])
def test_what_a_broken_formula_shows_is_an_empty_cell(error: str) -> None:
    assert {"cell.empty_word", "import.producer_missing"} <= said(product(producer=error)).keys()


def test_a_group_in_the_place_of_a_product_is_said_and_offered_as_its_producer() -> None:
    read = product(name_th="กลุ่มแปรรูปอาหารทดลอง", producer="")
    assert said(read)["import.group_name"] is Severity.WARNING
    found = next(finding for finding in read.findings if finding.rule == "import.producer_missing")
    assert (read.values["producer"], found.proposal) == ("", "กลุ่มแปรรูปอาหารทดลอง")


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("กลุ่มทอผ้าบ้านทดลอง -[ตัดชื่อบุคคล]", "กลุ่มทอผ้าบ้านทดลอง"),
        ("กลุ่มทอผ้าบ้านทดลอง ติดต่อ : [ตัดชื่อบุคคล]", "กลุ่มทอผ้าบ้านทดลอง"),
        ("กลุ่มทอผ้าบ้านทด[ตัดชื่อบุคคล]", ""),
        ("กลุ่มของ[ตัดชื่อบุคคล]", ""),
        ("ร้าน [ตัดชื่อบุคคล]", ""),
    ],
)
def test_a_producer_whose_name_was_cut_is_not_stored_as_it_stands(name: str, rest: str) -> None:
    read = product(producer=name)
    found = next(finding for finding in read.findings if finding.rule == "import.producer_masked")
    assert (read.values["producer"], found.proposal, found.blocks) == ("", rest, True)


@pytest.mark.parametrize(
    "place",
    [
        "16 หมู่ 3 บ้านทดลอง ต.ดงเค็ง อ.หนองสองห้อง",
        "หมู่ 10",
        "ตำบลดงเค็ง",
        "บ้านทดลอง ม.9 ต.ดงเค็ง",
        "จำหน่ายเองที่บ้าน",
        "ตลาดนัดชุมชน",
    ],
)
def test_a_place_is_no_producer(place: str) -> None:
    read = product(producer=place)
    found = next(finding for finding in read.findings if finding.rule == "import.producer_place")
    assert (read.values["producer"], dict(found.choices)) == ("", {place: place})


@pytest.mark.parametrize("name", ["กลุ่มแม่บ้าน ต.ดงเค็ง", "3 สาวไตปลาแห้ง", "บ้านไร่กาแฟ", "ตลาดน้ำบ้านทดลอง"])
def test_a_name_with_a_place_in_it_is_a_producer(name: str) -> None:
    assert product(producer=name).values["producer"] == name


@pytest.mark.parametrize(
    ("authority", "tambon"),
    [
        ("องค์การบริหารส่วนตำบลดงเค็ง", "ดงเค็ง"),
        ("อบต. ดงเค็ง", "ดงเค็ง"),
        ("เทศบาลตำบลหนองสองห้อง", "หนองสองห้อง"),
        ("เทศบาลเมืองบ้านไผ่", ""),
        ("องค์การบริหารส่วนจังหวัดขอนแก่น", ""),
        ("", ""),
    ],
)
def test_the_tambon_of_a_local_authority(authority: str, tambon: str) -> None:
    assert rules.tambon_of(authority) == tambon


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
    [
        ("ขนมทองม้วน โดยนางสมศรี ใจดี", "ขนมทองม้วน"),
        ("แจ่วบอง[ตัดชื่อบุคคล]", "แจ่วบอง"),
        ("ทุเรียนกวน ([ตัดชื่อบุคคล]", "ทุเรียนกวน"),
        ("กล้วยตาก ดร.หม่อมหลวงสมมติ ทดลอง", "กล้วยตาก"),
        ("ไข่เค็ม (ว่าที่ร้อยตรี สมมติ ทดลอง)", "ไข่เค็ม"),
        ("ไข่เค็ม ด.ต.สมมติ ทดลอง", "ไข่เค็ม"),
    ],
)
def test_a_person_in_a_product_name_must_go_before_publication(name: str, rest: str) -> None:
    found = next(finding for finding in product(name_th=name).findings if finding.rule == "import.person")
    assert (found.proposal, found.blocks) == (rest, True)


@pytest.mark.parametrize(
    "name", ["กล้วยเล็บมือนาง", "ขนมนางเล็ด", "น้ำพริกป้าแว่น", "ปลาสาวน้อยปากนาย", "ขนมจ่ามงกุฎ", "กล้วย จ.ตาก"]
)
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


@pytest.mark.parametrize("module", [intake, rules, placing, queries])
def test_every_rule_that_is_said_is_in_the_catalogue(module: ModuleType) -> None:
    said = set(re.findall(r'"((?:cell|import)\.[a-z_]+)"', Path(str(module.__file__)).read_text(encoding="utf-8")))
    assert said
    assert said <= RULES.keys()


@pytest.mark.parametrize("kind", [Sheet.PRODUCTS, Sheet.PRODUCERS, Sheet.COMMUNITIES])
def test_every_kind_names_the_column_it_cannot_do_without(kind: Sheet) -> None:
    assert [column.key for column in rules.COLUMNS[kind] if column.required] == ["name_th"]


def test_the_two_words_for_a_position_are_known() -> None:
    assert columns.guess(["เส้นรุ้ง", "เส้นแวง (องศา)"], rules.COLUMNS[Sheet.PRODUCTS]) == {"lat": 0, "lon": 1}
