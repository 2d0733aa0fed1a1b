"""What may be asked, what is taken for a machine, how long an enquiry stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from withi.kit.problem import Problem
from withi.work.enquiries import rules
from withi.work.enquiries.rules import Asked
from withi.work.enquiries.tests.factory import asked

TODAY = date(2026, 11, 26)


def codes(what: Asked) -> list[tuple[str, str | None]]:
    return [(found.code, found.field) for found in rules.refusals(what, TODAY)]


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({}, []),
        ({"phone": "", "email": "guest@example.com"}, []),
        ({"phone": "", "line_id": "@guest.01"}, []),
        ({"phone": ""}, [("enquiry.reach", "phone")]),
        ({"line_id": "ไอดี ไลน์"}, [("enquiry.line", "line_id")]),
        ({"first_day": TODAY}, []),
        ({"first_day": TODAY - timedelta(days=1)}, [("enquiry.day", "first_day")]),
        ({"first_day": TODAY + timedelta(days=401)}, [("enquiry.day", "first_day")]),
    ],
)
def test_what_may_be_asked(values: dict[str, Any], refused: list[tuple[str, str]]) -> None:
    assert codes(asked(**values)) == refused


@pytest.mark.parametrize(
    "text", ["ดู http://a.example", "WWW.shop", "best-price.com", "line.me/ti/p/x", "โปรดีที่ rich.co.th", "a.xyz!"]
)
def test_links_are_refused_wherever_they_hide(text: str) -> None:
    assert codes(asked(wish=text)) == [("enquiry.link", "wish")]
    assert codes(asked(name=text)) == [("enquiry.link", "name")]


@pytest.mark.parametrize("text", ["มา 2 คัน ราว 9.30 น. ขอ 1.5 กก.", "คุณ ก. กับคุณ ข.", "Mr. Smith. Come at 10."])
def test_ordinary_words_are_no_links(text: str) -> None:
    assert codes(asked(wish=text)) == []


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (-1, "enquiry.stale"),
        (0, "enquiry.fast"),
        (2.9, "enquiry.fast"),
        (3, ""),
        (21_600, ""),
        (21_601, "enquiry.stale"),
    ],
)
def test_a_form_takes_a_person_some_seconds_and_not_a_day(seconds: float, code: str) -> None:
    if not code:
        rules.check_pace(seconds)
        return
    with pytest.raises(Problem) as refused:
        rules.check_pace(seconds)
    assert refused.value.code == code


def test_it_stays_until_the_visit_and_some_days_more() -> None:
    coming = TODAY + timedelta(days=90)
    assert rules.kept_until(TODAY, None, answered=False) == TODAY + timedelta(days=60)
    assert rules.kept_until(TODAY, coming, answered=False) == coming
    assert rules.kept_until(TODAY, None, answered=True) == TODAY + timedelta(days=30)
    assert rules.kept_until(TODAY, coming, answered=True) == coming + timedelta(days=30)
    assert rules.kept_until(coming, TODAY, answered=True) == coming + timedelta(days=30)
    assert rules.retention_on(date(2020, 1, 1)) == rules.RETENTIONS[0]


def test_equal_enquiries_are_equal_in_any_language_and_others_are_not() -> None:
    assert asked(lang="en").told() == asked(lang="th").told()
    assert asked(number=5).told() != asked().told()
    assert asked(wish="x").told() != asked().told()
