"""Checked lines on their way into the registers, some hundred thousand at a time; used by `actions` only."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from withi.faces.imports import queries
from withi.faces.imports.queries import REGISTERS
from withi.faces.imports.rules import Sheet, kind_of_name
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.search import actions as search
from withi.ground.search.models import SearchName
from withi.kit.intake import Act, Finding, Line, Severity
from withi.kit.thai import fold
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.actions import store_many as store_producers
from withi.registers.producers.models import Producer
from withi.registers.products.actions import ProductRow
from withi.registers.products.actions import store_many as store_products
from withi.registers.products.models import Product
from withi.registers.publication.actions import Point, Stored, note_points
from withi.registers.villages.actions import store_many as store_communities
from withi.registers.villages.rules import Listed

CHUNK = 500
TOLD_EVERY = 2_000
FIELD_OF = {"phone": "phones", "price": "sizes", "tambon": "area_code", "producer": "producer_id", "match": "name_th"}
"""Where a point on a column of the sheet stands in the register, where the names differ."""


def moment(sheet: Sheet) -> tuple[Any, ...]:
    """Changes whenever someone adds or changes a row of the registers an import of this kind compares with."""
    models = (Product, Producer) if sheet is Sheet.PRODUCTS else (REGISTERS[sheet][0],)
    return tuple(tuple(model.objects.aggregate(Max("pk"), Max("updated_at")).values()) for model in models)


@dataclass
class Batch:
    """Lines made ready; each kind says how a line becomes a row and where rows are stored. `note`: whence they come."""

    actor: User | None
    scope: Scope
    kind: Sheet
    note: str
    lines: Iterator[Line]
    rows: list[Any] = field(default_factory=list)
    points: list[tuple[int, list[Finding]]] = field(default_factory=list)
    same: int = 0
    count: int = 0

    @property
    def subject(self) -> str:
        return str(REGISTERS[self.kind][2])

    def prepare(self) -> Iterator[int]:
        """Compare again, and make rows of the lines that are new or changed; yields how many lines were seen."""
        register = queries.Register(self.kind)
        chunk: list[Line] = []
        for line in self.lines:
            chunk.append(line)
            if len(chunk) == CHUNK:
                yield from self._take(register, chunk)
                chunk = []
        yield from self._take(register, chunk)
        search.learn(self.names())

    def names(self) -> list[str]:
        """The names that will go into the index, for their words to be learnt before the lock."""
        return [row.name_th for row in self.rows]

    def _take(self, register: queries.Register, chunk: list[Line]) -> Iterator[int]:
        stored = register.compare(chunk)
        for line in chunk:
            if line.act is Act.SAME:
                self.same += 1
                continue
            self.points.append(
                (len(self.rows), [point for point in line.findings if point.severity is Severity.WARNING])
            )
            self.rows.append(self.row(line, stored.get(line.match_id or 0)))
        self.count += len(chunk)
        if self.count % TOLD_EVERY < CHUNK:
            yield self.count

    def row(self, line: Line, stored: dict[str, Any] | None) -> Any:
        raise NotImplementedError

    def store(self) -> dict[str, Any]:
        """Store the rows inside the caller's transaction; the counts."""
        raise NotImplementedError

    def tell(self, stored: Stored, areas: Sequence[str]) -> int:
        """List what was left undecided under "to check"; how many points that made."""
        points = (
            Point(
                self.subject,
                stored.ids[place],
                areas[place],
                finding.rule,
                FIELD_OF.get(finding.column, queries.field_of(self.kind, finding.column)),
                finding.found,
                finding.proposal,
                finding.blocks,
                finding.values,
            )
            for place, findings in self.points
            for finding in findings
        )
        return note_points(points=points)

    def told(self, stored: Stored, points: int) -> dict[str, Any]:
        counts = {"new": stored.new, "changed": stored.changed, "same": stored.same + self.same, "points": points}
        return counts | {"ids": {self.subject: ranges(stored.ids)}}


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


class Products(Batch):
    """A product list: producers that nobody registered yet come along, by name and district."""

    sellers: dict[Seller, ProducerRow]

    def prepare(self) -> Iterator[int]:
        self.sellers = {}
        yield from super().prepare()

    def names(self) -> list[str]:
        return [*(row.name_th for row, _ in self.rows), *(seller.name_th for seller in self.sellers.values())]

    def row(self, line: Line, stored: dict[str, Any] | None) -> tuple[ProductRow, Seller | None]:
        seller = self.seller(line)
        values = queries.merged(Sheet.PRODUCTS, line, stored)
        price = values.pop("price_from")
        producer_id = stored["producer_id"] if stored else None
        row = ProductRow(
            **values,
            producer_id=producer_id,
            match_id=line.match_id if stored else None,
            price=price,
            unit=line.values.get("unit", ""),
        )
        return row, seller

    def seller(self, line: Line) -> Seller | None:
        """The producer the line names; where it stands is the narrowest area its lines tell."""
        name = line.values.get("producer", "")
        if not name:
            return None
        key = fold(name), line.values["area_code"][:4]
        known = self.sellers.get(key)
        if known is None or len(known.area_code) < len(line.values["area_code"]):
            self.sellers[key] = ProducerRow(
                name_th=name,
                area_code=line.values["area_code"],
                kind=kind_of_name(name),
                address=line.values.get("address", ""),
                phones=line.values.get("phones", ""),
                lat=line.values.get("lat"),
                lon=line.values.get("lon"),
            )
        return key

    def store(self) -> dict[str, Any]:
        ids, sellers = self.store_sellers()
        rows = [product if seller is None else replace_producer(product, ids[seller]) for product, seller in self.rows]
        columns = [*REGISTERS[Sheet.PRODUCTS][1].values(), "producer_id"]
        stored = store_products(
            actor=self.actor,
            scope=self.scope,
            rows=rows,
            columns=["price" if column == "price_from" else column for column in columns],
            note=self.note,
        )
        points = self.tell(stored, [row.area_code for row in rows])
        told = self.told(stored, points)
        told["ids"][Producer.SUBJECT] = ranges(sellers.ids)
        return told | {"producers": sellers.new}

    def store_sellers(self) -> tuple[dict[Seller, int], Stored]:
        """Ids of all producers named, those already registered and new ones; and what storing the new ones came to."""
        known = registered(self.sellers)
        missing = [key for key in self.sellers if key not in known]
        stored = store_producers(
            actor=self.actor, scope=self.scope, rows=[self.sellers[key] for key in missing], note=self.note
        )
        return known | dict(zip(missing, stored.ids, strict=True)), stored


def replace_producer(row: ProductRow, producer_id: int) -> ProductRow:
    """The row with its producer; it is nobody else's yet, so it is changed in place of a copy."""
    object.__setattr__(row, "producer_id", producer_id)
    return row


def registered(sellers: Iterable[Seller]) -> dict[Seller, int]:
    """Producers of these names in these districts that are registered; the first of several."""
    wanted = set(sellers)
    found: dict[Seller, int] = {}
    for some in queries.chunked(sorted({name[:300] for name, _ in wanted})):
        ids = SearchName.objects.filter(kind=Producer.SUBJECT, folded__in=some).values_list("ref_id", flat=True)
        rows = Producer.objects.filter(pk__in=set(ids)).order_by("pk").values_list("pk", "name_th", "area_code")
        for pk, name, code in rows:
            if (key := (fold(name), code[:4])) in wanted:
                found.setdefault(key, pk)
    return found


class Producers(Batch):
    """A producer list."""

    def row(self, line: Line, stored: dict[str, Any] | None) -> ProducerRow:
        values = queries.merged(Sheet.PRODUCERS, line, stored)
        founded = values.pop("founded_on")
        return ProducerRow(
            **values,
            founded_on=date.fromisoformat(founded) if isinstance(founded, str) else founded,
            match_id=line.match_id if stored else None,
            identity=line.values.get("identity", ""),
        )

    def store(self) -> dict[str, Any]:
        columns = REGISTERS[Sheet.PRODUCERS][1].values()
        stored = store_producers(
            actor=self.actor, scope=self.scope, rows=self.rows, columns=list(columns), note=self.note
        )
        return self.told(stored, self.tell(stored, [row.area_code for row in self.rows]))


class Communities(Batch):
    """A list of communities: new ones come as drafts, known ones get categories they do not hold yet."""

    def row(self, line: Line, stored: dict[str, Any] | None) -> Listed:
        code = stored["area_code"] if stored else line.values["area_code"]
        name = stored["name_th"] if stored else line.values["name_th"]
        return Listed(area_code=code, name_th=name, category=line.values["category"])

    def store(self) -> dict[str, Any]:
        stored = store_communities(actor=self.actor, scope=self.scope, rows=self.rows, source=self.note)
        counts = {"new": len(stored.new), "changed": len(stored.changed), "same": stored.same + self.same, "points": 0}
        return counts | {"ids": {self.subject: ranges([*stored.new, *stored.changed])}}


BATCHES: dict[Sheet, Callable[[User | None, Scope, Sheet, str, Iterator[Line]], Batch]] = {
    Sheet.PRODUCTS: Products,
    Sheet.PRODUCERS: Producers,
    Sheet.COMMUNITIES: Communities,
}
