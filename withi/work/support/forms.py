"""Writing a support down by hand, and taking one back."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Scope
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BahtField, BEDateField, Form
from withi.ground.web.inputs import PhotoField, refusal
from withi.ground.web.texts import Count, Text, offer
from withi.kit.problem import Problem
from withi.registers.partners.models import KIND_NAMES as PARTNER_KINDS
from withi.registers.partners.models import Partner
from withi.work.support.access import Supported, communities_around, told_of
from withi.work.support.actions import GivenRow
from withi.work.support.models import KIND_NAMES
from withi.work.support.queries import HOUR
from withi.work.support.rules import BY_HAND, REASON_LENGTH, TITLE_LENGTH

OURS = "ours"
MOST_HOURS = 2_000


class GiveForm(Form):
    """What was given, by whom, when."""

    partner = forms.ChoiceField(
        label=_("Given by"), help_text=_("Partners that work here. One that is missing is written down first.")
    )
    kind = forms.ChoiceField(
        label=_("Kind of support"),
        choices=[choice for choice in KIND_NAMES if choice[0] in {kind.value for kind in BY_HAND}],
        widget=forms.RadioSelect,
    )
    title = Text(
        label=_("In short"),
        max_length=TITLE_LENGTH,
        help_text=_("As one would tell it, such as “training in packaging, two days” or “an oven for the group”."),
    )
    on = BEDateField(label=_("given on"))
    amount = BahtField(label=_("Worth, in baht"), required=False, help_text=_("Leave empty where nobody knows."))
    hours = Count(label=_("Hours"), min_value=0, max_value=MOST_HOURS)
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, partners: list[Partner], chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"once": uuid4(), "partner": chosen}, **kwargs})
        self.partners = {str(row.pk): row for row in partners}
        if "partner" not in self.fields:
            return
        names = dict(PARTNER_KINDS)
        told = [(key, f"{row.name_th} ({names[row.kind]})") for key, row in self.partners.items()]
        offer(self, "partner", [("", _("please choose")), *told, (OURS, _("our own offices"))])

    def facts(self) -> GivenRow:
        """What was typed, as the verb takes it."""
        told = self.cleaned_data
        hours = told["hours"]
        return GivenRow(
            kind=told["kind"],
            on=told["on"],
            title_th=told["title"],
            once=told["once"],
            partner=self.partners.get(told.get("partner", "")),
            amount=told["amount"],
            minutes=None if hours is None else hours * HOUR,
        )


class TellForm(GiveForm):
    """What a partner gave, as its own account tells it: to a community where it works, or a producer by its number."""

    TO = ("community", "number")
    partner = None  # type: ignore[assignment]
    community = forms.ChoiceField(label=_("To which community"), required=False)
    number = Text(
        label=_("or the producer's number"),
        max_length=40,
        required=False,
        help_text=_("Where it was given to one producer; the number stands on its public page."),
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, partners=[], **kwargs)
        self.giver = partner
        rows = communities_around(partner).values_list("pk", "name_th")
        offer(self, "community", [("", _("none")), *((str(pk), name) for pk, name in rows)])

    def to(self) -> list[forms.BoundField]:
        return [self[name] for name in self.TO]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if bool(told.get("community")) == bool(told.get("number")) and not self.errors:
            raise refusal(Problem("support.whom"))
        return told

    def whom(self) -> Supported:
        """Whom it was given to. Problem support.unknown."""
        community = self.cleaned_data["community"]
        return told_of(self.giver, int(community) if community else None, self.cleaned_data["number"])

    def facts(self) -> GivenRow:
        return replace(super().facts(), partner=self.giver)


class BackForm(Form):
    """Why a support is taken back."""

    reason = Text(label=_("Why it is taken back"), max_length=REASON_LENGTH)


class AreaFilter(FilterForm):
    """The area that is asked about."""

    area = ChoiceFilter(_("My whole area"), label=_("Area"))


def partners_for(scope: Scope, area_code: str) -> list[Partner]:
    """Partners that work where a support is written down, in Thai order."""
    return list(Partner.objects.in_scope(scope).working_in(area_code).order_by("sort_key", "pk"))


class EvidenceForm(Form):
    """A photo that shows that the support was given."""

    photo = PhotoField()
