"""The pages of letters: who may, what is offered, and the files."""

import io
from typing import Any

import docx
import pytest

from withi.ground.people.rules import Position
from withi.kit.paper import press
from withi.kit.paper.docx import TYPE
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.rounds.models import Round, RoundApplication, RoundMeeting
from withi.work.rounds.rules import State
from withi.work.rounds.tests.factory import make_application, make_round

pytestmark = pytest.mark.django_db
DISTRICT = 4015
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
MEETING = {"sitting": "4", "year": "๒๕๖๙", "held_on": "3 ธ.ค. 2569"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def asked(cast: Cast) -> Round:
    """A round with one application for the committee, one for the province and one of another district."""
    found = make_round(name_th="รอบปี 2569")
    for name, area, state in (
        ("กลุ่มรอคณะกรรมการ", "401508", State.CHECKED),
        ("กลุ่มรอจังหวัด", "401508", State.PASSED),
        ("กลุ่มต่างอำเภอ", "4011", State.CHECKED),
    ):
        make_application(state=state, to=found, producer=make_producer(name_th=name, area_code=area))
    return found


def filled(asked: Round, **more: str) -> dict[str, str]:
    return {"round": str(asked.pk), "committee": "คณะกรรมการ", "office": "สำนักงานพัฒนาชุมชนอำเภอ", **MEETING, **more}


def read(body: bytes) -> str:
    """All that stands in a DOCX, its tables too."""
    document = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


@pytest.mark.parametrize("kind", ["invitation", "order", "memo"])
def test_a_letter_is_taken_by_the_stricter_form_and_says_what_is_invented(
    cast: Cast, asked: Round, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(press, "_is_accessible", True)
    body = client_of(cast.worker).post(f"/desk/letters/4015/{kind}/", filled(asked, give="pdf")).content
    assert b"<pdfuaid:part>1<" in body
    assert press.INVENTED["th"].encode() in body  # the title, in the file's own description


def test_six_questions_of_a_letter(cast: Cast, asked: Round) -> None:
    view = Asked("/desk/letters/{pk}/invitation/", sent=filled(asked, give="docx"))
    assert six_answers(view, cast, DISTRICT) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_its_page(cast: Cast, asked: Round) -> None:
    view = Asked("/desk/letters/{pk}/order/")
    assert six_answers(view, cast, DISTRICT) == [200, 200, 404, 403, 404, 405]


def test_the_list_shows_one_s_own_districts_with_what_waits(cast: Cast, asked: Round) -> None:
    page = client_of(cast.worker).get("/desk/letters/")
    (line,) = page.context["lines"]
    assert (line.code, line.for_committee, line.for_province) == ("4015", "1", "1")
    assert "/desk/letters/4015/memo/" in page.content.decode()
    province = client_of(cast.officer).get("/desk/letters/").context["lines"]
    assert [(one.code, one.for_committee, one.for_province) for one in province] == [
        ("40", "2", "1"), ("4011", "1", "0"), ("4015", "1", "1")
    ]  # fmt: skip
    assert client_of(cast.reader).get("/desk/letters/").status_code == 403
    assert client_of(cast.worker).post("/desk/letters/").status_code == 405


def test_an_invitation_lists_what_waits_for_this_committee_alone(cast: Cast, asked: Round) -> None:
    answer = client_of(cast.worker).post("/desk/letters/4015/invitation/", filled(asked, give="docx"))
    text = read(answer.content)
    assert answer["Content-Type"] == TYPE
    assert "no-store" in answer["Cache-Control"]
    assert "กลุ่มรอคณะกรรมการ" in text
    assert "กลุ่มรอจังหวัด" not in text
    assert "กลุ่มต่างอำเภอ" not in text
    assert "ครั้งที่ 4/2569" in text


def test_thai_digits_by_switch(cast: Cast, asked: Round) -> None:
    sent = filled(asked, give="docx", has_thai_digits="on")
    assert "ครั้งที่ ๔/๒๕๖๙" in read(client_of(cast.worker).post("/desk/letters/4015/invitation/", sent).content)


def test_a_memo_is_refused_where_nothing_waits(cast: Cast, asked: Round) -> None:
    worker = client_of(cast.worker)
    assert "กลุ่มรอจังหวัด" in read(worker.post("/desk/letters/4015/memo/", filled(asked, give="docx")).content)
    RoundApplication.objects.update(state=State.CHECKED)
    answer = worker.post("/desk/letters/4015/memo/", filled(asked, give="docx"))
    assert answer.status_code == 422
    assert "ยังไม่มีเรื่องให้เสนออนุมัติ" in answer.content.decode()


def test_minutes_are_those_of_a_meeting_of_this_district(cast: Cast, asked: Round) -> None:
    held, other = (
        RoundMeeting.objects.create(area_code=area, number=3, year=2569, held_on="2026-11-20")
        for area in ("4015", "4011")
    )
    RoundApplication.objects.filter(state=State.PASSED).update(meeting=held)
    sent = filled(asked, give="docx", meeting=str(held.pk))
    worker = client_of(cast.worker)
    assert "กลุ่มรอจังหวัด" in read(worker.post("/desk/letters/4015/minutes/", sent).content)
    assert worker.post("/desk/letters/4015/minutes/", sent | {"meeting": str(other.pk)}).status_code == 422


def test_the_preview_and_the_pdf_are_the_same_letter(cast: Cast, asked: Round) -> None:
    worker, path = client_of(cast.worker), "/desk/letters/4015/order/"
    page = worker.post(path, filled(asked, give="show", members="นายหนึ่ง ตัวอย่าง, ประธาน"))
    assert len(page.context["leaves"].pictures) == 1
    assert not page.context["leaves"].has_more
    assert "data:image/png;base64," in page.content.decode()
    assert worker.post(path, filled(asked, give="pdf")).content.startswith(b"%PDF")


@pytest.mark.parametrize("wrong", [{"round": "999"}, {"signer": "😀"}, {"sitting": "x"}, {"members": "ก\n" * 99}])
def test_what_cannot_be_is_refused_on_the_page(cast: Cast, asked: Round, wrong: dict[str, str]) -> None:
    kind = "order" if "members" in wrong else "invitation"
    answer = client_of(cast.worker).post(f"/desk/letters/4015/{kind}/", filled(asked, give="pdf") | wrong)
    assert answer.status_code == 422


def test_another_kind_of_letter_there_is_not(cast: Cast) -> None:
    assert client_of(cast.worker).get("/desk/letters/4015/poem/").status_code == 404


# --- a province, the department ------------------------------------------------------------------


def wide(asked: Round, **more: str) -> dict[str, str]:
    return filled(asked, give="docx", office="สำนักงานพัฒนาชุมชนจังหวัดขอนแก่น", **more)


@pytest.mark.parametrize("kind", ["invitation", "minutes", "memo", "order"])
def test_six_questions_of_a_province_s_letter(cast: Cast, asked: Round, kind: str) -> None:
    path = f"/desk/letters/40/{kind}/"
    assert client_of(cast.officer).post(path, wide(asked)).status_code == 200
    assert client_of(cast.officer).get(path).status_code == 200
    assert client_of(cast.worker).post(path, wide(asked)).status_code == 404  # a district's officer
    assert client_of(cast.stranger).post(path, wide(asked)).status_code == 404
    assert client_of(cast.reader).post(path, wide(asked)).status_code == 403
    assert client_of(cast.officer).post(f"/desk/letters/99/{kind}/", wide(asked)).status_code == 404
    assert client_of(cast.officer).delete(path).status_code == 405


def test_a_province_s_letters_are_about_what_waits_for_the_province(cast: Cast, asked: Round) -> None:
    officer = client_of(cast.officer)
    for kind in ("invitation", "memo"):
        text = read(officer.post(f"/desk/letters/40/{kind}/", wide(asked)).content)
        assert "กลุ่มรอจังหวัด" in text
        assert "กลุ่มรอคณะกรรมการ" not in text
        assert "หนองสองห้อง" in text  # the district, in its column
    page = officer.get("/desk/letters/40/order/").content.decode()
    assert "สำนักงานพัฒนาชุมชนจังหวัดขอนแก่น" in page
    assert "ติดตาม สนับสนุน และรายงานผล" in page


def test_a_province_s_minutes_hold_what_was_approved_on_the_day(cast: Cast, asked: Round) -> None:
    RoundApplication.objects.filter(state=State.PASSED).update(state=State.APPROVED, moved_on="2026-12-03")
    officer, path = client_of(cast.officer), "/desk/letters/40/minutes/"
    text = read(officer.post(path, wide(asked)).content)
    assert "กลุ่มรอจังหวัด" in text
    assert "ครั้งที่ 4/2569" in text
    assert "กลุ่มรอจังหวัด" not in read(officer.post(path, wide(asked, held_on="4 ธ.ค. 2569")).content)


def test_a_letter_is_headed_by_the_emblem_of_its_own_office(
    cast: Cast, asked: Round, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "40.svg").write_text(SQUARE, "utf-8")
    settings.EMBLEMS = str(tmp_path)
    body = client_of(cast.officer).post("/desk/letters/40/invitation/", wide(asked)).content
    assert len(docx.Document(io.BytesIO(body)).inline_shapes) == 1
    settings.EMBLEMS = ""
    body = client_of(cast.officer).post("/desk/letters/40/invitation/", wide(asked)).content
    assert len(docx.Document(io.BytesIO(body)).inline_shapes) == 0


def test_the_department_writes_to_all_provinces_with_counts_and_no_producer(cast: Cast, asked: Round) -> None:
    department = client_of(make_person("department", Position.DEPARTMENT, ""))
    assert "/desk/letters/nation/memo/" in department.get("/desk/letters/").content.decode()
    text = read(
        department.post("/desk/letters/nation/memo/", filled(asked, give="docx", office="กรมการพัฒนาชุมชน")).content
    )
    assert "ขอนแก่น" in text
    assert "กลุ่มรอจังหวัด" not in text
    assert client_of(cast.officer).get("/desk/letters/nation/memo/").status_code == 404
    assert client_of(cast.officer).get("/desk/letters/").content.decode().count("/desk/letters/nation/") == 0
