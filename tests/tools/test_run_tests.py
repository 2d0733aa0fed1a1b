"""The runner counts right, says what is missing, and never calls a broken run green."""

import os
import re
import sys
from pathlib import Path

import check
import link
import postgres
import psycopg
import pytest
import run_tests

ASKS = re.compile(r"\bdjango_db\b|\b(?:db|world|cast|register|transactional_db|live_server): ")
MARKED = re.compile(r"pytest\.mark\.browser\b")
REPORT = (
    '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/>'
    '<testsuite tests="2" failures="0" errors="0" skipped="0"/></testsuites>'
)


def test_totals_of_a_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    assert run_tests.totals(report) == (0, 0, 0)
    report.write_text(REPORT, encoding="utf-8")
    assert run_tests.totals(report) == (4, 2, 1)


@pytest.mark.parametrize(("processors", "processes"), [(None, 2), (1, 2), (2, 3), (3, 4), (64, 4)])
def test_one_process_more_than_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, processes: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert run_tests.workers() == processes


@pytest.mark.parametrize(("required", "failed"), [("1", 1), ("", 0)])
def test_what_is_missing_is_loud(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], required: str, failed: int
) -> None:
    monkeypatch.setenv("WITHI_REQUIRE_ALL", required)
    result = run_tests.absent("PostgreSQL", postgres.INSTALL)
    assert result.failed == failed
    assert "NOT RUN: PostgreSQL" in (said := capsys.readouterr().out)
    assert "apt-get install postgresql" in said


def test_the_last_line_is_the_total(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    parts = [run_tests.Result("SQLite", 3, 0, 1), run_tests.Result("PostgreSQL", 2, 1)]
    monkeypatch.setattr(run_tests, "run", lambda _arguments: iter(parts))
    assert run_tests.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 1 failed"


def test_a_run_that_tested_nothing_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "run", lambda _arguments: iter([run_tests.Result("SQLite")]))
    assert run_tests.main([]) == 1


def test_a_run_that_cannot_start_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    result = run_tests.suite("SQLite", "", "--no-such-option")
    assert (result.failed, result.error) == (1, "pytest ended with code 4")


def test_a_broken_gate_is_told_with_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    gates = [
        check.Gate("good", "lint", (sys.executable, "-c", "print('unseen')")),
        check.Gate("bad", "lint", (sys.executable, "-c", "import sys; sys.exit('why it broke')")),
    ]
    assert [outcome.passed for outcome in check.run(gates)] == [True, False]
    said = capsys.readouterr().out
    assert "why it broke" in said
    assert "unseen" not in said


def test_the_launcher_stands_beside_its_python(tmp_path: Path) -> None:
    link.link(tmp_path, tmp_path, root=Path("/the/house"))
    assert (tmp_path / "withi.pth").read_text(encoding="utf-8") == "/the/house\n"
    assert (tmp_path / "withi").stat().st_mode & 0o111


def test_what_runs_once_asks_for_no_database() -> None:
    """What needs the database has to name it, since pytest-django keeps it from all others."""
    for place in run_tests.KNOW_NO_DATABASE:
        found = sorted(run_tests.ROOT.glob(place))
        assert found, place
        files = [file for one in found for file in (one.rglob("test_*.py") if one.is_dir() else [one])]
        assert [file for file in files if ASKS.search(file.read_text(encoding="utf-8"))] == []


def test_browser_tests_lie_where_their_runs_look() -> None:
    read = [Path(one) for one in run_tests.browser_tests(())]
    files = {file for one in read for file in (one.rglob("test_*.py") if one.is_dir() else [one])}
    tests = [file for top in ("tests", "withi") for file in (run_tests.ROOT / top).rglob("test_*.py")]
    assert {file for file in tests if MARKED.search(file.read_text(encoding="utf-8"))} == files
    assert {Path(one) for one in run_tests.browser_tests((), run_tests.MAIN_JOBS)} < files
    assert run_tests.browser_tests(("-k", "name")) == run_tests.browser_tests(())
    assert run_tests.browser_tests(("tests/test_cast.py::test_the_areas_are_real",)) == []


@pytest.mark.slow
@pytest.mark.skipif(postgres.binaries() is None, reason=f"no PostgreSQL here: {postgres.INSTALL}")
def test_a_throw_away_server_comes_and_goes() -> None:
    with postgres.cluster() as url, psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting('server_encoding'), current_setting('fsync')").fetchone()
    assert row == ("UTF8", "off")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=1)
