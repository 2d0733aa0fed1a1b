"""Malformed sheets by the thousand: an error on the cell or success, nothing half imported, little memory and time."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from bench import processes
from tests.cast import World
from tests.faults.figures import tell
from tests.faults.mutate import Sent, mutated
from tests.faults.site import TABLES
from tests.pages import bytes_of
from withi.faces.imports import actions
from withi.faces.imports.models import ImportRun
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.jobs import actions as jobs
from withi.ground.jobs.models import Job, State
from withi.kit.sheets.decoder.limits import MIB
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.villages.models import Community

pytestmark = pytest.mark.faults
SEED = 25_681_125
PARTS = 10
MEMORY = 512 * MIB
LOOK_SECONDS = 0.03
SECONDS = 30
START = "/desk/import/"
GOODS = {"products": Product, "producers": Producer, "communities": Community}
NO_RESULT = 'class="note bad"'
SPOILT_TEXT = ("Traceback", "Exception", "\x00")


@dataclass
class Tried:
    """What became of the files."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def fault(self, seed: int, text: str) -> None:
        self.faults.append(f"seed {seed}: {text}")


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are meant; each would be a line of the log."""
    caplog.set_level(logging.CRITICAL, "django.request")


def idle(world: World) -> Client:
    """The browser of the department; no job waits."""
    Job.objects.all().delete()
    return world.cast.department.client


def rows_stored() -> dict[str, int]:
    """How many rows every table that an import writes holds."""
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES))
        return dict(cursor.fetchall())


def attempt(client: Client, seed: int, tried: Tried) -> None:
    """Send the file of the seed, look at it, store it, and take it all back."""
    sent, began = mutated(seed), time.monotonic()
    with transaction.atomic():
        try:
            tried.ends[outcome(client, sent, seed, tried)] += 1
        except Exception as broken:  # noqa: BLE001 - whatever breaks is what is looked for
            tried.fault(seed, f"{type(broken).__name__}: {broken}"[:300])
        for upload in Upload.objects.filter(name=sent.name):
            files.path_of(upload).unlink(missing_ok=True)
        transaction.set_rollback(True)
    tried.slowest = max(tried.slowest, time.monotonic() - began)


def outcome(client: Client, sent: Sent, seed: int, tried: Tried) -> str:
    """What became of a file, "refused" or how it was stored; what is wrong on the way is a fault."""
    before = rows_stored()
    answer = client.post(START, {"kind": sent.kind, "file": SimpleUploadedFile(sent.name, sent.content)})
    way = worked(client, answer.headers["Location"], seed, tried) if answer.status_code == 302 else ""
    if not way:
        if answer.status_code != 302:
            refused_at_once(answer.status_code, answer.content, seed, tried)
        if rows_stored() != before or ImportRun.objects.filter(upload__name=sent.name).exists():
            tried.fault(seed, "refused, and something stayed")
        return "refused"
    looked_at(client, way, seed, tried)
    if rows_stored() != before:
        tried.fault(seed, "only checked, and something is in the registers")
    committed(client, way, seed, tried)
    return stored(ImportRun.objects.get(key=way.strip("/").split("/")[-1]), sent, before, seed, tried)


def refused_at_once(status: int, page: bytes, seed: int, tried: Tried) -> None:
    """What cannot even be kept is told in the form."""
    if status != 422 or b'class="error"' not in page:
        tried.fault(seed, f"answers {status} without a reason")


def committed(client: Client, way: str, seed: int, tried: Tried) -> None:
    """The button pressed, and its job done."""
    answer = client.post(f"{way}commit/", {"good_rows_only": "1"})
    if answer.status_code == 302:
        worked(client, answer.headers["Location"], seed, tried)
    elif any(text in bytes_of(answer).decode() for text in SPOILT_TEXT):
        tried.fault(seed, "the page of the commit shows an inner error")


def worked(client: Client, led: str, seed: int, tried: Tried) -> str:
    """The job that an answer led to, done: where its result is, "" where it was refused with a reason."""
    page = led.partition("?")[0]
    jobs.run_due()
    job = Job.objects.get(key=page.strip("/").split("/")[-1])
    whole = bytes_of(client.get(page)).decode()
    if job.state == State.DONE:
        return job.result_url
    if job.state != State.FAILED or job.problem.startswith("jobs."):
        tried.fault(seed, f"its job is {job.state}: {job.problem}")
    if NO_RESULT not in whole or any(text in whole for text in SPOILT_TEXT):
        tried.fault(seed, "the page of its job says no reason, or an inner one")
    return ""


def looked_at(client: Client, way: str, seed: int, tried: Tried) -> None:
    """The pages of a checked file; the dear ones of every fourth."""
    for part in ("", "columns/", "report/")[: 3 if seed % 4 == 0 else 1]:
        page = client.get(f"{way}{part}")
        if page.status_code != 200 or not bytes_of(page):
            tried.fault(seed, f"{page.request['PATH_INFO']} answers {page.status_code}")


def stored(run: ImportRun, sent: Sent, before: dict[str, int], seed: int, tried: Tried) -> str:
    """What a commit came to: all the good rows and a closed run, or nothing and an open one."""
    run.refresh_from_db()
    after = rows_stored()
    if run.state != ImportRun.State.DONE:
        if after != before:
            tried.fault(seed, "not done, and something is in the registers")
        return "not stored"
    acts = run.counts["acts"]
    told = {name: run.result.get(name, 0) for name in ("new", "changed", "same")}
    if sum(told.values()) != sum(acts.get(name, 0) for name in told):
        tried.fault(seed, f"checked {acts}, stored {run.result}")
    table = GOODS[sent.kind]._meta.db_table
    if after[table] - before[table] != told["new"] if table in after else False:
        tried.fault(seed, f"{told['new']} new rows told, {after[table] - before[table]} there")
    return "stored" if told["new"] or told["changed"] else "nothing to store"


@contextmanager
def watched() -> Iterator[list[int]]:
    """The high-water marks, in bytes, of the processes begun meanwhile.

    Not by `getrusage`: there a child bears what its parent held before the child's own program began.
    """
    marks, over, own = [0], threading.Event(), os.getpid()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            begun = processes.tree([own], processes.stats()) - {own}
            marks.extend(processes.high_water(pid) * 1024 for pid in begun if program(pid) != program(own))

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield marks
    finally:
        over.set()
        watch.join()


def program(pid: int) -> bytes:
    """What a process runs; before its own program begins a child runs that of its parent."""
    with suppress(OSError):
        return (processes.PROC / str(pid) / "cmdline").read_bytes()
    return b""


@pytest.mark.parametrize("part", range(PARTS))
def test_a_malformed_sheet_is_refused_with_its_reason_or_stored_whole(world: World, full: bool, part: int) -> None:
    client, tried = idle(world), Tried()
    turns = 10_000 // PARTS if full else 6
    with watched() as marks:
        for turn in range(turns):
            attempt(client, SEED + part * 10_000 + turn, tried)
    most = max(marks)
    result = (
        f"{len(tried.faults)} faults, 0 half imported; {dict(tried.ends)}; most memory of a reading "
        f"{most / MIB:.0f} MiB, slowest {tried.slowest:.1f} s"
    )
    tell("malformed sheets", turns, result, seed=SEED + part * 10_000)
    assert not tried.faults, "\n".join(tried.faults[:20])
    assert most < MEMORY
    assert tried.slowest < SECONDS
    assert not full or min(tried.ends["refused"], tried.ends["stored"]) > turns // 10


def test_memory_of_a_child_would_be_seen() -> None:
    """And no more than it took itself, however much its parent holds."""
    size = 64 * MIB
    held = b"x" * (4 * size)
    taking = [sys.executable, "-I", "-S", "-c", f"held = b'x' * {size}; input()"]
    with watched() as marks:
        child = subprocess.Popen(taking, stdin=subprocess.PIPE)
        for _ in range(600):
            if max(marks) > size:
                break
            time.sleep(0.05)
        child.communicate(b"\n")
    assert size < max(marks) < len(held)


def test_half_an_import_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: a commit that forgets to close its file, and one that stores without being told, are faults."""
    client = idle(world)
    monkeypatch.setattr(actions.Commit, "close", lambda _commit: None)
    tried = Tried()
    for turn in count():
        attempt(client, SEED + turn, tried)
        if tried.faults or turn > 60:
            break
    assert "not done, and something is in the registers" in tried.faults[0]
