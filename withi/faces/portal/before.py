"""What a guest must know before she comes, and the card she shows the driver, as ready strings. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from withi.faces.portal.boards import Gate, address
from withi.faces.portal.opening import line_words
from withi.faces.portal.rules import Call, Row, Tongue, call
from withi.kit import codes, era
from withi.kit.ready import NOTHING, Plain, Ready
from withi.registers.villages.models import FACILITY_NAMES, HAZARD_NAMES
from withi.registers.villages.visits import months_of, read_facilities

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Driver(Ready):
    """What a guest shows the driver: always Thai, with the same in English for the guest."""

    to: str
    place: str
    point: str
    phone: str
    english: str


def driver(row: Row) -> Driver:
    """The card, from the row's texts of both languages."""
    moo, number = codes.moo(row["area_code"]), call(row["phone"])
    return Driver(
        to=f"ไป{row['name_th']}" + (f" หมู่ {moo}" if moo else ""),
        place=address(row["area_code"], (row["tambon_th"] or "", row["district_th"] or "")),
        point=row["meeting_point_th"],
        phone=number.shown if number else "",
        english=_in_english(row, moo),
    )


def _in_english(row: Row, moo: int | None) -> str:
    """Where to go, for the guest who holds it out; by its tambon where nobody wrote the name in English."""
    moo_en = f"Moo {moo}" if moo else ""
    own = [row["name_en"], moo_en] if row["name_en"] else [moo_en, row["tambon_en"]]
    names = [*own, row["district_en"], row["province_en"]]
    point = f" Meeting point: {row['meeting_point_en']}." if row["meeting_point_en"] else ""
    return f"Please take me to {', '.join(name for name in names if name)}.{point}"


def position(row: Row) -> str:
    """Where it lies as maps take it: "15.67620, 102.82680"; empty without a position."""
    return Plain(f"{row['lat']:.5f}, {row['lon']:.5f}") if row["lat"] is not None and row["lon"] is not None else ""


# --- before she comes ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note(Ready):
    """One thing to know: what it is about, in words, with an icon."""

    icon: str
    name: str
    text: str
    thai: bool = False


@dataclass(frozen=True, slots=True)
class Hospital(Ready):
    """The nearest hospital."""

    name: str
    thai: bool
    far: str
    call: Call | None


@dataclass(frozen=True, slots=True)
class Before(Ready):
    """All of it, `year` as the finished items of its list; what was not told is empty.

    A facility nobody spoke of is neither in `has` nor in `lacks`.
    """

    year: str
    notes: list[Note]
    has: list[str]
    lacks: str
    hospital: Hospital | None


def board(row: Row, gate: Gate, spoken: Tongue, today: date, festivals: Iterable[Row] = ()) -> dict[str, Any]:
    """What to know, and the card for the driver with the address of its own page; no card where guests are refused."""
    notes = list(_notes(row, spoken, _feasts(festivals, spoken, today)))
    hospital, facilities = _hospital(row, spoken), read_facilities(row["facilities"])
    is_told = bool(notes or facilities or hospital) and not gate.turns_away
    has = [*_facilities(facilities, spoken, there=True), *_cash(row, spoken)]
    lacks = ", ".join(_facilities(facilities, spoken, there=False))
    return {
        "before": Before(_year(row, spoken), notes, has, lacks, hospital) if is_told else None,
        "driver": None if gate.turns_away else driver(row),
        "card": spoken.url("portal:card", row["id"]),
    }


def _notes(row: Row, spoken: Tongue, feasts: Note) -> Iterable[Note]:
    hazards = [
        f"{spoken.word(f'hazard_{name}')} {_months(row[f'{name}_months'], spoken)}"
        for name, _label in HAZARD_NAMES
        if row[f"{name}_months"]
    ]
    speech = ", ".join(spoken.word(f"speech_{code}") for code in row["languages"].split(",") if code)
    own = (("cloth", "dress"), ("cam", "camera"), ("bus", "last_ride"))
    found = (
        Note("cal", spoken.word("before_best"), _months(row["best_months"], spoken)),
        feasts,
        Note("warn", spoken.word("before_beware"), " · ".join(hazards)),
        Note("chat", spoken.word("before_languages"), speech),
        *(Note(icon, spoken.word(f"before_{name}"), row[name], name in row["in_thai"]) for icon, name in own),
    )
    return (note for note in found if note.text)


def _feasts(festivals: Iterable[Row], spoken: Tongue, today: date) -> Note:
    """Festivals whose days are told, with the days to come."""
    coming = [(row, days) for row in festivals if (days := line_words(row["hours"], spoken.lang, today))]
    text = " · ".join(f"{row['title']} {days}" for row, days in coming)
    return Note(
        "festival", spoken.word("before_festivals"), text, any("title" in row["in_thai"] for row, _days in coming)
    )


def _months(span: str, spoken: Tongue) -> str:
    """The months of "11-2" in words: "Nov–Feb"."""
    months = months_of(span)
    ends = dict.fromkeys(months[:1] + months[-1:])
    return Plain("–".join(era.month_name(month, spoken.lang) for month in ends))


@lru_cache(maxsize=256)
def year_items(best: str, warned: tuple[str, ...], lang: str) -> Plain:
    """The twelve months as items: "best" to come, "warn" where there is something to beware of, "both", or plain."""
    good, bad = set(months_of(best)), {month for span in warned for month in months_of(span)}
    if not good | bad:
        return NOTHING
    moods = {(True, True): "both", (True, False): "best", (False, True): "warn", (False, False): ""}
    months = ((moods[number in good, number in bad], era.month_name(number, lang)) for number in MONTHS)
    return Plain("".join(f'<li class="{mood}">{name}</li>' for mood, name in months))


def _year(row: Row, spoken: Tongue) -> Plain:
    return year_items(row["best_months"], tuple(row[f"{name}_months"] for name, _label in HAZARD_NAMES), spoken.lang)


def _facilities(told: Mapping[str, bool], spoken: Tongue, *, there: bool) -> list[str]:
    """The facilities that are there, or that are said to be lacking, in their order."""
    return [spoken.word(f"has_{name}") for name, _label in FACILITY_NAMES if told.get(name) is there]


def _cash(row: Row, spoken: Tongue) -> list[str]:
    is_only = row["pays_cash"] and not (row["pays_promptpay"] or row["pays_card"])
    return [spoken.word("cash_only")] if is_only else []


def _hospital(row: Row, spoken: Tongue) -> Hospital | None:
    if not row["hospital"]:
        return None
    far = spoken.figured("km", n=str(row["hospital_km"])) if row["hospital_km"] else ""
    return Hospital(row["hospital"], "hospital" in row["in_thai"], far, call(row["hospital_phone"]))
