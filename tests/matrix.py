"""The checker of the permission matrix: what each person must get at a door, and whether an answer tells too much."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import WORKERS as MAKERS
from tests.cast import Person, World
from tests.openings import OWNERS, Door, May, Open
from tests.pages import bytes_of, form_in, settled, text_of
from tests.places import IDENTITIES, PHONES, VILLAGES, mark
from tests.register import PRODUCT_STATES, Rows
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit import ids
from withi.kit.phones import split_phones

LOGIN = "/accounts/login/"
DONE = (200, 204, 302)
REFUSED_FORM = (409, 422)
TURNS = 3


class Answer(Enum):
    """What a person must get."""

    OPEN = "the page or the act"
    SIGN_IN = "the way to sign in"
    FORBIDDEN = "403"
    MISSING = "404, as if there were no such row"
    NO_METHOD = "405"


@dataclass(frozen=True)
class Got:
    """An answer as it came: its status, where it leads, all it says to a reader, and its body as it is."""

    status: int
    location: str
    text: str
    raw: str = ""

    @property
    def answer(self) -> Answer:
        if self.status == 401 or (self.status == 302 and LOGIN in self.location):
            return Answer.SIGN_IN
        known = {403: Answer.FORBIDDEN, 404: Answer.MISSING, 405: Answer.NO_METHOD}
        return known.get(self.status, Answer.OPEN)


# --- every URL there is --------------------------------------------------------------------------


def url_names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every URL that the resolver knows, with its namespace; one without a name by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from url_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}"


# --- who may what --------------------------------------------------------------------------------


def holds(person: Person, ability: May | Open, *, officers: bool = False) -> bool:
    """Whether the person's position has the ability at all; what is open to everyone asks for none."""
    if isinstance(ability, Open):
        return True
    return person.position in ability and not (officers and person.position in OWNERS)


def owned_by(person: Person, kind: str, rows: Rows) -> bool:
    """Whether an owner's posting is about this very row, or about what hangs on it."""
    if rows.place != "here":
        return False
    kinds = {
        Position.PRODUCER: ("producer", "product", "personal", "application"),
        Position.COMMUNITY_EDITOR: ("community",),
    }
    assert person.position is not None
    return kind in kinds[person.position]


def covers(person: Person, kind: str, rows: Rows) -> bool:
    """Whether the row lies in the person's area, or is his own; a layout is kept for a whole province, and a letter is
    written by who has the whole district."""
    if person.position in OWNERS:
        return owned_by(person, kind, rows)
    if kind == "layout":
        return person.position is not None and rows.area.startswith(person.area[:2])
    if kind == "district":
        return person.position is not None and rows.area[:4].startswith(person.area)
    return person.position is not None and rows.area.startswith(person.area)


def expected(person: Person, door: Door, rows: Rows | None, ability: May | None, maker: str = "") -> Answer:
    """What the person must get for a row of a place (None: a row that there is not). `maker` entered that row."""
    if ability is None:
        return Answer.NO_METHOD
    if person.user is None:
        return Answer.SIGN_IN
    if person.position is None:
        return Answer.FORBIDDEN
    if not door.about:
        return Answer.OPEN if holds(person, ability, officers=door.officers) else Answer.FORBIDDEN
    if rows is None or not sees(person, door, rows, maker):
        return Answer.MISSING
    return Answer.OPEN if holds(person, ability, officers=door.officers) else Answer.FORBIDDEN


def sees(person: Person, door: Door, rows: Rows, maker: str) -> bool:
    """Whether the thing exists for this person."""
    if door.by_owner:
        return person.name == maker
    return holds(person, May.READ) and covers(person, door.about, rows)


# --- what a body may say -------------------------------------------------------------------------


def place_marks(place: str) -> dict[str, str]:
    """Every mark of a place, and what kind of row or fact it stands for."""
    return {
        **{mark(place, kind, "published"): kind for kind in ("community", "producer")},
        **{mark(place, "product", state): "product" for state in PRODUCT_STATES},
        mark(place, "asset"): "community",
        mark(place, "route", "published"): "route",
        mark(place, "route", "draft"): "route",
        mark(place, "host"): "host",
        mark(place, "row"): "run",
        mark(place, "contact"): "personal",
        mark(place, "registrant"): "registrant",
        mark(place, "news"): "news",
        mark(place, "centre"): "centre",
        mark(place, "point"): "personal",
        IDENTITIES[place]: "secret",
        ids.grouped(IDENTITIES[place]): "secret",
        PHONES[place]: "personal",
        split_phones(PHONES[place])[0].display: "personal",
    }


MARKS = {place: place_marks(place) for place in VILLAGES}


def allowed_marks(person: Person, world: World) -> set[str]:
    """The marks that may stand on a page of this person."""
    found = set()
    for place, marks in MARKS.items():
        rows = world.register[place]
        for text, kind in marks.items():
            is_mine = person.name == MAKERS[place] if kind == "run" else covers(person, kind, rows)
            if is_mine and may_read(person, kind):
                found.add(text)
    return found | linked_marks(person)


def may_read(person: Person, kind: str) -> bool:
    """A secret is on no page; the door that reveals it says so itself."""
    return kind != "secret" and holds(person, May.PERSONAL if kind in ("personal", "registrant", "host") else May.READ)


def linked_marks(person: Person) -> set[str]:
    """Published rows that an owner's own one names: the producer's community; a community's producer and product."""
    linked = {Position.PRODUCER: ("community",), Position.COMMUNITY_EDITOR: ("producer", "product")}
    return {mark("here", kind, "published") for kind in linked.get(person.position, ())} if person.position else set()


def public_marks() -> set[str]:
    """What everyone may read."""
    kinds = ("community", "producer", "product", "route")
    return {mark(place, kind, "published") for place in VILLAGES for kind in kinds} | {
        mark(place, kind) for place in VILLAGES for kind in ("asset", "news", "centre")
    }


def leaks(person: Person, world: World, text: str, also: Iterable[str] = ()) -> list[str]:
    """The marks in a text that this person must not see."""
    free = allowed_marks(person, world)
    said = " ".join(also)
    return sorted(each for each in told_marks(text) if each not in free and each not in said)


def told_marks(text: str) -> set[str]:
    """All the marks in a text."""
    return {each for marks in MARKS.values() for each in marks if each in text}


# --- knocking ------------------------------------------------------------------------------------


def knock(person: Person, method: str, url: str, data: Mapping[str, Any] | None = None) -> Got:
    """Ask as this person; whatever was written is taken back, and so is a message kept for the next page."""
    client = person.client
    with transaction.atomic():
        response = send(client, method, url, data or {})
        body = bytes_of(response)
        location = response.headers.get("Location", "")
        got = Got(response.status_code, location, text_of(response, body), body.decode("utf-8", "replace"))
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return got


def knock_raw(person: Person, method: str, url: str) -> HttpResponseBase:
    """The answer itself, with nothing sent in the form; whatever was written is taken back."""
    client = person.client
    with transaction.atomic():
        response = send(client, method, url, {})
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return response


def send(client: Client, method: str, url: str, data: Mapping[str, Any]) -> HttpResponseBase:
    """One request; bytes go as a file."""
    if method == "POST":
        sent = {name: as_file(value) if isinstance(value, bytes) else value for name, value in data.items()}
        return client.post(url, sent)
    return client.get(url) if method == "GET" else client.generic(method, url)


def as_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("รายการ.csv", content, "text/csv")


@dataclass
class Check:
    """One door tried by everyone in every place; `faults` are what went wrong, each a sentence."""

    world: World
    name: str
    door: Door
    is_full: bool = False
    _data: dict[str, dict[str, Any]] = field(default_factory=dict)

    def faults(self) -> list[str]:
        return [
            fault
            for method, ability in (("GET", self.door.get), ("POST", self.door.post))
            for person in self.people(method, ability)
            for fault in self.of(person, method, ability)
        ]

    def people(self, method: str, ability: Any) -> list[Person]:
        """Everyone; PostgreSQL, which the same code asks, has a third of them by turns, and one to whom it opens."""
        everyone = list(self.world.cast)
        if self.is_full or connection.vendor == "sqlite":
            return everyone
        turn = crc32(f"{self.name} {method}".encode()) % TURNS
        able = (at for at, person in enumerate(everyone) if self.opens(person, method, ability))
        chosen = {*range(turn, len(everyone), TURNS), *islice(able, 1)}
        return [everyone[at] for at in sorted(chosen)]

    def opens(self, person: Person, method: str, ability: Any) -> bool:
        return any(self.wanted(person, method, ability, rows) is Answer.OPEN for rows in self.places(person))

    def of(self, person: Person, method: str, ability: Any) -> Iterator[str]:
        """One person at this door in every place, and where there is nothing."""
        assert ability is None or isinstance(ability, May)
        want, written = expected(person, self.door, None, ability), TrailEntry.objects.count()
        nothing = knock(person, method, self.url(None), self.data(method, None)) if self.door.about else None
        if nothing is not None:
            yield from self.judge(person, method, nothing, want, None)
        for rows in self.chosen(person, method, ability):
            want = self.wanted(person, method, ability, rows)
            got = knock(person, method, self.url(rows), self.data(method, rows))
            yield from self.judge(person, method, got, want, rows)
            if want is Answer.MISSING and nothing and not self.alike(got, nothing, rows):
                yield f"{self.said(person, method, rows)}: answers otherwise than for a row that there is not"
        assert TrailEntry.objects.count() == written

    def wanted(self, person: Person, method: str, ability: May | None, rows: Rows) -> Answer:
        want = expected(person, self.door, rows, ability, MAKERS[rows.place])
        is_own = self.door.not_own and method == "POST" and person.name == MAKERS[rows.place]
        return Answer.FORBIDDEN if is_own and want is Answer.OPEN else want

    def chosen(self, person: Person, method: str, ability: May | None) -> list[Rows]:
        """One place for each answer that the person must get; all of them in the full run.

        What must be missing is the nearest that is not his, where a slip shows; of the others the doors take turns, so
        that every person is tried in every place.
        """
        places = self.places(person)
        if self.is_full:
            return places
        alike: dict[Answer, list[Rows]] = {}
        for rows in places:
            alike.setdefault(self.wanted(person, method, ability, rows), []).append(rows)
        turn = crc32(f"{self.name} {method} {person.name}".encode())
        return [some[0 if want is Answer.MISSING else turn % len(some)] for want, some in alike.items()]

    def places(self, person: Person) -> list[Rows]:
        """Every place for a row's door; for a list's the first that the person may work in."""
        everywhere = [self.world.register[place] for place in VILLAGES]
        if self.door.about:
            return everywhere
        mine = [rows for rows in everywhere if any(covers(person, kind, rows) for kind in ("product", "community"))]
        return [*mine, *everywhere][:1]

    def url(self, rows: Rows | None) -> str:
        query = f"?{urlencode(self.door.query)}" if self.door.query else ""
        return reverse(self.name, kwargs=self.door.kwargs(rows)) + query

    def data(self, method: str, rows: Rows | None) -> dict[str, Any]:
        """What someone who may would send: the form as its page shows it, and what the door says to fill in."""
        if method == "GET" or self.door.post is None:
            return {}
        some = rows or self.world.register.here
        if some.place not in self._data:
            self._data[some.place] = {**self.shown(some), **self.door.fill(some)}
        return self._data[some.place]

    def shown(self, rows: Rows) -> dict[str, Any]:
        """The form as it stands on the page of someone who may send it."""
        able = (
            person
            for person in self.world.cast
            if self.door.get and self.wanted(person, "GET", self.door.post, rows) is Answer.OPEN  # type: ignore[arg-type]
        )
        page = next((knock(person, "GET", self.url(rows)).text for person in able), "")
        return dict(form_in(page))

    def judge(self, person: Person, method: str, got: Got, want: Answer, rows: Rows | None) -> Iterator[str]:
        said = self.said(person, method, rows)
        if got.answer is not want:
            yield f"{said}: {got.status} {got.location}, wanted {want.name}"
        elif want is Answer.OPEN and got.status not in DONE:
            yield f"{said}: {got.status}, wanted it to be done"
        if found := leaks(person, self.world, got.text, self.known(person, method, rows)):
            yield f"{said}: tells of {', '.join(found)}"
        is_list = method == ("GET" if self.door.get else "POST")
        if want is Answer.OPEN and is_list and (lacking := self.lacking(person, got.text)):
            yield f"{said}: does not show {', '.join(lacking)}"

    def known(self, person: Person, method: str, rows: Rows | None) -> list[str]:
        """What the answer may repeat: to a guest the form he sent himself; to those who may ask for it, the secret."""
        said = [str(value) for value in self.data(method, rows).values()] if person.user is None else []
        revealed = person.position in May.REVEAL and self.door.reveals and rows and covers(person, "personal", rows)
        return [*said, *([IDENTITIES[rows.place], ids.grouped(IDENTITIES[rows.place])] if rows and revealed else [])]

    def lacking(self, person: Person, text: str) -> list[str]:
        """Rows of one's own area that a list should show and does not: an empty list would prove nothing."""
        wanted = [mark(place, *which) for place in VILLAGES for which in self.door.lists]
        allowed = allowed_marks(person, self.world) - linked_marks(person)
        return [each for each in wanted if each in allowed and each not in text]

    def alike(self, got: Got, nothing: Got, rows: Rows) -> bool:
        names = [str(value) for side in (rows, None) for value in self.door.kwargs(side).values()]
        return settled(got.text, *names) == settled(nothing.text, *names) and got.status == nothing.status

    def said(self, person: Person, method: str, rows: Rows | None) -> str:
        where = rows.place if rows else "nowhere"
        return " ".join(filter(None, (method, self.name, named(self.door), "as", person.name, where)))


def named(door: Door) -> str:
    """What tells the doors of one URL apart."""
    return "-".join(str(value) for value in door.fixed.values())
