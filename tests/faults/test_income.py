"""Posting months is killed at any moment, and all of it comes again in any order: each is there once, and summed."""

import random
import time
import uuid
from typing import Any

import pytest

from tests.faults.conftest import MakeSite
from tests.faults.figures import tell
from tests.faults.site import Site

pytestmark = pytest.mark.faults
SEED = 25_691_126
AT_ONCE = 8
Sends = list[tuple[int, str, int]]
KEYS = "select key from income_month where key is not null union all select key from income_revision"
REPORTED = "select coalesce(sum(total), 0), count(*) from income_month"
SUMMED = """
select coalesce(sum(in_village + outside + online + fair), 0), coalesce(sum(reports), 0) from figures_month
where level = 6
"""
TOLD = "select count(*) from trail_entry where verb = 'income.report'"


def months(chance: random.Random, turn: int) -> Sends:
    """Some months of one producer, two of them corrected by another device."""
    first = [200101 + 100 * (turn % 24) + place for place in range(AT_ONCE - 2)]
    wanted = [*first, *chance.sample(first, 2)]
    return [
        (month, str(uuid.UUID(int=chance.getrandbits(128), version=4)), chance.randint(500, 2_000)) for month in wanted
    ]


def stored(site: Site) -> list[str]:
    """The ids of everything that was ever stored."""
    return sorted(str(uuid.UUID(str(key))) for (key,) in site.database.ask(KEYS))


def is_summed(site: Site) -> bool:
    """Whether the roll-ups say what the reports say, and the trail tells of each."""
    (reported,), (summed,) = site.database.ask(REPORTED), site.database.ask(SUMMED)
    return tuple(map(int, reported)) == tuple(map(int, summed))


def killed(site: Site, sends: Sends, at: int, seconds: float) -> dict[str, Any]:
    """What was acknowledged before the process was killed, so long after it began to send that one."""
    doing = site.start("post_months", pk=site.about["producer"], sends=sends)
    while (said := doing.line()) and said.get("sending") != sends[at][1]:
        pass
    time.sleep(seconds)
    doing.kill()
    return {said["sent"]: said["answer"] for said in doing.told if said.get("status") == 200}


def taken(site: Site, sends: Sends) -> float:
    """Seconds that one month takes to be sent, once the process has sent its first one, which takes far longer."""
    doing = site.start("post_months", pk=site.about["producer"], sends=sends)
    while (said := doing.line()) and said.get("sending") != sends[1][1]:
        pass
    began = time.monotonic()
    doing.finish()
    return (time.monotonic() - began) / (len(sends) - 1)


def test_what_was_acknowledged_is_there_once_whole_and_summed(make_site: MakeSite, full: bool) -> None:
    chance, site, kills, cut = random.Random(SEED), make_site(), 200 if full else 10, 0
    span = taken(site, months(chance, 0))
    for turn in range(kills):
        before, sends = stored(site), months(chance, turn)
        known = killed(site, sends, chance.randrange(AT_ONCE), chance.uniform(0, span))
        there = set(stored(site)) - set(before)
        assert set(known) <= there, (turn, "an acknowledged month is lost")
        assert len(there - set(known)) <= 1, (turn, "more was stored than one that was under way")
        assert is_summed(site), turn
        cut += len(known) < len(sends)
        again = [*sends] * chance.randint(1, 5 if full else 2)
        chance.shuffle(again)
        answers = site.do("post_months", pk=site.about["producer"], sends=again)
        sent = {said["sent"]: said["answer"] for said in answers if "sent" in said}
        assert {key: sent[key] for key in known} == known, (turn, "a replay was answered otherwise")
        assert stored(site) == sorted([*before, *(key for _month, key, _baht in sends)]), (turn, "stored twice")
        assert is_summed(site), turn
    assert cut >= kills // 3, "most kills should come before the end, or they prove nothing"
    assert site.database.ask(TOLD) == [(len(stored(site)),)]
    assert site.database.is_whole()
    tell("months posted and killed (kill -9), then replayed", kills, "0 lost, 0 partial, 0 twice", seed=SEED)


def test_months_that_nobody_summed_would_be_seen(site: Site) -> None:
    """The canary: reports whose roll-ups were not told are found out."""
    assert is_summed(site)
    site.do("post_months", pk=site.about["producer"], sends=months(random.Random(SEED), 0), summed=False)
    assert not is_summed(site)


def test_an_id_with_another_body_is_refused(site: Site) -> None:
    month, key, baht = months(random.Random(SEED), 0)[0]
    sends = [(month, key, baht), (month, key, baht + 1), (month, key, baht)]
    told = site.do("post_months", pk=site.about["producer"], sends=sends)
    answers = [(said["status"], said["answer"]) for said in told if "sent" in said]
    assert [status for status, _answer in answers] == [200, 409, 200]
    assert answers[0] == answers[2]
    assert answers[1][1]["problems"][0]["code"] == "income.other_body"
