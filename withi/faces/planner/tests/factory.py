"""A small district with places to go, and trips through it; the planner plays in this process, plain and repeatable."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.faces.planner import actions
from withi.faces.planner.models import Trip
from withi.faces.planner.rules import Wish
from withi.kit import trips
from withi.kit.trips import Plan
from withi.registers.villages.models import Community
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests import factory

ADDRESS = "198.51.100.7"
STEPS = 30
OPEN: dict[str, Any] = {"receiving": "open", "notice_days": None}


class Quick:
    """A planner that searches for a number of steps in place of a time, so that a test is the same on every machine."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1

    def plan(self, stops: Any, matrix: Any, days: Any, **wishes: Any) -> Plan:
        self.asked.append(wishes)
        wishes.pop("time_limit")
        return trips.plan(stops, matrix, days, iterations=STEPS, **wishes)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Quick:
    """The planner of a test; what it was asked."""
    made = Quick()
    monkeypatch.setattr(actions, "PLANNER", made)
    return made


def country() -> tuple[Community, Community]:
    """Two communities ten kilometres apart with something of each kind, and three that no trip may lead to."""
    factory.areas()
    here = factory.open_community("บ้านดงเค็ง", lat=15.68, lon=102.79, name_en="Ban Dong Kheng", **OPEN)
    there = factory.open_community("บ้านโนนม่วง", "40150801", lat=15.75, lon=102.83, **OPEN)
    for row in (here, there):
        furnish(row)
    for name, fields in CLOSED.items():
        row = factory.open_community(name, lat=15.69, lon=102.8, **(OPEN | fields))
        furnish(row, f" {name}")
    return here, there


CLOSED: dict[str, dict[str, Any]] = {
    "บ้านพัก": {"receiving": "paused", "receiving_reason": "ซ่อมถนน"},
    "บ้านเลิก": {"receiving": "ceased"},
    "บ้านร่าง": {"state": "draft"},
    "บ้านยังไม่บอก": {"confirmed_on": None},
}


def furnish(row: Community, mark: str = "") -> None:
    today = timezone.localdate()
    for name, kind, fields in (
        ("มัดหมี่", AssetKind.ACTIVITY, {"verified_on": today - timedelta(days=10)}),
        ("สานตะกร้า", AssetKind.ACTIVITY, {"price": 20_000}),
        ("ป่าชุมชน", AssetKind.ATTRACTION, {"price": 0, "price_unit": ""}),
        ("พาแลง", AssetKind.FOOD, {"price": 18_000}),
        ("ย้อมคราม", AssetKind.DYE, {"price": None, "price_unit": ""}),
        ("เรือนพักใต้ถุน", AssetKind.HOMESTAY, {"price": 35_000, "price_unit": "night", "capacity": 12}),
    ):
        factory.asset(row, f"{name}{mark}", kind, **fields)


def saturday() -> date:
    """A Saturday two weeks and more ahead."""
    ahead = timezone.localdate() + timedelta(days=14)
    return ahead + timedelta(days=(5 - ahead.weekday()) % 7)


def wish(**fields: Any) -> Wish:
    ordinary: dict[str, Any] = {
        "first": saturday(), "days": 1, "begin": 540, "end": 1020, "company": "couple", "party": 2, "tastes": ("do",),
    }  # fmt: skip
    return Wish(**(ordinary | fields))


def trip(community: Community, **fields: Any) -> Trip:
    return actions.plan(wish=wish(community=community.pk, **fields), address=ADDRESS)


def typed(**fields: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    first = saturday()
    sent: dict[str, Any] = {
        "first_0": str(first.day), "first_1": str(first.month), "first_2": str(first.year + 543), "days": "1",
        "begin": "540", "end": "1020", "company": "couple", "party": "2", "tastes": ["do"], "transport": "car",
        "budget": "", "position": "",
    }  # fmt: skip
    return sent | fields


def areas_only() -> None:
    """Areas without any community."""
    factory.areas()
