"""Two writers who bring the same new words at the same moment."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from withi.ground.search import actions, queries
from withi.ground.search.actions import Name
from withi.ground.search.models import SearchInside, SearchPart, SearchPosting
from withi.kit.thai import fold

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def together(*tasks: Callable[[], object]) -> list[BaseException]:
    """Runs tasks at the same moment, each on its own connection; gives what went wrong."""
    barrier = Barrier(len(tasks))
    wrong: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        barrier.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - told to the test
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def put(ref_id: int, name: str) -> Callable[[], object]:
    def write() -> None:
        with transaction.atomic():
            actions.put("product", [Name(ref_id, name, "4011", True)])

    return write


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_the_same_new_words(turn: int) -> None:
    words = [f"ผ้าลายใหม่{turn}{number}" for number in range(15)]
    wrong = together(put(1, " ".join(words)), put(2, " ".join(reversed(words))), put(3, words[0]))
    assert wrong == []
    assert set(Counter(SearchPart.objects.values_list("folded", flat=True)).values()) == {1}
    ends = SearchInside.objects.values_list("folded", "part_id")
    assert set(Counter(ends).values()) == {1}
    found = queries.find(words[0], kinds=["product"])
    assert {hit.ref_id for hit in found.hits} == {1, 2, 3}
    assert SearchPosting.objects.filter(part__folded=fold(words[-1])).count() == 2


def test_a_long_write_that_learned_its_words_holds_up_nobody() -> None:
    actions.learn(["คำใหม่ล่าสุด"])
    with transaction.atomic():
        actions.put("product", [Name(1, "คำใหม่ล่าสุด", "4011", True)])
        if connection.vendor == "sqlite":
            put(2, "คำใหม่ล่าสุด")()  # one writer at a time: nobody else would come in
        else:
            assert together(put(2, "คำใหม่ล่าสุด")) == []
    assert {hit.ref_id for hit in queries.find("คำใหม่ล่าสุด").hits} == {1, 2}
