"""The main job from end to end: a list is imported, corrected, published, and a guest finds what it brought.

Played in Chromium at a phone's and a desk's width, on whichever database the run is for.
"""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import player, province
from tests.browser.player import WIDTHS
from withi.faces.demo import actions as demo
from withi.ground.jobs.actions import run_due
from withi.registers.products.models import Product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = Path(settings.BASE_DIR) / "fixtures" / "demo" / "products_to_import.csv"
NAME = "ผ้าขาวม้าตาสับปะรด"
MISTYPED = "ผ้าขาวม้าตาสัปะรด"
COMMUNITY = "บ้านดงเค็ง"


def work(route: Route) -> None:
    """Do what waits when a job's page asks how far it is, as a worker would between two looks.

    The browser calls this with a connection of its own to the database, which nobody else would close.
    """
    run_due()
    connection.close()
    route.continue_()


class Player(player.Player):
    """A person whose jobs are done between two looks."""

    def __init__(self, *before: Any, **told: Any) -> None:
        super().__init__(*before, **told)
        self.context.route("**/desk/jobs/*/look/**", work)

    def enter(self, name: str) -> None:
        self.sign_in(name, demo.password())
        self.open("/desk/")


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> str:
    settings.DEMO, settings.REQUIRE_MFA = True, False
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    province.load()
    return str(live_server.url)


def import_list(worker: Player) -> None:
    page = worker.page
    page.click("nav.six >> text=นำเข้าจากไฟล์")
    worker.looks()
    page.check("input[value=products]")
    page.set_input_files("input[type=file]", str(LIST))
    page.click("text=อ่านและตรวจไฟล์")
    expect(page.locator("text=รอคิว").first).to_be_visible()
    worker.looks()
    page.wait_for_url("**/desk/import/*/")
    assert page.is_visible("text=ยังไม่มีอะไรถูกบันทึก")
    assert not Product.objects.filter(name_th=NAME).exists()
    worker.looks()
    while page.query_selector("button[name=every][value=accept]"):
        page.click("button[name=every][value=accept] >> nth=0")
        page.wait_for_load_state()
    left_out = page.query_selector("input[name=good_rows_only]")
    if left_out:
        left_out.check()
    page.click(".deskbar button.main")
    expect(page.locator("text=รอคิว").first).to_be_visible()
    page.wait_for_url("**/desk/import/*/")
    worker.looks()
    page.click("text=ส่งรายการที่ครบให้อนุมัติ")
    assert Product.objects.get(name_th=NAME).state == "waiting"


def publish(chief: Player, pk: int) -> None:
    page = chief.page
    page.click("nav.six >> text=รอฉันอนุมัติ")
    chief.looks()
    chief.open(f"/desk/products/{pk}/")
    chief.looks()
    page.click("button:has-text('อนุมัติ') >> nth=0")
    page.wait_for_load_state()
    assert Product.objects.get(pk=pk).state == "published"


def find_as_guest(guest: Player) -> None:
    page = guest.page
    guest.open("/")
    guest.looks()
    page.fill("main input[name=q] >> nth=0", MISTYPED)
    page.click("main form.ask button >> nth=0")
    page.wait_for_load_state()
    assert page.is_visible(f"text={MISTYPED}"), "the page says what was asked"
    guest.looks()
    page.click(f"main a:has-text('{NAME}') >> nth=0")
    page.wait_for_load_state()
    assert NAME in page.inner_text("h1")
    guest.looks()
    page.click(f"main a:has-text('{COMMUNITY}') >> nth=0")
    page.wait_for_load_state()
    if "/producers/" in page.url:
        page.click("main a[href*='/communities/'] >> nth=0")
        page.wait_for_load_state()
    assert COMMUNITY in page.inner_text("h1")
    assert page.is_visible(".gate .state"), "a community first says whether it receives guests"
    guest.looks()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_is_imported_published_and_found(browser: Browser, site: str, width: int) -> None:
    worker, chief = Player(browser, site, width), Player(browser, site, width)
    worker.enter("worker")
    worker.looks()
    import_list(worker)
    pk = Product.objects.get(name_th=NAME).pk
    worker.open(f"/desk/products/{pk}/")
    assert not worker.page.is_visible("button:has-text('อนุมัติ')"), "who entered a row does not approve it"
    chief.enter("chief")
    publish(chief, pk)
    find_as_guest(Player(browser, site, width))
    find_as_guest(Player(browser, site, width, script=False))
