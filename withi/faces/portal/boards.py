"""The boards of one community, producer or product, and of the nation's regions, as ready strings. Pure.

A community and its parts come from `villages.queries` (texts already in the page's language, `in_thai` where the Thai
stands in), the others from `access` and `queries` here. views alone uses it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from withi.faces.portal.opening import open_words, stay_words
from withi.faces.portal.pictures import BANGKOK
from withi.faces.portal.rules import (
    SHAPES,
    TAKES_GUESTS,
    TURNS_AWAY,
    UNSAID,
    Call,
    Line,
    Row,
    Tongue,
    area_line,
    call,
    dotted,
    line_url,
    local_day,
    receiving_of,
    region_name,
    region_of,
    state_words,
)
from withi.kit import codes, era, holidays, money, provincemap
from withi.kit.hours import call_words
from withi.kit.provincemap import Plate
from withi.kit.ready import Plain, Ready
from withi.registers.producers.rules import phone_lines
from withi.registers.products.rules import Certificate
from withi.registers.villages.rules import is_stale

TOPICS = (("do", "activity"), ("eat", "food"), ("sleep", "homestay"))
SIGHTS = ("attraction", "festival", "wisdom", "dye", "structure", "facility")
SIGHT_ICONS = {"attraction": "see"}
PER_ICONS = {"person": "one", "night": "one", "house": "home", "trip": "car", "set": "basket"}
WAY_ICONS = {"pickup": "phone"}
ADDRESS_MARKS, BANGKOK_MARKS = ("ต.", "อ.", "จ."), ("แขวง", "เขต", "")


# --- the gate ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gate(Ready):
    """First of all on a community's page: whether it receives guests, how, and whom to call.

    Whom to call is empty where guests are turned away, the reason where they are not.
    """

    shape: str
    state: str
    confirmed: str
    confirmed_iso: str
    stale: bool
    unsaid: bool
    turns_away: bool
    group: str = ""
    closed: str = ""
    closed_thai: bool = False
    facts: str = ""
    pays: str = ""
    call: Call | None = None
    caller: str = ""
    hours: str = ""
    line: str = ""
    line_id: str = ""
    reason: str = ""
    until: str = ""


def gate(row: Row, spoken: Tongue, today: date) -> Gate:
    """The gate of a community; the way to call stands there unless guests are turned away."""
    receiving, told = row["receiving"], row["confirmed_on"]
    turns_away = receiving in TURNS_AWAY
    return Gate(
        shape=Plain(SHAPES[receiving]),
        state=state_words(receiving, row["notice_days"], spoken),
        confirmed=spoken.day(told),
        confirmed_iso=Plain(told.isoformat()) if told else "",
        stale=told is not None and receiving != "ceased" and is_stale(told, today),
        unsaid=receiving == UNSAID,
        turns_away=turns_away,
        **(_closed(row, spoken) if turns_away else _open(row, spoken)),
    )


def _closed(row: Row, spoken: Tongue) -> dict[str, Any]:
    """Why guests are turned away, and until when."""
    until = row["receiving_until"]
    again = spoken.figured("again", day=spoken.day(until)) if until else ""
    return {"reason": row["receiving_reason"], "until": again}


def _open(row: Row, spoken: Tongue) -> dict[str, Any]:
    """Whom to call and, where guests are received, how many may come when."""
    whom = {
        "call": call(row["phone"]),
        "caller": row["coordinator_role"],
        "hours": call_words(row["call_hours"], spoken.lang),
        "line": line_url(row["line_id"]),
        "line_id": row["line_id"],
    }
    if row["receiving"] not in TAKES_GUESTS:
        return whom
    group = group_words(row["group_min"], row["group_max"], spoken)
    english = holidays.in_english(row["closed_days"]) if spoken.lang == "en" else ""
    return {
        **whom,
        "group": group,
        "closed": english or row["closed_days"],
        "closed_thai": spoken.lang == "en" and not english,
        "facts": facts_words(row, spoken),
        "pays": pays(row, spoken),
    }


def facts_words(row: Row, spoken: Tongue) -> str:
    """Since when hours and prices hold, where the state was confirmed later than they."""
    day, said = row["facts_on"], row["confirmed_on"]
    return spoken.figured("facts_on", day=spoken.day(day)) if day and said and day < said else ""


def group_words(least: int | None, most: int | None, spoken: Tongue) -> str:
    """How many guests may come at once; empty where any number may."""
    if least and most and least < most:
        return spoken.figured("group_between", least=f"{least:,}", most=f"{most:,}")
    if most:
        return spoken.figured("group_exactly" if least else "group_most", n=f"{most:,}")
    return spoken.figured("group_least", n=f"{least:,}") if least and least > 1 else ""


def pays(row: Row, spoken: Tongue) -> str:
    """The payments taken, in words."""
    taken = [spoken.word(f"pays_{name}") for name in ("cash", "promptpay", "card") if row[f"pays_{name}"]]
    return spoken.word("pays", ways=", ".join(taken)) if taken else ""


# --- where it lies -------------------------------------------------------------------------------


def place_of(row: Row, spoken: Tongue) -> str:
    """Where a community lies, without its own name: "หมู่ 8 ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น"."""
    names = [row[name] or "" for name in ("tambon", "district", "province")]
    number = codes.moo(row["area_code"])
    moo = spoken.word("moo", n=str(number)) if number else ""
    if spoken.lang == "en":
        return ", ".join(part for part in (moo, *names) if part)
    return " ".join(part for part in (moo, address(row["area_code"], names)) if part)


def address(area_code: str, names: Sequence[str]) -> str:
    """Names of tambon, district, province as an address writes them; Bangkok's have their own marks."""
    marks = BANGKOK_MARKS if area_code.startswith(BANGKOK) else ADDRESS_MARKS
    return " ".join(mark + name for mark, name in zip(marks, names, strict=False) if name)


def neighbours(rows: Iterable[Row], spoken: Tongue, *, receiving: bool) -> list[Line]:
    """Communities near by, each with its one sentence or why not; with `receiving` only those that take guests."""
    return [
        Line(
            spoken.url("portal:community", row["id"]),
            row["title"],
            thai="title" in row["in_thai"],
            about=row["text"] if row["kind"] in TAKES_GUESTS else spoken.word(row["kind"]),
            figure=spoken.figured("km", n=kilometres(row["km"])) if row["km"] is not None else "",
        )
        for row in rows
        if row["kind"] in TAKES_GUESTS or not receiving
    ]


def kilometres(distance: float) -> str:
    """A distance as one says it: "0.4", "3", "12"."""
    return f"{distance:.1f}" if distance < 1 else f"{distance:.0f}"


# --- what there is -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer(Ready):
    """A line of a price board; `amount` is empty where no price is told."""

    name: str
    thai: bool
    amount: str
    unit: str
    per: str = ""
    icon: str = ""
    remark: str = ""
    remark_thai: bool = False
    hours: str = ""
    stay: str = ""


@dataclass(frozen=True, slots=True)
class Topic(Ready):
    """A price board with its milestone."""

    key: str
    title: str
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class Told(Ready):
    """A named text with an icon: a charm, a sight (`kind` says of what sort), a way to get there."""

    name: str
    thai: bool
    text: str
    text_thai: bool
    icon: str = ""
    kind: str = ""
    hours: str = ""


def topics(assets: Mapping[str, Sequence[Row]], spoken: Tongue, today: date) -> list[Topic]:
    """The price boards that have something on them."""
    return [
        Topic(key, spoken.word(f"topic_{key}"), [offer(row, spoken, today) for row in assets[kind]])
        for key, kind in TOPICS
        if kind in assets
    ]


def offer(row: Row, spoken: Tongue, today: date) -> Offer:
    """An asset with its price per what; how many may come, and when an officer saw it, stand with it."""
    many = spoken.figured("up_to", n=f"{row['capacity']:,}") if row["capacity"] else ""
    seen = spoken.figured("verified", day=spoken.day(row["day"])) if row["day"] else ""
    per = _per(row, many, spoken)
    return Offer(
        name=row["title"],
        thai="title" in row["in_thai"],
        amount=_amount(row["price"], spoken),
        unit=spoken.word("baht") if row["price"] else "",
        per=per,
        icon=Plain(PER_ICONS.get(row["unit"], "many")),
        remark=dotted(row["text"], "" if many and many in per else many, seen),
        remark_thai="text" in row["in_thai"],
        hours=open_words(row, spoken, today),
        stay=stay_words(row, spoken, today) if row["kind"] == "homestay" else "",
    )


def _per(row: Row, many: str, spoken: Tongue) -> str:
    """What a price is for; a group's size stands with it."""
    if not row["price"] or not row["unit"]:
        return ""
    per = spoken.word(f"per_{row['unit']}")
    return Plain(f"{per} ({many})") if many and row["unit"] == "group" else per


def _amount(price: int | None, spoken: Tongue) -> str:
    if price is None:
        return ""
    return Plain(money.format_baht(price)) if price else spoken.word("free")


def told(row: Row, *, icon: str = "", kind: str = "") -> Told:
    """A part of a community with its name and text."""
    return Told(row["title"], "title" in row["in_thai"], row["text"], "text" in row["in_thai"], icon, kind)


def sights(assets: Mapping[str, Sequence[Row]], spoken: Tongue, today: date) -> list[Told]:
    """What there is beside doing, eating and sleeping."""
    return [
        replace(
            told(row, icon=SIGHT_ICONS.get(kind) or kind, kind=spoken.word(f"sight_{kind}")),
            hours=open_words(row, spoken, today),
        )
        for kind in SIGHTS
        for row in assets.get(kind, ())
    ]


def ways(rows: Iterable[Row], spoken: Tongue) -> list[Told]:
    """How to get there, by means."""
    return [
        told(row, icon=WAY_ICONS.get(row["kind"]) or row["kind"], kind=spoken.word(f"way_{row['kind']}"))
        for row in rows
    ]


# --- producers and products ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact(Ready):
    """A line of facts."""

    name: str
    text: str
    thai: bool = False
    name_thai: bool = False


def producer_facts(row: Row, spoken: Tongue) -> list[Fact]:
    """What a producer tells of itself."""
    people = spoken.counted("people", row["people"]) if row["people"] else ""
    women = spoken.figured("of_women", n=f"{row['women']:,}") if row["women"] and people else ""
    since = local_day(row["founded_on"])
    shared = [spoken.word(name) for name in ("joins_production", "joins_management", "gives_benefit") if row[name]]
    return _facts(
        spoken,
        kind=spoken.word(f"kind_{row['kind']}") if row["kind"] else "",
        people=f"{people} {women}".strip(),
        households=spoken.counted("households", row["households"]) if row["households"] else "",
        since=str(era.year_in(since, spoken.lang)) if since else "",
        shared=", ".join(shared),
    )


def product_facts(row: Row, spoken: Tongue) -> list[Fact]:
    """What is told of a product beside its price."""
    origin = row["materials_origin"]
    made = f"{row['capacity_month']:,} {row['capacity_unit']}".strip() if row["capacity_month"] else ""
    return _facts(
        spoken,
        thai={"materials", "capacity"},
        materials=row["materials"],
        origin=spoken.word(f"origin_{origin}") if origin else "",
        capacity=made,
        channels=", ".join(spoken.word(f"channel_{name}") for name in row["channels"].split(",") if name),
    )


def _facts(spoken: Tongue, *, thai: Iterable[str] = (), **texts: str) -> list[Fact]:
    """The facts that are told; those in `thai` have no English."""
    in_thai = set(thai) if spoken.lang == "en" else set()
    return [Fact(spoken.word(f"fact_{name}"), text, name in in_thai) for name, text in texts.items() if text]


def sizes(rows: Iterable[Row], name: str, spoken: Tongue, *, thai: bool) -> list[Offer]:
    """The price board of a product; sizes without a label bear the product's name."""
    return [
        Offer(
            name=row["text"] or name,
            thai=spoken.lang == "en" if row["text"] else thai,
            amount=Plain(money.format_baht(row["amount"])),
            unit=spoken.word("baht"),
            per=spoken.word("per_unit", unit=row["more"]) if row["more"] else "",
        )
        for row in rows
    ]


def price_range(lowest: int | None, sizes: Iterable[Row], spoken: Tongue) -> str:
    """One price, or the lowest and the highest; empty where none is told."""
    amounts = sorted({size["amount"] for size in sizes})
    if len(amounts) < 2:
        return spoken.baht(amounts[0] if amounts else lowest)
    return f"{money.format_baht(amounts[0])}–{spoken.baht(amounts[-1])}"


def certificates(rows: Iterable[Row], spoken: Tongue, *, licensed: bool) -> list[Fact]:
    """Licences in force with their numbers and last days; of a product that is `licensed`, that none was given."""
    found, is_told = [], False
    for row in rows:
        is_told = is_told or row["kind"] in (Certificate.FDA, Certificate.COMMUNITY_STANDARD)
        until = local_day(row["until"])
        said = spoken.figured("valid_until", day=spoken.day(until)) if until else ""
        name = row["text"] or spoken.word(f"certificate_{row['kind']}")
        in_thai = spoken.lang == "en" and bool(row["text"])
        found.append(Fact(name, dotted(row["more"], said), name_thai=in_thai))
    if licensed and not is_told:
        found.append(Fact(spoken.word("licence"), spoken.word("licence_none")))
    return found


@dataclass(frozen=True, slots=True)
class Mark(Ready):
    """The mark of a product: its shape, its word, its certificate number and last day."""

    colour: str
    word: str
    about: str


def mark(rows: Iterable[Row], spoken: Tongue) -> Mark | None:
    """The mark that holds today; None for a product without one."""
    for row in rows:
        until = local_day(row["until"])
        about = dotted(row["more"], spoken.figured("valid_until", day=spoken.day(until)))
        return Mark(Plain(row["kind"]), spoken.word(f"mark_{row['kind']}"), about)
    return None


@dataclass(frozen=True)
class Contact(Ready):
    """How to buy: the producer's own numbers, else through the community (`whom` says which), else nothing."""

    calls: list[Call]
    whom: str = ""
    line: str = ""
    line_id: str = ""
    via_community: bool = False


def contact(row: Row, spoken: Tongue) -> Contact:
    """Numbers that guests may see: the producer's only where it shows them, a community's unless it has ceased."""
    if row["shows_phone"] and row["producer_shown"]:
        own = producer_calls(row["producer_phones"])
        if own or row["producer_line"]:
            return Contact(own, spoken.word("whom_maker"), line_url(row["producer_line"]), row["producer_line"])
    known = row["community_id"] and row["receiving"] != "ceased"
    through = call(row["community_phone"]) if known else None
    return Contact([through] if through else [], spoken.word("whom_community"), via_community=through is not None)


def producer_calls(stored: str) -> list[Call]:
    """A producer's numbers; what fits no plan is shown as it stands."""
    planned = [Call(shown, dial) for shown, dial in phone_lines(stored) if dial]
    return planned or [number for number in map(call, stored.split(",")) if number]


@dataclass(frozen=True, slots=True)
class Origin(Ready):
    """The community a product or producer comes from, with its state."""

    url: str
    name: str
    thai: bool
    shape: str
    state: str


def origin(row: Row, spoken: Tongue) -> Origin | None:
    """The community, where guests see it."""
    if not row["community_id"]:
        return None
    receiving = receiving_of(row)
    return Origin(
        url=spoken.url("portal:community", row["community_id"]),
        name=spoken.said(row, "community"),
        thai=spoken.is_thai(row, "community"),
        shape=Plain(SHAPES[receiving]),
        state=state_words(receiving, row["notice_days"], spoken),
    )


# --- the nation ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Land(Ready):
    """A region with its provinces: on the map and in the folds below it; `shapes` is SVG."""

    code: str
    name: str
    url: str
    label: str
    count: str
    shapes: str
    plate: Plate
    about: str
    towns: list[Line]


def lands(provinces: Sequence[Row], paths: Mapping[str, str], spoken: Tongue) -> list[Land]:
    """The five regions with their provinces in Thai order; on the map pale where nobody receives."""
    names = dict.fromkeys(paths, "") | {row["code"]: spoken.said(row, "name") for row in provinces}
    pale = paths.keys() - {row["code"] for row in provinces if row["receiving"]}
    return [
        _land(
            region,
            [row for row in provinces if region_of(row["code"]) == region],
            provincemap.shapes(paths, region, names=names, pale=pale),
            spoken,
        )
        for region in codes.REGIONS
    ]


def _land(region: str, provinces: Sequence[Row], shapes: str, spoken: Tongue) -> Land:
    receiving, name = sum(row["receiving"] for row in provinces), region_name(region, spoken.lang)
    figure = f"{receiving:,}"
    return Land(
        code=region,
        name=name,
        url=f"{spoken.url('portal:communities')}?region={region}",
        label=spoken.figured("map_region", region=name, n=figure),
        count=spoken.figured("on_map", n=figure),
        shapes=shapes,
        plate=provincemap.PLATES[region],
        about=dotted(spoken.counted("provinces", len(provinces)), spoken.figured("receiving_n", n=figure)),
        towns=[area_line(row, spoken) for row in provinces],
    )
