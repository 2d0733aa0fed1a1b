"""Communities in words: states, prices, days, and what the trail keeps of their belongings. No query."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.kit import codes, era, hours, phones
from withi.kit.money import format_baht
from withi.registers.villages import visits
from withi.registers.villages.models import (
    ASSET_NAMES,
    FACILITY_NAMES,
    HAZARD_NAMES,
    PRICE_UNIT_NAMES,
    RECEIVING_NAMES,
    SPEECH_NAMES,
    WAY_NAMES,
    Community,
)
from withi.registers.villages.rules import AssetFacts, Receiving

SHAPES = {
    Receiving.OPEN.value: "open",
    Receiving.APPOINTMENT.value: "appoint",
    Receiving.PAUSED.value: "pause",
    Receiving.CEASED.value: "ceased",
}
VERBS = {
    "villages.add": _("entered"),
    "villages.change": _("changed the facts"),
    "villages.receiving": _("said whether guests are received"),
    "villages.confirm": _("confirmed that it is still so"),
    "villages.asset_add": _("added an entry"),
    "villages.asset_change": _("changed an entry"),
    "villages.asset_remove": _("removed an entry"),
    "villages.asset_move": _("changed the order"),
    "villages.asset_verify": _("verified on the spot"),
    "villages.store_many": _("imported from a list"),
}
LABELS = {
    "villages": _("villages"),
    "categories": _("categories"),
    "charms": _("charms"),
    "ways": _("how to get there"),
    "asset": _("what there is"),
}


def said(row: Community) -> str:
    """The receiving state in words: "by appointment, 3 days ahead"."""
    if row.confirmed_on is None:
        return gettext("not yet said")
    if row.receiving == Receiving.APPOINTMENT and row.notice_days:
        days = {"days": row.notice_days}
        return (
            ngettext("by appointment, %(days)d day ahead", "by appointment, %(days)d days ahead", row.notice_days)
            % days
        )
    return str(dict(RECEIVING_NAMES)[row.receiving])


def dated(day: date | None) -> str:
    return str(era.format_date(day, lang=language())) if day else ""


def moo(code: str) -> str:
    return gettext("Moo %(moo)d") % {"moo": codes.moo(code) or 0}


def period(first: date | None, last: date | None) -> str:
    """A period in words: "1 Jun 2018 to 30 Sep 2020", "since 1 Jun 2018"; empty where nothing is known."""
    days = {"first": dated(first), "last": dated(last)}
    if last is None:
        return gettext("since %(first)s") % days if first else ""
    return gettext("%(first)s to %(last)s") % days if first else gettext("until %(last)s") % days


def say(field: str, value: Any) -> str | None:
    """Belongings and assets, as the trail keeps them, in words; None for the model's own fields."""
    name = field.partition(":")[0]
    if name not in SAYERS:
        return None
    return SAYERS[name](value) or "–"


def _say_villages(value: list[str]) -> str:
    return ", ".join(moo(code) for code in value)


def _say_charms(value: list[dict[str, Any]]) -> str:
    return " · ".join(": ".join(filter(None, (charm["title_th"], charm.get("text_th", "")))) for charm in value)


def _say_ways(value: list[dict[str, Any]]) -> str:
    names = dict(WAY_NAMES)
    return " · ".join(f"{names[way['means']]} {way['text_th']}" for way in value)


def _say_categories(value: Any) -> str:
    return value if isinstance(value, str) else " · ".join(category["name"] for category in value)


def _say_asset(value: Mapping[str, Any]) -> str:
    """One asset in a line: name, kind, price, capacity, text, position."""
    capacity = value.get("capacity")
    told = (
        value["name_th"],
        value.get("name_en"),
        str(dict(ASSET_NAMES)[value["kind"]]),
        priced(value.get("price"), value.get("price_unit", "")),
        gettext("up to %(count)s guests") % {"count": capacity} if capacity else "",
        value.get("text_th"),
        value.get("text_en"),
        opening(value.get("hours", ""), value.get("minutes")),
        homestay(AssetFacts(**{**value, "standard_on": _date(value.get("standard_on"))})) if _is_home(value) else "",
        built(value.get("maker", ""), value.get("material", ""), value.get("cost")),
        positioned(value.get("lat"), value.get("lon")),
    )
    return " · ".join(part for part in told if part)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _is_home(value: Mapping[str, Any]) -> bool:
    return any(name in value for name in ("houses", "rooms", "permit", "standard_on"))


SAYERS: dict[str, Callable[[Any], str]] = {
    "villages": _say_villages,
    "charms": _say_charms,
    "ways": _say_ways,
    "categories": _say_categories,
    "asset": _say_asset,
}


def positioned(lat: float | None, lon: float | None) -> str:
    """A position as people paste it into a map; empty without one."""
    return f"{lat:.5f}, {lon:.5f}" if lat is not None and lon is not None else ""


def opening(line: str, minutes: int | None = None) -> str:
    """When an asset is open and how long a visit takes: "Mon–Fri 8:30–16:30, closed on … · 45 minutes"."""
    told = hours.parsed(line)
    long = gettext("%(minutes)s minutes") % {"minutes": minutes} if minutes else ""
    return " · ".join(filter(None, (hours.told(told, language()), hours.told_days(told, language()), long)))


def built(maker: str, material: str, cost: int | None) -> str:
    """By whom something was made, of what, and what it cost; empty where nothing is told."""
    by = gettext("made by %(maker)s") % {"maker": maker} if maker else ""
    of = gettext("made of %(material)s") % {"material": material} if material else ""
    price = format_baht(cost, lang=language(), unit=True) if cost is not None else ""
    return " · ".join(filter(None, (by, of, gettext("cost %(price)s") % {"price": price} if price else "")))


def homestay(facts: AssetFacts) -> str:
    """A homestay's facts: houses, rooms, notification, standard with its last day."""
    houses = gettext("%(count)s houses") % {"count": facts.houses} if facts.houses else ""
    rooms = gettext("%(count)s rooms") % {"count": facts.rooms} if facts.rooms else ""
    permit = gettext("notification no. %(number)s") % {"number": facts.permit or gettext("not given")}
    return " · ".join(filter(None, (houses, rooms, permit, _standard(facts.standard_on))))


def _standard(since: date | None) -> str:
    if since is None:
        return ""
    until = visits.standard_until(since)
    is_over = until < timezone.localdate()
    words = (
        gettext("Thai homestay standard ended on %(day)s")
        if is_over
        else gettext("Thai homestay standard until %(day)s")
    )
    return words % {"day": dated(until)}


def months(span: str) -> str:
    """ "Nov–Feb" for "11-2"; empty where nothing is told."""
    ends = [era.month_name(int(month), language()) for month in span.split("-") if month]
    return "–".join(dict.fromkeys(ends))


def for_guests(row: Community) -> list[tuple[str, str]]:
    """What guests need to know, as (what, in words); only what is told."""
    speech = dict(SPEECH_NAMES)
    km = gettext("%(km)s km") % {"km": row.hospital_km} if row.hospital_km is not None else ""
    told = {
        _("languages"): ", ".join(str(speech[code]) for code in row.languages.split(",") if code),
        _("there is"): _facilities(row, there=True),
        _("there is none"): _facilities(row, there=False),
        _("best time to come"): months(row.best_months),
        _("beware of"): " · ".join(_hazards(row)),
        _("what to wear"): row.dress_th,
        _("taking photos"): row.camera_th,
        _("last transport"): row.last_ride_th,
        _("nearest hospital"): " · ".join(
            filter(None, (row.hospital_th, km, phones.first_phone(row.hospital_phone).display))
        ),
    }
    return [(str(label), text) for label, text in told.items() if text]


def _facilities(row: Community, *, there: bool) -> str:
    told = visits.read_facilities(row.facilities)
    return ", ".join(str(name) for key, name in FACILITY_NAMES if told.get(key) is there)


def _hazards(row: Community) -> list[str]:
    """What to beware of in which months."""
    spans = ((name, getattr(row, f"{key}_months")) for key, name in HAZARD_NAMES)
    return [f"{name} {months(span)}" for name, span in spans if span]


def priced(price: int | None, unit: str) -> str:
    """A price in words: "350 baht per person", "free of charge"; empty where none is told."""
    if price is None:
        return ""
    if price == 0:
        return gettext("free of charge")
    return " ".join(
        filter(None, (format_baht(price, lang=language(), unit=True), str(dict(PRICE_UNIT_NAMES).get(unit, ""))))
    )
