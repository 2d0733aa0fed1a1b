"""Choosing a file and its layout, and writing a layout."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.faces.exchange import rules
from withi.faces.exchange.actions import LayoutFacts
from withi.faces.exchange.examples import EXAMPLES
from withi.faces.exchange.models import DATE_NAMES, DIRECTION_NAMES, KIND_NAMES, NUMBER_NAMES, ExchangeLayout
from withi.faces.exchange.rules import CODED, FIELDS, LayoutColumn, read_words, words_text
from withi.faces.imports.rules import Sheet
from withi.ground.web.answers import language
from withi.ground.web.forms import BEDateField, Form, VersionedForm
from withi.ground.web.texts import Count, text_of
from withi.kit import thai
from withi.kit.problem import Problem

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv"
COMPARE, IMPORT = "compare", "import"
MORE_COLUMNS, MOST_COLUMNS = 4, 80
ACTS = [
    (COMPARE, _("Compare it with our register and decide row by row")),
    (IMPORT, _("Import it as a whole")),
]


def file_field(**options: Any) -> forms.FileField:
    return forms.FileField(
        help_text=_("Excel (.xlsx .xls), .ods or .csv, at most 20 MB"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
        **options,
    )


class FileForm(Form):
    """A file of the other system, its layout, and what is to happen with it."""

    layout = forms.ChoiceField(label=_("Layout of the file"))
    file = file_field(label=_("File"))
    act = forms.ChoiceField(label=_("What to do with it"), choices=ACTS, widget=forms.RadioSelect, initial=COMPARE)
    whole_area = forms.BooleanField(
        label=_("The file holds everything of my area: also say what is missing in districts that it does not name"),
        required=False,
    )

    def __init__(self, *args: Any, layouts: Sequence[ExchangeLayout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layouts = {str(layout.pk): layout for layout in layouts}
        field = self.fields["layout"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, layout.name) for pk, layout in self.layouts.items()]

    def chosen(self) -> ExchangeLayout:
        return self.layouts[self.cleaned_data["layout"]]


class NewLayoutForm(Form):
    """What a new layout begins with: an example of ours, a sample file, or nothing but our own columns."""

    name = text_of(ExchangeLayout, "name")
    kind = forms.ChoiceField(label=_("What a row is about"), choices=KIND_NAMES, widget=forms.RadioSelect)
    file = file_field(label=_("A sample file: its headings are taken over"), required=False)
    example = forms.BooleanField(
        label=_("Without a file: begin with our example where there is one, not with our own headings"), required=False
    )

    def started(self, headings: Sequence[str], sheet: str, header_row: int) -> LayoutFacts:
        """The layout as it begins; `headings` of the sample, if one was sent."""
        kind = Sheet(self.cleaned_data["kind"])
        name = self.cleaned_data["name"]
        example = EXAMPLES.get(kind.value) if self.cleaned_data["example"] and not headings else None
        if example is not None:
            return LayoutFacts(
                name,
                kind,
                example.columns,
                sheet_name=example.sheet_name,
                header_row=example.header_row,
                date_form=example.date_form.value,
                number_form=example.number_form.value,
            )
        if headings:
            return LayoutFacts(
                name, kind, rules.guessed(kind, headings), sheet_name=sheet[:31], header_row=max(1, header_row)
            )
        return LayoutFacts(name, kind, tuple(LayoutColumn(column.th, column.key) for column in FIELDS[kind]))


class LayoutForm(VersionedForm):
    """Everything about a layout; a column without a heading is taken out, new ones stand at the end."""

    name = text_of(ExchangeLayout, "name")
    direction = forms.ChoiceField(label=_("used for"), choices=DIRECTION_NAMES)
    sheet_name = text_of(ExchangeLayout, "sheet_name")
    header_row = Count(label=_("row of the headings"), min_value=1, max_value=50, required=True)
    date_form = forms.ChoiceField(label=_("dates"), choices=DATE_NAMES)
    number_form = forms.ChoiceField(label=_("numbers"), choices=NUMBER_NAMES)
    valid_from = BEDateField(label=_("in force from"), required=False)
    valid_until = BEDateField(label=_("in force until"), required=False)
    source_note = text_of(
        ExchangeLayout, "source_note", help_text=_("For example the letter or the download it was taken from.")
    )

    def __init__(self, *args: Any, layout: ExchangeLayout, **kwargs: Any) -> None:
        columns = layout.column_list()
        super().__init__(*args, **{"initial": _initial(layout, columns), **kwargs})
        self.kind = layout.sheet
        self.shown = range(1, self.count(len(columns)) + 1)
        for place in self.shown:
            self.fields |= _column_fields(self.kind, place)

    def count(self, stored: int) -> int:
        """As many columns as were sent; else the stored ones and some empty."""
        if not self.is_bound:
            return stored + MORE_COLUMNS
        sent = 0
        while sent < MOST_COLUMNS and f"c{sent + 1}_heading" in self.data:
            sent += 1
        return sent

    def rows(self) -> list[dict[str, Any]]:
        """The columns as the template draws them."""
        parts = ("heading", "field", "fixed", "words", "place")
        return [{part: self[f"c{at}_{part}"] for part in parts} | {"at": at} for at in self.shown]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.columns: list[LayoutColumn] = []
        for at in sorted(self.shown, key=lambda place: (cleaned.get(f"c{place}_place") or place, place)):
            if heading := cleaned.get(f"c{at}_heading"):
                self.columns.append(self.column(at, heading, cleaned))
        return cleaned

    def column(self, at: int, heading: str, cleaned: dict[str, Any]) -> LayoutColumn:
        field, text = cleaned.get(f"c{at}_field") or "", cleaned.get(f"c{at}_words") or ""
        words: tuple[tuple[str, str], ...] = ()
        if field in CODED:
            try:
                words = read_words(field, text)
            except Problem as problem:
                self.add_problems(problem.at(f"c{at}_words"))
        return LayoutColumn(heading, field, cleaned.get(f"c{at}_fixed") or "", words)

    def facts(self) -> LayoutFacts:
        told = {name: self.cleaned_data[name] for name in LayoutForm.base_fields if name != "version"}
        return LayoutFacts(kind=self.kind, columns=tuple(self.columns), **told)


def _initial(layout: ExchangeLayout, columns: Sequence[LayoutColumn]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(layout, name) for name in LayoutForm.base_fields}
    for at, column in enumerate(columns, 1):
        values |= {f"c{at}_heading": column.heading, f"c{at}_field": column.field, f"c{at}_fixed": column.fixed}
        values |= {f"c{at}_words": words_text(column), f"c{at}_place": at}
    return values


def _column_fields(kind: Sheet, at: int) -> dict[str, forms.Field]:
    """The fields of one column; pairs of words are for columns of ours that hold one of a few."""
    named = {"at": at}
    known = [("", gettext("nothing of ours"))]
    known += [(column.key, column.en if language() == "en" else column.th) for column in FIELDS[kind]]
    return {
        f"c{at}_heading": _Line(label=gettext("Heading %(at)d") % named, max_length=120, required=False),
        f"c{at}_field": forms.ChoiceField(label=gettext("Our field %(at)d") % named, choices=known, required=False),
        f"c{at}_fixed": _Line(label=gettext("Fixed value %(at)d") % named, max_length=200, required=False),
        f"c{at}_words": forms.CharField(
            label=gettext("Words %(at)d") % named, max_length=2_000, required=False, widget=forms.Textarea({"rows": 2})
        ),
        f"c{at}_place": Count(label=gettext("Place %(at)d") % named, min_value=1, max_value=MOST_COLUMNS),
    }


class _Line(forms.CharField):
    """A heading or value as it is written there: tidied, never reworded."""

    def to_python(self, value: Any) -> Any:
        return thai.clean(str(super().to_python(value)))
