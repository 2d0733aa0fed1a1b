import json
import re
from pathlib import Path

import geothai
import pytest

from withi.kit.codes import REGIONS, region
from withi.kit.provincemap import (
    LAKE,
    OFFICIAL_CODES,
    PLATE_HEIGHT,
    PLATES,
    REGION_VIEWS,
    VIEW_BOX,
    middle,
    read_paths,
    shapes,
)

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "assets/vendor/province_paths.json"
PACKAGE = ROOT / "assets/node_modules/@svg-maps/thailand/thailand.svg"
# The official names a reader can hold the table against; the map's own labels differ only in spacing and RTGS.
ENGLISH = {
    "10": "Bangkok", "14": "Phra Nakhon Si Ayutthaya", "18": "Chai Nat", "27": "Sa Kaeo", "30": "Nakhon Ratchasima",
    "38": "Bueng Kan", "39": "Nong Bua Lam Phu", "40": "Khon Kaen", "49": "Mukdahan", "50": "Chiang Mai",
    "54": "Phrae", "61": "Uthai Thani", "77": "Prachuap Khiri Khan", "80": "Nakhon Si Thammarat", "90": "Songkhla",
    "93": "Phatthalung", "96": "Narathiwat",
}  # fmt: skip


def _plain(name: str) -> str:
    return name.replace(" ", "").lower()


def test_seventy_seven_provinces_each_once() -> None:
    assert len(OFFICIAL_CODES) == len(set(OFFICIAL_CODES.values())) == 77
    assert LAKE not in OFFICIAL_CODES


def test_the_table_says_what_geothai_says() -> None:
    names = {str(province.code): province.name_en for province in geothai.provinces()}
    assert set(names) == set(OFFICIAL_CODES.values())
    assert {code: _plain(names[code]) for code in ENGLISH} == {code: _plain(name) for code, name in ENGLISH.items()}


@pytest.mark.skipif(not PACKAGE.is_file(), reason="the map package is not installed: make setup")
def test_shapes_of_the_package_carry_the_names_of_their_codes() -> None:
    labels = dict(re.findall(r'id="(\w+)"\s+aria-label="([^"]+)"', PACKAGE.read_text(encoding="utf-8")))
    assert set(labels) == {*OFFICIAL_CODES, LAKE}
    named = {code: labels[name] for name, code in OFFICIAL_CODES.items()}
    assert {code: named[code] for code in ENGLISH} == ENGLISH


@pytest.mark.skipif(not BUILT.is_file(), reason="the map is not built: make setup")
def test_the_built_map_is_whole_and_light() -> None:
    paths = read_paths(BUILT)
    assert set(paths) == set(OFFICIAL_CODES.values())
    assert BUILT.stat().st_size <= 25_000
    left, top, width, height = (int(number) for number in VIEW_BOX.split())
    for path in paths.values():
        assert re.fullmatch(r"(?:M-?\d+ -?\d+l[-\d ]+z)+", path.replace("M-", "M -")) or path
        for x, y in re.findall(r"M(-?\d+)[ ]?(-?\d+)l", path):
            assert left <= int(x) <= left + width
            assert top <= int(y) <= top + height


def test_a_map_that_was_never_built_is_empty(tmp_path: Path) -> None:
    assert read_paths(tmp_path / "missing.json") == {}


def test_paths_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "paths.json"
    file.write_text(json.dumps({"40": "M0 0l1 1-1 0z"}))
    assert read_paths(file) == {"40": "M0 0l1 1-1 0z"}


def test_each_region_has_a_plate_inside_the_picture() -> None:
    assert set(PLATES) == set(REGIONS) == {region(code) for code in OFFICIAL_CODES.values()}
    left, _, width, height = (int(number) for number in VIEW_BOX.split())
    for plate in PLATES.values():
        assert left <= plate.x
        assert plate.x + plate.width <= left + width
        assert plate.y + PLATE_HEIGHT <= height
        assert plate.text_x > plate.x


def test_a_figure_stands_in_the_middle_of_the_largest_part() -> None:
    assert middle("M10 10l4 0 0 4-4 0zm100 0l20 0 0 40-20 0z") == (120, 30)
    assert middle("M-8 2L12 2 12-6z") == (2, -2)


def test_each_region_fills_its_own_part_of_the_picture() -> None:
    assert set(REGION_VIEWS) == set(REGIONS)


def test_shapes_of_a_region_are_named_and_pale_where_nobody_receives() -> None:
    paths = {"40": "M0 0l1 1-1 0z", "41": "M2 0l1 1-1 0z", "50": "M4 0l1 1-1 0z"}
    drawn = shapes(paths, "ne", names={"40": "ขอนแก่น", "41": "a<b"}, pale={"41"})
    assert drawn == (
        '<path d="M0 0l1 1-1 0z"><title>ขอนแก่น</title></path>'
        '<path class="none" d="M2 0l1 1-1 0z"><title>a&lt;b</title></path>'
    )
