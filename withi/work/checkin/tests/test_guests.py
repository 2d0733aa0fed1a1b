"""What a guest's camera opens: counted once, by what proof, and a clear answer to everything else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.ground.trail.models import TrailEntry
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import areas, open_community
from withi.work.checkin import access, actions, queries, rules
from withi.work.checkin.models import CheckinDay, CheckinToken, CheckinTries

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Community:
    areas()
    return open_community(lat=16.0, lon=102.0, name_en="Ban Dong Kheng")


def paper(place: Community, serial: int = 1) -> str:
    return f"/checkin/{access.signed(rules.paper_code(place.pk, serial))}/"


def screen(place: Community, minutes: int = 0) -> str:
    return f"/checkin/{access.signed(rules.screen_code(place.pk, timezone.now().timestamp() + 60 * minutes))}/"


def tap(url: str, client: Client | None = None, /, **data: Any) -> Any:
    """A telephone opens the page and taps."""
    client = client or Client()
    assert client.get(url).status_code == 200
    return client.post(url, data)


def counted(place: Community) -> dict[str, int]:
    return dict(CheckinDay.objects.filter(community=place).values_list("proof", "scans"))


def test_one_tap_counts_a_telephone_once_a_day(place: Community) -> None:
    guest = Client()
    first, second = tap(screen(place), guest), tap(screen(place), guest)
    assert first.status_code == second.status_code == 200
    assert (first.context["stamp"].is_new, second.context["stamp"].is_new) == (True, False)
    assert "เช็คอินแล้ว" in first.content.decode()
    assert "วันนี้เช็คอินที่นี่ไปแล้ว" in second.content.decode()
    tap(paper(place), guest)
    assert counted(place) == {"screen": 1}
    tap(screen(place))
    assert counted(place) == {"screen": 2}


def test_another_place_counts_the_same_telephone_too(place: Community) -> None:
    other, guest = open_community("บ้านอื่น", "40250505"), Client()
    tap(screen(place), guest)
    tap(screen(other), guest)
    assert (counted(place), counted(other)) == ({"screen": 1}, {"screen": 1})


def test_nothing_is_kept_of_who_came(place: Community) -> None:
    guest = Client(REMOTE_ADDR="203.0.113.77")
    tap(paper(place), guest, lat="16.01", lon="102.01", vague="20")
    cookie = guest.cookies["withi_guest"]
    assert 0 < int(cookie["max-age"]) <= 86_401
    kept = [
        *CheckinToken.objects.values_list("token", flat=True),
        *CheckinTries.objects.values_list("sender", flat=True),
    ]
    assert len(kept) == 2
    assert not [each for each in kept if cookie.value in each or "203.0.113" in each]
    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize(
    ("sent", "proof", "words"),
    [
        ({}, "unverified", "ตำแหน่งยังไม่ยืนยัน"),
        ({"lat": "16.01", "lon": "102.01", "vague": "30"}, "position", "ยืนยันด้วยตำแหน่ง"),
        ({"lat": "16.01"}, "unverified", "ตำแหน่งยังไม่ยืนยัน"),
    ],
)
def test_a_poster_asks_for_proof_and_says_what_it_got(
    place: Community, sent: dict[str, str], proof: str, words: str
) -> None:
    answer = tap(paper(place), None, **sent)
    assert words in answer.content.decode()
    assert counted(place) == {proof: 1}


@pytest.mark.parametrize("lang", [0, 1])
def test_the_word_of_the_day_is_taken_in_both_languages(place: Community, lang: int) -> None:
    word = queries.words(place.pk, timezone.localdate())[lang]
    assert tap(paper(place), word=word).status_code == 200
    assert counted(place) == {"word": 1}
    assert queries.words(place.pk, timezone.localdate() - timedelta(days=1))[lang] != word


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"word": "ไม่ใช่คำนี้"}, 422, "ไม่ตรงกับคำประจำวัน"),
        ({"lat": "18.8", "lon": "98.9"}, 409, "อยู่ห่างจากชุมชนนี้"),
        ({"lat": "nan", "lon": "1"}, 422, ""),
        ({"lat": "91", "lon": "1e999"}, 422, ""),
        ({"word": "ก" * 10_000}, 422, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_counted(
    place: Community, sent: dict[str, str], status: int, words: str
) -> None:
    answer = tap(paper(place), None, **sent)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert counted(place) == {}


@pytest.mark.parametrize(("minutes", "status", "words"), [(-11, 410, "เกิน 10 นาที"), (5, 409, "นาฬิกา")])
def test_a_screenshot_is_useless_after_ten_minutes(place: Community, minutes: int, status: int, words: str) -> None:
    guest = Client()
    guest.get(screen(place))
    for method in (guest.get, guest.post):
        answer = method(screen(place, minutes))
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert counted(place) == {}


def test_a_forged_code_and_one_of_another_place_are_unknown(place: Community) -> None:
    code = access.signed(rules.paper_code(place.pk, 1))
    other = rules.paper_code(place.pk + 1, 1).plain
    forged = [code[:-1] + ("0" if code[-1] != "0" else "1"), f"{other}-{code[-20:]}", "x", "ก" * 200, code.upper()]
    guest = Client()
    assert {guest.get(f"/checkin/{each}/").status_code for each in forged} == {404}
    assert {guest.post(f"/checkin/{each}/").status_code for each in forged} == {404}
    assert not CheckinTries.objects.exists()


def test_a_place_that_guests_do_not_see_is_unknown(place: Community) -> None:
    Community.objects.update(state=State.WITHDRAWN)
    assert Client().get(screen(place)).status_code == 404


@pytest.mark.parametrize(("state", "words"), [("paused", "งดรับนักท่องเที่ยวชั่วคราว"), ("ceased", "เลิกรับนักท่องเที่ยว")])
def test_a_paused_or_ceased_place_says_so_kindly(place: Community, state: str, words: str) -> None:
    Community.objects.update(receiving=state)
    guest = Client()
    answers = [guest.get(screen(place)), guest.post(screen(place))]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert all(words in answer.content.decode() for answer in answers)
    assert counted(place) == {}


def test_a_telephone_without_a_cookie_is_told(place: Community) -> None:
    answer = Client().post(screen(place))
    assert answer.status_code == 403
    assert "คุกกี้" in answer.content.decode()
    assert counted(place) == {}


def test_thousands_of_posts_from_one_address_are_stopped(place: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_IN_SLOT", 3)
    monkeypatch.setattr(rules, "slot_of", lambda _now: 1)
    answers = [tap(screen(place)).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert counted(place) == {"screen": 3}
    assert CheckinTries.objects.get().count == 3
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert tap(screen(place), other).status_code == 200


def test_wrong_words_count_as_tries(place: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_IN_SLOT", 2)
    monkeypatch.setattr(rules, "slot_of", lambda _now: 1)
    assert [tap(paper(place), word="ผิด").status_code for _ in range(3)] == [422, 422, 429]


def test_what_told_telephones_apart_is_forgotten_after_the_day(place: Community) -> None:
    tap(screen(place))
    assert actions.forget() == 0
    CheckinToken.objects.update(day=timezone.localdate() - timedelta(days=1))
    CheckinTries.objects.update(slot=1)
    assert actions.forget() == 1
    assert not CheckinToken.objects.exists()
    assert not CheckinTries.objects.exists()
    assert counted(place) == {"screen": 1}


def test_the_page_is_light_and_works_without_a_script(place: Community) -> None:
    for url in (screen(place), paper(place)):
        page = Client().get(url).content.decode()
        assert len(page.encode()) < 12_000
        assert "woff2" not in page
        assert page.count('<button class="act main tap">') == 1
        assert "<form" in page
    english = Client().get(f"/en{paper(place)}").content.decode()
    assert "Ban Dong Kheng" in english
    assert "Check in now" in english


def test_the_passport_is_one_page_for_everybody() -> None:
    first, second = Client().get("/passport/"), Client().get("/passport/")
    assert first.content == second.content
    assert not first.cookies
    assert "data-stamps" in first.content.decode()
    assert Client().post("/passport/").status_code == 405
