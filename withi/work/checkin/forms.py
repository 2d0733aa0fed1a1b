"""What a guest's telephone sends, and a host's entry of a group."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Count, Text
from withi.work.checkin.models import PURPOSE_NAMES
from withi.work.checkin.rules import LARGEST_GROUP, MOST_NIGHTS, Given, Group, Purpose


class ScanForm(Form):
    """One tap: nothing has to be filled in. A script puts in the position that the guest agreed to give."""

    word = Text(
        label=_("Word of the day"),
        max_length=60,
        required=False,
        help_text=_("It stands on the board at the place, or ask your host."),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    vague = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput)

    def given(self) -> Given:
        """What was sent, as the verb takes it; half a position is none."""
        sent = self.cleaned_data
        at = None if sent["lat"] is None or sent["lon"] is None else (sent["lat"], sent["lon"])
        return Given(sent["word"], at, sent["vague"] or 0.0)


class GroupForm(Form):
    """A group in one entry: how many, from where, what for, how many nights."""

    thai = Count(label=_("Thai guests"), min_value=0, max_value=LARGEST_GROUP)
    foreign = Count(label=_("Foreign guests"), min_value=0, max_value=LARGEST_GROUP)
    purpose = forms.ChoiceField(label=_("What they came for"), choices=PURPOSE_NAMES, widget=forms.RadioSelect)
    nights = Count(
        label=_("Nights"), min_value=0, max_value=MOST_NIGHTS, help_text=_("Leave empty where nobody stays the night.")
    )
    day = BEDateField(label=_("Day"))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def group(self) -> Group:
        """What was typed, as the verb takes it."""
        told = self.cleaned_data
        return Group(
            told["day"], told["thai"] or 0, told["foreign"] or 0, Purpose(told["purpose"]), told["nights"] or 0
        )


def new_group() -> dict[str, Any]:
    """What stands in the form before anything is typed: today, to see the place, and a key of its own."""
    return {"day": timezone.localdate(), "purpose": Purpose.LEISURE.value, "key": uuid4()}
