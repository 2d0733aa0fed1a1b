"""The catalogue of rules, and the one exception that names them."""

import pickle
import string
from collections.abc import Iterator

import pytest

from withi.kit import codes, era, geo, ids, money, phones, problem
from withi.kit.problem import RULES, Problem, Problems, Rule, register

MODULES = (codes, era, geo, ids, money, phones)
THAI = set(map(chr, range(0x0E01, 0x0E5C)))


@pytest.fixture
def rule() -> Iterator[Rule]:
    made = Rule("trial.too_many", "เกิน {most} รายการ ให้ลบออก", "More than {most}. Remove some.")
    register(made)
    yield made
    del RULES[made.code]


def test_every_rule_of_the_kit_has_thai_and_english() -> None:
    assert len(RULES) >= len(MODULES)
    for code, entry in RULES.items():
        assert code == entry.code
        assert set(entry.th) & THAI, code
        assert entry.en.strip(), code
        assert not set(entry.en) & THAI, code


def test_both_texts_of_a_rule_ask_for_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(text) if name}

    for entry in RULES.values():
        assert fields(entry.th) == fields(entry.en), entry.code


def test_findings_of_positions_and_phones_are_rules() -> None:
    positions = {"swapped", "outside_country", "outside_province", "incomplete", "unreadable"}
    numbers = {"too_short", "too_long", "masked", "zero_added", "area_added", "bad_start", "unreadable"}
    assert {f"geo.{name}" for name in positions} | {f"phone.{name}" for name in numbers} <= RULES.keys()


def test_a_problem_speaks_both_languages(rule: Rule) -> None:
    refusal = Problem(rule.code, field="products", status=409, most=3)
    assert (refusal.code, refusal.field, refusal.status, refusal.values) == (rule.code, "products", 409, {"most": 3})
    assert refusal.message() == "เกิน 3 รายการ ให้ลบออก"
    assert refusal.message("en") == refusal.message("en-gb") == "More than 3. Remove some."
    assert str(refusal) == "trial.too_many: More than 3. Remove some."


def test_a_value_may_be_called_code() -> None:
    assert "4x" in Problem("code.shape", code="4x").message("en")


def test_at_tells_the_field_and_keeps_the_rest(rule: Rule) -> None:
    assert Problem(rule.code, status=409, most=3).at("sizes") == Problem(rule.code, field="sizes", status=409, most=3)


def test_unknown_code_or_missing_value_is_refused_at_construction(rule: Rule) -> None:
    with pytest.raises(KeyError):
        Problem("trial.unheard_of")
    with pytest.raises(KeyError):
        Problem(rule.code)


def test_a_code_keeps_its_words(rule: Rule) -> None:
    register(rule)
    with pytest.raises(ValueError, match=r"trial\.too_many"):
        problem.register(Rule(rule.code, "อื่น", "Other."))


def test_problems_cross_processes_whole(rule: Rule) -> None:
    refusal = Problem(rule.code, field="sizes", status=409, most=3)
    copy = pickle.loads(pickle.dumps(refusal))
    assert copy == refusal
    assert hash(copy) == hash(refusal)
    assert copy != Problem(rule.code, field="sizes", status=409, most=4)
    assert pickle.loads(pickle.dumps(Problem.many([refusal]))).problems == (refusal,)


def test_many_keeps_order_and_answers_with_the_first_status(rule: Rule) -> None:
    first, second = Problem(rule.code, status=403, most=1), Problem("money.empty")
    with pytest.raises(Problems) as caught:
        raise Problem.many([first, second])
    assert caught.value.problems == (first, second)
    assert caught.value.status == 403
    assert str(caught.value) == f"{first}; {second}"
    with pytest.raises(ValueError, match="no problem"):
        Problem.many([])
