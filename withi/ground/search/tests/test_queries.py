from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from withi.ground.search import actions, probes, queries
from withi.ground.search.actions import Name
from withi.ground.search.rules import Found, Step
from withi.ground.search.tests import factory
from withi.kit.codes import prefix_range

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def names() -> None:
    factory.products()
    factory.villages()


def ids(found: Found) -> list[int]:
    return [hit.ref_id for hit in found.hits]


def test_equal_names_come_first_then_beginnings() -> None:
    found = queries.find("ผ้าไหม", kinds=["product"])
    assert ids(found) == [7, 2, 1]
    assert [hit.step for hit in found.hits] == [Step.EQUAL, Step.EQUAL, Step.PREFIX]
    assert (found.step, found.searched, found.total, found.total_is_exact) == (Step.EQUAL, "ผ้าไหม", 3, True)


def test_tone_marks_case_and_sound_alikes_do_not_count() -> None:
    assert ids(queries.find("ผาใหม", kinds=["product"]))[:2] == [7, 2]
    assert ids(queries.find("SILK", kinds=["product"])) == [8]


def test_a_word_of_a_name() -> None:
    found = queries.find("ลายแก่น")
    assert (ids(found), found.step) == ([1], Step.PART)


def test_a_word_inside_a_word() -> None:
    assert ids(queries.find("มัดหมี่")) == [1]
    assert ids(queries.find("ย้อมคราม")) == [3]


def test_words_in_any_order_narrow() -> None:
    assert ids(queries.find("โบราณ น้ำพริก")) == [4]
    assert ids(queries.find("ไม้ไผ่ กระติบ")) == [5]
    assert queries.find("ไม้ไผ่ น้ำพริก", literal=True).hits == ()


@pytest.mark.parametrize("typed", ["ผ้าไมห", "ผ้าไห", "ผ้าไหหม", "ผ้าไวม"])
def test_one_slip_finds_and_says_what_was_searched(typed: str) -> None:
    found = queries.find(typed, kinds=["product"])
    assert 2 in ids(found)
    if found.step is Step.NEAR:
        assert found.searched == "ผ้าไหม"


def test_one_slip_in_a_word_typed_in_part() -> None:
    found = queries.find("น้ำพิกปลา")
    assert (ids(found), found.step, found.searched) == ([4], Step.NEAR, "น้ำพริกปลา")


def test_one_slip_in_one_of_two_words() -> None:
    found = queries.find("กระตีบข้ว ไม้ไผ่")
    assert (ids(found), found.searched) == ([5], "กระติบข้าว ไม้ไผ่")


def test_literal_looks_for_what_was_typed() -> None:
    found = queries.find("ผ้าไวม", literal=True)
    assert (found.hits, found.step, found.literal, found.searched) == ((), Step.NONE, True, "ผ้าไวม")


def test_own_area_comes_first_within_a_step() -> None:
    assert ids(queries.find("ผ้าไหม", home="4011"))[:2] == [2, 7]
    assert ids(queries.find("ผ้าไหม", home="36"))[:2] == [7, 2]


def test_ranges_narrow() -> None:
    assert ids(queries.find("ผ้า", ranges=[prefix_range("36")])) == [3, 7]
    assert ids(queries.find("ผ้า", ranges=[prefix_range("401102")])) == [2]
    assert ids(queries.find("มัดหมี่", ranges=[prefix_range("4011")])) == [1]
    assert queries.find("มัดหมี่", ranges=[prefix_range("36")], literal=True).total == 0
    assert queries.find("ผ้า", ranges=[]).total == 0


def test_rows_that_are_not_public_are_found_by_officers_only() -> None:
    assert queries.find("สุรา").total == 0
    assert ids(queries.find("สุรา", public_only=False)) == [6]


def test_kinds_narrow_and_none_means_all() -> None:
    assert {hit.kind for hit in queries.find("หัวขัว").hits} == {"village"}
    assert queries.find("หัวขัว", kinds=["product"], literal=True).total == 0
    assert queries.find("หัวขัว", kinds=[]).total == 0


@pytest.mark.parametrize("typed", ["บ้านหัวขัว", "หัวขัว", "Ban Hua Khua", "hua khua", "HuaKhua"])
def test_villages_with_and_without_their_first_word(typed: str) -> None:
    found = queries.find(typed, home="4011")
    assert ids(found) == [40110101, 36010101]
    assert found.step is Step.EQUAL


@pytest.mark.parametrize("typed", ["บ้สนหัวขัว", "บ้านหัวขว", "บ้านหวัขัว", "hua kuua", "Bn Hua Khua"])
def test_villages_with_one_slip(typed: str) -> None:
    found = queries.find(typed, home="4011")
    assert ids(found) == [40110101, 36010101]
    assert found.step is Step.NEAR


@pytest.mark.parametrize("typed", ["บ้สนหัวขว", "บานหหัวขั", "บ้ายหวขัว", "Bn Hua Khau", "Bsn Hau Khua"])
def test_villages_with_a_slip_in_their_first_word_and_one_in_the_name(typed: str) -> None:
    found = queries.find(typed, home="4011")
    assert ids(found) == [40110101, 36010101]
    assert found.step in (Step.NEAR, Step.FAR)


@pytest.mark.parametrize("typed", ["บสนขว", "บ้สนขหว", "บ้สนหวว", "กลัวหัวขัวย"])
def test_two_slips_that_leave_too_little_find_no_village(typed: str) -> None:
    assert not {40110101, 36010101} & set(ids(queries.find(typed, kinds=["village"])))


def test_pages_do_not_overlap_and_totals_stay() -> None:
    actions.put("producer", [Name(number, f"กลุ่มทอผ้า {number}", "4011", True) for number in range(50)])
    pages = [queries.find("กลุ่มทอผ้า", limit=20, offset=offset) for offset in (0, 20, 40, 60)]
    assert [len(page.hits) for page in pages] == [20, 20, 10, 0]
    assert {page.total for page in pages} == {50}
    assert len({hit.ref_id for page in pages for hit in page.hits}) == 50


def test_counting_stops_and_says_so() -> None:
    actions.put("producer", [Name(number, f"กลุ่มทอผ้า {number}", "4011", True) for number in range(60)])
    found = queries.find("กลุ่ม", limit=5, count_to=20)
    assert (len(found.hits), found.total_is_exact) == (5, False)


def test_own_area_is_not_lost_among_many() -> None:
    actions.put("producer", [Name(number, f"กลุ่มทอผ้า {number:03}", "50", True) for number in range(60)])
    actions.put("producer", [Name(900, "กลุ่มทอผ้าไหมบ้านเรา", "401101", True)])
    assert ids(queries.find("กลุ่ม", limit=5, count_to=20, home="4011"))[0] == 900


@pytest.mark.parametrize("typed", ["", "   ", "!?", "\x00", "%", "'", "ผ้า%", "x" * 5_000, "(" * 40, "😀"])
def test_strange_texts_are_answered(typed: str) -> None:
    assert queries.find(typed).total >= 0


@pytest.mark.parametrize("typed", ["ผ้าไหม", "ผ้าไวม", "น้ำพริกปราลา", "บ้สนหัวขว", "ก"])
def test_two_statements_for_any_text(typed: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(2):
        queries.find(typed, kinds=["product", "producer", "village"])


def test_words_one_of_which_begins_with_a_slip_are_found_with_a_few_statements_more(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(5):
        found = queries.find("โบราณ นำพิก", kinds=["product", "producer", "village"])
    assert (ids(found), found.step, found.searched) == ([4], Step.NEAR, "โบราณ น้ำพริก")


def test_three_more_where_a_word_finds_nothing(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(5):
        assert queries.find("ขยะมูลฝอยแปดอย่าง", kinds=["product", "producer", "village"]).total == 0


@pytest.mark.parametrize(
    ("typed", "searched"), [("ผ้าไหมลายแก่น", "ผ้าไหม ลายแก่น"), ("น้ำพริกบอง", "น้ำพริก บอง"), ("ผ้าขาวคราม", "ผ้าขาว คราม")]
)
def test_a_word_that_leaves_out_what_stands_between_is_cut_in_two(typed: str, searched: str) -> None:
    found = queries.find(typed, kinds=["product"])
    assert (len(found.hits), found.step, found.searched) == (1, Step.CUT, searched)
    assert queries.find(typed, kinds=["product"], literal=True).hits == ()
    assert queries.find(typed, kinds=["village"]).hits == ()


def test_a_cut_keeps_to_the_areas_and_to_what_is_public() -> None:
    assert queries.find("ผ้าขาวคราม", ranges=[prefix_range("40")]).hits == ()
    assert len(queries.find("ผ้าขาวคราม", ranges=[prefix_range("3601")]).hits) == 1
    actions.put("producer", [Name(1, "กลุ่มแม่บ้านทอผ้าไหม", "401101", False)])
    assert queries.find("กลุ่มผ้าไหม").hits == ()
    assert len(queries.find("กลุ่มผ้าไหม", public_only=False).hits) == 1


def test_common_words_in_any_order_inside_one_word() -> None:
    brands = [chr(0x0E01 + one) + chr(0x0E01 + other) for one in range(10) for other in range(8)]
    actions.put("producer", [Name(place, f"กลุ่มสตรีแปรรูป{brand}", "4011", True) for place, brand in enumerate(brands)])
    actions.put("product", [Name(100 + place, f"กลุ่มทอผ้า{brand}", "4011", True) for place, brand in enumerate(brands)])
    actions.put("producer", [Name(900, "กลุ่มสตรีทอผ้าฮักแพง", "4011", True)])
    found = queries.find("ทอผ้า สตรี")
    assert (ids(found), found.step) == ([900], Step.PART)


def test_an_area_near_by_does_not_hide_goods_that_begin_so() -> None:
    actions.put("tambon", [Name(401103, "น้ำพี้", "401103", True)])
    assert {hit.kind for hit in queries.find("น้ำพิก").hits} == {"tambon", "product"}


def many(first: int, count: int, name: str) -> None:
    actions.put("product", [Name(first + number, f"{name} ที่{number}", "4011", True) for number in range(count)])


@pytest.mark.parametrize(
    ("others", "typed", "meant"),
    [
        (130, "ผ้าหม", "ผ้าไหม"),
        (130, "ผ้าหมัก", ""),  # a word of its own is believed
        (130, "ผ้า", ""),  # too short to tell
        (130, "ผ้าไห", ""),  # the beginning of what it is near
        (60, "ผ้าหม", ""),  # not far more names than begin as typed
    ],
)
def test_a_list_full_of_another_offers_what_far_more_names_have(others: int, typed: str, meant: str) -> None:
    many(100, 25, "ผ้าหมัก")
    many(1_000, others, "ผ้าไหม")
    assert queries.find(typed, kinds=["product"]).meant == meant
    assert queries.find(typed, kinds=["product"], literal=True).meant == ""


def test_a_place_that_many_villages_are_called_is_offered() -> None:
    def villages(first: int, count: int, name: str) -> list[Name]:
        return [Name(first + n, f"บ้าน{name}", "40110101", True, 100, name) for n in range(count)]

    actions.put("village", [*villages(1, 22, "หนองบวบ"), *villages(100, 95, "หนองบัว")])
    for typed in ("หนองบว", "บ้านหนองบว"):
        assert queries.find(typed, kinds=["village"]).meant == "หนองบัว"
        assert queries.find(typed, kinds=["village"], home="4011").meant == "หนองบัว"


def test_what_is_not_public_is_not_offered() -> None:
    many(100, 25, "ผ้าหมัก")
    actions.put("product", [Name(1_000 + number, f"ผ้าไหม {number}", "4011") for number in range(130)])
    assert queries.find("ผ้าหม", kinds=["product"]).meant == ""


def test_a_syllable_inside_a_name_as_it_sounds() -> None:
    actions.put("product", [Name(9, "kratip phamaimatmi", "401101", True)])
    for typed in ("phamai", "matmi", "mai mat", "kratip matmi"):
        assert ids(queries.find(typed, kinds=["product"])) == [9]


def test_the_wrong_keyboard_is_understood() -> None:
    found = queries.find("zhkwsm", kinds=["product"], literal=True)
    assert found.hits == ()
    found = queries.find("zhkwsm".replace("sm", "s,"), kinds=["product"])
    assert (ids(found)[:2], found.step, found.searched) == ([7, 2], Step.KEYS, "ผ้าไหม")


def test_the_wrong_keyboard_is_understood_where_its_first_sign_is_a_lone_mark() -> None:
    actions.put("producer", [Name(9, "Homestay Don Wai", "401101", True)])
    found = queries.find("้นทำ", kinds=["producer"])
    assert (ids(found), found.step) == ([9], Step.KEYS)


def test_english_of_which_only_marks_are_left_is_understood() -> None:
    """What "bun" gives on Thai keys is three marks on no letter."""
    actions.put("product", [Name(9, "Bun with cream", "401101", True)])
    found = queries.find("\u0e34\u0e35\u0e37", kinds=["product"])
    assert (ids(found), found.step) == ([9], Step.KEYS)


def test_of_more_names_than_are_taken_both_databases_take_the_same() -> None:
    """Word by word, of each word the most popular: five of the first, five of the second, two of the third."""
    names = [
        Name(100 * place + number, f"แจกัน{number} คลอง{word}", "401101", True, popularity=10 * place + number)
        for place, word in enumerate("กขคง")
        for number in range(5)
    ]
    actions.put("product", names)
    found = queries.find("คลอง", kinds=["product"], limit=None, count_to=6)
    assert ids(found) == [204, 203, 104, 103, 102, 101, 100, 4, 3, 2, 1, 0]
    assert not found.total_is_exact


def test_the_most_popular_of_equal_names_come_where_there_are_more_than_are_taken() -> None:
    actions.put("product", [Name(number, "ชาเขียว", "401101", True, popularity=number % 7) for number in range(40, 80)])
    assert ids(queries.find("ชาเขียว", kinds=["product"], limit=4, count_to=4)) == [41, 48, 55, 62]


def test_texts_of_one_shape_are_one_statement() -> None:
    """A database understands a statement once; with a condition for each sign every text had its own."""
    statements = list[str]()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for typed in ("หนองขมิ้น", "โคกสะอาดพัฒนา", "แจกันดินเผาลายนาค"):
            queries.find(typed, kinds=["village"], home="4011")
    assert len(statements) == 9
    assert len(set(statements)) == 3


def test_words_that_enough_names_hold_are_not_looked_for_with_a_slip(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Each known, the words near them may be common: all their names would be read for nothing."""
    many = [Name(1000 + number, f"Ban {number} Weavers of Rung", "401101", True) for number in range(25)]
    actions.put("product", [*many, Name(2000, "Weaver Rung", "401101", True)])
    with django_assert_num_queries(2):
        found = queries.find("rung weavers", kinds=["product"])
    assert {hit.step for hit in found.hits} == {Step.PART}
    with django_assert_num_queries(3):
        few = queries.find("rung weavers 7", kinds=["product"])
    assert ids(few) == [1007]
    actions.put("product", [Name(number, "ข้าวเกรียบ", "401101", True) for number in range(1001, 1025)])
    near = queries.find("rung weavers", kinds=["product"])
    assert [(hit.ref_id, hit.step) for hit in near.hits] == [(1000, Step.PART), (2000, Step.NEAR)]


def test_two_slips_find_where_nothing_else_does() -> None:
    found = queries.find("น้ำพรกปลารบอง", kinds=["product"])
    assert (ids(found), found.step) == ([4], Step.FAR)
    assert queries.find("น้ำพรกปลารบอง", kinds=["product"], literal=True).hits == ()


@pytest.mark.parametrize(
    "typed",
    ["ครัวลมหนาว บึาดนดงเค็ง", "คัรวลหมนาว บ้านดงเค็ง", "บ้านดงเค็ง ครัวลมนวา", "ครวลมหนาว บ้านดงค็ง ตัวอย่าง", "ครัวลมหนว ตัอย่าง"],
)
def test_two_slips_beside_words_that_are_known(typed: str) -> None:
    """Both in one word, or one in each of two, whatever their order."""
    others = [Name(number, f"ครัวลายฟ้า {number} บ้านดงเค็ง", "4011", True) for number in range(60)]
    actions.put("producer", [*others, Name(900, "ครัวลมหนาว บ้านดงเค็ง (ตัวอย่าง)", "4011", True)])
    found = queries.find(typed, kinds=["producer"])
    assert (ids(found)[:1], found.step in (Step.FAR, Step.NEAR)) == ([900], True)
    assert queries.find(typed, kinds=["producer"], literal=True).hits == ()


def test_more_slips_than_two_beside_a_known_word_find_nothing() -> None:
    actions.put("producer", [Name(900, "ครัวลมหนาว บ้านดงเค็ง", "4011", True)])
    assert queries.find("คัวลมหาวน บานดงเค็งงง", kinds=["producer"]).hits == ()
    assert queries.find("คัวลมาวน บ้านดงเค็ง", kinds=["producer"]).hits == ()


@pytest.mark.parametrize("typed", ["กนทัรารมย์", "กันทราสมยส์", "กันราวมย์"])
def test_two_slips_in_the_name_of_an_area(typed: str) -> None:
    actions.put("district", [Name(3303, "กันทรารมย์", "3303", True)])
    assert ids(queries.find(typed, kinds=["district"])) == [3303]


def test_all_that_was_counted_comes_without_a_limit() -> None:
    actions.put("producer", [Name(number, f"กลุ่มทอผ้า {number}", "4011", True) for number in range(60)])
    assert len(queries.find("กลุ่มทอผ้า", limit=None, count_to=50).hits) == 50


def test_a_word_that_stands_in_very_many_words_counts_beside_a_rare_one() -> None:
    """More words hold it than are looked up."""
    makers = [Name(number, f"กลุ่มทอผ้า{number:03} บ้านเดิม", "4011", True) for number in range(probes.MOST_PARTS + 40)]
    actions.put("producer", [*makers, Name(900, "กลุ่มทอผ้า999 บ้านดงเค็ง", "4011", True), Name(901, "ครัวลมหนาว บ้านดงเค็ง")])
    for typed in ("ทอผ้า บ้านดงเค็ง", "บ้านดงเค็ง กลุ่มทอผ้า", "ทอผ้า ดงเค็ง"):
        for home in ("", "4011"):
            assert [hit.ref_id for hit in queries.find(typed, kinds=["producer"], home=home).hits] == [900]
