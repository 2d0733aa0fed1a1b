"""What routing servers are asked, and what their answers mean; answers as Valhalla and OSRM write them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import routing
from withi.kit.routing import NO_ROAD, Block, Unreadable

POINTS = [(15.68, 102.79), (15.75, 102.83), (16.0, 102.9)]
HERE, THERE, _FAR = POINTS


@given(st.sets(st.integers(0, 400), max_size=120), st.sets(st.integers(0, 400), max_size=120))
def test_blocks_hold_every_cell_once_and_no_more_than_a_server_takes(sources: set[int], targets: set[int]) -> None:
    made = list(routing.blocks(sorted(sources), sorted(targets)))
    cells = [(one, other) for block in made for one in block.sources for other in block.targets]
    assert len(cells) == len(set(cells)) == len(sources) * len(targets)
    assert all(len(block.sources) * len(block.targets) <= 2500 for block in made)


def test_one_new_place_is_asked_for_in_two_blocks() -> None:
    assert len(list(routing.blocks([7], range(233)))) == len(list(routing.blocks(range(233), [7]))) == 1
    assert len(list(routing.blocks(range(233), range(233)))) == 25


def test_valhalla_is_asked_with_a_body_and_told_in_seconds() -> None:
    block = Block((0,), (1, 2))
    asked = routing.question("valhalla", "car", POINTS, block)
    body = json.loads(asked.body)
    assert (asked.path, body["costing"]) == ("/sources_to_targets", "auto")
    assert body["sources"] == [{"lat": 15.68, "lon": 102.79}]
    assert len(body["targets"]) == 2
    answer = {"sources_to_targets": [[{"time": 825, "distance": 12.077, "to_index": 0}, {"time": None}]], "units": "km"}
    assert routing.seconds("valhalla", json.dumps(answer).encode(), block) == [[825.0, None]]


def test_osrm_is_asked_by_its_address_longitude_first() -> None:
    block = Block((0,), (1, 2))
    asked = routing.question("osrm", "motorcycle", POINTS, block)
    assert asked.body == b""
    assert asked.path == (
        "/table/v1/driving/102.790000,15.680000;102.830000,15.750000;102.900000,16.000000"
        "?annotations=duration&sources=0&destinations=1;2"
    )
    assert routing.seconds("osrm", b'{"code":"Ok","durations":[[824.6,null]]}', block) == [[824.6, None]]


def test_each_knows_its_map_and_the_ways_to_travel() -> None:
    assert routing.map_version("valhalla", b'{"version":"3.9.1","tileset_last_modified":1795716050}') == "1795716050"
    assert routing.map_version("osrm", b'{"code":"Ok","data_version":"2026-11-20","waypoints":[]}') == "2026-11-20"
    assert routing.map_version("osrm", b'{"code":"Ok"}') == ""
    assert routing.status_question("valhalla", HERE).path == "/status"
    assert routing.status_question("osrm", HERE).path == "/nearest/v1/driving/102.790000,15.680000"
    assert routing.knows("valhalla", "bicycle")
    assert not routing.knows("osrm", "bicycle")


BAD: list[Any] = [
    "",
    "<html>",
    [],
    {},
    {"durations": None},
    {"durations": []},
    {"durations": [[1]]},
    {"durations": [[1, -2]]},
    {"durations": [[1, "2"]]},
    {"durations": [[1, True]]},
    {"durations": [{"a": 1}]},
    {"durations": [[1, 2], [3, 4]]},
]


@pytest.mark.parametrize("answer", BAD)
def test_an_answer_that_is_none_is_refused(answer: Any) -> None:
    body = answer if isinstance(answer, str) else json.dumps(answer)
    with pytest.raises(Unreadable):
        routing.seconds("osrm", body.encode(), Block((0,), (1, 2)))


def test_minutes_are_rounded_up_with_the_time_to_set_out() -> None:
    assert routing.minutes(825, HERE, THERE, "car") == 14 + 4
    assert routing.minutes(840, HERE, THERE, "car") == 14 + 4
    assert routing.minutes(0, HERE, HERE, "car") == 0
    assert routing.minutes(5, HERE, (15.6802, 102.79), "car") == 0
    assert routing.minutes(5, HERE, THERE, "car") == 5
    assert routing.minutes(None, HERE, THERE, "car") == NO_ROAD
    assert routing.minutes(1e12, HERE, THERE, "car") == NO_ROAD


@given(st.integers(1, 12), st.data())
def test_a_packed_matrix_is_the_same_again(many: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(0, NO_ROAD), min_size=many, max_size=many)
    matrix = data.draw(st.lists(row, min_size=many, max_size=many))
    assert routing.unpacked(routing.packed(matrix), many) == matrix
