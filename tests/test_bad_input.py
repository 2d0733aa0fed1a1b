"""Whatever is sent, the answer is a plain sentence, nothing of it stays, and the next person notices nothing."""

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import World
from tests.doors import doors
from tests.hostile_files import BAD, GOOD, HEADING, Bad, empty_rows
from tests.matrix import Check, knock, named
from tests.openings import Door, Open
from tests.pages import bytes_of, form_in
from withi.faces.imports.models import ImportRun
from withi.ground.files.models import Upload
from withi.ground.jobs.actions import run_due
from withi.ground.jobs.models import Job
from withi.ground.jobs.models import State as JobState
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import RULES
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication.rules import State

START = "/desk/import/"
SCRIPT = "<script>alert(1)</script>"
ENGLISH_WORD = re.compile(r"[A-Za-z]{4,}")


def upload(client: Client, name: str, content: bytes, kind: str = "products") -> Any:
    """The answer to whoever sends a file and looks where it leads when it was read: what was found, or why not."""
    answer = client.post(START, {"kind": kind, "file": SimpleUploadedFile(name, content)})
    if answer.status_code != 302:
        return answer
    run_due()
    return client.get(answer.headers["Location"].partition("?")[0], follow=True)


def review_of(shown: Any) -> str:
    """The address of what was found in a file that could be read; "" for one that could not."""
    job = Job.objects.latest("pk")
    assert shown.status_code in (200, 422)
    return str(job.result_url) if shown.status_code == 200 and job.state == JobState.DONE else ""


def children() -> set[str]:
    """The processes that this one has started and not yet taken leave of."""
    return {
        number
        for each in Path("/proc/self/task").glob("*/children")
        for number in each.read_text(encoding="ascii").split()
    }


def kept_files() -> set[Path]:
    return {path for path in Path(site.MEDIA_ROOT).rglob("*") if path.is_file()}


def errors_of(page: str) -> list[str]:
    """The reasons shown beside the fields and above the form, or on the page of a job that failed."""
    shown = re.findall(r'<p class="error">(.*?)</p>|<div class="note bad">.*?<p>(.*?)</p>', page, re.DOTALL)
    return [re.sub("<[^>]+>", "", "".join(found)) for found in shown]


def reason(code: str) -> re.Pattern[str]:
    """The rule's Thai sentence, whatever its values are."""
    parts = [re.escape(text) for text, *_ in string.Formatter().parse(RULES[code].th)]
    return re.compile(".*".join(parts), re.DOTALL)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_plain_thai_and_leaves_nothing(world: World, bad: Bad) -> None:
    client = world.cast.worker.client
    files, processes, runs = kept_files(), children(), ImportRun.objects.count()
    answer = upload(client, bad.name, bad.make())
    assert not review_of(answer)
    said = errors_of(answer.content.decode())
    assert any(reason(bad.rule).search(text.replace("&quot;", '"')) for text in said), said
    assert not any("Traceback" in text or "Error" in text for text in said)
    assert (kept_files(), children(), ImportRun.objects.count()) == (files, processes, runs)
    assert Upload.objects.filter(name=bad.name).count() == 0


def test_after_a_bad_file_a_good_one_is_taken(world: World) -> None:
    client = world.cast.worker.client
    for bad in ("two cells", "photo"):
        assert not review_of(upload(client, BAD[bad].name, BAD[bad].make()))
    assert client.get("/desk/").status_code == 200
    assert review_of(upload(client, "รายการ.xlsx", GOOD))


def test_a_million_empty_rows_cost_nothing(world: World) -> None:
    """Formatted down to the last row, as people's sheets are: read as if they were not there, or refused."""
    answer = upload(world.cast.worker.client, "รายการ.xlsx", empty_rows())
    if review_of(answer):
        assert ImportRun.objects.latest("pk").counts["acts"] == {"new": 1}
    else:
        assert errors_of(answer.content.decode())


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.xlsx",
        "..\\..\\boot.xlsx",
        f"{SCRIPT}.xlsx",
        "ก" * 400 + ".xlsx",
        "=cmd|' /C calc'!A0.xlsx",
        " ",
    ],
)
def test_a_hostile_file_name_is_only_a_text(world: World, name: str) -> None:
    client = world.cast.worker.client
    before = kept_files()
    answer = upload(client, name, GOOD)
    page = answer.content.decode() + client.get("/desk/jobs/").content.decode() + client.get(START).content.decode()
    assert SCRIPT not in page
    assert all(len(path.name) == 32 for path in kept_files() - before)
    if answer.status_code == 200:
        report = client.get(f"{review_of(answer)}report/")
        assert "\n" not in report.headers["Content-Disposition"]
        assert bytes_of(report).startswith(b"PK")


# --- cells ---------------------------------------------------------------------------------------


def csv_of(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING) -> bytes:
    quoted = (",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in (heading, *rows))
    return "\r\n".join(quoted).encode()


def imported(client: Client, content: bytes, kind: str = "products") -> ImportRun:
    """The file read, every page of it looked at, and stored."""
    answer = upload(client, "รายการ.csv", content, kind)
    review = review_of(answer)
    assert review, errors_of(answer.content.decode())
    for severity in ("warning", "error", "repair"):
        page = client.get(review, {"severity": severity}).content.decode()
        assert SCRIPT not in page
    assert bytes_of(client.get(f"{review}report/")).startswith(b"PK")
    assert client.post(f"{review}commit/", {"good_rows_only": "1"}).status_code == 302
    run_due()
    return ImportRun.objects.get(key=review.strip("/").split("/")[-1])


PRICES = {
    "-5": None,
    "(500)": None,
    "1e309": None,
    "NaN": None,
    "∞": None,
    "9" * 40: None,
    "12.345": None,
    "1,2,3": None,
    "๑,๒๐๐.๕๐": 120_050,
    "฿ 4,500.-": 450_000,
    "12 บาท 50 สตางค์": 1_250,
    "0": 0,
}
"""What people write, and the satang it is; None for what must not be taken."""


def test_a_price_is_read_right_or_not_at_all(world: World) -> None:
    client = world.cast.worker.client
    rows = [(f"ผ้าที่ {at}", "กลุ่มทอผ้า", "หนองสองห้อง", "ขอนแก่น", written) for at, written in enumerate(PRICES)]
    run = imported(client, csv_of(*rows))
    stored = {name: pk for pk, name in Product.objects.filter(name_th__startswith="ผ้าที่").values_list("pk", "name_th")}
    assert run.result["new"] == len(stored) == len(PRICES)
    for (name, *_, written), satang in zip(rows, PRICES.values(), strict=True):
        product = Product.objects.get(pk=stored[name])
        sizes = list(ProductSize.objects.filter(product=product).values_list("price", flat=True))
        assert (product.price_from, sizes) == (satang, [] if satang is None else [satang]), written
        typed(client, product, written, satang)


def typed(client: Client, product: Product, written: str, satang: int | None) -> None:
    """The same price in the form: stored the same, or refused beside its field."""
    edit = reverse("products:edit", args=[product.pk])
    sent = form_in(client.get(edit).content.decode()) | {"type": "textile", "size1_price": written, "size1_unit": "ผืน"}
    answer = client.post(edit, sent)
    assert answer.status_code == (422 if satang is None else 302), written
    assert bool(errors_of(answer.content.decode())) == (satang is None), written


HOSTILE = {
    "script": SCRIPT,
    "attribute": "\" onmouseover=alert(1) x='",
    "template": "{{ 7|add:7 }}{% now 'Y' %}",
    "formula": "=cmd|' /C calc'!A0",
    "sql": "'); drop table products_product; --",
    "header": "ผ้า\r\nSet-Cookie: a=b",
    "turned round": "ผ้า\u202egnp.exe",
    "invisible": "ผ้า\u200b\u200c\ufeffไหม",
    "marks": "ก" + "\u0e48" * 300,
    "picture": "👨‍👩‍👧‍👦" * 20,
    "long": "ยาว" * 9_000,
}


def test_hostile_text_in_a_sheet_stays_a_text(world: World) -> None:
    client = world.cast.worker.client
    rows = [(f"ผ้า {text}", f"กลุ่ม {text}", "หนองสองห้อง", "ขอนแก่น", "350") for text in HOSTILE.values()]
    run = imported(client, csv_of(*rows))
    assert run.result["new"] == len(HOSTILE)
    (first, last), *_ = run.result["ids"]["product"]
    pages = [reverse("products:list"), reverse("publication:checks"), reverse("desk:search") + "?q=ผ้า"]
    pages += [reverse(f"products:{page}", args=[pk]) for pk in range(first, last + 1) for page in ("detail", "edit")]
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200
        assert not re.search(r"<script>alert|\" onmouseover=|>14\b", answer.content.decode()), url
        assert "Set-Cookie: a=b" not in str(answer.headers)
    lines = bytes_of(client.post(reverse("products:export", args=["csv"]))).decode("utf-8-sig").splitlines()
    assert not [cell for line in lines for cell in line.split(",") if re.match(r'"?[\s\u00a0]*[=@]', cell)]


def test_a_nul_in_a_sheet_is_refused_or_left_out(world: World) -> None:
    answer = upload(world.cast.worker.client, "รายการ.csv", csv_of(("ผ้า\x00ไหม", "กลุ่ม", "หนองสองห้อง", "ขอนแก่น", "1")))
    assert not review_of(answer) or "\x00" not in str(ImportRun.objects.latest("pk").counts)


def test_a_wrong_check_digit_is_told_and_never_kept(world: World) -> None:
    client, wrong = world.cast.worker.client, "1101700230709"
    heading = ("ชื่อผู้ผลิต", "อำเภอ", "จังหวัด", "เลขประจำตัวประชาชน")
    row = ("กลุ่มเลขผิด", "หนองสองห้อง", "ขอนแก่น", wrong)
    review = review_of(upload(client, "รายการ.csv", csv_of(row, heading=heading), "producers"))
    assert reason("cell.identity").search(client.get(review).content.decode())
    client.post(f"{review}commit/", {"good_rows_only": "1"})
    run_due()
    assert not Producer.objects.filter(name_th="กลุ่มเลขผิด").exists()
    producer = world.register.here.producer
    kept = producer.id_sealed
    answer = client.post(reverse("producers:identity", args=[producer.pk]), {"number": wrong})
    assert answer.status_code == 422
    assert any(reason("id.check_digit").search(said) for said in errors_of(answer.content.decode()))
    producer.refresh_from_db()
    assert producer.id_sealed == kept
    assert not TrailEntry.objects.filter(note__contains=wrong).exists()


@pytest.mark.parametrize("value", ["\x00", "gold", "9" * 40, SCRIPT])
def test_a_point_is_mended_to_what_was_offered_only(world: World, value: str) -> None:
    here = world.register.here
    client = world.cast.department.client
    assert client.post(reverse("publication:checks"), {f"value-{here.point.pk}": value}).status_code == 302
    here.point.refresh_from_db()
    here.products[State.DRAFT].refresh_from_db()
    assert (here.point.state, here.products[State.DRAFT].type) == ("open", "textile")


@pytest.mark.parametrize("day", ["31 ก.พ. 2566", "0", "99/99/9999", "1 ม.ค. 25660", "วันนี้", "2566-13-01", "-1"])
def test_an_odd_day_is_told(world: World, day: str) -> None:
    url = reverse("producers:status", args=[world.register.here.producer.pk])
    answer = world.cast.worker.client.post(url, {"status": "paused", "since": day, "reason": "น้ำท่วม"})
    assert answer.status_code == 422
    assert errors_of(answer.content.decode())


# --- addresses and forms of every page -----------------------------------------------------------


ODD = ["\x00", SCRIPT, "9" * 40, "-1", "๙๙", "%ff%fe", "ก" * 5_000, "' or 1=1 --", "\u202e", "{{ x }}", "[]", "."]
NAMES = [
    "q", "page", "area", "kind", "type", "state", "price", "order", "producer", "level", "within", "rule", "severity",
    "receiving", "lacks", "stale", "status", "region", "next", "code", "community", "villages", "area_code", "old",
]  # fmt: skip
DOORS = [(name, door) for name, door in doors() if not {door.get, door.post} & {Open.ACCOUNT, Open.KEY}]


def rounds(full: bool, door: str, names: list[str]) -> Iterator[dict[str, str]]:
    """Odd words for every name, other ones at each door; in the full number every name gets every word everywhere."""
    first = crc32(door.encode())
    for turn in range(first, first + (len(ODD) if full else 1)):
        yield {name: ODD[(place + turn) % len(ODD)] for place, name in enumerate(names)}


def ids(case: object) -> str:
    return named(case) if isinstance(case, Door) else str(case)


def person_for(world: World, door: Door) -> Any:
    """Who may open it: imports are their owner's, everything else the department's."""
    return world.cast.worker if door.by_owner else world.cast.department


@pytest.mark.parametrize(("name", "door"), [case for case in DOORS if case[1].get], ids=ids)
def test_odd_words_in_an_address_break_nothing(world: World, name: str, door: Door, full: bool) -> None:
    person, url = person_for(world, door), Check(world, name, door).url(world.register.here).partition("?")[0]
    for odd in rounds(full, name, NAMES):
        answer = person.client.get(url, odd)
        assert answer.status_code < 500, odd
        assert SCRIPT.encode() not in bytes_of(answer)


def odd_params(door: Door, rows: Any) -> Iterator[dict[str, Any]]:
    """Its own parameters with one at a time made odd, as far as the pattern takes it."""
    given = door.kwargs(rows)
    for name, value in given.items():
        for odd in (10**30, 2**63, 0) if isinstance(value, int) else ("ก" * 300, "x" * 300):
            yield given | {name: odd}


@pytest.mark.parametrize(("name", "door"), [case for case in DOORS if case[1].kwargs(None)], ids=ids)
def test_odd_ids_are_not_found(world: World, name: str, door: Door) -> None:
    person = person_for(world, door)
    assert person.client is not None
    for kwargs in odd_params(door, world.register.here):
        try:
            url = reverse(name, kwargs=kwargs)
        except Exception:  # noqa: BLE001 - the pattern itself refuses it
            continue
        for method in ("GET", "POST"):
            got = knock(person, method, url)
            assert got.status in (400, 404, 405), (method, url[:80], got.status)


@pytest.mark.parametrize(("name", "door"), [case for case in DOORS if case[1].post], ids=ids)
def test_odd_words_in_a_form_break_nothing(world: World, name: str, door: Door, full: bool) -> None:
    check, rows = Check(world, name, door), world.register.here
    person, sent = person_for(world, door), check.data("POST", rows)
    for odd in rounds(full, name, [field for field in sent if field != "version"]):
        got = knock(person, "POST", check.url(rows), sent | odd)
        assert got.status < 500, odd
        assert SCRIPT not in got.raw
