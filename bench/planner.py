"""The trip planner measured (`make bench-planner`): quality by processor time, fairness, re-timing, start and memory.

The benchmark of team orienteering is no part of the project: a folder with its `bench.py` and `realworld.py` is named
with `--harness`, and without it only what is measured here is.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from withi.kit.trips import Planner, retime
from withi.kit.trips.fairness import Community, gini, weights
from withi.kit.trips.planning import plan

ADAPTER = "withi.kit.trips.bench:solve"
OPEN, DAY = [(510, 1020)], {"start": 0, "end": 0, "earliest": 510, "latest": 1050}
VILLAGES, STOPS, SPREAD = 40, 160, 0.1
NIGHT = 25  # trips between two recomputations of the weights


def province(seed: int) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """Forty villages on a plain, a few of them famous; four stops each; legs at 40 km/h with a detour."""
    dice = random.Random(seed)
    centres = [(dice.uniform(0, 70), dice.uniform(0, 70)) for _ in range(VILLAGES)]
    fame = [1.0 + 2.0 * dice.random() ** 4 for _ in centres]
    stops, places = [], [(35.0, 35.0)]
    for number in range(STOPS):
        village = number % VILLAGES
        places.append((centres[village][0] + dice.gauss(0, 1), centres[village][1] + dice.gauss(0, 1)))
        stop = {"id": number, "place": number + 1, "service": dice.choice([30, 45, 60]), "village": village}
        stops.append(stop | {"score": dice.randint(10, 30) * fame[village], "windows": [OPEN, OPEN]})
    return stops, [[_minutes(a, b) for b in places] for a in places]


def _minutes(a: tuple[float, float], b: tuple[float, float]) -> int:
    return 0 if a == b else 3 + int(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 * 1.35 * 1.5)


def fairness(trips: int) -> tuple[float, float, float]:
    """Gini of village visits without and with spreading, and the share of the guests' plain interest kept."""
    results = [_season(trips, fair=fair) for fair in (False, True)]
    return results[0][0], results[1][0], results[1][1] / results[0][1]


def _season(trips: int, *, fair: bool) -> tuple[float, float]:
    """Guests one after the other, each with her own taste and days; weights anew every night."""
    stops, matrix = province(1)
    served, interest = [0] * VILLAGES, 0.0
    given: dict[Any, float] = {}
    for number in range(trips):
        dice = random.Random(number)
        wished = [stop | {"score": stop["score"] * dice.uniform(0.5, 1.5)} for stop in stops]
        days = [DAY] * dice.choice([1, 1, 2])
        answer = plan(wished, matrix, days, iterations=400, seed=number, spread=SPREAD * fair, village_weight=given)
        interest += answer.score
        for route in answer.routes:
            for stop in route:
                served[int(str(stop)) % VILLAGES] += 1
        if fair and number % NIGHT == NIGHT - 1:
            given = weights(_community(village, served) for village in range(VILLAGES))
    return gini(served), interest


def _community(village: int, served: list[int]) -> Community:
    return Community(village, 1 / VILLAGES, served[village] / sum(served), receives=True, ready=True, agreed=True)


def retiming() -> float:
    """Milliseconds to time a trip of thirty visits anew, the middle of twenty."""
    stops, matrix = province(2)
    days, routes = [DAY] * 3, [list(range(10 * d, 10 * d + 10)) for d in range(3)]
    taken = []
    for _ in range(20):
        begun = time.process_time()
        retime(stops, matrix, days, routes)
        taken.append(time.process_time() - begun)
    return 1000 * statistics.median(taken)


def child() -> tuple[float, float, int]:
    """Seconds until the first answer, those of a plan limited to half a second, and the child's memory in MiB."""
    planner = Planner()
    begun = time.monotonic()
    planner.prepare()
    first = time.monotonic() - begun
    stops, matrix = province(3)
    more = [stop | {"windows": [OPEN] * 4} for stop in stops]
    begun = time.monotonic()
    planner.plan(more, matrix, [DAY] * 4, time_limit=0.5)
    whole = time.monotonic() - begun
    status = Path(f"/proc/{planner.pid()}/status").read_text(encoding="ascii")
    memory = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024
    planner.close()
    return first, whole, memory


def harness(folder: Path, budgets: str, seeds: str) -> None:
    """The benchmark's own programs, which check every answer themselves."""
    known = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    for command in (
        ["bench.py", "--budgets", budgets, "--m", "1,2,3,4", "--seeds", seeds, "--out", "var/planner.csv"],
        ["realworld.py", "--seeds", "1-100"],
    ):
        program = [sys.executable, str(folder / command[0]), "--adapter", ADAPTER, *command[1:]]
        subprocess.run(program, env=known, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--harness", type=Path, help="folder of the benchmark")
    parser.add_argument("--budgets", default="0.2,1,5", help="seconds of processor time")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--trips", type=int, default=1000, help="synthetic trips of the fairness measure")
    asked = parser.parse_args()
    first, whole, memory = child()
    print(f"child: first answer {first:.2f} s, 160 stops in 4 days at 0.5 s: {whole:.2f} s, {memory} MiB")
    print(f"re-timing 30 visits: {retiming():.1f} ms")
    plain, fair, kept = fairness(asked.trips)
    print(f"fairness over {asked.trips} trips: Gini {plain:.3f} -> {fair:.3f}, {100 * kept:.1f} % of the interest kept")
    if asked.harness:
        harness(asked.harness, asked.budgets, asked.seeds)


if __name__ == "__main__":
    main()
