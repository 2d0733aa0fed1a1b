"""A disk that is full or read-only: a page that says so, nothing half stored, and it goes on by itself afterwards.

As root a small file system in memory lies under the site and is filled or made read-only; elsewhere the limit of the
system on the size of a file (RLIMIT_FSIZE) stands in for the full disk.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.faults.conftest import MakeSite
from tests.faults.figures import tell
from tests.faults.ledger import sheet
from tests.faults.site import Database, Site
from tests.pages import form_in

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the disk under a server of its own is that server's"),
]
SEED = 0
NEW_NAME = "กลุ่มทอผ้าชื่อใหม่"
FULL = "เขียนข้อมูลลงที่เก็บไม่ได้"
SPARE = 4_096


def mounted(folder: Path, *options: str) -> bool:
    """Whether a file system in memory could be put there, or set anew with these options."""
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mounted(folder, "size=64m"):
        pytest.skip("needs the right to mount: the limit on a file's size is tried instead")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No room left but a few bytes; a reader keeps the database open, as a server does."""
    filler = folder / "filler"
    reader = sqlite3.connect(folder / "site" / "withi.sqlite3")
    reader.execute("select count(*) from django_session").fetchall()
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(64 * 1024))
        except OSError:
            out.truncate(max(0, out.tell() - SPARE))
    try:
        yield
    finally:
        filler.unlink()
        reader.close()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


class Trouble:
    """The acts of an officer while nothing can be written, and after it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.session = site.do("sign_in", person="worker")[0]["session"]
        self.edit = f"/desk/producers/{site.about['producer']}/edit/"
        self.store = f"/desk/import/{site.about['key']}/commit/"
        self.discard = f"/desk/import/{site.about['key']}/discard/"
        self.form = form_in(site.visit(self.session, self.edit)["body"]) | {"name_th": NEW_NAME}
        self.before = site.counts()
        assert self.site.do("store", session=self.session, path=self.store)[0]["status"] == 302

    def everything_is_refused(self, **limits: Any) -> None:
        """A save, an upload and a file thrown away: each is told in Thai that nothing was written."""
        told = self.site.do("visit", session=self.session, path=self.edit, data=self.form, **limits)[0]
        assert (told["status"], FULL in told["body"]) == (507, True), (told["status"], told["body"][-1500:])
        assert NEW_NAME in told["body"], "what was typed is kept to be sent once more"
        told = self.site.do("send_file", session=self.session, text=sheet("ก").decode(), **limits)[0]
        assert (told["status"], FULL in told["body"]) == (507, True)
        page = self.site.do("store", session=self.session, path=self.discard, **limits)[0]["body"]
        assert FULL in page

    def the_worker_waits(self, **limits: Any) -> None:
        """Work that was sent before is not lost: it waits, or is taken up once its lease has run out."""
        self.site.do("work", stop_at="", **limits)
        assert self.site.counts() == self.before

    def nothing_is_stored(self) -> None:
        assert self.site.counts() == self.before

    def readers_go_on(self, *allowed: int) -> None:
        """What is read needs no room; where SQLite cannot even open its files, the page says so."""
        pages = ["/", "/products/", "/communities/", "/desk/", "/desk/products/"]
        seen = self.site.do("look", session=self.session, paths=pages)
        assert {told["status"] for told in seen} <= {*allowed}, seen

    def everything_goes_through(self) -> None:
        self.site.do("hurry")
        self.site.do("work", stop_at="")
        assert self.site.counts()["done"] == 1, "what was sent before is done without a further word"
        assert self.site.visit(self.session, self.edit, self.form)["status"] == 302
        told = self.site.do("send_file", session=self.session, text=sheet("ข").decode())[0]
        assert told["status"] == 302
        assert self.site.do("work", stop_at="") == [{"done": 1}]
        assert self.site.database.is_whole()


def on_disk(make_site: MakeSite, folder: Path) -> Site:
    """A site whose data lies on that disk."""
    first = make_site()
    target = folder / "site"
    shutil.copytree(first.database.folder, target)
    return Site(Database(target, first.database.name), first.about)


@pytest.mark.parametrize("harm", [filled, read_only])
def test_a_disk_that_takes_nothing_is_told_and_passes(
    make_site: MakeSite, small_disk: Path, harm: Callable[[Path], Any]
) -> None:
    site = on_disk(make_site, small_disk)
    try:
        trouble = Trouble(site)
        with harm(small_disk):
            trouble.everything_is_refused()
            trouble.the_worker_waits()
            trouble.readers_go_on(200, *([507] if harm is read_only else []))
        trouble.nothing_is_stored()
        trouble.everything_goes_through()
        tell(
            f"disk {harm.__name__.replace('_', ' ')} (tmpfs)",
            3,
            "3 of 3 told in Thai, 0 partial, goes on alone",
            seed=SEED,
        )
    finally:
        site.close()


def test_a_file_that_may_not_grow_is_told_and_passes(site: Site) -> None:
    """Without the right to mount: the system refuses every write beyond a few bytes."""
    trouble = Trouble(site)
    trouble.everything_is_refused(file_bytes=SPARE)
    trouble.the_worker_waits(file_bytes=SPARE)
    trouble.nothing_is_stored()
    trouble.everything_goes_through()
    tell("disk full (limit on a file's size)", 3, "3 of 3 told in Thai, 0 partial, goes on alone", seed=SEED)
