"""Who saw whose personal data, for the officers in charge."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from withi.faces.privacy import access, queries
from withi.ground.people.access import posted, scope_on
from withi.ground.web.htmx import wants_part

SHOWN = 20


@require_safe
@posted
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked at a producer's number, took its data along or changed it; a part of its page, or a page."""
    producer = access.seen_producer(pk, scope_on(request))
    acts = queries.seen(queries.of_producer(producer), SHOWN)
    template = "privacy/_seen.html" if wants_part(request) else "privacy/seen.html"
    return render(request, template, {"producer": producer, "acts": acts})
