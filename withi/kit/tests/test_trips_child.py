"""Plans in a child process, without the compiler, and the times of a trip after a drag."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from withi.kit.trips import Day, Planner, Reason, Stop, retime

ROOT = Path(__file__).resolve().parents[3]
ROW = [[10 * abs(a - b) for b in range(8)] for a in range(8)]
DAY = Day(start=0, end=0, earliest=540, latest=1020)
STOPS = [
    Stop(id=n, place=n, score=10 + n, service=60, windows=[[(540, 600 + 60 * n)], [(600, 1020)]]) for n in range(1, 8)
]

WITHOUT = """
import sys
sys.modules["numba"] = None
"""
ASK = """
from withi.kit.tests.test_trips_child import DAY, ROW, STOPS
from withi.kit.trips.planning import plan
answer = plan(STOPS, ROW, [DAY, DAY], iterations=4_000, seed=3, spread=0.3, categories={})
print(answer.engine, answer.routes, answer.score, answer.value)
"""


def told(code: str) -> str:
    """What a fresh Python says."""
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    known |= {name: os.environ[name] for name in ("NUMBA_CACHE_DIR",) if name in os.environ}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return subprocess.run(command, cwd=ROOT, env=known, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def planner() -> Iterator[Planner]:
    made = Planner()
    yield made
    made.close()


def test_plain_python_gives_the_very_plan_of_the_compiled_search() -> None:
    compiled, plain = told(ASK), told(WITHOUT + ASK)
    assert (compiled.split()[0], plain.split()[0]) == ("numba", "python")
    assert compiled.split(maxsplit=1)[1] == plain.split(maxsplit=1)[1]


def test_what_a_web_process_imports_loads_no_compiler() -> None:
    code = "import sys, withi.kit.trips; print(sorted({'numba', 'numpy', 'django'} & set(sys.modules)))"
    assert told(code) == "[]"


def test_a_web_process_plans_without_loading_the_compiler() -> None:
    code = """
    import sys
    from withi.kit.tests.test_trips_child import DAY, ROW, STOPS
    from withi.kit.trips import Planner
    planner = Planner()
    answer = planner.plan(STOPS, ROW, [DAY, DAY], iterations=5)
    print(len(answer.visits), sorted({'numba', 'numpy'} & set(sys.modules)))
    planner.close()
    """
    assert told(code) == "2 []"


def test_a_child_can_be_woken_before_it_is_asked_and_is_the_one_that_answers(planner: Planner) -> None:
    planner.wake()
    first = planner.pid()
    planner.wake()
    planner.plan(STOPS, ROW, [DAY, DAY], iterations=5)
    assert first is not None
    assert planner.pid() == first


def test_the_child_starts_with_the_first_plan_and_is_kept(planner: Planner) -> None:
    assert planner.pid() is None
    planner.plan(STOPS, ROW, [DAY, DAY], iterations=5)
    first = planner.pid()
    planner.plan(STOPS, ROW, [DAY, DAY], iterations=5)
    assert first is not None
    assert planner.pid() == first


def test_a_child_that_died_is_replaced(planner: Planner) -> None:
    planner.plan(STOPS, ROW, [DAY, DAY], iterations=5)
    first = planner.pid()
    assert first is not None
    os.kill(first, 9)
    assert planner.plan(STOPS, ROW, [DAY, DAY], iterations=5).iterations == 5
    assert planner.pid() != first


def test_a_mistake_of_the_caller_is_raised_here_and_the_child_lives_on(planner: Planner) -> None:
    broken: Any = {"nothing": 1}
    with pytest.raises(TypeError):
        planner.plan(STOPS, ROW, [DAY], **broken)
    assert planner.plan(STOPS, ROW, [DAY, DAY], iterations=5).iterations == 5


def test_a_drag_is_timed_as_it_stands() -> None:
    again = retime(STOPS, ROW, [DAY, DAY], [[2, 1], [3]])
    assert [[visit.stop for visit in day] for day in again.visits] == [[2, 1], [3]]
    assert [visit.start for visit in again.visits[1]] == [600]
    assert again.ends == [540 + 20 + 60 + 10 + 60 + 10, 600 + 60 + 30]
    assert again.trouble == [(0, 1, Reason.WINDOW)]
    assert (again.visits[0][1].window, again.visits[0][1].slack < 0) == (None, True)


def test_a_drag_tells_a_day_that_ends_late_and_a_stop_that_is_not_there() -> None:
    short = Day(start=0, end=0, earliest=540, latest=600)
    again = retime(STOPS, ROW, [short], [[99, None]], lunch={"window": (540, 600), "minutes": 50})
    assert again.trouble == [(0, 99, Reason.UNKNOWN_PLACE)]
    late = retime(STOPS, ROW, [short], [[None, None]], lunch={"window": (540, 600), "minutes": 50})
    assert late.trouble == [(0, None, Reason.DAY)]
