"""Which entries stand on a person's one screen: at most six, by what the postings allow. Pure decisions."""

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True)
class Need:
    """An entry stands on the screen of whoever has the ability; owners see only what is theirs."""

    entry: Entry
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
GIVES_WAY = (Entry.PRODUCTS, Entry.IMPORT)


def entries(scope: Scope) -> list[Entry]:
    """The person's entries in fixed order; an officer's by ability, an owner's by what the owned row is.

    Where there are too many, products and then the import give way: the list of producers leads to them.
    """
    owned = {grant.position for grant in scope.grants}
    found = [need.entry for need in NEEDS if _has(scope, need, owned)]
    for entry in GIVES_WAY:
        if len(found) > MOST and entry in found:
            found.remove(entry)
    return found[:MOST]


def _has(scope: Scope, need: Need, owned: set[Position]) -> bool:
    if scope.is_officer:
        return bool(scope.areas(need.ability))
    return bool(need.for_owner & owned)
