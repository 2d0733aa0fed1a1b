"""Who may open what: sign-in first, then a posting; rows outside one's area do not exist."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.middleware import ScopeMiddleware
from withi.ground.people.models import Posting, User
from withi.ground.people.queries import addresses, in_charge, looking_after
from withi.ground.people.rules import Ability, Position
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings: Any) -> User:
    settings.REQUIRE_MFA = False
    return User.objects.create_user("worker", None, display_name="พัฒนากร (ตัวอย่าง)")


def post(user: User, position: Position = Position.DISTRICT_WORKER, area: str = "4015", **more: Any) -> Posting:
    given = {"valid_from": date(2020, 1, 1), **more}
    return Posting.objects.create(user=user, position=position.value, area_code=area, **given)


def ask(rf: RequestFactory, user: Any) -> HttpRequest:
    """A request as views see it."""
    request = rf.get("/desk/")
    request.user = user
    ScopeMiddleware(lambda request: HttpResponse())(request)
    return request


@posted
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{person_on(request)} {scope_on(request).areas(Ability.ENTER)}")


def test_a_guest_signs_in_first(rf: RequestFactory) -> None:
    response = page(ask(rf, AnonymousUser()))
    assert response.headers["Location"] == "/accounts/login/?next=/desk/"


def test_who_is_in_charge_is_the_nearest_office_that_may(officer: User) -> None:
    chief, far, owner = (User.objects.create_user(name, None) for name in ("chief", "far", "owner"))
    post(officer, Position.PROVINCE_OFFICER, "40")
    post(chief, Position.DISTRICT_CHIEF, "4015")
    post(far, Position.DISTRICT_CHIEF, "4011", valid_until=date(2020, 12, 31))
    post(owner, Position.PRODUCER, "401508", subject_kind="producer", subject_id=7)
    day, areas = date(2021, 1, 1), ("40150808", "4011", "3001", "")
    found = in_charge(areas, Ability.APPROVE, day)
    assert found == {"401508": [chief.pk], "4011": [officer.pk], "3001": [], "": []}
    assert in_charge(["4015"], Ability.APPROVE, day, but=chief.pk) == {"4015": [officer.pk]}
    assert in_charge(["401508"], Ability.ENTER, day) == {"401508": [officer.pk]}
    assert looking_after("producer", [7, 8], day) == {7: [owner.pk]}


def test_only_open_accounts_have_an_address(officer: User) -> None:
    closed = User.objects.create_user("closed", None, email="closed@withi.example", is_active=False)
    other = User.objects.create_user("other", None, email="other@withi.example")
    assert addresses([officer.pk, closed.pk, other.pk]) == {other.pk: "other@withi.example"}


def test_without_a_posting_in_force_nobody_works(rf: RequestFactory, officer: User) -> None:
    post(officer, valid_until=date(2020, 12, 31))
    with pytest.raises(Problem) as refused:
        page(ask(rf, officer))
    assert (refused.value.code, refused.value.status) == ("access.no_posting", 403)


def test_scope_and_label_come_from_one_query(rf: RequestFactory, officer: User, django_assert_num_queries: Any) -> None:
    post(officer)
    post(officer, Position.AUDITOR, "40")
    request = ask(rf, officer)
    with django_assert_num_queries(1):
        response = page(request)
    assert isinstance(response, HttpResponse)
    assert "4015" in response.content.decode()
    assert officer.post_label.endswith(" 4015")


def test_a_closed_account_has_no_scope(rf: RequestFactory, officer: User) -> None:
    post(officer)
    officer.is_active = False
    with pytest.raises(Problem):
        page(ask(rf, officer))


def test_guests_cost_no_query(rf: RequestFactory, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert scope_on(ask(rf, AnonymousUser())).grants == ()
