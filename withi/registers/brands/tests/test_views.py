"""The brand of a community: the page, what is kept, two people at once."""

import pytest
from django.test import Client

from withi.ground.people.tests.factory import sign_in
from withi.ground.trail.models import TrailEntry
from withi.registers.brands import actions
from withi.registers.brands.models import Brand
from withi.registers.brands.queries import brand_of
from withi.registers.brands.rules import Dye, Look, Thread
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import editor, open_community

pytestmark = pytest.mark.django_db
LOOK = Look("ผ้าหมี่ดงเค็ง", Dye.LAC, Thread.JACK, "check", "stone", "loom", "Dong Kheng Ikat")
SENT = {**actions.values_of(LOOK), "version": "1"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def row(cast: Cast) -> Community:
    return open_community(area="401508")


def path(row: Community) -> str:
    return f"/desk/brands/{row.pk}/"


def test_six_questions_of_the_page(cast: Cast, row: Community) -> None:
    assert six_answers(Asked("/desk/brands/{pk}/"), cast, row.pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_keeping(cast: Cast, row: Community) -> None:
    view = Asked("/desk/brands/{pk}/", sent=SENT, answers=302)
    assert six_answers(view, cast, row.pk) == [302, 302, 404, 403, 404, 405]
    assert brand_of(row).look() == LOOK


def test_the_community_s_own_people_keep_it_and_the_trail_tells(row: Community) -> None:
    own = Client()
    sign_in(own, editor(row))
    assert own.post(path(row), SENT).status_code == 302
    entry = TrailEntry.objects.get(verb="brands.keep")
    assert (entry.subject, entry.subject_id) == ("community", row.pk)
    assert "ผ้าหมี่ดงเค็ง" in entry.note
    own.post(path(row), SENT | {"version": "2"})
    assert TrailEntry.objects.filter(verb="brands.keep").count() == 1


def test_only_looking_keeps_nothing(cast: Cast, row: Community) -> None:
    answer = client_of(cast.worker).post(path(row), SENT | {"try": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "#8d1f31" in page
    assert "ผ้าหมี่ดงเค็ง" in page
    assert not Brand.objects.exists()
    wrong = client_of(cast.worker).post(path(row), SENT | {"try": "1", "dye": "neon"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("wrong", [{"dye": "neon"}, {"name_th": ""}, {"name_th": "ก" * 61}, {"drawing": "garuda"}])
def test_a_brand_that_cannot_be_is_refused(cast: Cast, row: Community, wrong: dict[str, str]) -> None:
    assert client_of(cast.worker).post(path(row), SENT | wrong).status_code == 422
    assert not Brand.objects.exists()


def test_the_second_of_two_sees_both(cast: Cast, row: Community) -> None:
    client_of(cast.worker).post(path(row), SENT)
    answer = client_of(cast.colleague).post(path(row), SENT | {"name_th": "อีกชื่อ"})
    assert answer.status_code == 409
    assert "ผ้าหมี่ดงเค็ง" in answer.content.decode()
    assert Brand.objects.get().name_th == "ผ้าหมี่ดงเค็ง"
    taken = SENT | {"name_th": "อีกชื่อ", "version": "2"}
    assert client_of(cast.colleague).post(path(row), taken).status_code == 302
    assert Brand.objects.get().name_th == "อีกชื่อ"
