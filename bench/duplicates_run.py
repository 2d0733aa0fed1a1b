"""Producers of a nation, and people who enter one of them once more; run as `bench.child duplicates_run`.

`main("fill", …)` stores a hundred thousand invented producers; `main("ask", …)` enters some of them again, changed as
people change names and telephones, and as many new ones that nobody entered before.
"""

from dataclasses import dataclass, replace
from random import Random
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from bench.search_names import SEED, maker, slip, villages
from withi.ground.vault import actions as vault
from withi.ground.web import sets
from withi.kit import ids, thai
from withi.registers.duplicates.queries import likely
from withi.registers.duplicates.rules import Facts
from withi.registers.producers.models import IDENTITY, Producer

SIZES = {"whole": (75_000, 100_000, 1_000), "small": (800, 1_000, 60)}
"""Villages, producers, and how many are entered again (and as many new ones)."""
COLUMNS = ("id", "key", "number", "name_th", "sort_key", "area_code", "phones", "id_blind")
REST = ("kind", "status", "state", "created_at", "updated_at")
WARM_UP = 20


@dataclass(frozen=True)
class Entry:
    """A producer as somebody would enter it; the identity is empty where nobody asked for the card."""

    pk: int
    name: str
    area_code: str
    phone: str
    identity: str


def main(step: str, size: str) -> Any:
    return {"fill": fill, "ask": ask}[step](size)


def entries(size: str) -> tuple[list[Entry], list[Entry]]:
    """The register, and as many others of the same kind as are asked; always the same."""
    rng = Random(SEED + 7)
    places = villages(SIZES[size][0], rng)
    made = [_entry(pk + 1, places, rng) for pk in range(SIZES[size][1] + SIZES[size][2])]
    return made[: SIZES[size][1]], made[SIZES[size][1] :]


def _entry(pk: int, places: list[tuple[str, str, str]], rng: Random) -> Entry:
    code, village, _english = rng.choice(places)
    phone = f"041{rng.randrange(10**6):06}"  # a prefix of no place in Thailand
    return Entry(pk, maker(village, rng)[1], code, phone, _identity(pk))


def _identity(pk: int) -> str:
    """A juristic number of no province, with its right check digit."""
    body = f"099{pk:09}"
    total = sum(int(digit) * (13 - at) for at, digit in enumerate(body))
    return body + str((11 - total % 11) % 10)


def fill(size: str) -> dict[str, Any]:
    """Store the register; the seconds it took."""
    start, now = perf_counter(), timezone.now()
    register, _others = entries(size)
    with transaction.atomic():
        sets.insert(Producer, (*COLUMNS, *REST, *_plain()), (_row(one, now) for one in register))
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")
    return {"producers": perf_counter() - start}


def _plain() -> dict[str, Any]:
    """The columns that must hold something, empty."""
    told = {*COLUMNS, *REST}
    empty = {"CodeField": "", "CharField": "", "TextField": "", "AreaCodeField": "", "BooleanField": False}
    return {
        field.name: 1 if field.name == "version" else empty[type(field).__name__]
        for field in Producer._meta.local_fields
        if field.name not in told and not field.null
    }


def _row(one: Entry, now: Any) -> tuple[Any, ...]:
    blind = vault.blind(IDENTITY, one.identity)
    body = (one.pk, uuid4(), f"{one.area_code[:4]}-{one.pk:06}", one.name, thai.sort_key(one.name)[:500])
    return (*body, one.area_code, one.phone, blind, "group", "active", "draft", now, now, *_plain().values())


# --- entering again ------------------------------------------------------------------------------

TONES = ("", "่", "้", "๊", "๋")
SHORTER = (("กลุ่มแม่บ้าน", "กลุ่ม"), ("กลุ่มสตรี", "กลุ่ม"), ("กลุ่มอาชีพ", "กลุ่ม"), ("วิสาหกิจชุมชน", "กลุ่ม"), ("กลุ่ม", ""))


def changed_tones(one: Entry, rng: Random) -> Entry:
    """Other tone marks: half of them exchanged or left out."""
    return replace(one, name="".join(rng.choice(TONES) if c in "่้๊๋" and rng.random() < 0.5 else c for c in one.name))


def shortened(one: Entry, _rng: Random) -> Entry:
    """กลุ่มสตรี… is written กลุ่ม…, กลุ่ม… without it; what has no such word gets one."""
    for long, short in SHORTER:
        if one.name.startswith(long):
            return replace(one, name=short + one.name.removeprefix(long))
    return replace(one, name=f"กลุ่ม{one.name}")


def without_ban(one: Entry, _rng: Random) -> Entry:
    """บ้าน left out, or put before the name's last word."""
    if "บ้าน" in one.name.removeprefix("กลุ่มแม่บ้าน"):
        head = "กลุ่มแม่บ้าน" if one.name.startswith("กลุ่มแม่บ้าน") else ""
        return replace(one, name=head + one.name.removeprefix(head).replace("บ้าน", "", 1))
    *front, last = one.name.split(" ")
    return replace(one, name=" ".join([*front, f"บ้าน{last}"]))


def mistyped(one: Entry, rng: Random) -> Entry:
    """One or two slips in the name."""
    name = one.name
    for number in range(rng.randint(1, 2)):
        name = slip(name, rng.randrange(4) + number, rng)
    return replace(one, name=name)


def moved_digits(one: Entry, rng: Random) -> Entry:
    """Two neighbouring digits of the telephone changed places, and a slip in the name."""
    at = rng.randrange(3, 8)
    phone = one.phone[:at] + one.phone[at + 1] + one.phone[at] + one.phone[at + 2 :]
    return replace(one, name=slip(one.name, rng.randrange(4), rng), phone=phone)


def renamed(one: Entry, rng: Random) -> Entry:
    """Quite another name, the same telephone; now and then another tambon of the district."""
    return replace(one, name=maker("บ้านใหม่", rng)[1])


def by_card(one: Entry, rng: Random) -> Entry:
    """Another name and telephone, but the same card."""
    return replace(one, name=maker("บ้านใหม่", rng)[1], phone=f"041{rng.randrange(10**6):06}")


def two_changes(one: Entry, rng: Random) -> Entry:
    """A shorter opening and a slip."""
    return mistyped(shortened(one, rng), rng)


def elsewhere(one: Entry, rng: Random) -> Entry:
    """A slip, and another tambon of the district."""
    return replace(mistyped(one, rng), area_code=f"{one.area_code[:4]}{(int(one.area_code[4:6]) % 9) + 1:02}01")


WAYS = {
    "tone marks": changed_tones,
    "shorter opening": shortened,
    "with or without ban": without_ban,
    "slips": mistyped,
    "shorter opening and slips": two_changes,
    "slips, another tambon": elsewhere,
    "moved phone digits": moved_digits,
    "new name, same phone": renamed,
    "same card only": by_card,
}


def ask(size: str) -> list[list[Any]]:
    """Each entry again, with how it was changed (or "new"), milliseconds by the clock and of the processor, whether
    it was offered, and how many were.
    """
    register, others = entries(size)
    rng = Random(SEED + 8)
    again = rng.sample(register, SIZES[size][2])
    ways = list(WAYS.items())
    cases = [(name, way(one, rng), one) for one, (name, way) in zip(again, _in_turn(ways, len(again)), strict=True)]
    cases += [("new", one, one) for one in others]
    for _way, one, _was in cases[:WARM_UP]:
        likely(_facts("", one, rng), scope=None)
    return [_asked(way, one, was.pk, rng) for way, one, was in cases]


def _in_turn(ways: list[Any], count: int) -> list[Any]:
    return [ways[at % len(ways)] for at in range(count)]


def _facts(way: str, one: Entry, rng: Random) -> Facts:
    """What is typed: the telephone is given by two in three, the card only where it is the case."""
    needs = way in ("slips, another tambon", "moved phone digits", "new name, same phone", "same card only", "new")
    phone = one.phone if needs or rng.random() < 0.67 else ""
    area = one.area_code if rng.random() < 0.8 else one.area_code[:6]
    return Facts(one.name, area, phone, one.identity if way in ("same card only", "new") else "")


def _asked(way: str, one: Entry, wanted: int, rng: Random) -> list[Any]:
    facts = _facts(way, one, rng)
    assert ids.parse_tax(one.identity).digits == one.identity
    start, worked = perf_counter(), process_time()
    found = likely(facts, scope=None)
    taken = (perf_counter() - start) * 1000, (process_time() - worked) * 1000
    return [way, *taken, wanted in {each.pk for each in found}, len(found), one.name, [each.name for each in found[:2]]]
