"""Monthly sheets through the import: whose a row is, what is asked, what is stored, and nothing the second time."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from withi.faces.imports import actions, months
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import COLUMNS, Sheet
from withi.faces.imports.tests.factory import points, sent_in, stored
from withi.ground.trail.models import TrailEntry
from withi.kit import columns, problem
from withi.kit.intake import Line
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Cast, make_cast
from withi.work.figures.models import FigureMonth
from withi.work.income.models import IncomeClose, IncomeMonth, IncomeRevision
from withi.work.income.rules import Close, Why

HEAD = "เลขที่ผู้ผลิต,ชื่อผู้ผลิต,เดือน,ในชุมชน,นอกชุมชน,ออนไลน์,งานแสดงสินค้า,รวม,สถานะ,ประมาณจาก,เหตุผล,หมายเหตุ"


def read(**cells: str) -> Line:
    line = Line(2, {"number": "9999-0001", "month": "มิ.ย. 2561", **cells}, date(2018, 7, 10))
    months.read_month(line, None)
    return line


def found(line: Line) -> set[tuple[str, str, str]]:
    return {(point.severity.value, point.column, point.rule) for point in line.findings}


# --- cells, without a database ---------------------------------------------------------------------


@pytest.mark.parametrize("headings", [HEAD.split(","), [column.en for column in COLUMNS[Sheet.INCOME]]])
def test_thai_and_english_headings_are_known(headings: list[str]) -> None:
    guessed = columns.guess(headings, COLUMNS[Sheet.INCOME])
    assert {"number", "name_th", "month", "in_village", "outside", "online", "fair", "total", "why"} <= guessed.keys()
    assert len(guessed) == len(headings)


def test_a_row_says_what_was_sold_where_and_keeps_what_it_does_not_say() -> None:
    line = read(in_village="๑,๒๐๐", outside="-", online="", fair="50.25", total="1,250.25", month="06/2561")
    assert [line.values[name] for name in ("month", "in_village", "outside", "online", "fair")] == [
        201806, 120_000, 0, None, 5_025,
    ]  # fmt: skip
    assert found(line) == {("repair", "in_village", "cell.digits")}


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"number": "", "name_th": ""}, "name_th", "import.month_nobody"),
        ({"month": "มิถุนายน"}, "month", "import.month_date"),
        ({"month": "ก.ค. 2562"}, "month", "income.future"),
        ({"in_village": "-5"}, "in_village", "money.negative"),
        ({"in_village": "12.3.4"}, "in_village", "money.unreadable"),
        ({"in_village": "10,000,000,000,000,000"}, "in_village", "money.too_large"),
        ({"total": "900"}, "total", "import.month_channel"),
        ({"in_village": "100", "total": "900"}, "total", "import.month_total"),
        ({"in_village": "100", "state": "ไม่มีขาย"}, "state", "import.month_contrary"),
        ({"in_village": "0", "state": "ไม่รายงาน"}, "state", "import.month_contrary"),
        ({"in_village": "100", "state": "พอใช้"}, "state", "import.month_state"),
        ({"in_village": "100", "why": "อื่น ๆ"}, "note", "income.why_note"),
    ],
)
def test_a_cell_that_cannot_be_stored_says_why(cells: dict[str, str], column: str, rule: str) -> None:
    line = read(**cells)
    assert ("error", column, rule) in found(line)
    assert all(point.message(lang) for point in line.findings for lang in ("th", "en"))


def test_every_reason_of_the_forms_can_be_read() -> None:
    assert set(months.REASONS) == set(Why)
    for why, words in months.REASONS.items():
        assert {read(in_village="1", why=word, note="x").values["why"] for word in words} == {why}


def test_what_looks_like_a_slip_is_proposed_as_it_may_have_been_meant() -> None:
    assert [months.scaled(code, 120_000) for code in months.SCALES] == ["120", "12", "12,000", "120,000"]
    assert all(code in problem.RULES for code in months.SCALES)


# --- with producers ----------------------------------------------------------------------------------


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def row(number: str = "", name: str = "", month: str = "พ.ค. 2568", amounts: str = "", rest: str = "") -> str:
    return f"{number},{name},{month},{amounts or ',,,'},,{rest or ',,,'}"


def checked(person: Any, *rows: str, head: str = HEAD) -> ImportRun:
    return sent_in(person, Sheet.INCOME, head, *rows)


def amounts(producer: Producer, month: int = 202505) -> tuple[Any, ...] | None:
    of = IncomeMonth.objects.filter(producer=producer, month=month)
    return of.values_list("in_village", "outside", "online", "fair", "state").first()


@pytest.mark.django_db
def test_a_sheet_becomes_months_once_and_the_same_again_nothing(cast: Cast) -> None:
    first, second = make_producer(number="4015-9001"), make_producer(name_th="กลุ่มจักสานเฉพาะ", area_code="401502")
    third = make_producer(official_number="400012345", kind="owner")
    rows = (
        row("4015-9001", amounts="1200,0,,50"),
        row(name="กลุ่มจักสานเฉพาะ", rest="ไม่มีขาย,,,"),
        row("400012345", amounts=",,900,", rest="ประมาณการ,โทรถาม,,"),
        row("4015-9001", month="2025-04-30", amounts="1100,,,"),
    )
    assert stored(cast.worker, checked(cast.worker, *rows)) == (4, 0, 0, 0)
    assert amounts(first) == (120_000, 0, None, 5_000, "reported")
    assert amounts(first, 202504) == (110_000, None, None, None, "reported")
    assert amounts(second) == (0, 0, 0, 0, "zero")
    assert amounts(third) == (None, None, 90_000, None, "estimated")
    tambon = FigureMonth.objects.filter(level=6, month=202505, area_code="401508")
    assert sorted(tambon.values_list("kind", "reported", "estimated")) == [("group", 125_000, 0), ("owner", 0, 90_000)]
    assert TrailEntry.objects.filter(subject="income_month").count() == 2
    before = TrailEntry.objects.count()
    assert stored(cast.worker, checked(cast.worker, *rows)) == (0, 0, 4, 0)
    assert (TrailEntry.objects.count(), IncomeRevision.objects.count()) == (before, 0)


@pytest.mark.django_db
def test_an_empty_cell_never_empties_a_figure_and_a_correction_keeps_the_old_one(cast: Cast) -> None:
    producer = make_producer(number="4015-9001")
    stored(cast.worker, checked(cast.worker, row("4015-9001", amounts="1200,300,,")))
    assert stored(cast.worker, checked(cast.worker, row("4015-9001", amounts="1500,,,"))) == (0, 1, 0, 0)
    assert amounts(producer) == (150_000, 30_000, None, None, "reported")
    assert IncomeRevision.objects.get().total == 150_000
    assert stored(cast.worker, checked(cast.worker, row("4015-9001"))) == (0, 0, 1, 0)


@pytest.mark.django_db
def test_what_cannot_be_stored_is_an_error_on_its_cell(cast: Cast) -> None:
    make_producer(number="4015-9001")
    make_producer(number="3001-9001", area_code="300101")
    IncomeClose.objects.create(month=202505, area_code="401508", state=Close.LOCKED.value)
    run = checked(
        cast.worker,
        row("4015-9001", amounts="1200,,,"),
        row("3001-9001", amounts="1200,,,"),
        row("4015-9001", month="เม.ย. 68", amounts="1200,,,"),
        row("4015-9001", month="เมษายน 2568", amounts="1300,,,"),
        row("4015-9001", month="มี.ค. 68", amounts="1200,,,", rest="ประมาณการ,,,"),
    )
    assert points(run) == [
        (2, "month", "income.closed"),
        (3, "number", "import.month_unknown"),
        (5, "month", "import.month_twice"),
        (6, "basis", "income.basis"),
    ]
    with pytest.raises(Problem, match=r"import\.errors"):
        stored(cast.worker, run)
    assert IncomeMonth.objects.count() == 0
    assert stored(cast.worker, run, good_rows_only=True) == (1, 0, 0, 0)


@pytest.mark.django_db
def test_a_question_that_nobody_answered_keeps_its_row_out(cast: Cast) -> None:
    producer = make_producer(number="4015-9001")
    stored(cast.worker, checked(cast.worker, row("4015-9001", month="4/2568", amounts="1000,500,,")))
    rows = [row("4015-9001", amounts="10000,50000,,"), row("4015-9001", month="มิ.ย. 68")]
    run = checked(cast.worker, *rows)
    assert points(run) == [
        (2, "in_village", "income.tenfold"),
        (2, "outside", "income.hundredfold"),
        (3, "state", "import.month_empty"),
    ]
    assert stored(cast.worker, run) == (0, 0, 0, 2)
    run = checked(cast.worker, *rows)
    actions.decide(run=run, chosen={(2, "in_village"): "1,000", (3, "state"): "zero"}, kept=[(2, "outside")])
    assert stored(cast.worker, run) == (2, 0, 0, 0)
    assert amounts(producer) == (100_000, 5_000_000, None, None, "reported")
    assert amounts(producer, 202506) == (0, 0, 0, 0, "zero")


@pytest.mark.django_db
def test_a_month_far_from_the_year_before_waits_for_its_reason(cast: Cast) -> None:
    producer = make_producer(number="4015-9001")
    earlier = row("4015-9001", month="พ.ค. 67", amounts="1000,,,")
    run = checked(cast.worker, earlier, row("4015-9001", amounts="4000,,,"))
    assert points(run) == [(3, "why", "income.why")]
    actions.decide(run=run, chosen={(3, "why"): "order"}, kept=[])
    assert stored(cast.worker, run) == (2, 0, 0, 0)
    assert IncomeMonth.objects.get(producer=producer, month=202505).why == "order"
    assert points(checked(cast.worker, row("4015-9001", amounts="200,,,", rest=",,น้ำท่วม,"))) == []


@pytest.mark.django_db
def test_namesakes_and_a_number_with_another_name_are_asked(cast: Cast) -> None:
    one, other = (make_producer(name_th="กลุ่มชื่อพ้อง", area_code=code) for code in ("401508", "40150205"))
    run = checked(cast.worker, row(name="กลุ่มชื่อพ้อง", amounts="1000,,,"), row(one.number, "กลุ่มอื่น", amounts="20,,,"))
    assert points(run) == [(2, "match", "import.month_namesakes"), (3, "match", "import.month_name")]
    actions.decide(run=run, chosen={(2, "match"): f"={other.pk}"}, kept=[])
    assert stored(cast.worker, run) == (1, 0, 0, 1)
    assert (amounts(one), amounts(other)) == (None, (100_000, None, None, None, "reported"))
    run = checked(cast.worker, row(name="กลุ่มชื่อพ้อง", month="มิ.ย. 68", amounts="10000,,,"))
    actions.decide(run=run, chosen={(2, "match"): f"={other.pk}"}, kept=[])
    assert stored(cast.worker, run) == (0, 0, 0, 1), "ten times the month before was never asked"
    head = HEAD.replace("เลขที่ผู้ผลิต", "ตำบล")
    assert points(checked(cast.worker, row("ดงเค็ง", "กลุ่มชื่อพ้อง", amounts="10,,,"), head=head)) == []


@pytest.mark.django_db
def test_another_report_meanwhile_is_not_written_over(cast: Cast) -> None:
    producer = make_producer(number="4015-9001")
    run = checked(cast.worker, row("4015-9001", amounts="1200,,,"))
    work = actions.Commit(actor=cast.worker.user, scope=cast.worker.scope, run=run)
    steps = work.steps()
    assert [next(steps)[0], next(steps)[0]] == ["ready", "storing"]
    stored(cast.colleague, checked(cast.colleague, row("4015-9001", amounts="700,,,")))
    with pytest.raises(Problem, match=r"income\.changed"):
        list(steps)
    assert amounts(producer) == (70_000, None, None, None, "reported")


@pytest.mark.django_db
def test_only_who_may_import_does(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"access\.ability"):
        checked(cast.reader, row("4015-9001", amounts="1200,,,"))
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_the_command_stores_what_was_not_asked_and_tells_what_waits(tmp_path: Path) -> None:
    make_cast()
    producer = make_producer(number="3001-9001", area_code="300101")
    sheet = tmp_path / "sales.csv"
    sheet.write_text("\n".join([HEAD, row("3001-9001", amounts="1200,,,"), row("3001-9001", "", "มิ.ย. 68")]), "utf-8")
    out = StringIO()
    call_command("import_file", "income", str(sheet), stdout=out)
    assert "new=1 changed=0 same=0 waiting=1" in out.getvalue()
    assert amounts(producer) == (120_000, None, None, None, "reported")
