"""A calendar file (iCalendar, RFC 5545): lines of at most 75 octets, texts escaped, moments in UTC. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

OCTETS: Final = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One entry; moments are timezone-aware, `uid` is the same whenever the same entry is made again."""

    uid: str
    begins: datetime
    ends: datetime
    title: str
    place: str = ""
    text: str = ""
    address: str = ""
    position: tuple[float, float] | None = None


def calendar(events: Iterable[Event], stamp: datetime) -> bytes:
    """The whole file; `stamp` is when it was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Withi//Trip//TH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{moment(stamp)}"
    yield f"DTSTART:{moment(event.begins)}"
    yield f"DTEND:{moment(event.ends)}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.text:
        yield f"DESCRIPTION:{escaped(event.text)}"
    if event.address:
        yield f"URL:{event.address}"
    if event.position:
        yield f"GEO:{event.position[0]:.6f};{event.position[1]:.6f}"
    yield "END:VEVENT"


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value: commas, semicolons, backslashes and line ends told apart from the file's own."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, written)
    return text


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, cut between letters; those after the first begin with a space."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > OCTETS:
            yield part
            part = " "
        part += sign
    yield part
