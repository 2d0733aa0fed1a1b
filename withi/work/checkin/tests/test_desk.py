"""Those who receive guests: who may see and count, both series, the screen, the poster, guests beside income."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tests.pages import bytes_of
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit import era
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import open_community
from withi.work.checkin import access, queries, rules
from withi.work.checkin.models import CheckinGroup, CheckinPoster
from withi.work.checkin.tests.factory import make_group, make_scans
from withi.work.income.models import IncomeMonth, IncomeTourism

pytestmark = pytest.mark.django_db
FILLED = {"thai": "๓๐", "foreign": "2", "purpose": "study", "nights": ""}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def place(cast: Cast) -> Community:
    return open_community()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def form_of(client: Client, place: Community, **values: str) -> dict[str, str]:
    """The form as its page shows it, filled in."""
    shown = client.get(f"/desk/checkin/{place.pk}/count/").context["form"].initial
    day = shown["day"]
    sent = {"key": str(shown["key"]), "day_0": str(day.day), "day_1": str(day.month), "day_2": str(day.year + 543)}
    return sent | FILLED | values


# --- six questions -------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "202611/"])
def test_six_questions_of_reading(cast: Cast, place: Community, end: str) -> None:
    view = Asked(f"/desk/checkin/{{pk}}/{end}", wrong_method="post")
    assert six_answers(view, cast, place.pk) == [200, 200, 404, 200, 404, 405]


@pytest.mark.parametrize("end", ["screen/", "poster.png", "poster.pdf"])
def test_six_questions_of_what_is_shown_to_guests(cast: Cast, place: Community, end: str) -> None:
    view = Asked(f"/desk/checkin/{{pk}}/{end}", wrong_method="post")
    assert six_answers(view, cast, place.pk) == [200, 200, 404, 403, 404, 405]


@pytest.mark.parametrize("end", ["count/", "poster/"])
def test_six_questions_of_counting(cast: Cast, place: Community, end: str) -> None:
    assert six_answers(Asked(f"/desk/checkin/{{pk}}/{end}"), cast, place.pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_taking_back(cast: Cast, place: Community) -> None:
    group = make_group(place, entered_by=cast.worker.user)
    path = f"/desk/checkin/{{pk}}/take-back/{group.pk}/"
    answers = six_answers(Asked(path, sent={}, answers=302, wrong_method="get"), cast, place.pk)
    assert answers == [409, 302, 404, 403, 404, 405], "the colleague was first"


def test_an_editor_counts_at_her_own_place_only(cast: Cast, place: Community) -> None:
    other = open_community("บ้านอื่น", "40150801")
    editor = make_person("editor", Position.COMMUNITY_EDITOR, place.area_code, subject=("community", place.pk))
    client = client_of(editor)
    assert client.post(f"/desk/checkin/{place.pk}/count/", form_of(client, place)).status_code == 302
    assert client.get(f"/desk/checkin/{other.pk}/").status_code == 404
    assert client.get(f"/desk/checkin/{other.pk}/count/").status_code == 404
    listed = client.get("/desk/checkin/").content.decode()
    assert (place.name_th in listed, other.name_th in listed) == (True, False)


# --- counting ------------------------------------------------------------------------------------


def test_a_group_is_one_entry_and_seen_at_once(worker: Client, place: Community) -> None:
    make_scans(place, 7, proof="screen")
    make_scans(place, 4, proof="unverified")
    sent = form_of(worker, place)
    answer = worker.post(f"/desk/checkin/{place.pk}/count/", sent)
    assert answer["Location"] == f"/desk/checkin/{place.pk}/"
    today = worker.get(answer["Location"]).context["today"]
    assert (today.scans.total, today.scans.unverified) == (11, 4)
    assert (today.counted.guests, today.counted.foreign, today.counted.groups) == (32, 2, 1)
    assert TrailEntry.objects.filter(verb="checkin.count", subject="community", subject_id=place.pk).count() == 1
    again = worker.post(f"/desk/checkin/{place.pk}/count/", sent)
    assert again.status_code == 302
    assert (CheckinGroup.objects.count(), TrailEntry.objects.count()) == (1, 1)
    other = worker.post(f"/desk/checkin/{place.pk}/count/", sent | {"thai": "31"})
    assert other.status_code == 409
    assert CheckinGroup.objects.get().guests_thai == 30


@pytest.mark.parametrize(("foreign", "nights", "is_said"), [("2", "1", True), ("0", "1", False), ("2", "", False)])
def test_who_houses_foreigners_is_reminded_of_the_notice(
    worker: Client, place: Community, foreign: str, nights: str, is_said: bool
) -> None:
    sent = form_of(worker, place) | {"foreign": foreign, "nights": nights}
    answer = worker.post(f"/desk/checkin/{place.pk}/count/", sent, follow=True)
    assert ("ตม.30" in answer.content.decode()) is is_said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("thai", "-1"),
        ("thai", "2001"),
        ("thai", "หลายคน"),
        ("foreign", "9" * 400),
        ("purpose", "spy"),
        ("purpose", ""),
        ("nights", "31"),
        ("nights", "1.5"),
        ("day_0", "32"),
        ("day_2", "2400"),
        ("key", "x"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_counted(worker: Client, place: Community, field: str, value: str) -> None:
    answer = worker.post(f"/desk/checkin/{place.pk}/count/", form_of(worker, place, **{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field.partition("_")[0]]
    assert not CheckinGroup.objects.exists()


def test_nobody_is_counted_where_no_guests_are_taken(worker: Client, place: Community) -> None:
    Community.objects.update(receiving="paused")
    answer = worker.post(f"/desk/checkin/{place.pk}/count/", form_of(worker, place))
    assert answer.status_code == 409
    assert "ยังไม่รับนักท่องเที่ยว" in answer.content.decode()
    assert "ตอนนี้ไม่รับเช็คอิน" in worker.get(f"/desk/checkin/{place.pk}/screen/").content.decode()


def test_a_group_taken_back_counts_no_more_and_stays_to_be_seen(worker: Client, cast: Cast, place: Community) -> None:
    group = make_group(place, entered_by=cast.worker.user)
    other = open_community("บ้านอื่น", "40150801")
    assert worker.post(f"/desk/checkin/{other.pk}/take-back/{group.pk}/").status_code == 404
    worker.post(f"/desk/checkin/{place.pk}/take-back/{group.pk}/")
    assert queries.today_of(place, timezone.localdate()).counted == queries.Counted()
    shown = worker.get(f"/desk/checkin/{place.pk}/{group.month}/").content.decode()
    assert "ยกเลิกแล้ว" in shown


# --- both series ---------------------------------------------------------------------------------


def test_days_and_months_stand_side_by_side_and_are_never_added(cast: Cast, place: Community) -> None:
    today = timezone.localdate()
    before = today - timedelta(days=400)
    make_scans(place, 5)
    make_scans(place, 3, proof="word")
    make_group(place, entered_by=cast.worker.user, nights=2)
    make_group(place, entered_by=cast.worker.user, day=before)
    days = queries.days_of(place, era.month_key(today))
    assert [(line.when, line.scans, line.counted) for line in days] == [
        (today, queries.Scans(8, 0), queries.Counted(1, 22, 2, 44))
    ]
    months = queries.months_of(place, today)
    assert (len(months), months[0].scans, months[1].scans, months[1].counted) == (12, queries.Scans(8, 0), None, None)
    assert queries.days_of(place, era.month_key(before))[0].scans is None


def test_pages_cost_the_same_however_much_was_counted(worker: Client, cast: Cast, place: Community) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert worker.get(path).status_code == 200
        return len(caught)

    home = f"/desk/checkin/{place.pk}/"
    paths = ("/desk/checkin/", home, f"{home}{era.month_key(timezone.localdate())}/")
    make_group(place, entered_by=cast.worker.user)
    few = [cost(path) for path in paths]
    for turn in range(30):
        open_community(f"บ้าน {turn}", "40150801")
        make_group(place, entered_by=cast.worker.user)
    assert [cost(path) for path in paths] == few


@pytest.mark.parametrize("month", ["0", "202613", "999999"])
def test_what_is_no_month_is_not_found(worker: Client, place: Community, month: str) -> None:
    assert worker.get(f"/desk/checkin/{place.pk}/{month}/").status_code == 404


def test_guests_beside_income_say_how_many_months_and_nothing_below_twelve(
    worker: Client, cast: Cast, place: Community
) -> None:
    now = era.month_key(timezone.localdate())
    for back in range(1, 14):
        month = era.month_shifted(now, -back)
        make_scans(place, 10 * back, day=era.month_start(month))
        IncomeTourism.objects.create(
            community=place, area_code=place.area_code, month=month, food=back * 100, total=back * 100,
            state="reported", entered_by=cast.worker.user, since=timezone.now(), revision=1,
        )  # fmt: skip
    shown = worker.get(f"/desk/checkin/{place.pk}/")
    income, sales = shown.context["beside"]
    same, one, two = income.lags
    assert (same.scans_points, one.scans_points, two.scans_points) == (13, 12, 11)
    assert same.scans == "ขึ้นลงไปด้วยกันมาก (+1.00)"
    assert two.scans == same.counted == "จำนวนเดือนยังน้อยเกินไป"
    assert [lag.scans_points for lag in sales.lags] == [0, 0, 0]
    assert "ไม่ได้บอกว่าสิ่งหนึ่งเป็นเหตุของอีกสิ่ง" in shown.content.decode()
    reader = client_of(cast.reader).get(f"/desk/checkin/{place.pk}/")
    assert reader.context["beside"] is None


@pytest.mark.parametrize(("sellers", "points"), [(4, 0), (5, 13)])
def test_guests_beside_sales_count_only_months_that_give_nobody_away(
    worker: Client, place: Community, sellers: int, points: int
) -> None:
    now = era.month_key(timezone.localdate())
    makers = [make_producer(community=place) for turn in range(sellers)]
    for back in range(1, 14):
        month = era.month_shifted(now, -back)
        make_scans(place, 10 * back, day=era.month_start(month))
        for maker in makers:
            IncomeMonth.objects.create(
                producer=maker, area_code=maker.area_code, month=month, in_village=back * 100, total=back * 100,
                state="reported", since=timezone.now(), revision=1,
            )  # fmt: skip
    _income, sales = worker.get(f"/desk/checkin/{place.pk}/").context["beside"]
    assert [lag.scans_points for lag in sales.lags] == [max(0, points - lag) for lag in range(3)]
    assert (sales.lags[0].scans == "ขึ้นลงไปด้วยกันมาก (+1.00)") is bool(points)


# --- what guests scan ----------------------------------------------------------------------------


def test_the_screen_renews_itself_by_a_part_of_the_page(worker: Client, place: Community) -> None:
    path = f"/desk/checkin/{place.pk}/screen/"
    page = worker.get(path).content.decode()
    part = worker.get(path, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{path}" hx-trigger="every 30s"' in page
    assert "<html" not in part
    assert "<svg" in part


def test_a_new_poster_makes_the_old_one_worthless(worker: Client, place: Community) -> None:
    old = f"/checkin/{access.signed(rules.paper_code(place.pk, 1))}/"
    assert Client().get(old).status_code == 200
    for serial in (2, 3):
        assert worker.post(f"/desk/checkin/{place.pk}/poster/").status_code == 302
        assert CheckinPoster.objects.get().serial == access.serial_of(place.pk) == serial
    answer = Client().get(old)
    assert answer.status_code == 410
    assert "เปลี่ยนป้าย" in answer.content.decode()
    assert Client().get(f"/checkin/{access.signed(rules.paper_code(place.pk, 3))}/").status_code == 200


def test_the_poster_is_one_page_of_pdf(worker: Client, place: Community) -> None:
    answer = worker.get(f"/desk/checkin/{place.pk}/poster.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    assert worker.get(f"/desk/checkin/{place.pk}/poster.exe").status_code == 404


def test_the_square_of_the_poster_is_read_at_its_printed_size(worker: Client, place: Community) -> None:
    """The sheet of 210 mm at the dots of its picture, and smaller."""
    with Image.open(io.BytesIO(bytes_of(worker.get(f"/desk/checkin/{place.pk}/poster.png")))) as sheet:
        for width in (sheet.width, 620):
            (code,) = zxingcpp.read_barcodes(sheet.resize((width, sheet.height * width // sheet.width)))
            assert code.text.endswith(f"/checkin/{access.signed(rules.paper_code(place.pk, 1))}/")
