"""Loading rows or refusing: the only way views get at a row of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.kit import problem
from withi.kit.problem import Problem, Rule

problem.register(
    Rule(
        "access.ability",
        th="ตำแหน่งของท่านดูรายการนี้ได้ แต่ทำขั้นตอนนี้ไม่ได้ หากควรทำได้ กรุณาติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
        en="Your position may see this row but not do this step. If it should, please ask your provincial office.",
    ),
    Rule(
        "access.no_posting",
        th="บัญชีนี้ยังไม่มีตำแหน่งและพื้นที่รับผิดชอบ กรุณาติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
        en="This account has no position and area yet. Please ask your provincial office.",
    ),
    Rule(
        "area.code",
        th="รหัสพื้นที่ “{found}” ไม่ถูกต้อง ต้องเป็นเลข 2, 4, 6 หรือ 8 หลัก",
        en="“{found}” is not an area code: 2, 4, 6 or 8 digits.",
    ),
)

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class InScope(Protocol[M]):
    """A queryset that knows the scope of a person."""

    def in_scope(self, scope: Scope, ability: Ability) -> models.QuerySet[M]: ...


def posted(view: View[P]) -> View[P]:
    """Only signed-in people with a posting in force: guests go to sign in and come back, others are told why not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not scope_on(request).grants:
            raise Problem("access.no_posting", status=403)
        return view(request, *args, **kwargs)

    return guarded


def scope_on(request: HttpRequest) -> Scope:
    """The scope that the middleware put on the request."""
    return request.scope  # type: ignore[attr-defined, no-any-return]


def person_on(request: HttpRequest) -> User:
    """The signed-in account; only for views behind `posted`."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def load(rows: "InScope[M]", pk: int, scope: Scope, ability: Ability) -> M:
    """The row of a publishable register if the person may do `ability` on it.

    Outside one's area it answers like a row that does not exist (404); inside, a missing ability is a 403 that says so.
    """
    if (row := rows.in_scope(scope, ability).filter(pk=pk).first()) is not None:
        return row
    if rows.in_scope(scope, Ability.READ).filter(pk=pk).exists():
        raise Problem("access.ability", status=403)
    raise Http404
