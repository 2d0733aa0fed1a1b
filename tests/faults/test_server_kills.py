"""kill -9 of server and worker in the midst of work: what was acknowledged is there in the end, once and whole."""

from itertools import islice

import pytest

from tests.faults.campaign import Found, campaign, rounds
from tests.faults.figures import tell
from tests.faults.ledger import KINDS, LOST, PARTIAL, TWICE
from tests.faults.site import Site

pytestmark = pytest.mark.faults
SEED = 25_681_125


def told(found: Found, name: str) -> str:
    wrong = found.wrong[name]
    return (
        f"{wrong[LOST]} of {found.acknowledged[name]:,} acknowledged lost, {wrong[PARTIAL]} partial, "
        f"{wrong[TWICE]} twice"
    )


def test_what_a_killed_server_acknowledged_is_there_once_and_whole(site: Site, full: bool) -> None:
    found = campaign(site, 200 if full else 3, SEED)
    for kind in KINDS:
        tell(f"SIGKILL of the server group during {kind.name}", found.met[kind.name], told(found, kind.name), seed=SEED)
    assert {name: +wrong for name, wrong in found.wrong.items()} == {kind.name: {} for kind in KINDS}
    assert min(found.met.values()) >= (200 if full else 3), (
        "each kind of act must be met often enough to prove anything"
    )
    assert site.database.is_whole()


def is_found(site: Site, loose: str, fault: str) -> bool:
    """Whether a server without that protection shows the fault, soon or late: a kill may fall beside what matters."""
    return any(found.total(fault) for found in islice(rounds(site, SEED, loose), MOST_KILLS))


MOST_KILLS = 80


def test_an_answer_before_the_commit_would_be_found(site: Site) -> None:
    """The canary: saves acknowledged a second too early are lost with the server."""
    assert is_found(site, "early", LOST)


def test_a_write_in_pieces_would_be_found(site: Site) -> None:
    """The canary: without transactions a kill leaves a part of what was being written."""
    assert is_found(site, "pieces", PARTIAL)
