"""What an officer fills in of a letter; what stays empty is left to be written by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.faces.letters import rules
from withi.faces.letters.rules import Kind, Level, Seat, Told
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.inputs import refusal
from withi.ground.web.texts import Count, Lines, Text, offer, tall
from withi.kit.problem import Problem
from withi.work.rounds.models import Round, RoundMeeting

KIND_NAMES = {
    Kind.INVITATION: _("Invitation to the committee's meeting"),
    Kind.MINUTES: _("Minutes of a meeting"),
    Kind.MEMO: _("Memo proposing the approvals"),
    Kind.ORDER: _("Order appointing the committee"),
}
SIGNED = ("signer", "signer_title", "has_thai_digits")
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.INVITATION: (
        "round", "number", "dated", "to", "committee", "sitting", "year", "held_on", "begins", "place",
        "office", "address", "phone", *SIGNED,
    ),
    Kind.MINUTES: (
        "meeting", "committee", "begins", "ends", "place", "present", "absent", "opening", "other", "recorder", *SIGNED,
    ),
    Kind.MEMO: ("round", "number", "dated", "to", "committee", "office", "phone", *SIGNED),
    Kind.ORDER: ("round", "number", "dated", "committee", "members", "duties", "office", *SIGNED),
}  # fmt: skip
FIELDS_ABOVE: Mapping[Kind, tuple[str, ...]] = {
    **FIELDS,
    Kind.MINUTES: ("round", "sitting", "year", "held_on", *FIELDS[Kind.MINUTES][1:]),
}
"""Of a province or the department: their meetings stand in no register, so the officer says which it was."""
LINED = ("address", "present", "absent", "members", "duties")
SHORT, LONG = 200, 6000


def text(label: Any, **options: Any) -> Text:
    return Text(label=label, **{"required": False, "max_length": SHORT, **options})


def lined(label: Any, rows: int = 4, **options: Any) -> Lines:
    return Lines(label=label, required=False, max_length=LONG, widget=tall(rows), **options)


class LetterForm(Form):
    """The fields of every kind; those of other kinds are taken off."""

    round = forms.ChoiceField(label=_("Round"))
    meeting = forms.ChoiceField(label=_("Meeting"))
    number = text(_("Letter number"), help_text=_("From the office's register of letters, such as ขก 0019.4/123."))
    dated = BEDateField(label=_("Dated"), required=False)
    to = text(_("Addressed to"), help_text=_("For example: ผู้ว่าราชการจังหวัดขอนแก่น, นายอำเภอหนองสองห้อง."))
    committee = text(_("Committee"), required=True)
    sitting = Count(label=_("Meeting no."), min_value=1, max_value=99, required=True)
    year = Count(label=_("of B.E. year"), min_value=2500, max_value=2700, required=True)
    held_on = BEDateField(label=_("Held on"), required=False)
    begins = text(_("Begins at"), max_length=20, help_text=_("For example: 09.30."))
    ends = text(_("Ends at"), max_length=20)
    place = text(_("Meeting place"))
    present = lined(_("Present"), help_text=_("One person on a line: name, position."))
    absent = lined(_("Absent"), rows=2, help_text=_("One person on a line: name, position."))
    opening = lined(_("What the chair announced"), rows=3)
    other = lined(_("Other matters"), rows=3)
    recorder = text(_("Who took the minutes"))
    members = lined(_("Members"), rows=6, help_text=_("One person on a line: name, position."))
    duties = lined(_("Duties"), help_text=_("One duty on a line."))
    office = text(_("Office"), required=True)
    address = lined(_("Address of the office"), rows=2)
    phone = text(_("Telephone of the office"), max_length=60)
    signer = text(_("Who signs"))
    signer_title = text(_("Position of who signs"))
    has_thai_digits = forms.BooleanField(label=_("Write numbers in Thai digits"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        kind: Kind,
        rounds: Sequence[Round],
        meetings: Sequence[RoundMeeting],
        level: Level = Level.DISTRICT,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        offer(self, "round", [(str(row.pk), str(row)) for row in rounds])
        offer(self, "meeting", [(str(row.pk), str(row)) for row in meetings])
        self.fields = {name: self.fields[name] for name in (FIELDS if level == Level.DISTRICT else FIELDS_ABOVE)[kind]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in LINED:
            try:
                cleaned[name] = rules.lines_of(cleaned.get(name) or "", name=name)
            except Problem as found:
                self.add_error(name, refusal(found))
        return cleaned

    def told(self) -> Told:
        """What was filled in, as the letter takes it."""
        values = self.cleaned_data
        given = {name: value for name, value in values.items() if name in self.fields and name != "meeting"}
        if "sitting" in self.fields:
            given["meeting"] = f"{values['sitting']}/{values['year']}"
        return rules.told_of(given)


def initial_of(seat: Seat, office: str, signer: str, signer_title: str, this_year: int) -> dict[str, Any]:
    """What stands in the form before anything is typed."""
    return {
        "committee": rules.committee_of(seat),
        "office": office,
        "year": this_year,
        "duties": "\n".join(rules.DUTIES_OF[seat.level]),
        "signer": signer,
        "signer_title": signer_title,
        "has_thai_digits": True,
    }
