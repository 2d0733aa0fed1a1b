"""What a search tries last, where nothing was found."""

import pytest
from pytest_django import DjangoAssertNumQueries

from withi.ground.search import actions, queries, slips
from withi.ground.search.actions import Name
from withi.ground.search.rules import Found, Step
from withi.ground.search.tests import factory
from withi.kit.codes import prefix_range
from withi.kit.thai import fold, words

pytestmark = pytest.mark.django_db
PLACES = (
    ("province", Name(40, "ขอนแก่น", "40", True, 400)),
    ("province", Name(40, "Khon Kaen", "40", True, 400)),
    ("district", Name(4011, "เปือยน้อย", "4011", True, 300)),
    ("district", Name(4015, "หนองสองห้อง", "4015", True, 300)),
    ("tambon", Name(360101, "หนองสองห้อง", "360101", True, 200)),
)


@pytest.fixture(autouse=True)
def names() -> None:
    factory.products()
    factory.villages()
    for kind, _ in PLACES:
        rows = sorted((name for other, name in PLACES if other == kind), key=lambda name: name.ref_id)
        actions.put(kind, rows)
    actions.put("producer", [Name(20, "ห้างหุ้นส่วนจำกัด ริมไทรหัตถกรรม", "401501", True)])


def found_as(found: Found) -> tuple[list[tuple[str, int]], Step, str]:
    return [(hit.kind, hit.ref_id) for hit in found.hits], found.step, found.searched


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("จังหวัดขอนแก่น", "province"),
        ("จ.ขอนแก่น", "province"),
        ("Khon Kaen Province", "province"),
        ("อำเภอเปือยน้อย", "district"),
        ("อ. เปือยน้อย", "district"),
        ("ตำบลหนองสองห้อง", "tambon"),
        ("ต.หนองสองห้อง", "tambon"),
        ("หมู่บ้านหัวขัว", "village"),
    ],
)
def test_the_word_that_says_what_an_area_is_may_stand_with_its_name(typed: str, kind: str) -> None:
    found = queries.find(typed, literal=True)
    assert {(hit.kind, hit.step) for hit in found.hits} == {(kind, Step.EQUAL)}


@pytest.mark.parametrize("typed", ["จังหวัดขอนแกน", "จังหวัดขอนแกนน"])
def test_behind_that_word_a_slip_is_forgiven(typed: str) -> None:
    assert found_as(queries.find(typed))[0][0] == ("province", 40)


@pytest.mark.parametrize("typed", ["ผ้าไหม ขอนแก่น", "ขอนแก่น ผ้าไหม", "ผ้าไหม จ.ขอนแก่น", "ผ้าไหม จังหวัดขอนแก่น"])
def test_goods_in_an_area_are_searched_there_and_it_is_told(typed: str) -> None:
    hits, step, searched = found_as(queries.find(typed, kinds=["product"]))
    assert (hits, step) == ([("product", 2), ("product", 1)], Step.WITHIN)
    assert searched.startswith("ผ้าไหม (")
    assert queries.find(typed, kinds=["product"], literal=True).hits == ()


def test_a_slip_in_the_goods_of_an_area() -> None:
    found = queries.find("ผ้าไหมมัดมี่ จ.ขอนแก่น", kinds=["product"])
    assert found_as(found) == ([("product", 1)], Step.WITHIN, "ผ้าไหมมัดหมี่ (จ.ขอนแก่น)")


def test_an_area_never_widens_what_may_be_seen() -> None:
    assert queries.find("ผ้าไหม ขอนแก่น", ranges=[prefix_range("36")]).hits == ()
    inside = queries.find("ผ้าไหม ขอนแก่น", kinds=["product"], ranges=[prefix_range("401101")])
    assert [hit.ref_id for hit in inside.hits] == [1]
    assert "สุราชุมชน" not in {hit.name for hit in queries.find("สุราชุมชน ขอนแก่น").hits}


def keyed(text: str, *, to_latin: bool) -> str:
    """The same keys on the other keyboard."""
    table = slips._TO_LATIN if to_latin else slips._TO_THAI
    return text.translate(table)


@pytest.mark.parametrize(("typed", "ref_id"), [("ผ้าไหมมัดมี่", 1), ("น้ำพิกปลาร้า", 4), ("ผ้าขางม้าย้อม", 3)])
def test_a_slip_on_the_other_keyboard(typed: str, ref_id: int) -> None:
    found = queries.find(keyed(typed, to_latin=True), kinds=["product"])
    assert [hit.ref_id for hit in found.hits] == [ref_id]
    assert found.step is Step.NEAR


def test_a_slip_in_latin_letters_typed_on_the_thai_keyboard() -> None:
    found = queries.find(keyed("silk scraf", to_latin=False), kinds=["product"])
    assert ([hit.ref_id for hit in found.hits], found.searched) == ([8], "Silk scarf")


@pytest.mark.parametrize(
    ("typed", "searched"), [("กะติบข้าว ไม่ไผ", "กระติบข้าว"), ("หจก ริมไทรหัตถกรรม", "ห้างหุ้นส่วนจำกัด ริมไทรหัตถกรรม")]
)
def test_what_is_heard_or_written_short_is_read_in_full(typed: str, searched: str) -> None:
    found = queries.find(typed, kinds=["product", "producer"])
    assert found.total == 1
    assert found.step in {Step.NEAR, Step.FAR}
    assert found.searched.startswith(searched)


@pytest.mark.parametrize("typed", ["มัดมี่ ผ้าหม", "แก่นมะขาม มัดมี่", "มัดมี่ ลายแกน"])
def test_words_that_begin_inside_others_are_found_with_a_slip_each(typed: str) -> None:
    assert [hit.ref_id for hit in queries.find(typed, kinds=["product"]).hits] == [1]


@pytest.mark.parametrize("typed", ["ตู้เย็น โบราณ", "โทรศัพท์ มือถือ", "ผ้าไหม เชียงใหม่"])
def test_words_that_no_name_is_near_find_nothing(typed: str) -> None:
    assert queries.find(typed).hits == ()


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("น้ำพิกบองง", ""),
        ("ผ้าขาวคราน", "ผ้าขาว คราม"),
        ("ผ้าขาวย้อมคราน", "ผ้าขาว ย้อมคราม"),
        ("ผาขาดย้อมคราม", "ผ้าขาว ย้อมคราม"),
    ],
)
def test_a_cut_word_may_have_a_slip_in_its_longer_piece(typed: str, searched: str) -> None:
    found = queries.find(typed, kinds=["product"])
    assert (found.searched if found.hits else "") == searched


def test_a_word_that_leads_its_name_comes_first() -> None:
    actions.put("producer", [Name(30, "โรงช่างใบหม่อน ชาวดอย", "40", True), Name(31, "ชาใบหม่อน ตราสุข", "40", True)])
    assert [hit.ref_id for hit in queries.find("ใบหม่อน ชา", kinds=["producer"]).hits] == [31, 30]


def test_nothing_takes_few_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(9):
        assert queries.find("โทรศัพท์มือถือ ราคาถูก", kinds=["product", "producer", "village"]).total == 0


@pytest.mark.parametrize(
    ("word", "name", "expected"),
    [("กะเป๋า", "กระเป๋าผ้า", "กระเป๋า"), ("มัดมี่", "ผ้าไหมมัดหมี่", "มัดหมี่"), ("ผ้าไหม", "ผ้าไหม", "ผ้าไหม")],
)
def test_the_nearest_piece_of_a_name(word: str, name: str, expected: str) -> None:
    far, _, text = slips.nearest(fold(word), words(name))
    assert (far, text) == (int(word != expected), fold(expected))


@pytest.mark.parametrize("gone", [True, False])
def test_a_word_near_by_that_no_public_name_holds_hides_nothing(gone: bool) -> None:
    before = {hit.ref_id for hit in queries.find("กระติบข้า", kinds=["product"]).hits}
    typed = "กะติบข้"
    actions.put("product", [Name(90, "กะติดข้", "4011", is_public=False)])
    if gone:
        actions.drop("product", [90])
    assert before == {5}
    assert [hit.ref_id for hit in queries.find(typed, kinds=["product"]).hits] == [5]
