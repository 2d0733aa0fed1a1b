"""The pages of a trip: ask, show, change, take along; and a clear answer to whatever is typed."""

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import time, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import django_htmx
import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tests.pages import bytes_of
from withi.faces.planner import access, actions, papers
from withi.faces.planner.models import Trip
from withi.faces.planner.pages import trip_page
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import CLOSED, Quick, quick
from withi.ground.web import pagecache, versions
from withi.ground.web.pages import Language
from withi.kit.paper import press
from withi.registers.routes.models import Route
from withi.registers.routes.tests.factory import make_route
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests import factory as villages

__all__ = ["quick"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]
MOST_QUERIES = 5
MOST_BYTES = 25_000
MOST_SCRIPT = 20_480


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", bytes_of(answer).decode())))


def planned(client: Client, path: str, **fields: Any) -> str:
    """The address of the trip that a form led to."""
    answer = client.post(path, factory.typed(**fields))
    assert answer.status_code == 302, text_of(answer)
    return str(answer.headers["Location"])


@pytest.fixture
def here() -> Community:
    return factory.country()[0]


# --- asking --------------------------------------------------------------------------------------


def test_whoever_opens_the_form_wakes_the_planner(client: Client, here: Community, quick: Quick, settings: Any) -> None:
    client.get(f"/trips/community/{here.pk}/")
    assert quick.woken == 0
    settings.PLANNER_WAKES = True
    pagecache.PAGES.clear()
    client.get(f"/trips/community/{here.pk}/")
    assert quick.woken == 1
    planned(client, f"/trips/community/{here.pk}/")
    assert quick.woken == 1


def test_the_form_is_kept_without_a_cookie_until_what_it_offers_changes(client: Client, here: Community) -> None:
    path = f"/trips/community/{here.pk}/"
    first = client.get(path)
    assert not first.cookies
    assert "ทุ่งดอกกระเจียว" not in bytes_of(first).decode()
    with CaptureQueriesContext(connection) as captured:
        assert bytes_of(client.get(path)) == bytes_of(first)
    assert len(captured) == 1
    villages.asset(here, "ทุ่งดอกกระเจียว", AssetKind.ATTRACTION)
    versions.bump("community", [here.area_code])
    assert "ทุ่งดอกกระเจียว" in bytes_of(client.get(path)).decode()


@pytest.mark.parametrize(("origin", "status"), [("https://elsewhere.example", 403), ("null", 403), ("", 302)])
def test_a_form_that_another_site_sends_plans_nothing(here: Community, origin: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": origin} if origin else {})
    answer = client.post(f"/trips/community/{here.pk}/", factory.typed())
    assert answer.status_code == status
    assert Trip.objects.count() == (status == 302)


def test_a_form_of_this_site_needs_no_token(here: Community, settings: Any) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": settings.SITE_URL})
    planned(client, f"/trips/community/{here.pk}/")


@pytest.mark.parametrize("path", ["/trips/", "/trips/community/{pk}/", "/trips/area/40/", "/trips/area/4015/"])
def test_the_form_is_there_in_both_languages(client: Client, here: Community, path: str) -> None:
    for prefix, words in (("", "จัดทริปให้เลย"), ("/en", "Plan this trip")):
        answer = client.get(prefix + path.format(pk=here.pk))
        assert answer.status_code == 200
        assert words in text_of(answer)


def test_public_pages_lead_to_it(client: Client, here: Community) -> None:
    assert f"/trips/community/{here.pk}/" in bytes_of(client.get(f"/communities/{here.pk}/")).decode()
    assert "/trips/area/4015/" in bytes_of(client.get("/areas/4015/")).decode()
    assert 'href="/trips/"' in bytes_of(client.get("/")).decode()
    shut = Community.objects.get(name_th="บ้านพัก")
    assert "/trips/" not in bytes_of(client.get(f"/communities/{shut.pk}/")).decode()


def test_three_clicks_from_a_route_that_stays_on_its_villages(client: Client, here: Community) -> None:
    there, rows = Community.objects.get(name_th="บ้านโนนม่วง"), list(here.assets.order_by("pk"))
    made = make_route([here, there], days=2, mode="bicycle", begins_at=time(8, 40), name_en="Two Villages")
    made.stops.filter(position=1).update(asset=rows[0])
    aside = villages.open_community("บ้านข้างทาง", "40150801", lat=15.7, lon=102.8, **factory.OPEN)
    factory.furnish(aside, " ข้างทาง")
    form = bytes_of(client.get(f"/routes/{made.pk}/")).decode()
    assert f'href="/trips/route/{made.pk}/"' in form
    asked = bytes_of(client.get(f"/trips/route/{made.pk}/")).decode()
    chosen = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', asked) + re.findall(
        r'value="(\w+)" selected', asked
    )
    for one in (("days", "2"), "510", ("transport", "bicycle"), ("musts", str(rows[0].pk))):
        assert one in chosen
    path = planned(client, f"/trips/route/{made.pk}/", days="2", musts=[str(rows[0].pk)])
    trip = access.trip_of(path.strip("/").rpartition("/")[2])
    assert trip is not None
    assert {one.community for one in access.basis_of(trip).items} == {here.pk, there.pk}
    assert rows[0].pk in access.state_of(trip).visited
    for prefix, name in (("", made.name_th), ("/en", "Two Villages")):
        shown = bytes_of(client.get(prefix + path)).decode()
        assert name in shown
        assert f'href="{prefix}/trips/route/{made.pk}/"' in shown


def test_a_route_that_is_closed_has_no_form_and_its_trip_says_so(client: Client, here: Community) -> None:
    there = Community.objects.get(name_th="บ้านโนนม่วง")
    made = make_route([here, there])
    path = planned(client, f"/trips/route/{made.pk}/")
    Community.objects.filter(pk=there.pk).update(receiving="paused")
    assert client.get(f"/trips/route/{made.pk}/").status_code == 404
    assert client.post(f"/trips/route/{made.pk}/", factory.typed()).status_code == 404
    shown = bytes_of(client.get(path)).decode()
    assert made.name_th not in shown
    assert 'href="/trips/"' in shown
    for absent in (9876543, 2**80):
        assert client.get(f"/trips/route/{absent}/").status_code == 404


@pytest.mark.parametrize(
    ("of_route", "of_village"),
    [
        ({}, {}),
        ({"state": "draft"}, {}),
        ({}, {"receiving": "ceased"}),
        ({}, {"receiving": "paused"}),
        ({}, {"state": "draft"}),
    ],
)
def test_the_form_of_a_route_is_there_while_the_route_is_shown(
    client: Client, here: Community, of_route: dict[str, str], of_village: dict[str, str]
) -> None:
    there = Community.objects.get(name_th="บ้านโนนม่วง")
    made = make_route([here, there])
    Route.objects.filter(pk=made.pk).update(**{"name_th": made.name_th, **of_route})
    Community.objects.filter(pk=there.pk).update(**{"name_th": there.name_th, **of_village})
    is_shown = Route.objects.shown().filter(pk=made.pk).exists()
    assert is_shown == (not of_route and not of_village)
    assert client.get(f"/trips/route/{made.pk}/").status_code == (200 if is_shown else 404)
    made.stops.all().delete()
    pagecache.PAGES.clear()
    assert client.get(f"/trips/route/{made.pk}/").status_code == 404


@pytest.mark.parametrize("name", [name for name in CLOSED if name != "บ้านยังไม่บอก"])
def test_a_community_that_takes_no_guests_has_no_form(client: Client, here: Community, name: str) -> None:
    assert client.get(f"/trips/community/{Community.objects.get(name_th=name).pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/trips/area/99/", "/trips/area/401508/", "/trips/community/9876543/"])
def test_a_place_that_there_is_not(client: Client, here: Community, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": "0"}, "1 ถึง 4 วัน"),
        ({"days": "30"}, "1 ถึง 4 วัน"),
        ({"days": ""}, "1 ถึง 4 วัน"),
        ({"begin": "840", "end": "600"}, "หลังเวลาเริ่ม"),
        ({"position": "48.85, 2.35"}, "นอกประเทศไทย"),
        ({"position": "ที่บ้าน"}, "พิกัด"),
        ({"budget": "-500"}, "ติดลบ"),
        ({"party": "0"}, "กรอกตั้งแต่ 1 ขึ้นไป"),
        ({"party": "9" * 30}, "กรอกได้ไม่เกิน 200"),
        ({"first_0": "1 ม.ค. 2560", "first_1": "", "first_2": ""}, "ผ่านไปแล้ว"),
        ({"first_0": "1 ม.ค. 2599", "first_1": "", "first_2": ""}, "ไม่เกินหนึ่งปี"),
        ({"first_0": "", "first_1": "", "first_2": ""}, "กรุณากรอกวันที่"),
        ({"transport": "rocket"}, "rocket"),
        ({"musts": ["1"] * 500}, "ได้ไม่เกิน 12 แห่ง"),
        ({"musts": ["987654321"]}, "ไม่มีให้เลือกแล้ว"),
        ({"begin": "1020", "end": "540"}, "อย่างน้อย 2 ชั่วโมง"),
    ],
)
def test_bad_input_has_a_clear_answer(client: Client, here: Community, fields: dict[str, Any], words: str) -> None:
    answer = client.post(f"/trips/community/{here.pk}/", factory.typed(**fields))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Trip.objects.exists()


def test_more_wishes_than_a_trip_can_hold(client: Client, here: Community) -> None:
    row = here.assets.filter(kind="activity").first()
    assert row is not None
    for number in range(12):
        CommunityAsset.objects.create(community=here, kind="activity", name_th=f"งาน {number}", position=0)
    offered = list(here.assets.filter(kind="activity").order_by("position", "pk").values_list("pk", flat=True)[:12])
    answer = client.post(f"/trips/community/{here.pk}/", factory.typed(musts=[*map(str, offered), *map(str, offered)]))
    assert answer.status_code == 422
    assert "12 แห่ง" in text_of(answer)


def test_the_province_must_be_chosen_on_the_first_page(client: Client, here: Community) -> None:
    assert client.post("/trips/", factory.typed()).status_code == 422
    assert client.post("/trips/", factory.typed(area="47")).status_code == 422
    assert planned(client, "/trips/", area="40").startswith("/trips/")


def test_near_where_a_guest_is_in_place_of_a_province(client: Client, here: Community) -> None:
    path = planned(client, "/trips/", position="15.681234, 102.791234")
    assert "บ้านดงเค็ง" in text_of(client.get(path))
    assert access.basis_of(Trip.objects.get()).points[0] == [15.68, 102.79]
    refused = client.post("/trips/", factory.typed(position="8.0, 98.3"))
    assert refused.status_code == 422
    assert "แถวนี้ยังไม่มี" in text_of(refused)


def test_waiting_is_told_and_what_was_typed_stays(
    client: Client, here: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PLANS", 1)
    path = f"/trips/community/{here.pk}/"
    planned(client, path)
    answer = client.post(path, factory.typed(party="7"))
    assert answer.status_code == 429
    assert "กรุณารอ" in text_of(answer)
    assert 'value="7"' in answer.content.decode()
    monkeypatch.setattr(actions, "PLANS", 9)
    monkeypatch.setattr(actions, "PATIENCE", 0)
    with actions.turn(), actions.turn():
        answer = client.post(path, factory.typed(party="7"))
    assert answer.status_code == 503
    assert "วินาทีแล้วกดอีกครั้ง" in text_of(answer)


# --- a trip --------------------------------------------------------------------------------------


def test_a_trip_says_all_that_a_guest_must_know(client: Client, here: Community) -> None:
    must = str(here.assets.get(name_th="ย้อมคราม").pk)
    path = planned(client, f"/trips/community/{here.pk}/", days="2", begin="600", end="840", musts=[must])
    answer = client.get(path)
    text = text_of(answer)
    for words in (
        "วันที่ 1", "วันที่ 2", "เป็นเวลาทั่วไป", "ประมาณจากระยะเส้นตรง", "ไม่ขายแพ็กเกจทัวร์และไม่รับเงิน",
        "ต้องโทรหาใคร", "ไม่ได้บอกราคา", "โฮมสเตย์", "ท่านชอบลงมือทำ", "ไม่ได้ยืนยันมาเกิน 180 วัน", "ไม่ได้ใส่ไว้",
    ):  # fmt: skip
        assert words in text, words
    assert not [name for name in CLOSED if name in text]
    assert "noindex" in answer.content.decode()


def test_a_trip_takes_few_statements_and_few_bytes(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/", days="4", begin="480", end="1200")
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert len(seen.captured_queries) <= MOST_QUERIES, [query["sql"] for query in seen.captured_queries]
    assert len(brotli.compress(answer.content)) < MOST_BYTES


@pytest.mark.parametrize("token", ["0" * 22, "x", "forged-" + "a" * 15, "ก" * 20])
def test_a_forged_link_is_told_so(client: Client, token: str) -> None:
    for path in (f"/trips/{token}/", f"/trips/{token}/trip-th.pdf"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "ไม่พบทริปนี้" in text_of(answer)
    for path in (f"/trips/{token}/edit/", f"/trips/{token}/anew/", f"/trips/{token}/rain/"):
        assert client.post(path, {"step": "pin", "stop": "1", "day": "0"}).status_code == 404


def first_stop(client: Client, path: str) -> str:
    found = re.search(r'name="stop" value="(\d+)"', client.get(path).content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("step", ["pin", "remove", "swap", "earlier", "later"])
def test_buttons_change_a_trip_and_undo_leads_back(client: Client, here: Community, step: str) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    answer = client.post(f"{path}edit/", {"step": step, "stop": first_stop(client, path)})
    assert answer.status_code == 302
    changed = answer.headers["Location"]
    assert changed != path
    assert f'href="{path}"' in client.get(changed).content.decode()


def test_a_stop_is_set_down_on_another_day_and_times_are_new(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/", days="2")
    stop = first_stop(client, path)
    answer = client.post(f"{path}edit/", {"step": "place", "stop": stop, "day": "1", "at": "0"})
    assert answer.status_code == 302
    days = client.get(answer.headers["Location"]).content.decode().split('id="day-2"')
    assert f'id="stop-{stop}"' not in days[0]
    assert re.findall(r'id="stop-(\d+)"', days[1])[0] == stop
    assert client.post(f"{path}edit/", {"step": "place", "stop": stop, "day": "9"}).status_code == 422


def test_a_day_of_rain_is_a_trip_beside_with_roofs_first(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/", days="2", tastes=["see"])
    kinds = dict(CommunityAsset.objects.values_list("pk", "kind"))
    answer = client.post(f"{path}rain/", {"day": "0"})
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "เลือกที่มีหลังคาก่อน" in page
    assert f'href="{path}"' in page, "the dry one is a step back"
    wet, dry = ([kinds[int(pk)] for pk in re.findall(r'id="stop-([1-9]\d*)"', one.split('id="day-2"')[0])]
                for one in (page, client.get(path).content.decode()))  # fmt: skip
    assert wet.count("attraction") <= dry.count("attraction")
    assert {"activity", "food"} & set(wet)
    for sent in ({}, {"day": "x"}, {"day": "3"}):
        assert client.post(f"{path}rain/", sent).status_code in (409, 422)


@pytest.mark.parametrize("sent", [{}, {"step": "fly", "stop": "1"}, {"step": "pin", "stop": "x"}, {"step": "pin"}])
def test_a_button_that_there_is_not(client: Client, here: Community, sent: dict[str, str]) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    assert client.post(f"{path}edit/", sent).status_code == 422


def test_planned_again_from_its_page(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    answer = client.post(f"{path}anew/")
    assert answer.status_code == 302
    assert answer.headers["Location"] != path


def times(client: Client, path: str) -> list[str]:
    return re.findall(r'class="km"><time>([\d.:]+)', client.get(path).content.decode())


def test_a_link_says_the_same_next_month_and_what_changed(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    before = times(client, path)
    assert "เปลี่ยนไปจากตอนวางแผน" not in text_of(client.get(path))
    row = here.assets.get(name_th="มัดหมี่")
    here.assets.filter(pk=row.pk).update(price=99_900)
    Community.objects.filter(pk=here.pk).update(lat=15.9, lon=103.1)
    text = text_of(client.get(path))
    assert times(client, path) == before
    assert "ราคาเดิม 300 บาท ตอนนี้ 1,998 บาท" in text
    Community.objects.filter(pk=here.pk).update(receiving="paused")
    assert "งดรับแขกชั่วคราว กรุณาเอาออก" in text_of(client.get(path))


def test_what_is_no_longer_published_is_named_nowhere(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/", days="2")
    names = [row.name_th for row in here.assets.all()]
    Community.objects.update(state="withdrawn")
    for address in (path, f"{path}trip-th.gpx", f"{path}trip-th.ics"):
        text = bytes_of(client.get(address)).decode()
        assert not [name for name in (*names, "บ้านดงเค็ง", "บ้านโนนม่วง") if name in text]
    assert "ไม่แสดงบนเว็บ" in text_of(client.get(path))


def test_the_community_that_was_chosen_and_does_not_fit_is_told(client: Client, here: Community) -> None:
    Community.objects.filter(pk=here.pk).update(group_min=20)
    text = text_of(client.get(planned(client, f"/trips/community/{here.pk}/")))
    assert "ใส่ในทริปนี้ไม่ได้" in text
    assert "รับเฉพาะคณะที่มีคนมากกว่านี้" in text


def test_an_enquiry_is_ready_for_every_community_and_in_thai_always(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/", days="2")
    for prefix in ("", "/en"):
        text = text_of(client.get(f"{prefix}{path}"))
        assert "สนใจไปเที่ยวบ้านดงเค็ง จำนวน 2 คน" in text
        assert "ขอพักโฮมสเตย์" in text
        assert f"{path}" in text
    page = client.get(path).content.decode()
    assert "https://line.me/R/share?text=%E0" in page
    assert 'href="mailto:?subject=%E0' in page


# --- taking it along -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["th", "en"])
def test_four_full_days_stand_on_one_page_of_paper(client: Client, here: Community, lang: str) -> None:
    path = planned(client, f"/trips/community/{here.pk}/", days="4", begin="360", end="1260")
    body = bytes_of(client.get(f"{path}trip-{lang}.pdf"))
    assert body.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", body)) == 1
    with Image.open(io.BytesIO(bytes_of(client.get(f"{path}trip-{lang}.png")))) as leaf:
        (code,) = zxingcpp.read_barcodes(leaf)  # the square, read at its printed size
    assert urlsplit(code.text).path.removeprefix("/en") == path


def test_a_trip_is_taken_by_the_stricter_form(client: Client, here: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    monkeypatch.setattr(press, "_is_accessible", True)
    assert b"<pdfuaid:part>1<" in bytes_of(client.get(f"{path}trip-th.pdf"))


@pytest.mark.parametrize("lang", ["th", "en"])
def test_twenty_four_villages_to_call_stand_on_it_too(client: Client, here: Community, lang: Language) -> None:
    trip = access.trip_of(planned(client, f"/trips/community/{here.pk}/", days="4").split("/")[-2])
    assert trip is not None
    told = trip_page(trip, lang)
    sheet = papers.sheet_of(replace(told, contacts=told.contacts * 12, changes=["…" * 60] * 3), lang)
    assert len(re.findall(rb"/Type\s*/Page\b", press.pdf(sheet))) == 1


def test_a_track_and_a_calendar_name_every_stop(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    stops = len(set(re.findall(r'name="stop" value="(\d+)"', client.get(path).content.decode())))
    assert bytes_of(client.get(f"{path}trip-th.gpx")).count(b"<rtept") == stops
    assert bytes_of(client.get(f"{path}trip-th.ics")).count(b"BEGIN:VEVENT") >= stops
    assert b"Ban Dong Kheng" in bytes_of(client.get(f"{path}trip-en.ics"))


@pytest.mark.parametrize("name", ["trip-xx.pdf", "trip-th.exe", "trip-th."])
def test_a_file_that_there_is_not(client: Client, here: Community, name: str) -> None:
    assert client.get(f"{planned(client, f'/trips/community/{here.pk}/')}{name}").status_code == 404


def test_the_worker_that_opens_trips_without_network_stands_below_trips(client: Client, here: Community) -> None:
    path = planned(client, f"/trips/community/{here.pk}/")
    for prefix in ("", "/en"):
        found = re.search(r'data-worker="([^"]+)"', client.get(f"{prefix}{path}").content.decode())
        assert found is not None
        assert found[1] == f"{prefix}/trips/offline.js"
        answer = client.get(found[1])
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert b"addEventListener" in answer.content


def test_the_page_loads_little_script(settings: Any) -> None:
    names = ("trip.js", "copy.js", "trip/drag.js", "trip/offline.js", "offline/kept.js")
    own = [settings.BASE_DIR / "assets/js" / name for name in names]
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    assert sum(len(brotli.compress(file.read_bytes())) for file in (*own, htmx)) < MOST_SCRIPT


def test_pages_load_no_compiler() -> None:
    code = "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
    code += "import sys; print(sorted({'numba', 'numpy', 'llvmlite'} & set(sys.modules)))"
    assert run(code) == "[]"


def run(code: str) -> str:
    """What a fresh process says."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "withi.config.settings"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_who_must_be_called_days_before_is_left_out_when_it_is_too_late(client: Client, here: Community) -> None:
    today = timezone.localdate()
    fields = {"first_0": str(today.day), "first_1": str(today.month), "first_2": str(today.year + 543)}
    Community.objects.update(receiving="appointment", notice_days=3)
    text = text_of(client.get(planned(client, f"/trips/community/{here.pk}/", **fields)))
    assert "ต้องนัดล่วงหน้ามากกว่าเวลาที่เหลือ" in text
    later = today + timedelta(days=3)
    fields = {"first_0": str(later.day), "first_1": str(later.month), "first_2": str(later.year + 543)}
    assert "โทรนัดไม่เกิน" in text_of(client.get(planned(client, f"/trips/community/{here.pk}/", **fields)))
