"""What a producer or community was given, on its page of the desk."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from withi.ground.people.access import posted, scope_on
from withi.ground.web.htmx import render
from withi.work.support import access, queries


@require_safe
@posted
def of(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Everything given to one producer or community; a part of its page, or a page."""
    found = access.supported(subject, pk, scope_on(request))
    context = {
        "page": {"title": found.row.name_th},
        "row": found.row,
        "home": reverse(found.url_name, args=[pk]),
        "approves": found.approves,
        "support": queries.panel(subject, pk, sees_amounts=found.sees_amounts),
    }
    return render(request, "support/of.html", "support/_panel.html", context)
