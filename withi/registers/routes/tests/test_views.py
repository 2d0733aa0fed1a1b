"""Routes on the desk."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.routes import queries
from withi.registers.routes.models import Route, RouteTurn
from withi.registers.routes.tests.factory import communities, make_host, make_route
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.tests.factory import asset

pytestmark = pytest.mark.django_db
SENT = {
    "version": "1",
    "name_th": "เส้นทางใหม่",
    "area_code": "4015",
    "theme": "cloth",
    "effort": "easy",
    "mode": "car",
    "days": "1",
    "begins_at": "09:00:00",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


@pytest.mark.parametrize(
    ("view", "reader"),
    [
        (Asked("/desk/routes/{pk}/", wrong_method="post"), 200),
        (Asked("/desk/routes/{pk}/edit/", SENT, 302), 403),
        (Asked("/desk/routes/{pk}/stops/add/"), 403),
        (Asked("/desk/routes/{pk}/hosts/"), 403),
        (Asked("/desk/routes/{pk}/turn/"), 403),
    ],
    ids=lambda value: value.path if isinstance(value, Asked) else "",
)
def test_six_questions(cast: Cast, view: Asked, reader: int) -> None:
    route = make_route(state=State.DRAFT.value)
    assert six_answers(view, cast, route.pk) == [view.answers, view.answers, 404, reader, 404, 405]


def test_a_route_is_written_with_a_season_and_stops(worker: Client) -> None:
    one, two = communities()
    boats = asset(two, "ลงเรือยกยอ")
    season = {"season_first": "11", "season_last": "2", "group_max": "๒๐", "begins_at": "07:30:00"}
    made = worker.post("/desk/routes/add/", SENT | season)
    route = Route.objects.get()
    assert made["Location"] == f"/desk/routes/{route.pk}/"
    assert (route.season_first, route.season_last, route.group_max, route.begins_at.hour) == (11, 2, 20, 7)
    for place in (f"c{one.pk}", f"a{boats.pk}"):
        sent = {"version": "1", "place": place, "day": "1", "minutes": "90", "note_th": "ลงเรือแต่เช้า"}
        assert worker.post(f"/desk/routes/{route.pk}/stops/add/", sent).status_code == 302
    stops = queries.stops_of(route)
    assert [(stop.community, stop.asset) for stop in stops] == [(one, None), (two, boats)]
    page = worker.get(f"/desk/routes/{route.pk}/").content.decode()
    assert "ลงเรือยกยอ" in page
    assert "7.30" in page
    assert "ไม่ตรงกับเวลาเปิด" not in page
    CommunityAsset.objects.filter(pk=boats.pk).update(hours="Mo-Su 05:30-08:00")
    assert "ไม่ตรงกับเวลาเปิด: ทุกวัน 5:30–8:00" in worker.get(f"/desk/routes/{route.pk}/").content.decode()
    move = f"/desk/routes/{route.pk}/stops/{stops[1].pk}/move/"
    assert worker.post(move, {"step": "up"}).status_code == 302
    assert queries.stops_of(route)[0].asset == boats
    assert worker.post(move, {"step": "place", "day": "1", "at": "1"}).status_code == 302
    assert queries.stops_of(route)[1].asset == boats
    for wrong in ({"step": "aside"}, {"step": "place", "day": "9", "at": "0"}, {"step": "place", "at": "-1"}):
        assert worker.post(move, wrong).status_code == 422, wrong
    assert queries.stops_of(route)[1].asset == boats


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins_at": "25:00:00"},
        {"begins_at": "x"},
        {"days": "5"},
        {"days": "0"},
        {"season_first": "13", "season_last": "2"},
        {"season_first": "11"},
        {"group_min": "9", "group_max": "8"},
        {"theme": "war"},
        {"mode": "rocket"},
        {"name_th": ""},
        {"area_code": "3001"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_in_the_form(worker: Client, wrong: dict[str, str]) -> None:
    answer = worker.post("/desk/routes/add/", SENT | wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Route.objects.exists()


@pytest.mark.parametrize("place", ["c0", "a1", "x", "", "c", "c99999999999999999999"])
def test_a_stop_that_is_not_offered_is_refused(worker: Client, place: str) -> None:
    route = make_route(communities()[:1], state=State.DRAFT.value)
    sent = {"version": "1", "place": place, "day": "1", "minutes": "60"}
    assert worker.post(f"/desk/routes/{route.pk}/stops/add/", sent).status_code == 422
    assert route.stops.count() == 1


def test_the_desk_says_which_village_closes_a_route(worker: Client) -> None:
    one, two = communities()
    route = make_route([one, two])
    assert "บ้านศุภชัย: " not in worker.get("/desk/routes/").content.decode()
    Community.objects.filter(pk=two.pk).update(receiving="paused")
    for path in ("/desk/routes/", f"/desk/routes/{route.pk}/"):
        assert "บ้านศุภชัย: งดรับชั่วคราว" in worker.get(path).content.decode()
    place = worker.get(f"/desk/routes/{route.pk}/stops/add/").content.decode()
    assert f'value="c{two.pk}"' not in place


def test_the_next_host_takes_a_group_or_lets_it_pass(worker: Client) -> None:
    one, two = communities()
    route = make_route([one, two])
    for name, community in (("คุ้มใต้", one), ("กลุ่มเรือ", two)):
        sent = {"community": str(community.pk), "name": name}
        assert worker.post(f"/desk/routes/{route.pk}/hosts/", sent).status_code == 302
    first, second = route.hosts.all()
    path, day = f"/desk/routes/{route.pk}/turn/", {"taken_on": "26/11/2569"}
    assert worker.post(path, {**day, "host": str(first.pk), "step": "take"}).status_code == 422
    taken = worker.post(path, {**day, "host": str(first.pk), "people": "12", "step": "take"})
    assert taken.status_code == 302
    again = worker.post(path, {**day, "host": str(first.pk), "people": "12", "step": "take"})
    assert again.status_code == 409
    assert "กลุ่มเรือ" in again.content.decode()
    assert worker.post(path, {**day, "host": str(second.pk), "step": "pass"}).status_code == 302
    assert list(RouteTurn.objects.order_by("pk").values_list("host", "people")) == [(first.pk, 12), (second.pk, None)]
    elsewhere = make_host(make_route([one]), one, "ที่อื่น")
    assert worker.post(path, {**day, "host": str(elsewhere.pk), "people": "1"}).status_code == 404


def test_readers_without_personal_data_see_no_hosts(cast: Cast, worker: Client) -> None:
    one, two = communities()
    route = make_route([one, two])
    make_host(route, one, "คุ้มใต้")
    assert "คุ้มใต้" in worker.get(f"/desk/routes/{route.pk}/").content.decode()
    assert "คุ้มใต้" not in client_of(cast.reader).get(f"/desk/routes/{route.pk}/").content.decode()


def test_a_long_list_costs_no_more_questions(worker: Client) -> None:
    one, two = communities()
    make_route([one, two])
    worker.get("/desk/routes/")
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            worker.get("/desk/routes/")
        counts.append(len(asked))
        for _each in range(9):
            make_route([one, two])
    assert counts[0] == counts[1]
