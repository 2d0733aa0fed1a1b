"""Someone else holds the lock that every write needs: readers notice nothing, writers are told, and it passes."""

import time
from contextlib import closing
from typing import Any

import pytest

from tests.cast import PASSWORD
from tests.faults.conftest import MakeSite
from tests.faults.site import Doing, Site
from tests.pages import form_in, forms_in

pytestmark = pytest.mark.faults
NEW_NAME = "กลุ่มทอผ้าชื่อใหม่"
BUSY = "กรุณาส่งอีกครั้งในไม่กี่วินาที"
NOBODY_WORKS = "ยังไม่มีตัวทำงานเบื้องหลังเปิดอยู่"
STORED = "บันทึกแล้ว ใหม่"
PUBLIC = ["/", "/communities/", "/products/", "/search/?q=ผ้า", "/areas/40/", "/en/", "/places/suggest/?q=ดงเค็ง"]
DESK = ["/desk/", "/desk/producers/", "/desk/products/", "/desk/review/checks/", "/desk/search/?q=ผ้า"]


def busy(told: dict[str, Any], patience: float) -> None:
    """The page that says so, after as long as a write waits and not much longer."""
    assert (told["status"], told["headers"]["Retry-After"]) == (503, "5")
    assert BUSY in told["body"]
    assert "Traceback" not in told["body"]
    assert patience * 0.9 <= told["seconds"] < patience + 10


def readers_go_on(reader: Site, session: str, writing: Doing, released: float) -> None:
    """While a save waits, and as long as the lock is held, every page is there."""
    about = reader.about
    rows = [f"/communities/{about['community']}/", f"/products/{about['product']}/", f"/producers/{about['producer']}/"]
    while writing.ended is None or time.monotonic() < released:
        seen = reader.do("look", session="", paths=PUBLIC + rows) + reader.do("look", session=session, paths=DESK)
        assert {told["status"] for told in seen} == {200}, seen
        if not writing.told:
            writing.line()
        writing.line()


def test_a_save_that_waits_too_long_is_told_and_goes_through_later(make_site: MakeSite, full: bool) -> None:
    """The lock is held 30 seconds in full; here it is shorter, and so is the patience."""
    held, patience = (30.0, 5.0) if full else (1.5, 0.5)
    site = make_site(WITHI_BUSY_SECONDS=str(patience))
    session = site.do("sign_in", person="worker")[0]["session"]
    path = f"/desk/producers/{site.about['producer']}/edit/"
    form = form_in(site.visit(session, path)["body"]) | {"name_th": NEW_NAME}
    with closing(Site(site.database, site.about)) as reader, site.database.locked():
        writing = site.start("visit", session=session, path=path, data=form)
        readers_go_on(reader, session, writing, time.monotonic() + held)
        told = writing.finish()[0]
        busy(told, patience)
        signing_in = {"login": "worker", "password": PASSWORD}
        busy(site.visit("", "/accounts/login/", signing_in), patience)
    kept = next(form for form in forms_in(told["body"]) if form.action == path)
    assert kept.fields["name_th"] == NEW_NAME
    assert site.visit(session, path, kept.fields)["status"] == 302
    assert NEW_NAME in site.visit(session, path)["body"]


def test_a_save_that_waits_a_little_is_just_slow(site: Site) -> None:
    session = site.do("sign_in", person="worker")[0]["session"]
    path = f"/desk/producers/{site.about['producer']}/edit/"
    form = form_in(site.visit(session, path)["body"]) | {"name_th": NEW_NAME}
    with site.database.locked():
        writing = site.start("visit", session=session, path=path, data=form)
        time.sleep(0.5)
    assert writing.finish()[0]["status"] == 302


def test_a_commit_that_meets_the_lock_stores_nothing_and_is_done_later(make_site: MakeSite) -> None:
    site = make_site(WITHI_BUSY_SECONDS="0.5")
    session = site.do("sign_in", person="worker")[0]["session"]
    path, nothing = f"/desk/import/{site.about['key']}/commit/", site.counts()
    with site.database.locked():
        assert BUSY in site.visit(session, path, {})["body"], "the button says so"
    page = site.visit(session, path, {})["headers"]["Location"].partition("?")[0]
    with site.database.locked():
        assert site.do("work", stop_at="") == [{"busy": True}], "the worker looks again a second later"
        assert NOBODY_WORKS in site.visit(session, page)["body"], "and its page can be read"
    assert site.counts() == nothing
    site.do("work", stop_at="")
    assert site.counts()["done"] == 1
    assert STORED in site.visit(session, page)["body"]
