"""Photos on the desk and their files: six questions a page, and who gets a file when."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import bytes_of, form_in
from withi.ground.files.models import Photo
from withi.ground.people.rules import Position
from withi.kit.tests.picture_files import BAD, drawing, photo, saved
from withi.registers.photos.tests.factory import BODY, make_photo
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers

pytestmark = pytest.mark.django_db
NOWHERE = UUID(int=0, version=4)
TOLD = {"version": "1", "alt_th": "หญิงชราทอผ้าใต้ถุนบ้าน", "consent": "own", "focal": "2"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def published(**values: Any) -> Product:
    return make_product(producer=make_producer(state=State.PUBLISHED), state=State.PUBLISHED, **values)


def file_of(photo: Photo, width: int = 480, form: str = "jpg") -> str:
    return f"/photos/{photo.key}/{width}.{form}"


def seen(client: Client, path: str, **headers: str) -> Any:
    """The answer, read to its end as a browser does: `response.body`."""
    response: Any = client.get(path, headers=headers or None)
    response.body = bytes_of(response)
    return response


def upload(name: str = "ภาพ.jpg", body: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body or saved(drawing()), "image/jpeg")


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_the_photos_of_a_row(cast: Cast) -> None:
    view = Asked("/desk/photos/product/{pk}/", wrong_method="put")
    assert six_answers(view, cast, make_product().pk) == [200, 200, 404, 200, 404, 405]


def test_six_questions_of_the_panel(cast: Cast) -> None:
    view = Asked("/desk/photos/product/{pk}/panel/", wrong_method="post")
    assert six_answers(view, cast, make_product().pk) == [200, 200, 404, 200, 404, 405]


@pytest.mark.parametrize(
    ("page", "sent", "answer"),
    [
        ("", None, 200),
        ("", TOLD, 302),
        ("move/", {"step": "up"}, 302),
        ("remove/", {}, 302),
    ],
)
def test_six_questions_of_a_photo(cast: Cast, page: str, sent: dict[str, str] | None, answer: int) -> None:
    product = make_product()

    def status(person: Client, key: UUID) -> int:
        path = f"/desk/photos/{key}/{page}"
        return person.get(path).status_code if sent is None else person.post(path, sent).status_code

    photos = [make_photo("product", product.pk).key for _ in range(2)]
    assert status(client_of(cast.stranger), photos[0]) == 404
    assert status(client_of(cast.reader), photos[0]) == 403
    assert status(client_of(cast.worker), NOWHERE) == 404
    assert client_of(cast.worker).delete(f"/desk/photos/{photos[0]}/{page}").status_code == 405
    assert status(client_of(cast.colleague), photos[0]) == answer
    assert status(client_of(cast.worker), photos[1]) == answer


# --- files ---------------------------------------------------------------------------------------


def test_a_published_photo_is_everyones_and_kept_for_good(client: Client) -> None:
    photo = make_photo("product", published().pk)
    for form, kind in (("jpg", "image/jpeg"), ("avif", "image/avif")):
        response = seen(client, file_of(photo, form=form))
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert response.body == BODY
        assert response["Content-Length"] == str(len(BODY))
        assert "immutable" in response["Cache-Control"]
        assert "s-maxage=300" in response["Cache-Control"], "caches of many must ask again"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    again = seen(client, file_of(photo), **{"if-none-match": f'"{photo.key.hex}-480jpg"'})
    assert again.status_code == 304


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.WITHDRAWN])
def test_what_is_not_published_is_seen_by_who_sees_the_row(cast: Cast, client: Client, state: State) -> None:
    photo = make_photo("product", published().pk)
    Product.objects.update(state=state)
    assert seen(client, file_of(photo)).status_code == 404
    assert seen(client_of(cast.stranger), file_of(photo)).status_code == 404
    for person in (cast.worker, cast.chief, cast.officer, cast.reader):
        response = seen(client_of(person), file_of(photo))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers


def test_a_withdrawn_photo_is_gone_at_once(cast: Cast, client: Client) -> None:
    product = published()
    photo = make_photo("product", product.pk)
    assert seen(client, file_of(photo)).status_code == 200
    publication.withdraw(actor=cast.worker.user, scope=cast.worker.scope, row=product, reason="ภาพผู้อื่น")
    known = {"if-none-match": f'"{photo.key.hex}-480jpg"'}
    missing = seen(client, f"/photos/{uuid4()}/480.jpg")
    for gone in (seen(client, file_of(photo)), seen(client, file_of(photo), **known)):
        assert gone.status_code == 404
        assert gone.body == missing.body


@pytest.mark.parametrize("hidden", ["untold", "alcohol"])
def test_no_guest_sees_what_nobody_told_or_what_is_kept_back(client: Client, hidden: str) -> None:
    product = published(is_public=hidden != "alcohol")
    photo = make_photo("product", product.pk, alt_th="" if hidden == "untold" else "เหล้า")
    assert seen(client, file_of(photo)).status_code == 404


def test_other_widths_and_forms_are_not_there(client: Client) -> None:
    photo = make_photo("product", published().pk)
    for width, form in ((481, "jpg"), (960, "jpg"), (10**30, "jpg"), (480, "png"), (480, "jpgx")):
        assert client.get(f"/photos/{photo.key}/{width}.{form}").status_code == 404
    assert client.post(file_of(photo)).status_code == 405


def test_a_file_costs_three_queries(client: Client) -> None:
    photo = make_photo("product", published().pk)
    with CaptureQueriesContext(connection) as captured:
        assert seen(client, file_of(photo)).status_code == 200
    assert len(captured) <= 3


def test_a_file_that_the_storage_lost_is_not_found(client: Client, settings: Any, tmp_path: Any) -> None:
    photo = make_photo("product", published().pk)
    place = settings.STORAGES["photos"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"photos": place}
    assert seen(client, file_of(photo)).status_code == 404


# --- adding and telling --------------------------------------------------------------------------


def test_several_photos_are_added_and_told_one_by_one(cast: Cast, worker: Client) -> None:
    product = make_product()
    path = f"/desk/photos/product/{product.pk}/"
    sent = [upload(), upload("ลาย.png", saved(drawing((500, 700)), "PNG"))]
    response = worker.post(path, {"photos": sent})
    first, second = Photo.objects.of("product", product.pk)
    assert response["Location"] == f"/desk/photos/{first.key}/"
    told = worker.post(response["Location"], TOLD)
    assert told["Location"] == f"/desk/photos/{second.key}/", "on to the next that says nothing"
    assert worker.post(told["Location"], TOLD)["Location"] == path
    page = worker.get(path).content.decode()
    assert page.count("หญิงชราทอผ้าใต้ถุนบ้าน") >= 2
    product.refresh_from_db()
    assert str(first.key) in product.photo
    assert str(second.key) in product.photos


def test_the_same_form_sent_twice_makes_no_second_photo(worker: Client, cast: Cast) -> None:
    product = make_product()
    for _ in range(2):
        assert worker.post(f"/desk/photos/product/{product.pk}/", {"photos": [upload()]}).status_code == 302
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(("keep", "kept"), [({}, False), ({"with_position": "on"}, True)])
def test_where_it_was_taken_is_kept_only_where_that_is_ticked(
    worker: Client, cast: Cast, keep: dict[str, str], kept: bool
) -> None:
    product = make_product()
    worker.post(f"/desk/photos/product/{product.pk}/", {"photos": [upload(body=photo())], **keep})
    found = Photo.objects.get()
    assert ((found.lat, found.lon) == (16.441667, 102.836111)) is kept
    for variant in found.variants.all():
        body = seen(worker, file_of(found, variant.width, variant.form)).body
        assert b"GPS" not in body
        assert b"SECRET" not in body
    if kept:
        worker.post(f"/desk/photos/{found.key}/", TOLD)
        found.refresh_from_db()
        assert (found.lat, found.lon) == (None, None), "unticked later"


@pytest.mark.parametrize("name", ["page", "30,000 by 30,000", "cut", "moving png"])
def test_what_is_no_photo_is_said_beside_the_field(worker: Client, cast: Cast, name: str) -> None:
    product = make_product()
    response = worker.post(f"/desk/photos/product/{product.pk}/", {"photos": [upload("ก.jpg", BAD[name][1]())]})
    assert response.status_code == 422
    assert "ก.jpg" in str(response.context["form"].errors["photos"])
    assert not Photo.objects.exists()


def test_the_good_ones_of_several_are_kept(worker: Client, cast: Cast) -> None:
    product = make_product()
    sent = [upload(), upload("หน้าเว็บ.jpg", b"<html>")]
    response = worker.post(f"/desk/photos/product/{product.pk}/", {"photos": sent}, follow=True)
    assert response.status_code == 200
    assert "หน้าเว็บ.jpg" in response.content.decode()
    assert Photo.objects.count() == 1


def test_nothing_chosen_is_asked_for(worker: Client, cast: Cast) -> None:
    response = worker.post(f"/desk/photos/product/{make_product().pk}/", {})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["photos"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alt_th": " "}, "alt_th"),
        ({"consent": ""}, "consent"),
        ({"focal": "12"}, "focal"),
        ({"consent": "x"}, "consent"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(worker: Client, cast: Cast, changes: dict[str, str], field: str) -> None:
    shot = make_photo("product", make_product().pk)
    response = worker.post(f"/desk/photos/{shot.key}/", TOLD | changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_second_of_two_officers_chooses_between_both_versions(worker: Client, cast: Cast) -> None:
    shot = make_photo("product", make_product().pk)
    path = f"/desk/photos/{shot.key}/"
    assert client_of(cast.colleague).post(path, TOLD).status_code == 302
    response = worker.post(path, TOLD | {"alt_th": "ผ้ามัดหมี่สามผืน"})
    assert response.status_code == 409
    assert "ผ้ามัดหมี่สามผืน" in response.content.decode()
    again = form_in(response.content.decode()) | {"choose_alt_th": "theirs"}
    assert worker.post(path, again).status_code == 302
    shot.refresh_from_db()
    assert shot.alt_th == TOLD["alt_th"]


def test_the_page_of_photos_costs_the_same_queries_for_one_and_for_twelve(worker: Client, cast: Cast) -> None:
    def queries_for(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert worker.get(path).status_code == 200
        return len(captured)

    product = make_product()
    make_photo("product", product.pk)
    paths = [f"/desk/photos/product/{product.pk}/", f"/desk/photos/product/{product.pk}/panel/"]
    before = [queries_for(path) for path in paths]
    for _ in range(11):
        make_photo("product", product.pk)
    assert [queries_for(path) for path in paths] == before


def test_a_producers_own_account_shows_its_own_products(cast: Cast) -> None:
    mine, other = make_producer(), make_producer()
    owner = client_of(make_person("owner", Position.PRODUCER, "4015", subject=("producer", mine.pk)))
    own, foreign = make_product(producer=mine), make_product(producer=other)
    assert owner.post(f"/desk/photos/product/{own.pk}/", {"photos": [upload()]}).status_code == 302
    assert owner.post(f"/desk/photos/product/{foreign.pk}/", {"photos": [upload()]}).status_code == 404
