"""Who needs a second factor, and which PINs a neighbour would guess."""

import pytest

from withi.ground.people import rules
from withi.ground.people.rules import Grant, Position
from withi.kit.problem import Problem

WIDE = [
    (Position.DEPARTMENT, ""),
    (Position.PROVINCE_OFFICER, "40"),
    (Position.EXECUTIVE, "40"),
    (Position.AUDITOR, ""),
]
NARROW = [(Position.DISTRICT_CHIEF, "4015"), (Position.AUDITOR, "4015"), (Position.LOCAL_AUTHORITY, "401508")]
OWNERS = [(Position.PRODUCER, ""), (Position.COMMUNITY_EDITOR, "40150808")]


@pytest.mark.parametrize(("position", "area"), [*WIDE, *NARROW, *OWNERS])
def test_who_must_prove_himself_twice(position: Position, area: str) -> None:
    grants = [Grant(position, area)]
    assert rules.needs_second_factor(True, grants) == ((position, area) in WIDE)
    assert rules.needs_second_factor("all", grants)
    assert not rules.needs_second_factor(False, grants)


def test_one_wide_posting_is_enough() -> None:
    grants = [Grant(Position.DISTRICT_WORKER, "4015"), Grant(Position.PROVINCE_OFFICER, "40")]
    assert rules.needs_second_factor(True, grants)
    assert not rules.needs_second_factor(True, [])


WEAK = {
    "pin.digits": ["", "12345", "1234567", "abcdef", "12 456", "๔๐๒๙๑๗"],
    "pin.weak": ["123456", "654321", "890123", "111111", "121212", "123123", "123321", "112233", "000001", "147258"],
    "pin.birthday": ["250615", "311299", "990131", "290200", "062508", "121990"],
    "pin.phone": ["812345", "345678"],
}


@pytest.mark.parametrize(("code", "pin"), [(code, pin) for code, pins in WEAK.items() for pin in pins])
def test_a_pin_that_a_neighbour_would_guess(code: str, pin: str) -> None:
    numbers = ["0812345678"] if code == "pin.phone" and pin != "345678" else []
    wanted = "pin.weak" if pin == "345678" else code
    with pytest.raises(Problem) as found:
        rules.check_pin(pin, numbers)
    assert (found.value.code, found.value.field) == (wanted, "pin")


@pytest.mark.parametrize("pin", ["402917", "739164", "580263", "947350", "816037"])
def test_a_good_pin(pin: str) -> None:
    rules.check_pin(pin, ["0812345678", ""])


def test_most_pins_are_good() -> None:
    good = 0
    for number in range(0, 1_000_000, 97):
        try:
            rules.check_pin(f"{number:06d}")
            good += 1
        except Problem:
            pass
    assert good > 0.85 * 1_000_000 / 97
