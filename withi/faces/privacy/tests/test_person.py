"""A person is found without a guess, gets everything, and is taken out of everywhere: a scan of the whole database."""

import json
import stat
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.cast import World
from tests.places import IDENTITIES
from withi.faces.imports import actions as imports
from withi.faces.imports.rules import Sheet
from withi.faces.privacy import queries, rules
from withi.faces.privacy.holdings import HOLDINGS
from withi.faces.privacy.rules import ERASED, WORD
from withi.ground.backup import tables
from withi.ground.drafts.actions import keep as keep_draft
from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import Stub
from withi.ground.files.actions import photo_storage, variant_path
from withi.ground.files.models import Photo, PhotoVariant, Upload
from withi.ground.jobs.actions import Running, run_due
from withi.ground.jobs.models import Job
from withi.ground.jobs.running import folder
from withi.ground.jobs.tests.factory import known, send
from withi.ground.people.models import Device, Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.search.queries import find as find_names
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit import ids
from withi.kit.problem import Problem
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers import actions as producers
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community, CommunityAsset
from withi.work.market import actions as market
from withi.work.market.actions import RegistrantRow

pytestmark = pytest.mark.django_db
NAME, CONTACT, PHONE, LINE = "นางสาวบุษบาวรรณ ทดสอบยิ่ง", "บุษบาวรรณ ผู้ติดต่อ", "0812340987", "busaba-line"
HOME, NUMBER = "99/87 ซอยตัวอย่างใจ", "1101700230708"
MARKS = (NAME, CONTACT, PHONE, LINE, HOME, NUMBER, ids.grouped(NUMBER), ids.mask(NUMBER), "บุษบาวรรณ")


@pytest.fixture
def maker(world: World) -> Producer:
    """A sole owner with everything that can be kept of her: number, product, point to check, history, looks."""
    worker = world.cast.worker.account
    scope = scope_of(worker)
    facts = {"kind": "owner", "area_code": "40150801", "contact": CONTACT, "phones": PHONE, "line_id": LINE}
    row = ProducerRow(name_th="ชื่อเดิมก่อนแก้", **facts, address=HOME)  # type: ignore[arg-type]
    producer = producers.add(actor=worker, scope=scope, facts=row)
    changed = ProducerRow(name_th=NAME, **facts, address=HOME, official_number="ทะเบียน-77")  # type: ignore[arg-type]
    producers.change(actor=worker, scope=scope, producer=producer, facts=changed, version=producer.version)
    producers.set_identity(actor=worker, scope=scope, producer=producer, number=NUMBER)
    producers.reveal_identity(actor=worker, scope=scope, producer=producer)
    common = {"producer": producer, "area_code": "40150801", "entered_by": worker, "phones": PHONE, "address": HOME}
    now = timezone.now()
    shown = {"state": State.PUBLISHED.value, "published_at": now, "type": "food"}
    Product.objects.create(name_th="ข้าวแต๋นที่เผยแพร่", sort_key="a", **shown, **common)
    Product.objects.create(name_th="ร่างที่ยังไม่เผยแพร่", sort_key="b", **common)
    CheckItem.objects.create(
        subject="producer", subject_id=producer.pk, rule="phone.masked", field="phones", found=PHONE
    )
    Producer.objects.filter(pk=producer.pk).update(state=State.PUBLISHED.value, published_at=now)
    producer.refresh_from_db()
    return producer


def subject_of(producer: Producer) -> queries.Subject:
    return queries.one(f"producer:{producer.number}")


def traces(*marks: str) -> dict[str, list[str]]:
    """Tables in which a mark stands anywhere, with the lines."""
    found: dict[str, list[str]] = {}
    for table, model in tables.models_at(tables.applied()).items():
        for line in tables.lines(model):
            if any(mark in line.decode() for mark in marks):
                found.setdefault(table, []).append(line.decode())
    return found


def said(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


# --- found ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [NUMBER, ids.grouped(NUMBER), PHONE, "081-234-0987", NAME, CONTACT])
def test_found_by_number_telephone_and_name(maker: Producer, who: str) -> None:
    assert f"producer:{maker.number}" in [subject.ref for subject in queries.find(who)]
    assert f"producer:{maker.number}" in said("person", "find", who)


def test_a_name_is_never_enough(maker: Producer) -> None:
    """Also where one record bears it: the operator has to name the record."""
    with pytest.raises(Problem) as found:
        queries.one(NAME)
    assert found.value.code == "person.several"
    assert f"producer:{maker.number}" in str(found.value.values["refs"])


def test_a_telephone_of_several_is_refused(maker: Producer) -> None:
    Community.objects.filter(pk=Community.objects.order_by("pk")[0].pk).update(phone=PHONE)
    with pytest.raises(CommandError, match="community:"):
        said("person", "erase", PHONE, confirmed=WORD)
    assert traces(NAME)


@pytest.mark.parametrize(
    "who",
    ["ไม่มีชื่อนี้แน่นอน", "0999999999", "producer:9999-9999", "user:nobody", "asset:12345678901234567890", "", " ", "(", "ก"],
)
def test_nobody_is_told(world: World, who: str) -> None:
    with pytest.raises(Problem) as found:
        queries.one(who)
    assert found.value.code == "person.nobody"


# --- handed out ----------------------------------------------------------------------------------


def test_everything_is_in_the_file_and_nobody_else(maker: Producer, tmp_path: Path, world: World) -> None:
    target = tmp_path / "person.zip"
    said("person", "export", NUMBER, out=target, actor="worker")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as book:
        data, sheet = json.loads(book.read("data.json")), book.read("sheet.html").decode()
    kept = data[f"producer:{maker.number}"]["kept"]
    assert len(kept["registers.Product"]) == 2
    assert {"registers.Producer", "registers.CheckItem", "ground.TrailEntry", "ground.TrailChange"} <= set(kept)
    for mark in (NAME, CONTACT, PHONE, LINE, HOME, ids.grouped(NUMBER), "ข้าวแต๋นที่เผยแพร่"):
        assert mark in sheet
    assert "style=" not in sheet
    assert maker.id_sealed not in json.dumps(data)
    assert not any(mark in sheet for mark in ("zz-", *IDENTITIES.values()))
    assert "producers.reveal_identity" in [act["act"] for act in data[f"producer:{maker.number}"]["seen"]]
    entry = TrailEntry.objects.get(verb="privacy.export_person")
    assert (entry.actor_id, entry.subject_id) == (world.cast.worker.account.pk, maker.pk)
    with pytest.raises(CommandError, match=r"person\.zip"):
        said("person", "export", NUMBER, out=target)


# --- erased --------------------------------------------------------------------------------------


def test_not_a_trace_is_left_of_an_erased_person(maker: Producer) -> None:
    """The whole database, every column of every table."""
    assert set(traces(*MARKS)) >= {"producers_producer", "trail_change", "search_name", "publication_check_item"}
    count = TrailEntry.objects.count()
    told = said("person", "erase", NUMBER, confirmed=WORD, reason="คำขอวันนี้")
    assert traces(*MARKS) == {}
    assert not find_names(NAME, kinds=("producer",), public_only=False).hits
    maker.refresh_from_db()
    assert (maker.name_th, maker.state, maker.id_blind) == (ERASED, State.WITHDRAWN, "")
    assert maker.number, "the ledgers' key stays"
    assert [product.name_th for product in maker.products.all()] == ["ข้าวแต๋นที่เผยแพร่"]
    assert maker.products.get().state == State.WITHDRAWN
    assert TrailEntry.objects.count() == count + 1, "nothing of the trail goes"
    assert TrailChange.objects.filter(subject="producer", subject_id=maker.pk).exists()
    assert "เจ็ดวัน" in told, "what stays is told, and why"
    assert Client().get(f"/producers/{maker.pk}/").status_code in (404, 410)


def test_an_anonymised_person_keeps_facts_and_drafts(maker: Producer) -> None:
    said("person", "anonymise", NUMBER, confirmed=WORD)
    assert traces(*MARKS) == {}
    maker.refresh_from_db()
    assert (maker.name_th, maker.kind, maker.area_code) == (ERASED, "owner", "40150801")
    assert maker.products.count() == 2


def test_without_the_word_nothing_happens(maker: Producer) -> None:
    before = traces(*MARKS)
    for word in ("", "ลบ", "yes"):
        with pytest.raises(CommandError, match=WORD):
            said("person", "erase", NUMBER, confirmed=word)
    assert traces(*MARKS) == before


def test_facts_of_a_firm_stay(maker: Producer) -> None:
    """A juristic person's register facts are no personal data: only whom to call goes."""
    Producer.objects.filter(pk=maker.pk).update(kind="sme", name_th="บริษัท ตัวอย่างผ้าไทย จำกัด")
    told = said("person", "erase", f"producer:{maker.number}", confirmed=WORD)
    maker.refresh_from_db()
    assert (maker.name_th, maker.contact, maker.phones, maker.line_id) == ("บริษัท ตัวอย่างผ้าไทย จำกัด", "", "", "")
    assert maker.id_sealed
    assert maker.address == HOME
    assert maker.state == State.PUBLISHED
    assert set(traces(CONTACT, LINE)) == set()
    assert "นิติบุคคล" in told


@pytest.mark.parametrize(
    ("kind", "number", "is_person"),
    [("owner", "1", True), ("owner", "0", False), ("", "", True), ("sme", "1", False), ("group", "", False)],
)
def test_who_counts_as_a_person(kind: str, number: str, is_person: bool) -> None:
    assert rules.is_person(kind, number) is is_person


def test_an_account_goes_and_what_it_did_stays(world: World, settings: Any) -> None:
    worker = world.cast.worker.account
    client = Client()
    client.force_login(worker)
    sent = SimpleUploadedFile("รายชื่อ.csv", "ชื่อผลิตภัณฑ์\nข้าว".encode(), "text/csv")
    imports.start(actor=worker, scope=scope_of(worker), kind=Sheet.PRODUCTS, sent=sent)
    acted = TrailEntry.objects.filter(actor_id=worker.pk).count()
    said("person", "erase", "worker", confirmed=WORD)
    worker.refresh_from_db()
    assert (worker.display_name, worker.is_active, worker.username) == (ERASED, False, f"erased-{worker.pk}")
    assert not Upload.objects.filter(owner_id=worker.pk).exists()
    signed_in = {session.get_decoded()[SESSION_KEY] for session in Session.objects.all()}
    assert str(worker.pk) not in signed_in
    assert str(world.cast.officer.account.pk) in signed_in
    assert client.get("/desk/").status_code == 302
    assert not Posting.objects.filter(user=worker, valid_until=None).exists()
    assert Posting.objects.filter(user=worker).exists()
    assert TrailEntry.objects.filter(actor_id=worker.pk).count() == acted
    assert traces("worker (ตัวอย่าง)") == {}


@pytest.mark.parametrize("word", ["erase", "anonymise"])
def test_photos_go_from_the_storage_too(maker: Producer, word: str, django_capture_on_commit_callbacks: Any) -> None:
    """Those of the person and of the products, the draft's that is deleted too; a neighbour's stay."""
    product, draft = Product.objects.filter(producer=maker).order_by("sort_key")
    neighbour = Producer.objects.exclude(pk=maker.pk)[0]
    own = [make_photo("producer", maker.pk), make_photo("product", product.pk), make_photo("product", draft.pk)]
    other = make_photo("producer", neighbour.pk)
    paths = {photo: [variant_path(photo.key, each.width, each.form) for each in photo.variants.all()] for photo in own}
    assert all(photo_storage().exists(path) for each in paths.values() for path in each)
    with django_capture_on_commit_callbacks(execute=True):
        said("person", word, NUMBER, confirmed=WORD)
    assert [path for each in paths.values() for path in each if photo_storage().exists(path)] == []
    assert list(Photo.objects.filter(pk__in=[photo.pk for photo in (*own, other)])) == [other]
    assert not PhotoVariant.objects.filter(photo__in=own).exists()
    maker.refresh_from_db()
    assert (maker.photo, maker.photos) == ("", "")
    left = other.variants.get(width=480, form="avif")
    assert photo_storage().exists(variant_path(other.key, left.width, left.form))


def test_with_an_account_go_its_phones_drafts_and_long_work(world: World) -> None:
    person, colleague = world.cast.worker.account, world.cast.colleague.account
    for user in (person, colleague):
        Device.objects.create(
            user=user, label="โทรศัพท์", token_hash=f"{user.pk:064x}", pin="x", made_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=90),
        )  # fmt: skip
        keep_draft(stub=Stub(user.pk, "/desk/products/new/", ()), tab="a", fields={"name_th": [NAME]})
    with known(written):
        files = [made_file(user.pk) for user in (person, colleague)]
    said("person", "erase", "worker", confirmed=WORD)
    for model, owner in ((Device, "user_id"), (Draft, "owner_id"), (Job, "owner_id")):
        assert not model._default_manager.filter(**{owner: person.pk}).exists(), model
        assert model._default_manager.filter(**{owner: colleague.pk}).exists(), model
    assert [path.exists() for path in files] == [False, True]


def written(running: Running) -> None:
    with running.file("รายชื่อ.csv") as out:
        out.write(NAME.encode())


def made_file(owner: int) -> Path:
    """The file that came of a job of this person."""
    job = send(owner_id=owner)
    run_due()
    job.refresh_from_db()
    path: Path = folder() / job.result_path
    assert path.is_file()
    return path


def test_nobody_erases_his_own_account(world: World) -> None:
    with pytest.raises(CommandError, match="own account"):
        said("person", "erase", "user:worker", confirmed=WORD, actor="worker")


def test_a_coordinator_goes_and_the_community_stays(world: World) -> None:
    row = world.register.here.community
    Community.objects.filter(pk=row.pk).update(coordinator=CONTACT, phone=PHONE, line_id=LINE)
    said("person", "erase", PHONE, confirmed=WORD)
    row.refresh_from_db()
    assert (row.coordinator, row.phone, row.line_id) == ("", "", "")
    assert row.state == State.PUBLISHED
    assert traces(CONTACT, PHONE, LINE) == {}


def test_a_wisdom_keeper_goes(world: World) -> None:
    keeper = CommunityAsset.objects.create(community=world.register.here.community, kind="wisdom", name_th=NAME)
    said("person", "anonymise", f"asset:{keeper.pk}", confirmed=WORD)
    assert traces(NAME) == {}
    said("person", "erase", f"asset:{keeper.pk}", confirmed=WORD)
    assert not CommunityAsset.objects.filter(pk=keeper.pk).exists()


@pytest.mark.parametrize("who", [NUMBER, PHONE, NAME])
def test_a_market_registrant_without_a_producer_is_found_handed_out_and_goes(
    world: World, tmp_path: Path, who: str
) -> None:
    """Somebody who only came to a counter: no row of the registers is about her."""
    worker = world.cast.worker.account
    facts = RegistrantRow(
        name=NAME,
        seller="farmer",
        area_code="40150801",
        registered_on=date(2018, 7, 1),
        market="smile",
        goods_kind="produce",
        phones=PHONE,
        address=HOME,
        identity=NUMBER,
    )
    row = market.add(actor=worker, scope=scope_of(worker), facts=facts)
    ref = f"registrant:{row.pk}"
    assert ref in [subject.ref for subject in queries.find(who)]
    said("person", "export", ref, out=tmp_path / "out.zip", actor="worker")
    with zipfile.ZipFile(tmp_path / "out.zip") as book:
        told = book.read("data.json").decode()
    assert all(mark in told for mark in (NAME, PHONE, HOME, ids.grouped(NUMBER)))
    said("person", "erase", ref, confirmed=WORD)
    assert traces(NAME, PHONE, HOME, NUMBER) == {}
    row.refresh_from_db()
    assert (row.id_blind, row.state, row.market) == ("", "waiting", "smile")


# --- every model says what it holds --------------------------------------------------------------


def every_model() -> Iterator[Any]:
    yield from apps.get_models(include_auto_created=True)


def test_every_model_says_what_it_holds_of_people() -> None:
    """A new model has to be written down in `holdings.py`, or the build fails."""
    known = {model._meta.label for model in every_model()}
    assert known - set(HOLDINGS) == set(), "say in holdings.py what these hold of people"
    assert set(HOLDINGS) - known == set(), "these are gone"


@pytest.mark.parametrize("model", list(every_model()), ids=lambda model: model._meta.label)
def test_what_a_model_says_is_true(model: Any) -> None:
    """Fields exist, what erasing puts in fits them, and the model's own words say the same."""
    holding = HOLDINGS[model._meta.label]
    names = {field.name for field in model._meta.fields} | {field.attname for field in model._meta.fields}
    assert set(holding.personal) | set(holding.hidden) <= names
    for parts in holding.parts.values():
        for part in parts:
            if part.fate is rules.Fate.EMPTY:
                assert set(part.values) <= names, part
    if model.__module__.startswith("withi."):
        says_none = "Personal data: none" in (model.__doc__ or "") or not says(model)
        assert says_none is not bool(holding.personal), model.__doc__


def says(model: Any) -> bool:
    return "ersonal data" in (model.__doc__ or "")


def test_the_guard_bites() -> None:
    """The canary: a model that is not written down would be seen."""
    label = "registers.Producer"
    known = {model._meta.label for model in every_model()}
    assert known - (set(HOLDINGS) - {label}) == {label}


# --- who saw it ----------------------------------------------------------------------------------


def test_who_saw_it(maker: Producer, world: World) -> None:
    worker, chief = world.cast.worker, world.cast.province_chief
    producers.note_export(actor=chief.account, scope=chief.scope, count=7, personal=True)
    stranger = world.cast.stranger
    producers.note_export(actor=stranger.account, scope=stranger.scope, count=7, personal=True)
    acts = queries.seen(subject_of(maker))
    told = [(act.who, act.sight, act.is_sure) for act in acts]
    assert told[0] == (chief.account.display_name, rules.Sight.EXPORTED, False)
    assert (worker.account.display_name, rules.Sight.LOOKED, True) in told
    assert (worker.account.display_name, rules.Sight.CHANGED, True) in told
    assert stranger.account.display_name not in [act.who for act in acts], "another province's list did not hold it"
    assert "reveal_identity" in said("person", "seen", NUMBER)


def test_the_breach_list_takes_one_query(
    maker: Producer, world: World, django_assert_num_queries: Any, tmp_path: Path
) -> None:
    worker = world.cast.worker.account
    chief = world.cast.province_chief
    producers.note_export(actor=chief.account, scope=chief.scope, count=70, personal=True)
    now = timezone.now()
    with django_assert_num_queries(1):
        rows = list(queries.breach(now - timedelta(days=1), now + timedelta(days=1)))
    by_verb = {row[5]: row for row in rows if row[0] in (worker.pk, chief.account.pk)}
    assert by_verb["producers.reveal_identity"][6:8] == (1, 1)
    assert by_verb["producers.export_personal"][6:8] == (1, 70)
    assert list(queries.breach(now - timedelta(days=9), now - timedelta(days=8))) == []
    assert {row[0] for row in queries.breach(now - timedelta(days=1), now, worker.pk)} <= {worker.pk}
    for name in ("list.csv", "list.xlsx"):
        days = {"start": "1 ม.ค. 2569", "end": "31 ธ.ค. 2599"}
        said("breach", **days, out=tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert TrailEntry.objects.filter(verb="privacy.export_breach").count() == 2
    assert "producers.reveal_identity" in said("breach", start="1 ม.ค. 2569", end="31 ธ.ค. 2599", actor="worker")


def test_no_account_of_that_name(world: World) -> None:
    with pytest.raises(CommandError, match="no such account"):
        said("breach", start="1 ม.ค. 2569", end="2 ม.ค. 2569", actor="nobody")
    with pytest.raises(CommandError, match="no such account"):
        said("person", "erase", "user:worker", confirmed=WORD, actor="nobody")
    assert User.objects.filter(username="worker").exists()
