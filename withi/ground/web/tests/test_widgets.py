"""Choices are written as Django writes them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from withi.ground.web.widgets import ChoiceRenderer

PLAIN = [("", "—"), (1, "ผ้า & <b>"), ("a\"b'", _("Search")), (None, "none"), (1234567, 1234567)]
GROUPED = [("กลุ่ม <1>", [("x", mark_safe("<i>ก</i>")), ("y", "ข")]), ("z", "ค")]
ATTRS: tuple[dict[str, Any], ...] = (
    {},
    {"id": "id_x", "class": "wide & near", "required": True, "hidden": False, "data-n": 1234, "aria-label": 'ก"ข'},
)
WIDGETS = (
    forms.Select,
    forms.SelectMultiple,
    forms.RadioSelect,
    forms.CheckboxSelectMultiple,
    forms.TextInput,
)


@pytest.mark.parametrize("choices", [[], PLAIN, GROUPED, [*PLAIN, *GROUPED]], ids=["none", "plain", "grouped", "both"])
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "attributes"])
@pytest.mark.parametrize("kind", WIDGETS)
@pytest.mark.parametrize("value", [None, "", 1, "x", ["y", "1"]])
def test_choices_are_written_as_django_writes_them(
    kind: Any, choices: list[Any], attrs: dict[str, Any], value: Any
) -> None:
    widget = kind() if kind is forms.TextInput else kind(choices=choices)
    ours, djangos = (
        widget.render("x[]", value, attrs, renderer) for renderer in (ChoiceRenderer(), TemplatesSetting())
    )
    assert parse_html(ours) == parse_html(djangos)


class Own(forms.Select):
    option_template_name = "django/forms/widgets/input.html"


class OwnPicks(forms.RadioSelect):
    option_template_name = "django/forms/widgets/input.html"


@pytest.mark.parametrize("kind", [Own, OwnPicks])
def test_a_choice_with_a_template_of_its_own_is_written_by_it(kind: Any) -> None:
    widget = kind(choices=PLAIN)
    assert widget.render("x", "1", {}, ChoiceRenderer()) == widget.render("x", "1", {}, TemplatesSetting())
