"""Forms of the desk and what was typed in them: taken up again, kept when a session has ended, forgotten when saved."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from withi.ground.drafts import access, actions, queries
from withi.ground.drafts.rules import STUB, TAB, TAKEN, UNSENT_FOR, Stub, claim_of, tab_in
from withi.ground.web import cookies
from withi.ground.web.answers import answer, signed_out
from withi.kit import problem
from withi.kit.problem import Problem, Rule
from withi.kit.seal import SealBroken

problem.register(
    Rule(
        "draft.other_account",
        th="แบบฟอร์มนี้เปิดไว้ด้วยบัญชีของคนอื่น จึงยังไม่ได้บันทึก กรุณาออกจากระบบ แล้วเข้าด้วยบัญชีที่เปิดแบบฟอร์ม",
        en="This form was opened under another account, so it is not saved. Sign in with the account that opened it.",
    ),
    Rule(
        "draft.unsent",
        th="ท่านออกจากระบบแล้ว จึงยังไม่ได้บันทึก สิ่งที่พิมพ์เก็บไว้ให้ 30 นาที เข้าสู่ระบบด้วยบัญชีเดิมแล้วกด “ใช้ต่อ” ได้เลย",
        en="You were signed out, so it is not saved. What you typed is kept for 30 minutes: sign in again to go on.",
    ),
)
DESK = ("/desk/", "/en/desk/")
SAVED_COOKIE, SAVED_SECONDS = "withi_saved", 60


class DraftsMiddleware:
    """Stands behind sign-in. On a page where a draft is taken up, `request.typed` is what the form shows
    (see web/saving.py) and `request.taken` the draft itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") and TAKEN in request.GET and request.path.startswith(DESK):
            return self.take_up(request)
        response = self.get_response(request)
        if getattr(request, "form_saved", False):
            forget_saved(request, response)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Runs behind the check of the form's token: what a strange site sends is never kept."""
        stub = access.stub_in(request.POST[STUB]) if request.method == "POST" and STUB in request.POST else None
        if stub is None:
            return None
        if request.user.is_authenticated:
            is_other = stub.owner != request.user.pk
            return answer(request, [Problem("draft.other_account")], status=409) if is_other else None
        return unsent(request, stub) if stub.address == access.address_of(request) else None

    def take_up(self, request: HttpRequest) -> HttpResponse:
        """The form with what was typed; where that is gone or not this person's, the form as it is."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        address = access.address_of(request)
        try:
            draft = access.own(request.GET[TAKEN], request.user.pk, access.claim_on(request))
            request.typed, request.taken = queries.typed(draft), draft  # type: ignore[attr-defined]
        except (Http404, SealBroken):
            return HttpResponseRedirect(address)
        return self.get_response(request) if draft.address == address else HttpResponseRedirect(address)


def unsent(request: HttpRequest, stub: Stub) -> HttpResponse:
    """401 for a form whose session has ended: kept for its own person, in this browser, for half an hour."""
    secret = cookies.given(request, access.UNSENT_COOKIE) or secrets.token_urlsafe(32)
    actions.keep_unsent(stub=stub, claim=claim_of(secret), fields=dict(request.POST.lists()))
    response = signed_out(request, redirect_to_login(stub.address).url, Problem("draft.unsent"))
    cookies.give(response, access.UNSENT_COOKIE, secret, lasts=UNSENT_FOR)
    return response


def forget_saved(request: HttpRequest, response: HttpResponse) -> None:
    """The form is saved: its drafts go, and the tab hears of it by a cookie. A busy database stops nobody here."""
    stub, tab = access.stub_in(request.POST.get(STUB, "")), tab_in(request.POST.get(TAB, ""))
    if stub is None:
        return
    with suppress(OperationalError):
        actions.forget_saved(stub=stub, tab=tab, taken=access.key_in(request.GET.get(TAKEN, "")))
    if tab:
        cookies.give(response, SAVED_COOKIE, tab, lasts=SAVED_SECONDS, for_script=True)
