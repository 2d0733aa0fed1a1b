"""One Chromium for each file of browser tests, and tables emptied only when nobody reads them any more."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.browser.player import browser, patient

__all__ = ["answered", "browser", "patient"]
OTHERS = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and state <> 'idle'
"""
PATIENCE = 5.0
"""Seconds that a request which nobody waits for may take."""


@pytest.fixture(autouse=True)
def answered(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page that was left may still be answered: PostgreSQL breaks off who empties tables against who reads them."""
    is_served = "live_server" in request.fixturenames and connection.vendor == "postgresql"
    if is_served:
        # set up before this one, so that it empties the tables after it
        request.getfixturevalue("transactional_db")
    yield
    until = time.monotonic() + PATIENCE
    while is_served and busy() and time.monotonic() < until:
        time.sleep(0.05)


def busy() -> bool:
    """Whether somebody else is at work in this database."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return bool(cursor.fetchone()[0])
