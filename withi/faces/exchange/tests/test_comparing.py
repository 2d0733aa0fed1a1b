"""A sheet of the other system against the register: nothing is found where nothing differs, and all of it elsewhere."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.places import mark
from tests.register import Register
from withi.faces.exchange import queries
from withi.faces.exchange.models import ExchangeItem
from withi.faces.exchange.rules import How, LayoutColumn, Nature, Part
from withi.faces.exchange.tests.factory import (
    BESIDE,
    FAR,
    HERE,
    Mutated,
    compared,
    example,
    file_of,
    found,
    of_columns,
    sheet_of,
    stock_producers,
    stock_products,
    texts,
)
from withi.faces.imports.rules import Sheet
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product

pytestmark = pytest.mark.django_db
NAME = LayoutColumn("ชื่อ", "name_th")
PLACE = (LayoutColumn("ตำบล", "tambon"), LayoutColumn("อำเภอ", "district"), LayoutColumn("จังหวัด", "province"))
IN_HERE = ("ดงเค็ง", "หนองสองห้อง", "ขอนแก่น")


@pytest.mark.parametrize("kind", [Sheet.PRODUCERS, Sheet.PRODUCTS])
@pytest.mark.parametrize(("numbers", "dates"), [("plain", "be"), ("grouped", "ce"), ("thai", "be")])
def test_what_was_written_in_a_layout_differs_in_nothing(
    cast: Cast, register: Register, kind: Sheet, numbers: str, dates: str
) -> None:
    (stock_producers if kind is Sheet.PRODUCERS else stock_products)(cast.officer, 40)
    layout = example(cast.officer, kind, number_form=numbers, date_form=dates)
    table = sheet_of(cast.officer, layout)
    run = compared(cast.officer, layout, table, whole_area=True)
    assert run.counts["rows"] == len(table) - 1 >= 40
    assert [(item.part, item.field, item.ours, item.theirs) for item in run.items.all()] == []
    assert run.counts["same"] == run.counts["matched"] == run.counts["rows"]


def test_a_list_of_communities_comes_back_as_it_was_written(cast: Cast, register: Register) -> None:
    register.here.community.categories.create(name="เสน่ห์ชุมชน")
    columns = (NAME, LayoutColumn("กลุ่ม", "category"), LayoutColumn("หมู่", "moo"), *PLACE)
    layout = of_columns(cast.officer, Sheet.COMMUNITIES, columns)
    run = compared(cast.officer, layout, sheet_of(cast.officer, layout), whole_area=True)
    assert run.counts["same"] == run.counts["rows"] == 3
    assert run.items.count() == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_mutated_copy_is_found_out_exactly(cast: Cast, register: Register, seed: int) -> None:
    stock_producers(cast.officer, 60)
    layout = example(cast.officer, Sheet.PRODUCERS)
    copy = Mutated(sheet_of(cast.officer, layout), seed, (9, 7, 5))
    run = compared(cast.officer, layout, copy.table, whole_area=True)
    assert texts(run.items.filter(part=Part.DIFFERS)) == set(copy.changed.items())
    assert sorted(found(run, Part.HERE)) == sorted(copy.removed)
    assert sorted(found(run, Part.THERE)) == sorted(copy.added)


def one_producer(**facts: Any) -> Producer:
    row = Producer.objects.get(name_th__contains=mark("here", "producer", "published"))
    Producer.objects.filter(pk=row.pk).update(**facts)
    row.refresh_from_db()
    return row


NUMBERED = (LayoutColumn("เลขทะเบียน", "official_number"), LayoutColumn("เลขวิถี", "own_number"), NAME, *PLACE)


@pytest.mark.parametrize(
    ("row", "how"),
    [
        (("007", "", "ชื่ออื่น", *IN_HERE), How.OFFICIAL),
        (("", "own", "ชื่ออื่น", *IN_HERE), How.OWN),
        (("008", "", "name", *IN_HERE), How.TAMBON),
    ],
)
def test_a_row_is_recognised_by_number_then_own_number_then_name(
    cast: Cast, register: Register, row: tuple[str, ...], how: How
) -> None:
    ours = one_producer(official_number="007")
    words = {"own": ours.number, "name": ours.name_th}
    layout = of_columns(cast.officer, Sheet.PRODUCERS, NUMBERED)
    run = compared(cast.officer, layout, [[c.heading for c in NUMBERED], [words.get(text, text) for text in row]])
    assert set(run.items.filter(subject_id=ours.pk).values_list("how", flat=True)) == {how}
    assert found(run, Part.THERE) == []


def test_a_number_that_two_bear_tells_nothing_and_is_said(cast: Cast, register: Register) -> None:
    stock_producers(cast.officer, 6)
    Producer.objects.filter(name_th__endswith=("0001")).update(official_number="0000002")
    layout = of_columns(cast.officer, Sheet.PRODUCERS, NUMBERED)
    run = compared(cast.officer, layout, [[c.heading for c in NUMBERED], ["0000002", "", "ไม่รู้จัก", *IN_HERE]])
    assert run.counts["doubled"]["here"] == ["0000002"]
    assert found(run, Part.THERE) == ["ไม่รู้จัก"]


def test_zeros_in_front_of_a_number_are_kept(cast: Cast, register: Register) -> None:
    one_producer(official_number="0040")
    layout = of_columns(cast.officer, Sheet.PRODUCERS, NUMBERED)
    assert "0040" in {row[0] for row in sheet_of(cast.officer, layout)[1:]}
    run = compared(cast.officer, layout, sheet_of(cast.officer, layout))
    assert run.items.filter(field="official_number").count() == 0


def test_rows_outside_ones_area_are_counted_and_not_kept(cast: Cast, register: Register) -> None:
    layout = of_columns(cast.department, Sheet.PRODUCERS, NUMBERED)
    table = sheet_of(cast.department, layout)
    run = compared(cast.worker, layout, table, whole_area=True)
    assert run.counts["outside"] == 2
    assert run.counts["rows"] == 4
    assert {item.area_code[:4] for item in run.items.all()} <= {"4015"}
    empty = [table[0], ["", "", "ของจังหวัดอื่น", "โนนหมากเค็ง", "วัฒนานคร", "สระแก้ว"]]
    run = compared(cast.worker, layout, empty, whole_area=True)
    here = set(ExchangeItem.objects.filter(run=run).values_list("area_code", flat=True))
    assert here == {HERE, BESIDE}
    assert FAR not in here


def test_only_districts_that_the_file_names_can_lack_a_row(cast: Cast, register: Register) -> None:
    layout = of_columns(cast.officer, Sheet.PRODUCERS, NUMBERED)
    table = [[c.heading for c in NUMBERED], ["", "", "รายใหม่", *IN_HERE]]
    assert len(found(compared(cast.officer, layout, table), Part.HERE)) == 2
    assert len(found(compared(cast.officer, layout, table, whole_area=True), Part.HERE)) == 3


def test_withdrawn_rows_are_on_no_side(cast: Cast, register: Register) -> None:
    layout = of_columns(cast.officer, Sheet.PRODUCTS, (NAME, *PLACE))
    names = [row[0] for row in sheet_of(cast.officer, layout)[1:]]
    assert names
    assert not [name for name in names if "withdrawn" in name]


def test_how_values_differ_is_said(cast: Cast, register: Register) -> None:
    columns = (*NUMBERED, LayoutColumn("ที่อยู่", "address"), LayoutColumn("โทร", "phone"), LayoutColumn("ติดต่อ", "contact"))
    ours = one_producer(official_number="7", address="", contact="นางสาว ใจ", phones="0812345678")
    layout = of_columns(cast.officer, Sheet.PRODUCERS, columns)
    row = ["7", "", f"{ours.name_th[:4]} {ours.name_th[4:]}", *IN_HERE, "12 หมู่ 8", "ไม่ใช่เบอร์", ""]
    run = compared(cast.officer, layout, [[c.heading for c in columns], row])
    natures = dict(run.items.filter(part=Part.DIFFERS).values_list("field", "nature"))
    assert natures["address"] == Nature.EMPTY_HERE
    assert natures["contact"] == Nature.EMPTY_THERE
    assert natures["phones"] == Nature.UNREADABLE
    takes = dict(run.items.filter(part=Part.DIFFERS).values_list("field", "can_take"))
    assert (takes["address"], takes["contact"], takes["phones"]) == (True, False, False)


def test_their_words_are_read_and_written(cast: Cast, register: Register) -> None:
    columns = (NAME, LayoutColumn("แบบ", "kind", words=(("G1", "group"), ("G2", "owner"))), *PLACE)
    layout = of_columns(cast.officer, Sheet.PRODUCERS, columns)
    table = sheet_of(cast.officer, layout)
    assert {row[1] for row in table[1:]} == {"G1"}
    table[1][1] = "G2"
    run = compared(cast.officer, layout, table)
    assert [(i.field, i.ours, i.theirs) for i in run.items.all()] == [("kind", "group", "owner")]


def test_a_file_of_another_layout_is_refused(cast: Cast, register: Register) -> None:
    layout = of_columns(cast.officer, Sheet.PRODUCERS, NUMBERED)
    with pytest.raises(Problem) as refused:
        compared(cast.officer, layout, [["ชื่อ", "ตำบล"], ["ก", "ดงเค็ง"]])
    assert refused.value.code == "exchange.headings"
    assert "เลขทะเบียน" in refused.value.message("th")


def test_the_sheet_of_another_name_is_read_all_the_same(cast: Cast, register: Register) -> None:
    layout = of_columns(cast.officer, Sheet.PRODUCERS, NUMBERED, sheet_name="ชื่อเดิม")
    sent = sheet_of(cast.officer, layout)
    layout.sheet_name = "ชื่อใหม่"
    assert compared(cast.officer, layout, sent).counts["same"] == 3
    assert file_of(sent, layout).size


def test_formulas_in_a_sheet_stay_texts(cast: Cast, register: Register) -> None:
    ours = one_producer(contact="=1+1", official_number="+66")
    columns = (*NUMBERED, LayoutColumn("ติดต่อ", "contact"))
    layout = of_columns(cast.officer, Sheet.PRODUCERS, columns)
    run = compared(cast.officer, layout, sheet_of(cast.officer, layout))
    assert run.items.filter(subject_id=ours.pk).count() == 0


def test_comparing_costs_the_same_queries_for_many_rows(
    cast: Cast, register: Register, django_assert_max_num_queries: Any
) -> None:
    stock_products(cast.officer, 200)
    layout = example(cast.officer, Sheet.PRODUCTS)
    table = sheet_of(cast.officer, layout)
    materials = table[0].index("วัตถุดิบ")
    for row in table[1:]:
        row[materials] = "อื่น ๆ"
    with django_assert_max_num_queries(40):
        compared(cast.officer, layout, table)


def test_a_product_has_the_departments_number_too(cast: Cast, register: Register) -> None:
    (pk, *_more) = stock_products(cast.officer, 2)
    Product.objects.filter(pk=pk).update(official_number="0099")
    layout = example(cast.officer, Sheet.PRODUCTS)
    table = sheet_of(cast.officer, layout)
    row = next(row for row in table if row[0] == "0099")
    row[1] = "ชื่อที่กรมฯ เรียก"
    run = compared(cast.officer, layout, table)
    assert list(run.items.values_list("subject_id", "field", "how")) == [(pk, "name_th", How.OFFICIAL)]
    assert queries.groups(run, cast.officer.scope)[0].count == 1
