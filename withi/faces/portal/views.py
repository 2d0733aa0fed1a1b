"""The pages of the public site: load, shape the rows, state what the page depends on, answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from withi.faces.portal import (
    access,
    before,
    boards,
    centres,
    forms,
    hits,
    income,
    jsonld,
    maps,
    pictures,
    placing,
    queries,
    roads,
    rules,
)
from withi.faces.portal.rules import REGISTERS, Row, Tongue, community_card, product_card
from withi.faces.portal.words import words
from withi.ground.places.lands import province_paths
from withi.ground.web import paging, versions
from withi.ground.web.pagecache import needs, public_page, seen
from withi.ground.web.pages import absolute, language_on, page_context, urls_for
from withi.kit import provincemap
from withi.kit.cloth import technique
from withi.kit.titles import held
from withi.registers.products.rules import needs_licence
from withi.registers.villages.rules import TAKES_GUESTS

HOME_ROWS = 6
AREA_ROWS = 8
AREA_PRODUCTS = 6
MOST_GOODS, MOST_WAYS = 6, 3
MOST_SIBLINGS, INSTEAD = 6, 2
NEW_COMMUNITIES, NEW_PRODUCTS, NEWS = 3, 5, 10
FRESH = 300
"""Seconds: news that was approved ahead comes at its hour, which no change of data announces."""
LONG_NAME = 24
"""Names with more signs are set smaller on the board."""
Context = dict[str, Any]
Crumbs = list[tuple[str, str]]


def tongue(request: HttpRequest) -> Tongue:
    """The language of the page with its words and addresses."""
    lang = language_on(request)
    return Tongue(lang, words(lang), urls_for(lang))


def answer(
    request: HttpRequest, template: str, spoken: Tongue, context: Context, *, status: int = 200, **head: Any
) -> HttpResponse:
    """The page `template`; `head` is for page_context, its title gets the site's name behind it."""
    site = _("Ang Lek Check-in")
    head["title"] = f"{head['title']} | {site}" if head["title"] else site
    places = {name: spoken.url(f"portal:{name}") for name in ("home", "communities", "routes", "catalogue", "search")}
    places["news"] = spoken.url("news:archive")
    frame = {**page_context(request, og_image=context.get("image", ""), **head), "t": spoken.words, "to": places}
    # without the request: nothing of it may reach a page that is kept, and its context processors cost
    return HttpResponse(render_to_string(f"portal/{template}.html", {**frame, **context}), status=status)


def depends(request: HttpRequest, area: str, products: Iterable[Row] = ()) -> None:
    """State that a page shows rows of an area (empty: of the nation), and the makers of its products."""
    province = area[:2]
    makers = {row["producer_code"][:2] for row in products} if province else set()
    needs(request, *((kind, province) for kind in REGISTERS), *(("producer", maker) for maker in makers))


def with_crumbs(crumbs: Crumbs, thing: dict[str, Any], image: str = "") -> dict[str, Any]:
    """A thing, perhaps with its photo, and the way to it, for search machines."""
    thing |= {"image": absolute(image)} if image else {}
    return jsonld.page(thing, jsonld.crumbs([(name, absolute(url)) for name, url in crumbs]))


# --- home and areas ------------------------------------------------------------------------------


@require_safe
@public_page(seconds=FRESH)
def home(request: HttpRequest) -> HttpResponse:
    """Who receives guests now, the map, the provinces, what is new."""
    depends(request, "")
    spoken, today = tongue(request), timezone.localdate()
    context = {
        **versions.kept(f"nation {spoken.lang}", seen(request), [access.HOSTS, access.AREAS], partial(nation, spoken)),
        "today": spoken.day(today),
        "today_iso": today.isoformat(),
        "communities": [community_card(row, spoken, today) for row in queries.home_communities(HOME_ROWS)],
        "trips": spoken.url("planner:start"),
        **new_rows(spoken, today),
    }
    site = jsonld.website(
        _("Ang Lek Check-in"), absolute(spoken.url("portal:home")), absolute(spoken.url("portal:search"))
    )
    about = _("Village tourism communities of Thailand: who receives guests today, whom to call, and what it costs.")
    return answer(request, "home", spoken, context, title="", description=about, jsonld=jsonld.page(site))


def new_rows(spoken: Tongue, today: date) -> Context:
    """What was published last, and the latest articles of the news, the newest first."""
    found = queries.news(NEW_COMMUNITIES, NEW_PRODUCTS, NEWS)
    articles = [row for row in found if row["kind"] == "news"]
    articles.sort(key=lambda row: (row["mark"], row["id"]), reverse=True)
    cards = [rules.news_card(row, spoken, today) for row in found if row["kind"] != "news"]
    return {"news": cards, "articles": [rules.article_line(row, spoken) for row in articles]}


def nation(spoken: Tongue) -> Context:
    """How many receive guests in the whole nation, the map of regions, and the provinces to choose."""
    provinces = queries.provinces()
    receiving = sum(row["receiving"] for row in provinces)
    paths = province_paths()
    # names inside the shapes were escaped where they were drawn
    lands = [replace(land, shapes=mark_safe(land.shapes)) for land in boards.lands(provinces, paths, spoken)]  # noqa: S308
    return {
        "receiving": receiving,
        "figure": spoken.counted("communities", receiving),
        "lands": lands,
        "atlas": {"view_box": provincemap.VIEW_BOX, "regions": lands} if paths else None,
    }


@require_safe
@public_page(seconds=income.SECONDS)
def area(request: HttpRequest, code: str) -> HttpResponse:
    """A province or district: who receives guests there, its products, its districts."""
    spoken, today = tongue(request), timezone.localdate()
    found, around = access.area(code, seen(request))
    if found["is_abolished"]:
        return area_gone(request, spoken, found)
    hosts = queries.communities_in(code, AREA_ROWS, seen(request))
    products, open_centres = centres.in_area(code, AREA_PRODUCTS, seen(request))
    depends(request, code, products)
    needs(request, (centres.VERSION, code[:2]))
    crumbs = rules.area_crumbs(code, around, spoken)
    context = {
        **area_board(found, around, spoken),
        "crumbs": crumbs,
        "communities": [community_card(row, spoken, today) for row in hosts],
        "products": [product_card(row, spoken, today) for row in products],
        "centres": centres.places(open_centres, spoken, today),
        "trips": spoken.url("planner:area", code),
        "sales": income.sales(code, spoken, today),
        "map": maps.land_map(around, code, rules.area_name(found, spoken), spoken),
    }
    about = _("%(place)s: tourism communities that receive guests, and what they make.") % {"place": context["name"]}
    return answer(
        request,
        "area",
        spoken,
        context,
        title=context["name"],
        description=about,
        region=rules.region_of(code),
        section="communities",
        robots="" if context["communities"] or products else "noindex",
        has_english=bool(found["name_en"]),
        jsonld=with_crumbs(crumbs, jsonld.area(spoken.said(found, "name"), absolute(crumbs[-1][1]))),
    )


def area_board(found: Row, around: Sequence[Row], spoken: Tongue) -> Context:
    """An area's name, figures and the districts of its province."""
    code = found["code"]
    districts = [row for row in around if row["level"] == 4 and not row["is_abolished"]]
    figures = rules.area_figures([row for row in districts if row["code"].startswith(code)], code, spoken)
    return {
        "figures": figures,
        "more": figures.total if figures.communities > AREA_ROWS else "",
        "code": code,
        "name": rules.area_name(found, spoken),
        "other": spoken.other(found),
        "land": spoken.region(code),
        "cloth": pictures.cloth_url(code, 5),
        "districts": [rules.area_line(row, spoken, current=code) for row in districts],
        "districts_of": maps.districts_of(around, code, spoken),
    }


def area_gone(request: HttpRequest, spoken: Tongue, found: Row) -> HttpResponse:
    """404 with the areas that took the place of an abolished one."""
    name = rules.area_name(found, spoken)
    heirs = [rules.place_line(row, spoken) for row in queries.successors(found["code"])]
    return answer(
        request, "area_gone", spoken, {"name": name, "heirs": heirs}, status=404, title=name, robots="noindex"
    )


# --- communities ---------------------------------------------------------------------------------


@require_safe
@public_page(params=forms.VISITS)
def communities(request: HttpRequest) -> HttpResponse:
    """All communities, narrowed by what a guest wants; those that receive guests first."""
    visit, spoken, today = forms.visit_of(request.GET), tongue(request), timezone.localdate()
    depends(request, "" if visit.regions else visit.area)
    number = paging.page_number(request)
    rows, total = queries.communities(visit, seen(request), offset=(number - 1) * queries.PAGE)
    filters = forms.visit_filters(request.GET, visit, seen(request), spoken)
    cards = [community_card(row, spoken, today) for row in rows]
    context = {
        "communities": cards,
        "figure": spoken.counted("communities", total),
        "filters": filters,
        "pager": paging.numbered(request, total=total, size=queries.PAGE),
    }
    title = _("Tourism communities in %(place)s") % {"place": filters.place} if filters.place else ""
    title = title or _("Tourism communities")
    return answer(
        request,
        "communities",
        spoken,
        {**context, "heading": title},
        title=title,
        description=_("Every tourism community, those that receive guests first: state, price and whom to call."),
        section="communities",
        robots="noindex" if visit.is_narrow else "",
        canonical_query=f"page={number}" if number > 1 else "",
        jsonld=listed(title, cards),
    )


def listed(title: str, cards: Iterable[Any]) -> dict[str, Any]:
    """What a list shows, for search machines."""
    return jsonld.page(jsonld.item_list(title, [(card.name, absolute(card.url)) for card in cards]))


@require_safe
@public_page()
def community(request: HttpRequest, pk: int) -> HttpResponse:
    """One community: first whether it receives guests and whom to call, then all there is."""
    spoken, today = tongue(request), timezone.localdate()
    row = access.community(pk, spoken.lang)
    parts = access.community_parts(row, spoken.lang)
    told = centres.depend(request, row)
    goods, total, beside = centres.around_community(pk, row["area_code"], MOST_GOODS, MOST_WAYS, told=told)
    depends(request, row["area_code"], goods)
    crumbs = rules.community_crumbs(row, spoken)
    gate = boards.gate(row, spoken, today)
    context = {
        **pictures.album(row, spoken.lang, (asset for some in parts["assets"].values() for asset in some)),
        **community_board(row, spoken),
        **community_parts(parts, gate, row, spoken),
        "crumbs": crumbs,
        "gate": gate,
        "trips": "" if gate.turns_away or gate.unsaid else spoken.url("planner:community", pk),
        "ask": spoken.url("enquiries:ask_community", pk) if row["receiving"] in TAKES_GUESTS else "",
        "chart": placing.community_link(row, spoken),
        "goods": [product_card(good, spoken, today) for good in goods],
        "routes": [roads.passing(way, spoken) for way in beside["route"]],
        "articles": centres.articles(beside["article"], spoken),
        "centres": centres.places(beside["centre"], spoken, today),
        "partners": centres.helpers(beside["partner"], spoken),
        "all_goods": spoken.counted("products", total) if total > len(goods) else "",
    }
    thing = jsonld.community(row, parts, absolute(crumbs[-1][1]), gate.call.dial if gate.call else "", today)
    return answer(
        request,
        "community",
        spoken,
        context,
        title=" ".join(filter(None, (row["name"], row["district"], row["province"]))),
        description=row["summary"],
        region=rules.region_of(row["area_code"]),
        section="communities",
        has_english=row["has_english"],
        jsonld=with_crumbs(crumbs, thing, context["image"]),
    )


def community_board(row: Row, spoken: Tongue) -> Context:
    """The community's own facts: name, place, story, cloth."""
    code = row["area_code"]
    return {
        "row": row,
        "name": row["name"],
        "headed": held(row["name"]),
        "other": spoken.other(row),
        "is_long": len(row["name"]) > LONG_NAME,
        "land": spoken.region(code),
        "place": boards.place_of(row, spoken),
        "thai": {name: name in row["in_thai"] for name in ("name", "summary", "now", "story")},
        "banner": pictures.cloth_url(code, 5),
        "cloth": pictures.cloth_url(code),
        "digits": " ".join(code[start : start + 2] for start in range(0, len(code), 2)),
        "technique": spoken.word(f"loom_{technique(code)}"),
        "district": spoken.url("portal:area", code[:4]),
    }


def community_parts(parts: Context, gate: boards.Gate, row: Row, spoken: Tongue) -> Context:
    """What belongs to the community, and its neighbours."""
    today = timezone.localdate()
    near = boards.neighbours(parts["near"], spoken, receiving=gate.turns_away)
    return {
        "charms": [boards.told(part) for part in parts["charms"]],
        "topics": boards.topics(parts["assets"], spoken, today),
        "sights": boards.sights(parts["assets"], spoken, today),
        "ways": boards.ways(parts["ways"], spoken),
        "near": near,
        "is_measured": any(line.figure for line in near),
        "instead": near[:INSTEAD] if gate.turns_away else [],
        **before.board(row, gate, spoken, today, parts["assets"].get("festival", ())),
        "villages": ", ".join(part["title"] for part in parts["villages"] if part["kind"] != row["area_code"]),
        "categories": "\n".join(part["title"] for part in parts["categories"]),
    }


# --- producers and products ----------------------------------------------------------------------


@require_safe
@public_page()
def producer(request: HttpRequest, pk: int) -> HttpResponse:
    """One producer: what it makes, how to buy, the community it belongs to."""
    spoken, row = tongue(request), access.producer(pk)
    needs(request, ("product", ""), *((kind, row["area_code"][:2]) for kind in REGISTERS), *community_need(row))
    products = queries.products_of(pk)
    name = spoken.said(row, "name")
    area = (spoken.said(row, "province"), spoken.url("portal:area", row["area_code"][:2]))
    crumbs = rules.crumbs(spoken, area, (name, spoken.url("portal:producer", pk)))
    context = {
        **named(row, spoken),
        "crumbs": crumbs,
        "land": spoken.region(row["area_code"]),
        "contact": (contact := boards.contact(row, spoken)),
        "facts": boards.producer_facts(row, spoken),
        "chart": placing.maker_link("producer", row, spoken),
        "products": [product_card(product, spoken, timezone.localdate()) for product in products],
        "figure": spoken.counted("products", len(products)),
    }
    telephone = contact.calls[0].dial if contact.calls and not contact.via_community else ""
    thing = jsonld.producer(name, absolute(crumbs[-1][1]), context["place"], telephone)
    return answer(
        request,
        "producer",
        spoken,
        context,
        title=name,
        description=rules.dotted(name, context["place"]),
        region=rules.region_of(row["area_code"]),
        section="products",
        has_english=bool(row["name_en"]),
        jsonld=with_crumbs(crumbs, thing, context["image"]),
    )


def named(row: Row, spoken: Tongue) -> Context:
    """What a producer and a product have alike: name, place, cloth, the community they come from."""
    return {
        **pictures.album(row, spoken.lang),
        "row": row,
        "name": spoken.said(row, "name"),
        "headed": held(spoken.said(row, "name")),
        "thai": spoken.is_thai(row, "name"),
        "other": spoken.other(row),
        "place": spoken.said(row, "path"),
        "banner": pictures.cloth_url(row["area_code"], 5),
        "origin": boards.origin(row, spoken),
    }


def community_need(row: Row) -> list[tuple[str, str]]:
    """The community a product or producer belongs to, shown or not; which one that is, is the producer's own fact."""
    return [("community", row["community_code"][:2])] if row["community_code"] else []


@require_safe
@public_page()
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: price, how to buy, who makes it and where; it opens the community it comes from."""
    spoken, today = tongue(request), timezone.localdate()
    row = access.product(pk)
    parts = queries.product_parts(pk, today)
    sizes = [] if row["is_alcohol"] else parts["size"]
    may_pay = row["producer_shown"] and row["shows_promptpay"] and not row["is_alcohol"]
    code, name = row["area_code"], spoken.said(row, "name")
    siblings = queries.products_of(row["producer_id"], but=pk, within=code[:2], limit=MOST_SIBLINGS)
    depends(request, code, [row, *siblings])
    needs(request, *community_need(row))
    products = (pgettext("guests", "Products"), spoken.url("portal:catalogue"))
    crumbs = rules.crumbs(spoken, products, (name, spoken.url("portal:product", pk)))
    context = {
        **named(row, spoken),
        **product_board(row, sizes, spoken),
        "chart": placing.maker_link("product", row, spoken),
        "crumbs": crumbs,
        "ask": spoken.url("enquiries:ask_product", pk) if row["producer_shown"] else "",
        "pay": spoken.url("enquiries:pay", pk) if may_pay else "",
        "certificates": boards.certificates(parts["certificate"], spoken, licensed=needs_licence(row["type"], today)),
        "mark": boards.mark(parts["mark"], spoken),
        "stars": rules.stars(parts["star"], spoken),
        "products": [product_card(sibling, spoken, today) for sibling in siblings],
    }
    thing = jsonld.product(row, sizes, spoken, absolute(crumbs[-1][1]), absolute(context["tile"]))
    return answer(
        request,
        "product",
        spoken,
        context,
        title=name,
        description=rules.dotted(name, context["price"], context["maker"]),
        region=rules.region_of(code),
        section="products",
        has_english=bool(row["name_en"]),
        jsonld=with_crumbs(crumbs, thing, context["image"]),
    )


def product_board(row: Row, sizes: Sequence[Row], spoken: Tongue) -> Context:
    """A product's kind, prices, maker, story and how to buy it."""
    kind = row["type"]
    return {
        "kind": spoken.word(f"type_{kind}"),
        "kind_icon": rules.ICONS[kind],
        "kind_url": f"{spoken.url('portal:catalogue')}?type={kind}",
        "maker": spoken.said(row, "producer"),
        "maker_thai": spoken.is_thai(row, "producer"),
        "maker_url": spoken.url("portal:producer", row["producer_id"]) if row["producer_shown"] else "",
        "price": boards.price_range(row["price_from"], sizes, spoken),
        "sizes": boards.sizes(sizes, spoken.said(row, "name"), spoken, thai=spoken.is_thai(row, "name")),
        "story": spoken.said(row, "story"),
        "story_thai": spoken.is_thai(row, "story"),
        "facts": boards.product_facts(row, spoken),
        "contact": boards.contact(row, spoken),
        "tile": pictures.tile_url(kind, row["area_code"]),
        "is_parcel": kind in pictures.PARCELS,
    }


@require_safe
@public_page(params=forms.WISHES)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Products by type, place and price, or by what was typed."""
    wish, spoken = forms.wish_of(request.GET), tongue(request)
    number = paging.page_number(request)
    shelf = queries.catalogue(wish, offset=(number - 1) * queries.PAGE)
    depends(request, "" if wish.regions or wish.community else wish.area, shelf.rows)
    cards = [product_card(row, spoken, timezone.localdate()) for row in shelf.rows]
    title = _("Products: %(text)s") % {"text": wish.text} if wish.text else _("Products of the communities")
    context = {
        **forms.said(request.GET, wish.text, shelf.searched, shelf.meant),
        "heading": title,
        "wish": wish,
        "products": cards,
        "figure": spoken.counted("products", shelf.total, spoken.at_least(shelf.total, is_exact=shelf.is_exact)),
        "filters": forms.filters(request.GET, wish, seen(request), spoken),
        "pager": paging.numbered(request, total=shelf.total, size=queries.PAGE),
        "everything": f"{spoken.url('portal:search')}{forms.only(request.GET, 'q')}",
    }
    return answer(
        request,
        "catalogue",
        spoken,
        context,
        title=title,
        description=_("Cloth, food, drinks, utensils and herbs made by village producers, with price and maker."),
        section="products",
        robots="noindex" if wish.is_narrow or wish.order != "new" else "",
        canonical_query=f"page={number}" if number > 1 else "",
        jsonld=listed(title, cards),
    )


# --- search over everything ----------------------------------------------------------------------


@require_safe
@public_page(params=("q", "literal"))
def search(request: HttpRequest) -> HttpResponse:
    """Communities, products, producers and places by name; says what was searched."""
    depends(request, "")
    spoken, text = tongue(request), forms.typed(request.GET)
    is_literal = forms.flag(request.GET, "literal")
    found = queries.everything(text, literal=is_literal) if text else queries.NOTHING
    title = _("Search: %(text)s") % {"text": text} if text else _("Search")
    context = {
        **forms.said(request.GET, text, found.searched, found.meant),
        **hits.rows(found, spoken, timezone.localdate()),
        "heading": title if text else _("What are you looking for?"),
        "in_catalogue": f"{spoken.url('portal:catalogue')}?{request.GET.urlencode()}",
    }
    return answer(request, "search", spoken, context, title=title, robots="noindex")
