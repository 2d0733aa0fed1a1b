"""Forms of the desk: typed text waits, comes back, and never with another person."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import World
from tests.doors import doors
from tests.matrix import knock
from tests.openings import May
from tests.pages import form_in, forms_in
from tests.register import id_of
from tests.work import MONTH
from withi.ground.drafts import actions
from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import Stub
from withi.ground.drafts.tests.factory import TAB, TYPED, opened, typing, waiting_on
from withi.ground.people.actions import close_account
from withi.ground.web.forms import Form, is_private
from withi.registers.producers.forms import IdentityForm
from withi.registers.publication.rules import State
from withi.work.rounds.rules import State as Stage

TOKEN = "drafts:token"


@pytest.fixture
def edit(world: World) -> str:
    return reverse("producers:edit", args=[world.register.here.producer.pk])


LONG_FORMS: dict[str, dict[str, Any]] = {
    "producers:edit": {"name_th": TYPED},
    "producers:status": {"reason": TYPED},
    "products:edit": {"story_th": TYPED},
    "villages:edit facts": {"name_th": TYPED},
    "villages:edit story": {"summary_th": TYPED},
    "villages:edit visit": {"call_hours": TYPED},
    "villages:receiving": {"closed_days": TYPED},
    "villages:asset_add": {"text_th": TYPED},
    "villages:asset_edit": {"text_th": TYPED},
    "villages:editors": {"role_title": TYPED},
    "producers:add": {"name_th": TYPED},
    "products:add": {"story_th": TYPED},
    "villages:add": {"name_th": TYPED},
    "publication:step": {"reason": TYPED},
    "photos:edit": {"alt_th": TYPED},
    "owners:invite": {"name": TYPED},
    "exchange:layout": {"c1_heading": TYPED, "source_note": TYPED},
    "marks:apply": {"note": TYPED},
    "marks:score": {"note": TYPED},
    "marks:take_back": {"reason": TYPED},
    "market:add": {"name": TYPED},
    "market:edit": {"name": TYPED},
    "certificates:issue": {"signer": TYPED},
    "certificates:issue_on": {"signer": TYPED},
    "certificates:reissue": {"reason": TYPED},
    "certificates:withdraw": {"reason": TYPED},
    "income:tourism": {"note": TYPED},
    "income:grid": {f"{id_of('here', 'producer', State.PUBLISHED)}_in_village": "150"},
    "figures:target": {"source": TYPED},
    "checkin:count": {"thai": "12"},
    "routes:add": {"name_th": TYPED},
    "routes:edit": {"name_th": TYPED},
    "routes:stop_add": {"note_th": TYPED},
    "routes:stop_edit": {"note_th": TYPED},
    "routes:turn": {"people": "12"},
    "printing:record": {"place": TYPED},
    "printing:record_labels": {"place": TYPED},
    "printing:goods": {f"count_{id_of('here', 'product', State.PUBLISHED)}_1": "12"},
    "letters:letter": {"place": TYPED},
    "centres:add": {"where_th": TYPED},
    "centres:edit": {"where_th": TYPED},
    "centres:condition": {"note": TYPED},
    "centres:step_add": {"who": TYPED},
    "centres:step_edit": {"who": TYPED},
    "centres:hours": {"open_every": TYPED},
    "centres:staff": {"role_title": TYPED},
    "partners:add": {"name_en": TYPED},
    "partners:edit": {"name_en": TYPED},
    "support:give": {"title": TYPED},
    "support:tell": {"title": TYPED},
    "partners:contact": {"website": "https://www.kkc.ac.th/"},
    "partners:staff": {"role_title": TYPED},
    "classes:score": {"a1_why": TYPED},
    "news:add": {"title_th": TYPED},
    "news:edit": {"title_th": TYPED},
    "rounds:fill": {"address": TYPED},
    "rounds:step": {"reason": TYPED},
    "rounds:round_add": {"name_th": TYPED},
    "rounds:round_edit": {"name_th": TYPED},
}
WIDE = (
    "certificates:issue", "certificates:issue_on", "certificates:reissue", "certificates:withdraw", "exchange:layout",
    "figures:target", "marks:score", "marks:take_back", "rounds:round_add", "rounds:round_edit",
)  # fmt: skip
"""Kept by the provincial office."""
QUEUED = {"income:month"}
"""The phone's four boxes: what is sent waits in the phone itself until it has arrived."""


def url_of(name: str, world: World) -> str:
    rows, (page, *part) = world.register.here, name.split()
    args: dict[str, list[Any]] = {
        "photos:edit": [rows.photos["product"]],
        "owners:invite": ["producer", rows.producer.pk],
        "exchange:layout": [rows.layout],
        "publication:step": ["product", rows.product.pk, "withdraw"],
        "marks:apply": [rows.product.pk],
        "villages:asset_edit": [rows.community.pk, rows.asset.pk],
        "routes:stop_add": [rows.draft_route.pk],
        "routes:stop_edit": [rows.draft_route.pk, rows.stop.pk],
        "printing:record": [rows.community.pk],
        "printing:record_labels": [rows.product.pk, 1],
        "printing:goods": [rows.community.pk],
        "letters:letter": [rows.area[:4], "invitation"],
        "centres:step_edit": [rows.centre.pk, rows.step.pk],
        "support:give": ["community", rows.community.pk],
        "support:tell": [rows.partner.pk],
        "classes:score": [rows.community.pk],
        "income:tourism": [rows.community.pk, MONTH],
        "income:grid": [rows.area[:6], MONTH],
        "figures:target": [rows.area[:6]],
        "certificates:issue_on": ["application", rows.work.applications[Stage.APPROVED].pk],
        "checkin:count": [rows.community.pk],
        "rounds:fill": [rows.work.applications[Stage.DRAFT].pk, "site"],
        "rounds:step": [rows.work.applications[Stage.SENT].pk, "withdraw"],
        "rounds:round_add": [],
        "rounds:round_edit": [rows.work.round.pk],
        "certificates:issue": [rows.producer.pk],
    }
    pks = {
        "producers": rows.producer.pk,
        "products": rows.product.pk,
        "villages": rows.community.pk,
        "marks": rows.work.mark.pk,
        "certificates": rows.work.certificate.pk,
        "news": rows.work.news,
        "routes": rows.draft_route.pk,
        "centres": rows.centre.pk,
        "partners": rows.partner.pk,
        "market": rows.work.registrant,
    }
    if page.endswith(":add"):
        return reverse(page)
    return reverse(page, args=args[page] if page in args else [pks[page.partition(":")[0]], *part])


@pytest.mark.parametrize("name", LONG_FORMS)
def test_every_long_form_gives_back_what_was_typed(world: World, name: str) -> None:
    client, url = (world.cast.officer if name in WIDE else world.cast.worker).client, url_of(name, world)
    draft = typing(client, url, **LONG_FORMS[name])
    assert waiting_on(client.get(url)) == [str(draft.key)]
    answer = client.get(url, {"draft": str(draft.key)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert form_in(page).items() >= LONG_FORMS[name].items()
    assert 'id="errors"' not in page, "what is half typed is not judged"
    assert not waiting_on(answer)


def long_forms(world: World) -> Iterator[tuple[str, bool]]:
    """Forms of the desk with three lines to type into, or a box, and whether they keep what is typed."""
    for name, door in doors():
        url = reverse(name, kwargs=door.kwargs(world.register.here)) if isinstance(door.get, May) else ""
        for person in (world.cast.worker, world.cast.officer, world.cast.producer) if url else ():
            page = knock(person, "GET", url)
            forms = forms_in(page.raw) if page.status == 200 else ()
            yield from ((name, "draft_of" in form.fields) for form in forms if form.method == "post" and form.is_long)


def test_no_long_form_of_the_desk_goes_without(world: World) -> None:
    """Whatever has three lines to type into, or a box, keeps what is typed."""
    found: dict[str, bool] = {}
    for name, is_kept in long_forms(world):
        found[name] = is_kept and found.get(name, True)
    assert {name: kept for name, kept in found.items() if name not in QUEUED} == {
        name.partition(" ")[0]: True for name in LONG_FORMS
    }
    assert set(found) >= QUEUED


def test_what_is_taken_up_is_saved_and_forgotten(world: World, edit: str) -> None:
    client = world.cast.worker.client
    other = typing(client, edit, tab="ff", name_th="แท็บอื่น")
    draft = typing(client, edit, name_th=TYPED)
    taken = f"{edit}?draft={draft.key}"
    answer = client.post(taken, opened(client, taken) | {"draft_tab": "ee"})
    assert answer.status_code == 302
    assert client.cookies["withi_saved"].value == "ee"
    world.register.here.producer.refresh_from_db()
    assert world.register.here.producer.name_th == TYPED
    assert [left.key for left in Draft.objects.all()] == [other.key]


def test_a_refused_form_keeps_its_draft(world: World, edit: str) -> None:
    client = world.cast.worker.client
    typing(client, edit, name_th="")
    answer = client.post(edit, opened(client, edit) | {"draft_tab": TAB, "name_th": ""})
    assert answer.status_code == 422
    assert "withi_saved" not in answer.cookies
    assert Draft.objects.count() == 1


def test_where_the_row_changed_meanwhile_both_are_shown(world: World, edit: str) -> None:
    client, field = world.cast.worker.client, "name_th"
    draft = typing(client, edit, name_th=TYPED, people="สิบ")
    officer = world.cast.officer.client
    assert officer.post(edit, opened(officer, edit) | {field: "คำของเจ้าหน้าที่"}).status_code == 302
    assert "หลังจากนั้นมีผู้แก้ไข" in client.get(edit).content.decode()
    taken = f"{edit}?draft={draft.key}"
    page = client.get(taken).content.decode()
    assert TYPED in page
    assert "คำของเจ้าหน้าที่" in page
    assert f'name="choose_{field}"' in page
    again = opened(client, taken) | {f"choose_{field}": "theirs", "choose_people": "theirs"}
    assert client.post(taken, again).status_code == 302
    world.register.here.producer.refresh_from_db()
    assert world.register.here.producer.name_th == "คำของเจ้าหน้าที่"


def test_a_draft_is_nobody_elses(world: World, edit: str) -> None:
    draft = typing(world.cast.worker.client, edit, name_th=TYPED)
    officer = world.cast.officer.client
    for key in (str(draft.key), "00000000-0000-4000-8000-000000000000", "x"):
        answer = officer.get(edit, {"draft": key})
        assert (answer.status_code, answer.headers["Location"]) == (302, edit)
        for method in (officer.get, officer.post):
            assert method(reverse("drafts:drop"), {"key": key}).status_code == 404
    assert TYPED not in officer.get(edit).content.decode()
    assert Draft.objects.count() == 1


def test_a_draft_belongs_to_one_form(world: World, edit: str) -> None:
    draft = typing(world.cast.worker.client, edit, name_th=TYPED)
    other = reverse("producers:add")
    answer = world.cast.worker.client.get(other, {"draft": str(draft.key)})
    assert (answer.status_code, answer.headers["Location"]) == (302, other)


def test_throwing_away_asks_first_and_leads_back(world: World, edit: str) -> None:
    client, drop = world.cast.worker.client, reverse("drafts:drop")
    draft = typing(client, f"{edit}?from=list", name_th=TYPED)
    page = client.get(drop, {"key": str(draft.key)})
    assert page.status_code == 200
    assert Draft.objects.count() == 1
    assert f"{edit}?from=list&draft={draft.key}" in unescape(page.content.decode())
    answer = client.post(drop, form_in(page.content.decode(), drop))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{edit}?from=list")
    assert not Draft.objects.exists()


def test_a_form_of_another_account_is_neither_saved_nor_kept(world: World, edit: str) -> None:
    form = opened(world.cast.worker.client, edit) | {"name_th": TYPED, "draft_tab": TAB}
    for url in (edit, reverse("drafts:save")):
        answer = world.cast.officer.client.post(url, form)
        assert answer.status_code == 409
        assert "บัญชีของคนอื่น" in answer.content.decode()
    world.register.here.producer.refresh_from_db()
    assert world.register.here.producer.name_th != TYPED
    assert not Draft.objects.exists()


def test_a_form_after_its_session_waits_for_the_same_person(world: World, edit: str) -> None:
    browser = Client()
    browser.force_login(world.cast.worker.account)
    form = opened(browser, edit) | {"name_th": TYPED}
    del browser.cookies["sessionid"]
    answer = browser.post(edit, form)
    assert answer.status_code == 401
    assert "30 นาที" in answer.content.decode()
    assert answer.cookies["withi_unsent"]["httponly"]
    assert TYPED not in answer.content.decode()

    browser.force_login(world.cast.officer.account)
    draft = Draft.objects.get()
    assert not waiting_on(browser.get(edit))
    assert browser.get(edit, {"draft": str(draft.key)}).status_code == 302
    assert browser.get(reverse("drafts:drop"), {"key": str(draft.key)}).status_code == 404

    assert not waiting_on(world.cast.worker.client.get(edit)), "not in another browser"
    browser.force_login(world.cast.worker.account)
    assert waiting_on(browser.get(edit)) == [str(draft.key)]
    taken = f"{edit}?draft={draft.key}"
    assert browser.post(taken, opened(browser, taken)).status_code == 302
    world.register.here.producer.refresh_from_db()
    assert world.register.here.producer.name_th == TYPED
    assert not Draft.objects.exists()


@pytest.mark.parametrize("paper", ["", "forged", "address"])
def test_nothing_is_kept_for_a_guest_without_the_form_s_own_paper(world: World, edit: str, paper: str) -> None:
    form = opened(world.cast.worker.client, edit) | {"name_th": TYPED}
    url = reverse("producers:add") if paper == "address" else edit
    answer = Client().post(url, form if paper == "address" else form | {"draft_of": paper})
    assert answer.status_code == 401
    assert not Draft.objects.exists()


def test_who_is_signed_in_is_told_with_a_token(world: World) -> None:
    account = world.cast.worker.account
    told = world.cast.worker.client.get(reverse(TOKEN))
    assert (told.status_code, told.json()["person"]) == (200, account.pk)
    assert told.json()["csrf"]
    guest = Client().get(reverse(TOKEN))
    assert (guest.status_code, guest.json()["person"]) == (401, None)
    assert guest.json()["csrf"]


def test_the_script_hears_that_the_session_has_ended(world: World, edit: str) -> None:
    form = opened(world.cast.worker.client, edit) | {"draft_tab": TAB}
    answer = Client().post(reverse("drafts:save"), form, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["problems"][0]["code"] == "web.signed_out"
    assert Client().get(reverse("drafts:drop"), {"key": "x"}).status_code == 302


@pytest.mark.parametrize("odd", [{"draft_of": "x"}, {"draft_of": ""}, {"draft_tab": ""}, {"draft_tab": "../" * 20}])
def test_an_odd_request_is_refused(world: World, edit: str, odd: dict[str, str]) -> None:
    form = opened(world.cast.worker.client, edit) | {"draft_tab": TAB} | odd
    assert world.cast.worker.client.post(reverse("drafts:save"), form).status_code == 400


def test_odd_words_in_a_draft_break_nothing(world: World, edit: str) -> None:
    odd = {"people": "\x00", "community": "x" * 300, "area_code": "๙๙", "area_code_text": "\ud7ff", "version": "๑"}
    draft = typing(world.cast.worker.client, edit, **odd)
    assert world.cast.worker.client.get(edit, {"draft": str(draft.key)}).status_code == 200


@pytest.mark.parametrize(
    ("name", "methods"), [("save", ("get", "put")), ("token", ("post", "delete")), ("drop", ("put", "delete"))]
)
def test_a_wrong_method_is_refused(world: World, name: str, methods: tuple[str, ...]) -> None:
    url = reverse(f"drafts:{name}")
    assert {getattr(world.cast.worker.client, method)(url).status_code for method in methods} == {405}


def test_the_number_has_no_draft(world: World) -> None:
    """Neither its own page, nor any field into which it was typed by mistake."""
    client, producer = world.cast.worker.client, world.register.here.producer
    page = client.get(reverse("producers:identity", args=[producer.pk])).content.decode()
    assert "draft_of" not in page
    draft = typing(client, reverse("producers:edit", args=[producer.pk]), address="1-1017-00230-70-8", name_th=TYPED)
    form = form_in(client.get(f"{draft.address}?draft={draft.key}").content.decode())
    assert form["name_th"] == TYPED
    assert "70-8" not in str(form)


def test_private_fields_are_named_in_the_paper() -> None:
    assert is_private(IdentityForm.base_fields["number"])
    assert IdentityForm().private_names() == ["number"]
    assert Form().private_names() == []


def test_signed_out_pages_and_guests_have_no_script(world: World) -> None:
    assert "js/drafts" not in Client().get("/").content.decode()
    assert "data-person" not in Client().get(reverse("account_login")).content.decode()


def test_a_closed_account_leaves_no_draft(world: World, edit: str) -> None:
    typing(world.cast.worker.client, edit, name_th=TYPED)
    actions.keep(stub=Stub(world.cast.officer.account.pk, edit), tab="a", fields={"x": ["y"]})
    close_account(actor=None, user=world.cast.worker.account, last_day=world.cast.worker.account.date_joined.date())
    assert [draft.owner_id for draft in Draft.objects.all()] == [world.cast.officer.account.pk]


def test_at_most_three_lines_are_shown(world: World, edit: str) -> None:
    client = world.cast.worker.client
    for tab in ("a", "b", "c", "d"):
        typing(client, edit, tab=tab, name_th=TYPED)
    assert len(waiting_on(client.get(edit))) == 3
