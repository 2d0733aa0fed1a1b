"""I1-I5: imports of the same list, ours and the bare one in turn, each on a fresh copy of the database."""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import lists, peers
from bench.figures import ROOT, Figure, say, table
from bench.goals import I1, I2, I3_REPORTED, I3_WRITTEN, I4, I5_CHANGED, I5_TRAIL
from bench.sites import Site

LARGE = 100_000
Told = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """How much: rows of the timed list, rounds, rows of the run whose memory is measured, and of the peer's list."""

    rows: int = 20_000
    rounds: int = 3
    large: int = LARGE
    peer: int = 2_000


@dataclass
class Rounds:
    """What every round told, ours and the bare one; and one more of ours with a clock on each step."""

    ours: list[Told] = field(default_factory=list)
    bare: list[Told] = field(default_factory=list)
    clocked: Told = field(default_factory=dict)

    def ratio(self, unit: str) -> float:
        """How fast ours is beside the bare one: the middle of the rounds."""
        pairs = zip(self.bare, self.ours, strict=True)
        return statistics.median(float(bare[unit]) / float(ours[unit]) for bare, ours in pairs)

    def middle(self, name: str, unit: str) -> float:
        return statistics.median(float(one[unit]) for one in getattr(self, name))


def measure(site: Site, plan: Plan, missed: list[str]) -> list[Figure]:
    """Every figure of the import on this site, with the tables that explain them; `missed` gets what was not."""
    with tempfile.TemporaryDirectory(dir=site.folder) as folder:
        file, large = Path(folder, "list.xlsx"), Path(folder, "large.xlsx")
        lists.write(file, plan.rows)
        rounds = _rounds(site, file, plan.rounds)
        _explain(rounds, plan, file, site.database)
        lists.write(large, plan.large)
        return [
            *_speed(site, rounds, plan),
            *_peer(site, Path(folder, "peer.xlsx"), plan, missed),
            *_same_again(site, rounds),
            _memory(site, large, plan.large),
            *_bad_cells(site),
        ]


def _rounds(site: Site, file: Path, count: int) -> Rounds:
    """Rounds in turn; the rows that ours made are what the bare run inserts."""
    rounds, ready = Rounds(), file.with_name("ready")
    keeper = {"BENCH_KEEPER": str(site.keeper or 0)}
    for _ in range(count):
        with site.copy() as fresh:
            rounds.ours.append(fresh.child("import_run", str(file), "again", f"ready={ready}", **keeper))
        with site.copy() as fresh:
            rounds.bare.append(_bare(fresh, file, ready))
    with site.copy() as fresh:
        rounds.clocked = fresh.child("import_run", str(file), "steps", **keeper)
    return rounds


def _bare(site: Site, file: Path, ready: Path) -> Told:
    command = [sys.executable, "-m", "bench.bare", str(file), str(ready), site.url, str(site.keeper or 0)]
    told: Told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    return told


def _speed(site: Site, rounds: Rounds, plan: Plan) -> list[Figure]:
    ours, bare = rounds.middle("ours", "cpu"), rounds.middle("bare", "cpu")
    counts = rounds.ours[0]["counts"]["result"]
    detail = (
        f"{plan.rows:,} rows, {counts['new']:,} products and {counts['producers']:,} producers: "
        f"CPU {ours:.2f} s against {bare:.2f} s, by the clock {rounds.ratio('wall'):.2f}"
    )
    return [Figure(I1, rounds.ratio("cpu"), site.database, detail)]


def _peer(site: Site, file: Path, plan: Plan, missed: list[str]) -> list[Figure]:
    """A short list through django-import-export, and the same one through ours."""
    lists.write(file, plan.peer)
    keeper = {"BENCH_KEEPER": str(site.keeper or 0)}
    try:
        python = peers.python()
    except subprocess.CalledProcessError:
        missed.append("django-import-export cannot be installed here (bench/requirements.txt)")
        return []
    with site.copy() as fresh:
        ours = fresh.child("import_run", str(file), **keeper)
    with site.copy() as fresh:
        environment = fresh.environment(**keeper, PYTHONPATH=peers.environment()["PYTHONPATH"])
        command = [str(python), "-m", "bench.peer_import", str(file)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    theirs: Told = json.loads(done.stdout)
    detail = f"{theirs['rows']:,} rows: CPU {theirs['cpu']:.1f} s against {ours['cpu']:.2f} s"
    return [Figure(I2, theirs["cpu"] / ours["cpu"], site.database, detail)]


def _same_again(site: Site, rounds: Rounds) -> list[Figure]:
    again = [one["again"] for one in rounds.ours]
    detail = f"{min(one['same'] for one in again):,} rows the same"
    return [
        Figure(I5_CHANGED, max(one["changes"] for one in again), site.database, detail),
        Figure(I5_TRAIL, max(one["trail"] for one in again), site.database, "beside the entry that a file was kept"),
    ]


def _memory(site: Site, file: Path, rows: int) -> Figure:
    with site.copy() as fresh:
        told, mib = fresh.watched("import_run", str(file))
    detail = f"{rows:,} rows in {told['wall']:.0f} s; the process and its sheet reader at their highest together"
    return Figure(I4, mib, site.database, detail)


def _bad_cells(site: Site) -> list[Figure]:
    with site.copy() as fresh:
        told = fresh.child("bad_cells")
    for line in told["missed"]:
        say(f"not reported as planted: {line}")
    share = 100 * told["reported"] / told["planted"]
    detail = f"{told['reported']} of {told['planted']} in {told['files']} files, {told['extra']} on clean cells"
    return [
        Figure(I3_REPORTED, share, site.database, detail),
        Figure(I3_WRITTEN, told["written"], site.database, f"{told['good_rows']} stored with “good rows only”"),
    ]


def _explain(rounds: Rounds, plan: Plan, file: Path, database: str) -> None:
    """Print each step's share of our time."""
    spent: dict[str, tuple[float, float]] = rounds.clocked["steps"]
    total = float(rounds.clocked["wall"])
    size = file.stat().st_size / 1e6
    amount = f"{plan.rows:,} rows, {size:.1f} MB, {plan.rounds} rounds"
    say(f"\nImport on {database}: {amount}; each step without those inside it")
    rows = [
        (step, wall, cpu, f"{100 * wall / total:.0f} %")
        for step, (wall, cpu) in sorted(spent.items(), key=lambda row: -row[1][0])
    ]
    rows.append(("all, with the reader's process", total, float(rounds.clocked["cpu"]), "100 %"))
    rows.append(("without clocks on the steps", rounds.middle("ours", "wall"), rounds.middle("ours", "cpu"), ""))
    bare = rounds.middle("bare", "cpu")
    rows.append(("bare: calamine alone", rounds.middle("bare", "read_wall"), rounds.middle("bare", "read_cpu"), ""))
    rows.append(("bare: calamine and inserts", rounds.middle("bare", "wall"), bare, ""))
    say(table(("step", "clock s", "CPU s", "share"), rows))
