"""Reading boundaries and measuring how far outside one a position lies."""

import json
from typing import Any

import pytest

from withi.kit import borders, crossings, geo
from withi.kit.geo import Standing
from withi.kit.problem import Problem, Problems

SQUARE = [[102.0, 16.0], [102.5, 16.0], [102.5, 16.5], [102.0, 16.5], [102.0, 16.0]]
HOLE = [[102.2, 16.2], [102.3, 16.2], [102.3, 16.3], [102.2, 16.3], [102.2, 16.2]]


def feature(code: Any = "4011", kind: str = "Polygon", coordinates: Any = None) -> dict[str, Any]:
    given = [SQUARE] if coordinates is None else coordinates
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": given}}


def file_of(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def refusals(content: bytes) -> list[str]:
    try:
        borders.read(content, "แนวเขต.geojson")
    except Problem as problem:
        return [problem.code]
    except Problems as several:
        return [problem.code for problem in several.problems]
    return []


def test_polygons_and_their_decimals_are_read() -> None:
    found = borders.read(file_of(feature(4011), feature("401101", "MultiPolygon", [[SQUARE], [HOLE]])), "a")
    assert [(border.code, len(border.polygons), border.decimals) for border in found] == [
        ("4011", 1, 1),
        ("401101", 2, 1),
    ]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"\xff\xfe", ["border.text"]),
        (b"{", ["border.json"]),
        (b"[" * 100_000, ["border.odd"]),
        (b"[]", ["border.collection"]),
        (b'{"features": []}', ["border.collection"]),
        (file_of(None, feature(None), feature("40110101"), feature("40x1")), ["border.code"] * 4),
        (file_of(feature(), feature()), ["border.twice"]),
        (file_of(feature(kind="Point", coordinates=[102, 16])), ["border.shape"]),
        (file_of(feature(coordinates=[SQUARE[:4]])), ["border.shape"]),
        (file_of(feature(coordinates=[[[102, 16], ["x", 16], [1, 1], [102, 16]]])), ["border.shape"]),
        (file_of(feature(coordinates=[[[102, 16]] * 3])), ["border.shape"]),
        (file_of(feature(coordinates=[[[lat, lon] for lon, lat in SQUARE]])), ["border.position"]),
        (file_of(feature(coordinates=[[[102, 16], [102.1, 16.1], [102.2, 16.2], [102, 16]]])), ["border.flat"]),
        (b'{"features": [' + b"9" * 5000 + b"]}", ["border.odd"]),
        (file_of(feature("1"), feature(), feature()), ["border.code", "border.twice"]),
    ],
)
def test_bad_files_are_refused_with_all_that_is_wrong(content: bytes, codes: list[str]) -> None:
    assert refusals(content) == codes


def test_a_refusal_names_the_feature_and_what_was_found() -> None:
    with pytest.raises(Problems) as refused:
        borders.read(file_of(feature(), feature("9")), "a")
    assert "ลำดับที่ 2" in refused.value.problems[0].message("th")
    assert "“9”" in refused.value.problems[0].message("en")


class TestPositions:
    def test_inside_in_a_hole_and_outside(self) -> None:
        assert borders.metres_outside([[SQUARE, HOLE]], 16.1, 102.1) == 0
        assert borders.metres_outside([[SQUARE, HOLE]], 16.25, 102.21) == pytest.approx(1069, abs=2)
        assert borders.metres_outside([[SQUARE]], 16.25, 102.51) == pytest.approx(1069, abs=2)
        assert borders.metres_outside([[SQUARE]], 15.99, 101.99) == pytest.approx(1543, abs=5)

    def test_rounding(self) -> None:
        assert borders.rounding_m(3) == pytest.approx(79, abs=1)
        assert [borders.decimals_of(each) for each in (14, 14.0, 14.027, "14.0270", 14.123456789)] == [0, 0, 3, 4, 7]


class Fixed:
    """Bounds that always say the same, and remember what they were asked."""

    def __init__(self, standing: Standing | None) -> None:
        self.said, self.asked = standing, [0]

    def standing(self, code: str, lat: float, lon: float, decimals: int) -> Standing | None:
        self.asked = [decimals]
        return self.said


def test_boundaries_decide_before_the_rough_box() -> None:
    inside, outside = Standing("ต.ก", 0, is_far=False), Standing("ต.ก", 1_450, is_far=True)
    assert geo.check_position("16.0", "102.82", "10", Fixed(inside)).finding == "ok"
    assert geo.check_position("16.0", "102.82", "40", Fixed(outside)).finding == "outside_area"
    assert geo.check_position("102.82", "16.02", "40", Fixed(inside)).finding == "swapped"
    assert geo.check_position("16.0", "102.82", "10", Fixed(None)).finding == "outside_province"
    assert geo.check_position("51.5", "0.1", "40", Fixed(inside)).finding == "outside_country"
    assert outside.values() == {"path": "ต.ก", "far": "1.4 กม.", "far_en": "1.4 km"}


@pytest.mark.parametrize(
    ("lat", "lon", "decimals"),
    [("16.43", "102.8236", 2), ("๑๖.๔๓๒๒", "102.8236", 4), (16.4322, 102.82, 2), ("16°25'56\"N", "102°49'25\"E", 4)],
)
def test_the_coarser_figure_tells_the_rounding(lat: str, lon: str, decimals: int) -> None:
    bounds = Fixed(None)
    geo.check_position(lat, lon, "40", bounds)
    assert bounds.asked == [decimals]


def oddities(code: str, *rings: list[list[float]]) -> list[str]:
    (border,) = borders.read(file_of(feature(code, coordinates=list(rings))), "a")
    return [doubt.rule for doubt in crossings.doubts(border)]


def test_a_boundary_that_crosses_itself_is_told() -> None:
    corners = [[102.0, 16.0], [102.5, 16.5], [102.5, 16.0], [102.0, 16.4], [102.0, 16.0]]
    assert oddities("4011", corners) == ["border.crossing"]
    assert oddities("4011", SQUARE, corners) == ["border.crossing"]
    assert oddities("4011", SQUARE, HOLE) == []
    spiral = [[102.0, 16.0], [102.4, 16.0], [102.4, 16.4], [102.1, 16.4], [102.1, 16.02], [102.3, 16.2], [102.0, 16.0]]
    assert oddities("4011", spiral) == ["border.crossing"]
    notched = [[102.0, 16.0], [102.4, 16.0], [102.4, 16.4], [102.2, 16.1], [102.0, 16.4], [102.0, 16.0]]
    assert oddities("4011", notched) == []


def test_a_boundary_in_another_province_is_told() -> None:
    assert oddities("5011", SQUARE) == ["border.elsewhere"]
