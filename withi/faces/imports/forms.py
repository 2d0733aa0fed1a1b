"""Choosing a file, and saying what its columns mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.faces.imports.rules import COLUMNS, Sheet
from withi.ground.web.forms import Form

KIND_NAMES = [
    (Sheet.PRODUCTS.value, _("Products (and their producers)")),
    (Sheet.PRODUCERS.value, _("Producers")),
    (Sheet.COMMUNITIES.value, _("Tourism communities")),
    (Sheet.INCOME.value, _("Monthly sales of producers")),
    (Sheet.PARTNERS.value, _("Partners")),
]
ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv"


class FileForm(Form):
    """What the file holds, and the file."""

    kind = forms.ChoiceField(label=_("What is in the file"), choices=KIND_NAMES, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx .xls), .ods or .csv, at most 20 MB"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
    )


class ColumnsForm(Form):
    """One choice per column of the file; every field of the register at most once."""

    def __init__(self, *args: Any, kind: Sheet, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        known = [("", _("leave out")), *((column.key, column.th) for column in COLUMNS[kind])]
        for index, heading in enumerate(headings):
            self.fields[f"c{index}"] = forms.ChoiceField(label=heading, choices=known, required=False)

    def clean(self) -> dict[str, Any]:
        chosen = [key for key in (super().clean() or {}).values() if key]
        if twice := {key for key in chosen if chosen.count(key) > 1}:
            names = ", ".join(column.th for column in COLUMNS[self.kind] if column.key in twice)
            raise forms.ValidationError(_("Chosen for two columns: %(names)s"), params={"names": names})
        return self.cleaned_data

    def mapping(self) -> dict[str, int]:
        """Column index per field, as chosen."""
        return {key: int(name.removeprefix("c")) for name, key in self.cleaned_data.items() if key}
