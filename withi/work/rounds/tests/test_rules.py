"""Windows, who may apply, the way of an application: decided without a database."""

from datetime import date, timedelta
from typing import Any

import pytest

from withi.ground.people.rules import Grant, Position, Scope
from withi.kit.problem import RULES, Problem
from withi.work.rounds import rules
from withi.work.rounds.rules import Answers, PaperRule, Sitting, State, Step, Terms, Window

TODAY = date(2017, 10, 5)
QUARTERS = (
    Window(date(2017, 8, 28), date(2017, 9, 18)),
    Window(date(2017, 10, 1), date(2017, 12, 20)),
    Window(date(2018, 1, 1), date(2018, 3, 20)),
    Window(date(2018, 4, 1), date(2018, 6, 20)),
)
TERMS = Terms(frozenset({"group", "owner"}), frozenset({"new"}), "กลุ่ม หรือ เจ้าของรายเดียว", "ลงทะเบียนใหม่")
WHOLE: dict[str, Any] = {
    "kind": "group",
    "turn": "new",
    "is_thai": True,
    "area_code": "40150808",
    "site_code": "401502",
    "joins_production": False,
    "joins_management": True,
    "gives_benefit": False,
    "is_proxy": False,
    "proxy_name": "",
    "mandate_on": None,
    "goods": 1,
}


def judged(**changes: Any) -> list[tuple[str, str]]:
    found = rules.judge(Answers(**WHOLE | changes), TERMS, TODAY, "อ.หนองสองห้อง")
    return [(problem.code, problem.field) for problem in found]


def test_a_whole_application_meets_every_rule() -> None:
    assert judged() == []


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"kind": "sme"}, ("round.kind", "kind")),
        ({"kind": ""}, ("round.kind", "kind")),
        ({"turn": "renewal"}, ("round.turn", "turn")),
        ({"is_thai": False}, ("round.nation", "is_thai")),
        ({"joins_management": False}, ("round.link", "joins_production")),
        ({"site_code": "40110101"}, ("round.site", "site_code")),
        ({"site_code": ""}, ("round.site", "site_code")),
        ({"area_code": "40", "site_code": "401502"}, ("round.site", "site_code")),
        ({"is_proxy": True}, ("round.proxy", "proxy_name")),
        ({"is_proxy": True, "proxy_name": "นายแทน"}, ("round.proxy", "mandate_on")),
        (
            {"is_proxy": True, "proxy_name": "นายแทน", "mandate_on": TODAY + timedelta(days=1)},
            ("round.mandate_future", "mandate_on"),
        ),
        ({"goods": 0}, ("round.goods", "goods")),
    ],
)
def test_each_rule_is_told_at_its_field(changes: dict[str, Any], refused: tuple[str, str]) -> None:
    assert judged(**changes) == [refused]


def test_one_link_of_three_is_enough() -> None:
    for name in ("joins_production", "joins_management", "gives_benefit"):
        others = dict.fromkeys(("joins_production", "joins_management", "gives_benefit"), False)
        assert judged(**others | {name: True}) == []


def test_a_proxy_with_a_mandate_may_apply() -> None:
    assert judged(is_proxy=True, proxy_name="นายแทน", mandate_on=TODAY) == []


def test_every_fault_is_told_at_once() -> None:
    codes = [code for code, _field in judged(kind="sme", is_thai=False, goods=0)]
    assert codes == ["round.kind", "round.nation", "round.goods"]


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2017, 8, 27), None),
        (date(2017, 8, 28), date(2017, 8, 28)),
        (date(2017, 9, 18), date(2017, 8, 28)),
        (date(2017, 9, 19), None),
        (date(2017, 10, 1), date(2017, 10, 1)),
        (date(2018, 6, 20), date(2018, 4, 1)),
        (date(2018, 6, 21), None),
    ],
)
def test_a_round_opens_and_closes_by_itself(day: date, opens: date | None) -> None:
    window = rules.window_on(QUARTERS, day)
    assert (window.opens if window else None) == opens


def test_the_next_window_is_the_first_that_opens_later() -> None:
    assert rules.next_window(QUARTERS, date(2017, 9, 19)) == QUARTERS[1]
    assert rules.next_window(QUARTERS, date(2018, 6, 21)) is None


@pytest.mark.parametrize(
    ("windows", "code"),
    [
        ((), "round.windows"),
        ((Window(date(2018, 3, 2), date(2018, 3, 1)),), "round.window_order"),
        ((QUARTERS[0], Window(date(2017, 9, 18), date(2017, 9, 30))), "round.window_overlap"),
        ((Window(date(2017, 9, 18), date(2017, 9, 30)), QUARTERS[0]), "round.window_overlap"),
    ],
)
def test_windows_that_make_no_sense_are_refused(windows: tuple[Window, ...], code: str) -> None:
    shown = {day: day.isoformat() for window in windows for day in (window.opens, window.closes)}
    with pytest.raises(Problem) as refused:
        rules.check_windows(windows, shown)
    assert refused.value.code == code


def test_irregular_windows_are_fine() -> None:
    shown = {day: "" for window in QUARTERS for day in (window.opens, window.closes)}
    rules.check_windows(QUARTERS, shown)


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (State.DRAFT, date(2017, 12, 20)),
        (State.SENT, date(2017, 11, 4)),
        (State.PASSED, date(2017, 11, 4)),
        (State.RETURNED, date(2017, 12, 20)),
        (State.APPROVED, date(2017, 1, 1)),
    ],
)
def test_each_state_has_its_last_day(state: State, due: date) -> None:
    last = rules.due_on(state, TODAY, date(2017, 12, 20), answer_days=30, mend_days=15, was=date(2017, 1, 1))
    assert last == due


def test_who_mends_late_in_a_window_still_has_his_days() -> None:
    last = rules.due_on(State.RETURNED, TODAY, TODAY, answer_days=30, mend_days=15, was=TODAY)
    assert last == TODAY + timedelta(days=15)


# --- the way -------------------------------------------------------------------------------------


def scope(position: Position, area: str, subject: tuple[str, int] | None = None) -> Scope:
    return Scope(1, (Grant(position, area, subject=subject),))


WORKER = scope(Position.DISTRICT_WORKER, "4015")
CHIEF = scope(Position.DISTRICT_CHIEF, "4015")
PROVINCE = scope(Position.PROVINCE_OFFICER, "40")
DEPARTMENT = scope(Position.DEPARTMENT, "")
OWNER = scope(Position.PRODUCER, "401508", ("producer", 7))
READER = scope(Position.EXECUTIVE, "40")
AREA = "40150808"


@pytest.mark.parametrize(
    ("step", "state", "able"),
    [
        (Step.CHECK, State.SENT, {"worker", "chief", "province", "department"}),
        (Step.PASS, State.CHECKED, {"chief", "province", "department"}),
        (Step.REFUSE, State.CHECKED, {"chief", "province", "department"}),
        (Step.APPROVE, State.PASSED, {"province", "department"}),
        (Step.RETURN, State.SENT, {"worker", "chief", "province", "department"}),
        (Step.RETURN, State.CHECKED, {"chief", "province", "department"}),
        (Step.RETURN, State.PASSED, {"province", "department"}),
        (Step.CHECK, State.DRAFT, set()),
        (Step.APPROVE, State.SENT, set()),
    ],
)
def test_who_takes_which_step(step: Step, state: State, able: set[str]) -> None:
    people = {
        "worker": WORKER,
        "chief": CHIEF,
        "province": PROVINCE,
        "department": DEPARTMENT,
        "owner": OWNER,
        "reader": READER,
        "neighbour": scope(Position.DISTRICT_CHIEF, "4011"),
    }
    assert {name for name, one in people.items() if rules.may_take(one, step, state, AREA)} == able


def test_what_is_whose_turn() -> None:
    assert rules.waits_for(WORKER) == {State.SENT: ("4015",)}
    assert rules.waits_for(CHIEF) == {State.SENT: ("4015",), State.CHECKED: ("4015",)}
    assert rules.waits_for(PROVINCE) == {State.PASSED: ("40",)}
    assert rules.waits_for(OWNER) == rules.waits_for(READER) == {}


def test_a_step_starts_only_from_its_own_states() -> None:
    assert rules.after(State.RETURNED, Step.SUBMIT, "") is State.SENT
    with pytest.raises(Problem) as refused:
        rules.after(State.SENT, Step.SUBMIT, "รออำเภอตรวจ")
    assert (refused.value.code, refused.value.status) == ("round.not_now", 409)
    assert "รออำเภอตรวจ" in refused.value.message("th")


@pytest.mark.parametrize("step", sorted(rules.NEEDS_REASON))
def test_a_step_that_needs_a_reason_is_refused_without(step: Step) -> None:
    with pytest.raises(Problem) as refused:
        rules.reason_for(step, "  ")
    assert refused.value.code == "round.reason"
    assert rules.reason_for(step, " ไม่ครบ ") == "ไม่ครบ"


def test_nobody_decides_on_his_own_entry() -> None:
    rules.refuse_own({2, None}, 1)
    with pytest.raises(Problem) as refused:
        rules.refuse_own({1, 2}, 1)
    assert refused.value.code == "round.own"


# --- papers and meetings -------------------------------------------------------------------------


def test_a_paper_is_wanted_of_its_kinds_only() -> None:
    mandate = PaperRule("หนังสือมอบอำนาจ", of_proxy=True)
    founding = PaperRule("หลักฐานการจัดตั้งกลุ่ม", frozenset({"group"}))
    assert [rules.is_wanted(mandate, "group", is_proxy=proxy) for proxy in (False, True)] == [False, True]
    assert [rules.is_wanted(founding, kind, is_proxy=False) for kind in ("owner", "group")] == [False, True]


@pytest.mark.parametrize(
    ("purpose", "days"), [("", 30), ("  ", 30), ("ตรวจลายมือชื่อ", 0), ("ตรวจลายมือชื่อ", rules.LONGEST_KEPT + 1)]
)
def test_a_copy_needs_a_purpose_and_an_end(purpose: str, days: int) -> None:
    rules.check_paper(PaperRule("บัตร", purpose=purpose, keep_days=days))
    with pytest.raises(Problem) as refused:
        rules.check_paper(PaperRule("บัตร", keeps_copy=True, purpose=purpose, keep_days=days))
    assert refused.value.code == "round.copy_rule"


SITTING = Sitting(1, 2561, date(2018, 7, 20))


@pytest.mark.parametrize(
    ("sitting", "today", "code"),
    [
        (None, date(2018, 8, 1), "round.meeting"),
        (SITTING, date(2018, 7, 19), "round.meeting_future"),
        (Sitting(1, 2560, date(2018, 7, 20)), date(2018, 8, 1), "round.meeting_year"),
    ],
)
def test_a_meeting_was_held_in_its_year(sitting: Sitting | None, today: date, code: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.check_sitting(sitting, today, years={2561}, shown="20 ก.ค. 2561")
    assert refused.value.code == code


def test_a_meeting_is_told_by_number_and_year() -> None:
    kept = rules.check_sitting(SITTING, date(2018, 8, 1), years={2561}, shown="")
    assert str(kept) == "1/2561"


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    ours = {code: rule for code, rule in RULES.items() if code.startswith("round.")}
    assert len(ours) > 25
    assert all(len(rule.th) > 30 and len(rule.en) > 30 for rule in ours.values())
