"""One way through every form of an officer: show it, act on it, or show it again with the reasons."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from withi.ground.web.forms import Form, conflict_context
from withi.ground.web.htmx import go_to
from withi.kit.problem import Problem, Problems

CHANGED = "publication.changed"


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, else what was typed before and is taken up again; None where the form is only asked for."""
    return request.POST if request.method == "POST" else getattr(request, "typed", None)


def handle(
    request: HttpRequest, form: Form, template: str, context: Mapping[str, Any], act: Callable[[], str]
) -> HttpResponse:
    """Show the form, or act on it: then on to the address that `act` gives.

    Refused, the same page comes back with the reasons (422, or the refusal's own status); where someone was first
    (409), with both versions. The form's `initial` is the row as it is now.
    """
    status = 200
    if request.method != "POST":
        context = {**context, **(form.take_up() if form.is_bound else {})}
    else:
        status = 422
        if form.is_valid():
            try:
                return done(request, act())
            except (Problem, Problems) as found:
                status = found.status
                context = {**context, **refused(form, found)}
    return render(request, template, {**context, "form": form}, status=status)


def done(request: HttpRequest, url: str) -> HttpResponse:
    """On to the next page; middleware around the view hears that the form is saved."""
    request.form_saved = True  # type: ignore[attr-defined]
    return go_to(request, url)


def refused(form: Form, found: Problem | Problems) -> dict[str, Any]:
    """The refusal beside its fields, or both versions of the row; what no form can mend goes on to its own page."""
    if found.status == 403:
        raise found
    if isinstance(found, Problem) and found.code == CHANGED:
        return conflict_context(form, form.initial, form.initial["version"])
    form.add_problems(found)
    return {}
