"""What a label must say, by type and day."""

from datetime import date
from typing import Any

import pytest

from withi.faces.printing import rules
from withi.faces.printing.rules import Facts

TODAY = date(2026, 11, 26)
WHOLE: dict[str, Any] = {
    "name": "น้ำพริกเผา",
    "maker": "กลุ่มแม่บ้าน",
    "area_code": "401508",
    "size": "250 กรัม",
    "materials": "พริก หอม กระเทียม",
    "licences": (("fda", "10-1-01234-5-0001", None),),
}


def facts(values: dict[str, Any]) -> Facts:
    return Facts(**{"type": "food", **WHOLE, **values})


def codes(**values: Any) -> list[str]:
    return [found.code for found in rules.lacking(facts(values), TODAY)]


@pytest.mark.parametrize("type_", ["food", "drink", "herbal", "textile", "utensil", ""])
def test_a_whole_label_may_be_printed(type_: str) -> None:
    assert codes(type=type_) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "label.name"),
        ({"maker": ""}, "label.maker"),
        ({"area_code": "4015"}, "label.place"),
        ({"size": ""}, "label.size"),
        ({"materials": ""}, "label.materials"),
        ({"licences": ()}, "label.fda"),
        ({"licences": (("tcps", "123/2546", None),)}, "label.fda"),
        ({"licences": (("fda", "1", date(2026, 11, 25)),)}, "label.fda"),
    ],
)
def test_what_food_lacks_is_named_with_the_paper_that_asks_for_it(values: dict[str, Any], code: str) -> None:
    assert codes(**values) == [code]
    (found,) = rules.lacking(facts(values), TODAY)
    assert "367" in found.message("th")


def test_goods_need_less_than_food() -> None:
    bare = {"size": "", "materials": "", "licences": ()}
    assert codes(type="textile", **bare) == []
    assert codes(type="herbal", **bare) == ["label.size", "label.materials", "label.fda"]


def test_alcohol_is_never_printed() -> None:
    assert codes(type="drink", is_alcohol=True) == ["label.alcohol"]


def test_a_licence_holds_through_its_last_day() -> None:
    assert codes(licences=(("fda", "1", TODAY),)) == []


def test_the_youngest_rule_in_force_counts() -> None:
    assert rules.rule_for("food", date(2014, 12, 2)) is None
    assert rules.rule_for("food", date(2014, 12, 3)) is rules.RULES[0]
    newer = rules.LabelRule("food-2600", date(2057, 1, 1), rules.RULES[0].types, (), "ใหม่")
    both = (*rules.RULES, newer)
    assert rules.rule_for("food", date(2056, 12, 31), both) is rules.RULES[0]
    assert rules.rule_for("food", date(2057, 1, 1), both) is newer
