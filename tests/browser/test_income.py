"""A month from the phone without network to the locked month: reported, pasted, submitted, approved, corrected."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, PHONE, Player
from tests.cast import World
from withi.kit import era
from withi.kit.money import parse_baht
from withi.kit.problem import Problem
from withi.registers.producers.tests.factory import make_producer
from withi.work.income import rules
from withi.work.income.models import IncomeClose, IncomeMonth, IncomeRevision
from withi.work.income.rules import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUED = "(JSON.parse(localStorage.getItem('withi-income')) ?? []).length"
CUT = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const box = document.querySelector(selector);
  box.focus();
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
BOXES = [
    "100", "1,234.5", "๑,๒๓๔.๕๐", " 500 บาท", "฿750", "4,500.-", "12 บาท 5 สตางค์", "0", "", "-", "-5", "12.3.4",
    "(500)", "1,23", "12.345", "x", ".", "9" * 16, "10,000 ถ้วน", "12.30", "1 000", "1.", ".5",
]  # fmt: skip
SLIPS = [(100_00, 1_000_00), (1_000_00, 100_00), (100_00, 10_000_00), (99_00, 9_00), (1_251_00, 100_00), (0, 500_00)]


@pytest.fixture
def due() -> int:
    return rules.due_month(timezone.localdate())


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, world: World, settings: Any) -> Iterator[Player]:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    player = Player(browser, live_server.url, PHONE, bears=CUT)
    player.is_(world.cast.producer.client)
    yield player
    player.context.close()
    assert player.faults == []


def office(browser: Browser, site: LiveServer, world: World, name: str) -> Player:
    player = Player(browser, site.url, DESK, bears=CUT)
    player.is_(getattr(world.cast, name).client)
    return player


def month_url(world: World, month: int) -> str:
    return reverse("income:month", args=[world.register.here.producer.pk, month])


def last_month(world: World, due: int) -> None:
    """18,500 in the village, nothing at fairs, the month before the one that is due."""
    row = world.register.here.producer
    IncomeMonth.objects.create(
        producer=row, month=era.month_shifted(due, -1), area_code=row.area_code, kind=row.kind,
        state=State.REPORTED.value, in_village=18_500_00, fair=0, total=18_500_00, since=timezone.now(),
    )  # fmt: skip


def test_three_taps_repeat_the_month_before(phone: Player, world: World, due: int) -> None:
    last_month(world, due)
    phone.open(month_url(world, due))
    phone.looks()
    phone.page.click("button[name=all][value=same]")
    phone.page.wait_for_selector("button[name=send]")
    phone.looks()
    phone.page.click("button[name=send]")
    phone.page.wait_for_url("**/receipt/")
    phone.looks()
    row = IncomeMonth.objects.get(month=due)
    assert (row.state, row.in_village, row.outside, row.fair) == ("repeated", 18_500_00, None, 0)
    assert row.key is not None


def test_a_month_entered_without_network_arrives_once(phone: Player, world: World, due: int) -> None:
    last_month(world, due)
    page = phone.page
    phone.open(month_url(world, due))
    phone.context.set_offline(True)
    page.fill("input[name=in_village]", "๒๑,๐๐๐")
    page.check("input[name=online_how][value=none]")
    page.click("button[name=check]")
    expect(page.locator("#income-shown dl")).to_contain_text("21,000")
    page.click("[data-send]")
    expect(page.locator("#income-shown h1")).to_contain_text("ยังไม่ได้ส่ง")
    assert page.evaluate(QUEUED) == 1
    phone.looks()
    assert not IncomeMonth.objects.filter(month=due).exists()
    phone.context.set_offline(False)
    page.wait_for_url("**/receipt/")
    row = IncomeMonth.objects.get(month=due)
    assert (row.in_village, row.online, row.outside, row.state, row.revision) == (21_000_00, 0, None, "reported", 1)
    assert page.evaluate(QUEUED) == 0
    phone.looks()


def test_without_network_the_same_is_refused_and_asked(phone: Player, world: World, due: int) -> None:
    last_month(world, due)
    page = phone.page
    phone.open(month_url(world, due))
    phone.context.set_offline(True)
    page.fill("input[name=in_village]", "12.3.4")
    page.click("button[name=check]")
    expect(page.locator(".chan.wrong .error")).to_contain_text("12.3.4")
    page.fill("input[name=in_village]", "185,000")
    page.click("button[name=check]")
    expect(page.locator("#income-shown .asks")).to_contain_text("10 เท่า")
    page.click("#income-shown [data-edit]")
    expect(page.locator("form[data-income]")).to_be_visible()
    phone.context.set_offline(False)


def test_a_month_that_closed_meanwhile_is_not_lost(phone: Player, world: World, due: int) -> None:
    page = phone.page
    phone.open(month_url(world, due))
    phone.context.set_offline(True)
    page.fill("input[name=in_village]", "500")
    page.click("button[name=check]")
    page.click("[data-send]")
    area = rules.tambon_of(world.register.here.producer.area_code)
    IncomeClose.objects.create(month=due, area_code=area, state="submitted")
    phone.context.set_offline(False)
    expect(page.locator("#income-reasons")).to_contain_text("แจ้งพัฒนากร")
    phone.open(reverse("income:producer", args=[world.register.here.producer.pk]))
    expect(page.locator("#income-queue")).to_contain_text("แจ้งพัฒนากร")
    phone.looks()
    assert not IncomeMonth.objects.filter(month=due).exists()


def test_both_sides_read_and_ask_the_same(phone: Player, world: World, due: int) -> None:
    """The rules stand twice, in Python and on the phone: the same figures must give the same answers."""
    phone.open(month_url(world, due))
    module = phone.page.evaluate(
        """async ([texts, pairs]) => {
          const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
          const rules = await import(loaded.find((name) => /income\\/rules[^/]*\\.js/.test(name)));
          const asked = pairs.map(([now, before]) => [rules.slip(now, before), rules.jump(now, before)]);
          return [texts.map(rules.parse), asked];
        }""",
        [BOXES, SLIPS],
    )
    assert module[0] == [read(text) for text in BOXES]
    assert module[1] == [[rules.slip(*pair), rules.jump(*pair)] for pair in SLIPS]


def read(text: str) -> dict[str, Any]:
    """What Python reads in a box, as the phone's script would say it."""
    if not text.strip():
        return {"satang": None}
    try:
        return {"satang": parse_baht(text)}
    except Problem as found:
        return {"code": found.code}


def test_an_officer_pastes_submits_and_the_province_locks(
    browser: Browser, live_server: LiveServer, world: World, due: int, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    here = world.register.here.producer
    more = [make_producer(area_code=here.area_code) for _ in range(3)]
    tambon = rules.tambon_of(here.area_code)
    worker = office(browser, live_server, world, "worker")
    page = worker.page
    worker.open(reverse("income:grid", args=[tambon, due]))
    worker.looks()
    first = page.locator("table.grid tbody input[type=text]").first.get_attribute("name")
    page.evaluate(PASTE, [f"input[name='{first}']", "1,500\t200\t0\t-\n2,000\t\t\t\n๓๐๐\t\t50\t\n-\t-\t-\t-"])
    page.click("form[data-grid] .deskbar button")
    page.wait_for_selector(".note.good")
    assert sorted(IncomeMonth.objects.filter(month=due).values_list("total", "state")) == [
        (0, "zero"), (350_00, "reported"), (1_700_00, "reported"), (2_000_00, "reported"),
    ]  # fmt: skip
    assert {row.pk for row in more} < set(IncomeMonth.objects.filter(month=due).values_list("producer_id", flat=True))
    close = reverse("income:close", args=[tambon, due])
    press(worker, close, "submit")
    province = office(browser, live_server, world, "officer")
    press(province, close, "approve")
    press(province, close, "lock")
    expect(province.page.locator(".plate")).to_contain_text("ล็อกแล้ว")
    worker.open(reverse("income:grid", args=[tambon, due]))
    box = page.locator(f"input[name='{first}']")
    box.fill("1,600")
    page.click("form[data-grid] .deskbar button")
    expect(page.locator("main")).to_contain_text("ล็อกแล้ว")
    press(province, close, "unlock", "ยอดกลุ่มแรกผิด")
    corrected(worker, reverse("income:grid", args=[tambon, due]), str(first))
    for player in (worker, province):
        player.looks()
        player.context.close()


def test_what_is_pasted_stays_in_its_row_and_what_does_not_fit_is_told(
    browser: Browser, live_server: LiveServer, world: World, due: int, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    here = world.register.here.producer
    worker = office(browser, live_server, world, "worker")
    page = worker.page
    make_producer(area_code=here.area_code)
    worker.open(reverse("income:grid", args=[rules.tambon_of(here.area_code), due]))
    boxes = page.locator("table.grid tbody input[type=text]")
    first = boxes.first.get_attribute("name")
    count = boxes.count() // 4
    expect(page.locator("[data-outside]")).to_be_hidden()
    page.evaluate(PASTE, [f"input[name='{first}']", '"1,500\nบาท"\t200\t\t\r\n"2,000.50"\t\t"12"" "\t'])
    assert [boxes.nth(place).input_value() for place in range(8)] == [
        "1,500 บาท", "200", "", "", "2,000.50", "", '12"', "",
    ]  # fmt: skip
    expect(page.locator("[data-outside]")).to_be_hidden()
    page.evaluate(PASTE, [f"input[name='{first}']", "5\t\t\t\t5\n" * (count + 1)])
    expect(page.locator("[data-outside] b")).to_have_text(str(count + 2))
    worker.looks()
    worker.context.close()


def test_a_month_from_the_phone_to_the_page_of_the_province(
    phone: Player, browser: Browser, live_server: LiveServer, world: World, due: int
) -> None:
    """Reported without network, pasted and estimated, approved, locked, corrected; every state stands on the page."""
    here = world.register.here.producer
    zero, guessed, silent = (make_producer(area_code=here.area_code) for _ in range(3))
    sent_without_network(phone, world, due)
    tambon = rules.tambon_of(here.area_code)
    grid, close = (reverse(f"income:{name}", args=[tambon, due]) for name in ("grid", "close"))
    worker, province = (office(browser, live_server, world, name) for name in ("worker", "officer"))
    pasted(worker, grid, zero.pk, guessed.pk)
    press(worker, close, "submit")
    for step in ("approve", "lock"):
        press(province, close, step)
    press(province, close, "unlock", "ยอดกลุ่มแรกผิด")
    worker.open(grid)
    worker.page.fill(f"input[name='{here.pk}_in_village']", "22,000")
    worker.page.click("form[data-grid] .deskbar button")
    worker.page.wait_for_selector(".note.good")
    assert IncomeRevision.objects.get(producer=here).in_village == 21_000_00
    assert not IncomeMonth.objects.filter(producer=silent, month=due).exists()
    year = era.fiscal_year(era.month_start(due))
    province.open(reverse("figures:area", args=["40"]) + f"?year={year}&part={due}")
    shown = province.page.locator("main")
    for words in ("22,700", "รายงานว่าไม่ได้ขาย 1 ฉบับ", "ประมาณ 3", "รายงานเอง 97"):
        expect(shown).to_contain_text(words)
    province.looks()
    for player in (worker, province):
        player.context.close()
        assert player.faults == []


def sent_without_network(phone: Player, world: World, due: int) -> None:
    """21,000 in the village, typed while the phone has no network; it arrives by itself."""
    last_month(world, due)
    phone.open(month_url(world, due))
    phone.context.set_offline(True)
    phone.page.fill("input[name=in_village]", "21,000")
    phone.page.click("button[name=check]")
    phone.page.click("[data-send]")
    expect(phone.page.locator("#income-shown h1")).to_contain_text("ยังไม่ได้ส่ง")
    phone.context.set_offline(False)
    phone.page.wait_for_url("**/receipt/")


def pasted(worker: Player, grid: str, zero: int, guessed: int) -> None:
    """Nothing sold by one, an estimate for another: the grid asks what it rests on."""
    page = worker.page
    worker.open(grid)
    page.evaluate(PASTE, [f"input[name='{zero}_in_village']", "0\t0\t0\t0"])
    page.evaluate(PASTE, [f"input[name='{guessed}_in_village']", "500\t200"])
    page.check(f"input[name='{guessed}_how']", force=True)
    page.click("form[data-grid] .deskbar button")
    page.fill(f"input[name='{guessed}_basis']", "ถามทางโทรศัพท์")
    page.click("form[data-grid] .deskbar button")
    page.wait_for_selector(".note.good")


def press(player: Player, url: str, step: str, reason: str = "") -> None:
    """Take a tambon's month a step on."""
    player.open(url)
    player.looks()
    if reason:
        player.page.fill("[name=reason]", reason)
    player.page.click(f"button[name=step][value={step}]")
    player.page.wait_for_selector(".note.good")


def corrected(player: Player, url: str, name: str) -> None:
    """The figure is mended, the old one kept, and the arrows lead from box to box."""
    player.open(url)
    page: Page = player.page
    page.locator(f"input[name='{name}']").fill("1,600")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") != name
    page.click("form[data-grid] .deskbar button")
    page.wait_for_selector(".note.good")
    old = IncomeRevision.objects.get()
    assert (old.in_village, re.sub("[0-9]+_", "", name)) == (1_500_00, "in_village")
    assert IncomeMonth.objects.get(producer=old.producer_id, month=old.month).in_village == 1_600_00


def test_half_a_month_is_there_when_it_is_opened_again(phone: Player, world: World, due: int) -> None:
    """Kept on the phone while it is typed, with the note that it was not sent; gone with the receipt."""
    last_month(world, due)
    page, url = phone.page, month_url(world, due)
    phone.open(url)
    page.fill("input[name=in_village]", "1,250")
    page.check("input[name=online_how][value=none]")
    phone.open(reverse("income:producer", args=[world.register.here.producer.pk]))
    phone.open(url)
    expect(page.locator("input[name=in_village]")).to_have_value("1,250")
    expect(page.locator("input[name=online_how][value=none]")).to_be_checked()
    expect(page.locator("#main .note").first).to_contain_text("ยังไม่ได้ส่ง")
    phone.looks()
    page.click("#main .note button")
    page.wait_for_load_state()
    expect(page.locator("input[name=in_village]")).to_have_value("")
    page.fill("input[name=in_village]", "1,300")
    phone.open(url)
    page.click("button[name=check]")
    page.click("button[name=send]")
    page.wait_for_url("**/receipt/")
    phone.open(url)
    expect(page.locator("#main .note button")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':month:')).length") == 0
    assert IncomeMonth.objects.get(month=due).in_village == 1_300_00


def test_what_waits_for_the_network_can_be_changed(phone: Player, world: World, due: int) -> None:
    page = phone.page
    phone.open(month_url(world, due))
    phone.context.set_offline(True)
    page.fill("input[name=in_village]", "500")
    page.click("button[name=check]")
    page.click("[data-send]")
    page.click("#income-shown [data-edit]")
    expect(page.locator("input[name=in_village]")).to_have_value("500")
    assert page.evaluate(QUEUED) == 0
    phone.context.set_offline(False)


@pytest.mark.parametrize("years", [-2, -1, 1, 2])
def test_a_phone_with_the_wrong_year_reports_the_month_it_shows(
    phone: Player, world: World, due: int, years: int
) -> None:
    """The month stands in the address, which the server made: the clock of the phone decides nothing."""
    last_month(world, due)
    page = phone.page
    page.clock.install(time=timezone.now() + timedelta(days=round(365.25 * years)))
    phone.open(reverse("income:producer", args=[world.register.here.producer.pk]))
    page.locator(f'a[href*="/{due}/"]').first.click()
    phone.context.set_offline(True)
    page.fill("input[name=in_village]", "900")
    page.click("button[name=check]")
    page.click("[data-send]")
    phone.context.set_offline(False)
    page.wait_for_url("**/receipt/")
    row = IncomeMonth.objects.get(in_village=900_00)
    assert (row.month, abs(row.since - timezone.now()) < timedelta(hours=1)) == (due, True)
