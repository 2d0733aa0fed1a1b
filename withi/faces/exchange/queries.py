"""The register as a layout's sheet, what is left to decide, and what the other side should correct."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeRun, ItemQuerySet
from withi.faces.exchange.rules import (
    CODED,
    LABELS,
    PERSONAL,
    DateForm,
    Decision,
    Direction,
    LayoutColumn,
    NumberForm,
    Part,
    columns_of,
    label_of,
    plain,
)
from withi.faces.imports.queries import REGISTERS, chunked
from withi.faces.imports.rules import Sheet
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.ground.web.reading import in_pieces
from withi.kit import era, money
from withi.registers.producers.rules import phone_lines
from withi.registers.products.models import ProductSize
from withi.registers.publication.queries import paths_of
from withi.registers.publication.rules import State
from withi.registers.villages.models import CommunityCategory

LATEST = 10
CHUNK = 900
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
Row = Mapping[str, Any]

# --- the register --------------------------------------------------------------------------------


def register(kind: Sheet, scope: Scope, ability: Ability, within: Collection[str] | None = None) -> list[Row]:
    """Rows of one's area in Thai order, withdrawn ones left out; `within` narrows to some provinces. Two queries."""
    rows = registered(kind, scope, ability)
    if within is not None:
        condition = models.Q(pk__in=())
        for area in within:
            condition |= models.Q(area_code__gte=area, area_code__lt=f"{area}:")
        rows = rows.filter(condition)
    return told(kind, rows)


def registered(kind: Sheet, scope: Scope, ability: Ability) -> Any:
    """The same before it is read."""
    rows = REGISTERS[kind][0].objects.in_scope(scope, ability).exclude(state=State.WITHDRAWN)
    return rows.order_by("sort_key", "pk")


def told(kind: Sheet, rows: Any) -> list[Row]:
    """Rows of a register as plain values; a community with the names of the categories it holds."""
    return _with_categories(kind, list(rows.values(*_columns(kind))), rows.order_by())


def told_in_pieces(kind: Sheet, rows: Any) -> Iterator[list[Row]]:
    """The same for long lists, some hundred at a time."""
    for some in in_pieces(rows.values_list("pk", *_columns(kind), named=True), CHUNK):
        yield _with_categories(kind, [row._asdict() for row in some], [row.pk for row in some])


def _columns(kind: Sheet) -> list[str]:
    values = [name for name in REGISTERS[kind][1].values() if name != "category"]
    extra = {Sheet.PRODUCERS: ["number"], Sheet.PRODUCTS: ["producer__name_th"]}.get(kind, [])
    return list(dict.fromkeys(["id", "state", "name_th", "area_code", *values, *extra]))


def _with_categories(kind: Sheet, found: list[Any], communities: Any) -> list[Row]:
    if kind is not Sheet.COMMUNITIES:
        return found
    held: dict[int, set[str]] = {row["id"]: set() for row in found}
    for pk, name in CommunityCategory.objects.filter(community__in=communities).values_list("community", "name"):
        held.setdefault(pk, set()).add(name)
    return [row | {"category": held[row["id"]]} for row in found]


def plain_row(kind: Sheet, row: Row) -> dict[str, str]:
    """A stored row as comparable text, by the import's names of its values."""
    values = {name: plain(row[stored]) for name, stored in REGISTERS[kind][1].items()}
    return values | ({"producer": row["producer__name_th"] or ""} if kind is Sheet.PRODUCTS else {})


def hold(kind: Sheet, scope: Scope, ids: Iterable[int]) -> None:
    """Nobody else changes these rows until the transaction ends."""
    for rows in _in_scope(kind, scope, ids):
        for _pk in rows.select_for_update().values_list("pk", flat=True):
            pass


def rows_now(kind: Sheet, scope: Scope, ids: Iterable[int]) -> dict[int, Row]:
    """These rows as they are now; those outside one's area are left out."""
    return {row["id"]: row for rows in _in_scope(kind, scope, ids) for row in told(kind, rows)}


def _in_scope(kind: Sheet, scope: Scope, ids: Iterable[int]) -> Iterator[QuerySet[Any]]:
    for some in chunked(sorted(set(ids))):
        yield REGISTERS[kind][0].objects.in_scope(scope, Ability.IMPORT).filter(pk__in=some).order_by("pk")


# --- a sheet in a layout -------------------------------------------------------------------------


def above(layout: ExchangeLayout) -> list[str]:
    """Lines over the headings of a sheet: the layout's name, and empty ones down to its row of headings."""
    return [layout.name, *[""] * (layout.header_row - 2)] if layout.header_row > 1 else []


class Writer:
    """Cells of one layout's columns; personal ones stay empty where they are not meant for the reader."""

    def __init__(self, layout: ExchangeLayout, columns: Sequence[LayoutColumn], *, personal: bool) -> None:
        self.kind = layout.sheet
        self.dates = DateForm(layout.date_form)
        self.numbers = NumberForm(layout.number_form)
        self.columns = columns
        self.personal = personal

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def whole(self, rows: Any) -> Iterator[list[Any]]:
        """Rows of the register that are not read yet as rows of the sheet, some hundred at a time."""
        for some in told_in_pieces(self.kind, rows):
            yield from self.rows(some)

    def rows(self, rows: Iterable[Row]) -> Iterator[list[Any]]:
        """The rows of the register as rows of the sheet; areas are looked up some hundred at a time."""
        for some in chunked(list(rows), CHUNK):
            names, units = names_of(some), units_of(self.kind, some)
            for row in some:
                yield [self.cell(column, row, names, units) for column in self.columns]

    def cell(self, column: LayoutColumn, row: Row, names: Mapping[str, str], units: Mapping[int, str]) -> Any:
        value = self.value(column.field, row, names, units)
        if column.field in PERSONAL and not self.personal:
            return None
        if column.field in CODED:
            value = self.word(column, str(value or ""))
        return column.fixed if column.fixed and value in (None, "") else value

    def word(self, column: LayoutColumn, value: str) -> str:
        """Their first word for one of our kinds, else ours."""
        theirs = {ours: word for word, ours in reversed(column.words)}
        return theirs.get(value) or LABELS[column.field].get(value, "")

    def value(self, field: str, row: Row, names: Mapping[str, str], units: Mapping[int, str]) -> Any:
        special: dict[str, Callable[[], Any]] = {
            "": lambda: None,
            "own_number": lambda: row["number"],
            "producer": lambda: row["producer__name_th"],
            "phone": lambda: ", ".join(text for text, _dial in phone_lines(row["phones"])),
            "unit": lambda: units.get(row["id"], ""),
            "price": lambda: self.price(row["price_from"]),
            "founded": lambda: self.day(row["founded_on"]),
            "people": lambda: self.number(row["people"]),
            "category": lambda: next(iter(sorted(row["category"])), ""),
        }
        if field in special:
            return special[field]()
        if field in PLACE_CELLS:
            return PLACE_CELLS[field](row["area_code"], names)
        return row[REGISTERS[self.kind][1][field]]

    def price(self, satang: int | None) -> Any:
        return None if satang is None else self.number(Decimal(satang) / 100, "{:,.2f}")

    def number(self, value: int | Decimal | None, grouped: str = "{:,}") -> Any:
        """A number in the layout's form; with commas and in Thai digits it is a text."""
        if value is None or self.numbers is NumberForm.PLAIN:
            return value
        return grouped.format(value) if self.numbers is NumberForm.GROUPED else str(value).translate(THAI_DIGITS)

    def day(self, day: date | None) -> str | None:
        if day is None:
            return None
        year = era.year_in(day, "th") if self.dates is DateForm.BE else day.year
        return f"{day.day:02d}/{day.month:02d}/{year}"


PLACE_CELLS: dict[str, Callable[[str, Mapping[str, str]], str]] = {
    "province": lambda code, names: names.get(code[:2], ""),
    "district": lambda code, names: names.get(code[:4], "") if len(code) >= 4 else "",
    "tambon": lambda code, names: names.get(code[:6], "") if len(code) >= 6 else "",
    "moo": lambda code, _names: str(int(code[6:8])) if len(code) == 8 else "",
    "village": lambda code, names: names.get(code, "") if len(code) == 8 else "",
}


def names_of(rows: Iterable[Row]) -> dict[str, str]:
    """The Thai names of all areas around some rows. One query for some hundred rows."""
    codes = {row["area_code"][:size] for row in rows for size in (2, 4, 6, 8)}
    found: dict[str, str] = {}
    for some in chunked(sorted(codes)):
        found |= dict(Area.objects.filter(pk__in=some).values_list("pk", "name_th"))
    return found


def units_of(kind: Sheet, rows: Iterable[Row]) -> dict[int, str]:
    """By what a product is sold, from its first size."""
    if kind is not Sheet.PRODUCTS:
        return {}
    sizes = ProductSize.objects.filter(product__in=[row["id"] for row in rows]).order_by("-position")
    return dict(sizes.values_list("product_id", "unit"))


# --- what is to be decided -----------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """How many items of one part, field and nature stand how."""

    part: Part
    field: str
    nature: str
    decision: Decision
    is_quiet: bool
    is_applied: bool
    count: int

    @property
    def is_open(self) -> bool:
        return self.decision is Decision.LATER and not self.is_quiet


def groups(run: ExchangeRun, scope: Scope) -> list[Group]:
    """The items of a run by kind and state. One query, however many there are."""
    held_back = models.Q(applied_at__isnull=False)
    found = (
        items_of(run, scope)
        .order_by()
        .values_list("part", "field", "nature", "decision", "is_quiet", models.ExpressionWrapper(
            held_back, output_field=models.BooleanField()
        ))
        .annotate(count=Count("pk"))
        .order_by("part", "field", "nature")
    )  # fmt: skip
    return [
        Group(Part(part), field, nature, Decision(decision), is_quiet, is_applied, count)
        for part, field, nature, decision, is_quiet, is_applied, count in found
    ]


def items_of(run: ExchangeRun, scope: Scope) -> ItemQuerySet:
    """The items of a run in the areas in which this person imports today."""
    rows: ItemQuerySet = ExchangeItem.objects.filter(run=run)
    return rows.in_scope(scope, Ability.IMPORT)


@dataclass(frozen=True)
class Filters:
    """Which items are shown: a part, those of a state, those of one field and nature."""

    part: Part
    state: str = "open"
    field: str = ""
    nature: str = ""


def shown(run: ExchangeRun, scope: Scope, filters: Filters) -> ItemQuerySet:
    rows = items_of(run, scope).filter(part=filters.part)
    words: dict[str, Callable[[], ItemQuerySet]] = {"open": rows.open, "decided": rows.decided, "quiet": rows.quiet}
    rows = words.get(filters.state, rows.all)()
    if filters.nature:
        rows = rows.filter(field=filters.field, nature=filters.nature)
    return rows.order_by("position")


def pending(run: ExchangeRun, scope: Scope) -> ItemQuerySet:
    """Decided to be stored here, and not stored yet."""
    wanted = (Decision.THEIRS, Decision.CREATE)
    return items_of(run, scope).filter(decision__in=wanted, applied_at=None).order_by("position")


def counted(found: Iterable[Group], **wanted: Any) -> int:
    """The sum of the groups that have all of these values."""
    return sum(one.count for one in found if all(getattr(one, name) == value for name, value in wanted.items()))


# --- what the other side should correct ----------------------------------------------------------


def corrections(run: ExchangeRun, scope: Scope, *, personal: bool) -> tuple[list[str], Iterator[list[Any]]]:
    """Headings and rows of a sheet in their layout, with a last column that says what is to be corrected."""
    columns = columns_of(run.columns)
    writer = Writer(run.layout, columns, personal=personal)
    return [*writer.headings, _("What to correct")], _corrected(run, scope, writer)


def _corrected(run: ExchangeRun, scope: Scope, writer: Writer) -> Iterator[list[Any]]:
    items = items_of(run, scope).filter(decision=Decision.OURS).order_by("position").defer("body")
    by_row: dict[int, list[ExchangeItem]] = defaultdict(list)
    for item in items.exclude(subject_id=None):
        by_row[item.subject_id or 0].append(item)
    for some in chunked(list(by_row)):
        yield from _our_rows(Sheet(run.kind), scope, {pk: by_row[pk] for pk in some}, writer)
    for item in items.filter(part=Part.THERE):
        cells = [_their_cell(column, item.cells, writer) for column in writer.columns]
        yield [*cells, _("take this record out of the list")]


def _our_rows(
    kind: Sheet, scope: Scope, items: Mapping[int, list[ExchangeItem]], writer: Writer
) -> Iterator[list[Any]]:
    """Our rows as they should stand there, each with what is to be corrected in it."""
    rows = {row["id"]: row for row in _in_reach(kind, scope, list(items))}
    known = [rows[pk] for pk in items if pk in rows]
    for row, cells in zip(known, writer.rows(known), strict=True):
        yield [*cells, "; ".join(_correction(kind, item, writer.personal) for item in items[row["id"]])]


def _in_reach(kind: Sheet, scope: Scope, ids: Sequence[int]) -> list[Row]:
    return told(kind, REGISTERS[kind][0].objects.in_scope(scope, Ability.IMPORT).filter(pk__in=ids))


def _their_cell(column: LayoutColumn, cells: Mapping[str, str], writer: Writer) -> str | None:
    if column.field in PERSONAL and not writer.personal:
        return None
    text = cells.get(column.field, "") if column.field else column.fixed
    return writer.word(column, text) if column.field in CODED and text in LABELS[column.field] else text


def _correction(kind: Sheet, item: ExchangeItem, personal: bool) -> str:
    """One sentence on one item: "telephone: 081… is to become 089…"."""
    if item.part == Part.HERE:
        return _("add this record to the list")
    label = label_of(kind, item.field, language())
    if item.field in ("phones", "contact", "line_id", "address") and not personal:
        return label
    values = {"label": label, "theirs": said(item.field, item.theirs) or "–", "ours": said(item.field, item.ours)}
    return _("%(label)s: “%(theirs)s” is to become “%(ours)s”") % values


def said(field: str, text: str, paths: Mapping[str, str] | None = None) -> str:
    """A plain value as people read it."""
    if field == "area_code":
        return (paths if paths is not None else paths_of([text])).get(text, text)
    if field == "phones":
        return ", ".join(shown for shown, _dial in phone_lines(text)) or text
    if field in LABELS:
        return LABELS[field].get(text, text)
    if field == "price" and text.isdecimal():
        return money.format_baht(int(text), lang=language())
    return _day(text) if field == "founded" else text


def _day(text: str) -> str:
    try:
        return era.format_date(date.fromisoformat(text), lang=language())
    except ValueError:
        return text


# --- lists ---------------------------------------------------------------------------------------


def layouts(scope: Scope, ability: Ability, day: date | None = None) -> list[ExchangeLayout]:
    """The layouts this person may use, by kind and name; with a day only those in force on it."""
    rows = ExchangeLayout.objects.in_scope(scope, ability)
    return list((rows.in_force(day) if day else rows).order_by("-kind", "is_example", "name", "pk"))


def usable(found: Iterable[ExchangeLayout], direction: Direction) -> list[ExchangeLayout]:
    return [layout for layout in found if layout.direction in (direction, Direction.BOTH)]


def runs(person: User) -> list[tuple[ExchangeRun, Counter[str]]]:
    """The person's latest comparisons, each with how many items are open and decided. Two queries."""
    found = list(
        ExchangeRun.objects.filter(owner=person).select_related("upload", "layout").order_by("-created_at")[:LATEST]
    )
    counts: dict[int, Counter[str]] = {run.pk: Counter() for run in found}
    rows = ExchangeItem.objects.filter(run__in=found).order_by().values_list("run", "decision", "is_quiet")
    for pk, decision, is_quiet, count in rows.annotate(count=Count("pk")):
        counts[pk]["decided" if decision else "quiet" if is_quiet else "open"] += count
    return [(run, counts[run.pk]) for run in found]
