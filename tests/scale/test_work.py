"""What a page costs the database must not grow with the rows it does not show.

The work of every page is counted before and after some thousand producers and their products come to other provinces:
on SQLite the steps of its machine, on PostgreSQL the rows its plans touched; no clock is read.
What few products of a region fit is left out: the rest of the region is read beside them.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cast import World
from withi.ground.web import pagecache
from withi.kit.thai import sort_key
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product, ProductSize
from withi.registers.villages.models import Community

ELSEWHERE = ("50010101", "83010101", "10010100", "40250105")
"""Provinces of other regions, and another district of the own one."""
MORE = 4_400
"""In each region more than is counted: what is less is read whole where it may be little of the nation."""
STEP = 50
GUESTS = (
    "/", "/communities/", "/products/", "/products/?type=textile", "/products/?sort=cheap",
    "/products/?price=low&sort=cheap", "/products/?price=mid&sort=dear", "/products/?region=ne", "/products/?region=n",
    "/products/?region=ne&sort=cheap", "/products/?area=4015", "/products/?type=textile&sort=cheap",
    "/products/?type=food&type=textile&sort=dear", "/products/?price=high&sort=cheap", "/products/?type=herbal",
    "/products/?type=drink&price=high", "/products/?area=4015&sort=dear", "/areas/40/", "/areas/4015/",
    "/communities/{community}/", "/producers/{producer}/", "/products/{product}/", "/products/?community={community}",
)  # fmt: skip
OFFICERS = (
    "/desk/", "/desk/products/", "/desk/products/?state=waiting", "/desk/products/?type=textile", "/desk/producers/",
    "/desk/communities/", "/desk/review/checks/", "/desk/products/{product}/", "/desk/producers/{producer}/",
)  # fmt: skip

# The whole nation: what it counts of its own grows with it (some hundred steps a thousand rows), no more than that.
DEPARTMENT = (
    "/desk/products/?lacks=price", "/desk/products/?lacks=type", "/desk/products/?producer={producer}&state=published",
    "/desk/producers/?q=9999-1", "/desk/producers/", "/desk/rounds/licences/", "/desk/marks/?area=40",
    "/desk/classes/{community}/score/",
)  # fmt: skip


class Count:
    """How much work the statements of some requests were."""

    def __init__(self) -> None:
        self.done = 0

    def plan(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """A statement on PostgreSQL, its plan carried out and told first."""
        if not many and sql.lstrip().lower().startswith(("select", "with")):
            told = execute(f"explain (analyze, format json) {sql}", params, many, context)
            found = context["cursor"].fetchone()[0]
            self.done += touched((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
            del told
        return execute(sql, params, many, context)

    def tick(self) -> int:
        self.done += STEP
        return 0


def touched(plan: dict[str, Any]) -> int:
    """Rows that a plan read from tables and indexes, shown or not."""
    inner = sum(map(touched, plan.get("Plans", ())))
    if inner or "Plans" in plan:
        return inner
    rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return int(rows * plan["Actual Loops"])


@contextmanager
def counted() -> Iterator[Count]:
    count = Count()
    if connection.vendor == "postgresql":
        with connection.execute_wrapper(count.plan):
            yield count
        return
    connection.ensure_connection()
    connection.connection.set_progress_handler(count.tick, STEP)
    try:
        yield count
    finally:
        connection.connection.set_progress_handler(None, STEP)


def work(client: Client, path: str) -> int:
    """The work of a page that nothing is kept of; asked once before, for what a process remembers."""
    client.get(path)
    pagecache.PAGES.clear()
    with counted() as count:
        assert client.get(path).status_code == 200, path
    return count.done


@pytest.fixture(autouse=True)
def pristine(db: None) -> None:
    """Tables as a new database has them: rows that other tests took back would lie in the indexes, and be counted."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in (Producer, Product, ProductSize, Community))
        with connection.cursor() as cursor:
            cursor.execute(f"truncate {tables} cascade")


def analyze() -> None:
    """Let PostgreSQL know what its tables hold, as a running site does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("analyze")


def grow(world: World) -> None:
    """Some thousand published producers elsewhere, each with a product as new as the newest."""
    here = world.register.here
    makers = [copy(here.producer, Producer, turn, number=f"9999-{turn:04d}", key=None) for turn in range(MORE)]
    Producer.objects.bulk_create(makers)
    goods = [
        copy(here.product, Product, turn, producer_id=maker.pk, type="textile", price_from=90_000 + turn % 200 * 500)
        for turn, maker in enumerate(makers)
    ]
    Product.objects.bulk_create(goods)
    ProductSize.objects.bulk_create([ProductSize(product=row, unit="ผืน", price=90_000) for row in goods])
    analyze()


def copy(row: Any, model: Any, turn: int, **other: Any) -> Any:
    """Another row like it in another place, of no community."""
    facts = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    own: dict[str, Any] = {
        "id": None,
        "area_code": ELSEWHERE[turn % len(ELSEWHERE)],
        "sort_key": sort_key(f"ผ้าผืนที่ {turn}"),
    }
    own |= {"published_at": timezone.now() - timedelta(minutes=turn), "name_th": f"ผ้าผืนที่ {turn}"}
    if "community_id" in facts:
        own["community_id"] = None
    made = model(**facts | own | {name: value for name, value in other.items() if value is not None})
    if "key" in other:
        made.key = model._meta.get_field("key").get_default()
    return made


def paths(world: World, forms: tuple[str, ...]) -> list[str]:
    here = world.register.here
    ids = {"community": here.community.pk, "producer": here.producer.pk, "product": here.product.pk}
    return [form.format(**ids) for form in forms]


def test_pages_work_no_more_when_others_come(world: World) -> None:
    worker, chief = world.cast.worker.client, world.cast.chief.client
    pages = [(Client(), path) for path in paths(world, GUESTS)] + [(worker, path) for path in paths(world, OFFICERS)]
    pages += [(world.cast.department.client, path) for path in paths(world, DEPARTMENT)]
    pages.append((chief, "/desk/review/"))
    analyze()
    before = {path: work(client, path) for client, path in pages}
    grow(world)
    grown = {path: (before[path], work(client, path)) for client, path in pages}
    # a page of twenty is full now where it was not, and a figure counts up to 1,000; a look at each row would be more
    room = 25_000 if connection.vendor == "sqlite" else 2_000
    # PostgreSQL counts a whole register row by row; SQLite in a step
    counts = dict.fromkeys(paths(world, DEPARTMENT), MORE) if connection.vendor == "postgresql" else {}
    assert {path: found for path, found in grown.items() if found[1] > found[0] + room + counts.get(path, 0)} == {}


def test_a_look_at_every_row_is_seen(world: World) -> None:
    grow(world)
    with counted() as count:
        list(Product.objects.filter(materials="?"))
    assert count.done >= MORE
    assert Community.objects.exists()
