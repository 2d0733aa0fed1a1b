"""The name index written anew while products are written."""

from collections.abc import Callable, Sequence
from threading import Thread

import pytest
from django.db import connection, transaction

from withi.ground.search import actions as search
from withi.ground.search.models import SearchName
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import actions as publication

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
needs_two_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time: nobody is between its lock and its read"
)


def rename(pk: int, name: str) -> None:
    """As every edit does: the row first, then its names, in one transaction."""
    with transaction.atomic():
        Product.objects.filter(pk=pk).update(name_th=name)
        publication.reindex(KIND, [Product.objects.get(pk=pk)])


def elsewhere(task: Callable[[], object]) -> Thread:
    """Run a task on a connection of its own."""

    def run() -> None:
        try:
            task()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def names() -> list[str]:
    return list(
        SearchName.objects.filter(kind=Product.SUBJECT).order_by("ref_id", "name").values_list("name", flat=True)
    )


def rebuild() -> None:
    list(search.rebuild(Product.SUBJECT))


def test_names_come_from_the_rows() -> None:
    one, gone = make_product(name_th="ผ้าไหม", name_en="Silk"), make_product(name_th="เสื่อกก")
    SearchName.objects.filter(ref_id=one.pk).update(folded="wrong", name="ผิด")
    Product.objects.filter(pk=gone.pk).delete()
    rebuild()
    assert names() == ["Silk", "ผ้าไหม"]
    assert "wrong" not in SearchName.objects.values_list("folded", flat=True)


@needs_two_writers
def test_a_write_before_the_rows_are_locked_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    one = make_product(name_th="ผ้าไหม")
    source = search.SOURCES[Product.SUBJECT]

    def late(ids: Sequence[int]) -> list[search.Name]:
        elsewhere(lambda: rename(one.pk, "ผ้าฝ้าย")).join()
        elsewhere(lambda: make_product(name_th="มาใหม่")).join()
        return list(source.names(ids))

    monkeypatch.setitem(search.SOURCES, Product.SUBJECT, search.Source(source.ids, late))
    rebuild()
    assert names() == ["ผ้าฝ้าย", "มาใหม่"]


@needs_two_writers
def test_a_rebuild_waits_for_a_write_under_way() -> None:
    one = make_product(name_th="ผ้าไหม")
    with transaction.atomic():
        rename(one.pk, "ผ้าฝ้าย")
        thread = elsewhere(rebuild)
        wait_for_a_lock()
    thread.join()
    assert names() == ["ผ้าฝ้าย"]


@needs_two_writers
def test_a_write_waits_for_the_set_and_people_go_on_searching() -> None:
    one = make_product(name_th="ผ้าไหม")
    with transaction.atomic():
        rebuild()
        thread = elsewhere(lambda: rename(one.pk, "ผ้าฝ้าย"))
        wait_for_a_lock()
        seen: list[str] = []
        elsewhere(lambda: seen.extend(names())).join()
        assert seen == ["ผ้าไหม"]
    thread.join()
    assert names() == ["ผ้าฝ้าย"]


def wait_for_a_lock() -> None:
    """Until another connection waits for what this one holds."""
    for _ in range(100_000):
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waits")
