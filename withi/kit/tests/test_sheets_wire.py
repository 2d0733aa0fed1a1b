"""The pipe between the decoding child and its parent: what goes in comes out, and nonsense is told from it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.sheets.decoder.wire import Block, Corrupt, pack_block, unpack_block, unpack_object

CELL = st.text(st.characters(codec="utf-8"), max_size=6)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Blocks of one to four columns, with runs of row numbers and with gaps."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    numbers = draw(st.lists(st.integers(1, 10**6), min_size=rows, max_size=rows, unique=True).map(sorted))
    cells = [draw(st.lists(CELL, min_size=rows, max_size=rows)) for _ in range(columns)]
    kinds = [draw(st.sampled_from(["t", "n" * rows, ("ed" * rows)[:rows]])) for _ in range(columns)]
    return Block(numbers, cells, kinds)


@given(blocks())
def test_any_block_comes_through(block: Block) -> None:
    numbers, columns, kinds = unpack_block(pack_block(block))
    assert (list(numbers), [list(column) for column in columns], list(kinds)) == tuple(map(list, block))


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_nonsense_is_corrupt(payload: bytes) -> None:
    with pytest.raises(Corrupt):
        unpack_block(payload)


def test_changed_bytes_give_rows_of_one_shape_or_are_corrupt() -> None:
    chance = random.Random(3)
    good = pack_block(Block(range(2, 12), [[f"ผ้า {at}" for at in range(10)], ["1"] * 10], ["t", "n"]))
    for _ in range(2_000):
        data = bytearray(good)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            block = unpack_block(bytes(data))
        except Corrupt:
            continue
        assert {len(column) for column in block.columns} == {len(block.numbers)}


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "[" * 100_000, '{"a": 1' + "0" * 5_000 + "}"])
def test_only_objects_are_objects(text: str) -> None:
    with pytest.raises(Corrupt):
        unpack_object(text.encode())
