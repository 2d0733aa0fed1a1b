"""Writes on routes: stops and their order, what keeps a route from guests, and whose turn it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.ground.search.queries import find
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, make_cast
from withi.registers.routes import actions, queries
from withi.registers.routes.actions import StopRow
from withi.registers.routes.models import Route
from withi.registers.routes.tests.factory import communities, make_host, make_route, row_of
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import asset, community

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.worker.user, "scope": cast.worker.scope}


def order(route: Route) -> list[tuple[int, str]]:
    return [(stop.day, stop.community.name_th) for stop in queries.stops_of(route)]


def test_a_route_is_written_sent_and_published(cast: Cast) -> None:
    one, two = communities()
    route = actions.add(**by(cast), facts=row_of(days=2))
    for day, place in enumerate((one, two), start=1):
        actions.add_stop(**by(cast), route=route, facts=StopRow(place, day=day))
    publication.submit(**by(cast), row=route)
    publication.approve(actor=cast.chief.user, scope=cast.chief.scope, row=route)
    assert Route.objects.shown().get() == route
    assert [hit.ref_id for hit in find("เส้นทางใหม่", kinds=["route"]).hits] == [route.pk]
    verbs = list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["routes.add", *["routes.stop_add"] * 2, "publication.submit", "publication.approve"]


def test_who_wrote_a_stop_does_not_approve(cast: Cast) -> None:
    route = make_route(communities(), state=State.DRAFT.value)
    officer: dict[str, Any] = {"actor": cast.officer.user, "scope": cast.officer.scope}
    actions.move_stop(**officer, route=route, stop=queries.stops_of(route)[1], step=-1)
    publication.submit(**by(cast), row=route)
    with pytest.raises(Problem, match=r"publication\.own_row"):
        publication.approve(**officer, row=route)


def test_a_route_without_two_communities_is_not_sent(cast: Cast) -> None:
    one, _two = communities()
    route = make_route([one, one], state=State.DRAFT.value, days=2)
    with pytest.raises(Problem, match=r"publication\.incomplete") as refused:
        publication.submit(**by(cast), row=route)
    assert "จุดแวะของวันที่ 2" in refused.value.message("th")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"state": State.DRAFT.value}, "route.unpublished"),
        ({"receiving": "paused"}, "route.paused"),
        ({"receiving": "ceased"}, "route.ceased"),
    ],
    ids=str,
)
def test_a_closed_village_is_no_stop_and_hides_the_route(cast: Cast, values: dict[str, str], code: str) -> None:
    one, two = communities()
    shown, draft = make_route([one, two]), make_route([one], state=State.DRAFT.value)
    assert Route.objects.shown().count() == 1
    Community.objects.filter(pk=two.pk).update(**values)
    two.refresh_from_db()
    with pytest.raises(Problem) as refused:
        actions.add_stop(**by(cast), route=draft, facts=StopRow(two))
    assert (refused.value.code, "บ้านศุภชัย" in refused.value.message("th")) == (code, True)
    assert not Route.objects.shown().exists()
    assert "บ้านศุภชัย" in queries.missing(shown)[0]


def test_stops_stay_by_day_and_move_over_its_edge(cast: Cast) -> None:
    one, two = communities()
    route = make_route([one, two], state=State.DRAFT.value, days=2)
    later = actions.add_stop(**by(cast), route=route, facts=StopRow(one, day=2))
    first, second = queries.stops_of(route)[:2]
    assert actions.move_stop(**by(cast), route=route, stop=second, step=-1)
    assert order(route) == [(1, "บ้านศุภชัย"), (1, "บ้านดงเค็ง"), (2, "บ้านดงเค็ง")]
    assert actions.move_stop(**by(cast), route=route, stop=first, step=1)
    assert order(route) == [(1, "บ้านศุภชัย"), (2, "บ้านดงเค็ง"), (2, "บ้านดงเค็ง")]
    assert not actions.move_stop(**by(cast), route=route, stop=later, step=1)
    assert not actions.move_stop(**by(cast), route=route, stop=second, step=-1)


def test_a_stop_is_set_down_where_it_was_dragged_to(cast: Cast) -> None:
    one, two = communities()
    route = make_route([one, two], state=State.DRAFT.value, days=3)
    last = actions.add_stop(**by(cast), route=route, facts=StopRow(one, day=2, minutes=30))
    first = queries.stops_of(route)[0]
    assert actions.place_stop(**by(cast), route=route, stop=last, day=1, at=1)
    assert order(route) == [(1, "บ้านดงเค็ง"), (1, "บ้านดงเค็ง"), (1, "บ้านศุภชัย")]
    assert queries.stops_of(route)[1] == last
    assert not actions.place_stop(**by(cast), route=route, stop=last, day=1, at=1)
    assert actions.place_stop(**by(cast), route=route, stop=first, day=3, at=9)
    assert order(route) == [(1, "บ้านดงเค็ง"), (1, "บ้านศุภชัย"), (3, "บ้านดงเค็ง")]
    with pytest.raises(Problem, match=r"route\.beyond"):
        actions.place_stop(**by(cast), route=route, stop=first, day=4, at=0)


def test_a_published_route_waits_after_a_change_and_stays_whole(cast: Cast) -> None:
    route = make_route(communities())
    first, second = queries.stops_of(route)
    actions.move_stop(**by(cast), route=route, stop=second, step=-1)
    assert (route.state, route.version) == (State.WAITING, 2)
    with pytest.raises(Problem, match=r"publication\.incomplete"):
        actions.remove_stop(**by(cast), route=route, stop=first)
    assert route.stops.count() == 2


def test_the_second_of_two_who_change_a_stop_sees_both_versions(cast: Cast) -> None:
    one, two = communities()
    route = make_route([one, two], state=State.DRAFT.value)
    stop = queries.stops_of(route)[0]
    longer = StopRow(one, minutes=90)
    assert actions.change_stop(**by(cast), route=route, stop=stop, version=1, facts=longer)
    assert not actions.change_stop(**by(cast), route=route, stop=stop, version=1, facts=longer)
    with pytest.raises(Problem, match=r"publication\.changed") as refused:
        actions.change_stop(**by(cast), route=route, stop=stop, version=1, facts=StopRow(one, minutes=30))
    assert refused.value.values["theirs"] == {"minutes": 90}


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    one, two = communities()
    route = make_route([one, two], state=State.DRAFT.value)
    wrong = {
        "route.beyond": StopRow(one, day=2),
        "route.foreign_asset": StopRow(one, asset=asset(two)),
        "route.late": StopRow(one, minutes=660),
    }
    for code, facts in wrong.items():
        with pytest.raises(Problem) as refused:
            actions.add_stop(**by(cast), route=route, facts=facts)
        assert refused.value.code == code
    assert route.stops.count() == 2
    long = make_route([one, two], state=State.DRAFT.value, days=2)
    long.stops.update(day=2)
    with pytest.raises(Problem, match=r"route\.days"):
        actions.change(**by(cast), route=long, facts=row_of(name_th=long.name_th), version=1)
    with pytest.raises(Problem, match=r"publication\.area"):
        actions.add(actor=cast.stranger.user, scope=cast.stranger.scope, facts=row_of())


# --- hosts ---------------------------------------------------------------------------------------


def test_hosts_take_turns_and_a_paused_village_takes_none(cast: Cast) -> None:
    one, two = communities()
    route, today = make_route([one, two]), timezone.localdate()
    first, second = make_host(route, one, "คุ้มใต้"), make_host(route, two, "กลุ่มเรือ")
    take = {**by(cast), "route": route, "taken_on": today}
    actions.take_turn(**take, host=first, people=12)
    with pytest.raises(Problem, match=r"route\.not_next") as refused:
        actions.take_turn(**take, host=first, people=8)
    assert (refused.value.status, "กลุ่มเรือ" in refused.value.message("th")) == (409, True)
    actions.take_turn(**take, host=second, people=None)
    assert [(line.row.name, line.groups) for line in queries.hosts_in_turn(route)] == [("คุ้มใต้", 1), ("กลุ่มเรือ", 0)]
    Community.objects.filter(pk=one.pk).update(receiving="paused")
    actions.take_turn(**take, host=second, people=9)
    Community.objects.filter(pk=two.pk).update(receiving="ceased")
    with pytest.raises(Problem, match=r"route\.no_host"):
        actions.take_turn(**take, host=second, people=9)
    assert route.state == State.PUBLISHED
    assert not TrailEntry.objects.filter(note__contains="คุ้มใต้").exists()


def test_a_host_lives_on_the_route_and_stands_there_once(cast: Cast) -> None:
    one, two = communities()
    route = make_route([one, two])
    actions.add_host(**by(cast), route=route, community=one, name="คุ้มใต้")
    with pytest.raises(Problem, match=r"route\.host_known"):
        actions.add_host(**by(cast), route=route, community=one, name="คุ้มใต้")
    with pytest.raises(Problem, match=r"route\.not_a_stop"):
        actions.add_host(**by(cast), route=route, community=community("บ้านอื่น", "401508"), name="คุ้มเหนือ")
    far = timezone.localdate() + timedelta(days=400)
    with pytest.raises(Problem, match=r"route\.turn_day"):
        actions.take_turn(**by(cast), route=route, host=route.hosts.get(), taken_on=far, people=3)
    actions.remove_host(**by(cast), route=route, host=route.hosts.get())
    assert not route.hosts.exists()
