"""Nonsense in every form and address of the house: whatever comes, nothing breaks."""

import logging
import random

import pytest

from tests.cast import World
from tests.doors import doors
from tests.faults.figures import tell
from tests.faults.fuzz import Fuzz
from withi.ground.web import paging

pytestmark = pytest.mark.faults
SEED = 25_681_125
PARTS = 10
CASES = list(doors())


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are meant; each would be a line of the log."""
    for name in ("django.request", "django.security", "django.security.csrf"):
        caplog.set_level(logging.CRITICAL, name)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_and_no_address_breaks_anything(world: World, full: bool, part: int) -> None:
    fuzz, turns = Fuzz(world, random.Random(SEED + part)), 50_000 // PARTS if full else 60
    for turn in range(turns):
        fuzz.once(*CASES[(part * 60 + turn) % len(CASES)])
    result = f"{len(fuzz.faults)} answers of 500; {dict(sorted(fuzz.statuses.items()))}"
    tell("nonsense in forms and addresses", turns, result, seed=SEED + part)
    assert not fuzz.faults, "\n".join(fuzz.faults[:20])
    assert not full or {200, 302, 403, 404, 405, 422} <= set(fuzz.statuses), (
        "every kind of answer must have been reached"
    )


def test_a_view_that_trusts_what_it_gets_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: a list that takes a number as it comes breaks within some tries."""
    monkeypatch.setattr(paging, "page_number", lambda request: int(next(iter(request.GET.values()), "1")))
    fuzz = Fuzz(world, random.Random(SEED))
    case = next(case for case in CASES if case[0] == "portal:catalogue")
    for _ in range(150):
        fuzz.once(*case)
    assert fuzz.faults
