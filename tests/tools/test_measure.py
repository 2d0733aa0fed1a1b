"""Every hard rule of style bites on a bad case, and lets a good one pass."""

import ast
from pathlib import Path

import measure
import pytest

LONG = "def long() -> int:\n" + "    x = 1\n" * measure.FUNCTION_LINES + "    return x\n"
TANGLED = (
    "def tangled(a: int) -> int:\n"
    + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(10))
    + "    return a\n"
)
BAD = {
    "function-lines": ("withi/kit/long.py", LONG),
    "file-lines": ("withi/kit/many.py", "x = 1\n" * (measure.FILE_LINES + 1)),
    "complexity": ("withi/kit/tangled.py", TANGLED),
    "annotated-returns": ("withi/kit/bare.py", "def bare(a: int):\n    return a\n"),
    "inner-imports": ("withi/kit/inner.py", "def inner() -> None:\n    import json\n    json\n"),
    "template-lines": ("withi/faces/desk/templates/desk/big.html", "<p>\n" * (measure.TEMPLATE_LINES + 1)),
}


def tree(root: Path, *files: tuple[str, str]) -> Path:
    for path, text in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def breaches(root: Path) -> list[measure.Breach]:
    into = measure.Measures()
    measure.measure_python(root, into)
    measure.measure_templates(root, into)
    return into.breaches


@pytest.mark.parametrize("rule", BAD)
def test_a_bad_case_breaks_its_rule_only(tmp_path: Path, rule: str) -> None:
    found = breaches(tree(tmp_path, BAD[rule]))
    assert {breach.rule for breach in found} == {rule}
    assert found[0].where.startswith(BAD[rule][0])


def test_good_code_breaks_nothing(tmp_path: Path) -> None:
    code = (
        'def good() -> None:\n    """Text.\n\n'
        + "    line\n" * 70
        + '    """\n    import json  # heavy: only where used\n'
    )
    assert breaches(tree(tmp_path, ("withi/kit/good.py", code), ("withi/kit/migrations/0001.py", LONG))) == []


def test_complexity_counts_branches_joints_and_not_inner_functions() -> None:
    source = "def f(a):\n  if a and b or c:\n    return [x for x in a]\n  def g():\n    while a: pass\n  return g\n"
    assert measure.complexity(ast.parse(source).body[0]) == 5


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [["a", "b", "c"]]),
        ({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_circles_are_found(edges: dict[str, set[str]], expected: list[list[str]]) -> None:
    assert sorted(sorted(group) for group in measure.circles(edges)) == expected


def test_shared_lines_are_counted_once_each() -> None:
    block = [f"line {n}" for n in range(6)]
    assert measure.shared_lines({"a": [*block, "own"], "b": ["other", *block]}) == (12, 14)
    assert measure.shared_lines({"a": block[:5], "b": block[:5]}) == (0, 10)


def exceptions(folder: Path, count: int, reason: str = "a reason that says enough") -> Path:
    entry = '[[exception]]\nrule = "complexity"\nwhere = "f.py:f{}"\nreason = "{}"\n'
    file = folder / "exceptions.toml"
    file.write_text("".join(entry.format(n, reason) for n in range(count)), encoding="utf-8")
    return file


def broken(count: int) -> list[measure.Breach]:
    return [measure.Breach("complexity", f"f.py:f{n}", "11, at most 10") for n in range(count)]


def test_a_named_exception_lifts_one_breach(tmp_path: Path) -> None:
    assert measure.judged(broken(2), exceptions(tmp_path, 1)) == broken(2)[1:]


def test_six_exceptions_are_too_many(tmp_path: Path) -> None:
    assert [b.text for b in measure.judged(broken(6), exceptions(tmp_path, 6))] == ["6 exceptions, at most 5"]


def test_an_exception_needs_a_reason_and_a_use(tmp_path: Path) -> None:
    assert [b.text for b in measure.judged(broken(1), exceptions(tmp_path, 1, "short"))] == [
        "has no reason worth the name"
    ]
    assert [b.text for b in measure.judged([], exceptions(tmp_path, 1))] == ["lifts complexity, which is not broken"]


def test_a_lazy_import_closes_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(
        tmp_path,
        ("ring/__init__.py", ""),
        ("ring/a.py", "import ring.b\n"),
        ("ring/b.py", "def late() -> None:\n    import ring.a  # late\n"),
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert measure.import_edges("ring")["ring.b"] == {"ring.a"}
    assert measure.circles(measure.import_edges("ring")) == [["ring.a", "ring.b"]]
