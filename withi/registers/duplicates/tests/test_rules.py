"""Whether two entries are one producer."""

import pytest

from withi.registers.duplicates.rules import Facts, Known, Reason, alike, core_of, judge, levels_shared, numbers_of

PHONE = "0812345678"
NAME = "กลุ่มสตรีทอผ้าไหมบ้านหนองหว้า"


def verdict(name: str, area: str = "40150801", phone: str = "") -> tuple[bool, tuple[Reason, ...]]:
    """What is said of an entry beside the one producer that is known."""
    found = judge(Facts(name, area, phone), numbers_of(phone), Known(NAME, "40150801", numbers_of(PHONE)))
    return found.is_likely, found.reasons


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        "กลุ่มสตรีทอผ้าไหมบ้านหนองว้า",
        "กลุ่มสตรีท่อผาไหมบานหน่องหวา",
        "กลุ่มทอผ้าไหมบ้านหนองหว้า",
        "ทอผ้าไหม หนองหว้า",
        "กลุ่มสตรีทอผ้าไหมบ้านหนองหว้า หมู่ที่ 8",
        "กลุ่มสตรีทอผ้าใหมบ้านหนองหวา",
        "กลุ่มสตรีทอผ้าไหมบ้านหนองหว้า (OTOP)",
    ],
)
def test_the_same_name_written_otherwise_in_the_same_place_is_likely(name: str) -> None:
    assert verdict(name)[0]


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("โรงสีชุมชนบ้านหนองหว้า", "40150801"),
        ("กลุ่มจักสานไม้ไผ่บ้านหนองหว้า", "40150801"),
        (NAME, "40110101"),
        (NAME, "30010101"),
        ("กลุ่มเลี้ยงปลาดุก", "40150801"),
    ],
)
def test_another_trade_or_another_district_is_not(name: str, area: str) -> None:
    assert not verdict(name, area)[0]


def test_the_same_phone_is_enough_under_a_new_name() -> None:
    assert verdict("ร้านกาแฟริมทาง", phone="081-234-5678") == (True, (Reason.PHONE,))


def test_moved_digits_need_a_name_that_is_alike() -> None:
    assert verdict("กลุ่มสตรีทอผ้าไหมหนองหวา", "40150205", phone="0812345687")[0]
    assert not verdict("ร้านกาแฟริมทาง", phone="0812345687")[0]
    assert not verdict("กลุ่มสตรีทอผ้าไหมหนองหวา", "40110205", phone="0899999999")[0]


def test_the_card_alone_is_certain() -> None:
    found = judge(Facts("อะไรก็ได้"), frozenset(), Known(NAME, "57010101", frozenset(), is_same_person=True))
    assert (found.score, found.reasons) == (100, (Reason.IDENTITY,))


def test_reasons_say_what_agreed() -> None:
    assert verdict(NAME, phone=PHONE)[1] == (Reason.PHONE, Reason.NAME, Reason.PLACE)
    assert verdict("กลุ่มสตรีทอผ้าไหมบ้านหนองแวง")[1] == (Reason.LIKE_NAME, Reason.PLACE)


def test_the_core_is_what_tells_it_from_its_neighbours() -> None:
    assert core_of("กลุ่มแม่บ้านเกษตรกรบ้านหนองหว้า ม.5") == core_of("วิสาหกิจชุมชนหนองหว้า")
    assert alike("กลุ่มสตรีบ้านโนน", "ร้านบ้านโนน") < 0.8


def test_areas_share_as_much_as_both_know() -> None:
    assert levels_shared("40150801", "40150801") == 8
    assert levels_shared("401508", "40150801") == 6
    assert levels_shared("4015", "40150801") == 4
    assert levels_shared("40", "4015") == 2
    assert levels_shared("", "4015") == 0
