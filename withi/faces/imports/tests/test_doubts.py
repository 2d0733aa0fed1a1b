"""What a file leaves open: said with what may be meant, stored as decided, and found again as it was decided."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast, Person
from tests.register import Register
from withi.faces.imports import actions, queries
from withi.faces.imports.models import ImportRun
from withi.faces.imports.pages import unchecked
from withi.faces.imports.rules import Sheet
from withi.ground.places.actions import load_boundaries
from withi.ground.places.queries import Matcher, Written
from withi.ground.places.tests.factory import boundary_file
from withi.kit.intake import Finding, Line
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product

pytestmark = pytest.mark.django_db

HEAD = "ชื่อผลิตภัณฑ์,ประเภท,ผู้ผลิต,อปท.,จังหวัด,อำเภอ,ที่อยู่"
VILLAGE, OTHER_VILLAGE = "40150808", "40110101"


def row(address: str = "ต.ดงเค็ง", *, authority: str = "", producer: str = "กลุ่มทอผ้าทดลอง") -> str:
    return f"ผ้าขาวม้าทดลอง,ผ้าและเครื่องแต่งกาย,{producer},{authority},ขอนแก่น,หนองสองห้อง,{address}"


def checked(person: Person, *rows: str) -> ImportRun:
    sent = SimpleUploadedFile("รายการทดลอง.csv", "\n".join([HEAD, *rows]).encode("utf-8-sig"))
    return actions.start(actor=person.account, scope=person.scope, kind=Sheet.PRODUCTS, sent=sent)


def stored(person: Person, run: ImportRun, *accepted: str) -> Product:
    for rule in accepted:
        actions.accept_rule(run=run, rule=rule, accepted=True)
    run.refresh_from_db()
    actions.commit(actor=person.account, scope=person.scope, run=run)
    return Product.objects.get(name_th="ผ้าขาวม้าทดลอง")


def only(run: ImportRun) -> Line:
    return next(queries.lines_of(run))


def said(run: ImportRun, rule: str) -> Finding:
    return next(finding for finding in only(run).findings if finding.rule == rule)


def test_an_authority_named_like_its_tambon_proposes_it(cast: Cast, register: Register) -> None:
    run = checked(cast.worker, row("0 หมู่ 8", authority="อบต.ดงเค็ง"))
    assert (only(run).values["area_code"], said(run, "import.tambon_authority").proposal) == ("4015", VILLAGE)
    assert stored(cast.worker, run, "import.tambon_authority").area_code == VILLAGE
    assert checked(cast.worker, row("0 หมู่ 8", authority="อบต.ดงเค็ง")).counts["acts"] == {"same": 1}


@pytest.mark.parametrize("authority", ["", "เทศบาลเมืองเมืองพล", "อบต.ไม่มีที่นี่", "อบต.เปือยน้อย"])
def test_an_authority_that_names_no_tambon_of_the_district_proposes_nothing(
    authority: str, cast: Cast, register: Register
) -> None:
    assert said(checked(cast.officer, row("", authority=authority)), "import.tambon_missing").proposal == ""


def test_a_tambon_elsewhere_is_no_proposal_where_the_authority_speaks_for_another(
    cast: Cast, register: Register
) -> None:
    alone = said(checked(cast.officer, row("ต.เปือยน้อย")), "import.tambon")
    both = said(checked(cast.officer, row("ต.เปือยน้อย", authority="อบต.ดงเค็ง")), "import.tambon")
    assert alone.proposal == "401101"
    assert (both.proposal, [code for code, _ in both.choices]) == ("", ["401508", "401101"])


def test_another_district_in_the_address_can_be_chosen(cast: Cast, register: Register) -> None:
    found = said(checked(cast.officer, row("อ.เปือยน้อย จ.ขอนแก่น")), "import.tambon")
    assert {code for code, _ in found.choices} == {"4015", "4011"}


def test_a_row_moved_to_another_district_is_found_there_again(cast: Cast, register: Register) -> None:
    moved = row("หมู่ 1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น")
    assert stored(cast.officer, checked(cast.officer, moved), "import.tambon").area_code == OTHER_VILLAGE
    assert checked(cast.officer, moved).counts["acts"] == {"same": 1}


def test_a_village_named_without_its_number_is_proposed(cast: Cast, register: Register) -> None:
    run = checked(cast.worker, row("บ้านดงเค็ง ต.ดงเค็ง"))
    assert (only(run).values["area_code"], said(run, "import.village_name").proposal) == ("401508", VILLAGE)


def test_a_number_that_goes_by_another_name_is_stored_and_said(cast: Cast, register: Register) -> None:
    run = checked(cast.worker, row("ร้านป้า บ้านริมน้ำ ซอย 2 หมู่ 8 ต.ดงเค็ง"))
    assert (only(run).values["area_code"], "ริมน้ำ" in said(run, "import.village").message("th")) == (VILLAGE, True)


def test_a_number_right_beside_quite_another_name_is_proposed(cast: Cast, register: Register) -> None:
    run = checked(cast.worker, row("หมู่ 8 บ้านริมน้ำ ต.ดงเค็ง"))
    assert (only(run).values["area_code"], said(run, "import.tambon").proposal) == ("401508", VILLAGE)


@pytest.mark.parametrize("name", ["ดงเค็ง", "ดงเค็งใต้", "ดงเค้ง"])
def test_another_spelling_of_a_village_is_not_worth_a_word(name: str, cast: Cast, register: Register) -> None:
    assert only(checked(cast.worker, row(f"หมู่ 8 บ้าน{name} ต.ดงเค็ง"))).findings == []


def test_a_producer_left_of_a_cut_name_is_taken_over_and_found_again(cast: Cast, register: Register) -> None:
    cut = row(producer="กลุ่มเลี้ยงไหมทดลอง ([ตัดชื่อบุคคล]")
    product = stored(cast.worker, checked(cast.worker, cut), "import.producer_masked")
    assert product.producer is not None
    assert product.producer.name_th == "กลุ่มเลี้ยงไหมทดลอง"
    assert checked(cast.worker, cut).counts["acts"] == {"same": 1}


def test_a_place_of_sale_becomes_no_producer_unless_someone_says_so(cast: Cast, register: Register) -> None:
    sold = row(producer="ตลาดนัดชุมชนทดลอง")
    run = checked(cast.worker, sold)
    assert only(run).values["producer"] == ""
    actions.decide(run=run, chosen={}, kept=[(2, "producer")])
    assert stored(cast.worker, run).producer == Producer.objects.get(name_th="ตลาดนัดชุมชนทดลอง")
    assert checked(cast.worker, sold).counts["acts"] == {"same": 1}


def placed(person: Person, lat: str, lon: str) -> ImportRun:
    text = f"{HEAD},ละติจูด,ลองจิจูด\n{row()},{lat},{lon}"
    sent = SimpleUploadedFile("มีพิกัด.csv", text.encode("utf-8-sig"))
    return actions.start(actor=person.account, scope=person.scope, kind=Sheet.PRODUCTS, sent=sent)


def test_a_position_outside_its_tambon_is_kept_and_told(cast: Cast, register: Register, tmp_path: Path) -> None:
    load_boundaries(boundary_file(tmp_path, {"401508": (102.7, 15.600001)}))
    run = placed(cast.worker, "15.70", "102.9312")
    found = said(run, "geo.outside_area")
    assert "ห่างแนวเขตราว 3.3 กม." in found.message("th")
    assert "ต.ดงเค็ง" in found.message("th")
    assert (only(run).values["lat"], only(run).values["lon"]) == (15.7, 102.9312)
    assert unchecked(run) == ""


def test_within_half_a_kilometre_and_the_rounding_nothing_is_said(
    cast: Cast, register: Register, tmp_path: Path
) -> None:
    load_boundaries(boundary_file(tmp_path, {"401508": (102.7, 15.600001)}))
    assert not [each for each in only(placed(cast.worker, "15.70", "102.904")).findings if each.column == "lat"]


def test_that_positions_were_not_checked_stands_on_the_page(cast: Cast, register: Register) -> None:
    assert "ยังไม่ได้ตรวจพิกัด" in unchecked(placed(cast.worker, "15.70", "102.79"))
    assert unchecked(checked(cast.worker, row())) == ""


@pytest.mark.parametrize(
    "address",
    ["หมู่ 8 ต.ดงเค็ง", "หมู่ 8 ถนนบ้านไผ่, ต.ดงเค็ง", "ม.8 บ้านหนองบัว ดงเค็ง", "ต.ไม่มีที่นี่ หมู่ 117", "", "หมู่ 1,2 ต.ดงเค็ง 40190"],
)
@pytest.mark.parametrize("house", ["9", "12/3", "๑๒๓", "999/9999", "8"])
def test_the_number_of_the_house_says_nothing_of_the_area(
    cast: Cast, register: Register, house: str, address: str
) -> None:
    """Places are remembered under any number of house alike: matching must not look at it."""
    matcher = Matcher()
    columns = {"province": "ขอนแก่น", "district": "หนองสองห้อง"}
    told = matcher.match(Written(**columns, address=f"{house} {address}"))
    assert told == matcher.match(Written(**columns, address=f"1 {address}"))
