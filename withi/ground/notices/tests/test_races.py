"""Several at the same moment: a number loses nothing, and one person is told once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from withi.ground.notices import actions
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import Notice, NoticeMessage
from withi.ground.notices.rules import Told
from withi.ground.notices.tests.factory import Teller, make_kind, make_notice

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, WRITERS = 5, 4
ME, OTHER = 41, 42


def together(*tasks: Callable[[], object]) -> list[object]:
    """Runs tasks at the same moment, each on its own connection; what each gave, or what went wrong."""
    barrier = Barrier(len(tasks))
    given: list[object] = []

    def run(task: Callable[[], object]) -> None:
        barrier.wait()
        try:
            given.append(task())
        except Exception as error:  # noqa: BLE001 - told to the test
            given.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def waits() -> None:
    with transaction.atomic():
        actions.notify(kind=make_kind().name, drafts=[Draft(OTHER), Draft(ME, 2)], digest="waiting")


@pytest.mark.parametrize("_turn", range(ROUNDS))
def test_a_number_that_several_raise_loses_nothing(_turn: int) -> None:
    assert together(*[waits] * WRITERS) == [None] * WRITERS
    assert {each.recipient_id: each.count for each in Notice.objects.all()} == {ME: 2 * WRITERS, OTHER: WRITERS}
    assert NoticeMessage.objects.count() == 2


@pytest.mark.parametrize("_turn", range(ROUNDS))
def test_what_is_added_while_it_is_read_is_in_one_of_the_two(_turn: int) -> None:
    waits()
    given = together(waits, lambda: actions.tell_all_read(actor=Teller(ME)), waits)
    assert not [each for each in given if isinstance(each, Exception)]
    assert sum(Notice.objects.of(ME).values_list("count", flat=True)) == 6
    assert Notice.objects.of(ME).untold().count() <= 1


@pytest.mark.parametrize("_turn", range(ROUNDS))
def test_of_several_who_tell_one_person_one_is_first(_turn: int) -> None:
    notice = make_notice(ME)
    tellers = [Teller(person) for person in range(WRITERS)]
    told = together(*[lambda who=who: actions.tell(actor=who, notice=notice, how=Told.CALLED) for who in tellers])
    assert sorted(map(str, told)) == ["False"] * (WRITERS - 1) + ["True"]
    assert NoticeMessage.objects.filter(notice=notice).count() == 1
