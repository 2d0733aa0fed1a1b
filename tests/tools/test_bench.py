"""The bench measures what it says: its parts alone."""

import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from rapidfuzz.distance import OSA

from bench import (
    figures,
    imports,
    judged,
    lists,
    load,
    planner,
    processes,
    search,
    search_names,
    search_run,
    steps,
    walk_links,
    weight,
)
from bench.goals import I1, W1
from withi.ground.search.rules import Hit, Step

ROOT = Path(__file__).resolve().parent.parent.parent
WRK = """Running 3s test @ http://127.0.0.1:8000/
  Latency Distribution
     50%    1.50ms
     99%   20.00ms
  9000 requests in 3.00s, 10.00MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:   3000.00
"""


class Answering(BaseHTTPRequestHandler):
    """A page at "/", nothing elsewhere."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_goal_holds_on_its_side() -> None:
    assert figures.Figure(W1, 10.0, "sqlite").ok
    assert not figures.Figure(W1, 10.1, "sqlite").ok
    assert figures.Figure(I1, 0.4, "sqlite").ok
    assert not figures.Figure(I1, 0.39, "sqlite").ok


def test_figures_are_kept_as_a_list_that_ends_with_its_conditions(tmp_path: Path) -> None:
    kept = tmp_path / "latest.json"
    figures.write([figures.Figure(W1, 7.25, "sqlite", "of a page")], figures.conditions(not_measured=[]), kept)
    first, meta = json.loads(kept.read_text(encoding="utf-8"))
    assert {name: first[name] for name in ("id", "value", "unit", "goal", "ok")} == {
        "id": "W1",
        "value": 7.25,
        "unit": "x hello",
        "goal": "<= 10 (aim 6.5)",
        "ok": True,
    }
    assert meta["id"] == "meta"
    assert meta["ok"]
    assert {"date", "python", "cores", "commit", "versions"} <= meta.keys()


def test_a_table_is_even() -> None:
    lines = figures.table(("a", "number"), [("one", 1234.5), ("longer", 0.5)]).splitlines()
    assert lines[0] == "| a      | number |"
    assert lines[2:] == ["| one    |  1,234 |", "| longer |    0.5 |"]


def test_wrk_is_read() -> None:
    assert load.read_wrk(WRK) == load.Load(answers=9000, bad=7, middle_ms=1.5)


def test_the_own_loop_asks_and_counts_what_is_no_page(address: str) -> None:
    good, bad = load.drive(f"{address}/", 0.2), load.drive(f"{address}/nowhere", 0.2)
    assert good.answers > 0
    assert good.bad == 0
    assert bad.bad == bad.answers > 0


def test_processor_time_of_a_child_is_counted_also_when_it_has_ended() -> None:
    before = processes.cpu_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.2: pass"], check=True)
    assert processes.cpu_seconds(os.getpid()) > before + 0.1


def test_a_server_is_timed_finer_than_in_ticks_and_with_its_children() -> None:
    script = "import sys\nfor _ in sys.stdin:\n sum(range(20_000)); print(flush=True)"
    # a server above it, as a backend stands below its server
    above = f"import subprocess, sys; subprocess.run([sys.executable, '-uc', {script!r}])"
    process = subprocess.Popen(
        [sys.executable, "-c", above], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdin
    assert process.stdout
    taken = []
    for _ in range(9):
        print("go", file=process.stdin, flush=True)
        process.stdout.readline()
        taken.append(processes.server_seconds(process.pid))
    each = [after - before for before, after in pairwise(taken)]
    assert all(seconds > 0 for seconds in each)
    assert min(each) < 1 / processes.TICKS
    process.communicate()
    assert processes.server_seconds(process.pid) == 0


def test_the_peak_counts_children() -> None:
    grown = "x = bytearray(60_000_000)"
    script = f"import subprocess, sys, time; {grown}; subprocess.run([sys.executable, '-c', '{grown}; input()'])"
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, text=True)
    peak = processes.Peak(process)
    until = time.monotonic() + 20
    while peak.mib < 110 and time.monotonic() < until:
        time.sleep(0.05)
    process.communicate("\n")
    assert 110 < peak.mib < 400


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    with pytest.raises(RuntimeError, match="no such thing"), processes.server(command, 1, os.environ, tmp_path):
        pass


def test_the_list_is_the_same_for_every_run() -> None:
    rows = lists.rows(400)
    assert rows == lists.rows(400)
    assert len(set(rows)) == len(rows)
    assert {row[4] for row in rows} == {"ขอนแก่น"}
    assert all(len(row) == len(lists.HEADINGS) for row in rows)


def test_time_inside_an_inner_step_is_not_counted_twice() -> None:
    clock = steps.Clock()
    inner = clock.timed("inner", lambda: time.sleep(0.05))
    clock.timed("outer", inner)()
    assert clock.spent["inner"][0] >= 0.05
    assert clock.spent["outer"][0] < 0.04


def test_the_steps_of_the_import_are_where_the_clock_looks_for_them() -> None:
    actions = import_module("withi.faces.imports.actions")
    was = actions.check
    with steps.clocked() as clock:
        assert actions.check is not was
    assert actions.check is was
    assert steps.REST in clock.spent


def test_the_ratio_is_the_middle_round() -> None:
    rounds = imports.Rounds(ours=[{"cpu": 2.0}, {"cpu": 4.0}, {"cpu": 1.0}], bare=[{"cpu": 1.0}] * 3)
    assert rounds.ratio("cpu") == 0.5


def test_a_script_in_the_head_holds_up_the_page() -> None:
    parts = weight.Parts()
    parts.feed(
        '<script src="a.js"></script><script type="module" src="b.js"></script><script defer src="c.js"></script>'
    )
    assert (parts.scripts, parts.blocking) == (["a.js", "b.js", "c.js"], ["a.js"])
    assert weight.IMPORT.findall(b'import{a}from"./d.js";import "./e.js";export * from "./f.js"') == [
        b"./d.js",
        b"./e.js",
        b"./f.js",
    ]


def test_what_is_typed_is_the_same_in_every_run_and_as_mixed_as_the_goal_says() -> None:
    def some() -> list[search_names.Typing]:
        rng = Random(1)
        places = search_names.villages(50, rng)
        return search_names.typings(search_names.register(200, places, rng), 100, rng)

    typed = some()
    assert typed == some()
    assert Counter(typing.how for typing in typed) == {"prefix": 40, "exact": 30, "edit": 30}
    assert {OSA.distance(typing.typed, typing.text) for typing in typed if typing.how == "edit"} == {1}
    assert all(typing.text.startswith(typing.typed) for typing in typed if typing.how != "edit")


def test_a_search_is_right_where_what_was_wanted_is_there() -> None:
    wanted = search_names.Wanted("village", 5, "บ้านดอน", "400101")
    here, other = Hit("village", 5, "บ้านดอน", "400101", Step.EQUAL), Hit("village", 6, "บ้านดอน", "500101", Step.EQUAL)
    whole = search_names.Typing("exact", "whole", "บ้านดอน", "บ้านดอน", wanted)
    assert search_run.reached(whole, [other], 1, is_home=False) == 1
    assert search_run.reached(whole, [other], 1, is_home=True) == 0
    assert search_run.reached(whole, [other, here], 1, is_home=True) == 1
    begun = search_names.Typing("prefix", "begun", "บ้าน", "บ้าน", wanted)
    assert search_run.reached(begun, [here, other], 4, is_home=False) == 0.5
    assert search_run.reached(begun, [here] * 20, 90, is_home=False) == 1
    assert search_run.reached(begun, [], 3, is_home=False) == 0


def test_figures_of_the_search_come_from_every_typing(capsys: pytest.CaptureFixture[str]) -> None:
    typings = [["exact", "whole", f"ผ้า {ms}", float(ms), 1.0, 1.0, [["product", ms]]] for ms in range(1, 101)]
    assert search.p95(typings, search.CLOCK) == 95
    others = [*typings[:-1], [*typings[-1][:-1], [["product", 7]]]]
    assert list(search.same({"sqlite": {"register": typings}})) == []
    (figure,) = search.same({"sqlite": {"register": typings}, "postgresql": {"register": others}})
    assert (figure.goal.id, figure.value, figure.ok) == ("S2", 99.0, False)
    assert "ผ้า 100" in capsys.readouterr().out


def test_verdicts_tell_right_names_from_wrong_ones() -> None:
    with judged.JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["query"] for row in rows}) == len(rows) == 100
    assert all(row["kinds"] and row["right"] for row in rows)
    assert judged.is_right("กุนเชียงปลา ตราม่วนซื่น", "กุนเชียงปลา+ม่วนซื่น")
    assert not judged.is_right("กุนเชียงปลา ตราใบหม่อน", "กุนเชียงปลา+ม่วนซื่น")
    assert judged.is_right("บ้านหัวขัว", "=หัวขัว")
    assert not judged.is_right("บ้านหัวขัวใหม่", "=หัวขัว")


def test_guests_are_spread_over_villages_and_keep_what_they_like() -> None:
    """A small season of the measure; a thousand trips are in docs/figures.md."""
    plain, fair, kept = planner.fairness(60)
    assert fair <= 0.85 * plain
    assert kept >= 0.95


def test_a_page_leads_by_links_and_by_every_choice_of_its_filters() -> None:
    html = """<link href="/style.css"><a href="/a/?x=1#top">a</a><a href="https://elsewhere.test/">b</a>
    <a href="?page=2">c</a><form><input type="hidden" name="kept" value="1">
    <select name="kind"><option value="">all<option value="k1"></select>
    <input type="checkbox" name="open" value="yes"><input type="radio" name="near" value="">
    <input type="radio" name="near"></form><form method="post"><input name="never"></form>"""
    found = list(walk_links.leads(html, "/list/?old=1"))
    asked = ["kind=k1", "open=yes", "near=", "near=on"]
    assert found == ["/a/?x=1", "/list/?page=2", *(f"/list/?kept=1&{one}" for one in asked)]
    assert list(walk_links.leads("<loc>https://site.test/products/7/</loc>", "/sitemap.xml")) == ["/products/7/"]
