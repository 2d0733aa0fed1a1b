"""Issuing a certificate, taking it back, issuing a new one instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Text
from withi.work.certificates.rules import Wording


class IssueForm(Form):
    """What stands on the paper beside the facts of the register."""

    occasion_th = Text(
        label=_("What it rests on"),
        max_length=200,
        required=False,
        help_text=_("It stands behind “is registered as an OTOP producer”. Such as: in the round of 2557-2558."),
    )
    occasion_en = Text(label=_("What it rests on, in English"), max_length=200, required=False)
    valid_until = BEDateField(label=_("Last day"), required=False, help_text=_("Leave empty for no fixed end."))
    signer = Text(label=_("Who signs"), max_length=120, help_text=_("Name with title. The paper is signed by hand."))
    signer_title = Text(label=_("Position of who signs"), max_length=160)

    def __init__(self, *args: Any, fixed: bool = False, named: bool = False, **kwargs: Any) -> None:
        """`fixed` where the last day is that of the mark it rests on; `named` where a training says what it was."""
        super().__init__(*args, **kwargs)
        gone = (("valid_until",) if fixed or named else ()) + (("occasion_th", "occasion_en") if named else ())
        for name in gone:
            del self.fields[name]

    def wording(self) -> Wording:
        """What was typed, as the verbs take it."""
        return Wording(**{name: self.cleaned_data[name] for name in IssueForm.base_fields if name in self.fields})


class ReasonForm(Form):
    """Why a certificate holds no more."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays in the history. The public page says only that the certificate holds no more."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class ReissueForm(IssueForm):
    """A new one instead: as issuing, with the reason."""

    reason = ReasonForm.base_fields["reason"]


def initial_of(wording: Wording) -> dict[str, Any]:
    """A wording in the shape of the form's values."""
    return {name: getattr(wording, name) for name in IssueForm.base_fields}
