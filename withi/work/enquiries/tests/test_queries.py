"""What guests ask for comes first among equal names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from withi.ground.search import actions as search
from withi.ground.search.queries import find
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.work.enquiries import queries
from withi.work.enquiries.tests.factory import make_enquiry, shown_product

pytestmark = pytest.mark.django_db


def test_enquiries_of_the_last_days_order_equal_names() -> None:
    quiet, wanted = (shown_product(name_th="ผ้าห่มลายน้ำ") for _ in range(2))
    for _ in range(3):
        make_enquiry(wanted)
    make_enquiry(quiet, asked_at=timezone.now() - queries.ASKED - timedelta(days=1))
    assert queries.asked_lately("product") == {wanted.pk: 3}
    assert queries.asked_lately("producer") == {wanted.producer_id: 3}
    assert queries.asked_lately("community") == {}
    search.refresh_popularity()
    assert [hit.ref_id for hit in find("ผ้าห่มลายน้ำ", kinds=["product"]).hits] == [wanted.pk, quiet.pk]


def test_every_kind_that_guests_ask_about_is_counted() -> None:
    assert {Product.SUBJECT, Producer.SUBJECT, "community"} <= search.POPULAR.keys()
