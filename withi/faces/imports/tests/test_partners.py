"""Lists of partners through the import: what a row says, who is known already, what is asked, what is stored."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from withi.faces.imports import actions, partners
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import COLUMNS, Sheet
from withi.faces.imports.tests.factory import points, sent_in, stored
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit import columns
from withi.kit.intake import Line
from withi.kit.problem import Problem
from withi.registers.partners import queries as register
from withi.registers.partners.models import Partner
from withi.registers.partners.rules import Kind
from withi.registers.partners.tests.factory import make_partner
from withi.registers.publication.tests.factory import Cast, make_cast

HEAD = "ชื่อภาคี,ประเภทภาคี,พื้นที่ทำงาน,โทรศัพท์สำนักงาน,เว็บไซต์,ร่วมงานตั้งแต่,วันสุดท้าย,หมายเหตุ"
PLACE = "อ.หนองสองห้อง จ.ขอนแก่น"


def at(code: str) -> Callable[[Line], None]:
    def place(line: Line) -> None:
        line.values["area_code"] = code

    return place


def read(**cells: str) -> Line:
    line = Line(2, {"name_th": "วิทยาลัยชุมชน", "kind": "สถาบันการศึกษา", **cells}, date(2026, 7, 10))
    partners.read_partner(line, at("4015"))
    return line


def found(line: Line) -> set[tuple[str, str, str]]:
    return {(point.severity.value, point.column, point.rule) for point in line.findings}


# --- cells, without a database ---------------------------------------------------------------------


@pytest.mark.parametrize("headings", [HEAD.split(","), [str(name) for name in register.COLUMNS]])
def test_headings_of_lists_and_of_our_own_file_are_known(headings: list[str]) -> None:
    guessed = columns.guess(headings, COLUMNS[Sheet.PARTNERS])
    assert {"name_th", "kind", "areas", "phone", "website", "since", "until", "note"} <= guessed.keys()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("อบต.ดงเค็ง", Kind.LOCAL),
        ("มหาวิทยาลัยขอนแก่น", Kind.SCHOOL),
        ("บริษัท ประชารัฐรักสามัคคีขอนแก่น (วิสาหกิจเพื่อสังคม) จำกัด", Kind.SOCIAL),
        ("ธ.ก.ส. สาขาหนองสองห้อง", Kind.BANK),
        ("บจก.ผ้าไทย", Kind.COMPANY),
        ("หอการค้าจังหวัดขอนแก่น", Kind.GROUP),
        ("สำนักงานพาณิชย์จังหวัดขอนแก่น", Kind.AGENCY),
        ("กัลยาณมิตร", ""),
    ],
)
def test_the_kind_a_name_speaks_for_is_proposed_never_stored_unasked(name: str, kind: str) -> None:
    line = read(name_th=name, kind="ไม่แน่ใจ")
    (point,) = [one for one in line.findings if one.rule == "import.partner_kind"]
    assert (point.proposal, line.values["kind"]) == (kind, "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"name_th": ""}, ("error", "name_th", "import.name")),
        ({"name_th": "นายสมชาย ใจดี"}, ("warning", "name_th", "import.partner_person")),
        ({"website": "ไม่มีเว็บ"}, ("warning", "website", "import.partner_website")),
        ({"since": "32 ม.ค. 2566"}, ("warning", "since", "cell.date")),
        ({"since": "1 ต.ค. 2566", "until": "30 ก.ย. 2566"}, ("error", "until", "partner.dates")),
        ({"areas": "ก · ข · ค · ง · จ"}, ("warning", "areas", "import.partner_many")),
        ({"note": "ก" * 500}, ("warning", "note", "cell.cut")),
    ],
)
def test_a_cell_that_is_not_right_says_why(cells: dict[str, str], expected: tuple[str, str, str]) -> None:
    line = read(**cells)
    assert expected in found(line)
    assert all(point.message(lang) for point in line.findings for lang in ("th", "en"))


def test_a_mayor_and_a_district_office_are_no_persons() -> None:
    assert all(
        "person" not in rule for name in ("นายกสมาคมผ้าไหม", "นายอำเภอ") for *_x, rule in found(read(name_th=name))
    )


def test_a_dirty_row_becomes_plain_values() -> None:
    line = read(website="www.kkc.ac.th", phone="โทร. ๐๔๓-๔๙๑๐๐๐", since="1 ต.ค. 66")
    told = {name: line.values[name] for name in ("website", "phone", "since")}
    assert told == {"website": "https://www.kkc.ac.th", "phone": "043491000", "since": "2023-10-01"}


# --- with the register -------------------------------------------------------------------------------


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def checked(person: Any, *rows: str, head: str = HEAD) -> ImportRun:
    return sent_in(person, Sheet.PARTNERS, head, *rows)


def answer(run: ImportRun, line: int, column: str, value: str) -> None:
    actions.decide(run=run, chosen={(line, column): value}, kept=[])


@pytest.mark.django_db
def test_a_list_becomes_partners_once_and_the_same_again_nothing(cast: Cast) -> None:
    rows = (
        f"อบต.ดงเค็ง,อปท.,ต.ดงเค็ง {PLACE},043-491111,,1 ต.ค. 2565,,",
        f"ธนาคารหมู่บ้าน,ธนาคาร,{PLACE} · จ.นครราชสีมา,,,,,ให้กู้",
    )
    assert stored(cast.worker, checked(cast.worker, *rows)) == (2, 0, 0, 0)
    local, bank = Partner.objects.order_by("pk")
    assert (local.kind, local.area_code, local.phone, local.since) == (
        "local",
        "401508",
        "043491111",
        date(2022, 10, 1),
    )
    assert (register.areas_of(bank), bank.note, bank.is_named) == (["4015", "30"], "ให้กู้", False)
    entry = TrailEntry.objects.get(verb="partners.store_many")
    assert (entry.count, TrailChange.objects.filter(entry=entry).count()) == (2, 2)
    assert stored(cast.worker, checked(cast.worker, *rows)) == (0, 0, 2, 0)
    assert TrailEntry.objects.filter(verb="partners.store_many").count() == 1


@pytest.mark.django_db
def test_one_of_the_same_name_is_changed_by_what_a_row_says_and_emptied_by_nothing(cast: Cast) -> None:
    row = make_partner(name_th="วิทยาลัยชุมชน", phone="043111111", note="เดิม")
    run = checked(cast.worker, f"วิทยาลัยชุมชน,,{PLACE},043-222222,,,,")
    assert points(run) == []
    assert stored(cast.worker, run) == (0, 1, 0, 0)
    row.refresh_from_db()
    assert (row.phone, row.note, row.kind, row.is_named, row.version) == ("043222222", "เดิม", "school", True, 2)


@pytest.mark.django_db
def test_one_that_may_be_known_is_asked_about_and_waits_for_the_answer(cast: Cast) -> None:
    row = make_partner(name_th="องค์การบริหารส่วนตำบลดงเค็ง", kind="local", area_code="401508")
    line = f"อบต.ดงเค็ง,อปท.,{PLACE},043-491111,,,,"
    run = checked(cast.worker, line)
    assert points(run) == [(2, "match", "import.partner_likely")]
    assert stored(cast.worker, run) == (0, 0, 0, 1)
    run = checked(cast.worker, line)
    answer(run, 2, "match", f"={row.pk}")
    assert stored(cast.worker, run) == (0, 1, 0, 0)
    row.refresh_from_db()
    assert (row.name_th, row.area_code, row.phone) == ("องค์การบริหารส่วนตำบลดงเค็ง", "401508", "043491111")
    run = checked(cast.worker, f"อบต.ดงเค็ง (สำนักปลัด),อปท.,{PLACE},,,,,")
    answer(run, 2, "match", "new")
    assert stored(cast.worker, run) == (1, 0, 0, 0)


@pytest.mark.django_db
def test_one_written_down_after_the_check_is_not_doubled(cast: Cast) -> None:
    run = checked(cast.worker, f"อบต.ดงเค็ง,อปท.,{PLACE},,,,,")
    assert points(run) == []
    make_partner(name_th="องค์การบริหารส่วนตำบลดงเค็ง", kind="local")
    assert stored(cast.worker, run) == (0, 0, 0, 1)
    assert Partner.objects.count() == 1


@pytest.mark.django_db
def test_a_partner_of_the_province_is_found_by_the_district_and_left_as_it_is(cast: Cast) -> None:
    row = make_partner(name_th="มหาวิทยาลัยขอนแก่น", area_code="40", phone="043000000")
    run = checked(cast.worker, f"ม.ขอนแก่น,มหาวิทยาลัย,{PLACE},043-999999,,,,")
    answer(run, 2, "match", f"={row.pk}")
    assert stored(cast.worker, run) == (0, 0, 1, 0)
    row.refresh_from_db()
    assert row.phone == "043000000"


@pytest.mark.django_db
def test_every_bad_row_is_told_with_column_and_rule_and_only_good_rows_are_stored(cast: Cast) -> None:
    rows = (
        f"ธนาคารหมู่บ้าน,ธนาคาร,{PLACE},,,,,",
        f",ธนาคาร,{PLACE},,,,,",
        "เครือข่ายผ้าไหม,สมาคม,,,,,,",
        "หอการค้านครราชสีมา,สมาคม,จ.นครราชสีมา,,,,,",
        f"มูลนิธิผ้า,สมาคม,{PLACE},,,1 ต.ค. 2566,30 ก.ย. 2566,",
        f"ธนาคารหมู่บ้าน,ธนาคาร,{PLACE},043-491111,,,,",
        f"ธ.หมู่บ้าน,ธนาคาร,{PLACE},,,,,",
        f"กัลยาณมิตร,,{PLACE},,,,,",
    )
    run = checked(cast.worker, *rows)
    assert points(run) == [
        (3, "name_th", "import.name"),
        (4, "district", "import.area"),
        (5, "areas", "import.outside"),
        (6, "until", "partner.dates"),
        (7, "name_th", "import.partner_twice"),
        (8, "match", "import.partner_alike"),
        (9, "kind", "import.partner_kind"),
    ]
    with pytest.raises(Problem, match=r"import\.errors"):
        stored(cast.worker, run)
    assert Partner.objects.count() == 0
    answer(run, 9, "kind", "group")
    assert stored(cast.worker, run, good_rows_only=True) == (2, 0, 0, 1)
    assert sorted(Partner.objects.values_list("name_th", "kind")) == [("กัลยาณมิตร", "group"), ("ธนาคารหมู่บ้าน", "bank")]


@pytest.mark.django_db
def test_a_workbook_is_read_and_comes_back_with_its_cells_marked(cast: Cast) -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("ภาคี")
    for number, row in enumerate((HEAD.split(","), ["สมาคมผ้า", "สมาคม", PLACE, "12", "เว็บ", "", "", ""])):
        page.write_row(number, 0, row)
    book.close()
    sent = SimpleUploadedFile("ภาคี.xlsx", out.getvalue())
    run = actions.start(actor=cast.worker.user, scope=cast.worker.scope, kind=Sheet.PARTNERS, sent=sent)
    assert {column for _row, column, _rule in points(run)} == {"phone", "website"}
    with actions.report(run=run, lang="th") as marked, ZipFile(marked) as parts:
        told = " ".join(parts.read(name).decode() for name in parts.namelist() if "comments" in name)
    assert "ไม่ใช่ที่อยู่เว็บไซต์" in told
    assert stored(cast.worker, run) == (1, 0, 0, 0)


@pytest.mark.django_db
def test_who_only_approves_or_reads_imports_no_partners(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"access\.ability"):
        checked(cast.chief, f"ธนาคารหมู่บ้าน,ธนาคาร,{PLACE},,,,,")
