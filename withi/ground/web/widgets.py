"""Choices of a form written in Python, as Django's templates write them: those render two templates a choice."""

from collections.abc import Mapping
from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

WIDGETS: Final = "django/forms/widgets/"
OPTION: Final = f"{WIDGETS}select_option.html"
PICKS: Final = frozenset({f"{WIDGETS}radio_option.html", f"{WIDGETS}checkbox_option.html"})


class ChoiceRenderer(TemplatesSetting):
    """Lists to choose from, boxes and circles to tick; everything else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITERS.get(template_name)
        written = write(context["widget"]) if write else None
        return super().render(template_name, context, request) if written is None else written


def select(widget: Mapping[str, Any]) -> SafeString | None:
    """A list to choose from; None where a choice has a template of its own."""
    parts = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if any(option["template_name"] != OPTION for option in options):
            return None
        parts += [f'\n  <optgroup label="{text(group)}">'] if group else []
        parts += [f"\n  {option_of(option)}" for option in options]
        parts += ["\n  </optgroup>"] if group else []
    return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308 - every part is escaped


def picks(widget: Mapping[str, Any]) -> SafeString | None:
    """Boxes or circles, each with its words; None where one has a template of its own."""
    attrs = widget["attrs"]
    told = "".join(f' {name}="{text(attrs[name])}"' for name in ("id", "class") if attrs.get(name))
    parts = [f"<div{told}>"]
    for group, options, _index in widget["optgroups"]:
        if any(option["template_name"] not in PICKS for option in options):
            return None
        parts += [f"\n  <div><label>{text(group)}</label>"] if group else []
        parts += [f"<div>\n    {pick_of(option)}</div>" for option in options]
        parts += ["\n  </div>"] if group else []
    return mark_safe("".join([*parts, "\n</div>"]))  # noqa: S308 - every part is escaped


def option_of(option: Mapping[str, Any]) -> str:
    return f'<option value="{value_of(option)}"{attributes(option["attrs"])}>{text(option["label"])}</option>'


def pick_of(option: Mapping[str, Any]) -> str:
    """One box or circle within its words."""
    value = "" if option["value"] is None else f' value="{value_of(option)}"'
    kind, name = text(option["type"]), text(option["name"])
    pick = f'<input type="{kind}" name="{name}"{value}{attributes(option["attrs"])}>'
    if not option["wrap_label"]:
        return pick
    its = option["attrs"].get("id")
    about = f' for="{text(its)}"' if its else ""
    return f"<label{about}>{pick} {text(option['label'])}</label>"


def value_of(option: Mapping[str, Any]) -> str:
    return conditional_escape(f"{option['value']}")


def attributes(attrs: Mapping[str, Any]) -> str:
    """Attributes; those that are True stand by name alone, those that are False not at all."""
    said = (
        f" {text(name)}" if value is True else f' {text(name)}="{conditional_escape(f"{value}")}"'
        for name, value in attrs.items()
        if value is not False
    )
    return "".join(said)


def text(value: Any) -> str:
    """What a template writes for a value."""
    return conditional_escape(localize(value))


WRITERS: Final = {
    f"{WIDGETS}select.html": select,
    f"{WIDGETS}radio.html": picks,
    f"{WIDGETS}checkbox_select.html": picks,
}
