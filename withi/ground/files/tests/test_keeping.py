"""Uploads lie under a name of our own, private, and go when their day has passed."""

import os
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from withi.ground.files import actions
from withi.ground.files.models import Upload
from withi.ground.people.models import User
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("worker", None, display_name="พัฒนากร (ตัวอย่าง)")


def keep(officer: User, content: bytes = b"a,b\n1,2\n", name: str = "สินค้า.csv", **more: Any) -> Upload:
    return actions.keep(actor=officer, sent=SimpleUploadedFile(name, content), purpose="import", **more)


def test_kept_whole_and_private(officer: User) -> None:
    upload = keep(officer)
    path = actions.path_of(upload)
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (upload.size, upload.sha256) == (8, sha256(b"a,b\n1,2\n").hexdigest())
    assert (upload.name, upload.owner_id) == ("สินค้า.csv", officer.pk)
    assert not TrailEntry.objects.exists(), "the trail tells of registers, not of files"


def test_the_given_name_is_only_shown(officer: User) -> None:
    upload = keep(officer, name="../../etc/passwd")
    assert "/" not in upload.name
    assert actions.path_of(upload).name == upload.key.hex


@pytest.mark.parametrize(("content", "code"), [(b"", "file.empty"), (b"x" * 101, "file.too_big")])
def test_refused_files_leave_nothing(officer: User, settings: Any, content: bytes, code: str) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    before = {path for path in actions.path_of(Upload()).parents[1].rglob("*") if path.is_file()}
    with pytest.raises(Problem) as refused:
        keep(officer, content)
    assert refused.value.code == code
    assert {path for path in actions.path_of(Upload()).parents[1].rglob("*") if path.is_file()} == before
    assert not Upload.objects.exists()


class Breaking:
    """A file whose sender goes away in the middle."""

    name: str | None = "half.csv"

    def chunks(self) -> Iterator[bytes]:
        yield b"first half"
        raise ConnectionResetError


def test_a_broken_sending_leaves_nothing(officer: User) -> None:
    folder = actions.path_of(Upload()).parents[1]
    before = {path for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(ConnectionResetError):
        actions.keep(actor=officer, sent=Breaking(), purpose="import")
    assert {path for path in folder.rglob("*") if path.is_file()} == before


def test_forgotten_also_twice(officer: User) -> None:
    upload = keep(officer)
    actions.forget(upload=upload)
    actions.forget(upload=upload)
    assert not actions.path_of(upload).exists()
    assert not Upload.objects.exists()


def test_the_next_upload_deletes_what_has_passed_its_day(officer: User) -> None:
    old, young = keep(officer), keep(officer)
    Upload.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    latest = keep(officer)
    assert set(Upload.objects.values_list("pk", flat=True)) == {young.pk, latest.pk}
    assert not actions.path_of(old).exists()
    assert actions.path_of(young).exists()


def test_a_file_that_no_row_knows_goes_after_a_day(officer: User) -> None:
    """A machine that stopped between the two leaves it behind; what is new may still get its row."""
    upload = keep(officer)
    folder = actions.path_of(upload).parent
    old, new = folder / f"{upload.key.hex[:2]}{'a' * 30}", folder / f"{upload.key.hex[:2]}{'b' * 30}"
    for path in (old, new):
        path.write_bytes(b"x")
    long_ago = time.time() - actions.STRAY_SECONDS - 60
    for path in (old, actions.path_of(upload)):
        os.utime(path, (long_ago, long_ago))
    assert actions.forget_strays(folder) == 1
    # other tests' files may lie in the same folder
    assert not old.exists()
    assert new.exists()
    assert actions.path_of(upload).exists()
    # nor may another test's upload find them old, and delete them
    new.unlink()
    actions.path_of(upload).unlink()


def test_a_file_that_is_gone_is_told(officer: User) -> None:
    upload = keep(officer)
    assert actions.kept(upload) == actions.path_of(upload)
    actions.path_of(upload).unlink()
    with pytest.raises(Problem, match=r"file\.gone") as told:
        actions.kept(upload)
    assert told.value.status == 410
