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
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import django

from tests.faults.loose import loosen

if os.environ.get("WITHI_LOOSE"):
    loosen(os.environ["WITHI_LOOSE"])
django.setup()

from django.conf import settings  # noqa: E402 - the apps must be ready before their modules are read
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import get_resolver, reverse  # noqa: E402

from tests import cast, register  # noqa: E402
from tests.pages import form_in  # noqa: E402
from tests.places import make_areas  # noqa: E402
from withi.faces.imports import actions, sets  # noqa: E402
from withi.faces.imports.models import ImportRun  # noqa: E402
from withi.faces.imports.rules import Sheet  # noqa: E402
from withi.ground.people.models import User  # noqa: E402
from withi.ground.people.queries import scope_of  # noqa: E402
from withi.registers.producers.models import Producer  # noqa: E402
from withi.registers.products.models import Product  # noqa: E402
from withi.registers.publication import actions as publication  # noqa: E402

# Static files need no collecting: their names are only written down.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
Told = Iterator[dict[str, Any]]
ACTS: dict[str, Callable[..., Told]] = {}


def act(does: Callable[..., Told]) -> Callable[..., Told]:
    ACTS[does.__name__] = does
    return does


# --- acts ------------------------------------------------------------------------------------------


@act
def prepare(rows: int) -> Told:
    """Tables, the cast, the small register, and a file of `rows` products read and checked for the worker."""
    call_command("migrate", verbosity=0)
    make_areas()
    people = cast.make_people()
    stood = register.make({place: people[name].account for place, name in cast.WORKERS.items()})
    cast.post_owners(people, stood)
    worker = people["worker"].account
    sent = SimpleUploadedFile("รายการ.csv", goods(rows))
    run = actions.start(actor=worker, scope=scope_of(worker), kind=Sheet.PRODUCTS, sent=sent)
    yield {"key": str(run.key), **{kind: stood.here.id_of(kind) for kind in ("producer", "product", "community")}}


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
    worker = User.objects.get(username="worker")
    run = ImportRun.objects.select_related("upload").get(key=key)
    for step, count in actions.Commit(actor=worker, scope=scope_of(worker), run=run).steps():
        yield {"step": step, "count": count}


@act
def commit_in_pieces(key: str) -> Told:
    """What a commit would be without its one transaction: the producers are there, the products still to come."""
    worker = User.objects.get(username="worker")
    run = ImportRun.objects.select_related("upload").get(key=key)
    batch = sets.Products(worker, scope_of(worker), run)
    for _ in batch.prepare():
        pass
    batch.store_sellers()
    yield {"step": "some"}
    time.sleep(60)


@act
def serve(port: int) -> Told:
    """`withi serve` in this fork, which leads a group of its own from now on."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
def send_file(session: str, text: str) -> Told:
    """A sheet sent to be checked."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    sent = SimpleUploadedFile("รายการ.csv", text.encode())
    answer = client.post(reverse("imports:start"), {"kind": "products", "file": sent})
    yield {"status": answer.status_code, "body": answer.content.decode()}


@act
def store(session: str, path: str) -> Told:
    """The growing page of a commit, to its last piece."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    yield {"body": commit_whole(client, path)}


@act
def look(session: str, paths: list[str]) -> Told:
    """The status of each page for this session."""
    for path in paths:
        yield {"path": path, "status": next(visit(session, path, None))["status"]}


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
    """The same commit sent several times at once; `checked`: with the guards against it."""
    if not checked:
        setattr(actions.Commit, "close", lambda _commit: None)  # noqa: B010 - a method of the class
        setattr(sets, "moment", lambda _sheet: ())  # noqa: B010 - a function of the module
    path = reverse("imports:commit", args=[key])
    clients = [signed_in("worker") for _ in range(hands)]
    pages = together([partial(commit_whole, client, path) for client in clients])
    yield {
        "stored": Product.objects.filter(name_th__startswith="ตะกร้าสาน").count(),
        "makers": Producer.objects.filter(name_th__startswith="กลุ่มจักสาน").count(),
        "refused": sum("ไม่ได้นำเข้าซ้ำ" in page for page in pages),
    }


def commit_whole(client: Client, path: str) -> str:
    """The page of a commit to its last piece: storing goes on while it is read."""
    return b"".join(client.post(path)).decode()


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
    """In the fork: the act to its end."""
    if limit := order.pop("file_bytes", 0):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for line in ACTS[order.pop("act")](**order):
        say(line)


def main() -> None:
    """Read everything that the acts need, then do each order in a fork."""
    settings.STORAGES = STORAGES
    list(get_resolver().url_patterns)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                do(json.loads(line))
                code = 0
            finally:
                sys.stdout.flush()
                os._exit(code)
        say({"pid": child})
        say({"ended": os.waitpid(child, 0)[1]})


if __name__ == "__main__":
    main()
