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
