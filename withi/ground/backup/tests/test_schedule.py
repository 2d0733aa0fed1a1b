"""Which backups stay, when the next is due, how one is proven, and what the doctor says of them."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from withi.ground.backup import actions, queries, rules
from withi.ground.backup.models import BackupRun
from withi.ground.management.commands import doctor
from withi.ground.people.models import User
from withi.ground.trail.models import TrailEntry

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_place(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "var/files", tmp_path / "var"
    settings.MEDIA_ROOT.mkdir(parents=True)
    settings.BACKUP_FOLDER, settings.BACKUP_EVERY, settings.BACKUP_KEEP = str(tmp_path / "out"), 24, (7, 5, 12)
    return tmp_path


def said(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (NOON - timedelta(hours=23), False),
        (NOON - timedelta(hours=23, minutes=57), True),
        (NOON - timedelta(days=3), True),
    ],
)
def test_due_when_its_hours_have_passed(last: datetime | None, due: bool) -> None:
    assert rules.is_due(last, 24, NOON) is due


def names(days: int, each: int = 1) -> list[str]:
    """A backup `each` times a day for `days` days, ending on 25 November 2026."""
    return [rules.file_name(NOON - timedelta(days=day, hours=hour)) for day in range(days) for hour in range(each)]


def test_days_weeks_and_months_keep_their_newest() -> None:
    stay = rules.kept(names(400, each=2), (7, 5, 12))
    days = sorted({name[6:14] for name in stay}, reverse=True)
    assert days[:7] == ["20261125", "20261124", "20261123", "20261122", "20261121", "20261120", "20261119"]
    assert days[7:10] == ["20261115", "20261108", "20261101"], "Sundays end the weeks"
    assert days[10:12] == ["20261031", "20260930"], "then the ends of the months"
    assert len(stay) == 7 + 3 + 11
    assert all(name.endswith("120000.zip") for name in stay), "the later of a day's two"


@pytest.mark.parametrize("keep", [(0, 0, 0), (1, 0, 0), (0, 0, 1)])
def test_the_newest_always_stays(keep: tuple[int, int, int]) -> None:
    assert rules.kept(names(3), keep) == {"withi-20261125-120000.zip"}
    assert rules.kept(["notes.txt", "withi.zip"], keep) == set()


# --- running by itself ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_made_once_when_due_and_old_ones_go(own_place: Path) -> None:
    folder = own_place / "out"
    folder.mkdir()
    old = [folder / name for name in names(40)[30:]]
    other = folder / "notes.txt"
    for path in (*old, other):
        path.write_bytes(b"x")
    actions.make(target=own_place / "elsewhere")  # one made by hand puts nothing off
    made = actions.run_if_due()
    assert made is not None
    assert (folder / made.file).exists()
    assert actions.run_if_due() is None
    assert "not due" in said("backup", if_due=True)
    left = {path.name for path in folder.glob("*.zip")}
    assert made.file in left
    assert left == rules.kept({made.file, *(path.name for path in old)}, (7, 5, 12))
    assert other.exists()


@pytest.mark.django_db
def test_nothing_by_itself_where_no_folder_is_set(settings: Any) -> None:
    settings.BACKUP_FOLDER = ""
    assert actions.run_if_due() is None
    assert not BackupRun.objects.exists()


@pytest.mark.django_db
def test_two_at_once_make_one(own_place: Path) -> None:
    with actions._alone(own_place / "out") as first:
        assert first
        assert actions.run_if_due() is None
    assert actions.run_if_due() is not None


@pytest.mark.django_db
def test_the_proven_one_stays(own_place: Path) -> None:
    folder = own_place / "out"
    folder.mkdir()
    proven, other = names(3)[1:]
    for name in (proven, other):
        (folder / name).write_bytes(b"x")
    run(file=proven, proven_at=timezone.now())
    (folder / names(1)[0]).write_bytes(b"x")
    actions.prune(folder=folder)
    assert {path.name for path in folder.iterdir()} >= {proven, names(1)[0]}


# --- proving -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_proven_in_a_database_of_its_own(own_place: Path) -> None:
    """Another process restores it into an empty place, compares, and the site there answers."""
    User.objects.create_user("one", None, display_name="หนึ่ง (ตัวอย่าง)")
    made = actions.make(target=own_place / "out")
    file = Path(made.folder) / made.file
    assert "every row and file equal" in said("backup", prove=file)
    made.refresh_from_db()
    assert made.proven_at is not None
    assert made.proven_in in {"sqlite", "postgresql"}
    assert queries.last_proven() == made
    assert TrailEntry.objects.get(verb="backup.prove").subject_id == made.pk
    assert not list(own_place.glob("var/withi-proof-*"))
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(CommandError, match="cut or was changed"):
        said("backup", prove=file)


# --- the doctor ----------------------------------------------------------------------------------


def run(**more: Any) -> BackupRun:
    facts = {"file": "a.zip", "folder": "/x", "sha256": "0" * 64, "size": 10, "rows": 1, "files": 0}
    return BackupRun.objects.create(**facts | {"release": "0", "made_at": timezone.now()} | more)


def doctor_on_backups() -> list[tuple[str, str]]:
    return [(finding.level, finding.en) for finding in doctor.backups()]


@pytest.mark.django_db
def test_the_doctor_tells_how_old_backups_are() -> None:
    long_ago = timezone.now() - timedelta(days=40)
    assert doctor_on_backups() == [("bad", "no backup was ever made")]
    made = run(made_at=long_ago)
    told = doctor_on_backups()
    assert ("bad", "the last backup was made 40 days ago") in told
    assert ("bad", "no backup was ever restored for a trial") in told
    BackupRun.objects.filter(pk=made.pk).update(made_at=timezone.now(), proven_at=long_ago)
    told = doctor_on_backups()
    assert ("ok", "the last backup was made today") in told
    assert ("bad", "a backup was last restored for a trial 40 days ago") in told
    BackupRun.objects.filter(pk=made.pk).update(proven_at=timezone.now())
    assert {level for level, _ in doctor_on_backups()} == {"ok"}


@pytest.mark.django_db
def test_the_doctor_only_notes_it_where_no_schedule_is_set(settings: Any) -> None:
    settings.BACKUP_FOLDER = ""
    assert doctor_on_backups() == [("note", "no backup was ever made")]


@pytest.mark.django_db
def test_the_doctor_warns_of_a_short_disk_and_a_cut_restore(monkeypatch: pytest.MonkeyPatch) -> None:
    run(proven_at=timezone.now(), size=100)
    monkeypatch.setattr(queries, "free_bytes", lambda _: 150)
    queries.marker().write_text('{"file": "/x/a.zip", "sha256": "0"}')
    told = " ".join(text for level, text in doctor_on_backups() if level == "bad")
    assert "a restore of /x/a.zip was cut off" in told
    assert "left for backups" in told
