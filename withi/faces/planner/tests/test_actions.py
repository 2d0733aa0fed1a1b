"""Planning and changing: what is stored, who may ask how often, how many at once, and what is counted."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.faces.planner import access, actions, queries, rules
from withi.faces.planner.models import Trip, TripAsking, TripBasis, TripCount, TripTurn
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import ADDRESS, CLOSED, Quick, quick
from withi.ground.jobs.running import PERIODS
from withi.ground.search.models import SearchName
from withi.ground.search.queries import find
from withi.kit.problem import Problem
from withi.kit.trips import Broken
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.tests import factory as villages
from withi.work.checkin.queries import scanned_lately
from withi.work.checkin.tests.factory import make_scans

__all__ = ["quick"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


def asset(community: Community, name: str) -> int:
    return community.assets.get(name_th=name).pk


def state(trip: Trip) -> rules.State:
    return access.state_of(trip)


def test_a_trip_is_planned_over_communities_that_receive_guests_only() -> None:
    here, there = factory.country()
    trip = factory.trip(here, days=2, begin=480, end=1200)
    homes = {CommunityAsset.objects.get(pk=pk).community_id for pk in state(trip).visited}
    assert homes <= {here.pk, there.pk}
    assert here.pk in homes
    names = {CommunityAsset.objects.get(pk=one.id).name_th for one in access.basis_of(trip).items}
    assert not [name for name in names if name.split()[-1] in CLOSED]


def test_the_same_wish_finds_the_same_trip() -> None:
    here, _there = factory.country()
    assert state(factory.trip(here)).routes == state(factory.trip(here)).routes


def test_what_must_be_in_it_is_and_guests_are_spread(quick: Quick) -> None:
    here, _there = factory.country()
    must = asset(here, "ย้อมคราม")
    trip = factory.trip(here, begin=540, end=720, musts=(must,))
    assert must in state(trip).visited
    assert quick.asked[0]["spread"] == rules.SPREAD


def test_a_must_that_is_closed_that_day_is_left_out_with_its_reason() -> None:
    here, _there = factory.country()
    Community.objects.filter(pk=here.pk).update(closed_days="วันเสาร์")
    must = asset(here, "มัดหมี่")
    assert dict(state(factory.trip(here, musts=(must,))).left_out)[must] == "closed that day"


def test_a_night_is_spent_in_a_homestay_with_beds_enough() -> None:
    here, _there = factory.country()
    nights = state(factory.trip(here, days=2)).nights
    assert CommunityAsset.objects.filter(pk=nights[0] or 0, kind="homestay").exists()
    assert state(factory.trip(here, days=2, party=13)).nights[0] is None


def test_nobody_near_is_said() -> None:
    factory.areas_only()
    with pytest.raises(Problem, match=r"trip\.nowhere"):
        actions.plan(wish=factory.wish(area="47"), address=ADDRESS)


def test_each_button_makes_a_trip_of_its_own_and_leaves_the_first_as_it_was() -> None:
    here, _there = factory.country()
    first = factory.trip(here)
    before, stop = state(first), state(first).visited[0]
    for step in ("pin", "remove", "swap", "later"):
        made = actions.edit(trip=first, step=step, stop=stop, address=ADDRESS)
        assert made.before_id == first.pk
        assert made.basis_id == first.basis_id
        assert state(made) != before
    first.refresh_from_db()
    assert state(first) == before
    assert TripBasis.objects.count() == 1


def test_a_stop_that_is_not_there_and_one_without_another() -> None:
    here, _there = factory.country()
    first = factory.trip(here)
    with pytest.raises(Problem, match=r"trip\.no_such_visit"):
        actions.edit(trip=first, step="pin", stop=10**9, address=ADDRESS)
    stop = state(first).visited[0]
    everything = tuple(one.id for one in access.basis_of(first).items)
    Trip.objects.filter(pk=first.pk).update(state=first.state | {"removed": list(everything)})
    first.refresh_from_db()
    with pytest.raises(Problem, match=r"trip\.no_other"):
        actions.edit(trip=first, step="swap", stop=stop, address=ADDRESS)


def test_planned_anew_keeps_pins_and_what_was_taken_out_stays_out() -> None:
    here, _there = factory.country()
    first = factory.trip(here, days=2)
    kept, gone = state(first).visited[0], state(first).visited[-1]
    pinned = actions.edit(trip=first, step="pin", stop=kept, address=ADDRESS)
    without = actions.edit(trip=pinned, step="remove", stop=gone, address=ADDRESS)
    again = state(actions.plan_anew(trip=without, address=ADDRESS))
    assert kept in again.visited
    assert gone not in again.visited
    assert again.pinned == (kept,)


def test_an_address_may_plan_so_often_and_another_is_not_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PLANS", 2)
    here, _there = factory.country()
    factory.trip(here)
    factory.trip(here)
    with pytest.raises(Problem, match=r"trip\.too_often") as found:
        factory.trip(here)
    assert found.value.status == 429
    assert actions.plan(wish=factory.wish(community=here.pk), address="203.0.113.9").pk
    TripAsking.objects.update(asked=[0.0, 1.0])
    assert factory.trip(here).pk


def test_two_plan_at_once_and_a_third_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PATIENCE", 0)
    with actions.turn(), actions.turn():
        with pytest.raises(Problem, match=r"trip\.crowded") as found, actions.turn():
            pass
        assert found.value.status == 503
    with actions.turn():
        pass


def test_the_place_of_one_who_died_is_free_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PATIENCE", 0)
    past = timezone.now() - timedelta(seconds=1)
    TripTurn.objects.bulk_create(TripTurn(number=n, holder="dead", held_until=past) for n in (1, 2))
    with actions.turn():
        assert TripTurn.objects.exclude(holder="dead").count() == 1


def test_a_planner_that_fell_silent_is_told_and_its_place_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise Broken

    here, _there = factory.country()
    monkeypatch.setattr(actions.PLANNER, "plan", broken)
    with pytest.raises(Problem, match=r"trip\.broken"):
        factory.trip(here)
    assert not TripTurn.objects.filter(held_until__gt=timezone.now()).exists()
    assert not Trip.objects.exists()


def test_trips_are_counted_once_a_day_for_an_address_and_say_nothing_of_it() -> None:
    here, _there = factory.country()
    factory.trip(here)
    factory.trip(here)
    assert TripCount.objects.get(community=here).trips == 1
    actions.plan(wish=factory.wish(community=here.pk), address="203.0.113.9")
    assert TripCount.objects.get(community=here).trips == 2
    assert not TripAsking.objects.filter(pk__contains=ADDRESS).exists()


def test_old_trips_and_day_tokens_are_forgotten() -> None:
    here, _there = factory.country()
    old, new = factory.trip(here), factory.trip(here)
    TripBasis.objects.filter(pk=old.basis_id).update(created_on=timezone.localdate() - timedelta(days=731))
    TripAsking.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert actions.forget_old() == 1
    assert list(Trip.objects.values_list("pk", flat=True)) == [new.pk]
    assert not TripAsking.objects.exists()


def test_planned_trips_and_check_ins_order_equal_names() -> None:
    """Of two communities of one name the one that people go to comes first; old days and other places do not count."""
    quiet, loved = (villages.open_community("บ้านเดียวกัน", area) for area in ("401508", "401509"))
    publication.reindex(KINDS[Community.SUBJECT], [quiet, loved])
    found = find("บ้านเดียวกัน", kinds=["community"])
    assert [hit.ref_id for hit in found.hits] == [quiet.pk, loved.pk]
    today = timezone.localdate()
    TripCount.objects.create(community=loved, day=today, trips=2)
    make_scans(loved, 3)
    TripCount.objects.create(community=quiet, day=today, trips=4)
    TripCount.objects.create(community=quiet, day=today - timedelta(days=queries.LATELY), trips=90)
    make_scans(quiet, 90, day=today - timedelta(days=queries.LATELY))
    assert (queries.planned_lately(), scanned_lately()) == ({loved.pk: 2, quiet.pk: 4}, {loved.pk: 3})
    PERIODS["search.popular"]()
    assert dict(SearchName.objects.values_list("ref_id", "popularity")) == {loved.pk: 3, quiet.pk: 3}
    make_scans(loved, 4, proof="word")
    PERIODS["search.popular"]()
    assert [hit.ref_id for hit in find("บ้านเดียวกัน", kinds=["community"]).hits] == [loved.pk, quiet.pk]
