import pytest

from withi.kit import address
from withi.kit.address import Part

FULL = "0 ม.7 ต.วังด้ง อ.เมืองกาญจนบุรี จ.กาญจนบุรี 71190"


def first_names(text: str) -> tuple[str, str, str]:
    read = address.read(text)
    province, district, tambon = (next(map(address.first_name, read.after[level]), "") for level in address.LEVELS)
    return province, district, tambon


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (FULL, ("กาญจนบุรี", "เมืองกาญจนบุรี", "วังด้ง")),
        ("หมู่ที่ 2 ตำบลตลิ่งชัน อำเภอจะนะ จังหวัดสงขลา 90130", ("สงขลา", "จะนะ", "ตลิ่งชัน")),
        ("ต.ต้นตาลอ.สองพี่น้องจ.สุพรรณบุรี", ("สุพรรณบุรี", "สองพี่น้อง", "ต้นตาล")),
        ("ตำบลบ้านกอกอำเภอจัตุรัสจังหวัดชัยภูมิ", ("ชัยภูมิ", "จัตุรัส", "บ้านกอก")),
        ("ต,พระยืน อ. พระยืน จ . ขอนแก่น", ("ขอนแก่น", "พระยืน", "พระยืน")),
        ("แขวงสีลม เขตบางรัก", ("", "บางรัก", "สีลม")),
        ("กิ่งอำเภอเปือยน้อย", ("", "เปือยน้อย", "")),
        ("อ.กิ่งบางกล่ำ", ("", "บางกล่ำ", "")),
        ("อ.อรัญประเทศ จ.สระแก้ว", ("สระแก้ว", "อรัญประเทศ", "")),
        ("T. Kamlon, A.Lan Saka", ("", "Lan Saka", "Kamlon")),
        ("ตำบล/เขตเกาะเปริด อำเภอแหลมสิงห์", ("", "แหลมสิงห์", "เกาะเปริด")),
        ("Moo 1, Tambon Pueai Noi, Amphoe Pueai Noi", ("", "Pueai Noi", "Pueai Noi")),
        (
            "Pueai Noi Subdistrict, Nong Song Hong District, Khon Kaen Province",
            ("Khon Kaen", "Nong Song Hong", "Pueai Noi"),
        ),
    ],
)
def test_names_follow_the_words_of_their_levels(text: str, names: tuple[str, str, str]) -> None:
    assert first_names(text) == names


@pytest.mark.parametrize("text", ["อบต.หนองบัว", "เทศบาลตำบลพุเตย", "องค์การบริหารส่วนตำบลวังม่วง", "บจ.ไทย", "ผอ.โรงเรียน"])
def test_offices_are_no_addresses(text: str) -> None:
    assert first_names(text) == ("", "", "")


def test_a_word_without_a_name_says_nothing() -> None:
    assert first_names("ตำบล [ตัดชื่อบุคคล] อำเภอกระสัง") == ("", "กระสัง", "")


@pytest.mark.parametrize(
    ("text", "moos"),
    [
        ("หมู่ที่ 5", (5,)),
        ("ม.5 ต.ในเมือง", (5,)),
        ("หมุ่ ๕", (5,)),
        ("หมู๋1", (1,)),
        ("หมู่ที่16", (16,)),
        ("Moo 3", (3,)),
        ("หมู่ที่ 1 และ หมู่ที่ 4", (1, 4)),
        ("หมู่ 1,7 ต.ในเมือง", (1, 7)),
        ("หมู่ที่ 2, 3 และ 5", (2, 3, 5)),
        ("ม.1-4 ต.ในเมือง", (1, 2, 3, 4)),
        ("หมู่ 3 ถึงหมู่ 5", (3, 4, 5)),
        ("หมู่ 7 - 4", (7, 4)),
        ("หมู่ 5, 40150", (5,)),
        ("หมู่ 5, 12/3 ถนนกลางเมือง", (5,)),
        ("หมู่ 5 - 081-2345678", (5,)),
        ("M.4 T.Khun Yuam", (4,)),
        ("หมู่ 3 หมู่ 3", (3,)),
        ("เลขที่ 9/12", ()),
        ("หมู่ 0", ()),
        ("ม.สวีทโฮม", ()),
        ("โทร. 02-1234567", ()),
    ],
)
def test_numbers_of_villages(text: str, moos: tuple[int, ...]) -> None:
    assert address.read(text).moos == moos


def test_villages_are_named_without_the_names_of_tambons() -> None:
    assert address.read("บ้านหัวขัว หมู่ 1 ต.บ้านแฮด").villages == ("หัวขัว",)
    assert address.read("บ้านเลขที่ 5 บ.นา").villages == ("นา",)


def test_names_of_offices_are_no_villages() -> None:
    assert address.read("อบต.บ้านโฮ่ง หมู่ 4").villages == ()
    assert address.read("รพ.สต.บ้านนา").villages == ()


def test_the_number_of_a_village_ends_its_name() -> None:
    assert address.read("บ้านแม่แนตหมู่ที่ 8").villages == ("แม่แนต",)
    assert address.read("บ้านมะขามล้ม 72150").villages == ("มะขามล้ม",)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("บ้านนา ม.3", ("นา",)),
        ("ม.3 บ้านนา", ("นา",)),
        ("บ้านนา (หมู่ 3)", ("นา",)),
        ("ร้านป้า บ้านนา ซอย 2 หมู่ 3", ()),
        ("หมู่บ้านนา หมู่ 3", ()),
        ("ชุมชนบ้านนา หมู่ 3", ()),
    ],
)
def test_names_right_beside_a_number(text: str, beside: tuple[str, ...]) -> None:
    assert address.read(text).beside_moo == beside


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ขุนยวม ขุนยวม แม่ฮ่องสอน", ("ขุนยวม", "ขุนยวม", "แม่ฮ่องสอน")),
        ("ริมใต้/แม่ริม/เชียงใหม่", ("ริมใต้", "แม่ริม", "เชียงใหม่")),
        ("Sala Mai, Tak Bai, Narathiwat 96110", ("Sala Mai", "Tak Bai", "Narathiwat")),
        ("Khon Kaen", ("Khon", "Khon Kaen", "Kaen")),
    ],
)
def test_words_as_often_as_they_stand(text: str, words: tuple[str, ...]) -> None:
    assert address.read(text).words == words


def test_the_last_postcode_counts() -> None:
    assert address.read(FULL).postcode == "71190"
    assert address.read("โทร 0812345678").postcode == ""


def test_the_longest_beginning_comes_first() -> None:
    assert address.beginnings("บ้าน ใหม่ อ.บางใหญ่")[-1] == "บ้าน"
    assert "บ้าน ใหม่" in [piece.strip() for piece in address.beginnings("บ้าน ใหม่ อ.บางใหญ่")]
    assert address.beginnings("  ") == []


@pytest.mark.parametrize(
    ("typed", "parts", "moo"),
    [
        ("หัวขัว เปือยน้อย", (Part("หัวขัว"), Part("เปือยน้อย")), None),
        ("ต.เปือยน้อย", (Part("เปือยน้อย", "tambon"),), None),
        ("บ้านหัวขัว ม.1 ต.วังม่วง", (Part("บ้านหัวขัว"), Part("วังม่วง", "tambon")), 1),
        ("hua khua", (Part("hua"), Part("khua")), None),
        ("Ban Hua Khua, Khon Kaen", (Part("Ban Hua Khua"), Part("Khon Kaen")), None),
        ("", (), None),
    ],
)
def test_what_is_typed_to_find_a_place(typed: str, parts: tuple[Part, ...], moo: int | None) -> None:
    assert address.parts(typed) == (parts, moo)


def test_a_column_may_hold_the_word_too() -> None:
    assert address.without_word("ต.หนองไผ่", "tambon") == "หนองไผ่"
    assert address.without_word("ตำบล หนองไผ่", "tambon") == "หนองไผ่"
    assert address.without_word("อำเภอ", "district") == "อำเภอ"
    assert address.without_word("ตาคลี", "tambon") == "ตาคลี"


@pytest.mark.parametrize(
    ("text", "moos"),
    [
        ("หมู่สี่ ตำบลปลาบ่า", (4,)),
        ("หมู่ที่ สิบเอ็ด ต.ปลาบ่า", (11,)),
        ("99 หมู่หกตำบลปลาบ่า", (6,)),
        ("หมู่ยี่สิบเก้า", (29,)),
        ("หมู่หนึ่งและหมู่สอง", (1, 2)),
        ("หมู่ที่ 4 (สี่)", (4,)),
        ("หมู่ 4/5", (4, 5)),
        ("หมู่ 5/123", ()),
        ("99 Village No. 6, Pla Ba", (6,)),
        ("หมู่บ้านสองพี่น้อง", ()),
        ("หมู่สามแยก", ()),
        ("ตลาดสี่มุมเมือง", ()),
    ],
)
def test_numbers_of_villages_in_words_and_lists(text: str, moos: tuple[int, ...]) -> None:
    assert address.read(text).moos == moos


def test_a_cell_of_numbers_in_words() -> None:
    assert address.in_figures("หมู่ที่สี่") == "4"
    assert address.in_figures("สี่, สิบสอง") == "4, 12"
    assert address.in_figures("สี่แยก") == "สี่แยก"


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("ต.ส ำราญ", "ต.สำราญ"),
        ("ต.ส าราญ", "ต.สำราญ"),
        ("อ.น ้ำปาด", "อ.น้ำปาด"),
        ("อ.น้ าปาด", "อ.น้ำปาด"),
        ("จ.ลำาปาง", "จ.ลำปาง"),
        ("ต าบลนา อ าเภอเมือง", "ตำบลนา อำเภอเมือง"),
        ("ตำบลนา อำเภอนา", "ตำบลนา อำเภอนา"),
    ],
)
def test_signs_torn_off_are_put_back(torn: str, whole: str) -> None:
    assert address.plain(torn) == whole


def test_words_of_levels_as_files_for_printing_leave_them() -> None:
    read = address.read("ตาบลสำราญ อาเภอเมืองขอนแก่น จังหวดัขอนแก่น")
    assert [address.first_name(read.after[level][0]) for level in address.LEVELS] == [
        "ขอนแก่น",
        "เมืองขอนแก่น",
        "สำราญ",
    ]


def test_names_side_by_side() -> None:
    assert address.together("ภูเรือ/ด่านซ้าย จ.เลย") == ["ภูเรือ", "ด่านซ้าย"]
    assert address.together("ปลาบ่า และท่าศาลา อ.ภูเรือ") == ["ปลาบ่า", "ท่าศาลา"]
    assert address.together("ปลาบ่า อ.ภูเรือ, จ.เลย") == []


@pytest.mark.parametrize("text", ["", "-", "ไม่ระบุ", " ไม่มี ", "N/A"])
def test_what_names_nothing(text: str) -> None:
    assert not address.is_given(text)
    assert address.is_given(f"{text}บ้าน")


def test_a_name_that_ends_as_an_office_is_cut_off() -> None:
    read = address.read("ตำบลบางพลับอำเภอสำโรงทาบจังหวัดสุรินทร์ บ้านทาบจ.สุรินทร์")
    assert [len(read.after[level]) for level in address.LEVELS] == [2, 1, 1]
    for office in ("อบต.ปลาบ่า", "นายกอบต.ปลาบ่า", "ผอ.โรงเรียน", "บจ.ไทย", "เทศบาลตำบลเลย", "ที่ว่าการอำเภอเลย"):
        assert not any(address.read(office).after.values()), office
