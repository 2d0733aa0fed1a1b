"""How long it still takes is measured, not guessed."""

from datetime import UTC, datetime, timedelta

import pytest

from withi.ground.jobs.rules import Progress, again_at

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def after(seconds: float, done: int, total: int) -> Progress:
    return Progress(done, total, NOW - timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("progress", "left"),
    [
        (after(60, 25, 100), 180),
        (after(60, 100, 100), 0),
        (after(60, 120, 100), 0),
        (after(2.9, 50, 100), None),
        (after(60, 1, 100), None),
        (after(60, 0, 100), None),
        (after(60, 50, 0), None),
        (Progress(50, 100, None), None),
    ],
)
def test_time_left_follows_from_the_rate_or_is_not_said(progress: Progress, left: int | None) -> None:
    assert progress.seconds_left(NOW) == left


def test_work_that_stalls_takes_longer_the_longer_it_stalls() -> None:
    stalled = [after(seconds, 50, 100).seconds_left(NOW) for seconds in (10, 100, 1000)]
    assert stalled == [10, 100, 1000]


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 3, 0), (2, 3, 66), (3, 3, 100), (4, 3, 100), (4, 0, None)])
def test_per_cent_is_rounded_down(done: int, total: int, percent: int | None) -> None:
    assert Progress(done, total, None).percent == percent


def test_a_busy_database_is_asked_later_each_time() -> None:
    waits = [again_at(NOW, attempt) - NOW for attempt in (1, 2)]
    assert timedelta(0) < waits[0] < waits[1]
