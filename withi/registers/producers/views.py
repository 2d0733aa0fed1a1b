"""Producers on the desk: the list, one record, its forms."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.jobs.models import Job
from withi.ground.notices.queries import of_list
from withi.ground.people.access import ask_again, person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.places.queries import PLACES
from withi.ground.web import exports
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes, ids
from withi.registers.producers import access, actions, forms, queries
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Status
from withi.registers.publication import access as publication_access
from withi.registers.publication import queries as publication
from withi.registers.publication.rules import State

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """Producers of one's area, narrowed by what the address says."""
    scope = scope_on(request)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    filters = chosen.filters()
    rows = queries.listed(scope, filters)
    total = rows.count()
    pager = numbered(request, total=total, size=SIZE)
    ids = queries.in_page_order(rows, total, scope, filters).values_list("pk", flat=True)
    context = {
        "page": {"title": _("Producers")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.lines(Producer.objects.by_ids(pager.of(ids)), scope),
        "can_add": bool(scope.areas(Ability.ENTER)),
        "can_import": bool(scope.areas(Ability.IMPORT)),
        "can_send": scope.anywhere(Ability.ENTER),
        "can_export": scope.anywhere(Ability.EXPORT),
        "query": request.GET.urlencode(),
        "copy": of_list(
            "producers",
            title=_("Producers"),
            count=f"{total:,} {ngettext('producer', 'producers', total)}",
            path=request.path,
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
    }
    return render(request, "producers/list.html", context)


@require_POST
@posted
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The narrowed list as a sheet, personal facts only for whom they are meant; a long one as a job."""
    scope = scope_on(request)
    publication_access.needs(scope, Ability.EXPORT)
    if form not in exports.FORMS:
        raise Http404
    if access.exports_personal(scope):
        ask_again(request)
    filters = asdict(forms.ListFilter(request.GET).filters())
    taken = actions.export(actor=person_on(request), scope=scope, form=form, filters=filters)
    if isinstance(taken, Job):
        return HttpResponseRedirect(reverse("jobs:job", args=[taken.key]))
    return exports.sheet(form, "producers", taken.columns, taken.rows)


@require_safe
@posted
def suggest(request: HttpRequest) -> HttpResponse:
    """The type-ahead of forms: producers this person may enter products for."""
    publication_access.needs(scope_on(request), Ability.ENTER)
    options = queries.suggested(scope_on(request), request.GET.get("q", "")[:100])
    return render(request, "web/_place_options.html", {"options": options})


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One producer: facts, what may be done, points to check, history."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope, Ability.READ)
    return render(request, "producers/detail.html", record(request, producer))


def record(request: HttpRequest, producer: Producer) -> dict[str, Any]:
    """What a producer's page shows this person."""
    scope = scope_on(request)
    personal = access.sees_personal(scope, producer)
    return {
        **about(producer),
        "panel": publication.panel(actions.KIND, producer, scope, person_on(request).pk),
        "statuses": queries.periods(producer),
        "bonds": queries.bonds(producer),
        "founded": queries.founded(producer),
        "personal": personal,
        "may_see_trail": personal and access.may(scope, producer, Ability.TRAIL),
        "phones": queries.phones_of(producer) if personal or producer.shows_phone else [],
        "masked": ids.mask(queries.identity_of(producer)) if personal and producer.id_sealed else "",
        "may_change": access.may(scope, producer, Ability.ENTER),
        "may_give": any(scope.can(ability, producer.area_code) for ability in (Ability.ENTER, Ability.APPROVE)),
        "may_reveal": access.may(scope, producer, Ability.REVEAL) and bool(producer.id_sealed),
    }


def about(producer: Producer) -> dict[str, Any]:
    """What every page of a producer needs."""
    area = producer.area_code
    return {
        "page": {"title": producer.name_th, "region": codes.region(area) if area else ""},
        "producer": producer,
        "path": publication.paths_of([area]).get(area, ""),
    }


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Enter a producer as a draft."""
    scope = scope_on(request)
    access.refuse_adding(scope)
    form = forms.ProducerForm(sent(request), scope=scope, places=PLACES)

    def act() -> str:
        producer = actions.add(actor=person_on(request), scope=scope, facts=form.facts())
        tell(request, _("Entered as a draft under number %(number)s.") % {"number": producer.number}, *form.repairs)
        return reverse("producers:detail", args=[producer.pk])

    return handle(request, form, "producers/edit.html", {"page": {"title": _("Enter a producer")}}, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a producer; of two people who change one, the second sees both versions."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope, Ability.ENTER)
    form = forms.ProducerForm(sent(request), scope=scope, places=PLACES, producer=producer)

    def act() -> str:
        was_public = producer.state == State.PUBLISHED
        version = form.cleaned_data["version"]
        changed = actions.change(
            actor=person_on(request), scope=scope, producer=producer, facts=form.facts(), version=version
        )
        tell(request, saved(changed=changed, was_public=was_public), *form.repairs)
        return reverse("producers:detail", args=[pk])

    return handle(request, form, "producers/edit.html", about(producer), act)


def saved(*, changed: bool, was_public: bool) -> str:
    """What happens next to a saved change."""
    if not changed:
        return _("Nothing was changed.")
    if was_public:
        return _("Saved. It goes back to the public site once the district chief has approved the change.")
    return _("Saved.")


@either
@posted
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Active, paused or closed, from a day on."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope, Ability.ENTER)
    initial = {"status": producer.status, "since": timezone.localdate()}
    form = forms.StatusForm(sent(request), initial=initial)

    def act() -> str:
        left = actions.set_status(
            actor=person_on(request),
            scope=scope,
            producer=producer,
            status=form.chosen(),
            since=form.cleaned_data["since"],
            reason=form.cleaned_data["reason"],
        )
        text = ngettext("%d row was withdrawn from the site.", "%d rows were withdrawn from the site.", left) % left
        tell(request, _("Saved."), *([text] if left else []))
        return reverse("producers:detail", args=[pk])

    context = {**about(producer), "public_products": queries.public_products(producer), "closed": Status.CLOSED}
    return handle(request, form, "producers/status.html", context, act)


@either
@posted
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter or correct the 13-digit number."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope, Ability.ENTER)
    form = forms.IdentityForm(sent(request))

    def act() -> str:
        number = form.cleaned_data["number"]
        actions.set_identity(actor=person_on(request), scope=scope, producer=producer, number=number)
        tell(request, _("Saved, sealed. Who looks at it stands in the history."))
        return reverse("producers:detail", args=[pk])

    return handle(request, form, "producers/identity.html", about(producer), act)


@require_POST
@posted
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the 13-digit number once; the look is in the trail."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope, Ability.REVEAL)
    ask_again(request)
    number = actions.reveal_identity(actor=person_on(request), scope=scope, producer=producer)
    return render(request, "producers/detail.html", {**record(request, producer), "revealed": number})


def tell(request: HttpRequest, *texts: str) -> None:
    messages.success(request, " ".join(texts))
