"""What only its owner may open, in each place: a read and checked file waiting to be decided (an import, and a
comparison with the department's list), and jobs of every end.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tests.places import VILLAGES, mark
from withi.faces.exchange.examples import EXAMPLES
from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeRun
from withi.faces.imports.models import ImportChunk, ImportRun
from withi.faces.imports.queries import pack
from withi.faces.imports.rules import READERS, Sheet
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.jobs.models import Job, State
from withi.ground.jobs.running import folder
from withi.ground.people.models import User
from withi.kit.intake import Line

COLUMNS = {"name_th": "ชื่อผลิตภัณฑ์", "producer": "ผู้ผลิต", "district": "อำเภอ"}
FIRST_ROW = 2


def stage(workers: Mapping[str, User]) -> dict[str, ImportRun]:
    """One file with one row for each worker's own place, without the child process that reads real ones."""
    uploads = [_upload(place, worker) for place, worker in workers.items()]
    kept = Upload.objects.bulk_create(uploads)
    runs = ImportRun.objects.bulk_create(
        [_run(upload, worker, place) for upload, (place, worker) in zip(kept, workers.items(), strict=True)]
    )
    lines = [_line(place) for place in workers]
    ImportChunk.objects.bulk_create(
        [
            ImportChunk(run=run, position=1, warnings=len(line.findings), body=pack([line]))
            for run, line in zip(runs, lines, strict=True)
        ]
    )
    return dict(zip(workers, runs, strict=True))


def stage_jobs(workers: Mapping[str, User]) -> dict[str, dict[str, UUID]]:
    """For each worker one job that waits, one that is done with a file, and one that failed; keys by state."""
    states = (State.WAITING, State.DONE, State.FAILED)
    kept = {place: {state: _job(place, worker, state) for state in states} for place, worker in workers.items()}
    Job.objects.bulk_create([job for jobs in kept.values() for job in jobs.values()])
    return {place: {state.value: job.key for state, job in jobs.items()} for place, jobs in kept.items()}


def _job(place: str, worker: User, state: State) -> Job:
    now = timezone.now()
    job = Job(
        kind="imports.commit",
        owner_id=worker.pk,
        about=f"{mark(place, 'row')}.csv",
        params={"run": "00000000-0000-4000-8000-000000000000", "good_rows_only": True},
        state=state,
        due_at=now,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    if state is State.DONE:
        job.result_path, job.result_name = f"staged-{job.key.hex}", f"{mark(place, 'row')}.csv"
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / job.result_path).write_text(mark(place, "row"), encoding="utf-8")
    if state is State.FAILED:
        job.problem = "jobs.broken"
    return job


def _cells(place: str) -> dict[str, str]:
    return {"name_th": f"ตะกร้า {mark(place, 'row')}", "producer": f"กลุ่มจักสาน {place}", "district": "หนองสองห้อง"}


def _upload(place: str, worker: User) -> Upload:
    now = timezone.now()
    upload = Upload(owner_id=worker.pk, name=f"{place}.csv", purpose="import", created_at=now, expires_at=now)
    text = "\n".join(",".join(row) for row in (COLUMNS.values(), _cells(place).values()))
    path = files.path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    upload.size, upload.sha256 = path.stat().st_size, "0" * 64
    upload.expires_at = now.replace(year=now.year + 1)
    return upload


def _run(upload: Upload, worker: User, place: str) -> ImportRun:
    return ImportRun(
        owner=worker,
        upload=upload,
        kind=Sheet.PRODUCTS,
        headings=list(COLUMNS.values()),
        mapping={key: index for index, key in enumerate(COLUMNS)},
        counts={"acts": {"new": 1}, "rules": {"warning|import.type_missing|type": {"found": 1, "proposed": 1}}},
    )


def _line(place: str) -> Line:
    line = Line(FIRST_ROW, _cells(place), timezone.localdate())
    READERS[Sheet.PRODUCTS](line, lambda found: found.values.update(area_code=VILLAGES[place]))
    return line


def compare(workers: Mapping[str, User]) -> dict[str, ExchangeRun]:
    """A row of the department's list that nobody registered, in each worker's own place."""
    kept = Upload.objects.bulk_create([_upload(place, worker) for place, worker in workers.items()])
    layouts = {code[:2]: _layout(code[:2]) for code in VILLAGES.values()}
    ExchangeLayout.objects.bulk_create(layouts.values())
    runs = ExchangeRun.objects.bulk_create(
        [
            ExchangeRun(owner=worker, upload=upload, layout=layouts[VILLAGES[place][:2]], kind=Sheet.PRODUCTS)
            for upload, (place, worker) in zip(kept, workers.items(), strict=True)
        ]
    )
    ExchangeItem.objects.bulk_create([_item(run, place) for run, place in zip(runs, workers, strict=True)])
    return dict(zip(workers, runs, strict=True))


def _layout(area: str) -> ExchangeLayout:
    one = EXAMPLES["products"]
    columns = [column.kept() for column in one.columns]
    return ExchangeLayout(name=f"แบบของ {area}", kind=one.kind, area_code=area, columns=columns)


def _item(run: ExchangeRun, place: str) -> ExchangeItem:
    line = _line(place)
    return ExchangeItem(
        run=run,
        position=1,
        part="there",
        nature="row",
        area_code=VILLAGES[place],
        name=line.values["name_th"],
        can_take=True,
        body=pack([line]),
        mark=f"staged-{place}",
        decision="create",
    )
