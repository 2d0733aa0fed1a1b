"""Figures on paper: a statement that says what is missing, a report that hides what its page hides."""

import io
from datetime import date
from typing import Any

import docx
import pytest
from django.utils import timezone

from tests.cast import Cast, Person
from tests.register import MISSING
from withi.faces.figures import papers, rules
from withi.faces.figures.reading import Asked, read
from withi.faces.figures.tests.factory import fill, make_report
from withi.ground.places.models import Area
from withi.kit import era
from withi.kit.paper.letters import Letter, Shape
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer

pytestmark = pytest.mark.django_db
MONTH = rules.last_month(date.today())  # noqa: DTZ011 - the page asks for today too
HERE, NEAR = "40150808", "40110101"


@pytest.fixture
def seller(cast: Cast) -> Producer:
    return make_producer(area_code=HERE, name_th="กลุ่มทอผ้าตัวอย่าง")


def text_of(letter: Letter) -> str:
    return "\n".join(" ".join([*part.texts, *(cell for row in part.rows for cell in row)]) for part in letter.parts)


def report_of(code: str, person: Person) -> Letter:
    today = timezone.localdate()
    period = rules.period_of(rules.fiscal_year_of(MONTH), "", rules.last_month(today))
    return papers.report(read(Asked(Area.objects.get(pk=code), person.scope, period, today)))


def statement_of(seller: Producer, year: int) -> Letter:
    today = timezone.localdate()
    return papers.statement(seller, rules.period_of(year, "", rules.last_month(today)), today)


def test_a_statement_names_every_missing_month_and_how_the_rest_is_known(seller: Producer) -> None:
    year = rules.fiscal_year_of(MONTH) - 1
    first, second, *others = era.fiscal_months(year)
    make_report(seller, first, in_village=300_00, outside=700_00)
    make_report(seller, second, state="estimated", in_village=1_000_00)
    letter = statement_of(seller, year)
    text = text_of(letter)
    assert "2 จาก 12" in text
    assert "รายงานเอง 50 %" in text.replace("\u00a0", " ")
    (gap,) = [part.texts[0] for part in letter.parts if part.texts and "ยังไม่รายงาน และ" in part.texts[0]]
    assert [era.month_label(month, "th", "long") in gap for month in (first, second)] == [False, False]
    assert all(era.month_label(month, "th", "long") in gap for month in others)
    _channels, months = [part.rows for part in letter.parts if part.shape == Shape.TABLE]
    assert months[1] == (era.month_label(first, "th", "long"), "1,000", "300", "รายงานแล้ว")
    assert len(months) == 13


def test_a_statement_is_for_the_producer_and_the_officers_in_charge(cast: Cast, seller: Producer) -> None:
    path = f"/desk/figures/producers/{seller.pk}/statement.docx"
    people = (cast.worker, cast.colleague, cast.stranger, cast.local_authority)
    assert [person.client.get(path).status_code for person in people] == [200, 404, 404, 403]
    worker = cast.worker.client
    assert worker.get(path.replace(str(seller.pk), str(MISSING))).status_code == 404
    assert worker.post(path).status_code == 405
    assert worker.get(path.replace("docx", "exe")).status_code == 404
    document = docx.Document(io.BytesIO(worker.get(path).content))
    assert "กลุ่มทอผ้าตัวอย่าง" in [line.text for line in document.paragraphs]


def test_a_report_bears_its_chart_for_who_is_in_charge_and_hides_small_areas_from_others(cast: Cast) -> None:
    fill(HERE, [100_00] * 6, MONTH)
    fill(NEAR, [200_00] * 6, MONTH)
    fill("40150205", [777_700], MONTH)
    own, foreign = report_of("4015", cast.officer), report_of("4015", cast.stranger)
    shapes = [part.shape for part in own.parts]
    assert Shape.DRAWING in shapes
    assert "7,777" in text_of(own)
    assert Shape.DRAWING not in [part.shape for part in foreign.parts]
    assert "7,777" not in text_of(foreign)
    assert "จึงไม่แสดง" in text_of(foreign)


def test_a_report_as_files(cast: Cast) -> None:
    fill(HERE, [100_00] * 6, MONTH)
    path = "/desk/figures/4015/report."
    made: Any = cast.officer.client.get(f"{path}docx")
    document = docx.Document(io.BytesIO(made.content))
    (chart,) = document.inline_shapes
    assert round(chart.width.mm) == 160
    assert "ยอดจำหน่ายรายเดือน" in chart._inline.docPr.get("descr")
    assert cast.officer.client.get(f"{path}pdf").content.startswith(b"%PDF")
    assert cast.officer.client.post(f"{path}pdf").status_code == 405
    assert cast.officer.client.get(f"{path}png").status_code == 404
    assert cast.officer.client.get("/desk/figures/4016/report.pdf").status_code == 404


def test_a_district_of_few_has_no_report_for_others(cast: Cast) -> None:
    fill(HERE, [100_00] * 2, MONTH)
    assert cast.stranger.client.get("/desk/figures/4015/report.docx").status_code == 404
