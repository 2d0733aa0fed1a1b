"""What every test of the house has: quick passwords, no network, plain static files, and the one cast of people.

Rooms' tests lie in the rooms, so this file stands at the root. pytest-socket blocks the network (see pyproject.toml):
only this machine and its unix sockets may be reached.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from hypothesis import HealthCheck

from withi.ground.web import pagecache, versions

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
    """Real password hashing would take most of the time of the suite; a busy machine is no fault of a property."""
    settings.PLANNER_WAKES = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("house")


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
def django_db_modify_db_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite lies in a file, as on a real site.

    In memory a writer would not wait for another, and a server's threads would share the test's one connection.
    """
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


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
