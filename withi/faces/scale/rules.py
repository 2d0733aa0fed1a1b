"""A nation of invented villages, communities and producers, drawn from keys. Pure decisions.

Producers and their products are drawn as the demonstration province draws its own, with more names to choose from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, product
from typing import Any

from withi.faces.demo import rules as demo
from withi.faces.demo.rules import Content, Fate, Maker, Place, between, chance, pick
from withi.kit import problem
from withi.kit.problem import Rule
from withi.registers.villages.rules import AssetFacts, Belongings, Category, Charm, Journey, Receiving, Statement

Row = Mapping[str, Any]
FIRST = 10_000
"""Numbers of the demonstration province lie below: no telephone stands twice."""
LINKED = 4
"""Producers that belong to each community."""
PRODUCERS = {
    Fate.PUBLISHED: 0.84,
    Fate.WAITING: 0.06,
    Fate.DRAFT: 0.05,
    Fate.RETURNED: 0.01,
    Fate.WITHDRAWN: 0.01,
    Fate.PAUSED: 0.02,
    Fate.CLOSED: 0.01,
}
PRODUCTS = {Fate.PUBLISHED: 0.93, Fate.WAITING: 0.04, Fate.DRAFT: 0.02, Fate.WITHDRAWN: 0.01}
RECEIVING = {Receiving.OPEN: 0.35, Receiving.APPOINTMENT: 0.4, Receiving.PAUSED: 0.2, Receiving.CEASED: 0.05}

NO_PRODUCERS = "scale.empty"
REPORTED_ALREADY = "scale.history"
problem.register(
    Rule(
        "scale.real",
        th="ฐานข้อมูลมีข้อมูลจริงอยู่ ({found}) จึงไม่ใส่ข้อมูลตัวอย่างทั้งประเทศปนลงไป ถ้าตั้งใจ ให้สั่งซ้ำพร้อม --beside-real-data",
        en="The database holds real data ({found}), so no demonstration nation is mixed in. If that is meant, add "
        "--beside-real-data.",
    ),
    Rule(
        "scale.villages",
        th="บัญชีหมู่บ้าน {name} มีแถวที่เก็บไม่ได้ ให้นำเข้าด้วย withi import villages ก่อน แล้วดูว่าติดที่แถวไหน",
        en="The list of villages {name} has rows that cannot be stored. withi import villages says which.",
    ),
    Rule(
        "scale.again",
        th="ใส่ข้อมูลตัวอย่างทั้งประเทศไว้แล้ว ถ้าต้องการใส่ใหม่ ให้นำออกก่อนด้วย withi demo --clear",
        en="The demonstration nation is loaded already. To load it anew, take it out first with withi demo --clear.",
    ),
    Rule(
        NO_PRODUCERS,
        th="ยังไม่มีผู้ผลิตตัวอย่าง ให้ใส่ก่อนด้วย withi scale --national",
        en="There are no demonstration producers yet. Load them first with withi scale --national.",
    ),
    Rule(
        REPORTED_ALREADY,
        th="มีรายงานยอดขายอยู่แล้ว จึงไม่ใส่ยอดตัวอย่างหลายปีปนลงไป ให้ใช้ฐานข้อมูลที่ยังไม่มีรายงาน",
        en="There are monthly reports already, so no demonstration years are mixed in. Use a database without.",
    ),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; products follow from the producers, five for two."""

    villages: int = 75_000
    communities: int = 8_000
    producers: int = 100_000

    def times(self, share: float) -> "Size":
        """The same nation with a share of its rows, at least one of each."""
        whole = (self.villages, self.communities, self.producers)
        return Size(*(max(round(count * share), 1) for count in whole))


@dataclass(frozen=True, slots=True)
class Homes:
    """Where the producers of a province live: anywhere in its places, or in a community."""

    places: Sequence[Place]
    communities: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Folk:
    """One community: facts by the names of its register, its parts, what it says of itself and how far it has come."""

    facts: dict[str, Any]
    belongings: Belongings
    assets: tuple[AssetFacts, ...]
    said: Statement
    fate: Fate
    days: int


def content(demo_content: Content, nation: Row) -> Content:
    """What producers are drawn from: the demonstration's recipes and words, with the nation's own names."""
    brands = [
        [first[0] + second[0], f"{first[1]} {second[1]}"]
        for first, second in product(nation["brand_first"], nation["brand_second"])
    ]
    names = {
        **demo_content.names,
        "brands": brands,
        "goods": nation["goods"],
        "mix": nation["works"],
        "desks": {"": {}},
    }
    return replace(demo_content, names=names)


def shares(weights: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` parted by weight, to the last one: each gets what its sum so far adds."""
    whole = sum(weights.values())
    ends = [total * reached // whole for reached in accumulate(weights.values())]
    return {name: end - start for name, start, end in zip(weights, [0, *ends], ends, strict=False)}


# --- villages ------------------------------------------------------------------------------------


def villages(nation: Row, tambons: Sequence[str], total: int) -> Iterator[tuple[str, str, str]]:
    """Code, Thai and English name of invented villages in real tambons, evenly many in each."""
    counts = shares(dict.fromkeys(tambons, 1), total)
    for tambon in tambons:
        for number in range(1, counts[tambon] + 1):
            first = pick(nation["village_first"], "village", tambon, number)
            second = pick(nation["village_second"], "village is", tambon, number)
            yield f"{tambon}{number:02d}", f"บ้าน{first[0]}{second[0]}", f"Ban {first[1]} {second[1]}"


# --- communities ---------------------------------------------------------------------------------


def folk(nation: Row, place: Place, today: date) -> Folk:
    """The community of a village or tambon."""
    code = place.code
    fate = Fate(_drawn({Fate.PUBLISHED: 0.9, Fate.WAITING: 0.06, Fate.DRAFT: 0.04}, "community", code))
    summary, story = pick(nation["summaries"], "summary", code), pick(nation["stories"], "story", code)
    is_english = bool(place.en) and chance("english", code) < 0.6
    facts = {
        "area_code": code,
        "name_th": place.th,
        "name_en": place.en if is_english else "",
        "summary_th": summary[0].format(place=place.th),
        "summary_en": summary[1] if is_english else "",
        "story_th": story[0],
        "story_en": story[1] if is_english else "",
        "coordinator_role": pick(nation["roles"], "role", code),
        "phone": f"{demo.PHONE}{int(code[:8]) % 1_000_000:06d}",
        "call_hours": "8.00–18.00 น.",
        "meeting_point_th": "ศาลากลางบ้าน",
        "meeting_point_en": "the village hall" if is_english else "",
        "pays_promptpay": chance("promptpay", code) < 0.5,
    }
    return Folk(
        facts,
        _belongings(nation, place),
        tuple(_assets(nation, code)),
        _statement(nation, code, today),
        fate,
        between(2, 380, "days", code),
    )


def _belongings(nation: Row, place: Place) -> Belongings:
    code = place.code
    charms = demo.shuffled(nation["charms"], "charms", code)[: between(1, 3, "charms", code)]
    return Belongings(
        villages=[code] if len(code) == 8 else [],
        categories=[Category(nation["categories"][0], demo.CATEGORY_SINCE, source=demo.NOTE)],
        charms=[Charm(th, text_th, en, text_en) for th, en, text_th, text_en in charms],
        ways=[Journey(means, th, en) for means, th, en in nation["ways"][: between(1, 3, "ways", code)]],
    )


def _assets(nation: Row, code: str) -> Iterator[AssetFacts]:
    for told in demo.shuffled(nation["assets"], "assets", code)[: between(3, 8, "assets", code)]:
        yield demo.asset(told)


def _statement(nation: Row, code: str, today: date) -> Statement:
    receiving = Receiving(_drawn(RECEIVING, "receiving", code))
    takes, ended = receiving in (Receiving.OPEN, Receiving.APPOINTMENT), receiving is Receiving.CEASED
    return Statement(
        receiving,
        notice_days=between(1, 7, "notice", code) if receiving is Receiving.APPOINTMENT else None,
        group_min=between(1, 4, "least", code) if takes else None,
        group_max=between(10, 60, "most", code) if takes else None,
        until=today + timedelta(days=between(10, 90, "until", code)) if receiving is Receiving.PAUSED else None,
        reason="" if takes else pick(nation["endings" if ended else "reasons"], "reason", code),
        reachable=True,
    )


# --- producers -----------------------------------------------------------------------------------


def makers(names: Content, homes: Homes, numbers: range, today: date) -> Iterator[Maker]:
    """Producers of a province with these numbers: those of its communities, then the others in its places."""
    for turn, number in enumerate(numbers):
        is_linked = turn < len(homes.communities) * LINKED
        place = homes.communities[turn // LINKED] if is_linked else pick(homes.places, "home", number)
        leads = is_linked and turn % LINKED == 0
        work = pick(names.names["mix"], "work of", place.code[:4])
        drawn = demo.maker(names, number, place, work, today, leads=leads)
        yield _so_far(drawn, number, leads=leads)


def _so_far(maker: Maker, number: int, *, leads: bool) -> Maker:
    fate = Fate.PUBLISHED if leads else Fate(_drawn(PRODUCERS, "fate", number))
    goods = {
        (number, turn): Fate(_drawn(PRODUCTS, "fate", number, turn))
        for turn, item in enumerate(maker.goods)
        if not item.facts["is_alcohol"]
    }
    return demo.fated(maker, number, fate, goods)


def _drawn(likely: Mapping[Any, float], *key: object) -> Any:
    """One of the values, as often as its share says."""
    drawn = chance(*key)
    for value, reached in zip(likely, accumulate(likely.values()), strict=True):
        if drawn < reached:
            return value
    return next(iter(likely))
