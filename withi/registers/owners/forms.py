"""Inviting a person, giving a new link, ending."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from withi.ground.web.forms import PRIVATE, BEDateField, Form
from withi.ground.web.inputs import refusal
from withi.ground.web.texts import Text
from withi.kit import ids
from withi.kit.problem import Problem
from withi.registers.owners.rules import Seen

SEEN_NAMES = [
    (Seen.CITIZEN_CARD.value, _("citizen card")),
    (Seen.DRIVING_LICENCE.value, _("driving licence")),
    (Seen.PASSPORT.value, _("passport")),
    (Seen.DISABILITY_CARD.value, _("disability card")),
    (Seen.HEADMAN.value, _("no card; the village headman came along")),
]


class InviteForm(Form):
    """Who she is, until when, and who will type for her."""

    name = Text(label=_("Name of the person"), max_length=120, help_text=_("As she is called, with title."))
    role_title = Text(
        label=_("Role"), max_length=80, required=False, help_text=_("Such as: chair of the group, treasurer.")
    )
    valid_until = BEDateField(
        label=_("Last day of the term"), required=False, help_text=_("Leave empty for no fixed end.")
    )
    helper = Text(
        label=_("Who types for her"),
        max_length=80,
        required=False,
        help_text=_("Such as a daughter. What is saved then carries both names."),
    )
    citizen = forms.CharField(
        label=_("Citizen number, for ThaID"),
        max_length=20,
        required=False,
        help_text=_("Only an index is kept by which ThaID finds the account, never the number."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", PRIVATE: True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "thaid" not in settings.OUTSIDE_SIGN_IN:
            del self.fields["citizen"]

    def clean_citizen(self) -> str:
        try:
            return ids.parse_citizen(self.cleaned_data["citizen"]) if self.cleaned_data["citizen"] else ""
        except Problem as found:
            raise refusal(found) from None


class LinkForm(Form):
    """Recovery at the counter."""

    seen = forms.ChoiceField(label=_("What you have seen"), choices=SEEN_NAMES, widget=forms.RadioSelect)
    lost = forms.BooleanField(
        label=_("The old phone is lost or was given away: shut every phone of this account"), required=False
    )

    def told(self) -> dict[str, Any]:
        return {"seen": Seen(self.cleaned_data["seen"]), "lost": self.cleaned_data["lost"]}
