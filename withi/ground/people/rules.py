"""Who may do what: positions, sections and their abilities. Pure decisions.

Source: the work split described by the department's offices (provincial office by section, district office,
district worker) and the rule that who enters a row never approves it.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit import problem
from withi.kit.codes import prefix_range
from withi.kit.era import BE_OFFSET
from withi.kit.problem import Problem, Rule

NATION = ""
PROVINCE_DIGITS = 2
EVERYONE = "all"
INVITATION_DAYS = 7
DEVICE_DAYS = 90
KNOWN_DAYS = 90
PIN_LENGTH = 6
MOST_WRONG_PINS = 30
"""In a row: then the phone is closed, and only an officer at the counter opens the account again."""
FRESH_SECONDS = 600

HOUR = 3600
PAIR_TRIES = 10
ACCOUNT_TRIES = 50
ADDRESS_TRIES = 100
LONGEST_WAIT = 60

problem.register(
    Rule(
        "people.account",
        th="ไม่พบบัญชีชื่อ “{found}” กรุณาตรวจตัวสะกด หรือขอให้สำนักงานพัฒนาชุมชนเปิดบัญชีให้ก่อน",
        en="There is no account “{found}”. Check the spelling, or ask the office to open one first.",
    ),
    Rule(
        "people.term",
        th="{name} ดูแลรายการนี้อยู่แล้วในช่วงเวลานั้น",
        en="{name} already keeps this record in that time.",
    ),
    Rule(
        "pin.digits",
        th="รหัสต้องเป็นตัวเลข 6 หลัก",
        en="The PIN is six digits.",
    ),
    Rule(
        "pin.weak",
        th="รหัสนี้เดาง่ายเกินไป อย่าใช้เลขเรียง เลขซ้ำ หรือเลขที่ใช้กันบ่อย ลองเลขอื่นที่ท่านจำได้",
        en="This PIN is too easy to guess: no runs, no repeats. Choose other digits that you remember.",
    ),
    Rule(
        "pin.birthday",
        th="รหัสนี้เหมือนวันเดือนปี คนที่รู้จักท่านอาจเดาได้ ลองเลขอื่น",
        en="This PIN looks like a date, which people who know you may guess. Choose other digits.",
    ),
    Rule(
        "pin.phone",
        th="รหัสนี้เป็นส่วนหนึ่งของเบอร์โทร ลองเลขอื่น",
        en="This PIN is part of the telephone number. Choose other digits.",
    ),
)


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
OF_ROW = {Position.CENTRE_STAFF: _OWNER, Position.PARTNER: _OWNER}
"""What a position may do beside that on the one row its posting names."""
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
        own = OF_ROW.get(self.position, frozenset()) if self.subject else frozenset()
        return ability in ABILITIES[self.position] | own

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

    def is_national(self, ability: Ability) -> bool:
        """Whether no area is left out: then lists are read in their order, without a look at where a row lies."""
        return "" in self.areas(ability)

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
        return any(grant.position not in OWN_ROW and grant.subject is None for grant in self.grants)

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


# --- second factor -------------------------------------------------------------------------------


def needs_second_factor(required: bool | str, grants: Iterable[Grant]) -> bool:
    """Whether someone with these postings must prove himself twice.

    `True`: province, several provinces and the nation, whatever the position there; "all": everyone; False: nobody.
    """
    if required == EVERYONE:
        return True
    wide = (grant for grant in grants if grant.position not in OWN_ROW and len(grant.area) <= PROVINCE_DIGITS)
    return bool(required) and any(wide)


# --- the PIN -------------------------------------------------------------------------------------

RUNS = ("01234567890123456789", "98765432109876543210", "147258369", "789456123", "135792468", "246813579")
FEWEST_DIGITS = 3
LEAP_YEAR = 2000
BIRTH_YEARS = range(1925, 2031)


def check_pin(pin: str, numbers: Iterable[str] = ()) -> None:
    """Refuse a PIN that a neighbour would guess: runs, repeats, dates, a part of one of the telephone `numbers`."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        raise Problem("pin.digits", field="pin")
    if is_pattern(pin):
        raise Problem("pin.weak", field="pin")
    if is_date(pin):
        raise Problem("pin.birthday", field="pin")
    if any(pin in number for number in numbers):
        raise Problem("pin.phone", field="pin")


def is_pattern(pin: str) -> bool:
    """Up or down the keys, one or two digits only, or a half said again (forwards, backwards, or in pairs)."""
    half = PIN_LENGTH // 2
    pairs = [pin[at : at + 2] for at in range(0, PIN_LENGTH, 2)]
    return (
        any(pin in run for run in RUNS)
        or len(set(pin)) < FEWEST_DIGITS
        or pin[half:] in (pin[:half], pin[:half][::-1])
        or all(pair[0] == pair[1] for pair in pairs)
    )


def is_date(pin: str) -> bool:
    """Day, month and year in either order, or a month with a whole year of either era."""
    first, second, third, whole = int(pin[:2]), int(pin[2:4]), int(pin[4:]), int(pin[2:])
    is_year = whole in BIRTH_YEARS or whole - BE_OFFSET in BIRTH_YEARS
    return is_day(first, second) or is_day(third, second) or (is_year and is_day(1, first))


def is_day(day: int, month: int) -> bool:
    """A day of some year."""
    return month in range(1, 13) and 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]


# --- tries ---------------------------------------------------------------------------------------


def recent(failed: Sequence[float], now: float) -> list[float]:
    """The tries of the last hour, the oldest first; of several at once some are later than `now`, and count."""
    return sorted(at for at in failed if at > now - HOUR)


def wait_of_pair(failed: Sequence[float], now: float) -> int:
    """Seconds until this account may be tried again from this address: at most ten tries in any hour."""
    last = recent(failed, now)
    return 0 if len(last) < PAIR_TRIES else int(last[-PAIR_TRIES] + HOUR - now) + 1


def wait_of_many(failed: Sequence[float], now: float, limit: int) -> int:
    """Seconds to wait where an account, or an address, is tried very often: a pause that grows to a minute, no lock."""
    last = recent(failed, now)
    if len(last) < limit:
        return 0
    pause = min(2 ** min(len(last) - limit, 10), LONGEST_WAIT)
    return int(last[-1] + pause - now) + 1 if last[-1] + pause > now else 0
