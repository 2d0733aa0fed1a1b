"""The officer's first page: its entries, and how many queries it takes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from withi.faces.desk import queries
from withi.ground.people.models import Posting, User
from withi.ground.web.counting import count_all
from withi.registers.producers.actions import KIND
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State

MOST_QUERIES = 10
ELSEWHERE = (
    "figures:start", "routes:list", "news:list", "enquiries:index", "checkin:index", "marks:list", "segments:list",
    "market:index", "printing:runs", "followup:start", "photos:zip_start", "exchange:start",
)  # fmt: skip


@pytest.mark.parametrize("who", ["worker", "chief", "auditor"])
def test_home_takes_as_many_queries_for_one_row_as_for_fifty(cast: Cast, who: str) -> None:
    client = getattr(cast, who).client
    client.get("/desk/")
    taken = []
    for count in (1, 49):
        for _ in range(count):
            make_producer(state=State.WAITING)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/desk/").status_code == 200
        taken.append(len(asked))
    assert taken[0] == taken[1] <= MOST_QUERIES


def waiting(cast: Cast) -> int:
    """The figure beside "waiting for my approval", a chief's first entry."""
    found = re.search(r'<span class="fig">([0-9,]+)<small>', cast.chief.client.get("/desk/").content.decode())
    assert found is not None
    return int(found[1].replace(",", ""))


def test_home_counts_what_waits_in_ones_own_area(cast: Cast) -> None:
    before = waiting(cast)
    make_producer(state=State.WAITING)
    make_producer(state=State.WAITING, area_code="3001")
    assert waiting(cast) == before + 1


def test_what_is_counted_is_put_together_once_and_follows_the_posting(cast: Cast) -> None:
    make_producer(state=State.WAITING)
    make_producer(state=State.WAITING, area_code="3001")
    first = waiting(cast)
    before = queries._counting.cache_info()
    assert waiting(cast) == first
    assert queries._counting.cache_info() == before, "the desk is shown as it was made"
    make_producer(state=State.WAITING)
    assert waiting(cast) == first + 1
    after = queries._counting.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)
    Posting.objects.filter(user=cast.chief.account).update(area_code="3001")
    assert waiting(cast) == 1


def test_counts_of_querysets_that_can_have_no_row_cost_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert count_all({"users": User.objects.none(), "producers": Producer.objects.filter(pk__in=())}) == {
            "users": 0,
            "producers": 0,
        }
    assert len(asked) == 0


def test_every_other_place_opens_to_whom_it_is_shown(cast: Cast) -> None:
    """And an officer is shown every place where he may work."""
    for person in cast:
        if person.position is None:
            continue
        page = person.client.get("/desk/").content.decode()
        for name in ELSEWHERE:
            address = reverse(name)
            shown = f'<li><a href="{address}">' in page
            opens = person.client.get(address).status_code in (200, 302)
            assert shown == opens if person.scope.is_officer else shown <= opens, (person.name, name)


def test_the_search_forgives_a_slip_and_offers_what_was_typed(cast: Cast) -> None:
    producer = make_producer(area_code="4015", name_th="กลุ่มทอผ้าบ้านหัวขัว")
    publication.reindex(KIND, [producer])

    def asked(**query: str) -> str:
        html: str = cast.chief.client.get("/desk/search/", query).content.decode()
        return html

    near = asked(q="กลุ่มทอผ้าบ้านหัวขวว")
    assert "กลุ่มทอผ้าบ้านหัวขัว</a>" in near
    assert "&amp;literal=1" in near
    literal = asked(q="กลุ่มทอผ้าบ้านหัวขวว", literal="1")
    assert "กลุ่มทอผ้าบ้านหัวขัว</a>" not in literal
    assert "ค้นตรงตามที่พิมพ์" in literal
    assert "literal=1" not in asked(q="กลุ่มทอผ้า  บ้านหัวขัว")


def test_the_search_shows_the_thai_name_of_what_was_found_by_its_sound(cast: Cast) -> None:
    row = make_producer(name_th="กลุ่มทอผ้าบ้านหัวขัว", state=State.PUBLISHED)
    publication.reindex(KIND, [row])
    html = cast.chief.client.get("/desk/search/", {"q": "hua khua"}).content.decode()
    assert "กลุ่มทอผ้าบ้านหัวขัว" in html
    assert "klumthopha" not in html
