"""A function of Python in the making, and how the nodes of a template become its lines."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html import escape
from itertools import count
from typing import Any

from django.template.base import TextNode, VariableDoesNotExist, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, TemplateLiteral
from django.utils.safestring import SafeString

from withi.kit.ready import Plain, Ready

MISSED = (TypeError, AttributeError, KeyError, ValueError, IndexError)
WRITTEN: frozenset[type] = frozenset({str, Plain, SafeString})
KNOWN: frozenset[type] = WRITTEN | {bool, type(None)}
SILENT = (CommentNode, LoadNode)
"""Nodes that write nothing."""
JOINED = ("or", "and")
INDENT = "    "
Write = Callable[[str], None]
Page = Callable[[Any, Write], None]


class Strange(Exception):
    """Something that only Django's own way knows how to show."""


def strange() -> str:
    """In the place of a value of another kind than foreseen."""
    raise Strange


def escaped(text: str) -> str:
    """The same as `html.escape`, for texts that seldom need it."""
    return escape(text) if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text else text


def holds(condition: Any, context: Any) -> bool:
    """Whether a condition holds, as `{% if %}` asks it."""
    try:
        return bool(condition.eval(context))
    except VariableDoesNotExist:
        return False


def keys_of(expression: Any) -> tuple[str, ...]:
    """The parts of a plain name; none for anything else."""
    names = getattr(expression.var, "lookups", None)
    return () if expression.filters or not names or expression.var.translate else tuple(names)


def looked_up(keys: Iterable[str]) -> str:
    """A name as Python looks it up: `names['row']['title']`."""
    return f"names{''.join(f'[{key!r}]' for key in keys)}"


def shown(name: str, otherwise: str) -> str:
    """A value as HTML, an expression; `otherwise` is the one for values that are no text."""
    return f"escape({name}) if type({name}) is str else {name} if type({name}) in WRITTEN else {otherwise}"


# --- a function in the making --------------------------------------------------------------------


class Function:
    """The lines of a function, and the things they name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 1
        self.numbers = count(1)
        self.named: dict[str, Any] = {
            "Ready": Ready, "Strange": Strange, "escape": escaped, "holds": holds, "strange": strange,
            "MISSED": MISSED, "WRITTEN": WRITTEN, "KNOWN": KNOWN,
        }  # fmt: skip
        self._text: list[str] = []

    def text(self, text: str) -> None:
        """Write text that is always the same; pieces that meet become one."""
        self._text.append(text)

    def say(self, *lines: str) -> None:
        """More lines, behind the text before them."""
        text, self._text = "".join(self._text), []
        told = [f"write({self.keep(text)})"] if text else []
        self.lines += [INDENT * self.depth + line for line in (*told, *lines)]

    @contextmanager
    def below(self, head: str) -> Iterator[None]:
        """Lines below a head; where none come, it passes."""
        self.say(head)
        self.depth += 1
        before = len(self.lines)
        yield
        self.say()
        if len(self.lines) == before:
            self.say("pass")
        self.depth -= 1

    @property
    def place(self) -> int:
        """Where the next line will stand."""
        self.say()
        return len(self.lines)

    def put(self, place: int, lines: Iterable[str], depth: int) -> None:
        """Lines at a place among those that stand already."""
        self.say()
        self.lines[place:place] = [INDENT * depth + line for line in lines]

    def forget(self, place: int, depth: int) -> None:
        """Take back all from a place on."""
        self.lines[place:], self._text, self.depth = [], [], depth

    def aside(self) -> "Function":
        """Lines of the same function that are put into their place later."""
        lines = Function()
        lines.depth, lines.numbers, lines.named = 0, self.numbers, self.named
        return lines

    def keep(self, thing: Any) -> str:
        """A name for a thing."""
        name = self.name()
        self.named[name] = thing
        return name

    def name(self) -> str:
        """A name that nothing has yet."""
        return f"n{next(self.numbers)}"

    def made(self) -> Page:
        """The function: it writes a part of a page from its context."""
        self.say()
        source = "\n".join(["def page(context, write):", f"{INDENT}names = context.flatten()", *self.lines])
        exec(compile(source, "<template>", "exec"), self.named)  # noqa: S102 - our own templates, no value of a page
        page: Page = self.named["page"]
        return page


class Lines:
    """How nodes become lines: text, values and conditions."""

    def __init__(self, function: Function) -> None:
        self.function = function

    def add(self, nodes: Iterable[Any]) -> None:
        for node in nodes:
            if isinstance(node, TextNode):
                self.function.text(node.s)
            elif isinstance(node, VariableNode):
                self.value(node)
            elif type(node) is IfNode:
                self.choose(list(node.conditions_nodelists))
            elif not isinstance(node, SILENT):
                self.other(node)

    def choose(self, ways: list[tuple[Any, Any]]) -> None:
        """An `if` with what follows it; each further condition is asked below the `else` of the one before."""
        (condition, nodes), *rest = ways
        if condition is None:
            self.add(nodes)
            return
        with self.function.below(f"if {self.condition(condition)}:"):
            self.add(nodes)
        if rest:
            with self.function.below("else:"):
                self.choose(rest)

    def condition(self, condition: Any) -> str:
        """The expression of a condition, behind the lines that look up its names."""
        if type(condition) is TemplateLiteral:
            return self.truth(condition)
        if condition.id == "not":
            return f"(not {self.condition(condition.first)})"
        if condition.id in JOINED:
            return f"({self.condition(condition.first)} {condition.id} {self.condition(condition.second)})"
        return self.compared(condition)

    def value(self, node: Any) -> None:
        raise NotImplementedError

    def truth(self, literal: Any) -> str:
        raise NotImplementedError

    def compared(self, condition: Any) -> str:
        raise NotImplementedError

    def other(self, node: Any) -> None:
        raise NotImplementedError


class Names(Lines):
    """Lines for one language of a template whose names lie in `names`, the context in one piece.

    `fixed` are names whose value stands in the templates themselves, as HTML.
    """

    def __init__(self, context: Any) -> None:
        super().__init__(Function())
        self.context = context
        self.fixed: dict[str, str] = {}

    def value(self, node: Any) -> None:
        keys = keys_of(node.filter_expression)
        if len(keys) == 1 and keys[0] in self.fixed:
            self.function.text(self.fixed[keys[0]])
            return
        otherwise = f"{self.function.keep(node)}.render(context)"
        if keys:
            self.look_up("v", keys)
        self.function.say(f"write({shown('v', otherwise) if keys else otherwise})")

    def look_up(self, name: str, keys: Iterable[str], otherwise: str = "None") -> None:
        """Lines that give a value a name; `otherwise` where it is not there."""
        self.function.say(f"try: {name} = {looked_up(keys)}", f"except MISSED: {name} = {otherwise}")

    @contextmanager
    def apart(self, function: Function) -> Iterator[None]:
        """Lines to another place meanwhile."""
        here, self.function = self.function, function
        yield
        self.function = here

    def truth(self, literal: Any) -> str:
        keys = keys_of(literal.value)
        if not keys:
            return self.compared(literal)
        name, asked = self.function.name(), self.compared(literal)
        self.look_up(name, keys, asked)
        self.function.say(f"if callable({name}): {name} = {asked}")
        return name

    def compared(self, condition: Any) -> str:
        return f"holds({self.function.keep(condition)}, context)"
