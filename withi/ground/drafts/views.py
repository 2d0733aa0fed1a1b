"""Keeping a form while it is typed, saying who is signed in, and throwing a draft away."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.drafts import access, actions, queries
from withi.ground.drafts.rules import STUB, TAB, tab_in
from withi.ground.web.answers import signed_out
from withi.kit.problem import Problem

View = Callable[[HttpRequest], HttpResponse]


def mine(view: View) -> View:
    """Only for people signed in; drafts ask for no posting, because the form that makes one did."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request)
        if request.method == "POST":
            return signed_out(request, redirect_to_login(reverse(settings.LOGIN_REDIRECT_URL)).url)
        return redirect_to_login(request.get_full_path())

    return guarded


@require_POST
@mine
def save(request: HttpRequest) -> HttpResponse:
    """Keep what stands in a form; the form's own fields come as they would be sent, with its paper."""
    stub, tab = access.stub_in(request.POST.get(STUB, "")), tab_in(request.POST.get(TAB, ""))
    if stub is None or not tab:
        raise Problem("web.bad_request", status=400)
    draft = actions.keep(stub=stub, tab=tab, fields=dict(request.POST.lists()))
    return JsonResponse({"key": str(draft.key), "at": queries.moment(draft)})


@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, and the token that forms need now; 401 where nobody is."""
    known = request.user.is_authenticated
    return JsonResponse({"person": request.user.pk, "csrf": get_token(request)}, status=200 if known else 401)


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def drop(request: HttpRequest) -> HttpResponse:
    """Ask whether a draft may go, and throw it away."""
    named = request.POST if request.method == "POST" else request.GET
    draft = access.own(named.get("key", ""), request.user.pk or 0, access.claim_on(request))
    if request.method != "POST":
        context = {"draft": draft, "at": queries.moment(draft), "take_url": access.taking(draft)}
        return render(request, "drafts/drop.html", context)
    actions.forget(draft=draft)
    return HttpResponseRedirect(draft.address)
