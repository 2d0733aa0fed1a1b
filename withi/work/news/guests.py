"""News as guests read them: the archive, an article, feeds; a reader is counted, a comment taken."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.web.bodies import address_of
from withi.ground.web.filters import choices
from withi.ground.web.pagecache import needs, public_page, seen
from withi.ground.web.pages import Language, absolute, language_on, page_context, url
from withi.ground.web.paging import SIZE, numbered, page_number
from withi.ground.web.saving import handle, sent
from withi.kit import era
from withi.kit.codes import region
from withi.work.news import access, actions, feeds, forms, public, queries, shown
from withi.work.news.rules import Sort, Wish

SECONDS = 300
"""Hours that were set for an article come without a change of data; pages are made anew as often."""
BEFORE_FIRST = 2017
"""The programme began in the year after."""
Context = dict[str, Any]


def answer(request: HttpRequest, template: str, context: Context, **head: Any) -> HttpResponse:
    """The page; without the request, so that nothing of it may reach a page that is kept."""
    head["title"] = f"{head['title']} | {_('Ang Lek Check-in')}"
    frame = page_context(request, section="news", **head) | {"t": words(language_on(request))}
    return HttpResponse(render_to_string(f"news/{template}.html", {**frame, **context}))


@lru_cache(maxsize=2)
def words(_lang: Language) -> dict[str, str]:
    """The words that stand in rows, in the language of the moment."""
    return {"demo": _("Demonstration data"), "event": _("Event"), "photo": _("Photo:")}


@require_safe
@public_page(params=("area", "sort", "year", "page"), seconds=SECONDS)
def archive(request: HttpRequest) -> HttpResponse:
    """News, the latest first, narrowed by province, kind and year."""
    needs(request, ("news", ""), ("area", ""))
    lang, wish = language_on(request), forms.wish_in(request.GET)
    if wish is None:
        raise Http404
    offset = (page_number(request) - 1) * SIZE
    rows, total = public.archive(wish, seen(request), offset, SIZE)
    if not rows and offset:
        raise Http404
    pager = numbered(request, total=total, size=SIZE)
    found = public.provinces(seen(request))
    provinces = tuple((code, english if lang == "en" and english else thai) for code, thai, english in found)
    here = dict(provinces).get(wish.area, "")
    title = _("News of %(place)s") % {"place": here} if here else _("News and events")
    context = {
        "heading": title,
        "cards": [shown.card(row, lang) for row in rows],
        "pager": pager,
        "narrowed": not wish.is_all,
        "filters": filters(wish, provinces, lang),
        "to": ways(lang),
    }
    about = _("What happens in the tourism communities of Thailand: news, events and meetings, by province.")
    return answer(request, "archive", context, title=title, description=about, **indexed(wish, pager.number))


def indexed(wish: Wish, number: int) -> dict[str, str]:
    """Search machines keep the pages of the whole archive; what is narrowed they find there."""
    if not wish.is_all:
        return {"robots": "noindex"}
    return {"canonical_query": f"page={number}"} if number > 1 else {}


def filters(wish: Wish, provinces: tuple[tuple[str, str], ...], lang: Language) -> Context:
    """What may be chosen: kind, province and year, with what is chosen now."""
    years = range(timezone.localdate().year, BEFORE_FIRST, -1)
    said = tuple((str(year), str(era.year_in(date(year, 1, 1), lang))) for year in years)
    return {
        "sorts": [shown.choice(value, name, wish, lang) for value, name in sorts()],
        "sort": wish.sort,
        "provinces": choices(provinces, wish.area),
        "years": choices(said, str(wish.year or "")),
    }


def sorts() -> list[tuple[str, str]]:
    return [("", _("All")), (Sort.NEWS.value, _("News")), (Sort.EVENT.value, _("Events"))]


def ways(lang: Language) -> dict[str, str]:
    return {name: url(f"news:{name}", lang=lang) for name in ("archive", "feed", "events")}


@require_safe
@public_page(seconds=SECONDS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One article: what happened, who tells it, what was corrected, how many read it, what they say."""
    needs(request, ("news", ""), ("community", ""), ("area", ""))
    lang, today = language_on(request), timezone.localdate()
    if (row := public.page(pk, today)) is None:
        raise Http404
    place = shown.place_of(row, lang)
    title, here = shown.said(row, "title", lang), url("news:page", pk, lang=lang)
    crumbs = [
        (_("Home"), url("portal:home", lang=lang)),
        (_("News"), url("news:archive", lang=lang)),
        (title, here),
    ]
    context = {
        **told(row, lang, place),
        **heard(pk, lang),
        "cards": [shown.card(other, lang) for other in public.others(row)],
        "crumbs": crumbs,
        "here": absolute(here),
        "shares": shown.shares(absolute(here)),
        "to": ways(lang) | {name: url(f"news:{name}", pk, lang=lang) for name in ("event", "read", "comment")},
    }
    return answer(
        request,
        "page",
        context,
        title=title,
        description=shown.said(row, "lead", lang),
        region=region(row["area_code"]) if row["area_code"] else "",
        has_english=bool(row["title_en"]),
        og_image=shown.image(row),
        jsonld=shown.jsonld(row, lang, crumbs, place),
    )


def told(row: shown.Row, lang: Language, place: str) -> Context:
    """The article itself as ready strings."""
    names = {name: shown.said(row, name, lang) for name in ("title", "lead", "body", "venue")}
    thai = {f"{name}_thai": shown.is_thai(row, name, lang) for name in names}
    return {
        **names,
        **thai,
        "row": row,
        "place": place,
        "is_event": row["sort"] == Sort.EVENT,
        "when": shown.when(row, lang),
        "day": shown.day_of(row["dated_on"], lang),
        "day_iso": row["dated_on"].isoformat(),
        "album": shown.album(row, lang),
        "banner": f"/cloth/{row['area_code'] or shown.BANGKOK}-5.svg",
        "links": shown.links(row, lang),
        "readers": {name: f"{row[name]:,}" for name in ("today", "total")},
    }


def heard(pk: int, lang: Language) -> Context:
    """Corrections of the article, and what readers said of it."""
    rows = public.said_of(pk)
    return {
        "corrections": [shown.told(line, lang) for line in rows if line["kind"] == "corrected"],
        "comments": [shown.told(line, lang) for line in rows if line["kind"] == "comment"],
        "takes_comments": settings.NEWS_COMMENTS,
    }


# --- machines ------------------------------------------------------------------------------------


@require_safe
@public_page(seconds=SECONDS)
def feed(request: HttpRequest) -> HttpResponse:
    """The latest articles as Atom."""
    needs(request, ("news", ""))
    lang = language_on(request)
    entries = [shown.entry(row, lang) for row in public.latest()]
    title = f"{_('News')} | {_('Ang Lek Check-in')}"
    text = feeds.atom(title, absolute(ways(lang)["feed"]), absolute(ways(lang)["archive"]), lang, entries)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
@public_page(seconds=SECONDS)
def events(request: HttpRequest) -> HttpResponse:
    """Events that are not over yet, as a calendar to subscribe to."""
    needs(request, ("news", ""))
    lang = language_on(request)
    rows = [shown.calendar_event(row, lang) for row in public.coming(timezone.localdate())]
    return calendar(feeds.calendar(f"{_('Events')} | {_('Ang Lek Check-in')}", rows), "events")


@require_safe
@public_page(seconds=SECONDS)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event for one's own calendar."""
    needs(request, ("news", ""))
    lang, row = language_on(request), public.page(pk, timezone.localdate())
    if row is None or row["sort"] != Sort.EVENT:
        raise Http404
    return calendar(feeds.calendar(shown.said(row, "title", lang), [shown.calendar_event(row, lang)]), f"event-{pk}")


def calendar(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


# --- readers -------------------------------------------------------------------------------------


@csrf_exempt  # it asks for no right and sets no cookie: a guest has none that could be misused
@require_POST
def read(request: HttpRequest, pk: int) -> JsonResponse:
    """Count the reader, unless the page is read by a machine or asked from another site; answers with the counts."""
    item = access.shown_item(pk)
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        agent = request.headers.get("User-Agent", "")[:300]
        actions.count_reader(item=item, address=address_of(request), agent=agent)
    today, total = queries.readers(pk, timezone.localdate())
    return JsonResponse({"today": f"{today:,}", "total": f"{total:,}"}, headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of an article; an officer reads it before anybody else does."""
    item = access.shown_item(pk)
    access.refuse_closed()
    form = forms.CommentForm(sent(request))

    def act() -> str:
        if not form.is_machine():
            told = form.cleaned_data
            actions.comment(item=item, name=told["name"], text=told["text"], address=address_of(request))
        return f"{reverse('news:comment', args=[pk])}?sent=1"

    frame = page_context(request, section="news", title=_("Say something"), robots="noindex")
    lang = language_on(request)
    context = {**frame, "title": item.title_en if lang == "en" and item.title_en else item.title_th}
    context |= {"back": reverse("news:page", args=[pk]), "is_sent": "sent" in request.GET}
    return handle(request, form, "news/comment.html", context, act)
