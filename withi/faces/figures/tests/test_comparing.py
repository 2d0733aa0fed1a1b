"""Evenness that others measured: entered by the department with its source, shown beside our own, never worked out."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.register import Register
from withi.faces.figures.tests.factory import fill
from withi.faces.figures.tests.test_pages import HERE, MONTH, YEAR, read
from withi.ground.trail.models import TrailEntry
from withi.work.figures import queries
from withi.work.figures.models import FigureComparator

pytestmark = pytest.mark.django_db
URL = "/desk/figures/comparators/"


@pytest.fixture(autouse=True)
def nothing_entered(register: Register) -> None:
    FigureComparator.objects.all().delete()


def said(**more: str) -> dict[str, str]:
    given = {"area_code": "40", "name_th": "รายได้ครัวเรือน", "year": str(YEAR - 1), "gini": "0.4123"}
    return {**given, "source": "สำนักงานทดลอง ตาราง 3", "as_of": "30 ก.ย. 2568", **more}


def enter(cast: Cast, **more: str) -> Any:
    return cast.department.client.post(URL, said(**more))


def test_a_figure_is_kept_with_its_source_and_the_same_again_writes_nothing(cast: Cast) -> None:
    for _twice in range(2):
        assert enter(cast).status_code == 302
    row = FigureComparator.objects.get()
    assert (row.area_code, row.year, row.gini, row.as_of.isoformat()) == ("40", YEAR - 1, 4_123, "2025-09-30")
    assert TrailEntry.objects.filter(verb="figures.compare").count() == 1
    assert enter(cast, gini="0.42").status_code == 302
    assert FigureComparator.objects.get().gini == 4_200
    entry = TrailEntry.objects.filter(verb="figures.compare").latest("pk")
    assert entry.changes.values_list("before__gini", flat=True).get() == 4_123


@pytest.mark.parametrize(
    ("field", "value"),
    [("gini", "1.01"), ("gini", "-0.1"), ("gini", "0.41234"), ("source", ""), ("as_of", ""), ("area_code", "4015")],
)
def test_what_cannot_be_a_published_gini_is_refused_at_its_field(cast: Cast, field: str, value: str) -> None:
    answer = enter(cast, **{field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()
    assert not FigureComparator.objects.exists()


def test_only_the_department_enters_and_takes_out(cast: Cast) -> None:
    assert cast.officer.client.post(URL, said()).status_code == 403
    assert cast.officer.client.get(URL).status_code == 200
    assert '<form class="form part"' not in cast.officer.client.get(URL).content.decode()
    enter(cast)
    remove = f"{URL}{FigureComparator.objects.get().pk}/remove/"
    assert cast.officer.client.post(remove).status_code == 403
    assert cast.department.client.get(remove).status_code == 405
    assert cast.department.client.post(remove).status_code == 302
    assert cast.department.client.post(remove).status_code == 404
    assert TrailEntry.objects.filter(verb="figures.compare_remove").count() == 1


def test_a_page_shows_its_provinces_and_the_nations_latest_until_its_year(cast: Cast) -> None:
    fill(HERE, [100_00 * place for place in range(1, 12)], MONTH)
    for more in (
        {}, {"year": str(YEAR - 3), "gini": "0.3"}, {"year": str(YEAR + 1), "gini": "0.9"},
        {"area_code": "nation", "gini": "0.35"},
    ):  # fmt: skip
        assert enter(cast, **more).status_code == 302
    here = FigureComparator.objects.get(gini=4_123)
    FigureComparator.objects.create(area_code="30", name_th=here.name_th, year=here.year, gini=7_700, as_of=here.as_of)
    assert [row.gini for row in queries.comparators(HERE, YEAR)] == [4_123, 3_500]
    page = read(cast.officer, f"/desk/figures/40/?year={YEAR}")
    assert "0.4123" in page
    assert "0.3500" in page
    assert "สำนักงานทดลอง ตาราง 3" in page
    assert all(other not in page for other in ("0.7700", "0.9000", "0.3000"))


def test_english_readers_see_english_where_it_was_given(cast: Cast) -> None:
    fill(HERE, [100_00 * place for place in range(1, 12)], MONTH)
    assert enter(cast, name_en="Income of households", source_en="Trial office, table 3").status_code == 302
    assert enter(cast, area_code="nation", gini="0.35").status_code == 302
    thai, english = (read(cast.officer, f"{start}/desk/figures/40/?year={YEAR}") for start in ("", "/en"))
    assert "Income of households" not in thai
    assert all(told in english for told in ("Income of households", "Trial office, table 3", "สำนักงานทดลอง ตาราง 3"))
