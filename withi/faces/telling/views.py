"""What is new for me, the text to pass on, and whom to call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.faces.telling import access, actions, forms, queries
from withi.faces.telling.queries import Picked
from withi.ground.notices import actions as notices
from withi.ground.notices.queries import call_lists, inbox, new_count
from withi.ground.notices.rules import Told
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.kit.problem import Problem

SIZE = 25


# --- one's own notices ---------------------------------------------------------------------------


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """My notices, the latest first."""
    person, scope = person_on(request), scope_on(request)
    chosen = forms.InboxFilter(request.GET, kind=forms.kinds())
    rows = inbox(person.pk, state=chosen.value("state"), kind=chosen.value("kind"))
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Notices")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.lines(rows[pager.rows], scope),
        "new": new_count(person.pk),
        "may_call": scope.calls_people,
    }
    return render(request, "telling/list.html", context)


@require_POST
@posted
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything new is read."""
    count = notices.tell_all_read(actor=person_on(request))
    messages.success(request, ngettext("%d notice marked as read.", "%d notices marked as read.", count) % count)
    return go_to(request, reverse("telling:index"))


@require_safe
@posted
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with the rows it is about, its text for a chat, and the way on."""
    scope = scope_on(request)
    found = access.notice_of(pk, person_on(request))
    context = {
        "page": {"title": _("Notice")},
        "line": queries.lines([found], scope)[0],
        "rows": queries.abouts(found, scope),
        "chat": queries.chat_of(found, scope),
        "way_on": queries.way_on(found.link),
        "may_call": scope.calls_people and bool(found.rows),
    }
    return render(request, "telling/notice.html", context)


@require_POST
@posted
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a notice: it is read from now on."""
    found = access.notice_of(pk, person_on(request))
    notices.tell(actor=person_on(request), notice=found, how=Told.READ)
    return go_to(request, reverse("telling:notice", args=[pk]))


@require_POST
@posted
def notice_copied(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a notice was copied into a chat."""
    found = access.notice_of(pk, person_on(request))
    notices.tell(actor=person_on(request), notice=found, how=Told.COPIED)
    messages.success(request, _("Kept: copied into a chat."))
    return go_to(request, reverse("telling:notice", args=[pk]))


# --- lists ---------------------------------------------------------------------------------------


@require_POST
@posted
def copied(request: HttpRequest) -> HttpResponse:
    """The text of a list was copied into a chat."""
    actions.note_copy(actor=person_on(request), picked=picked(request))
    messages.success(request, _("Kept: copied into a chat."))
    return go_to(request, back(request))


def picked(request: HttpRequest) -> Picked:
    """The list that the form names."""
    form = forms.ListForm(request.POST)
    if not form.is_valid():
        raise Problem("web.bad_request", status=400)
    return queries.picked_list(form.cleaned_data["list"], form.cleaned_data["query"], scope_on(request))


def back(request: HttpRequest) -> str:
    """The list one came from, as long as it is on this site."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else reverse("telling:index")


# --- calling -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def calls(request: HttpRequest) -> HttpResponse:
    """The call lists of my area; sent a list, a new one is made of it."""
    scope = scope_on(request)
    if request.method == "POST":
        access.needs_calling(scope)
        return make_calls(request, picked(request))
    if not scope.areas(Ability.PERSONAL):
        raise Problem("access.ability", status=403)
    rows = call_lists(scope.ranges(Ability.READ), scope.user_id)
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {"page": {"title": _("Call lists")}, "pager": pager, "lines": queries.call_list_lines(rows[pager.rows])}
    return render(request, "telling/calls.html", context)


@require_POST
@posted
def notice_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """A call list of everyone a notice is about."""
    found = access.notice_of(pk, person_on(request))
    access.needs_calling(scope_on(request))
    return make_calls(request, queries.picked_notice(found))


def make_calls(request: HttpRequest, of: Picked) -> HttpResponse:
    """To the new call list; where there is none to make, back with the reason."""
    try:
        made = actions.list_calls(actor=person_on(request), scope=scope_on(request), picked=of)
    except Problem as problem:
        messages.warning(request, problem.message(language()))
        return go_to(request, back(request))
    return go_to(request, reverse("telling:call_list", args=[made.pk]))


@require_safe
@posted
def call_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to call, tambon by tambon, with telephones; to be used on a phone or printed."""
    scope = scope_on(request)
    found = access.calls_of(pk, scope)
    context = {
        "page": {"title": _("Call list")},
        "calls": found,
        "title": queries.title_of(found.values),
        "source": queries.way_on(found.link),
        "sheet": queries.sheet(found, scope),
        "may_call": scope.calls_people,
    }
    return render(request, "telling/call_list.html", context)


@require_POST
@posted
def called(request: HttpRequest, pk: int, notice_pk: int) -> HttpResponse:
    """One tap after a call: told, or nobody answered; then on to the next on the list."""
    scope = scope_on(request)
    found = access.calls_of(pk, scope)
    contact = access.contact_of(notice_pk, found)
    access.needs_calling(scope)
    form = forms.CallForm(request.POST)
    if not form.is_valid():
        raise Problem("web.bad_request", status=400)
    try:
        reached = form.cleaned_data["step"] == form.REACHED
        notices.note_call(actor=person_on(request), notice=contact, reached=reached)
    except Problem as problem:
        messages.warning(request, problem.message(language()))
    following = form.cleaned_data["next"]
    return go_to(request, reverse("telling:call_list", args=[pk]) + (f"#call-{following}" if following else ""))
