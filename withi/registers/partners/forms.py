"""The filter of the list, and the form of a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, PhoneField, PlaceField, Places, VersionedForm
from withi.ground.web.texts import tall, text_of
from withi.registers.partners import queries
from withi.registers.partners.actions import FACTS, PartnerRow
from withi.registers.partners.models import KIND_NAMES, Partner
from withi.registers.partners.queries import ACTIVE, ENDED, Filters
from withi.registers.partners.rules import MOST_AREAS

MORE = tuple(f"area_{turn}" for turn in range(2, MOST_AREAS + 1))


class ListFilter(FilterForm):
    """What the list of partners is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name of the partner")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    kind = ChoiceFilter(_("All kinds"), [*KIND_NAMES], label=_("Kind of partner"))
    state = ChoiceFilter(
        _("Now and before"), [(ACTIVE, _("works along now")), (ENDED, _("worked along before"))], label=_("When")
    )

    def filters(self) -> Filters:
        return Filters(text=self.value("q"), **{name: self.value(name) for name in ("area", "kind", "state")})


def further(label: Any) -> PlaceField:
    """One more place where it works."""
    return PlaceField(label=label, required=False)


class PartnerForm(VersionedForm):
    """What an office writes of a partner."""

    FIRST = ("kind", "name_th", "area_code")
    CONTACT = ("phone", "website")
    TIME = ("since", "until", "note", "is_named")

    kind = forms.ChoiceField(label=_("Kind of partner"), choices=KIND_NAMES, widget=forms.RadioSelect)
    name_th = text_of(Partner, "name_th", help_text=_("The organisation's whole name, never a person's."))
    name_en = text_of(Partner, "name_en")
    area_code = PlaceField(
        label=_("where it works"),
        help_text=_("The province, district or tambon it works for; officers there keep this record."),
    )
    area_2 = further(_("also works in (2)"))
    area_3 = further(_("also works in (3)"))
    area_4 = further(_("also works in (4)"))
    phone = PhoneField(
        label=_("phone of the office"), required=False, max_length=40, help_text=_("An office's, never a person's.")
    )
    website = forms.URLField(
        label=_("website"), required=False, max_length=200, assume_scheme="https", widget=forms.URLInput
    )
    since = BEDateField(label=_("works with the programme since"), required=False)
    until = BEDateField(
        label=_("last day"), required=False, help_text=_("Leave empty while it works along. What it gave stays.")
    )
    note = text_of(Partner, "note", widget=tall(2))
    is_named = forms.BooleanField(
        label=_("It agreed to be named on the public pages of those it helped"), required=False
    )
    is_other = forms.BooleanField(label=_("It is another partner than those named above"), required=False)

    def __init__(self, *args: Any, scope: Scope, places: Places, partner: Partner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(partner), **kwargs})
        self.is_new = partner is None
        self._place("area_code", places, scope.areas(Ability.ENTER) or ("?",))
        for name in MORE:
            self._place(name, places, ("",))
        if partner is not None:
            del self.fields["is_other"]

    def _place(self, name: str, places: Places, allowed: tuple[str, ...]) -> None:
        field = self.fields[name]
        assert isinstance(field, PlaceField)
        field.use(places, allowed)

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE]

    def contact(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CONTACT]

    def time(self) -> list[forms.BoundField]:
        return [self[name] for name in self.TIME]

    def facts(self) -> PartnerRow:
        """What was typed, as the verbs take it."""
        told = self.cleaned_data
        return PartnerRow(**{name: told[name] for name in FACTS}, areas=tuple(told[name] for name in MORE))


class ContactForm(VersionedForm):
    """How the partner's office is reached, as its own account keeps it."""

    phone = PhoneField(
        label=_("phone of the office"), required=False, max_length=40, help_text=_("An office's, never a person's.")
    )
    website = forms.URLField(
        label=_("website"), required=False, max_length=200, assume_scheme="https", widget=forms.URLInput
    )
    name_en = text_of(Partner, "name_en")

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        stored = {name: getattr(partner, name) for name in ("phone", "website", "name_en", "version")}
        super().__init__(*args, **{"initial": stored, **kwargs})


def initial_of(partner: Partner | None) -> dict[str, Any]:
    if partner is None:
        return {"version": 1}
    others = [code for code in queries.areas_of(partner) if code != partner.area_code]
    told = {name: getattr(partner, name) for name in (*FACTS, "version")}
    return told | dict(zip(MORE, [*others, *[""] * len(MORE)], strict=False))
