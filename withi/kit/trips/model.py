"""What a trip is asked with and what comes back. Minutes are whole, money is satang, days count from 0.

Callers may hand over dictionaries with the same names instead of `Stop`, `Day` and `Bed`.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, overload

Id = Hashable
Window = tuple[int, int]


class Reason(StrEnum):
    """Why a stop is in no day."""

    UNWANTED = "unwanted"  # asked to be left out
    TWICE = "twice"  # another stop bears the same id
    UNKNOWN_PLACE = "unknown place"  # the matrix does not know it
    CLOSED = "closed that day"
    NOTICE = "notice too short"
    GROUP_SMALL = "group too small"
    GROUP_LARGE = "group too large"  # fewer places left than guests
    WINDOW = "window too short"
    DAY = "day too short"
    WALKING = "too far on foot"
    CATEGORY = "category full"
    EXCLUDED = "excluded by another category"
    BUDGET = "budget"
    LUNCH = "no lunch that day"  # its only days can have no lunch, so they stay empty
    NO_ROOM = "no room left"  # it would fit a trip, but others in its place bring more


@dataclass(frozen=True, slots=True)
class Stop:
    """A place one may visit. `windows` has for each day of the trip the open hours of that very date."""

    id: Id
    place: int
    score: float
    service: int
    windows: Sequence[Sequence[Window]]
    close_is: str = "end"  # a window closes on the end of a visit, or only on its "start"
    mandatory: bool = False
    forbidden: bool = False
    category: str | None = None
    village: Id | None = None
    fee: int = 0  # for the whole party
    walk: int = 0  # minutes on foot there
    left: int | None = None  # guests it still takes
    notice: int = 0  # days ahead it must be called; 0 needs no appointment
    smallest: int = 1  # guests it opens for


@dataclass(frozen=True, slots=True)
class Bed:
    """A homestay where a night may be spent."""

    id: Id
    place: int
    beds: int | None = None  # left that night
    fee: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """One day: from `start` at `earliest` to `end` (or to one of the beds) by `latest`."""

    start: int
    end: int
    earliest: int
    latest: int
    mode: str = "car"  # legs of "walk" count as walking
    overnight: Sequence[Bed] = ()
    pace: int = 100  # per cent of the service times: 130 is leisurely
    walk_most: int | None = None  # minutes on foot


@dataclass(frozen=True, slots=True)
class Journey(Sequence[Any]):
    """Days, and what holds for the whole trip. Where nothing of that matters, a plain list of days does."""

    days: Sequence[Any]
    budget: int | None = None
    party: int = 1
    lead: int | None = None  # days from the call to the first day; None: early enough for everyone

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self.days[index]

    def __len__(self) -> int:
        return len(self.days)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.days)


@dataclass(frozen=True, slots=True)
class Lunch:
    """A lunch begins inside `window`: a visit to a stop of `category`, or where `minutes` are given also a break."""

    window: Window
    category: str | None = None
    minutes: int | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a category over the trip; `before`: on a day that has both it comes before those."""

    least: int = 0
    most: int | None = None
    exclusive: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a day. `stop` is None for a lunch break."""

    stop: Id | None
    arrive: int
    start: int
    leave: int
    wait: int
    leg: int  # minutes from the place before
    window: Window | None  # the one used
    slack: int  # minutes one may arrive later so that all that follows still holds
    lunch: bool = False


@dataclass(frozen=True, slots=True)
class Unplanned:
    stop: Id
    reason: Reason


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to call before the trip: on day `by` before the first day at the latest (0: on that day)."""

    stop: Id
    day: int
    by: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A trip. Days and visits stand in their order; `score` is the plain interest, whatever the search weighed."""

    routes: list[list[Id]]
    visits: list[list[Visit]]
    score: float
    unplanned: list[Unplanned]
    engine: str
    iterations: int
    ends: list[int] = field(default_factory=list)  # by day: arrival at its end
    nights: list[Id | None] = field(default_factory=list)  # by day: the bed chosen
    calls: list[Call] = field(default_factory=list)
    fees: int = 0
    value: float = 0.0  # what the search made of it: spread and village weights counted


Given = Mapping[str, Any] | Any
