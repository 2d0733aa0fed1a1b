"""A district's page is kept for its officers, and never tells other figures than the rows do."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast, Person
from withi.faces.figures import views
from withi.faces.figures.tests.factory import fill, make_report, take_out
from withi.faces.figures.tests.test_pages import BEFORE, HERE, MONTH, YEAR, page, read, url
from withi.ground.places.models import Area
from withi.ground.web import answered
from withi.registers.producers.models import Producer, ProducerStatus
from withi.registers.producers.tests.factory import make_producer
from withi.work.income.models import IncomeMonth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    answered.forget()
    yield
    answered.forget()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The areas whose pages were made, in order."""
    found: list[str] = []
    make = views.area_told

    def noted(request: Any, code: str) -> views.Told:
        found.append(code)
        return make(request, code)

    monkeypatch.setattr(views, "area_told", noted)
    return found


def seen(person: Person, **asked: object) -> str:
    text = page(person, "4015", year=YEAR, part=MONTH, **asked).partition("<main")[2]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_it_is_made_once_for_all_its_officers(cast: Cast, made: list[str]) -> None:
    fill(HERE, [100_00, 200_00, 300_00], MONTH)
    texts = [seen(person) for person in (cast.worker, cast.worker, cast.officer)]
    assert made == ["4015"]
    assert texts[0] == texts[1]
    assert all("600 บาท" in text for text in texts)
    assert "(บาท)" in texts[0]


def test_every_table_behind_it_makes_it_anew(cast: Cast, made: list[str]) -> None:
    first, second = fill(HERE, [100_00, 300_00], MONTH)
    assert "400 บาท" in seen(cast.worker)
    late = make_report(make_producer(area_code=HERE), MONTH, in_village=55_00)
    assert "455 บาท" in seen(cast.worker), "a report came"
    take_out(late)
    assert "400 บาท" in seen(cast.worker), "it was taken back"
    old = make_report(first, BEFORE, in_village=200_00)
    assert "เพิ่ม 100 %" in seen(cast.worker), "a report of the year before came"
    take_out(old)
    Producer.objects.filter(pk=second.pk).update(people=40)
    before = seen(cast.worker)
    Producer.objects.filter(pk=second.pk).update(people=4)
    assert seen(cast.worker) != before, "a group has fewer members"
    before = seen(cast.worker)
    ProducerStatus.objects.filter(producer=second).delete()
    assert seen(cast.worker) != before, "one report less is due"
    Area.objects.filter(pk=HERE[:6]).update(name_th="ดงใหม่")
    assert "ดงใหม่" in seen(cast.worker), "a tambon has another name"
    assert len(made) > 6


def test_two_that_swap_their_figures_change_it_though_no_sum_does(cast: Cast) -> None:
    one, other = fill(HERE, [100_00, 300_00], MONTH)
    Producer.objects.filter(pk=one.pk).update(people=50)
    before = seen(cast.worker)
    for producer, satang in ((one, 300_00), (other, 100_00)):
        take_out(IncomeMonth.objects.get(producer=producer))
        make_report(producer, MONTH, in_village=satang // 2, outside=satang - satang // 2)
    assert seen(cast.worker) != before


def test_each_language_and_period_has_its_own(cast: Cast, made: list[str]) -> None:
    fill(HERE, [100_00, 300_00], MONTH)
    thai, english = seen(cast.worker), read(cast.worker, "/en" + url("4015", year=YEAR, part=MONTH))
    assert "400 บาท" in thai
    assert "Sold inside the community" in english
    assert "Sold inside the community" not in thai
    assert "400 บาท" in seen(cast.worker, kind="group")
    assert made == ["4015"] * 3


def test_an_outsiders_page_is_never_an_officers(cast: Cast, made: list[str]) -> None:
    fill(HERE, [100_00, 300_00], MONTH)
    assert "400 บาท" in seen(cast.worker)
    stranger = cast.stranger.client.get(url("4015", year=YEAR, part=MONTH)).content.decode()
    assert "400 บาท" not in stranger
    assert made == ["4015", "4015"]


def test_nobodys_token_is_kept(cast: Cast) -> None:
    fill(HERE, [100_00, 300_00], MONTH)
    pages = [cast.officer.client.get(url("4015", year=YEAR, part=MONTH)).content.decode() for _ in range(2)]
    assert all("csrfmiddlewaretoken" in text for text in pages), "the files are asked for by a form"
    kept = [made.value.main for made, _size in answered.KEPT._entries.values()]
    assert len(kept) == 1
    assert "csrf" not in kept[0]
