"""What is made ahead is told to the runs that need it; what failed is left to the tests themselves."""

from pathlib import Path

import ahead
import pytest

MAKE_FILE = ("-c", "import os, pathlib; pathlib.Path(os.environ['WITHI_VAR'], 'withi.sqlite3').write_text('tables')")
MAKE_CODE = ("-c", "import os, pathlib; pathlib.Path(os.environ['WITHI_VAR'], 'numba').mkdir()")
BREAK = ("-c", "import sys; sys.exit(3)")
STAY = ("-c", "import time; time.sleep(600)")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MIGRATE", MAKE_FILE)
    monkeypatch.setattr(ahead, "COMPILE", MAKE_CODE)


def test_a_run_is_told_what_was_made(quick: None, tmp_path: Path) -> None:
    with ahead.made("") as made:
        told = made.environment("")
        assert Path(told[ahead.TABLES]).read_text(encoding="utf-8") == "tables"
        assert Path(told["NUMBA_CACHE_DIR"]).is_dir()
        assert ahead.TEMPLATE not in told
        made.put_into(tmp_path)
        assert (tmp_path / "numba").is_dir()
    assert not made.folder.exists()


def test_what_could_not_be_made_is_left_to_the_tests(
    quick: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ahead, "MIGRATE", BREAK)
    monkeypatch.setattr(ahead, "COMPILE", BREAK)
    with ahead.made("") as made:
        assert made.environment("") == made.environment("postgresql://somewhere/withi") == {}
        made.put_into(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nobody_works_on_when_the_run_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MIGRATE", STAY)
    monkeypatch.setattr(ahead, "COMPILE", STAY)
    with pytest.raises(KeyboardInterrupt), ahead.made("") as made:
        raise KeyboardInterrupt
    assert all(process.returncode for process in made.making.values())
