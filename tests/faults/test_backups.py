"""A backup made while people write, killed while it is made, and killed while it is brought back."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.site import Database, Site
from withi.ground.backup import rules

pytestmark = pytest.mark.faults
SEED = 25_691_125
MakeEmpty = Callable[[Site], Site]


@pytest.fixture
def make_empty(tmp_path: Path) -> Iterator[MakeEmpty]:
    """Makes sites without any table, that have the keys of another and what it knows of its data."""
    made: list[Site] = []

    def make(source: Site) -> Site:
        folder = tmp_path / f"empty-{len(made)}"
        folder.mkdir()
        database = Database(folder, "template0").copied(folder / "site")
        made.append(Site(database, source.about, WITHI_KEYS=str(source.database.folder / "keys")))
        return made[-1]

    yield make
    for site in made:
        site.close()
        site.database.drop()


def sums(site: Site) -> dict[str, Any]:
    return site.do("sums")[0]


def whole_files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if rules.made_at(path.name)]


def marker(site: Site) -> Path:
    return site.database.folder / "restore-unfinished.json"


def test_brought_back_to_an_empty_place_it_serves(site: Site, make_empty: MakeEmpty, tmp_path: Path) -> None:
    """No table, no file: afterwards all rows and files are there, and the pages answer from them."""
    file = site.do("back_up", folder=str(tmp_path / "out"))[0]["file"]
    empty = make_empty(site)
    assert empty.do("bring_back", file=file)[0]["rows"] > 400
    assert sums(empty) == sums(site)
    uploads = [sorted(path.name for path in (each.database.folder / "files").rglob("*")) for each in (site, empty)]
    assert uploads[0] == uploads[1] != []
    community = site.about["community"]
    shown = empty.visit("", f"/communities/{community}/", None)
    assert shown["status"] == 200
    assert shown["body"] == site.visit("", f"/communities/{community}/", None)["body"]
    session = empty.do("sign_in", person="worker")[0]["session"]
    assert empty.visit(session, "/desk/producers/?text=กลุ่ม", None)["status"] == 200
    empty.do("commit", key=site.about["key"])
    site.do("commit", key=site.about["key"])
    assert empty.counts() == site.counts(), "work goes on where it stood"


def test_people_write_while_it_is_made(site: Site, make_empty: MakeEmpty, tmp_path: Path) -> None:
    """Writers are not held up, and what one transaction wrote is in it whole or not at all."""
    writer = Site(site.database, site.about)
    try:
        writing = writer.start("write_on", count=100)
        writing.line()
        made = site.do("back_up", folder=str(tmp_path / "out"))[0]["file"]
        went_on = len(writing.told)
        writing.kill()
    finally:
        writer.close()
    assert max(told["seconds"] for told in writing.told) < 5
    empty = make_empty(site)
    empty.do("bring_back", file=made)
    written = "from people_user {} where username like 'writer-%'"
    accounts, postings = (
        empty.database.ask(f"select count(*) {written.format(join)}")[0][0]
        for join in ("", "join people_posting on people_user.id = user_id")
    )
    assert accounts == postings
    assert accounts >= went_on > 0


def test_a_killed_backup_leaves_no_file_that_looks_whole(site: Site, tmp_path: Path, full: bool) -> None:
    site.do("sums")  # the process is awake before it is timed
    began = time.monotonic()
    site.do("back_up", folder=str(tmp_path / "first"))
    whole = time.monotonic() - began
    chance, kills, cut = random.Random(SEED), 200 if full else 6, 0
    for turn in range(kills):
        folder = tmp_path / f"out-{turn}"
        doing = site.start("back_up", folder=str(folder))
        time.sleep(chance.uniform(0, 0.9) * whole)
        doing.kill()
        cut += not whole_files(folder)
        for file in whole_files(folder):
            site.do("check_file", file=str(file))
    assert cut >= kills // 2, "most kills should come before the end, or they prove nothing"
    assert whole_files(tmp_path / "first")


def test_a_killed_restore_says_so_and_can_be_started_again(
    site: Site, make_empty: MakeEmpty, tmp_path: Path, full: bool
) -> None:
    file = site.do("back_up", folder=str(tmp_path / "out"))[0]["file"]
    wanted, chance, (kills, enough) = sums(site), random.Random(SEED), (200, 100) if full else (3, 1)
    began = time.monotonic()
    make_empty(site).do("bring_back", file=file)
    whole, cut = time.monotonic() - began, 0
    for _ in range(kills):
        empty = make_empty(site)
        doing = empty.start("bring_back", file=file)
        time.sleep(chance.uniform(0.1, 0.9) * whole)
        doing.kill()
        if marker(empty).exists():
            cut += 1
            assert told_by_doctor(empty, file)
            empty.do("bring_back", file=file)
        assert sums(empty) == wanted
        assert not marker(empty).exists()
        empty.database.drop()
        if cut == enough and not full:
            break
    assert cut >= enough, "most kills should come in the middle, or they prove nothing"


def told_by_doctor(site: Site, file: str) -> bool:
    return any(file in told["text"] for told in site.do("ask_doctor"))
