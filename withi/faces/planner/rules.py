"""What a guest may ask for, what is assumed where nobody has told, and the question and answers of the planner. Pure.

Minutes count from midnight, money is satang, points are (latitude, longitude).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from withi.kit import holidays, problem, routing, travel
from withi.kit import hours as opening
from withi.kit.geo import Point
from withi.kit.problem import Rule
from withi.kit.trips import Bed, Day, Journey, Lunch, Retimed, Stop, retime

problem.register(
    Rule(
        "trip.days",
        th="ทริปยาวได้ 1 ถึง 4 วัน กรุณาเลือกจำนวนวันใหม่",
        en="A trip is one to four days long. Please choose the days again.",
    ),
    Rule(
        "trip.past",
        th="วันที่เลือกผ่านไปแล้ว กรุณาเลือกวันนี้หรือวันหลังจากนี้",
        en="That day is over. Please choose today or a later day.",
    ),
    Rule(
        "trip.far_ahead",
        th="วางแผนล่วงหน้าได้ไม่เกินหนึ่งปี กรุณาเลือกวันที่ใกล้กว่านี้",
        en="A trip can be planned up to a year ahead. Please choose a nearer day.",
    ),
    Rule(
        "trip.hours",
        th="เวลาเลิกเที่ยวต้องอยู่หลังเวลาเริ่มอย่างน้อย 2 ชั่วโมง กรุณาเลือกเวลาใหม่",
        en="The day must end at least two hours after it begins. Please choose the hours again.",
    ),
    Rule(
        "trip.wishes",
        th="เลือกที่ “ต้องได้ไป” ได้ไม่เกิน {most} แห่ง กรุณาเลือกให้น้อยลง",
        en="At most {most} places can be chosen as a must. Please choose fewer.",
    ),
    Rule(
        "trip.no_such_must",
        th="มีที่ซึ่งเลือกว่า “ต้องได้ไป” แต่ไม่มีให้เลือกแล้ว กรุณาเลือกใหม่",
        en="A place chosen as a must is no longer offered here. Please choose again.",
    ),
    Rule(
        "trip.nowhere",
        th="แถวนี้ยังไม่มีที่แวะที่บอกตำแหน่งไว้และรับนักท่องเที่ยวอยู่ ลองเลือกจังหวัดหรือชุมชนอื่น",
        en="Nobody near here receives guests and has told a position. Please try another province or community.",
    ),
    Rule(
        "trip.too_often",
        th="มีการวางแผนจากเครือข่ายของท่านหลายครั้งแล้ว กรุณารอ {minutes} นาทีแล้วลองใหม่ สิ่งที่กรอกไว้ยังอยู่ครบ",
        en="Many trips were planned from your network. Wait {minutes} min, then send again; what you typed is kept.",
    ),
    Rule(
        "trip.crowded",
        th="ขณะนี้มีผู้อื่นกำลังวางแผนอยู่เต็มสองที่ รอราว {seconds} วินาทีแล้วกดอีกครั้ง สิ่งที่กรอกไว้ยังอยู่ครบ",
        en="Two trips are being planned just now. Wait about {seconds} s and press again; what you typed is kept.",
    ),
    Rule(
        "trip.broken",
        th="วางแผนครั้งนี้ไม่สำเร็จ กรุณากดอีกครั้ง หากยังไม่ได้ ลองลดจำนวนวัน",
        en="This trip could not be planned. Please press again; if it fails once more, try fewer days.",
    ),
    Rule(
        "trip.no_such_visit",
        th="ที่แวะนี้ไม่อยู่ในทริปนี้แล้ว กรุณาเปิดหน้าใหม่",
        en="That stop is no longer in this trip. Please load the page again.",
    ),
    Rule(
        "trip.no_such_day",
        th="ทริปนี้ไม่มีวันนั้น กรุณาเปิดหน้าใหม่",
        en="This trip has no such day. Please load the page again.",
    ),
    Rule(
        "trip.from_where",
        th="กรุณาเลือกจังหวัด หรือกด “ใกล้ฉัน” เพื่อเริ่มจากที่อยู่ตอนนี้",
        en="Please choose a province, or press “Near me” to begin where you are.",
    ),
    Rule(
        "trip.no_other",
        th="ไม่มีที่อื่นที่ใส่แทนได้ในเวลานี้ ลองเอาออก หรือวางแผนใหม่",
        en="Nothing else fits in this place and time. Take the stop out, or plan again.",
    ),
)

MOST_DAYS, MOST_AHEAD, LEAST_HOURS = 4, 365, 120
MOST_MUSTS, MOST_PARTY, MOST_STOPS = 12, 200, 200
STALE_DAYS = 180
SPREAD = 0.1
"""What each further visit to a community loses of its worth, so that guests are spread; see docs/decisions/0025."""
BREAK = 45
LUNCH = (660, 780)
REACH_KM = {"car": 60.0, "motorcycle": 45.0, "bicycle": 15.0}
PACES = {"alone": 100, "couple": 100, "family": 125, "elders": 140, "group": 115}
TASTES: dict[str, tuple[str, ...]] = {
    "see": ("attraction", "structure"),
    "do": ("activity",),
    "eat": ("food",),
    "learn": ("wisdom", "dye"),
}
INTEREST = {"attraction": 30, "structure": 16, "activity": 34, "food": 24, "wisdom": 26, "dye": 20}
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์")


# --- what is assumed -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Hours and length of a visit that are usual for a kind of place; an assumption until the community tells."""

    windows: tuple[tuple[int, int], ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class OrdinaryHours:
    """What is assumed from a day on, and where it comes from."""

    version: str
    valid_from: date
    kinds: Mapping[str, Ordinary]
    source: str


HOURS: tuple[OrdinaryHours, ...] = (
    OrdinaryHours(
        "2026-11",
        date(2026, 11, 1),
        {
            "attraction": Ordinary(((510, 1020),), 45),
            "structure": Ordinary(((510, 1020),), 30),
            "activity": Ordinary(((540, 960),), 90),
            "wisdom": Ordinary(((540, 960),), 60),
            "dye": Ordinary(((540, 960),), 45),
            "food": Ordinary(((660, 840), (1020, 1200)), 60),
        },
        "เวลาที่ชุมชนท่องเที่ยวมักรับแขก ตั้งไว้เพื่อวางแผนเท่านั้น ไม่ใช่เวลาที่ชุมชนยืนยัน",
    ),
)


def hours_on(day: date) -> OrdinaryHours:
    """The assumption in force on a day; the first one for days before all."""
    return max((one for one in HOURS if one.valid_from <= day), key=lambda one: one.valid_from, default=HOURS[0])


def closed_weekdays(told: str) -> frozenset[int]:
    """Days of the week (Monday is 0) that a community names as closed; `kit.holidays` reads the other days."""
    return frozenset(number for number, name in enumerate(WEEKDAYS) if name in told)


def is_shut(one: "Candidate", day: date) -> bool:
    """Whether a community told that it is closed on such a day: of the week, a holiday, or a holy day."""
    return day.weekday() in one.closed or holidays.falls_in(day, one.off)


# --- what is asked -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """What the guest typed. `budget` is satang for all; `lat` and `lon` say where she starts, else it starts there."""

    first: date
    days: int
    begin: int
    end: int
    company: str
    party: int
    tastes: tuple[str, ...] = ()
    transport: str = "car"
    budget: int | None = None
    community: int | None = None
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    musts: tuple[int, ...] = ()
    route: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be visited or slept in, as the registers tell it today; `point` is where it lies."""

    id: int
    community: int
    kind: str
    point: Point
    price: int | None
    unit: str
    capacity: int | None
    verified: date | None
    notice: int
    smallest: int
    closed: frozenset[int]
    off: frozenset[str] = frozenset()
    hours: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A candidate in a trip's basis: its figures, hours by day and worth."""

    id: int
    community: int
    kind: str
    place: int
    score: int
    minutes: int
    windows: list[list[list[int]]]
    price: int | None
    unit: str
    fee: int
    left: int | None
    notice: int
    smallest: int
    verified: str
    told: bool = False
    """Whether the community told when it is open on every day of the trip; else some hours are ordinary ones."""


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a trip was planned from: with it the same trip has the same times for ever."""

    wish: dict[str, Any]
    asked_on: str
    lead: int
    hours: str
    travel: str
    points: list[list[float]]
    items: list[Item]
    beds: list[Item] = field(default_factory=list)
    own_start: bool = False
    map: str = ""
    """Which map minutes by road were told from; empty where they are estimates."""
    roads: str = ""
    """Minutes by road between all points (`kit/routing`); empty where they are estimates."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Basis":
        given = dict(data)
        return cls(
            **{**given, "items": [Item(**one) for one in given["items"]], "beds": [Item(**b) for b in given["beds"]]}
        )

    @property
    def first(self) -> date:
        return date.fromisoformat(self.wish["first"])

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def item(self, pk: int | None) -> Item | None:
        return next((one for one in (*self.items, *self.beds) if one.id == pk), None)


@dataclass(frozen=True, slots=True)
class State:
    """One state of a trip: by day the stops (None is a lunch break) and the bed; what was pinned and taken out."""

    routes: tuple[tuple[int | None, ...], ...]
    nights: tuple[int | None, ...]
    pinned: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    engine: str = ""
    wet: tuple[int, ...] = ()
    """Days that were planned for rain."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "State":
        return cls(
            routes=tuple(tuple(route) for route in data["routes"]),
            nights=tuple(data["nights"]),
            pinned=tuple(data["pinned"]),
            removed=tuple(data["removed"]),
            left_out=tuple((pk, reason) for pk, reason in data["left_out"]),
            engine=data["engine"],
            wet=tuple(data.get("wet", ())),
        )

    @property
    def visited(self) -> list[int]:
        return [stop for route in self.routes for stop in route if stop is not None]


# --- from candidates to a basis ------------------------------------------------------------------


def basis_of(wish: Wish, candidates: Sequence[Candidate], center: Point, today: date) -> Basis:
    """What a trip is planned from; of very many stops those that are worth most."""
    hours, start = hours_on(wish.first), start_of(wish)
    points: dict[Point, int] = {start or center: 0}
    values = {one.id: worth(one, wish, center, today) for one in candidates}
    stops = [one for one in candidates if one.kind in hours.kinds]
    ranked = sorted(stops, key=lambda one: (one.id not in wish.musts, -values[one.id], one.id))[:MOST_STOPS]
    return Basis(
        wish=asdict(wish) | {"first": wish.first.isoformat(), "lat": None, "lon": None},
        asked_on=today.isoformat(),
        lead=(wish.first - today).days,
        hours=hours.version,
        travel=travel.VERSION,
        items=[_item(one, wish, points, values[one.id], hours) for one in ranked],
        beds=[_item(one, wish, points, 0, hours) for one in beds_of(wish, candidates)],
        points=[list(point) for point in points],
        own_start=start is not None,
    )


def beds_of(wish: Wish, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Homestays, for a trip that has a night."""
    return [one for one in candidates if one.kind == "homestay"] if wish.days > 1 else []


def start_of(wish: Wish) -> Point | None:
    """Where the guest sets out, to about a kilometre: a home is nobody's business. None where the trip begins there."""
    return None if wish.lat is None or wish.lon is None else (round(wish.lat, 2), round(wish.lon, 2))


def worth(one: Candidate, wish: Wish, center: Point, today: date) -> int:
    """Interest of a stop to this guest: kind, taste, nearness, and whether somebody confirmed it lately."""
    away = min(1.0, travel.road_km(center, one.point) / (2 * REACH_KM[wish.transport]))
    score = INTEREST.get(one.kind, 0) * (1.7 if likes(wish.tastes, one.kind) else 1.0) * (1.15 - 0.4 * away)
    score *= 1.35 if one.community == wish.community else 1.0
    score *= 1.1 if is_fresh(one.verified, today) else 1.0
    return max(1, round(score))


def likes(tastes: Iterable[str], kind: str) -> bool:
    return any(kind in TASTES.get(taste, ()) for taste in tastes)


def is_fresh(verified: date | None, today: date) -> bool:
    return verified is not None and (today - verified).days <= STALE_DAYS


def _item(one: Candidate, wish: Wish, points: dict[Point, int], score: int, hours: OrdinaryHours) -> Item:
    usual = hours.kinds.get(one.kind, Ordinary((), 0))
    told, days = opening.parsed(one.hours), [wish.first + timedelta(days=number) for number in range(wish.days)]
    return Item(
        id=one.id,
        community=one.community,
        kind=one.kind,
        place=points.setdefault(one.point, len(points)),
        score=score,
        minutes=one.minutes or usual.minutes,
        windows=[_windows(one, told.on(day), usual, day) for day in days],
        price=one.price,
        unit=one.unit,
        fee=fee_of(one.price, one.unit, wish.party),
        left=one.capacity or None,
        notice=one.notice,
        smallest=one.smallest,
        verified=one.verified.isoformat() if one.verified else "",
        told=all(told.on(day) is not None for day in days),
    )


def _windows(one: Candidate, told: opening.Windows | None, usual: Ordinary, day: date) -> list[list[int]]:
    """When it is open that day: as the community told, else as is usual; not at all on its closed days."""
    if is_shut(one, day):
        return []
    return [list(span) for span in (usual.windows if told is None else told)]


def fee_of(price: int | None, unit: str, party: int) -> int:
    """Satang for all of the party; a price that is not told counts as nothing, and the page says so."""
    return (price or 0) * (party if unit in ("person", "night") else 1)


# --- the question, the answer, and edits ---------------------------------------------------------


def journey(basis: Basis) -> Journey:
    """The days with their beds; the last one ends where the first began."""
    wish = basis.wish
    beds = tuple(Bed(one.id, one.place, one.left, one.fee) for one in basis.beds)
    pace = PACES[wish["company"]]
    days = [
        Day(0, 0, wish["begin"], wish["end"], wish["transport"], beds if number < wish["days"] - 1 else (), pace)
        for number in range(wish["days"])
    ]
    return Journey(days, wish["budget"], wish["party"], basis.lead)


def stops(basis: Basis, musts: Iterable[int] = (), without: Iterable[int] = ()) -> list[Stop]:
    """All stops as the planner takes them."""
    wanted, unwanted = set(musts), set(without)
    return [_stop(one, must=one.id in wanted, never=one.id in unwanted) for one in basis.items]


def _stop(one: Item, *, must: bool = False, never: bool = False) -> Stop:
    return Stop(
        id=one.id,
        place=one.place,
        score=one.score,
        service=one.minutes,
        windows=[[(opens, closes) for opens, closes in day] for day in one.windows],
        mandatory=must,
        forbidden=never,
        category=one.kind,
        village=one.community,
        fee=one.fee,
        left=one.left,
        notice=one.notice,
        smallest=one.smallest,
    )


def legs(basis: Basis, places: Sequence[int] | None = None) -> list[list[int]]:
    """Minutes between places of a basis, all of them where none are named: by road where told, else estimated."""
    chosen = range(len(basis.points)) if places is None else places
    if basis.roads:
        whole = routing.unpacked(basis.roads, len(basis.points))
        return [[whole[one][other] for other in chosen] for one in chosen]
    points = [point(basis, one) for one in chosen]
    return travel.legs(points, basis.wish["transport"], basis.travel)


def ways_from(basis: Basis, place: int) -> list[int]:
    """Minutes from one place to each other."""
    if basis.roads:
        return routing.unpacked(basis.roads, len(basis.points))[place]
    here, mode = point(basis, place), basis.wish["transport"]
    return [travel.minutes(here, point(basis, other), mode, basis.travel) for other in range(len(basis.points))]


def ways_to(basis: Basis, place: int) -> list[int]:
    """Minutes from each place to one: as from it where they are estimated, on their own by road."""
    if basis.roads:
        return [row[place] for row in routing.unpacked(basis.roads, len(basis.points))]
    return ways_from(basis, place)


def minutes_of(basis: Basis, one: Item) -> int:
    """How long a visit takes at the guests' pace, rounded up."""
    return -(-one.minutes * PACES[basis.wish["company"]] // 100)


def point(basis: Basis, place: int) -> Point:
    lat, lon = basis.points[place]
    return lat, lon


LUNCH_WISH = Lunch(LUNCH, "food", BREAK)


def timed(basis: Basis, state: State) -> Retimed:
    """The times of a trip from its order; what does not hold is told, nothing is moved.

    Only what is in the trip is handed over, with places counted anew, so that a button answers at once.
    """
    chosen, nights = set(state.visited), set(state.nights)
    few = [one for one in basis.items if one.id in chosen]
    beds = [one for one in basis.beds if one.id in nights]
    places = {old: new for new, old in enumerate(sorted({0} | {one.place for one in (*few, *beds)}))}
    small = replace(basis, beds=[replace(one, place=places[one.place]) for one in beds])
    asked = [_stop(replace(one, place=places[one.place])) for one in few]
    days = journey(small)
    spent = list(map(_night, days, state.nights))
    return retime(
        asked, legs(basis, [*places]), replace(days, days=spent), state.routes, lunch=LUNCH_WISH, nights=state.nights
    )


def _night(day: Day, bed: int | None) -> Day:
    """A day that ends in its bed, or, without one, where the trip began."""
    return day if bed else replace(day, overnight=())
