"""What rules of the outside world let a page say, and what was told when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from withi.faces.portal.rules import PRICES
from withi.faces.portal.sifting import ORDERS, PUBLIC_PRODUCT
from withi.faces.portal.tests import factory
from withi.ground.web import versions
from withi.registers.products.models import ProductCertificate, ProductSize
from withi.registers.publication.actions import reindex
from withi.registers.publication.models import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country() -> None:
    factory.areas()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_alcohol_that_an_officer_shows_has_no_price_and_no_picture(client: Client) -> None:
    maker, photo = factory.producer("บ้านสาโท"), "not even looked at"
    facts = {"type": "drink", "is_alcohol": True, "price_from": 98_700, "photo": photo, "photos": photo}
    drink = factory.product(maker, "สาโทข้าวเหนียว", **facts)
    ProductSize.objects.create(product=drink, label="ขวด", unit="ขวด", price=98_700)
    for path in (f"/products/{drink.pk}/", "/products/", f"/producers/{maker.pk}/", "/"):
        shown = page(client, path)
        assert "สาโทข้าวเหนียว" in shown, path
        assert "987" not in shown, path
        assert '"Offer"' not in shown, path
    bands = [page(client, f"/products/?price={band}") for band in PRICES]
    assert not [shown for shown in bands if "สาโทข้าวเหนียว" in shown]


@pytest.mark.parametrize("narrowed", ["", "&type=drink", "&q=น้ำ", "&type=drink&area=40"])
def test_the_order_of_prices_tells_nothing_of_a_price_that_is_hidden(client: Client, narrowed: str) -> None:
    maker = factory.producer("บ้านสาโท")
    prices = {"น้ำถูก": 1_000, "น้ำแพง": 90_000, "น้ำไม่มีราคา": None}
    for name, price in prices.items():
        factory.product(maker, name, type="drink", price_from=price)
    for name, price in {"น้ำสาโทแพง": 50_000, "น้ำสาโทถูก": 20_000}.items():
        factory.product(maker, name, type="drink", price_from=price, is_alcohol=True)
    reindex(KINDS["product"], list(KINDS["product"].rows))
    last = ["น้ำไม่มีราคา", "น้ำสาโทแพง", "น้ำสาโทถูก"]
    for order, first in (("cheap", ["น้ำถูก", "น้ำแพง"]), ("dear", ["น้ำแพง", "น้ำถูก"])):
        shown = page(client, f"/products/?sort={order}{narrowed}")
        assert sorted((*prices, *last[1:]), key=lambda name: shown.index(f">{name}<")) == first + last


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads few rows without an index")
@pytest.mark.parametrize(("order", "index"), [("cheap", "products_product_cheap"), ("dear", "products_product_dear")])
def test_the_whole_catalogue_is_read_in_the_order_of_shown_prices(order: str, index: str) -> None:
    statement = f"select p.id from products_product p where {PUBLIC_PRODUCT} order by {ORDERS[order]} limit 20"
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {statement}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_guests_are_told_where_no_licence_number_was_given(client: Client) -> None:
    maker = factory.producer("บ้านขนม")
    food, cloth = factory.product(maker, "ขนมกง", type="food"), factory.product(maker)
    told = "เลขที่ใบอนุญาต</dt><dd>ไม่ได้แจ้ง"
    ProductCertificate.objects.create(product=food, kind="halal", number="1")
    assert told in page(client, f"/products/{food.pk}/")
    assert told not in page(client, f"/products/{cloth.pk}/")
    ProductCertificate.objects.create(product=food, kind="fda", number="40-1-00162-6-0001")
    versions.bump("product", ["40"])
    assert told not in page(client, f"/products/{food.pk}/")


def test_days_without_guests_are_told_in_english_and_free_words_stay_thai(client: Client) -> None:
    known = factory.community("บ้านหนึ่ง", closed_days="วันพระ")
    free = factory.community("บ้านสอง", closed_days="วันที่มีงานบุญ")
    told = page(client, f"/en/communities/{known.pk}/")
    assert "every day except <span>Buddhist holy days (wan phra)</span>" in told
    assert 'every day except <span lang="th">วันที่มีงานบุญ</span>' in page(client, f"/en/communities/{free.pk}/")


def test_hours_and_prices_tell_their_own_day_where_the_state_is_newer(client: Client) -> None:
    today = timezone.localdate()
    older = factory.community("บ้านหนึ่ง", facts_on=today - timedelta(days=9))
    same = factory.community("บ้านสอง")
    assert "ยืนยันเวลาเปิดและราคา" in page(client, f"/communities/{older.pk}/")
    assert "ยืนยันเวลาเปิดและราคา" not in page(client, f"/communities/{same.pk}/")


def test_short_thai_names_stay_on_one_line(client: Client) -> None:
    row = factory.product(factory.producer("บ้านหม้อ"), "ครกดินเผา")
    assert '<span class="nb">ครกดินเผา</span></h1>' in page(client, f"/products/{row.pk}/")
    assert "<title>ครกดินเผา" in page(client, f"/products/{row.pk}/")
