import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from withi.ground.places import matching, queries
from withi.ground.places.names import Names
from withi.ground.places.queries import Match, Matcher, Written
from withi.ground.places.tests import factory

pytestmark = pytest.mark.django_db
HUA_KHUA = "บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"


@pytest.fixture
def matcher() -> Matcher:
    factory.nation()
    factory.villages()
    return Matcher()


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))


def answer(match: Match) -> tuple[str, str, str, str]:
    return match.status.value, match.code, match.sure, match.reason.rule


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HUA_KHUA, "40110101"),
        ("0 หมู่ ๑ ตำบลเปือยน้อยอำเภอเปือยน้อยจังหวัดขอนแก่น 40340", "40110101"),
        ("Ban Hua Khua, Moo 1, Tambon Pueai Noi, Amphoe Pueai Noi, Khon Kaen", "40110101"),
        ("ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", "401101"),
        ("ต.เปือยน้อย อ.เปือยน้อย ขอนแก่น", "401101"),
        ("อ.เมือง จ.ขอนแก่น", "4001"),
        ("ต.ในเมือง อ.เมืองฯ จ.ขอนแก่น", "400101"),
        ("จังหวัดเชียงใหม่", "50"),
        ("กทม.", "10"),
        ("แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพฯ 10200", "100101"),
        ("เทศบาลตำบลวังม่วง ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", "401101"),
        ("หมู่ที่หนึ่ง ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", "40110101"),
        ("ต.- อ.เปือยน้อย จ.ขอนแก่น", "4011"),
        ("ต าบลส าราญ อ าเภอเมืองขอนแก่น จังหวัดขอนแก่น", "400102"),
        ("ตาบลสำราญ อาเภอเมืองขอนแก่น จังหวัดขอนแก่น", "400102"),
        ("ขอนแก่น ประเทศไทย", "40"),
    ],
)
def test_addresses_that_fit(matcher: Matcher, text: str, code: str) -> None:
    match = matcher.match(Written(address=text))
    assert (match.status, match.code, match.sure) == ("exact", code, code)
    assert queries.match(text) == match


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a tambon of another district is never taken in silence
        ("ต.เปือยน้อย อ.หนองสองห้อง จ.ขอนแก่น", ("proposed", "401101", "4015", "match.elsewhere")),
        ("ต.เปือยน๊อม อ.เปือยน้อย จ.ขอนแก่น", ("proposed", "401101", "4011", "match.alike")),
        ("ต.บ้านไม่มี อ.เปือยน้อย จ.ขอนแก่น", ("none", "", "4011", "match.unknown")),
        ("อ.ไม่มีจริง จ.ขอนแก่น", ("none", "", "40", "match.unknown")),
        ("จ.ไม่มีจริง", ("none", "", "", "match.unknown")),
        ("ต.วังม่วง จ.ขอนแก่น", ("proposed", "401102", "40", "match.left_out")),
        ("อ.สันทราย", ("proposed", "5014", "", "match.left_out")),
        ("ต.ขามป้อม", ("ambiguous", "", "", "match.several")),
        ("วังม่วง อ.เปือยน้อย จ.ขอนแก่น", ("proposed", "401102", "4011", "match.bare")),
        ("เปือยน้อย ขอนแก่น", ("proposed", "4011", "40", "match.bare")),
        ("อ.บึงกาฬ จ.หนองคาย", ("proposed", "3801", "43", "match.abolished")),
        ("ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น หมู่ 7", ("proposed", "401101", "401101", "match.moo")),
        ("หมู่ 1 และหมู่ 2 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", ("ambiguous", "", "401101", "match.moos")),
        ("หมู่ 1,2 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", ("ambiguous", "", "401101", "match.moos")),
        ("หมู่ 1-2 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", ("ambiguous", "", "401101", "match.moos")),
        ("ต.เปือยน้อย ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น", ("ambiguous", "", "4011", "match.names")),
        ("เปือยน้อย เปือยน้อย ขอนแก่น", ("proposed", "401101", "40", "match.bare")),
        ("Pueai Noi, Khon Kaen", ("proposed", "4011", "40", "match.bare")),
        ("วังม่วง ขอนแก่น", ("proposed", "401102", "40", "match.left_out")),
        ("อ.เชียงใหม่ จ.ขอนแก่น", ("proposed", "5001", "40", "match.elsewhere")),
        ("สันทราย", ("proposed", "5014", "", "match.bare")),
        ("หนองสองห้อง", ("ambiguous", "", "", "match.several")),
        ("", ("none", "", "", "match.empty")),
        ("[ตัดชื่อบุคคล]", ("none", "", "", "match.no_place")),
        ("ตลาดนัดวันเสาร์", ("none", "", "", "match.no_place")),
        ("-", ("none", "", "", "match.empty")),
        # provinces of old papers
        ("จ.ธนบุรี", ("proposed", "10", "", "match.abolished")),
        ("แขวงพระบรมมหาราชวัง อำเภอพระนคร จังหวัดพระนคร", ("proposed", "100101", "", "match.abolished")),
        ("อ.เปือยน้อย จ.พระนคร", ("proposed", "4011", "", "match.elsewhere")),
        ("อ.เมือง จ.ธนบุรี", ("none", "", "", "match.unknown")),
        ("ต.เปือยน้อย อ.เปือยน้อย จ.ขก. 40340", ("proposed", "401101", "", "match.sign")),
        ("จ.ชม. 50130", ("proposed", "50", "", "match.sign")),
        # two places in one text
        ("ต.เปือยน้อย-วังม่วง อ.เปือยน้อย จ.ขอนแก่น", ("ambiguous", "", "4011", "match.names")),
        ("อ.เปือยน้อย/หนองสองห้อง จ.ขอนแก่น", ("ambiguous", "", "40", "match.names")),
        ("ต.วังม่วง อ.เปือยน้อย/หนองสองห้อง จ.ขอนแก่น", ("proposed", "401102", "40", "match.names")),
        # what the levels' names do not explain
        ("หมู่ 1 อ.เปือยน้อย จ.ขอนแก่น", ("proposed", "4011", "4011", "match.moo_alone")),
        ("บ้านไม่มีจริง อ.เปือยน้อย จ.ขอนแก่น", ("proposed", "4011", "4011", "match.no_village")),
        ("ร้านป้าแดง ขอนแก่น", ("proposed", "40", "40", "match.unread")),
        ("Hua Kua, Khon Kaen", ("proposed", "40", "40", "match.unread")),
        ("สำราญ เมืองขอนแก่น ขอนแก่น", ("proposed", "400102", "40", "match.bare")),
        # a name alone
        ("Pueai Noi", ("ambiguous", "", "", "match.several")),
        ("เชียงใหม", ("exact", "50", "50", "match.exact")),
        ("Chieng Mai", ("proposed", "50", "", "match.alike")),
        ("หมู่ 99 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", ("proposed", "401101", "401101", "match.moo")),
    ],
)
def test_addresses_in_doubt(matcher: Matcher, text: str, expected: tuple[str, str, str, str]) -> None:
    assert answer(matcher.match(Written(address=text))) == expected


def test_a_moo_is_not_doubted_where_no_villages_are_known(matcher: Matcher) -> None:
    match = matcher.match(Written(address="หมู่ 7 ต.สำราญ อ.เมือง จ.ขอนแก่น"))
    assert answer(match) == ("exact", "400102", "400102", "match.exact")


def test_columns_with_and_without_the_words_of_their_levels(matcher: Matcher) -> None:
    plain = Written("ขอนแก่น", "เปือยน้อย", "เปือยน้อย", "1", "บ้านหัวขัว")
    worded = Written("จ.ขอนแก่น", "อำเภอเปือยน้อย", "ต.เปือยน้อย", "หมู่ที่ ๑", "หัวขัว")
    assert matcher.match(plain).code == matcher.match(worded).code == "40110101"
    assert matcher.match(Written("ขอนแก่น", "เมือง")).code == "4001"
    assert matcher.match(Written("Khon Kaen", "Mueang")).code == "4001"


def test_columns_and_address_together(matcher: Matcher) -> None:
    match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", address="0 ม.1 ต.เปือยน้อย"))
    assert answer(match) == ("exact", "40110101", "40110101", "match.exact")


def test_columns_and_address_that_disagree(matcher: Matcher) -> None:
    one = matcher.match(Written("ขอนแก่น", "หนองสองห้อง", address="ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น"))
    assert answer(one) == ("proposed", "401102", "4015", "match.conflict")
    both = matcher.match(Written("ขอนแก่น", "หนองสองห้อง", address="อ.เปือยน้อย จ.ขอนแก่น"))
    assert answer(both) == ("ambiguous", "", "4015", "match.conflict")
    assert [each.code for each in both.candidates] == ["4015", "4011"]


@pytest.mark.parametrize(
    "columns",
    [
        ("ขอนแก่น", "เปือยน้อย", "เปือยน้อย, วังม่วง"),
        ("ขอนแก่น", "เปือยน้อย / หนองสองห้อง"),
        ("ขอนแก่น, เชียงใหม่",),
    ],
)
def test_two_places_in_a_cell_are_both_offered(matcher: Matcher, columns: tuple[str, ...]) -> None:
    match = matcher.match(Written(*columns))
    assert (match.status, match.code, match.reason.rule) == ("ambiguous", "", "match.names")
    assert len(match.candidates) == 2


@pytest.mark.parametrize(
    "columns",
    [
        ("ขอนแก่น", "วังม่วง", "เปือยน้อย"),
        ("วังม่วง", "เปือยน้อย", "ขอนแก่น"),
        ("เปือยน้อย", "ขอนแก่น", "วังม่วง"),
    ],
)
def test_columns_in_another_order_are_proposed(matcher: Matcher, columns: tuple[str, str, str]) -> None:
    match = matcher.match(Written(*columns, "2"))
    assert answer(match)[::3] == ("proposed", "match.order")
    assert match.code == "40110202"
    assert match.sure in {"", "40"}


def test_a_doubt_of_the_address_is_no_other_order(matcher: Matcher) -> None:
    match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", address="ต.วังมวงง"))
    assert answer(match) == ("proposed", "401102", "4011", "match.alike")


@pytest.mark.parametrize(
    ("tambon", "moo"), [("ต.เปือยน้อย หมู่ 1", ""), ("หมู่ 1 ต.เปือยน้อย", ""), ("เปือยน้อย", "หมู่ที่หนึ่ง"), ("เปือยน้อย", "หนึ่ง")]
)
def test_the_number_wherever_it_stands(matcher: Matcher, tambon: str, moo: str) -> None:
    match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", tambon, moo))
    assert (match.status, match.code) == ("exact", "40110101")


def test_beside_columns_what_is_not_read_is_only_told(matcher: Matcher) -> None:
    match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", moo="1"))
    assert answer(match) == ("exact", "4011", "4011", "match.moo_alone")
    match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", address="บ้านไม่มีจริง"))
    assert answer(match) == ("exact", "4011", "4011", "match.no_village")


def test_a_district_that_went_to_another_province() -> None:
    areas = [
        ("25", "ปราจีนบุรี", "Prachin Buri", False),
        ("2501", "เมืองปราจีนบุรี", "Mueang Prachin Buri", False),
        ("2510", "อรัญประเทศ", "Aranyaprathet", True),
        ("27", "สระแก้ว", "Sa Kaeo", False),
        ("2706", "อรัญประเทศ", "Aranyaprathet", False),
    ]
    found = matching.match(Written("ปราจีนบุรี", "อรัญประเทศ"), Names(areas))
    assert answer(found) == ("proposed", "2706", "25", "match.elsewhere")


class TestVillages:
    def test_another_name_beside_the_number(self, matcher: Matcher) -> None:
        place = ("ขอนแก่น", "เปือยน้อย", "เปือยน้อย")
        told = matcher.match(Written(*place, address="ร้านป้า บ้านน้อย ซอย 2 หมู่ 1"))
        assert answer(told) == ("exact", "40110101", "40110101", "match.other_name")
        beside = matcher.match(Written(*place, address="บ้านน้อย หมู่ 1"))
        assert answer(beside) == ("proposed", "40110101", "401101", "match.other_name")
        nearly = matcher.match(Written(*place, address="บ้านหัวขัวใต้ หมู่ 1"))
        assert answer(nearly) == ("exact", "40110101", "40110101", "match.other_name")
        doubted = matcher.match(Written(*place, "1", "บ้านน้อย"))
        assert answer(doubted) == ("proposed", "40110101", "401101", "match.other_name")
        either = matcher.match(Written(*place, "1", "บ้านเปือยน้อย"))
        assert answer(either) == ("ambiguous", "", "401101", "match.other_name")
        assert [each.code for each in either.candidates] == ["40110101", "40110102"]

    def test_a_latin_name_is_read_as_it_sounds(self, matcher: Matcher) -> None:
        place = ("Khon Kaen", "Pueai Noi", "Pueai Noi")
        assert answer(matcher.match(Written(*place, "1", "Ban Hua Khua"))) == (
            "exact",
            "40110101",
            "40110101",
            "match.exact",
        )
        assert matcher.match(Written(*place, "1", "Ban Wang Muang")).status == "proposed"

    def test_a_range_in_the_column_is_all_its_numbers(self, matcher: Matcher) -> None:
        match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", "เปือยน้อย", "1-3"))
        assert answer(match) == ("ambiguous", "", "401101", "match.moos")
        assert match.reason_th.endswith("1, 2, 3")

    def test_a_name_without_a_number(self, matcher: Matcher) -> None:
        column = matcher.match(Written("ขอนแก่น", "เปือยน้อย", "เปือยน้อย", name="บ้านหัวขัว"))
        assert answer(column) == ("exact", "40110101", "40110101", "match.only_one")
        text = matcher.match(Written("ขอนแก่น", "เปือยน้อย", "เปือยน้อย", address="ร้านค้าบ้านหัวขัว บ้านหัวขัว"))
        assert answer(text) == ("exact", "401101", "401101", "match.exact")
        assert [each.code for each in text.candidates] == ["401101", "40110101"]

    def test_a_name_under_a_wrong_tambon(self, matcher: Matcher) -> None:
        match = matcher.match(Written("ขอนแก่น", "เปือยน้อย", "ผิดไปเลย", "2", "บ้านวังม่วง"))
        assert answer(match) == ("proposed", "40110202", "4011", "match.village_name")


def test_reasons_are_told_in_thai_and_english(matcher: Matcher) -> None:
    match = matcher.match(Written(address="ต.เปือยน้อย อ.หนองสองห้อง จ.ขอนแก่น"))
    assert match.reason_th == ("ไม่มี “เปือยน้อย” ในอ.หนองสองห้อง จ.ขอนแก่น แต่มี ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น")
    assert match.reason_en.startswith("“เปือยน้อย” is not in")


SHEET = """\
จังหวัด,อำเภอ,ตำบล,หมู่ที่,ชื่อหมู่บ้าน
ขอนแก่น,เปือยน้อย,เปือยน้อย,1,บ้านหัวขัว
ขอนแก่น,หนองสองห้อง,เปือยน้อย,,
"""


def test_the_command_adds_the_answer_to_each_row(matcher: Matcher, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(SHEET, encoding="utf-8")
    call_command("match", str(tmp_path / "in.csv"), str(tmp_path / "out.csv"))
    rows = table(tmp_path / "out.csv")
    assert [(row["code"], row["status"], row["sure"]) for row in rows] == [
        ("40110101", "exact", "40110101"),
        ("401101", "proposed", "4015"),
    ]
    assert rows[0]["ชื่อหมู่บ้าน"] == "บ้านหัวขัว"
    assert "ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น" in rows[1]["candidates"]


def test_an_empty_line_keeps_its_place(matcher: Matcher, tmp_path: Path) -> None:
    first, last = SHEET.splitlines()[1:]
    (tmp_path / "in.csv").write_text("\n".join([SHEET.splitlines()[0], ",,,,", first, ",,,,", last]), encoding="utf-8")
    call_command("match", str(tmp_path / "in.csv"), str(tmp_path / "out.csv"))
    rows = table(tmp_path / "out.csv")
    assert [(row["status"], row["code"]) for row in rows] == [
        ("none", ""), ("exact", "40110101"), ("none", ""), ("proposed", "401101"),
    ]  # fmt: skip


def test_no_file_and_no_folder_are_said(matcher: Matcher, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(SHEET, encoding="utf-8")
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("match", str(tmp_path / "none.csv"), str(tmp_path / "out.csv"))
    with pytest.raises(CommandError, match="ไม่มีโฟลเดอร์"):
        call_command("match", str(tmp_path / "in.csv"), str(tmp_path / "none" / "out.csv"))


def test_names_alone_are_looked_for_in_the_areas_given(matcher: Matcher, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("ชื่อหมู่บ้าน\nบ้านหัวขัว\nบ้านหนองสองห้อง\n", encoding="utf-8")
    areas = ["--within=401101,4015", "--within", "จ.เชียงใหม่"]
    call_command("match", str(tmp_path / "in.csv"), str(tmp_path / "out.csv"), *areas)
    rows = table(tmp_path / "out.csv")
    assert [(row["status"], row["code"]) for row in rows] == [("ambiguous", ""), ("exact", "40150101")]
    assert [each.partition(" ")[0] for each in rows[0]["candidates"].split(" | ")] == ["40110101", "50140101"]


def test_an_area_that_is_not_certain_is_refused(matcher: Matcher, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("ชื่อหมู่บ้าน\nบ้านหัวขัว\n", encoding="utf-8")
    with pytest.raises(CommandError, match="ขามป้อม"):
        call_command("match", str(tmp_path / "in.csv"), str(tmp_path / "out.csv"), "--within=ต.ขามป้อม")


@pytest.mark.parametrize("text", ["ต.ปอภาร", "ต.ปอพาน", "ต.ปอภาร (ปอพาน)"])
def test_either_of_two_official_names_is_the_tambon(text: str) -> None:
    areas = [
        ("45", "ร้อยเอ็ด", "Roi Et"),
        ("4501", "เมืองร้อยเอ็ด", "Mueang Roi Et"),
        ("450109", "ปอภาร (ปอพาน)", "Po Phan"),
    ]
    names = Names((*area, False) for area in areas)
    found = matching.match(Written(address=f"{text} อ.เมืองร้อยเอ็ด จ.ร้อยเอ็ด"), names)
    assert found.sure == found.code == "450109"


def test_what_is_remembered_of_one_row_says_nothing_of_another(matcher: Matcher) -> None:
    tail = "ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"
    texts = [f"12/3 หมู่ 1 {tail}", f"9 หมู่ 2 {tail}", f"ม.44 {tail}", tail, "ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น", tail]
    assert [answer(matcher.match(Written(address=text))) for text in texts] == [
        answer(queries.match(text)) for text in texts
    ]


def test_the_number_of_a_house_is_no_village(matcher: Matcher) -> None:
    assert matcher.match(Written(address="บ้านเลขที 12 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น")).reason.rule == "match.exact"
