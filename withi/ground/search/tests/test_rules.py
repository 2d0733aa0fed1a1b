import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.ground.search import rules, slips
from withi.ground.search.rules import Row, Step
from withi.kit.thai import ALPHABET, fold

folded_texts = st.text(alphabet=ALPHABET, min_size=3, max_size=14)


@given(folded_texts, st.data())
def test_one_edit_leaves_a_half_whole(folded: str, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(slips.variants(folded)))
    first, last = rules.probes(typed)
    own_first, own_last = rules.halves(folded)
    assert rules.is_near(typed, folded)
    assert own_first in first or own_last in last


def test_variants_hold_every_kind_of_slip() -> None:
    typed = slips.variants("hua")
    assert {"ua", "ha", "huax", "hux", "uha", "hau"} <= set(typed)
    assert "hua" not in typed
    assert len(typed) == len(set(typed))


def test_thai_variants_use_thai_signs_only() -> None:
    assert not any(sign.isascii() and sign.islower() for text in slips.variants(fold("ขัว")) for sign in text)


def test_two_edits_are_not_near() -> None:
    assert not rules.is_near(fold("ผ้าไหม"), fold("ผ้าขาว"))
    assert not rules.is_near(fold("ผ้าไหม"), fold("ผ้าไหม"))


def test_words_begin_inside_at_syllables() -> None:
    inside = rules.insides(fold("ผ้าไหมมัดหมี่"))
    assert {fold("ไหมมัดหมี่"), fold("มัดหมี่"), fold("หมี่")} <= set(inside)
    assert fold("หมมัดหมี่") not in inside  # ห belongs to the vowel before it
    assert fold("ผ้าไหมมัดหมี่") not in inside
    assert min(map(len, inside)) >= rules.SHORTEST_INSIDE


def test_latin_words_are_not_cut() -> None:
    assert rules.insides("scarf") == []


def test_parts_are_the_words_of_a_name() -> None:
    assert rules.parts("ผ้าไหม (ลายใหม่) ผ้าไหม")[:2] == [fold("ผ้าไหม"), fold("ลายใหม่")]


def test_a_piece_is_shown_as_it_is_written() -> None:
    name = "น้ำพริกปลาร้าบอง (สูตรโบราณ)"
    assert rules.shown(name, fold("ปลาร้า")) == "ปลาร้า"
    assert rules.shown(name, fold("สูตรโบราณ")) == "สูตรโบราณ"
    assert rules.shown("ผ้าไหมแท้ๆ", fold("แท้")) == "แท้ๆ"
    assert rules.shown(name, fold("แกงส้ม")) == ""


def test_villages_are_looked_for_without_their_first_word() -> None:
    assert rules.keys("บ้านหัวขัว", "village") == (fold("บ้านหัวขัว"), fold("หัวขัว"))
    assert rules.keys("Ban Hua Khua", "village") == ("banhuakhua", "huakhua")
    assert rules.keys("Bang Saen", "village") == ("bangsaen",)
    assert rules.keys("บ้าน", "village") == (fold("บ้าน"),)
    assert rules.keys("บ้านหัวขัว", "product") == (fold("บ้านหัวขัว"),)


def test_a_mistyped_first_word_of_a_village() -> None:
    assert fold("หัวขัว") in rules.mistyped_settlement(fold("บ้สนหัวขัว"), "village")
    assert fold("หัวขัว") in rules.mistyped_settlement(fold("บ้าหัวขัว"), "village")
    assert rules.mistyped_settlement(fold("บ้สนหัวขัว"), "product") == ()


def test_one_object_is_kept_by_its_best_name() -> None:
    near = Row("product", 1, "ก", "", 0, "A", step=Step.NEAR)
    equal = Row("product", 1, "ข", "", 0, "B", step=Step.EQUAL)
    assert rules.once([near, equal, near]) == [equal]


def test_order_is_step_then_own_area_then_popularity() -> None:
    rows = [
        Row("product", 1, "", "50", 9, "A", step=Step.PREFIX),
        Row("product", 2, "", "40", 0, "A", step=Step.PREFIX),
        Row("product", 3, "", "50", 0, "A", step=Step.EQUAL),
        Row("product", 4, "", "50", 99, "A", step=Step.PREFIX),
    ]
    assert [row.ref_id for row in sorted(rows, key=lambda row: row.order("40"))] == [3, 2, 4, 1]


def test_the_other_keyboard_gives_the_word_that_was_meant() -> None:
    assert slips.other_layout("zhkws,") == "ผ้าไหม"
    assert slips.other_layout("หรสา") == "silk"
    assert slips.other_layout("ว่า") == ""


def test_other_spellings_of_the_same_sound() -> None:
    assert fold("ชัยภูมิ") in slips.spellings(fold("ไชยภูมิ"))
    assert fold("สัมพันธ์") in slips.spellings(fold("สำพันธ์"))
    assert "nakhon" in slips.spellings("nakorn")


def test_a_likely_slip_costs_less() -> None:
    assert slips.cost(fold("คาว"), fold("ขาว")) == 0
    assert slips.cost(fold("ผ้าหม"), fold("ผ้าไหม")) == 0
    assert slips.cost(fold("มาว"), fold("ขาว")) > 0


@given(folded_texts, st.data())
def test_names_of_areas_stand_under_the_keys_of_their_slips(folded: str, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(slips.variants(folded)))
    assert slips.kept_keys(folded).intersection(slips.near_keys(typed))


WORDS = ["กระเป๋าสาน", "กระเป๋าผ้า", "กระติบข้าว", "กะลามะพร้าว", "ผ้าไหม", "ผ้าไหมมัดหมี่"]


def begun_with(folded: str, most: int) -> list[str]:
    """The rows of the first statement: of each clue the first texts that begin with it."""
    texts = sorted(map(fold, WORDS))
    return [text for clue in slips.clues(folded)[0] for text in [one for one in texts if one.startswith(clue)][:most]]


@pytest.mark.parametrize("typed", ["กระเปฟาสาน", "กระตอบข้าว", "ฟระเป๋าสาน", "ผ้าไกมมัด", "xxxxxxxxx"])
@pytest.mark.parametrize("most", [1, 2, 3, 500])
def test_variants_left_out_begin_nothing(typed: str, most: int) -> None:
    folded = fold(typed)
    whole = slips.kept_whole(folded, begun_with(folded, most), most)
    every, some = slips.variants(folded), slips.variants(folded, whole)
    left_out = set(every) - set(some)
    assert not any(fold(word).startswith(text) for text in left_out for word in WORDS)
    # in their order, so that the same few are taken
    assert some == [text for text in every if text not in left_out]


def test_what_is_known_to_begin_nothing_leaves_most_variants_out() -> None:
    folded = fold("กระเปฟาสาน")
    assert slips.kept_whole(folded, begun_with(folded, 500), 500) == len(fold("กระเป"))
    assert slips.kept_whole(folded, [], 500) == len(folded)
    assert len(slips.variants(folded, 2)) < len(slips.variants(folded)) / 2


def test_a_word_is_cut_where_syllables_begin_most_even_first() -> None:
    cuts = rules.cuts(fold("หมอนสามเหลี่ยม"))
    assert (fold("หมอน"), fold("สามเหลี่ยม")) in cuts
    assert all(left + right == fold("หมอนสามเหลี่ยม") for left, right in cuts)
    sizes = [min(len(left), len(right)) for left, right in cuts]
    assert sizes == sorted(sizes, reverse=True)
    assert rules.cuts("") == []
