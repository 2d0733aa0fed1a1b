"""Templates whose plain look-ups cost less: the same bytes, with less ceremony.

Half of what a page costs is finding the values of `{{ row.name }}` and `{% if row.name %}`. Django takes every such
look-up for whatever it might be (an attribute, an index, a call, a number to be written as the reader's country does).
Nearly all of ours are keys that are there, and text. The loader below lets each expression without a filter try just
that; what it finds otherwise goes Django's way, from the beginning. A text of the template itself is translated once a
language. How whole templates become functions is told in `compiled`.
"""

from collections.abc import Iterable
from html import escape
from typing import Any, cast

from django.template import Origin, Template
from django.template.base import FilterExpression, Node, NodeList, Variable, VariableNode, render_value_in_context
from django.template.defaulttags import TemplateLiteral
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from withi.ground.web.compiled import QuickList
from withi.ground.web.lines import MISSED


class Loader(cached.Loader):
    """Django's own keeper of compiled templates, which makes them quick when it first reads them."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        known = self.get_template_cache.get(self.cache_key(template_name, skip))
        template: Template = super().get_template(template_name, skip)
        # where pages tell a developer which line broke, they need every step
        if template is not known and not self.engine.debug:
            quicken(template.nodelist, set())
        return template


class QuickExpression(FilterExpression):
    """A name with its parts and no filter: keys are looked up, anything else is left to Django."""

    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        found = context
        try:
            for key in self.var.lookups:
                found = found[key]
                if callable(found):
                    return super().resolve(context, ignore_failures)
        except MISSED:
            return super().resolve(context, ignore_failures)
        return found


class QuickVariable(VariableNode):
    """A value written out: text as it is or escaped, anything else as Django writes it."""

    def render(self, context: Any) -> SafeString:
        try:
            found = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return SafeString()
        if type(found) is str and context.autoescape:
            # NodeList joins the pieces and marks the whole as safe, so marking each would be for nothing
            return escape(found)  # type: ignore[return-value]
        return found if type(found) is SafeString else render_value_in_context(found, context)  # type: ignore[return-value]

    render_annotated = render


class QuickTranslation(TranslateNode):
    """`{% translate "…" %}` of a text that stands in the template: in each language always the same."""

    known: dict[str | None, str]

    def render(self, context: Any) -> str:
        if not context.autoescape:
            return str(super().render(context))
        language = get_language()
        found = self.known.get(language)
        if found is None:
            found = self.known[language] = super().render(context)
        return found

    render_annotated = render


def quicken(part: Any, seen: set[int]) -> None:
    """Make every plain look-up below a part of a template quick; each part once."""
    if id(part) in seen:
        return
    seen.add(id(part))
    if type(part) is FilterExpression and _is_plain(part):
        part.__class__ = QuickExpression
    for inner in _inside(part):
        quicken(inner, seen)
    if type(part) is VariableNode:
        part.__class__ = QuickVariable
    elif type(part) is NodeList:
        part.__class__ = QuickList
    elif type(part) is TranslateNode and _is_fixed(part):
        part.__class__ = QuickTranslation
        cast("QuickTranslation", part).known = {}


def _is_plain(part: FilterExpression) -> bool:
    """Whether it is a name without filters, and nothing to be translated."""
    var = part.var
    return not part.filters and isinstance(var, Variable) and var.lookups is not None and not var.translate


def _is_fixed(part: TranslateNode) -> bool:
    """Whether text and context stand in the template, and what comes out is written right there."""
    text, context = part.filter_expression, part.message_context
    is_told = not text.filters and isinstance(text.var, Variable) and isinstance(text.var.literal, str)
    return is_told and not part.asvar and (context is None or (isinstance(context.var, str) and not context.filters))


def _inside(part: Any) -> Iterable[Any]:
    """What a part of a template is made of."""
    if isinstance(part, dict):
        return part.values()
    if isinstance(part, list | tuple):
        return part
    return vars(part).values() if isinstance(part, Node | TemplateLiteral | TokenBase) else ()
