"""Deciding on the department's list with one key a row, in Chromium: focus, words read aloud, and what is stored."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, WIDTHS, Player
from tests.cast import Cast
from tests.register import Register
from withi.faces.exchange.models import ExchangeItem, ExchangeRun
from withi.faces.exchange.rules import Decision
from withi.faces.exchange.tests.factory import compared, example, sheet_of, stock_producers
from withi.faces.imports.rules import Sheet
from withi.registers.producers.models import Producer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHANGED = 6


class Desk(Player):
    """The officer before a comparison of six changed rows, in a browser of one width."""

    def __init__(self, browser: Browser, site: str, cast: Cast, run: ExchangeRun, *, width: int, script: bool) -> None:
        super().__init__(browser, site, width, script=script)
        self.run = run
        self.is_(cast.officer.client)
        self.open(f"/desk/exchange/{run.key}/?part=differs")

    def items(self) -> list[ExchangeItem]:
        return list(self.run.items.order_by("position"))

    def press(self, key: str, said: str) -> None:
        """One key, and the sentence that is read aloud when it is kept."""
        self.page.keyboard.press(key)
        expect(self.page.locator("#aloud")).to_contain_text(said)

    def stands_on(self, item: ExchangeItem) -> None:
        expect(self.page.locator(f"#i{item.pk}")).to_be_focused()


@pytest.fixture
def run(cast: Cast, register: Register) -> ExchangeRun:
    stock_producers(cast.officer, 20)
    layout = example(cast.officer, Sheet.PRODUCERS)
    table = sheet_of(cast.officer, layout)
    place = table[0].index("ผู้ติดต่อ")
    for row in table[-CHANGED:]:
        row[place] = f"{row[place]} คนใหม่"
    assert cast.officer.client is not None
    return compared(cast.officer, layout, table)


@pytest.fixture
def open_desk(browser: Browser, live_server: LiveServer, cast: Cast, run: ExchangeRun, settings: Any) -> Any:
    settings.REQUIRE_MFA = False
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]

    def opened(*, width: int = DESK, script: bool = True) -> Desk:
        return Desk(browser, live_server.url, cast, run, width=width, script=script)

    return opened


def test_one_key_a_row_decides_and_goes_on(open_desk: Any) -> None:
    desk = open_desk()
    items = desk.items()
    assert len(items) == CHANGED
    desk.press("1", "ตัดสินแล้ว 1 จาก 6")
    desk.stands_on(items[1])
    desk.press("2", "ตัดสินแล้ว 2 จาก 6")
    desk.stands_on(items[2])
    desk.page.keyboard.press("s")
    desk.stands_on(items[3])
    desk.page.keyboard.press("ArrowUp")
    desk.stands_on(items[2])
    desk.page.keyboard.press("j")
    desk.stands_on(items[3])
    desk.press("Numpad1", "ตัดสินแล้ว 3 จาก 6")
    desk.stands_on(items[4])
    desk.press("u", "ตัดสินแล้ว 2 จาก 6")
    desk.stands_on(items[3])
    kept = [Decision(item.decision) for item in desk.items()]
    later = Decision.LATER
    assert kept == [Decision.OURS, Decision.THEIRS, later, later, later, later]
    expect(desk.page.locator("#progress")).to_contain_text("2 จาก 6")
    assert desk.faults == []


def test_keys_typed_faster_than_the_answers_are_all_kept(open_desk: Any) -> None:
    desk = open_desk()
    for key in "121212":
        desk.page.keyboard.press(key)
    expect(desk.page.locator("#progress")).to_contain_text("6 จาก 6")
    kept = [item.decision for item in desk.items()]
    assert kept == [Decision.OURS, Decision.THEIRS] * 3
    assert desk.faults == []


def test_what_is_undone_before_its_answer_came_is_undone_when_it_comes(open_desk: Any) -> None:
    desk = open_desk()
    desk.context.route("**/decide/**", held_back)
    desk.page.keyboard.press("1")
    desk.page.keyboard.press("u")
    item = desk.items()[0]
    desk.stands_on(item)
    expect(desk.page.locator("#aloud")).to_contain_text("ตัดสินแล้ว 0 จาก 6")
    expect(desk.page.locator(f'#i{item.pk} [data-key="1"]')).to_be_visible()
    assert {each.decision for each in desk.items()} == {""}
    desk.press("1", "ตัดสินแล้ว 1 จาก 6")
    assert desk.faults == []


def held_back(route: Route) -> None:
    """An answer that comes later than the next key."""
    time.sleep(0.3)
    route.continue_()


def test_what_was_decided_is_stored_with_the_one_main_button(open_desk: Any) -> None:
    desk = open_desk()
    item = desk.items()[0]
    assert desk.page.locator("#apply button").is_disabled()
    desk.press("2", "ตัดสินแล้ว 1 จาก 6")
    desk.page.click("#apply button")
    desk.page.wait_for_load_state()
    assert "บันทึกแล้ว 1 ข้อ" in desk.page.inner_text("#told")
    assert Producer.objects.get(pk=item.subject_id).contact == item.theirs


def test_keys_leave_forms_and_shortcuts_alone(open_desk: Any) -> None:
    desk = open_desk()
    desk.page.locator("details > summary").last.focus()
    desk.page.keyboard.press("1")
    desk.page.locator("[data-item]").first.focus()
    desk.page.keyboard.press("Control+1")
    assert desk.page.inner_text("#aloud") == ""
    assert {item.decision for item in desk.items()} == {""}


@pytest.mark.parametrize("width", WIDTHS)
def test_buttons_do_the_same_as_keys_and_keep_the_focus(open_desk: Any, width: int) -> None:
    desk = open_desk(width=width)
    items = desk.items()
    desk.page.click(f'#i{items[0].pk} [data-key="2"]')
    expect(desk.page.locator("#aloud")).to_contain_text("ตัดสินแล้ว 1 จาก 6")
    desk.stands_on(items[1])
    desk.looks()
    for box in desk.page.locator("[data-item] button").all():
        size = box.bounding_box()
        assert size
        assert min(size["height"], size["width"]) >= 44


def test_without_script_the_buttons_decide_too(open_desk: Any) -> None:
    desk = open_desk(script=False)
    item = desk.items()[0]
    desk.page.click(f'#i{item.pk} button[value="theirs"]')
    desk.page.wait_for_load_state()
    item.refresh_from_db()
    assert item.decision == Decision.THEIRS
    assert "ตัดสินแล้ว 1 จาก 6" in desk.page.inner_text("#progress")
