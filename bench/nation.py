"""The site with a nation behind its pages. Loading takes minutes, so the database is kept in var/bench between runs.

A kept one is used only while everything it came from is the same: migrations, content, what draws and indexes it.
"""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path

from bench import sites
from bench.figures import ROOT, say
from bench.sites import Site

LITTLE = 0.005
"""A share of the nation: 40 communities, 500 producers, 1,250 products."""
KEPT = ROOT / "var" / "bench"
SOURCES = (
    "fixtures/demo/*",
    "fixtures/nation/*",
    "requirements/base.txt",
    "withi/*/migrations/*.py",
    "withi/faces/demo/*.py",
    "withi/faces/scale/*.py",
    "withi/ground/search/*.py",
    "withi/ground/places/*.py",
    "withi/kit/thai.py",
    "withi/registers/*/actions.py",
)


@contextmanager
def site(database: str, share: float, demo: float = 1.0) -> Iterator[Site]:
    """A site with the demo province (or a share of it), so much of the nation, and routes and news of it (these are not
    kept), gone afterwards.
    """

    def load(bare: Site) -> None:
        sites.furnish(bare, demo)
        bare.manage("scale", "--national", "--share", f"{share:g}", "--beside-real-data")

    with loaded(database, f"{share:g}_{demo:g}", SOURCES, load) as nation:
        nation.child("outings")
        yield nation


@contextmanager
def little(demo: Site) -> Iterator[Site]:
    """The demo province and so little around it that every list is as long as in a nation, gone afterwards."""
    with demo.copy() as found:
        found.manage("scale", "--national", "--share", f"{LITTLE:g}", "--beside-real-data")
        found.child("outings")
        yield found


@contextmanager
def loaded(database: str, name: str, sources: Iterable[str], load: Callable[[Site], None]) -> Iterator[Site]:
    """A site as `load` leaves it, kept under a name for the next run while the files it comes from stay the same."""
    kept = KEPT / f"{database}-{name}-{digest(sources)}"
    with sites.bare(database) as bare:
        if kept.exists():
            _take_back(bare, kept)
        else:
            say(f"\nLoading a nation into {database}; kept in {kept.relative_to(ROOT)} for the next run")
            load(bare)
            _keep(bare, kept)
        yield bare


def digest(sources: Iterable[str] = SOURCES) -> str:
    """What a kept database depends on, in short."""
    found = blake2b(digest_size=6)
    for pattern in sources:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()


def _keep(site: Site, kept: Path) -> None:
    """The database and its keys, in the place of older ones; complete or not at all."""
    new = kept.with_name(f"{kept.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    if (site.folder / "keys").exists():
        shutil.copytree(site.folder / "keys", new / "keys")
    if site.database == "sqlite":
        with closing(sqlite3.connect(_file(site))) as old, closing(sqlite3.connect(new / "data")) as copy:
            old.backup(copy)
    else:
        _run("pg_dump", "--format=custom", "--compress=1", f"--file={new / 'data'}", site.url)
    for older in KEPT.glob(f"{kept.name.rpartition('-')[0]}-*"):
        if older != new:
            shutil.rmtree(older)
    new.rename(kept)


def _take_back(site: Site, kept: Path) -> None:
    if (kept / "keys").exists():
        shutil.copytree(kept / "keys", site.folder / "keys", dirs_exist_ok=True)
    if site.database == "sqlite":
        shutil.copyfile(kept / "data", _file(site))
        return
    _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={site.url}", str(kept / "data"))
    # a server that has run for a while has done so by itself
    _run("psql", "--quiet", "--command=vacuum analyze", site.url)


def _file(site: Site) -> str:
    return site.url.removeprefix("sqlite:///")


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own tools; RuntimeError with what it said where it fails."""
    place = sites.binaries()
    assert place is not None
    done = subprocess.run([str(place / program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr[-2000:]}")
