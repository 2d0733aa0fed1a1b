"""What a visit needs to know: hours and facts on their forms, a homestay's limits, and one page to confirm."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from withi.kit import hours
from withi.registers.villages import rules, visits, words
from withi.registers.villages.rules import AssetFacts, AssetKind
from withi.registers.villages.tests import factory
from withi.registers.villages.tests.test_views import ASSET, browser

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def ground(settings: Any) -> None:
    settings.REQUIRE_MFA = False


@pytest.mark.parametrize(
    ("houses", "rooms", "guests", "refused"),
    [
        (1, 8, 30, []),
        (1, 9, 30, ["homestay.rooms"]),
        (None, 8, 31, ["homestay.guests"]),
        (7, 56, 210, []),
        (7, 57, 211, ["homestay.rooms", "homestay.guests"]),
        (None, None, 500, []),
    ],
)
def test_a_house_beyond_the_limits_is_a_hotel(
    houses: int | None, rooms: int | None, guests: int | None, refused: list[str]
) -> None:
    found = visits.check_homestay(houses, rooms, guests, None, TODAY)
    assert [problem.code for problem in found] == refused


def test_only_a_homestay_has_limits_and_its_standard_is_no_promise() -> None:
    inn = AssetFacts(AssetKind.HOMESTAY.value, "บ้านพัก", rooms=9, standard_on=date(2026, 11, 27))
    assert [found.code for found in rules.check_asset(inn, TODAY)] == ["homestay.standard", "homestay.rooms"]
    assert rules.check_asset(AssetFacts(AssetKind.FOOD.value, "ส้มตำ", rooms=9), TODAY) == []
    assert [found.code for found in rules.check_asset(AssetFacts("food", "ส้มตำ", minutes=4), TODAY)] == [
        "asset.minutes"
    ]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2024, 6, 1), date(2027, 5, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2024, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_standard_holds_for_three_years(since: date, until: date) -> None:
    assert visits.standard_until(since) == until


def test_months_go_over_the_new_year() -> None:
    assert visits.months_of("11-2") == (11, 12, 1, 2)
    assert visits.months_of("4-4") == (4,)
    assert visits.months_of("") == ()
    assert words.months("11-2") == "พ.ย.–ก.พ."


def test_facilities_are_there_lacking_or_not_told() -> None:
    told = {"toilet": True, "prayer": False, "parking": None}
    assert visits.write_facilities(told) == "toilet,-prayer"
    assert visits.read_facilities("toilet,-prayer") == {"toilet": True, "prayer": False}
    assert visits.read_facilities("") == {}


# --- forms ---------------------------------------------------------------------------------------

OPEN = {"open_every": "8:30-12:00, 13:00-16:30", "open_sun": "ปิด", "open_days": "13-14 เม.ย. 2570 ปิด", "minutes": "45"}


@pytest.mark.django_db
def test_hours_are_typed_once_for_all_days_and_come_back_to_the_form() -> None:
    row = factory.community()
    client, path = browser(), reverse("villages:asset_add", args=[row.pk])
    assert client.post(path, ASSET | OPEN | {"rooms": "99"}).status_code == 302
    asset = row.assets.get()
    assert asset.hours == "Mo-Sa 08:30-12:00,13:00-16:30; Su off; 2027 Apr 13 off; 2027 Apr 14 off"
    assert (asset.minutes, asset.rooms) == (45, None)
    form = client.get(reverse("villages:asset_edit", args=[row.pk, asset.pk])).context["form"]
    assert form["open_mon"].value() == "8:30-12:00, 13:00-16:30"
    assert form["open_sun"].value() == "ปิด"
    assert form["open_days"].value() == "13-14 เม.ย. 2570 ปิด"
    assert "จ.–ส. 8:30–12:00" in client.get(reverse("villages:detail", args=[row.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "field", "said"),
    [
        ({"open_every": "25:00-26:00"}, "open_every", "ไม่มีเวลา 25:00"),
        ({"open_tue": "16:00-9:00"}, "open_tue", "ปิดก่อนเปิด"),
        ({"open_sun": "8:00-12:00, 11:00-13:00"}, "open_sun", "ซ้อนกัน"),
        ({"open_days": "สงกรานต์"}, "open_days", "อ่านบรรทัด “สงกรานต์” ไม่ได้"),
        ({"minutes": "1000"}, "minutes", "ต้องอยู่ระหว่าง 5 ถึง 720 นาที"),
        ({"kind": "homestay", "houses": "1", "rooms": "9"}, "rooms", "ต้องมีใบอนุญาตโรงแรม"),
        ({"kind": "homestay", "houses": "1", "capacity": "31"}, "capacity", "ต้องมีใบอนุญาตโรงแรม"),
    ],
)
def test_hours_and_limits_are_refused_at_their_field(told: dict[str, Any], field: str, said: str) -> None:
    row = factory.community()
    answer = browser().post(reverse("villages:asset_add", args=[row.pk]), ASSET | told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said in answer.content.decode()
    assert not row.assets.exists()


@pytest.mark.django_db
def test_what_guests_need_to_know_is_kept_and_told() -> None:
    row = factory.community()
    client, path = browser(), reverse("villages:edit", args=[row.pk, "guests"])
    told = {
        "version": 1, "languages": ["th", "en"], "has_toilet": "yes", "has_prayer": "no", "best_months_from": "11",
        "best_months_to": "2", "smoke_months_from": "2", "smoke_months_to": "3", "hospital_th": "รพ.สต.ดงเค็ง",
        "hospital_km": "11", "camera_th": "ขอก่อนถ่ายหน้าคน",
    }  # fmt: skip
    assert client.post(path, told).status_code == 302
    row.refresh_from_db()
    assert (row.languages, row.facilities, row.best_months, row.smoke_months) == (
        "th,en",
        "toilet,-prayer",
        "11-2",
        "2-3",
    )
    page = client.get(reverse("villages:detail", args=[row.pk])).content.decode()
    for said in ("พ.ย.–ก.พ.", "ควันและฝุ่น ก.พ.–มี.ค.", "ไทย, อังกฤษ", "รพ.สต.ดงเค็ง · 11 กม."):
        assert said in page
    form = client.get(path).context["form"]
    assert (form["has_prayer"].value(), form["best_months_to"].value()) == ("no", "2")


@pytest.mark.django_db
def test_half_a_span_and_a_hospital_without_a_name_are_refused() -> None:
    path = reverse("villages:edit", args=[factory.community().pk, "guests"])
    answer = browser().post(path, {"version": 1, "best_months_from": "11", "hospital_km": "3"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"best_months_to", "hospital_th"}


# --- one page to confirm -------------------------------------------------------------------------


@pytest.mark.django_db
def test_all_that_expires_stands_on_one_page() -> None:
    row = factory.open_community()
    factory.asset(row, hours=hours.written(hours.Hours((((540, 720),),) * 7)))
    page = (
        browser(factory.editor(row))
        .get(reverse("villages:confirm", args=[row.pk]))
        .content.decode()
        .replace("\xa0", " ")
    )
    for said in ("นัดล่วงหน้า 3 วัน", "043-000-000", "ทุกวัน 9:00–12:00", "150 บาท ต่อคน", "ยังถูกต้องทั้งหมด"):
        assert said in page


@pytest.mark.django_db
def test_who_read_an_older_version_reads_again_before_confirming() -> None:
    row = factory.open_community()
    client, path = browser(factory.editor(row)), reverse("villages:confirm", args=[row.pk])
    before = row.confirmed_on
    answer = client.post(path, {"seen": "appointment", "version": row.version + 1})
    assert answer.status_code == 409
    assert "มีผู้แก้ข้อมูลของชุมชนนี้" in answer.content.decode()
    row.refresh_from_db()
    assert row.confirmed_on == before
    assert client.post(path, {"seen": "appointment", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed_on == timezone.localdate()


@pytest.mark.django_db
def test_what_was_built_says_by_whom_of_what_and_for_how_much() -> None:
    row, officer = factory.community(), browser()
    path = reverse("villages:asset_add", args=[row.pk])
    built = {"maker": "หจก. ซุ้มงาม", "material": "ปูนและไวนิล", "cost": "120,000"}
    assert officer.post(path, ASSET | {"kind": "structure", "name_th": "ซุ้มประตู"} | built).status_code == 302
    arch = row.assets.get(kind="structure")
    assert (arch.maker, arch.material, arch.cost) == ("หจก. ซุ้มงาม", "ปูนและไวนิล", 12_000_000)
    page = officer.get(reverse("villages:detail", args=[row.pk])).content.decode()
    assert "ทำโดย หจก. ซุ้มงาม · ทำด้วย ปูนและไวนิล · ราคา 120,000" in page
    officer.post(path, ASSET | built)  # typed for a dish, it is not kept
    assert row.assets.get(kind="food").facts() == AssetFacts("food", "พาแลง", price=18_000, price_unit="person")
