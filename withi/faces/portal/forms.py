"""What guests narrow lists by: read from the address, and drawn as filters, chips and choices that stay in it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.safestring import SafeString

from withi.faces.portal import queries
from withi.faces.portal.access import AREAS, Row
from withi.faces.portal.rules import ICONS, MARKS, PRICES, TYPES, WANTS, Tongue, Visit, Wish, region_name
from withi.ground.web import versions
from withi.ground.web.filters import choices
from withi.ground.web.reading import LARGEST_ID
from withi.kit.codes import REGIONS, is_code
from withi.kit.ready import Ready
from withi.registers.routes import queries as routes
from withi.registers.routes.rules import Theme

LONGEST_TEXT = 120
ORDERS = ("new", "cheap", "dear")
WISHES = ("q", "literal", "type", "mark", "region", "area", "price", "community", "sort", "page")
VISITS = ("open", "want", "region", "area", "page")


def typed(query: QueryDict) -> str:
    """What a guest typed into a search box, on one line and without invisible signs, else sign by sign.

    A mark that stands on no letter may be a letter of the other keyboard, and is sent again from the same box.
    """
    given = query.get("q", "")[:LONGEST_TEXT]
    seen = "".join(sign if sign.isprintable() else " " * sign.isspace() for sign in given)
    return " ".join(seen.split())


def wish_of(query: QueryDict) -> Wish:
    """The catalogue's filters; 404 for values that no form of ours sends."""
    text = typed(query)
    order = query.get("sort", "fit" if text else "new")
    if order not in (*ORDERS, *(["fit"] if text else [])) or query.get("price", "low") not in PRICES:
        raise Http404
    return Wish(
        text=text,
        literal=bool(text) and flag(query, "literal"),
        types=_known(query.getlist("type"), TYPES),
        marks=_known(query.getlist("mark"), MARKS),
        regions=_known(query.getlist("region"), REGIONS),
        area=_area(query),
        price=query.get("price", ""),
        community=_number(query.get("community", "")),
        order=order,
    )


def visit_of(query: QueryDict) -> Visit:
    """The filters of the list of communities; 404 for values that no form of ours sends."""
    return Visit(
        receiving=flag(query, "open"),
        wants=_known(query.getlist("want"), WANTS),
        regions=_known(query.getlist("region"), REGIONS),
        area=_area(query),
    )


def route_wish(query: QueryDict) -> routes.Wish:
    """What a guest narrows the routes to; a theme that there is not is no page."""
    theme = query.get("theme", "")
    if theme and theme not in list(Theme):
        raise Http404
    return routes.Wish(_area(query), theme)


def _known(given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The known values that were given, in the known order."""
    chosen, known = set(given), tuple(known)
    if chosen - set(known):
        raise Http404
    return tuple(value for value in known if value in chosen)


def flag(query: QueryDict, name: str) -> bool:
    """Whether a filter that is only on or off is on."""
    if query.get(name, "1") != "1":
        raise Http404
    return name in query


def _area(query: QueryDict) -> str:
    code = query.get("area", "")
    if code and not is_code(code):
        raise Http404
    return code


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and 0 < int(text) <= LARGEST_ID):
        raise Http404
    return int(text)


# --- drawn ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option(Ready):
    """A value to tick, or a filter to take off; `url` is the list with it changed."""

    value: str
    label: str
    icon: str = ""
    checked: bool = False
    url: str = ""
    said: str = ""


@dataclass(frozen=True)
class Filters(Ready):
    """Everything the catalogue's form, its sorting and its chips need."""

    types: list[Option]
    marks: list[Option]
    regions: list[Option]
    prices: list[Option]
    orders: list[Option]
    provinces: SafeString
    chips: list[Option]
    kept: list[tuple[str, str]]
    size: str


@dataclass(frozen=True)
class VisitFilters(Ready):
    """The same for the list of communities; `place` is the area it is narrowed to."""

    toggles: list[Option]
    regions: list[Option]
    provinces: SafeString
    kept: list[tuple[str, str]]
    place: str


def only(query: QueryDict, name: str) -> str:
    """One parameter alone, as a query string; empty where it is not given."""
    return f"?{urlencode({name: query[name]})}" if name in query else ""


def kept(query: QueryDict, *but: str) -> list[tuple[str, str]]:
    """The parameters a small form carries along: all but its own and the page."""
    return [(name, value) for name, values in query.lists() if name not in (*but, "page") for value in values]


def changed(query: QueryDict, name: str, *, add: str = "", drop: str = "") -> str:
    """The same list with one value of a filter more or less, from its first page."""
    given = {key: values for key, values in query.lists() if key != "page"}
    values = [value for value in given.get(name, ()) if value != drop]
    return f"?{urlencode({**given, name: [*values, add] if add else values}, doseq=True)}"


def said(query: QueryDict, text: str, searched: str, meant: str) -> dict[str, Any]:
    """What was typed, searched in its place and offered beside it, with the ways to insist and to be forgiven again."""
    return {
        "typed": text,
        "searched": searched,
        "meant": meant,
        "as_meant": changed(query, "q", drop=query.get("q", ""), add=meant) if meant else "",
        "literal": bool(text) and flag(query, "literal"),
        "literally": changed(query, "literal", drop="1", add="1"),
        "freely": changed(query, "literal", drop="1"),
    }


@dataclass(frozen=True, slots=True)
class Names:
    """What chips call areas by code (a community has none), and the choices of a list of places in their order."""

    labels: dict[str, str]
    places: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, rows: Iterable[Row], spoken: Tongue) -> "Names":
        labels = {row["code"]: spoken.said(row, "name") for row in rows}
        return cls(labels, tuple((code, name) for code, name in labels.items() if code))


def _names(seen: versions.Snapshot, spoken: Tongue, area: str, community: int | None = None) -> Names:
    """The provinces, kept until an area changes, and what else a list is narrowed to. One query where it is that."""

    def make() -> Names:
        return Names.of(queries.province_names(), spoken)

    known = versions.kept(f"provinces {spoken.lang}", seen, [AREAS], make)
    if not community and (not area or area in known.labels):
        return known
    more = Names.of(queries.names(area, community), spoken)
    return Names(known.labels | more.labels, known.places + more.places)


def filters(query: QueryDict, wish: Wish, seen: versions.Snapshot, spoken: Tongue) -> Filters:
    """The form of the catalogue; 404 where the area or community it is narrowed to is not there."""
    names = _names(seen, spoken, wish.area, wish.community)
    labels = names.labels
    if (wish.area and wish.area not in labels) or (wish.community and "" not in labels):
        raise Http404
    chips = list(_chips(query, wish, labels, spoken))
    return Filters(
        types=_options("type", TYPES, wish.types, spoken),
        marks=_options("mark", MARKS, wish.marks, spoken),
        regions=[Option(name, region_name(name, spoken.lang), checked=name in wish.regions) for name in REGIONS],
        prices=_options("price", PRICES, [wish.price], spoken),
        orders=_options("order", [*(["fit"] if wish.text else []), *ORDERS], [wish.order], spoken),
        provinces=choices(names.places, wish.area),
        chips=chips,
        kept=kept(query, "sort"),
        size=str(len(chips)) if chips else "",
    )


def _options(key: str, values: Iterable[str], chosen: Collection[str], spoken: Tongue) -> list[Option]:
    return [Option(name, spoken.word(f"{key}_{name}"), ICONS.get(name, ""), name in chosen) for name in values]


def visit_filters(query: QueryDict, visit: Visit, seen: versions.Snapshot, spoken: Tongue) -> VisitFilters:
    """The filters of communities as links, one tap each, and the choice of a place; 404 where that is not there."""
    names = _names(seen, spoken, visit.area)
    if visit.area and visit.area not in names.labels:
        raise Http404
    wants = [
        _toggle(query, "want", want, spoken.word(f"want_{want}"), spoken, is_on=want in visit.wants) for want in WANTS
    ]
    return VisitFilters(
        toggles=[_toggle(query, "open", "1", spoken.word("want_open"), spoken, is_on=visit.receiving), *wants],
        regions=[
            _toggle(query, "region", name, region_name(name, spoken.lang), spoken, is_on=name in visit.regions)
            for name in REGIONS
        ],
        provinces=choices(names.places, visit.area),
        kept=kept(query, "area"),
        place=names.labels.get(visit.area, ""),
    )


def _chips(query: QueryDict, wish: Wish, labels: dict[str, str], spoken: Tongue) -> Iterable[Option]:
    """The filters that are on, each with the list without it."""
    on = [("type", name, spoken.word(f"type_{name}")) for name in wish.types]
    on += [("mark", name, spoken.word(f"mark_{name}")) for name in wish.marks]
    on += [("region", name, region_name(name, spoken.lang)) for name in wish.regions]
    on += [("area", wish.area, labels[wish.area])] if wish.area else []
    on += [("price", wish.price, spoken.word(f"price_{wish.price}"))] if wish.price else []
    on += (
        [("community", str(query["community"]), spoken.word("of_community", name=labels[""]))] if wish.community else []
    )
    return (_toggle(query, name, value, label, spoken, is_on=True) for name, value, label in on)


def _toggle(query: QueryDict, name: str, value: str, label: str, spoken: Tongue, *, is_on: bool) -> Option:
    """A filter with the list where it is the other way round."""
    if is_on:
        take_off = spoken.word("take_off", name=label)
        return Option(value, label, checked=True, url=changed(query, name, drop=value), said=take_off)
    return Option(value, label, url=changed(query, name, add=value))
