"""How a certificate stands, its number, whose office issues it."""

from datetime import date

import pytest

from withi.ground.people.rules import Grant, Position, Scope
from withi.kit.problem import Problem
from withi.work.certificates import rules
from withi.work.certificates.rules import Kind, Mark, Standing, State, Wording

TODAY = date(2026, 11, 26)
SIGNED = Wording("นายตัวอย่าง ใจดี", "พัฒนาการอำเภอ")


@pytest.mark.parametrize(
    ("standing", "until", "state"),
    [
        (Standing.VALID, None, State.VALID),
        (Standing.VALID, date(2026, 11, 26), State.VALID),
        (Standing.VALID, date(2026, 11, 25), State.EXPIRED),
        (Standing.WITHDRAWN, date(2026, 11, 25), State.WITHDRAWN),
        (Standing.REPLACED, None, State.REPLACED),
    ],
)
def test_it_holds_through_its_last_day(standing: Standing, until: date | None, state: State) -> None:
    assert rules.state_on(standing, until, TODAY) is state


def test_numbers_carry_office_and_buddhist_year() -> None:
    assert rules.number_of("4015", 1, 2569) == "4015-0001/2569"
    assert rules.number_of("40", 12345, 2570) == "40-12345/2570"
    assert rules.year_of(date(2026, 12, 31)) == 2569
    assert rules.year_of(date(2027, 1, 1)) == 2570


@pytest.mark.parametrize(
    ("grants", "office"),
    [
        ([Grant(Position.DISTRICT_CHIEF, "4015")], "4015"),
        ([Grant(Position.PROVINCE_OFFICER, "40")], "40"),
        ([Grant(Position.PROVINCE_OFFICER, "40"), Grant(Position.DISTRICT_CHIEF, "4015")], "4015"),
        ([Grant(Position.PROVINCE_OFFICER, "40"), Grant(Position.DISTRICT_CHIEF, "4011")], "40"),
        ([Grant(Position.DEPARTMENT, "")], "00"),
    ],
)
def test_the_nearest_office_of_the_person_issues(grants: list[Grant], office: str) -> None:
    assert rules.office_of(Scope(1, tuple(grants)), "401508") == office


@pytest.mark.parametrize(
    "grant",
    [Grant(Position.DISTRICT_WORKER, "4015"), Grant(Position.DISTRICT_CHIEF, "3001"), Grant(Position.AUDITOR, "40")],
)
def test_who_does_not_approve_there_issues_nothing(grant: Grant) -> None:
    with pytest.raises(Problem) as refused:
        rules.office_of(Scope(1, (grant,)), "401508")
    assert (refused.value.code, refused.value.status) == ("access.ability", 403)


@pytest.mark.parametrize(
    ("wording", "code", "field"),
    [
        (Wording(" ", "พัฒนาการอำเภอ"), "certificate.signer", "signer"),
        (Wording("นายตัวอย่าง", ""), "certificate.signer", "signer_title"),
        (Wording("ก", "ข", kind=Kind.MARK), "certificate.mark", ""),
        (Wording("ก", "ข", mark=Mark.GOLD), "certificate.mark", ""),
        (Wording("ก", "ข", valid_until=date(2026, 11, 25)), "certificate.past", "valid_until"),
    ],
)
def test_what_no_certificate_may_say(wording: Wording, code: str, field: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.check(wording, TODAY)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_whole_wording_passes() -> None:
    rules.check(SIGNED, TODAY)
    rules.check(Wording("ก", "ข", kind=Kind.MARK, mark=Mark.BLUE, valid_until=TODAY), TODAY)


def test_a_reason_is_tidied_or_asked_for() -> None:
    assert rules.reason_of("  ออกผิดราย ") == "ออกผิดราย"
    with pytest.raises(Problem) as refused:
        rules.reason_of(" \n")
    assert refused.value.code == "certificate.reason"
