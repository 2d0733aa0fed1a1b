"""Figures as files for paper: a producer's statement and an area's report, under the same sight as their pages."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from withi.faces.figures import access, forms, papers, sight
from withi.faces.figures.reading import read
from withi.faces.figures.views import asked_for
from withi.ground.people.access import posted, scope_on
from withi.ground.web.letters import file_of
from withi.ground.web.pages import is_invented
from withi.work.figures.queries import ALL


@require_safe
@posted
def statement(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """What one producer sold, for itself and the officers in charge."""
    seller, today = access.seller_of(pk, scope_on(request)), timezone.localdate()
    chosen = forms.PeriodFilter(request.GET, year=forms.years(today))
    made = replace(papers.statement(seller, chosen.period(today), today), is_invented=is_invented(seller))
    return file_of(made, form, seller.area_code, f"statement-{pk}")


@require_safe
@posted
def report(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """An area's figures of all producers, as this reader sees them on its page; 404 where the page shows none."""
    asked, _chosen = asked_for(request, code)
    if not sight.is_shown(asked.code, asked.periods, asked.scope, asked.region):
        raise Http404
    whole = replace(asked, filters=ALL, stood=None)
    made = replace(papers.report(read(whole)), is_invented=is_invented())
    return file_of(made, form, asked.code, f"report-{asked.address}")
