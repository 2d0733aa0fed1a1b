"""Monthly income: the producer's phone, the community's month, and the officer's overview, grid and closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.files import actions as files
from withi.ground.files.answers import private_picture
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import answer, language, wants_json
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.ground.web.saving import done, handle, sent
from withi.kit import era
from withi.kit.problem import Problem, Problems
from withi.registers.producers.models import Producer
from withi.registers.villages.models import Community
from withi.work.income import access, actions, forms, pages, queries, rules
from withi.work.income.rules import Step

ROWS = 200
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """On to the one screen of whoever asks: an officer's overview, a producer's or a community's months."""
    scope = scope_on(request)
    if scope.areas(Ability.PERSONAL):
        return HttpResponseRedirect(reverse("income:overview"))
    for subject, name in ((Producer.SUBJECT, "income:producer"), (Community.SUBJECT, "income:community")):
        if owned := scope.subjects(Ability.ENTER, subject):
            return HttpResponseRedirect(reverse(name, args=[owned[0]]))
    raise Problem("access.ability", status=403)


# --- a producer's month --------------------------------------------------------------------------


@require_safe
@posted
def producer(request: HttpRequest, pk: int) -> HttpResponse:
    """The producer's months: what was reported, what is missing, and the one that is due."""
    row = access.producer_of(pk, scope_on(request), Ability.PERSONAL)
    return render(request, "income/producer.html", pages.of_producer(row, scope_on(request)))


@either
@posted
def month(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """The producer's month in two steps: what was sold, then "is this right?"; a script sends the second as JSON."""
    owner = access.producer_of(pk, scope_on(request), Ability.ENTER)
    rules.check_month(month, timezone.localdate())
    row, known = queries.month_of(pk, month), queries.known(month, [pk])[pk]
    form = forms.MonthForm(
        request.POST if request.method == "POST" else None,
        producer_id=pk,
        month=month,
        known=known,
        row=row,
        products=queries.products_of(pk),
    )
    context = {**pages.of_month(owner, month, known), "form": form, "row": row}
    if request.method != "POST" or "edit" in request.POST:
        form.take_up()
        return render(request, "income/month.html", context)
    if not form.is_valid():
        return _unreadable(request, form, context)
    if "send" in request.POST:
        return _send(request, owner, form, context)
    return _ask(request, form, context)


def _ask(request: HttpRequest, form: forms.MonthForm, context: dict[str, Any]) -> HttpResponse:
    """The second step: what will be sent, and what is to be asked about it."""
    report = form.report(sure=True)
    unsaid = [found for found in rules.refusals(report, form.known) if found.code != "income.why"]
    if unsaid:
        for found in unsaid:
            form.add_problems(found)
        return _refused(request, form, context, unsaid, 422)
    return render(request, "income/check.html", {**context, **pages.of_check(form, report)})


def _send(request: HttpRequest, owner: Producer, form: forms.MonthForm, context: dict[str, Any]) -> HttpResponse:
    """Store it; then the receipt. Refused, the page comes back with the reasons, and with what stands now."""
    report = form.report(sure=bool(form.cleaned_data["sure"]))
    try:
        row = actions.report(actor=person_on(request), scope=scope_on(request), producer=owner, facts=report)
    except (Problem, Problems) as found:
        if found.status == 403:
            raise
        problems = list(found.problems) if isinstance(found, Problems) else [found]
        form.add_problems(found)
        stands = queries.month_of(owner.pk, report.month)
        return _refused(request, form, {**context, **pages.of_conflict(form, problems, stands)}, problems, found.status)
    url = reverse("income:receipt", args=[owner.pk, report.month])
    if wants_json(request):
        number = queries.number_of(row, owner.number)
        return JsonResponse({"receipt": url, "number": number, "total": row.total, "revision": row.revision})
    return done(request, url)


def _unreadable(request: HttpRequest, form: forms.MonthForm, context: dict[str, Any]) -> HttpResponse:
    """What cannot be read, each at its box."""
    if wants_json(request):
        found = [
            {"code": error.code, "field": name, "message": " ".join(error.messages)}
            for name, errors in form.errors.as_data().items()
            for error in errors
        ]
        return JsonResponse({"problems": found}, status=422, json_dumps_params={"ensure_ascii": False})
    return render(request, "income/month.html", context, status=422)


def _refused(
    request: HttpRequest, form: forms.MonthForm, context: dict[str, Any], problems: list[Problem], status: int
) -> HttpResponse:
    if wants_json(request):
        return answer(request, problems, status=status)
    return render(request, "income/month.html", {**context, "form": form}, status=status)


@either
@posted
def receipt(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """What stands for a month, under its number; the officers see the same number. A photo may be put beside it."""
    scope = scope_on(request)
    owner = access.producer_of(pk, scope, Ability.ENTER if request.method == "POST" else Ability.PERSONAL)
    row = queries.month_of(pk, month)
    if row is None:
        raise Http404
    form = forms.PhotoForm(sent(request), request.FILES or None)

    def act() -> str:
        given = files.open_photo(sent=form.cleaned_data["photo"], field="photo")
        actions.attach_photo(actor=person_on(request), scope=scope, producer=owner, month=month, sent=given)
        return f"{reverse('income:receipt', args=[pk, month])}#photos"

    may_change = access.can(scope, Ability.ENTER, owner.area_code) or pages.is_own(scope, owner)
    return handle(request, form, "income/receipt.html", pages.of_receipt(owner, row, may_change=may_change), act)


@require_safe
@posted
def photo(request: HttpRequest, pk: int, month: int, key: UUID, width: int) -> HttpResponse:
    """One file of a photo beside a month, to who sees the month; kept by no cache."""
    owner = access.producer_of(pk, scope_on(request), Ability.PERSONAL)
    return private_picture(access.photo_of(owner, month, key).key, width)


@require_POST
@posted
def remove_photo(request: HttpRequest, pk: int, month: int, key: UUID) -> HttpResponse:
    """Take a photo out, while the month is open."""
    scope = scope_on(request)
    owner = access.producer_of(pk, scope, Ability.ENTER)
    kept = access.photo_of(owner, month, key)
    actions.remove_photo(actor=person_on(request), scope=scope, producer=owner, month=month, photo=kept)
    messages.success(request, _("The photo was taken out, and all its files with it."))
    return go_to(request, reverse("income:receipt", args=[pk, month]))


@either
@posted
def take_back(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """An officer or the producer says that a month was not meant; what stood is kept."""
    scope = scope_on(request)
    owner = access.producer_of(pk, scope, Ability.ENTER)
    if queries.month_of(pk, month) is None:
        raise Http404
    form = forms.TakeBackForm(sent(request))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.take_back(actor=person_on(request), scope=scope, producer=owner, month=month, reason=reason)
        messages.success(request, _("Taken back. The month counts as not reported."))
        return reverse("income:producer", args=[pk])

    known = queries.known(month, [pk])[pk]
    return handle(request, form, "income/take_back.html", pages.of_month(owner, month, known), act)


# --- a community's month -------------------------------------------------------------------------


@require_safe
@posted
def community(request: HttpRequest, pk: int) -> HttpResponse:
    """The community's months of tourism income."""
    row = access.community_of(pk, scope_on(request), Ability.PERSONAL)
    return render(request, "income/community.html", pages.of_community(row, scope_on(request)))


@either
@posted
def tourism(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """Who came, what was taken in, and who was paid."""
    scope = scope_on(request)
    place = access.community_of(pk, scope, Ability.ENTER)
    rules.check_month(month, timezone.localdate())
    form = forms.TourismForm(sent(request), community_id=pk, month=month, row=queries.tourism_of(pk, month))

    def act() -> str:
        actions.report_tourism(actor=person_on(request), scope=scope, community=place, facts=form.facts())
        messages.success(request, _("Saved: %(month)s.") % {"month": era.month_label(month, language(), "long")})
        return reverse("income:community", args=[pk])

    return handle(request, form, "income/tourism.html", pages.of_tourism(place, month), act)


# --- officers ------------------------------------------------------------------------------------


@require_safe
@posted
def overview(request: HttpRequest) -> HttpResponse:
    """The tambons of an area in one month: who reported, who did not, and how far each has come."""
    scope = scope_on(request)
    access.officer(scope)
    asked = forms.asked(request.GET, rules.due_month(timezone.localdate()), scope.areas(Ability.PERSONAL)[0])
    rules.check_month(asked.month, timezone.localdate())
    area = access.area_of(asked.area, scope) if asked.area else asked.area
    narrowed = pages.narrowed(scope, request.GET)
    return render(request, "income/overview.html", pages.of_overview(scope, area, asked.month, narrowed))


@either
@posted
def cutoffs(request: HttpRequest) -> HttpResponse:
    """Until when months are reported, as dated days; the offices that keep them add one here."""
    scope = scope_on(request)
    access.officer(scope)
    if request.method == "POST" and not access.offices(scope):
        raise Problem("access.ability", status=403)
    form = forms.CutoffForm(sent(request), areas=pages.offices(scope), today=timezone.localdate())

    def act() -> str:
        said = form.cleaned_data
        actions.set_cutoff(actor=person_on(request), scope=scope, **said)
        messages.success(request, _("Saved. It holds from that month on."))
        return reverse("income:cutoffs")

    return handle(request, form, "income/cutoffs.html", pages.of_cutoffs(scope), act)


@either
@posted
def close(request: HttpRequest, area: str, month: int) -> HttpResponse:
    """A tambon's month: who is missing, what is doubtful, and the steps to submit, approve and lock."""
    scope = scope_on(request)
    tambon = access.area_of(area, scope)
    rules.check_month(month, timezone.localdate())
    form = forms.StepForm(sent(request))

    def act() -> str:
        wanted = request.POST.get("step", "")
        if wanted not in list(Step):
            raise Http404
        actions.step(
            actor=person_on(request),
            scope=scope,
            step=Step(wanted),
            month=month,
            tambon=tambon,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Done."))
        return reverse("income:close", args=[tambon, month])

    return handle(request, form, "income/close.html", pages.of_close(scope, tambon, month), act)


@either
@posted
def grid(request: HttpRequest, area: str, month: int) -> HttpResponse:
    """Producers and their four channels of one month, to be typed or pasted; only changed rows are written."""
    scope = scope_on(request)
    area = access.area_of(area, scope, Ability.ENTER)
    rules.check_month(month, timezone.localdate())
    rows = queries.grid_producers(area, month)
    pager = numbered(request, total=rows.count(), size=ROWS)
    producers = list(rows[pager.rows])
    typed = forms.Grid(month, sent(request) or {})
    if request.method == "POST" and _save_grid(request, scope, typed, [each.pk for each in producers]):
        return done(request, request.get_full_path())
    context = pages.of_grid(area, month, producers, typed)
    status = 422 if request.method == "POST" else 200
    return render(request, "income/grid.html", {**context, "pager": pager}, status=status)


def _save_grid(request: HttpRequest, scope: Scope, typed: forms.Grid, producers: list[int]) -> bool:
    """Store what was typed; false where something was refused, which `typed` then tells."""
    reports = typed.reports(queries.standing(typed.month, producers), producers)
    if typed.errors:
        return False
    if not reports:
        messages.info(request, _("Nothing was changed."))
        return True
    try:
        saved = actions.report_many(actor=person_on(request), scope=scope, month=typed.month, reports=reports)
    except (Problem, Problems) as found:
        typed.add_problems(found, reports[0].producer_id if len(reports) == 1 else None)
        return False
    count = saved.new + saved.changed
    messages.success(request, ngettext("%d month was saved.", "%d months were saved.", count) % count)
    return True
