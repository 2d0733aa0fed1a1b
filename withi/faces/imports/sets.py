"""Checked lines on their way into the registers, some hundred thousand at a time; used by `actions` only."""

import os
import pickle
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any, NamedTuple, Self, TypeVar

from django.db.models import Count, Max, Sum

from withi.faces.imports import queries
from withi.faces.imports.alike import Alike
from withi.faces.imports.queries import REGISTERS
from withi.faces.imports.reported import Reported
from withi.faces.imports.rules import Sheet, kind_of_name
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.search import actions as search
from withi.ground.search.models import LONGEST_NAME, SearchName
from withi.ground.web.sets import among
from withi.kit.intake import Act, Finding, Line, Severity
from withi.kit.thai import fold
from withi.registers.partners.actions import store_many as store_partners
from withi.registers.partners.models import Partner
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.actions import store_many as store_producers
from withi.registers.producers.models import Producer
from withi.registers.products.actions import ProductRow
from withi.registers.products.actions import store_many as store_products
from withi.registers.products.models import Product
from withi.registers.publication.actions import Point, Stored, note_points
from withi.registers.publication.models import KINDS
from withi.registers.villages.actions import store_many as store_communities
from withi.registers.villages.rules import Listed
from withi.work.income.actions import store_reports

CHUNK = 2_000
FIELD_OF = {"phone": "phones", "price": "sizes", "tambon": "area_code", "producer": "producer_id", "match": "name_th"}
"""Where a point on a column of the sheet stands in the register, where the names differ."""
T = TypeVar("T")


def moment(sheet: Sheet) -> list[Any]:
    """Changes whenever someone adds or changes a row of the registers an import of this kind compares with."""
    if sheet is Sheet.INCOME:
        return []  # each report is held against the revision that was seen, when it is stored
    if sheet is Sheet.PARTNERS:
        return list(Partner.objects.aggregate(Count("pk"), Max("pk"), Sum("version")).values())
    subjects = (Product.SUBJECT, Producer.SUBJECT) if sheet is Sheet.PRODUCTS else (REGISTERS[sheet][2],)
    return [_moment(subject) for subject in subjects]


def _moment(subject: str) -> list[Any]:
    told = KINDS[subject].rows.aggregate(Count("pk"), Max("pk"), Sum("version"), Max("updated_at"))
    count, highest, versions, latest = told.values()
    return [count, highest, versions, latest and latest.isoformat()]


class Spool:
    """Made rows on their way into a register, in a file without a name: a hundred thousand of them fill no memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the batch that it belongs to

    def add(self, items: list[Any]) -> None:
        """A list of plain values or tuples of such."""
        if items:
            pickle.dump(items, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[Any]:
        """All that was added, in order."""
        end = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        while self._file.tell() < end:
            yield from pickle.load(self._file)  # noqa: S301 - written here a moment ago; nobody else can name the file

    def close(self) -> None:
        self._file.close()


@dataclass
class Batch:
    """Lines made ready; each kind says how a line becomes a row and where rows are stored. `note`: whence they come.

    With `are_compared` the lines stand as they were compared with the register as it is now. To be used in a `with`.
    """

    actor: User | None
    scope: Scope
    kind: Sheet
    note: str
    lines: Iterable[Line]
    are_compared: bool = False
    same: int = 0
    count: int = 0
    made: int = 0
    rows: Spool = field(default_factory=Spool)
    points: Spool = field(default_factory=Spool)
    words: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.rows.close()
        self.points.close()

    @property
    def subject(self) -> str:
        return str(REGISTERS[self.kind][2])

    def prepare(self) -> Iterator[int]:
        """Compare again, and make rows of the lines that are new or changed; yields how many lines were seen.

        The words of their names are taught to the index, so that nobody waits for them under the lock.
        """
        register = queries.Register(self.kind)
        for chunk in chunked(self.lines):
            stored = register.matched(chunk) if self.are_compared else register.compare(chunk)
            going = [line for line in chunk if line.act is not Act.SAME]
            self.same += len(chunk) - len(going)
            self.take(going, stored)
            self.count += len(chunk)
            yield self.count

    def take(self, lines: list[Line], stored: Mapping[int, dict[str, Any]]) -> None:
        """Keep what the lines become, and the points that are left on them, for `store`."""
        rows = [self.row(line, stored.get(line.match_id or 0)) for line in lines]
        names = [list(filter(None, (row["name_th"], row.get("name_en")))) for row in rows]
        words = iter(search.learn(chain.from_iterable(names), self.words))
        self.rows.add([(row, tuple(islice(words, len(own)))) for row, own in zip(rows, names, strict=True)])
        self.points.add(
            [
                (self.made + place, row["area_code"], *self.open_point(point))
                for place, (line, row) in enumerate(zip(lines, rows, strict=True))
                for point in line.findings
                if point.severity is Severity.WARNING
            ]
        )
        self.made += len(rows)

    def open_point(self, point: Finding) -> tuple[Any, ...]:
        """What stands of a point under "to check", in the order of Point."""
        column = FIELD_OF.get(point.column, queries.field_of(self.kind, point.column))
        return point.rule, column, point.found, point.proposal, point.blocks, point.values

    def row(self, line: Line, stored: dict[str, Any] | None) -> dict[str, Any]:
        """The facts of one row, by their names in the register's own verb."""
        raise NotImplementedError

    def store(self) -> dict[str, Any]:
        """Store the rows inside the caller's transaction; the counts."""
        raise NotImplementedError

    def tell(self, stored: Stored) -> int:
        """List what was left undecided under "to check"; how many points that made."""
        return note_points(points=(Point(self.subject, stored.ids[place], *told) for place, *told in self.points))

    def told(self, stored: Stored, points: int) -> dict[str, Any]:
        counts = {"new": stored.new, "changed": stored.changed, "same": stored.same + self.same, "points": points}
        return counts | {"ids": {self.subject: ranges(stored.ids)}}


def chunked(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Ids as [first, last] runs: new rows follow one another, so a hundred thousand of them are a line of text."""
    runs: list[list[int]] = []
    for pk in sorted(set(ids)):
        if runs and runs[-1][1] == pk - 1:
            runs[-1][1] = pk
        else:
            runs.append([pk, pk])
    return runs


Seller = tuple[str, str]
"""Folded name and district of a producer named in a product list."""


class Maker(NamedTuple):
    """What a product list tells of a producer."""

    name_th: str
    area_code: str
    address: str
    phones: str
    lat: float | None
    lon: float | None

    def row(self, words: search.Words) -> ProducerRow:
        name, code, address, phones, lat, lon = self
        kind = kind_of_name(name)
        return ProducerRow(name, code, kind, address=address, phones=phones, lat=lat, lon=lon, words=(words,))


class Products(Batch):
    """A product list: producers that nobody registered yet come along, by name and district."""

    sellers: dict[Seller, Maker]
    registered: dict[Seller, int]
    taught: dict[Seller, search.Words]

    def prepare(self) -> Iterator[int]:
        self.sellers = {}
        yield from super().prepare()
        self.registered = registered(self.sellers)
        missing = [key for key in self.sellers if key not in self.registered]
        words = search.learn((self.sellers[key].name_th for key in missing), self.words)
        self.taught = dict(zip(missing, words, strict=True))

    def row(self, line: Line, stored: dict[str, Any] | None) -> dict[str, Any]:
        values = queries.merged(Sheet.PRODUCTS, line, stored)
        values["price"] = values.pop("price_from")
        values["unit"] = line.values.get("unit", "")
        values["producer_id"] = stored["producer_id"] if stored else None
        values["match_id"] = line.match_id if stored else None
        values["seller"] = self.seller(line)
        return values

    def seller(self, line: Line) -> Seller | None:
        """The producer the line names; where it stands is the narrowest area its lines tell."""
        name = line.values.get("producer", "")
        if not name:
            return None
        key = fold(name), line.values["area_code"][:4]
        known = self.sellers.get(key)
        if known is None or len(known.area_code) < len(line.values["area_code"]):
            told = line.values
            self.sellers[key] = Maker(
                name,
                told["area_code"],
                told.get("address", ""),
                told.get("phones", ""),
                told.get("lat"),
                told.get("lon"),
            )
        return key

    def store(self) -> dict[str, Any]:
        ids, sellers = self.store_sellers()
        columns = [*REGISTERS[Sheet.PRODUCTS][1].values(), "producer_id"]
        stored = store_products(
            actor=self.actor,
            scope=self.scope,
            rows=self.products(ids),
            columns=["price" if column == "price_from" else column for column in columns],
            note=self.note,
        )
        told = self.told(stored, self.tell(stored))
        told["ids"][Producer.SUBJECT] = ranges(sellers.ids)
        return told | {"producers": sellers.new}

    def products(self, producer_ids: Mapping[Seller, int]) -> Iterator[ProductRow]:
        """The rows with their producers, which are registered by now."""
        for values, words in self.rows:
            seller = values.pop("seller")
            if seller is not None:
                values["producer_id"] = producer_ids[seller]
            yield ProductRow(**values, words=words)

    def store_sellers(self) -> tuple[dict[Seller, int], Stored]:
        """Ids of all producers named, those already registered and new ones; and what storing the new ones came to."""
        rows = (self.sellers[key].row(words) for key, words in self.taught.items())
        stored = store_producers(actor=self.actor, scope=self.scope, rows=rows, note=self.note)
        return self.registered | dict(zip(self.taught, stored.ids, strict=True)), stored


def registered(sellers: Collection[Seller]) -> dict[Seller, int]:
    """Producers of these names in these districts that are registered; the first of several."""
    found: dict[Seller, int] = {}
    for some in chunked(sorted({name[:LONGEST_NAME] for name, _ in sellers})):
        ids = among(SearchName, ("ref_id",), "folded", some, also={"kind": Producer.SUBJECT})
        rows = among(Producer, ("id", "name_th", "area_code"), "id", {pk for (pk,) in ids})
        for pk, name, code in sorted(rows):
            if (key := (fold(name), code[:4])) in sellers:
                found.setdefault(key, pk)
    return found


class Producers(Batch):
    """A producer list."""

    def row(self, line: Line, stored: dict[str, Any] | None) -> dict[str, Any]:
        values = queries.merged(Sheet.PRODUCERS, line, stored)
        if isinstance(founded := values["founded_on"], str):
            values["founded_on"] = date.fromisoformat(founded)
        values["match_id"] = line.match_id if stored else None
        values["identity"] = line.values.get("identity", "")
        return values

    def store(self) -> dict[str, Any]:
        stored = store_producers(
            actor=self.actor,
            scope=self.scope,
            rows=(ProducerRow(**values, words=words) for values, words in self.rows),
            columns=list(REGISTERS[Sheet.PRODUCERS][1].values()),
            note=self.note,
        )
        return self.told(stored, self.tell(stored))


class Communities(Batch):
    """A list of communities: new ones come as drafts, known ones get categories they do not hold yet."""

    def row(self, line: Line, stored: dict[str, Any] | None) -> dict[str, Any]:
        told = stored or line.values
        return {"area_code": told["area_code"], "name_th": told["name_th"], "category": line.values["category"]}

    def store(self) -> dict[str, Any]:
        rows = (Listed(**values) for values, _words in self.rows)
        stored = store_communities(actor=self.actor, scope=self.scope, rows=rows, source=self.note)
        new, changed = len(stored.new), len(stored.changed)
        # of several rows about one community, one for each of its categories, one is new and the others found it there
        counts = {"new": new, "changed": changed, "same": self.same + self.made - new - changed, "points": 0}
        return counts | {"ids": {self.subject: ranges([*stored.new, *stored.changed])}}


class Asked(Batch):
    """A list with questions; a line whose question nobody answered waits, and is not stored."""

    waiting: int = 0
    made_of: list[Any]
    """What is stored, made of the lines as they were decided."""

    def rows_of(self) -> Callable[[list[Line]], Iterable[tuple[Line, Any]]]:
        """How lines become rows, each beside its line; None for one that needs none."""
        raise NotImplementedError

    def prepare(self) -> Iterator[int]:
        """Make rows of the lines as they were decided."""
        rows_of, self.made_of = self.rows_of(), []
        for chunk in chunked(self.lines):
            for line, row in rows_of(chunk):
                self.same += line.act is Act.SAME
                self.waiting += line.act is Act.STOPPED
                self.made_of += [row] if row else []
            self.count += len(chunk)
            yield self.count


class Months(Asked):
    """A monthly sheet: reports of producers."""

    def rows_of(self) -> Callable[[list[Line]], Iterable[tuple[Line, Any]]]:
        return Reported(self.scope).reports

    def store(self) -> dict[str, Any]:
        stored = store_reports(actor=self.actor, scope=self.scope, reports=self.made_of)
        counts = {"new": stored.new, "changed": stored.changed, "same": self.same + stored.same}
        return counts | {"waiting": self.waiting, "points": 0, "ids": {}}


class Partners(Asked):
    """A list of partners."""

    def rows_of(self) -> Callable[[list[Line]], Iterable[tuple[Line, Any]]]:
        return Alike(self.scope).listed

    def store(self) -> dict[str, Any]:
        stored = store_partners(actor=self.actor, scope=self.scope, rows=self.made_of, source=self.note)
        counts = {"new": stored.new, "changed": stored.changed, "same": self.same, "waiting": self.waiting}
        return counts | {"points": 0, "ids": {}}


def register_of(sheet: Sheet, scope: Scope) -> queries.Register | Reported | Alike:
    """What lines of a sheet are compared with."""
    if sheet is Sheet.INCOME:
        return Reported(scope)
    return Alike(scope) if sheet is Sheet.PARTNERS else queries.Register(sheet)


BATCHES: dict[Sheet, type[Batch]] = {
    Sheet.PRODUCTS: Products,
    Sheet.PRODUCERS: Producers,
    Sheet.COMMUNITIES: Communities,
    Sheet.INCOME: Months,
    Sheet.PARTNERS: Partners,
}


@dataclass(frozen=True)
class Ready:
    """Lines that another room has decided on, made into rows before that room's transaction begins."""

    batch: Batch
    moment: list[Any]

    def stands(self) -> bool:
        """Whether the registers are as they were then."""
        return moment(self.batch.kind) == self.moment

    def store(self) -> dict[str, Any]:
        """Store the rows as a commit would, inside the caller's transaction; the counts."""
        return self.batch.store()


@contextmanager
def made_ready(*, actor: User, scope: Scope, kind: Sheet, lines: Iterable[Line], note: str) -> Iterator[Ready]:
    """Lines made into rows: one with `match_id` changes that row by what it says, one without becomes a draft."""
    before = moment(kind)
    with BATCHES[kind](actor, scope, kind, note, lines) as batch:
        for _count in batch.prepare():
            pass
        yield Ready(batch, before)
