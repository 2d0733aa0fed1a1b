"""Marks and stars on the desk: lists, applying, points, decisions, terms, lists of results."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.notices.queries import of_list
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.bodies import takes
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.products import access as product_access
from withi.registers.products.models import Product
from withi.registers.publication import queries as publication
from withi.work.marks import access, actions, forms, queries
from withi.work.marks.models import ANSWER_NAMES, Mark
from withi.work.marks.rules import MARKS, STARS, Answer, Colour, State, Step
from withi.work.marks.telling import day_words

SIZE = 25
LINES = 100
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """Applications and marks of one's area; those that wait are decided here, several with one reason."""
    scope, today = scope_on(request), timezone.localdate()
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    rows = queries.listed(scope, chosen.filters(), today)
    total = rows.count()
    pager = numbered(request, total=total, size=SIZE)
    lines = queries.lines(rows[pager.rows], scope, today)
    context = {
        "page": {"title": _("Marks")},
        "filter": chosen,
        "pager": pager,
        "lines": lines,
        "can_decide": any(line.can_decide for line in lines),
        "may_bring": access.may_bring(scope),
        "copy": of_list(
            "marks",
            title=_("Marks"),
            count=f"{total:,} {ngettext('product', 'products', total)}",
            path=reverse("marks:list"),
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
    }
    return render(request, "marks/list.html", context)


@require_safe
@posted
def of_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Segment, mark and stars of a product, as a part of its page."""
    scope = scope_on(request)
    product = product_access.product_of(pk, scope, Ability.READ)
    context = {
        "product": product,
        "panel": queries.panel(product, timezone.localdate()),
        "may_apply": product_access.may(scope, product, Ability.ENTER),
    }
    return render(request, "marks/_of_product.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One application or mark: points, the cross-check with its segment, what may be done."""
    scope = scope_on(request)
    mark = access.mark_of(pk, scope, Ability.READ)
    is_waiting = mark.state == State.APPLIED
    may_decide = access.may_decide(scope, mark.product.area_code)
    context = {
        **about(mark),
        "board": queries.board(mark, timezone.localdate()),
        "may_score": is_waiting and access.may_score(scope, mark),
        "may_decide": is_waiting and may_decide,
        "may_take_back": may_decide and mark.state in {State.HELD, State.APPLIED},
    }
    return render(request, "marks/detail.html", context)


def about(mark: Mark) -> dict[str, Any]:
    """What every page of an application needs."""
    return {"mark": mark, **about_product(mark.product)}


def about_product(product: Product) -> dict[str, Any]:
    area = product.area_code
    return {
        "page": {"title": product.name_th, "region": codes.region(area) if area else ""},
        "product": product,
        "path": publication.paths_of([area]).get(area, ""),
    }


@either
@posted
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for a mark for a product."""
    scope = scope_on(request)
    product = product_access.product_of(pk, scope, Ability.ENTER)
    terms = queries.in_force(MARKS)
    form = forms.ApplyForm(sent(request), terms=terms)

    def act() -> str:
        told = form.cleaned_data
        mark = actions.apply(
            actor=person_on(request), scope=scope, product=product, colour=Colour(told["colour"]), note=told["note"]
        )
        messages.success(request, _("The application is sent. It waits for points and for the province."))
        return reverse("marks:detail", args=[mark.pk])

    return handle(request, form, "marks/apply.html", {**about_product(product), "terms": terms}, act)


@either
@posted
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Give points for an application."""
    scope, person = scope_on(request), person_on(request)
    mark = access.mark_of(pk, scope, Ability.READ)
    access.refuse_scoring(scope, mark)
    terms = queries.in_force(MARKS)
    form = forms.ScoreForm(sent(request), terms=terms, held=queries.score_by(mark, person.pk))

    def act() -> str:
        actions.score(actor=person, scope=scope, mark=mark, points=form.points(), note=form.cleaned_data["note"])
        messages.success(request, _("Saved."))
        return reverse("marks:detail", args=[pk])

    context = {**about(mark), "board": queries.board(mark, timezone.localdate()), "terms": terms}
    return handle(request, form, "marks/score.html", context, act)


@require_POST
@posted
def decide(request: HttpRequest) -> HttpResponse:
    """Give or decline the marks of the ticked applications, with one reason."""
    scope = scope_on(request)
    if not access.decides_somewhere(scope):
        raise Problem("access.ability", status=403)
    form = forms.DecideForm(request.POST)
    if not form.is_valid():
        raise Http404
    told = form.cleaned_data
    outcome = actions.decide(
        actor=person_on(request), scope=scope, step=Step(told["step"]), pks=form.picks(), reason=told["reason"]
    )
    if count := len(outcome.done):
        text = ngettext("%(count)d application decided.", "%(count)d applications decided.", count)
        messages.success(request, text % {"count": count})
    for mark, problem in outcome.refused:
        messages.warning(request, f"{mark.product.name_th}: {problem.message(language())}")
    if not outcome.done and not outcome.refused:
        elsewhere = Problem("web.not_here").message(language())
        messages.info(request, elsewhere if form.picks() else _("Nothing was ticked."))
    return go_to(request, f"{reverse('marks:list')}?state=applied")


@either
@posted
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a mark back, with the reason; at once off the public pages."""
    scope = scope_on(request)
    mark = access.mark_of(pk, scope, Ability.APPROVE)
    access.refuse_deciding(scope, mark.product.area_code)
    form = forms.ReasonForm(sent(request))

    def act() -> str:
        actions.take_back(actor=person_on(request), scope=scope, mark=mark, reason=form.cleaned_data["reason"])
        messages.success(request, _("Taken back."))
        return reverse("marks:detail", args=[pk])

    return handle(request, form, "marks/take_back.html", about(mark), act)


# --- terms ---------------------------------------------------------------------------------------


def titles() -> dict[str, str]:
    return {MARKS: _("Terms of the marks"), STARS: _("Criteria of the stars")}


def named(name: str) -> str:
    """What terms are about; 404 for anything else."""
    if name not in {MARKS, STARS}:
        raise Http404
    return name


@require_safe
@posted
def terms(request: HttpRequest, name: str) -> HttpResponse:
    """The terms in force, and all earlier and later ones."""
    now = queries.in_force(named(name))
    context = {
        "page": {"title": titles()[name]},
        "name": name,
        "terms": now,
        "since": day_words(now.valid_from),
        "grades": [(now.grade(colour.value), queries.shown_of(colour.value, now)) for colour in Colour]
        if name == MARKS
        else [],
        "bands": now.bands.items() if name == STARS else [],
        "all": queries.all_terms(name),
        "may_make": access.keeps_terms(scope_on(request)),
    }
    return render(request, "marks/terms.html", context)


@either
@posted
def make_terms(request: HttpRequest, name: str) -> HttpResponse:
    """Make new terms; what was decided under earlier ones stays."""
    scope = scope_on(request)
    access.refuse_terms(scope)
    form = forms.TermsForm(sent(request), terms=queries.latest(named(name)))

    def act() -> str:
        told = form.cleaned_data
        actions.make_terms(
            actor=person_on(request),
            scope=scope,
            about=name,
            body=form.body(),
            valid_from=told["valid_from"],
            source=told["source"],
            is_confirmed=told["is_confirmed"],
        )
        messages.success(request, _("The new terms are stored."))
        return reverse("marks:terms", args=[name])

    return handle(request, form, "marks/make_terms.html", {"page": {"title": titles()[name]}, "name": name}, act)


# --- lists of results ----------------------------------------------------------------------------


@takes(settings.UPLOAD_MAX_BYTES)
@either
@posted
def stars(request: HttpRequest) -> HttpResponse:
    """Send in a list of star results; every line is answered before anything is stored."""
    scope, person = scope_on(request), person_on(request)
    access.refuse_bringing(scope)
    form = forms.ListForm(sent(request), request.FILES or None)

    def act() -> str:
        told = form.cleaned_data
        kept = actions.keep_list(actor=person, scope=scope, sent=told["file"], year=told["year"])
        return reverse("marks:stars_list", args=[kept.key])

    context = {"page": {"title": _("Star results from a list")}, "lists": queries.lists_of(person.pk)}
    return handle(request, form, "marks/stars.html", context, act)


@either
@posted
def stars_list(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a list would bring, line by line; stored when its owner says so."""
    scope, person = scope_on(request), person_on(request)
    kept = access.list_of(key, person.pk)
    if request.method == "POST":
        stored = actions.store_list(
            actor=person, scope=scope, kept=kept, chosen=forms.ChosenForm(request.POST).chosen()
        )
        text = ngettext("%(count)s result stored.", "%(count)s results stored.", stored)
        messages.success(request, text % {"count": f"{stored:,}"})
        return go_to(request, reverse("marks:stars_list", args=[key]))
    answer = request.GET.get("answer", "")
    rows = kept.lines.filter(answer=answer) if answer else kept.lines.all()
    pager = numbered(request, total=rows.count(), size=LINES)
    lines = queries.read_lines(list(rows.select_related("product__producer").order_by("number")[pager.rows]))
    counts = queries.counts(kept)
    context = {
        "page": {"title": kept.name},
        "kept": kept,
        "tally": [(one.value, str(dict(ANSWER_NAMES)[one.value]), counts[one.value]) for one in Answer],
        "pager": pager,
        "lines": lines,
        "answer": answer,
    }
    return render(request, "marks/stars_list.html", context)
