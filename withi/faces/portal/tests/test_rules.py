"""Rows as strings, without a database."""

from datetime import date, datetime, timezone
from typing import Any

import pytest

from withi.faces.portal import boards, pictures, rules
from withi.faces.portal.rules import Call, Tongue
from withi.faces.portal.words import words
from withi.ground.web.pages import urls_for

TODAY = date(2026, 11, 21)
SHUT = {"receiving": "paused", "receiving_reason": "น้ำท่วม"}


def spoken(lang: Any = "th") -> Tongue:
    return Tongue(lang, words(lang), urls_for(lang))


def row(**facts: Any) -> dict[str, Any]:
    """A community as a statement gives it."""
    return {
        "id": 7,
        "name_th": "บ้านดงเค็ง",
        "name_en": "",
        "area_code": "40150808",
        "path_th": "ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น",
        "path_en": "",
        "now_th": "",
        "now_en": "",
        "now_until": None,
        "summary_th": "ทอหมี่",
        "summary_en": "",
        "receiving": "open",
        "notice_days": None,
        "phone": "0812345678",
        "receiving_until": None,
        "receiving_reason": "",
        "confirmed_on": TODAY,
        "is_demo": 0,
        "photo": "",
        "person_price": 15_000,
        **facts,
    }


def test_a_row_tells_who_receives_at_what_price_and_whom_to_call() -> None:
    card = rules.community_card(row(), spoken(), TODAY)
    assert (card.url, card.shape, card.state) == ("/communities/7/", "open", "รับแขก")
    assert (card.cost, card.tel) == ("คนละ 150\u00a0บาท", "+66812345678")
    assert card.place == "ภาคอีสาน · ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น"
    assert (card.confirmed, card.confirmed_iso) == ("ยืนยัน 21\u00a0พ.ย.\u00a02569", "2026-11-21")


@pytest.mark.parametrize("receiving", ["paused", "ceased"])
def test_who_turns_guests_away_shows_no_price_and_no_telephone(receiving: str) -> None:
    card = rules.community_card(row(receiving=receiving, receiving_reason="ซ่อมถนน"), spoken(), TODAY)
    assert (card.cost, card.tel, card.why) == ("", "", "ซ่อมถนน")


def test_who_never_said_is_not_shown_as_receiving() -> None:
    card = rules.community_card(row(confirmed_on=None), spoken(), TODAY)
    assert (card.shape, card.state, card.tel) == ("pause", "ยังไม่แจ้ง", "")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "ทอหมี่"),
        ({"now_th": "เกี่ยวข้าว", "now_until": TODAY}, "เกี่ยวข้าว"),
        ({"now_th": "เกี่ยวข้าว", "now_until": "2026-11-20"}, "ทอหมี่"),
        ({**SHUT, "receiving_until": "2026-12-01"}, "น้ำท่วม · คาดว่ารับได้อีกครั้ง 1\u00a0ธ.ค.\u00a02569"),
        ({**SHUT, "receiving_until": "2026-11-01"}, "น้ำท่วม"),
    ],
)  # fmt: skip
def test_a_reason_stands_until_its_day(facts: dict[str, Any], why: str) -> None:
    assert rules.why(row(**facts), spoken(), TODAY) == (why, False)


def test_thai_text_on_an_english_page_is_known_as_such() -> None:
    card = rules.community_card(row(), spoken("en"), TODAY)
    assert (card.url, card.thai, card.why_thai) == ("/en/communities/7/", True, True)
    assert not rules.community_card(row(name_en="Ban Dong Kheng"), spoken("en"), TODAY).thai


def test_days_of_notice_stand_with_the_state() -> None:
    assert rules.state_words("appointment", 3, spoken()) == "นัดล่วงหน้า 3 วัน"
    assert rules.state_words("appointment", 1, spoken("en")) == "Book 1 day ahead"
    assert rules.state_words("appointment", None, spoken("en")) == "By appointment"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (None, None),
        ("", None),
        ("2026-11-21", TODAY),
        (TODAY, TODAY),
        ("2026-11-20 17:30:00", TODAY),
        (datetime(2026, 11, 20, 16, 59, tzinfo=timezone.utc), date(2026, 11, 20)),  # noqa: UP017
        (datetime(2026, 11, 20, 17, 0), TODAY),  # noqa: DTZ001 - as SQLite gives it
    ],
)
def test_days_are_those_of_thailand(value: Any, day: date | None) -> None:
    assert rules.local_day(value) == day


@pytest.mark.parametrize(
    ("stored", "call"),
    [
        ("", None),
        ("ไม่มี", None),
        ("0812345678", Call("081-234-5678", "+66812345678")),
        ("043123456x12", Call("043-123-456 ต่อ 12", "+6643123456,12")),
        ("0000000808", Call("000-000-0808", "0000000808")),
        ('0<script>"0', Call("00", "00")),
    ],
)
def test_numbers_are_read_and_dialled(stored: str, call: Call | None) -> None:
    assert rules.call(stored) == call


def test_line_opens_people_and_official_accounts() -> None:
    assert rules.line_url("@dong kheng") == "https://line.me/R/ti/p/@dong%20kheng"
    assert rules.line_url('x"><script>') == "https://line.me/ti/p/~x%22%3E%3Cscript%3E"
    assert rules.line_url(" ") == ""


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("40", "ขอนแก่น", "จังหวัดขอนแก่น"),
        ("10", "กรุงเทพมหานคร", "กรุงเทพมหานคร"),
        ("4015", "หนองสองห้อง", "อำเภอหนองสองห้อง"),
        ("1001", "พระนคร", "เขตพระนคร"),
        ("9098", "เทศบาลนครสงขลา", "เทศบาลนครสงขลา"),
    ],
)
def test_areas_are_named_as_people_name_them(code: str, name: str, said: str) -> None:
    assert rules.area_name({"code": code, "name_th": name, "name_en": ""}, spoken()) == said


def test_places_of_the_whole_country_and_of_regions() -> None:
    assert rules.area_prefixes([], "") == ()
    assert rules.area_prefixes(["ne", "s"], "5001") == ("3", "4", "8", "9", "5001")
    # what lies in a region that is chosen is there already
    assert rules.area_prefixes(["ne"], "4015") == ("3", "4")


@pytest.mark.parametrize(
    ("fitting", "among", "wanted", "expected"),
    [(10, 250_000, 20, True), (1_000, 250_000, 20, True), (800, 4_100, 20, False), (800, 4_100, 1_000, True)],
)
def test_few_among_many_are_sorted_sooner_than_met(fitting: int, among: int, wanted: int, *, expected: bool) -> None:
    assert rules.is_sorted_sooner(fitting, among, wanted) is expected


def test_cloth_stands_for_textiles_and_parcels_for_the_rest() -> None:
    assert pictures.tile_url("textile", "40150808") == "/cloth/40150808-4.svg"
    assert pictures.tile_url("drink", "40150808") == "/parcel/40150808-drink.svg"
    assert pictures.tile_url("food", "") == "/parcel/10-food.svg"


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (4, 40, "รับครั้งละ 4–40 คน"),
        (None, 40, "รับครั้งละไม่เกิน 40 คน"),
        (8, 8, "รับครั้งละ 8 คน"),
        (4, None, "รับตั้งแต่ 4 คนขึ้นไป"),
        (1, None, ""),
        (None, None, ""),
    ],
)
def test_group_sizes_in_words(least: int | None, most: int | None, said: str) -> None:
    assert boards.group_words(least, most, spoken()) == said


def test_bangkok_has_khwaeng_and_khet_and_no_moo() -> None:
    names = {"tambon": "พระบรมมหาราชวัง", "district": "พระนคร", "province": "กรุงเทพมหานคร"}
    assert boards.place_of({"area_code": "100101", **names}, spoken()) == ("แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร")
    village = {"area_code": "40150808", "tambon": "ดงเค็ง", "district": "หนองสองห้อง", "province": "ขอนแก่น"}
    assert boards.place_of(village, spoken()) == "หมู่ 8 ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น"
    assert boards.place_of({**village, "tambon": "Dong Kheng"}, spoken("en")).startswith("Moo 8, Dong Kheng")


@pytest.mark.parametrize(
    ("asset", "amount", "per", "remark"),
    [
        ({"price": 15_000, "unit": "person"}, "150", "ต่อคน", "2 ชั่วโมง · ไม่เกิน 20 คน"),
        ({"price": 40_000, "unit": "group"}, "400", "ต่อกลุ่ม (ไม่เกิน 20 คน)", "2 ชั่วโมง"),
        ({"price": 0, "unit": ""}, "ฟรี", "", "2 ชั่วโมง · ไม่เกิน 20 คน"),
        ({"price": None, "unit": "", "capacity": None}, "", "", "2 ชั่วโมง"),
        ({"price": 5_050, "unit": "set", "capacity": None}, "50.50", "ต่อชุด", "2 ชั่วโมง"),
        (
            {"price": None, "unit": "", "capacity": None, "day": TODAY},
            "", "", "2 ชั่วโมง · เจ้าหน้าที่ไปดูแล้ว 21\u00a0พ.ย.\u00a02569",
        ),
    ],
)  # fmt: skip
def test_a_price_board_says_per_what(asset: dict[str, Any], amount: str, per: str, remark: str) -> None:
    told = {"kind": "activity", "title": "มัดหมี่", "text": "2 ชั่วโมง", "in_thai": set(), "capacity": 20, "day": None}
    told |= {"hours": "", "minutes": None, **asset}
    offer = boards.offer(told, spoken(), date(2026, 11, 26))
    assert (offer.amount, offer.per, offer.remark) == (amount, per, remark)


@pytest.mark.parametrize(("km", "said"), [(0.42, "0.4"), (2.6, "3"), (15.2, "15")])
def test_distances_as_one_says_them(km: float, said: str) -> None:
    assert boards.kilometres(km) == said


def test_neighbours_in_place_of_a_closed_door_receive_guests() -> None:
    near = [
        {"id": 1, "title": "ก", "text": "ทอผ้า", "kind": "open", "km": 2.6, "in_thai": set()},
        {"id": 2, "title": "ข", "text": "จักสาน", "kind": "paused", "km": None, "in_thai": set()},
        {"id": 3, "title": "ค", "text": "", "kind": "unsaid", "km": 9.0, "in_thai": set()},
    ]
    assert [line.name for line in boards.neighbours(near, spoken(), receiving=True)] == ["ก"]
    all_of_them = boards.neighbours(near, spoken(), receiving=False)
    assert [(line.about, line.figure) for line in all_of_them] == [
        ("ทอผ้า", "3 กม."),
        ("งดรับชั่วคราว", ""),
        ("ยังไม่แจ้ง", "9 กม."),
    ]


def test_a_price_or_the_lowest_and_the_highest() -> None:
    def sizes(*amounts: int) -> list[dict[str, int]]:
        return [{"amount": amount} for amount in amounts]

    assert boards.price_range(None, [], spoken()) == ""
    assert boards.price_range(4_500, [], spoken()) == "45\u00a0บาท"
    assert boards.price_range(4_500, sizes(4_500, 4_500), spoken()) == "45\u00a0บาท"
    assert boards.price_range(4_500, sizes(9_000, 4_500), spoken("en")) == "45–90\u00a0baht"


def maker(**facts: Any) -> dict[str, Any]:
    return {
        "shows_phone": True,
        "producer_shown": True,
        "producer_phones": "0898765432",
        "producer_line": "weavers",
        "community_id": 3,
        "receiving": "open",
        "community_phone": "0812345678",
        **facts,
    }


def test_a_maker_is_called_only_where_it_shows_its_number() -> None:
    own = boards.contact(maker(), spoken())
    assert ([call.shown for call in own.calls], own.line_id, own.via_community) == (["089-876-5432"], "weavers", False)
    for facts in ({"shows_phone": False}, {"producer_shown": False}, {"producer_phones": "", "producer_line": ""}):
        through = boards.contact(maker(**facts), spoken())
        assert ([call.shown for call in through.calls], through.line) == (["081-234-5678"], "")
        assert through.via_community
    for missing in ({"community_id": None}, {"receiving": "ceased"}, {"community_phone": ""}):
        assert boards.contact(maker(shows_phone=False, **missing), spoken()).calls == []
