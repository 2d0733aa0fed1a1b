"""What a guest reads before she comes: hours, months, manners, help; and the card for the driver."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.faces.portal import opening
from withi.faces.portal.tests import factory
from withi.faces.portal.tests.test_pages import graph, page
from withi.ground.web.pagecache import PAGES
from withi.kit.era import format_span
from withi.registers.villages import words
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.visits import standard_until

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {
    "best_months": "11-2",
    "smoke_months": "2-3",
    "languages": "th,en",
    "facilities": "toilet,-prayer",
    "dress_th": "สวมเสื้อมีแขน",
    "camera_th": "ขอก่อนถ่าย",
    "camera_en": "Please ask first",
    "last_ride_th": "สองแถว 16.30 น.",
    "hospital_th": "โรงพยาบาลหนองสองห้อง",
    "hospital_en": "Nong Song Hong Hospital",
    "hospital_phone": "043000001",
    "hospital_km": 11,
    "pays_promptpay": False,
    "pays_card": False,
    "phone": "0430000000",
    "lat": 15.6762,
    "lon": 102.8268,
}


@pytest.fixture
def told() -> Community:
    factory.areas()
    return factory.community(**TOLD)


def asset(row: Community, kind: str, name: str, **facts: Any) -> CommunityAsset:
    return CommunityAsset.objects.create(community=row, kind=kind, name_th=name, **facts)


def test_a_guest_reads_when_to_come_what_is_there_and_whom_to_call(client: Client, told: Community) -> None:
    html = page(client, f"/communities/{told.pk}/")
    for said in (
        "พ.ย.–ก.พ.", "ควันและฝุ่น ก.พ.–มี.ค.", "ไทย, อังกฤษ", "ห้องน้ำ", "รับเฉพาะเงินสด", "สวมเสื้อมีแขน", "ขอก่อนถ่าย",
        "สองแถว 16.30 น.", "โรงพยาบาลหนองสองห้อง", 'href="tel:+6643000001"', 'href="tel:1155"', 'href="tel:1669"',
    ):  # fmt: skip
        assert said in html, said
    assert "ไม่มี: ห้องละหมาด" in html
    english = page(client, f"/en/communities/{told.pk}/")
    for said in ("Nov–Feb", "Please ask first", "Nong Song Hong Hospital", '<span lang="th">สวมเสื้อมีแขน</span>'):
        assert said in english, said


def test_nothing_told_says_nothing(client: Client) -> None:
    factory.areas()
    html = page(client, f"/communities/{factory.community().pk}/")
    assert 'id="before"' not in html
    assert "tel:1155" not in html


def test_hours_stand_at_what_opens_and_search_machines_read_them(client: Client, told: Community) -> None:
    closed = timezone.localdate() + timedelta(days=20)
    far = closed + timedelta(days=200)
    line = f"Mo-Fr 08:30-12:00,13:00-16:30; Sa off; {closed:%Y %b %d} off; {far:%Y %b %d} off"
    asset(told, "attraction", "กู่", hours=line, minutes=45)
    asset(told, "food", "พาแลง", hours="Mo-Su 11:00-14:00")
    html = page(client, f"/communities/{told.pk}/").replace("\xa0", " ")
    assert "จ.–ศ. 8:30–12:00, 13:00–16:30 · ส. ปิด" in html
    assert "ใช้เวลาราว 45 นาที" in html
    assert "ทุกวัน 11:00–14:00" in html
    (sight,) = graph(page(client, f"/communities/{told.pk}/"))["TouristDestination"]["includesAttraction"]
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    kind = {"@type": "OpeningHoursSpecification"}
    dated = {"validFrom": closed.isoformat(), "validThrough": closed.isoformat()}
    assert sight["openingHoursSpecification"] == [
        {**kind, "opens": "08:30", "closes": "12:00", "dayOfWeek": days},
        {**kind, "opens": "13:00", "closes": "16:30", "dayOfWeek": days},
        {**kind, "opens": "00:00", "closes": "00:00", **dated},
    ]


def test_midnight_is_told_as_machines_take_it() -> None:
    (entry,) = opening.specification({"hours": "Mo-Su 18:00-24:00"}, date(2026, 11, 26))
    assert (entry["opens"], entry["closes"]) == ("18:00", "23:59")


def test_a_homestay_says_its_number_or_that_none_is_given(client: Client, told: Community) -> None:
    asset(told, "homestay", "บ้านมีเลข", houses=2, rooms=4, permit="กข 9/2568", standard_on=date(2025, 6, 1))
    asset(told, "homestay", "บ้านไม่มีเลข")
    html = page(client, f"/communities/{told.pk}/").replace("\xa0", " ")
    assert "2 หลัง · 4 ห้อง · หนังสือรับแจ้งเลขที่ กข 9/2568 · มาตรฐานโฮมสเตย์ไทย ถึง 31 พ.ค. 2571" in html
    assert "ไม่ได้แจ้งเลขหนังสือรับแจ้ง" in html


def test_a_standard_that_has_ended_is_no_more_shown(client: Client, told: Community) -> None:
    today = timezone.localdate()
    ends = asset(told, "homestay", "บ้านยายมี", houses=1, rooms=2, standard_on=standard_since(today))
    assert "มาตรฐานโฮมสเตย์ไทย" in page(client, f"/communities/{told.pk}/")
    CommunityAsset.objects.filter(pk=ends.pk).update(standard_on=standard_since(today - timedelta(days=1)))
    PAGES.clear()
    assert "มาตรฐานโฮมสเตย์ไทย" not in page(client, f"/communities/{told.pk}/")
    ends.refresh_from_db()
    assert "มาตรฐานโฮมสเตย์ไทย หมดอายุเมื่อ" in words.homestay(ends.facts())


def standard_since(last: date) -> date:
    """The day on which a standard was given whose last day is this one."""
    return next(day for back in range(1090, 1100) if standard_until(day := last - timedelta(days=back)) == last)


def test_a_festival_tells_its_days_however_far_they_are(client: Client, told: Community) -> None:
    first = timezone.localdate() + timedelta(days=150)
    past = timezone.localdate() - timedelta(days=20)
    line = "; ".join(f"{first + timedelta(days=more):%Y %b %d} 08:00-22:00" for more in (0, 1))
    asset(told, "festival", "บุญบั้งไฟ", name_en="Rocket Festival", hours=line)
    asset(told, "festival", "บุญที่ผ่านไป", hours=f"{past:%Y %b %d} 08:00-22:00")
    asset(told, "festival", "บุญไม่บอกวัน")
    html = page(client, f"/communities/{told.pk}/").replace("\xa0", " ").replace("\u2060", "")
    days = format_span(first, first + timedelta(days=1)).replace("\xa0", " ")
    assert html.count(f"{days} 8:00–22:00") == 2, "at the festival, and among what to know before one comes"
    assert f"บุญบั้งไฟ {days}" in html
    assert html.count("บุญที่ผ่านไป") == html.count("บุญไม่บอกวัน") == 1
    assert "Rocket Festival" in page(client, f"/en/communities/{told.pk}/")


def test_the_card_speaks_english_where_nobody_wrote_the_name_in_it(client: Client, told: Community) -> None:
    Community.objects.filter(pk=told.pk).update(name_en="")
    html = page(client, f"/communities/{told.pk}/card/")
    assert "Please take me to Moo 8, Dong Kheng, Nong Song Hong, Khon Kaen." in html


def test_where_no_distance_is_told_none_is_explained(client: Client, told: Community) -> None:
    factory.community(name_th="บ้านใกล้", area_code="40150806")
    assert "วัดเป็นเส้นตรง" not in page(client, f"/communities/{told.pk}/")
    Community.objects.exclude(pk=told.pk).update(lat=15.69, lon=102.81)
    PAGES.clear()
    assert "วัดเป็นเส้นตรง" in page(client, f"/communities/{told.pk}/")


def test_the_worker_that_opens_cards_without_network_stands_below_communities(client: Client, told: Community) -> None:
    for prefix in ("", "/en"):
        found = re.search(r'data-worker="([^"]+)"', page(client, f"{prefix}/communities/{told.pk}/card/"))
        assert found is not None
        assert found[1] == f"{prefix}/communities/offline.js"
        answer = client.get(found[1])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")


def test_the_card_is_thai_in_any_language_and_needs_no_script_to_be_read(client: Client, told: Community) -> None:
    for path in (f"/communities/{told.pk}/card/", f"/en/communities/{told.pk}/card/"):
        html = page(client, path)
        for said in ("ไปบ้านดงเค็ง", "043-000-000", "15.67620, 102.82680", "tel:1155", "noindex"):
            assert said in html, said
        assert html.count("<script") == 1, "what puts it on the phone; nothing that it is shown by"
    assert "Nong Song Hong Hospital" in page(client, f"/en/communities/{told.pk}/card/")


@pytest.mark.parametrize("facts", [{"receiving": "paused"}, {"receiving": "ceased"}, {"state": "draft"}])
def test_no_card_and_no_advice_where_guests_are_turned_away(client: Client, told: Community, facts: Any) -> None:
    Community.objects.filter(pk=told.pk).update(**facts)
    assert client.get(f"/communities/{told.pk}/card/").status_code == 404
    if "receiving" in facts:
        assert 'id="before"' not in page(client, f"/communities/{told.pk}/")


def test_the_card_takes_no_other_method_and_no_unknown_place(client: Client, told: Community) -> None:
    assert client.post(f"/communities/{told.pk}/card/").status_code == 405
    assert client.get("/communities/999999999/card/").status_code == 404
