"""Templates as functions of Python instead of trees of nodes: the same bytes, for half the work.

Most of a template is text, names, conditions that are names, includes, and loops over ready rows. Those become lines of
one function for each language, a parent and its blocks included; texts that stand in the template itself, translated or
not, run together to one. Whatever else it holds stays a node of Django's and is one line. A value of another kind than
foreseen goes Django's way.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import NodeList, VariableNode
from django.template.defaulttags import ForNode, URLNode, WithNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import GetCurrentLanguageNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from withi.ground.web import loops
from withi.ground.web.lines import Names, Page, Strange, keys_of

SCOPED = (BlockNode, ForNode, IncludeNode, WithNode)
"""Nodes that leave no name behind them."""
NESTED = BlockNode | ExtendsNode


class Part(Names):
    """The lines of a template or of a part of it, for one language.

    `blocks` are those in the place of a parent's, by name.
    """

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.blocks: Mapping[str, BlockNode] = {}
        self.included: list[str] = []
        self.sets = 0
        self.ways: Mapping[type, Callable[[Any], None]] = {
            IncludeNode: self.include,
            ForNode: self.loop,
            ExtendsNode: self.extend,
            BlockNode: self.block,
        }

    def other(self, node: Any) -> None:
        if hasattr(node, "known"):
            self.function.text(node.render(self.context))
        elif type(node) is StaticNode and isinstance(node.path.var, SafeString) and not node.path.filters:
            self.constant(node, node.varname)
        elif type(node) is GetCurrentLanguageNode:
            self.constant(node, node.variable)
        elif type(node) is URLNode and is_fixed_address(node) and self.has_address(node):
            self.constant(node, node.asvar)
        else:
            self.ways.get(type(node), self.djangos)(node)

    def has_address(self, node: URLNode) -> bool:
        """Whether the address is there: one below a condition may lack here and never be asked for."""
        try:
            node.render(self.context)
        except NoReverseMatch:
            return False
        return True

    def djangos(self, node: Any) -> None:
        """A node that stays one. Names that it may have set are gathered behind it."""
        self.function.say(f"write({self.function.keep(node)}.render_annotated(context))")
        if not isinstance(node, SCOPED):
            self.sets += 1
            self.function.say("names = context.flatten()")
            for name in self.fixed.keys() & {value for value in vars(node).values() if isinstance(value, str)}:
                del self.fixed[name]

    def constant(self, node: Any, name: str | None) -> None:
        """What a node always writes, or always sets a name to."""
        if name is None:
            self.function.text(node.render(self.context))
            return
        with self.context.push():
            node.render(self.context)
            found = self.context[name]
        self.fixed.pop(name, None)
        # below a condition it may or may not be set
        if self.function.depth == 1 and isinstance(found, str):
            self.fixed[name] = found if isinstance(found, SafeString) else escape(found)
        self.sets += 1
        self.function.say(f"names[{name!r}] = context[{name!r}] = {self.function.keep(found)}")

    def loop(self, node: ForNode) -> None:
        """A loop over ready rows, written into a list of its own until all rows were as foreseen."""
        place, depth = self.function.place, self.function.depth
        try:
            loops.write(self, node)
        except Strange:
            self.function.forget(place, depth)
            self.djangos(node)

    # --- templates that are part of others -------------------------------------------------------

    def include(self, node: IncludeNode) -> None:
        """What an included template writes, in its place; names given to it hold until its end."""
        name = node.template.var
        is_named = type(name) is SafeString and not node.template.filters and name not in self.included
        nodes = nodes_of(name, self.context.template.engine) if is_named and not node.isolated_context else None
        if nodes is None or nodes.get_nodes_by_type(NESTED):
            self.djangos(node)
            return
        self.included.append(name)
        if node.extra_context:
            self.given(node.extra_context, nodes)
        else:
            self.scoped(nodes)
        self.included.pop()

    def given(self, extra: Mapping[str, Any], nodes: Iterable[Any]) -> None:
        """Nodes with names of their own."""
        outer, fixed = self.function.name(), self.fixed
        told = ", ".join(f"{name!r}: {self.function.keep(value)}.resolve(context)" for name, value in extra.items())
        self.fixed = {name: value for name, value in fixed.items() if name not in extra}
        self.function.say(
            f"{outer}, names = names, {{{told}}}", "context.push(**names)", f"names = {{**{outer}, **names}}"
        )
        self.add(nodes)
        self.function.say("context.pop()", f"names = {outer}")
        self.fixed = fixed

    def scoped(self, nodes: Iterable[Any]) -> None:
        """Nodes whose own names do not outlast them."""
        before, place, fixed = self.sets, self.function.place, dict(self.fixed)
        self.add(nodes)
        if self.sets != before:
            self.function.put(place, ["context.push()"], self.function.depth)
            self.function.say("context.pop()", "names = context.flatten()")
            self.fixed = fixed

    def block(self, node: BlockNode) -> None:
        """A block of the parent of all; one whose page is not known here finds its own when it is shown."""
        if self.blocks:
            self.scoped(self.blocks[node.name].nodelist)
        else:
            self.djangos(node)

    def extend(self, node: ExtendsNode) -> None:
        """The parent of all, with the blocks nearest to the page."""
        found = family(node, self.context.template.engine)
        if found is None:
            self.djangos(node)
        else:
            self.blocks, nodes = found
            self.add(nodes)


def is_fixed_address(node: URLNode) -> bool:
    """Whether its name stands in the template and it takes nothing from the page."""
    name = node.view_name
    return isinstance(name.var, SafeString) and not (name.filters or node.args or node.kwargs)


def nodes_of(name: str, engine: Any) -> "QuickList | None":
    """The nodes of a template; None where there is none that can be read."""
    try:
        found = engine.get_template(name).nodelist
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return None
    return found if isinstance(found, QuickList) else None


def family(node: ExtendsNode, engine: Any) -> tuple[Mapping[str, BlockNode], NodeList] | None:
    """The blocks of a page and its parents, the nearest ones, and the nodes of the farthest parent.

    None where a parent is known only when the page is shown, or a block asks for what it stands in place of.
    """
    name: Any = node.parent_name
    nodes = nodes_of(name.var, engine) if type(name.var) is SafeString and not name.filters else None
    if nodes is None:
        return None
    parent = next((each for each in nodes if isinstance(each, ExtendsNode)), None)
    found = family(parent, engine) if parent else ({block.name: block for block in blocks_of(nodes)}, nodes)
    if found is None or any(map(asks_for_block, node.blocks.values())):
        return None
    return {**found[0], **node.blocks}, found[1]


def blocks_of(nodes: "QuickList") -> list[BlockNode]:
    """All blocks below these nodes."""
    return nodes.get_nodes_by_type(BlockNode)


def asks_for_block(block: BlockNode) -> bool:
    """Whether a block writes something of itself: `{{ block.super }}`."""
    values: list[Any] = block.nodelist.get_nodes_by_type(VariableNode)
    return any(keys_of(value.filter_expression)[:1] == ("block",) for value in values)


class QuickList(NodeList):
    """The nodes of a template or of a part of it, with their functions, made when a language is first shown."""

    pages: dict[str | None, Page] | None = None
    found: dict[Any, list[Any]] | None = None

    def render(self, context: Any) -> SafeString:
        if not context.autoescape:
            return SafeString(super().render(context))
        out: list[str] = []
        self.page(context)(context, out.append)
        # what was written is escaped, or a node's own
        return SafeString("".join(out))

    def page(self, context: Any) -> Page:
        """The function for the language of here and now."""
        self.pages, language = self.pages or {}, get_language()
        made = self.pages.get(language)
        if made is None:
            part = Part(context)
            part.add(self)
            made = self.pages[language] = part.function.made()
        return made

    def get_nodes_by_type(self, nodetype: Any) -> list[Any]:
        """The same every time: a parent's blocks are asked for at every page."""
        self.found = self.found or {}
        if nodetype not in self.found:
            self.found[nodetype] = super().get_nodes_by_type(nodetype)
        return self.found[nodetype]
