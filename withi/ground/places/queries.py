"""Looking areas up: by code, by what people type, and by written addresses."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import OuterRef, Q, Subquery

from withi.ground.places import matching, rules
from withi.ground.places.answers import Candidate, Match, Reason, Status, Written
from withi.ground.places.models import Area, AreaSuccessor, Boundary
from withi.ground.places.names import SIZES, Names
from withi.ground.places.rules import Around, Named
from withi.ground.search import queries as search
from withi.ground.web import answered, reading
from withi.ground.web.answers import language
from withi.ground.web.inputs import Place
from withi.kit import address, borders
from withi.kit.borders import Polygon
from withi.kit.codes import prefix_range
from withi.kit.geo import Point, Standing
from withi.kit.thai import clean, digits, has_thai

__all__ = [
    "BOUNDS",
    "PLACES",
    "Candidate",
    "Match",
    "Matcher",
    "Option",
    "Reason",
    "RememberedBounds",
    "Status",
    "Written",
    "around",
    "has_boundaries",
    "match",
    "path_of",
    "suggest",
]

LEVELS: Final = (2, 4, 6, 8)
NAME_FIELDS: Final = ("name_th", "name_en", "path_th", "path_en")
MOST_NAMES: Final = 5
MOST_WAYS: Final = 3
"""Ways of parting the names that are tried again with a slip of the finger."""
Parts = tuple[address.Part, ...]
MOST_AROUND: Final = 40
"""Areas that the words for narrowing may mean."""
MOST_READ: Final = 60
"""Names looked through when a number of a village narrows further."""


AREA: Final = ("code", "level", "name_th", "name_en", "path_th", "path_en")
ONE_AREA: Final = "select code, level, name_th, name_en, path_th, path_en from places_area where code = %s"
PROVINCES: Final = """
select a.code, a.name_th, a.name_en from places_area a where a.level = 2 and not a.is_abolished
order by a.sort_key, a.code
"""
"""The provinces of today in Thai order."""


def area_of(code: str) -> Area | None:
    """An area with its names and paths; None where there is none. One query, a plain one: many pages begin with it."""
    found = answered.rows(ONE_AREA, [code])
    return Area.from_db(reading.alias(), AREA, found[0]) if found else None


def path_of(code: str) -> str:
    """The whole path of an area as people read it; empty for an unknown or empty code. One query."""
    if not code:
        return ""
    with reading.prepared() as cursor:
        cursor.execute("select path_th from places_area where code = %s", [code])
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def around() -> dict[str, Around]:
    """Every area above the villages, abolished ones too, by code. One query, about 10,000 rows."""
    rows = Area.objects.filter(level__lt=Area.Level.VILLAGE).values_list(
        "code", "path_th", "path_en", "postcode", "is_abolished"
    )
    return {code: Around(Named(th, en), postcode, is_old) for code, th, en, postcode, is_old in rows.iterator()}


# --- written addresses ---------------------------------------------------------------------------


class Matcher:
    """Matches written addresses in bulk; reads the names of all areas once (about 0.5 s and 9 MB)."""

    def __init__(self) -> None:
        villages = Area.objects.filter(level=Area.Level.VILLAGE).order_by("code").values_list("code", "name_th")
        self._names = Names(*_above_villages(), villages.iterator())

    def match(self, written: Written, within: Sequence[str] = ()) -> Match:
        """The area that an address means; see Match. `within`: codes of areas to look in where it names none."""
        return matching.match(written, self._names, within)


class _FreshNames(Names):
    """Names for one address: villages are looked up where they are asked for."""

    def villages(self, above: str) -> list[tuple[str, str]]:
        rows = Area.objects.filter(level=Area.Level.VILLAGE).within(above).order_by("code")
        return list(rows.values_list("code", "name_th"))


def match(text_or_fields: str | Written, within: Sequence[str] = ()) -> Match:
    """The area that one written address means, given as a text or in columns. For many, use one Matcher."""
    written = Written(address=text_or_fields) if isinstance(text_or_fields, str) else text_or_fields
    return matching.match(written, _FreshNames(*_above_villages()), within)


def _above_villages() -> tuple[Iterable[tuple[str, str, str, bool]], Iterable[tuple[str, str]]]:
    areas = Area.objects.filter(level__lt=Area.Level.VILLAGE).order_by("code")
    successors = AreaSuccessor.objects.order_by("old_id", "new_id")
    return (
        areas.values_list("code", "name_th", "name_en", "is_abolished").iterator(),
        successors.values_list("old_id", "new_id").iterator(),
    )


# --- type-ahead ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the type-ahead: what the field will show, the area's own name, and its path."""

    code: str
    text: str
    name: str
    path: str


@dataclass(frozen=True)
class _Ask:
    """What is asked for besides the names."""

    levels: frozenset[int]
    ranges: tuple[tuple[str, str], ...] | None
    home: str
    with_old: bool
    limit: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of the name index; abolished areas of all levels are one kind."""
        kinds = tuple(rules.KINDS[level] for level in sorted(self.levels))
        return (*kinds, rules.OLD_KIND) if self.with_old else kinds

    def above(self) -> "_Ask":
        """The areas that may lie around the ones asked for."""
        return replace(self, levels=frozenset(LEVELS[:-1]), limit=MOST_AROUND)

    def inside(self, areas: Iterable[str]) -> "_Ask":
        spans = [prefix_range(area) for area in rules.outermost(areas)]
        cut = [
            (max(low, first), min(high, last)) for low, high in spans for first, last in self.ranges or [(low, high)]
        ]
        return replace(self, ranges=tuple((low, high) for low, high in cut if low < high))


def suggest(
    text: str,
    *,
    levels: Iterable[int] = LEVELS,
    within: str = "",
    home: str = "",
    with_old: bool = False,
    limit: int = 10,
    lang: str = "th",
) -> list[Option]:
    """Areas that a person typing `text` (Thai, English, a path, a code) may mean, the likeliest first.

    Several names narrow: "หัวขัว เปือยน้อย" is the village in that district. `levels` are lengths of codes; `within` is
    a code; `home` is the person's own area, whose places come first. Abolished areas come only `with_old`.
    """
    ranges = (prefix_range(within),) if within else None
    ask = _Ask(frozenset(levels), ranges, home, with_old, limit)
    names, moo = address.parts(text)
    names = names[:MOST_NAMES]
    found = _by_code(text, ask) or (_numbered(names, moo, ask) if moo else _matching(names, ask))
    return _options([code for code in found if len(code) in ask.levels][:limit], lang)


def _by_code(text: str, ask: _Ask) -> list[str]:
    """Areas whose code begins with the digits typed."""
    code = digits(clean(text))
    if not code.isdigit() or not 2 <= len(code) <= 8:
        return []
    rows = Area.objects.within(code)
    rows = rows if ask.ranges is None else rows.within_any(ask.ranges)
    first = rows.order_by("code").values_list("code", "is_abolished")[:MOST_READ]
    return [code for code, is_old in first if len(code) in ask.levels and (ask.with_old or not is_old)]


def _numbered(names: Parts, moo: int, ask: _Ask) -> list[str]:
    """The village of that number: among villages of the name, or in tambons of the name."""
    found = _matching(names, replace(ask, levels=ask.levels | {6}, limit=MOST_READ))
    villages = [code for code in found if len(code) == 8 and int(code[6:]) == moo]
    return list(dict.fromkeys([*villages, *(f"{code}{moo:02}" for code in found if len(code) == 6)]))


def _matching(names: Parts, ask: _Ask) -> list[str]:
    """Codes of areas with all the names as one, or with some of them inside areas that have the others.

    As typed first, then with one slip of the finger.
    """
    as_one = _called(names, ask, literal=True)
    if as_one:
        return as_one
    ways = list(_ways(names, ask))
    found = [code for own, inside in ways for code in _called(own, inside, literal=True)]
    # several Latin words may be one name, so the slip is looked for in all of them first
    if not found and not (ways and has_thai(names[0].text)):
        found = _called(names, ask, literal=False)
    found = found or [code for own, inside in ways[:MOST_WAYS] for code in _called(own, inside, literal=False)]
    return list(dict.fromkeys(found))


def _ways(names: Parts, ask: _Ask) -> Iterator[tuple[Parts, _Ask]]:
    """The names parted into those of the area and those around it, where some area has the latter."""
    known: dict[Parts, list[str]] = {}
    for cut in range(1, len(names)):
        for own, around in ((names[:cut], names[cut:]), (names[cut:], names[:cut])):
            codes = _areas_called(around, ask.above(), known)
            if codes:
                yield own, ask.inside(codes)


def _areas_called(names: Parts, ask: _Ask, known: dict[Parts, list[str]]) -> list[str]:
    """Areas above villages with the names as one, or with the first ones inside areas that have the others."""
    if names not in known:
        known[names] = _called(names, ask, literal=True)
        for cut in range(1, 0 if known[names] else len(names)):
            around = _areas_called(names[cut:], ask, known)
            known[names] += _called(names[:cut], ask.inside(around), literal=True) if around else []
    return known[names]


def _called(names: Parts, ask: _Ask, *, literal: bool) -> list[str]:
    """Areas with one name, typed in one or several words."""
    levels = {name.level for name in names if name.level}
    if len(levels) > 1:
        return []
    kept = ask.levels & {SIZES[level] for level in levels} if levels else ask.levels
    text = " ".join(name.text for name in names)
    ask = replace(ask, levels=kept)
    found = search.find(
        text, kinds=ask.kinds, ranges=ask.ranges, home=ask.home, literal=literal, limit=ask.limit, count_to=ask.limit
    )
    return [hit.area_code for hit in found.hits]


def _options(codes: list[str], lang: str) -> list[Option]:
    areas = {area.code: area for area in Area.objects.filter(pk__in=codes).only("code", *NAME_FIELDS)}
    return [_option(areas[code], lang) for code in codes if code in areas]


def _option(area: Area, lang: str) -> Option:
    is_english = lang == "en" and bool(area.name_en)
    name, path = (area.name_en, area.path_en) if is_english else (area.name_th, area.path_th)
    return Option(area.code, path, name, path)


# --- place fields --------------------------------------------------------------------------------


class FieldPlaces:
    """What the place field of a form asks (ground/web knows no areas)."""

    def by_code(self, code: str) -> Place | None:
        """The area with this code, abolished ones too: old rows keep theirs."""
        area = Area.objects.filter(pk=code).only(*NAME_FIELDS).first()
        return Place(area.code, _option(area, language()).text) if area else None

    def by_text(self, text: str) -> list[Place]:
        """The area whose whole path was typed, else those the type-ahead would show."""
        whole = Area.objects.current().filter(Q(path_th=text) | Q(path_en=text)).only(*NAME_FIELDS)[:MOST_NAMES]
        options = [_option(area, language()) for area in whole] or suggest(text, lang=language())
        return [Place(option.code, option.text) for option in options]


PLACES: Final = FieldPlaces()


# --- boundaries ----------------------------------------------------------------------------------

MOST_BOUNDARIES: Final = 500
MOST_DISTRICTS: Final = 6


@dataclass(frozen=True, slots=True)
class _Lines:
    """An area's boundary, the decimals it is written with, and the area's path."""

    polygons: Sequence[Polygon]
    decimals: int
    level: int
    path: str


def has_boundaries() -> bool:
    """Whether any boundary is loaded. One query."""
    return Boundary.objects.exists()


class Bounds:
    """How positions stand to the boundaries that are loaded; asked by the kit's `geo.check_position`."""

    def standing(self, code: str, lat: float, lon: float, decimals: int) -> Standing | None:
        """To the smallest area around `code` with a boundary; None where none is loaded. One query.

        Within 500 m, and what rounding the position and the file may have moved, it counts as inside.
        """
        loaded = self.lines(code[: SIZES["tambon"]])
        if not loaded:
            return None
        metres = [_metres(lines, lat, lon, decimals) for lines in loaded]
        wider = [each for each, lines in zip(metres, loaded, strict=True) if lines.level < SIZES["tambon"]]
        return Standing(loaded[0].path, metres[0], is_far=bool(metres[0]) and any(wider))

    def lines(self, code: str) -> list[_Lines]:
        """The boundaries of an area and of those around it, the smallest first. One query."""
        around = [code[:size] for size in SIZES.values() if code[:size]]
        path = Area.objects.filter(pk=OuterRef("pk")).values("path_th")
        rows = Boundary.objects.filter(pk__in=around).order_by("-level").annotate(path=Subquery(path))
        found = rows.values_list("code", "body", "decimals", "level", "path")
        return [_Lines(json.loads(body), decimals, level, path or code) for code, body, decimals, level, path in found]


def rings_around(areas: Iterable[str]) -> tuple[list[list[Point]], str]:
    """Rings around the tambons of some areas' districts, as far as they are loaded, and whose they are. One query."""
    districts = sorted({code[: SIZES["district"]] for code in areas if len(code) >= SIZES["district"]})
    inside = Q()
    for code in districts[:MOST_DISTRICTS]:
        low, high = prefix_range(code)
        inside |= Q(code__gte=low, code__lt=high)
    rows = Boundary.objects.filter(inside, level=Area.Level.TAMBON).order_by("code") if districts else ()
    rings: list[list[Point]] = []
    sources: dict[str, None] = {}
    for row in rows:
        sources[row.credit] = None
        rings += [[(lat, lon) for lon, lat in polygon[0]] for polygon in json.loads(row.body)]
    return rings, ", ".join(filter(None, sources))


def boundaries_near(code: str) -> list[Boundary]:
    """What is loaded around a place: the districts of its province, and the tambons of its district. One query."""
    wide, own = prefix_range(code[: SIZES["province"]]), prefix_range(code[: SIZES["district"]])
    inside = Q(level=Area.Level.DISTRICT, code__gte=wide[0], code__lt=wide[1])
    if len(code) >= SIZES["district"]:
        inside |= Q(level=Area.Level.TAMBON, code__gte=own[0], code__lt=own[1])
    return list(Boundary.objects.filter(inside).order_by("code").only("code", "level", "body", "credit"))


def names_of(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The Thai and English names of areas, by code. One query."""
    rows = Area.objects.filter(pk__in=list(codes)).values_list("code", "name_th", "name_en")
    return {code: (thai, english) for code, thai, english in rows}


class RememberedBounds(Bounds):
    """The same for thousands of positions: the boundaries around a tambon are read once."""

    def __init__(self) -> None:
        self._known: dict[str, list[_Lines]] = {}
        self._is_loaded: bool | None = None

    def lines(self, code: str) -> list[_Lines]:
        if self._is_loaded is None:
            self._is_loaded = has_boundaries()
        if self._is_loaded and code not in self._known:
            if len(self._known) >= MOST_BOUNDARIES:
                self._known.clear()
            self._known[code] = super().lines(code)
        return self._known.get(code, [])


def _metres(lines: _Lines, lat: float, lon: float, decimals: int) -> int:
    """Whole metres outside, at least 1; 0 within the tolerance."""
    tolerance = borders.SLACK_M + borders.rounding_m(lines.decimals) + borders.rounding_m(decimals)
    outside = borders.metres_outside(lines.polygons, lat, lon)
    return max(1, round(outside)) if outside > tolerance else 0


BOUNDS: Final = Bounds()
