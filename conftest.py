"""What every test of the house has: quick passwords, no network, plain static files, and the one cast of people.

Rooms' tests lie in the rooms, so this file stands at the root. pytest-socket blocks the network (see pyproject.toml):
only this machine and its unix sockets may be reached.
"""

import gc
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import override_settings
from hypothesis import HealthCheck

from tests import migrated
from tests.order import long_first
from withi.ground.web import pagecache, versions

LONG = ("slow", "faults", "scale")
CAST = Path(__file__).parent / "tests" / "cast.py"
# The fixed cast of people that view tests play with: one module of fixtures.
pytest_plugins = ["tests.cast"] if CAST.exists() else []
STATIC: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="fault and scale tests in their full number")


def pytest_configure() -> None:
    """Real password hashing would take most of the time of the suite; a busy machine is no fault of a property.

    No second factor is asked for, but where a test sets it.
    """
    settings.PLANNER_WAKES = settings.REQUIRE_MFA = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: no search for garbage goes through it, neither meanwhile nor afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in LONG)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, each begins with its part of the long ones."""
    if hasattr(config, "workerinput"):
        items[:] = long_first(items, config.workerinput["workercount"], is_long)


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Files written by tests go to a folder of the run; static files are named as they lie and served from there."""
    folder, static = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("static")
    with override_settings(
        MEDIA_ROOT=folder,
        KEYS=tmp_path_factory.mktemp("keys"),
        STATIC_ROOT=static,
        STORAGES={**STATIC, "photos": {**STATIC["default"], "OPTIONS": {"location": folder / "photos"}}},
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield folder


@pytest.fixture(scope="session")
def own_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bool]:
    """Where the tests' database lies, and whether it is a copy that is there already.

    SQLite lies in a file, as on a real site: in memory a writer would not wait for another, and a server's threads
    would share the test's one connection.
    """
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["TEMPLATE"] = migrated.template() or None
        yield False
        return
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    database["TEST"]["NAME"] = str(file)
    yield migrated.copy_file(file)
    connections.close_all()
    file.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, own_database: bool) -> bool:
    """Django neither empties a copied file nor makes its tables anew, but looks whether they are all there."""
    return own_database or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(own_database: bool) -> None:
    """Said above, before the first test opens it."""


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether fault and scale tests run in full number (`--full`) or as the small version of every day."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Nothing remembered by one test is seen by another; rolled back data versions count down, so they go too."""
    yield
    cache.clear()
    pagecache.PAGES.clear()
    versions.forget()
