"""A ZIP of photos: each finds its product by its number, and is stored once, by a worker or from the command line."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from withi.ground.files import actions as uploads
from withi.ground.files.models import Photo, Upload
from withi.ground.jobs import actions as jobs
from withi.ground.jobs.models import Job
from withi.kit.tests.picture_files import BAD, drawing, packed, photo, saved
from withi.registers.photos import actions, queries, rules
from withi.registers.photos.queries import Meant
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.tests.factory import Cast, client_of, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


@pytest.fixture
def goods() -> list[Product]:
    maker = make_producer(number="4015-0001")
    return [make_product(producer=maker, name_th=name) for name in ("ผ้าไหม", "ผ้าฝ้าย")]


def shot(number: int = 0) -> bytes:
    return saved(drawing((220 + number, 220)))


def keep(cast: Cast, files: dict[str, bytes], letters: str = "") -> Upload:
    sent = SimpleUploadedFile("ภาพ.zip", packed(files, letters=letters))
    return actions.keep_zip(actor=cast.worker.user, scope=cast.worker.scope, sent=sent)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("4015-0001-01.jpg", ("4015-0001", 1)),
        ("4015-0001-02-3.JPEG", ("4015-0001", 2)),
        ("4015-0001-12 (2).png", ("4015-0001", 12)),
        ("๔๐๑๕-๐๐๐๑-๐๑.webp", ("4015-0001", 1)),
        ("ร้าน/4015-0001-02/หน้าร้าน.jpg", ("4015-0001", 2)),
        ("4015-0001-00.jpg", None),
        ("IMG_2025.jpg", None),
        ("4015-0001.jpg", None),
    ],
)
def test_a_name_means_a_product(path: str, meant: tuple[str, int] | None) -> None:
    assert next(rules.numbers_in(path.split("/")), None) == meant


@pytest.mark.parametrize("letters", ["", "cp874"])
def test_each_file_is_told_where_it_goes(cast: Cast, goods: list[Product], letters: str) -> None:
    far = make_product(producer=make_producer(number="3001-0001", area_code="3001"), area_code="3001")
    body = shot()
    upload = keep(
        cast,
        {
            "4015-0001-01.jpg": body,
            "ผ้าฝ้าย/4015-0001-02/ลาย.jpg": body,
            "4015-0001-01-2.jpg": body,
            "3001-0001-01.jpg": shot(1),
            "4015-0001-09.jpg": shot(2),
            "อ่านก่อน.txt": b"x",
        },
        letters,
    )
    lines = queries.plan(upload, cast.worker.scope).lines
    assert [(line.meant, line.product) for line in lines] == [
        (Meant.NEW, goods[0]),
        (Meant.NEW, goods[1]),
        (Meant.TWIN, goods[0]),
        (Meant.UNKNOWN, None),
        (Meant.UNKNOWN, None),
        (Meant.NO_PHOTO, None),
    ]
    assert far not in [line.product for line in lines], "another province's products do not exist"


def test_the_numbers_of_the_page_are_those_of_the_zip(worker: Client, cast: Cast, goods: list[Product]) -> None:
    page = worker.get(f"/desk/photos/product/{goods[1].pk}/").content.decode()
    assert "4015-0001-02-1.jpg" in page


def test_looked_at_sent_and_stored_once(worker: Client, cast: Cast, goods: list[Product]) -> None:
    files = {"4015-0001-01.jpg": photo(), "4015-0001-02.jpg": shot(), "4015-0001-02-2.jpg": BAD["page"][1]()}
    sent = SimpleUploadedFile("ภาพ.zip", packed(files))
    review = worker.post("/desk/photos/zip/", {"file": sent})["Location"]
    page = worker.get(review).content.decode()
    assert "ผ้าไหม" in page
    assert not Photo.objects.exists(), "nothing is stored before it was looked at"
    for _ in range(2):
        assert worker.post(review)["Location"].startswith("/desk/jobs/")
    assert Job.objects.count() == 1
    jobs.run_due()
    job = Job.objects.get()
    assert (job.state, job.result_words) == ("done", "เก็บรูปแล้ว 2 รูป มี 1 รูปที่รับไม่ได้")
    assert set(Photo.objects.values_list("subject_id", flat=True)) == {row.pk for row in goods}
    assert not Photo.objects.exclude(lat=None).exists(), "nobody ticked that the position may be kept"
    lines = queries.plan(Upload.objects.get(), cast.worker.scope).lines
    assert [line.meant for line in lines][:2] == [Meant.SAME, Meant.SAME]


def test_cut_off_in_the_middle_it_goes_on_and_nothing_is_there_twice(cast: Cast, goods: list[Product]) -> None:
    upload = keep(cast, {"4015-0001-01.jpg": shot(), "4015-0001-02.jpg": shot()})
    given: dict[str, Any] = {"actor": cast.worker.user, "scope": cast.worker.scope, "upload": upload}

    def cut(done: int, _total: int) -> None:
        if done:
            raise jobs.Stopped

    with pytest.raises(jobs.Stopped):
        actions.store_zip(**given, tell=cut)
    assert Photo.objects.count() == 1
    assert actions.store_zip(**given, tell=lambda *_: None).new == 1
    assert actions.store_zip(**given, tell=lambda *_: None).new == 0
    assert Photo.objects.count() == 2


def test_a_zip_is_its_owners_alone(worker: Client, cast: Cast) -> None:
    upload = keep(cast, {"x.jpg": b"x"})
    other = uploads.keep(actor=cast.worker.user, sent=SimpleUploadedFile("x.csv", b"x"), purpose="import")
    path = f"/desk/photos/zip/{upload.key}/"
    assert worker.get(path).status_code == 200
    assert client_of(cast.colleague).get(path).status_code == 404
    assert client_of(cast.colleague).post(path).status_code == 404
    assert worker.get(f"/desk/photos/zip/{other.key}/").status_code == 404, "not sent as photos"
    assert worker.get(f"/desk/photos/zip/{UUID(int=0, version=4)}/").status_code == 404
    assert worker.delete(path).status_code == 405


def test_who_may_not_import_sends_no_zip(cast: Cast) -> None:
    for person in (cast.reader, cast.chief):
        assert client_of(person).get("/desk/photos/zip/").status_code == 403
    sent = SimpleUploadedFile("ภาพ.zip", packed({"x.jpg": b"x"}))
    assert client_of(cast.reader).post("/desk/photos/zip/", {"file": sent}).status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize("body", [b"", b"<html>", packed({"a.jpg": b"x" * 9_000})[:-30]])
def test_what_is_no_zip_is_said_and_not_kept(worker: Client, cast: Cast, body: bytes) -> None:
    response = worker.post("/desk/photos/zip/", {"file": SimpleUploadedFile("ภาพ.zip", body)})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not Upload.objects.exists()


def test_from_the_command_line(cast: Cast, goods: list[Product], tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "ภาพ.zip"
    path.write_bytes(packed({"4015-0001-01.jpg": shot(), "x.jpg": shot()}))
    call_command("photos", str(path), "--as", "worker", "--dry-run")
    assert not Photo.objects.exists()
    call_command("photos", str(path), "--as", "worker")
    assert Photo.objects.get().subject_id == goods[0].pk
    assert "new=1 refused=0" in capsys.readouterr().out
    assert not Upload.objects.exists()
    for wrong in (["nowhere.zip", "--as", "worker"], [str(path), "--as", "nobody"], [str(path), "--as", "reader"]):
        with pytest.raises(CommandError):
            call_command("photos", *wrong)
