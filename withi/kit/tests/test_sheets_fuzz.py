"""Damaged files by the dozen: each gives a table or a Problem, never anything else."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from withi.kit import sheets
from withi.kit.problem import Problem
from withi.kit.tests import sheet_files as files

ROWS: list[list[object]] = [["ชื่อ", "ราคา"], *([f"ผ้าไหม {at}", at * 10] for at in range(30)), ["=1+1", "#REF!"]]
CELLS = [files.biff_label(at, 0, f"ผ้า {at}") + files.biff_number(at, 1, at) for at in range(1, 20)]
HEADINGS = [files.biff_label(0, 0, "ชื่อ"), files.biff_label(0, 1, "ราคา")]
GOOD = {
    "xlsx": files.xlsx(files.xml_rows(ROWS)),
    "xls": files.compound("Workbook", files.biff(*HEADINGS, *CELLS)),
    "ods": files.ods(f"<table:table-row>{files.ods_cell('ชื่อ') * 2}</table:table-row>" * 20),
    "csv": "\r\n".join(f'"ผ้า {at}",{at},"สอง\nบรรทัด"' for at in range(30)).encode(),
    "cp874": "\r\n".join(f"ผ้า;{at};ไหม" for at in range(30)).encode("cp874"),
}
LIMITS = sheets.DEFAULT._replace(wall_seconds=20.0, cpu_seconds=10)


def flipped(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, cut out or doubled."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(data))
        piece = data[at : at + chance.randint(1, 12)]
        change = chance.randrange(4)
        if change == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif change == 1:
            data[at] = chance.randrange(256)
        elif change == 2 and len(data) > 200:
            del data[at : at + len(piece)]
        else:
            data[at:at] = piece
    return bytes(data)


def flipped_inside(content: bytes, chance: random.Random) -> bytes:
    """The zip with one of its parts changed, packed anew so that every checksum is right."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([*parts, *(part for part in parts if "sheet" in part or "content" in part)])
    part = parts[name]
    parts[name] = flipped(part, chance) if isinstance(part, bytes) and part else part
    return files.zipped(parts)


@pytest.mark.parametrize(
    ("kind", "change", "times"),
    [
        ("xlsx", flipped, 25),
        ("xlsx", flipped_inside, 25),
        ("ods", flipped_inside, 15),
        ("xls", flipped, 25),
        ("csv", flipped, 15),
        ("cp874", flipped, 10),
    ],
)
def test_a_damaged_file_gives_a_table_or_a_problem(
    tmp_path: Path, kind: str, change: Callable[[bytes, random.Random], bytes], times: int
) -> None:
    chance = random.Random(f"{kind} {change.__name__}")
    path = tmp_path / "upload"
    for _ in range(times):
        path.write_bytes(change(GOOD[kind], chance))
        try:
            with sheets.read(path, name="a", limits=LIMITS) as table:
                rows = list(table)
        except Problem:
            continue
        assert all(len(row.cells) == len(row.kinds) >= len(table.header) for row in rows)
