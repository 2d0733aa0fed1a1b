"""The first page of everyone who works here, and the search over one's own area."""

from datetime import date
from functools import partial
from sys import getsizeof

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.desk import queries
from withi.ground.people.access import posted, scope_on
from withi.ground.web import answered
from withi.ground.web.icons import icons
from withi.kit import codes, era
from withi.kit.thai import clean


@require_safe
@posted
def home(request: HttpRequest) -> HttpResponse:
    """What waits today, in at most six entries, and where else one works. The same again while nothing else waits."""
    today, scope = timezone.localdate(), scope_on(request)
    main = answered.kept(f"desk {get_language()} {today} {scope}", partial(waiting_on, request, today), getsizeof)
    page = {"title": _("Work today"), "region": codes.region(scope.home_area) if scope.home_area else ""}
    return render(request, "desk/home.html", {"page": page, "main": main})


def waiting_on(request: HttpRequest, today: date) -> SafeString:
    """Everything on the desk of this person; it depends on the day, the language, the scope and what is counted."""
    lang, scope = get_language() or "th", scope_on(request)
    waiting = queries.waiting(scope)
    context = {
        "title": _("Work today"),
        "lines": queries.lines(waiting, scope),
        "elsewhere": queries.elsewhere(scope),
        "note": queries.jobs_note(waiting["going"], waiting["ended"]),
        "today": era.format_date(today, lang=lang, style="long"),
        "fiscal_year": era.fiscal_year(today) - (era.BE_OFFSET if lang == "en" else 0),
        "new": waiting["new"],
        "cloth_code": scope.home_area or "10",
        **icons(request),
    }
    return render_to_string("desk/_home.html", context)


@require_safe
@posted
def search(request: HttpRequest) -> HttpResponse:
    """Rows of one's own area by name; slips of the finger are forgiven, unless it is to be `literal`."""
    text = clean(request.GET.get("q", "")[:200])
    is_literal = request.GET.get("literal") == "1"
    hits, searched = queries.search(text, scope_on(request), literal=is_literal) if text else ([], "")
    context = {
        "page": {"title": _("Search")},
        "q": text,
        "hits": hits,
        "searched": searched,
        "is_other": searched != text,
        "literal": is_literal,
    }
    return render(request, "desk/search.html", context)
