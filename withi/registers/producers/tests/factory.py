"""Producers for tests."""

from itertools import count
from typing import Any

from withi.kit import thai
from withi.registers.producers.actions import KIND
from withi.registers.producers.models import Producer, ProducerStatus
from withi.registers.publication import actions as publication

_places = count(1)


def make_producer(**values: Any) -> Producer:
    """A whole draft in district 4015, active, in the name index; any field may be given."""
    place = next(_places)
    fields = {
        "name_th": f"กลุ่มทอผ้าตัวอย่าง {place}",
        "number": f"9999-{place:04d}",
        "kind": "group",
        "area_code": "401508",
    } | values
    producer = Producer.objects.create(sort_key=thai.sort_key(str(fields["name_th"])), **fields)
    ProducerStatus.objects.create(producer=producer, status=producer.status, since="2020-01-01")
    publication.reindex(KIND, [producer])
    return producer
