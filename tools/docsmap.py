#!/usr/bin/env python3
"""docs/map.md: the rooms of the house as their own readmes introduce them. `--check` fails if it is not true."""

import re
import sys
from pathlib import Path

import house

TARGET = Path("docs/map.md")
HEAD = """\
# Map of the house

Made by `python tools/docsmap.py` from the folders and the first lines of every room's README; do not edit.
Imports go down this page only.
"""
FLOOR_NOTES = {
    "config": "settings, URLs, the command line",
    "faces": "pages that combine many rooms; no register tables of their own",
    "work": "what happens over time",
    "registers": "what exists",
    "ground": "what everyone stands on",
    "kit": "pure Python, no Django",
}
HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


def introduction(readme: str) -> tuple[str, str]:
    """(heading, first paragraph as one line) of a room's README; empty strings where there is none."""
    heading = HEADING.search(readme)
    if not heading:
        return "", ""
    paragraph = readme[heading.end() :].strip().partition("\n\n")[0]
    return heading[1].strip(), " ".join(paragraph.split())


def render(root: Path) -> str:
    """The whole page."""
    plan, package = house.plan(), root / "withi"
    rooms = house.rooms(package, plan)
    lines = [HEAD]
    for floor in plan.floors:
        if (package / floor).is_dir():
            lines += [f"## {floor}: {FLOOR_NOTES[floor]}", ""]
            lines += [_line(package, room) for room in rooms if room.startswith(f"{floor}/")] or [
                _modules(package / floor)
            ]
            lines.append("")
    return "\n".join(lines)


def _line(package: Path, room: str) -> str:
    readme = package / room / "README.md"
    heading, text = introduction(readme.read_text(encoding="utf-8")) if readme.exists() else ("", "")
    return f"- [{heading or room}](../withi/{room}/README.md) `{room}`: {text}"


def _modules(floor: Path) -> str:
    names = {path.stem for path in floor.glob("*.py")} | {path.parent.name for path in floor.glob("*/__init__.py")}
    return ", ".join(f"`{name}`" for name in sorted(names - {"__init__", "tests"}))


def main(arguments: list[str]) -> int:
    path, text = house.ROOT / TARGET, render(house.ROOT)
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET} is not true any more: run python tools/docsmap.py")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
