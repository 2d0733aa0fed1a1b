"""Villages by number, by name or by both: look-alikes of the mistakes that stand in real lists."""

import pytest

from withi.ground.places import matching
from withi.ground.places.answers import Match, Written
from withi.ground.places.names import Names

AREAS = {
    "16": "ลพบุรี",
    "1604": "ชัยบาดาล",
    "160401": "ลำนารายณ์",
    "42": "เลย",
    "4201": "เมืองเลย",
    "4207": "ภูเรือ",
    "420704": "ปลาบ่า",
    "420705": "ลาดค่าง",
    "4203": "เชียงคาน",
    "420305": "ปากตม",
    "420306": "ประสาทสิทธิ์",
    "420307": "คึมชาด",
    "420308": "ตะคลอง",
    "4202": "ในเวียง",
    "420201": "ในเมือง",
    "420202": "นอกเมือง",
    "4214": "หนองหิน",
    "421401": "หนองหิน",
    "421402": "ปวนพุ",
    "421403": "ไผ่ลิง",
}
PAK_TOM = {1: "บ้านท่าดีหมี", 17: "บ้านท่าดีหมี", 11: "บ้านบน", 7: "บ้านล่าง", 3: "บ้านกลาง", 35: "บ้านท้าย"}
VILLAGES = {
    "16040101": "บ้านลำนารายณ์",
    "42020203": "บ้านหมน",
    "42020204": "บ้านโพน",
    "42030601": "บ้านตะคลอง",
    "42030602": "บ้านราษฎร์เจริญ",
    "42030603": "บ้านศรีโพนแทน",
    "42030604": "บ้านใหม่ชัยพร (บ้านเก่า)",
    "42030605": "บ้านซำบ่าง",
    "42070401": "บ้านปลาบ่า",
    "42070403": "บ้านกลาง",
    "42070502": "บ้านไฮตาก",
    "42070504": "บ้านลาดค่าง",
    "42140101": "บ้านวังคูณ",
    "42140102": "บ้านหัวขัว",
    "42140103": "บ้านยางกะเดา",
    "42140104": "บ้านยางกระเดา",
    "42140201": "บ้านหัวขัว",
    "42140203": "บ้านไผ่ลิง",
    "42140210": "บ้านผางาม",
} | {f"420305{moo:02}": name for moo, name in PAK_TOM.items()}


@pytest.fixture(scope="module")
def names() -> Names:
    areas = [(code, name, "", False) for code, name in AREAS.items()]
    return Names(areas, villages=sorted(VILLAGES.items()))


def told(match: Match) -> tuple[str, str, str]:
    return match.status.value, match.code, match.reason.rule


def offered(match: Match) -> list[str]:
    return [each.code for each in match.candidates]


@pytest.mark.parametrize(
    ("district", "tambon", "code"),
    [
        ("ไชยบาดาล", "ลำนารายณ์", "160401"),
        ("ชัยบาดาล", "ลำนารายน์", "160401"),
        ("ชัยบาดาล", "ลัมนารายณ์", "160401"),
        ("ชัยบาดาล", "ลำนา", "160401"),
    ],
)
def test_swaps_of_spelling_are_folded_or_proposed(names: Names, district: str, tambon: str, code: str) -> None:
    assert matching.match(Written("ลพบุรี", district, tambon), names).code == code


@pytest.mark.parametrize(
    ("tambon", "code"),
    [
        ("ประสาทสิท", "420306"),
        ("ปราสาทสิทธ์", "420306"),
        ("คึมขาด", "420307"),
        ("ตะคอง", "420308"),
        ("ตะะคลอง", "420308"),
    ],
)
def test_a_tambon_written_by_ear_is_proposed(names: Names, tambon: str, code: str) -> None:
    match = matching.match(Written("เลย", "เชียงคาน", tambon), names)
    assert told(match) == ("proposed", code, "match.alike")
    assert match.sure == "4203"


@pytest.mark.parametrize(
    ("moo", "name", "code"),
    [
        ("1", "บ้านตะคอง", "42030601"),
        ("๒", "บ้านราษฎรเจริญ", "42030602"),
        ("ม.3", "บ้านศรีโพนแท่น", "42030603"),
        ("3", "ชุมชนบ้านศรีโพนแทน", "42030603"),
        ("3", "หมู่บ้านศรีโพนแทน", "42030603"),
        ("3", "ชุมชนท่องเที่ยวบ้านศรีโพนแทน", "42030603"),
        ("4.0", "บ้านใหม่ไชยพร", "42030604"),
        ("", "บ้านเก่า หมู่ที่ 4", "42030604"),
        ("", "บ้านซำบ่าง (ม.5)", "42030605"),
    ],
)
def test_number_and_name_that_sounds_so_are_certain(names: Names, moo: str, name: str, code: str) -> None:
    match = matching.match(Written("เลย", "เชียงคาน", "ประสาทสิทธิ์", moo, name), names)
    assert (match.status, match.code) == ("exact", code)


def test_a_name_read_otherwise_is_told(names: Names) -> None:
    match = matching.match(Written("เลย", "เชียงคาน", "ประสาทสิทธิ์", "1", "บ้านตะคอง"), names)
    assert match.reason_th == "อ่าน “บ้านตะคอง” เป็น “บ้านตะคลอง”"


def test_a_number_and_a_name_nearly_that_of_another_village(names: Names) -> None:
    match = matching.match(Written("เลย", "เชียงคาน", "ประสาทสิทธิ์", "3", "บ้านชำบ่าง"), names)
    assert told(match) == ("ambiguous", "", "match.other_name")
    assert offered(match) == ["42030603", "42030605"]


class TestNumbers:
    def ask(self, names: Names, moo: str, name: str = "", address: str = "") -> Match:
        return matching.match(Written("เลย", "เชียงคาน", "ปากตม", moo, name, address), names)

    def test_two_numbers_written_as_one_are_proposed_in_rising_order(self, names: Names) -> None:
        match = self.ask(names, "117")
        assert told(match) == ("proposed", "420305", "match.moo_run")
        assert offered(match) == ["420305", "42030501", "42030517"]
        assert "ทะเบียนมีถึงหมู่ 35 อาจเป็นหมู่ 1 และ 17" in match.reason_th
        assert match.sure == "420305"

    def test_so_they_are_in_a_text(self, names: Names) -> None:
        assert offered(self.ask(names, "", address="หมู่ 117 ต.ปากตม")) == ["420305", "42030501", "42030517"]

    def test_the_name_decides_among_them(self, names: Names) -> None:
        assert offered(self.ask(names, "117", "บ้านท่าดีหมี")) == ["420305", "42030501", "42030517"]
        assert offered(self.ask(names, "73", "บ้านกลาง")) == ["420305", "42030503"]

    def test_a_number_that_cannot_be_taken_apart(self, names: Names) -> None:
        assert told(self.ask(names, "99")) == ("proposed", "420305", "match.moo")
        assert told(self.ask(names, "99", "บ้านกลาง")) == ("proposed", "42030503", "match.moo")

    def test_several_numbers_are_never_run_together(self, names: Names) -> None:
        match = self.ask(names, "1, 7")
        assert told(match) == ("ambiguous", "", "match.moos")
        assert offered(match) == ["42030501", "42030507"]


@pytest.mark.parametrize(
    ("tambon", "moo", "name", "code"),
    [("กลาง", "3", "บ้านปลาบ่า", "42070403"), ("ไฮตาก", "2", "บ้านลาดค่าง", "42070502")],
)
def test_tambon_and_village_in_each_others_column(names: Names, tambon: str, moo: str, name: str, code: str) -> None:
    match = matching.match(Written("เลย", "ภูเรือ", tambon, moo, name), names)
    assert told(match) == ("proposed", code, "match.exchanged")
    assert match.sure == "4207"


def test_exchanged_columns_that_both_name_tambons(names: Names) -> None:
    """ไผ่ลิง is a tambon, and so is ปวนพุ, which has a village ไผ่ลิง 3: with that number the columns are exchanged."""
    match = matching.match(Written("เลย", "หนองหิน", "ไผ่ลิง", "3", "บ้านปวนพุ"), names)
    assert told(match) == ("proposed", "42140203", "match.exchanged")
    assert match.sure == "4214"
    assert told(matching.match(Written("เลย", "หนองหิน", "ไผ่ลิง", "9", "บ้านปวนพุ"), names))[0] == "exact"
    assert told(matching.match(Written("เลย", "หนองหิน", "ไผ่ลิง", name="บ้านปวนพุ"), names))[1] == "42140203"


def test_an_unknown_district_leaves_the_tambon_of_the_province(names: Names) -> None:
    match = matching.match(Written("เลย", "ไม่มีจริง", "ปวนพุ", "10", "บ้านผางาม"), names)
    assert told(match) == ("proposed", "42140210", "match.unknown")


@pytest.mark.parametrize("blank", ["-", "ไม่ระบุ", " "])
def test_a_dash_is_no_name(names: Names, blank: str) -> None:
    match = matching.match(Written("เลย", "หนองหิน", blank, blank, blank), names)
    assert told(match) == ("exact", "4214", "match.exact")


class TestNamesAlone:
    def test_one_of_the_name_in_the_district_is_certain(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", name="บ้านผางาม"), names)
        assert told(match) == ("exact", "42140210", "match.only_one")

    def test_one_that_only_sounds_like_another_beside_it_is_proposed(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", "หนองหิน", name="บ้านยางกะเดา"), names)
        assert told(match) == ("proposed", "42140103", "match.village_name")
        assert offered(match) == ["42140103", "42140104"]

    def test_a_town_community_is_only_proposed(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", name="ชุมชนผางาม"), names)
        assert told(match) == ("proposed", "42140210", "match.village_name")

    def test_another_spelling_is_proposed(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", name="วังคูน"), names)
        assert told(match) == ("proposed", "42140101", "match.folded")

    def test_several_are_all_offered(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", name="บ้านหัวขัว"), names)
        assert told(match) == ("ambiguous", "", "match.several")
        assert offered(match) == ["42140102", "42140201"]

    def test_a_number_beside_the_name_decides(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", moo="1", name="บ้านหัวขัว"), names)
        assert (match.status, match.code) == ("exact", "42140201")

    def test_in_a_province_or_the_country_one_is_proposed_only(self, names: Names) -> None:
        assert told(matching.match(Written("เลย", name="บ้านผางาม"), names))[:2] == ("proposed", "42140210")
        assert told(matching.match(Written(name="บ้านผางาม"), names))[:2] == ("proposed", "42140210")
        assert told(matching.match(Written(name="บ้านหัวขัว"), names))[:2] == ("ambiguous", "")

    def test_none_in_the_areas_offers_those_beside_them(self, names: Names) -> None:
        match = matching.match(Written(name="บ้านผางาม"), names, within=["4203", "4207"])
        assert told(match) == ("none", "", "match.no_village")
        assert (offered(match), match.sure) == (["42140210"], "42")

    def test_a_village_that_is_not_there_is_doubted(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", "ปวนพุ", name="บ้านไกลโพ้น"), names)
        assert told(match) == ("proposed", "421402", "match.no_village")
        assert told(matching.match(Written("เลย", "หนองหิน", "ปวนพุ", name="กลุ่มทอผ้า"), names))[:2] == (
            "exact",
            "421402",
        )

    def test_in_a_text_the_village_is_proposed(self, names: Names) -> None:
        match = matching.match(Written(address="ชุมชนบ้านผางาม อ.หนองหิน จ.เลย"), names)
        assert told(match) == ("proposed", "42140210", "match.village_name")

    def test_beside_columns_a_text_only_offers_it(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", address="บ้านผางาม หมู่ 10"), names)
        assert told(match) == ("exact", "4214", "match.exact")
        assert offered(match) == ["4214", "42140210"]


class TestNamesThatDoNotFit:
    """What a column says of a village is never passed over: a link is certain only where all of it fits."""

    def test_another_name_beside_the_number_is_doubtful_without_the_word_village(self, names: Names) -> None:
        for name in ("บ้านไกลโพ้น", "ไกลโพ้น", "ชุมชนท่องเที่ยวไกลโพ้น"):
            match = matching.match(Written("เลย", "เชียงคาน", "ประสาทสิทธิ์", "3", name), names)
            assert told(match) == ("proposed", "42030603", "match.other_name"), name

    def test_in_a_text_the_number_counts(self, names: Names) -> None:
        tail = "ต.ประสาทสิทธิ์ อ.เชียงคาน จ.เลย"
        match = matching.match(Written(address=f"ร้านในบ้านไกลโพ้น ถนนใหญ่ บ้านไกลโพ้น ซอย 1 หมู่ 3 {tail}"), names)
        assert told(match) == ("exact", "42030603", "match.other_name")
        beside = matching.match(Written(address=f"บ้านไกลโพ้น หมู่ 3 {tail}"), names)
        assert told(beside) == ("proposed", "42030603", "match.other_name")

    def test_name_and_number_of_another_tambon_are_offered_beside(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", "หนองหิน", "1", "บ้านหัวขัว"), names)
        assert told(match)[0] == "ambiguous"
        match = matching.match(Written("เลย", "เชียงคาน", "ปากตม", "3", "บ้านศรีโพนแทน"), names)
        assert told(match) == ("ambiguous", "", "match.other_name")
        assert offered(match) == ["42030503", "42030603"]

    def test_the_name_alone_in_another_tambon_is_shown_beside_the_number(self, names: Names) -> None:
        match = matching.match(Written("เลย", "เชียงคาน", "ปากตม", "7", "บ้านศรีโพนแทน"), names)
        assert told(match) == ("proposed", "42030507", "match.other_name")
        assert offered(match) == ["42030507", "42030603"]

    def test_what_is_no_village_leaves_the_tambon_certain_and_is_said(self, names: Names) -> None:
        match = matching.match(Written("เลย", "หนองหิน", "ปวนพุ", name="กลุ่มทอผ้า"), names)
        assert told(match) == ("exact", "421402", "match.no_village")

    def test_a_village_of_the_country_is_not_in_town(self, names: Names) -> None:
        match = matching.match(Written("เลย", "ในเวียง", "ในเมือง", "3", "บ้านหมน"), names)
        assert told(match) == ("proposed", "420201", "match.no_village")
        assert offered(match) == ["420201", "42020203"]
        for name in ("ชุมชนบ้านหมน", "ชุมชนริมน้ำ", "บ้านริมคลอง"):
            match = matching.match(Written("เลย", "ในเวียง", "ในเมือง", name=name), names)
            assert told(match) == ("exact", "420201", "match.exact"), name


class TestTwoNamesInACell:
    def ask(self, names: Names, name: str, moo: str = "") -> Match:
        return matching.match(Written("เลย", "เชียงคาน", "ประสาทสิทธิ์", moo, name), names)

    def test_either_name_is_read(self, names: Names) -> None:
        for name in ("บ้านซำบ่าง (บ้านไกลโพ้น)", "บ้านไกลโพ้น/บ้านซำบ่าง", "บ้านซำบ่าง-ไกลโพ้น", "บ้านซำบ่าง บ้านไกลโพ้น"):
            assert told(self.ask(names, name)) == ("proposed", "42030605", "match.folded"), name

    def test_a_number_beside_them_is_certain(self, names: Names) -> None:
        assert told(self.ask(names, "บ้านซำบ่าง/ไกลโพ้น", "5"))[:2] == ("exact", "42030605")

    def test_two_villages_are_both_offered(self, names: Names) -> None:
        for moo in ("", "5"):
            match = self.ask(names, "บ้านซำบ่าง/บ้านตะคลอง", moo)
            assert told(match)[:2] == ("ambiguous", ""), moo
            assert sorted(offered(match)) == ["42030601", "42030605"]

    def test_the_registers_own_two_names_are_one_village(self, names: Names) -> None:
        match = self.ask(names, "บ้านใหม่ชัยพร (บ้านเก่า)")
        assert told(match) == ("exact", "42030604", "match.only_one")
