"""What no template may hold, and what no hot template may do inside a loop."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Engine, Node, NodeList, Template
from django.template.base import VariableNode
from django.template.defaulttags import FilterNode, ForNode, NowNode, URLNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode

# First line of a template that every guest's page pays for.
HOT = "{# hot #}"
COSTLY = (
    URLNode,
    TranslateNode,
    BlockTranslateNode,
    IncludeNode,
    FilterNode,
    StaticNode,
    NowNode,
    SimpleNode,
    InclusionNode,
)
# The content security policy is strict: nothing inline, on any page, in any picture.
FORBIDDEN = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "inline handler": re.compile(r"<[a-z][^>]*\s(?:hx-)?on[a-z:-]+\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/(?:ld\+)?json\")[\s>]", re.IGNORECASE
    ),
    "script address": re.compile(r"[\"'=]\s*javascript:", re.IGNORECASE),
}


def inline_findings(name: str, source: str) -> list[str]:
    """Inline style and script of one template or picture, with its line."""
    return [
        f"{name}:{source.count(chr(10), 0, match.start()) + 1}: {what}"
        for what, pattern in FORBIDDEN.items()
        for match in pattern.finditer(source)
    ]


def is_hot(path: Path) -> bool:
    return path.read_text(encoding="utf-8").startswith(HOT)


def loop_findings(template: Template, engine: Engine) -> list[str]:
    """Costly nodes inside the loops of a template and of those it includes by name."""
    return [f"{template.name}: {what}" for what in _in_loops(template)] + [
        finding for inner in _included(template, engine) for finding in loop_findings(inner, engine)
    ]


def _in_loops(template: Template) -> Iterator[str]:
    for loop in template.nodelist.get_nodes_by_type(ForNode):
        assert isinstance(loop, ForNode)
        assert isinstance(loop.nodelist_loop, NodeList)
        for node in loop.nodelist_loop.get_nodes_by_type(Node):
            if isinstance(node, COSTLY):
                yield f"{type(node).__name__} in a loop"
            elif isinstance(node, VariableNode) and node.filter_expression.filters:
                yield f"a filter in a loop: {node.filter_expression.token}"


def _included(template: Template, engine: Engine) -> Iterator[Template]:
    for node in template.nodelist.get_nodes_by_type(IncludeNode):
        assert isinstance(node, IncludeNode)
        name = node.template.var
        if isinstance(name, str):
            yield engine.get_template(name)
