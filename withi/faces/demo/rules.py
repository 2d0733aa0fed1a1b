"""Who lives in the demonstration province, what they make, and how far each row has come. Pure decisions.

Every fact is drawn from a key, not from a running generator: the same content gives the same province for ever, on
every Python, and a fact added later moves no other. Days are counted from today, so that the demonstration stays
young.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any, TypeVar

from withi.kit import problem
from withi.kit.problem import Rule
from withi.registers.producers.rules import Kind
from withi.registers.products.rules import Certificate, Channel, Licence, Size, pack_channels
from withi.registers.publication.rules import State
from withi.registers.villages.rules import AssetFacts, Belongings, Category, Charm, Journey, Receiving, Statement

T = TypeVar("T")
Row = Mapping[str, Any]

PROVINCE = "40"
SEED = "withi-demo-1"
NOTE = "ข้อมูลตัวอย่าง"
"""What the trail says of all that is loaded here."""
PHONE = "041"
"""A prefix that the numbering plan gives to no place in Thailand: it looks right and rings nowhere."""
NO_PROVINCE = "99"
"""Juristic numbers made with it pass their check digit and can be nobody's."""
SILK_DISTRICT = "4018"
"""Chonnabot: its mudmee silk is the one with a geographical indication."""
CATEGORY_SINCE = date(2018, 5, 1)
CATEGORY_SOURCE = "บัญชีรายชื่อชุมชนท่องเที่ยว OTOP นวัตวิถี พ.ศ. 2561"

problem.register(
    Rule(
        "demo.off",
        th="ไม่ได้เปิดโหมดตัวอย่าง จึงไม่ใส่ข้อมูลตัวอย่าง ถ้าต้องการลองใช้ ให้ตั้ง WITHI_DEMO=1 ก่อน",
        en="Demo mode is off, so no demonstration data is loaded. To try Withi out, set WITHI_DEMO=1 first.",
    ),
    Rule(
        "demo.filled",
        th="ฐานข้อมูลมีข้อมูลอยู่แล้ว ({found}) จึงไม่ใส่ข้อมูลตัวอย่างปนลงไป ให้ใช้ฐานข้อมูลว่าง",
        en="The database holds data already ({found}), so no demonstration data is mixed in. Use an empty database.",
    ),
    Rule(
        "demo.in_use",
        th="มีข้อมูลจริงที่อ้างถึงข้อมูลตัวอย่าง ({found}) จึงยังนำออกไม่ได้ ให้ย้ายหรือลบรายการเหล่านั้นก่อน",
        en="Real rows refer to demonstration data ({found}), so it cannot be taken out. Move or remove them first.",
    ),
)


class Fate(StrEnum):
    """How far a row has come."""

    PUBLISHED = "published"
    WAITING = "waiting"
    DRAFT = "draft"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"  # published, then edited: it waits again
    PAUSED = "paused"  # a published producer that makes nothing for now
    CLOSED = "closed"  # a producer that gave up: withdrawn with its products


ONCE_PUBLISHED = frozenset({Fate.PUBLISHED, Fate.WITHDRAWN, Fate.CHANGED, Fate.PAUSED, Fate.CLOSED})
SENT = ONCE_PUBLISHED | {Fate.WAITING, Fate.RETURNED}


@dataclass(frozen=True, slots=True)
class Place:
    """A village or tambon where producers live."""

    code: str
    th: str
    en: str
    community: str = ""
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """One product: facts by the names of its register, its sizes and certificates."""

    facts: dict[str, Any]
    sizes: tuple[Size, ...]
    licences: tuple[Licence, ...]
    fate: Fate = Fate.PUBLISHED
    days: int = 1
    """When its present state began: so many days ago."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One producer with its products; `community` is the code of the one it belongs to."""

    desk: str
    community: str
    facts: dict[str, Any]
    goods: tuple[Goods, ...]
    fate: Fate = Fate.PUBLISHED
    days: int = 1


@dataclass(frozen=True, slots=True)
class Content:
    """What the fixtures hold: name parts, recipes of products, communities, people, the old list."""

    names: Row
    products: tuple[Row, ...]
    endings: tuple[Row, ...]
    communities: tuple[Row, ...]
    people: tuple[Row, ...]
    invited: tuple[Row, ...] = field(default=())
    old_producers: tuple[Row, ...] = field(default=())
    old_products: tuple[Row, ...] = field(default=())


# --- drawing -------------------------------------------------------------------------------------


def chance(*key: object) -> float:
    """A number from 0 up to 1 that the key alone decides."""
    text = "|".join(map(str, (SEED, *key)))
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) / 2**56


def pick(options: Sequence[T], *key: object) -> T:
    return options[int(chance(*key) * len(options))]


def between(low: int, high: int, *key: object) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(chance(*key) * (high - low + 1))


def shuffled(options: Iterable[T], *key: object) -> list[T]:
    order = sorted((chance(*key, place), place, option) for place, option in enumerate(options))
    return [option for _, _, option in order]


# --- communities ---------------------------------------------------------------------------------

TOLD = (
    "name_th", "name_en", "summary_th", "summary_en", "story_th", "story_en", "now_th", "now_en", "coordinator_role",
    "phone", "call_hours", "meeting_point_th", "meeting_point_en", "lat", "lon", "languages", "facilities",
    "best_months", "smoke_months", "flood_months", "drought_months", "dress_th", "dress_en", "camera_th", "camera_en",
    "last_ride_th", "last_ride_en", "hospital_th", "hospital_en", "hospital_phone", "hospital_km",
)  # fmt: skip


def community(row: Row, today: date) -> dict[str, Any]:
    """A community's facts by the names of its register."""
    return {
        **{name: row[name] for name in TOLD if name in row},
        "area_code": row["code"],
        "now_until": today + timedelta(days=row["now_days"]) if "now_days" in row else None,
        "pays_promptpay": row.get("promptpay", False),
        "pays_card": row.get("card", False),
        "is_demo": True,
    }


def belongings(row: Row) -> Belongings:
    return Belongings(
        villages=[row["code"]],
        categories=[Category(row["category"], CATEGORY_SINCE, source=CATEGORY_SOURCE)],
        charms=[Charm(th, text_th, en, text_en) for th, en, text_th, text_en in row["charms"]],
        ways=[Journey(means, th, en) for means, th, en in row["ways"]],
    )


def asset(told: Sequence[Any]) -> AssetFacts:
    """One asset; a price of -1 baht and a capacity of 0 are not told."""
    kind, name_th, name_en, text_th, text_en, baht, unit, capacity = told
    price = None if baht < 0 else baht * 100
    return AssetFacts(kind, name_th, name_en, text_th, text_en, price=price, price_unit=unit, capacity=capacity or None)


def statement(row: Row, today: date) -> Statement:
    """What a community says of itself today."""
    return Statement(
        Receiving(row["receiving"]),
        row.get("notice_days"),
        row.get("group_min"),
        row.get("group_max"),
        today + timedelta(days=row["until_days"]) if "until_days" in row else None,
        row.get("receiving_reason", ""),
        row.get("closed_days", ""),
        bool(row["phone"]),
    )


# --- producers -----------------------------------------------------------------------------------


def makers(content: Content, places: Mapping[str, Sequence[Place]], today: date, share: float = 1.0) -> list[Maker]:
    """All producers with their products. `places` by community code and by district code; order is fixed.

    With a `share` below 1 the districts have so many fewer producers; those of the communities are all there.
    """
    drawn: list[Maker] = []
    for section in ("linked", "districts"):
        for area, (count, work) in content.names[section].items():
            for turn in range(count if section == "linked" else max(round(count * share), 1)):
                place = pick(places[area], "place", area, turn) if section == "districts" else places[area][0]
                drawn.append(maker(content, len(drawn), place, work, today, leads=turn == 0 and bool(place.community)))
    return _with_fates(content, drawn)


def desk_of(area_code: str, desks: Iterable[str]) -> str:
    """The desk in charge: the longest code the area lies in."""
    return max((desk for desk in desks if area_code.startswith(desk)), key=len)


def maker(content: Content, number: int, place: Place, main: str, today: date, *, leads: bool) -> Maker:
    """One producer by its number, published with all its products; `leads` is a community's first, which is a group."""
    work = main if leads or chance("work", number) < 0.75 else pick(sorted(content.names["works"]), "other", number)
    kind = Kind.GROUP if leads else _kind(number, linked=bool(place.community))
    facts = {
        "area_code": place.code,
        "kind": kind.value,
        **_names(content.names, number, kind, work, place),
        **_contact(content.names, number, kind),
        **_size(number, kind, today),
        **_ties(number, place),
    }
    desk = desk_of(place.code, content.names["desks"])
    return Maker(desk, place.community, facts, tuple(_goods(content, number, work, place, today)))


def _kind(number: int, *, linked: bool) -> Kind:
    drawn = chance("kind", number)
    if drawn < (0.8 if linked else 0.62):
        return Kind.GROUP
    return Kind.OWNER if linked or drawn < 0.91 else Kind.SME


def _brand(names: Row, number: int) -> tuple[str, str]:
    """The name a producer sells under, in Thai and in Latin letters; neighbours have different ones."""
    brands = names["brands"]
    return tuple(brands[number * 7 % len(brands)])


def _names(names: Row, number: int, kind: Kind, work: str, place: Place) -> dict[str, str]:
    brand = _brand(names, number)
    thai = {"brand": brand[0], "work": names["works"][work][0], "place": place.th}
    latin = {"brand": brand[1], "work": names["works"][work][1], "place": place.en}
    if kind is Kind.GROUP:
        forms = pick(names["groups"]["th"], "form", number), names["groups"]["en"]
    elif kind is Kind.OWNER:
        forms = names["owners"][work]
    else:
        forms = pick(names["companies"]["th"], "form", number), names["companies"]["en"]
    is_named = chance("english", number) < 0.65
    return {"name_th": forms[0].format(**thai), "name_en": forms[1].format(**latin) if is_named else ""}


def _contact(names: Row, number: int, kind: Kind) -> dict[str, Any]:
    second = f",{PHONE}{500_000 + number}" if chance("second phone", number) < 0.2 else ""
    return {
        "address": pick(names["addresses"]["th"], "address", number),
        "contact": names["contacts"][kind.value],
        "phones": f"{PHONE}{100_000 + number}{second}",
        "shows_phone": chance("shows", number) < 0.7,
        "line_id": f"demo-{number:04d}" if chance("line", number) < 0.4 else "",
        "official_number": f"ตัวอย่าง-{number:04d}" if chance("official", number) < 0.6 else "",
        "identity": juristic_number(number) if kind is Kind.SME else "",
    }


def juristic_number(number: int) -> str:
    """Thirteen digits with a right check digit, of a province that there is not."""
    bare = f"0{NO_PROVINCE}5{56_400_000 + number}"
    total = sum(int(digit) * weight for digit, weight in zip(bare, range(13, 1, -1), strict=True))
    return f"{bare}{(11 - total % 11) % 10}"


def _size(number: int, kind: Kind, today: date) -> dict[str, Any]:
    year, month = today.year - between(2, 24, "founded", number), between(1, 12, "month", number)
    founded = {"founded_on": date(year, month, between(1, 28, "day", number))}
    if kind is not Kind.GROUP:
        people = between(1, 9, "people", number)
        return founded | {"people": people, "women": between(0, people, "women", number)}
    people = between(7, 42, "people", number)
    women = round(people * (0.5 + chance("women", number) / 2))
    return founded | {"people": people, "women": women, "households": max(people * 2 // 3, 1)}


def _ties(number: int, place: Place) -> dict[str, Any]:
    """What binds a producer to its community; only there is it told where it stands."""
    if not place.community or place.position is None:
        return {"gives_benefit": chance("benefit", number) < 0.5}
    lat, lon = place.position
    return {
        "joins_production": True,
        "joins_management": chance("management", number) < 0.6,
        "gives_benefit": chance("benefit", number) < 0.9,
        "lat": round(lat + (chance("lat", number) - 0.5) / 250, 5),
        "lon": round(lon + (chance("lon", number) - 0.5) / 250, 5),
    }


# --- products ------------------------------------------------------------------------------------


def _goods(content: Content, number: int, work: str, place: Place, today: date) -> Iterator[Goods]:
    taken: set[str] = set()
    brand, many = _brand(content.names, number), content.names["goods"]
    for turn in range(many[number % len(many)]):
        is_usual = turn == 0 or chance("type", number, turn) < 0.8
        kind = work if is_usual else pick(sorted(content.names["works"]), "shelf", number)
        recipes = [recipe for recipe in content.products if recipe["type"] == kind and recipe["th"] not in taken]
        recipe = recipes[0] if number == turn == 0 else pick(recipes, "recipe", number, turn)
        taken.add(recipe["th"])
        key = (number, turn)
        sizes = tuple(_sizes(recipe, key))
        facts = _facts(content, recipe, brand, place, key) | {"price": sizes[0].price, "unit": sizes[0].unit}
        yield Goods(facts, sizes, tuple(_licences(recipe, place, today, key)))


def _facts(content: Content, recipe: Row, brand: tuple[str, str], place: Place, key: tuple[int, int]) -> dict[str, Any]:
    suffix = {"brand": f" ตรา{brand[0]}", "place": f" {place.th}", "plain": ""}[recipe["named"]]
    latin = {"brand": f" “{brand[1]}”", "place": f", {place.en}", "plain": ""}[recipe["named"]]
    low, high = recipe["month"]
    return {
        "name_th": recipe["th"] + suffix,
        "name_en": recipe["en"] + latin if chance("english", *key) < 0.75 else "",
        "area_code": place.code,
        "type": recipe["type"],
        "materials": recipe["materials"],
        "materials_origin": recipe["origin"],
        "capacity_month": between(low, high, "month", *key),
        "capacity_unit": recipe["unit"],
        "channels": pack_channels(channel for channel in Channel if chance(channel.value, *key) < 0.6) or "village",
        "is_alcohol": recipe.get("alcohol", False),
        **_story(content.endings, recipe, place, key),
    }


def _story(endings: Sequence[Row], recipe: Row, place: Place, key: tuple[int, int]) -> dict[str, str]:
    """Three products in four tell their story, two in three of these in English too."""
    if chance("story", *key) > 0.75:
        return {}
    fitting = [ending["story"] for ending in endings if recipe["type"] in ending["types"]]
    ending = pick(fitting, "ending", *key)
    told = {"story_th": f"{recipe['story'][0]} {ending[0].format(place=place.th)}"}
    if chance("story in English", *key) < 0.66:
        told["story_en"] = f"{recipe['story'][1]} {ending[1].format(place=place.en)}"
    return told


def _sizes(recipe: Row, key: tuple[int, int]) -> Iterator[Size]:
    base = between(recipe["low"], recipe["high"], "price", *key)
    for label, times in recipe.get("sizes", [["", 1.0]]):
        yield Size(label, recipe["unit"], _round_price(base * times) * 100)


def _round_price(baht: float) -> int:
    """Prices as people write them on a board: to 5, 10 or 50 baht."""
    step = 5 if baht < 200 else 10 if baht < 1000 else 50
    return max(round(baht / step) * step, step)


LIKELY = {"fda": 0.65, "tcps": 0.4, "halal": 0.35, "gi": 0.7, "other": 0.5}


def _licences(recipe: Row, place: Place, today: date, key: tuple[int, int]) -> Iterator[Licence]:
    """Certificates, marked as examples in their number; some have run out, some are about to."""
    for kind in recipe["licences"]:
        is_there = chance(kind, *key) < LIKELY[kind] and (kind != "gi" or place.code.startswith(SILK_DISTRICT))
        if is_there:
            number = f"ตัวอย่าง-{key[0]:04d}/{key[1] + 1}"
            name = recipe["other"] if kind == "other" else ""
            yield Licence(Certificate(kind), number, name, _valid_until(today, kind, *key))


def _valid_until(today: date, *key: object) -> date | None:
    drawn = chance("valid", *key)
    if drawn < 0.05:
        return None
    if drawn < 0.13:
        return today - timedelta(days=between(3, 60, "expired", *key))
    if drawn < 0.25:
        return today + timedelta(days=between(3, 58, "soon", *key))
    return today + timedelta(days=between(90, 1000, "later", *key))


# --- how far each row has come -------------------------------------------------------------------


def _with_fates(content: Content, drawn: Sequence[Maker]) -> list[Maker]:
    """Makers and their goods with the fates of each desk; a community's first producer is always published."""
    leading = {maker.community: place for place, maker in reversed(list(enumerate(drawn))) if maker.community}
    fates: dict[int, Fate] = {}
    goods_fate: dict[tuple[int, int], Fate] = {}
    for desk, plan in content.names["desks"].items():
        mine = [place for place, maker in enumerate(drawn) if maker.desk == desk and place not in leading.values()]
        fates |= _deal(mine, plan["producers"], desk, "producers")
        open_shops = [place for place in mine if fates.get(place, Fate.PUBLISHED) in (Fate.PUBLISHED, Fate.PAUSED)]
        goods_fate |= _deal(list(_shelf(drawn, open_shops)), plan["products"], desk, "products")
    return [fated(maker, place, fates.get(place, Fate.PUBLISHED), goods_fate) for place, maker in enumerate(drawn)]


def _shelf(drawn: Sequence[Maker], places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Products that may come elsewhere than to publication; alcohol shows there that it is kept back."""
    for place in places:
        for turn, goods in enumerate(drawn[place].goods):
            if not goods.facts["is_alcohol"]:
                yield place, turn


def _deal(items: Sequence[T], plan: Mapping[str, int], *key: object) -> dict[T, Fate]:
    """So many items for each fate of the plan, drawn from all of them."""
    order = iter(shuffled(items, *key))
    return {next(order): Fate(fate) for fate, count in plan.items() for _ in range(count)}


def fated(maker: Maker, place: int, fate: Fate, goods_fate: Mapping[tuple[int, int], Fate]) -> Maker:
    """The same producer as far as its fate took it, and its goods, those with none of their own being published."""
    days = _days(fate, place)
    goods = []
    for turn, item in enumerate(maker.goods):
        own = goods_fate.get((place, turn), Fate.PUBLISHED)
        given = _shared(fate, own)
        goods.append(Goods(item.facts, item.sizes, item.licences, given, min(_days(given, place, turn), days)))
    return Maker(maker.desk, maker.community, maker.facts, tuple(goods), fate, days)


def _shared(fate: Fate, own: Fate) -> Fate:
    """No product is further than its producer."""
    if fate in (Fate.PUBLISHED, Fate.PAUSED):
        return own
    return Fate.DRAFT if fate is Fate.RETURNED else fate


def _days(fate: Fate, *key: int) -> int:
    """How many days ago the row came where it is."""
    if fate in ONCE_PUBLISHED:
        return between(8, 380, "days", *key)
    return between(1, 7, "days", *key)


def planned(makers: Iterable[Maker]) -> dict[str, Counter[State]]:
    """How many producers and products stand in each state when all is loaded."""
    found: dict[str, Counter[State]] = {"producer": Counter(), "product": Counter()}
    for maker in makers:
        found["producer"][state_of(maker.fate)] += 1
        found["product"].update(state_of(goods.fate) for goods in maker.goods)
    return found


def state_of(fate: Fate) -> State:
    """The publication state that a fate ends in."""
    if fate in (Fate.WITHDRAWN, Fate.CLOSED):
        return State.WITHDRAWN
    if fate in (Fate.WAITING, Fate.CHANGED):
        return State.WAITING
    return State.DRAFT if fate in (Fate.DRAFT, Fate.RETURNED) else State.PUBLISHED
