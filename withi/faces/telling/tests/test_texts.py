"""What is pasted into a chat or sent by e-mail names nobody: every kind of notice, every list, every filter."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.cast import World
from tests.places import IDENTITIES, PHONES, mark
from withi.faces.imports.models import ImportRun
from withi.faces.telling.queries import LISTS, abouts, chat_of
from withi.ground.notices.actions import letter
from withi.ground.notices.models import KINDS, Notice, NoticeMessage
from withi.ground.notices.tests.factory import has_number_of_someone, make_notice
from withi.kit import ids
from withi.registers.producers.models import Producer

pytestmark = pytest.mark.django_db
TEXT = re.compile(r'<textarea id="chat-text"[^>]*>(.*?)</textarea>', re.DOTALL)
SECRET_NOTE = "โทรหาคุณสมมุติ 081-234-5678"
OWN_NAME = "นางสาวสมมุติ ทดลองทอ"
FILTERS = {
    "producers": "area=401508&kind=group&state=draft&status=active&order=new",
    "products": "area=401508&type=textile&state=published&lacks=&price=&producer={producer}",
    "communities": "area=401508&receiving=appointment&state=published&stale=",
    "review": "kind=product&area=401508",
    "applications": "view=late&area=401508",
    "licences": "area=401508",
    "marks": "state=applied&area=401508",
    "checks": "kind=product&area=401508&rule=import.type_missing",
}


@pytest.fixture
def register(world: World, settings: Any) -> World:
    """A sole owner whose producer bears her own name, with everything personal that a row can hold."""
    settings.SITE_URL = "https://withi.example"
    Producer.objects.filter(pk=world.register.here.producer.pk).update(
        name_th=OWN_NAME, return_note=SECRET_NOTE, address="99 ม.8", line_id="somsomsom", state="draft"
    )
    return world


def personal(world: World) -> list[str]:
    """What must stand in no text."""
    number = IDENTITIES["here"]
    phone = PHONES["here"]
    return [OWN_NAME, SECRET_NOTE, mark("here", "contact"), phone, number, ids.grouped(number), "somsomsom", "99 ม.8"]


def nameless(world: World, text: str) -> None:
    assert not [each for each in personal(world) if each in text], text
    assert not has_number_of_someone(text), text


@pytest.fixture(params=sorted(KINDS))
def notice(request: pytest.FixtureRequest, register: World) -> Notice:
    """One of every kind, about that producer."""
    values: dict[str, Any] = {
        "returned": {},
        "application": {"step": "approve"},
        "receiving": {"state": "paused"},
        "copied": {"list": "producers", "words": []},
        "market": {"step": "allocate"},
        "mark_decided": {"state": "held", "colour": "gold"},
        "mark_ending": {"colour": "gold", "until": "2029-01-31"},
        "stars": {"year": 2568, "stars": 5},
    }
    rows = [[Producer.SUBJECT, register.register.here.producer.pk]]
    reader = register.cast.worker.account.pk
    return make_notice(reader, kind=request.param, rows=rows, values=values.get(request.param, {}))


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_kind_of_notice_names_anybody(register: World, notice: Notice, language: str) -> None:
    with translation.override(language):
        text = chat_of(notice, register.cast.worker.scope)
    nameless(register, text)
    assert text.splitlines()[-1] == f"https://withi.example/desk/notices/{notice.pk}/"
    assert len(text) < 300
    assert abouts(notice, register.cast.worker.scope)[0].reason == SECRET_NOTE  # its reader sees it on the desk


def test_no_kind_of_notice_names_anybody_by_email(register: World, notice: Notice, settings: Any) -> None:
    settings.EMAIL_FROM = "withi@withi.example"
    message = NoticeMessage.objects.create(notice=notice, channel="email", not_before=notice.created_at)
    sent = letter(message, "officer@withi.example")
    nameless(register, f"{sent.subject}\n{sent.body}")


def test_no_stored_notice_holds_a_persons_data(register: World, notice: Notice) -> None:
    kept = " ".join(str(value) for value in Notice.objects.filter(pk=notice.pk).values_list("values", "rows", "link"))
    nameless(register, kept)


def text_on(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    found = TEXT.search(page)
    return unescape(found[1]) if found else ""


def address_of(name: str, world: World) -> str:
    if name == "import":
        run = ImportRun.objects.get(key=world.register.here.run_key)
        ImportRun.objects.filter(pk=run.pk).update(state="done", result={"new": 3, "changed": 1, "points": 2})
        return reverse("imports:review", args=[run.key])
    return reverse(LISTS[name].url_name)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_names_anybody(register: World, name: str) -> None:
    person = register.cast.worker if name == "import" else register.cast.department
    url = address_of(name, register)
    query = FILTERS.get(name, "").format(producer=register.register.near.producer.pk)
    for address in (url, f"/en{url}", *([f"{url}?{query}"] if query and name != "products" else [])):
        text = text_on(person.client, address)
        assert text, address
        nameless(register, text)
        assert text.splitlines()[-1].startswith(f"https://withi.example{address.partition('?')[0]}")


def test_a_text_tells_the_filters_the_count_and_the_way(register: World) -> None:
    client = register.cast.officer.client
    text = text_on(client, "/desk/producers/?area=4015&status=active&order=new&page=1")
    assert text.splitlines() == [
        "ผู้ผลิต: 2 ราย",
        "พื้นที่: หนองสองห้อง, สถานะ: ดำเนินการอยู่",
        "https://withi.example/desk/producers/?area=4015&status=active&order=new",
    ]
    assert text_on(client, f"/desk/products/?producer={register.register.near.producer.pk}").splitlines()[1] == (
        "ของผู้ผลิตรายเดียว"
    )


@pytest.mark.parametrize("name", ["producers", "products"])
def test_a_searched_list_has_no_text(register: World, name: str) -> None:
    """What is typed may be a name or a telephone, and it would stand in the address."""
    url = reverse(LISTS[name].url_name)
    page = register.cast.worker.client.get(url, {"q": "zz-here"}).content.decode()
    assert "กรุณาล้างคำค้นก่อน" in page
    assert not TEXT.search(page)


def test_a_typed_word_is_not_kept_with_a_copied_list(register: World) -> None:
    sent = {"list": "producers", "query": f"kind=group&q={OWN_NAME}"}
    register.cast.worker.client.post(reverse("telling:copied"), sent)
    kept = Notice.objects.get(kind="copied")
    nameless(register, f"{kept.values} {kept.link}")
    assert kept.link == "/desk/producers/?kind=group"
