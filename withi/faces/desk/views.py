"""The first page of everyone who works here, and the search over one's own area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.desk import queries
from withi.ground.people.access import person_on, posted, scope_on
from withi.kit import codes, era


@require_safe
@posted
def home(request: HttpRequest) -> HttpResponse:
    """What waits today, in at most six entries, and where else one works."""
    today, lang = timezone.localdate(), get_language() or "th"
    scope = scope_on(request)
    waiting = queries.waiting(person_on(request), scope)
    context = {
        "page": {"title": _("Work today"), "region": codes.region(scope.home_area) if scope.home_area else ""},
        "lines": queries.lines(waiting, scope),
        "elsewhere": queries.elsewhere(scope),
        "note": queries.jobs_note(waiting["going"], waiting["ended"]),
        "today": era.format_date(today, lang=lang, style="long"),
        "fiscal_year": era.fiscal_year(today) - (era.BE_OFFSET if lang == "en" else 0),
        "new": waiting["new"],
        "cloth_code": scope.home_area or "10",
    }
    return render(request, "desk/home.html", context)


@require_safe
@posted
def search(request: HttpRequest) -> HttpResponse:
    """Rows of one's own area by name; one slip of the finger is forgiven."""
    text = request.GET.get("q", "").strip()[:200]
    hits, searched = queries.search(text, scope_on(request)) if text else ([], "")
    context = {
        "page": {"title": _("Search")},
        "q": text,
        "hits": hits,
        "searched": searched,
        "is_other": searched != text,
    }
    return render(request, "desk/search.html", context)
