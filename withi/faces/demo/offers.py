"""What a community of the demonstration offers, with invented hours, lengths of visits and homestays. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from withi.faces.demo.rules import Row, asset
from withi.kit import hours
from withi.registers.villages.rules import AssetFacts


def assets(row: Row, today: date) -> list[AssetFacts]:
    """What a community has, with its hours; closed on holidays where it says so; what is told of its homestay."""
    days = tuple((day, ()) for day in _holidays(today)) if row.get("holidays") else ()
    stay = _homestay(row.get("homestay", {}), today)
    found = []
    for told, (line, minutes) in zip(row["assets"], row["hours"], strict=True):
        kept = hours.written(replace(hours.parsed(line), days=days)) if line else ""
        facts = replace(asset(told), hours=kept, minutes=minutes or None)
        found.append(replace(facts, **stay) if facts.kind == "homestay" else facts)
    return found


def _holidays(today: date) -> list[date]:
    """New Year and Songkran, as they come next."""
    found = (date(today.year, month, day) for month, day in ((1, 1), (4, 13), (4, 14), (4, 15)))
    return sorted(day if day >= today else day.replace(year=day.year + 1) for day in found)


def _homestay(told: Mapping[str, Any], today: date) -> dict[str, Any]:
    ago = told.get("standard_days_ago")
    return {
        "houses": told.get("houses"),
        "rooms": told.get("rooms"),
        "permit": told.get("permit", ""),
        "standard_on": today - timedelta(days=ago) if ago else None,
    }
