"""What communities tell of themselves on paper, in one language, and the facts of it that a print shows.

Any number of communities costs seven queries, so that a list of prints is held against today's facts at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from withi.faces.printing.prints import BOARDS_MM, SIZES_MM, TELLING, Order, What
from withi.ground.places.models import Area
from withi.kit import phones
from withi.kit.hours import call_words
from withi.kit.money import format_baht
from withi.kit.thai import clean
from withi.registers.brands.models import Brand
from withi.registers.brands.queries import brands_of
from withi.registers.brands.rules import Look
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.registers.villages import words
from withi.registers.villages.models import WAY_NAMES, Community, CommunityAsset, CommunityCharm, CommunityWay
from withi.registers.villages.rules import AssetKind
from withi.work.checkin.models import CheckinPoster

GOODS = 24
"""So many products of a community are looked at, in Thai order; a panel holds fewer."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "see": (AssetKind.ATTRACTION.value, AssetKind.FESTIVAL.value, AssetKind.DYE.value),
    "do": (AssetKind.ACTIVITY.value, AssetKind.WISDOM.value),
    "eat": (AssetKind.FOOD.value,),
    "sleep": (AssetKind.HOMESTAY.value,),
}
"""What guests look for, and the kinds of assets that answer it. Structures and facilities are not advertised."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a print: a thing, a charm, a way."""

    key: str
    kind: str
    name: str
    text: str = ""
    price: str = ""
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Told:
    """A community as paper tells it."""

    name: str
    other: str
    place: str
    summary: str
    story: str
    plain: Mapping[str, str]
    serial: str = "1"
    look: Look | None = None
    brand: str = ""
    items: Mapping[str, Sequence[Item]] = field(default_factory=dict)

    def every(self) -> list[Item]:
        return [item for items in self.items.values() for item in items]


def told_of(row: Community, lang: str) -> Told:
    """One community in one language."""
    return told_many([row], lang)[row.pk]


def told_many(rows: Sequence[Community], lang: str) -> dict[int, Told]:
    """Communities by id in one language; Thai stands in where there is no English. Seven queries."""
    with translation.override(lang):
        ids = [row.pk for row in rows]
        belongings = [_charms(ids, lang), _ways(ids, lang), _assets(ids, lang), _goods(ids, lang)]
        paths = _paths({row.area_code for row in rows}, lang)
        brands = brands_of(ids)
        serials = dict(CheckinPoster.objects.filter(community__in=ids).values_list("community_id", "serial"))
        return {
            row.pk: replace(
                _told(row, lang, [part.get(row.pk, {}) for part in belongings], brands.get(row.pk)),
                place=paths.get(row.area_code, ""),
                serial=str(serials.get(row.pk, 1)),
            )
            for row in rows
        }


def facts_of(told: Told, order: Order) -> dict[str, str]:
    """Every fact that a print of this order may show; those without words are left out."""
    if order.what in TELLING:
        found = _of_brochure(told) | {"brand": told.brand}
    elif order.what == What.SIGN:
        found = _of_sign(told, order) | {"brand": told.brand}
    else:
        found = {"name": told.name, "other": told.other, "place": told.place, "serial": told.serial}
    return {key: text for key, text in found.items() if text}


def goal_of(told: Told, order: Order) -> Item | None:
    """The thing that a sign leads to; None for the community itself, and where the thing is no more."""
    return next((item for item in told.every() if item.key == f"asset:{order.asset}"), None)


# --- parts ---------------------------------------------------------------------------------------


def _of_brochure(told: Told) -> dict[str, str]:
    facts = {"name": told.name, "other": told.other, "place": told.place, "summary": told.summary, "story": told.story}
    facts |= told.plain
    for item in told.every():
        facts[item.key] = " · ".join(filter(None, (item.name, item.price)))
        facts[f"{item.key}/text"] = item.text
    return facts


def _of_sign(told: Told, order: Order) -> dict[str, str]:
    """A sign to a thing shows the thing's name; what the order itself says is no fact of the register."""
    goal = goal_of(told, order)
    if order.asset is not None:
        return {f"asset:{order.asset}": goal.name if goal else "", "name": told.name}
    return {"name": told.name, "other": told.other}


Parts = Mapping[int, Mapping[str, Sequence[Item]]]


def _other(row: Community, lang: str) -> str:
    """The name in the other language; nothing where there is none, or where it is the same."""
    if row.name_th == row.name_en:
        return ""
    return row.name_en and row.name_th if lang == "en" else row.name_en


def _told(row: Community, lang: str, parts: Iterable[Mapping[str, Sequence[Item]]], brand: Brand | None) -> Told:
    items: dict[str, Sequence[Item]] = {}
    for part in parts:
        items |= part
    return Told(
        name=_in(lang, row.name_th, row.name_en),
        other=_other(row, lang),
        place="",
        summary=clean(_in(lang, row.summary_th, row.summary_en)),
        story=_in(lang, row.story_th, row.story_en).strip(),
        plain=_plain(row, lang),
        look=brand.look() if brand else None,
        brand=f"{_in(lang, brand.name_th, brand.name_en)} · {brand.said()}" if brand else "",
        items=items,
    )


def _plain(row: Community, lang: str) -> dict[str, str]:
    """Whom to call and what to know, fact by fact; a coordinator by the role, since the name is officers' alone."""
    found = phones.split_phones(row.phone)
    pays = ((row.pays_cash, _("Cash")), (row.pays_promptpay, _("PromptPay")), (row.pays_card, _("Card")))
    return {
        "phone": " ".join(phone.display for phone in found) or row.phone,
        "line": row.line_id,
        "coordinator": row.coordinator_role,
        "call_hours": call_words(row.call_hours, lang),
        "meeting": _in(lang, row.meeting_point_th, row.meeting_point_en),
        "receiving": words.said(row),
        "pays": ", ".join(str(name) for taken, name in pays if taken),
    }


def _in(lang: str, thai: str, english: str) -> str:
    return english if lang == "en" and english else thai


def _paths(area_codes: set[str], lang: str) -> dict[str, str]:
    areas = Area.objects.filter(pk__in=area_codes).values_list("pk", "path_th", "path_en")
    return {code: _in(lang, thai, english) for code, thai, english in areas}


def _grouped(pairs: Iterable[tuple[int, str, Item]]) -> Parts:
    found: dict[int, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for community, group, item in pairs:
        found[community][group].append(item)
    return found


def _charms(ids: Sequence[int], lang: str) -> Parts:
    rows = CommunityCharm.objects.filter(community__in=ids)
    return _grouped(
        (
            row.community_id,
            "charms",
            Item(f"charm:{row.pk}", "", _in(lang, row.title_th, row.title_en), _in(lang, row.text_th, row.text_en)),
        )
        for row in rows
    )


def _ways(ids: Sequence[int], lang: str) -> Parts:
    order = [means for means, _name in WAY_NAMES]
    names = dict(WAY_NAMES)
    rows = sorted(CommunityWay.objects.filter(community__in=ids), key=lambda row: order.index(row.means))
    return _grouped(
        (
            row.community_id,
            "ways",
            Item(f"way:{row.means}", row.means, str(names[row.means]), _in(lang, row.text_th, row.text_en)),
        )
        for row in rows
    )


def _assets(ids: Sequence[int], lang: str) -> Parts:
    group_of = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
    rows = CommunityAsset.objects.filter(community__in=ids, kind__in=group_of)
    return _grouped((row.community_id, group_of[row.kind], _asset(row, lang)) for row in rows)


def _asset(row: CommunityAsset, lang: str) -> Item:
    at = (row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    name, text = _in(lang, row.name_th, row.name_en), _in(lang, row.text_th, row.text_en)
    return Item(f"asset:{row.pk}", row.kind, name, clean(text), words.priced(row.price, row.price_unit), at)


def _goods(ids: Sequence[int], lang: str) -> Parts:
    """Public products of the communities' producers that are at work, at most GOODS each."""
    # by the makers first: a few products, and no index of all that are published in the nation
    theirs = list(Product.objects.filter(producer__community__in=ids).order_by().values_list("pk", flat=True))
    rows = (
        Product.objects.filter(pk__in=theirs, is_public=True)
        .alias(own_state=Coalesce("state", Value("")))
        .filter(own_state=State.PUBLISHED, producer__in=Producer.objects.public().filter(community__in=ids))
        .select_related("producer")
        .order_by("sort_key", "pk")
    )
    found = _grouped((row.producer.community_id or 0, "buy", _good(row, row.producer, lang)) for row in _made(rows))
    return {pk: {"buy": part["buy"][:GOODS]} for pk, part in found.items()}


def _made(rows: Iterable[Product]) -> Iterable[Any]:
    return (row for row in rows if row.producer is not None)


def _good(row: Product, maker: Producer, lang: str) -> Item:
    price = format_baht(row.price_from, lang="en" if lang == "en" else "th", unit=True) if row.price_from else ""
    name = _in(lang, row.name_th, row.name_en)
    return Item(f"product:{row.pk}", row.type, name, _in(lang, maker.name_th, maker.name_en), price)


def size_of(order: Order) -> tuple[int, int]:
    """Width and height of a sign or a board in millimetres, the smallest where none is chosen."""
    known = BOARDS_MM if order.what == What.BOARD else SIZES_MM
    return known.get(order.size) or next(iter(known.values()))
