"""A backup comes back whole, or is refused before anything is written."""

import hashlib
import json
import random
import stat
import uuid
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cast import World
from withi.config import photos
from withi.ground.backup import actions, archive, moving, queries, tables
from withi.ground.backup.models import BackupRun
from withi.ground.backup.rules import Tally
from withi.ground.backup.tests.factory import HALF, half_made
from withi.ground.files import actions as files
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.files.tests.factory import FILES, PICTURE, bucket, s3_server  # noqa: F401 - fixtures
from withi.ground.people.models import Posting, User
from withi.ground.search.queries import find
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer

FLIPS = 200


@pytest.fixture(autouse=True)
def own_place(settings: Any, tmp_path: Path) -> Path:
    """A folder of uploads, keys and backups for each test."""
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "var/files", tmp_path / "var"
    settings.BACKUP_FOLDER = ""
    upload = settings.MEDIA_ROOT / "uploads/ab/abcd"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(bytes(range(256)) * 40)
    return tmp_path


@pytest.fixture
def backup(db: None, own_place: Path) -> Path:
    """A small backup: two accounts and a file."""
    for name in ("one", "two"):
        User.objects.create_user(name, None, display_name=f"{name} (ตัวอย่าง)")
    return path_of(actions.make(target=own_place / "out"))


def path_of(run: BackupRun) -> Path:
    return Path(run.folder) / run.file


def a_photo(variants: list[tuple[int, str]]) -> Photo:
    """A photo's row and files; FILES of the variants are there."""
    key = uuid.uuid4()
    files.put_files(key=key, picture=PICTURE)
    facts = {"subject": "product", "subject_id": 1, "owner_id": 1, "name": "x", "sha256": "0" * 64, "dhash": 0}
    photo = Photo.objects.create(key=key, width=480, height=320, created_at=timezone.now(), **facts)
    PhotoVariant.objects.bulk_create(
        PhotoVariant(photo=photo, width=width, height=320, form=form, size=1) for width, form in variants
    )
    return photo


def kept(name: str) -> bytes:
    with files.photo_storage().open(name) as file:
        return bytes(file.read())


@cache
def known() -> dict[str, tables.Model]:
    """Every table; no test here changes which there are."""
    return tables.models_at(tables.applied())


def everything() -> dict[str, list[Any]]:
    """Rows and hashes of every table, but the backups' own and the trail, which tell of what was done since."""
    counted = {table: model for table, model in known().items() if table not in {"backup_run", "trail_entry"}}
    return {table: tables.tally(model) for table, model in counted.items()}


def refused(file: Path, **how: Any) -> str:
    """The rule that refuses it; nothing may have been written."""
    before, count = everything(), TrailEntry.objects.count()
    with pytest.raises(Problem) as found:
        actions.restore(file=file, **how)
    assert (everything(), TrailEntry.objects.count()) == (before, count)
    assert not queries.marker().exists()
    assert not list(file.parent.glob(".*restoring"))
    return found.value.code


# --- whole again ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_rows_files_ids_and_names_come_back(world: World, settings: Any, own_place: Path) -> None:
    """Every table equal, ids not given twice, the search index right, and the site serves from it."""
    gone = User.objects.create_user("gone", None, display_name="ผู้ที่ลบแล้ว (ตัวอย่าง)")
    highest = gone.pk
    gone.delete()
    before, rows = everything(), world.register.here
    file = path_of(actions.make(target=own_place / "out"))
    Posting.objects.filter(invitations=None).delete()
    Producer.objects.filter(pk=rows.producer.pk).update(name_th="ชื่อที่แก้หลังสำรอง")
    (settings.MEDIA_ROOT / "uploads/ab/abcd").write_bytes(b"changed")
    found = actions.restore(file=file, replace=True)
    assert everything() == before
    assert found.rows == archive.check(file).rows
    assert (settings.MEDIA_ROOT / "uploads/ab/abcd").read_bytes() == bytes(range(256)) * 40
    assert User.objects.create_user("new", None, display_name="คนใหม่ (ตัวอย่าง)").pk > highest
    page = Client().get(f"/communities/{rows.community.pk}/")
    assert rows.community.name_th in page.content.decode()
    hits = find(rows.producer.name_th, kinds=("producer",), ranges=(("", "~"),), public_only=False).hits
    assert rows.producer.pk in [hit.ref_id for hit in hits]


def test_the_file_tells_what_it_holds_and_is_private(backup: Path, own_place: Path) -> None:
    manifest = archive.check(backup)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert manifest.database == connection.vendor
    assert manifest.tables["people_user"][0] == 2
    assert manifest.files["uploads/ab/abcd"] == [10_240, hashlib.sha256(bytes(range(256)) * 40).hexdigest()]
    assert ["ground", "0001_initial"] in manifest.migrations
    run = BackupRun.objects.get()
    assert (run.rows, run.files, run.size) == (manifest.rows, 1, backup.stat().st_size)
    assert run.sha256 == hashlib.sha256(backup.read_bytes()).hexdigest()
    assert TrailEntry.objects.filter(verb="backup.make", subject_id=run.pk).exists()


def test_no_key_is_in_it(backup: Path, settings: Any) -> None:
    with zipfile.ZipFile(backup) as book:
        held = b"".join(book.read(name) for name in book.namelist())
    keys = [path.read_bytes().strip() for path in Path(settings.KEYS).rglob("*.key")]
    assert keys
    assert not any(key in held or key in backup.read_bytes() for key in keys)


def test_the_sum_of_rows_knows_no_order_but_every_change() -> None:
    lines = [b"[1]", b"[2]", b"[2]"]
    sums = []
    for given in (lines, lines[::-1], lines[:2], [b"[1]", b"[2]", b"[3]"]):
        tally = Tally()
        for line in given:
            tally.add(line)
        sums.append(tally.as_list())
    assert sums[0] == sums[1]
    assert len({total for _, total in sums}) == 3


@pytest.mark.django_db(transaction=True)
def test_photos_in_a_bucket_are_in_it_and_go_back_there(
    backup: Path,
    bucket: Any,  # noqa: F811
    own_place: Path,
    settings: Any,
) -> None:
    """Named as in the folder, so that a backup of either comes back into the other."""
    key = a_photo([*FILES, (960, "jpg")]).key
    file = path_of(actions.make(target=own_place / "photos"))
    names = {files.variant_path(key, width, form): form.encode() for width, form in FILES}
    manifest = archive.check(file)
    assert {f"photos/{name}" for name in names} < set(manifest.files)
    assert manifest.gone == [f"photos/{files.variant_path(key, 960, 'jpg')}"], "a row without its file is told"
    files.drop_files(key=key, files=FILES)
    actions.restore(file=file, replace=True)
    assert {name: kept(name) for name in names} == names
    assert not (settings.MEDIA_ROOT / "photos").exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_bucket_comes_back_into_a_folder(
    backup: Path,
    bucket: Any,  # noqa: F811
    own_place: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = a_photo(FILES).key
    file = path_of(actions.make(target=own_place / "photos"))
    monkeypatch.delenv("WITHI_PHOTOS_S3_BUCKET")
    settings.STORAGES = settings.STORAGES | {"photos": photos.storage(Path(settings.VAR))}
    actions.restore(file=file, replace=True)
    assert kept(files.variant_path(key, 480, "jpg")) == b"jpg"


# --- refused -------------------------------------------------------------------------------------


def test_a_cut_file_is_refused(backup: Path) -> None:
    whole = backup.read_bytes()
    for length in (0, 1, 100, len(whole) // 3, len(whole) // 2, len(whole) - 500, len(whole) - 1):
        backup.write_bytes(whole[:length])
        assert refused(backup, replace=True) == "backup.broken"
    backup.write_bytes(whole + b"x")
    assert refused(backup, replace=True) == "backup.broken"


def test_a_flipped_bit_anywhere_is_refused(backup: Path) -> None:
    whole, chance = backup.read_bytes(), random.Random(20261125)
    before = everything()
    places = {chance.randrange(len(whole)) for _ in range(FLIPS)} | {0, len(whole) - 1}
    for place in places:
        hurt = bytearray(whole)
        hurt[place] ^= 1 << chance.randrange(8)
        backup.write_bytes(hurt)
        with pytest.raises(Problem) as found:
            actions.restore(file=backup, replace=True)
        # in the mark of the keys a flip looks like other keys
        assert found.value.code in {"backup.broken", "backup.other_keys"}
    assert everything() == before
    assert not queries.marker().exists()


def test_the_untouched_file_is_not_refused(backup: Path) -> None:
    """The canary of the two tests above."""
    assert archive.check(backup).rows > 0


def test_a_forger_without_the_keys_is_found(backup: Path) -> None:
    """He may change rows and write the plain digest anew, but not the keyed one."""
    whole = backup.read_bytes()
    comment = whole[-archive.COMMENT_BYTES :]
    body = whole[: -archive.COMMENT_BYTES].replace(b"manifest.json", b"manifesT.json")
    plain = hashlib.sha256(body).hexdigest().encode()
    backup.write_bytes(body + comment.replace(comment[22:86], plain, 1))
    with pytest.raises(Problem, match="HMAC"):
        archive.check(backup)


def test_other_keys_are_told_and_taken_only_by_a_word(backup: Path, settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "other"
    settings.KEYS.mkdir(mode=0o700)
    assert refused(backup, replace=True) == "backup.other_keys"
    assert archive.check(backup, without_keys=True).rows > 0


def test_what_is_there_is_not_overwritten(backup: Path) -> None:
    assert refused(backup) == "backup.not_empty"


def test_files_alone_count_as_something(backup: Path) -> None:
    tables.clear(known())
    with pytest.raises(Problem) as found:
        actions.restore(file=backup)
    assert found.value.code == "backup.not_empty"
    assert "abcd" in str(found.value.values["what"])


def test_a_newer_release_and_another_schema_are_told(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    applied = tables.applied()
    monkeypatch.setattr(tables, "applied", lambda: [*applied, ["ground", "9999_later"]])
    assert other_code(backup) == "backup.other_schema"
    later = path_of(made_with_later_schema(backup.parent, monkeypatch))
    monkeypatch.setattr(tables, "applied", lambda: applied)
    assert other_code(later) == "backup.newer"


def test_an_older_releases_tables_are_made_step_by_step(tmp_path: Path) -> None:
    """Of a floor that stands half, the rest is brought up to date by single migrations, not by the whole."""
    done = half_made(f"sqlite:///{tmp_path / 'half.sqlite3'}", tmp_path)
    made, pending = json.loads(done.stdout)
    assert made == HALF
    ground = [name for name in pending if name.startswith("ground.")]
    assert ground[0] == "ground.0003_photos"
    assert not any("squashed" in name for name in ground)
    assert "registers.0001_squashed_0013_types_by_name" in pending


def made_with_later_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> BackupRun:
    earlier = tables.models_at([each for each in tables.applied() if each[1] != "9999_later"])
    with monkeypatch.context() as patched:
        patched.setattr(tables, "models_at", lambda _: earlier)
        return actions.make(target=folder / "later.zip")


def other_code(file: Path) -> str:
    with pytest.raises(Problem) as found:
        actions.restore(file=file, replace=True)
    return found.value.code


def test_rows_that_came_back_otherwise_are_taken_back(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison before the end of the transaction bites."""
    User.objects.create_user("three", None, display_name="สาม (ตัวอย่าง)")
    before, real = everything(), archive.lines_of

    def short(path: Path, table: str) -> Iterator[bytes]:
        lines = list(real(path, table))
        return iter(lines[:-1] if table == "people_user" else lines)

    monkeypatch.setattr(archive, "lines_of", short)
    with pytest.raises(Problem, match="people_user"):
        actions.restore(file=backup, replace=True)
    assert everything() == before
    assert queries.unfinished() is not None


def test_no_backup_over_another_or_among_the_files(backup: Path, settings: Any) -> None:
    for target, code in ((backup, "backup.taken"), (settings.MEDIA_ROOT / "x.zip", "backup.inside")):
        with pytest.raises(Problem) as found:
            actions.make(target=target)
        assert found.value.code == code


def test_a_full_disk_leaves_nothing(db: None, own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_sign", full)
    with pytest.raises(Problem, match="No space left"):
        actions.make(target=own_place / "out")
    assert not list((own_place / "out").iterdir())
    assert not BackupRun.objects.exists()


# --- keys ----------------------------------------------------------------------------------------


def test_keys_go_to_their_own_file_and_back(db: None, settings: Any, own_place: Path) -> None:
    settings.KEYS = own_place / "keys"
    settings.KEYS.mkdir(mode=0o700)
    file = actions.write_keys(target=own_place / "withi.keys")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = {path.name: path.read_bytes() for path in settings.KEYS.rglob("*.key")}
    with pytest.raises(Problem) as found:
        actions.restore_keys(file=file)
    assert found.value.code == "backup.not_empty"
    actions.restore_keys(file=file, replace=True)
    assert {path.name: path.read_bytes() for path in settings.KEYS.rglob("*.key")} == before
    assert list(own_place.glob("keys.before-*")), "the old ones are kept"
    assert not [path for path in settings.KEYS.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_broken_file_of_keys_changes_nothing(db: None, settings: Any, own_place: Path) -> None:
    settings.KEYS = own_place / "keys"
    settings.KEYS.mkdir(mode=0o700)
    file = actions.write_keys(target=own_place / "withi.keys")
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(CommandError, match=r"withi\.keys"):
        call_command("restore", str(file), keys=True, replace=True)
    assert list(settings.KEYS.rglob("*.key"))


def test_nothing_is_restored_while_a_site_runs_on_the_folder(db: None, own_place: Path) -> None:
    with moving.in_use(), pytest.raises(CommandError, match="withi serve"):
        call_command("restore", str(own_place / "any.zip"), replace=True)
