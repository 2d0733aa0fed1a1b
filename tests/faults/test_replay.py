"""Every recorded request sent again with foreign ids, or by somebody else: nothing foreign is read or changed."""

import logging
import random
from typing import Any

import pytest

from tests.cast import World
from tests.doors import doors
from tests.faults.figures import tell
from tests.faults.replay import Replay
from tests.openings import Open
from tests.test_permissions import LEAKY

pytestmark = pytest.mark.faults
SEED = 25_681_125
PARTS = 10
CASES = [(name, door) for name, door in doors() if door.get not in (Open.ACCOUNT, Open.KEY)]


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are meant; each would be a line of the log."""
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_request_with_foreign_ids_reads_and_changes_nothing_foreign(world: World, full: bool, part: int) -> None:
    replay, turns = Replay(world, random.Random(SEED + part)), 20_000 // PARTS if full else 10
    for turn in range(turns):
        replay.once(*CASES[(part * 10 + turn) % len(CASES)])
    result = f"{len(replay.faults)} read or changed foreign data; answers {dict(sorted(replay.statuses.items()))}"
    tell("recorded requests sent again with foreign ids", turns, result, seed=SEED + part)
    assert not replay.faults, "\n".join(replay.faults[:20])
    assert not [status for status in replay.statuses if status >= 500]
    refused = sum(replay.statuses.get(status, 0) for status in (302, 401, 403, 404))
    assert not full or refused > turns // 4, "most of what is foreign must not be found, or nothing was tried"


@pytest.mark.parametrize("leak", ["any_row", "all_rows", "any_change"])
def test_a_view_that_forgets_to_ask_would_be_found(world: World, leak: str, settings: Any) -> None:
    """The canary: doors that open to anyone are found out in a few tries."""
    settings.ROOT_URLCONF = "tests.leaky"
    replay = Replay(world, random.Random(SEED))
    for _ in range(120):
        replay.once(f"leaky:{leak}", LEAKY[leak])
        if replay.faults:
            return
    pytest.fail("nobody noticed")
