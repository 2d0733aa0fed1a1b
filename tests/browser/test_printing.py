"""A community prints: its brand, the brochure ordered and seen, labels in numbers with progress, a phone that changed.

Played in Chromium by the worker of the place, the order at a phone's width and the register at a desk's.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, PHONE, Player
from tests.cast import Cast
from tests.register import Register
from withi.faces.printing import batches
from withi.faces.printing.models import PrintRun
from withi.ground.jobs.actions import run_due
from withi.ground.jobs.models import Job, State
from withi.kit.paper import press
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.products.rules import Type
from withi.registers.villages.models import Community

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BRAND = "ผ้าหมี่ลุ่มน้ำชี"
NEW_PHONE = "0812345678"
SHOWN = "Array.from(document.querySelectorAll('.papershot img')).every(each => each.complete && each.naturalWidth > 0)"
Opens = Callable[[int], Player]


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer, settings: Any, cast: Cast) -> Opens:
    """The worker of the place before a browser of a width."""
    settings.REQUIRE_MFA = False
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]

    def player(width: int) -> Player:
        one = Player(browser, str(live_server.url), width)
        one.is_(cast.worker.client)
        return one

    return player


@pytest.fixture
def goods(register: Register) -> list[Product]:
    """Two things of cloth by the community's maker, which no rule keeps from being labelled."""
    Producer.objects.filter(pk=register.here.producer.pk).update(community=register.here.community)
    rows = Product.objects.filter(producer=register.here.producer).order_by("pk")[:2]
    Product.objects.filter(pk__in=[row.pk for row in rows]).update(type=Type.TEXTILE, is_alcohol=False)
    return list(rows)


def press_main(page: Page) -> None:
    with page.expect_navigation():
        page.click("form .deskbar button.main, form .tools button.main")


def keep_a_brand(player: Player, row: Community) -> None:
    """Looked at first, then kept."""
    page = player.page
    player.open(f"/desk/brands/{row.pk}/")
    page.fill("input[name=name_th]", BRAND)
    page.select_option("select[name=dye]", "lac")
    with page.expect_navigation():
        page.click("button[name=try]")
    assert BRAND in page.inner_text(".brandshot")
    player.looks()
    press_main(page)
    assert "บันทึกแล้ว" in page.inner_text("main")
    player.looks()


def order_a_brochure(player: Player, row: Community) -> None:
    """Ordered from the community's page, seen as pictures, written down."""
    page = player.page
    player.open(f"/desk/communities/{row.pk}/")
    page.click(f"a[href$='/desk/printing/communities/{row.pk}/']")
    page.select_option("select[name=what]", "a5")
    with page.expect_navigation():
        page.click("form.filters button")
    for picture in page.locator(".papershot img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHOWN)
    assert page.locator(".papershot img").count() == 4
    player.looks()
    page.click("a[href*='/record/']")
    page.fill("input[name=place]", "ศาลาหน้าหมู่บ้าน")
    page.fill("input[name=count]", "๒๐๐")
    press_main(page)
    assert "ศาลาหน้าหมู่บ้าน" in page.inner_text("table")
    player.looks()


def print_in_numbers(player: Player, row: Community, goods: list[Product], patch: pytest.MonkeyPatch) -> None:
    """Two products' labels sent off together; half way the page says so, and in the end there is a file."""
    page, seen = player.page, []
    player.open(f"/desk/printing/communities/{row.pk}/labels/")
    for product in goods:
        page.fill(f"input[name^=count_{product.pk}_]", "8")
    player.looks()
    press_main(page)
    job = Job.objects.get(kind=batches.LABELS)

    def pdf(sheet: press.Sheet) -> bytes:
        watching = player.tab(f"/desk/jobs/{job.key}/")
        seen.append(watching.inner_text("#job"))
        watching.close()
        return press.pdf(sheet)

    patch.setattr(batches, "press", type("Watched", (), {"pdf": staticmethod(pdf)}))
    run_due()
    job.refresh_from_db()
    assert job.state == State.DONE, job.problem
    assert "กำลังวาดฉลาก" in seen[0]
    assert "8 จาก 16" in seen[1]
    player.open(f"/desk/jobs/{job.key}/")
    assert "ฉลาก 16 ดวง" in page.inner_text("main")
    player.looks()


def test_a_community_prints_and_hears_what_is_out_of_date(
    opens: Opens, register: Register, goods: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = register.here.community
    phone, desk = opens(PHONE), opens(DESK)
    keep_a_brand(phone, row)
    order_a_brochure(phone, row)
    assert BRAND in PrintRun.objects.get(place="ศาลาหน้าหมู่บ้าน").facts["brand"]
    print_in_numbers(desk, row, goods, monkeypatch)

    desk.open("/desk/printing/?show=again")
    assert "ศาลาหน้าหมู่บ้าน" not in desk.page.inner_text("main")
    Community.objects.filter(pk=row.pk).update(phone=NEW_PHONE)
    desk.open("/desk/printing/?show=again")
    told = desk.page.inner_text("main")
    assert "ศาลาหน้าหมู่บ้าน" in told
    assert "081" in told
    desk.looks()
    with desk.page.expect_navigation():
        desk.page.click("tr:has-text('ศาลาหน้าหมู่บ้าน') a:has-text('พิมพ์ใหม่')")
    assert "replaces=" in desk.page.url
    desk.looks()
