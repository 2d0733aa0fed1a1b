"""Lists and counts of market registrants, whose turn it is, words and rows for export."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.people.rules import Ability, Scope, shown_name
from withi.ground.trail import queries as trail
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.ground.web.reading import in_pieces
from withi.kit import era, ids, thai
from withi.kit.codes import asked_range
from withi.kit.problem import Problem
from withi.kit.ready import Ready
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import phone_lines
from withi.registers.publication.queries import paths_of
from withi.work.market.models import (
    GOODS_NAMES,
    IDENTITY,
    OFFICE_NAMES,
    SELLER_NAMES,
    STATE_NAMES,
    MarketKind,
    MarketRegistrant,
    RegistrantQuerySet,
)
from withi.work.market.rules import SMILE, Market, State, Waiting, in_turn, open_on, overlaid
from withi.work.support.models import SupportEntry
from withi.work.support.rules import Kind as SupportKind

ORDERS = {"": ("sort_key", "pk"), "waiting": ("registered_on", "pk"), "new": ("-registered_on", "-pk")}


@dataclass(frozen=True)
class Filters:
    """What a list of registrants is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    market: str = ""
    state: str = ""
    seller: str = ""
    goods_kind: str = ""
    office: str = ""
    order: str = ""


def listed(scope: Scope, filters: Filters, ability: Ability = Ability.PERSONAL) -> RegistrantQuerySet:
    """Registrants whose personal facts are meant for this person, narrowed and in order."""
    rows = MarketRegistrant.objects.in_scope(scope, ability)
    if ability is not Ability.PERSONAL:
        rows = rows.in_scope(scope, Ability.PERSONAL)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    for name in ("market", "state", "seller", "goods_kind", "office"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.text.strip():
        rows = rows.filter(_matching(thai.digits(thai.clean(filters.text))))
    return rows.order_by(*ORDERS.get(filters.order, ORDERS[""]))


def _matching(text: str) -> models.Q:
    """A name or goods by a part, a telephone, or a whole 13-digit number."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits and not text.strip("0123456789 -"):
        return models.Q(phones__contains=digits) | models.Q(id_blind=blind_of(text) or "?")
    return models.Q(name__icontains=text) | models.Q(goods__icontains=text)


def blind_of(number: str) -> str:
    """The blind index of a whole 13-digit number; empty for any other text."""
    try:
        return vault.blind(IDENTITY, ids.parse_tax(number).digits)
    except Problem:
        return ""


def identity_of(row: MarketRegistrant) -> str:
    """The 13 digits kept, masked; empty where there are none."""
    return ids.mask(vault.open_sealed(IDENTITY, row.key, row.id_sealed)) if row.id_sealed else ""


# --- kinds ---------------------------------------------------------------------------------------


def kinds() -> dict[str, Market]:
    """Every kind there is or was, by its code, in the order of lists. One query."""
    return {market.code: market for market in overlaid([row.market() for row in MarketKind.objects.order_by("pk")])}


def kind_now(code: str) -> tuple[Market | None, int]:
    """A kind and its version; 1 while it stands as the programme began it. Two queries."""
    version = MarketKind.objects.filter(code=code).values_list("version", flat=True).first()
    return kinds().get(code), version or 1


def open_choices(day: date) -> list[tuple[str, str]]:
    """The kinds that take registrants on a day. One query."""
    return market_choices(open_on(kinds().values(), day))


@dataclass(frozen=True)
class KindLine:
    """A kind of market as its list shows it."""

    code: str
    name: str
    agency: str
    since: str
    until: str
    source: str
    is_open: bool


def kind_lines(today: date) -> list[KindLine]:
    """All kinds in words. One query."""
    found = []
    for market in kinds().values():
        since, until = (era.format_date(day, lang=language()) if day else "" for day in (market.since, market.until))
        found.append(KindLine(market.code, *names_of(market), since, until, market.source, market.is_open(today)))
    return found


# --- counts --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count(Ready):
    """How many registered for one kind of market, and what came of it."""

    code: str
    name: str
    agency: str
    waiting: int
    allocated: int
    declined: int
    is_own: bool

    @property
    def all(self) -> int:
        return self.waiting + self.allocated + self.declined

    @property
    def figures(self) -> list[tuple[str, str]]:
        """The columns of the table: heading and figure."""
        told = {
            _("Registered"): self.all,
            _("Waiting"): self.waiting,
            _("Has a place"): self.allocated,
            _("Declined"): self.declined,
        }
        return [(heading, f"{number:,}") for heading, number in told.items()]


def counts(scope: Scope, ability: Ability = Ability.READ) -> list[Count]:
    """Registrants of one's areas by kind of market, in the order of kinds; empty kinds are left out. Two queries."""
    rows = MarketRegistrant.objects.in_scope(scope, ability).order_by()
    found: dict[str, dict[str, int]] = {}
    for market, state, many in rows.values_list("market", "state").annotate(models.Count("pk")):
        found.setdefault(market, {})[state] = many
    return [_count(market, found[code]) for code, market in kinds().items() if code in found]


def _count(market: Market, by_state: dict[str, int]) -> Count:
    name, agency = names_of(market)
    waiting, allocated, declined = (by_state.get(state.value, 0) for state in State)
    return Count(market.code, name, agency, waiting, allocated, declined, market.is_own)


def names_of(market: Market) -> tuple[str, str]:
    """What the kind and its agency are called, in the language of the page."""
    if language() == "en":
        return market.name_en or market.name_th, market.agency_en or market.agency_th
    return market.name_th, market.agency_th


def market_choices(markets: Iterable[Market]) -> list[tuple[str, str]]:
    return [(market.code, names_of(market)[0]) for market in markets]


# --- lines ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line(Ready):
    """A registrant as a list shows it; `why` tells whose turn it is."""

    row: MarketRegistrant
    path: str
    market: str
    phones: str
    since: str
    came: str
    why: str = ""


def lines(rows: Iterable[MarketRegistrant], why: dict[int, str] | None = None) -> list[Line]:
    """Rows of one page, ready for the template. One query for the areas, one for the kinds."""
    shown, known = list(rows), kinds()
    paths = paths_of(row.area_code for row in shown)
    return [
        Line(
            row,
            paths.get(row.area_code, ""),
            market_of(row, known),
            ", ".join(text for text, _dial in phone_lines(row.phones)),
            era.format_date(row.registered_on, lang=language()),
            came_of(row),
            (why or {}).get(row.pk, ""),
        )
        for row in shown
    ]


def market_of(row: MarketRegistrant, known: Mapping[str, Market]) -> str:
    market = known.get(row.market)
    return names_of(market)[0] if market else row.market


def came_of(row: MarketRegistrant) -> str:
    """Where the place is and from when, or why it was declined; empty for those who wait."""
    if row.begins_on is not None:
        day = era.format_date(row.begins_on, lang=language())
        return _("%(place)s, from %(day)s") % {"place": row.place, "day": day}
    return row.reason if row.state == State.DECLINED else ""


def decidable(scope: Scope, pks: Iterable[int], states: Iterable[State], user_id: int) -> RegistrantQuerySet:
    """Those of the rows this person may decide on now: in his area, in one of the states, not entered by himself."""
    rows = MarketRegistrant.objects.in_scope(scope, Ability.APPROVE).filter(pk__in=list(pks), state__in=list(states))
    return rows.exclude(entered_by_id=user_id).order_by("sort_key", "pk")


# --- turns ---------------------------------------------------------------------------------------


def turns(scope: Scope, area: str = "") -> list[Waiting]:
    """All who wait for the department's own market, whose turn it is first. Four queries, whatever waits."""
    rows = listed(scope, Filters(area=area, market=SMILE, state=State.WAITING)).order_by()
    waiting = list(rows.values_list("pk", "producer_id", "id_blind", "registered_on"))
    makers = {maker for _pk, maker, _blind, _day in waiting if maker}
    places, supports = _served(makers)
    same = _places_of_people({blind for _pk, _maker, blind, _day in waiting if blind})
    return in_turn(
        [
            Waiting(pk, max(places.get(maker or 0, 0), same.get(blind, 0)), supports.get(maker or 0, 0), day)
            for pk, maker, blind, day in waiting
        ]
    )


def _served(makers: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many market places, and how many other supports, the ledger knows of each producer. One query."""
    places: dict[int, int] = {}
    supports: dict[int, int] = {}
    if makers:
        rows = SupportEntry.objects.in_force().filter(subject=Producer.SUBJECT).order_by()
        for pk, kind, many in rows.values_list("subject_id", "kind").annotate(models.Count("pk")):
            if pk in makers:
                kept = places if kind == SupportKind.MARKET else supports
                kept[pk] = kept.get(pk, 0) + many
    return places, supports


def _places_of_people(blinds: set[str]) -> dict[str, int]:
    """How many places people with these numbers have, whatever the kind of market."""
    if not blinds:
        return {}
    rows = MarketRegistrant.objects.filter(state=State.ALLOCATED).exclude(id_blind="").order_by()
    counted = rows.values_list("id_blind").annotate(models.Count("pk"))
    return {blind: many for blind, many in counted if blind in blinds}


def turn_lines(turn: list[Waiting]) -> list[Line]:
    """Some of those in turn, each with the reason of its place in the list."""
    rows = MarketRegistrant.objects.select_related("producer").in_bulk([one.pk for one in turn])
    why = {one.pk: why_now(one) for one in turn}
    return lines([rows[one.pk] for one in turn if one.pk in rows], why)


def why_now(one: Waiting) -> str:
    """The reason of a turn in words."""
    had = ngettext("had %d market place", "had %d market places", one.places) % one.places
    other = ngettext("%d other support", "%d other supports", one.supports) % one.supports
    days = max(0, (timezone.localdate() - one.since).days)
    waits = ngettext("waiting for %s day", "waiting for %s days", days) % f"{days:,}"
    parts = [had if one.places else _("never had a market place")]
    return " · ".join([*parts, *([other] if one.supports else []), waits])


# --- the record ----------------------------------------------------------------------------------

VERBS = {
    "market.add": gettext_lazy("entered"),
    "market.store": gettext_lazy("imported"),
    "market.change": gettext_lazy("changed"),
    "market.allocate": gettext_lazy("gave a market place"),
    "market.decline": gettext_lazy("declined"),
    "market.reopen": gettext_lazy("opened again"),
}


def history(row: MarketRegistrant) -> list[trail.Told]:
    """What was done with one registrant, newest first. Two queries."""
    return trail.history(row.SUBJECT, row.pk, VERBS)


def decided(row: MarketRegistrant) -> str:
    """Who decided, and when."""
    if row.decided_at is None or row.decided_by is None:
        return ""
    day = era.format_date(timezone.localtime(row.decided_at).date(), lang=language())
    return _("%(name)s, %(day)s") % {"name": shown_name(row.decided_by), "day": day}


# --- export --------------------------------------------------------------------------------------

COLUMNS = (
    gettext_lazy("Name"),
    gettext_lazy("Who sells"),
    gettext_lazy("Producer number"),
    gettext_lazy("Area"),
    gettext_lazy("Area code"),
    gettext_lazy("Address"),
    gettext_lazy("Phones"),
    gettext_lazy("Registered at"),
    gettext_lazy("Registered on"),
    gettext_lazy("Kind of market"),
    gettext_lazy("Run by"),
    gettext_lazy("Kind of goods"),
    gettext_lazy("What is sold"),
    gettext_lazy("State"),
    gettext_lazy("Place"),
    gettext_lazy("Sells from"),
    gettext_lazy("Reason"),
)


def export_rows(rows: RegistrantQuerySet) -> Iterator[list[Any]]:
    """The rows of a sheet, read some hundred at a time."""
    for some in in_pieces(rows.select_related("producer")):
        yield from _exported(some)


def _exported(chunk: list[MarketRegistrant]) -> Iterator[list[Any]]:
    paths = paths_of(row.area_code for row in chunk)
    sellers, goods, offices, states = map(dict, (SELLER_NAMES, GOODS_NAMES, OFFICE_NAMES, STATE_NAMES))
    known = kinds()
    for row in chunk:
        market = known.get(row.market)
        yield [
            row.name,
            str(sellers[row.seller]),
            row.producer.number if row.producer else "",
            paths.get(row.area_code, ""),
            row.area_code,
            row.address,
            ", ".join(text for text, _dial in phone_lines(row.phones)),
            str(offices[row.office]),
            era.format_date(row.registered_on, lang=language()),
            *(names_of(market) if market else (row.market, "")),
            str(goods[row.goods_kind]),
            row.goods,
            str(states[row.state]),
            row.place,
            era.format_date(row.begins_on, lang=language()) if row.begins_on else "",
            row.reason,
        ]
