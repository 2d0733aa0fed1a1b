"""Months reported by many at once: officers who do anything at random, and writers side by side in one province."""

import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier, Thread
from typing import Any

from django.db import IntegrityError, connection, connections
from django.utils import timezone

from withi.faces.figures.actions import recount
from withi.ground.people.models import User
from withi.ground.people.queries import scope_of
from withi.kit import era
from withi.kit.problem import Problem, Problems
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.work.figures import actions as figures
from withi.work.income import actions, lists, rules, storing
from withi.work.income.models import IncomeClose, IncomeMonth
from withi.work.income.rules import CHANNELS, Close, Part, Report, State, Step

Told = Iterator[dict[str, Any]]
TAMBONS = ("401508", "401502", "401101", "401502", "4015", "40")
"""Where producers are: two tambons of one district, another district, and areas that are known no closer."""
KINDS = ("group", "owner", "sme", "")
NEXT = {Close.OPEN: Step.SUBMIT, Close.SUBMITTED: Step.APPROVE, Close.APPROVED: Step.LOCK, Close.LOCKED: Step.UNLOCK}
BACK = {Close.SUBMITTED: Step.RETURN, Close.APPROVED: Step.UNLOCK}
SUBMITS = 0.1
"""How seldom an open month is submitted: a closed one takes no reports."""
AT_A_TIME = 50
"""Turns of every hand between two lines that tell how far it is."""
FIRST_MONTH = 2001 * 100 + 1


@dataclass
class Hand:
    """An officer of the province who enters, corrects, takes back, moves producers, and opens and closes months."""

    chance: random.Random
    producers: Sequence[Producer]
    goods: dict[int, int]
    months: Sequence[int]
    done: Counter[str] = field(default_factory=Counter)

    def work(self, turns: int) -> None:
        self.officer, self.chief = (User.objects.get(username=name) for name in ("officer", "province_chief"))
        self.scope, self.scope_of_chief = scope_of(self.officer), scope_of(self.chief)
        for _turn in range(turns):
            does = self.chance.choices([self.report, self.take_back, self.move, self.step], [11, 4, 2, 3])[0]
            try:
                self.done[does()] += 1
            except (Problem, Problems):
                self.done["refused"] += 1
            except IntegrityError:
                self.done["below zero"] += 1

    def report(self) -> str:
        producer, month = self.chance.choice(self.producers), self.chance.choice(self.months)
        amounts = tuple(self.chance.choice([None, 0, self.chance.randrange(100, 10**8)]) for _ in CHANNELS)
        if not any(amounts):
            amounts = (0,) * len(CHANNELS)
        estimated = self.chance.random() < 0.1
        state = rules.state_of(amounts, repeated=self.chance.random() < 0.2, estimated=estimated)
        said = Report(producer.pk, month, amounts, state, why="order", basis="ตัวอย่าง" if estimated else "",
                      parts=self.parts(producer, amounts), sure=True)  # fmt: skip
        saved = actions.report_many(actor=self.officer, scope=self.scope, month=month, reports=[said])
        return "entered" if saved.new else "corrected" if saved.changed else "same"

    def parts(self, producer: Producer, amounts: Sequence[int | None]) -> tuple[Part, ...]:
        """Now and then a half of what one channel brought is the producer's product's."""
        sold = [(channel.value, amount) for channel, amount in zip(CHANNELS, amounts, strict=True) if amount]
        if not sold or self.chance.random() < 0.6:
            return ()
        channel, amount = self.chance.choice(sold)
        return (Part(self.goods[producer.pk], channel, amount // 2),)

    def take_back(self) -> str:
        producer, month = self.chance.choice(self.producers), self.chance.choice(self.months)
        actions.take_back(actor=self.officer, scope=self.scope, producer=producer, month=month, reason="ผิดราย")
        return "taken back"

    def move(self) -> str:
        producer = self.chance.choice(self.producers)
        Producer.objects.filter(pk=producer.pk).update(
            area_code=self.chance.choice(TAMBONS), kind=self.chance.choice(KINDS)
        )
        return "moved"

    def step(self) -> str:
        tambon, month = self.chance.choice(TAMBONS), self.chance.choice(self.months)
        row = IncomeClose.objects.filter(area_code=tambon, month=month).first()
        now = Close(row.state) if row else Close.OPEN
        if now is Close.OPEN and self.chance.random() > SUBMITS:
            return "left open"
        step = self.chance.choice([NEXT[now], BACK.get(now, NEXT[now])])
        actor, scope = (self.officer, self.scope) if step is Step.SUBMIT else (self.chief, self.scope_of_chief)
        actions.step(actor=actor, scope=scope, step=step, month=month, tambon=tambon, reason="ตัวอย่าง")
        return step.value


def sell_at_random(hands: int, turns: int, seed: int, summed: bool = True) -> Told:
    """Everybody at the same months of the same producers; what was done, then what a recount finds to mend.

    Not `summed`: one in ten reports is not told to the roll-ups.
    """
    chance = random.Random(seed)
    if not summed:
        forget(chance)
    last = era.month_shifted(era.month_key(timezone.localdate()), -1)
    months = (last, era.month_shifted(last, -1))
    producers = [make_seller(chance.choice(TAMBONS), chance.choice(KINDS)) for _ in range(hands * 4)]
    goods = {each.pk: make_good(each, chance.choice(["textile", "food"])) for each in producers}
    makers = [Hand(random.Random(chance.random()), producers, goods, months) for _ in range(hands)]
    for begun in range(0, turns, AT_A_TIME):
        at_once([partial(hand.work, min(AT_A_TIME, turns - begun)) for hand in makers])
        yield {"turns": begun}
    done = sum((hand.done for hand in makers), Counter())
    yield {"done": dict(done), "differences": recount(actor=None).differences, "left": IncomeMonth.objects.count()}


def make_seller(area_code: str, kind: str = "group") -> Producer:
    """With a number that no other process gives."""
    return make_producer(area_code=area_code, kind=kind, number=f"{uuid.uuid4().int % 10**12}")


def make_good(producer: Producer, kind: str) -> int:
    """A product of that type; its id."""
    row = Product.objects.create(
        producer=producer, name_th="ผ้า", sort_key="ผ้า", type=kind, area_code=producer.area_code
    )
    return row.pk


def forget(chance: random.Random) -> None:
    """As if a verb forgot to tell the roll-ups, now and then."""
    shift = figures.shift

    def shifted(**told: Any) -> None:
        if chance.random() > 0.1:
            shift(**told)

    setattr(figures, "shift", shifted)  # noqa: B010 - a function of the module


def at_once(doings: Sequence[Callable[[], None]]) -> None:
    """Each in a thread with a connection of its own; what one breaks at is raised."""
    gate, broken = Barrier(len(doings)), list[BaseException]()

    def run(does: Callable[[], None]) -> None:
        gate.wait()
        try:
            does()
        except BaseException as trouble:  # noqa: BLE001 - raised below
            broken.append(trouble)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(does,)) for does in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]


# --- writers side by side --------------------------------------------------------------------------


def sell_from(areas: Sequence[str], turns: int, first: int, hot: bool = False) -> Told:
    """One process for each area stores a producer's months, one after the other; how many all of them store a second.

    `first` counts the months from which they begin. `hot`: all of them first take a lock that they share, as writers of
    one row for the nation would.
    """
    producers = [make_seller(area) for area in areas]
    connections.close_all()
    ready, gate = os.pipe()
    children = [forked(ready, gate, producer, turns, first, hot=hot) for producer in producers]
    os.close(ready)
    time.sleep(1)
    began = time.monotonic()
    os.close(gate)
    codes = [os.waitpid(child, 0)[1] for child in children]
    seconds = time.monotonic() - began
    yield {"codes": sorted(set(codes)), "a_second": len(areas) * turns / seconds}


def forked(ready: int, gate: int, producer: Producer, turns: int, first: int, *, hot: bool) -> int:
    """A writer that waits at the gate with its connection open."""
    if child := os.fork():
        return child
    code = 1
    try:
        os.close(gate)
        connection.ensure_connection()
        if hot:
            share_a_lock()
        os.read(ready, 1)
        for turn in range(turns):
            store(producer, era.month_shifted(FIRST_MONTH, first + turn))
        code = 0
    finally:
        os._exit(code)
    return child


def store(producer: Producer, month: int) -> None:
    amounts = (1_000_00 + producer.pk, None, None, 500_00)
    row = lists.MonthRow(producer.pk, month, producer.area_code, producer.kind, amounts, State.REPORTED, timezone.now())
    lists.store_new(actor=None, rows=[row], note="ตัวอย่าง")


def share_a_lock() -> None:
    """What a writer does first is to take what all writers share, until its transaction ends."""
    hold = storing.hold_open

    def held(month: int, tambons: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(1)")
        hold(month, tambons)

    setattr(lists, "hold_open", held)  # noqa: B010 - a function of the module
