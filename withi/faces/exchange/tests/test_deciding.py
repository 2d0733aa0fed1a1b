"""What is decided is kept, stays quiet until a side changes, and is stored by the registers' own verbs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F

from tests.cast import Cast
from tests.places import mark
from tests.register import Register
from withi.faces.exchange import actions, queries
from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeMemory, ExchangeRun
from withi.faces.exchange.rules import Decision, LayoutColumn, Nature, Part
from withi.faces.exchange.tests.factory import (
    compared,
    example,
    kept,
    of_columns,
    sheet_of,
    stock_producers,
    stock_products,
)
from withi.faces.imports import actions as imports
from withi.faces.imports.models import ImportRun
from withi.faces.imports.queries import Register as Compared
from withi.faces.imports.rules import Sheet
from withi.ground.files.models import Upload
from withi.ground.people.rules import GUEST
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit import sheets
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State

pytestmark = pytest.mark.django_db
COLUMNS = (
    LayoutColumn("เลขทะเบียน", "official_number"),
    LayoutColumn("ชื่อ", "name_th"),
    LayoutColumn("แบบ", "kind", words=(("G", "group"),)),
    LayoutColumn("ติดต่อ", "contact"),
    LayoutColumn("โทร", "phone"),
    LayoutColumn("ตำบล", "tambon"),
    LayoutColumn("อำเภอ", "district"),
    LayoutColumn("จังหวัด", "province"),
)
IN_HERE = ("ดงเค็ง", "หนองสองห้อง", "ขอนแก่น")


class Game:
    """A comparison of the worker's two producers, one of them changed there, and one row more."""

    def __init__(self, cast: Cast) -> None:
        self.person = cast.officer
        self.layout = of_columns(cast.officer, Sheet.PRODUCERS, COLUMNS)
        self.ours = Producer.objects.get(name_th__contains=mark("here", "producer", "published"))
        self.run = self.again(contact="คนใหม่")

    def table(self, *, contact: str = "คนใหม่", more: str = "กลุ่มมาใหม่") -> list[list[Any]]:
        table = sheet_of(self.person, self.layout)
        for row in table[1:]:
            if row[1] == self.ours.name_th:
                row[3] = contact
        return [*table, ["0555", more, "G", "", "0899999999", *IN_HERE]]

    def again(self, **changes: str) -> ExchangeRun:
        return compared(self.person, self.layout, self.table(**changes))

    def item(self, part: Part = Part.DIFFERS, run: ExchangeRun | None = None) -> ExchangeItem:
        return (run or self.run).items.get(part=part)

    def decide(self, item: ExchangeItem, decision: Decision) -> None:
        actions.decide(actor=self.person.account, scope=self.person.scope, run=item.run, item=item, decision=decision)

    def apply(self) -> actions.Applied:
        return actions.apply(actor=self.person.account, scope=self.person.scope, run=self.run)


@pytest.fixture
def game(cast: Cast, register: Register) -> Game:
    return Game(cast)


def test_comparing_and_deciding_change_nothing_in_the_register(game: Game) -> None:
    before = Producer.objects.count(), TrailEntry.objects.count()
    game.decide(game.item(), Decision.THEIRS)
    game.decide(game.item(Part.THERE), Decision.CREATE)
    assert (Producer.objects.count(), TrailEntry.objects.count()) == before
    game.ours.refresh_from_db()
    assert game.ours.contact == mark("here", "contact")


def test_theirs_is_an_edit_that_must_be_approved_again(game: Game) -> None:
    game.decide(game.item(), Decision.THEIRS)
    assert game.apply() == actions.Applied(1, 0)
    game.ours.refresh_from_db()
    assert (game.ours.contact, game.ours.state) == ("คนใหม่", State.WAITING)
    change = TrailChange.objects.get(subject_id=game.ours.pk)
    assert change.entry.verb == "producers.store"
    assert (change.before, change.after) == ({"contact": mark("here", "contact")}, {"contact": "คนใหม่"})
    assert TrailEntry.objects.filter(verb="exchange.apply", count=1).count() == 1
    assert game.item().applied_at


def test_only_what_was_taken_over_is_changed(game: Game) -> None:
    table = game.table(contact="คนใหม่")
    row = next(row for row in table if row[1] == game.ours.name_th)
    row[4] = "0811111111"
    game.run = compared(game.person, game.layout, table)
    game.decide(game.run.items.get(field="contact"), Decision.THEIRS)
    game.decide(game.run.items.get(field="phones"), Decision.OURS)
    phones = game.ours.phones
    game.apply()
    game.ours.refresh_from_db()
    assert (game.ours.contact, game.ours.phones) == ("คนใหม่", phones)


def test_created_rows_are_drafts_with_every_fact_of_the_file(game: Game) -> None:
    game.decide(game.item(Part.THERE), Decision.CREATE)
    game.apply()
    row = Producer.objects.get(name_th="กลุ่มมาใหม่")
    assert (row.official_number, row.kind, row.phones, row.state) == ("0555", "group", "0899999999", State.DRAFT)
    assert row.area_code.startswith("401508")
    run = compared(game.person, game.layout, sheet_of(game.person, game.layout))
    assert run.items.filter(part=Part.THERE).count() == 0


def test_a_created_row_never_changes_one_of_the_same_name(cast: Cast, register: Register) -> None:
    game = Game(cast)
    table = [*game.table(), ["0556", "กลุ่มมาใหม่", "G", "", "", *IN_HERE]]
    game.run = compared(game.person, game.layout, table)
    for item in game.run.items.filter(part=Part.THERE):
        game.decide(item, Decision.CREATE)
    game.apply()
    numbers = Producer.objects.filter(name_th="กลุ่มมาใหม่").values_list("official_number", flat=True)
    assert sorted(numbers) == ["0555", "0556"]


def test_applying_twice_stores_once(game: Game) -> None:
    game.decide(game.item(Part.THERE), Decision.CREATE)
    game.apply()
    with pytest.raises(Problem) as refused:
        game.apply()
    assert refused.value.code == "exchange.nothing"
    assert Producer.objects.filter(name_th="กลุ่มมาใหม่").count() == 1
    with pytest.raises(Problem) as closed:
        game.decide(game.item(Part.THERE), Decision.OURS)
    assert closed.value.code == "exchange.applied"


def test_a_row_that_changed_meanwhile_is_asked_again(game: Game) -> None:
    game.decide(game.item(), Decision.THEIRS)
    Producer.objects.filter(pk=game.ours.pk).update(contact="แก้ไปแล้ว")
    assert game.apply() == actions.Applied(0, 1)
    game.ours.refresh_from_db()
    assert game.ours.contact == "แก้ไปแล้ว"
    item = game.item()
    assert (item.decision, item.is_changed, item.ours) == (Decision.LATER, True, "แก้ไปแล้ว")


def test_ours_stays_quiet_until_a_side_changes(game: Game) -> None:
    game.decide(game.item(), Decision.OURS)
    assert game.item(run=game.again()).is_quiet
    assert not game.item(run=game.again(contact="อีกคน")).is_quiet
    Producer.objects.filter(pk=game.ours.pk).update(contact="เราเปลี่ยน")
    assert not game.item(run=game.again()).is_quiet


def test_what_is_not_registered_here_stays_quiet_too(game: Game) -> None:
    game.decide(game.item(Part.THERE), Decision.OURS)
    assert game.item(Part.THERE, game.again()).is_quiet
    assert not game.item(Part.THERE, game.again(more="กลุ่มอื่น")).is_quiet


def test_taking_it_back_forgets_it(game: Game) -> None:
    game.decide(game.item(), Decision.OURS)
    game.decide(game.item(), Decision.LATER)
    assert ExchangeMemory.objects.count() == 0
    assert not game.item(run=game.again()).is_quiet


def test_a_colleague_is_not_asked_what_the_office_decided(game: Game, cast: Cast) -> None:
    game.decide(game.item(), Decision.OURS)
    run = compared(cast.worker, game.layout, game.table())
    assert run.items.get(part=Part.DIFFERS).is_quiet


def test_what_is_not_offered_is_refused(game: Game) -> None:
    for part, decision in ((Part.DIFFERS, Decision.CREATE), (Part.THERE, Decision.THEIRS)):
        with pytest.raises(Problem) as refused:
            game.decide(game.item(part), decision)
        assert refused.value.code == "exchange.not_here"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], object]]]:
    """What happens after the rows were made ready and before they are stored."""
    happens: list[Callable[[], object]] = []
    as_it_is = imports.made_ready

    @contextmanager
    def made_ready(**told: Any) -> Iterator[Any]:
        with as_it_is(**told) as ready:
            while happens:
                happens.pop()()
            yield ready

    monkeypatch.setattr(imports, "made_ready", made_ready)
    yield happens
    assert not happens


def test_a_row_that_changes_after_it_was_made_ready_is_asked_again(
    game: Game, meanwhile: list[Callable[[], object]]
) -> None:
    game.decide(game.item(), Decision.THEIRS)
    row = Producer.objects.filter(pk=game.ours.pk)
    meanwhile.append(lambda: row.update(contact="แก้ไปแล้ว", version=F("version") + 1))
    assert game.apply() == actions.Applied(0, 1)
    game.ours.refresh_from_db()
    assert game.ours.contact == "แก้ไปแล้ว"


def test_a_decision_taken_back_after_it_was_made_ready_counts(
    game: Game, meanwhile: list[Callable[[], object]]
) -> None:
    game.decide(game.item(), Decision.THEIRS)
    game.decide(game.item(Part.THERE), Decision.CREATE)
    meanwhile.append(lambda: game.decide(game.item(), Decision.OURS))
    assert game.apply() == actions.Applied(1, 0)
    game.ours.refresh_from_db()
    assert game.ours.contact == mark("here", "contact")


def test_rows_are_made_ready_before_the_transaction(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    depths: list[int] = []
    as_it_is = Compared.compare

    def compare(*told: Any) -> Any:
        depths.append(len(connection.savepoint_ids))
        return as_it_is(*told)

    monkeypatch.setattr(Compared, "compare", compare)
    game.decide(game.item(), Decision.THEIRS)
    outside = len(connection.savepoint_ids)
    assert game.apply() == actions.Applied(1, 0)
    assert depths == [outside]


def test_one_decision_for_all_of_a_kind(cast: Cast, register: Register) -> None:
    ids = stock_producers(cast.officer, 30)
    layout = example(cast.officer, Sheet.PRODUCERS)
    table = sheet_of(cast.officer, layout)
    place = table[0].index("ผู้ติดต่อ")
    for row in table[1:]:
        row[place] = f"{row[place] or 'ใคร'} ใหม่"
    run = compared(cast.officer, layout, table, whole_area=True)
    first = run.items.filter(subject_id__in=ids).first()
    assert first
    told: dict[str, Any] = {"actor": cast.officer.account, "scope": cast.officer.scope, "run": run}
    actions.decide(**told, item=first, decision=Decision.OURS)
    kind: dict[str, Any] = {"part": Part.DIFFERS, "field": "contact", "nature": Nature.OTHER}
    done = actions.decide_every(**told, **kind, decision=Decision.THEIRS)
    assert done == run.items.filter(decision=Decision.THEIRS).count() == run.items.count() - 1
    assert actions.apply(**told).stored == done
    assert Producer.objects.filter(pk__in=ids, contact__endswith=" ใหม่").count() == len(ids) - 1


def test_a_decision_reaches_nobody_elses_area(game: Game, cast: Cast) -> None:
    item = game.item()
    for scope in (cast.stranger.scope, GUEST):
        with pytest.raises(Problem):
            actions.decide(actor=cast.stranger.account, scope=scope, run=game.run, item=item, decision=Decision.OURS)
        assert list(queries.items_of(game.run, scope)) == []
    game.decide(item, Decision.THEIRS)
    with pytest.raises(Problem):
        actions.apply(actor=cast.stranger.account, scope=cast.stranger.scope, run=game.run)
    game.ours.refresh_from_db()
    assert game.ours.contact == mark("here", "contact")


def test_the_department_is_told_what_to_correct(game: Game) -> None:
    for item in game.run.items.all():
        game.decide(item, Decision.OURS)
    headings, rows = queries.corrections(game.run, game.person.scope, personal=True)
    assert headings[:-1] == [column.heading for column in COLUMNS]
    told = {row[1]: row for row in rows}
    assert told[game.ours.name_th][3] == mark("here", "contact")
    assert "คนใหม่" in told[game.ours.name_th][-1]
    assert told["กลุ่มมาใหม่"][0] == "0555"
    assert told["กลุ่มมาใหม่"][2] == "G"


def test_personal_facts_are_left_out_where_they_are_not_meant(game: Game) -> None:
    for item in game.run.items.all():
        game.decide(item, Decision.OURS)
    _headings, rows = queries.corrections(game.run, game.person.scope, personal=False)
    told = " ".join(str(cell) for row in rows for cell in row)
    assert "คนใหม่" not in told
    assert mark("here", "contact") not in told
    assert game.ours.name_th in told


def test_their_persons_name_in_a_product_is_listed_to_check(cast: Cast, register: Register) -> None:
    pk = stock_products(cast.officer, 2)[1]
    layout = example(cast.officer, Sheet.PRODUCTS)
    table = sheet_of(cast.officer, layout)
    row = next(row for row in table if row[0] == Product.objects.get(pk=pk).official_number)
    row[table[0].index("ชื่อผลิตภัณฑ์")] = "ผ้าทอมือ นายสมชาย"
    row[table[0].index("ราคา (บาท)")] = "1,999.50"
    run = compared(cast.officer, layout, table)
    told: dict[str, Any] = {"actor": cast.officer.account, "scope": cast.officer.scope, "run": run}
    for item in run.items.all():
        actions.decide(**told, item=item, decision=Decision.THEIRS)
    assert actions.apply(**told) == actions.Applied(2, 0)
    product = Product.objects.get(pk=pk)
    assert (product.name_th, product.price_from) == ("ผ้าทอมือ นายสมชาย", 199_950)
    assert CheckItem.objects.filter(subject_id=pk, rule="import.person", blocks=True).exists()


def test_a_file_is_imported_with_a_layout(cast: Cast, register: Register) -> None:
    game = Game(cast)
    upload = kept(cast.officer, file_with(game.layout, game.table()))
    told: dict[str, Any] = {"actor": cast.officer.account, "scope": cast.officer.scope, "layout": game.layout}
    run = actions.import_with(**told, upload=upload)
    assert isinstance(run, ImportRun)
    assert run.counts["acts"] == {"same": 2, "changed": 1, "new": 1}
    imports.commit(actor=cast.officer.account, scope=cast.officer.scope, run=run)
    assert Producer.objects.get(name_th="กลุ่มมาใหม่").kind == "group"


def test_an_import_finds_a_row_by_its_official_number_first(cast: Cast, register: Register) -> None:
    game = Game(cast)
    Producer.objects.filter(pk=game.ours.pk).update(official_number="0012")
    table = [[c.heading for c in COLUMNS], ["0012", "ชื่อที่เปลี่ยนไป", "G", "", "", *IN_HERE]]
    told: dict[str, Any] = {"actor": cast.officer.account, "scope": cast.officer.scope}
    run = actions.import_with(**told, layout=game.layout, upload=kept(cast.officer, file_with(game.layout, table)))
    assert run.counts["acts"] == {"changed": 1}
    imports.commit(**told, run=run)
    game.ours.refresh_from_db()
    assert (game.ours.name_th, game.ours.official_number) == ("ชื่อที่เปลี่ยนไป", "0012")
    again = actions.import_with(**told, layout=game.layout, upload=kept(cast.officer, file_with(game.layout, table)))
    assert again.counts["acts"] == {"same": 1}


def file_with(layout: ExchangeLayout, table: list[list[Any]]) -> SimpleUploadedFile:
    out = BytesIO()
    sheets.write_xlsx(out, table[0], table[1:], sheet=layout.sheet_name)
    return SimpleUploadedFile("กรม.xlsx", out.getvalue())


def test_throwing_it_away_leaves_the_memory(game: Game) -> None:
    game.decide(game.item(), Decision.OURS)
    upload, pk = game.run.upload, game.run.pk
    actions.discard(run=game.run)
    assert not Upload.objects.filter(pk=upload.pk).exists()
    assert not ExchangeItem.objects.filter(run_id=pk).exists()
    assert game.item(run=game.again()).is_quiet
