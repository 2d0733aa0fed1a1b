"""What was made of answers is shown again only while the database gives the same ones."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.ground.web import answered
from withi.ground.web.keep import Keep
from withi.ground.web.models import DataVersion

pytestmark = pytest.mark.django_db
NUMBERS = "select province, number from web_data_version where kind = %s order by province"


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    answered.forget()
    yield
    answered.forget()


def put(province: str, number: int) -> None:
    DataVersion.objects.update_or_create(kind="sung", province=province, defaults={"number": number})


class Maker:
    """A page of all numbers; it counts how often it was made."""

    def __init__(self, ask: Callable[[], object] = lambda: None) -> None:
        self.times, self.ask = 0, ask

    def __call__(self) -> str:
        self.times += 1
        self.ask()
        return " ".join(f"{province}:{number}" for province, number in answered.rows(NUMBERS, ["sung"]))


def shown(make: Callable[[], str], key: str = "page") -> str:
    return answered.kept(key, make, len)


def test_the_same_answers_make_it_once_and_others_anew() -> None:
    make = Maker()
    put("40", 1)
    assert [shown(make), shown(make)] == ["40:1", "40:1"]
    assert make.times == 1
    put("40", 2)
    assert shown(make) == "40:2", "a number changed"
    put("27", 5)
    assert shown(make) == "27:5 40:2", "a row came"
    DataVersion.objects.filter(kind="sung", province="40").delete()
    assert shown(make) == "27:5", "a row went"
    assert make.times == 4


def test_what_comes_back_to_what_it_was_need_not_be_made_again() -> None:
    make = Maker()
    put("40", 1)
    shown(make)
    put("40", 2)
    put("40", 1)
    assert shown(make) == "40:1"
    assert make.times == 1


def test_every_statement_counts_also_one_of_something_kept_within() -> None:
    inner = Maker()
    put("40", 1)

    def outer() -> str:
        return f"<{shown(inner, 'inner')}>"

    assert shown(inner, "inner") == "40:1"
    assert [shown(outer), shown(outer)] == ["<40:1>", "<40:1>"]
    put("40", 2)
    assert shown(outer) == "<40:2>"


def test_what_asks_in_any_other_way_is_not_kept() -> None:
    make = Maker(DataVersion.objects.count)
    assert [shown(make), shown(make)] == ["", ""]
    assert make.times == 2


def test_asking_again_takes_as_many_statements_and_no_more() -> None:
    make = Maker()
    with CaptureQueriesContext(connection) as first:
        shown(make)
    with CaptureQueriesContext(connection) as again:
        shown(make)
    assert len(first) == len(again) == 1


def test_what_breaks_is_not_kept_and_nobody_listens_on() -> None:
    def broken() -> str:
        answered.rows(NUMBERS, ["sung"])
        raise LookupError

    with pytest.raises(LookupError):
        shown(broken)
    make = Maker()
    assert shown(make) == ""
    assert make.times == 1


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "KEPT", Keep[answered.Made](40_000))
    for number in range(200):
        shown(Maker(), str(number))
    assert 0 < len(answered.KEPT) < 200
    assert answered.KEPT.used <= 40_000


def test_an_answer_weighs_by_its_values() -> None:
    assert answered.weight([answered.Answer("select", (1, 2), [(3, 4, 5)] * 10)]) == 32 * answered.VALUE_BYTES


def put_elsewhere(province: str, number: int) -> None:
    """The same by another connection, committed."""

    def elsewhere() -> None:
        try:
            put(province, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(elsewhere).result()


@pytest.mark.django_db(transaction=True)
def test_another_connections_commit_is_seen_at_once() -> None:
    make = Maker()
    put("40", 1)
    assert shown(make) == "40:1"
    put_elsewhere("40", 2)
    assert shown(make) == "40:2"


def twice(between: Callable[[], object]) -> str:
    """A page of the numbers as they are at two moments."""
    first = answered.rows(NUMBERS, ["sung"])
    between()
    return f"{first} {answered.rows(NUMBERS, ['sung'])}"


@pytest.mark.django_db(transaction=True)
def test_several_statements_are_asked_again_in_one_by_postgresql() -> None:
    made = []

    def make() -> str:
        made.append(1)
        return twice(lambda: answered.rows("select province from web_data_version where kind = %s", ["said"]))

    put("40", 1)
    shown(make)
    with CaptureQueriesContext(connection) as again:
        assert shown(make) == "[('40', 1)] [('40', 1)]"
    assert len(again) == (1 if connection.vendor == "postgresql" else 3)
    DataVersion.objects.create(kind="said", province="10", number=1)
    shown(make)
    assert len(made) == 2, "a row came where there was none"
    put_elsewhere("40", 2)
    assert shown(make) == "[('40', 2)] [('40', 2)]"


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_a_page_is_made_is_on_the_next_one() -> None:
    put("40", 1)
    broken = shown(lambda: twice(lambda: put_elsewhere("40", 2)))
    seen = 1 if connection.vendor == "postgresql" else 2
    assert broken == f"[('40', 1)] [('40', {seen})]", "PostgreSQL shows one moment"
    assert shown(lambda: twice(lambda: None)) == "[('40', 2)] [('40', 2)]"
