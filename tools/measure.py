#!/usr/bin/env python3
"""The style of the house in numbers: prints every proxy, fails on the hard ones.

Limits and aims are the table in STYLE below; a limit is lifted only by name in tools/exceptions.toml.
Lines of a function are counted from `def` to its end without the docstring; complexity as radon counts it, asserts
apart. Migrations are not measured.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
APP, AROUND = ("withi",), ("tools", "tests", "bench")
FUNCTION_LINES, FILE_LINES, COMPLEXITY, TEMPLATE_LINES = 60, 500, 10, 150
EXCEPTIONS, REASON_LENGTH, WINDOW = 5, 20, 6
AIMS = {
    "function-lines": "median <= 10, p95 <= 40",
    "file-lines": "p95 <= 300",
    "complexity": "p95 <= 6",
    "template-lines": "p95 <= 100",
}
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCH = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case, ast.comprehension)


@dataclass(frozen=True)
class Breach:
    """A hard rule broken at one place; `where` is file:name or file:line below the root."""

    rule: str
    where: str
    text: str


@dataclass
class Measures:
    """What was counted: every value of each proxy, and the breaches of the hard rules."""

    values: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[str, str] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)

    def take(self, rule: str, where: str, value: int, limit: int, *, counted: bool = True) -> None:
        if counted:
            self.values[rule].append(value)
        if value > limit:
            self.breaches.append(Breach(rule, where, f"{value}, at most {limit}"))


def python_files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    """Python files below the folders; no migrations, virtual environments or caches."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if not {"migrations", ".venv", "__pycache__", "node_modules"} & set(path.parts):
                yield path


def is_app(path: Path, root: Path) -> bool:
    """Code whose distribution is measured: the product without its tests."""
    parts = path.relative_to(root).parts
    return parts[0] in APP and "tests" not in parts


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is None:
        return lines
    text = node.body[0]
    return lines - ((text.end_lineno or text.lineno) - text.lineno + 1)


def complexity(node: ast.AST) -> int:
    """Ways through one function, as radon counts them: branches, loops, joints, handlers, cases, comprehensions."""
    count = 1
    for inner in inside(node):
        count += isinstance(inner, BRANCH)
        count += len(inner.values) - 1 if isinstance(inner, ast.BoolOp) else 0
        count += len(inner.ifs) if isinstance(inner, ast.comprehension) else 0
    return count


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a function that do not belong to a function within it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, FUNCTION):
            yield from inside(child)


def unexplained_imports(tree: ast.AST, lines: list[str]) -> Iterator[tuple[int, bool]]:
    """(line, has a reason) of each import inside a function; the reason is a comment on the line or just above."""
    for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTION)):
        for node in inside(function):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                above = lines[node.lineno - 2].strip()
                yield node.lineno, "#" in lines[node.lineno - 1] or above.startswith("#")


def measure_python(root: Path, into: Measures) -> None:
    """Lengths, complexity, annotations and inner imports of every Python file."""
    returns = inner_imports = functions = 0
    for path in python_files(root, (*APP, *AROUND)):
        name, source = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        app, tree, lines = is_app(path, root), ast.parse(source), source.splitlines()
        into.take("file-lines", name, len(lines), FILE_LINES, counted=app)
        for node in (node for node in ast.walk(tree) if isinstance(node, FUNCTION)):
            functions, returns = functions + 1, returns + (node.returns is not None)
            _take_function(node, f"{name}:{node.name}", into, counted=app)
        if app:
            inner_imports += _take_imports(tree, lines, name, into)
    into.facts["annotated-returns"] = f"{returns} of {functions}"
    into.facts["inner-imports"] = f"{inner_imports} (aim <= 2)"


def _take_function(node: ast.FunctionDef | ast.AsyncFunctionDef, where: str, into: Measures, *, counted: bool) -> None:
    into.take("function-lines", where, length(node), FUNCTION_LINES, counted=counted)
    into.take("complexity", where, complexity(node), COMPLEXITY, counted=counted)
    if node.returns is None:
        into.breaches.append(Breach("annotated-returns", where, "does not say what it returns"))


def _take_imports(tree: ast.AST, lines: list[str], name: str, into: Measures) -> int:
    found = list(unexplained_imports(tree, lines))
    text = "import inside a function without its reason"
    into.breaches += [Breach("inner-imports", f"{name}:{line}", text) for line, explained in found if not explained]
    return len(found)


def measure_templates(root: Path, into: Measures) -> None:
    for path in sorted(root.glob("withi/*/*/templates/**/*.html")):
        count = len(path.read_text(encoding="utf-8").splitlines())
        into.take("template-lines", path.relative_to(root).as_posix(), count, TEMPLATE_LINES)


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of names that reach one another (strongly connected, more than one), by Tarjan's walk."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def walk(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(edges.get(name, ())):
            if other not in index:
                walk(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            found.extend([group] if len(group) > 1 else [])

    for name in sorted(edges):
        if name not in index:
            walk(name)
    return found


def import_edges(package: str) -> dict[str, set[str]]:
    """Module -> the modules of the same package it imports, also inside functions; tests left out."""
    graph = grimp.build_graph(package, cache_dir=None)
    return {
        module: graph.find_modules_directly_imported_by(module) for module in graph.modules if ".tests" not in module
    }


def measure_circles(into: Measures) -> None:
    """Import circles among modules and among rooms; an import inside a function counts like any other."""
    modules = import_edges("withi")
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, imported in modules.items():
        rooms[_room(module)] |= {_room(other) for other in imported} - {_room(module)}
    for rule, edges in (("module-circles", modules), ("room-circles", rooms)):
        found = circles(edges)
        into.facts[rule] = str(len(found))
        into.breaches += [Breach(rule, " > ".join(group), "import one another in a circle") for group in found]


def _room(module: str) -> str:
    """withi.floor.room of a module; a module of the floor itself stands for itself."""
    return ".".join(module.split(".")[:3])


def shared_lines(files: dict[str, list[str]], window: int = WINDOW) -> tuple[int, int]:
    """(lines that stand in a run of `window` equal lines somewhere else too, all lines); blank lines are left out."""
    seen: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for name, lines in files.items():
        for start in range(len(lines) - window + 1):
            seen[tuple(lines[start : start + window])].append((name, start))
    doubled = {
        (name, start + offset)
        for places in seen.values()
        if len(places) > 1
        for name, start in places
        for offset in range(window)
    }
    return len(doubled), sum(len(lines) for lines in files.values())


def measure_shares(root: Path, into: Measures) -> None:
    files = {
        str(path): [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if _counts(line.strip())]
        for path in python_files(root, APP)
        if is_app(path, root)
    }
    doubled, total = shared_lines(files)
    into.facts["duplicated-lines"] = f"{doubled} of {total}, {100 * doubled / max(total, 1):.1f} % (aim <= 3 %)"


def _counts(line: str) -> bool:
    return bool(line) and not line.startswith(("#", "import ", "from "))


def at(values: list[int], share: float) -> int:
    """The value below which `share` of the values lie; 0 where there is none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0


def lifted(path: Path) -> tuple[set[tuple[str, str]], list[Breach]]:
    """The named exceptions, and what is wrong with the list itself."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("exception", []) if path.exists() else []
    wrong = [
        Breach("exceptions", entry["where"], "has no reason worth the name")
        for entry in entries
        if len(entry.get("reason", "")) < REASON_LENGTH
    ]
    if len(entries) > EXCEPTIONS:
        wrong.append(Breach("exceptions", path.name, f"{len(entries)} exceptions, at most {EXCEPTIONS}"))
    return {(entry["rule"], entry["where"]) for entry in entries}, wrong


def judged(breaches: list[Breach], exceptions: Path) -> list[Breach]:
    """Breaches that no exception lifts, and exceptions that lift nothing."""
    names, wrong = lifted(exceptions)
    used = {(breach.rule, breach.where) for breach in breaches}
    idle = [Breach("exceptions", where, f"lifts {rule}, which is not broken") for rule, where in sorted(names - used)]
    return [*(b for b in breaches if (b.rule, b.where) not in names), *wrong, *idle]


def measure(root: Path = ROOT) -> Measures:
    """Every proxy of this repository."""
    into = Measures()
    measure_python(root, into)
    measure_templates(root, into)
    measure_shares(root, into)
    measure_circles(into)
    return into


def report(measures: Measures) -> Iterator[str]:
    for rule, aim in AIMS.items():
        values = measures.values[rule]
        yield f"{rule:18} median {at(values, 0.5)}, p95 {at(values, 0.95)}, max {max(values, default=0)} (aim {aim})"
    for rule, fact in measures.facts.items():
        yield f"{rule:18} {fact}"


def main() -> int:
    measures = measure()
    print("\n".join(report(measures)))
    broken = judged(measures.breaches, Path(__file__).with_name("exceptions.toml"))
    for breach in broken:
        print(f"BROKEN {breach.rule}: {breach.where}: {breach.text}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
