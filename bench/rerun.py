"""A new version of the table of segments over a nation of products: `python -m bench.rerun [DATABASE [PRODUCTS]]`.

Products and answers are stored in sets; then the version that moves about a fifth of them is made, and its job done as
a worker does it, while another connection saves one answer after the other and says how long it had to wait.
"""

import random
import sys
import threading
from datetime import date
from itertools import islice, product
from time import perf_counter, process_time, sleep
from typing import Any

from bench.sites import bare

PRODUCTS = "250000"
CHUNK = 50_000
SEED = 5
ANSWERED = ("product", *(f"a{group}" for group in "12345"), "segment", "blocks", "version", "edition", "answered_by",
            "answered_at")  # fmt: skip


def main(products: str) -> dict[str, Any]:
    """The steps in seconds, how many moved, and the longest wait of a save meanwhile."""
    from withi.ground.jobs.actions import run_due  # Django is set up by `bench.child`
    from withi.work.segments.models import SegmentMove, SegmentProduct

    start = perf_counter()
    actor = fill(int(products))
    filled = perf_counter()
    new_version(actor)
    waits: list[float] = []
    over = threading.Event()
    other = threading.Thread(target=save_meanwhile, args=(actor, over, waits))
    other.start()
    began, work = perf_counter(), process_time()
    run_due(ending=lambda: False)
    took, work = perf_counter() - began, process_time() - work
    over.set()
    other.join()
    return {
        "products": SegmentProduct.objects.filter(version=2).count(),
        "moved": SegmentMove.objects.count(),
        "filled": round(filled - start, 1),
        "rerun": round(took, 1),
        "processor": round(work, 1),
        "saves": len(waits),
        "longest wait": round(max(waits, default=0.0), 2),
    }


def fill(count: int) -> Any:
    """As many published products with answers, about 79 in 100 of them in segment D; the person of the department."""
    from django.utils import timezone

    from withi.ground.people.models import Posting, User
    from withi.ground.web import sets
    from withi.registers.products.models import Product
    from withi.work.segments import actions, queries, rules
    from withi.work.segments.models import SegmentProduct

    judge = actions.judged_by(queries.first().table())
    draw = random.Random(SEED)
    actor = User.objects.create(username="department", display_name="กรมฯ", password="!")
    Posting.objects.create(user=actor, position="department", area_code="", valid_from=date(2020, 1, 1))
    numbers = iter(range(1, count + 1))
    districts = [f"{province}{district:02d}" for province, district in product(range(10, 87), range(1, 13))]
    columns = ("id", "name_th", "sort_key", "type", "area_code", "state", "version", "created_at", "updated_at",
               "is_alcohol", "is_public", "is_demo", "return_note", "photo", "photos", "official_number", "name_en",
               "story_th", "story_en", "materials", "materials_origin", "capacity_unit", "channels", "local_authority",
               "address", "phones")  # fmt: skip
    now = timezone.now()
    while some := list(islice(numbers, CHUNK)):
        rows = (
            (pk, f"ผ้า {pk}", f"ผ้า {pk:08d}", "textile", draw.choice(districts), "draft", 1, now, now,
             False, True, True, *([""] * 14))
            for pk in some
        )  # fmt: skip
        sets.insert(Product, columns, rows)
        answers = [
            tuple(
                "1.3" if group == "1" and draw.random() < 0.79 else draw.choice(rules.OPTIONS[group][:2])
                for group in rules.GROUPS
            )
            for _pk in some
        ]
        told = ((pk, *given, *judge(given), 1, 1, actor.pk, now) for pk, given in zip(some, answers, strict=True))
        sets.insert(SegmentProduct, ANSWERED, told)
    return actor


def new_version(actor: Any) -> None:
    """A table whose C takes more, so that products from D and from among those to be reviewed go to it."""
    from django.utils import timezone

    from withi.ground.people.queries import scope_of
    from withi.work.segments import actions, queries

    body = dict(queries.first().body)
    kept = body["rules"]
    body["rules"] = {**kept, "C": [*kept["C"], "1.3", "3.1", "4.1", "4.2"], "D": ["1.3", "2.1"]}
    actions.make_version(
        actor=actor,
        scope=scope_of(actor),
        body=body,
        valid_from=timezone.localdate(),
        source="bench",
        is_confirmed=True,
    )


def save_meanwhile(actor: Any, over: threading.Event, waits: list[float]) -> None:
    """Another officer saves an answer, again and again; how long each save took."""
    from django.db import connection

    from withi.ground.people.queries import scope_of
    from withi.registers.products.models import Product
    from withi.work.segments import actions
    from withi.work.segments.models import SegmentProduct

    scope, pk = scope_of(actor), 1
    while not over.is_set():
        held = SegmentProduct.objects.get(product=pk)
        answers = held.answers()
        changed = ("1.2" if answers[0] != "1.2" else "1.1", *answers[1:])
        row = Product.objects.get(pk=pk)
        start = perf_counter()
        actions.answer(actor=actor, scope=scope, product=row, answers=changed, edition=held.edition)
        waits.append(perf_counter() - start)
        pk += 97
        sleep(0.2)
    connection.close()


def run(arguments: list[str]) -> None:
    database = arguments[0] if arguments else "sqlite"
    products = arguments[1] if len(arguments) > 1 else PRODUCTS
    with bare(database) as site:
        site.manage("migrate", "--verbosity", "0")
        told = site.child("rerun", products)
    sys.stdout.write(", ".join(f"{name} {value:,}" for name, value in told.items()) + "\n")


if __name__ == "__main__":
    run(sys.argv[1:])
