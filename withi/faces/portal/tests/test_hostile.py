"""Names that try to be markup, and names as long as the register takes them."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from withi.faces.portal.tests import factory
from withi.faces.portal.tests.test_lists import index
from withi.ground.places.models import Area
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product, ProductCertificate, ProductSize
from withi.registers.villages.models import (
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityCharm,
    CommunityVillage,
    CommunityWay,
)

pytestmark = pytest.mark.django_db
EVIL = "</script><script>alert('1')</script>\"'><img src=x onerror=alert(1)>"
LONGEST = "วิสาหกิจชุมชนกลุ่มสตรีทอผ้าไหมยกทองและย้อมสีธรรมชาติบ้านท่าสว่างพัฒนาเฉลิมพระเกียรติ" * 8


class Seen(HTMLParser):
    """Elements and handlers of a page, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[dict[str, str | None]] = []
        self.pictures: list[str | None] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append(dict(attrs))
        if tag == "img":
            self.pictures.append(dict(attrs).get("src"))
        self.handlers += [name for name, _value in attrs if name.startswith("on") or name == "style"]


def fill(text: str) -> list[str]:
    """One row of everything with `text` in every field that takes it; the addresses of its pages."""
    factory.areas(
        [(code, text[:120], text[:120], text[:400], text[:400]) for code in ("40", "4015", "401508", "40150808")]
    )
    words = {
        "summary_th": text[:240],
        "summary_en": "",
        "story_th": text,
        "now_th": text[:160],
        "coordinator_role": text[:80],
        "call_hours": text[:40],
        "meeting_point_th": text[:200],
        "meeting_point_en": text[:200],
        "closed_days": text[:80],
        "receiving_reason": text[:200],
        "line_id": text[:60],
        "phone": text[:20],
    }
    open_ = factory.community(text[:160], name_en=text[:160], **words)
    shut = factory.community(text[:159] + "2", name_en="", receiving="paused", **words)
    for row in (open_, shut):
        CommunityCharm.objects.create(community=row, title_th=text[:120], text_th=text[:400])
        CommunityWay.objects.create(community=row, means="car", text_th=text[:400])
        CommunityCategory.objects.create(community=row, name=text[:160])
        for kind in ("activity", "attraction"):
            CommunityAsset.objects.create(
                community=row, kind=kind, name_th=text[:160], text_th=text[:600], price=100, price_unit="group"
            )
    CommunityVillage.objects.create(community=open_, area_code="401508")
    maker = factory.producer(
        text[:200], name_en=text[:200], community=open_, line_id=text[:60], phones=text[:120], shows_phone=True
    )
    product = factory.product(
        maker, text[:300], name_en="", story_th=text, materials=text[:300], capacity_month=2, capacity_unit=text[:30]
    )
    ProductSize.objects.create(product=product, label=text[:80], unit=text[:30], price=100)
    ProductCertificate.objects.create(product=product, kind="other", name=text[:80], number=text[:60])
    index()
    own = [
        f"/communities/{open_.pk}/",
        f"/communities/{shut.pk}/",
        f"/producers/{maker.pk}/",
        f"/products/{product.pk}/",
    ]
    return [
        *own,
        "/",
        "/areas/40/",
        "/areas/4015/",
        "/communities/?area=4015",
        f"/products/?area=4015&community={open_.pk}",
    ]


def test_no_name_becomes_markup(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factory.one_sitemap_file(monkeypatch)
    paths = fill(EVIL)
    asked = [*paths, "/search/?q=script", "/products/?q=alert", "/sitemap.xml", "/sitemap-products-1.xml"]
    for path in [*asked, *(f"/en{path}" for path in asked)]:
        response = client.get(path)
        assert response.status_code == 200, path
        html = response.content.decode()
        seen = Seen()
        seen.feed(html)
        assert seen.scripts in ([], [{"type": "application/ld+json"}]), path
        assert "x" not in seen.pictures, path
        assert seen.handlers == [], path


def test_typed_text_becomes_no_markup(client: Client) -> None:
    factory.areas()
    for path in ("/search/", "/products/", "/en/search/", "/en/products/"):
        response = client.get(path, {"q": EVIL})
        seen = Seen()
        seen.feed(response.content.decode())
        assert len(seen.scripts) <= 1, path
        assert seen.handlers == [], path


def test_structured_data_holds_the_names_as_they_are(client: Client) -> None:
    paths = fill(EVIL)
    html = client.get(paths[3]).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    things = json.loads(found[1])["@graph"]
    assert things[0]["name"] == EVIL


def test_the_longest_names_fit(client: Client) -> None:
    for path in fill(LONGEST):
        for address in (path, f"/en{path}"):
            response = client.get(address)
            assert response.status_code == 200, address
            assert len(response.content) < 120_000, address


def test_odd_but_stored_values_still_make_a_page(client: Client) -> None:
    factory.areas()
    row = factory.community(group_min=8, group_max=8, notice_days=None, phone="โทรหาผู้ใหญ่", call_hours="")
    CommunityAsset.objects.create(community=row, kind="food", name_th="ฟรี", price=0)
    maker = factory.producer(phones="ไม่มี", shows_phone=True, area_code="40")
    product = factory.product(maker, area_code="", price_from=0)
    Area.objects.filter(pk="4015").update(name_en="", path_en="")
    for path in (
        f"/communities/{row.pk}/",
        f"/producers/{maker.pk}/",
        f"/products/{product.pk}/",
        "/areas/40/",
        "/areas/4015/",
    ):
        for address in (path, f"/en{path}"):
            html = client.get(address).content.decode()
            assert "None" not in re.sub(r"<script.*?</script>", "", html), address
    counts = Community.objects.count(), Producer.objects.count(), Product.objects.count()
    assert counts == (1, 1, 1)
