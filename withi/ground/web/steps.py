"""Templates as lists of steps instead of trees of nodes: the same bytes, with less ceremony.

Most of a template is text, names, conditions that are a single name, and loops over ready rows. Those become steps,
once; showing a page then costs a step for each piece. Whatever else a template holds stays a node of Django's and is
one step. A loop becomes steps where its body writes the row and names from outside only: attributes of a ready row, the
parts of a pair, or the row itself. A row or value of another kind than foreseen sends the whole loop Django's way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from operator import attrgetter
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import NodeList, TextNode, VariableDoesNotExist, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, TemplateLiteral, WithNode
from django.template.loader_tags import BlockNode, IncludeNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from withi.kit.ready import Plain, Ready

MISSED = (TypeError, AttributeError, KeyError, ValueError, IndexError)
WRITTEN: frozenset[type] = frozenset({str, Plain, SafeString})
KNOWN: frozenset[type] = WRITTEN | {bool, type(None)}
LISTED: frozenset[type] = frozenset({list})
SILENT, SCOPED = (CommentNode, LoadNode), (BlockNode, ForNode, IncludeNode, WithNode)
"""Nodes that write nothing, and those that leave no name behind them."""
TEXT, GO, NAME, UNLESS, WORD, NODE, SETTER, OWN, UNLESS_OWN, SHARED, UNLESS_SHARED, ROWS = range(12)
ENDS = (("forloop", "first"), ("forloop", "last"))
Step = tuple[int, Any, int]
Write = Callable[[str], None]


class Strange(Exception):
    """Something that only Django's own way knows how to show."""


class Steps:
    """What every list of steps is built from: text, values and conditions, each with a way past its part."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            if isinstance(node, TextNode):
                self.steps.append((TEXT, node.s, 0))
            elif isinstance(node, VariableNode):
                self.steps.append(self.value(node))
            elif type(node) is IfNode:
                self._choose(node)
            elif not isinstance(node, SILENT):
                self.steps.append(self.other(node))

    def value(self, node: Any) -> Step:
        raise NotImplementedError

    def unless(self, condition: Any) -> Step:
        raise NotImplementedError

    def other(self, node: Any) -> Step:
        raise NotImplementedError

    def _choose(self, node: IfNode) -> None:
        """Each condition with a way past its part, each part with a way to the end."""
        ends = []
        for condition, nodes in node.conditions_nodelists:
            skip = len(self.steps)
            if condition is not None:
                self.steps.append(self.unless(condition))
            self.add(nodes)
            ends.append(len(self.steps))
            self.steps.append((GO, None, 0))
            if condition is not None:
                kind, what, _ = self.steps[skip]
                self.steps[skip] = (kind, what, len(self.steps))
        for end in ends:
            self.steps[end] = (GO, None, len(self.steps))


def moved(steps: Iterable[Step], by: int) -> Iterable[Step]:
    """The same steps, their ways leading so many steps further."""
    return ((kind, what, target + by) for kind, what, target in steps)


def keys_of(expression: Any) -> tuple[str, ...]:
    """The parts of a plain name; none for anything else."""
    names = getattr(expression.var, "lookups", None)
    return () if expression.filters or not names or expression.var.translate else tuple(names)


class PageSteps(Steps):
    """The steps of a template or of a part of it; what it includes by name alone stands in its place."""

    def __init__(self, engine: Any) -> None:
        super().__init__()
        self.engine = engine

    def value(self, node: Any) -> Step:
        keys = keys_of(node.filter_expression)
        return (NAME, (keys, node), 0) if keys else (NODE, node, 0)

    def unless(self, condition: Any) -> Step:
        keys = keys_of(condition.value) if type(condition) is TemplateLiteral else ()
        return UNLESS, (keys, condition), 0

    def add(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            included = self._included(node) if type(node) is IncludeNode else None
            if included is None:
                super().add([node])
            else:
                self.steps += moved(included, len(self.steps))

    def _included(self, node: IncludeNode) -> list[Step] | None:
        """The steps of an included template that sets no name and has no blocks; None for any other."""
        name = node.template.var
        if node.extra_context or node.isolated_context or node.template.filters or type(name) is not SafeString:
            return None
        try:
            found = self.engine.get_template(name).nodelist
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return None
        if not isinstance(found, QuickList) or found.get_nodes_by_type(BlockNode):
            return None
        steps = found.steps(self.engine)
        return None if any(kind == SETTER for kind, *_ in steps) else steps

    def other(self, node: Any) -> Step:
        if hasattr(node, "known"):
            return WORD, node, 0
        return (NODE if isinstance(node, SCOPED) else SETTER), node, 0


class RowSteps(Steps):
    """The steps of a loop's body, to be taken for each row.

    `own` are the attributes of the row that are asked for, by place ("" is the row itself), or the parts of a pair;
    `kinds` says for each place what it may hold. Names of the loops around it are `taken`. Where the body `asks_ends`,
    behind the own parts stands whether the row is the first and whether it is the last (`ENDS`).
    """

    def __init__(self, names: list[str], taken: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.names, self.taken = names, taken
        self.own = list(names) if len(names) > 1 else []
        self.kinds = [KNOWN] * len(self.own)
        self.asks_ends = False

    def value(self, node: Any) -> Step:
        place = self._place(node.filter_expression, WRITTEN)
        return (SHARED, node, 0) if place is None else (OWN, place, 0)

    def unless(self, condition: Any) -> Step:
        if type(condition) is not TemplateLiteral:
            raise Strange
        place = self._place(condition.value, KNOWN)
        return (UNLESS_SHARED, condition, 0) if place is None else (UNLESS_OWN, place, 0)

    def other(self, node: Any) -> Step:
        if hasattr(node, "known"):
            return SHARED, node, 0
        if not isinstance(node, ForNode) or node.is_reversed or node.nodelist_empty:
            raise Strange
        place = self._place(node.sequence, LISTED)
        if place is None:
            raise Strange
        return ROWS, (place, rows_of(node, self.taken.union(self.names))), 0

    def _place(self, expression: Any, kinds: frozenset[type]) -> int | None:
        """Where a part of the row stands, which must be of one of `kinds`; None for a name from outside."""
        keys = keys_of(expression)
        if not keys or keys[0] in self.taken:
            raise Strange
        if keys in ENDS and kinds is KNOWN:
            self.asks_ends = True
            return ENDS.index(keys) - len(ENDS)
        if keys[0] not in (*self.names, "forloop"):
            return None
        is_pair = len(self.names) > 1
        if len(keys) > 2 - is_pair or keys[0] == "forloop":
            raise Strange
        part = keys[0] if is_pair else ".".join(keys[1:])
        if part not in self.own:
            self.own.append(part)
            self.kinds.append(kinds)
        place = self.own.index(part)
        self.kinds[place] &= kinds
        return place

    def reader(self) -> Callable[[Any], tuple[Any, ...]]:
        """What takes the own values out of a row; it raises Strange for a row of another kind."""
        if len(self.names) > 1:
            return partial(_parts, len(self.names))
        if self.own == [""]:
            return _itself
        if not self.own or "" in self.own:
            raise Strange
        return partial(_attributes, attrgetter(*self.own), len(self.own) == 1)


def _parts(size: int, row: Any) -> tuple[Any, ...]:
    if type(row) is not tuple or len(row) != size:
        raise Strange
    parts: tuple[Any, ...] = row
    return parts


def _itself(row: Any) -> tuple[Any, ...]:
    return (row,)


def _attributes(read: Callable[[Any], Any], is_one: bool, row: Any) -> tuple[Any, ...]:
    if not isinstance(row, Ready):
        raise Strange
    try:
        found = read(row)
    except AttributeError:
        raise Strange from None
    own: tuple[Any, ...] = (found,) if is_one else found
    return own


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows are written: what is read of each, of which kinds it must be, and the steps."""

    read: Callable[[Any], tuple[Any, ...]]
    kinds: tuple[frozenset[type], ...]
    steps: list[Step]
    asks_ends: bool


def rows_of(node: ForNode, taken: frozenset[str] = frozenset()) -> Rows:
    """The rows of a loop; Strange where its body is not for steps."""
    made = RowSteps(list(node.loopvars), taken)
    made.add(node.nodelist_loop)
    return Rows(made.reader(), tuple(made.kinds), made.steps, made.asks_ends)


# --- written -------------------------------------------------------------------------------------


class QuickList(NodeList):
    """The nodes of a template or of a part of it, with their steps, made when they are first shown."""

    made: list[Step] | None = None
    blocks: dict[type, list[Any]] | None = None

    def render(self, context: Any) -> SafeString:
        if not context.autoescape:
            return SafeString(super().render(context))
        out: list[str] = []
        run(self.steps(context.template.engine), context, out.append)
        # what was written is escaped, or a node's own
        return SafeString("".join(out))

    def steps(self, engine: Any) -> list[Step]:
        if self.made is None:
            page = PageSteps(engine)
            page.add(self)
            self.made = page.steps
        return self.made

    def get_nodes_by_type(self, nodetype: type) -> list[Any]:
        """The same every time: a parent's blocks are asked for at every page."""
        self.blocks = self.blocks or {}
        if nodetype not in self.blocks:
            self.blocks[nodetype] = super().get_nodes_by_type(nodetype)
        return self.blocks[nodetype]


class QuickLoop(ForNode):
    """A loop with the steps of its body."""

    rows: Rows

    def render(self, context: Any) -> SafeString:
        sequence: Any = self.sequence
        found = sequence.resolve(context, ignore_failures=True)
        if type(found) in (list, tuple) and found and context.autoescape:
            out: list[str] = []
            try:
                write_rows(self.rows, found, {}, context, out.append)
            except Strange:
                pass
            else:
                return SafeString("".join(out))
        return SafeString(super().render(context))


def quicken_loop(node: ForNode) -> None:
    """Give a loop its steps, where its body can be told in them."""
    if node.is_reversed:
        return
    try:
        rows = rows_of(node)
    except Strange:
        return
    node.__class__ = QuickLoop
    node.rows = rows  # type: ignore[attr-defined]


def run(steps: list[Step], context: Any, write: Write) -> None:
    """The steps of a template. Names are looked up in one place until a node may have set others."""
    names, language = context.flatten(), get_language()
    at, end = 0, len(steps)
    while at < end:
        kind, what, target = steps[at]
        at += 1
        if kind == TEXT:
            write(what)
        elif kind == NAME:
            _write_name(what[0], what[1], names, context, write)
        elif kind == UNLESS:
            if not _holds(what[0], what[1], names, context):
                at = target
        elif kind == GO:
            at = target
        elif kind == WORD:
            write(what.known.get(language) or what.render(context))
        else:
            write(what.render_annotated(context))
            if kind == SETTER:
                names = context.flatten()


def _write_name(keys: tuple[str, ...], node: VariableNode, found: Any, context: Any, write: Write) -> None:
    try:
        for key in keys:
            found = found[key]
            if callable(found):
                raise TypeError
    except MISSED:
        write(node.render(context))
        return
    kind = type(found)
    write(escape(found) if kind is str else found if kind in WRITTEN else node.render(context))


def _holds(keys: tuple[str, ...], condition: Any, found: Any, context: Any) -> bool:
    """Whether a condition holds; without `keys` it is more than a name."""
    try:
        for key in keys:
            found = found[key]
            if callable(found):
                raise TypeError
        if keys:
            return bool(found)
    except MISSED:
        pass
    try:
        return bool(condition.eval(context))
    except VariableDoesNotExist:
        return False


def write_rows(rows: Rows, found: Sequence[Any], known: dict[int, Any], context: Any, write: Write) -> None:
    """All rows as HTML; Strange where one is of another kind than foreseen."""
    last = len(found) - 1
    for place, row in enumerate(found):
        own = rows.read(row)
        for value, kinds in zip(own, rows.kinds, strict=True):
            if type(value) not in kinds:
                raise Strange
        if rows.asks_ends:
            own = (*own, place == 0, place == last)
        _run_row(rows.steps, own, known, context, write)


def _run_row(steps: list[Step], own: tuple[Any, ...], known: dict[int, Any], context: Any, write: Write) -> None:
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
            write(_shared(what, what.render, known, context))
        elif kind == ROWS:
            write_rows(what[1], own[what[0]], known, context, write)
        else:
            at = _past(what, target, at, known, context)


def _past(condition: Any, target: int, at: int, known: dict[int, Any], context: Any) -> int:
    """Where to go on: here where a condition from outside holds, else behind its part."""
    return at if _shared(condition, condition.eval, known, context) else target


def _shared(key: Any, find: Callable[[Any], Any], known: dict[int, Any], context: Any) -> Any:
    if id(key) not in known:
        known[id(key)] = find(context)
    return known[id(key)]
