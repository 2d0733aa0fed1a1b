"""Market registrants for tests."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from withi.kit import thai
from withi.work.market.models import MarketRegistrant

_names = count(1)


def make_registrant(**values: Any) -> MarketRegistrant:
    """A farmer of 401508 who waits for a place in the department's market; any field may be given."""
    facts: dict[str, Any] = {
        "name": f"ผู้ขายตัวอย่าง {next(_names)}",
        "seller": "farmer",
        "area_code": "401508",
        "registered_on": date(2018, 7, 1),
        "market": "smile",
        "goods_kind": "produce",
        "created_at": timezone.now(),
    }
    facts |= values
    return MarketRegistrant.objects.create(sort_key=thai.sort_key(facts["name"]), **facts)
