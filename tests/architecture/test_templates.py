"""Templates hold nothing inline, and hot ones do no costly work inside loops."""

from pathlib import Path

import house
import pytest
from django.template import Engine, engines
from django.template.backends.django import DjangoTemplates

from tests.architecture.template_rules import HOT, inline_findings, is_hot, loop_findings

PACKAGE = house.ROOT / "withi"
PAGES = sorted(path for path in PACKAGE.glob("*/*/templates/**/*") if path.is_file())
PICTURES = sorted((house.ROOT / "assets").glob("*.svg"))
BAD_MARKUP = {
    '<p style="color:red">': "style attribute",
    "<p\n  class='a'\n  style='x'>": "style attribute",
    "<style>p{}</style>": "style element",
    '<button onclick="go()">': "inline handler",
    "<b hx-on:click='go()'>": "inline handler",
    "<script>go()</script>": "inline script",
    '<script type="module">go()</script>': "inline script",
    '<a href="javascript:go()">': "script address",
}
GOOD_MARKUP = (
    '<script type="module" src="/static/js/a.js"></script><script type="application/ld+json">{}</script>'
    '<link rel="stylesheet" href="a.css"><p class="style" data-on="1" hx-confirm="on = off">style=1</p>'
)
BAD_LOOPS = {
    "{% url 'x' %}": "URLNode",
    "{% translate 'x' %}": "TranslateNode",
    "{% blocktranslate %}x{% endblocktranslate %}": "BlockTranslateNode",
    "{% include 'x.html' %}": "IncludeNode",
    "{% filter upper %}x{% endfilter %}": "FilterNode",
    "{% static 'x' %}": "StaticNode",
    "{% now 'Y' %}": "NowNode",
    "{{ row.date|date }}": "a filter",
    "{% if row %}{% for cell in row %}{% url 'x' %}{% endfor %}{% endif %}": "URLNode",
}


def engine() -> DjangoTemplates:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    return backend


@pytest.mark.parametrize("path", [*PAGES, *PICTURES], ids=lambda path: path.name)
def test_nothing_is_inline(path: Path) -> None:
    assert inline_findings(str(path.relative_to(house.ROOT)), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("markup", BAD_MARKUP)
def test_inline_things_are_found(markup: str) -> None:
    assert inline_findings("page.html", f"\n{markup}") == [f"page.html:2: {BAD_MARKUP[markup]}"]


def test_outside_things_are_free() -> None:
    assert inline_findings("page.html", GOOD_MARKUP) == []


def test_hot_templates_keep_their_loops_cheap() -> None:
    names = [path.relative_to(path.parents[1]) for path in PAGES if path.suffix == ".html" and is_hot(path)]
    findings = [
        found for name in names for found in loop_findings(engine().engine.get_template(str(name)), engine().engine)
    ]
    assert findings == []


@pytest.mark.skipif(not list(PACKAGE.glob("faces/portal/templates/portal/*.html")), reason="no public pages yet")
def test_public_pages_say_which_are_hot() -> None:
    assert any(is_hot(path) for path in PACKAGE.glob("faces/portal/templates/portal/*.html"))


def small_engine(source: str) -> Engine:
    """An engine that knows the page `source` and a part with a costly loop."""
    pages = {
        "page.html": f"{HOT}{source}",
        "part.html": "{% for cell in row %}{% now 'Y' %}{% endfor %}",
        "x.html": "x",
    }
    libraries = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
    return Engine(loaders=[("django.template.loaders.locmem.Loader", pages)], libraries=libraries)


def found_in(source: str) -> list[str]:
    small = small_engine("{% load i18n static %}" + source)
    return loop_findings(small.get_template("page.html"), small)


@pytest.mark.parametrize("body", BAD_LOOPS)
def test_costly_work_in_a_loop_is_found(body: str) -> None:
    findings = found_in("{% for row in rows %}" + body + "{% endfor %}")
    assert any(BAD_LOOPS[body] in finding for finding in findings)


def test_included_parts_count_too() -> None:
    assert found_in("{% include 'part.html' %}") == ["part.html: NowNode in a loop"]


def test_cheap_loops_and_work_outside_them_pass() -> None:
    row = "{% if row.open %}{{ row.name }}{% endif %}"
    assert found_in("{% translate 'Title' %}{{ day|date }}{% for row in rows %}" + row + "{% endfor %}") == []
