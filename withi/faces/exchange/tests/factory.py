"""A register of one district with a number on every row, and its sheets as another system would send them."""

import random
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Person
from tests.places import VILLAGES
from withi.faces.exchange import actions, queries
from withi.faces.exchange.actions import LayoutFacts
from withi.faces.exchange.examples import EXAMPLES
from withi.faces.exchange.models import ExchangeLayout, ExchangeRun
from withi.faces.exchange.queries import above
from withi.faces.exchange.rules import LayoutColumn, Part
from withi.faces.imports.rules import Sheet
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.people.rules import Ability
from withi.kit import sheets
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.actions import store_many as store_producers
from withi.registers.products.actions import ProductRow
from withi.registers.products.actions import store_many as store_products

HERE, BESIDE, FAR = VILLAGES["here"], VILLAGES["beside"], VILLAGES["far"]
NAMES = ("กลุ่มทอผ้าไหม", "กลุ่มแปรรูปกล้วย", "กลุ่มจักสานไม้ไผ่", "วิสาหกิจชุมชนน้ำพริก", "ร้านเครื่องปั้นดินเผา", "แม่บ้านเกษตรกร")


def example(person: Person, kind: Sheet, *, direction: str = "both", **more: Any) -> ExchangeLayout:
    """Our own example of a layout, kept for this person's area."""
    one = EXAMPLES[kind.value]
    values: dict[str, Any] = {
        "sheet_name": one.sheet_name,
        "header_row": one.header_row,
        "date_form": one.date_form.value,
        "number_form": one.number_form.value,
        "direction": direction,
    } | more
    facts = LayoutFacts(one.name, kind, one.columns, **values)
    return actions.add_layout(actor=person.account, scope=person.scope, facts=facts)


def of_columns(person: Person, kind: Sheet, columns: Sequence[LayoutColumn], **more: Any) -> ExchangeLayout:
    facts = LayoutFacts("แบบทดลอง", kind, tuple(columns), **more)
    return actions.add_layout(actor=person.account, scope=person.scope, facts=facts)


def stock_producers(person: Person, count: int, code: str = HERE) -> list[int]:
    """Producers whose every fact is different; most with the department's number."""
    rows = [
        ProducerRow(
            name_th=f"{NAMES[at % len(NAMES)]} {at:04d}",
            area_code=code if at % 3 else BESIDE if code == HERE else code,
            kind=("group", "owner", "sme")[at % 3],
            official_number=f"0{at:06d}" if at % 5 else "",
            address=f"{at}/1",
            founded_on=date(2000 + at % 20, 1 + at % 12, 1 + at % 28),
            people=at % 60 + 1,
            contact=f"ผู้ติดต่อคนที่ {at}",
            phones=f"08{at:08d}",
        )
        for at in range(count)
    ]
    return store_producers(actor=person.account, scope=person.scope, rows=rows).ids


def stock_products(person: Person, count: int, code: str = HERE) -> list[int]:
    makers = store_producers(
        actor=person.account,
        scope=person.scope,
        rows=[ProducerRow(name_th=f"กลุ่มแม่บ้านที่ {at}", area_code=code, kind="group") for at in range(3)],
    ).ids
    rows = [
        ProductRow(
            name_th=f"ผ้าลายที่ {at:04d}",
            area_code=code,
            producer_id=makers[at % 3],
            type=("textile", "food", "drink", "utensil", "herbal")[at % 5],
            official_number=f"40{at:05d}" if at % 4 else "",
            materials=f"ฝ้ายชุดที่ {at}",
            price=12_550 + 100 * at,
            unit="ผืน",
        )
        for at in range(count)
    ]
    return store_products(actor=person.account, scope=person.scope, rows=rows).ids


def sheet_of(person: Person, layout: ExchangeLayout) -> list[list[Any]]:
    """Headings and rows as the export of a layout writes them."""
    writer = queries.Writer(layout, layout.column_list(), personal=True)
    rows = queries.register(layout.sheet, person.scope, Ability.EXPORT)
    return [list(writer.headings), *writer.rows(rows)]


def file_of(table: Sequence[Sequence[Any]], layout: ExchangeLayout, name: str = "กรม.xlsx") -> SimpleUploadedFile:
    """The table as a workbook in the layout's own place."""
    out = BytesIO()
    sheets.write_xlsx(out, [str(text) for text in table[0]], table[1:], sheet=layout.sheet_name, above=above(layout))
    return SimpleUploadedFile(name, out.getvalue())


def compared(person: Person, layout: ExchangeLayout, table: Sequence[Sequence[Any]], **more: Any) -> ExchangeRun:
    upload = kept(person, file_of(table, layout))
    return actions.compare(actor=person.account, scope=person.scope, layout=layout, upload=upload, **more)


def kept(person: Person, sent: SimpleUploadedFile) -> Upload:
    return files.keep(actor=person.account, sent=sent, purpose="exchange")


def found(run: ExchangeRun, part: Part) -> list[str]:
    """The names of the items of a part."""
    return list(run.items.filter(part=part).order_by("position").values_list("name", flat=True))


class Mutated:
    """A copy of a sheet in which some rows are changed in one cell, some are gone, some are new; by one seed."""

    def __init__(self, table: Sequence[Sequence[Any]], seed: int, numbers: tuple[int, int, int]) -> None:
        self.random = random.Random(seed)
        self.head, rows = table[0], [list(row) for row in table[1:]]
        changed, removed, added = numbers
        chosen = self.random.sample(range(len(rows)), changed + removed)
        self.changed = {rows[at][self.place("ชื่อ")]: self.change(rows[at]) for at in chosen[:changed]}
        self.removed = {rows[at][self.place("ชื่อ")] for at in chosen[changed:]}
        self.added = {f"กลุ่มเพิ่มใหม่ {at}" for at in range(added)}
        kept = [row for at, row in enumerate(rows) if at not in chosen[changed:]]
        self.table = [list(self.head), *self.shuffled([*kept, *map(self.fresh, sorted(self.added))])]

    def place(self, begins: str) -> int:
        return next(at for at, text in enumerate(self.head) if str(text).startswith(begins))

    def change(self, row: list[Any]) -> str:
        """One other value in a cell that a later comparison must name; gives the field."""
        heading, field, value = self.random.choice(
            [("โทรศัพท์", "phones", "0899999999"), ("จำนวน", "people", 999), ("ผู้ติดต่อ", "contact", "อีกคนหนึ่ง")]
        )
        row[self.place(heading)] = value
        return field

    def fresh(self, name: str) -> list[Any]:
        cells = {"ชื่อ": name, "อำเภอ": "หนองสองห้อง", "จังหวัด": "ขอนแก่น", "ลักษณะ": "1 กลุ่มผู้ผลิตชุมชน"}
        row: list[Any] = [None] * len(self.head)
        for begins, text in cells.items():
            row[self.place(begins)] = text
        return row

    def shuffled(self, rows: list[Any]) -> list[Any]:
        return self.random.sample(rows, len(rows))


def texts(rows: Iterable[Any]) -> set[tuple[str, str]]:
    return {(item.name, item.field) for item in rows}
