"""Enquiries for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.work.enquiries.models import Enquiry
from withi.work.enquiries.rules import Asked


def make_enquiry(target: Community | Product, **values: Any) -> Enquiry:
    """An enquiry of a guest that waits and that officers may see; any field may be given."""
    about: dict[str, Any] = {"community": target, "area_code": target.area_code}
    if isinstance(target, Product):
        assert target.producer is not None
        about = {"product": target, "producer": target.producer, "area_code": target.producer.area_code}
    now = timezone.now()
    fields = {
        "name": "คุณผู้ถาม",
        "phone": "0812345678",
        "number": 4,
        "lang": "th",
        "same": str(Enquiry.objects.count()),
        "asked_at": now,
        "officers_from": now,
        "forget_on": timezone.localdate() + timedelta(days=60),
    } | values
    return Enquiry.objects.create(**about, **fields)


def shown_product(**values: Any) -> Product:
    """A published product of a public maker, at 300 baht."""
    maker = values.pop("producer", None) or make_producer(state=State.PUBLISHED)
    return make_product(producer=maker, state=State.PUBLISHED, prices=(30_000,), **values)


def asked(**values: Any) -> Asked:
    """What a guest typed: four people, some day, a telephone."""
    return Asked(**{"name": "คุณผู้ถาม", "number": 4, "phone": "0812345678", **values})
