"""Which entries stand on a person's one screen: at most six, by what the postings allow. Pure decisions."""

from dataclasses import dataclass
from enum import StrEnum

from withi.ground.people.rules import Ability, Position, Scope

MOST = 6


class Entry(StrEnum):
    REVIEW = "review"
    CHECKS = "checks"
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
    for_owner: Position | None = None


NEEDS = (
    Need(Entry.REVIEW, Ability.APPROVE),
    Need(Entry.CHECKS, Ability.ENTER),
    Need(Entry.COMMUNITIES, Ability.READ, Position.COMMUNITY_EDITOR),
    Need(Entry.PRODUCERS, Ability.READ, Position.PRODUCER),
    Need(Entry.PRODUCTS, Ability.READ, Position.PRODUCER),
    Need(Entry.APPLICATIONS, Ability.PERSONAL, Position.PRODUCER),
    Need(Entry.IMPORT, Ability.IMPORT),
)


def entries(scope: Scope) -> list[Entry]:
    """The person's entries in fixed order; an officer's by ability, an owner's by what the owned row is."""
    owned = {grant.position for grant in scope.grants}
    return [need.entry for need in NEEDS if _has(scope, need, owned)][:MOST]


def _has(scope: Scope, need: Need, owned: set[Position]) -> bool:
    if scope.is_officer:
        return bool(scope.areas(need.ability))
    return need.for_owner is not None and need.for_owner in owned
