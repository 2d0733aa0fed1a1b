"""Nobody sees or does more than the posting says: every URL, every position; own, neighbouring and foreign rows.

The URLs come from the resolver; tests/doors.py says of each who may open it. The checker is tests/matrix.py.
"""

import logging
import re
from collections.abc import Iterator
from difflib import ndiff
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.cast import WORKERS, Person, World
from tests.doors import DOORS, doors
from tests.matrix import (
    Answer,
    Check,
    Got,
    covers,
    holds,
    knock,
    named,
    public_marks,
    told_marks,
    url_names,
)
from tests.openings import Door, May, Open, product
from tests.pages import settled
from tests.places import FAR, VILLAGES, mark
from tests.register import MISSING
from withi.ground.people.tests.factory import sign_in
from withi.registers.products.models import Product
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State

ALL = list(doors())
DESK = [(name, door) for name, door in ALL if not isinstance(door.get or door.post, Open)]
PUBLIC = [(name, door) for name, door in ALL if door.get is Open.PUBLIC]
ACCOUNT = [name for name, door in ALL if door.get is Open.ACCOUNT]
COUNTED = {"news:read"}
"""Counts whoever reads, without a cookie, a right or a token."""
GUEST_FORMS = {"planner:start", "planner:community", "planner:area", "planner:route"}
"""Kept for guests, so without a token: the browser's word is asked for."""
OPEN_TO_GUESTS = {"account_login", "account_inactive"}
NO_AREA = {2: "99", 4: "4099", 6: "401599", 8: "40150899"}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant; each would be a line of the log."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


def ids(case: object) -> str:
    return named(case) if isinstance(case, Door) else str(case)


def faultless(faults: list[str]) -> None:
    if faults:
        pytest.fail(f"{len(faults)} faults:\n" + "\n".join(faults))


def test_every_url_stands_in_the_table() -> None:
    missing = sorted(set(url_names()) - set(DOORS))
    assert not missing, f"write in tests/doors.py who may open these URLs, and about which row they are: {missing}"
    assert not sorted(set(DOORS) - set(url_names())), "these URLs are gone: take them out of tests/doors.py"


@pytest.mark.parametrize(("name", "door"), DESK, ids=ids)
def test_the_desk_opens_to_whom_it_may(world: World, name: str, door: Door, full: bool) -> None:
    faultless(Check(world, name, door, full).faults())


# --- the public site and one's own account -------------------------------------------------------


@pytest.mark.parametrize(("name", "door"), PUBLIC, ids=ids)
def test_the_public_site_shows_everyone_the_same_rows(world: World, name: str, door: Door) -> None:
    check = Check(world, name, door)
    faultless([fault for person in world.cast for fault in public_faults(world, check, person)])


def public_faults(world: World, check: Check, person: Person) -> Iterator[str]:
    """What is wrong with a public page as one person sees it."""
    door, who = check.door, f"{check.name} as {person.name}"
    got = knock(person, "GET", check.url(world.register.here))
    wanted = door.status if door.state is State.PUBLISHED else 404
    if got.status != wanted:
        yield f"{who}: {got.status}"
    if door.about and (wanted == 404 or person.user is None):
        nowhere = knock(person, "GET", check.url(None))
        if nowhere.status != 404:
            yield f"{who}: nowhere {nowhere.status}"
        if wanted == 404 and not check.alike(got, nowhere, world.register.here):
            yield f"{who}: answers otherwise than for a row that there is not"
    yield from (f"{who}: {fault}" for fault in rows_told(door, got.text))


def rows_told(door: Door, text: str) -> list[str]:
    """Rows that a public page tells of though it should not, and rows it should show and does not."""
    wanted = [mark(place, *which) for place in VILLAGES for which in door.lists]
    told = [f"tells of {each}" for each in told_marks(text) - public_marks()]
    return told + [f"does not show {each}" for each in wanted if each not in text]


def test_addresses_of_rows_that_nobody_published_are_told_nowhere(world: World) -> None:
    hidden = {str(world.register[place].products[State.DRAFT].pk) for place in VILLAGES}
    shown = {str(world.register[place].product.pk) for place in VILLAGES}
    pages = [knock(world.cast.guest, "GET", Check(world, *case).url(world.register.here)).text for case in PUBLIC]
    assert not [each for each in hidden if any(f"/products/{each}/" in page for page in pages)]
    assert all(any(f"/products/{each}/" in page for page in pages) for each in shown)


@pytest.mark.parametrize("name", ACCOUNT)
def test_an_account_is_nobody_elses(world: World, name: str) -> None:
    for method in ("GET", "POST"):
        guest = knock(world.cast.guest, method, reverse(name))
        assert guest.status in ((200, 405, 422) if name in OPEN_TO_GUESTS else (302, 401, 405)), (method, guest.status)
        assert not told_marks(guest.text)
        assert knock(world.cast.worker, method, reverse(name)).status < 500


# --- methods and forged forms --------------------------------------------------------------------


Cases = list[tuple[str, Door]]


def by_room(cases: Cases) -> list[Any]:
    """What is refused before a row is looked at needs the world once a room, not once a door."""
    rooms: dict[str, Cases] = {}
    for name, door in cases:
        rooms.setdefault(name.partition(":")[0], []).append((name, door))
    return [pytest.param(some, id=room) for room, some in rooms.items()]


@pytest.mark.parametrize("cases", by_room([*DESK, *PUBLIC]))
def test_a_wrong_method_is_refused(world: World, cases: Cases) -> None:
    person = world.cast.department
    for name, door in cases:
        methods = ["PUT", "PATCH", "DELETE", *([] if door.post else ["POST"]), *([] if door.get else ["GET"])]
        url = Check(world, name, door).url(world.register.here)
        assert {method: knock(person, method, url).status for method in methods} == dict.fromkeys(methods, 405), url


@pytest.mark.parametrize(
    "cases", by_room([case for case in ALL if case[1].post and case[0] not in COUNTED | GUEST_FORMS])
)
def test_a_form_without_its_token_is_refused(world: World, cases: Cases) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, world.cast.department.account)
    for name, door in cases:
        url = Check(world, name, door).url(world.register.here)
        assert client.post(url, door.fill(world.register.here)).status_code == 403, url


@pytest.mark.parametrize(("name", "door"), [case for case in PUBLIC if case[0] in GUEST_FORMS], ids=ids)
def test_a_guests_form_that_another_site_sends_is_refused(world: World, name: str, door: Door) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    url = Check(world, name, door).url(world.register.here)
    assert client.post(url, door.fill(world.register.here)).status_code == 403


# --- foreign areas and rows in addresses, forms and selections -------------------------------------


def foreign(kind: str, world: World) -> list[tuple[str, str]]:
    """Values that name something of another province, each beside one that names nothing."""
    if kind == "area":
        return [(VILLAGES[FAR][:size], NO_AREA[size]) for size in (2, 4, 6, 8)]
    return [(str(world.register.far.id_of(kind)), str(MISSING))]


ASKED = [(name, door, field, kind) for name, door in DESK for field, kind in door.asks]


@pytest.mark.parametrize(("name", "door", "field", "kind"), ASKED, ids=ids)
def test_a_foreign_thing_answers_like_one_that_there_is_not(
    world: World, name: str, door: Door, field: str, kind: str
) -> None:
    check = Check(world, name, door)
    url, data = check.url(world.register.here), check.data("POST", world.register.here)
    for person in (world.cast.worker, world.cast.chief, world.cast.officer):
        for there, nowhere in foreign(kind, world):
            for method in ("GET", "POST"):
                sent = [knock(person, method, *asking(url, data, field, value)) for value in (there, nowhere)]
                answers = [lines_of(answer, field, there, nowhere) for answer in sent]
                assert difference(*answers) == [], (person.name, method, there)
                assert f"-{FAR}-" not in "".join(answers[0])


def asking(url: str, data: dict[str, Any], field: str, value: str) -> tuple[str, dict[str, Any]]:
    """Address and form of someone who names the value in both."""
    return f"{url}?{field}={value}", data | {field: value, f"{field}_text": ""}


def lines_of(answer: Got, field: str, *named: str) -> list[str]:
    """Status and lines of an answer; the named values read as one: "27" is a province and a day of the month, too."""
    shown_again = re.compile(rf'name="{field}_text" value="[^"]*"')  # the path of an area is no secret
    lines = shown_again.sub("", settled(answer.text, *named)).splitlines()
    return [str(answer.status), *(NEW_ROW.sub(r"\1", line) for line in lines)]


NEW_ROW = re.compile(r"^(Location: \S*/)(?:\d+|\?)/\s*$")
"""Where a form leads that made a row: PostgreSQL never gives a number twice, also where the row was taken back, and one
of them may be the number of an area."""


def difference(first: list[str], second: list[str]) -> list[str]:
    """The lines in which two answers differ."""
    if first == second:
        return []
    return [line for line in ndiff(first, second) if line[:1] in "-+"]


# --- several rows at once --------------------------------------------------------------------------


def bulk(person: Person, step: str, rows: list[Product]) -> dict[int, str]:
    """The states of the rows after this person took the step on all of them in one form."""
    data = {"step": step, "reason": "ตรวจอีกครั้ง", "pick": [f"product-{row.pk}-{row.version}" for row in rows]}
    with transaction.atomic():
        person.client.post(reverse("publication:steps"), data)
        found = dict(Product.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "state"))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    ("step", "start", "end", "ability"),
    [
        ("submit", State.DRAFT, State.WAITING, May.ENTER),
        ("approve", State.WAITING, State.PUBLISHED, May.APPROVE),
        ("return", State.WAITING, State.DRAFT, May.APPROVE),
        ("withdraw", State.PUBLISHED, State.WITHDRAWN, May.KEEP),
        ("reopen", State.WITHDRAWN, State.DRAFT, May.KEEP),
    ],
)
def test_a_selection_moves_ones_own_rows_only(world: World, step: str, start: State, end: State, ability: May) -> None:
    chosen = {place: world.register[place].products[start] for place in VILLAGES}
    for person in world.cast:
        after = bulk(person, step, list(chosen.values()))
        for place, row in chosen.items():
            is_mine = holds(person, ability) and covers(person, "product", world.register[place])
            is_own = step == "approve" and person.name == WORKERS[place]
            assert after[row.pk] == (end if is_mine and not is_own else start), (person.name, place)


def test_points_are_decided_in_ones_own_area_only(world: World) -> None:
    points = {place: world.register[place].point for place in VILLAGES}
    for person in world.cast:
        with transaction.atomic():
            sent = {"right": [str(point.pk) for point in points.values()]}
            person.client.post(reverse("publication:checks"), sent)
            decided = set(CheckItem.objects.exclude(state="open").values_list("pk", flat=True))
            transaction.set_rollback(True)
        mine = {
            point.pk
            for place, point in points.items()
            if holds(person, May.ENTER) and covers(person, "product", world.register[place])
        }
        assert decided == mine, person.name


def test_nobody_publishes_what_he_entered(world: World) -> None:
    """Who enters and approves in one posting sees no button, and neither door opens."""
    row = world.register.far.products[State.WAITING]
    stranger = world.cast.stranger
    step = reverse("publication:step", args=["product", row.pk, "approve"])
    assert step not in knock(stranger, "GET", reverse("products:detail", args=[row.pk])).text
    assert knock(stranger, "POST", step).status == 403
    assert bulk(stranger, "approve", [row])[row.pk] == State.WAITING
    assert knock(world.cast.department, "POST", step).answer is Answer.OPEN


# --- the checker itself ----------------------------------------------------------------------------


LEAKY = {
    "any_row": product(May.READ),
    "all_rows": Door(May.READ),
    "open_row": product(May.READ),
    "told_row": product(May.READ),
    "worded_row": product(May.READ),
    "any_hand": product(None, May.ENTER),
    "any_change": product(None, May.ENTER),
    "empty_list": Door(May.READ, lists=(("product", "draft"),)),
}


@pytest.mark.parametrize("leak", LEAKY)
def test_the_checker_finds_every_leak(world: World, leak: str, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.leaky"
    assert Check(world, f"leaky:{leak}", LEAKY[leak], is_full=True).faults()


def test_a_url_that_is_missing_in_the_table_breaks_the_build(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.leaky"
    with pytest.raises(AssertionError, match=r"write in tests/doors.py .*leaky:all_rows"):
        test_every_url_stands_in_the_table()


def test_every_leaky_view_is_tried(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.leaky"
    assert {name for name in url_names() if name.startswith("leaky:")} == {f"leaky:{leak}" for leak in LEAKY}
