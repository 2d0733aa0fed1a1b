"""Weights made anew each night, the yes of a community, and the page where its people read both."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from withi.faces.planner import actions, weighing
from withi.faces.planner.models import TripAgreement, TripCount, TripWeight
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import Quick, quick
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit import era
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import scope
from withi.work.checkin.tests.factory import make_group, make_scans
from withi.work.income.models import IncomeTourism

__all__ = ["quick"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def both() -> tuple[Community, Community]:
    return factory.country()


def weights() -> dict[str, int]:
    rows = TripWeight.objects.filter(day=timezone.localdate())
    return {row.community.name_th: row.weight for row in rows.select_related("community")}


def crowd(row: Community, trips: int) -> None:
    TripCount.objects.create(community=row, day=timezone.localdate() - timedelta(days=3), trips=trips)


def agree(cast: Cast, row: Community, *, agreed: bool = True) -> None:
    actions.agree(actor=cast.worker.user, scope=scope(cast.worker.user), row=row, agreed=agreed)


def test_a_night_weighs_all_who_receive_guests_and_nobody_else(cast: Cast, both: tuple[Community, Community]) -> None:
    here, there = both
    crowd(here, 90)
    assert actions.weigh() == 2
    assert weights() == {here.name_th: 850, there.name_th: 1000}, "it did not agree"
    agree(cast, there)
    actions.weigh()
    assert weights()[there.name_th] == 1150
    there.assets.update(verified_on=None)
    actions.weigh()
    assert weights()[there.name_th] == 1000, "it is ready no more"


def test_guests_scans_trips_and_takings_count_and_estimates_do_not(
    cast: Cast, both: tuple[Community, Community]
) -> None:
    here, there = both
    ids = [here.pk, there.pk]
    today = timezone.localdate()
    make_scans(here, 40)
    make_scans(there, 7, day=today - timedelta(days=100))
    make_group(there, entered_by=cast.worker.user)
    crowd(here, 5)
    for back, state in ((1, "reported"), (2, "estimated")):
        IncomeTourism.objects.create(
            community=here, area_code=here.area_code, month=era.month_shifted(era.month_key(today), -back),
            food=1_000_00, total=1_000_00, state=state, entered_by=cast.worker.user, since=timezone.now(), revision=1,
            basis="x" if state == "estimated" else "",
        )  # fmt: skip
    assert weighing.signals_on(today, ids) == [
        {here.pk: 40},
        {there.pk: 22},
        {here.pk: 5, there.pk: 0},
        {here.pk: 1_000},
    ]


def test_it_is_done_once_a_night_and_old_nights_are_forgotten(both: tuple[Community, Community]) -> None:
    old = timezone.localdate() - timedelta(days=weighing.KEEP_DAYS + 1)
    TripWeight.objects.create(community=both[0], day=old, weight=900, signals=1, is_ready=True, is_agreed=False)
    assert weighing.weigh_if_due() == 2
    assert weighing.weigh_if_due() == 0
    assert not TripWeight.objects.filter(day=old).exists()
    call_command("weigh", verbosity=0)
    assert TripWeight.objects.count() == 2, "weighed anew in place of the first"


def test_a_plan_is_handed_the_weights_and_the_guest_sees_the_plain_interest(
    quick: Quick, client: Client, both: tuple[Community, Community]
) -> None:
    here, there = both
    crowd(here, 90)
    actions.weigh()
    trip = factory.trip(here)
    assert quick.asked[-1]["village_weight"] == {here.pk: 0.85, there.pk: 1.0}
    page = client.get(f"/trips/{trip.pk}/").content.decode()
    assert "0.85" not in page
    TripWeight.objects.update(day=timezone.localdate() - timedelta(days=3))
    factory.trip(here)
    assert quick.asked[-1]["village_weight"] == {}, "weights of three days ago count no more"


def test_a_yes_is_said_once_and_taken_back_with_its_trail(cast: Cast, both: tuple[Community, Community]) -> None:
    here = both[0]
    agree(cast, here)
    agree(cast, here)
    row = TripAgreement.objects.get()
    assert (row.said_by_id, row.said_role != "", row.until) == (cast.worker.user.pk, True, None)
    agree(cast, here, agreed=False)
    row.refresh_from_db()
    assert (row.ended_by_id, row.until is not None) == (cast.worker.user.pk, True)
    verbs = TrailEntry.objects.filter(verb__startswith="planner.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["planner.agree", "planner.disagree"]


def test_six_questions_of_the_page(cast: Cast, both: tuple[Community, Community]) -> None:
    pk = both[0].pk
    assert six_answers(Asked("/trips/shares/{pk}/"), cast, pk) == [200, 200, 404, 200, 404, 405]
    said = Asked("/trips/shares/{pk}/", sent={"agreed": "1"}, answers=302)
    assert six_answers(said, cast, pk) == [302, 302, 404, 403, 404, 405]


def test_an_editor_reads_why_and_says_yes(both: tuple[Community, Community]) -> None:
    here, there = both
    crowd(there, 90)
    actions.weigh()
    editor = make_person("editor", Position.COMMUNITY_EDITOR, here.area_code, subject=("community", here.pk))
    client = client_of(editor)
    page = client.get(f"/trips/shares/{here.pk}/").content.decode()
    assert "ยังไม่ได้บอก" in page
    assert client.post(f"/trips/shares/{here.pk}/", {"agreed": "1"}).status_code == 302
    assert client.post(f"/trips/shares/{there.pk}/", {"agreed": "1"}).status_code == 404
    assert client.post(f"/trips/shares/{here.pk}/", {"agreed": "x"}).status_code == 422
    actions.weigh()
    page = client.get(f"/trips/shares/{here.pk}/").content.decode()
    assert "แนะนำชุมชนนี้มากขึ้น" in page
    assert "× 1.15" in page
