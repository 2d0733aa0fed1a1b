"""Whatever many do to months at once, the sums are those of the reports, and nobody waits for the nation's row."""

import statistics

import pytest
from django.db import connection

from tests.faults.conftest import MakeSite
from tests.faults.figures import tell
from tests.faults.site import Site

pytestmark = pytest.mark.faults
SEED = 25_691_127
HANDS, WRITERS = 8, 32
DONE = {"entered", "corrected", "taken back", "moved", "submit", "refused"}
REPORTED = "select sum(total), count(*) from income_month"
SUMMED = """
select sum(in_village + outside + online + fair), sum(reports + repeats + zeros + estimates) from figures_month
where level = 6
"""
PROVINCES = [f"{first}{second}" for first in range(1, 10) for second in range(10)]


def is_summed(site: Site) -> bool:
    """Whether the roll-ups hold what the reports do, of whatever state."""
    (reported,), (summed,) = site.database.ask(REPORTED), site.database.ask(SUMMED)
    return tuple(map(int, reported)) == tuple(map(int, summed))


def test_acts_at_random_leave_no_difference(site: Site, full: bool) -> None:
    """Eight threads; `--full`: 100,000 acts. Some months are closed at any time, so that some acts are refused."""
    turns = 12_500 if full else 60
    told = site.do("sell_at_random", hands=HANDS, turns=turns, seed=SEED)[-1]
    assert sum(told["done"].values()) == HANDS * turns
    assert set(told["done"]) >= DONE
    assert "below zero" not in told["done"]
    assert (told["differences"], is_summed(site)) == (0, True)
    tell("random acts on months from 8 threads", HANDS * turns, f"0 differences, {told['left']} months", seed=SEED)


def test_a_verb_that_forgets_the_sums_would_be_seen(site: Site) -> None:
    """The canary: the recount finds what was not told, and mends it."""
    told = site.do("sell_at_random", hands=HANDS, turns=30, seed=SEED, summed=False)[-1]
    assert told["differences"] > 0
    assert is_summed(site)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time, wherever it writes")
def test_writers_of_one_province_wait_for_nobody(make_site: MakeSite, full: bool) -> None:
    """32 writers in as many tambons of one province beside 32 in as many provinces; how fast is told of full runs."""
    together = [f"40{1 + at % 26:02d}{1 + at // 26:02d}" for at in range(WRITERS)]
    apart = [f"{province}0101" for province in PROVINCES[:WRITERS]]
    site, turns, rounds = make_site(), 40 if full else 2, 3 if full else 1
    ((before,),) = site.database.ask("select count(*) from income_month")
    speeds: dict[str, list[float]] = {"together": [], "apart": [], "hot": []}
    for at in range(rounds):
        for name, areas in (("together", together), ("apart", apart), ("hot", together)):
            (told,) = site.do("sell_from", areas=areas, turns=turns, first=at * turns, hot=name == "hot")
            assert told["codes"] == [0]
            speeds[name].append(told["a_second"])
    assert is_summed(site)
    assert site.database.ask("select count(*) from income_month") == [(before + 3 * rounds * turns * WRITERS,)]
    if full:
        middle = {name: statistics.median(some) for name, some in speeds.items()}
        part, hot = middle["together"] / middle["apart"], middle["hot"] / middle["apart"]
        said = f"{middle['together']:.0f} a second, {part:.2f} of those apart (a shared lock: {hot:.2f})"
        tell("32 writers of one province's month", rounds * turns * WRITERS, said, seed=SEED)
        assert part >= 0.8
