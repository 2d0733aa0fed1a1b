"""Partners on the desk."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.partners import actions
from withi.registers.partners.models import Partner
from withi.registers.partners.tests.factory import make_partner, row_of
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers

pytestmark = pytest.mark.django_db
SENT = {"version": "1", "kind": "bank", "name_th": "ธนาคารหมู่บ้าน", "area_code": "4015"}


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
        (Asked("/desk/partners/{pk}/", wrong_method="post"), 200),
        (Asked("/desk/partners/{pk}/edit/", SENT, 302), 403),
    ],
    ids=lambda value: value.path if isinstance(value, Asked) else "",
)
def test_six_questions(cast: Cast, view: Asked, reader: int) -> None:
    partner = make_partner()
    assert six_answers(view, cast, partner.pk) == [view.answers, view.answers, 404, reader, 404, 405]


def test_nobody_is_named_who_did_not_agree(worker: Client) -> None:
    assert "checked" not in str(worker.get("/desk/partners/add/").context["form"]["is_named"])
    worker.post("/desk/partners/add/", SENT)
    assert not Partner.objects.get().is_named


def test_a_partner_is_written_down_with_where_it_works_and_keeps_its_office_phone(worker: Client) -> None:
    more = {
        "area_2": "4011",
        "phone": "๐๔๓-๑๒๓๔๕๖",
        "website": "bank.example",
        "since": "1 ต.ค. 2560",
        "is_named": "on",
    }
    made = worker.post("/desk/partners/add/", SENT | more)
    partner = Partner.objects.get()
    assert made["Location"] == f"/desk/partners/{partner.pk}/"
    assert (partner.phone, partner.website, partner.is_named) == ("043123456", "https://bank.example", True)
    assert list(partner.areas.values_list("area_code", flat=True)) == ["4015", "4011"]
    page = worker.get(f"/desk/partners/{partner.pk}/").content.decode()
    assert "ตั้งแต่ 1 ต.ค. 2560" in page
    assert "อ.เปือยน้อย" in page
    assert TrailEntry.objects.get().verb == "partners.add"


def test_one_that_may_be_known_is_offered_first_and_written_only_when_one_says_so(worker: Client) -> None:
    known = make_partner(name_th="องค์การบริหารส่วนตำบลดงเค็ง", kind="local")
    typed = SENT | {"kind": "local", "name_th": "อบต.ดงเค็ง"}
    answer = worker.post("/desk/partners/add/", typed)
    assert answer.status_code == 409
    assert f'href="/desk/partners/{known.pk}/"' in answer.content.decode()
    assert worker.post("/desk/partners/add/", typed | {"is_other": "on"}).status_code == 302
    assert Partner.objects.count() == 2


def test_a_partner_of_the_province_is_read_in_every_district_and_changed_by_the_province(cast: Cast) -> None:
    partner = make_partner(area_code="40")
    assert client_of(cast.worker).get(f"/desk/partners/{partner.pk}/").status_code == 200
    assert client_of(cast.worker).get(f"/desk/partners/{partner.pk}/edit/").status_code == 403
    assert client_of(cast.officer).get(f"/desk/partners/{partner.pk}/edit/").status_code == 200
    assert client_of(cast.stranger).get(f"/desk/partners/{partner.pk}/").status_code == 404
    with pytest.raises(Problem, match=r"publication\.area"):
        actions.add(**by(cast), facts=row_of(area_code="40"))


def test_the_same_name_and_dates_that_run_backwards_are_refused(worker: Client) -> None:
    make_partner(name_th=SENT["name_th"], kind="bank")
    twice = worker.post("/desk/partners/add/", SENT | {"is_other": "on"})
    assert twice.status_code == 409
    back = worker.post("/desk/partners/add/", SENT | {"name_th": "ก", "since": "2 ม.ค. 2563", "until": "1 ม.ค. 2563"})
    assert back.status_code == 422
    for wrong in ({"website": "javascript:alert(1)"}, {"kind": "cult"}, {"area_code": "3001"}, {"phone": "x" * 50}):
        assert worker.post("/desk/partners/add/", SENT | {"name_th": "ข"} | wrong).status_code == 422
    assert Partner.objects.count() == 1


def test_of_two_who_change_a_partner_the_second_sees_both(worker: Client) -> None:
    partner = make_partner()
    path = f"/desk/partners/{partner.pk}/edit/"
    same = {name: str(getattr(partner, name)) for name in ("kind", "name_th", "area_code", "version")}
    assert worker.post(path, same | {"note": "ช่วยเรื่องบรรจุภัณฑ์"}).status_code == 302
    second = worker.post(path, same | {"note": "อีกคน", "area_2": "4011"})
    assert second.status_code == 409
    assert "ช่วยเรื่องบรรจุภัณฑ์" in second.content.decode()


def test_the_list_is_narrowed_taken_out_and_takes_the_same_queries(cast: Cast, worker: Client) -> None:
    make_partner("401508", name_th="ธนาคารต้นไม้", kind="bank", area_code="40")
    make_partner(name_th="เลิกแล้ว", until="2020-01-01")
    worker.get("/desk/partners/")  # whatever is asked once

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert worker.get("/desk/partners/").status_code == 200
        return len(seen)

    few = asked()
    for _turn in range(20):
        make_partner("401502", "4011")
    assert asked() == few

    def shown(query: str) -> list[str]:
        return [line.row.name_th for line in worker.get(f"/desk/partners/?{query}").context["lines"]]

    assert shown("kind=bank&area=401508") == ["ธนาคารต้นไม้"]
    assert shown("state=ended") == ["เลิกแล้ว"]
    for wrong in ("kind=palace", "state=maybe", "area=x", "area=30"):
        assert shown(wrong) == []
    taken = worker.post("/desk/partners/export/csv/?kind=bank")
    text = b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "ธนาคารต้นไม้" in text
    assert "เลิกแล้ว" not in text
    assert worker.post("/desk/partners/export/exe/").status_code == 404
    assert TrailEntry.objects.filter(verb="partners.export").count() == 1
    book = worker.post("/desk/partners/export/xlsx/")
    assert b"".join(book.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    book.close()
