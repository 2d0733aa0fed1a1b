"""Pages of figures: what stands on them, for whom, and what outsiders can work out from them."""

import io
import re
from datetime import date, datetime
from itertools import chain, product
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast, Person
from tests.pages import bytes_of, text_of
from tests.register import MISSING, Register
from withi.faces.figures import rules
from withi.faces.figures.access import sees_all
from withi.faces.figures.actions import recount
from withi.faces.figures.queries import active
from withi.faces.figures.tests.factory import fill, make_report
from withi.ground.places import actions as places
from withi.ground.places.rules import Named
from withi.ground.trail.models import TrailEntry
from withi.kit import codes, era
from withi.kit.evenness import gini
from withi.registers.producers.models import Producer, ProducerStatus
from withi.registers.producers.tests.factory import make_producer
from withi.work.figures.queries import by_month
from withi.work.income.models import IncomeRevision

MONTH = rules.last_month(date.today())  # noqa: DTZ011 - the page asks for today too
YEAR = rules.fiscal_year_of(MONTH)
BEFORE = MONTH + rules.YEAR_BACK
FIRST = era.fiscal_months(YEAR)[0]
HERE, NEAR, FAR = "40150808", "40110101", "27010202"


def url(code: str, **asked: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/desk/figures/{code}/" + (f"?{query}" if query else "")


def page(person: Person, code: str, **asked: object) -> str:
    return read(person, url(code, **asked))


def read(person: Person, address: str) -> str:
    response = person.client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", text_of(response, response.content))


def csv(person: Person, code: str, **asked: object) -> list[list[str]]:
    response: Any = person.client.post(url(f"{code}/export/csv", **asked))
    assert response.status_code == 200
    lines = b"".join(response.streaming_content).decode("utf-8-sig").split("\r\n")
    return [line.split(",") for line in lines[1:] if line]


# --- what stands on a page -------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_first_figure_is_sold_inside_against_the_year_before(cast: Cast, register: Register) -> None:
    producer = make_producer(area_code=HERE)
    make_report(producer, MONTH, in_village=30_000, outside=70_000)
    make_report(producer, BEFORE, in_village=25_000, outside=75_000)
    text = page(cast.officer, "40", year=YEAR, part=MONTH)
    assert "30.0" in text
    assert "มากกว่าช่วงเดียวกันปีก่อน (25.0" in text
    assert "1,000" in text


@pytest.mark.django_db
def test_every_total_says_from_whom(cast: Cast) -> None:
    for state in ("reported", "repeated", "estimated"):
        make_report(make_producer(area_code=HERE), MONTH, state=state, in_village=100_00)
    make_report(make_producer(area_code=HERE), MONTH, state="zero")
    closed = make_producer(area_code=HERE, status="closed")
    ProducerStatus.objects.create(producer=closed, status="closed", since=date(2021, 1, 1))
    make_producer(area_code=HERE)
    text = page(cast.worker, "4015", part=MONTH, year=YEAR)
    assert "จาก 4 ของ 7 ราย (57" in text
    assert "รายงานเอง 33" in text
    assert "รายงานว่าไม่ได้ขาย 1 ฉบับ" in text


@pytest.mark.django_db
def test_a_fall_by_missing_reports_is_called_that(cast: Cast) -> None:
    both, gone = make_producer(area_code=HERE), make_producer(area_code=HERE)
    make_report(both, MONTH, in_village=103_00)
    make_report(both, BEFORE, in_village=100_00)
    make_report(gone, BEFORE, in_village=500_00)
    text = page(cast.officer, "40", part=MONTH, year=YEAR)
    assert "ยอดต่ำลงเพราะรายงานยังไม่ครบ ได้มา 20" in text
    assert "รายที่ส่งครบทั้งสองปี ยอดขายเพิ่ม 3 %" in text


@pytest.mark.django_db
def test_a_true_fall_is_not_excused(cast: Cast) -> None:
    producer = make_producer(area_code=HERE)
    make_report(producer, MONTH, in_village=50_00)
    make_report(producer, BEFORE, in_village=100_00)
    text = page(cast.officer, "40", part=MONTH, year=YEAR)
    assert "ยอดต่ำลงเพราะ" not in text
    assert "ลด 50 %" in text


@pytest.mark.django_db
def test_the_spread_is_told_over_those_who_reported_themselves(cast: Cast) -> None:
    sold = [100, 200, 300, 5_000]
    fill(HERE, sold, MONTH)
    make_report(make_producer(area_code=HERE), MONTH, state="estimated", in_village=99_000)
    text = page(cast.officer, "40", part=MONTH, year=YEAR)
    assert f"จีนี {gini(sold):.2f}" in text
    assert "เฉพาะ 4 รายที่รายงานเอง" in text


@pytest.mark.django_db
def test_whose_word_divided_the_groups_is_said(cast: Cast) -> None:
    makers = fill(HERE, [10_000, 20_000, 30_000, 5_000], MONTH)
    Producer.objects.update(people=3)
    assert "ถ้าแบ่งเท่ากันให้สมาชิกทุกคนในกลุ่ม" in page(cast.officer, "40", part=MONTH, year=YEAR)
    Producer.objects.filter(pk=makers[0].pk).update(shares="50 30 20")
    shown = page(cast.officer, "40", part=MONTH, year=YEAR)
    assert "ตามส่วนแบ่งที่กลุ่มแจ้งไว้ 1 กลุ่ม" in shown
    assert "50 30 20" not in shown


@pytest.mark.django_db
def test_areas_are_ranked_and_the_last_line_is_the_whole(cast: Cast) -> None:
    make_report(make_producer(area_code=HERE), MONTH, in_village=60_00, outside=40_00)
    make_report(make_producer(area_code=NEAR), MONTH, in_village=10_00, outside=90_00)
    text = page(cast.officer, "40", part=MONTH, year=YEAR)
    assert text.index("หนองสองห้อง") < text.index("เปือยน้อย")
    assert [row[0] for row in csv(cast.officer, "40")] == ["4015", "4011"]


@pytest.mark.django_db
def test_a_kind_is_filtered_and_completeness_then_left_open(cast: Cast) -> None:
    make_report(make_producer(area_code=HERE, kind="group"), MONTH, in_village=60_00)
    make_report(make_producer(area_code=HERE, kind="sme"), MONTH, in_village=11_00)
    text = page(cast.officer, "40", part=MONTH, year=YEAR, kind="sme")
    assert "11 บาท" in text
    assert "ส่วนนี้บอกไม่ได้ว่ารายงานครบเพียงใด" in text


@pytest.mark.django_db
def test_charts_are_drawn_by_the_server_and_whole(cast: Cast) -> None:
    fill(HERE, [100, 200, 300, 900], MONTH)
    html = cast.officer.client.get(url("40")).content.decode()
    drawn = re.findall(r'<svg class="chart.*?</svg>', html, re.DOTALL)
    assert len(drawn) == 3
    for svg in drawn:
        ET.fromstring(svg)
    assert "style=" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["nation", "region-ne", "40", "4015", "401508"])
def test_the_number_of_statements_does_not_grow(cast: Cast, code: str) -> None:
    fill(HERE, [100, 50], MONTH)
    fill(HERE, [900] * 3, BEFORE)
    counts = []
    for more in ([20], [200] * 12):
        fill(NEAR, more, MONTH)
        fill(HERE, more, BEFORE)
        cast.department.client.get(url(code))
        with CaptureQueriesContext(connection) as asked:
            cast.department.client.get(url(code))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["year=99999", "year=abc", "part=q9", "part=๑", "part=202613", "year=2569&part=190001", "kind=zz"]
)
def test_what_names_no_months_is_no_error(cast: Cast, asked: str) -> None:
    assert cast.officer.client.get(f"/desk/figures/40/?{asked}").status_code == 200


@pytest.mark.django_db
def test_a_village_and_its_tambon_list_producers_for_officers(cast: Cast) -> None:
    fill(HERE, [500_00], MONTH)
    for code in (HERE, "401508"):
        assert f"ผู้ขาย {HERE} 0" in page(cast.worker, code)


# --- who sees what ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_six_answers_of_an_area(cast: Cast, register: Register) -> None:
    assert cast.worker.client.get(url("4015")).status_code == 200
    assert cast.colleague.client.get(url("401502")).status_code == 200
    assert cast.stranger.client.get(url(HERE)).status_code == 404
    assert cast.local_authority.client.post("/desk/figures/40/export/csv/").status_code == 403
    assert cast.worker.client.get(url("9999")).status_code == 404
    assert cast.worker.client.post(url("4015")).status_code == 405
    assert cast.guest.client.get(url("4015")).status_code == 302


@pytest.mark.django_db
def test_six_answers_of_a_producer(cast: Cast, register: Register) -> None:
    own = f"/desk/figures/producers/{cast.producer.subject[1]}/"  # type: ignore[index]
    assert cast.producer.client.get(own).status_code == 200
    assert cast.worker.client.get(own).status_code == 200
    assert cast.stranger.client.get(own).status_code == 404
    assert cast.local_authority.client.get(own).status_code == 403
    assert cast.executive.client.get(own).status_code == 403
    assert cast.worker.client.get(f"/desk/figures/producers/{MISSING}/").status_code == 404
    assert cast.worker.client.post(own).status_code == 405


@pytest.mark.django_db
def test_a_producer_sees_own_months_with_their_state(cast: Cast, register: Register) -> None:
    producer = make_producer(area_code=HERE)
    make_report(producer, MONTH, state="repeated", in_village=70_00, online=30_00)
    text = read(cast.worker, f"/desk/figures/producers/{producer.pk}/")
    assert "70.0" in text
    assert "100 บาท" in text


@pytest.mark.django_db
def test_leaders_see_no_single_producer(cast: Cast) -> None:
    fill(HERE, [500_00] * 6, MONTH)
    fill("40150205", [400_00] * 6, MONTH)
    text = page(cast.local_authority, "401508")
    assert "ผู้ขาย" not in text
    assert "เทียบปีก่อน\n" not in text


@pytest.mark.django_db
def test_an_area_on_too_few_is_not_shown_to_outsiders_on_any_page(cast: Cast) -> None:
    fill(HERE, [777_00] * 9, MONTH)
    fill(NEAR, [123_456_00], MONTH)
    fill(FAR, [10_00] * 9, MONTH)
    for reader in (cast.stranger, cast.executive, cast.partner):
        text = page(reader, "4011")
        assert "จึงไม่แสดงยอด" in text
        assert "123,456" not in text
    assert "123,456" in page(cast.neighbour, "4011")


@pytest.mark.django_db
def test_outsiders_cannot_choose_months_or_kinds(cast: Cast) -> None:
    fill(HERE, [100_00] * 9, MONTH)
    fill(NEAR, [100_00] * 9, MONTH)
    whole = page(cast.executive, "40", year=YEAR).split('class="finding"')[1].split("<script")[0]
    asked = page(cast.executive, "40", year=YEAR, part=MONTH, kind="sme", product_type="food")
    assert without_tokens(asked.split('class="finding"')[1].split("<script")[0]) == without_tokens(whole)


def without_tokens(html: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"|action="[^"]*"', "", html)


UDON = "41010101"
LISTS = (
    {"40150808": [100] * 9, "40150205": [70] * 9, "40110101": [5_000], UDON: [60] * 9, FAR: [20] * 9},
    {"40150808": [100] * 9, "40150205": [3], "40110101": [50] * 2, UDON: [60] * 9, FAR: [20] * 9},
    {"40150808": [100] * 9, "40150205": [80] * 6, "40110101": [9_000, 1, 1, 1, 1, 1], UDON: [60] * 9, FAR: [20] * 9},
    {"40150808": [7], "40150205": [8], "40110101": [9], UDON: [60] * 9, FAR: [20] * 9},
    {"40150808": [100] * 9, "40150205": [70] * 9, "40110101": [50] * 9, UDON: [900], FAR: [20] * 9},
    {"40150808": [100] * 9, "40150205": [70] * 9, "40110101": [50] * 9, UDON: [60] * 9, FAR: [20] * 2},
)
"""What producers of each village sold: hardly any in a tambon, a district, a province, a region."""
INSIDE = {
    "nation": ("region-ne", "region-e"), "region-ne": ("40", "41"), "region-e": ("27",), "40": ("4015", "4011"),
    "4015": ("401508", "401502"), "4011": ("401101",),
}  # fmt: skip


def total_on(person: Person, code: str, **asked: object) -> int:
    """The total that stands on a page, in satang."""
    found = re.search(r'class="fig left"><span class="nb">([\d,.]+)', page(person, code, **asked))
    return round(float(found[1].replace(",", "")) * 100) if found else 0


def worked_out(person: Person) -> dict[str, int]:
    """Every area total that a reader has: on pages and in files, and by taking what is shown from what is around it."""
    return subtracted(told_to(person))


def told_to(person: Person, **asked: object) -> dict[str, int]:
    """Every area total that stands on a page or in a file for a reader."""
    known: dict[str, int] = {}
    for code in {*INSIDE, *chain.from_iterable(INSIDE.values())}:
        html = page(person, code, **asked)
        if "จึงไม่แสดงยอด" in html:
            continue
        known[code] = total_on(person, code, **asked)
        for region, line in re.findall(r"/(region-\w+)/[^>]*>[^<]*</a></th>(.*?)</tr>", html):
            if total := re.search(r'<td class="r opt">([\d,]+)</td>', line):
                known[region] = int(total[1].replace(",", "")) * 100
        if code in INSIDE and person.client.post(url(f"{code}/export/csv", **asked)).status_code == 200:
            rows = [*csv(person, code, **asked), *xlsx(person, code, **asked)]
            known |= {str(row[0]): round(float(row[2]) * 100) for row in rows if row[2]}
    return known


def xlsx(person: Person, code: str, **asked: object) -> list[tuple[Any, ...]]:
    """The rows of areas out of the spreadsheet."""
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(person.client.post(url(f"{code}/export/xlsx", **asked)))))
    rows = list(book.active.iter_rows(values_only=True))
    return rows[[row[0] for row in rows].index("code") + 1 :]


def subtracted(known: dict[str, int]) -> dict[str, int]:
    """What a single missing part must be, from the nation's provinces at once too."""
    for _round in range(4):
        for above, parts in (*INSIDE.items(), ("nation", ("40", "41", "27"))):
            _subtract(known, above, parts)
    return known


def _subtract(known: dict[str, int], above: str, parts: tuple[str, ...]) -> None:
    missing = [code for code in parts if code not in known]
    told = sum(known.get(code, 0) for code in parts)
    if above in known and len(missing) == 1:
        known[missing[0]] = known[above] - told
    elif above not in known and not missing:
        known[above] = told


def settle(areas: dict[str, list[int]], month: int) -> None:
    """Two provinces of a region and one of another, with what the producers of each village sold, in baht."""
    udon = Named("อุดรธานี", "Udon Thani")
    places._write([places._columns("41", udon, Named("")), places._columns("4101", Named("เมืองอุดรธานี"), udon)])
    for area, sold in areas.items():
        fill(area, [amount * 100 for amount in sold], month)


def holds(code: str, village: str) -> bool:
    """Whether a village lies in an area or a region."""
    return code == "nation" or village.startswith(code) or code == f"region-{codes.region(village)}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("areas", "reader"), [*product(LISTS, ["executive"]), *product(LISTS[3:], ["stranger"]), (LISTS[1], "auditor")]
)
def test_nobody_is_worked_out_by_subtraction(cast: Cast, areas: dict[str, list[int]], reader: str) -> None:
    """Of every area that an outsider comes to know, at least five report and none sells more than four fifths; what
    the reader's own office reports is known to it anyway."""
    settle(areas, MONTH)
    person = getattr(cast, reader)
    found = worked_out(person)
    if reader == "auditor":
        assert {"nation", "region-ne", "region-e", "41", "40", "4015", "4011"} <= found.keys()
        return
    foreign = {area: sold for area, sold in areas.items() if not sees_all(person.scope, area)}
    for code in found:
        inside = list(chain.from_iterable(sold for area, sold in foreign.items() if holds(code, area)))
        assert len(inside) not in range(1, 5), (code, inside)
        assert max(inside, default=0) * 10 <= sum(inside) * 8, (code, inside)


@pytest.mark.django_db
def test_what_is_known_no_closer_than_the_district_is_told_or_hidden_as_a_part_of_its_own(cast: Cast) -> None:
    """Else a single tambon would stand as hidden, and the rest of the district's total be taken for what it sold."""
    fill(HERE, [100_00] * 9, MONTH)
    fill("40150205", [80_00] * 4, MONTH)
    fill("4015", [60_00], MONTH)
    for reader in (cast.executive, cast.stranger):
        rows = {str(row[0]): row for row in csv(reader, "4015")}
        assert [rows[code][2] for code in ("401508", "401502", "4015")] == ["900", "", ""]
        assert page(reader, "4015").count("ไม่แสดง: รายงานน้อย") == 2
    fill("4015", [60_00] * 8, MONTH)
    fill("40150205", [80_00], MONTH)
    told = {str(row[0]): row[2] for row in csv(cast.executive, "4015")}
    assert (told["401502"], told["4015"]) == ("400", "540")


@pytest.mark.django_db
def test_taking_a_file_stands_in_the_trail(cast: Cast) -> None:
    fill(HERE, [100_00] * 6, MONTH)
    csv(cast.officer, "40")
    entry = TrailEntry.objects.get(verb="figures.export")
    assert (entry.actor_id, entry.area_code) == (cast.officer.account.pk, "40")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["pdf", "xls", "zip"])
def test_other_kinds_of_files_are_not_there(cast: Cast, form: str) -> None:
    assert cast.officer.client.post(f"/desk/figures/40/export/{form}/").status_code == 404


# --- rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "last", "months"),
    [
        ("", 202512, (202510, 202511, 202512)),
        ("q1", 202511, (202510, 202511)),
        ("q2", 202511, (202601, 202602, 202603)),
        ("202603", 202605, (202603,)),
        ("202503", 202605, tuple(era.months_from(202510, 8))),
        ("q7", 202511, (202510, 202511)),
    ],
)
def test_a_period_is_named_by_its_months(part: str, last: int, months: tuple[int, ...]) -> None:
    assert rules.period_of(2569, part, last).months == months


def test_growth_and_shares_are_rounded_to_the_nearest() -> None:
    assert [rules.growth(*pair) for pair in ((103, 100), (50, 100), (0, 100), (5, 0), (1005, 1000))] == [
        3,
        -50,
        -100,
        None,
        1,
    ]
    assert [rules.share(*pair) for pair in ((1, 3), (2, 3), (5, 0))] == [333, 667, None]


def test_sales_of_a_group_are_laid_on_its_members() -> None:
    found = rules.over_members([rules.Maker(10, 3, "401508"), rules.Maker(5, 0, "401508")])
    assert found == gini([4, 3, 3, 5])
    assert rules.over_members([rules.Maker(10, 1, "401508")]) is None


def test_sales_of_a_group_are_divided_by_the_shares_that_it_stated() -> None:
    stated = rules.Maker(1_001, 3, "401508", (50, 30, 20))
    assert rules.laid(stated) == [(500, 1), (300, 1), (201, 1)]
    assert rules.laid(rules.Maker(7, 9, "401508", (1, 0))) == [(7, 1), (0, 1)]
    assert rules.over_members([stated, rules.Maker(10, 1, "401508")]) == gini([500, 300, 201, 10])


@pytest.mark.django_db
def test_active_producers_are_counted_month_by_month(cast: Cast) -> None:
    paused = make_producer(area_code=HERE)
    ProducerStatus.objects.create(producer=paused, status="paused", since=date(2025, 2, 10))
    ProducerStatus.objects.create(producer=paused, status="active", since=date(2025, 4, 1))
    make_producer(area_code=NEAR)
    found = active("40", [201912, 202501, 202502, 202503, 202504], 4)
    there = found["4015"]
    assert [there[month] - there[202502] for month in there] == [-there[202502], 1, 0, 0, 1]
    assert found["4011"][202503] == there[202503]
    assert rules.Reporting(3, 4).part == 750


# --- as it stood, and areas that change ------------------------------------------------------------


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=timezone.get_current_timezone())


@pytest.mark.django_db
def test_a_page_shows_what_stood_on_an_earlier_day(cast: Cast) -> None:
    """500 baht came on the 3rd, were corrected to 800 on the 9th; a second report came on the 20th."""
    first, second = make_producer(area_code=HERE), make_producer(area_code=NEAR)
    now = make_report(first, MONTH, in_village=800_00, since=moment(2026, 3, 9))
    IncomeRevision.objects.create(
        producer=first, month=MONTH, area_code=HERE, kind=now.kind, state="reported", total=500_00, in_village=500_00,
        since=moment(2026, 3, 3), until=moment(2026, 3, 9), revision=1,
    )  # fmt: skip
    make_report(second, MONTH, in_village=40_00, since=moment(2026, 3, 20))
    totals = {}
    for day in ("2 มี.ค. 2569", "5 มี.ค. 2569", "12 มี.ค. 2569", "21 มี.ค. 2569", ""):
        html = page(cast.officer, "40", year=YEAR, part=MONTH, stood=day)
        found = re.search(r'class="fig left"><span class="nb">([\d,]+)', html)
        totals[day] = found[1] if found else ""
    assert list(totals.values()) == ["0", "500", "800", "840", "840"]


@pytest.mark.django_db
def test_a_day_that_is_none_is_refused_with_its_reason(cast: Cast) -> None:
    response = cast.officer.client.get("/desk/figures/40/?stood=เมื่อวาน")
    assert response.status_code == 422
    assert "อ่านวันที่" in response.content.decode()


@pytest.mark.django_db
def test_outsiders_cannot_look_back(cast: Cast) -> None:
    fill(HERE, [100_00] * 9, MONTH)
    assert "ตัวเลขทั้งหน้าเป็นของวันที่" not in page(cast.executive, "40", stood="5 มี.ค. 2569")


@pytest.mark.django_db
def test_when_a_tambon_becomes_another_old_months_stay_and_sums_are_equal(cast: Cast) -> None:
    """Whoever moves with the tambon reports in the new one from then on; every month keeps the area it had."""
    movers = fill(HERE, [100_00, 250_00], BEFORE)
    before = {code: by_month(code, [BEFORE])[BEFORE].total for code in ("", "40", "4015", "401508")}
    for producer in movers:
        producer.area_code = NEAR
        producer.save(update_fields=["area_code"])
        make_report(producer, MONTH, in_village=70_00)
    assert {code: by_month(code, [BEFORE])[BEFORE].total for code in before} == before
    assert by_month("401101", [MONTH])[MONTH].total == 140_00
    assert MONTH not in by_month("401508", [MONTH])
    assert by_month("40", [MONTH, BEFORE])[MONTH].total == 140_00
    assert recount(actor=None).differences == 0
