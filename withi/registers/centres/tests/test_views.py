"""Centres on the desk and as guests see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.registers.centres import actions
from withi.registers.centres.models import Centre, CentreStep
from withi.registers.centres.rules import Condition, Kind
from withi.registers.centres.tests.factory import make_centre, make_step, row_of
from withi.registers.publication.tests.factory import (
    Asked,
    Cast,
    Person,
    client_of,
    make_cast,
    make_person,
    six_answers,
)
from withi.registers.villages.tests.factory import open_community

pytestmark = pytest.mark.django_db
SENT = {"version": "1", "kind": "district", "name_th": "ศูนย์บริการข้อมูลท่องเที่ยวหนองสองห้อง", "area_code": "4015"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.worker.user, "scope": cast.worker.scope}


@pytest.mark.parametrize(
    ("view", "reader"),
    [
        (Asked("/desk/centres/{pk}/", wrong_method="post"), 200),
        (Asked("/desk/centres/{pk}/edit/", SENT, 302), 403),
        (Asked("/desk/centres/{pk}/condition/"), 403),
        (Asked("/desk/centres/{pk}/steps/add/"), 403),
        (Asked("/desk/centres/{pk}/hours/"), 403),
        (Asked("/desk/centres/{pk}/staff/"), 403),
    ],
    ids=lambda value: value.path if isinstance(value, Asked) else "",
)
def test_six_questions(cast: Cast, view: Asked, reader: int) -> None:
    centre = make_centre()
    assert six_answers(view, cast, centre.pk) == [view.answers, view.answers, 404, reader, 404, 405]


def test_a_centre_is_written_down_and_told_of(worker: Client) -> None:
    hours = {"open_every": "8:30-16:30", "open_sun": "ปิด", "phone": "๐๔๓-๔๙๑๐๐๐"}
    made = worker.post("/desk/centres/add/", SENT | hours)
    centre = Centre.objects.get()
    assert made["Location"] == f"/desk/centres/{centre.pk}/condition/"
    assert (centre.hours, centre.phone) == ("Mo-Sa 08:30-16:30; Su off", "043491000")
    told = {"version": "1", "condition": "closed", "seen_on": format_date(timezone.localdate())}
    assert worker.post(f"/desk/centres/{centre.pk}/condition/", told).status_code == 422
    assert worker.post(f"/desk/centres/{centre.pk}/condition/", told | {"note": "ไม่มีคนดูแล"}).status_code == 302
    page = worker.get(f"/desk/centres/{centre.pk}/").content.decode()
    assert "ไม่มีคนดูแล" in page
    assert "จ.–ส. 8:30–16:30 · อา. ปิด" in page
    verbs = list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["centres.add", "centres.said_closed"]


def test_a_plan_goes_on_step_by_step(worker: Client) -> None:
    centre, today = make_centre(condition=Condition.CLOSED.value, condition_note="หลังคารั่ว"), timezone.localdate()
    late = make_step(centre, today - timedelta(days=1))
    make_step(centre, today, text="ทาสี")
    worker.post(f"/desk/centres/{centre.pk}/steps/add/", {"version": "1", "text": "หาคนดูแล", "due_on": "1 ม.ค. 2590"})
    assert CentreStep.objects.count() == 2  # the year was a slip
    assert worker.get("/desk/centres/?plan=late").context["lines"][0].row == centre
    done = f"/desk/centres/{centre.pk}/steps/{late.pk}/done/"
    assert worker.post(done).status_code == 302
    assert worker.post(done).status_code == 409  # somebody told it already
    late.refresh_from_db()
    assert late.done_on == today
    assert worker.get("/desk/centres/?plan=late").context["lines"] == []
    assert worker.post(done, {"open": "1"}).status_code == 302
    assert worker.post(f"/desk/centres/{centre.pk}/steps/{late.pk}/remove/").status_code == 302
    assert not CentreStep.objects.filter(pk=late.pk).exists()


def test_of_two_who_change_a_centre_the_second_sees_both(worker: Client) -> None:
    centre = make_centre(name_th="ศูนย์เดิม")
    path = f"/desk/centres/{centre.pk}/edit/"
    same = {name: str(getattr(centre, name)) for name in ("kind", "name_th", "area_code", "phone", "version")}
    assert worker.post(path, same | {"office": "อบต.ดงเค็ง"}).status_code == 302
    second = worker.post(path, same | {"office": "เทศบาล"})
    assert second.status_code == 409
    assert "อบต.ดงเค็ง" in second.content.decode()


def test_nobody_moves_a_centre_out_of_his_area(cast: Cast) -> None:
    centre = make_centre()
    with pytest.raises(Problem, match=r"publication\.area"):
        actions.change(**by(cast), centre=centre, facts=row_of(area_code="4011"), version=1)
    with pytest.raises(Problem, match=r"centre\.twice"):
        actions.add(**by(cast), facts=row_of(name_th=centre.name_th))


def test_the_list_is_narrowed_and_takes_the_same_queries(worker: Client) -> None:
    make_centre(name_th="ศูนย์เรียนรู้คราม", kind=Kind.LEARNING.value)
    worker.get("/desk/centres/")  # whatever is asked once

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert worker.get("/desk/centres/").status_code == 200
        return len(seen)

    few = asked()
    for _turn in range(20):
        make_step(make_centre(), timezone.localdate())
    assert asked() == few
    shown = worker.get("/desk/centres/?kind=learning&q=คราม").context["lines"]
    assert [line.row.name_th for line in shown] == ["ศูนย์เรียนรู้คราม"]
    assert worker.get("/desk/centres/?kind=palace").context["lines"] == []


def test_guests_see_a_centre_while_it_is_open(cast: Cast, client: Client) -> None:
    village = open_community("บ้านดงเค็ง", "40150808")
    open_one = make_centre(name_th="ศูนย์ที่เปิด", manager="คนดูแล")
    make_centre(name_th="ศูนย์ที่ปิด", condition=Condition.CLOSED.value, condition_note="รอซ่อม")
    make_centre(name_th="ศูนย์หมู่บ้านอื่น", kind=Kind.VILLAGE.value, area_code="401502")
    pages = (f"/communities/{village.pk}/", "/areas/4015/")
    for path in pages:
        page = client.get(path).content.decode()
        assert "ศูนย์ที่เปิด" in page, path
        assert "ทุกวัน 8:30–16:30" in page, path
        assert "ศูนย์ที่ปิด" not in page, path
        assert "คนดูแล" not in page, path
    assert "ศูนย์หมู่บ้านอื่น" not in client.get(pages[0]).content.decode()
    assert "ศูนย์หมู่บ้านอื่น" in client.get(pages[1]).content.decode()
    told: dict[str, Any] = {"condition": "closed", "note": "น้ำท่วม", "seen_on": timezone.localdate(), "version": 1}
    actions.tell_condition(**by(cast), centre=open_one, **told)
    for path in pages:
        assert "ศูนย์ที่เปิด" not in client.get(path).content.decode(), path


def staffed(centre: Centre) -> Person:
    """An account of the centre's own staff."""
    return make_person("keeper", Position.CENTRE_STAFF, centre.area_code, subject=("centre", centre.pk))


def test_staff_keep_their_own_centre_and_an_officer_confirms(cast: Cast, worker: Client) -> None:
    centre, other, today = make_centre(), make_centre(), timezone.localdate()
    step = make_step(centre, today)
    keeper = client_of(staffed(centre))
    assert [line.row for line in keeper.get("/desk/centres/").context["lines"]] == [centre]
    assert "/desk/centres/" in keeper.get("/desk/").content.decode()
    told = {"version": "1", "condition": "weak", "seen_on": format_date(today), "note": "ไฟดับบ่อย"}
    assert keeper.post(f"/desk/centres/{centre.pk}/condition/", told).status_code == 302
    assert (
        keeper.post(f"/desk/centres/{centre.pk}/hours/", {"version": "2", "open_every": "9:00-12:00"}).status_code
        == 302
    )
    assert keeper.post(f"/desk/centres/{centre.pk}/steps/{step.pk}/done/").status_code == 302
    centre.refresh_from_db()
    assert (centre.condition, centre.hours, centre.to_confirm) == ("weak", "Mo-Su 09:00-12:00", True)
    for part in ("edit/", "staff/"):
        assert keeper.get(f"/desk/centres/{centre.pk}/{part}").status_code == 403
    assert keeper.post(f"/desk/centres/{centre.pk}/confirm/").status_code == 403
    assert keeper.get("/desk/centres/add/").status_code == 403
    for part in ("", "condition/", "hours/", "steps/add/"):
        assert keeper.get(f"/desk/centres/{other.pk}/{part}").status_code == 404
    assert "รอยืนยัน 1 แห่ง" in worker.get("/desk/centres/").content.decode()
    confirm = f"/desk/centres/{centre.pk}/confirm/"
    assert worker.post(confirm).status_code == 302
    assert worker.post(confirm).status_code == 409  # a colleague was first
    assert "รอยืนยัน" not in worker.get("/desk/centres/").content.decode()
    verbs = list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["centres.said_weak", "centres.hours", "centres.step_done", "centres.confirm"]


def test_what_an_officer_tells_waits_for_nobody(cast: Cast, worker: Client) -> None:
    centre = make_centre(to_confirm=True)
    assert (
        worker.post(f"/desk/centres/{centre.pk}/hours/", {"version": "1", "open_every": "25:00-26:00"}).status_code
        == 422
    )
    told = {"version": "1", "condition": "open", "seen_on": format_date(timezone.localdate())}
    assert worker.post(f"/desk/centres/{centre.pk}/condition/", told).status_code == 302
    centre.refresh_from_db()
    assert not centre.to_confirm


def test_an_officer_says_who_the_staff_is_and_ends_it(cast: Cast, worker: Client) -> None:
    centre, user = make_centre(), User.objects.create(username="keeper", display_name="คนดูแลศูนย์", password="!")
    path, today = f"/desk/centres/{centre.pk}/staff/", timezone.localdate()
    sent = {"username": "keeper", "role_title": "เจ้าหน้าที่ศูนย์", "valid_from": format_date(today)}
    assert worker.post(path, sent | {"username": "nobody"}).status_code == 422
    assert worker.post(path, sent | {"valid_until": format_date(today - timedelta(days=1))}).status_code == 422
    assert worker.post(path, sent).status_code == 302
    assert worker.post(path, sent).status_code == 422  # keeps it already
    assert "เจ้าหน้าที่ศูนย์" in worker.get(path).content.decode()
    term = Posting.objects.get(user=user)
    other = make_centre()
    assert worker.post(f"/desk/centres/{other.pk}/staff/{term.pk}/end/").status_code == 404
    assert worker.post(f"{path}{term.pk}/end/").status_code == 302
    assert scope_of(user).grants == ()
    assert "เจ้าหน้าที่ศูนย์</td>" not in worker.get(path).content.decode()
    assert worker.post(path, sent).status_code == 302  # may be let in again on the same day
