"""Which entries stand on a person's one screen: at most six, by what the postings allow, and where else to go."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from withi.ground.people.rules import OWN_ROW, Ability, Position, Scope

MOST = 6


class Entry(StrEnum):
    REVIEW = "review"
    CHECKS = "checks"
    INCOME = "income"
    COMMUNITIES = "communities"
    PRODUCERS = "producers"
    PRODUCTS = "products"
    APPLICATIONS = "applications"
    IMPORT = "import"


class Room(StrEnum):
    """Where work goes on that has no figure of its own on the screen."""

    FIGURES = "figures"
    ROUTES = "routes"
    CENTRES = "centres"
    PARTNERS = "partners"
    CLASSES = "classes"
    DYES = "dyes"
    NEWS = "news"
    ENQUIRIES = "enquiries"
    GUESTS = "guests"
    MARKS = "marks"
    SEGMENTS = "segments"
    MARKET = "market"
    PRINTS = "prints"
    FOLLOWUP = "followup"
    PHOTOS = "photos"
    EXCHANGE = "exchange"


@dataclass(frozen=True)
class Need:
    """An entry stands on the screen of whoever has the ability; owners see only what is theirs."""

    entry: Entry | Room
    ability: Ability
    for_owner: frozenset[Position] = frozenset()


NEEDS = (
    Need(Entry.REVIEW, Ability.APPROVE),
    Need(Entry.CHECKS, Ability.ENTER),
    Need(Entry.INCOME, Ability.PERSONAL, OWN_ROW),
    Need(Entry.COMMUNITIES, Ability.READ, frozenset({Position.COMMUNITY_EDITOR})),
    Need(Entry.PRODUCERS, Ability.READ, frozenset({Position.PRODUCER})),
    Need(Entry.PRODUCTS, Ability.READ, frozenset({Position.PRODUCER})),
    Need(Entry.APPLICATIONS, Ability.PERSONAL, frozenset({Position.PRODUCER})),
    Need(Entry.IMPORT, Ability.IMPORT),
)
ROOMS = (
    Need(Room.FIGURES, Ability.READ, OWN_ROW),
    Need(Room.ROUTES, Ability.READ),
    Need(Room.CENTRES, Ability.READ, frozenset({Position.CENTRE_STAFF})),
    Need(Room.PARTNERS, Ability.READ, frozenset({Position.PARTNER})),
    Need(Room.CLASSES, Ability.READ),
    Need(Room.DYES, Ability.READ),
    Need(Room.NEWS, Ability.READ),
    Need(Room.ENQUIRIES, Ability.READ, OWN_ROW),
    Need(Room.GUESTS, Ability.READ, frozenset({Position.COMMUNITY_EDITOR})),
    Need(Room.MARKS, Ability.READ),
    Need(Room.SEGMENTS, Ability.READ),
    Need(Room.MARKET, Ability.READ),
    Need(Room.PRINTS, Ability.READ),
    Need(Room.FOLLOWUP, Ability.READ),
    Need(Room.PHOTOS, Ability.IMPORT),
    Need(Room.EXCHANGE, Ability.IMPORT),
)
GIVES_WAY = (Entry.PRODUCTS, Entry.IMPORT)


def entries(scope: Scope) -> list[Entry]:
    """The person's entries in fixed order; an officer's by ability, an owner's by what the owned row is.

    Where there are too many, products and then the import give way: they stand among the other places.
    """
    found = _found(scope, NEEDS)
    for entry in GIVES_WAY:
        if len(found) > MOST and entry in found:
            found.remove(entry)
    return found[:MOST]


def places(scope: Scope) -> list[Entry | Room]:
    """Where else the person works: entries that found no room on the screen, then rooms without a figure there."""
    shown = entries(scope)
    return [*(entry for entry in _found(scope, NEEDS) if entry not in shown), *_found(scope, ROOMS)]


def _found(scope: Scope, needs: Iterable[Need]) -> list[Any]:
    owned = {grant.position for grant in scope.grants}
    return [need.entry for need in needs if _has(scope, need, owned)]


def _has(scope: Scope, need: Need, owned: set[Position]) -> bool:
    if scope.is_officer:
        return bool(scope.areas(need.ability))
    return bool(need.for_owner & owned)
