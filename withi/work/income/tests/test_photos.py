"""A photo beside a month: for who sees the month and nobody else, gone with it, refused once it is closed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from withi.ground.files.actions import photo_storage, variant_path
from withi.ground.files.models import Photo
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit.tests.picture_files import drawing, saved
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.income.access import MONTH as SUBJECT
from withi.work.income.models import IncomeClose, IncomeMonth
from withi.work.income.tests.test_views import MONTH, at, owner_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def producer(cast: Cast) -> Producer:
    producer = make_producer()
    assert send(client_of(cast.worker), producer, in_village="100").status_code == 302
    return producer


@pytest.fixture
def photo(producer: Producer) -> Photo:
    return make_photo(SUBJECT, IncomeMonth.objects.get(producer=producer).pk, alt_th="")


def attach(client: Client, producer: Producer, body: bytes) -> Any:
    file = SimpleUploadedFile("บิล.jpg", body, "image/jpeg")
    return client.post(at(producer, MONTH, "receipt/"), {"photo": file})


def files_of(photo: Photo) -> list[bool]:
    return [photo_storage().exists(variant_path(photo.key, width, "jpg")) for width in (480, 600)]


def test_a_photo_sent_twice_is_kept_once_without_its_place(producer: Producer) -> None:
    owner, body = owner_of(producer), saved(drawing((200, 200)))
    assert attach(owner, producer, body).status_code == 302
    assert attach(owner, producer, body).status_code == 302
    photo = Photo.objects.get(subject=SUBJECT)
    assert (photo.subject_id, photo.lat, photo.lon) == (IncomeMonth.objects.get().pk, None, None)
    assert TrailEntry.objects.filter(verb="income.photo_add", subject_id=photo.subject_id).count() == 1
    page = owner.get(at(producer, MONTH, "receipt/")).content.decode()
    assert page.count(f'src="{at(producer, MONTH, f"photos/{photo.key}/")}') == 1


@pytest.mark.parametrize("body", [b"", b"not a picture"])
def test_what_is_no_picture_is_refused_at_its_field(producer: Producer, body: bytes) -> None:
    answer = attach(owner_of(producer), producer, body)
    assert answer.status_code == 422
    assert 'href="#id_photo"' in answer.content.decode()
    assert not Photo.objects.exists()


def test_six_questions_of_a_photos_file(cast: Cast, producer: Producer, photo: Photo) -> None:
    view = Asked(f"/desk/income/producers/{{pk}}/{MONTH}/photos/{photo.key}/480.jpg", wrong_method="post")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 403, 404, 405]


def test_a_file_is_kept_by_no_cache_and_has_no_public_address(producer: Producer, photo: Photo) -> None:
    owner = owner_of(producer)
    answer = owner.get(at(producer, MONTH, f"photos/{photo.key}/480.jpg"))
    assert answer.headers["Cache-Control"] == "private, no-store"
    Photo.objects.filter(pk=photo.pk).update(alt_th="ใบเสร็จ")
    for client in (Client(), owner):
        assert client.get(f"/photos/{photo.key}/480.jpg").status_code == 404
    assert client_of(make_person("dept", Position.DEPARTMENT, "")).get(f"/desk/photos/{photo.key}/").status_code == 404


def test_neighbours_see_no_photo_and_a_month_shows_only_its_own(cast: Cast, producer: Producer, photo: Photo) -> None:
    neighbour = make_producer()
    send(client_of(cast.worker), neighbour, in_village="50")
    assert owner_of(producer).get(at(neighbour, MONTH, f"photos/{photo.key}/480.jpg")).status_code == 404
    worker = client_of(cast.worker)
    assert worker.get(at(neighbour, MONTH, f"photos/{photo.key}/480.jpg")).status_code == 404
    assert worker.get(at(producer, 202504, f"photos/{photo.key}/480.jpg")).status_code == 404
    assert worker.get(at(producer, MONTH, f"photos/{photo.key}/481.jpg")).status_code == 404


def test_six_questions_of_taking_a_photo_out(cast: Cast, producer: Producer) -> None:
    row = IncomeMonth.objects.get()
    url = f"/desk/income/producers/{producer.pk}/{MONTH}/photos/{{}}/remove/"
    people = (cast.worker, cast.colleague, cast.stranger, cast.reader)
    answers = [client_of(each).post(url.format(make_photo(SUBJECT, row.pk).key)).status_code for each in people]
    worker, left = client_of(cast.worker), Photo.objects.filter(subject=SUBJECT).count()
    answers.append(worker.post(url.format("00000000-0000-4000-8000-000000000000")).status_code)
    answers.append(worker.get(url.format(make_photo(SUBJECT, row.pk).key)).status_code)
    assert (answers, left) == ([302, 302, 404, 403, 404, 405], 2)
    assert TrailEntry.objects.filter(verb="income.photo_remove").count() == 2


def test_a_closed_month_takes_and_gives_no_photo(producer: Producer, photo: Photo) -> None:
    owner = owner_of(producer)
    IncomeClose.objects.filter(month=MONTH).update(state="submitted")
    assert attach(owner, producer, saved(drawing((200, 200)))).status_code == 409
    assert owner.post(at(producer, MONTH, f"photos/{photo.key}/remove/")).status_code == 409
    assert [*Photo.objects.filter(subject=SUBJECT)] == [photo]
    page = owner.get(at(producer, MONTH, "receipt/")).content.decode()
    assert str(photo.key) in page
    assert "multipart/form-data" not in page


def test_a_month_taken_back_takes_its_photos_along(
    producer: Producer, photo: Photo, django_capture_on_commit_callbacks: Any
) -> None:
    other = make_photo(SUBJECT, 0)
    with django_capture_on_commit_callbacks(execute=True):
        owner_of(producer).post(at(producer, MONTH, "take-back/"), {"reason": "ผิดราย"})
    assert [*Photo.objects.filter(subject=SUBJECT)] == [other]
    assert files_of(photo) == [False, False]
