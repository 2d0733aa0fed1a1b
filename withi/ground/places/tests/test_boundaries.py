"""Boundaries out of a file: stored, drawn, and positions held against them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from withi.ground.places import actions, maps, queries
from withi.ground.places.models import Boundary
from withi.ground.places.tests import factory
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web import versions
from withi.kit import geo
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nation() -> None:
    factory.nation()


def stored() -> list[str]:
    return list(Boundary.objects.order_by("code").values_list("code", flat=True))


class TestLoading:
    def test_a_second_time_changes_nothing(self, tmp_path: Path) -> None:
        file = factory.boundary_file(tmp_path, {"4011": (102.8, 15.8), "4015": (103.0, 15.8)})
        before = versions.snapshot()
        report = actions.load_boundaries(file, credit="กรมแผนที่")
        assert (report.rows, report.new, report.changed, report.same) == (2, 2, 0, 0)
        assert versions.snapshot() != before
        again = actions.load_boundaries(file, credit="กรมแผนที่")
        assert (again.new, again.changed, again.same) == (0, 0, 2)
        assert TrailEntry.objects.filter(verb="boundaries").count() == 1
        assert TrailChange.objects.count() == 2

    def test_others_stay_and_the_map_is_drawn_anew_for_all(self, tmp_path: Path) -> None:
        actions.load_boundaries(factory.boundary_file(tmp_path, {"4011": (102.8, 15.8)}))
        alone = Boundary.objects.get(pk="4011").view
        report = actions.load_boundaries(factory.boundary_file(tmp_path, {"4015": (103.0, 15.8)}))
        assert (report.new, report.changed) == (1, 0)
        first, second = Boundary.objects.order_by("code")
        assert first.view == second.view != alone
        assert first.drawn.startswith("M")
        assert first.label_x < second.label_x
        assert first.label_room > 200

    def test_a_moved_boundary_is_changed(self, tmp_path: Path) -> None:
        actions.load_boundaries(factory.boundary_file(tmp_path, {"401101": (102.8, 15.8)}))
        report = actions.load_boundaries(factory.boundary_file(tmp_path, {"401101": (102.9, 15.8)}))
        assert (report.new, report.changed) == (0, 1)

    def test_an_unknown_area_is_told_and_left_out(self, tmp_path: Path) -> None:
        report = actions.load_boundaries(factory.boundary_file(tmp_path, {"4011": (102.8, 15.8), "9901": (101, 15)}))
        assert stored() == ["4011"]
        assert [(number, finding.rule) for number, finding in report.findings] == [(2, "border.unknown")]

    def test_of_a_bad_file_nothing_is_stored(self, tmp_path: Path) -> None:
        file = factory.boundary_file(tmp_path, {"4011": (102.8, 15.8), "40": (15.8, 102.8)})
        with pytest.raises(CommandError, match="ลำดับที่ 2"):
            call_command("boundaries", "load", str(file))
        assert stored() == []

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Problem) as refused:
            actions.load_boundaries(tmp_path / "ไม่มี.geojson")
        assert refused.value.code == "border.unreadable"

        with pytest.raises(CommandError, match="ไม่พบไฟล์"):
            call_command("boundaries", "load", str(tmp_path / "ไม่มี.geojson"))

    def test_what_is_odd_is_stored_and_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = factory.boundary_file(tmp_path, {"4011": (98.8, 15.8)})
        call_command("boundaries", "load", str(file))
        assert "นอกจังหวัด" in capsys.readouterr().out
        assert stored() == ["4011"]
        call_command("boundaries", "load", str(file))
        assert "นอกจังหวัด" not in capsys.readouterr().out

    def test_the_command_counts(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = factory.boundary_file(tmp_path, {"4011": (102.8, 15.8), "9901": (101, 15)})
        call_command("boundaries", "load", str(file), "--credit", "กรมแผนที่")
        said = capsys.readouterr().out
        assert "9901" in said
        assert "แนวเขต 2 ใหม่ 1" in said
        assert Boundary.objects.get().credit == "กรมแผนที่"


class TestPositions:
    """Squares of a fifth of a degree: the tambon 401101 in the district 4011 in the province 40."""

    @pytest.fixture(autouse=True)
    def lines(self, tmp_path: Path) -> None:
        corners = {"401101": (102.8, 15.8), "401102": (103.0, 15.8), "4011": (102.8, 15.8), "40": (102.6, 15.6)}
        actions.load_boundaries(factory.boundary_file(tmp_path, corners, wide={"4011": 0.4, "40": 1.0}))

    def standing(self, lat: Any, lon: Any, code: str = "40110101", bounds: geo.Bounds = queries.BOUNDS) -> geo.Position:
        return geo.check_position(lat, lon, code, bounds)

    def test_inside(self) -> None:
        found = self.standing("15.9", "102.9")
        assert found.finding == "ok"
        assert found.standing == geo.Standing("ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น", 0, is_far=False)

    @pytest.mark.parametrize(
        ("lon", "finding"), [("103.0040", "ok"), ("103.0060", "outside_area"), ("103.006", "outside_area")]
    )
    def test_half_a_kilometre_is_forgiven(self, lon: str, finding: str) -> None:
        # 430 and 643 m outside; the file itself is written with one decimal, so it is made finer first
        Boundary.objects.update(decimals=5)
        assert self.standing("15.9001", lon).finding == finding

    def test_rounding_of_file_and_position_is_forgiven_too(self) -> None:
        Boundary.objects.update(decimals=5)
        assert self.standing("15.90", "103.01").finding == "ok"
        Boundary.objects.update(decimals=2)
        assert self.standing("15.9001", "103.0101").finding == "ok"

    def test_far_is_outside_district_or_province(self) -> None:
        Boundary.objects.update(decimals=5)
        near, far = self.standing("15.9001", "103.1001"), self.standing("16.3001", "102.9001")
        assert (near.finding, far.finding) == ("outside_area", "outside_area")
        assert [found.standing.is_far for found in (near, far) if found.standing] == [False, True]
        assert near.standing
        assert near.standing.values()["far"] == "10.7 กม."

    def test_the_area_around_counts_where_the_own_is_not_loaded(self) -> None:
        Boundary.objects.filter(level=6).delete()
        found = self.standing("15.9", "103.1")
        assert found.standing
        assert found.standing.path == "อ.เปือยน้อย จ.ขอนแก่น"

    def test_none_is_loaded(self) -> None:
        found = self.standing("18.8", "98.9", "501401")
        assert (found.finding, found.standing) == ("ok", None)

    def test_one_statement_each_or_none_where_remembered(self, django_assert_num_queries: Any) -> None:
        bounds = queries.RememberedBounds()
        with django_assert_num_queries(1):
            self.standing("15.9", "102.9")
        self.standing("15.9", "102.9", bounds=bounds)
        with django_assert_num_queries(0):
            self.standing("15.95", "102.95", bounds=bounds)


def test_without_boundaries_an_import_asks_once(django_assert_num_queries: Any) -> None:
    bounds = queries.RememberedBounds()
    with django_assert_num_queries(1):
        assert bounds.standing("40110101", 15.9, 102.9, 4) is None
        assert bounds.standing("50140101", 15.9, 102.9, 4) is None


def test_holes_and_islands_are_drawn() -> None:
    square = factory.square(102.0, 15.0, 1.0)
    island = factory.square(103.5, 15.0, 0.5)
    found = maps.draw({"4011": [[square, factory.square(102.4, 15.4, 0.1)], [island]]})
    assert found["4011"].path.count("M") == 2
    assert found["4011"].label.room > 100
