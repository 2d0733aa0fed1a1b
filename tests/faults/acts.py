"""The other side of the fault tests: a process with a database of its own that does what it is told.

Orders come as lines of JSON on standard input: {"act": name, …}. Each is done in a fork, so that it can be killed at
any moment and the next one costs no start; what it yields goes out as lines of JSON, and last how it ended.
"""

import json
import os
import resource
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

from tests.faults.loose import loosen

if os.environ.get("WITHI_LOOSE"):
    loosen(os.environ["WITHI_LOOSE"])
django.setup()

from django.conf import settings  # noqa: E402 - the apps must be ready before their modules are read
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import cast, register  # noqa: E402
from tests.faults import months, selling  # noqa: E402
from tests.pages import form_in  # noqa: E402
from tests.places import make_areas  # noqa: E402
from withi.faces.imports import actions, sets  # noqa: E402
from withi.faces.imports.models import ImportRun  # noqa: E402
from withi.faces.imports.rules import Sheet  # noqa: E402
from withi.ground.backup import actions as backup  # noqa: E402
from withi.ground.backup import archive, tables  # noqa: E402
from withi.ground.jobs import actions as jobs  # noqa: E402
from withi.ground.jobs import running  # noqa: E402
from withi.ground.jobs.models import Job  # noqa: E402
from withi.ground.management.commands import doctor, worker  # noqa: E402
from withi.ground.people import actions as people  # noqa: E402
from withi.ground.people import rules  # noqa: E402
from withi.ground.people.models import Device, InvitationQuerySet, User  # noqa: E402
from withi.ground.people.queries import scope_of  # noqa: E402
from withi.ground.people.rules import Position  # noqa: E402
from withi.ground.people.tests.factory import PIN, invitation  # noqa: E402
from withi.ground.trail.actions import record  # noqa: E402
from withi.kit.problem import Problem  # noqa: E402
from withi.registers.producers.models import Producer  # noqa: E402
from withi.registers.products.models import Product  # noqa: E402
from withi.registers.publication import actions as publication  # noqa: E402

Told = Iterator[dict[str, Any]]
ACTS: dict[str, Callable[..., Told]] = {}


def act(does: Callable[..., Told]) -> Callable[..., Told]:
    ACTS[does.__name__] = does
    return does


for does in (months.post_months, selling.sell_at_random, selling.sell_from):
    act(does)
# --- acts ------------------------------------------------------------------------------------------


@act
def prepare(rows: int) -> Told:
    """Tables, the cast, the small register, and a file of `rows` products read and checked for the worker."""
    call_command("migrate", verbosity=0)
    make_areas()
    staff = cast.make_people()
    stood = register.make({place: staff[name].account for place, name in cast.WORKERS.items()})
    cast.post_owners(staff, stood)
    Job.objects.all().delete()  # each test sends its own
    officer = staff["worker"].account
    sent = SimpleUploadedFile("รายการ.csv", goods(rows))
    run = actions.start(actor=officer, scope=scope_of(officer), kind=Sheet.PRODUCTS, sent=sent)
    number = f"{stood.here.producer.number}-01"
    yield {
        "key": str(run.key),
        "number": number,
        **{kind: stood.here.id_of(kind) for kind in ("producer", "product", "community")},
    }


def goods(rows: int) -> bytes:
    """A list of that many products of every fifth as many producers, some with a point to check."""
    kinds = ("อาหาร", "ผ้า", "")
    lines = (
        f"ตะกร้าสาน {at},{kinds[at % 3]},กลุ่มจักสาน {at // 5},หนองสองห้อง,ขอนแก่น,{at % 900 + 10}" for at in range(rows)
    )
    return "\n".join(["ชื่อผลิตภัณฑ์,ประเภท,ผู้ผลิต,อำเภอ,จังหวัด,ราคา", *lines]).encode()


@act
def commit(key: str) -> Told:
    """Store the checked file; every step is told as it is reached."""
    officer = User.objects.get(username="worker")
    run = ImportRun.objects.select_related("upload").get(key=key)
    for step, count in actions.Commit(actor=officer, scope=scope_of(officer), run=run).steps():
        yield {"step": step, "count": count}


@act
def commit_in_pieces(key: str) -> Told:
    """What a commit would be without its one transaction: the producers are there, the products still to come."""
    officer = User.objects.get(username="worker")
    run = ImportRun.objects.select_related("upload").get(key=key)
    batch = actions.Commit(actor=officer, scope=scope_of(officer), run=run).batch()
    assert isinstance(batch, sets.Products)
    for _ in batch.prepare():
        pass
    batch.store_sellers()
    yield {"step": "some"}
    time.sleep(60)


@act
def serve(port: int) -> Told:
    """`withi serve` with its worker in this fork, which leads a group of its own from now on.

    The worker is a fork as well, of the same group: it costs no start, and lacks the same protection.
    """
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    leader = os.getpid()
    if os.fork() == 0:
        setattr(worker, "LOOKS_EVERY", 0.1)  # noqa: B010 - a figure of the module
        call_command("worker", follow=leader)
        os._exit(0)
    call_command("serve", port=port, workers=1)
    yield {}


@act
def sign_in(person: str) -> Told:
    """A session of this person."""
    yield {"session": signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value}


@act
def visit(session: str, path: str, data: dict[str, str] | None) -> Told:
    """One request with a session ("" is a guest), a form where there is data."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    began = time.monotonic()
    answer = client.get(path) if data is None else client.post(path, data)
    told = {"status": answer.status_code, "headers": dict(answer.headers), "body": answer.content.decode()}
    yield told | {"seconds": time.monotonic() - began}


@act
def send_commit(key: str) -> Told:
    """The checked file sent to be stored by a worker."""
    officer = User.objects.get(username="worker")
    job = actions.send_commit(actor=officer, run=ImportRun.objects.get(key=key), good_rows_only=False)
    yield {"job": str(job.key)}


@act
def send_entry(apart: bool) -> Told:
    """Work whose effect would show if it came twice; `apart`: with its end told outside its transaction."""
    yield {"job": str(jobs.enqueue(kind=ENTRY, owner_id=1, params={"apart": apart}).key)}


ENTRY = "tests.entry"


def enter(running: jobs.Running) -> None:
    with transaction.atomic():
        record(actor=None, verb=ENTRY, subject="test")
        if not running.params["apart"]:
            running.finish()


jobs.register_kind(jobs.Kind(ENTRY, "An entry", enter, bool))
SLOW = "tests.slow"


@act
def send_slow() -> Told:
    """Work that takes half a minute if nobody stops it."""
    officer = User.objects.get(username="worker")
    yield {"job": str(jobs.enqueue(kind=SLOW, owner_id=officer.pk).key)}


def dawdle(running: jobs.Running) -> None:
    for at in range(600):
        running.progress(at, 600, "slowly")
        time.sleep(0.05)


jobs.register_kind(jobs.Kind(SLOW, "Slow work", dawdle, bool))


@act
def work(stop_at: str) -> Told:
    """A worker does all that waits, or stands still to be killed: "taken", "storing", "stored" ("" for never)."""
    setattr(running, "TOLD_EVERY", 0.1)  # noqa: B010 - a figure of the module
    setattr(running, "BEAT", timedelta(seconds=0.5))  # noqa: B010 - so that a lease is renewed while a test looks
    if stop_at == "storing":
        stand_still(jobs.Running, "finish", before=True)
    elif stop_at:
        stand_still(running.KINDS, "", before=stop_at == "taken")
    try:
        yield {"done": jobs.run_due(ending=lambda: False)}
    except OperationalError:
        yield {"busy": True}


def stand_still(where: Any, name: str, *, before: bool) -> None:
    """Say so and wait at this method, or (for kinds of work) at the function of every kind."""

    def standing(does: Callable[..., Any]) -> Callable[..., Any]:
        def stood(*given: Any) -> Any:
            result = None if before else does(*given)
            say({"at": name or "work"})
            time.sleep(60)
            return result

        return stood

    if name:
        setattr(where, name, standing(getattr(where, name)))
        return
    for kind in list(where.values()):
        where[kind.name] = replace(kind, run=standing(kind.run))


@act
def forsake() -> Told:
    """As if a lease's time had passed since the worker was killed, and nobody counted how often."""
    yield {"left": Job.objects.filter(state="running").update(lease_until=timezone.now(), attempts=1)}


@act
def hurry() -> Told:
    """As if time had passed: leases have run out, and what waits to be tried again is due."""
    now = timezone.now()
    left = Job.objects.filter(state="running").update(lease_until=now)
    yield {"left": left, "due": Job.objects.filter(state="waiting").update(due_at=now)}


@act
def send_file(session: str, text: str) -> Told:
    """A sheet sent to be checked."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    sent = SimpleUploadedFile("รายการ.csv", text.encode())
    answer = client.post(reverse("imports:start"), {"kind": "products", "file": sent})
    yield {"status": answer.status_code, "body": answer.content.decode()}


@act
def store(session: str, path: str) -> Told:
    """The button of a commit pressed."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    answer = client.post(path)
    yield {"status": answer.status_code, "body": answer.content.decode()}


@act
def look(session: str, paths: list[str]) -> Told:
    """The status of each page for this session."""
    for path in paths:
        yield {"path": path, "status": next(visit(session, path, None))["status"]}


@act
def back_up(folder: str) -> Told:
    """A backup into a folder."""
    made = backup.make(target=Path(folder))
    yield {"file": str(Path(made.folder) / made.file)}


@act
def bring_back(file: str) -> Told:
    """Restore a file into this site's place."""
    yield {"rows": backup.restore(file=Path(file)).rows}


@act
def check_file(file: str) -> Told:
    """The rows of a backup that must be whole."""
    yield {"rows": archive.check(Path(file)).rows}


@act
def ask_doctor() -> Told:
    """What `withi doctor` says of backups, also where there are no tables yet."""
    for finding in doctor.backups():
        yield {"text": finding.en}


@act
def sums() -> Told:
    """Rows and sum of hashes of every table, but of those that tell of the backup itself."""
    known = tables.models_at(tables.applied())
    yield {table: tables.tally(model) for table, model in known.items() if table not in {"backup_run", "trail_entry"}}


@act
def write_on(count: int) -> Told:
    """Write an account together with its posting, again and again; each is told once it is there."""
    for _ in range(count):
        name = f"writer-{uuid.uuid4().hex}"
        began = time.monotonic()
        with transaction.atomic():
            user = people.add_account(actor=None, username=name, display_name=f"{name} (ตัวอย่าง)", password=name)
            position, today = Position.AUDITOR, timezone.localdate()
            people.post(actor=None, user=user, position=position, area_code="40", valid_from=today)
        yield {"seconds": time.monotonic() - began}
        time.sleep(0.02)


def signed_in(person: str) -> Client:
    client = Client()
    if person:
        client.force_login(User.objects.get(username=person))
    return client


@act
def edit_together(pk: int, hands: int, rounds: int, checked: bool) -> Told:
    """Several officers open one producer at once and add 1, 10, 100 … to its people; `checked`: with the version check.

    Told of every round: who was let (one digit each, as in the figure), the figure, and what the others were shown.
    """
    if not checked:
        setattr(publication, "refuse_stale", lambda *_args: None)  # noqa: B010 - a function of the module
    Producer.objects.filter(pk=pk).update(people=0, women=None)
    path = reverse("producers:edit", args=[pk])
    clients = [signed_in("worker") for _ in range(hands)]
    for _ in range(rounds):
        forms = [form_in(client.get(path).content.decode()) for client in clients]
        answers = together([partial(add, client, path, forms[hand], 10**hand) for hand, client in enumerate(clients)])
        let = sum(10**hand for hand, answer in enumerate(answers) if answer.status_code == 302)
        people = Producer.objects.values_list("people", flat=True).get(pk=pk)
        yield {"let": let, "people": people, "both": shown(answers)}


@act
def count_from_zero(pk: int) -> Told:
    """A producer whose people can be counted up by one."""
    yield {"rows": Producer.objects.filter(pk=pk).update(people=0, women=None)}


def add(client: Client, path: str, form: dict[str, Any], number: int) -> Any:
    return client.post(path, form | {"people": str(int(str(form["people"]) or 0) + number)})


def shown(answers: list[Any]) -> bool:
    """Whether every refusal shows both versions to choose from."""
    refused = [answer.content.decode() for answer in answers if answer.status_code != 302]
    return bool(refused) and all('name="choose_people"' in page and 'value="theirs"' in page for page in refused)


@act
def commit_together(key: str, hands: int, checked: bool) -> Told:
    """The same commit done several times at once; `checked`: with the guards against it."""
    if not checked:
        setattr(actions.Commit, "close", lambda _commit: None)  # noqa: B010 - a method of the class
        setattr(sets, "moment", lambda _sheet: ())  # noqa: B010 - a function of the module
    told = together([partial(commit_once, key) for _ in range(hands)])
    yield {
        "stored": Product.objects.filter(name_th__startswith="ตะกร้าสาน").count(),
        "makers": Producer.objects.filter(name_th__startswith="กลุ่มจักสาน").count(),
        "refused": told.count("import.done"),
    }


def commit_once(key: str) -> str:
    """How a commit ended: "" where it was stored, else the rule that refused it."""
    try:
        for _line in commit(key):
            pass
    except Problem as refused:
        return refused.code
    return ""


@act
def press_together(key: str, hands: int) -> Told:
    """The button of a commit pressed several times at once: where each press leads."""
    path = reverse("imports:commit", args=[key])
    answers = together([partial(signed_in("worker").post, path) for _ in range(hands)])
    yield {"led": sorted({answer.headers["Location"] for answer in answers}), "jobs": Job.objects.count()}


@act
def work_together(hands: int) -> Told:
    """Several workers at once; how many jobs each did."""
    yield {"done": together([jobs.run_due] * hands)}


@act
def accept_together(hands: int, rounds: int, checked: bool) -> Told:
    """Several phones open one invitation at once, each with a good PIN; `checked`: with the guard against it."""
    if not checked:
        setattr(InvitationQuerySet, "open", lambda rows, _now: rows)  # noqa: B010 - a method of the class
    for _ in range(rounds):
        _made, address = invitation()
        before = Device.objects.count()
        answers = together([partial(choose, Client(), address) for _ in range(hands)])
        told = sorted(answer.status_code for answer in answers)
        yield {"statuses": told, "phones": Device.objects.count() - before}


def choose(client: Client, address: str) -> Any:
    return client.post(address, {"pin": PIN, "pin_again": PIN})


@act
def guess_together(hands: int, checked: bool) -> Told:
    """Many wrong passwords for one account from one address at once; how many of them were compared."""
    if not checked:
        setattr(rules, "wait_of_pair", lambda _failed, _now: 0)  # noqa: B010 - a function of the module
    answers = together([partial(guess, Client()) for _ in range(hands)])
    yield {"compared": sum("ไม่ถูกต้อง" in answer.content.decode() for answer in answers)}


def guess(client: Client) -> Any:
    return client.post("/accounts/login/", {"login": "worker", "password": "ผิด"})


def together(doings: Sequence[Callable[[], Any]]) -> list[Any]:
    """All at the same moment, each on a connection of its own; their results in order."""
    gate, results = threading.Barrier(len(doings)), [None] * len(doings)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = doings[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# --- taking orders ---------------------------------------------------------------------------------


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


def do(order: dict[str, Any]) -> None:
    """The act to its end."""
    if limit := order.pop("file_bytes", 0):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for line in ACTS[order.pop("act")](**order):
        say(line)


def obey() -> None:
    """Do each order in a fork."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                do(json.loads(line))
                code = 0
            except BaseException:  # noqa: BLE001 - told to whoever gave the order
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(code)
        say({"pid": child})
        say({"ended": os.waitpid(child, 0)[1]})
