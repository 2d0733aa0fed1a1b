"""A producer registers: applied on a phone, returned, mended, checked, considered, approved, certified.

Played in Chromium, the producer at a phone's width, the offices at a desk's; on whichever database the run is for.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, PHONE, Player
from tests.cast import Cast, Person
from tests.register import Register
from withi.work.certificates.models import Certificate
from withi.work.rounds.models import RoundApplication
from withi.work.rounds.rules import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOD, WRONG = "1101700230708", "1101700230709"
REASON = "กติกาความเชื่อมโยงกับชุมชน: ขอให้ระบุว่าชุมชนร่วมบริหารจัดการด้วย แล้วส่งใหม่"
SCREENS = 8
Opens = Callable[[Person, int], Player]


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer, settings: Any) -> Opens:
    """Someone of the cast before a browser of a width, signed in."""
    settings.REQUIRE_MFA = False
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]

    def player(person: Person, width: int) -> Player:
        one = Player(browser, str(live_server.url), width, bears=("422",))
        one.is_(person.client)
        return one

    return player


def go_on(player: Player) -> None:
    """Save this screen and stand on the next."""
    with player.page.expect_navigation():
        player.page.click(".deskbar button.main")
    assert not player.page.is_visible(".errors"), player.page.inner_text("main")
    player.looks()


def refused(player: Player, words: str) -> None:
    """The screen comes back and names the rule."""
    with player.page.expect_navigation():
        player.page.click(".deskbar button.main")
    assert words in player.page.inner_text(".errors")
    player.looks()


def apply(producer: Player, round_name: str) -> int:
    """From the first page to the receipt, in eight screens; gives the application's id."""
    page = producer.page
    producer.open("/desk/")
    page.click("nav.six >> text=คำขอลงทะเบียนของฉัน")
    page.click("a:has-text('ยื่นคำขอลงทะเบียน')")
    producer.looks()
    assert f"หน้า 1 จาก {SCREENS}" in page.inner_text("main")
    page.check(f"label:has-text('{round_name}')")
    go_on(producer)
    page.check("input[name=kind][value=group]")
    page.check("input[name=turn][value=new]")
    go_on(producer)
    tell_who(producer)
    go_on(producer)  # the site is the producer's own place
    refused(producer, "กติกาความเชื่อมโยงกับชุมชน")
    page.check("input[name=joins_production]")
    go_on(producer)
    page.check("input[name=goods] >> nth=0")
    go_on(producer)
    go_on(producer)  # this round asks for no papers
    assert f"หน้า {SCREENS} จาก {SCREENS}" in page.inner_text("main")
    page.click("button:has-text('ส่งคำขอ')")
    page.wait_for_selector(".note.good")
    producer.looks()
    return int(page.url.rstrip("/").rpartition("/")[2])


def tell_who(producer: Player) -> None:
    """A mistyped citizen number and a proxy without a mandate are refused, each by its rule."""
    page = producer.page
    page.fill("input[name=applicant]", "นางบัวทอง ตัวอย่าง")
    page.check("input[name=is_thai]")
    page.fill("input[name=number]", WRONG)
    refused(producer, "หลักสุดท้ายไม่ตรง")
    page.fill("input[name=number]", GOOD)
    page.check("input[name=is_proxy]")
    refused(producer, "หนังสือมอบอำนาจ")
    page.uncheck("input[name=is_proxy]")
    page.fill("input[name=number]", GOOD)
    go_on(producer)


def give_back(worker: Player, pk: int) -> None:
    page = worker.page
    worker.open("/desk/rounds/")
    worker.looks()
    page.click(f"a[href='/desk/rounds/{pk}/']")
    page.click("a:has-text('ส่งคืนให้แก้ไข')")
    worker.looks()
    page.fill("textarea[name=reason]", REASON)
    page.click(".deskbar button.main")
    page.wait_for_selector(".note.good")
    worker.looks()


def mend(producer: Player, pk: int) -> None:
    """The reason stands on the page; one screen is mended and the application sent again."""
    page = producer.page
    producer.open(f"/desk/rounds/{pk}/")
    assert REASON in page.inner_text("main")
    producer.looks()
    page.click("a:has-text('แก้ไขแล้วส่งใหม่')")
    page.click(f"a[href='/desk/rounds/{pk}/fill/links/']")
    page.check("input[name=joins_management]")
    go_on(producer)
    page.click("button:has-text('ส่งคำขอ')")
    page.wait_for_selector(".note.good")


def consider(chief: Player, pk: int) -> None:
    """The committee's meeting 1/2561, recorded for the ticked application."""
    page = chief.page
    chief.open("/desk/rounds/")
    chief.looks()
    page.check(f"input[name=pick][value^='{pk}-']")
    page.fill("input[name=number]", "1")
    page.fill("input[name=year]", "2561")
    page.fill("input[name=held_on_0]", "20 ก.ค. 2561")
    page.click("button[name=step][value=pass]")
    page.wait_for_selector(".note.good")


def certify(province: Player, pk: int) -> None:
    """One tap on the approved application issues its certificate; the sheet is there to be printed."""
    page = province.page
    page.click("#certificate button:has-text('ออกหนังสือรับรอง')")
    page.wait_for_selector(".note.good")
    province.looks()
    sheet = page.get_attribute("a.papershot", "href") or ""
    printed = page.request.get(f"{province.site}{sheet}")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF-")
    province.open(f"/desk/rounds/{pk}/")
    page.wait_for_selector("#certificate .state:has-text('ใช้ได้')")
    province.looks()


def see_public(guest: Player, certificate: Certificate) -> None:
    """What the QR on the sheet leads to, on a stranger's phone."""
    guest.open(f"/certificates/{certificate.token}/")
    told = guest.page.inner_text("main")
    assert certificate.number in told
    assert certificate.name_th in told
    assert "ยังใช้ได้" in told
    guest.looks()


def test_a_producer_registers_from_a_phone(
    opens: Opens, cast: Cast, register: Register, browser: Browser, live_server: LiveServer
) -> None:
    producer, worker = opens(cast.producer, PHONE), opens(cast.worker, DESK)
    chief, province = opens(cast.chief, DESK), opens(cast.officer, DESK)
    pk = apply(producer, register.here.work.round.name_th)
    assert RoundApplication.objects.get(pk=pk).state == State.SENT
    give_back(worker, pk)
    mend(producer, pk)
    worker.open(f"/desk/rounds/{pk}/")
    worker.page.click("button:has-text('ตรวจผ่าน')")
    worker.page.wait_for_selector(".note.good")
    consider(chief, pk)
    province.open(f"/desk/rounds/{pk}/")
    assert "1/2561" in province.page.inner_text("main")
    province.page.click("button:has-text('อนุมัติการลงทะเบียน')")
    province.page.wait_for_selector(".note.good")
    province.looks()
    producer.open(f"/desk/rounds/{pk}/")
    assert "ลงทะเบียนแล้ว" in producer.page.inner_text(".beside aside")
    producer.looks()
    certify(province, pk)
    guest = Player(browser, str(live_server.url), PHONE)
    see_public(guest, Certificate.objects.get(source_kind="application", source_id=pk))
    row = RoundApplication.objects.get(pk=pk)
    assert (row.state, str(row.meeting)) == (State.APPROVED, "1/2561")
    register.here.producer.refresh_from_db()
    assert register.here.producer.joins_management
