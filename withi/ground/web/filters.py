"""Filters of a list: plain selects and a search box, kept in the address."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from withi.ground.web.forms import Form

UNKNOWN = "?"
ORDER = "order"
Choices = list[tuple[str, Any]]


class ChoiceFilter(forms.CharField):
    """One of some values, or "" for all of them; a value that nobody offers finds nothing rather than everything."""

    widget = forms.Select

    def __init__(self, everything: "str | Promise", choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.everything = everything
        self.offer(choices or [])

    def offer(self, choices: Choices) -> None:
        """Show these values, and first the one that filters nothing."""
        if isinstance(self.widget, forms.Select):
            self.widget.choices = [("", self.everything), *choices]


class FilterForm(Form):
    """Filters read from the address. `choices` are those that depend on the person, by field name."""

    def __init__(self, data: QueryDict, **choices: Choices) -> None:
        super().__init__()
        self.data = {name: data.get(name, "") for name in self.fields}
        self.is_bound = True
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "field")
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, ChoiceFilter)
            field.offer(offered)

    def value(self, name: str) -> str:
        """The chosen or typed value; what cannot be read becomes a value that nothing has."""
        self.is_valid()
        return str(self.cleaned_data.get(name, UNKNOWN))

    def typed(self) -> list[forms.BoundField]:
        """What people type: always open."""
        return [field for field in self.visible_fields() if not isinstance(field.field, ChoiceFilter)]

    def chosen(self) -> list[forms.BoundField]:
        """What people choose: folded away on a phone, as long as nothing is chosen."""
        return [field for field in self.visible_fields() if isinstance(field.field, ChoiceFilter)]

    def words(self) -> list[str]:
        """What the list is narrowed by, each as "Kind: community group"; what was typed is not repeated."""
        found = []
        for bound in self.chosen():
            offered = dict(getattr(bound.field.widget, "choices", ()))
            value = self.value(bound.name)
            if value and value in offered and bound.name != ORDER:
                found.append(f"{bound.label}: {offered[value]}")
        return found + [str(bound.label) for bound in self.hidden_fields() if self.value(bound.name)]

    def query(self) -> str:
        """The filters that are set, as the address holds them, without what was typed."""
        typed = {bound.name for bound in self.typed()}
        return urlencode({name: value for name, value in self.data.items() if value and name not in typed})

    @property
    def is_searched(self) -> bool:
        """Whether something was typed into a field."""
        return any(str(self.data.get(bound.name, "")).strip() for bound in self.typed())

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() for field in self.chosen())

    @property
    def is_used(self) -> bool:
        """Whether any filter is set, so that an empty list says so."""
        return any(str(value).strip() for value in self.data.values())


@lru_cache(maxsize=256)
def choices(pairs: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """Values and names as the choices of a select, one of them chosen; written once, for few lists have others."""
    marks = {True: mark_safe(" selected"), False: ""}
    options = (
        format_html('<option value="{}"{}>{}</option>', code, marks[code == chosen], name) for code, name in pairs
    )
    return mark_safe("".join(options))  # noqa: S308 - format_html escaped each piece
