"""Loops over ready rows, as one list of steps a row instead of a tree of nodes.

Most of a list's template is one loop whose body writes attributes of the row, some of them on a condition. Such a body
is turned into steps once; a row then costs as many steps as it has pieces. Only what comes out the same is turned:
names with attributes of one loop variable, names from outside, conditions that are a single name. A row or value of
another kind than foreseen sends the whole loop Django's way.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from operator import attrgetter
from typing import Any

from django.template.base import TextNode, Variable, VariableNode
from django.template.defaulttags import ForNode, IfNode, TemplateLiteral
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeString

from withi.kit.ready import Plain, Ready

WRITTEN = frozenset({str, Plain, SafeString})
KNOWN = WRITTEN | {bool, type(None)}
TEXT, OWN, SHARED, UNLESS_OWN, UNLESS_SHARED, GO = range(6)
Step = tuple[int, Any, int]
Resolve = Callable[[Any], Any]


class Strange(Exception):
    """Something that only Django's own loop knows how to show."""


@dataclass
class Program:
    """The steps of a body. `own` are the row's attributes by place, `shown` the places of those that are written."""

    variable: str
    steps: list[Step] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)

    def add(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            if isinstance(node, TextNode):
                self.steps.append((TEXT, node.s, 0))
            elif isinstance(node, VariableNode):
                self._write(node)
            elif type(node) is IfNode:
                self._choose(node)
            elif isinstance(node, TranslateNode) and is_fixed(node):
                self.steps.append((SHARED, node, 0))
            else:
                raise Strange

    def _write(self, node: VariableNode) -> None:
        place = self._place(node.filter_expression)
        if place is None:
            self.steps.append((SHARED, node, 0))
        else:
            self.shown.add(place)
            self.steps.append((OWN, place, 0))

    def _choose(self, node: IfNode) -> None:
        """Each condition with a way past its part, each part with a way to the end."""
        ends = []
        for condition, nodes in node.conditions_nodelists:
            skip = self._skip(condition) if condition is not None else None
            self.add(nodes)
            ends.append(len(self.steps))
            self.steps.append((GO, None, 0))
            if skip is not None:
                kind, what, _ = self.steps[skip]
                self.steps[skip] = (kind, what, len(self.steps))
        for end in ends:
            self.steps[end] = (GO, None, len(self.steps))

    def _skip(self, condition: Any) -> int:
        """A step that leaves out the part where the condition does not hold; where it stands, to be told how far."""
        if type(condition) is not TemplateLiteral:
            raise Strange
        place = self._place(condition.value)
        self.steps.append((UNLESS_SHARED, condition, 0) if place is None else (UNLESS_OWN, place, 0))
        return len(self.steps) - 1

    def _place(self, expression: Any) -> int | None:
        """Where an attribute of the row stands; None for a name from outside."""
        names = getattr(expression.var, "lookups", None)
        if expression.filters or not names or names[0] == "forloop" or expression.var.translate:
            raise Strange
        if names[0] != self.variable:
            return None
        if len(names) != 2:
            raise Strange
        if names[1] not in self.own:
            self.own.append(names[1])
        return self.own.index(names[1])


class QuickLoop(ForNode):
    """A loop with the steps of its body."""

    program: Program

    def render(self, context: Any) -> SafeString:
        sequence: Any = self.sequence
        rows = sequence.resolve(context, ignore_failures=True)
        if type(rows) is list and rows and context.autoescape:
            try:
                return written(self.program, rows, context)
            except Strange:
                pass
        return SafeString(super().render(context))


def is_fixed(part: TranslateNode) -> bool:
    """Whether text and context stand in the template, and what comes out is written right there."""
    text, context = part.filter_expression, part.message_context
    is_told = not text.filters and isinstance(text.var, Variable) and isinstance(text.var.literal, str)
    return is_told and not part.asvar and (context is None or (isinstance(context.var, str) and not context.filters))


def quicken_loop(node: ForNode) -> None:
    """Give a loop its steps, where its body can be told in them."""
    if len(node.loopvars) != 1 or node.is_reversed:
        return
    program = Program(node.loopvars[0])
    try:
        program.add(node.nodelist_loop)
    except Strange:
        return
    if len(program.own) > 1:
        node.__class__ = QuickLoop
        node.program = program  # type: ignore[attr-defined]


def written(program: Program, rows: list[Any], context: Any) -> SafeString:
    """All rows as HTML."""
    read, out = attrgetter(*program.own), list[str]()
    shared: dict[int, Any] = {}
    for row in rows:
        if not isinstance(row, Ready):
            raise Strange
        try:
            own = read(row)
        except AttributeError:
            raise Strange from None
        _refuse_strange(own, program.shown)
        _run(program.steps, own, shared, context, out.append)
    return SafeString("".join(out))


def _refuse_strange(own: tuple[Any, ...], shown: set[int]) -> None:
    for place, value in enumerate(own):
        if type(value) not in (WRITTEN if place in shown else KNOWN):
            raise Strange


def _run(
    steps: list[Step], own: tuple[Any, ...], shared: dict[int, Any], context: Any, write: Callable[[str], None]
) -> None:
    """The steps of one row. What comes from outside is worked out once for all rows, when it is first needed."""
    at, end = 0, len(steps)
    while at < end:
        kind, what, target = steps[at]
        at += 1
        if kind == TEXT:
            write(what)
        elif kind == OWN:
            value = own[what]
            write(escape(value) if type(value) is str else value)
        elif kind == UNLESS_OWN:
            if not own[what]:
                at = target
        elif kind == GO:
            at = target
        elif kind == SHARED:
            write(_shared(what, what.render, shared, context))
        elif not _shared(what, what.eval, shared, context):
            at = target


def _shared(key: Any, find: Resolve, known: dict[int, Any], context: Any) -> Any:
    if id(key) not in known:
        known[id(key)] = find(context)
    return known[id(key)]
