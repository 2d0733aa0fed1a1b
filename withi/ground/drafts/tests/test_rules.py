"""What may be kept of a form: pure decisions."""

import pytest

from withi.ground.drafts import rules

CITIZEN = "1101700230708"


@pytest.mark.parametrize(
    "text",
    [CITIZEN, "1-1017-00230-70-8", "๑๑๐๑๗๐๐๒๓๐๗๐๘", f"บัตร {CITIZEN} ค่ะ", "1 1017 00230 70 8", "0 10 5 555 00000 1"],
)
def test_a_thirteen_digit_number_is_kept_in_no_field(text: str) -> None:
    holds = rules.holds_identity(text)
    assert holds == (text[0] != "0" or rules.is_identity(text))
    assert ("address" in rules.keepable({"address": [text]})) is not holds


@pytest.mark.parametrize("text", ["0812345678, 043-123-456", "1101700230709", f"9{CITIZEN}", "15.7012, 102.7901", ""])
def test_other_figures_are_kept(text: str) -> None:
    assert rules.keepable({"phones": [text]}) == {"phones": [text]}


@pytest.mark.parametrize(
    "name", ["password", "oldpassword", "password1", "pin", "pin2", "new_pin", "otp", "citizen_id"]
)
def test_what_is_secret_by_its_name_is_not_kept(name: str) -> None:
    assert rules.keepable({name: ["ลับ"], "name_th": ["ผ้า"]}) == {"name_th": ["ผ้า"]}


@pytest.mark.parametrize("name", ["shopping", "opinion", "area_code", "price_unit", "licence1_number"])
def test_names_that_only_sound_like_it_are_kept(name: str) -> None:
    assert rules.keepable({name: ["1"]}) == {name: ["1"]}


def test_private_fields_and_the_form_s_own_papers_are_not_kept() -> None:
    fields = {"csrfmiddlewaretoken": ["a"], "draft_of": ["b"], "draft_tab": ["c"], "note": ["d"], "story": ["e", "f"]}
    assert rules.keepable(fields, ["note"]) == {"story": ["e", "f"]}


def test_a_form_with_choices_between_two_versions_compares_anew() -> None:
    fields = {"version": ["7"], "choose_name_th": ["theirs"], "name_th": ["ผ้า"]}
    assert rules.keepable(fields) == {"version": ["0"], "name_th": ["ผ้า"]}
    assert rules.keepable({"choose_a": ["mine"]}) == {}


@pytest.mark.parametrize(("value", "version"), [("7", 7), ("", None), ("x", None), ("๗", None), ("9" * 12, None)])
def test_the_version_is_read_where_it_is_one(value: str, version: int | None) -> None:
    assert rules.version_in({"version": [value]}) == version
    assert rules.version_in({}) is None


def test_person_form_and_tab_make_the_key() -> None:
    keys = {rules.key_of(*of) for of in [(1, "/a/", "t"), (2, "/a/", "t"), (1, "/b/", "t"), (1, "/a/", "u")]}
    assert len(keys) == 4
    assert rules.key_of(1, "/a/", "t") == rules.key_of(1, "/a/", "t")


@pytest.mark.parametrize(("given", "tab"), [("0af3", "0af3"), ("", ""), ("../x", ""), ("A", ""), ("a" * 33, "")])
def test_a_tab_s_name_is_taken_only_as_the_script_makes_it(given: str, tab: str) -> None:
    assert rules.tab_in(given) == tab


def test_a_claim_tells_nothing_of_its_secret() -> None:
    assert rules.claim_of("") == ""
    assert len(rules.claim_of("x")) == 64
    assert "x" not in rules.claim_of("x")
