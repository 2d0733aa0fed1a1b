"""Who registered for the Pracharat market in the demonstration, and what came of it.

Registrants are stored by the market's own verbs, in sets: each desk enters its own, and another person decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from django.db import models

from withi.faces.demo.rules import NOTE, PHONE, Maker, Place, between, chance, desk_of, pick
from withi.ground.people.models import User
from withi.work.market import actions as market
from withi.work.market.actions import Decision, RegistrantRow
from withi.work.market.models import MarketRegistrant
from withi.work.market.rules import Office, Seller, Step
from withi.work.support.models import SupportEntry

OLDEST, NEWEST, DECIDED = 700, 3, 60
"""Days ago: the first and the last registered; whoever is decided on registered before."""
TRIED_AT = "4015"
"""The district of the demonstration's own people keeps more who wait, so that there is something to decide."""

Content = Mapping[str, Any]


class Loading(Protocol):
    """What is known while the province is being loaded."""

    today: date
    producer_ids: dict[int, int]

    def desk(self, area_code: str) -> Any:
        """Who enters and who approves there."""


def rows(
    content: Content, places: Mapping[str, Sequence[Place]], today: date, share: float, makers: Mapping[str, list[Any]]
) -> list[RegistrantRow]:
    """Everyone who registered, as many as the province told of (or a share).

    `makers` by district: id, name, phones, area.
    """
    districts = sorted(code for code in places if len(code) == 4)
    return [
        _row(content, pick(places[pick(districts, "district", turn)], "stall", turn), today, turn, makers)
        for turn in range(round(content["count"] * share))
    ]


def _row(content: Content, place: Place, today: date, turn: int, makers: Mapping[str, list[Any]]) -> RegistrantRow:
    seller = _drawn(content["sellers"], "seller", turn)
    known = makers.get(place.code[:4], []) if seller == Seller.PRODUCER else []
    maker = pick(known, "maker", turn) if known else None
    seller = Seller.VENDOR.value if seller == Seller.PRODUCER and maker is None else seller
    goods = pick(sorted(content["goods"]), "goods", turn)
    name = content["name"].format(name=pick(content["names"], "who", turn), place=place.th)
    return RegistrantRow(
        name=maker[1] if maker else name,
        area_code=maker[3] if maker else place.code,
        seller=seller,
        market=_drawn(content["markets"], "market", turn),
        goods_kind=goods,
        registered_on=today - timedelta(days=between(NEWEST, OLDEST, "registered", turn)),
        office=(Office.PROVINCE if chance("office", turn) < 0.2 else Office.DISTRICT).value,
        producer_id=maker[0] if maker else None,
        phones=maker[2] if maker else f"{PHONE}{between(0, 999_999, 'seller phone', turn):06}",
        goods=pick(content["goods"][goods], "ware", turn),
    )


def _drawn(weights: Mapping[str, int], *key: object) -> str:
    """One of the words, the heavier ones more often."""
    left = chance(*key) * sum(weights.values())
    for word, weight in weights.items():
        left -= weight
        if left < 0:
            return word
    return next(iter(weights))


def store(
    loading: Loading, content: Content, places: Mapping[str, Sequence[Place]], makers: list[Maker], share: float
) -> None:
    """Everyone registered by the desk in charge; two in five have a place, some were declined, the others wait."""
    by_district: dict[str, list[Any]] = defaultdict(list)
    for number, maker in enumerate(makers):
        facts = maker.facts
        told = (loading.producer_ids[number], facts["name_th"], facts.get("phones", ""), facts["area_code"])
        by_district[facts["area_code"][:4]].append(told)
    groups: dict[str, list[RegistrantRow]] = defaultdict(list)
    desks = {maker.desk for maker in makers}
    for row in rows(content, places, loading.today, share, by_district):
        groups[desk_of(row.area_code, desks)].append(row)
    for desk, group in sorted(groups.items()):
        both = loading.desk(desk)
        by = both.enters
        ids = market.store_many(actor=by.user, scope=by.scope, rows=group, note=NOTE, is_demo=True)
        _decide(loading, content, both, list(zip(ids, group, strict=True)))


def _decide(loading: Loading, content: Content, desk: Any, stored: Iterable[tuple[int, RegistrantRow]]) -> None:
    given: dict[Decision, list[int]] = defaultdict(list)
    for turn, (pk, row) in enumerate(stored):
        if row.registered_on > loading.today - timedelta(days=DECIDED):
            continue
        key = (row.area_code, row.name, turn)
        drawn = chance("decided", *key) * (2 if row.area_code.startswith(TRIED_AT) else 1)
        if drawn < 0.4:
            place, days = pick(content["places"], "place", *key), pick((7, 30), "begins", *key)
            given[Decision(Step.ALLOCATE, place, loading.today - timedelta(days=days))].append(pk)
        elif drawn < 0.47:
            given[Decision(Step.DECLINE, reason=pick(content["reasons"], "declined", *key))].append(pk)
    by = desk.approves
    for decision, pks in given.items():
        market.decide(actor=by.user, scope=by.scope, pks=pks, decision=decision)


def clear(users: models.QuerySet[User]) -> None:
    """Take out registrants of the demonstration, and what the ledger says was given to them."""
    registrants = MarketRegistrant.objects.filter(models.Q(is_demo=True) | models.Q(entered_by__in=users))
    SupportEntry.objects.filter(source_kind=MarketRegistrant.SUBJECT, source_id__in=registrants.values("pk")).delete()
    registrants.delete()
