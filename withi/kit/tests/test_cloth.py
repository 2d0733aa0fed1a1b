import re
from hashlib import blake2s
from itertools import pairwise
from xml.dom.minidom import parseString

import pytest

from withi.kit import looms
from withi.kit.cloth import DYES, LOOMS, OF_PROVINCE, OF_REGION, PALETTES, PARCEL_ICONS, cloth, dyes, parcel, technique
from withi.kit.looms import Dice
from withi.kit.problem import Problem
from withi.kit.provincemap import OFFICIAL_CODES

PROVINCES = sorted(OFFICIAL_CODES.values())
VILLAGES = [
    f"{province}{i % 20 + 1:02}{i % 12 + 1:02}{i % 15 + 1:02}" for province in PROVINCES for i in range(0, 60, 5)
]
PINNED = {
    "54030107": "ce771e7023b701b7",
    "40150808": "391ab1489bb010a5",
    "46120101": "459bdf756b5dcb80",
    "32070105": "1e82ed92ea6d56a7",
    "55010101": "9f28171b81cf80e5",
    "14010305": "c1ab7ae2d455a838",
    "80050601": "449061fe1a51229f",
    "22040101": "ffbed0e15e2ee5db",
    "83010203": "a1feb70c607048ba",
    "40": "0d5603aafdac81ec",
    "4015": "3a0102fea69257c5",
    "401508": "9a6fdc3ede8efc26",
    "4015080801": "8eda542c69b9cab5",
}


def fingerprint(text: str) -> str:
    return blake2s(text.encode(), digest_size=8).hexdigest()


@pytest.mark.parametrize("code", PINNED)
def test_a_code_has_the_same_bytes_for_ever(code: str) -> None:
    assert fingerprint(cloth(code)) == PINNED[code]


@pytest.mark.parametrize(("kind", "expected"), [("food", "b15cfa73a76d5cc7"), ("herb", "ccca4d0d1b4e4bc3")])
def test_a_parcel_has_the_same_bytes_for_ever(kind: str, expected: str) -> None:
    assert fingerprint(parcel("40150808", kind)) == expected


def test_pinned_codes_show_every_technique() -> None:
    assert {technique(code) for code in PINNED} == set(PALETTES)


def test_weights_stay_small() -> None:
    sizes = sorted(len(cloth(code)) for code in VILLAGES)
    assert sizes[0] >= 1_300
    assert sizes[-1] <= 3_300
    assert 1_500 <= sizes[len(sizes) // 2] <= 2_200


def test_parcels_stay_small() -> None:
    assert all(len(parcel(code, kind)) <= 4_000 for code in VILLAGES[::9] for kind in PARCEL_ICONS)


@pytest.mark.parametrize("code", VILLAGES[::17])
def test_svg_is_well_formed_and_keeps_the_policy(code: str) -> None:
    for drawing in (cloth(code), cloth(code, thread=2), *(parcel(code, kind) for kind in PARCEL_ICONS)):
        parseString(drawing)
        assert "style" not in drawing
        assert "<script" not in drawing


def test_cloths_of_one_page_share_no_id() -> None:
    drawings = [cloth(code, thread=thread) for code in VILLAGES[:60] for thread in (2, 3, 5)]
    drawings += [parcel(VILLAGES[0], kind) for kind in PARCEL_ICONS]
    ids = [name for drawing in drawings for name in re.findall(r' id="([^"]+)"', drawing)]
    assert len(ids) == len(set(ids))


def test_every_reference_points_into_its_own_drawing() -> None:
    for code in VILLAGES[::11]:
        drawing = cloth(code, thread=3)
        used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawing))
        assert used == set(re.findall(r' id="([^"]+)"', drawing))
        assert all(code in name and name.endswith("-3") for name in used)


def test_neighbours_share_technique_and_dyes() -> None:
    villages = [f"401508{moo:02}" for moo in range(1, 16)] + [f"401502{moo:02}" for moo in range(1, 9)]
    assert {technique(code) for code in villages} == {"mudmee"}
    assert len({tuple(dyes(code)) for code in villages}) == 1
    assert all(dyes(villages[0])[0] in cloth(code) for code in villages)


def test_villages_of_a_district_differ_in_motif() -> None:
    drawings = {cloth(f"4015{tambon:02}{moo:02}", thread=4)[200:] for tambon in range(1, 9) for moo in range(1, 11)}
    assert len(drawings) == 80


def test_districts_of_a_province_differ_in_dyes() -> None:
    assert len({tuple(dyes(f"40{district:02}")) for district in range(1, 27)}) >= 4


def test_every_province_has_a_loom() -> None:
    assert set(OF_PROVINCE) <= set(PROVINCES)
    assert {technique(code) for code in PROVINCES} == set(PALETTES) == {*LOOMS, "khaoma", "batik"}
    assert set(OF_REGION.values()) <= set(PALETTES)


def test_palettes_name_four_different_dyes() -> None:
    for palettes in PALETTES.values():
        for palette in palettes:
            names = palette.split()
            assert len(set(names)) == 4
            assert set(names) <= set(DYES)


@pytest.mark.parametrize("name", LOOMS)
def test_looms_write_even_rows_of_known_threads(name: str) -> None:
    for village in range(60):
        rows = LOOMS[name](Dice(f"{name} {village}"))
        assert len({len(row) for row in rows}) == 1
        assert set("".join(rows)) <= set("0123")
        assert len(set("".join(rows))) >= 3


def test_stripes_of_a_check_join() -> None:
    stripes = looms.khaoma(Dice("any"))
    assert all(here.at + here.width == after.at for here, after in pairwise(stripes))


@pytest.mark.parametrize("code", ["", "4", "04", "4o", '40"/><script>', "๔๐", "40 15"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Problem):
        cloth(code)
    with pytest.raises(Problem):
        parcel(code, "food")


def test_a_producers_longer_code_has_its_villages_dyes() -> None:
    assert dyes("4015080801") == dyes("40150808")
    assert cloth("4015080801") != cloth("40150808")
