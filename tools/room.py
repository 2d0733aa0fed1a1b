#!/usr/bin/env python3
"""Write the skeleton of a room: `make room NAME=registers/centres TERM=ศูนย์บริการข้อมูลท่องเที่ยว PARTS="models rules"`."""

import argparse
import re
import sys
from pathlib import Path

import house

NAME = re.compile(r"[a-z][a-z]*")
README = """\
# {room} ({term})

What it is, in two sentences; what it is not.

| | |
|---|---|
| tables | none yet |
| URLs | none yet |
| who may | read: everyone in scope; write: nobody yet |
| writes to | register, support ledger or income: say which |
"""
URLS = """\
\"\"\"Addresses of {room}.\"\"\"

from django.urls import URLPattern

app_name = "{room}"
urlpatterns: list[URLPattern] = []
"""
HEADS = {
    "models": '"""Tables of {room}: constraints, QuerySets, facts of one row."""\n',
    "rules": '"""Decisions of {room}: pure functions, no Django."""\n',
    "queries": '"""Lists and roll-ups of {room}."""\n',
    "actions": '"""Every write of {room}: one keyword-only verb each, with its trail entry."""\n',
    "access": '"""Load a row of {room}, or refuse."""\n',
    "forms": '"""Forms of {room}."""\n',
    "views": '"""Pages of {room}: load, bind, act, answer."""\n',
    "urls": URLS,
    "api": '"""Open data of {room}."""\n',
}


# The first room of a floor brings the floor along: a Django app of its own.
FLOOR = {
    "__init__.py": "",
    "apps.py": """\
from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "withi.{floor}"
    default_auto_field = "django.db.models.BigAutoField"
""",
    "models.py": '"""Django finds the tables of the floor here; each lives in its room."""\n',
    "migrations/__init__.py": "",
}


class Refused(Exception):
    """Why no room was made."""


def files(room: str, term: str, parts: list[str]) -> dict[str, str]:
    """Path inside the room -> text; only the parts asked for."""
    made = {"README.md": README.format(room=room, term=term), "__init__.py": "", "tests/__init__.py": ""}
    made |= {f"{part}.py": HEADS[part].format(room=room) for part in parts}
    if "models" in parts:
        made["tests/factory.py"] = f'"""Rows of {room} for tests."""\n'
    return made


def refuse_wrong(package: Path, name: str, parts: list[str]) -> None:
    """Raises Refused for a name that is wrong or taken, or a part that no room has."""
    (floor, _, room), plan = name.partition("/"), house.plan()
    if floor not in plan.rooms_on or not NAME.fullmatch(room) or room in plan.banned_names:
        raise Refused(f"NAME is floor/room: one of {', '.join(plan.rooms_on)}, then one English word in small letters")
    if (package / name).exists():
        raise Refused(f"{name} is there already")
    if unknown := sorted(set(parts) - set(HEADS)):
        raise Refused(f"no such part: {', '.join(unknown)}; there are {', '.join(HEADS)}")


def make(package: Path, name: str, term: str, parts: list[str]) -> list[Path]:
    """Write the room, and its floor where it is the first there; answers the files. Raises Refused."""
    refuse_wrong(package, name, parts)
    floor, _, room = name.partition("/")
    skeleton = {package / name / path: text for path, text in files(room, term, parts).items()}
    if not (package / floor / "__init__.py").exists():
        texts = {path: text.format(floor=floor, title=floor.title()) for path, text in FLOOR.items()}
        skeleton = {package / floor / path: text for path, text in texts.items()} | skeleton
    for target, text in skeleton.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return list(skeleton)


def next_steps(name: str, parts: list[str], *, new_floor: bool) -> list[str]:
    """The lines that only a person can add."""
    floor, _, room = name.partition("/")
    steps = [f"withi/{name}/README.md: say what the room is, its tables, URLs and who may do what"]
    if new_floor:
        steps.append(f"withi/config/settings.py: withi.{floor} in INSTALLED_APPS")
    if "models" in parts:
        steps.append(
            f"withi/{floor}/models.py: import its tables, then `python manage.py makemigrations {floor} -n {room}`"
        )
    if "urls" in parts:
        steps.append(f'withi/config/urls.py: include("withi.{floor}.{room}.urls")')
    if floor in house.plan().order:
        steps.append(f"tools/house.toml: its place in the order of {floor}")
    return [*steps, "python tools/docsmap.py"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", help="floor/room")
    parser.add_argument("--term", default="ชื่อไทย", help="the Thai term of the glossary")
    parser.add_argument("--parts", default="models rules actions", help="files to make, by name")
    options = parser.parse_args(arguments)
    parts, floor = options.parts.split(), house.ROOT / "withi" / options.name.partition("/")[0]
    new_floor = not (floor / "__init__.py").exists()
    try:
        written = make(house.ROOT / "withi", options.name, options.term, parts)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print("\n".join([*(str(path.relative_to(house.ROOT)) for path in written), "", "Next:"]))
    print("\n".join(f"  - {step}" for step in next_steps(options.name, parts, new_floor=new_floor)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
