"""Forms of the Pracharat market's desk."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import PRIVATE, BEDateField, Form, PhoneField, PlaceField, Places, VersionedForm
from withi.ground.web.inputs import RowField
from withi.ground.web.texts import Text, text_of
from withi.registers.producers.queries import Entered
from withi.work.market.actions import FACTS, OF_KIND, Decision, RegistrantRow
from withi.work.market.models import (
    GOODS_NAMES,
    OFFICE_NAMES,
    SELLER_NAMES,
    STATE_NAMES,
    MarketKind,
    MarketRegistrant,
)
from withi.work.market.queries import Filters, open_choices
from withi.work.market.rules import PLACE_LENGTH, REASON_LENGTH, Market, Office, Step

ID_DIGITS = 16
MOST_PICKS = 200


class ListFilter(FilterForm):
    """What the list of registrants is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name, goods, phone or 13-digit number")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    market = ChoiceFilter(_("All kinds"), label=_("Kind of market"))
    state = ChoiceFilter(_("All states"), STATE_NAMES, label=_("State"))
    seller = ChoiceFilter(_("Everyone"), SELLER_NAMES, label=_("Who sells"))
    goods_kind = ChoiceFilter(_("All goods"), GOODS_NAMES, label=_("Goods"))
    office = ChoiceFilter(_("Any centre"), OFFICE_NAMES, label=_("Registered at"))
    order = ChoiceFilter(
        _("by name"), [("waiting", _("longest wait first")), ("new", _("newest first"))], label=_("In order")
    )

    def filters(self) -> Filters:
        wanted = ("area", "market", "state", "seller", "goods_kind", "office", "order")
        return Filters(text=self.value("q"), **{name: self.value(name) for name in wanted})


class TurnFilter(FilterForm):
    """Whose turn it is, in which area."""

    area = ChoiceFilter(_("My whole area"), label=_("Area"))


class RegistrantForm(VersionedForm):
    """What the counter asks of a person who wants a place in a market."""

    GROUPS = (
        (_("Who sells"), ("name", "seller", "producer", "identity", "phones")),
        (_("Where"), ("area_code", "address")),
        (_("Which market"), ("market", "goods_kind", "goods")),
        (_("Registered"), ("office", "registered_on")),
    )

    name = text_of(MarketRegistrant, "name")
    seller = forms.ChoiceField(label=_("who sells"), choices=[*SELLER_NAMES], widget=forms.RadioSelect)
    producer = RowField(
        "producers:suggest",
        unknown="market.producer",
        several="market.producer",
        label=_("Producer"),
        help_text=_("Only where it is an OTOP producer of the register: type its name or number."),
        required=False,
    )
    identity = forms.CharField(
        label=_("13-digit number"),
        help_text=_("From the card. It is kept sealed and shown masked; left empty, the one kept stays."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", PRIVATE: True}),
    )
    phones = PhoneField(many=True, label=_("phones"), required=False)
    area_code = PlaceField(
        label=_("village or tambon"),
        help_text=_("Type the village or tambon, with its district where several have that name."),
        least_level=4,
    )
    address = text_of(MarketRegistrant, "address", label=_("house number, road"))
    market = forms.ChoiceField(label=_("kind of market"), widget=forms.RadioSelect)
    goods_kind = forms.ChoiceField(label=_("kind of goods"), choices=[*GOODS_NAMES], widget=forms.RadioSelect)
    goods = text_of(MarketRegistrant, "goods")
    office = forms.ChoiceField(label=_("registered at"), choices=[*OFFICE_NAMES], widget=forms.RadioSelect)
    registered_on = BEDateField(label=_("registered on"))

    def __init__(
        self, *args: Any, scope: Scope, places: Places, row: MarketRegistrant | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": initial_of(row), **kwargs})
        area, producer, market = self.fields["area_code"], self.fields["producer"], self.fields["market"]
        assert isinstance(area, PlaceField)
        area.use(places, scope.areas(Ability.ENTER) or ("?",))
        assert isinstance(producer, PlaceField)
        producer.use(Entered(scope))
        assert isinstance(market, forms.ChoiceField)
        market.choices = open_choices(row.registered_on if row else timezone.localdate())

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Legend and fields, as the template draws them."""
        return [(legend, [self[name] for name in names]) for legend, names in self.GROUPS]

    def facts(self) -> RegistrantRow:
        """What was typed, as the verbs take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name in FACTS}
        return RegistrantRow(
            **values, producer_id=self.cleaned_data["producer"], identity=self.cleaned_data["identity"]
        )


def initial_of(row: MarketRegistrant | None) -> dict[str, Any]:
    """A stored registrant in the shape of the form's values; a new one comes today to the district's centre."""
    if row is None:
        return {"version": 1, "office": Office.DISTRICT.value, "registered_on": timezone.localdate()}
    values = {name: getattr(row, name) for name in FACTS if name != "producer_id"}
    return values | {"producer": row.producer_id, "version": row.version}


class DecisionForm(Form):
    """One decision on the ticked rows, with one place or one reason for all of them."""

    step = forms.ChoiceField(choices=[(step.value, step.value) for step in Step], widget=forms.HiddenInput)
    place = Text(
        label=_("Which market, which row"),
        help_text=_("As the seller will look for it, such as “market before the district office, row 2”."),
        max_length=PLACE_LENGTH,
    )
    on = BEDateField(label=_("sells from"))
    reason = Text(label=_("reason"), max_length=REASON_LENGTH)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"step": step.value, "on": timezone.localdate()}, **kwargs})
        for name in ("reason",) if step is Step.ALLOCATE else ("place", "on"):
            del self.fields[name]

    def decision(self, step: Step) -> Decision:
        told = self.cleaned_data
        return Decision(step, told.get("place", ""), told.get("on"), told.get("reason", ""))


class KindForm(VersionedForm):
    """A kind of market: what it is called, who runs it, and the days on which it takes registrants."""

    name_th = text_of(MarketKind, "name_th")
    name_en = text_of(MarketKind, "name_en")
    agency_th = text_of(MarketKind, "agency_th")
    agency_en = text_of(MarketKind, "agency_en")
    since = BEDateField(label=_("Takes registrants from"))
    until = BEDateField(label=_("Last day"), help_text=_("Empty: until it is told otherwise."), required=False)
    source = text_of(MarketKind, "source", help_text=_("The letter or announcement that says so, with its date."))

    def __init__(self, *args: Any, kind: Market | None = None, edition: int = 1, **kwargs: Any) -> None:
        self.kind = kind
        told = {name: getattr(kind, name) for name in OF_KIND} if kind else {}
        super().__init__(*args, **{"initial": told | {"version": edition}, **kwargs})

    def facts(self) -> Market:
        """What was typed, as the verb takes it; the code is the kind's own."""
        return Market(
            code=self.kind.code if self.kind else "",
            is_own=bool(self.kind and self.kind.is_own),
            **{name: self.cleaned_data[name] for name in OF_KIND},
        )


def step_in(data: QueryDict) -> Step | None:
    """The step that the address or the form names; None for a word that is none."""
    return next((step for step in Step if step.value == data.get("step")), None)


def picks_in(data: QueryDict) -> list[int]:
    """Ids of the ticked rows, at most two hundred; whatever is no id is left out."""
    given = [text for text in data.getlist("pick") if text.isascii() and text.isdecimal() and len(text) < ID_DIGITS]
    return [int(text) for text in given[:MOST_PICKS]]
