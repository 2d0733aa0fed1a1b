"""Atom (RFC 4287) and iCalendar (RFC 5545) as text. Pure; guests alone uses it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
LINE_BYTES = 75
# Thailand has kept UTC+7 without summer time since 1 April 1920.
TIMEZONE = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Bangkok", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One event; without hours it lasts whole days, both its days included."""

    uid: str
    title: str
    text: str
    venue: str
    url: str
    first: date
    last: date
    begins: time | None
    ends: time | None
    changed: datetime


def calendar(name: str, events: Iterable[Event]) -> str:
    """A calendar of these events."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Withi//News//TH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{quoted(name)}", "X-WR-TIMEZONE:Asia/Bangkok", *TIMEZONE,
    ]  # fmt: skip
    for event in events:
        lines += _event(event)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(event: Event) -> list[str]:
    stamp = f"{event.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    told = [("DESCRIPTION", quoted(event.text)), ("LOCATION", quoted(event.venue)), ("URL", event.url)]
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        *_span(event),
        f"SUMMARY:{quoted(event.title)}",
        *(f"{name}:{value}" for name, value in told if value),
        "END:VEVENT",
    ]


def _span(event: Event) -> list[str]:
    """Whole days end on the day after the last; hours are told in Bangkok's. No hour of the end: it ends with it."""
    if event.begins is None:
        behind = event.last + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}", f"DTEND;VALUE=DATE:{behind:%Y%m%d}"]
    begins = [f"DTSTART;TZID=Asia/Bangkok:{event.first:%Y%m%d}T{event.begins:%H%M%S}"]
    if event.ends is None:
        return begins
    return [*begins, f"DTEND;TZID=Asia/Bangkok:{event.last:%Y%m%d}T{event.ends:%H%M%S}"]


def quoted(text: str) -> str:
    """Text as a value of iCalendar: its four signs escaped, other control signs left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    escaped = plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign >= " " and sign != "\x7f")


def folded(line: str) -> str:
    """A line cut into pieces of at most 75 bytes, never inside a sign; what goes on begins with a space."""
    pieces, piece, size = list[str](), "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    return "\r\n".join([*pieces, piece])


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed."""

    title: str
    url: str
    text: str
    office: str
    dated: date
    changed: datetime


def atom(title: str, url: str, home: str, lang: str, entries: Sequence[Entry]) -> str:
    """A feed of these articles at `url`, about the page `home`."""
    newest = max((entry.changed for entry in entries), default=datetime(2018, 1, 1, tzinfo=UTC))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<title>{_xml(title)}</title>",
        f"<id>{_xml(url)}</id>",
        f'<link rel="self" type="application/atom+xml" href="{_xml(url)}"/>',
        f'<link rel="alternate" type="text/html" href="{_xml(home)}"/>',
        f"<updated>{newest.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</updated>",
        f"<author><name>{_xml(title)}</name></author>",
        *(_entry(entry) for entry in entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> str:
    at = datetime.combine(entry.dated, time(), BANGKOK)
    author = f"<author><name>{_xml(entry.office)}</name></author>" if entry.office else ""
    return (
        f"<entry><title>{_xml(entry.title)}</title><id>{_xml(entry.url)}</id>"
        f'<link rel="alternate" type="text/html" href="{_xml(entry.url)}"/>'
        f"<published>{at.isoformat()}</published><updated>{entry.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</updated>"
        f"{author}<summary>{_xml(entry.text)}</summary></entry>"
    )


def _xml(text: str) -> str:
    """Text between tags; signs that XML has no place for are left out."""
    return escape("".join(sign for sign in text if sign >= " " or sign in "\t\n"))
