"""Growth targets, and what stands beside sales: frozen bases, support without a claim, tourism income counted once."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, Person
from tests.register import Register
from withi.faces.figures import rules
from withi.faces.figures.tests.factory import make_report
from withi.faces.figures.tests.test_pages import HERE, MONTH, YEAR, page, read
from withi.ground.trail.models import TrailEntry
from withi.kit import era
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.villages.tests.factory import community
from withi.work.income.models import IncomeTarget, IncomeTourism
from withi.work.rounds.models import Round, RoundApplication
from withi.work.support.models import SupportEntry

pytestmark = pytest.mark.django_db
TARGET = "/desk/figures/40/target/"
MAY = date(2026, 5, 1)
OLD = era.fiscal_months(YEAR - 1)[3]


def a_round(*producers: Producer, state: str = "approved") -> Round:
    row = Round.objects.create(
        name_th="ลงทะเบียน 2565", year_from=2565, year_to=2565, kinds="group", turns="new", last_day=date(2022, 9, 30)
    )
    for producer in producers:
        RoundApplication.objects.create(
            round=row, producer=producer, area_code=producer.area_code, state=state, moved_on=row.last_day,
            due_on=row.last_day,
        )  # fmt: skip
    return row


def aim(found: Round, **more: str) -> dict[str, str]:
    years = {"fiscal_year": str(YEAR), "first_base_year": str(YEAR - 1), "last_base_year": str(YEAR - 1)}
    return {**years, "rate": "5.5", "round": str(found.pk), "source": "ว 1/2569", **more}


def approve(person: Person, year: int = YEAR) -> Any:
    return person.client.post(f"{TARGET}approve/", {"year": str(year)})


def test_a_target_is_measured_on_the_producers_of_its_round_frozen_at_approval(cast: Cast) -> None:
    inside, late = make_producer(area_code=HERE), make_producer(area_code=HERE)
    for producer in (inside, late):
        make_report(producer, OLD, in_village=300_000)
        make_report(producer, MONTH, in_village=52_750)
    found = a_round(inside)
    assert cast.officer.client.post(TARGET, aim(found)).status_code == 302
    assert "ยังไม่อนุมัติ" in read(cast.officer, TARGET)
    assert approve(cast.department).status_code == 302
    row = IncomeTarget.objects.get(area_code="40", fiscal_year=YEAR)
    assert (row.rate, row.base_total, row.base_producers, row.base_reports) == (550, 300_000, 1, 1)
    RoundApplication.objects.create(
        round=found, producer=late, area_code=late.area_code, state="approved", moved_on=MAY, due_on=MAY
    )
    text = read(cast.officer, TARGET)
    assert "16.7 % ของเป้าหมาย" in text.replace("\u00a0", " ")
    assert "3,165 บาท" in text.replace("\u00a0", " ")
    assert "1 จาก 12" in text
    assert "ฐานจึงต่ำเกินจริง" in text
    verbs = set(TrailEntry.objects.filter(subject="income_target").values_list("verb", flat=True))
    assert verbs == {"income.set_target", "income.approve_target"}


def test_whoever_set_a_target_does_not_approve_it_and_an_approved_one_stays(cast: Cast) -> None:
    producer = make_producer(area_code=HERE)
    make_report(producer, OLD, in_village=300_000)
    found = a_round(producer)
    cast.officer.client.post(TARGET, aim(found))
    assert approve(cast.officer).status_code == 403
    assert approve(cast.department).status_code == 302
    assert approve(cast.department).status_code == 409
    assert cast.officer.client.post(TARGET, aim(found, rate="9")).status_code == 409
    assert IncomeTarget.objects.get(area_code="40").rate == 550


def test_a_base_without_sales_is_not_frozen(cast: Cast) -> None:
    cast.officer.client.post(TARGET, aim(a_round(make_producer(area_code=HERE))))
    answer = approve(cast.department)
    assert answer.status_code == 409
    assert f"ปีงบประมาณ {YEAR - 1}" in answer.content.decode()
    assert IncomeTarget.objects.get(area_code="40").approved_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("rate", "x"), ("rate", "-100"), ("first_base_year", "2571"), ("last_base_year", str(YEAR)), ("source", "")],
)
def test_a_target_that_cannot_be_meant_is_told(cast: Cast, field: str, value: str) -> None:
    assert cast.officer.client.post(TARGET, aim(a_round(), **{field: value})).status_code == 422
    assert not IncomeTarget.objects.filter(area_code="40").exists()


def test_the_target_page_is_for_the_officers_of_the_area(cast: Cast) -> None:
    asked = [person.client.get(TARGET).status_code for person in (cast.officer, cast.department, cast.auditor)]
    assert asked == [200, 200, 200]
    assert cast.worker.client.get(TARGET).status_code == 404
    assert cast.stranger.client.get(TARGET).status_code == 404
    assert cast.executive.client.get(TARGET).status_code == 403
    assert cast.worker.client.post("/desk/figures/401508/target/", aim(a_round())).status_code == 403
    assert cast.officer.client.get("/desk/figures/4099/target/").status_code == 404
    assert cast.officer.client.put(TARGET).status_code == 405
    assert approve(cast.officer, 2999).status_code == 404


# --- support beside sales --------------------------------------------------------------------------


def give(producer: Producer, times: int = 1) -> None:
    for at in range(times):
        SupportEntry.objects.create(
            kind="training", subject="producer", subject_id=producer.pk, area_code=producer.area_code,
            given_on=date(2025, 1, 15), source_kind="test", source_id=producer.pk * 100 + at, title_th="อบรมย้อมสี",
            recorded_at=timezone.now(),
        )  # fmt: skip


def one(pk: int, times: int, *, come: int = 12) -> rules.Supported:
    return rules.Supported(pk, str(pk), times, 120, 100, come, come)


def test_producers_are_parted_by_how_often_they_were_supported() -> None:
    found = rules.groups([*(one(pk, 0) for pk in range(10)), *(one(pk, 1) for pk in range(9)), one(99, 21)])
    assert found is not None
    assert [(part.producers, part.times) for part in (found.least, found.middle, found.most)] == [
        (10, 0), (9, 9), (1, 21),
    ]  # fmt: skip
    assert found.times == 30
    assert (found.least.change, found.most.change) == (20, None)


def test_below_twelve_months_nothing_is_compared() -> None:
    found = rules.groups([one(pk, pk, come=11) for pk in range(20)])
    assert found is not None
    assert [part.change for part in (found.least, found.middle, found.most)] == [None, None, None]


def test_too_few_producers_are_not_parted() -> None:
    assert rules.groups([one(pk, 1) for pk in range(19)]) is None
    assert rules.groups([one(pk, 0) for pk in range(20)]) is None


def test_the_officer_sees_the_unsupported_and_the_most_supported(cast: Cast) -> None:
    made = [make_producer(area_code=HERE, name_th=f"กลุ่มทอ {at}") for at in range(22)]
    give(made[0], 3)
    text = read(cast.officer, "/desk/figures/40/support/")
    assert "กลุ่มทอ 0" in text
    assert "ไม่ถึงห้าราย" in text
    assert "ขาย 12 เดือน" not in text
    assert read(cast.worker, "/desk/figures/4015/support/")


def test_the_support_page_is_for_the_officers_of_the_area(cast: Cast) -> None:
    url = "/desk/figures/40/support/"
    asked = [person.client.get(url).status_code for person in (cast.officer, cast.auditor, cast.worker)]
    assert asked == [200, 200, 404]
    assert cast.executive.client.get(url).status_code == 403
    assert cast.officer.client.get("/desk/figures/4099/support/").status_code == 404
    assert cast.officer.client.post(url).status_code == 405


def test_support_stands_under_a_producers_and_a_villages_curve(cast: Cast) -> None:
    producer = make_producer(area_code=HERE)
    make_report(producer, MONTH, in_village=100_00)
    give(producer)
    for address in (f"/desk/figures/producers/{producer.pk}/", f"/desk/figures/{HERE}/"):
        text = read(cast.worker, address)
        assert "อบรมย้อมสี" in text
        assert "ไม่ได้หมายความว่า" in text


# --- sales and tourism income ------------------------------------------------------------------------


def test_what_producers_report_too_is_taken_out_of_the_common_sum(cast: Cast, register: Register) -> None:
    make_report(make_producer(area_code=HERE), MONTH, in_village=1_000_00)
    said = {"month": MONTH, "state": "reported", "since": timezone.now(), "area_code": HERE}
    IncomeTourism.objects.create(
        community=community("บ้านหนึ่ง"), food=600_00, goods=200_00, shared=150_00, total=800_00,
        households=4, paid=600_00,
        **said,
    )  # fmt: skip
    text = page(cast.officer, "4015", part=MONTH, year=YEAR).replace("\u00a0", " ")
    assert "1,650 บาท" in text
    assert "รวม 4 ครัวเรือน-เดือน เฉลี่ยครัวเรือนละ 150 บาท" in text
    assert "นับซ้ำได้" not in text
    IncomeTourism.objects.create(community=community("บ้านสอง"), food=40_00, guide=9_00, total=49_00, **said)
    text = page(cast.officer, "4015", part=MONTH, year=YEAR).replace("\u00a0", " ")
    assert "1,699 บาท" in text
    assert "นับซ้ำได้ไม่เกิน 40 บาท" in text
    assert "1,699" not in page(cast.executive, "40", year=YEAR)


def test_what_reaches_households_is_told_by_community(cast: Cast, register: Register) -> None:
    """Ten household-months of 100 baht in one community and five of 400 in another; Gini 0.33 over all fifteen."""
    said = {"month": MONTH, "state": "reported", "since": timezone.now(), "area_code": HERE}
    IncomeTourism.objects.create(
        community=community("บ้านน้อย"), food=1_000_00, total=1_000_00, paid=1_000_00, households=10, **said
    )
    assert "ครัวเรือน-เดือนที่ได้รับ" not in page(cast.officer, "4015", year=YEAR)
    IncomeTourism.objects.create(
        community=community("บ้านมาก"), food=2_000_00, total=2_000_00, paid=2_000_00, households=5, **said
    )
    IncomeTourism.objects.create(community=community("บ้านเงียบ"), food=5_00, total=5_00, **said)
    text = page(cast.officer, "4015", year=YEAR).replace("\u00a0", " ")
    assert "ได้เฉลี่ยเดือนละ 400 บาท ในบ้านมาก และเดือนละ 100 บาท ในบ้านน้อย" in text
    assert "จีนี 0.33 จาก 15 ครัวเรือน-เดือน ใน 2 ชุมชน" in text
    assert "บ้านเงียบ" not in text
    assert "ครัวเรือน-เดือนที่ได้รับ" not in page(cast.executive, "4015", year=YEAR)
