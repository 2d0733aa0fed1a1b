"""Pairing, differing and cutting without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.faces.exchange import rules
from withi.faces.exchange.examples import EXAMPLES
from withi.faces.exchange.rules import Decision, Entry, How, LayoutColumn, Nature, Part, cut, pair
from withi.faces.imports.rules import Sheet
from withi.kit.problem import Problem

VILLAGE = "40150808"
NAMES = st.sampled_from(["กลุ่มทอผ้า", "กลุ่มจักสาน", "น้ำพริก"])
CODES = st.sampled_from([VILLAGE, "40150809", "401508", "401502", "4015", "4011"])
NUMBERS = st.sampled_from(["", "01", "1", "02"])
OWN = st.sampled_from(["", "4015-0001"])
ENTRIES = st.lists(st.builds(Entry, NAMES, CODES, official=NUMBERS, own=OWN), max_size=8)


@pytest.mark.parametrize(
    ("theirs", "ours", "how"),
    [
        (Entry("ก", "4011", "01"), Entry("ข", VILLAGE, "01"), How.OFFICIAL),
        (Entry("ก", "4011", "01", "4015-0001"), Entry("ข", VILLAGE, "02", "4015-0001"), How.OWN),
        (Entry("ก", VILLAGE), Entry("ก", VILLAGE), How.VILLAGE),
        (Entry("ก", "40150801"), Entry("ก", VILLAGE), How.TAMBON),
        (Entry("ก", "4015"), Entry("ก", VILLAGE), How.DISTRICT),
        (Entry("ก", VILLAGE, maker="ค"), Entry("ก", VILLAGE, maker="ง"), How.VILLAGE),
    ],
)
def test_the_surest_sign_counts(theirs: Entry, ours: Entry, how: How) -> None:
    assert pair([theirs], [ours]) == {0: (0, how)}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (Entry("ก", "4011", "1"), Entry("ข", VILLAGE, "01")),
        (Entry("ก", "40150201"), Entry("ก", VILLAGE)),
        (Entry("ก", "4011"), Entry("ก", VILLAGE)),
        (Entry("", VILLAGE), Entry("", VILLAGE)),
    ],
)
def test_what_is_not_sure_stays_apart(theirs: Entry, ours: Entry) -> None:
    assert pair([theirs], [ours]) == {}


def test_two_of_one_number_are_told_apart_by_name_only() -> None:
    theirs = [Entry("ก", VILLAGE, "01"), Entry("ข", VILLAGE, "01")]
    ours = [Entry("ข", VILLAGE, "01"), Entry("ก", VILLAGE, "01")]
    assert pair(theirs, ours) == {0: (1, How.VILLAGE), 1: (0, How.VILLAGE)}
    assert rules.doubles(theirs) == ["01"]


def test_a_product_of_another_producer_is_not_taken_for_this_one() -> None:
    theirs = [Entry("ก", VILLAGE, maker="ค"), Entry("ก", VILLAGE, maker="ง")]
    ours = [Entry("ก", VILLAGE, maker="ง"), Entry("ก", VILLAGE, maker="ค")]
    assert {place: other for place, (other, _how) in pair(theirs, ours).items()} == {0: 1, 1: 0}


@given(ENTRIES, ENTRIES)
def test_nobody_is_paired_twice_and_the_sides_are_equal(theirs: list[Entry], ours: list[Entry]) -> None:
    found = pair(theirs, ours)
    assert len({other for other, _how in found.values()}) == len(found)
    assert {(other, place, how) for place, (other, how) in found.items()} == {
        (place, other, how) for place, (other, how) in pair(ours, theirs).items()
    }


@given(st.text("กขคำัี้่ 123"), st.text("กขคำัี้่ 123"))
def test_a_cut_loses_no_sign_and_tears_none_from_its_letter(one: str, other: str) -> None:
    for text, parts in zip((one, other), cut(one, other), strict=True):
        assert "".join(parts) == text
        assert not [part for part in parts[1:] if part[:1] in tuple("ำัี้่") and not text.startswith(part)]


def test_a_cut_shows_just_what_differs() -> None:
    assert cut("กลุ่มทอผ้าบ้านดง", "กลุ่มทอไหมบ้านดง") == (("กลุ่มทอ", "ผ้า", "บ้านดง"), ("กลุ่มทอ", "ไหม", "บ้านดง"))
    assert cut("นา", "น้า") == (("", "น", "า"), ("", "น้", "า"))


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("area_code", VILLAGE, "4015"),
        ("phones", "0812345678,043123456", "043123456"),
        ("category", "เสน่ห์, ยุทธศาสตร์", "เสน่ห์"),
        ("producer", "กลุ่ม ทอผ้า", "กลุ่มทอผ้า"),
        ("address", "", ""),
    ],
)
def test_a_value_that_says_nothing_new_is_no_difference(name: str, ours: str, theirs: str) -> None:
    assert rules.agree(name, ours, theirs)


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "nature", "can_take"),
    [
        ("address", "1", "", Nature.EMPTY_THERE, False),
        ("address", "", "1", Nature.EMPTY_HERE, True),
        ("name_th", "กลุ่ม ทอผ้า", "กลุ่มทอผ้า", Nature.SPELLING, True),
        ("area_code", VILLAGE, "40150809", Nature.OTHER, True),
        ("area_code", VILLAGE, "40110101", Nature.OTHER, False),
        ("producer", "ก", "ข", Nature.OTHER, False),
    ],
)
def test_how_values_differ_and_whether_theirs_may_be_taken(
    name: str, ours: str, theirs: str, nature: Nature, can_take: bool
) -> None:
    (found,) = rules.differences(Sheet.PRODUCERS, [name], {name: ours}, {name: theirs}, {})
    assert (found.nature, found.can_take) == (nature, can_take)


def test_of_a_community_only_the_category_is_taken() -> None:
    assert rules.can_take(Sheet.COMMUNITIES, "category", "", "เสน่ห์")
    assert not rules.can_take(Sheet.COMMUNITIES, "name_th", "ก", "ข")


@pytest.mark.parametrize("part", list(Part))
def test_only_what_is_offered_may_be_decided(part: Part) -> None:
    offered = rules.choices(part, can_take=True)
    for decision in Decision:
        if decision in offered or decision is Decision.LATER:
            rules.refuse_choice(decision, part, can_take=True)
        else:
            with pytest.raises(Problem):
                rules.refuse_choice(decision, part, can_take=True)
    assert len({rules.KEYS[decision] for decision in offered}) == len(offered)


def test_a_sign_changes_with_either_side() -> None:
    assert len({rules.mark_of("a", 1, one, other) for one in "xy" for other in "xy"}) == 4
    assert rules.mark_of("a", 1) == rules.mark_of("a", "1")


@pytest.mark.parametrize("kind", list(EXAMPLES))
def test_the_examples_are_whole_layouts(kind: str) -> None:
    example = EXAMPLES[kind]
    rules.refuse_layout(example.kind, example.columns)
    keys = {column.key for column in rules.FIELDS[example.kind]}
    assert {column.field for column in example.columns if column.field} <= keys


def test_a_citizens_number_is_in_no_layout() -> None:
    assert "identity" not in {column.key for kind in rules.FIELDS for column in rules.FIELDS[kind]}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ((LayoutColumn("ชื่อ", "name_th"), LayoutColumn("ชื่อ ")), "exchange.twice"),
        ((LayoutColumn("ก", "name_th"), LayoutColumn("ข", "name_th")), "exchange.twice"),
        ((LayoutColumn("ที่อยู่", "address"),), "exchange.name_column"),
    ],
)
def test_a_layout_that_cannot_be_read_is_refused(columns: tuple[LayoutColumn, ...], code: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.refuse_layout(Sheet.PRODUCERS, columns)
    assert refused.value.code == code


def test_headings_of_a_sample_are_guessed_as_an_import_would() -> None:
    found = rules.guessed(Sheet.PRODUCERS, ["เลขทะเบียน OTOP", "ชื่อกลุ่ม", "อะไรสักอย่าง", "", "เบอร์โทร"])
    assert [(column.heading, column.field) for column in found] == [
        ("เลขทะเบียน OTOP", "official_number"),
        ("ชื่อกลุ่ม", "name_th"),
        ("อะไรสักอย่าง", ""),
        ("เบอร์โทร", "phone"),
    ]


def test_words_are_read_as_they_were_told() -> None:
    column = LayoutColumn("ประเภท", "type", words=(("01 ก=ข", "food"), ("2", "drink")))
    assert rules.read_words("type", rules.words_text(column)) == column.words
    for text in ("อาหาร", "= อาหาร", "01 = ไม่รู้จัก"):
        with pytest.raises(Problem):
            rules.read_words("type", text)
