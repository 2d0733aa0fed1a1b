"""Likely duplicates on the desk: while a producer is being typed, and of one that is registered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from withi.ground.people.access import posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.htmx import render
from withi.registers.duplicates import forms, queries
from withi.registers.duplicates.rules import Facts
from withi.registers.producers import access
from withi.registers.producers.queries import identity_of


@require_POST
@posted
def hint(request: HttpRequest) -> HttpResponse:
    """A part of the entry form: who may be meant already. Sent as a form, so that telephones stay out of addresses."""
    scope = scope_on(request)
    access.refuse_adding(scope)
    facts = forms.HintForm(request.POST).facts(scope)
    found = queries.likely(facts, scope=scope) if facts.name or facts.phones else []
    return render_template(request, "duplicates/_hint.html", {"found": found})


@require_safe
@posted
def of(request: HttpRequest, pk: int) -> HttpResponse:
    """Producers that may be the same as a registered one; a part of its page, or a page."""
    scope = scope_on(request)
    producer = access.producer_of(pk, scope, Ability.ENTER)
    sees = access.sees_personal(scope, producer)
    facts = Facts(
        producer.name_th,
        producer.area_code,
        producer.phones if sees else "",
        identity_of(producer) if sees else "",
        producer.pk,
    )
    context = {
        "page": {"title": _("Entered twice?")},
        "producer": producer,
        "found": queries.likely(facts, scope=scope),
    }
    return render(request, "duplicates/of.html", "duplicates/_of.html", context)
