"""The order page and the files of monitoring reports: whose, for whom, and what they keep to themselves."""

import io
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.faces.followup import access, rules
from withi.ground.notices.tests.factory import make_notice
from withi.ground.people.rules import Position
from withi.ground.web.letters import SHOWN
from withi.kit.paper import press
from withi.kit.paper.docx import TYPE
from withi.registers.centres.tests.factory import make_centre
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests.factory import asset, community
from withi.work.checkin.tests.factory import make_scans
from withi.work.income.models import IncomeTourism
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
PLACE = "401508"
LONGEST = "ชุมชนท่องเที่ยว OTOP นวัตวิถีบ้านโนนศิลาเลิงพัฒนาสามัคคีเฉลิมพระเกียรติหมู่ที่สิบสองตำบลโนนศิลาเลิง"
MONEY = "12,345"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def home(cast: Cast) -> Community:
    """A community that was supported and reported one month."""
    row = community("บ้านติดตาม", area=PLACE, state="published", receiving="paused", facts_on=None)
    Community.objects.filter(pk=row.pk).update(confirmed_on=timezone.localdate())
    make_support(row.pk, subject="community", kind="budget", title_th="ซุ้มประตู", amount=7_654_00)
    taken(row, 12_345_00)
    return row


def taken(row: Community, satang: int, month: int = 0) -> None:
    month = month or rules.last_month(timezone.localdate())
    IncomeTourism.objects.create(
        community=row, month=month, area_code=row.area_code, state="reported", food=satang, total=satang,
        guests_thai=40, since=timezone.now(),
    )  # fmt: skip


def text_of(client: Client, path: str) -> str:
    """All that stands in a DOCX, its tables too."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == TYPE
    assert "no-store" in answer["Cache-Control"]
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def of_area(cast: Cast, who: str, code: str = "4015", query: str = "") -> str:
    return text_of(client_of(getattr(cast, who)), f"/desk/followup/{code}/report.docx{query}")


def test_six_questions_of_a_community_s_report(cast: Cast, home: Community) -> None:
    view = Asked("/desk/followup/communities/{pk}/report.docx")
    assert six_answers(view, cast, home.pk) == [200, 200, 404, 200, 404, 405]  # who only reads may read


@pytest.mark.parametrize("path", ["/desk/followup/4015/", "/desk/followup/4015/report.pdf"])
def test_an_area_is_reported_to_who_reads_all_of_it(cast: Cast, home: Community, path: str) -> None:
    assert client_of(cast.worker).get(path).status_code == 200
    assert client_of(cast.reader).get(path).status_code == 200
    assert client_of(cast.stranger).get(path).status_code == 404
    assert client_of(cast.worker).post(path).status_code == 405
    assert client_of(cast.worker).get(path.replace("4015", "40")).status_code == 404
    assert client_of(cast.officer).get(path.replace("4015", "99")).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("form", ["exe", "png"])
def test_another_kind_of_file_there_is_not(cast: Cast, home: Community, form: str) -> None:
    assert client_of(cast.worker).get(f"/desk/followup/4015/report.{form}").status_code == 404
    assert client_of(cast.worker).get(f"/desk/followup/communities/{home.pk}/report.{form}").status_code == 404


def test_the_page_offers_the_report_as_pictures_and_files(cast: Cast, home: Community) -> None:
    page = client_of(cast.officer).get("/desk/followup/40/").content.decode()
    assert "data:image/png;base64," in page
    assert "/desk/followup/40/report.pdf" in page
    assert "/desk/followup/4015/" in page
    assert f"/desk/followup/communities/{home.pk}/" in page


def test_a_long_report_shows_its_first_pages_and_says_so(cast: Cast) -> None:
    for number in range(90):
        community(f"บ้าน {number}", area=PLACE, state="published")
    answer = client_of(cast.officer).get("/desk/followup/40/")
    assert answer.content.decode().count("data:image/png;base64,") == SHOWN
    assert "หน้าแรก" in answer.content.decode()
    assert len(answer.content) < 1_200_000


def test_it_is_reached_from_the_order_page_of_prints(cast: Cast, home: Community) -> None:
    page = client_of(cast.worker).get(f"/desk/printing/communities/{home.pk}/").content.decode()
    assert f"/desk/followup/communities/{home.pk}/" in page


def test_the_officer_in_charge_reads_the_finding_the_reasons_and_the_money(cast: Cast, home: Community) -> None:
    make_centre(name_th="ศูนย์ที่ปิด", condition="closed", condition_note="หลังคารั่ว", area_code="4015")
    make_notice(None, contact_kind="community", contact_id=home.pk)
    asset(home, "ซุ้มประตู", AssetKind.STRUCTURE)
    make_scans(home, 7)
    text = of_area(cast, "worker")
    assert "ชุมชน 1 แห่ง รับนักท่องเที่ยวอยู่ 0 แห่ง" in text
    assert "เคยได้รับการสนับสนุน แต่วันนี้ไม่รับนักท่องเที่ยว" in text
    assert "หลังคารั่ว" in text
    assert "7,654" in text
    assert MONEY in text
    assert "เรื่องที่ยังไม่มีใครแจ้งชุมชน\t1" in text
    assert "สำนักงานพัฒนาชุมชนอำเภอ" in text
    assert "ไม่ได้บอกว่าสิ่งหนึ่งทำให้เกิดอีกสิ่งหนึ่ง" in text


def test_who_is_not_in_charge_reads_no_community_s_money(cast: Cast, home: Community) -> None:
    for path in ("4015", f"communities/{home.pk}"):
        text = text_of(client_of(cast.reader), f"/desk/followup/{path}/report.docx")
        assert MONEY not in text
        assert "7,654" not in text
    assert "ไม่แสดง เพราะมีชุมชนรายงานไม่ถึง 5 แห่ง" in of_area(cast, "reader")


def test_an_area_s_sum_is_shown_to_others_where_it_stands_on_enough(cast: Cast, home: Community) -> None:
    for number in range(5):
        taken(community(f"บ้านที่ {number}", area=PLACE, state="published"), 1_000_00)
    months = (rules.last_month(timezone.localdate()),)
    IncomeTourism.objects.filter(community=home).update(food=99_000_00, total=99_000_00)
    assert not access.sum_is_shown("4015", months, cast.reader.scope)  # the first has most of it
    IncomeTourism.objects.filter(community=home).update(food=1_000_00, total=1_000_00)
    assert access.sum_is_shown("4015", months, cast.reader.scope)


def test_a_sum_is_hidden_beside_a_neighbour_that_must_be(cast: Cast) -> None:
    """Else the province less this district would give the neighbour away."""
    for number in range(6):
        taken(community(f"บ้านใหญ่ {number}", area=PLACE, state="published"), 1_000_00)
    alone = community("บ้านเดียว", area="401101", state="published")
    months = (rules.last_month(timezone.localdate()),)
    assert access.sum_is_shown("4015", months, cast.reader.scope)
    taken(alone, 500_00)
    assert not access.sum_is_shown("4015", months, cast.reader.scope)
    assert access.sum_is_shown("40", months, cast.reader.scope)
    assert access.sum_is_shown("4015", months, cast.worker.scope)  # in charge


def test_an_editor_reads_her_own_community_with_its_money_and_no_area(cast: Cast, home: Community) -> None:
    other = community("บ้านอื่น", area=PLACE, state="published")
    editor = client_of(make_person("editor", Position.COMMUNITY_EDITOR, PLACE, subject=("community", home.pk)))
    assert MONEY in text_of(editor, f"/desk/followup/communities/{home.pk}/report.docx")
    assert editor.get(f"/desk/followup/communities/{other.pk}/").status_code == 404
    assert editor.get(f"/desk/followup/{PLACE}/").status_code == 404
    assert f"/desk/followup/communities/{home.pk}/" in editor.get("/desk/followup/").content.decode()


def test_a_gap_is_told_by_name_and_is_no_zero(cast: Cast, home: Community) -> None:
    year = rules.years(timezone.localdate())[1]
    text = text_of(client_of(cast.worker), f"/desk/followup/communities/{home.pk}/report.docx?year={year}")
    assert "ไม่ได้รายงาน" in text
    assert "0 จาก 12" in text
    IncomeTourism.objects.all().delete()
    taken(home, 100_00, rules.months_of(year, timezone.localdate())[-1])
    text = text_of(client_of(cast.worker), f"/desk/followup/communities/{home.pk}/report.docx?year={year}")
    assert "1 จาก 12" in text
    assert "ขาด: " in text


def test_in_english_it_speaks_english(cast: Cast, home: Community) -> None:
    text = of_area(cast, "worker", query="?lang=en")
    assert "0 of 1 community receives guests." in text
    assert "Monitoring report" in text
    assert "รายงานการติดตามผล" not in text


def test_drafts_and_withdrawn_ones_are_not_followed_up(cast: Cast, home: Community) -> None:
    community("บ้านร่าง", area=PLACE, state="draft")
    community("บ้านถอน", area=PLACE, state="withdrawn")
    text = of_area(cast, "worker")
    assert "บ้านร่าง" not in text
    assert "บ้านถอน" not in text


@pytest.mark.parametrize("query", ["", "?year=2999&lang=xx", "?year=%F0%9F%98%80", "?year=2569"])
def test_what_is_typed_by_hand_and_names_nothing_is_this_year(cast: Cast, home: Community, query: str) -> None:
    assert client_of(cast.worker).get(f"/desk/followup/4015/{query}").status_code == 200


def test_an_area_without_communities_says_so(cast: Cast) -> None:
    assert "ยังไม่มีชุมชนในทะเบียน" in of_area(cast, "worker")


def test_queries_do_not_grow_with_the_communities(cast: Cast, home: Community) -> None:
    asked = []
    client = client_of(cast.worker)
    client.get("/desk/followup/4015/report.docx")
    for count in (1, 30):
        for number in range(count):
            taken(community(f"บ้าน {count} {number}", area=PLACE, state="published"), 100_00)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/followup/4015/report.docx")
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", [LONGEST, "กก", "Ban 😀"])
def test_any_name_makes_a_report_or_a_refusal(cast: Cast, home: Community, name: str) -> None:
    Community.objects.filter(pk=home.pk).update(name_th=name)
    answer = client_of(cast.worker).get(f"/desk/followup/communities/{home.pk}/report.pdf")
    assert answer.status_code == (422 if "😀" in name else 200)


def test_it_is_taken_by_the_stricter_form_and_says_what_is_invented(
    cast: Cast, home: Community, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(press, "_is_accessible", True)
    for path in ("4015", f"communities/{home.pk}"):
        body = client_of(cast.worker).get(f"/desk/followup/{path}/report.pdf").content
        assert b"<pdfuaid:part>1<" in body
        assert press.INVENTED["th"].encode() in body
