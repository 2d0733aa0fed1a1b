"""The desk of approval: what waits, what must be checked, and each step."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withi.ground.notices.queries import of_list
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit.problem import Problem
from withi.registers.publication import access, actions, forms, queries
from withi.registers.publication.models import STEP_NAMES
from withi.registers.publication.rules import NEEDS_REASON, Step

SIZE = 25


@require_GET
@posted
def review(request: HttpRequest) -> HttpResponse:
    """Rows of all kinds that wait for this person's approval."""
    scope = scope_on(request)
    access.needs(scope, Ability.APPROVE)
    areas = queries.area_choices(scope, Ability.APPROVE)
    chosen = forms.ListFilter(request.GET, kind=forms.kinds(), area=areas)
    narrowed = {"subject": chosen.value("kind"), "area": chosen.value("area")}
    keys, total = queries.waiting_keys(scope, **narrowed), queries.waiting_total(scope, **narrowed)
    pager = numbered(request, total=total, size=SIZE)
    context = {
        "filter": chosen,
        "pager": pager,
        "rows": queries.waiting(pager.of(keys), person_on(request).pk),
        "copy": of_list(
            "review",
            title=_("Waiting for approval"),
            count=f"{total:,} {ngettext('row', 'rows', total)}",
            path=request.path,
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
    }
    return render(request, "publication/review.html", context)


@require_POST
@posted
def steps(request: HttpRequest) -> HttpResponse:
    """One step on several rows; what was left is said on the page one came from."""
    form = forms.BatchForm(request.POST)
    if not form.is_valid():
        raise Problem("web.bad_request", status=400)
    step, picks = form.chosen_step(), form.picks()
    access.needs_step(scope_on(request), step)
    if not picks:
        messages.warning(request, _("Nothing was chosen. Tick the rows first."))
        return go_to(request, back(request))
    outcome = actions.step_many(
        actor=person_on(request), scope=scope_on(request), step=step, picks=picks, reason=form.cleaned_data["reason"]
    )
    if outcome.done:
        messages.success(request, done_text(step, len(outcome.done)))
    tell_refused(request, outcome.refused)
    return go_to(request, back(request))


@require_http_methods(["GET", "POST"])
@posted
def step(request: HttpRequest, subject: str, pk: int, step: str) -> HttpResponse:
    """One step on one row; a page asks for the reason where one is needed."""
    wanted = Step(step)
    row = access.row_of(subject, pk, scope_on(request), wanted)
    kind = access.kind_of(subject)
    home = reverse(kind.desk_url_name, args=[pk])
    needs_reason = wanted in NEEDS_REASON
    form = forms.StepForm(sent(request), initial={"version": row.version}, needs_reason=needs_reason)

    def act() -> str:
        given = {name: form.cleaned_data[name] for name in ("version", "reason")}
        actions.step_one(actor=person_on(request), scope=scope_on(request), step=wanted, row=row, **given)
        messages.success(request, done_text(wanted, 1))
        return back(request, home)

    context = {"row": row, "kind": kind, "label": STEP_NAMES[wanted], "needs_reason": needs_reason, "home": home}
    return handle(request, form, "publication/step.html", context, act)


@require_http_methods(["GET", "POST"])
@posted
def checks(request: HttpRequest) -> HttpResponse:
    """Points to check of one's area; several are decided at once."""
    scope = scope_on(request)
    access.needs(scope, Ability.ENTER)
    if request.method == "POST":
        return decide(request)
    rules = queries.rules_open(scope)
    named = [(code, f"{sentence} ({count:,})") for code, sentence, count in rules]
    areas = queries.area_choices(scope, Ability.ENTER)
    chosen = forms.CheckFilter(request.GET, kind=forms.kinds(), area=areas, rule=named)
    items = queries.checks(scope, subject=chosen.value("kind"), rule=chosen.value("rule"), area=chosen.value("area"))
    total = items.count()
    pager = numbered(request, total=total, size=SIZE)
    context = {
        "filter": chosen,
        "pager": pager,
        "checks": queries.worded(list(items[pager.rows])),
        "copy": of_list(
            "checks",
            title=_("To check"),
            count=f"{total:,} {ngettext('point', 'points', total)}",
            path=request.path,
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
    }
    return render(request, "publication/checks.html", context)


def decide(request: HttpRequest) -> HttpResponse:
    """Store the decisions of one page and show the next."""
    form = forms.DecisionForm(request.POST)
    taken, confirmed = form.taken(), form.confirmed()
    decided = actions.decide_many(actor=person_on(request), scope=scope_on(request), taken=taken, confirmed=confirmed)
    if decided.mended:
        messages.success(request, ngettext("%d point mended.", "%d points mended.", decided.mended) % decided.mended)
    if decided.confirmed:
        text = ngettext("%d point confirmed as right.", "%d points confirmed as right.", decided.confirmed)
        messages.success(request, text % decided.confirmed)
    if not (decided.mended or decided.confirmed or decided.refused):
        messages.warning(request, _("Nothing was chosen. Tick the rows first."))
    tell_refused(request, decided.refused)
    return go_to(request, back(request, reverse("publication:checks")))


def back(request: HttpRequest, otherwise: str = "") -> str:
    """Where the person came from (`next`), as long as it is on this site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return otherwise or reverse("publication:review")


def done_text(step: Step, count: int) -> str:
    """What happened, said once for one row or many."""
    texts = {
        Step.SUBMIT: ngettext("%d row sent for approval.", "%d rows sent for approval.", count),
        Step.APPROVE: ngettext("%d row published.", "%d rows published.", count),
        Step.RETURN: ngettext("%d row returned to be mended.", "%d rows returned to be mended.", count),
        Step.WITHDRAW: ngettext("%d row withdrawn.", "%d rows withdrawn.", count),
        Step.REOPEN: ngettext("%d row opened again as a draft.", "%d rows opened again as drafts.", count),
    }
    return texts[step] % count


def tell_refused(request: HttpRequest, refused: Iterable[actions.Refused]) -> None:
    """One message for each reason, with the names of the rows it left."""
    names: dict[str, list[str]] = defaultdict(list)
    for left in refused:
        names[left.problem.message(language())].append(left.name)
    for reason, rows in names.items():
        shown = ", ".join(rows[:5]) + ("…" if len(rows) > 5 else "")
        values = {"count": len(rows), "names": shown, "reason": reason}
        messages.warning(request, _("Left as they are (%(count)d): %(names)s. %(reason)s") % values)
