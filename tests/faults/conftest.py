"""Sites for the fault tests: prepared once, copied for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import migrated
from tests.faults.site import Database, Site

ROWS = 800
MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, full: bool) -> Iterator[tuple[Database, dict[str, Any]]]:
    """Data that every fault test starts from, and what it holds."""
    first = Database(tmp_path_factory.mktemp("fault") / "first", migrated.template() or "template0")
    first.folder.mkdir()
    if first.is_file:
        migrated.copy_file(first.folder / "withi.sqlite3")
    template = first if first.is_file else first.copied(tmp_path_factory.mktemp("template"))
    maker = Site(template)
    about = maker.do("prepare", rows=ROWS * 4 if full else ROWS)[0]
    maker.close()
    yield template, about
    template.drop()


@pytest.fixture
def make_site(prepared: tuple[Database, dict[str, Any]], tmp_path: Path) -> Iterator[MakeSite]:
    """Makes sites with the prepared data; settings by keyword (`WITHI_…`)."""
    made: list[Site] = []

    def make(**settings: str) -> Site:
        site = Site(prepared[0].copied(tmp_path / str(len(made))), prepared[1], **settings)
        made.append(site)
        return site

    yield make
    for site in made:
        site.close()
        site.database.drop()


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site()
