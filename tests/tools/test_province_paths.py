import json
from pathlib import Path

import province_paths

from withi.kit.provincemap import LAKE

LEFT = "m 0,0 10,0.02 0,0 0.03,4 0.4,3 -0.43,3 -10,0 z"
RIGHT = "m 10.02,0 10,0 0,10 -10,0.02 0,0 0.42,-3 -0.4,-3 z"


def points(path: str) -> set[tuple[int, int]]:
    """Every corner of a path of relative moves."""
    x = y = 0
    corners = set()
    for piece in path.split("z")[:-1]:
        start, _, moves = piece.partition("l")
        x, y = (int(number) for number in start[1:].replace("-", " -").split())
        corners.add((x, y))
        numbers = [int(number) for number in moves.replace("-", " -").split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.add((x, y))
    return corners


def test_neighbours_share_the_thinned_border() -> None:
    thin = province_paths.simplify({"left": LEFT, "right": RIGHT})
    assert points(thin["left"]) == {(0, 0), (10, 0), (10, 10), (0, 10)}
    assert points(thin["right"]) == {(10, 0), (20, 0), (20, 10), (10, 10)}


def test_islands_too_small_to_see_are_dropped() -> None:
    thin = province_paths.simplify({"coast": "m 0,0 20,0 0,20 -20,0 z m 40,40 1,0 0,1 z"})
    assert thin["coast"].count("M") == 1


def test_an_island_keeps_its_corners() -> None:
    assert points(province_paths.simplify({"island": "m 2,2 8,0 0,8 -8,0 z"})["island"]) == {
        (2, 2), (10, 2), (10, 10), (2, 10),
    }  # fmt: skip


def test_the_file_is_keyed_by_official_code_and_leaves_the_lake_out(tmp_path: Path) -> None:
    shapes = {"kkn": LEFT, LAKE: RIGHT}
    svg = "".join(f'<path\n\tid="{name}"\n\taria-label="A"\n\td="{path}"\n/>' for name, path in shapes.items())
    source, target = tmp_path / "map.svg", tmp_path / "paths.json"
    source.write_text(svg)
    size = province_paths.build(source, target)
    assert set(json.loads(target.read_text())) == {"40"}
    assert size == target.stat().st_size
