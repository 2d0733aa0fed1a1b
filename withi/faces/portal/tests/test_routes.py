"""Routes as guests see them, and the files they take along."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import gpxpy
import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from withi.faces.portal.sitemap import SITEMAP_STEP
from withi.ground.web import pagecache
from withi.kit import gpx, kml
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import make_areas
from withi.registers.routes.actions import KIND
from withi.registers.routes.models import Route, RouteStop
from withi.registers.routes.tests.factory import PLACES, communities, make_route
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.tests.factory import asset

pytestmark = pytest.mark.django_db
MOST_QUERIES = 4
GPX, KML = f"{{{gpx.SPACE}}}", f"{{{kml.SPACE}}}"
FORMS = ("gpx", "kml", "geojson", "ics?on=2030-01-05")


@pytest.fixture(autouse=True)
def areas() -> None:
    make_areas()


@pytest.fixture
def route() -> Route:
    """Two villages in two days, with a boat trip at the second; in both languages."""
    one, two = communities()
    english = {"name_en": "Two Villages", "summary_en": "Two villages in two days."}
    made = make_route([one, two], days=2, season_first=11, season_last=2, group_max=20, **english)
    boats = asset(two, "ลงเรือยกยอ", name_en="Lift-net boats")
    RouteStop.objects.filter(route=made, position=2).update(day=2, asset=boats, note_th="มาแต่เช้า <b>นะ</b>")
    return made


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_page_tells_stones_hours_season_and_whom_to_call(route: Route) -> None:
    shown = page(f"/routes/{route.pk}/")
    km = re.findall(r'<span class="km">([0-9]+)<small>', shown)
    assert km == ["0", "21"]
    assert re.findall(r"<time>([0-9.]+)</time>", shown) == ["9.00", "9.36"]
    for told in (
        "พฤศจิกายน ถึง กุมภาพันธ์",
        "ไม่เกิน 20 คน",
        "ค่าประมาณจากเส้นตรง",
        f"/trips/route/{route.pk}/",
        "นัดล่วงหน้า 3 วัน",
    ):
        assert told in shown
    assert "มาแต่เช้า &lt;b&gt;นะ" in shown
    assert shown.count("tel:0430000000") == 2


def test_a_stop_outside_its_hours_says_so(route: Route, client: Client) -> None:
    """On no day, on some days, on the day that a calendar is made for."""
    boats = CommunityAsset.objects.get(name_th="ลงเรือยกยอ")
    told = {}
    for line in ("Mo-Su 08:00-18:00", "Mo-Su 05:30-08:00", "Sa-Su 09:00-12:00; Mo-Fr off"):
        CommunityAsset.objects.filter(pk=boats.pk).update(hours=line)
        pagecache.PAGES.clear()
        told[line] = re.findall(r'<p class="(b|soft)">([^<]*(?:เวลา|เปิด)[^<]*)</p>', page(f"/routes/{route.pk}/"))
    always, never, weekend = told.values()
    assert [text for _mark, text in always if "5:30" in text or "8:00" in text] == []
    assert ("b", "ไม่ตรงกับเวลาเปิด: ทุกวัน 5:30–8:00") in never
    assert ("soft", "เปิด ส.–อา. 9:00–12:00") in weekend
    CommunityAsset.objects.filter(pk=boats.pk).update(hours="Mo-Su 08:00-18:00; 2030 Jan 06 off")
    for first, says in (("2030-01-04", False), ("2030-01-05", True)):
        pagecache.PAGES.clear()
        read = icalendar.Calendar.from_ical(client.get(f"/routes/{route.pk}/route.ics?on={first}").content)
        texts = [str(one.get("DESCRIPTION", "")) for one in read.walk("VEVENT")]
        assert ["ไม่เปิด" in text for text in texts] == [False, says], "the second day is the one after"


def test_both_languages_and_what_search_machines_read(route: Route) -> None:
    for prefix, name in (("", "เส้นทางตัวอย่าง"), ("/en", "Two Villages")):
        shown = page(f"{prefix}/routes/{route.pk}/")
        assert 'hreflang="en"' in shown
        assert f'property="og:title" content="{name}' in shown
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown)
        assert found
        trip, crumbs = json.loads(found[1])["@graph"]
        assert (trip["@type"], crumbs["@type"]) == ("TouristTrip", "BreadcrumbList")
        steps = trip["itinerary"]["itemListElement"]
        assert [step["position"] for step in steps] == [1, 2]
        assert [step["item"]["@type"] for step in steps] == ["TouristDestination", "TouristAttraction"]
        assert steps[0]["item"]["geo"]["latitude"] == PLACES[0][2]
    plain = page(f"/en/routes/{make_route(list(Community.objects.all())).pk}/")
    assert 'content="noindex"' in plain
    assert 'hreflang="en" href' not in plain


def test_files_hold_the_stops_in_order(route: Route, client: Client) -> None:
    track, mapped, points, _days = (client.get(f"/routes/{route.pk}/route.{form}") for form in FORMS)
    root = ET.fromstring(track.content)
    found = [(float(each.attrib["lat"]), float(each.attrib["lon"])) for each in root.iter(f"{GPX}wpt")]
    assert found == [place[2:] for place in PLACES]
    assert root.find(f".//{GPX}time") is None
    drawn = [each.text for each in ET.fromstring(mapped.content).iter(f"{KML}coordinates")]
    assert drawn == [f"{lon:.6f},{lat:.6f}" for _name, _code, lat, lon in PLACES]
    features = json.loads(points.content)["features"]
    assert [each["geometry"]["coordinates"] for each in features] == [[lon, lat] for *_code, lat, lon in PLACES]
    assert [each["properties"]["day"] for each in features] == [1, 2]


def test_gpxpy_reads_the_same_track(route: Route, client: Client) -> None:
    read = gpxpy.parse(client.get(f"/routes/{route.pk}/route.gpx").content.decode())
    assert [(one.latitude, one.longitude) for one in read.waypoints] == [place[2:] for place in PLACES]
    assert [one.name for one in read.waypoints] == ["บ้านดงเค็ง", "ลงเรือยกยอ"]


def test_the_calendar_holds_each_day(route: Route, client: Client) -> None:
    *_files, days = (client.get(f"/routes/{route.pk}/route.{form}") for form in FORMS)
    lines = days.content.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART:20300105T020000Z",
        "DTSTART:20300106T023600Z",
    ]
    assert len({line for line in lines if line.startswith("UID")}) == 2
    read = icalendar.Calendar.from_ical(days.content).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in read] == ["บ้านดงเค็ง", "ลงเรือยกยอ"]
    assert [one.decoded("DTEND") - one.decoded("DTSTART") for one in read] == [timedelta(hours=1)] * 2


@pytest.mark.parametrize(
    ("on", "status"), [("5 ม.ค. 2573", 200), ("๕/๑/๒๕๗๓", 200), ("", 422), ("31/2/2573", 422), ("x", 422)]
)
def test_a_calendar_begins_on_the_day_that_was_typed(route: Route, client: Client, on: str, status: int) -> None:
    assert client.get(f"/routes/{route.pk}/route.ics", {"on": on}).status_code == status


@pytest.mark.parametrize(
    ("values", "reason", "names_it"),
    [
        ({"receiving": "paused"}, "บ้านศุภชัย งดรับนักท่องเที่ยวชั่วคราว", True),
        ({"receiving": "ceased"}, "บ้านศุภชัย เลิกรับนักท่องเที่ยวแล้ว", True),
        ({"state": State.WAITING.value}, "หน้าของหมู่บ้านหนึ่งในเส้นทางนี้กำลังปรับปรุง", False),
    ],
)
def test_a_closed_village_hides_the_route_at_once(
    route: Route, client: Client, values: dict[str, Any], reason: str, *, names_it: bool
) -> None:
    path = f"/routes/{route.pk}/"
    assert path in page("/routes/")
    Community.objects.filter(name_th="บ้านศุภชัย").update(**values)
    publication.refresh_pages(KIND, [route])
    shown = page(path)
    assert reason in shown
    assert ("บ้านศุภชัย" in shown) is names_it
    assert 'content="noindex"' in shown
    assert 'class="road"' not in shown
    assert path not in page("/routes/")
    for form in FORMS:
        assert client.get(f"{path}route.{form}").status_code == 404
    assert client.get("/sitemap-routes-1.xml").status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.WITHDRAWN])
def test_what_is_not_published_is_not_there(client: Client, state: State) -> None:
    made = make_route(communities(), state=state.value)
    assert client.get(f"/routes/{made.pk}/").status_code == 404
    assert client.get(f"/routes/{made.pk}/route.gpx").status_code == 404
    assert made.name_th not in page("/routes/")


def test_the_list_is_narrowed_by_place_and_theme(route: Route, client: Client) -> None:
    food = make_route(list(Community.objects.all()), theme="food", area_code="4011")
    for query, found in (("", [route, food]), ("?area=4015", [route]), ("?theme=food", [food]), ("?area=30", [])):
        shown = page(f"/routes/{query}")
        assert {each for each in (route, food) if f"/routes/{each.pk}/" in shown} == set(found), query
    for query in ("?area=4", "?theme=war", "?page=9", "?page=x"):
        assert client.get(f"/routes/{query}").status_code == 404, query


def test_a_community_names_the_routes_that_stop_there(route: Route) -> None:
    there, longer = Community.objects.get(name_th="บ้านศุภชัย"), make_route(list(Community.objects.all()), days=3)
    apart = make_route([Community.objects.get(name_th="บ้านดงเค็ง")])
    shown = page(f"/communities/{there.pk}/")
    assert "เส้นทางที่ผ่านหมู่บ้านนี้" in shown
    assert re.findall(r'class="plank" href="/routes/([0-9]+)/', shown) == [str(route.pk), str(longer.pk)]
    assert apart.name_th not in shown
    assert "Two Villages" in page(f"/en/communities/{there.pk}/")
    Community.objects.filter(name_th="บ้านดงเค็ง").update(receiving="paused")
    publication.refresh_pages(KIND, [route])
    assert "/routes/" not in page(f"/communities/{there.pk}/").replace('href="/routes/"', "")


def test_hours_to_call_are_told_in_the_pages_language(route: Route) -> None:
    Community.objects.filter(name_th="บ้านศุภชัย").update(call_hours="8.00–18.30 น.")
    publication.refresh_pages(KIND, [route])
    assert "8.00–18.30 น." in page(f"/routes/{route.pk}/")
    assert "8:00–18:30<" in page(f"/en/routes/{route.pk}/")


def test_search_and_sitemap_know_routes(route: Route) -> None:
    publication.reindex(KIND, [route])
    assert f"/routes/{route.pk}/" in page("/search/?q=เส้นทางตัวอย่าง")
    assert f"/en/routes/{route.pk}/" in page(f"/sitemap-routes-{(route.pk - 1) // SITEMAP_STEP + 1}.xml")


@pytest.mark.parametrize("count", [0, 9])
def test_pages_take_few_statements_however_long_the_way(route: Route, client: Client, count: int) -> None:
    places = list(Community.objects.all())
    for _each in range(count):
        make_route(places)
    RouteStop.objects.bulk_create(RouteStop(route=route, community=places[0], position=9) for _each in range(count))
    for path in ("/routes/", f"/routes/{route.pk}/", f"/routes/{route.pk}/route.gpx", f"/communities/{places[0].pk}/"):
        client.get(path)
        pagecache.PAGES.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        asked = [query["sql"] for query in seen.captured_queries]
        assert len(asked) <= MOST_QUERIES, (path, asked)
