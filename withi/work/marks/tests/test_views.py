"""Marks and stars on the desk, and marks on the public pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.people.rules import Position
from withi.ground.web import pagecache
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import (
    Asked,
    Cast,
    client_of,
    make_cast,
    make_person,
    six_answers,
)
from withi.work.marks import actions, forms, queries
from withi.work.marks.models import Mark, MarkScore, MarkStar, MarkTerms
from withi.work.marks.rules import Step
from withi.work.marks.tests.factory import make_applied, make_held, make_score, make_shown, results
from withi.work.segments.tests.factory import OF_A, ONLY_STANDARD, make_answered

pytestmark = pytest.mark.django_db
POINTS = {f"part{place}": "15" for place in range(1, 6)}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_an_application(cast: Cast) -> None:
    view = Asked("/desk/marks/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_applied().pk) == [200, 200, 404, 200, 404, 405]


def test_six_questions_of_a_products_panel(cast: Cast) -> None:
    view = Asked("/desk/marks/of/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_shown().pk) == [200, 200, 404, 200, 404, 405]


@pytest.mark.parametrize("sent", [None, POINTS])
def test_six_questions_of_points(cast: Cast, sent: dict[str, str] | None) -> None:
    view = Asked("/desk/marks/{pk}/score/", sent, 302 if sent else 200)
    assert six_answers(view, cast, make_applied().pk) == [view.answers, view.answers, 404, 403, 404, 405]


@pytest.mark.parametrize("sent", [None, {"colour": "blue"}])
def test_six_questions_of_applying(cast: Cast, sent: dict[str, str] | None) -> None:
    view = Asked("/desk/marks/apply/{pk}/", sent, 302 if sent else 200)
    # the second application of a product is refused while the first one waits
    answers = six_answers(view, cast, make_shown().pk)
    assert answers == [409 if sent else 200, view.answers, 404, 403, 404, 405]


@pytest.mark.parametrize("sent", [None, {"reason": "เลิกผลิต"}])
def test_six_questions_of_taking_back(cast: Cast, sent: dict[str, str] | None) -> None:
    view = Asked("/desk/marks/{pk}/take-back/", sent, 302 if sent else 200)
    answers = six_answers(view, cast, make_held().pk, can=cast.officer)
    assert answers == [409 if sent else 200, view.answers, 404, 403, 404, 405]


@pytest.mark.parametrize("path", ["/desk/marks/", "/desk/marks/terms/marks/", "/desk/marks/terms/stars/"])
def test_lists_and_terms_are_read_by_every_officer(cast: Cast, path: str) -> None:
    for person in (cast.worker, cast.chief, cast.stranger, cast.reader):
        assert client_of(person).get(path).status_code == 200
    assert client_of(cast.worker).post(path).status_code == 405
    assert Client().get(path).status_code == 302
    assert client_of(cast.worker).get("/desk/marks/terms/else/").status_code == 404


def test_deciding_is_a_form_of_the_province(cast: Cast) -> None:
    path, sent = "/desk/marks/decide/", {"step": "decline", "reason": "x"}
    assert client_of(cast.officer).post(path, sent).status_code == 302
    for person in (cast.worker, cast.chief, cast.reader):
        assert client_of(person).post(path, sent).status_code == 403
    assert client_of(cast.officer).get(path).status_code == 405
    assert client_of(cast.officer).post(path, {"step": "nonsense"}).status_code == 404


# --- the list and decisions ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["รอ", "ได้", "ใกล้หมด", "หมด"]),
        ("state=applied", ["รอ"]),
        ("state=held", ["ใกล้หมด", "ได้"]),
        ("state=expiring", ["ใกล้หมด"]),
        ("state=expired", ["หมด"]),
        ("state=nonsense", []),
        ("colour=blue", ["รอ"]),
        ("area=3001", []),
    ],
)
def test_the_list_is_narrowed_and_expiry_told_by_the_day(cast: Cast, query: str, names: list[str]) -> None:
    today = timezone.localdate()
    make_applied(make_shown(name_th="รอ"), "blue")
    make_held(make_shown(name_th="ได้"))
    make_held(make_shown(name_th="ใกล้หมด"), until=today)
    make_held(make_shown(name_th="หมด"), until=today - timedelta(days=1))
    make_held(make_shown(name_th="ต่างจังหวัด", area_code="3001"))
    found = client_of(cast.worker).get(f"/desk/marks/?{query}").context["lines"]
    assert [line.row.product.name_th for line in found] == names


def test_the_province_decides_what_it_ticked_and_hears_what_was_refused(cast: Cast) -> None:
    good, bad = make_applied(make_shown(name_th="ดี"), "red"), make_applied(make_shown(name_th="ขาดคะแนน"), "red")
    make_score(good, cast.worker.user)
    client = client_of(cast.officer)
    page = client.post("/desk/marks/decide/", {"step": "award", "pick": [good.pk, bad.pk, "x"]}, follow=True)
    assert dict(Mark.objects.values_list("pk", "state")) == {good.pk: "held", bad.pk: "applied"}
    assert "ขาดคะแนน: ยังไม่มีผู้ให้คะแนนคำขอนี้" in text_of(page)


def test_lists_and_pages_cost_the_same_queries_for_one_row_and_for_fifty(cast: Cast) -> None:
    client = client_of(cast.officer)

    def queries_for(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    mark = make_applied()
    make_score(mark, cast.worker.user)
    make_answered(product=mark.product)
    paths = ["/desk/marks/", f"/desk/marks/{mark.pk}/", f"/desk/marks/of/{mark.product_id}/"]
    before = {path: queries_for(path) for path in paths}
    for _ in range(24):
        other = make_applied()
        make_score(other, cast.worker.user)
        make_answered(product=other.product)
    assert {path: queries_for(path) for path in paths} == before
    assert max(before.values()) <= 16


def test_a_segment_is_held_against_the_mark_and_decides_nothing(cast: Cast) -> None:
    odd, fitting = make_applied(colour="gold"), make_applied(colour="gold")
    make_answered(ONLY_STANDARD, odd.product)
    make_answered(OF_A, fitting.product)
    client = client_of(cast.officer)
    assert "เครื่องหมายนี้มักคู่กับกลุ่ม A" in text_of(client.get(f"/desk/marks/{odd.pk}/"))
    assert "สอดคล้องกับเครื่องหมายนี้" in text_of(client.get(f"/desk/marks/{fitting.pk}/"))
    make_score(odd, cast.worker.user)
    client.post("/desk/marks/decide/", {"step": "award", "pick": [odd.pk]})
    assert Mark.objects.get(pk=odd.pk).state == "held"


def test_points_out_of_their_part_come_back_beside_it(cast: Cast) -> None:
    mark = make_applied()
    response = client_of(cast.worker).post(f"/desk/marks/{mark.pk}/score/", POINTS | {"part1": "31"})
    assert response.status_code == 422
    assert "part1" in response.context["form"].errors
    assert not MarkScore.objects.exists()


# --- terms and lists -----------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["marks", "stars"])
def test_the_department_makes_terms(cast: Cast, about: str) -> None:
    path = f"/desk/marks/terms/{about}/new/"
    client = client_of(make_person("department", Position.DEPARTMENT, ""))
    assert client.get(path).status_code == 200
    assert client_of(cast.officer).get(path).status_code == 403
    day = timezone.localdate()
    sent = forms.initial_of(queries.first(about)) | {"valid_from": f"{day.day}/{day.month}/{day.year + 543}"}
    sent |= {"is_confirmed": "on", "label1": "ชื่อใหม่"}
    assert client.post(path, sent | {"most1": "1"}).status_code == 422
    assert client.post(path, sent).status_code == 302
    made = MarkTerms.objects.get()
    assert (made.about, made.number, made.is_confirmed) == (about, 2, True)
    assert queries.in_force(about).parts[0].label == "ชื่อใหม่"


def test_a_list_of_results_goes_from_file_to_stars(cast: Cast) -> None:
    maker = make_producer(name_th="กลุ่มทอผ้า")
    product = make_shown(name_th="ผ้าไหม", producer=maker)
    client = client_of(cast.worker)
    assert client_of(cast.chief).get("/desk/marks/stars/").status_code == 403
    sent = {"year": "๒๕๖๖", "file": results(("ผ้าไหม", "กลุ่มทอผ้า", "", "5 ดาว", "91"))}
    url = client.post("/desk/marks/stars/", sent)["Location"]
    assert "ตรงทั้งชื่อและผู้ผลิต" in text_of(client.get(url))
    assert client_of(cast.colleague).get(url).status_code == 404
    assert client.post(url).status_code == 302
    assert MarkStar.objects.values_list("product", "year", "stars", "score").get() == (product.pk, 2566, 5, 9100)
    assert "5 ดาว" in text_of(client.get(f"/desk/marks/of/{product.pk}/"))
    assert client.get(f"{url}?answer=none").context["lines"] == []


# --- guests --------------------------------------------------------------------------------------


def test_guests_see_the_mark_and_the_stars_of_a_product(cast: Cast) -> None:
    product = make_shown(name_th="ผ้าไหมมีเครื่องหมาย")
    make_held(product, "silver")
    for year, stars in ((2564, 3), (2566, 5)):
        MarkStar.objects.create(product=product, year=year, stars=stars, terms=1, entered_at=timezone.now())
    page = text_of(Client().get(f"/products/{product.pk}/"))
    assert "เงิน Classic" in page
    assert "P40-2569-" in page
    assert page.index("5 ดาว ปี 2566") < page.index("3 ดาว ปี 2564")
    assert "5 stars in 2023" in text_of(Client().get(f"/en/products/{product.pk}/"))
    for path in ("/products/", "/areas/40/", f"/producers/{product.producer_id}/", "/"):
        assert "เงิน Classic" in text_of(Client().get(path)), path


def test_a_mark_leaves_the_public_pages_the_day_after_its_last_one(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.PAGE_CACHE_BYTES > 0
    product, guest = make_shown(), Client()
    make_held(product, "gold", until=timezone.localdate())
    paths = [f"/products/{product.pk}/", "/products/", "/products/?mark=gold"]

    def shown() -> list[bool]:
        """Whether each page shows the mark, beside the form that offers it as a filter."""
        return ["ทอง Premium" in text_of(guest.get(path)).rpartition("</aside>")[2] for path in paths]

    assert shown() == [True] * 3
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_given: tomorrow)
    assert shown() == [True] * 3, "kept for today"
    day = pagecache.today()
    monkeypatch.setattr(pagecache, "today", lambda: day + 1)
    assert shown()[:2] == [False] * 2
    assert product.name_th not in text_of(guest.get(paths[2]))


def test_a_mark_that_is_given_or_taken_back_changes_kept_pages_at_once(cast: Cast) -> None:
    mark = make_applied(colour="blue")
    make_score(mark, cast.worker.user)
    guest, path = Client(), f"/products/{mark.product_id}/"
    assert "น้ำเงิน Rising Star" not in text_of(guest.get(path))
    by = cast.officer
    actions.decide(actor=by.user, scope=by.scope, step=Step.AWARD, pks=[mark.pk])
    assert "น้ำเงิน Rising Star" in text_of(guest.get(path))
    actions.take_back(actor=by.user, scope=by.scope, mark=Mark.objects.get(), reason="ผิดแบบ")
    assert "น้ำเงิน Rising Star" not in text_of(guest.get(path))
