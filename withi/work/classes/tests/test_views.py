"""Scoring a community on the desk."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.trail.models import TrailEntry
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.registers.centres.tests.factory import make_centre
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import asset, open_community
from withi.work.classes import actions
from withi.work.classes.actions import Scoring
from withi.work.classes.models import ClassScore
from withi.work.classes.rules import VERSIONS

pytestmark = pytest.mark.django_db
FULL = {one.code: one.most for one in VERSIONS[0].criteria}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


@pytest.fixture
def village() -> Community:
    return open_community("บ้านดงเค็ง", "40150808")


def sent(**changed: Any) -> dict[str, str]:
    """A whole form of today with full points, but for what is changed."""
    told = {"version": 1, "scored_on": format_date(timezone.localdate()), **FULL, **changed}
    return {name: str(value) for name, value in told.items()}


def given(day: date, **points: int) -> Scoring:
    return Scoring(1, day, FULL | points)


@pytest.mark.parametrize(
    ("view", "reader"),
    [
        (Asked("/desk/classes/{pk}/", wrong_method="post"), 200),
        (Asked("/desk/classes/{pk}/score/", sent(), 302), 403),
    ],
    ids=lambda value: value.path if isinstance(value, Asked) else "",
)
def test_six_questions(cast: Cast, village: Community, view: Asked, reader: int) -> None:
    assert six_answers(view, cast, village.pk) == [view.answers, view.answers, 404, reader, 404, 405]


def test_a_score_shows_class_evidence_and_what_is_missing(worker: Client, village: Community) -> None:
    path = f"/desk/classes/{village.pk}/"
    made = worker.post(f"{path}score/", sent(a1="๐", g1="2", a2_why="ทอผ้าทุกบ้าน", note="ไปดูมาแล้ว"))
    assert made["Location"] == path
    score = ClassScore.objects.get()
    assert (score.total, score.letter, score.is_latest) == (86, "A", True)
    page = worker.get(path).content.decode()
    assert "ทอผ้าทุกบ้าน" in page
    assert "ไปดูมาแล้ว" in page
    assert TrailEntry.objects.get(verb="classes.score").note == "A · 86/100 · ไปดูมาแล้ว"
    assert "ให้คะแนนชุมชน" in worker.get(f"/desk/communities/{village.pk}/").content.decode()  # in its history


def test_an_empty_field_is_not_judged(worker: Client, village: Community) -> None:
    path = f"/desk/classes/{village.pk}/score/"
    assert worker.post(path, sent(a1="11")).status_code == 422
    nothing = dict.fromkeys(FULL, "")
    assert worker.post(path, sent(**nothing)).status_code == 422
    assert worker.post(path, sent(a1="", a2="0")).status_code == 302
    score = ClassScore.objects.get()
    assert (score.letter, score.total, "a1" in score.points, score.points["a2"]) == ("", 80, False, 0)
    lines = worker.get("/desk/classes/?letter=open").context["lines"]
    assert [line.row for line in lines] == [village]


def test_the_latest_day_counts_and_every_score_stays(cast: Cast, village: Community) -> None:
    by: dict[str, Any] = {"actor": cast.worker.user, "scope": cast.worker.scope, "community": village}
    today = timezone.localdate()
    now = actions.score(**by, given=given(today))
    old = actions.score(**by, given=given(today - timedelta(days=400), a1=0, a2=0, a3=0))
    assert ClassScore.objects.get(is_latest=True) == now
    again = actions.score(**by, given=given(today, a1=0, a2=0, a3=0))
    assert ClassScore.objects.get(is_latest=True) == again
    assert {row.pk: row.letter for row in village.class_scores.all()} == {now.pk: "A", old.pk: "B", again.pk: "B"}
    with pytest.raises(Problem, match=r"classes\.day"):
        actions.score(**by, given=given(today + timedelta(days=1)))
    with pytest.raises(Problem, match=r"classes\.version"):
        actions.score(**by, given=Scoring(7, today, FULL))


def test_the_list_counts_classes_and_takes_the_same_queries(cast: Cast, worker: Client, village: Community) -> None:
    by: dict[str, Any] = {"actor": cast.worker.user, "scope": cast.worker.scope}
    today = timezone.localdate()
    actions.score(**by, community=village, given=given(today, a1=0, a2=0, a3=0))
    for turn in range(3):
        open_community(f"บ้านใหม่ {turn}", "40150808")
    worker.get("/desk/classes/")  # whatever is asked once

    def asked() -> tuple[int, Any]:
        with CaptureQueriesContext(connection) as seen:
            context = worker.get("/desk/classes/").context
        return len(seen), context

    few, context = asked()
    assert {share.letter: share.count for share in context["shares"]} == {
        "A": "0", "B": "1", "C": "0", "D": "0", "open": "0", "none": "3",
    }  # fmt: skip
    assert "10" in next(line.missing for line in context["lines"] if line.row == village)
    for turn in range(12):
        row = open_community(f"บ้านอื่น {turn}", "40150808")
        actions.score(**by, community=row, given=given(today))
    assert asked()[0] == few
    assert [line.row for line in worker.get("/desk/classes/?letter=B").context["lines"]] == [village]
    assert len(worker.get("/desk/classes/?letter=none").context["lines"]) == 3


def test_registers_tell_beside_each_criterion(worker: Client, village: Community) -> None:
    asset(village, "ล่องเรือ")
    make_centre()
    page = worker.get(f"/desk/classes/{village.pk}/score/").content.decode()
    assert "กิจกรรม 1" in page
    assert "ศูนย์บริการข้อมูลที่เปิดอยู่ในอำเภอ 1 แห่ง" in page
