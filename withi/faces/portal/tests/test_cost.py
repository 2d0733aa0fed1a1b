"""What a page costs: statements, however many rows; bytes; and how long it is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.register import Register
from withi.faces.portal.tests import factory
from withi.faces.portal.tests.test_lists import index
from withi.ground.web import pagecache, versions
from withi.registers.publication import actions as publication
from withi.registers.villages import actions as villages
from withi.registers.villages.models import Community
from withi.registers.villages.rules import Receiving, Statement

pytestmark = pytest.mark.django_db
MOST_QUERIES = 4
MOST_BYTES = 25_000


def furnish(count: int) -> dict[str, str]:
    """A country with `count` rows of everything; the addresses of its pages."""
    factory.areas()
    community = factory.furnished(factory.community(), count)
    for place in range(count):
        factory.community(f"บ้าน {place}", lat=15.6, lon=102.8)
    maker = factory.producer(community=community, shows_phone=True)
    product = factory.labelled(factory.product(maker), count)
    for place in range(count):
        factory.product(maker, f"ผ้าไหม {place}")
        factory.product(factory.producer(f"กลุ่ม {place}"), f"ผ้าฝ้าย {place}")
    return {
        "home": "/",
        "province": "/areas/40/",
        "district": "/areas/4015/",
        "communities": "/communities/?want=do&area=40&open=1",
        "community": f"/communities/{community.pk}/",
        "producer": f"/producers/{maker.pk}/",
        "catalogue": f"/products/?type=textile&area=40&price=high&sort=cheap&community={community.pk}",
        "product": f"/products/{product.pk}/",
        "about": "/about/",
        "privacy": "/privacy/",
    }


def statements(client: Client, path: str) -> list[str]:
    """The statements of a page that is not kept, its data versions known already."""
    client.get("/en/search/")
    pagecache.PAGES.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("count", [1, 50])
def test_pages_take_few_statements_however_many_rows(client: Client, count: int) -> None:
    for name, path in furnish(count).items():
        asked = statements(client, path)
        assert len(asked) <= MOST_QUERIES, (name, asked)
        assert len(set(asked)) == len(asked), name


def test_searching_takes_as_many_statements_for_one_row_as_for_fifty(client: Client) -> None:
    taken: list[dict[str, int]] = []
    for count in (1, 50):
        if count == 50:
            factory.Area.objects.all().delete()
            Community.objects.all().delete()
        furnish(count) if count == 1 else furnish_more()
        index()
        paths = ("/search/?q=บ้าน", "/search/?q=ดงเค็ง", "/products/?q=ผ้าไหม", "/products/?q=ผ้าใหม&price=high")
        taken.append({path: len(statements(client, path)) for path in paths})
    few, many = taken
    assert all(many[path] <= few[path] + 6 for path in few), (few, many)
    assert max(many.values()) <= 24
