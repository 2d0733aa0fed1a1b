"""Partners for tests."""

from itertools import count
from typing import Any

from withi.kit.thai import sort_key
from withi.registers.partners.actions import PartnerRow
from withi.registers.partners.models import Partner, PartnerArea
from withi.registers.partners.rules import Kind

HERE = "4015"
_names = count(1)


def make_partner(*others: str, **values: Any) -> Partner:
    """A university that agreed to be named and works in the district, and in these other places."""
    name = values.setdefault("name_th", f"วิทยาลัยชุมชน {next(_names)}")
    facts: dict[str, Any] = {
        "kind": Kind.SCHOOL.value,
        "area_code": HERE,
        "sort_key": sort_key(name),
        "is_named": True,
        **values,
    }
    row = Partner.objects.create(**facts)
    PartnerArea.objects.bulk_create(PartnerArea(partner=row, area_code=code) for code in (row.area_code, *others))
    return row


def row_of(**values: Any) -> PartnerRow:
    """What an officer typed of a new partner."""
    return PartnerRow(**{"kind": Kind.SCHOOL.value, "name_th": "ภาคีใหม่", "area_code": HERE, **values})
