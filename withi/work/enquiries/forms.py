"""What a guest fills in to ask a community or a maker, and what those who answer tap."""

from contextlib import suppress
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.web.forms import PRIVATE, BahtField, BEDateField, Form, PhoneField
from withi.ground.web.texts import Count, Lines, Text, tall
from withi.kit.problem import Problem
from withi.registers.products.models import Product
from withi.registers.villages.models import Community
from withi.work.enquiries import access, rules
from withi.work.enquiries.models import Enquiry
from withi.work.enquiries.rules import Asked, Reply

SEEN = [(reply.value, reply.value) for reply in Reply]


class AskForm(Form):
    """Who asks, and how she is reached; `web` is a box that people do not see and machines fill in."""

    name = Text(label=_("your name"), max_length=rules.NAME_LENGTH)
    phone = PhoneField(label=_("phone"), required=False)
    line_id = Text(label=_("LINE id"), required=False, max_length=rules.LINE_LENGTH)
    email = forms.EmailField(label=_("e-mail"), required=False)
    web = forms.CharField(required=False, max_length=200)
    opened = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def clean_opened(self) -> str:
        """A form that was sent too soon or too late comes back with everything in it, to be sent once more."""
        stamp, now = self.cleaned_data["opened"], timezone.now()
        try:
            rules.check_pace(access.opened_since(stamp, now))
        except Problem as refused:
            if refused.code == "enquiry.stale":
                again = cast(QueryDict, self.data).copy()
                again["opened"] = access.stamped(now)
                self.data = again
            self.add_problems(Problem(refused.code))
        return str(stamp)

    def is_machine(self) -> bool:
        return bool(self.cleaned_data["web"])

    def is_blank(self) -> bool:
        """Whether nothing stands in it yet, neither typed nor from a link."""
        return not self.is_bound and not any(value for name, value in self.initial.items() if name != "opened")

    def asked(self, lang: str) -> Asked:
        """What was typed, as the verb takes it."""
        told = self.cleaned_data
        return Asked(
            name=told["name"],
            number=told["number"],
            phone=told["phone"],
            line_id=told["line_id"],
            email=told["email"],
            first_day=told["first_day"],
            nights=told.get("nights") or 0,
            wish=told["wish"].replace("\n", " "),
            lang=lang,
        )


class VisitForm(AskForm):
    """A community: which day, how many people and nights, and what for."""

    number = Count(label=_("How many people"), required=True, min_value=1, max_value=rules.MOST_NUMBER)
    first_day = BEDateField(label=_("Which day"), required=False, help_text=_("Leave it empty where any day is fine."))
    nights = Count(label=_("nights"), min_value=0, max_value=rules.MOST_NIGHTS)
    wish = Lines(label=_("what you would like"), required=False, max_length=rules.WISH_LENGTH, widget=tall(4))
    field_order = ("number", "first_day", "nights", "wish", "name", "phone", "line_id", "email")


class GoodsForm(AskForm):
    """A product: how many, until when, and whatever else is to be told."""

    number = Count(label=_("How many pieces"), required=True, min_value=1, max_value=rules.MOST_NUMBER)
    first_day = BEDateField(label=_("Needed on"), required=False, help_text=_("Leave it empty where any day is fine."))
    wish = Lines(label=_("colour, size, how to send it"), required=False, max_length=rules.WISH_LENGTH, widget=tall(4))
    field_order = ("number", "first_day", "wish", "name", "phone", "line_id", "email")


def ask_form(target: Community | Product, data: QueryDict | None, given: QueryDict) -> AskForm:
    """The form for what is asked about; a trip's page may have filled it in by its link."""
    kind = VisitForm if isinstance(target, Community) else GoodsForm
    return kind(data, initial={"opened": access.stamped(timezone.now()), **_filled(given)})


def _filled(given: QueryDict) -> dict[str, Any]:
    """What a link says of the day, the people, the nights and the wish; nonsense is left out."""
    told: dict[str, Any] = {"wish": given.get("wish", "")[: rules.WISH_LENGTH]}
    for name, most in (("number", rules.MOST_NUMBER), ("nights", rules.MOST_NIGHTS)):
        value = given.get(name, "")
        if value.isascii() and value.isdecimal() and 1 <= int(value[:5]) <= most:
            told[name] = int(value[:5])
    with suppress(ValueError):
        told["first_day"] = date.fromisoformat(given.get("day", ""))
    return told


class ReplyForm(Form):
    """One of the ready answers, tapped, and a line of one's own where one is wanted."""

    note = Text(
        label=_("a line of your own"),
        required=False,
        max_length=rules.NOTE_LENGTH,
        help_text=_("For instance the day that suits you, or the price. The guest reads it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    seen = forms.ChoiceField(choices=SEEN, required=False, widget=forms.HiddenInput)
    reply = forms.ChoiceField(choices=SEEN, required=False, widget=forms.HiddenInput)

    def tapped(self) -> Reply:
        return Reply(self.cleaned_data["reply"])

    def seen_reply(self) -> Reply:
        return Reply(self.cleaned_data["seen"])


class SaleForm(Form):
    """What it was sold for."""

    amount = BahtField(label=_("sold for"))
    seen = forms.ChoiceField(choices=SEEN, required=False, widget=forms.HiddenInput)

    def clean_amount(self) -> int:
        satang = int(self.cleaned_data["amount"])
        if satang <= 0:
            raise forms.ValidationError(_("Please give the amount in baht."))
        return satang


def reply_form(row: Enquiry, data: QueryDict | None) -> ReplyForm:
    return ReplyForm(data, initial={"seen": row.reply, "note": row.reply_note})


class PayeeForm(Form):
    """The producer's own consent: which number, and that everybody may see it."""

    number = Text(
        label=_("PromptPay number"),
        max_length=20,
        help_text=_("A mobile number of 10 digits, or the 13 digits of a juristic person. Never your citizen number."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", PRIVATE: True}),
    )
    agreed = forms.BooleanField(
        label=_("I agree that everybody sees this number as a QR code on the pages of our products."),
        error_messages={"required": _("Without your consent nothing is shown.")},
    )
