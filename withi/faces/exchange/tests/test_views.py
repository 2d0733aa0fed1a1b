"""The pages of the exchange: each with its six questions, and what only a page can get wrong."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, Person
from tests.pages import bytes_of, form_in
from tests.places import mark
from tests.register import Register
from withi.faces.exchange import actions
from withi.faces.exchange.forms import COMPARE, IMPORT
from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeRun
from withi.faces.exchange.rules import Decision, Part
from withi.faces.exchange.tests.factory import compared, example, file_of, sheet_of, stock_producers
from withi.faces.exchange.tests.test_deciding import Game
from withi.faces.imports.rules import Sheet
from withi.ground.jobs.actions import run_due
from withi.ground.jobs.models import Job
from withi.ground.people.tests.factory import sign_in
from withi.ground.trail.models import TrailEntry
from withi.registers.publication import exports

pytestmark = pytest.mark.django_db
START, ADD = "/desk/exchange/", "/desk/exchange/layouts/add/"
DECIDED = {"HX-Request": "true"}


@pytest.fixture
def game(cast: Cast, register: Register) -> Game:
    return Game(cast)


def at(run: ExchangeRun, name: str = "run", *more: Any) -> str:
    return reverse(f"exchange:{name}", args=[run.key, *more])


# --- the six questions ---------------------------------------------------------------------------


def pages(game: Game) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Every view: its method, address and form."""
    item, layout = game.item(), game.layout
    return {
        "start": ("get", START, {}),
        "layout_add": ("get", ADD, {}),
        "layout": ("get", reverse("exchange:layout", args=[layout.pk]), {}),
        "export": ("post", reverse("exchange:export", args=[layout.pk, "xlsx"]), {}),
        "run": ("get", at(game.run), {}),
        "decide": ("post", at(game.run, "decide", item.pk), {"decision": "ours"}),
        "decide_every": (
            "post",
            at(game.run, "decide_every"),
            {"part": "differs", "field": "contact", "nature": "other", "decision": "theirs"},
        ),
        "apply": ("post", at(game.run, "apply"), {}),
        "corrections": ("post", at(game.run, "corrections", "xlsx"), {}),
        "discard": ("post", at(game.run, "discard"), {}),
    }


NAMES = ("start", "layout_add", "layout", "export", "run", "decide", "decide_every", "apply", "corrections", "discard")
OF_RUN = NAMES[4:]


def ask(person: Person, game: Game, name: str, method: str = "") -> int:
    sent, url, data = pages(game)[name]
    answer = getattr(person.client, method or sent)(url, data)
    bytes_of(answer)
    return int(answer.status_code)


@pytest.mark.parametrize("name", NAMES)
def test_it_works_for_whose_it_is(game: Game, cast: Cast, name: str) -> None:
    assert ask(cast.officer, game, name) in (200, 302)


@pytest.mark.parametrize("name", ["layout", "export"])
def test_a_colleague_of_the_province_keeps_the_same_layouts(game: Game, cast: Cast, name: str) -> None:
    assert ask(cast.province_chief, game, name) == 200


@pytest.mark.parametrize("name", OF_RUN)
def test_a_comparison_is_its_owners_alone(game: Game, cast: Cast, name: str) -> None:
    for person in (cast.province_chief, cast.department, cast.stranger):
        assert ask(person, game, name) == 404


@pytest.mark.parametrize("name", ["layout", "export"])
def test_another_provinces_layout_does_not_exist(game: Game, cast: Cast, name: str) -> None:
    assert ask(cast.stranger, game, name) == 404


@pytest.mark.parametrize(("name", "who"), [("start", "chief"), ("layout_add", "worker"), ("layout", "worker")])
def test_who_may_only_read_is_told_so(game: Game, cast: Cast, name: str, who: str) -> None:
    assert ask(getattr(cast, who), game, name) == 403


@pytest.mark.parametrize(
    "url",
    [
        "/desk/exchange/layouts/987654/",
        "/desk/exchange/00000000-0000-4000-8000-000000000000/",
        "/desk/exchange/not-a-key/",
    ],
)
def test_what_is_not_there_is_not_found(game: Game, cast: Cast, url: str) -> None:
    assert cast.officer.client.get(url).status_code == 404


def test_an_item_of_another_comparison_is_not_found(game: Game, cast: Cast) -> None:
    other = game.again()
    item = other.items.first()
    assert item
    assert cast.officer.client.post(at(game.run, "decide", item.pk), {"decision": "ours"}).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_another_method_is_refused(game: Game, cast: Cast, name: str) -> None:
    wrong = {"get": "delete", "post": "get"}[pages(game)[name][0]]
    assert ask(cast.officer, game, name, wrong) == 405


def test_guests_are_shown_the_way_in(game: Game) -> None:
    assert Client().get(START).status_code == 302


# --- a file --------------------------------------------------------------------------------------


def test_a_file_is_read_as_a_job_that_goes_on_to_what_was_found(game: Game, cast: Cast) -> None:
    for act, begins in ((COMPARE, START), (IMPORT, "/desk/import/")):
        file = file_of(game.table(), game.layout)
        answer = cast.officer.client.post(START, {"layout": game.layout.pk, "act": act, "file": file})
        job = Job.objects.latest("pk")
        assert answer.headers["Location"] == f"/desk/jobs/{job.key}/?go=1"
        run_due()
        job.refresh_from_db()
        assert job.result_url.startswith(begins)
        assert job.result_url != begins
        assert cast.officer.client.get(job.result_url).status_code == 200


def test_a_file_that_does_not_fit_is_refused_on_its_jobs_page(game: Game, cast: Cast) -> None:
    file = file_of([["อะไร"], ["ก"]], game.layout)
    answer = cast.officer.client.post(START, {"layout": game.layout.pk, "act": COMPARE, "file": file})
    run_due()
    page = cast.officer.client.get(answer.headers["Location"]).content.decode()
    assert "เลขทะเบียน" in page
    assert f'href="{START}"' in page


def test_an_empty_file_is_refused_beside_its_field(game: Game, cast: Cast) -> None:
    file = SimpleUploadedFile("กรม.xlsx", b"")
    answer = cast.officer.client.post(START, {"layout": game.layout.pk, "act": COMPARE, "file": file})
    assert answer.status_code == 422
    assert "ว่างเปล่า" in answer.content.decode()


def test_a_layout_out_of_force_is_not_offered(game: Game, cast: Cast) -> None:
    ExchangeLayout.objects.filter(pk=game.layout.pk).update(valid_until="2020-01-01")
    page = cast.officer.client.get(START).content.decode()
    assert f'<option value="{game.layout.pk}"' not in page
    assert game.layout.name in page
    file = file_of(game.table(), game.layout)
    answer = cast.officer.client.post(START, {"layout": game.layout.pk, "act": COMPARE, "file": file})
    assert answer.status_code == 422


# --- deciding ------------------------------------------------------------------------------------


def test_both_values_stand_beside_each_other(game: Game, cast: Cast) -> None:
    page = cast.officer.client.get(at(game.run)).content.decode()
    assert mark("here", "contact") in page
    assert "คนใหม่" in page
    assert "<mark>" in page
    assert "ส่วนที่ต่าง" in page
    assert "ตัดสินแล้ว 0 จาก 2" in page


def test_a_decision_answers_with_the_row_the_progress_and_a_sentence(game: Game, cast: Cast) -> None:
    item = game.item()
    url = at(game.run, "decide", item.pk)
    answer = cast.officer.client.post(url, {"decision": "theirs"}, headers=DECIDED)
    part = answer.content.decode()
    assert "<html" not in part
    assert f'id="i{item.pk}"' in part
    assert "ตัดสินแล้ว 1 จาก 2" in part
    assert 'id="aloud" class="hide" role="status"' in part
    item.refresh_from_db()
    assert item.decision == Decision.THEIRS


def test_without_script_a_decision_leads_back_to_its_place(game: Game, cast: Cast) -> None:
    item, here = game.item(), f"{at(game.run)}?part=differs"
    told = {"decision": "ours", "next": here}
    answer = cast.officer.client.post(at(game.run, "decide", item.pk), told)
    assert answer.headers["Location"] == f"{here}#i{item.pk}"
    for strange in ("https://example.org/", f"{at(game.run)}../../"):
        answer = cast.officer.client.post(at(game.run, "decide", item.pk), told | {"next": strange})
        assert answer.headers["Location"] == f"{at(game.run)}#i{item.pk}"


@pytest.mark.parametrize("decision", ["", "ours", "nonsense", "create"])
def test_only_buttons_that_stand_there_are_taken(game: Game, cast: Cast, decision: str) -> None:
    item = game.item()
    answer = cast.officer.client.post(at(game.run, "decide", item.pk), {"decision": decision}, headers=DECIDED)
    assert answer.status_code == (200 if decision in ("", "ours") else 422)


def test_parts_and_states_are_kept_in_the_address(game: Game, cast: Cast) -> None:
    client = cast.officer.client
    game.decide(game.item(), Decision.OURS)
    assert "กลุ่มมาใหม่" in client.get(at(game.run), {"part": "there"}).content.decode()
    assert "คนใหม่" not in client.get(at(game.run), {"part": "differs"}).content.decode()
    assert "คนใหม่" in client.get(at(game.run), {"part": "differs", "state": "decided"}).content.decode()
    assert "คนใหม่" not in client.get(at(game.run), {"part": "differs", "state": "quiet"}).content.decode()
    assert client.get(at(game.run), {"part": "nonsense", "state": "?", "nature": "%00"}).status_code == 200


def test_everything_is_stored_with_one_button(game: Game, cast: Cast) -> None:
    game.decide(game.item(), Decision.THEIRS)
    answer = cast.officer.client.post(at(game.run, "apply"), follow=True)
    assert "บันทึกแล้ว 1 ข้อ" in answer.content.decode()
    game.ours.refresh_from_db()
    assert game.ours.contact == "คนใหม่"


def test_a_person_who_lost_his_area_sees_nothing_of_it(game: Game, cast: Cast) -> None:
    ExchangeRun.objects.filter(pk=game.run.pk).update(owner=cast.neighbour.account)
    page = cast.neighbour.client.get(at(game.run), {"part": "differs"}).content.decode()
    assert "คนใหม่" not in page
    assert mark("here", "contact") not in page
    item = game.item()
    url = at(game.run, "decide", item.pk)
    assert cast.neighbour.client.post(url, {"decision": "theirs"}).status_code == 404


def test_the_page_costs_the_same_at_one_item_and_at_many(
    cast: Cast, register: Register, django_assert_num_queries: Any
) -> None:
    stock_producers(cast.officer, 60)
    layout = example(cast.officer, Sheet.PRODUCERS)
    table = sheet_of(cast.officer, layout)
    few = compared(cast.officer, layout, [table[0], table[1]], whole_area=False)
    many = compared(cast.officer, layout, [table[0], *[[*row[:11], "คนอื่น", *row[12:]] for row in table[1:]]])
    assert many.items.filter(part=Part.DIFFERS).count() >= 50
    ExchangeItem.objects.filter(run=few).exclude(position=1).delete()
    client = cast.officer.client
    client.get(START)
    counts = []
    for run in (few, many):
        with django_assert_num_queries(QUERIES):
            counts.append(len(client.get(at(run)).content))
    assert counts[0] < counts[1]


QUERIES = 8


# --- layouts -------------------------------------------------------------------------------------


def test_a_layout_begins_with_the_headings_of_a_sample(game: Game, cast: Cast) -> None:
    told = {"name": "จากไฟล์", "kind": "producers", "file": file_of(game.table(), game.layout)}
    answer = cast.officer.client.post(ADD, told)
    made = ExchangeLayout.objects.get(name="จากไฟล์")
    assert answer.headers["Location"] == reverse("exchange:layout", args=[made.pk])
    assert made.area_code == "40"
    assert [column.field for column in made.column_list()] == [
        "", "name_th", "", "contact", "phone", "tambon", "district", "province",
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "example"), [("producers", True), ("producers", False), ("communities", True)])
def test_a_layout_begins_with_an_example_or_our_own_headings(game: Game, cast: Cast, kind: str, example: bool) -> None:
    told = {"name": "เริ่มใหม่", "kind": kind} | ({"example": "on"} if example else {})
    assert cast.officer.client.post(ADD, told).status_code == 302
    headings = [column.heading for column in ExchangeLayout.objects.get(name="เริ่มใหม่").column_list()]
    assert ("แหล่งข้อมูล" in headings) == (example and kind == "producers")


def changed(cast: Cast, layout: ExchangeLayout, **told: Any) -> Any:
    url = reverse("exchange:layout", args=[layout.pk])
    sent = form_in(cast.officer.client.get(url).content.decode())
    return cast.officer.client.post(url, sent | told)


def test_columns_are_changed_moved_added_and_taken_out(game: Game, cast: Cast) -> None:
    answer = changed(
        cast,
        game.layout,
        c1_heading="รหัส",
        c2_place="1",
        c1_place="2",
        c4_heading="",
        c9_heading="ระบบ",
        c9_fixed="วิถี",
        c3_words="ก 1 = กลุ่มผู้ผลิตชุมชน",
    )
    assert answer.status_code == 302
    layout = ExchangeLayout.objects.get(pk=game.layout.pk)
    columns = layout.column_list()
    assert [column.heading for column in columns] == [
        "ชื่อ", "รหัส", "แบบ", "โทร", "ตำบล", "อำเภอ", "จังหวัด", "ระบบ",
    ]  # fmt: skip
    assert (columns[2].words, columns[-1].fixed) == ((("ก 1", "group"),), "วิถี")
    entry = TrailEntry.objects.get(verb="exchange.layout_change")
    assert (entry.actor_id, layout.version) == (cast.officer.account.pk, 2)


@pytest.mark.parametrize(
    "told",
    [
        {"c1_heading": "ชื่อ"},
        {"c1_field": "name_th"},
        {"c2_heading": ""},
        {"c3_words": "ไม่มีเครื่องหมาย"},
        {"valid_from_0": "2", "valid_from_1": "1", "valid_from_2": "2569", "valid_until_0": "1", "valid_until_1": "1"}
        | {"valid_until_2": "2569"},
        {"header_row": "0"},
    ],
)
def test_a_layout_that_cannot_be_read_is_refused(game: Game, cast: Cast, told: dict[str, str]) -> None:
    assert changed(cast, game.layout, **told).status_code == 422
    game.layout.refresh_from_db()
    assert game.layout.version == 1


def test_of_two_officers_at_one_layout_the_second_is_told(game: Game, cast: Cast) -> None:
    url = reverse("exchange:layout", args=[game.layout.pk])
    opened = form_in(cast.officer.client.get(url).content.decode())
    assert changed(cast, game.layout, name="ของคนแรก").status_code == 302
    answer = cast.officer.client.post(url, opened | {"name": "ของคนหลัง"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "ของคนแรก" in page, "both versions are shown"
    again = form_in(page) | {"choose_name": "theirs", "source_note": "ของคนหลัง"}
    assert cast.officer.client.post(url, again).status_code == 302
    game.layout.refresh_from_db()
    assert (game.layout.name, game.layout.source_note) == ("ของคนแรก", "ของคนหลัง")
    game.layout.refresh_from_db()
    assert game.layout.name == "ของคนแรก"


def test_a_comparison_keeps_the_columns_of_its_day(game: Game, cast: Cast) -> None:
    before = [column["heading"] for column in game.run.columns]
    changed(cast, game.layout, c1_heading="รหัสใหม่")
    game.run.refresh_from_db()
    assert [column["heading"] for column in game.run.columns] == before


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_register_leaves_in_the_layout_and_the_trail_says_so(game: Game, cast: Cast, form: str) -> None:
    answer = cast.worker.client.post(reverse("exchange:export", args=[game.layout.pk, form]))
    body = bytes_of(answer)
    assert answer.status_code == 200
    assert body.startswith(b"PK") or mark("here", "contact") in body.decode("utf-8-sig")
    assert TrailEntry.objects.filter(verb="producers.export_personal").count() == 1


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_long_register_leaves_as_a_job_with_the_same_rows(
    game: Game, cast: Cast, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, client = reverse("exchange:export", args=[game.layout.pk, form]), cast.worker.client
    at_once = bytes_of(client.post(url))
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    answer = client.post(url)
    job = Job.objects.latest("pk")
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.key])
    assert run_due()
    written = bytes_of(client.get(reverse("jobs:file", args=[job.key])))
    assert cells(written) == cells(at_once) if form == "xlsx" else written == at_once
    assert TrailEntry.objects.filter(verb="producers.export_personal").count() == 2


def cells(body: bytes) -> list[Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [sheet.title, *sheet.iter_rows(values_only=True)]


def test_personal_columns_leave_only_with_who_may_see_them(game: Game, cast: Cast) -> None:
    body = bytes_of(cast.executive.client.post(reverse("exchange:export", args=[game.layout.pk, "csv"])))
    assert mark("here", "producer", "published") in body.decode("utf-8-sig")
    assert mark("here", "contact") not in body.decode("utf-8-sig")


def test_who_takes_personal_columns_proves_again_who_he_is(game: Game, cast: Cast) -> None:
    export, corrections = reverse("exchange:export", args=[game.layout.pk, "csv"]), at(game.run, "corrections", "csv")
    late = sign_in(Client(), game.person.account, ago=601)
    for url in (export, corrections):
        assert late.post(url).headers["Location"].startswith("/accounts/reauthenticate/")
    assert not TrailEntry.objects.filter(verb__endswith="export_personal").exists()
    without = sign_in(Client(), cast.executive.account, ago=601)
    assert bytes_of(without.post(export))


def test_examples_are_said_to_be_examples(cast: Cast, register: Register) -> None:
    actions.add_examples(actor=cast.department.account, scope=cast.department.scope)
    page = cast.worker.client.get(START).content.decode()
    assert page.count("ไม่ใช่แบบจริงของกรมฯ") == 2
