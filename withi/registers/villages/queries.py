"""Reading communities: the desk's list and record, words for the trail, and what the public face shows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit import codes, thai
from withi.kit.money import format_baht
from withi.registers.villages import rules
from withi.registers.villages.guests import UNSAID, public_community, public_list, public_parts, receiving_counts
from withi.registers.villages.models import (
    ASSET_NAMES,
    PRICE_UNIT_NAMES,
    WAY_NAMES,
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityQuerySet,
    CommunityReceiving,
)
from withi.registers.villages.rules import Receiving

# What the public face asks is open to it here, beside the desk's own questions.
__all__ = ["UNSAID", "public_community", "public_list", "public_parts", "receiving_counts"]

SHAPES = {
    Receiving.OPEN.value: "open",
    Receiving.APPOINTMENT.value: "appoint",
    Receiving.PAUSED.value: "pause",
    Receiving.CEASED.value: "ceased",
}
ICONS = {
    "attraction": "see",
    "food": "eat",
    "homestay": "sleep",
    "activity": "do",
    "festival": "festival",
    "wisdom": "wisdom",
    "structure": "structure",
    "facility": "facility",
    "dye": "dye",
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


@dataclass(frozen=True)
class Filters:
    """What the desk's list is narrowed by; empty texts narrow nothing."""

    area: str = ""
    receiving: str = ""
    state: str = ""
    is_stale: bool = False


@dataclass(frozen=True)
class Terms:
    """Editors' terms of one community: in force (or still to come), and over; each newest first."""

    current: list[Posting]
    past: list[Posting]


# --- the desk ------------------------------------------------------------------------------------


def listed(scope: Scope, filters: Filters, today: date, ability: Ability = Ability.READ) -> CommunityQuerySet:
    """The communities a person may see (or export), narrowed, in Thai order, each with its `path` in words."""
    rows: CommunityQuerySet = Community.objects.in_scope(scope, ability)
    if filters.area:
        rows = rows.within((codes.prefix_range(filters.area),)) if codes.is_code(filters.area) else rows.none()
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.receiving == UNSAID:
        rows = rows.filter(confirmed_on=None)
    elif filters.receiving:
        rows = rows.filter(receiving=filters.receiving).exclude(confirmed_on=None)
    if filters.is_stale:
        rows = rows.exclude(confirmed_on__gte=rules.stale_before(today)).exclude(receiving=Receiving.CEASED)
    column = "path_en" if language() == "en" else "path_th"
    path = Area.objects.filter(pk=models.OuterRef("area_code")).values(column)[:1]
    narrowed: CommunityQuerySet = rows.annotate(path=models.Subquery(path)).order_by("sort_key", "pk")
    return narrowed


def assets_of(row: Community) -> list[tuple[str, str, list[CommunityAsset]]]:
    """Assets by kind in the fixed order of kinds: (kind, its name, assets); kinds without any left out. One query."""
    by_kind: dict[str, list[CommunityAsset]] = defaultdict(list)
    for asset in row.assets.all():
        by_kind[asset.kind].append(asset)
    return [(kind, str(name), by_kind[kind]) for kind, name in ASSET_NAMES if kind in by_kind]


def receiving_history(row: Community, limit: int = 12) -> list[CommunityReceiving]:
    """What it said from when, newest first. One query."""
    return list(row.receiving_history.all()[:limit])


def village_choices(place: str) -> list[tuple[str, str]]:
    """The villages of a place's tambon in order of moo, as (code, "ม.8 บ้านดงเค็ง"). One query; none above a tambon."""
    if len(place) < 6:
        return []
    column = "name_en" if language() == "en" else "name_th"
    villages = Area.objects.within(place[:6]).filter(level=Area.Level.VILLAGE).current().order_by("code")
    moo = gettext("Moo")
    return [(code, f"{moo} {int(code[6:])} {name}") for code, name in villages.values_list("code", column)]


def terms_of(row: Community, today: date) -> Terms:
    """Who looks after the community, and who did. One query."""
    terms = Posting.objects.about(Community.SUBJECT, row.pk).select_related("user").order_by("-valid_from", "-pk")
    current = [term for term in terms if term.valid_until is None or term.valid_until >= today]
    return Terms(current, [term for term in terms if term not in current])


def looks_after(row: Community, user: User, first: date, last: date | None) -> bool:
    """Whether the account has a term here that overlaps these days."""
    terms = Posting.objects.about(Community.SUBJECT, row.pk).filter(user=user)
    if last is not None:
        terms = terms.filter(valid_from__lte=last)
    return terms.filter(models.Q(valid_until=None) | models.Q(valid_until__gte=first)).exists()


def role_of(user: User, row: Community, day: date) -> str:
    """Under which role a person speaks for this community, in Thai: the editor's own, else the nearest office's."""
    postings = list(Posting.objects.filter(user=user).in_force(day))
    own = [post for post in postings if (post.subject_kind, post.subject_id) == (Community.SUBJECT, row.pk)]
    offices = [post for post in postings if post.subject_id is None and row.area_code.startswith(post.area_code)]
    found = own or sorted(offices, key=lambda post: -len(post.area_code))
    with translation.override("th"):
        return str(found[0].label())[:80] if found else ""


# --- for verbs and the trail ---------------------------------------------------------------------


def belongings(pk: int) -> dict[str, list[Any]]:
    """What a community has in tables of its own, as the trail keeps it. Four queries."""
    row = Community(pk=pk)
    return {
        "villages": sorted(row.villages.values_list("area_code", flat=True)),
        "categories": _told(row.categories.all(), ("name", "valid_from", "valid_to", "source")),
        "charms": _told(row.charms.all(), ("title_th", "text_th", "title_en", "text_en")),
        "ways": _told(row.ways.all(), ("means", "text_th", "text_en")),
    }


def _told(rows: Iterable[models.Model], fields: Sequence[str]) -> list[dict[str, Any]]:
    told = []
    for row in rows:
        values = {name: getattr(row, name) for name in fields}
        told.append({name: _stored(value) for name, value in values.items() if value not in (None, "")})
    return told


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def known_by_name(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Ids of stored communities by (area, folded name), the oldest of several. A query per 500 areas."""
    wanted = set(keys)
    areas = sorted({area for area, _name in wanted})
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(areas), 500):
        rows = Community.objects.filter(area_code__in=areas[start : start + 500]).order_by("-pk")
        for pk, area, name in rows.values_list("pk", "area_code", "name_th"):
            if (key := (area, thai.fold(name))) in wanted:
                found[key] = pk
    return found


def categories_held(ids: Iterable[int]) -> dict[int, dict[str, date | None]]:
    """Each community's categories by name with their last day (None: still held)."""
    held: dict[int, dict[str, date | None]] = defaultdict(dict)
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        rows = CommunityCategory.objects.filter(community__in=wanted[start : start + 500])
        for pk, name, last in rows.order_by("valid_from", "pk").values_list("community", "name", "valid_to"):
            held[pk][name] = last
    return held


def missing(row: Community) -> list[str]:
    """What must be there before it can be sent, in the words of the form."""
    wanted = (
        (_("tambon or village"), len(row.area_code) >= 6),
        (_("one sentence on the community"), bool(row.summary_th)),
        (_("receiving state"), row.confirmed_on is not None),
    )
    return [str(label) for label, is_there in wanted if not is_there]


def say(field: str, value: Any) -> str | None:
    """Belongings and assets, as the trail keeps them, in words; None for the model's own fields."""
    name = field.partition(":")[0]
    if name not in SAYERS:
        return None
    return SAYERS[name](value) or "–"


def _say_villages(value: list[str]) -> str:
    return ", ".join(gettext("village no. %(moo)d") % {"moo": codes.moo(code) or 0} for code in value)


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
    place = f"{value['lat']:.5f}, {value['lon']:.5f}" if "lat" in value and "lon" in value else ""
    told = (
        value["name_th"],
        value.get("name_en"),
        str(dict(ASSET_NAMES)[value["kind"]]),
        priced(value.get("price"), value.get("price_unit", "")),
        gettext("up to %(count)s guests") % {"count": capacity} if capacity else "",
        value.get("text_th"),
        value.get("text_en"),
        place,
    )
    return " · ".join(part for part in told if part)


SAYERS: dict[str, Callable[[Any], str]] = {
    "villages": _say_villages,
    "charms": _say_charms,
    "ways": _say_ways,
    "categories": _say_categories,
    "asset": _say_asset,
}


def priced(price: int | None, unit: str) -> str:
    """A price in words: "350 baht per person", "free of charge"; empty where none is told."""
    if price is None:
        return ""
    if price == 0:
        return gettext("free of charge")
    return " ".join(
        filter(None, (format_baht(price, lang=language(), unit=True), str(dict(PRICE_UNIT_NAMES).get(unit, ""))))
    )
