"""The desk's pages of communities: the same questions to every view, then what each does."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Position
from withi.ground.people.tests.factory import sign_in
from withi.ground.trail.models import TrailEntry
from withi.registers.publication.rules import State
from withi.registers.villages import words
from withi.registers.villages.models import Community
from withi.registers.villages.rules import Receiving
from withi.registers.villages.tests import factory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    factory.areas()


def browser(user: User | None = None) -> Client:
    client = Client()
    sign_in(client, user or factory.person())
    return client


@dataclass(frozen=True)
class View:
    """A view about one community: how it is asked, what is sent, what it answers, and who else may."""

    name: str
    method: str = "get"
    extra: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    answers: int = 200
    wrong: str = "delete"
    reader: int = 403

    def path(self, row: Community | None = None, pk: int = 0) -> str:
        args: list[Any] = [row.pk if row else pk, *self.extra]
        if self.name.startswith("asset_") and self.name != "asset_add":
            args.append(row.assets.get().pk if row else 1)
        if self.name == "editor_end":
            args.append(Posting.objects.get(subject_id=row.pk).pk if row else 1)
        return reverse(f"villages:{self.name}", args=args)

    def ask(self, client: Client, path: str) -> Any:
        return getattr(client, self.method)(path, self.data)


ASSET = {"version": 1, "kind": "food", "name_th": "พาแลง", "price": "180", "price_unit": "person"}
TODAY = timezone.localdate()
VIEWS = [
    View("detail", reader=200, wrong="post"),
    View("edit", extra=("facts",)),
    View("edit", extra=("story",)),
    View("edit", extra=("guests",)),
    View("edit", extra=("visit",)),
    View("receiving"),
    View("receiving", "post", data={"seen": "appointment", "receiving": "open", "phone": "0810000000"}, answers=302),
    View("confirm"),
    View("confirm", "post", data={"seen": "appointment", "version": 1}, answers=302),
    View("asset_add"),
    View("asset_add", "post", data=ASSET, answers=302),
    View("asset_edit"),
    View("asset_edit", "post", data=ASSET, answers=302),
    View("asset_move", "post", data={"step": "up"}, answers=302, wrong="get"),
    View("asset_verify", "post", answers=302, wrong="get"),
    View("asset_remove", "post", answers=302, wrong="get"),
    View("editors"),
    View("editor_end"),
]
every_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join((view.name, *view.extra, view.method)))


def whole() -> Community:
    row = factory.open_community()
    factory.asset(row)
    factory.editor(row)
    return row


@every_view
def test_it_works(view: View) -> None:
    assert view.ask(browser(), view.path(whole())).status_code == view.answers


@every_view
def test_a_colleague_in_scope_may_too(view: View) -> None:
    row = whole()
    colleague = factory.person(Position.PROVINCE_OFFICER, "40")
    assert view.ask(browser(colleague), view.path(row)).status_code == view.answers


@every_view
def test_another_province_finds_nothing(view: View) -> None:
    stranger = factory.person(Position.PROVINCE_OFFICER, "47")
    assert view.ask(browser(stranger), view.path(whole())).status_code == 404


@every_view
def test_a_reader_is_told_why_not(view: View) -> None:
    reader = factory.person(Position.EXECUTIVE, "40")
    assert view.ask(browser(reader), view.path(whole())).status_code == view.reader


@every_view
def test_what_is_not_there_is_404(view: View) -> None:
    assert view.ask(browser(), view.path(pk=987_654)).status_code == 404


@every_view
def test_the_wrong_method_is_refused(view: View) -> None:
    assert getattr(browser(), view.wrong)(view.path(whole())).status_code == 405


def test_an_asset_or_a_term_of_another_community_is_404() -> None:
    row, other = whole(), factory.open_community("บ้านหนองหว้า", "40150801")
    asset, term = row.assets.get().pk, Posting.objects.get(subject_id=row.pk).pk
    client = browser()
    for name, pk in (("asset_edit", asset), ("editor_end", term)):
        assert client.get(reverse(f"villages:{name}", args=[other.pk, pk])).status_code == 404
    assert client.get(reverse("villages:edit", args=[row.pk, "nothing"])).status_code == 404


# --- list ----------------------------------------------------------------------------------------

LIST = "/desk/communities/"


def test_the_list_shows_ones_own_area_and_can_be_narrowed() -> None:
    factory.open_community("บ้านดงเค็ง")
    factory.community("บ้านยังไม่บอก", "40150801")
    factory.open_community("บ้านนางอย", "47070104")
    client = browser()
    page = client.get(LIST).content.decode()
    assert "บ้านดงเค็ง ต.ดงเค็ง อ.หนองสองห้อง" in page
    assert "บ้านยังไม่บอก" in page
    assert "บ้านนางอย" not in page
    narrowed = client.get(LIST, {"receiving": "unsaid"}).content.decode()
    assert "บ้านยังไม่บอก" in narrowed
    assert "บ้านดงเค็ง ต." not in narrowed
    assert "บ้านดงเค็ง ต." not in client.get(LIST, {"area": "47"}).content.decode()
    assert client.get(LIST, {"page": "9"}).status_code == 404
    assert client.post(LIST).status_code == 405


def test_an_editor_sees_his_own_community_only() -> None:
    row = factory.open_community("บ้านของเรา")
    factory.open_community("บ้านคนอื่น", "40150801")
    page = browser(factory.editor(row)).get(LIST).content.decode()
    assert "บ้านของเรา" in page
    assert "บ้านคนอื่น" not in page
    assert 'class="filters"' not in page


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_of_fifty_costs_no_more_than_of_one(count: int, django_assert_num_queries: Any) -> None:
    client = browser()
    for number in range(count):
        factory.open_community(f"บ้าน {number:02d}")
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


LIST_QUERIES, DETAIL_QUERIES = 7, 19


@pytest.mark.parametrize("count", [1, 50])
def test_a_record_with_fifty_assets_costs_no_more_than_with_one(count: int, django_assert_num_queries: Any) -> None:
    row = whole()
    for number in range(count - 1):
        factory.asset(row, f"กิจกรรม {number}")
        factory.editor(row)
        row.receiving_history.create(receiving="open", valid_from=TODAY)
    client, path = browser(), reverse("villages:detail", args=[row.pk])
    client.get(path)
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(path)


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_list_leaves_the_house_as_a_file_with_formulas_disarmed() -> None:
    factory.open_community("=1+1", coordinator="ผู้ใหญ่บ้าน (ตัวอย่าง)", lat=15.7, lon=102.8)
    factory.open_community("บ้านนางอย", "47070104")
    client = browser()
    sheet = body_of(client.post("/desk/communities/export/xlsx/"))
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert rows[1][1] == "=1+1"  # kept as text, for a cell of a sheet runs only what is marked as a formula
    text = body_of(client.post("/desk/communities/export/csv/?state=published")).decode("utf-8-sig")
    assert "ผู้ใหญ่บ้าน (ตัวอย่าง)" in text
    assert "'=1+1" in text
    assert "บ้านนางอย" not in text
    assert TrailEntry.objects.filter(verb="villages.export").count() == 2
    assert client.post("/desk/communities/export/pdf/").status_code == 404
    assert client.get("/desk/communities/export/csv/").status_code == 405
    assert browser(factory.person(Position.PARTNER, "40")).post("/desk/communities/export/csv/").status_code == 403


# --- add and edit --------------------------------------------------------------------------------

NEW = {"version": 1, "name_th": "บ้านดงเค็ง", "area_code": "40150808", "area_code_text": "", "villages": ["40150801"]}


def test_a_worker_enters_a_community() -> None:
    client = browser()
    assert client.get("/desk/communities/add/").status_code == 200
    told = {
        "category1_name": "ชุมชนท่องเที่ยว OTOP นวัตวิถี",
        "category1_source": "บัญชีรายชื่อ 2561",
        "category1_valid_from": "1 มิ.ย. 61",
        "position": "102.7901, 15.7012",
    }
    response = client.post("/desk/communities/add/", NEW | told, follow=True)
    row = Community.objects.get()
    assert response.redirect_chain[-1][0] == reverse("villages:detail", args=[row.pk])
    assert (row.state, row.lat, row.lon) == (State.DRAFT, 15.7012, 102.7901)
    assert "สลับ" in response.content.decode()  # the exchange of latitude and longitude is told
    assert sorted(row.villages.values_list("area_code", flat=True)) == ["40150801", "40150808"]
    assert row.categories.get().valid_from.isoformat() == "2018-06-01"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"area_code": "47070104"}, "ไม่พบสถานที่"),
        ({"area_code": "4015"}, "กว้างเกินไป"),
        ({"villages": ["40250505"]}, "ไม่อยู่ในตำบลของชุมชน"),
        ({"position": "7.01, 100.47"}, "นอกจังหวัด"),
        ({"category1_name": "ก"}, "บอกที่มาของประเภท"),
        ({"name_th": ""}, "id_name_th_error"),
    ],
)
def test_what_does_not_fit_comes_back_with_the_rule_beside_its_field(told: dict[str, Any], words: str) -> None:
    response = browser().post("/desk/communities/add/", NEW | told)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Community.objects.exists()


@pytest.mark.parametrize("position", [Position.EXECUTIVE, Position.DISTRICT_CHIEF])
def test_who_may_not_enter_gets_no_form(position: Position) -> None:
    assert browser(factory.person(position, "4015")).get("/desk/communities/add/").status_code == 403


def test_villages_of_the_chosen_tambon_come_as_a_part() -> None:
    client = browser()
    part = client.get("/desk/communities/villages/", {"area_code": "40150808"}).content.decode()
    assert 'value="40150801"' in part
    assert "<html" not in part
    assert "checkbox" not in client.get("/desk/communities/villages/", {"area_code": "x"}).content.decode()
    assert client.post("/desk/communities/villages/").status_code == 405


def test_story_charms_and_ways_are_kept() -> None:
    row = factory.community(summary_th="ผ้าหมี่")
    row.charms.create(title_th="เก่า")
    client = browser(factory.editor(row))
    story = {
        "version": 1,
        "summary_th": "ผ้าหมี่",
        "charm1_title_th": "",
        "charm2_title_th": "ป่าชุมชน",
        "charm2_text_en": "120 rai",
    }
    assert client.post(reverse("villages:edit", args=[row.pk, "story"]), story).status_code == 302
    visit = {"version": 2, "phone": "๐๘๑ ๒๓๔ ๕๖๗๘", "way_car_text_th": "ถนนมิตรภาพ", "pays_card": "on"}
    assert client.post(reverse("villages:edit", args=[row.pk, "visit"]), visit).status_code == 302
    row.refresh_from_db()
    assert [(charm.title_th, charm.text_en) for charm in row.charms.all()] == [("ป่าชุมชน", "120 rai")]
    assert (row.phone, row.pays_cash, row.pays_card, row.version) == ("0812345678", False, True, 3)
    assert row.ways.get().text_th == "ถนนมิตรภาพ"


def test_an_editor_finds_no_place_and_no_categories_in_the_form() -> None:
    row = factory.community()
    path = reverse("villages:edit", args=[row.pk, "facts"])
    client = browser(factory.editor(row))
    assert 'name="area_code"' not in client.get(path).content.decode()
    told = {"version": 1, "name_th": "บ้านดงเค็งพัฒนา", "area_code": "40150801", "category1_name": "ก"}
    assert client.post(path, told).status_code == 302
    row.refresh_from_db()
    assert (row.name_th, row.area_code, row.categories.count()) == ("บ้านดงเค็งพัฒนา", "40150808", 0)


def test_of_two_people_the_second_sees_both_versions_and_chooses() -> None:
    row = factory.open_community(summary_th="เดิม", story_th="เรื่องเดิม")
    path = reverse("villages:edit", args=[row.pk, "story"])
    first, second = browser(), browser(factory.editor(row))
    first.post(path, {"version": 1, "summary_th": "ของคนแรก", "story_th": "เรื่องของคนแรก"})
    mine = {"version": 1, "summary_th": "ของคนที่สอง", "story_th": "เรื่องของคนที่สอง", "charm1_title_th": "ป่า"}
    answer = second.post(path, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("ของคนแรก", "ของคนที่สอง", "เรื่องของคนแรก", "เรื่องของคนที่สอง", 'name="choose_story_th"'):
        assert text in page
    again = mine | {"version": answer.context["form"]["version"].value(), "choose_story_th": "theirs"}
    assert second.post(path, again).status_code == 302
    row.refresh_from_db()
    assert (row.summary_th, row.story_th, row.version) == ("ของคนที่สอง", "เรื่องของคนแรก", 3)
    assert row.charms.get().title_th == "ป่า"


def test_nothing_changed_says_so_and_keeps_the_page_public() -> None:
    row = factory.open_community()
    path = reverse("villages:edit", args=[row.pk, "story"])
    page = browser().post(path, {"version": 1, "summary_th": row.summary_th}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.version) == (State.PUBLISHED, 1)
    assert page.status_code == 200


def test_the_way_to_the_public_is_on_the_page_itself() -> None:
    row = factory.open_community(state=State.WAITING)
    path = reverse("villages:detail", args=[row.pk])
    step = reverse("publication:step", args=["community", row.pk, "approve"])
    chief = browser(factory.person(Position.DISTRICT_CHIEF))
    assert f'action="{step}"' in chief.get(path).content.decode()
    assert step not in browser().get(path).content.decode(), "a worker does not approve"
    assert chief.post(step, {"version": row.version, "next": path}).headers["Location"] == path
    row.refresh_from_db()
    assert row.state == State.PUBLISHED


# --- receiving -----------------------------------------------------------------------------------


def test_the_quick_page_offers_the_four_by_shape_and_word() -> None:
    row = factory.open_community()
    page = browser(factory.editor(row)).get(reverse("villages:receiving", args=[row.pk])).content.decode()
    for shape in ("s-open", "s-appoint", "s-pause", "s-ceased"):
        assert f"#{shape}" in page
    assert 'value="appointment" checked' in page
    assert reverse("villages:confirm", args=[row.pk]) in page


def test_a_community_that_never_said_chooses_first() -> None:
    row = factory.community()
    page = browser(factory.editor(row)).get(reverse("villages:receiving", args=[row.pk])).content.decode()
    assert " checked" not in page
    assert reverse("villages:confirm", args=[row.pk]) not in page


def test_days_of_notice_need_not_be_typed_again_after_a_pause() -> None:
    row = factory.open_community(notice_days=5)
    client, path = browser(factory.editor(row)), reverse("villages:receiving", args=[row.pk])

    def sent(state: str, **more: str) -> str:
        """The form sent with another state and the days it held; the words that the record then says."""
        held = {"notice_days": client.get(path).context["form"]["notice_days"].value(), "phone": "0812345678"}
        assert client.post(path, held | {"seen": row.receiving, "receiving": state, **more}).status_code == 302
        row.refresh_from_db()
        return words.said(row)

    assert "5" not in sent("paused", receiving_reason="น้ำท่วม")
    assert "5 วัน" in sent("appointment")


def test_every_rule_of_the_state_stands_beside_its_field() -> None:
    row = factory.open_community(phone="")
    path = reverse("villages:receiving", args=[row.pk])
    client = browser(factory.editor(row))
    answer = client.post(path, {"seen": "appointment", "receiving": "appointment", "group_min": "9", "group_max": "2"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"notice_days", "phone", "group_max"}
    assert client.post(path, {"seen": "appointment"}).context["form"].errors.keys() == {"receiving"}
    answer = client.post(path, {"seen": "appointment", "receiving": "paused"})
    assert set(answer.context["form"].errors) == {"receiving_reason"}


def test_who_saw_an_older_state_is_told_and_may_send_again() -> None:
    row = factory.open_community()
    client, path = browser(factory.editor(row)), reverse("villages:receiving", args=[row.pk])
    told = {"seen": "open", "receiving": "ceased", "receiving_reason": "สมาชิกย้ายออก"}
    answer = client.post(path, told)
    assert answer.status_code == 409
    assert client.post(path, told | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    row.refresh_from_db()
    assert row.receiving == Receiving.CEASED


def test_one_tap_confirms_and_an_older_state_is_said_beside_it() -> None:
    row = factory.open_community()
    client, path = browser(factory.editor(row)), reverse("villages:confirm", args=[row.pk])
    answer = client.post(path, {"seen": "appointment", "version": 1})
    assert answer.headers["Location"] == reverse("villages:detail", args=[row.pk])
    row.refresh_from_db()
    assert row.confirmed_on == TODAY
    answer = client.post(path, {"seen": "open", "version": 1})
    assert answer.status_code == 409
    assert "มีผู้เปลี่ยนสถานะ" in answer.content.decode()
