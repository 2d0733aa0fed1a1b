"""People without any rows around them, small areas, and the six questions every view of the desk is asked."""

from dataclasses import dataclass
from datetime import date

from django.http.response import HttpResponseBase
from django.test import Client

from withi.ground.people.models import Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Position, Scope
from withi.ground.people.tests.factory import sign_in
from withi.ground.places.models import Area
from withi.kit import thai

AREAS = {
    "40": ("ขอนแก่น", "จ.ขอนแก่น"),
    "4015": ("หนองสองห้อง", "อ.หนองสองห้อง จ.ขอนแก่น"),
    "401502": ("คึมชาด", "ต.คึมชาด อ.หนองสองห้อง จ.ขอนแก่น"),
    "40150205": ("ศุภชัย", "บ้านศุภชัย ม.5 ต.คึมชาด อ.หนองสองห้อง จ.ขอนแก่น"),
    "401508": ("ดงเค็ง", "ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น"),
    "4011": ("เปือยน้อย", "อ.เปือยน้อย จ.ขอนแก่น"),
    "30": ("นครราชสีมา", "จ.นครราชสีมา"),
    "3001": ("เมืองนครราชสีมา", "อ.เมืองนครราชสีมา จ.นครราชสีมา"),
}


@dataclass(frozen=True)
class Person:
    """An account and what it may do today."""

    user: User
    scope: Scope


@dataclass(frozen=True)
class Cast:
    """Who plays: two workers and the chief of district 4015, people of province 40, a worker of 3001."""

    worker: Person
    colleague: Person
    chief: Person
    officer: Person
    reader: Person
    stranger: Person


def make_areas() -> None:
    Area.objects.bulk_create(
        [
            Area(
                code=code,
                level=len(code),
                name_th=name,
                name_en=f"Area {code}",
                path_th=path,
                path_en=f"Area {code}",
                folded=thai.fold(name),
                sort_key=thai.sort_key(name),
            )
            for code, (name, path) in AREAS.items()
        ],
        ignore_conflicts=True,
    )


def make_person(username: str, position: Position, area_code: str, *, subject: tuple[str, int] | None = None) -> Person:
    """An account with one posting; the producer's or community's own account where `subject` names its row."""
    user = User.objects.create(username=username, display_name=f"{username} (ตัวอย่าง)", password="!")
    kind, pk = subject or ("", None)
    Posting.objects.create(
        user=user,
        position=position.value,
        area_code=area_code,
        valid_from=date(2020, 1, 1),
        subject_kind=kind,
        subject_id=pk,
    )
    return Person(user, scope_of(user))


def make_cast() -> Cast:
    make_areas()
    return Cast(
        worker=make_person("worker", Position.DISTRICT_WORKER, "4015"),
        colleague=make_person("colleague", Position.DISTRICT_WORKER, "4015"),
        chief=make_person("chief", Position.DISTRICT_CHIEF, "4015"),
        officer=make_person("officer", Position.PROVINCE_OFFICER, "40"),
        reader=make_person("reader", Position.EXECUTIVE, "40"),
        stranger=make_person("stranger", Position.DISTRICT_WORKER, "3001"),
    )


@dataclass(frozen=True)
class Asked:
    """A view as the six questions see it: `path` with {pk} for its row, what is sent (None: it is only read)."""

    path: str
    sent: dict[str, str] | None = None
    answers: int = 200
    wrong_method: str = "delete"

    def ask(self, client: Client, pk: int = 0) -> HttpResponseBase:
        path = self.path.format(pk=pk)
        response: HttpResponseBase = client.get(path) if self.sent is None else client.post(path, self.sent)
        return response


BAD_ID = 987_654_321


def client_of(person: Person) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    sign_in(client, person.user)
    return client


def six_answers(view: Asked, cast: Cast, pk: int, *, can: Person | None = None) -> list[int]:
    """Statuses: who may, a colleague in scope, another province, read-only, a bad id, the wrong method.

    The first two must be `view.answers`; then 404, 403, 404, 405. Asked in the order that changes nothing first.
    """
    able = client_of(can or cast.worker)
    foreign = view.ask(client_of(cast.stranger), pk).status_code
    read_only = view.ask(client_of(cast.reader), pk).status_code
    bad_id = view.ask(able, BAD_ID).status_code
    method = getattr(able, view.wrong_method)(view.path.format(pk=pk)).status_code
    colleague = view.ask(client_of(cast.colleague if can is None else can), pk).status_code
    return [view.ask(able, pk).status_code, colleague, foreign, read_only, bad_id, method]
