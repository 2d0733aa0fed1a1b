"""What each letter says, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from withi.faces.letters import rules
from withi.faces.letters.rules import Case, Count, Facts, Kind, Level, Outcome, Seat, Told, composed
from withi.kit.paper.letters import BLANK, Letter, Shape
from withi.kit.problem import Problem

CASES = (
    Case("000001", "กลุ่มทอผ้าบ้านหัวฝาย", "ผ้าไหมมัดหมี่", "3/2569", Outcome.PASSED, "ลงทะเบียนแล้ว"),
    Case("000002", "นางทดสอบ ตัวอย่าง", "ปลาร้าบอง, แจ่วบอง", "3/2569", Outcome.REFUSED, "ไม่ผ่าน"),
    Case("000003", "ร้านสมมติ", "-", "3/2569", Outcome.OTHER, "ส่งกลับให้แก้ไข"),
)
FACTS = Facts("อำเภอหนองสองห้อง", "รอบปี 2569", CASES, meeting="3/2569", held_on=date(2026, 11, 20))
TOLD = Told(
    office="สำนักงานพัฒนาชุมชนอำเภอหนองสองห้อง",
    committee="คณะกรรมการอำเภอ",
    meeting="4/2569",
    held_on=date(2026, 12, 3),
    present=("นายหนึ่ง ตัวอย่าง, ประธานกรรมการ", "นางสอง ตัวอย่าง"),
    signer="นายสาม ตัวอย่าง",
    signer_title="พัฒนาการอำเภอ",
    has_thai_digits=False,
)


def said(letter: Letter) -> str:
    """All that stands in a letter, a part on a line."""
    return "\n".join(" ".join([*part.texts, *(cell for row in part.rows for cell in row)]) for part in letter.parts)


def test_an_invitation_names_the_day_and_what_is_considered_on_its_own_sheet() -> None:
    letter = composed(Kind.INVITATION, FACTS, TOLD)
    assert "ในวันพฤหัสบดีที่ 3 ธันวาคม 2569" in said(letter)
    assert "จำนวน 3 ราย" in said(letter)
    shapes = [part.shape for part in letter.parts]
    assert shapes.index(Shape.SHEET) < shapes.index(Shape.TABLE)
    assert "ขอแสดงความนับถือ" in said(letter)


def test_minutes_tell_every_decision_and_nobody_twice() -> None:
    letter = composed(Kind.MINUTES, FACTS, TOLD)
    tables = [part.rows for part in letter.parts if part.shape == Shape.TABLE]
    assert [[row[1] for row in table[1:]] for table in tables] == [["000001"], ["000002"], ["000003"]]
    assert tables[2][0][-1] == "สถานะปัจจุบัน"
    assert tables[2][1][-1] == "ส่งกลับให้แก้ไข"
    (people,) = [part.rows for part in letter.parts if part.shape == Shape.LIST]
    assert people == (("1.", "นายหนึ่ง ตัวอย่าง", "ประธานกรรมการ"), ("2.", "นางสอง ตัวอย่าง", ""))
    assert "เมื่อวันศุกร์ที่ 20 พฤศจิกายน 2569" in said(letter)


def test_a_memo_proposes_what_passed_with_its_meeting_and_bears_no_closing_words() -> None:
    letter = composed(Kind.MEMO, replace(FACTS, cases=CASES[:1]), TOLD)
    (table,) = [part.rows for part in letter.parts if part.shape == Shape.TABLE]
    assert table[1] == ("1", "000001", "กลุ่มทอผ้าบ้านหัวฝาย", "ผ้าไหมมัดหมี่", "3/2569")
    assert letter.parts[0].texts == ("บันทึกข้อความ",)
    assert Shape.CLOSING not in [part.shape for part in letter.parts]


def test_a_memo_that_would_propose_nothing_is_refused() -> None:
    with pytest.raises(Problem, match=r"letter\.nothing"):
        composed(Kind.MEMO, replace(FACTS, cases=()), TOLD)


def test_an_order_appoints_members_with_duties() -> None:
    letter = composed(Kind.ORDER, FACTS, replace(TOLD, members=("นายหนึ่ง ตัวอย่าง, ประธาน",), dated=date(2026, 11, 26)))
    assert "สั่ง  ณ  วันที่  26  พฤศจิกายน  พ.ศ. 2569" in said(letter)
    assert rules.DUTIES[0] in said(letter)


@pytest.mark.parametrize("kind", Kind)
def test_thai_digits_by_switch_and_dots_for_what_is_left_open(kind: Kind) -> None:
    open_told = Told(office="สำนักงาน", committee="คณะกรรมการ", meeting="4/2569")
    text = said(composed(kind, FACTS, open_told))
    assert "None" not in text
    assert BLANK in text
    assert not any(sign in text for sign in "0123456789")
    assert any(sign in said(composed(kind, FACTS, replace(open_told, has_thai_digits=False))) for sign in "0123456789")


def test_too_many_lines_are_refused_and_empty_ones_left_out() -> None:
    assert rules.lines_of("ก\n\n ข ", name="members") == ("ก", " ข ")
    with pytest.raises(Problem, match=r"letter\.lines"):
        rules.lines_of("ก\n" * (rules.MOST_LINES + 1), name="members")


PROVINCE = replace(
    FACTS, area="จังหวัดขอนแก่น", level=Level.PROVINCE, cases=tuple(replace(case, district="พล") for case in CASES)
)
NATION = Facts(
    "ทุกจังหวัด", "รอบปี 2569", counts=(Count("ขอนแก่น", 3, 4, 1234), Count("สระแก้ว", 0, 1, 5)), level=Level.NATION
)


def test_a_province_s_letters_name_the_district_of_each_application() -> None:
    for kind in (Kind.INVITATION, Kind.MEMO):
        letter = composed(kind, PROVINCE, TOLD)
        (table,) = [part.rows for part in letter.parts if part.shape == Shape.TABLE]
        assert (table[0][-1], table[1][-1]) == ("อำเภอ", "พล")
        assert "อำเภอหนองสองห้อง" not in said(replace(letter, parts=letter.parts[2:])).replace(TOLD.office, "")
    assert "อำเภอในพื้นที่จังหวัดขอนแก่นได้ตรวจคำขอ" in said(composed(Kind.MEMO, PROVINCE, TOLD))
    assert "ในพื้นที่จังหวัดขอนแก่น" in said(composed(Kind.ORDER, PROVINCE, TOLD))


def test_the_department_s_letters_tell_provinces_by_their_counts_and_ask_for_no_approval() -> None:
    for kind in (Kind.INVITATION, Kind.MEMO, Kind.MINUTES):
        letter = composed(kind, NATION, TOLD)
        (table,) = [part for part in letter.parts if part.shape == Shape.TABLE]
        assert table.rows[1] == ("1", "ขอนแก่น", "3", "4", "1,234")
        assert "จำนวน 1,247 ราย" in said(letter)
        assert "อนุมัติการลงทะเบียน" not in said(letter)
    with pytest.raises(Problem, match=r"letter\.nothing"):
        composed(Kind.MEMO, replace(NATION, counts=()), TOLD)


@pytest.mark.parametrize("facts", [PROVINCE, NATION], ids=["province", "nation"])
@pytest.mark.parametrize("kind", Kind)
def test_wider_offices_leave_dots_and_write_thai_digits_too(kind: Kind, facts: Facts) -> None:
    text = said(composed(kind, facts, Told(office="สำนักงาน", committee="คณะกรรมการ", meeting="4/2569")))
    assert "None" not in text
    assert BLANK in text
    assert not any(sign in text for sign in "0123456789")


def test_offices_are_named_by_what_they_are() -> None:
    named = {
        Seat("4012", "พล", ""): ("สำนักงานพัฒนาชุมชนอำเภอพล จังหวัดขอนแก่น", "อำเภอพล"),
        Seat("40", "ขอนแก่น", ""): ("สำนักงานพัฒนาชุมชนจังหวัดขอนแก่น", "จังหวัดขอนแก่น"),
        Seat("", "", ""): ("กรมการพัฒนาชุมชน", "ทุกจังหวัด"),
    }
    for seat, (office, area) in named.items():
        assert (rules.office_of(seat, "ขอนแก่น"), seat.said) == (office, area)
        assert rules.committee_of(seat).startswith("คณะ")
    khet = Seat("1001", "พระนคร", "")
    assert (rules.office_of(khet, "กรุงเทพมหานคร"), khet.said) == ("สำนักงานเขตพระนคร กรุงเทพมหานคร", "เขตพระนคร")
    assert rules.office_of(Seat("10", "กรุงเทพมหานคร", ""), "กรุงเทพมหานคร") == "กรุงเทพมหานคร"
