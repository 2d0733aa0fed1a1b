"""Loading areas: the nation's from the `geothai` package, villages and boundaries from files."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

import geothai
from django.db import transaction
from geothai.abolished import abolished_areas

from withi.ground.places import maps, queries, rules
from withi.ground.places.models import Area, AreaQuerySet, AreaSuccessor, Boundary
from withi.ground.places.rules import Around, Named, Report, Village
from withi.ground.search import actions as search
from withi.ground.trail.actions import Actor, Change, record_bulk
from withi.ground.web import sets, versions
from withi.kit import borders, codes, crossings, sheets
from withi.kit.columns import guess
from withi.kit.intake import Finding, Severity
from withi.kit.problem import Problem
from withi.kit.thai import fold, sort_key

SUBJECT = "area"
CHUNK = 5_000
LONGEST_CREDIT = 200
BOUNDARY = ("body", "decimals", "credit")
DRAWN = ("view", "drawn", "label_x", "label_y", "label_room")


class Columns(NamedTuple):
    """One area as it is stored."""

    code: str
    level: int
    name_th: str
    name_en: str
    path_th: str
    path_en: str
    postcode: str
    valid_from: date | None
    valid_to: date | None
    is_abolished: bool
    folded: str
    sort_key: str


@dataclass
class _Written:
    """What one load wrote so far."""

    new: list[Columns] = field(default_factory=list)
    changed: list[tuple[Columns, Columns]] = field(default_factory=list)
    same: int = 0


# --- the nation ----------------------------------------------------------------------------------


def load_areas(*, actor: Actor | None = None) -> Report:
    """Bring provinces, districts, tambons and abolished codes to what `geothai` knows; a second run changes nothing.

    An area that the package no longer knows is marked abolished and stays. Villages follow the names around them. A
    successor that someone has confirmed stays confirmed.
    """
    nation = list(_nation())
    with transaction.atomic():
        known = {row.code for row in nation}
        lost = [row for row in _stored(Area.objects.filter(level__lt=Area.Level.VILLAGE)) if row.code not in known]
        written = _write([*nation, *(row._replace(is_abolished=True) for row in lost)])
        moved = [new.code for old, new in written.changed if old.path_th != new.path_th or old.path_en != new.path_en]
        villages = _write(_moved_villages(moved))
        _write_successors()
        _tell(actor, "load", f"geothai {geothai.DATA_VERSION}", written, villages)
    return Report(len(nation), len(written.new), len(written.changed), written.same)


def _nation() -> Iterator[Columns]:
    """Every area above the villages, current and abolished."""
    current = {code: (Named(rules.plain_name(code, th), en), postcode) for code, th, en, postcode in _current()}
    old = {area.code: area for area in abolished_areas()}
    names = {code: Named(rules.plain_name(code, area.name_th), area.name_en or "") for code, area in old.items()}
    names |= {code: name for code, (name, _) in current.items()}
    since = _in_force_since()
    paths: dict[str, Named] = {}
    for code in sorted(names):
        until = date.fromisoformat(old[code].abolished_on) if code in old else None
        postcode = current[code][1] if code in current else ""
        row = _columns(
            code, names[code], paths.get(code[:-2], Named("")), postcode=postcode, since=since.get(code), until=until
        )
        paths[code] = Named(row.path_th, row.path_en)
        yield row


def _current() -> Iterator[tuple[str, str, str, str]]:
    """Code, names and postcodes of the areas of today."""
    for province in geothai.provinces():
        yield province.code, province.name_th, province.name_en, ""
        for district in geothai.districts(province.code):
            yield district.code, district.name_th, district.name_en, ""
            for tambon in geothai.subdistricts(district.code):
                yield tambon.code, tambon.name_th, tambon.name_en, " ".join(tambon.postal_codes)


def _in_force_since() -> dict[str, date]:
    """First days of the areas that a notice in the Royal Gazette set up in place of old ones."""
    return {
        code: date.fromisoformat(area.successors_in_force)
        for area in abolished_areas()
        if area.successors_in_force
        for code in area.successors
    }


def _columns(
    code: str,
    name: Named,
    above: Named,
    *,
    postcode: str = "",
    since: date | None = None,
    until: date | None = None,
    is_abolished: bool = False,
) -> Columns:
    return Columns(
        code=code,
        level=len(code),
        name_th=name.th,
        name_en=name.en,
        path_th=rules.path_th(code, name.th, above.th),
        path_en=rules.path_en(code, name.en, above.en),
        postcode=postcode,
        valid_from=since,
        valid_to=until,
        is_abolished=is_abolished or until is not None,
        folded=fold(rules.short_name(name.th) if codes.level(code) == "village" else name.th),
        sort_key=sort_key(name.th),
    )


def _write_successors() -> None:
    """Add the successors that are not there yet; those found by name only are proposals."""
    known = set(AreaSuccessor.objects.values_list("old_id", "new_id"))
    official, by_name = AreaSuccessor.Source.OFFICIAL, AreaSuccessor.Source.NAME
    AreaSuccessor.objects.bulk_create(
        AreaSuccessor(old_id=area.code, new_id=code, source=official if area.successors_basis == "notice" else by_name)
        for area in abolished_areas()
        for code in area.successors
        if (area.code, code) not in known
    )


# --- villages ------------------------------------------------------------------------------------


def import_villages(path: Path, *, actor: Actor | None = None, good_rows_only: bool = False) -> Report:
    """Store the villages of a sheet (8-digit code, Thai and English name); the same file again changes nothing.

    Rows that cannot be stored stop the whole file (the report is `stopped` and says which), unless `good_rows_only`.
    A village without a name is called "หมู่ N"; one whose tambon is unknown or abolished is stored, but cannot be
    chosen. Villages that the file does not name stay. Problem (`sheet.*`, `village.columns`) for a file that cannot be
    read at all.
    """
    around = queries.around()
    read = rules.read_villages(_village_rows(path), around)
    if read.errors and not good_rows_only:
        return Report(read.rows, 0, 0, 0, findings=read.findings, stopped=True)
    rows = _village_columns(read.villages, around)
    with transaction.atomic():
        written = _write(rows)
        _tell(actor, "import", path.name, written)
        stored = Area.objects.filter(level=Area.Level.VILLAGE).count()
    new, changed = len(written.new), len(written.changed)
    return Report(read.rows, new, changed, written.same, stored - len(rows), findings=read.findings)


def _village_rows(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Row number, code, Thai and English name as they stand in the sheet."""
    with sheets.read(path, name=path.name) as table:
        found = guess(table.header, rules.VILLAGE_COLUMNS)
        if not {"code", "name_th"} <= found.keys():
            raise Problem("village.columns", name=path.name)
        code, thai, english = found["code"], found["name_th"], found.get("name_en")
        for row in table:
            yield row.number, row.cells[code], row.cells[thai], "" if english is None else row.cells[english]


def _village_columns(villages: Iterable[Village], around: Mapping[str, Around]) -> list[Columns]:
    rows = []
    for village in villages:
        tambon = around.get(village.code[:6]) or _unknown_tambon(village.code[:6], around)
        rows.append(
            _columns(
                village.code, village.name, tambon.path, postcode=tambon.postcode, is_abolished=tambon.is_abolished
            )
        )
    return rows


def _unknown_tambon(code: str, around: Mapping[str, Around]) -> Around:
    """A tambon that no source names; its villages cannot be chosen."""
    path = Named("")
    for above in (*codes.ancestors(code), code):
        known = around.get(above)
        path = known.path if known else Named(rules.path_th(above, "", path.th), path.en)
    return Around(path, is_abolished=True)


def _moved_villages(above: list[str]) -> list[Columns]:
    """The villages below areas whose names changed, as they are called now."""
    stored = Area.objects.filter(level=Area.Level.VILLAGE).within_any(map(codes.prefix_range, above))
    villages = [Village(code, Named(th, en)) for code, th, en in stored.values_list("code", "name_th", "name_en")]
    return _village_columns(villages, queries.around()) if villages else []


# --- boundaries ----------------------------------------------------------------------------------


def load_boundaries(path: Path, *, credit: str = "", actor: Actor | None = None) -> Report:
    """Store the boundaries of a GeoJSON file (features with `code`), and draw the maps they stand on anew.

    The same file again changes nothing; areas that it does not name keep theirs. An area nobody knows is left out and
    told. `credit` is shown below the maps. Problem or Problems (`border.*`) for a bad file, of which nothing is stored.
    """
    found = borders.read(_content(path), path.name)
    known = {code for some in _several([border.code for border in found]) for code in _known(some)}
    unknown = tuple(
        (number, Finding("code", Severity.WARNING, "border.unknown", border.code))
        for number, border in enumerate(found, start=1)
        if border.code not in known
    )
    with transaction.atomic():
        new, changed = _store_boundaries((border for border in found if border.code in known), credit)
        _draw_maps({code[:-2] for code in (*new, *changed) if codes.level(code) != "province"})
        _tell_boundaries(actor, path.name, new, changed)
    touched = {*new, *changed}
    same = len(found) - len(unknown) - len(touched)
    return Report(len(found), len(new), len(changed), same, findings=(*unknown, *_odd(found, touched)))


def _odd(found: list[borders.Border], touched: set[str]) -> Iterator[tuple[int, Finding]]:
    """What is to be known of the boundaries that were stored."""
    for number, border in enumerate(found, start=1):
        if border.code in touched:
            yield from ((number, doubt) for doubt in crossings.doubts(border))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(borders.LARGEST_FILE + 1)
    except OSError as error:
        raise Problem("border.unreadable", name=path.name, why=error.strerror or str(error)) from error


def _known(some: list[str]) -> Iterable[str]:
    return Area.objects.filter(pk__in=some).values_list("pk", flat=True)


def _store_boundaries(found: Iterable[borders.Border], credit: str) -> tuple[list[str], list[str]]:
    """Insert new boundaries and change others; the codes of both."""
    given = {
        border.code: (json.dumps(border.polygons, separators=(",", ":")), border.decimals, credit[:LONGEST_CREDIT])
        for border in found
    }
    stored = {row[0]: row[1:] for some in _several(sorted(given)) for row in _stored_boundaries(some)}
    new = [code for code in given if code not in stored]
    changed = [code for code, row in stored.items() if row != given[code]]
    undrawn = ("", "", 0, 0, 0)
    sets.insert(
        Boundary, ("code", "level", *BOUNDARY, *DRAWN), ((code, len(code), *given[code], *undrawn) for code in new)
    )
    sets.update(Boundary, BOUNDARY, ((*given[code], code) for code in changed), where=["code"])
    return new, changed


def _stored_boundaries(some: list[str]) -> Iterable[tuple[Any, ...]]:
    rows = Boundary.objects.select_for_update().filter(pk__in=some).order_by("pk")
    return rows.values_list("code", *BOUNDARY)


def _draw_maps(parents: Iterable[str]) -> None:
    """Draw all areas below each of these anew: a border that moved is shared with a neighbour."""
    for parent in sorted(parents):
        low, high = codes.prefix_range(parent)
        around = Boundary.objects.filter(level=len(parent) + 2, code__gte=low, code__lt=high)
        bodies = {code: json.loads(body) for code, body in around.values_list("code", "body")}
        areas = maps.draw(bodies).items()
        rows = ((area.view, area.path, area.label.x, area.label.y, area.label.room, code) for code, area in areas)
        sets.update(Boundary, DRAWN, rows, where=["code"])


def _tell_boundaries(actor: Actor | None, note: str, new: list[str], changed: list[str]) -> None:
    if not new and not changed:
        return
    record_bulk(
        actor=actor,
        verb="boundaries",
        subject=SUBJECT,
        changes=[Change(SUBJECT, int(code), None, None) for code in (*new, *changed)],
        count=len(new) + len(changed),
        note=note,
    )
    versions.bump(SUBJECT, {*new, *changed})


def _several(given: list[str]) -> Iterator[list[str]]:
    """Lists short enough for one statement."""
    return (given[start : start + CHUNK] for start in range(0, len(given), CHUNK))


# --- writing -------------------------------------------------------------------------------------


def _stored(areas: AreaQuerySet) -> Iterator[Columns]:
    return map(Columns._make, areas.values_list(*Columns._fields).iterator(CHUNK))


def _write(rows: Iterable[Columns]) -> _Written:
    """Insert new areas, update changed ones, and keep the name index in step."""
    written = _Written()
    for chunk in _chunks(rows):
        stored = {row.code: row for row in _stored(Area.objects.filter(code__in=[row.code for row in chunk]))}
        new = [row for row in chunk if row.code not in stored]
        changed = [(stored[row.code], row) for row in chunk if stored.get(row.code, row) != row]
        sets.insert(Area, Columns._fields, new)
        sets.update(Area, Columns._fields[1:], ((*row[1:], row.code) for _, row in changed), where=["code"])
        _index(new, changed)
        written.new += new
        written.changed += changed
        written.same += len(chunk) - len(new) - len(changed)
    return written


def _index(new: list[Columns], changed: list[tuple[Columns, Columns]]) -> None:
    for kind in {_kind(old) for old, row in changed if _kind(old) != _kind(row)}:
        search.drop(kind, [int(old.code) for old, row in changed if _kind(old) == kind != _kind(row)])
    _put(new, are_new=True)
    _put([row for _, row in changed], are_new=False)


def _put(rows: list[Columns], *, are_new: bool) -> None:
    for kind, areas in groupby(sorted(rows, key=_kind), key=_kind):
        search.put(kind, (name for area in areas for name in _names(area)), are_new=are_new)


def _kind(area: Columns) -> str:
    return rules.kind_of(area.level, area.is_abolished)


def _names(area: Columns) -> Iterator[search.Name]:
    """The names an area is found by."""
    popularity = rules.POPULARITY[area.level]
    for name, key in rules.known_names(area.code, Named(area.name_th, area.name_en)):
        yield search.Name(int(area.code), name, area.code, True, popularity, key)


def _sources() -> Iterator[tuple[str, search.Source]]:
    """Where the index finds the names of areas, by kind; an area's id there is its code."""
    for level, kind in rules.KINDS.items():
        yield kind, _source(Area.objects.filter(level=level, is_abolished=False))
    yield rules.OLD_KIND, _source(Area.objects.filter(is_abolished=True))


def _source(areas: AreaQuerySet) -> search.Source:
    def ids() -> Iterator[int]:
        return map(int, areas.values_list("code", flat=True))

    def names(codes: Sequence[int]) -> Iterator[search.Name]:
        rows = areas.filter(code__in=map(str, codes)).order_by("code").select_for_update(no_key=True)
        return (name for area in map(Columns._make, rows.values_list(*Columns._fields)) for name in _names(area))

    return search.Source(ids, names)


for _kind_of_area, _names_of_kind in _sources():
    search.register_source(_kind_of_area, _names_of_kind)


def _tell(actor: Actor | None, verb: str, note: str, *written: _Written) -> None:
    """One trail entry and new data versions, where anything was written."""
    new = [row for part in written for row in part.new]
    changed = [pair for part in written for pair in part.changed]
    if not new and not changed:
        return
    record_bulk(
        actor=actor,
        verb=verb,
        subject=SUBJECT,
        changes=chain((Change(SUBJECT, int(row.code), None, None) for row in new), map(_change, changed)),
        count=len(new) + len(changed),
        note=note,
    )
    versions.bump(SUBJECT, {row.code for row in new} | {row.code for _, row in changed})


def _change(pair: tuple[Columns, Columns]) -> Change:
    old, new = ({name: _plain(value) for name, value in row._asdict().items()} for row in pair)
    differing = [name for name in new if old[name] != new[name]]
    return Change(
        SUBJECT, int(new["code"]), {name: old[name] for name in differing}, {name: new[name] for name in differing}
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _chunks(rows: Iterable[Columns]) -> Iterator[list[Columns]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
