"""Rooms hold the files every room has, and nothing else; new rooms are made by tools/room.py."""

import re
import subprocess
import sys
from pathlib import Path

import docsmap
import house
import pytest
import room

from tests.architecture.small_house import build

PLAN = house.plan()
FLOORS = re.compile(r"^withi/(\w+) +(.+(?:\n +.+)*)", re.MULTILINE)
"""A floor and what its lines of CONTRIBUTING's map say of it."""
BAD_FILES = {
    "registers/shops/services.py": "registers/shops/services.py: not a file of a room",
    "registers/shops/notes.txt": "registers/shops/notes.txt: not a file of a room",
    "registers/shops/static/x.css": "registers/shops/static/x.css: not a file of a room",
    "registers/shops/templates/goods/x.html": "registers/shops/templates/goods/x.html: not a file of a room",
    "registers/shops/tests/more.py": "registers/shops/tests/more.py: not a file of a room",
    "registers/signs/models.py": "registers/signs: has no README.md",
    "kit/utils.py": "kit/utils.py: a name that says nothing",
    "ground/web/helpers.py": "ground/web/helpers.py: a name that says nothing",
}


def test_every_room_holds_its_files_only() -> None:
    assert house.file_findings(house.ROOT / "withi", PLAN) == []


def test_the_map_for_newcomers_names_every_room() -> None:
    text = (house.ROOT / "CONTRIBUTING.md").read_text("utf-8")
    told = {floor: set(re.findall(r"\w+", names)) for floor, names in FLOORS.findall(text)}
    rooms = [name.split("/") for name in house.rooms(house.ROOT / "withi", PLAN)]
    assert [f"{floor}/{room}" for floor, room in rooms if room not in told[floor]] == []


def test_every_readme_gives_the_thai_term() -> None:
    package = house.ROOT / "withi"
    readmes = {name: package / name / "README.md" for name in house.rooms(package, PLAN)}
    without = [
        name
        for name, path in readmes.items()
        if path.exists() and not re.search(r"^# .*[ก-๙]", path.read_text("utf-8"))
    ]
    assert without == []


def test_a_good_small_house_passes(tmp_path: Path) -> None:
    files = {"registers/shops/templates/shops/list.html": "", "registers/shops/tests/test_list.py": ""}
    assert house.file_findings(build(tmp_path, files), PLAN) == []


@pytest.mark.parametrize("path", BAD_FILES)
def test_a_strange_file_is_found(tmp_path: Path, path: str) -> None:
    findings = house.file_findings(build(tmp_path, {path: ""}), PLAN)
    assert any(finding.startswith(BAD_FILES[path]) for finding in findings)


def test_the_order_of_ground_names_every_room_of_ground() -> None:
    rooms = {name.partition("/")[2] for name in house.rooms(house.ROOT / "withi", PLAN) if name.startswith("ground/")}
    assert rooms <= set(PLAN.order["ground"])


@pytest.mark.parametrize("parts", [["models", "rules", "actions"], list(room.HEADS)])
def test_a_new_room_fits_the_house(tmp_path: Path, parts: list[str]) -> None:
    package = build(tmp_path, {})
    room.make(package, "work/markets", "ตลาด", parts)
    assert (package / "work/apps.py").read_text("utf-8").count("WorkConfig") == 1
    assert house.file_findings(package, PLAN) == []
    kept, report = house.check_imports(package, PLAN)
    assert kept, report
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check"], ["format", "--check"]):
        config = f"--config={house.ROOT / 'pyproject.toml'}"
        subprocess.run([*ruff, *command, config, str(package / "work")], check=True)
    assert "# markets (ตลาด)" in (package / "work/markets/README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["markets", "kit/markets", "work/Markets", "work/utils", "work/two words", "registers/shops"]
)
def test_a_wrong_or_taken_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(room.Refused):
        room.make(build(tmp_path, {}), name, "ชื่อ", ["models"])


def test_the_map_of_the_house_is_true() -> None:
    assert (house.ROOT / docsmap.TARGET).read_text("utf-8") == docsmap.render(house.ROOT)


def test_the_map_tells_each_room_in_the_words_of_its_readme(tmp_path: Path) -> None:
    build(tmp_path, {})
    assert "- [Shops (ร้าน)](../withi/registers/shops/README.md) `registers/shops`: Places that sell." in docsmap.render(
        tmp_path
    )
