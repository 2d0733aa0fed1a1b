"""A file of the other system as long work: kept once, stopped when asked, and honest about why it was not read."""

from typing import Any

import pytest
from django.utils import translation

from tests.cast import Cast
from tests.register import Register
from withi.faces.exchange import actions
from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeRun
from withi.faces.exchange.rules import Decision, Part
from withi.faces.exchange.tests.factory import file_of
from withi.faces.exchange.tests.test_deciding import Game
from withi.faces.imports.models import ImportRun
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.jobs.actions import Running, cancel, retry, run_due
from withi.ground.jobs.models import Job, State
from withi.ground.jobs.running import LeaseLost
from withi.ground.people.models import Posting
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer

pytestmark = pytest.mark.django_db


@pytest.fixture
def game(cast: Cast, register: Register) -> Game:
    made = Game(cast)
    for model in (Job, ExchangeRun, ImportRun, Upload):
        model.objects.all().delete()
    return made


def send(game: Game, table: list[list[Any]] | None = None, *, whole_area: bool | None = False) -> Job:
    told: dict[str, Any] = {"actor": game.person.account, "scope": game.person.scope, "layout": game.layout}
    return actions.send_file(**told, sent=file_of(table or game.table(), game.layout), whole_area=whole_area)


def done(job: Job) -> Job:
    run_due()
    job.refresh_from_db()
    return job


def rows() -> tuple[int, int, int]:
    return ExchangeRun.objects.count(), ExchangeItem.objects.count(), ImportRun.objects.count()


def test_sending_a_file_reads_nothing_of_it(game: Game) -> None:
    job = send(game)
    assert (job.state, job.about, rows()) == (State.WAITING, "กรม.xlsx", (0, 0, 0))


@pytest.mark.parametrize(("whole_area", "missing"), [(False, 0), (True, 1)])
def test_a_comparison_leads_to_what_is_to_be_decided(game: Game, whole_area: bool, missing: int) -> None:
    Producer.objects.filter(pk=game.ours.pk).update(area_code="40020101")
    table = [row for row in game.table() if row[1] != game.ours.name_th]
    with translation.override("th"):
        job = done(send(game, table, whole_area=whole_area))
    run = ExchangeRun.objects.get()
    assert (job.state, job.result_url) == (State.DONE, f"/desk/exchange/{run.key}/")
    assert run.owner == game.person.account
    assert f"{run.counts['rows']} แถว" in job.result_words
    assert run.items.filter(part="here").count() == missing


def test_an_import_with_a_layout_leads_to_its_review(game: Game) -> None:
    job = done(send(game, whole_area=None))
    run = ImportRun.objects.get()
    assert (job.state, job.result_url) == (State.DONE, f"/desk/import/{run.key}/")
    assert run.counts["acts"] == {"same": 2, "changed": 1, "new": 1}


@pytest.mark.parametrize("whole_area", [None, False])
def test_a_file_of_another_layout_is_forgotten_and_said(game: Game, whole_area: bool | None) -> None:
    job = done(send(game, [["ชื่อ", "ตำบล"], ["ก", "ดงเค็ง"]], whole_area=whole_area))
    assert (job.state, job.problem, job.result_url) == (State.FAILED, "exchange.headings", "/desk/exchange/")
    assert not Upload.objects.filter(owner_id=game.person.account.pk, name="กรม.xlsx").exists()


def test_a_file_or_layout_that_is_gone_is_said_to_be(game: Game) -> None:
    job = send(game)
    files.forget(upload=Upload.objects.latest("pk"))
    assert done(job).problem == "exchange.gone"
    job = send(game)
    ExchangeLayout.objects.filter(pk=game.layout.pk).update(area_code="27")
    assert done(job).problem == "exchange.gone"


@pytest.mark.parametrize("whole_area", [None, False])
def test_who_lost_the_lease_keeps_nothing(game: Game, monkeypatch: pytest.MonkeyPatch, whole_area: bool | None) -> None:
    def lost(_running: Running) -> None:
        raise LeaseLost

    job, before = send(game, whole_area=whole_area), rows()
    with monkeypatch.context() as patch:
        patch.setattr(Running, "finish", lost)
        done(job)
    assert (job.state, rows()) == (State.RUNNING, before)


def test_it_stops_between_two_steps_and_is_done_once_when_tried_again(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send(game)
    tell, steps = Running.progress, []

    def told(running: Running, count: int, total: int = 0, words: str = "") -> None:
        steps.append(words)
        if len(steps) == 2:
            cancel(job=job)
        tell(running, count, total, words)

    with monkeypatch.context() as patch:
        patch.setattr(Running, "progress", told)
        assert done(job).state == State.CANCELLED
    assert (len(steps), rows()) == (2, (0, 0, 0))
    retry(job=job)
    assert done(job).state == State.DONE
    assert rows()[0] == 1


def test_whoever_may_not_import_has_nothing_done(game: Game, cast: Cast) -> None:
    told: dict[str, Any] = {"layout": game.layout, "whole_area": False}
    sent = file_of(game.table(), game.layout)
    with pytest.raises(Problem) as refused:
        actions.send_file(actor=cast.executive.account, scope=cast.executive.scope, sent=sent, **told)
    assert refused.value.status == 403
    job = send(game)
    Posting.objects.filter(user=game.person.account).delete()
    assert done(job).problem == "jobs.not_allowed"
    assert rows() == (0, 0, 0)


# --- storing what was decided --------------------------------------------------------------------


@pytest.fixture
def decided(game: Game, monkeypatch: pytest.MonkeyPatch) -> Game:
    """Two decided items, where one is what may be stored at once."""
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    game.run = game.again()
    game.decide(game.item(), Decision.THEIRS)
    game.decide(game.item(Part.THERE), Decision.CREATE)
    return game


def store(game: Game) -> Job:
    sent = actions.store(actor=game.person.account, scope=game.person.scope, run=game.run)
    assert isinstance(sent, Job)
    return sent


def test_little_is_stored_within_the_answer(decided: Game) -> None:
    decided.decide(decided.item(Part.THERE), Decision.LATER)
    done_at_once = actions.store(actor=decided.person.account, scope=decided.person.scope, run=decided.run)
    assert done_at_once == actions.Applied(1, 0)
    assert not Job.objects.exists()


def test_much_is_stored_once_however_often_the_button_is_pressed(decided: Game) -> None:
    first, second = store(decided), store(decided)
    assert first.pk == second.pk
    assert Producer.objects.filter(name_th="กลุ่มมาใหม่").count() == 0
    assert done(first).state == State.DONE
    assert first.result_url == f"/desk/exchange/{decided.run.key}/"
    assert Producer.objects.filter(name_th="กลุ่มมาใหม่").count() == 1
    assert decided.run.items.exclude(applied_at=None).count() == 2


def test_storing_whose_lease_is_lost_changes_nothing(decided: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_running: Running) -> None:
        raise LeaseLost

    job = store(decided)
    with monkeypatch.context() as patch:
        patch.setattr(Running, "finish", lost)
        done(job)
    assert Producer.objects.filter(name_th="กลุ่มมาใหม่").count() == 0
    assert decided.run.items.exclude(applied_at=None).count() == 0


def test_storing_a_comparison_that_is_thrown_away_is_said(decided: Game) -> None:
    job = store(decided)
    actions.discard(run=decided.run)
    assert done(job).problem == "exchange.gone"


def test_the_page_goes_to_the_job_and_comes_back(decided: Game, cast: Cast) -> None:
    answer = cast.officer.client.post(f"/desk/exchange/{decided.run.key}/apply/")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/desk/jobs/{job.key}/?go=1"
    assert "บันทึกแล้ว 2 ข้อ" in done(job).result_words
