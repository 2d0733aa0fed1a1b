"""What allauth's views lack here: invited phones with their PIN, and forms that answer as the house's do."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.internal.flows import login as login_flow
from allauth.account.internal.flows.reauthentication import resume_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from withi.ground.people import access, actions, queries
from withi.ground.people.access import Kept
from withi.ground.people.backends import is_refused_demo
from withi.ground.people.forms import NewPinForm, PinAgainForm, PinForm, TermForm
from withi.ground.people.models import Device, User
from withi.ground.people.rules import DEVICE_DAYS, Position
from withi.ground.web import cookies
from withi.ground.web.answers import language
from withi.ground.web.htmx import go_to
from withi.ground.web.saving import handle, sent
from withi.kit.era import format_date, kept_together
from withi.kit.problem import Problem

BACKEND = "withi.ground.people.backends.OfficerBackend"
View = Callable[..., HttpResponseBase]
either = require_http_methods(["GET", "HEAD", "POST"])


def refusing(view: View) -> View:
    """The same view, whose form answers 422 when it was refused, as every form of the house does.

    What a passkey's script needs goes as text, to stand in an attribute: nothing inline is allowed.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            if request.method == "POST" and response.status_code == 200:
                response.status_code = 422
            if data := (response.context_data or {}).get("js_data"):
                response.context_data["passkey"] = json.dumps(*data.values(), cls=DjangoJSONEncoder)  # type: ignore[index]
        return response

    return answered


def readable(view: View, kind: type[RegistrationResponse] | type[AuthenticationResponse]) -> View:
    """A view that takes a passkey's answer: what is none is taken as if nothing had been sent."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.POST.get("credential"):
            try:
                kind.from_dict(json.loads(request.POST["credential"]))
            except Exception:  # noqa: BLE001 - whatever a stranger sends, the reader may stumble over
                sent = request.POST.copy()
                sent["credential"] = ""
                request.POST = sent  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return checked


def entering(view: View) -> View:
    """Signing in: a phone that an invitation made the way in asks for its PIN instead (`?password` for other ways)."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wants_pin = request.method == "GET" and "password" not in request.GET and not request.user.is_authenticated
        if wants_pin and access.device_on(request):
            query = request.GET.urlencode()
            return HttpResponseRedirect(f"{reverse('account_pin')}{'?' + query if query else ''}")
        return view(request, *args, **kwargs)

    return entered


def leaving(view: View) -> View:
    """Signing out: the browser forgets the pages and what was typed here. Cookies stay: a phone's PIN needs its own."""

    @wraps(view)
    def left(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return left


# --- a phone with a PIN --------------------------------------------------------------------------


@sensitive_post_parameters("pin", "pin_again")
@never_cache
@either
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link or QR: whose account it opens; choosing a PIN uses the link up, looking does not."""
    invitation = access.invitation_of(token)
    user = invitation.posting.user
    if not invitation.is_open(timezone.now()) or not user.is_active or is_refused_demo(user):
        return over(request, user)
    form = NewPinForm(sent(request), initial={"helper": invitation.helper})

    def act() -> str:
        given = form.cleaned_data
        device, secret = actions.accept(
            invitation=invitation, pin=given["pin"], label=phone_of(request), helper=given["helper"]
        )
        enter(request, device, given["helper"])
        kept.append(secret)
        return reverse(settings.LOGIN_REDIRECT_URL)

    kept: list[str] = []
    other = request.user if request.user.is_authenticated and request.user != user else None
    until = kept_together(format_date(timezone.localtime(invitation.expires_at).date(), language()))
    context = {"invitation": invitation, "person": user, "until": until, "other": other, "page": {}}
    response = handle(request, form, "account/welcome.html", context, act)
    return keep(response, kept[0]) if kept else response


def over(request: HttpRequest, user: User) -> HttpResponse:
    """A link that is used up: on the very phone that used it, it goes on being the way in."""
    found = access.device_on(request)
    if found and found[0].user == user:
        return redirect(settings.LOGIN_REDIRECT_URL if request.user == user else "account_pin")
    raise Problem("invitation.over", status=410)


@sensitive_post_parameters("pin")
@never_cache
@either
def pin(request: HttpRequest) -> HttpResponse:
    """The PIN on a known phone opens the account for twelve hours."""
    found = access.device_on(request)
    if found is None:
        return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")
    device, token = found
    form = PinForm(sent(request), initial={"helper": device.helper})

    def act() -> str:
        given = form.cleaned_data
        actions.open_with_pin(device=device, token=token, pin=given["pin"], helper=given["helper"])
        enter(request, device, given["helper"])
        return next_on(request)

    context = {"person": device.user, "next": request.GET.get("next", request.POST.get("next", "")), "page": {}}
    response = handle(request, form, "account/pin.html", context, act)
    return keep(response, token) if response.status_code == 302 else response


@sensitive_post_parameters("pin")
@never_cache
@either
def pin_again(request: HttpRequest) -> HttpResponse:
    """Before something dangerous: the PIN of this phone once more, then what was sent goes on."""
    found = access.device_on(request)
    if found is None or not request.user.is_authenticated or found[0].user != request.user:
        return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")
    device, token = found
    form = PinAgainForm(sent(request))
    if form.is_valid():
        try:
            actions.open_with_pin(
                device=device, token=token, pin=form.cleaned_data["pin"], helper=access.helper_on(request)
            )
        except Problem as refused:
            form.add_problems(refused)
        else:
            login_flow.record_authentication(request, request.user, "pin", reauthenticated=True)
            resumed: HttpResponse | None = resume_request(request)
            return resumed or redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "next": request.GET.get("next", request.POST.get("next", ""))}
    return render(request, "account/pin_again.html", context, status=422 if form.errors else 200)


def enter(request: HttpRequest, device: Device, helper: str) -> None:
    """Open a session for the phone's owner, in which everything carries the helper's name."""
    user = device.user
    user.refresh_from_db()
    login(request, user, backend=BACKEND)
    login_flow.record_authentication(request, user, "pin")
    request.session[access.DEVICE], request.session[access.HELPER] = device.pk, helper


def keep(response: HttpResponse, token: str) -> HttpResponse:
    """The phone keeps its secret for ninety days from now, out of every script's reach."""
    cookies.give(response, access.DEVICE_COOKIE, token, lasts=DEVICE_DAYS * 86_400)
    return response


def next_on(request: HttpRequest) -> str:
    """Where the person wanted to go, as long as it is on this site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse(settings.LOGIN_REDIRECT_URL)


PHONES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
BROWSERS = {"Line/": "LINE", "Edg": "Edge", "SamsungBrowser/": "Samsung Internet", "Firefox/": "Firefox"}


def phone_of(request: HttpRequest) -> str:
    """The kind of phone and browser, as the officer's list names it: "Android · Chrome"."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    kind = next((name for name in PHONES if name in agent), "")
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    known = browser or ("Chrome" if "Chrome/" in agent else "Safari" if "Safari/" in agent else "")
    return " · ".join(filter(None, (kind, known)))


def configured(name: str, view: View) -> View:
    """An outside sign-in that is there only where its settings are given; 404 elsewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if name not in settings.OUTSIDE_SIGN_IN:
            raise Http404
        if request.method == "POST" and request.user.is_authenticated:
            access.ask_again(request)
        return view(request, *args, **kwargs)

    return guarded


# --- one's own ways in ---------------------------------------------------------------------------


@require_safe
@login_required
def ways(request: HttpRequest) -> HttpResponse:
    """Everything that opens the account of the person signed in: app, passkeys, phones, LINE, ThaID."""
    person = access.person_on(request)
    scope = access.scope_on(request)
    context = {
        "ways": queries.ways_of(person),
        "must": queries.lacks_second_factor(person, scope) and access.DEVICE not in request.session,
        "has_password": person.has_usable_password(),
        "page": {},
    }
    return render(request, "mfa/index.html", context)


@require_POST
@login_required
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """LINE or ThaID opens the account no more."""
    person = access.person_on(request)
    joined = access.outside_of(pk, person)
    access.ask_again(request)
    actions.part_way(user=person, joined=joined)
    return redirect("mfa_index")


# --- who keeps a row of a register ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keeping:
    """A row that accounts keep for a term, and the words of the page on which officers say whose."""

    row: Kept
    position: Position
    title: str
    note: str
    done: str
    room: str
    """The namespace of its addresses: `detail`, `staff` and `staff_end`."""


def keepers(request: HttpRequest, kept: Keeping, about: Mapping[str, Any]) -> HttpResponse:
    """Which accounts keep the row; letting one more do it. `about` is what every page of the row needs."""
    scope, today = access.scope_on(request), timezone.localdate()
    access.refuse_keeper(scope, kept.row)
    form = TermForm(sent(request), initial={"valid_from": today})
    if request.method == "POST":
        access.ask_again(request)

    def act() -> str:
        actions.appoint_keeper(
            actor=access.person_on(request), scope=scope, row=kept.row, position=kept.position, **form.cleaned_data
        )
        messages.success(request, kept.done)
        return reverse(f"{kept.room}:staff", args=[kept.row.pk])

    terms = [
        {"term": term, "end": reverse(f"{kept.room}:staff_end", args=[kept.row.pk, term.pk])}
        for term in queries.terms_of(kept.row.SUBJECT, kept.row.pk, today)
    ]
    home = reverse(f"{kept.room}:detail", args=[kept.row.pk])
    return handle(request, form, "people/keepers.html", {**about, "kept": kept, "terms": terms, "home": home}, act)


def keeper_ended(request: HttpRequest, kept: Keeping, term_pk: int) -> HttpResponseBase:
    """An account keeps the row no more."""
    scope = access.scope_on(request)
    access.refuse_keeper(scope, kept.row)
    term = access.term_of(term_pk, kept.row)
    access.ask_again(request)
    actions.end_keeper(actor=access.person_on(request), scope=scope, row=kept.row, term=term)
    messages.success(request, _("The term is ended."))
    return go_to(request, reverse(f"{kept.room}:staff", args=[kept.row.pk]))
