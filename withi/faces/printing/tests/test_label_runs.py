"""Marks and PromptPay on labels, runs that go out of date, photos beside runs, and one photo in two places."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from withi.faces.printing import actions, labels, register, sightings
from withi.faces.printing.actions import Printed
from withi.faces.printing.models import PrintRun
from withi.faces.printing.prints import Condition
from withi.faces.printing.rules import Wish
from withi.faces.printing.sightings import Sight
from withi.ground.files.actions import photo_storage, variant_path
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.kit.tests.picture_files import drawing, saved
from withi.kit.tests.picture_files import photo as taken
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State as Published
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests.factory import asset, open_community
from withi.work.enquiries import actions as enquiries
from withi.work.income.models import IncomeMonth
from withi.work.marks.tests.factory import make_held
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
PLACE = "401508"
MOBILE = "0812345678"
VECTOR = "6304823E"
PRINTED_DPI = 300
PLAIN, PAYING, MARKED = Wish(1), Wish(1, has_pay=True), Wish(1, has_mark=True)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def row() -> Community:
    return open_community(area=PLACE)


@pytest.fixture
def cloth(row: Community) -> Product:
    """A scarf with a price, whose maker has an account."""
    maker = make_producer(name_th="กลุ่มทอผ้า", state=Published.PUBLISHED, community=row)
    return make_product(
        producer=maker, prices=(58_000,), type="textile", name_th="ผ้าขาวม้า", materials="ฝ้าย",
        state=Published.PUBLISHED, area_code=PLACE,
    )  # fmt: skip


def agree(cloth: Product, number: str = MOBILE) -> Any:
    """The maker's own account agrees to this number; who it is."""
    assert cloth.producer is not None
    name = f"maker{number}"
    maker = make_person(name, Position.PRODUCER, PLACE, subject=("producer", cloth.producer.pk))
    enquiries.agree(actor=maker.user, scope=maker.scope, producer=cloth.producer, number=number)
    return maker


def codes_of(cloth: Product, wish: Wish) -> set[str]:
    """What a scanner reads off the sheet, at the dots of an ordinary printer."""
    (picture,) = press.pictures(labels.sheet_of(labels.known(cloth), wish, 1), ppi=PRINTED_DPI)
    return {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))}


def record(cast: Cast, cloth: Product, wish: Wish, **more: Any) -> PrintRun:
    told = Printed(labels.stamp_of(labels.known(cloth), wish), "ร้านของกลุ่ม", 80, timezone.localdate())
    return actions.record_labels(
        actor=cast.worker.user, scope=cast.worker.scope, product=cloth, wish=wish, printed=told, **more
    )


def changed(run: PrintRun) -> list[str]:
    run.refresh_from_db()
    return [change.key.partition(":")[0] for change in register.changes_of([run])[run.pk]]


# --- PromptPay -----------------------------------------------------------------------------------


def test_promptpay_is_read_from_the_label_at_its_printed_size(cloth: Product) -> None:
    agree(cloth)
    found = codes_of(cloth, PAYING)
    assert f"http://localhost:8000/products/{cloth.pk}/" in found
    (pay,) = (text for text in found if not text.startswith("http"))
    assert pay.endswith(VECTOR)


@pytest.mark.parametrize(("lang", "price"), [("th", "580 บาท"), ("en", "580 baht")])
def test_a_price_is_told_in_the_language_of_the_label(cloth: Product, lang: str, price: str) -> None:
    assert labels.facts_of(labels.known(cloth), Wish(1, lang, "tag"))["price"].replace("\u00a0", " ") == price


def test_promptpay_needs_the_consent_and_the_choice(cloth: Product) -> None:
    page = f"http://localhost:8000/products/{cloth.pk}/"
    assert codes_of(cloth, PAYING) == {page}
    agree(cloth)
    assert codes_of(cloth, PLAIN) == {page}


def test_the_page_offers_promptpay_only_where_the_maker_agreed(cast: Cast, cloth: Product) -> None:
    worker, home = client_of(cast.worker), f"/desk/printing/labels/{cloth.pk}/"
    assert 'name="pay"' not in worker.get(home).content.decode()
    agree(cloth)
    page = worker.get(home).content.decode()
    assert 'name="pay"' in page
    assert "pay=on" not in page
    assert "pay=on" in worker.get(f"{home}?shape=wide&lang=th&pay=on").content.decode()


@pytest.mark.parametrize("shape", ["small", "tag", "round"])
def test_a_shape_without_room_for_a_second_square_is_refused(cast: Cast, cloth: Product, shape: str) -> None:
    agree(cloth)
    told = labels.refused(labels.known(cloth), Wish(1, shape=shape, has_pay=True))
    assert told is not None
    assert told.code == "label.pay_shape"
    query = f"/desk/printing/labels/{cloth.pk}/?shape={shape}&lang=th&pay=on"
    assert "95 × 67" in client_of(cast.worker).get(query).content.decode()


def test_a_consent_taken_back_makes_labels_out_of_date(cast: Cast, cloth: Product) -> None:
    maker = agree(cloth)
    paying, plain = record(cast, cloth, PAYING), record(cast, cloth, PLAIN)
    assert (changed(paying), changed(plain)) == ([], [])
    enquiries.disagree(actor=maker.user, scope=maker.scope, producer=cloth.producer)  # type: ignore[arg-type]
    assert (changed(paying), changed(plain)) == (["promptpay"], [])
    page = client_of(cast.worker).get("/desk/printing/?show=again").content.decode()
    assert "xxx-xxx-5678" in page
    assert f"/desk/printing/labels/{cloth.pk}/?shape=wide" in page


def test_another_number_makes_labels_out_of_date_even_with_the_same_last_figures(cast: Cast, cloth: Product) -> None:
    agree(cloth)
    run = record(cast, cloth, PAYING)
    agree(cloth, "0899995678")
    assert changed(run) == ["promptpay"]
    assert MOBILE not in str(run.facts)
    agree(cloth, "081-234-5678")
    assert changed(run) == []


# --- the mark ------------------------------------------------------------------------------------


def test_a_mark_stands_on_the_label_only_while_it_is_in_force(cloth: Product) -> None:
    over = make_held(cloth, "gold", until=date(2020, 1, 1))
    assert labels.sheet_of(labels.known(cloth), MARKED).values["mark"] is None
    type(over).objects.filter(pk=over.pk).update(valid_until=timezone.localdate())
    sheet = labels.sheet_of(labels.known(cloth), MARKED).values
    assert sheet["mark"] == "gold"
    assert "Premium" in "".join("".join(line) for line in sheet["lines"])
    assert labels.sheet_of(labels.known(cloth), PLAIN).values["mark"] is None


@pytest.mark.parametrize("shape", ["wide", "small", "tag", "round"])
def test_a_mark_has_room_on_every_shape(cloth: Product, shape: str) -> None:
    make_held(cloth, "red")
    assert labels.refused(labels.known(cloth), Wish(1, shape=shape, has_mark=True)) is None


def test_a_mark_that_ran_out_makes_labels_out_of_date(cast: Cast, cloth: Product) -> None:
    mark = make_held(cloth, "silver")
    run = record(cast, cloth, MARKED)
    assert changed(run) == []
    type(mark).objects.filter(pk=mark.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert changed(run) == ["mark"]


# --- runs of labels ------------------------------------------------------------------------------


def test_six_questions_of_a_record_of_labels(cast: Cast, cloth: Product) -> None:
    stamp = labels.stamp_of(labels.known(cloth), Wish(1, "en", "tag"))
    sent = {"place": "ร้าน", "count": "๘๐", "printed_on": "26 พ.ย. 2569", "stamp": stamp}
    view = Asked("/desk/printing/labels/{pk}/1/record/?shape=tag&lang=en", sent=sent, answers=302)
    assert six_answers(view, cast, cloth.pk) == [302, 302, 404, 403, 404, 405]
    run = PrintRun.objects.first()
    assert run is not None
    assert (run.product_id, run.community_id, run.count, run.wish()) == (cloth.pk, None, 80, Wish(1, "en", "tag"))
    assert TrailEntry.objects.filter(verb="printing.record", subject="product", subject_id=cloth.pk).exists()


def test_labels_that_changed_meanwhile_are_not_written_down(cast: Cast, cloth: Product) -> None:
    told = Printed("222222", "ร้าน", 1, timezone.localdate())
    with pytest.raises(Problem, match=r"print\.changed"):
        actions.record_labels(actor=cast.worker.user, scope=cast.worker.scope, product=cloth, wish=PLAIN, printed=told)


def test_a_new_price_makes_labels_out_of_date_and_a_new_run_replaces_them(cast: Cast, cloth: Product) -> None:
    run = record(cast, cloth, PLAIN)
    cloth.sizes.update(price=60_000)
    cloth = Product.objects.get(pk=cloth.pk)
    assert changed(run) == ["price"]
    record(cast, cloth, PLAIN, replaces=run)
    run.refresh_from_db()
    assert run.condition == Condition.REPLACED


def test_a_size_that_is_gone_takes_all_its_facts_along(cast: Cast, cloth: Product) -> None:
    run = record(cast, cloth, PLAIN)
    cloth.sizes.all().delete()
    assert {"name", "price"} <= set(changed(run))


# --- photos of runs ------------------------------------------------------------------------------


@pytest.fixture
def run(cast: Cast, cloth: Product) -> PrintRun:
    return record(cast, cloth, PLAIN)


def attach(cast: Cast, run: PrintRun, body: bytes) -> Any:
    file = SimpleUploadedFile("ป้าย.jpg", body, "image/jpeg")
    return client_of(cast.worker).post(f"/desk/printing/{run.pk}/", {"photo": file})


def test_six_questions_of_a_run(cast: Cast, run: PrintRun) -> None:
    view = Asked("/desk/printing/{pk}/", wrong_method="put")
    assert six_answers(view, cast, run.pk) == [200, 200, 404, 200, 404, 405]


def test_a_photo_is_kept_clean_and_seen_by_who_sees_the_run(cast: Cast, run: PrintRun) -> None:
    assert attach(cast, run, taken()).status_code == 302
    photo = Photo.objects.get(subject="print", subject_id=run.pk)
    assert (photo.lat, photo.lon) == (None, None)
    variant = PhotoVariant.objects.filter(photo=photo, form="jpg").order_by("width").first()
    assert variant is not None
    with photo_storage().open(variant_path(photo.key, variant.width, "jpg")) as body:
        assert not Image.open(io.BytesIO(body.read())).getexif()
    file = f"/desk/printing/{run.pk}/photos/{photo.key}/{variant.width}.jpg"
    assert f"{photo.key}" in client_of(cast.worker).get(f"/desk/printing/{run.pk}/").content.decode()
    answers = [client_of(person).get(file).status_code for person in (cast.worker, cast.reader, cast.stranger)]
    assert answers == [200, 200, 404]
    assert client_of(cast.worker).get(f"/photos/{photo.key}/{variant.width}.jpg").status_code == 404
    assert "1 รูป" in client_of(cast.worker).get("/desk/printing/").content.decode()


@pytest.mark.parametrize("body", [b"", b"not a picture", b"\xff\xd8\xff" + b"0" * 300])
def test_what_is_no_photo_is_refused(cast: Cast, run: PrintRun, body: bytes) -> None:
    assert attach(cast, run, body).status_code == 422
    assert not Photo.objects.exists()


def test_a_photo_is_put_there_once_and_taken_out(cast: Cast, run: PrintRun) -> None:
    for _time in range(2):
        attach(cast, run, saved(drawing(), "JPEG"))
    photo = Photo.objects.get()
    gone = f"/desk/printing/{run.pk}/photos/{photo.key}/remove/"
    answers = [client_of(person).post(gone).status_code for person in (cast.stranger, cast.reader, cast.worker)]
    assert answers == [404, 403, 302]
    assert not Photo.objects.exists()


# --- one photo in several places -----------------------------------------------------------------

HASH = 0x0F0F_33CC_55AA_1234


def test_photos_that_look_the_same_are_found_across_owners() -> None:
    one, near, far = Sight(1, HASH, ("a", 1)), Sight(2, HASH ^ 0b101, ("b", 1)), Sight(3, ~HASH, ("c", 1))
    assert [[sight.pk for sight in group] for group in sightings.groups([one, near, far])] == [[1, 2]]


def test_several_of_one_owner_and_even_pictures_tell_nothing() -> None:
    twice = [Sight(1, HASH, ("a", 1)), Sight(2, HASH, ("a", 1))]
    even = [Sight(3, 0, ("a", 1)), Sight(4, 1, ("b", 1))]
    assert sightings.groups([*twice, *even]) == []


def test_hashes_of_three_other_signs_are_found_and_of_four_not() -> None:
    spread = HASH ^ (1 | 1 << 20 | 1 << 40)
    assert sightings.groups([Sight(1, HASH, ("a", 1)), Sight(2, spread, ("b", 1))]) != []
    assert sightings.groups([Sight(1, HASH, ("a", 1)), Sight(2, spread ^ 1 << 60, ("b", 1))]) == []


def test_a_photo_of_a_print_used_for_a_product_too_is_flagged(cast: Cast, cloth: Product, run: PrintRun) -> None:
    make_photo("print", run.pk, dhash=HASH)
    make_photo("product", cloth.pk, dhash=HASH ^ 1)
    page = client_of(cast.worker).get("/desk/printing/same/").content.decode()
    assert "ร้านของกลุ่ม" in page
    assert f"/desk/products/{cloth.pk}/" in page
    assert "ร้านของกลุ่ม" not in client_of(cast.stranger).get("/desk/printing/same/").content.decode()


@pytest.mark.parametrize("kind", ["asset", "income_month", "support"])
def test_evidence_of_a_structure_a_receipt_and_a_support_is_compared_too(
    cast: Cast, cloth: Product, run: PrintRun, kind: str
) -> None:
    """The same picture shown for two of them is flagged, each under its name, to who may see it."""
    home = open_community("บ้านหลักฐาน", "401508")
    maker = make_producer(area_code=home.area_code, name_th="ผู้ผลิตที่ส่งใบเสร็จ")
    month = IncomeMonth.objects.create(
        producer=maker, month=202601, area_code=home.area_code, state="reported", in_village=100, total=100,
        since=timezone.now(),
    )  # fmt: skip
    rows = {
        "asset": (asset(home, "ซุ้มประตู", AssetKind.STRUCTURE, price=None, price_unit="").pk, "ซุ้มประตู"),
        "income_month": (month.pk, "ผู้ผลิตที่ส่งใบเสร็จ"),
        "support": (make_support(home.pk, subject="community", title_th="ลานจอดรถ").pk, "ลานจอดรถ"),
    }
    pk, name = rows[kind]
    make_photo(kind, pk, dhash=HASH)
    make_photo("print", run.pk, dhash=HASH ^ 1)
    (line,) = sightings.lines(cast.worker.scope)
    assert any(name in place.name for place in line.places)
    assert client_of(cast.worker).get(line.picture).status_code in (200, 404)
    page = client_of(cast.worker).get("/desk/printing/same/").content.decode()
    assert name in page
    assert sightings.lines(cast.stranger.scope) == []
    seen = len(sightings.lines(cast.reader.scope))
    assert seen == (1 if kind == "asset" else 0)  # receipts and what was given are for who is in charge
