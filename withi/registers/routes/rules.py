"""When a route reaches each of its stops, who of the hosts takes the next group, and what keeps guests away. Pure.

Kilometres and times are the estimates of `kit/travel`; pages say so.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from withi.kit import hours, problem, travel
from withi.kit.geo import Point
from withi.kit.problem import Problem, Rule

NAME_LENGTH, SUMMARY_LENGTH, NOTE_LENGTH, HOST_LENGTH = 160, 240, 300, 120
STORY_LENGTH = 6_000
MOST_DAYS, MOST_STOPS, MOST_HOSTS = 4, 24, 40
SHORTEST, LONGEST = 10, 600
"""Minutes at one stop."""
LATEST = 22 * 60
"""A day of a route ends before, in minutes from midnight."""
MONTHS = range(1, 13)
LEAST_STOPS = 2

problem.register(
    Rule(
        "route.unpublished",
        th="“{name}” ยังไม่เผยแพร่ นักท่องเที่ยวจึงยังไม่เห็น ใส่ในเส้นทางได้เมื่อชุมชนนี้ได้รับอนุมัติแล้ว",
        en="“{name}” is not published yet. It can be a stop once the community is approved.",
    ),
    Rule(
        "route.paused",
        th="“{name}” งดรับนักท่องเที่ยวชั่วคราว ใส่ในเส้นทางได้เมื่อกลับมารับ",
        en="“{name}” has paused. It can be a stop once it receives guests again.",
    ),
    Rule(
        "route.ceased",
        th="“{name}” เลิกรับนักท่องเที่ยวแล้ว กรุณาเลือกชุมชนอื่น",
        en="“{name}” no longer receives guests. Please choose another community.",
    ),
    Rule(
        "route.foreign_asset",
        th="สิ่งที่เลือกไม่ได้อยู่ในชุมชนนี้ กรุณาเลือกใหม่",
        en="What was chosen does not belong to this community.",
    ),
    Rule(
        "route.late",
        th="วันที่ {day} จะจบราว {ends} น. ซึ่งดึกเกินไป (ไม่เกิน 22.00 น.) ลดเวลาแวะ หรือย้ายจุดแวะไปวันอื่น",
        en="Day {day} would end at about {ends}, later than 22:00. Shorten a stop or move one to another day.",
    ),
    Rule(
        "route.days",
        th="เส้นทางมีจุดแวะถึงวันที่ {day} จึงลดจำนวนวันให้น้อยกว่านั้นไม่ได้ ย้ายจุดแวะก่อน",
        en="There are stops on day {day}; move them before the route becomes shorter.",
    ),
    Rule(
        "route.beyond",
        th="เส้นทางนี้มี {days} วัน กรุณาเลือกวันให้อยู่ในนั้น",
        en="This route has {days} days; please choose one of them.",
    ),
    Rule(
        "route.many",
        th="เส้นทางหนึ่งมีจุดแวะได้ไม่เกิน {most} แห่ง แบ่งเป็นสองเส้นทางจะเดินง่ายกว่า",
        en="A route has {most} stops at most. Two routes are easier to follow.",
    ),
    Rule(
        "route.hosts",
        th="เส้นทางหนึ่งมีเจ้าบ้านได้ไม่เกิน {most} ราย",
        en="A route has {most} hosts at most.",
    ),
    Rule(
        "route.group",
        th="จำนวนคนมากสุดต้องไม่น้อยกว่าจำนวนคนน้อยสุด",
        en="The largest group is smaller than the smallest.",
    ),
    Rule(
        "route.season",
        th="บอกฤดูให้ครบทั้งเดือนแรกและเดือนสุดท้าย หรือเว้นว่างทั้งสองช่องถ้าไปได้ทั้งปี",
        en="Give both the first and the last month, or leave both empty for the whole year.",
    ),
    Rule(
        "route.not_a_stop",
        th="เจ้าบ้านต้องอยู่ในชุมชนที่เป็นจุดแวะของเส้นทางนี้",
        en="A host lives in a community that is a stop of this route.",
    ),
    Rule(
        "route.host_known",
        th="มีเจ้าบ้านชื่อนี้ในชุมชนนี้แล้ว",
        en="There is already a host of this name in this community.",
    ),
    Rule(
        "route.not_next",
        th="คิวเปลี่ยนไปแล้ว ตอนนี้ถึงคิวของ {name} กรุณาดูอีกครั้งก่อนบันทึก",
        en="The order has changed: it is now the turn of {name}. Please look again.",
    ),
    Rule(
        "route.no_host",
        th="ยังไม่มีเจ้าบ้านที่รับนักท่องเที่ยวได้ในตอนนี้",
        en="There is no host who receives guests now.",
    ),
    Rule(
        "route.turn_day",
        th="วันที่ของคณะอยู่ไกลเกินไป บันทึกได้ย้อนหลังและล่วงหน้าไม่เกินหนึ่งปี",
        en="The day of the group lies too far away: at most a year before or ahead.",
    ),
    Rule(
        "route.gone",
        th="รายการนี้ถูกเอาออกไปแล้ว กรุณาเปิดหน้าเส้นทางใหม่",
        en="This has been taken out. Please open the route again.",
    ),
)

Mode = Literal["car", "motorcycle", "bicycle"]
Obstacle = Literal["", "unpublished", "paused", "ceased"]
OBSTACLES = ("ceased", "unpublished", "paused")
"""The worst first: what a page tells where there are several."""


class Theme(StrEnum):
    CLOTH = "cloth"
    FOOD = "food"
    CRAFT = "craft"
    NATURE = "nature"
    FAITH = "faith"
    FARM = "farm"
    STUDY = "study"


class Effort(StrEnum):
    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"


def obstacle(state: str, receiving: str) -> Obstacle:
    """What keeps a community from being a stop: it is not public, pauses, or has ceased; empty for nothing."""
    if state != "published":
        return "unpublished"
    return receiving if receiving in ("paused", "ceased") else ""  # type: ignore[return-value]


def refuse_obstacle(name: str, found: Obstacle) -> None:
    if found:
        raise Problem(f"route.{found}", field="community", name=name)


# --- the way -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop as the timetable needs it: its day, where it lies (None: nobody has said), minutes there."""

    day: int
    point: Point | None
    minutes: int


class Stands:
    """What is told alike of a stop on the desk and of one that guests read: where it lies, how long, what bars it."""

    day: Any
    minutes: Any
    community: Any
    asset: Any

    def point(self) -> Point | None:
        """At the asset (None for none), else in the community; None where nobody has said."""
        for place in (self.asset, self.community):
            if place is not None and place.lat is not None and place.lon is not None:
                return place.lat, place.lon
        return None

    def halt(self) -> Halt:
        return Halt(self.day, self.point(), self.minutes)

    def obstacle(self) -> Obstacle:
        return obstacle(self.community.state, self.community.receiving)


@dataclass(frozen=True, slots=True)
class Passed:
    """A stop on the way. Kilometres count from the start of the route; None as soon as a position is missing.

    `leg_km` and `leg_minutes` lead here from the stop before, None for the first and where a position is missing.
    `arrives` and `leaves` are minutes from midnight of its day.
    """

    day: int
    km: float | None
    leg_km: float | None
    leg_minutes: int | None
    arrives: int
    leaves: int


def timetable(halts: Sequence[Halt], begins: time, mode: Mode = "car") -> list[Passed]:
    """When each stop is reached: each day sets out at `begins`, from where the day before ended."""
    passed: list[Passed] = []
    total: float | None = 0.0
    for place, halt in enumerate(halts):
        before = halts[place - 1] if place else None
        leg_km, leg_minutes = _leg(before, halt, mode)
        if before is not None:
            total = None if total is None or leg_km is None else total + leg_km
        same_day = before is not None and before.day == halt.day
        out = passed[-1].leaves if same_day else begins.hour * 60 + begins.minute
        arrives = out + (leg_minutes or 0)
        first_km = total if halt.point is not None else None
        passed.append(Passed(halt.day, first_km, leg_km, leg_minutes, arrives, arrives + halt.minutes))
    return passed


def _leg(before: Halt | None, halt: Halt, mode: Mode) -> tuple[float | None, int | None]:
    """Kilometres and minutes from one stop to the next; None for both where one of them has no position."""
    if before is None or before.point is None or halt.point is None:
        return None, None
    return travel.leg(before.point, halt.point, mode)


def refuse_late(passed: Iterable[Passed]) -> None:
    """No day of a route lasts into the night."""
    for one in passed:
        if one.leaves > LATEST:
            raise Problem("route.late", day=one.day, ends=clock(one.leaves))


@lru_cache(maxsize=4_096)
def open_days(line: str, arrives: int, leaves: int) -> tuple[int, ...] | None:
    """Days of the week, Monday 0, on which a visit lies within the hours of a line; None where all do or none is told.

    Where some days are told, nobody can count on the others. Days that differ by date are not looked at.
    """
    week = hours.parsed(line).week
    fitting = tuple(day for day, told in enumerate(week) if told and _lies_within(told, arrives, leaves))
    return None if len(fitting) == len(week) or week == hours.Hours().week else fitting


def is_open_on(line: str, day: date, arrives: int, leaves: int) -> bool:
    """Whether a visit of a day lies within its hours, as far as they are told."""
    return _lies_within(hours.parsed(line).on(day), arrives, leaves)


def _lies_within(windows: hours.Windows | None, arrives: int, leaves: int) -> bool:
    return windows is None or any(opens <= arrives and leaves <= closes for opens, closes in windows)


def clock(minute: int, lang: str = "th") -> str:
    """Minutes from midnight as people write the hour: "9.30", in English "9:30"."""
    hour, rest = divmod(minute, 60)
    return f"{hour % 24}{'.' if lang == 'th' else ':'}{rest:02d}"


def ordered(days: Sequence[int]) -> list[int]:
    """Places of stops by day, the order within a day as it was."""
    return sorted(range(len(days)), key=lambda place: (days[place], place))


# --- hosts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A host in the order of turns.

    `last` is the day of the latest turn, None for none yet; `entry` tells turns of one day apart, later ones are
    larger; `is_open`: the community receives guests.
    """

    pk: int
    position: int
    last: date | None
    entry: int
    is_open: bool


def in_turn(hosts: Iterable[Standing]) -> list[Standing]:
    """Hosts as their turns come: who has waited longest first, who never had a group before all others.

    Hosts whose community turns guests away stand last and take none.
    """
    return sorted(hosts, key=lambda one: (not one.is_open, one.last or date.min, one.entry, one.position, one.pk))


def next_host(hosts: Iterable[Standing]) -> int | None:
    """Whose turn it is; None where nobody receives guests."""
    return next((one.pk for one in in_turn(hosts) if one.is_open), None)


# --- facts ---------------------------------------------------------------------------------------


def check_group(least: int | None, most: int | None) -> None:
    if least and most and most < least:
        raise Problem("route.group", field="group_max")


def check_season(first: int | None, last: int | None) -> None:
    if (first is None) != (last is None):
        raise Problem("route.season", field="season_last" if last is None else "season_first")


def check_days(days: int, stops: Collection[int]) -> None:
    """A route is not shorter than its stops."""
    if stops and max(stops) > days:
        raise Problem("route.days", field="days", day=max(stops))


def check_stop_day(day: int, days: int) -> None:
    if not 1 <= day <= days:
        raise Problem("route.beyond", field="day", days=days)


def check_turn_day(day: date, today: date) -> None:
    if abs((day - today).days) > 366:
        raise Problem("route.turn_day", field="taken_on")
