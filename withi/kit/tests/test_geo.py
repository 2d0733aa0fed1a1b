"""Positions: distance, provinces, and figures typed wrong."""

from math import inf, nan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.boxes import BOXES
from withi.kit.geo import EARTH_KM, Finding, Position, check_position, distance_km, in_province, in_thailand

KHON_KAEN = (16.4322, 102.8236)
BANGKOK = (13.7563, 100.5018)
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_distances() -> None:
    assert distance_km(KHON_KAEN, BANGKOK) == pytest.approx(388, rel=0.01)
    assert distance_km((0, 0), (0, 180)) == pytest.approx(EARTH_KM * pi)
    assert distance_km(BANGKOK, BANGKOK) == 0


@given(POINTS, POINTS)
def test_distance_is_the_same_both_ways_and_never_too_long(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) <= EARTH_KM * pi + 1e-6


def test_boxes_hold_77_provinces_in_the_country() -> None:
    assert len(BOXES) == 77
    for south, west, north, east in BOXES.values():
        assert 5 < south < north < 21
        assert 97 < west < east < 106


def test_places_lie_where_they_lie() -> None:
    assert in_thailand(*KHON_KAEN)
    assert in_province("40150205", *KHON_KAEN) is True
    assert in_province("10", *KHON_KAEN) is False
    assert in_province("99", *KHON_KAEN) is None
    assert in_province("", *KHON_KAEN) is None
    assert not in_thailand(17.9757, 106.6331)


def test_slack_widens_the_box() -> None:
    south, west, _, _ = BOXES["40"]
    assert in_province("40", south - 0.04, west)
    assert not in_province("40", south - 0.06, west)
    assert in_province("40", south - 0.06, west, slack_deg=0.1)


@pytest.mark.parametrize(
    ("lat", "lon", "province", "finding"),
    [
        ("16.4322", "102.8236", "40", "ok"),
        (16.4322, 102.8236, "40", "ok"),
        ("๑๖.๔๓๒๒", "๑๐๒.๘๒๓๖", "40", "ok"),
        ("16,4322", "102,8236", "40", "ok"),
        ("16.4322, 102.8236", "", "40", "ok"),
        ("16°25'55.9\"N", "102°49'25.0\"E", "40", "ok"),
        ("16.4322° N", "102.8236°E", "40", "ok"),
        ("102.8236", "16.4322", "40", "swapped"),
        ("102.8236", "16.4322", "", "swapped"),
        ("102.8236", "16.4322", "90", "outside_province"),
        ("13.7563", "100.5018", "40", "outside_province"),
        ("5", "97", "90", "outside_country"),
        ("0", "0", "40", "outside_country"),
        ("16.4322", "", "40", "incomplete"),
        (None, "102.8236", "40", "incomplete"),
        ("-", " ", "40", "incomplete"),
        ("ไม่ทราบ", "102.8236", "40", "unreadable"),
        ("16.43.22", "102.8236", "40", "unreadable"),
        (nan, 102.8236, "40", "unreadable"),
        (inf, 102.8236, "40", "unreadable"),
        ("9" * 400, "102.8236", "40", "unreadable"),
    ],
)
def test_figures_as_found(lat: float | str | None, lon: float | str | None, province: str, finding: Finding) -> None:
    assert check_position(lat, lon, province).finding == finding


def test_swapped_figures_are_exchanged() -> None:
    assert check_position("102.8236", "16.4322", "40") == Position(16.4322, 102.8236, "swapped")


def test_degrees_and_minutes_become_decimals() -> None:
    position = check_position("16°25′55.9″", "102 องศา 49 ลิปดา 25 พิลิปดา", "40")
    assert position.lat == pytest.approx(16.43219, abs=1e-4)
    assert position.lon == pytest.approx(102.8236, abs=1e-4)


def test_what_is_known_of_half_a_position_is_kept() -> None:
    assert check_position("14.037", "") == Position(14.037, None, "incomplete")


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_judged(lat: str, lon: str) -> None:
    assert check_position(lat, lon, "40").finding
