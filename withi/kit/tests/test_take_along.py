"""Files for devices: a track that follows GPX 1.1, a calendar that follows RFC 5545."""

from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import gpxpy
from icalendar import Calendar

from withi.kit.gpx import SPACE, Waypoint, gpx
from withi.kit.ical import Event, calendar, escaped, folded

AT = datetime(2026, 12, 5, 9, 30, tzinfo=timezone(timedelta(hours=7)))
HERE = Waypoint(15.68, 102.79, AT, "มัดหมี่ <ย้อม> & คราม", "บ้านดงเค็ง")
ORDER = {"gpx": ["metadata", "wpt", "rte"], "wpt": ["time", "name", "desc"], "rtept": ["time", "name", "desc"]}


def named(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{SPACE}}}")


def test_a_track_has_the_parts_of_the_schema_in_their_order() -> None:
    root = ET.fromstring(gpx("ทริป", [("วันที่ 1", [HERE, HERE]), ("วันที่ 2", [HERE])]))
    assert named(root) == "gpx"
    assert root.get("version") == "1.1"
    assert root.get("creator")
    assert [named(child) for child in root] == ["metadata", *["wpt"] * 3, *["rte"] * 2]
    for element in root.iter():
        order = ORDER.get(named(element), [])
        places = [order.index(named(child)) for child in element if order]
        assert places == sorted(places)
        if named(element) in ("wpt", "rtept"):
            assert -90 <= float(element.attrib["lat"]) <= 90
            assert -180 <= float(element.attrib["lon"]) < 180


def test_a_track_says_names_and_moments_as_they_are() -> None:
    root = ET.fromstring(gpx("ทริป", [("วันที่ 1", [HERE])]))
    point = root.find(f"{{{SPACE}}}rte/{{{SPACE}}}rtept")
    assert point is not None
    assert point.findtext(f"{{{SPACE}}}name") == HERE.name
    assert point.findtext(f"{{{SPACE}}}time") == "2026-12-05T02:30:00Z"


def test_gpxpy_reads_the_same() -> None:
    read = gpxpy.parse(gpx("ทริป", [("วันที่ 1", [HERE])]).decode())
    assert [point.name for point in read.routes[0].points] == [HERE.name]


def event(**fields: object) -> Event:
    return Event(**({"uid": "1@withi", "begins": AT, "ends": AT + timedelta(hours=1), "title": "มัดหมี่"} | fields))  # type: ignore[arg-type]


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_a_calendar_keeps_its_lines_short_and_loses_no_letter() -> None:
    long = "ย้อมครามกับแม่ครู " * 20
    file = calendar([event(text=long, position=(15.68, 102.79))], datetime(2026, 11, 26, tzinfo=UTC))
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    lines = unfolded(file)
    assert f"DESCRIPTION:{long}" in lines
    assert "DTSTART:20261205T023000Z" in lines
    assert "GEO:15.680000;102.790000" in lines
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")


def test_icalendar_reads_the_same() -> None:
    told = "ย้อมคราม; สองชั่วโมง, กลางแจ้ง"
    read = Calendar.from_ical(calendar([event(text=told, position=(15.68, 102.79))], AT))
    assert isinstance(read, Calendar)
    (found,) = read.events
    assert (found["summary"], found["description"]) == ("มัดหมี่", told)
    assert (found.start, found.end) == (AT, AT + timedelta(hours=1))


def test_no_text_ends_its_line_or_begins_another() -> None:
    lines = unfolded(calendar([event(title="a\r\nEND:VEVENT", text="x;y,z\\")], AT))
    assert lines.count("END:VEVENT") == 1
    assert "SUMMARY:a\\nEND:VEVENT" in lines
    assert escaped("x;y,z\\") == "x\\;y\\,z\\\\"
    assert list(folded("")) == [""]
