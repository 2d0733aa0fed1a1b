"""The index against a plain reading of the rules, over some hundred made-up names; the same on every database."""

from collections.abc import Iterator
from random import Random

import pytest

from withi.ground.search import actions, queries, rules
from withi.ground.search.actions import Name
from withi.ground.search.rules import Step
from withi.kit.codes import prefix_range
from withi.kit.thai import fold

pytestmark = pytest.mark.django_db
FIRST = ("ผ้าไหม", "ผ้าขาวม้า", "น้ำพริก", "กระเป๋า", "เสื่อกก", "ข้าวเกรียบ", "กลุ่มแม่บ้าน", "Silk", "ตะกร้าหวาย", "ผ้าไหมมัดหมี่")
SECOND = ("บ้านหัวขัว", "ลายแก่นมะขาม", "หนองแวง", "สูตรโบราณ", "ย้อมคราม", "วังม่วง", "Khon Kaen", "ดอนหญ้านาง", "ปลาร้าบอง")
THIRD = ("", "", " (ใหม่)", " 2", " พิเศษ", "บ้านเรา")
AREAS = ("401101", "401102", "40150101", "500101", "9001")


@pytest.fixture
def names() -> list[Name]:
    rng = Random(5)
    texts = sorted({f"{first} {second}{third}" for first in FIRST for second in SECOND for third in THIRD} | set(FIRST))
    rows = [
        Name(number, text, rng.choice(AREAS), rng.random() < 0.9, rng.randrange(5))
        for number, text in enumerate(rng.sample(texts, 300))
    ]
    actions.put("product", rows)
    return rows


def expected(typed: str, names: list[Name], home: str) -> list[int]:
    """What the rules ask for, read name by name."""
    ranked = ((rank, name) for name in names if name.is_public and (rank := _rank(typed, name)))
    return [name.ref_id for _, name in sorted(ranked, key=lambda pair: (*pair[0], *_tail(pair[1], home)))]


def _rank(typed: str, name: Name) -> tuple[int, int] | None:
    folded, key = fold(typed), fold(name.name)
    if key.startswith(folded):
        return (0, 0) if key == folded else (1, 0)
    fits = _fits(folded, name)
    if fits:
        return 2, min(fits)
    words = {fold(word) for word in typed.split()} - {""}
    return (2, 0) if len(words) > 1 and all(_fits(word, name) for word in words) else None


def _fits(folded: str, name: Name) -> list[int]:
    return [fit for part in rules.parts(name.name) if (fit := _fit(folded, part)) is not None]


def _fit(folded: str, part: str) -> int | None:
    if part.startswith(folded):
        return 0 if part == folded else 1
    return 2 if any(end.startswith(folded) for end in rules.insides(part)) else None


def _tail(name: Name, home: str) -> tuple[object, ...]:
    return not name.area_code.startswith(home) if home else True, -(name.popularity or 0), fold(name.name), name.ref_id


def typings(names: list[Name]) -> Iterator[str]:
    rng = Random(9)
    for name in rng.sample(names, 40):
        yield name.name
        yield name.name[: rng.randint(1, 9)]
        yield name.name.split()[-1][: rng.randint(2, 8)]
    yield from ("มัดหมี่", "ม้า", "บ้าน", "เกรียบ", "kaen", "ร้า")


@pytest.mark.parametrize("home", ["", "4011", "50"])
def test_one_word_gives_the_names_the_rules_ask_for_in_their_order(names: list[Name], home: str) -> None:
    for typed in filter(None, {typed.strip() for typed in typings(names)}):
        found = queries.find(typed, kinds=["product"], home=home, literal=True, limit=200)
        if " " in typed:  # of several words, the names count and not how each word fits
            assert {hit.ref_id for hit in found.hits} == set(expected(typed, names, home)), typed
        else:
            assert [hit.ref_id for hit in found.hits] == expected(typed, names, home), typed


@pytest.mark.parametrize("area", ["4011", "40", "4", "50"])
def test_of_an_area_come_the_names_in_it_in_the_same_order(names: list[Name], area: str) -> None:
    ranges = (prefix_range(area),)
    inside = [name for name in names if name.area_code.startswith(area)]
    for typed in filter(None, {typed.strip() for typed in typings(names)}):
        found = queries.find(typed, kinds=["product"], ranges=ranges, home=area, literal=True, limit=200)
        if " " in typed:
            assert {hit.ref_id for hit in found.hits} == set(expected(typed, inside, "")), typed
        else:
            assert [hit.ref_id for hit in found.hits] == expected(typed, inside, ""), typed
        assert found == queries.find(typed, kinds=["product"], ranges=ranges, literal=True, limit=200), typed


@pytest.mark.parametrize("area", ["4011", "40"])
def test_one_slip_beside_another_word_finds_in_an_area_too(names: list[Name], area: str) -> None:
    rng = Random(17)
    inside = [name for name in names if name.is_public and name.area_code.startswith(area) and " " in name.name]
    missed = []
    for name in rng.choices(inside, k=60):
        first, rest = name.name.split(maxsplit=1)
        found = queries.find(f"{rest} {_slip(first, rng)}", kinds=["product"], ranges=(prefix_range(area),), home=area)
        missed += [] if name.ref_id in {hit.ref_id for hit in found.hits} else [name.name]
    assert len(missed) <= 2, missed


def test_one_slip_still_finds(names: list[Name]) -> None:
    rng = Random(13)
    public = [name for name in names if name.is_public]
    missed = [name.name for name in rng.choices(public, k=150) if not _is_found(name, _slip(name.name, rng))]
    assert len(missed) <= 3, missed


def _slip(text: str, rng: Random) -> str:
    """A sign exchanged, left out or doubled, at a place where a consonant or letter stands."""
    places = [place for place, sign in enumerate(text) if sign.isalpha() and fold(sign)]
    place = rng.choice(places)
    middle = rng.choice(("ฬ" if text[place] > "z" else "q", "", text[place] * 2))
    return text[:place] + middle + text[place + 1 :]


def _is_found(name: Name, typed: str) -> bool:
    found = queries.find(typed, kinds=["product"], home=name.area_code)
    return name.ref_id in {hit.ref_id for hit in found.hits} or found.step is Step.EQUAL
