"""Area codes: shape, nesting, ranges and regions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import codes
from withi.kit.boxes import BOXES
from withi.kit.problem import Problem

PAIR = st.integers(0, 99).map("{:02d}".format)
CODES = st.builds(lambda head, rest: head + "".join(rest), st.sampled_from(sorted(BOXES)), st.lists(PAIR, max_size=3))


@pytest.mark.parametrize(
    ("code", "level", "parent", "ancestors", "moo"),
    [
        ("40", "province", "", (), None),
        ("4015", "district", "40", ("40",), None),
        ("401502", "tambon", "4015", ("40", "4015"), None),
        ("40150205", "village", "401502", ("40", "4015", "401502"), 5),
    ],
)
def test_a_code_is_a_path(code: str, level: str, parent: str, ancestors: tuple[str, ...], moo: int | None) -> None:
    assert codes.is_code(code)
    assert codes.level(code) == level
    assert codes.parent(code) == parent
    assert codes.ancestors(code) == ancestors
    assert codes.moo(code) == moo
    assert codes.province(code) == "40"


@pytest.mark.parametrize("text", ["", "4", "401", "40150", "4015020512", "04", "4x", "๔๐", " 40", "40\n", "４０"])
def test_what_is_no_code(text: str) -> None:
    assert not codes.is_code(text)
    for ask in (codes.level, codes.parent, codes.ancestors, codes.region, codes.moo, codes.province):
        with pytest.raises(Problem) as caught:
            ask(text)
        assert caught.value.code == "code.shape"


@given(CODES, CODES)
def test_a_range_holds_just_what_starts_with_its_prefix(area: str, code: str) -> None:
    low, high = codes.prefix_range(area)
    assert (low.encode() <= code.encode() < high.encode()) == code.startswith(area) == codes.contains(area, code)
    assert low <= area < high


def test_ranges_at_the_edges() -> None:
    low, high = codes.prefix_range("4099")
    assert low <= "40990101" < high <= "41"
    low, high = codes.prefix_range("")
    assert all(low <= code < high for code in ("", "10", "96101213"))


@given(CODES)
def test_parents_contain_their_children(code: str) -> None:
    nearest = codes.parent(code)
    assert codes.ancestors(code) == ((*codes.ancestors(nearest), nearest) if nearest else ())
    assert all(codes.contains(above, code) for above in codes.ancestors(code))


def test_regions_hold_the_provinces() -> None:
    counts = {name: sum(codes.region(code) == name for code in BOXES) for name in codes.REGIONS}
    assert counts == {"n": 17, "ne": 20, "c": 18, "e": 8, "s": 14}
    assert [codes.region(code) for code in ("50", "40150205", "10", "27", "90")] == ["n", "ne", "c", "e", "s"]
    assert codes.REGIONS["ne"] == ("ภาคอีสาน", "Northeast")


def test_who_asks_for_what_is_no_area_gets_nothing() -> None:
    assert codes.asked_range("4015") == codes.prefix_range("4015")
    for asked in ("", "x", "401", "?", "4015%"):
        low, high = codes.asked_range(asked)
        assert not [code for code in ("", "10", "40", "4015", "40150805", "96") if low <= code < high]
