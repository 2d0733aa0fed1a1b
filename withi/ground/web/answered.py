"""What was made of answers of the database, shown again while the database gives the same answers.

For pages that are dear to make and cheap to ask about, over data that many rooms write. Kept with what is made is each
statement that it asked and what came back; before it is shown again they are all asked once more, by PostgreSQL in one
statement of all. So what is shown is always what would be made anew, in any number of processes, and no writer has to
tell anybody.

What is made may depend on its key and on answers of `rows`, on nothing else: what asks the database in any other way is
not kept.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.db import connections

from withi.ground.web import reading
from withi.ground.web.keep import Keep

T = TypeVar("T")
Row = tuple[Any, ...]
MOST_BYTES: Final = 24 * 2**20
VALUE_BYTES: Final = 48
"""About what a value of an answer takes."""
JOINED: Final = "(select string_agg(answer::text, '') from ({statement}) answer)"


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement with its values, and what came back."""

    statement: str
    values: tuple[Any, ...]
    rows: list[Row]

    def holds(self) -> bool:
        """Whether the database still says so, in the same order. One query."""
        return _asked(reading.prepared(), self.statement, self.values) == self.rows


@dataclass(slots=True)
class Hearing:
    """What is asked while something is made; `asked` counts all statements, those too that nobody listens to."""

    answers: list[Answer] = field(default_factory=list)
    asked: int = 0

    def __call__(self, execute: Callable[..., Any], *said: Any) -> Any:
        self.asked += 1
        return execute(*said)

    @property
    def is_whole(self) -> bool:
        return self.asked == len(self.answers)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and the answers it was made of."""

    value: Any
    answers: list[Answer]


KEPT: Final = Keep[Made](MOST_BYTES)
_hearing: ContextVar[Hearing | None] = ContextVar("hearing", default=None)


def rows(statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """What a fixed statement finds. One query; where somebody listens, PostgreSQL keeps its plan, so that rows of no
    order come in the same one when they are asked for again."""
    return _asked(reading.cursor() if _hearing.get() is None else reading.prepared(), statement, values)


def _asked(opened: Any, statement: str, values: Sequence[Any]) -> list[Row]:
    with opened as cursor:
        cursor.execute(statement, values)
        found: list[Row] = cursor.fetchall()
    if (hearing := _hearing.get()) is not None:
        hearing.answers.append(Answer(statement, tuple(values), found))
    return found


def kept(key: str, make: Callable[[], T], size: Callable[[T], int]) -> T:
    """What `make` gives, or what it gave before under this key, where its statements are answered as they were then.

    `size` tells how many bytes it takes. It is shared by all who ask: nobody may change it.
    """
    whole_key = f"{reading.alias()} {key}"
    found = KEPT.get(whole_key)
    if found is not None and all(answer.holds() for answer in found.answers):
        value: T = found.value
        return value
    with reading.one_moment() as is_one:
        made, hearing = _heard(make)
        if hearing.is_whole:
            answers = [_joined(hearing.answers)] if is_one and len(hearing.answers) > 1 else hearing.answers
            KEPT.put(whole_key, Made(made, answers), size(made) + weight(answers))
    return made


def _joined(answers: Sequence[Answer]) -> Answer:
    """What PostgreSQL says to all of these at once, the rows of each as a text: asking costs more than answering."""
    told = ", ".join(JOINED.format(statement=each.statement) for each in answers)
    statement, values = f"select {told}", tuple(value for each in answers for value in each.values)
    return Answer(statement, values, _asked(reading.prepared(), statement, values))


def _heard(make: Callable[[], T]) -> tuple[T, Hearing]:
    """What is made, and what it asked; whoever listens around it hears the same."""
    around, hearing = _hearing.get(), Hearing()
    before = _hearing.set(hearing)
    try:
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(hearing))
            made = make()
    finally:
        _hearing.reset(before)
    if around is not None:
        around.answers += hearing.answers
    return made, hearing


def weight(answers: Collection[Answer]) -> int:
    """About how many bytes these take."""
    return sum(VALUE_BYTES * len(answer.values) + sum(map(_weight, answer.rows)) for answer in answers)


def _weight(row: Row) -> int:
    return sum(VALUE_BYTES + (len(value) if isinstance(value, str) else 0) for value in row)


def forget() -> None:
    """Drop what is kept, for tests and measuring."""
    KEPT.clear()
