"""A partner's own account: keeps how its office is reached, tells what it gave, and an officer confirms."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit.era import format_date
from withi.registers.partners.models import Partner
from withi.registers.partners.tests.factory import make_partner
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import open_community
from withi.work.support.models import SupportEntry
from withi.work.support.tests.factory import make_support, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def partner(cast: Cast) -> Partner:
    return make_partner(name_th="วิทยาลัยชุมชนดงเค็ง")


@pytest.fixture
def own(partner: Partner) -> Client:
    """A browser of the partner's own account."""
    return client_of(make_person("ally", Position.PARTNER, partner.area_code, subject=("partner", partner.pk)))


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def told(community: Community | None = None, **values: Any) -> dict[str, str]:
    facts = {"community": str(community.pk) if community else "", "number": "", **values}
    return {name: value for name, value in typed(**facts).items() if name != "partner"}


@pytest.mark.parametrize(
    ("view", "reader"),
    [
        (Asked("/desk/partners/{pk}/contact/"), 403),
        (Asked("/desk/partners/{pk}/staff/"), 403),
        (Asked("/desk/support/by/{pk}/tell/"), 403),
    ],
    ids=lambda value: value.path if isinstance(value, Asked) else "",
)
def test_six_questions(cast: Cast, partner: Partner, view: Asked, reader: int) -> None:
    assert six_answers(view, cast, partner.pk) == [200, 200, 404, reader, 404, 405]


def test_its_own_account_keeps_how_it_is_reached_and_nothing_else(own: Client, partner: Partner) -> None:
    other = make_partner()
    assert [line.row for line in own.get("/desk/partners/").context["lines"]] == [partner]
    assert "/desk/partners/" in own.get("/desk/").content.decode()
    sent = {"version": "1", "phone": "๐๔๓-๔๙๑๐๐๐", "website": "www.dongkheng.ac.th", "name_en": "Dong Kheng College"}
    assert own.post(f"/desk/partners/{partner.pk}/contact/", sent).status_code == 302
    partner.refresh_from_db()
    assert (partner.phone, partner.website, partner.version) == ("043491000", "https://www.dongkheng.ac.th", 2)
    assert own.post(f"/desk/partners/{partner.pk}/contact/", {**sent, "phone": "043-111111"}).status_code == 409
    assert own.post(f"/desk/partners/{partner.pk}/contact/", {**sent, "version": "2", "phone": "12"}).status_code == 422
    for part in ("edit/", "staff/"):
        assert own.get(f"/desk/partners/{partner.pk}/{part}").status_code == 403
    for path in ("/desk/partners/add/", "/desk/support/", "/desk/import/"):
        assert own.get(path).status_code == 403, path
    for path in (f"/desk/partners/{other.pk}/", f"/desk/support/by/{other.pk}/tell/"):
        assert own.get(path).status_code == 404, path
    assert [entry.verb for entry in TrailEntry.objects.all()] == ["partners.contact"]


def test_what_it_tells_counts_nowhere_until_an_officer_of_the_place_confirms(
    own: Client, worker: Client, cast: Cast, partner: Partner
) -> None:
    community = open_community()
    public, desk = f"/communities/{community.pk}/", f"/desk/support/community/{community.pk}/"
    sent = told(community)
    for _twice in range(2):
        assert own.post(f"/desk/support/by/{partner.pk}/tell/", sent).status_code == 302
    entry = SupportEntry.objects.get()
    assert (entry.waits, entry.partner, entry.amount, entry.minutes) == (True, partner, 150_000, 720)
    assert "อบรมทำบรรจุภัณฑ์" in own.get(f"/desk/support/by/{partner.pk}/").content.decode()
    assert "1 การสนับสนุน" not in own.get(f"/desk/support/by/{partner.pk}/").content.decode()
    assert partner.name_th not in Client().get(public).content.decode()
    assert "ภาคีแจ้งเอง" in worker.get(desk).content.decode()
    assert "รอเจ้าหน้าที่ยืนยัน" in worker.get("/desk/support/").content.decode()
    confirm = f"{desk}{entry.pk}/confirm/"
    assert own.post(confirm).status_code == 404
    assert client_of(cast.stranger).post(confirm).status_code == 404
    assert client_of(cast.chief).post(confirm).status_code == 403
    assert worker.post(confirm).status_code == 302
    assert worker.post(confirm).status_code == 404  # a colleague was first
    assert partner.name_th in Client().get(public).content.decode()
    page = own.get(f"/desk/support/by/{partner.pk}/").content.decode()
    assert "1,500" in page
    assert f"/desk/communities/{community.pk}/" not in page
    assert own.post(f"/desk/support/by/{partner.pk}/tell/", sent).status_code == 302
    assert not SupportEntry.objects.waiting().exists()  # the same form again asks nobody anew
    verbs = list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["support.tell", "support.confirm"]


def test_what_was_not_so_is_taken_back_with_a_reason(own: Client, worker: Client, partner: Partner) -> None:
    community = open_community()
    own.post(f"/desk/support/by/{partner.pk}/tell/", told(community))
    entry = SupportEntry.objects.get()
    back = f"/desk/support/community/{community.pk}/{entry.pk}/back/"
    assert worker.post(back, {"reason": "ไม่ได้จัดอบรม"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.waits, entry.withdrawn_reason) == (False, "ไม่ได้จัดอบรม")
    assert not SupportEntry.objects.in_force().exists()


def test_a_producer_is_told_by_its_number_where_the_partner_works(own: Client, partner: Partner) -> None:
    here = make_producer(number="4015-9001", state="published")
    make_producer(number="3001-9001", area_code="300101", state="published")
    path = f"/desk/support/by/{partner.pk}/tell/"
    assert own.post(path, told(number="4015-9001")).status_code == 302
    assert (SupportEntry.objects.get().subject, SupportEntry.objects.get().subject_id) == ("producer", here.pk)
    tomorrow = format_date(timezone.localdate() + timedelta(days=1))
    for bad in (
        told(number="3001-9001"),
        told(),
        told(open_community(), number="4015-9001"),
        told(number="4015-9001", on=tomorrow),
        told(number="4015-9001", on="99 ม.ค. 2561"),
        told(number="4015-9001", amount="-5"),
        {**told(), "community": "99999999"},
    ):
        answer = own.post(path, bad)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode() or "aria-invalid" in answer.content.decode()
    assert SupportEntry.objects.count() == 1


def test_an_officer_says_whose_account_keeps_it_for_how_long(cast: Cast, worker: Client, partner: Partner) -> None:
    ally = make_person("newally", Position.PARTNER, "")
    path = f"/desk/partners/{partner.pk}/staff/"
    sent = {"username": "newally", "role_title": "งานบริการวิชาการ", "valid_from": "1 มิ.ย. 2561"}
    assert worker.post(path, {**sent, "username": "nobody"}).status_code == 422
    assert worker.post(path, sent).status_code == 302
    assert worker.post(path, sent).status_code == 422
    page = worker.get(path)
    (line,) = page.context["terms"]
    term = line["term"]
    assert (term.name, term.role) == (str(ally.user), "งานบริการวิชาการ")
    own = client_of(ally)
    assert own.get(f"/desk/partners/{partner.pk}/contact/").status_code == 200
    assert worker.post(f"{path}{term.pk}/end/").status_code == 302
    assert own.get(f"/desk/partners/{partner.pk}/contact/").status_code in (403, 404)


def test_the_database_lets_nothing_wait_that_no_partner_told() -> None:
    row = make_support(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportEntry.objects.filter(pk=row.pk).update(waits=True)


def test_a_partners_page_takes_no_more_queries_for_more_that_waits(own: Client, partner: Partner) -> None:
    counts = []
    for more in (1, 30):
        for turn in range(more):
            row = make_support(turn + 1, subject="community", partner_id=partner.pk)
            SupportEntry.objects.filter(pk=row.pk).update(waits=True)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert own.get(f"/desk/support/by/{partner.pk}/").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
