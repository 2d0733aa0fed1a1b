"""Photos in a bucket as in a folder: the same calls, on a stand-in for S3 that runs on this machine."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages

from withi.config import photos
from withi.ground.files import actions
from withi.ground.files.actions import SentPhoto
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.files.queries import body_of
from withi.ground.files.tests.factory import FILES, PICTURE, bucket, s3_server  # noqa: F401 - fixtures


def names(client: Any) -> list[str]:
    return [found["Key"] for found in client.list_objects_v2(Bucket="withi-photos").get("Contents", ())]


def test_files_are_written_read_and_deleted_in_the_bucket(bucket: Any) -> None:  # noqa: F811
    key = uuid4()
    actions.put_files(key=key, picture=PICTURE)
    assert names(bucket) == [f"photos/{key.hex[:2]}/{key.hex}/480.{form}" for form in ("avif", "jpg")]
    for width, form in FILES:
        variant = PhotoVariant(photo=Photo(key=key), width=width, form=form)
        with body_of(variant) as file:
            assert file.read() == form.encode()
    actions.drop_files(key=key, files=FILES)
    assert names(bucket) == []
    with pytest.raises(FileNotFoundError):
        body_of(PhotoVariant(photo=Photo(key=key), width=480, form="jpg"))


def test_nothing_in_the_bucket_is_open_to_strangers(bucket: Any) -> None:  # noqa: F811
    actions.put_files(key=uuid4(), picture=PICTURE)
    acl = bucket.get_object_acl(Bucket="withi-photos", Key=names(bucket)[0])
    assert not [grant for grant in acl["Grants"] if "AllUsers" in grant["Grantee"].get("URI", "")]


def test_half_written_files_do_not_stay(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    storage = storages["photos"]
    save = storage.save

    def cut(name: str, content: Any) -> str:
        if name.endswith("jpg"):
            raise ConnectionResetError
        return str(save(name, content))

    monkeypatch.setattr(storage, "save", cut)
    monkeypatch.setattr(actions, "photo_storage", lambda: storage)
    with pytest.raises(ConnectionResetError):
        actions.put_files(key=uuid4(), picture=PICTURE)
    assert names(bucket) == []


def test_without_a_bucket_photos_lie_in_a_folder_of_our_own(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WITHI_PHOTOS_S3_BUCKET", raising=False)
    options = photos.storage(tmp_path)["OPTIONS"]
    assert options == {"location": tmp_path / "files" / "photos", "base_url": None}


def test_files_without_a_row_go_again(bucket: Any) -> None:  # noqa: F811
    sent = SentPhoto("a.jpg", "0" * 64, PICTURE)
    with actions.new_photo(sent=sent) as new:
        assert len(names(bucket)) == len(FILES)
    assert names(bucket) == []
    with pytest.raises(ConnectionResetError):
        _broken_off(sent)
    assert names(bucket) == []
    with actions.new_photo(sent=sent) as new:
        new.photo = Photo(key=new.key)
    assert len(names(bucket)) == len(FILES)


def _broken_off(sent: SentPhoto) -> None:
    """The row was made, but its transaction broke."""
    with actions.new_photo(sent=sent) as new:
        new.photo = Photo(key=new.key)
        raise ConnectionResetError
