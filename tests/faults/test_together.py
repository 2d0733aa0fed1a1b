"""Two people at once: nothing is overwritten unseen, nothing is stored twice; canaries show the harm."""

import pytest

from tests.faults.conftest import ROWS
from tests.faults.site import Site

pytestmark = pytest.mark.faults
HANDS = 4


def test_of_several_edits_at_once_none_is_lost(site: Site, full: bool) -> None:
    """One is stored, the others are shown both versions: the figure is the sum of all that were told "saved"."""
    people, rounds = 0, 50 if full else 5
    for told in site.do("edit_together", pk=site.about["producer"], hands=HANDS, rounds=rounds, checked=True):
        people += told["let"]
        assert told["let"] in (1, 10, 100, 1000)
        assert told["people"] == people
        assert told["both"]


def test_without_the_version_check_edits_are_lost(site: Site) -> None:
    told = site.do("edit_together", pk=site.about["producer"], hands=HANDS, rounds=1, checked=False)[0]
    assert told["let"] == 1111
    assert told["people"] < told["let"]


def test_a_button_pressed_twice_at_once_is_one_job(site: Site) -> None:
    told = site.do("press_together", key=site.about["key"], hands=HANDS)[0]
    assert (len(told["led"]), told["jobs"]) == (1, 1)


def test_of_several_workers_one_does_the_job(site: Site) -> None:
    for _ in range(HANDS):
        site.do("send_entry", apart=False)
    done = site.do("work_together", hands=HANDS)[0]["done"]
    assert sum(done) == HANDS
    assert entries(site) == HANDS


def entries(site: Site) -> int:
    return int(site.database.ask("select count(*) from trail_entry where verb = 'tests.entry'")[0][0])


def test_a_commit_sent_twice_at_once_stores_once(site: Site, full: bool) -> None:
    rows = ROWS * 4 if full else ROWS
    told = site.do("commit_together", key=site.about["key"], hands=2, checked=True)[0]
    assert told == {"stored": rows, "refused": 1, "makers": rows // 5}
    assert site.counts()["done"] == 1


def test_without_its_guards_a_commit_sent_twice_stores_twice(site: Site, full: bool) -> None:
    told = site.do("commit_together", key=site.about["key"], hands=2, checked=False)[0]
    assert told["stored"] == 2 * (ROWS * 4 if full else ROWS)
