#!/usr/bin/env python3
"""All gates of `make check`, two at a time: `check.py`, or only some: `check.py lint`, `check.py types`."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
AT_ONCE = 2


@dataclass(frozen=True)
class Gate:
    """One command that must succeed; `group` is the make target it also belongs to."""

    name: str
    group: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    gate: Gate
    passed: bool
    output: str
    seconds: float


def tool(name: str) -> tuple[str, str]:
    """A tool of this repository, run by this Python."""
    return (PYTHON, f"tools/{name}.py")


def module(name: str) -> tuple[str, str, str]:
    """An installed tool, run by this Python so that it is the locked one."""
    return (PYTHON, "-m", name)


# The slow ones first: two lanes then end at about the same time.
GATES = (
    Gate("mypy", "types", module("mypy")),
    Gate("architecture", "lint", (*module("pytest"), "-q", "-p", "no:randomly", "tests/architecture", "tests/tools")),
    Gate("djlint", "lint", (*module("djlint"), "--lint", "--quiet", "withi")),
    Gate("measure", "lint", tool("measure")),
    Gate("house", "lint", tool("house")),
    Gate("messages", "lint", (*tool("messages"), "check")),
    Gate("docs map", "lint", (*tool("docsmap"), "--check")),
    Gate("ruff", "lint", (*module("ruff"), "check", "--output-format", "concise", ".")),
    Gate("format", "lint", (*module("ruff"), "format", "--check", "--output-format", "concise", ".")),
)


def run_one(gate: Gate) -> Outcome:
    start = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(gate, done.returncode == 0, done.stdout.strip(), time.monotonic() - start)


def run(gates: Iterable[Gate] = GATES) -> Iterator[Outcome]:
    """Outcomes in the order of the gates, two running at a time; each is printed when it is known."""
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        for outcome in lanes.map(run_one, gates):
            print(
                f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.gate.name:14} {outcome.seconds:5.1f} s",
                flush=True,
            )
            if not outcome.passed:
                print("\n".join(f"    {line}" for line in outcome.output.splitlines()), flush=True)
            yield outcome


def chosen(names: Iterable[str]) -> list[Gate]:
    """The gates of those names or groups; all of them where no name is given."""
    wanted = set(names)
    return [gate for gate in GATES if not wanted or {gate.group, gate.name} & wanted]


def main(arguments: list[str]) -> int:
    outcomes = list(run(chosen(arguments)))
    failed = [outcome.gate.name for outcome in outcomes if not outcome.passed]
    print(f"{len(outcomes) - len(failed)} gates hold" + (f", broken: {', '.join(failed)}" if failed else ""))
    return 1 if failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
