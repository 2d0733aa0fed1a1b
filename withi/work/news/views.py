"""News on the desk: the list, one article, its form, and what readers say."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.places.queries import PLACES
from withi.ground.web.answers import language
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.era import format_date
from withi.registers.publication import queries as publication
from withi.registers.publication.rules import State
from withi.work.news import access, actions, forms, queries
from withi.work.news.models import NewsItem
from withi.work.news.rules import Heard

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """News of one's area, narrowed by what the address says."""
    scope = scope_on(request)
    chosen = forms.ListFilter(request.GET, area=publication.area_choices(scope, Ability.READ))
    rows = queries.listed(scope, chosen.filters())
    pager = numbered(request, total=rows.count(), size=SIZE)
    hears = queries.hears(scope)
    context = {
        "page": {"title": _("News and events")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.lines(rows[pager.rows]),
        "can_add": queries.enters(scope),
        "can_hear": hears,
        "held": queries.comments(scope, Heard.HELD).count() if hears else 0,
    }
    return render(request, "news/list.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One article: its facts, what may be done, who read it, its history."""
    scope = scope_on(request)
    item = access.item_of(pk, scope, Ability.READ)
    today, total = queries.readers(pk, timezone.localdate())
    context = {
        **about(item),
        "panel": publication.panel(actions.KIND, item, scope, person_on(request).pk),
        "line": queries.lines([item])[0],
        "may_change": scope.can(Ability.ENTER, item.area_code),
        "today": f"{today:,}",
        "total": f"{total:,}",
        "corrections": [(format_date(each.made_on, language()), each.note) for each in item.corrections.all()],
    }
    return render(request, "news/detail.html", context)


def about(item: NewsItem) -> dict[str, Any]:
    """What every page of an article needs."""
    region = codes.region(item.area_code) if item.area_code else ""
    return {"page": {"title": item.title_th, "region": region}, "item": item}


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Write an article as a draft."""
    scope = scope_on(request)
    access.refuse_adding(scope)
    form = forms.ItemForm(sent(request), scope=scope, places=PLACES)

    def act() -> str:
        item = actions.add(actor=person_on(request), scope=scope, facts=form.facts())
        messages.success(request, _("Kept as a draft. Add photos, then send it for approval."))
        return reverse("news:detail", args=[item.pk])

    return handle(request, form, "news/edit.html", {"page": {"title": _("Write news")}}, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an article; what was public is corrected with a note, and waits for approval again."""
    scope = scope_on(request)
    item = access.item_of(pk, scope, Ability.ENTER)
    form = forms.ItemForm(sent(request), scope=scope, places=PLACES, item=item)

    def act() -> str:
        was_public = item.state == State.PUBLISHED
        changed = actions.change(
            actor=person_on(request),
            scope=scope,
            item=item,
            facts=form.facts(),
            version=form.cleaned_data["version"],
            correction=form.cleaned_data.get("correction", ""),
        )
        messages.success(request, saved(changed=changed, was_public=was_public))
        return reverse("news:detail", args=[pk])

    return handle(request, form, "news/edit.html", about(item), act)


def saved(*, changed: bool, was_public: bool) -> str:
    """What happens next to a saved change."""
    if not changed:
        return _("Nothing was changed.")
    if was_public:
        return _("Saved. It goes back to the public site once the change is approved.")
    return _("Saved.")


@require_safe
@posted
def comments(request: HttpRequest) -> HttpResponse:
    """What readers said and nobody has read yet."""
    scope = scope_on(request)
    access.needs_hearing(scope)
    rows = queries.comments(scope, Heard.HELD)
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {"page": {"title": _("Comments that wait")}, "pager": pager, "comments": rows[pager.rows]}
    return render(request, "news/comments.html", context)


@require_POST
@posted
def hear(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one comment, or not."""
    scope = scope_on(request)
    comment = access.comment_of(pk, scope)
    shows = request.POST.get("step") == "show"
    actions.hear(actor=person_on(request), scope=scope, comment=comment, shows=shows)
    messages.success(request, _("Everyone can read it now.") if shows else _("It is not shown."))
    return go_to(request, reverse("news:comments"))
