"""What the rooms have workers do regularly: known to every worker, and all of it does what it says on one database."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone

from tests.cast import World
from withi.ground.drafts.models import Draft
from withi.ground.files.actions import keep, path_of
from withi.ground.files.models import Upload
from withi.ground.jobs.actions import run_periods
from withi.ground.jobs.models import Job, Period, State
from withi.ground.jobs.running import PERIODS
from withi.ground.management.commands import worker
from withi.ground.notices.models import Notice
from withi.ground.people.models import SignInTries
from withi.registers.villages.models import Community
from withi.registers.villages.telling import CONFIRM

REGULAR = {
    "backup.run", "checkin.forget", "drafts.forget", "enquiries.forget", "enquiries.remind", "enquiries.send",
    "files.forget", "jobs.forget", "marks.forget_lists", "marks.remind", "notices.forget", "notices.remind",
    "notices.send", "people.forget", "planner.forget", "planner.weigh", "rounds.forget", "search.popular",
    "segments.begin",
}  # fmt: skip


def test_the_worker_knows_all_of_it() -> None:
    assert worker.Command.help
    assert set(PERIODS) == REGULAR


def past(owner: int, at: Any) -> list[models.Model]:
    """A row of every kind that is forgotten, past its last day."""
    ends = {"expires_at": at}
    return [
        Draft.objects.create(
            key=uuid4(), owner_id=owner, address="/desk/", tab="a", fields_sealed="x", saved_at=at, **ends
        ),
        Job.objects.create(kind="tests.gone", owner_id=owner, state=State.CANCELLED, due_at=at, created_at=at, **ends),
        Notice.objects.create(kind=CONFIRM, recipient_id=owner, count=1, created_at=at, **ends),
        Session.objects.create(session_key="past", session_data="", expire_date=at),
        SignInTries.objects.create(key="past", keep_until=at),
    ]


def test_one_round_forgets_reminds_and_makes_a_backup(world: World, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    at, owner = timezone.now() - timedelta(days=1), world.cast.worker.account
    rows = past(owner.pk, at)
    upload = keep(actor=owner, sent=SimpleUploadedFile("ก.csv", b"a,b\n"), purpose="import")
    fresh = keep(actor=owner, sent=SimpleUploadedFile("ข.csv", b"a,b\n"), purpose="import")
    Upload.objects.filter(pk=upload.pk).update(expires_at=at)
    Community.objects.filter(pk=world.register.here.community.pk).update(confirmed_on=at - timedelta(days=900))
    assert set(run_periods()) == REGULAR
    assert not [row for row in rows if type(row)._default_manager.filter(pk=row.pk).exists()]
    assert list(Upload.objects.filter(pk__in=(upload.pk, fresh.pk))) == [fresh]
    assert not path_of(upload).exists()
    assert len(list((tmp_path / "backups").glob("withi-*.zip"))) == 1
    assert Notice.objects.filter(kind=CONFIRM, recipient_id=owner.pk).exists()
    assert not Period.objects.exclude(trouble="").exists()
    assert run_periods() == []
