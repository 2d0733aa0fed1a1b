"""A producer's phone from the card to the public page, typing that outlives a session, and a job tried again.

Played on the demonstration province in Chromium at a phone's width, on whichever database the run is for.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import zxingcpp
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import province
from tests.browser.player import Player
from withi.faces.demo import actions as demo
from withi.ground.files.models import Photo
from withi.ground.jobs import actions as jobs
from withi.ground.jobs.models import Job
from withi.ground.jobs.models import State as JobState
from withi.ground.jobs.tests.factory import known
from withi.ground.people.models import User
from withi.kit.tests.picture_files import photo
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.rules import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PIN, WRONG = "402917", "402918"
NAME, HELPER = "นางบัวลา (ตัวอย่าง)", "นุช หลานสาว"
SEEN = "ช่างทอกำลังเก็บลายผ้าไหมมัดหมี่ที่ใต้ถุนบ้าน"
STORY = "เล่าเรื่องผ้าที่พิมพ์มาทั้งเช้า"
SIGNED_OUT = ("status of 401", "status of 422")
"""What a browser says by itself where a session has ended, or a PIN is wrong."""
PRIVATE = re.compile(rb"GPS|Exif|SECRET|xmp")


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> str:
    settings.DEMO, settings.REQUIRE_MFA = True, False
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    province.load()
    return str(live_server.url)


@pytest.fixture
def product(site: str) -> Product:
    """A published product of district 4015 whose page shows no photo yet."""
    goods = Product.objects.filter(state=State.PUBLISHED, producer__state=State.PUBLISHED, photo="")
    found: Product | None = (
        goods.filter(producer__area_code__startswith="4015").select_related("producer").order_by("pk").first()
    )
    assert found
    return found


def officer(browser: Browser, site: str, name: str) -> Player:
    player = Player(browser, site)
    player.sign_in(name, demo.password())
    return player


def card_for(worker: Player, producer: Producer) -> str:
    """The officer invites somebody of the producer's; what a camera reads on the card."""
    page = worker.page
    worker.open(reverse("owners:list", args=["producer", producer.pk]))
    worker.looks()
    page.click("text=เชิญคนในพื้นที่")
    worker.looks()
    page.fill("input[name=name]", NAME)
    page.fill("input[name=helper]", HELPER)
    page.click("main form.form button.main")
    page.wait_for_url("**/card/")
    worker.looks()
    seen = Image.open(io.BytesIO(page.locator(".keycard").screenshot()))
    (square,) = zxingcpp.read_barcodes(seen)
    return str(square.text)


def phone_of(browser: Browser, site: str, card: str) -> Player:
    """Her own phone opens what the camera read; she chooses a PIN and stands on her desk."""
    assert card.startswith(f"{site}/accounts/in/")
    phone = Player(browser, site, bears=SIGNED_OUT)
    phone.open(card)
    expect(phone.page.locator("h1")).to_contain_text(NAME)
    assert phone.page.input_value("input[name=helper]") == HELPER
    phone.looks()
    phone.page.fill("input[name=pin]", PIN)
    phone.page.fill("input[name=pin_again]", PIN)
    phone.page.click("main form button")
    phone.page.wait_for_url("**/desk/")
    phone.looks()
    return phone


@pytest.fixture
def phone(browser: Browser, site: str, product: Product) -> Player:
    worker = officer(browser, site, "worker")
    producer = product.producer
    assert producer
    return phone_of(browser, site, card_for(worker, producer))


def test_a_card_opens_the_desk_and_from_then_on_a_pin_does(browser: Browser, site: str, phone: Player) -> None:
    phone.context.clear_cookies(name=configured.SESSION_COOKIE_NAME)
    phone.open("/desk/")
    expect(phone.page.locator("h1")).to_have_text(NAME)
    phone.looks()
    phone.page.fill("input[name=pin]", WRONG)
    phone.page.click("main form button")
    expect(phone.page.locator("main")).to_contain_text("รหัสไม่ถูกต้อง")
    phone.looks()
    phone.page.fill("input[name=pin]", PIN)
    phone.page.click("main form button")
    phone.page.wait_for_url("**/desk/")
    phone.looks()
    assert User.objects.get(display_name=NAME).last_login


def add_photo(phone: Player, product: Product) -> Photo:
    """With where it was taken inside; she says what is to be seen."""
    page = phone.page
    phone.open(reverse("products:detail", args=[product.pk]))
    page.click(f"a[href='{reverse('photos:of', args=['product', product.pk])}'] >> nth=0")
    page.wait_for_url("**/desk/photos/product/*/")
    phone.looks()
    sent = FilePayload(name="IMG_0001.jpg", mimeType="image/jpeg", buffer=photo((1600, 1200)))
    page.set_input_files("input[type=file]", sent)
    page.click("button:has-text('เพิ่มรูป')")
    page.wait_for_selector("[name=alt_th]")
    phone.looks()
    page.fill("[name=alt_th]", SEEN)
    page.check("input[name=consent] >> nth=0")
    page.click("main form.form button.main")
    page.wait_for_url("**/desk/photos/product/*/")
    phone.looks()
    return Photo.objects.get(alt_th=SEEN)


def files_on(player: Player, page: Page) -> Iterator[bytes]:
    """Every file of a photo that the page names, as it is fetched."""
    found = set(re.findall(r"/photos/[0-9a-f-]{36}/\d+\.(?:avif|jpg)", page.content()))
    assert found
    for path in found:
        answer = player.context.request.get(path)
        assert answer.ok, path
        yield answer.body()


def test_a_photo_from_her_phone_is_public_when_approved_and_tells_no_place(
    browser: Browser, site: str, phone: Player, product: Product
) -> None:
    assert b"GPS" in photo()
    public = reverse("portal:product", args=[product.pk])
    added = add_photo(phone, product)
    assert (added.lat, added.lon) == (None, None)
    assert not any(PRIVATE.search(body) for body in files_on(phone, phone.page))
    guest = Player(browser, site, bears=("status of 404",))
    guest.open(public)
    assert guest.page.locator(f"img[alt*='{SEEN}']").count() == 0
    chief = officer(browser, site, "chief")
    chief.open(reverse("products:detail", args=[product.pk]))
    chief.looks()
    chief.page.click("button:has-text('อนุมัติ') >> nth=0")
    chief.page.wait_for_load_state()
    product.refresh_from_db()
    assert product.state == State.PUBLISHED
    guest.open(public)
    shown = guest.page.locator(f"img[alt*='{SEEN}']").first
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()
    guest.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=shown.element_handle())
    assert not any(PRIVATE.search(body) for body in files_on(guest, guest.page))
    guest.looks()


def test_typing_outlives_the_session_of_a_phone(phone: Player, product: Product) -> None:
    page = phone.page
    phone.open(reverse("products:edit", args=[product.pk]))
    Session.objects.all().delete()
    page.fill("[name=story_th]", STORY)
    dialog = page.locator("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(NAME)
    assert page.locator("dialog input[type=password]").get_attribute("inputmode") == "numeric"
    phone.looks()
    page.fill("dialog input", WRONG)
    page.click("dialog button.main")
    expect(dialog).to_contain_text("รหัสไม่ถูกต้อง")
    page.fill("dialog input", PIN)
    page.click("dialog button.main")
    expect(dialog).to_have_count(0)
    assert page.input_value("[name=story_th]") == STORY
    page.click("main form.form button.main")
    page.wait_for_url(f"**/products/{product.pk}/")
    product.refresh_from_db()
    assert product.story_th == STORY
    phone.looks()


def test_a_pin_typed_in_another_tab_lets_the_form_go_on(phone: Player, product: Product) -> None:
    page = phone.page
    phone.open(reverse("products:edit", args=[product.pk]))
    Session.objects.all().delete()
    page.fill("[name=story_th]", STORY)
    page.click("main form.form button.main")
    expect(page.locator("dialog")).to_be_visible()
    with phone.context.expect_page() as opened:
        page.click("dialog a")
    other = opened.value
    other.fill("input[name=pin]", PIN)
    other.click("main form button")
    other.wait_for_url("**/desk/")
    other.close()
    page.bring_to_front()
    page.wait_for_url(f"**/products/{product.pk}/")
    product.refresh_from_db()
    assert product.story_th == STORY


def test_a_job_is_cancelled_and_tried_again_on_its_page(browser: Browser, site: str) -> None:
    worker = officer(browser, site, "worker")
    page, owner = worker.page, User.objects.get(username="worker")
    done: list[int] = []

    def slow(running: jobs.Running) -> None:
        running.progress(1, 3, "กำลังนับ")
        with transaction.atomic():
            done.append(running.attempt)
            running.result(words="นับครบแล้ว")
            running.finish()

    with known(slow):
        job = jobs.enqueue(kind="tests.work", owner_id=owner.pk, about="รายการตัวอย่าง")
        worker.open(reverse("jobs:job", args=[job.key]))
        worker.looks()
        page.click("button:has-text('ยกเลิกงานนี้')")
        expect(page.locator("#job")).to_contain_text("ยกเลิกแล้ว")
        assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
        assert jobs.run_due() == 0, "what was cancelled is not done"
        worker.looks()
        page.click("button:has-text('ลองใหม่')")
        expect(page.locator("#job")).to_contain_text("รอคิว")
        assert jobs.run_due() == 1
        expect(page.locator("#job")).to_contain_text("นับครบแล้ว")
        worker.looks()
        worker.open(reverse("jobs:list"))
        expect(page.locator("main")).to_contain_text("นับครบแล้ว")
        worker.looks()
    assert done == [1]
