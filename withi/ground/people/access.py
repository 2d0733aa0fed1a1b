"""Loading rows or refusing: the only way views get at a row of the desk."""

import time
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from typing import ClassVar, Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from withi.ground.people.models import Device, Invitation, Posting, User
from withi.ground.people.rules import FRESH_SECONDS, Ability, Scope
from withi.ground.web import cookies
from withi.ground.web.answers import signed_out
from withi.ground.web.htmx import go_to, wants_part
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
        "access.sign_in_again",
        th="ขั้นตอนนี้ต้องยืนยันตัวตนใหม่ กรุณาออกจากระบบ เข้าใหม่ แล้วทำอีกครั้ง",
        en="This needs a fresh sign-in. Please sign out, sign in again, and do it once more.",
    ),
    Rule(
        "area.code",
        th="รหัสพื้นที่ “{found}” ไม่ถูกต้อง ต้องเป็นเลข 2, 4, 6 หรือ 8 หลัก",
        en="“{found}” is not an area code: 2, 4, 6 or 8 digits.",
    ),
)

HELPER, DEVICE = "helper", "device"
"""What a session keeps: who types for the person, and the phone that was opened with a PIN."""
DEVICE_COOKIE = "withi_device"

P = ParamSpec("P")
M_co = TypeVar("M_co", bound=models.Model, covariant=True)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class InScope(Protocol[M_co]):
    """A queryset that knows the scope of a person."""

    def in_scope(self, scope: Scope, ability: Ability) -> models.QuerySet[M_co]: ...


def posted(view: View[P]) -> View[P]:
    """Only signed-in people with a posting in force: guests go to sign in and come back, others are told why not."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not scope_on(request).grants:
            raise Problem("access.no_posting", status=403)
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A reader signs in and comes back to the page; a form that was sent stays on the screen until he has."""
    if request.method not in ("GET", "HEAD"):
        return signed_out(request, redirect_to_login(reverse(settings.LOGIN_REDIRECT_URL)).url)
    shown = request.META.get("HTTP_HX_CURRENT_URL", "") if wants_part(request) else ""
    back = urlsplit(shown)._replace(scheme="", netloc="", fragment="").geturl() or request.get_full_path()
    return go_to(request, redirect_to_login(back).url)


def scope_on(request: HttpRequest) -> Scope:
    """The scope that the middleware put on the request."""
    return request.scope  # type: ignore[attr-defined, no-any-return]


def person_on(request: HttpRequest) -> User:
    """The signed-in account, told under which posting it acts; only for views behind `posted`."""
    if not isinstance(request.user, User):
        raise Http404
    posting = next(iter(getattr(request, "postings", ())), None)
    request.user.post_label = posting.trail_label() if posting else ""
    request.user.helper = helper_on(request)
    return request.user


def helper_on(request: HttpRequest) -> str:
    """Who types for the person in this session; empty where nobody does."""
    return str(request.session.get(HELPER, "")) if hasattr(request, "session") else ""


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved within the last ten minutes that it is she: signed in, or asked again."""
    records = get_authentication_records(request, person_on(request))
    return bool(records) and time.time() - records[-1]["at"] < FRESH_SECONDS


def ask_again(request: HttpRequest) -> None:
    """Before something dangerous: whoever did not prove lately who he is does so now, then what he sent goes on."""
    if is_fresh(request):
        return
    if not get_adapter(request).get_reauthentication_methods(request.user):
        raise Problem("access.sign_in_again", status=403)
    raise ReauthenticationRequired


def device_on(request: HttpRequest) -> tuple[Device, str] | None:
    """The phone that asks, and its secret; None for any other browser. No query without its cookie."""
    token = cookies.given(request, DEVICE_COOKIE)
    if not token:
        return None
    devices = Device.objects.in_force(timezone.now()).filter(token_hash=hash_of(token), user__is_active=True)
    device = devices.select_related("user").first()
    return None if device is None or (device.user.is_demo and not settings.DEMO) else (device, token)


def invitation_of(token: str) -> Invitation:
    """The invitation that a link names, whatever became of it; 404 for a link that nobody made."""
    found = Invitation.objects.filter(token_hash=hash_of(token)).select_related("posting__user").first()
    if found is None:
        raise Http404
    return found


def outside_of(pk: int, person: User) -> SocialAccount:
    """A joined LINE or ThaID of the person's own; another's is a 404."""
    found = SocialAccount.objects.filter(pk=pk, user_id=person.pk).first()
    if found is None:
        raise Http404
    return found


def hash_of(token: str) -> str:
    """What the tables keep of a secret that opens something."""
    return sha256(token.encode()).hexdigest()


def load(rows: "InScope[M_co]", pk: int, scope: Scope, ability: Ability) -> M_co:
    """The row of a publishable register if the person may do `ability` on it.

    Outside one's area it answers like a row that does not exist (404); inside, a missing ability is a 403 that says so.
    """
    if (row := rows.in_scope(scope, ability).filter(pk=pk).first()) is not None:
        return row
    if rows.in_scope(scope, Ability.READ).filter(pk=pk).exists():
        raise Problem("access.ability", status=403)
    raise Http404


def hold(rows: "InScope[M_co]", pk: int, scope: Scope) -> M_co:
    """Inside a verb: the row locked as it is now, refused (403) to who does not enter there."""
    row = rows.in_scope(scope, Ability.ENTER).filter(pk=pk).select_for_update().first()
    if row is None:
        raise Problem("access.ability", status=403)
    return row


def needs_area(scope: Scope, ability: Ability) -> None:
    """Refuse (403) whoever may not do this in some area; owners' accounts have no area."""
    if not scope.areas(ability):
        raise Problem("access.ability", status=403)


# --- rows that accounts keep for a term ----------------------------------------------------------


class Kept(Protocol):
    """A row that accounts keep: a partner, a centre, a community."""

    SUBJECT: ClassVar[str]
    pk: int
    area_code: str


def is_officer_of(
    scope: Scope, area_code: str, abilities: Iterable[Ability] = (Ability.ENTER, Ability.APPROVE)
) -> bool:
    """Whether an area posting, not a term about one row, gives one of the abilities here."""
    return any(scope.can(ability, area_code) for ability in abilities)


def refuse_keeper(scope: Scope, row: Kept) -> None:
    """Only officers of the place say who keeps a row, and confirm what its keepers told."""
    if not is_officer_of(scope, row.area_code):
        raise Problem("access.ability", status=403)


def term_of(pk: int, row: Kept) -> Posting:
    """Somebody's term about a row already loaded; another row's is a 404."""
    found = Posting.objects.about(row.SUBJECT, row.pk).filter(pk=pk).select_related("user").first()
    if found is None:
        raise Http404
    return found
