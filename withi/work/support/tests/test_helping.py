"""What officers write down by hand, and who helped whom."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
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
from withi.registers.villages.tests.factory import open_community
from withi.work.support import helping
from withi.work.support.models import SupportEntry
from withi.work.support.rules import reach
from withi.work.support.tests.factory import make_support, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def test_how_far_help_reached() -> None:
    assert (reach([]).share, reach([0, 0]).share) == (0.0, 0.0)
    found = reach([3, 1, 0, 0])
    assert (found.helped, found.all, found.share, found.most) == (2, 4, 0.5, 0.75)


def test_six_questions_of_writing_one_down(cast: Cast) -> None:
    community = open_community("บ้านหนึ่ง", "40150808")
    view = Asked("/desk/support/community/{pk}/give/", typed(), 302)
    assert six_answers(view, cast, community.pk) == [302, 302, 404, 403, 404, 405]
    assert SupportEntry.objects.count() == 1  # two people, one form


def test_six_questions_of_a_partners_page(cast: Cast) -> None:
    view = Asked("/desk/support/by/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_partner().pk) == [200, 200, 404, 200, 404, 405]


def test_six_questions_of_taking_one_back(cast: Cast) -> None:
    producer = make_producer()
    entry = make_support(producer.pk, source=("hand", 5))
    view = Asked(f"/desk/support/producer/{{pk}}/{entry.pk}/back/")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 403, 404, 405]


def test_what_is_written_down_says_by_whom_on_the_record_and_on_the_public_page(worker: Client, client: Client) -> None:
    community = open_community("บ้านหนึ่ง", "40150808")
    public = f"/communities/{community.pk}/"
    partner = make_partner(name_th="วิทยาลัยเกษตรหนองสองห้อง")
    unnamed = make_partner(name_th="บริษัทที่ขอไม่ออกชื่อ", is_named=False)
    elsewhere = make_partner(name_th="เทศบาลที่อื่น", area_code="4011")
    assert "ภาคีที่ร่วมพัฒนา" not in client.get(public).content.decode()
    page = worker.get(f"/desk/support/community/{community.pk}/give/?partner={partner.pk}").content.decode()
    assert f'<option value="{partner.pk}" selected>' in page
    assert elsewhere.name_th not in page
    sent = typed(partner=str(partner.pk))
    for _twice in range(2):
        assert worker.post(f"/desk/support/community/{community.pk}/give/", sent).status_code == 302
    worker.post(f"/desk/support/community/{community.pk}/give/", typed(partner=str(unnamed.pk)))
    worker.post(f"/desk/support/community/{community.pk}/give/", typed())
    entry = SupportEntry.objects.get(partner=partner)
    assert (entry.amount, entry.minutes, entry.given_on) == (150_000, 720, date(2018, 6, 1))
    panel = worker.get(f"/desk/support/community/{community.pk}/").content.decode()
    for told in ("โดย วิทยาลัยเกษตรหนองสองห้อง", "โดย บริษัทที่ขอไม่ออกชื่อ", "โดย สำนักงานพัฒนาชุมชน"):
        assert told in panel
    shown = client.get(public).content.decode()
    assert "ภาคีที่ร่วมพัฒนา" in shown
    assert partner.name_th in shown
    assert unnamed.name_th not in shown
    back = f"/desk/support/community/{community.pk}/{entry.pk}/back/"
    assert worker.post(back, {"reason": " "}).status_code == 422
    assert worker.post(back, {"reason": "ลงผิดหมู่บ้าน"}).status_code == 302
    assert worker.post(back, {"reason": "ซ้ำ"}).status_code == 404
    assert partner.name_th not in client.get(public).content.decode()
    assert "ลงผิดหมู่บ้าน" in worker.get(f"/desk/support/community/{community.pk}/").content.decode()
    verbs = list(TrailEntry.objects.filter(verb__startswith="support.").values_list("verb", flat=True))
    assert sorted(set(verbs)) == ["support.give", "support.take_back"]
    history = worker.get(f"/desk/communities/{community.pk}/").content.decode()
    assert "บันทึกการสนับสนุน" in history
    assert "ถอนรายการสนับสนุน" in history
    assert "support." not in history


def test_what_is_wrong_is_refused(worker: Client) -> None:
    producer, over = make_producer(), make_partner(until="2018-01-01")
    path = f"/desk/support/producer/{producer.pk}/give/"
    tomorrow = format_date(timezone.localdate() + timedelta(days=1))
    wrongs: list[dict[str, str]] = [
        {"partner": ""},
        {"partner": "99999"},
        {"partner": str(over.pk)},
        {"kind": "mark"},
        {"on": tomorrow},
        {"amount": "-5"},
        {"hours": "99999"},
        {"once": "x"},
        {"title": ""},
    ]
    for wrong in wrongs:
        assert worker.post(path, typed(**wrong)).status_code == 422, wrong
    assert not SupportEntry.objects.exists()


def test_nobody_writes_down_what_his_own_record_was_given(cast: Cast) -> None:
    producer = make_producer()
    owner = make_person("owner", Position.PRODUCER, producer.area_code, subject=("producer", producer.pk))
    asked = client_of(owner)
    assert asked.get(f"/desk/support/producer/{producer.pk}/").status_code == 200
    assert asked.post(f"/desk/support/producer/{producer.pk}/give/", typed()).status_code == 403


def test_what_another_room_wrote_is_not_taken_back_by_hand(worker: Client) -> None:
    producer = make_producer()
    entry = make_support(producer.pk, kind="mark")
    assert worker.get(f"/desk/support/producer/{producer.pk}/{entry.pk}/back/").status_code == 404
    by_hand = make_support(producer.pk, source=("hand", 7))
    other = make_producer()
    assert worker.get(f"/desk/support/producer/{other.pk}/{by_hand.pk}/back/").status_code == 404


def helped(partner: Partner) -> list[Any]:
    """Three communities of a district, two of them helped."""
    rows = [open_community(f"บ้าน{turn}", "40150808") for turn in ("หนึ่ง", "สอง", "สาม")]
    for row, times in zip(rows, (3, 1, 0), strict=True):
        for turn in range(times):
            about = {"subject": "community", "area_code": row.area_code, "on": date(2018 + turn, 11, 1)}
            amount = 100_000 if turn else None
            make_support(
                row.pk, partner_id=partner.pk, amount=amount, minutes=90, source=("hand", uuid4().int >> 65), **about
            )
    return rows


def test_a_partners_page_says_whom_how_much_by_year_and_how_evenly(cast: Cast) -> None:
    partner = make_partner()
    first, second, third = helped(partner)
    far = make_support(99, partner_id=partner.pk, area_code="300101")
    found = helping.page_of(partner, cast.worker.scope)
    assert found.total.replace("\xa0", " ") == "สนับสนุน 4 ครั้ง · 2,000 บาท (ทราบมูลค่า 2 จาก 4 ครั้ง) · 6 ชั่วโมง"
    assert found.even[0] == "ช่วยแล้ว 2 จาก 3 ชุมชนในพื้นที่ทำงาน (67%)"
    assert "75%" in found.even[1]
    assert [(year.label, year.reached) for year in found.years] == [
        ("ปีงบประมาณ 2564", "1 ราย"),
        ("ปีงบประมาณ 2563", "1 ราย"),
        ("ปีงบประมาณ 2562", "2 ราย"),
    ]
    assert [one.name for one in found.helped] == [first.name_th, second.name_th]
    assert found.nobody == [third]
    assert far.title_th not in str(found)
    reader = helping.page_of(partner, cast.reader.scope)
    assert "บาท" not in reader.total
    assert helping.page_of(partner, cast.stranger.scope).helped == []


def test_an_areas_page_names_partners_and_the_communities_nobody_helped(cast: Cast, worker: Client) -> None:
    partner, silent = make_partner(), make_partner(name_th="ธนาคารที่ยังเงียบ")
    *_helped, third = helped(partner)
    make_support(third.pk, subject="community", area_code="40150808")  # by our own offices
    found = worker.get("/desk/support/?area=401508").context["found"]
    assert [(one.pk, one.reached) for one in found.givers] == [(partner.pk, "2 ราย"), (None, "1 ราย")]
    assert found.silent == [silent]
    assert found.nobody == [third]
    assert found.even == ["ภาคีช่วยแล้ว 2 จาก 3 ชุมชนในพื้นที่นี้ (67%)"]
    for elsewhere in ("3001", "x"):
        empty = worker.get(f"/desk/support/?area={elsewhere}").context["found"]
        assert (empty.givers, empty.nobody, empty.even) == ([], [], [])


def test_more_supports_cost_no_more_queries_and_the_file_holds_them(worker: Client) -> None:
    partner = make_partner()
    helped(partner)
    pages = (f"/desk/support/by/{partner.pk}/", "/desk/support/")

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert worker.get(page).status_code == 200
            counts.append(len(seen))
        return counts

    asked()
    few = asked()
    for turn in range(20):
        make_support(open_community(f"บ้านใหม่{turn}", "40150808").pk, subject="community", partner_id=partner.pk)
    assert asked() == few
    taken = worker.post(f"/desk/support/by/{partner.pk}/export/csv/")
    text = b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.count("\n") == 25
    assert "บ้านหนึ่ง" in text
    assert worker.post(f"/desk/support/by/{partner.pk}/export/exe/").status_code == 404
