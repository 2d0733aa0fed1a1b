"""What may be written, who reads, and what feeds and calendars say."""

from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree as ET

import pytest

from withi.kit.problem import Problem
from withi.work.news import feeds, rules

DAY, NEXT = date(2030, 1, 5), date(2030, 1, 6)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins_on", "begins_at", "ends_on", "ends_at", "code"),
    [
        (None, None, None, None, "news.begins"),
        (NEXT, None, DAY, None, "news.ends"),
        (DAY, time(13), DAY, time(9), "news.ends"),
        (DAY, time(9), None, time(9), "news.ends"),
        (DAY, None, None, time(9), "news.hours"),
        (DAY, None, None, None, ""),
        (DAY, time(9), None, None, ""),
        (DAY, time(20), NEXT, time(1), ""),
    ],
)
def test_an_event_does_not_end_before_it_begins(
    begins_on: date | None, begins_at: time | None, ends_on: date | None, ends_at: time | None, code: str
) -> None:
    if not code:
        rules.check_span("event", begins_on, begins_at, ends_on, ends_at)
        return
    with pytest.raises(Problem) as refused:
        rules.check_span("event", begins_on, begins_at, ends_on, ends_at)
    assert refused.value.code == code
    rules.check_span("news", begins_on, begins_at, ends_on, ends_at)


def test_an_hour_that_was_set_lies_ahead_unless_it_is_stored_already() -> None:
    rules.check_schedule(None, NOW)
    rules.check_schedule(NOW + timedelta(hours=1), NOW)
    past = NOW - timedelta(minutes=1)
    rules.check_schedule(past, NOW, was=past)
    with pytest.raises(Problem, match=r"news\.past"):
        rules.check_schedule(past, NOW)


@pytest.mark.parametrize(
    ("agent", "is_person"),
    [
        ("Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Line/14.5.0", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", False),
        ("facebookexternalhit/1.1", False),
        ("Mozilla/5.0 (X11) HeadlessChrome/124.0", False),
        ("curl/8.5", False),
        ("", False),
    ],
)
def test_machines_are_no_readers(agent: str, is_person: bool) -> None:
    assert rules.is_person(agent) is is_person


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a b", 'https://a"onclick', "ftp://a", "//a"])
def test_a_source_is_a_web_page(link: str) -> None:
    with pytest.raises(Problem, match=r"news\.link"):
        rules.check_link(link)
    rules.check_link("https://example.th/ข่าว?id=1")


def test_a_flood_is_held_back() -> None:
    rules.check_flood(rules.COMMENTS_IN_A_WHILE - 1, rules.MOST_HELD - 1)
    with pytest.raises(Problem, match=r"news\.often"):
        rules.check_flood(rules.COMMENTS_IN_A_WHILE, 0)
    with pytest.raises(Problem, match=r"news\.many"):
        rules.check_flood(0, rules.MOST_HELD)


def test_days_and_hours_in_words() -> None:
    plain = rules.span_said(DAY, None, None, None, "th").replace("\u00a0", " ")
    assert plain == "5 ม.ค. 2573"
    timed = rules.span_said(DAY, time(9), NEXT, time(16, 30), "th").replace("\u00a0", " ")
    assert timed.endswith("2573 09.00–16.30 น.")
    assert rules.span_said(DAY, time(9), None, None, "en").replace("\u00a0", " ").endswith("2030 09:00")


# --- iCalendar -----------------------------------------------------------------------------------


def an_event(**values: object) -> feeds.Event:
    facts = {
        "uid": "news-1@localhost", "title": "งานบุญ, แห่เทียน; ปีที่ 2", "text": "แถวแรก\nแถว\\สอง", "venue": "วัดบ้านเกาะ",
        "url": "https://example.th/news/1/", "first": DAY, "last": NEXT, "begins": None, "ends": None, "changed": NOW,
    }  # fmt: skip
    return feeds.Event(**{**facts, **values})  # type: ignore[arg-type]


def unfolded(text: str) -> dict[str, str]:
    """Lines by their name, as a calendar reads them."""
    lines = text.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line)


def test_whole_days_end_on_the_day_after_the_last() -> None:
    read = unfolded(feeds.calendar("x", [an_event()]))
    assert read["DTSTART;VALUE=DATE"] == "20300105"
    assert read["DTEND;VALUE=DATE"] == "20300107"
    assert read["SUMMARY"] == "งานบุญ\\, แห่เทียน\\; ปีที่ 2"
    assert read["DESCRIPTION"] == "แถวแรก\\nแถว\\\\สอง"
    assert read["UID"] == "news-1@localhost"


def test_hours_are_bangkoks() -> None:
    text = feeds.calendar("x", [an_event(begins=time(9), ends=time(16, 30))])
    read = unfolded(text)
    assert read["DTSTART;TZID=Asia/Bangkok"] == "20300105T090000"
    assert read["DTEND;TZID=Asia/Bangkok"] == "20300106T163000"
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Bangkok\r\n" in text
    assert "DTEND" not in feeds.calendar("x", [an_event(begins=time(9))])


def test_lines_are_cut_between_signs_and_text_cannot_write_lines_of_its_own() -> None:
    title = "งาน" * 90 + "\r\nATTENDEE:mailto:x@example.th\x00"
    text = feeds.calendar("x", [an_event(title=title)])
    assert text.endswith("END:VCALENDAR\r\n")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    assert "\nATTENDEE" not in text
    assert unfolded(text)["SUMMARY"] == "งาน" * 90 + "\\nATTENDEE:mailto:x@example.th"


# --- Atom ----------------------------------------------------------------------------------------


def test_a_feed_is_whole_xml_whatever_stands_in_it() -> None:
    entry = feeds.Entry("<b>ข่าว</b> & \x08อื่น", "https://example.th/news/1/", "]]>", "สพจ.", DAY, NOW)
    root = ET.fromstring(feeds.atom("ข่าว", "https://example.th/f", "https://example.th/", "th", [entry]))
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert root.findtext("a:entry/a:title", "", space) == "<b>ข่าว</b> & อื่น"
    assert root.findtext("a:entry/a:summary", "", space) == "]]>"
    assert root.findtext("a:entry/a:published", "", space) == "2030-01-05T00:00:00+07:00"
    assert root.findtext("a:updated", "", space) == "2026-01-01T00:00:00Z"
    assert ET.fromstring(feeds.atom("ข่าว", "u", "h", "th", [])).find("a:entry", space) is None
