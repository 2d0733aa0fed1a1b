"""The parts of a trip as its page and its paper read them: finished texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from withi.faces.planner.enquiry import Letter
from withi.ground.web.versions import Need
from withi.kit import codes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trip is planned from."""

    name: str
    code: str
    back: str
    community: int | None = None
    area: str = ""
    route: int | None = None

    @property
    def region(self) -> str:
        return codes.region(self.code) if self.code else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form of the planner is about: what stands in it before anything is typed, and what it lets choose."""

    place: Place
    usual: Mapping[str, Any]
    offered: Mapping[str, Any]
    """`areas` or `musts`, as TripForm takes them."""
    needs: tuple[Need, ...]
    """The data that it is made from."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stop of a day, or a break (`stop` 0)."""

    stop: int
    icon: str
    time: str
    until: str
    name: str
    thai: bool
    home: str
    home_url: str
    leg: str
    wait: str
    cost: str
    why: str
    hours: str
    warning: str
    is_pinned: bool
    lat: float
    lon: float
    begins: int
    leaves: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day with its stops, how it ends and where the night is spent."""

    index: int
    number: int
    title: str
    iso: str
    begins: str
    start: str
    lines: list[Line]
    ends: str
    bed: Line | None
    no_bed: bool
    trouble: str
    is_wet: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call for a community of the trip, and by when."""

    name: str
    thai: bool
    url: str
    dial: str
    phone: str
    call_hours: str
    by: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class TripPage:
    """All that is said of a trip."""

    title: str
    region: str
    code: str
    areas: list[str]
    about: list[str]
    days: list[DayPlan]
    cost: str
    untold: str
    each: str
    contacts: list[Contact]
    left_out: list[tuple[str, str]]
    more_left: str
    missed: list[tuple[str, str]]
    changes: list[str]
    stale: str
    hours_source: str
    roofs_source: str
    roads_source: str
    planned: str
    undo: str
    again: str
    address: str
    is_demo: bool
