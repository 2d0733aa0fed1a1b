"""Who may do what: positions, sections and their abilities. Pure decisions.

Source: the work split described by the department's offices (provincial office by section, district office,
district worker) and the rule that who enters a row never approves it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit.codes import prefix_range

NATION = ""


class Position(StrEnum):
    DEPARTMENT = "department"
    PROVINCE_CHIEF = "province_chief"
    PROVINCE_OFFICER = "province_officer"
    DISTRICT_CHIEF = "district_chief"
    DISTRICT_WORKER = "district_worker"
    EXECUTIVE = "executive"
    LOCAL_AUTHORITY = "local_authority"
    PARTNER = "partner"
    CENTRE_STAFF = "centre_staff"
    NETWORK = "network"
    AUDITOR = "auditor"
    PRODUCER = "producer"
    COMMUNITY_EDITOR = "community_editor"


class Section(StrEnum):
    """A provincial office's sections (กลุ่มงาน); elsewhere a posting has none."""

    NONE = ""
    PROMOTION = "promotion"
    STRATEGY = "strategy"
    INFORMATION = "information"
    ADMINISTRATION = "administration"


class Ability(StrEnum):
    READ = "read"  # registers of one's area on the desk
    PERSONAL = "personal"  # phones not made public, masked citizen IDs, contact persons
    REVEAL = "reveal"  # a citizen ID in full; each time in the trail
    ENTER = "enter"
    APPROVE = "approve"
    IMPORT = "import"
    EXPORT = "export"
    TRAIL = "trail"


_READER = frozenset({Ability.READ, Ability.EXPORT})
_ENTERER = _READER | {Ability.PERSONAL, Ability.REVEAL, Ability.ENTER, Ability.IMPORT, Ability.TRAIL}
_APPROVER = _READER | {Ability.PERSONAL, Ability.REVEAL, Ability.APPROVE, Ability.TRAIL}
_OWNER = frozenset({Ability.READ, Ability.PERSONAL, Ability.ENTER})

ABILITIES: dict[Position, frozenset[Ability]] = {
    Position.DEPARTMENT: _APPROVER | _ENTERER,
    Position.PROVINCE_CHIEF: _APPROVER | _ENTERER,
    Position.PROVINCE_OFFICER: _APPROVER | _ENTERER,
    Position.DISTRICT_CHIEF: _APPROVER,
    Position.DISTRICT_WORKER: _ENTERER,
    Position.EXECUTIVE: _READER,
    Position.LOCAL_AUTHORITY: frozenset({Ability.READ}),
    Position.PARTNER: frozenset({Ability.READ}),
    Position.CENTRE_STAFF: frozenset({Ability.READ}),
    Position.NETWORK: frozenset({Ability.READ}),
    Position.AUDITOR: _READER | {Ability.PERSONAL, Ability.TRAIL},
    Position.PRODUCER: _OWNER,
    Position.COMMUNITY_EDITOR: _OWNER,
}
OWN_ROW = frozenset({Position.PRODUCER, Position.COMMUNITY_EDITOR})


@dataclass(frozen=True)
class Grant:
    """One posting in force: abilities of `position` in every area whose code starts with `area`.

    `subject` ("community", 12) narrows it to one row and what hangs on that row.
    """

    position: Position
    area: str = NATION
    section: Section = Section.NONE
    acting_for: str = ""
    subject: tuple[str, int] | None = None

    def allows(self, ability: Ability) -> bool:
        return ability in ABILITIES[self.position]

    @property
    def label(self) -> str:
        """The posting as the trail keeps it, in no language: "district_chief 4015, acting province_chief"."""
        acting = f", acting {self.acting_for}" if self.acting_for else ""
        return f"{self.position} {self.area or 'nation'}{acting}"

    def covers(self, area_code: str) -> bool:
        return area_code.startswith(self.area)


@dataclass(frozen=True)
class Scope:
    """What one person may do where, today. A guest has no grants and sees only public pages."""

    user_id: int | None = None
    grants: tuple[Grant, ...] = ()

    def can(self, ability: Ability, area_code: str, *, subject: tuple[str, int] | None = None) -> bool:
        """Whether some grant covers the area (and, for an owner's grant, is about this very subject)."""
        return any(
            grant.allows(ability) and grant.covers(area_code) and grant.subject in (None, subject)
            for grant in self.grants
        )

    def areas(self, ability: Ability) -> tuple[str, ...]:
        """Area prefixes of the grants that are not bound to one row; none inside another; sorted."""
        return outermost(grant.area for grant in self.grants if grant.allows(ability) and grant.subject is None)

    def ranges(self, ability: Ability) -> tuple[tuple[str, str], ...]:
        """`areas` as half-open code ranges for the database."""
        return tuple(prefix_range(area) for area in self.areas(ability))

    def subjects(self, ability: Ability, kind: str) -> tuple[int, ...]:
        """Ids of the rows of `kind` that owner grants are about."""
        return tuple(
            sorted(
                grant.subject[1]
                for grant in self.grants
                if grant.subject and grant.subject[0] == kind and grant.allows(ability)
            )
        )

    def anywhere(self, ability: Ability) -> bool:
        return any(grant.allows(ability) for grant in self.grants)

    @property
    def calls_people(self) -> bool:
        """Whether this is an officer who sees telephones and works on rows, not one who only reads."""
        works = self.areas(Ability.ENTER) or self.areas(Ability.APPROVE)
        return bool(works and self.areas(Ability.PERSONAL))

    @property
    def is_officer(self) -> bool:
        return any(grant.position not in OWN_ROW for grant in self.grants)

    @property
    def home_area(self) -> str:
        """The narrowest area of this person, for ordering suggestions; empty for the nation or a guest."""
        return max((grant.area for grant in self.grants), key=len, default=NATION)


GUEST = Scope()


def outermost(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Prefixes without those that another one already contains, sorted."""
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return tuple(kept)


def nearest(area: str, people: Mapping[str, list[int]]) -> list[int]:
    """The people of the smallest area around `area` that has any; `people` by area code."""
    sizes = range(len(area), -1, -2)
    return next((people[area[:size]] for size in sizes if people.get(area[:size])), [])


def in_force(valid_from: date, valid_until: date | None, day: date) -> bool:
    """A posting counts from its first day to its last, both included."""
    return valid_from <= day and (valid_until is None or day <= valid_until)


def shown_name(user: object) -> str:
    """The name on screen: the display name, else the user name."""
    return str(getattr(user, "display_name", "") or getattr(user, "username", ""))
