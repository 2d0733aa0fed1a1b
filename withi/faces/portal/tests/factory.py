"""A small country to look at: areas, communities with what there is, producers and their products."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from withi.faces.portal import sitemap
from withi.ground.files.rules import Shown, line
from withi.ground.places import maps
from withi.ground.places.models import Area, Boundary
from withi.ground.places.tests.factory import square
from withi.kit import thai
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product, ProductCertificate, ProductSize
from withi.registers.villages.models import Community, CommunityAsset, CommunityCharm, CommunityWay

KHON_KAEN, NONG_SONG_HONG, VILLAGE = "40", "4015", "40150808"
AREAS = (
    ("40", "ขอนแก่น", "Khon Kaen", "จ.ขอนแก่น", "Khon Kaen"),
    ("4015", "หนองสองห้อง", "Nong Song Hong", "อ.หนองสองห้อง จ.ขอนแก่น", "Nong Song Hong, Khon Kaen"),
    ("401508", "ดงเค็ง", "Dong Kheng", "ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น", "Dong Kheng, Nong Song Hong, Khon Kaen"),
    (
        "40150808",
        "บ้านดงเค็ง",
        "Ban Dong Kheng",
        "บ้านดงเค็ง ม.8 ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น",
        "Ban Dong Kheng, Moo 8, Dong Kheng, Nong Song Hong, Khon Kaen",
    ),
    ("50", "เชียงใหม่", "Chiang Mai", "จ.เชียงใหม่", "Chiang Mai"),
    ("5001", "เมืองเชียงใหม่", "Mueang Chiang Mai", "อ.เมืองเชียงใหม่ จ.เชียงใหม่", "Mueang Chiang Mai, Chiang Mai"),
)


def one_sitemap_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """All rows of a kind in its first file, however far the ids of the database have run."""
    monkeypatch.setattr(sitemap, "SITEMAP_STEP", 1_000_000_000)


def areas(rows: Iterable[tuple[str, str, str, str, str]] = AREAS) -> None:
    """The areas given, by code, names and paths."""
    Area.objects.bulk_create(
        Area(
            code=code,
            level=len(code),
            name_th=name_th,
            name_en=name_en,
            path_th=path_th,
            path_en=path_en,
            folded=thai.fold(name_th),
            sort_key=thai.sort_key(name_th),
        )
        for code, name_th, name_en, path_th, path_en in rows
    )


def boundaries(corners: Mapping[str, tuple[float, float]], credit: str = "กรมแผนที่ทหาร") -> None:
    """Squares on one map, each told by its code and south-west corner."""
    polygons = {code: [[square(*corner, 0.2)]] for code, corner in corners.items()}
    Boundary.objects.bulk_create(
        Boundary(
            code=code,
            level=len(code),
            body=json.dumps(polygons[code]),
            decimals=1,
            credit=credit,
            view=area.view,
            drawn=area.path,
            label_x=area.label.x,
            label_y=area.label.y,
            label_room=area.label.room,
        )
        for code, area in maps.draw(polygons).items()
    )


def community(name: str = "บ้านดงเค็ง", **facts: Any) -> Community:
    """A published community that receives guests by appointment, confirmed today."""
    values = {
        "name_th": name,
        "name_en": "Ban Dong Kheng",
        "sort_key": thai.sort_key(name),
        "area_code": VILLAGE,
        "summary_th": "บ้านทอหมี่ที่ทั้งหมู่บ้านช่วยกันมัด",
        "summary_en": "A mudmee village where everyone ties the threads.",
        "receiving": "appointment",
        "notice_days": 3,
        "group_min": 4,
        "group_max": 40,
        "phone": "0812345678",
        "coordinator_role": "ประธานท่องเที่ยวชุมชน",
        "confirmed_on": timezone.localdate(),
        "facts_on": timezone.localdate(),
        "state": "published",
        "published_at": timezone.now(),
    }
    return Community.objects.create(**values | facts)


def furnished(row: Community, count: int = 1) -> Community:
    """The community with `count` assets of several kinds, charms and ways."""
    for place in range(1, count + 1):
        for kind, price, unit in (("activity", 15_000, "person"), ("food", 18_000, "group"), ("attraction", None, "")):
            CommunityAsset.objects.create(
                community=row,
                kind=kind,
                position=place,
                name_th=f"{kind} {place}",
                price=price,
                price_unit=unit,
                capacity=20,
            )
        CommunityCharm.objects.create(community=row, position=place, title_th=f"เสน่ห์ {place}", text_th="เล่าต่อ")
    CommunityWay.objects.create(community=row, means="car", text_th="ถนนมิตรภาพลงใต้")
    return row


def producer(name: str = "กลุ่มทอผ้าบ้านดงเค็ง", **facts: Any) -> Producer:
    """A published producer of no community that shows no telephone."""
    values = {
        "number": f"4015-{Producer.objects.count() + 1:04d}",
        "kind": "group",
        "name_th": name,
        "name_en": "Dong Kheng Weavers",
        "sort_key": thai.sort_key(name),
        "area_code": VILLAGE,
        "phones": "0898765432",
        "state": "published",
        "published_at": timezone.now(),
    }
    return Producer.objects.create(**values | facts)


def product(maker: Producer, name: str = "ผ้าไหมมัดหมี่", **facts: Any) -> Product:
    """A published textile of 4,500 baht."""
    values = {
        "producer": maker,
        "type": "textile",
        "name_th": name,
        "name_en": "Mudmee silk",
        "sort_key": thai.sort_key(name),
        "area_code": maker.area_code,
        "price_from": 450_000,
        "state": "published",
        "published_at": timezone.now(),
    }
    return Product.objects.create(**values | facts)


def labelled(row: Product, count: int = 1) -> Product:
    """The product with `count` sizes and as many certificates in force, and one that has run out."""
    today = timezone.localdate()
    for place in range(1, count + 1):
        ProductSize.objects.create(
            product=row, position=place, label=f"ผืนยาว {place} เมตร", unit="ผืน", price=place * 100_000
        )
        ProductCertificate.objects.create(product=row, kind="tcps", number=f"{place}/2569", valid_until=today)
    ProductCertificate.objects.create(product=row, kind="halal", number="หมดอายุ", valid_until=today - timedelta(days=1))
    return row


def photographed(row: Any, count: int = 1, **told: Any) -> Any:
    """The row with so many photos of 2,000 by 1,500, as the ready lines that their room writes."""
    shown: dict[str, Any] = {
        "width": 2_000,
        "height": 1_500,
        "focal": 2,
        "alt_th": "ทอผ้าใต้ถุนบ้าน",
        "alt_en": "",
        "credit": "ชุมชน",
    }
    lines = [line(Shown(key=str(uuid4()), **shown | told)) for _ in range(count)]
    row.photo, row.photos = lines[0], "\n".join(lines[1:])
    row.save(update_fields=["photo", "photos"])
    return row
