"""Quick templates write what Django writes, whatever they are given."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from django.template import Context, Engine, Template
from django.template.base import FilterExpression, VariableNode
from django.template.defaulttags import ForNode, IfNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from withi.ground.web import quick
from withi.kit.ready import Plain, Ready

URL, TILE = Plain("/products/1/?a=1&b=2"), mark_safe("<i>&amp;</i>")


@dataclass(frozen=True, slots=True)
class Card(Ready):
    """A row as our pages have them."""

    name: Any = "ผ้า <ไหม>"
    url: Any = URL
    tile: Any = TILE
    on: Any = True
    note: Any = None


class Shop:
    """An object with everything that look-ups may meet."""

    title = 'ร้าน "ก"'
    items = ("ก", "ข")

    def sells(self) -> str:
        return "<b>"

    def asks(self, what: str) -> str:
        return what

    def erase(self) -> str:
        raise AssertionError("a template must not call it")

    erase.alters_data = True  # type: ignore[attr-defined]

    @property
    def broken(self) -> str:
        raise ValueError("no such thing")


PART = "{% if name %}[{{ name }}{% if none %}-{% else %}{{ row.name }}{% endif %}]{% endif %}"
SETTING = '{% translate "Search" as none %}{{ none }}'

FAMILY = {
    "root": "{% get_current_language as LANG %}{% static 'a.svg' as icons %}<{{ LANG }} {{ icons }} {{ none }}>"
    "{% block head %}root {{ name }}{% endblock %}{% block main %}{% block inner %}in root{% endblock %}{% endblock %}"
    "{% if LANG == 'en' %}en{% endif %}[{{ none }}]{{ icons }}",
    "parent": "{% extends 'root' %}{% block main %}parent {% block inner %}in parent{% endblock %} {{ icons }}"
    "{% endblock %}",
    "pictured": "{{ icons }}{% for row in rows %}{{ row.name }}{{ icons }}{% endfor %}",
    "again": "{{ name }}{% if more %}{% include 'again' with more=none %}{% endif %}",
}


def engine(source: str, *, is_quick: bool, **options: Any) -> Engine:
    name = "withi.ground.web.quick.Loader" if is_quick else "django.template.loaders.cached.Loader"
    texts = {"page": source, "part": PART, "first": PART, "setting": SETTING, **FAMILY}
    inner = [("django.template.loaders.locmem.Loader", texts)]
    builtins = ["django.templatetags.i18n", "django.templatetags.static"]
    return Engine(loaders=[(name, inner)], builtins=builtins, **options)


def page(source: str, *, is_quick: bool, **options: Any) -> Template:
    return engine(source, is_quick=is_quick, **options).get_template("page")


def both(source: str, values: dict[str, Any], **options: Any) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        page(source, is_quick=is_quick, **options).render(Context(dict(values))) for is_quick in (True, False)
    )


VALUES: dict[str, Any] = {
    "name": "ก & \"ข\" <c> 'ง'",
    "safe": mark_safe("<b>ก</b>"),
    "plain": Plain("1–2"),
    "number": 1234567.5,
    "money": Decimal("1.50"),
    "day": date(2026, 11, 26),
    "none": None,
    "lazy": gettext_lazy("Search"),
    "shop": Shop(),
    "call": lambda: "<called>",
    "kept": {"items": "the key", "0": "zero", "deep": {"er": ["x", "y"]}},
    "list": ["first", "second"],
    "rows": [Card(), Card(name="ข", on=False, note="น")],
    "empty": [],
}
ALONE = (
    "name", "safe", "plain", "number", "money", "day", "none", "lazy", "shop.title", "shop.sells", "shop.asks",
    "shop.erase", "shop.items.1", "call", "kept.items", "kept.0", "kept.deep.er.1", "list.0", "list.7", "nothing",
    "nothing.at.all", "name.nothing", "shop.nothing", "rows.0.name", "rows.0.nothing", "name|upper",
    "nothing|default:name",
)  # fmt: skip


@pytest.mark.parametrize("expression", ALONE)
def test_a_value_is_written_as_django_writes_it(expression: str) -> None:
    source = (
        f"{{{{ {expression} }}}}{{% if {expression} %}}yes{{% else %}}no{{% endif %}}"
        f"{{% autoescape off %}}{{{{ {expression} }}}}{{% endautoescape %}}"
        f"{{% with other={expression} %}}{{{{ other }}}}{{% endwith %}}"
    )
    ours, djangos = both(source, VALUES)
    assert ours == djangos


def test_what_is_not_there_is_said_as_the_engine_says_it() -> None:
    ours, djangos = both("{{ nothing }}{{ shop.nothing }}", VALUES, string_if_invalid="?%s")
    assert ours == djangos == "?nothing?shop.nothing"


def test_an_error_in_a_property_is_raised() -> None:
    for is_quick in (True, False):
        with pytest.raises(ValueError, match="no such thing"):
            page("{{ shop.broken }}", is_quick=is_quick).render(Context(VALUES))


LOOPS = (
    '<a href="{{ row.url }}">{{ row.name }}</a>{{ row.tile }}',
    "{{ row.name }}{% if row.note %}{{ row.note }}{% elif row.on %}on{{ name }}{% else %}off{% endif %}{{ row.url }}",
    "{% if row.on %}{% if name %}{{ row.name }}{{ shop.title }}{% endif %}{% else %}{{ row.note }}{% endif %}",
    "{{ row.name }}{{ row.on }}",
    "{{ row.name }}{{ row.note }}",
    "{{ row.name }}{{ row.nothing }}",
    "{{ row.name }}{{ row.url }}{{ nothing }}{% if nothing %}x{% endif %}",
    "{{ forloop.counter }}{{ row.name }}{{ row.url }}",
    "{{ row.name|upper }}{{ row.url }}",
    "{{ row.name }}{% if row.on and row.note %}both{% endif %}{{ row.url }}",
    '{{ row.name }}{{ row.url }}{% include "part" %}',
    "{{ row.name.0 }}{{ row.url }}",
    "{{ row.name }}{{ row.url }}{{ number }}{{ lazy }}",
)


@pytest.mark.parametrize("body", LOOPS)
@pytest.mark.parametrize("rows", ["rows", "empty", "nothing", "list", "shop.items", "kept"])
def test_a_loop_is_written_as_django_writes_it(body: str, rows: str) -> None:
    source = f"{{% for row in {rows} %}}{body}{{% empty %}}none{{% endfor %}}{{{{ row.name }}}}"
    ours, djangos = both(source, VALUES)
    assert ours == djangos


@pytest.mark.parametrize("strange", [{"name": 7}, {"on": 0}, {"name": gettext_lazy("Search")}, {"note": ["ก"]}])
def test_a_row_with_other_values_goes_djangos_way(strange: dict[str, Any]) -> None:
    rows = [Card(), Card(**strange)]
    body = "{{ row.name }}{% if row.on %}{{ row.url }}{% endif %}{% if row.note %}!{% endif %}"
    ours, djangos = both(f"{{% for row in rows %}}{body}{{% endfor %}}", {"rows": rows})
    assert ours == djangos


def test_rows_of_other_kinds_among_ready_ones_go_djangos_way() -> None:
    rows = [Card(), {"name": "<k>", "url": "/"}]
    ours, djangos = both("{% for row in rows %}{{ row.name }}{{ row.url }}{% endfor %}", {"rows": rows})
    assert ours == djangos


def test_without_escaping_nothing_is_escaped() -> None:
    source = "{% autoescape off %}{% for row in rows %}{{ row.name }}{{ row.url }}{% endfor %}{% endautoescape %}"
    ours, djangos = both(source, VALUES)
    assert ours == djangos
    assert "<ไหม>" in ours


def test_plain_names_are_made_quick_and_only_they() -> None:
    found = page("{{ name }}{{ name|upper }}", is_quick=True).nodelist
    assert [type(node) for node in found] == [quick.QuickVariable, quick.QuickVariable]
    kinds = [type(node.filter_expression) for node in found if isinstance(node, VariableNode)]
    assert kinds == [quick.QuickExpression, FilterExpression]


def asked_of_django(source: str, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> set[type]:
    """Which kinds of nodes show themselves when a page is made."""
    asked = set[type]()
    with monkeypatch.context() as patch:
        for kind in (ForNode, IfNode, IncludeNode, BlockNode, ExtendsNode, VariableNode, quick.QuickVariable):
            patch.setattr(kind, "render", noted(kind, kind.render, asked))
        page(source, is_quick=True).render(Context(dict(values)))
    return asked


def noted(kind: type, render: Any, asked: set[type]) -> Any:
    def note(node: Any, context: Any) -> Any:
        asked.add(kind)
        return render(node, context)

    return note


@pytest.mark.parametrize(
    "text", ['{% translate "Search" %}', '{% translate "Routes" context "menu" %}', "{% translate row.name %}"]
)
def test_a_loop_with_a_text_of_the_template_is_quick_and_one_of_the_row_is_not(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "{% for row in rows %}{{ row.name }}{% if row.url %}" + text + "{% endif %}{% endfor %}"
    ours, djangos = (page(source, is_quick=is_quick) for is_quick in (True, False))
    assert (ForNode in asked_of_django(source, VALUES, monkeypatch)) == ("row.name %}" in text)
    for language in ("th", "en", "th"):
        with override(language):
            assert ours.render(Context(VALUES)) == djangos.render(Context(VALUES))


def test_what_comes_from_outside_is_worked_out_once() -> None:
    calls: list[int] = []

    def counted() -> str:
        calls.append(1)
        return "n"

    values = {"rows": [Card()] * 5, "count": counted}
    page("{% for row in rows %}{{ row.name }}{{ row.url }}{{ count }}{% endfor %}", is_quick=True).render(
        Context(values)
    )
    assert len(calls) == 1


def test_a_developer_keeps_every_step() -> None:
    found = page("{{ name }}", is_quick=True, debug=True).nodelist
    assert [type(node) for node in found] == [VariableNode]


PARTS: dict[str, Any] = {
    **VALUES,
    "pairs": [("ก <1>", URL), ("ข", Plain("/2/"))],
    "mixed": [("ก", URL), ["ข", URL], ("ค", 3)],
    "words": ["ก <b>", Plain("<i>")],
    "numbers": ["ก", 7],
    "boards": [Card(note=[Card(), Card(name="<2>")]), Card(note=[])],
    "odd": [Card(note=[Card()]), Card(note=(Card(),))],
    "one": (Card(name="อยู่ในวงเล็บ"),),
}
LISTED = (
    '{% for name, url in pairs %}<a href="{{ url }}">{{ name }}</a>{{ safe }}{% endfor %}{{ name }}',
    "{% for name, url in mixed %}{{ name }}{% if url %}{{ url }}{% endif %}{% endfor %}",
    "{% for name, url in pairs %}{{ name.0 }}{{ url }}{% endfor %}",
    "{% for name, url in pairs %}{% if forloop.last %}{{ name }}{% elif forloop.first %}1{% endif %}{% endfor %}",
    "{% for row in rows %}{% if forloop.first %}{{ row.name }}{% else %}{{ row.url }}{% endif %}{% endfor %}",
    "{% for row in rows %}{{ row.name }}{{ forloop.last }}{{ row.url }}{% endfor %}",
    "{% for row in boards %}{% for i in row.note %}{% if forloop.last %}{{ i.url }}{% endif %}{% endfor %}{% endfor %}",
    '{% for word in words %}{{ word }}{% translate "Search" %}{% endfor %}',
    "{% for word in words %}{{ word }}{{ word.0 }}{% endfor %}",
    "{% for number in numbers %}{{ number }}{% endfor %}",
    "{% for row in one %}{{ row.name }}{% endfor %}{% for row in rows reversed %}{{ row.name }}{% endfor %}",
    "{% for row in boards %}{{ row.name }}{% for in in row.note %}{{ in.name }}{{ number }}{% endfor %}{% endfor %}",
    "{% for row in boards %}{% for in in row.note %}{{ in.name }}{{ row.url }}{% endfor %}{% endfor %}",
    "{% for row in boards %}{% for in in row.note %}{{ in.url }}{% empty %}none{% endfor %}{% endfor %}",
    "{% for row in odd %}{{ row.name }}{% for in in row.note %}{{ in.name }}{% endfor %}{% endfor %}",
    "{% for row in boards %}{% for in in list %}{{ in }}{{ row.name }}{% endfor %}{% endfor %}",
    "{% for row in rows %}-{% endfor %}",
)
WHOLE = (
    "{% if name and none %}a{% elif name or none %}b{% else %}c{% endif %}{% if not none %}d{% endif %}",
    '{% if number > 3 %}{{ number }}{% endif %}{% if name == "x" %}{% else %}e{% endif %}',
    "{% if shop.erase %}f{% endif %}{% if shop.sells %}{{ shop.sells }}{% endif %}",
    '{% with none="set" %}{{ none }}{% if none %}a{% endif %}{% endwith %}{{ none }}',
    '{% translate "Search" as none %}{{ none }}{% if none %}a{% endif %}',
    "{% if name %}{% firstof nothing plain as none %}{{ none }}{% endif %}{{ none }}",
    '{% if name %}{% include "part" %}{% endif %}{% if none %}{% include "nowhere" %}{% endif %}{{ name }}',
    '{% include "setting" %}{{ none }}{% include "part" only %}{% include list.0|default:"part" %}',
    '{% include "part" %}{% include "part" with name=safe %}{% comment %}{{ name }}{% endcomment %}{# name #}',
    "{% autoescape off %}{{ name }}{% if name %}{{ name }}{% endif %}{% endautoescape %}{{ name }}",
    "{% block part %}{{ name }}{% endblock %}{% if state.ON %}{{ state.ON }}{% endif %}{{ state }}",
)


class State(Enum):
    ON = "on"


@pytest.mark.parametrize("source", [*LISTED, *WHOLE])
def test_parts_of_a_template_are_written_as_django_writes_them(source: str) -> None:
    ours, djangos = both(source, {**PARTS, "state": State})
    assert ours == djangos


@pytest.mark.parametrize("source", [LISTED[0], LISTED[3], LISTED[4], LISTED[7], LISTED[11], LISTED[12]])
def test_pairs_words_and_rows_within_rows_are_lines(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of_django(source, PARTS | {"number": "7"}, monkeypatch)
    assert asked <= {quick.QuickVariable}


def test_names_conditions_and_what_is_included_are_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        WHOLE[0]
        + '{{ name }}{{ list.0 }}{% include "part" %}{% include "part" with name=safe %}{% include "setting" %}'
    )
    assert not asked_of_django(source, {**VALUES, "list": {"0": "first"}, "none": "x"}, monkeypatch)


CHILDREN = (
    "{% extends 'root' %}",
    "{% extends 'root' %}{% block head %}{% translate 'Search' as none %}{{ none }}{{ icons }}{% endblock %}",
    "{% extends 'parent' %}{% block inner %}{% include 'setting' %}{{ none }}{% endblock %}lost{{ name }}",
    "{% extends 'parent' %}{% block main %}{{ icons }}{% include 'pictured' %}{{ icons }}{% endblock %}",
    "{% extends 'parent' %}{% block head %}{% include 'pictured' with icons=name %}{{ icons }}{% endblock %}",
    "{% extends 'parent' %}{% block head %}{% with icons=name %}{{ icons }}{% endwith %}{{ icons }}{% endblock %}",
    "{% extends 'parent' %}{% block head %}{% firstof name as icons %}{{ icons }}{% endblock %}",
    "{% extends 'parent' %}{% block head %}{% for icons in list %}{{ icons }}{% endfor %}{{ icons }}{% endblock %}",
    "{% extends 'parent' %}{% block main %}{{ block.super }}{% endblock %}",
    "{% extends 'parent' %}{% block inner %}{% if name %}{% static 'b' as icons %}{% endif %}{{ icons }}{% endblock %}",
    "{% extends list.0|default:'root' %}{% block head %}{{ name }}{% endblock %}",
    "{% include 'parent' %}{{ icons }}{% include 'again' with more=name %}{% include 'again' %}",
    "{% if name %}{% static 'c.svg' as icons %}{% endif %}{{ icons }}{% static 'd.svg' %}{% static name %}",
    "{% if name or none and nothing %}a{% endif %}{% if not name and shop.sells %}b{% elif not none %}c{% endif %}",
    "{% for row in rows %}{% if row.on and not row.note or forloop.last %}{{ row.name }}{% endif %}{% endfor %}",
)


@pytest.mark.parametrize("source", CHILDREN)
def test_a_page_and_its_parents_are_written_as_django_writes_them(source: str) -> None:
    values = {**VALUES, "list": {"0": "root"}} if "list.0" in source else VALUES
    ours, djangos = (page(source, is_quick=is_quick) for is_quick in (True, False))
    for language in ("th", "en", "th"):
        with override(language):
            assert ours.render(Context(dict(values))) == djangos.render(Context(dict(values)))


def test_a_page_and_its_parents_are_one_function(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not asked_of_django(CHILDREN[2], {**VALUES, "none": ""}, monkeypatch)
    assert ExtendsNode in asked_of_django(CHILDREN[8], VALUES, monkeypatch)


def test_the_blocks_of_a_parent_are_looked_for_once() -> None:
    found = page("{% block a %}{% block b %}{% endblock %}{% endblock %}", is_quick=True).nodelist
    assert [getattr(block, "name", "") for block in found.get_nodes_by_type(BlockNode)] == ["a", "b"]
    assert found.get_nodes_by_type(BlockNode) is found.get_nodes_by_type(BlockNode)
    assert found.get_nodes_by_type(VariableNode) == []


TRANSLATED = (
    '{% translate "Search" %}',
    '{% translate "Routes" context "menu" %}',
    '{% translate "50%% <b>" %}',
    '{% translate name %}{% translate "Search"|upper %}{% translate lazy %}',
    '{% translate "Search" as word %}{{ word }}{% translate "Search" noop %}',
    '{% translate "Routes" context name %}{% autoescape off %}{% translate "Search" %}{% endautoescape %}',
)


@pytest.mark.parametrize("source", TRANSLATED)
def test_a_text_is_translated_as_django_translates_it(source: str) -> None:
    ours, djangos = (page(source, is_quick=is_quick) for is_quick in (True, False))
    for language in ("th", "en", "th", "en"):
        with override(language):
            assert ours.render(Context(dict(VALUES))) == djangos.render(Context(dict(VALUES)))


def test_a_fixed_text_is_translated_once_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    made, asked = page('{% translate "Search" %}', is_quick=True), list[str]()
    render = TranslateNode.render

    def counted(node: TranslateNode, context: Context) -> str:
        asked.append("")
        return str(render(node, context))

    monkeypatch.setattr(TranslateNode, "render", counted)
    for language in ("th", "en", "th"):
        with override(language):
            made.render(Context({}))
    assert len(asked) == 2
