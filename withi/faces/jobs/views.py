"""Long work of mine: the list, one job as it goes, and what its owner may do with it."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from withi.faces.jobs import queries
from withi.ground.jobs import access, actions
from withi.ground.jobs.models import Job
from withi.ground.jobs.queries import of_person
from withi.ground.people.access import person_on, posted
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered

GOES_ON = "go"


def job_on(request: HttpRequest, key: UUID) -> Job:
    return access.job_of(key, person_on(request).pk)


@require_safe
@posted
def mine(request: HttpRequest) -> HttpResponse:
    """My jobs, the newest first."""
    found = of_person(person_on(request).pk)
    pager = numbered(request, total=found.count())
    context = {
        "page": {"title": _("Background jobs")},
        "pager": pager,
        "lines": queries.lines(found[pager.rows]),
        "nobody_works": queries.nobody_works(),
    }
    return render(request, "jobs/list.html", context)


@require_safe
@posted
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """One job as it stands; reading it writes nothing."""
    found = job_on(request, key)
    context = {"page": {"title": queries.title(found)}, "job": queries.shown(found, goes_on=is_going_on(request))}
    return render(request, "jobs/job.html", context)


def is_going_on(request: HttpRequest) -> bool:
    return request.GET.get(GOES_ON) == "1"


@require_POST
@posted
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    """The part of the page that changes, for htmx; what ended is seen with it, or opened where the page goes on."""
    found = job_on(request, key)
    goes_on = is_going_on(request)
    if not queries.is_open(found):
        actions.see(job=found)
        if goes_on and found.result_url:
            return go_to(request, found.result_url)
    return render(request, "jobs/_job.html", {"job": queries.shown(found, goes_on=goes_on)})


@require_POST
@posted
def open_result(request: HttpRequest, key: UUID) -> HttpResponse:
    """On to what came of it, which counts as seen; to the job itself where nothing is to be opened."""
    found = job_on(request, key)
    actions.see(job=found)
    return HttpResponseRedirect(queries.result_page(found) or reverse("jobs:job", args=[found.key]))


@require_POST
@posted
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop it, at once or at its next step."""
    found = job_on(request, key)
    actions.cancel(job=found)
    return HttpResponseRedirect(reverse("jobs:job", args=[found.key]))


@require_POST
@posted
def retry(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin it anew."""
    found = job_on(request, key)
    actions.retry(job=found)
    return HttpResponseRedirect(reverse("jobs:job", args=[found.key]))


@require_safe
@posted
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file that came of it."""
    found = job_on(request, key)
    answer = FileResponse(access.file_of(found).open("rb"), as_attachment=True, filename=found.result_name)
    if answer.headers["Content-Type"].startswith("text/"):
        answer.headers["Content-Type"] += "; charset=utf-8"  # as every text of ours is written
    return answer
