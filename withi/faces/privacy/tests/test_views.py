"""The panel of who saw a producer's data, the quiet line of forms, and the public notice from dated texts."""

from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, World
from withi.faces.privacy import actions, queries
from withi.faces.privacy.models import PrivacyConsent, PrivacyPurpose
from withi.kit.problem import Problem
from withi.registers.producers import actions as producers

pytestmark = pytest.mark.django_db
TEXTS = Path(django_settings.BASE_DIR) / "fixtures/privacy/purposes.toml"
MISSING = 9_999_999


@pytest.fixture
def purposes() -> list[PrivacyPurpose]:
    """The texts as they begin; tests that empty the database take away what the migration brought."""
    actions.load_purposes(actor=None, path=TEXTS)
    return queries.purposes(timezone.localdate())


def page(client: Client, pk: int, **headers: str) -> HttpResponse:
    answer = client.get(f"/desk/privacy/producers/{pk}/", headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


# --- the panel -----------------------------------------------------------------------------------


def test_the_panel_tells_who_looked(world: World) -> None:
    worker, producer = world.cast.worker, world.register.here.producer
    producers.reveal_identity(actor=worker.account, scope=worker.scope, producer=producer)
    body = page(world.cast.worker.client, producer.pk).content.decode()
    assert worker.account.display_name in body
    assert "เปิดดูเลข 13 หลัก" in body
    part = page(world.cast.worker.client, producer.pk, hx_request="true").content.decode()
    assert "<html" not in part
    assert "เปิดดูเลข 13 หลัก" in part


def test_a_colleague_in_scope_sees_it(world: World) -> None:
    assert page(world.cast.chief.client, world.register.here.producer.pk).status_code == 200
    assert page(world.cast.auditor.client, world.register.here.producer.pk).status_code == 200


def test_another_province_sees_nothing(world: World) -> None:
    assert page(world.cast.stranger.client, world.register.here.producer.pk).status_code == 404


def test_readers_without_the_trail_are_told(world: World) -> None:
    for person in (world.cast.executive, world.cast.partner, world.cast.producer):
        assert page(person.client, world.register.here.producer.pk).status_code == 403


def test_a_producer_that_there_is_not(cast: Cast) -> None:
    assert page(cast.worker.client, MISSING).status_code == 404


def test_only_reading(world: World) -> None:
    assert (
        world.cast.worker.client.post(f"/desk/privacy/producers/{world.register.here.producer.pk}/").status_code == 405
    )


def test_the_producers_page_leads_there_for_those_who_may(world: World) -> None:
    path = f"/desk/producers/{world.register.here.producer.pk}/"
    there = f"/desk/privacy/producers/{world.register.here.producer.pk}/"
    assert there in world.cast.worker.client.get(path).content.decode()
    assert there not in world.cast.executive.client.get(path).content.decode()


def test_the_panel_takes_as_few_statements_for_many_acts(world: World, django_assert_max_num_queries: Any) -> None:
    worker, producer = world.cast.worker, world.register.here.producer
    page(worker.client, producer.pk)
    for count in (1, 50):
        for _ in range(count):
            producers.reveal_identity(actor=worker.account, scope=worker.scope, producer=producer)
        with django_assert_max_num_queries(7):
            page(worker.client, producer.pk)


# --- the line on forms ---------------------------------------------------------------------------


def test_forms_that_ask_for_personal_data_say_what_for(world: World) -> None:
    rows, client = world.register.here, world.cast.worker.client
    forms = {
        f"/desk/producers/{rows.producer.pk}/edit/": "producer",
        "/desk/producers/add/": "producer",
        f"/desk/producers/{rows.producer.pk}/identity/": "producer",
        f"/desk/communities/{rows.community.pk}/edit/visit/": "coordinator",
    }
    for path, code in forms.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'href="/privacy/#{code}"' in answer.content.decode(), path


# --- the notice ----------------------------------------------------------------------------------


def test_the_notice_is_written_from_the_dated_texts(client: Client, purposes: list[PrivacyPurpose]) -> None:
    assert len(purposes) == 7
    thai, english = (unescape(client.get(path).content.decode()) for path in ("/privacy/", "/en/privacy/"))
    for each in purposes:
        assert each.title_th in thai
        assert each.until_th in thai
        assert each.title_en in english
        assert f'id="{each.code}"' in thai
    assert "30 วัน" in thai
    assert "ตุลาคม 2569" in thai or "ต.ค. 2569" in thai


def test_the_notice_stands_without_texts(client: Client) -> None:
    PrivacyConsent.objects.all().delete()
    PrivacyPurpose.objects.all().delete()
    assert client.get("/privacy/").status_code == 200


def test_a_new_version_begins_on_its_day(client: Client, purposes: list[PrivacyPurpose], tmp_path: Path) -> None:
    client.get("/privacy/")
    today = timezone.localdate()
    changed = TEXTS.read_text(encoding="utf-8").replace("ไม่เกิน 90 วัน", "ไม่เกิน 30 วัน")
    file = tmp_path / "new.toml"
    file.write_text(changed.replace("2026-10-01", today.isoformat()), encoding="utf-8")
    before = {each.code: each for each in purposes}
    made = actions.load_purposes(actor=None, path=file)
    assert [(new.code, new.version) for new in made] == [("guest", 2)]
    assert PrivacyPurpose.objects.get(pk=before["guest"].pk).valid_to == today - timedelta(days=1)
    assert queries.purpose("guest", today - timedelta(days=1)).until_th == "ไม่เกิน 90 วัน"
    assert queries.purpose("guest", today).until_th == "ไม่เกิน 30 วัน"
    assert "ไม่เกิน 30 วัน" in client.get("/privacy/").content.decode(), "a kept page is made anew"
    assert actions.load_purposes(actor=None, path=file) == []


def test_a_text_cannot_begin_before_the_one_it_follows(purposes: list[PrivacyPurpose], tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text(TEXTS.read_text(encoding="utf-8").replace("ไม่เกิน 90 วัน", "ไม่เกิน 30 วัน"), encoding="utf-8")
    with pytest.raises(CommandError, match="must begin after"):
        call_command("purposes", load=file)
    assert PrivacyPurpose.objects.filter(code="guest").count() == 1


# --- consents ------------------------------------------------------------------------------------


def test_a_consent_is_noted_once_and_taken_back(world: World, purposes: list[PrivacyPurpose]) -> None:
    subject, worker = queries.of_producer(world.register.here.producer), world.cast.worker.account
    first = actions.give_consent(actor=worker, subject=subject, code="producer_phone", note="ลงชื่อที่อำเภอ")
    assert actions.give_consent(actor=worker, subject=subject, code="producer_phone") == first
    assert (first.recorded_by, first.purpose.version, first.note) == (worker, 1, "ลงชื่อที่อำเภอ")
    assert actions.withdraw_consent(actor=worker, subject=subject, code="producer_phone") == 1
    with pytest.raises(Problem, match="consent"):
        actions.withdraw_consent(actor=worker, subject=subject, code="producer_phone")
    again = actions.give_consent(actor=worker, subject=subject, code="producer_phone")
    assert [each.pk for each in queries.consents(subject)] == [again.pk, first.pk]


def test_no_consent_to_a_purpose_that_there_is_not(world: World, purposes: list[PrivacyPurpose]) -> None:
    subject = queries.of_producer(world.register.here.producer)
    with pytest.raises(Problem) as found:
        actions.give_consent(actor=None, subject=subject, code="nothing")
    assert found.value.code == "privacy.purpose"
    assert queries.purposes(date(2020, 1, 1)) == []
