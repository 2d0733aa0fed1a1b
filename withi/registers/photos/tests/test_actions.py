"""What happens to a row and to its public page when its photos change."""

from typing import Any

import pytest
from django.test import Client

from tests.pages import bytes_of
from withi.ground.files import actions as files
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.files.rules import MOST, Shown, line, read, signed, small
from withi.ground.people.rules import Ability
from withi.ground.trail.models import TrailEntry
from withi.kit.pictures import Picture, Variant
from withi.kit.problem import Problem
from withi.registers.photos import access, actions
from withi.registers.photos.access import ASSET, Holder, holder_of
from withi.registers.photos.actions import Told
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, make_cast
from withi.registers.villages import actions as villages
from withi.registers.villages.tests import factory as villages_factory

pytestmark = pytest.mark.django_db
TOLD = Told("ทอผ้าใต้ถุนบ้าน", "Weaving below the house", "อบต.ตัวอย่าง")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(sha: str = "a", position: tuple[float, float] | None = (15.7, 102.8)) -> files.SentPhoto:
    variants = tuple(Variant(480, 320, form, b"x") for form in ("avif", "jpg"))
    return files.SentPhoto("ภาพ.jpg", sha * 64, Picture(480, 320, 2**63 + 5, None, position, variants))


def product_of(state: State = State.PUBLISHED, **values: Any) -> Product:
    return make_product(producer=make_producer(state=State.PUBLISHED), state=state, **values)


def holder(cast: Cast, row: Any, subject: str = "") -> Holder:
    return holder_of(subject or row.SUBJECT, row.pk, cast.worker.scope, Ability.ENTER)


def lies_there(photo: Photo) -> list[bool]:
    return [files.photo_storage().exists(files.variant_path(photo.key, 480, form)) for form in ("avif", "jpg")]


def status(client: Client, photo: Photo) -> int:
    response = client.get(f"/photos/{photo.key}/480.jpg")
    bytes_of(response)
    return response.status_code


def who(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.worker.user, "scope": cast.worker.scope}


def test_a_new_photo_changes_nothing_that_guests_see_until_it_is_told(cast: Cast) -> None:
    product = product_of()
    photo, is_new = actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=True)
    product.refresh_from_db()
    assert (is_new, product.state, product.version, product.photo) == (True, State.PUBLISHED, 1, "")
    assert (photo.lat, photo.dhash) == (15.7, signed(2**63 + 5))
    assert lies_there(photo) == [True, True]
    assert actions.tell(**who(cast), holder=holder(cast, product), photo=photo, told=TOLD, version=1)
    product.refresh_from_db()
    assert (product.state, product.version) == (State.WAITING, 2), "new words wait for approval"
    assert read(product.photo).alt("en") == "Weaving below the house"


def test_who_added_or_told_of_a_photo_never_approves_the_row(cast: Cast) -> None:
    product = product_of(State.DRAFT)
    officer: dict[str, Any] = {"actor": cast.officer.user, "scope": cast.officer.scope}
    actions.add(**officer, holder=holder(cast, product), sent=sent(), with_position=False)
    publication.submit(**who(cast), row=product)
    with pytest.raises(Problem) as refused:
        publication.approve(**officer, row=product)
    assert refused.value.code == "publication.own_row"
    publication.approve(actor=cast.chief.user, scope=cast.chief.scope, row=product)


def test_the_same_file_again_is_the_photo_that_is_there(cast: Cast) -> None:
    product = product_of()
    first, _ = actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=False)
    second, is_new = actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=False)
    assert (second.pk, is_new) == (first.pk, False)
    assert TrailEntry.objects.filter(verb="photos.add").count() == 1
    assert lies_there(first) == [True, True]


def test_a_photo_that_someone_kept_meanwhile_leaves_no_second_files(cast: Cast, monkeypatch: Any) -> None:
    product = product_of()
    first, _ = actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=False)
    answers = iter([None, first])
    monkeypatch.setattr(actions, "_same", lambda *_: next(answers))
    written: list[Any] = []
    monkeypatch.setattr(files, "put_files", lambda **given: written.append(given["key"]))
    dropped: list[Any] = []
    monkeypatch.setattr(files, "drop_files", lambda **given: dropped.append(given["key"]))
    assert actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=False) == (first, False)
    assert written == dropped


def test_a_row_has_so_many_photos_and_no_more(cast: Cast) -> None:
    product = product_of()
    for _ in range(MOST):
        make_photo("product", product.pk)
    with pytest.raises(Problem) as refused:
        actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=False)
    assert refused.value.code == "photo.most"
    assert PhotoVariant.objects.filter(photo__sha256="a" * 64).count() == 0


def test_a_storage_that_fails_leaves_nothing(cast: Cast, monkeypatch: Any) -> None:
    product = product_of()
    storage = files.photo_storage()
    saves = iter([storage.save])

    def full(*given: Any) -> Any:
        return next(saves)(*given) if given[0].endswith("avif") else (_ for _ in ()).throw(OSError("full"))

    monkeypatch.setattr(storage, "save", full)
    monkeypatch.setattr(files, "photo_storage", lambda: storage)
    with pytest.raises(OSError, match="full"):
        actions.add(**who(cast), holder=holder(cast, product), sent=sent(), with_position=False)
    assert not Photo.objects.exists()


def test_order_and_focal_point_show_at_once(cast: Cast) -> None:
    product = product_of()
    first, second = (make_photo("product", product.pk) for _ in range(2))
    assert actions.move(**who(cast), holder=holder(cast, product), photo=second, step=-1)
    assert not actions.move(**who(cast), holder=holder(cast, product), photo=second, step=-1)
    told = Told(first.alt_th, focal=1)
    assert actions.tell(**who(cast), holder=holder(cast, product), photo=first, told=told, version=1)
    product.refresh_from_db()
    assert product.state == State.PUBLISHED
    assert read(product.photo).key == str(second.key)
    assert read(product.photos).focal == 1


def test_a_photo_that_is_taken_out_is_gone_with_its_files(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    product = product_of()
    photo = make_photo("product", product.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(**who(cast), holder=holder(cast, product), photo=photo)
        assert lies_there(photo) == [True, True], "only once it is certain"
    assert lies_there(photo) == [False, False]
    product.refresh_from_db()
    assert (product.state, product.photo) == (State.PUBLISHED, "")
    assert status(client, photo) == 404
    with pytest.raises(Problem) as refused:
        actions.remove(**who(cast), holder=holder(cast, product), photo=photo)
    assert refused.value.code == "photo.gone"


def test_a_stranger_is_refused_by_the_verbs_too(cast: Cast) -> None:
    product = product_of()
    photo, own = make_photo("product", product.pk), holder(cast, product)
    for person in (cast.stranger, cast.reader):
        doing = {"actor": person.user, "scope": person.scope, "holder": own}
        for act in (
            lambda doing=doing: actions.add(**doing, sent=sent("b"), with_position=False),
            lambda doing=doing: actions.tell(**doing, photo=photo, told=TOLD, version=1),
            lambda doing=doing: actions.move(**doing, photo=photo, step=1),
            lambda doing=doing: actions.remove(**doing, photo=photo),
        ):
            with pytest.raises(Problem) as refused:
                act()
            assert refused.value.status == 403
    assert Photo.objects.count() == 1


# --- assets --------------------------------------------------------------------------------------


def test_a_photo_of_an_asset_waits_with_its_community(cast: Cast, client: Client) -> None:
    community = villages_factory.open_community()
    asset = villages_factory.asset(community)
    photo = make_photo(ASSET, asset.pk)
    assert status(client, photo) == 200
    mine = holder(cast, asset, ASSET)
    assert actions.tell(**who(cast), holder=mine, photo=photo, told=TOLD, version=1)
    community.refresh_from_db()
    asset.refresh_from_db()
    assert community.state == State.WAITING
    assert read(asset.photo).alt_th == TOLD.alt_th
    assert status(client, photo) == 404
    villages.remove_asset(**who(cast), row=community, asset=asset)
    assert not Photo.objects.exists()


def test_the_position_of_a_photo_becomes_the_assets_only_when_asked(cast: Cast) -> None:
    community = villages_factory.open_community()
    asset = villages_factory.asset(community)
    photo = make_photo(ASSET, asset.pk, lat=16.44, lon=102.83)
    asset.refresh_from_db()
    assert (asset.lat, asset.lon) == (None, None)
    assert actions.use_position(**who(cast), holder=holder(cast, asset, ASSET), photo=photo)
    asset.refresh_from_db()
    assert [asset.lat, asset.lon] == [16.44, 102.83]
    Photo.objects.update(lat=7.0, lon=100.4)
    with pytest.raises(Problem) as refused:
        actions.use_position(**who(cast), holder=holder(cast, asset, ASSET), photo=photo)
    assert refused.value.code == "geo.outside_province"
    Photo.objects.update(lat=None, lon=None)
    with pytest.raises(Problem) as refused:
        actions.use_position(**who(cast), holder=holder(cast, asset, ASSET), photo=photo)
    assert refused.value.code == "photo.no_position"


def test_a_photo_of_nothing_is_nobodys() -> None:
    for subject in (ASSET, "product", "nothing"):
        assert not access.is_public(make_photo_row(subject))


def make_photo_row(subject: str) -> Photo:
    return Photo(subject=subject, subject_id=987_654, alt_th="ภาพ")


# --- lines and markup ----------------------------------------------------------------------------


def test_a_line_gives_back_what_was_written() -> None:
    shown = Shown("k", 2000, 1000, 3, "ก\tข\nค", '<b>"x"', "")
    assert read(line(shown)) == Shown("k", 2000, 1000, 3, "ก ข ค", '<b>"x"', "")
    assert "\n" not in line(shown)


def test_markup_is_escaped_and_says_its_size() -> None:
    markup = small(Shown("k", 2000, 1000, 3, "ก", '"><script>alert(1)</script>', ""), "en")
    assert "<script>" not in markup
    assert 'width="480" height="240" class="photo f3"' in markup
    assert 'lang="th"' in small(Shown("k", 300, 300, 5, "ก", "", ""), "en")
    assert "/photos/k/300.avif" in small(Shown("k", 300, 300, 5, "ก", "", ""), "th")
