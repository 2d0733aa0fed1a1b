"""PromptPay is shown only where the producer agreed, with a number that everybody may see."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit import ids, promptpay
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.tests.factory import (
    Asked,
    Cast,
    Person,
    client_of,
    make_cast,
    make_person,
    six_answers,
)
from withi.work.enquiries import actions, rules
from withi.work.enquiries.models import EnquiryPayee
from withi.work.enquiries.tests.factory import shown_product

pytestmark = pytest.mark.django_db
MOBILE, CITIZEN, FIRM = "0812345678", "1101700230673", "0105536000313"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def goods(cast: Cast) -> Product:
    return shown_product()


@pytest.fixture
def maker(goods: Product) -> Person:
    assert goods.producer is not None
    return make_person("maker", Position.PRODUCER, goods.producer.area_code, subject=("producer", goods.producer.pk))


def agree(maker: Person, goods: Product, number: str = MOBILE) -> EnquiryPayee:
    assert goods.producer is not None
    return actions.agree(actor=maker.user, scope=maker.scope, producer=goods.producer, number=number)


def test_six_questions_of_the_consent(cast: Cast, goods: Product) -> None:
    assert six_answers(Asked("/desk/promptpay/{pk}/"), cast, goods.producer_id or 0) == [200, 200, 404, 403, 404, 405]


def test_the_producer_agrees_and_guests_find_it(goods: Product, maker: Person) -> None:
    page, pay = f"/products/{goods.pk}/", f"/pay/product/{goods.pk}/"
    assert Client().get(pay).status_code == 404
    assert pay not in Client().get(page).content.decode()
    path = f"/desk/promptpay/{goods.producer_id}/"
    sent = {"number": "๐๘๑-234-5678", "agreed": "on"}
    assert client_of(maker).post(path, sent).status_code == 302
    assert pay in Client().get(page).content.decode(), "a kept page is made anew"
    shown = Client().get(f"/en{pay}").content.decode()
    assert "<title>Pay for " in shown
    assert "xxx-xxx-5678" in shown
    assert MOBILE not in shown
    assert "<svg" in shown
    row = EnquiryPayee.objects.get()
    assert (row.agreed_by, row.masked) == (maker.user, "xxx-xxx-5678")
    entry = TrailEntry.objects.get(verb="promptpay.agree")
    assert (entry.subject_id, entry.note) == (goods.producer_id, "xxx-xxx-5678")


def test_the_number_lies_sealed(goods: Product, maker: Person) -> None:
    agree(maker, goods)
    with connection.cursor() as cursor:
        cursor.execute("select number_sealed, masked from enquiries_payee")
        assert MOBILE not in str(cursor.fetchall())


def test_without_consent_nothing_is_kept(goods: Product, maker: Person) -> None:
    answer = client_of(maker).post(f"/desk/promptpay/{goods.producer_id}/", {"number": MOBILE})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["agreed"]
    assert not EnquiryPayee.objects.exists()


def test_no_officer_agrees_for_anybody_but_takes_it_back(cast: Cast, goods: Product, maker: Person) -> None:
    path = f"/desk/promptpay/{goods.producer_id}/"
    worker = client_of(cast.worker)
    assert worker.post(path, {"number": MOBILE, "agreed": "on"}).status_code == 403
    agree(maker, goods)
    assert worker.post(path, {"step": "withdraw"}).status_code == 302
    assert not EnquiryPayee.objects.exists()
    assert Client().get(f"/pay/product/{goods.pk}/").status_code == 404
    assert worker.post(path, {"step": "withdraw"}).status_code == 302
    assert TrailEntry.objects.filter(verb="promptpay.withdraw").count() == 1


def test_another_number_takes_the_place_of_the_first(goods: Product, maker: Person) -> None:
    agree(maker, goods)
    agree(maker, goods, FIRM)
    assert EnquiryPayee.objects.get().masked == ids.mask(FIRM)


def test_what_is_not_public_is_not_paid_for(goods: Product, maker: Person) -> None:
    agree(maker, goods)
    Producer.objects.update(status="closed")
    assert Client().get(f"/pay/product/{goods.pk}/").status_code == 404
    Producer.objects.update(status="active")
    Product.objects.update(is_public=False)
    assert Client().get(f"/pay/product/{goods.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (CITIZEN, "enquiry.citizen"),
        ("1-1017-00230-67-3", "enquiry.citizen"),
        ("0105536000314", "id.check_digit"),
        ("043123456", "promptpay.number"),
        ("", "promptpay.number"),
        ("เบอร์เดิม", "promptpay.number"),
    ],
)
def test_numbers_that_are_not_shown(number: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.payee_number(number)
    assert (refused.value.code, refused.value.field) == (code, "number")


def test_the_square_holds_the_number_that_was_agreed_to(goods: Product, maker: Person, monkeypatch: Any) -> None:
    drawn: list[str] = []

    def seen(number: str) -> str:
        drawn.append(number)
        return "x"

    agree(maker, goods)
    monkeypatch.setattr(promptpay, "payload", seen)
    Client().get(f"/pay/product/{goods.pk}/")
    assert drawn == [MOBILE]
