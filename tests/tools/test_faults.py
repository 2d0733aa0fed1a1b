"""Gathering the figures of a full run of the faults."""

from pathlib import Path

import faults
import pytest

from tests.faults.figures import PLACE, tell


def test_what_is_told_is_gathered_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = tmp_path / "lines"
    monkeypatch.setenv(PLACE, str(lines))
    tell("SIGKILL", 1_200, "0 lost", seed=7, database="SQLite")
    tell("bombs", 3, "refused", seed=8, database="PostgreSQL")
    (first, second) = faults.gathered(lines)
    assert (first["count"], second["database"]) == (1_200, "PostgreSQL")
    head, _rule, *rows = faults.table([first, second]).splitlines()
    assert head == "| fault | database | count | result | seed | date |"
    assert rows[0].startswith("| SIGKILL | SQLite | 1,200 | 0 lost | 7 | ")


def test_nothing_told_is_nothing_gathered(tmp_path: Path) -> None:
    assert faults.gathered(tmp_path / "none") == []


def test_both_name_the_same_place() -> None:
    assert faults.LINES == PLACE
