"""The shape of the house: which rooms there are, what they hold, who may import or point at whom.

`python tools/house.py` checks the files of every room and, with import-linter, every import.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path(__file__).with_name("house.toml")
TEST_FILES = ("__init__.py", "factory.py", "conftest.py", "test_*.py", "*urls.py")
# What a floor holds beside its rooms.
FLOOR_FOLDERS = {"templatetags", "management", "migrations", "__pycache__"}


@dataclass(frozen=True)
class Plan:
    """house.toml, typed; rooms are named floor/room."""

    floors: list[str]
    rooms_on: list[str]
    room_files: list[str]
    inside: list[str]
    open: list[str]
    banned_names: list[str]
    order: dict[str, list[str]]
    extra: dict[str, dict[str, str]]

    def is_box(self, room: str) -> bool:
        """Whether the room is a box of parts whose every module is open to its siblings."""
        return "*" in self.extra.get(room, {})


def plan(path: Path = SOURCE) -> Plan:
    """The plan as written in house.toml; an unknown or missing entry is a TypeError."""
    return Plan(**tomllib.loads(path.read_text(encoding="utf-8")))


def rooms(package: Path, plan: Plan) -> list[str]:
    """Every room of the package as floor/room, in the order of the floors."""
    return [
        f"{floor}/{folder.name}"
        for floor in plan.rooms_on
        for folder in sorted((package / floor).glob("*/"))
        if folder.name not in FLOOR_FOLDERS and not folder.name.startswith(".")
    ]


def file_findings(package: Path, plan: Plan) -> list[str]:
    """Files that no room should hold, rooms without a readme, and names that say nothing."""
    findings = [finding for room in rooms(package, plan) for finding in _room_findings(package, room, plan)]
    empty_names = (path for path in sorted(package.rglob("*.py")) if path.stem in plan.banned_names)
    return [*findings, *(f"{path.relative_to(package)}: a name that says nothing" for path in empty_names)]


def _room_findings(package: Path, room: str, plan: Plan) -> Iterator[str]:
    folder, name = package / room, room.partition("/")[2]
    if not (folder / "README.md").exists():
        yield f"{room}: has no README.md"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            inner = path.relative_to(folder)
            if not _is_known(inner.parts, name, room, plan):
                yield f"{room}/{inner.as_posix()}: not a file of a room (tools/house.toml lists them)"


def _is_known(parts: tuple[str, ...], name: str, room: str, plan: Plan) -> bool:
    """Whether the plan knows the file, given as its path inside the room."""
    extra, box = plan.extra.get(room, {}), plan.is_box(room)
    if len(parts) == 1:
        return parts[0] in {*plan.room_files, *extra} or (box and parts[0].endswith(".py"))
    if parts[0] == "tests":
        return len(parts) == 2 and any(fnmatch(parts[1], pattern) for pattern in TEST_FILES)
    return parts[0] == "templates" and (box or parts[1] == name or f"templates/{parts[1]}" in extra)


def contracts(package: Path, plan: Plan) -> str:
    """The import-linter settings that the plan and the present folders ask for."""
    name, own = package.name, rooms(package, plan)
    blocks = [
        f"[importlinter]\nroot_package = {name}\ninclude_external_packages = True",
        _layers("floors", "Imports between floors go down only", _optional(plan.floors), [name]),
        _block(
            "circles", "No modules of the house import one another in a circle", "acyclic_siblings", ancestors=[name]
        ),
        _forbidden("kit", "The kit knows no Django", [f"{name}.kit"], ["django", "allauth"]),
        *_inside_blocks(package, own, plan),
        *_order_blocks(package, plan),
        *_rule_blocks(package, own),
        *filter(None, (_open_block(package, room, own, plan) for room in own)),
    ]
    return "\n\n".join(blocks) + "\n"


def _optional(names: Iterable[str]) -> list[str]:
    """Layers as import-linter writes those that may be absent."""
    return [" : ".join(f"({part})" for part in name.split(" : ")) for name in names]


def _inside_blocks(package: Path, own: list[str], plan: Plan) -> Iterator[str]:
    if containers := [_dotted(package, room) for room in own]:
        yield _layers("inside", "Inside a room imports go down only", _optional(plan.inside), containers)


def _order_blocks(package: Path, plan: Plan) -> Iterator[str]:
    for floor, order in plan.order.items():
        if (package / floor).is_dir():
            title = f"Rooms of {floor} import to the right only"
            yield _layers(f"order-{floor}", title, _optional(order), [f"{package.name}.{floor}"])


def _rule_blocks(package: Path, own: list[str]) -> Iterator[str]:
    with_rules = [room for room in own if (package / room / "rules.py").exists()]
    if holders := [f"{_dotted(package, room)}.rules" for room in with_rules]:
        yield _forbidden("rules", "Rules are pure decisions: no Django", holders, ["django", "allauth"])


def _open_block(package: Path, room: str, own: list[str], plan: Plan) -> str:
    """What the siblings of one room must leave alone; empty where everything is open."""
    floor = room.partition("/")[0]
    siblings = [other for other in own if other != room and other.startswith(f"{floor}/")]
    modules = {path.stem for path in (package / room).glob("*.py")} - {"__init__", *plan.open}
    if plan.is_box(room) or not siblings or not modules:
        return ""
    key, title = f"open-{room.replace('/', '-')}", f"Siblings of {room} use its open modules only"
    closed = [f"{_dotted(package, room)}.{module}" for module in sorted(modules)]
    return _forbidden(key, title, [_dotted(package, other) for other in siblings], closed)


def _dotted(package: Path, room: str) -> str:
    return f"{package.name}.{room.replace('/', '.')}"


def _layers(key: str, title: str, layers: list[str], containers: list[str]) -> str:
    return _block(key, title, "layers", layers=layers, containers=containers)


def _forbidden(key: str, title: str, sources: list[str], forbidden: list[str]) -> str:
    indirect = {"allow_indirect_imports": ["True"]}
    return _block(key, title, "forbidden", source_modules=sources, forbidden_modules=forbidden, **indirect)


def _block(key: str, title: str, kind: str, **lists: list[str]) -> str:
    """One contract; tests may import what they test and build, so their imports do not count."""
    lines = [f"[importlinter:contract:{key}]", f"name = {title}", f"type = {kind}"]
    lists["ignore_imports"] = ["**.tests.** -> **"]
    for option, values in lists.items():
        lines.append(f"{option} = {values[0]}" if values == ["True"] else "\n    ".join([f"{option} =", *values]))
    return "\n".join([*lines, "unmatched_ignore_imports_alerting = none"])


def check_imports(package: Path, plan: Plan) -> tuple[bool, str]:
    """Whether every import keeps the plan, and import-linter's report."""
    run = "from importlinter.cli import lint_imports_command as run; run()"
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "contracts.ini")
        config.write_text(contracts(package, plan), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", run, "--no-cache", "--no-logo", "--config", str(config)],
            env={**os.environ, "PYTHONPATH": str(package.parent), "NO_COLOR": "1"},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    return done.returncode == 0, done.stdout + done.stderr


def upward_keys(models: Iterable[Any], package: str, plan: Plan) -> list[str]:
    """Relations of the models that point up a floor, or left along a floor's order; names given as text count too."""
    found = []
    for model in models:
        for field in model._meta.get_fields(include_hidden=False):
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or not hasattr(target, "__module__"):
                continue
            if _goes_up(model.__module__, target.__module__, package, plan):
                found.append(f"{model.__module__}.{model.__name__}.{field.name} points up at {target.__name__}")
    return found


def _goes_up(source: str, target: str, package: str, plan: Plan) -> bool:
    here, there = source.split("."), target.split(".")
    if here[0] != package or there[0] != package or len(here) < 3 or len(there) < 3:
        return False
    if here[1] != there[1]:
        return plan.floors.index(here[1]) > plan.floors.index(there[1])
    order = plan.order.get(here[1], [])
    return here[2] in order and there[2] in order and order.index(here[2]) > order.index(there[2])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--package", type=Path, default=ROOT / "withi")
    package, house = parser.parse_args(arguments).package, plan()
    findings = file_findings(package, house)
    kept, report = check_imports(package, house)
    print("\n".join([*findings, *([] if kept else [report])]) or f"{len(rooms(package, house))} rooms, all in order")
    return 1 if findings or not kept else 0


if __name__ == "__main__":
    sys.exit(main())
