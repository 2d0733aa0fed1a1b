"""The fixed cast of people and the small register they stand around: what every view test plays with.

A pytest plugin of the root conftest: `cast` and `register`. Four places, real areas with their real codes and names:
HERE and BESIDE are two tambons of one district, NEAR is the district next to it, FAR another province. In each a
worker has entered a community, a producer, its products in every state, and a point to check. Every name holds a
mark such as "zz-here-product-draft", so that a page or a file tells by its text whose rows it shows. All rows are
invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests import register as shelves
from tests.kept import again
from tests.places import BESIDE, FAR, HERE, NEAR, make_areas
from tests.register import Register
from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Grant, Position, Scope
from withi.ground.people.tests.factory import sign_in
from withi.registers.producers.models import Producer
from withi.registers.villages.models import Community

PASSWORD = "เช้าวันเสาร์ตลาดเขียว"


@dataclass
class Person:
    """Someone who plays: an account (none for the guest) with one posting (none for the guest and the unposted)."""

    name: str
    position: Position | None = None
    area: str = ""
    user: User | None = None
    subject: tuple[str, int] | None = None
    session: str = ""
    """The key of the session in which this person is signed in."""
    _client: Client | None = field(default=None, repr=False)

    @property
    def scope(self) -> Scope:
        if self.user is None or self.position is None:
            return Scope(self.user.pk if self.user else None)
        return Scope(self.user.pk, (Grant(self.position, self.area, subject=self.subject),))

    @property
    def account(self) -> User:
        assert self.user is not None
        return self.user

    @property
    def client(self) -> Client:
        """A browser in which this person is signed in; the same one each time."""
        if self._client is None:
            self._client = Client()
            if self.session:
                self._client.cookies[site.SESSION_COOKIE_NAME] = self.session
        return self._client


@dataclass(frozen=True)
class Cast:
    """Who plays. Workers have entered the rows of their places; owners own rows of HERE."""

    worker: Person
    colleague: Person
    chief: Person
    neighbour: Person
    province_chief: Person
    officer: Person
    stranger: Person
    department: Person
    executive: Person
    local_authority: Person
    partner: Person
    centre_staff: Person
    network: Person
    auditor: Person
    producer: Person
    editor: Person
    unposted: Person
    guest: Person

    def __iter__(self) -> Iterator[Person]:
        return (getattr(self, part.name) for part in fields(self))


WORKERS = {HERE: "worker", BESIDE: "colleague", NEAR: "neighbour", FAR: "stranger"}
POSTS: dict[str, tuple[Position, str]] = {
    "worker": (Position.DISTRICT_WORKER, "4015"),
    "colleague": (Position.DISTRICT_WORKER, "401502"),
    "chief": (Position.DISTRICT_CHIEF, "4015"),
    "neighbour": (Position.DISTRICT_WORKER, "4011"),
    "province_chief": (Position.PROVINCE_CHIEF, "40"),
    "officer": (Position.PROVINCE_OFFICER, "40"),
    "stranger": (Position.PROVINCE_OFFICER, "27"),
    "department": (Position.DEPARTMENT, ""),
    "executive": (Position.EXECUTIVE, "40"),
    "local_authority": (Position.LOCAL_AUTHORITY, "401508"),
    "partner": (Position.PARTNER, "40"),
    "centre_staff": (Position.CENTRE_STAFF, "4015"),
    "network": (Position.NETWORK, "40"),
    "auditor": (Position.AUDITOR, ""),
    "producer": (Position.PRODUCER, "401508"),
    "editor": (Position.COMMUNITY_EDITOR, "401508"),
}
OWNERS = {"producer": Producer.SUBJECT, "editor": Community.SUBJECT}


def make_people() -> dict[str, Person]:
    """Accounts and area postings; owners get theirs once the rows are there. Three queries."""
    secret = make_password(PASSWORD)
    names = [*POSTS, "unposted"]
    users = User.objects.bulk_create(
        [User(username=name, display_name=f"{name} (ตัวอย่าง)", password=secret) for name in names]
    )
    people = {user.username: _person(user) for user in users}
    Posting.objects.bulk_create([_posting(people[name]) for name in POSTS if name not in OWNERS])
    return people | {"guest": Person("guest")}


def _person(user: User) -> Person:
    position, area = POSTS.get(user.username, (None, ""))
    return Person(user.username, position, area, user)


def _posting(person: Person) -> Posting:
    assert person.position is not None
    kind, pk = person.subject or ("", None)
    return Posting(
        user=person.account,
        position=person.position.value,
        area_code=person.area,
        valid_from=date(2020, 1, 1),
        subject_kind=kind,
        subject_id=pk,
    )


def sign_in_all(people: dict[str, Person]) -> None:
    """Everyone with an account has a session; it lies among the rows, so no test has to sign in anyone anew."""
    for person in people.values():
        if person.user is not None:
            person.session = str(sign_in(Client(), person.account).session.session_key)


def post_owners(people: dict[str, Person], register: Register) -> None:
    """The producer's own account and the community's editor, of HERE."""
    for name, kind in OWNERS.items():
        people[name].subject = (kind, register.here.id_of(kind))
    Posting.objects.bulk_create([_posting(people[name]) for name in OWNERS])


@dataclass(frozen=True)
class World:
    """The people and the rows."""

    cast: Cast
    register: Register


def act() -> World:
    """Let the world come about as it does on a site, by the rooms' own verbs."""
    make_areas()
    people = make_people()
    register = shelves.make({place: people[name].account for place, name in WORKERS.items()})
    post_owners(people, register)
    sign_in_all(people)
    return World(Cast(**people), register)


@pytest.fixture
def world(db: None) -> World:
    """Acted out for the first test of a process; for the others its rows and files are put back."""
    there: World = again(act)
    return there


@pytest.fixture
def cast(world: World) -> Cast:
    """The people, each with a browser of his own where he is signed in; the small register is there too."""
    return world.cast


@pytest.fixture
def register(world: World) -> Register:
    """The rows of the four places; the people are there too."""
    return world.register
