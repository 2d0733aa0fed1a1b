"""Lists and words of the desk, and the fixed SQL of the public pages against the models."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from withi.ground.people.rules import Position
from withi.registers.publication.rules import State
from withi.registers.villages import guests, queries, words
from withi.registers.villages.models import Community
from withi.registers.villages.queries import Filters
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests import factory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places() -> None:
    factory.areas()


def names(**filters: Any) -> list[str]:
    scope = factory.scope(factory.person())
    return [row.name_th for row in queries.listed(scope, Filters(**filters), timezone.localdate())]


def test_the_desk_lists_its_own_area_in_thai_order_with_paths() -> None:
    factory.community("บ้านวังคูณ", "40150604")
    factory.community("บ้านเก่า", "40150808")
    factory.community("บ้านหนองหว้า", "40250505")
    assert names() == ["บ้านเก่า", "บ้านวังคูณ"]
    row = queries.listed(factory.scope(factory.person()), Filters(), timezone.localdate())[0]
    assert row.path == "บ้านดงเค็ง ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น"


def test_the_list_is_narrowed() -> None:
    long_ago = timezone.localdate() - timedelta(days=31)
    factory.community("ยังไม่บอก", "40150801")
    factory.open_community("นัดล่วงหน้า", "40150808")
    factory.open_community("ยืนยันนานแล้ว", "40150604", confirmed_on=long_ago, receiving="paused")
    factory.open_community("เลิกแล้ว", "40150603", confirmed_on=long_ago, receiving="ceased")
    assert names(receiving="unsaid") == ["ยังไม่บอก"]
    assert names(receiving="paused") == ["ยืนยันนานแล้ว"]
    assert names(is_stale=True) == ["ยังไม่บอก", "ยืนยันนานแล้ว"]
    assert names(state="draft") == ["ยังไม่บอก"]
    assert names(area="401508") == ["นัดล่วงหน้า", "ยังไม่บอก"]
    assert names(area="47") == names(area="x'--") == []


def test_villages_of_the_tambon_can_be_chosen() -> None:
    with translation.override("en"):
        assert queries.village_choices("40150808") == [("40150801", "Moo 1"), ("40150808", "Moo 8 Ban Dong Kheng")]
    assert queries.village_choices("40") == []


def test_who_speaks_is_the_editor_before_the_officer() -> None:
    row, today = factory.community(), timezone.localdate()
    assert queries.role_of(factory.editor(row), row, today) == "ประธานท่องเที่ยวชุมชน"
    assert queries.role_of(factory.person(), row, today) == factory.title(Position.DISTRICT_WORKER)
    assert queries.role_of(factory.person(area="4707"), row, today) == ""


def test_the_trail_is_told_in_words() -> None:
    with translation.override("en"):
        assert words.say("name_th", "บ้าน") is None
        assert words.say("villages", ["40150801", "40150808"]) == "Moo 1, Moo 8"
        assert words.say("charms", [{"title_th": "ผ้า", "text_th": "หมี่"}, {"title_th": "ป่า"}]) == "ผ้า: หมี่ · ป่า"
        assert words.say("ways", [{"means": "car", "text_th": "มิตรภาพ"}]) == "By car มิตรภาพ"
        assert words.say("categories", [{"name": "ก"}]) == words.say("categories", "ก") == "ก"
        assert words.say("ways", []) == "–"
        told = {"name_th": "โฮมสเตย์", "kind": "homestay", "price": 35_000, "price_unit": "night", "capacity": 20}
        assert words.say("asset:7", told) == "โฮมสเตย์ · homestay · 350\u00a0baht per person a night · up to 20 guests"
        assert words.priced(0, "") == "free of charge"


# --- public --------------------------------------------------------------------------------------


def test_a_public_page_has_what_the_models_have() -> None:
    row = factory.open_community(
        name_en="Ban Dong Kheng", summary_en="Mudmee by the whole village", story_th="เรื่อง",
        now_th="บัวบาน", now_until=timezone.localdate(), lat=15.7, lon=102.8, pays_promptpay=True,
    )  # fmt: skip
    shown = queries.public_community(row.pk, "en")
    assert shown is not None
    for name in ("id", "area_code", "phone", "notice_days", "confirmed_on", "confirmed_role", "receiving", "lat"):
        assert shown[name] == getattr(row, name), name
    assert (shown["pays_cash"], shown["pays_promptpay"], shown["is_demo"]) == (True, True, False)
    assert (shown["name"], shown["summary"], shown["story"], shown["now"]) == (
        "Ban Dong Kheng",
        "Mudmee by the whole village",
        "เรื่อง",
        "บัวบาน",
    )
    assert shown["in_thai"] == {"story", "now"}
    assert (shown["path"], shown["district"], shown["province"]) == (
        "Ban Dong Kheng, Khon Kaen",
        "Nong Song Hong",
        "Khon Kaen",
    )
    assert shown["has_english"]


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.WITHDRAWN])
def test_guests_see_only_what_is_published(state: State) -> None:
    row = factory.open_community(state=state)
    assert queries.public_community(row.pk, "th") is None


def test_a_past_reason_to_come_now_and_an_unsaid_state_are_not_shown_as_true() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    row = factory.open_community(confirmed_on=None, now_th="บัวบาน", now_until=yesterday)
    shown = queries.public_community(row.pk, "th")
    assert shown is not None
    assert (shown["receiving"], shown["now"]) == ("unsaid", "")


def test_the_parts_of_a_page_come_in_order_in_one_query(django_assert_num_queries: Any) -> None:
    row = factory.open_community(lat=15.70, lon=102.80)
    row.charms.create(title_th="สอง", position=2)
    row.charms.create(title_th="หนึ่ง", title_en="One", position=1)
    row.ways.create(means="train", text_th="รถไฟ")
    row.ways.create(means="car", text_th="รถยนต์")
    row.categories.create(name="เลิกแล้ว", valid_to=timezone.localdate() - timedelta(days=1), source="ก")
    row.categories.create(name="ยังอยู่", valid_from=timezone.localdate(), source="ข")
    factory.asset(row, "พาแลง", AssetKind.FOOD, price=18_000)
    factory.asset(row, "มัดหมี่", verified_on=timezone.localdate(), verified_role="พัฒนากร", lat=15.7, lon=102.8)
    factory.open_community("ไกล", "40150602", lat=15.90, lon=102.80)
    factory.open_community("ใกล้", "40150601", lat=15.72, lon=102.80)
    factory.open_community("ไม่มีพิกัด", "40150603")
    factory.open_community("เลิกแล้ว", "40150604", receiving="ceased")
    factory.open_community("อำเภออื่น", "40250505")
    shown = queries.public_community(row.pk, "en")
    assert shown is not None
    with django_assert_num_queries(1):
        parts = queries.public_parts(shown, "en")
    assert [(charm["title"], charm["in_thai"]) for charm in parts["charms"]] == [("One", set()), ("สอง", {"title"})]
    assert [way["kind"] for way in parts["ways"]] == ["car", "train"]
    assert list(parts["assets"]) == ["food", "activity"]
    told = parts["assets"]["activity"][0]
    assert (told["price"], told["unit"], told["day"], told["role"]) == (
        15_000,
        "person",
        timezone.localdate(),
        "พัฒนากร",
    )
    assert [village["title"] for village in parts["villages"]] == ["Ban Dong Kheng"]
    assert [category["title"] for category in parts["categories"]] == ["ยังอยู่"]
    assert [near["title"] for near in parts["near"]] == ["ใกล้", "ไกล", "ไม่มีพิกัด"]
    assert round(parts["near"][0]["km"], 1) == 2.2
    assert parts["near"][2]["km"] is None


def test_neighbours_are_read_from_one_range_of_areas() -> None:
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not on_sqlite:
            cursor.execute("set local enable_seqscan = off")  # a table of no rows is always read whole
        explain = "explain query plan" if on_sqlite else "explain"
        cursor.execute(f"{explain} {guests.PARTS}", {"id": 1, "today": timezone.localdate()})
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "SCAN " not in plan
    # which of the indexes that know the area PostgreSQL takes hangs on what it last counted in an empty table
    assert ("villages_community_area" if on_sqlite else "Index Cond: (((area_code)::text >= substr(") in plan


def test_a_page_without_anything_has_empty_parts() -> None:
    row = factory.open_community(area="401508")
    shown = queries.public_community(row.pk, "th")
    assert shown is not None
    parts = queries.public_parts(shown, "th")
    assert parts == {"charms": [], "ways": [], "assets": {}, "villages": [], "categories": [], "near": []}


def test_a_row_costs_no_query_of_its_own(django_assert_num_queries: Any) -> None:
    Community.objects.bulk_create(
        Community(name_th=f"บ้าน {number}", area_code="40150808", state=State.PUBLISHED) for number in range(50)
    )
    scope = factory.scope(factory.person())
    with django_assert_num_queries(1):
        assert len([row.path for row in queries.listed(scope, Filters(), timezone.localdate())]) == 50
