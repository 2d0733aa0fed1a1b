"""The catalogue tool finds exactly what Django looks up, and keeps what people translated."""

import gettext
import json
from collections.abc import Callable
from pathlib import Path

import messages
import pytest
from django.template import Context, Template

TEMPLATES = [
    "{% translate 'Plain' %}",
    '{% translate "Half of 100%" %}',
    "{% translate 'May' context 'month' %}",
    "{% translate 'Shouted'|upper as word %}{{ word }}",
    "{{ _('In a variable') }}",
    "{{ _('Now 50% off') }}",
    "{{ nothing|default:_('Given as default') }}",
    "{% with word=_('As an argument') %}{{ word }}{% endwith %}",
    "{% blocktranslate %}Hello {{ name }}, 100% sure{% endblocktranslate %}",
    "{% blocktranslate with who=name|upper %}By {{ who }}{% endblocktranslate %}",
    "{% blocktranslate trimmed %}\n  Two lines of {{ name }}\n  become one\n{% endblocktranslate %}",
    '{% blocktranslate %}\n  Kept "as" it\'s\n{% endblocktranslate %}',
    "{% blocktranslate context 'fruit' %}Date{% endblocktranslate %}",
    "{% blocktranslate count n=n %}{{ n }} cow{% plural %}{{ n }} cows{% endblocktranslate %}",
    "{% blocktranslate trimmed count n=n %}\n 'ox'\n{% plural %}\n {{ n }} oxen\n{% endblocktranslate %}",
    "{% blocktranslate count n=n context 'farm' %}{{ n }} hen{% plural %}{{ n }} hens{% endblocktranslate %}",
    "{% trans 'Old tag' %}{% blocktrans %}Old block{% endblocktrans %}",
]
PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext, pgettext_lazy
a = _("Plain")
b = gettext_lazy(
    "Two "
    "pieces"
)
c = ngettext("%(n)d cow", "%(n)d cows", 3)
d = pgettext_lazy("month", "May")
e = npgettext("farm", "hen", "hens", 2)
f = _(name)
"""


def looked_up(template: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str, str | None]]:
    """What Django asks gettext for while it renders: (context, singular, plural)."""
    asked: list[tuple[str | None, str, str | None]] = []

    def note(context: str | None, one: str, many: str | None = None) -> str:
        asked.append((context, str(one), many))
        return many or str(one)

    spies: dict[str, Callable[..., str]] = {
        "gettext": lambda text: note(None, text),
        "pgettext": note,
        "ngettext": lambda one, many, n: note(None, one, many),
        "npgettext": lambda context, one, many, n: note(context, one, many),
    }
    compiled = Template("{% load i18n %}" + template)
    for name, spy in spies.items():
        monkeypatch.setattr(f"django.utils.translation._trans.{name}", spy, raising=False)
    compiled.render(Context({"name": "Mali", "n": 3}))
    return asked


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_ids_are_those_django_looks_up(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (use.context, *(use.ids if isinstance(use.ids, tuple) else (use.ids, None)))
        for use in messages.in_template(template, "page.html")
    ]
    assert found == looked_up(template, monkeypatch)


def test_places_are_the_lines_of_the_template() -> None:
    source = (
        "a\n{% translate 'Second line' %}\n<p>\n{% blocktranslate %}\nFour\n{% endblocktranslate %}{{ _('Sixth') }}\n"
    )
    assert [use.place for use in messages.in_template(source, "p.html")] == ["p.html:2", "p.html:4", "p.html:6"]


def test_python_calls_are_found_with_plural_and_context() -> None:
    found = [(use.ids, use.context) for use in messages.in_python(PYTHON, "code.py")]
    assert found == [
        ("Plain", None),
        ("Two pieces", None),
        (("%(n)d cow", "%(n)d cows"), None),
        ("May", "month"),
        (("hen", "hens"), "farm"),
    ]


def test_a_function_imported_under_another_name_is_followed() -> None:
    source = "from django.utils.translation import gettext as now\n\nWORD = now('Fruit')\n"
    assert [use.ids for use in messages.in_python(source, "a.py")] == ["Fruit"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project: one module, one template, things that must be left out."""
    for path, text in {
        "withi/ground/web/views.py": PYTHON,
        "withi/ground/web/templates/web/page.html": "{% translate 'On the page' %}",
        "withi/ground/web/tests/test_views.py": "_('Only in a test')",
        "withi/ground/migrations/0001_x.py": "_('Only in a migration')",
        "withi/ground/web/static.html": "{% translate 'Not a template' %}",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    messages.update(tmp_path)
    return tmp_path


def test_update_lists_every_message_once_and_nothing_else(tree: Path) -> None:
    known = sorted(messages.by_key(messages.read(tree)))
    assert known == ["%(n)d cow", "On the page", "Plain", "Two pieces", "farm\x04hen", "month\x04May"]


def test_update_writes_the_same_bytes_again(tree: Path) -> None:
    before = (tree / messages.CATALOGUE).read_bytes()
    messages.update(tree)
    assert (tree / messages.CATALOGUE).read_bytes() == before
    assert b"Date" not in before


def test_put_serves_plain_plural_and_context(tree: Path) -> None:
    given: dict[str, str | list[str]] = {"Plain": "ธรรมดา", "%(n)d cow": ["วัว %(n)d ตัว"], "month\x04May": "พฤษภาคม"}
    assert messages.put(given, tree) == []
    messages.update(tree, prune=True)
    folder = messages.compile_catalogue(tree).parent.parent.parent
    thai = gettext.translation("django", folder, ["th"])
    assert thai.gettext("Plain") == "ธรรมดา"
    assert thai.ngettext("%(n)d cow", "%(n)d cows", 5) == "วัว %(n)d ตัว"
    assert thai.pgettext("month", "May") == "พฤษภาคม"
    assert thai.gettext("May") == "May"


def test_put_refuses_a_placeholder_the_english_lacks(tree: Path) -> None:
    assert messages.put({"%(n)d cow": ["วัว %(count)d ตัว"], "Plain": "ธรรมดา"}, tree) == [
        "'%(n)d cow': the English has no placeholder count"
    ]
    assert [use.key for use in messages.missing(tree)].count("Plain") == 0


def test_missing_names_the_place(tree: Path) -> None:
    places = {use.key: use.place for use in messages.missing(tree)}
    assert places["On the page"] == "withi/ground/web/templates/web/page.html:1"
    assert places["Plain"] == "withi/ground/web/views.py:3"


def test_a_dropped_message_stays_until_pruned(tree: Path) -> None:
    messages.put({"On the page": "บนหน้า"}, tree)
    (tree / "withi/ground/web/templates/web/page.html").write_text("", encoding="utf-8")
    assert "On the page" in messages.by_key(messages.update(tree))
    assert messages.outdated(tree)
    assert "On the page" not in messages.by_key(messages.update(tree, prune=True))
    assert not messages.outdated(tree)


def test_gaps_of_django_can_be_filled(tree: Path) -> None:
    gaps = {messages.key_of(m.id, m.context): m for m in messages.gaps(tree)}
    assert "%(num)d day" in gaps
    messages.put({"%(num)d day": ["%(num)d วัน"]}, tree)
    messages.update(tree, prune=True)
    assert "%(num)d day" not in {messages.key_of(m.id, m.context) for m in messages.gaps(tree)}


def test_command_set_reads_json(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(messages.put, "__defaults__", (tree,))
    file = tree / "new.json"
    file.write_text(json.dumps({"Plain": "ธรรมดา", "Plain %(x)s": "%(y)s"}), encoding="utf-8")
    assert messages.main(["set", str(file)]) == 1
    assert "no placeholder y" in capsys.readouterr().out
    assert messages.by_key(messages.read(tree))["Plain"].string == "ธรรมดา"
