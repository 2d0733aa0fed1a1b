"""Centres for tests."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from withi.kit.thai import sort_key
from withi.registers.centres.actions import CentreRow
from withi.registers.centres.models import Centre, CentreStep
from withi.registers.centres.rules import Condition, Kind

HERE = "4015"
_names = count(1)


def make_centre(**values: Any) -> Centre:
    """An information centre of the district that is open every day."""
    name = values.setdefault("name_th", f"ศูนย์บริการข้อมูล {next(_names)}")
    facts: dict[str, Any] = {
        "kind": Kind.DISTRICT.value,
        "area_code": HERE,
        "hours": "Mo-Su 08:30-16:30",
        "phone": "043491000",
        "condition": Condition.OPEN.value,
        "condition_on": timezone.localdate(),
        "sort_key": sort_key(name),
        **values,
    }
    return Centre.objects.create(**facts)


def make_step(centre: Centre, due_on: date, **values: Any) -> CentreStep:
    return CentreStep.objects.create(centre=centre, due_on=due_on, **{"text": "ซ่อมหลังคา", **values})


def row_of(**values: Any) -> CentreRow:
    """What an officer typed of a new centre."""
    return CentreRow(**{"kind": Kind.DISTRICT.value, "name_th": "ศูนย์ใหม่", "area_code": HERE, **values})
