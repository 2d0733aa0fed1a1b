"""The same thing in many villages."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.faces.printing import sameness
from withi.faces.printing.sameness import Thing, groups, likeness
from withi.ground.people.rules import Position
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.rules import Type
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.tests.factory import Cast, client_of, make_cast, make_person
from withi.registers.villages.models import Community
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests.factory import asset, open_community
from withi.work.support.models import SupportEntry

NAMES = ("หนองหว้า", "โสกนาดี", "ดงเค็ง", "ลาดค้อ")
AREAS = ("401508", "40150205", "401502", "4011")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ซุ้มประตูบ้านดงเค็ง", "บ้านดงเค็ง"), ("ซุ้มประตู หนองหว้า", "บ้านหนองหว้า")),
        (("ป้ายชุมชนนาดี", "ชุมชนนาดี"), ("ป้าย", "บ้านโสก")),
    ],
)
def test_a_village_s_own_name_makes_no_difference(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likeness(*one) == likeness(*other)


def test_a_short_name_is_taken_out_as_a_whole_only() -> None:
    assert likeness("นาฬิกาแดดบ้านนา", "บ้านนา") == likeness("นาฬิกาแดด", "บ้านโสก")


def test_what_is_called_as_its_village_keeps_a_name() -> None:
    assert likeness("ดงเค็ง", "บ้านดงเค็ง") != ""


def test_each_village_counts_once_and_materials_tell_souvenirs_apart() -> None:
    arch = [Thing("arch", "structure", "ซุ้ม", home, f"บ้าน {home}") for home in (1, 2, 2, 3)]
    bags = [Thing(("bag", cloth), "souvenir", "ถุง", home, "x") for home, cloth in ((1, "a"), (2, "a"), (3, "b"))]
    (found,) = groups([*bags, *arch])
    assert (found.kind, sorted(found.villages)) == ("structure", [1, 2, 3])


@pytest.mark.django_db
def test_the_page_counts_villages_of_one_s_area(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    cast: Cast = make_cast()
    rows = [open_community(f"บ้าน{name}", area) for name, area in zip(NAMES, AREAS, strict=True)]
    for row in rows:
        asset(row, f"ซุ้มประตู{row.name_th}", AssetKind.STRUCTURE, maker="หจก. ซุ้มงาม", price=None, price_unit="")
        SupportEntry.objects.create(
            kind="equipment", subject="community", subject_id=row.pk, area_code=row.area_code, source_kind="x",
            given_on=date(2018, 7, 1), source_id=row.pk, title_th="จักรยาน 20 คัน", recorded_at=timezone.now(),
        )  # fmt: skip
    assert [line.said for line in sameness.lines(cast.officer.scope)] == ["อยู่ใน 4 หมู่บ้าน"] * 3
    page = client_of(cast.worker).get("/desk/printing/same/").content.decode()
    assert "อยู่ใน 3 หมู่บ้าน" in page
    assert "จักรยาน 20 คัน" in page
    assert "หจก. ซุ้มงาม" in page
    assert "หมู่บ้าน</b>" not in client_of(cast.stranger).get("/desk/printing/same/").content.decode()
    assert client_of(cast.reader).get("/desk/printing/same/").status_code == 200
    assert client_of(cast.worker).post("/desk/printing/same/").status_code == 405


@pytest.mark.django_db
def test_souvenirs_are_read_by_their_makers_and_cost_the_same_for_one_and_for_many(
    django_assert_num_queries: Any,
) -> None:
    cast: Cast = make_cast()
    everything = cast.officer.scope, make_person("department", Position.DEPARTMENT, "").scope

    def make(count: int) -> None:
        for _ in range(count):
            home = open_community(f"บ้านโสก {Community.objects.count()}", AREAS[0])
            maker = make_producer(community=home)
            make_product(name_th="พวงกุญแจผ้า", producer=maker, type=Type.UTENSIL, materials="ผ้าฝ้าย")
            make_product(name_th="ผ้าซิ่น", producer=maker, type=Type.TEXTILE)

    make(1)
    make_product(name_th="พวงกุญแจผ้า", producer=make_producer(), type=Type.UTENSIL, materials="ผ้าฝ้าย")
    for scope in everything:
        with django_assert_num_queries(4):
            assert sameness.lines(scope) == []
    make(4)
    with django_assert_num_queries(0):  # the nation's are remembered
        assert sameness.lines(everything[1]) == []
    cache.clear()
    for scope in everything:
        with django_assert_num_queries(4), CaptureQueriesContext(connection) as seen:
            assert [(line.name, line.said) for line in sameness.lines(scope)] == [("พวงกุญแจผ้า", "อยู่ใน 5 หมู่บ้าน")]
        (asked,) = [query["sql"] for query in seen if '"products_product"' in query["sql"]]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                plan = [row[3] for row in cursor.execute(f"explain query plan {asked}").fetchall()]
            assert not [line for line in plan if "products_product_kind" in line]
