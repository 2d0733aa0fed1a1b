"""Forms of the producers' desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.queries import BOUNDS
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import PRIVATE, BEDateField, Form, PhoneField, PlaceField, Places, VersionedForm
from withi.ground.web.positions import PositionField, PositionMixin, position_text
from withi.ground.web.texts import Count, Text, text_of
from withi.kit.problem import Problem
from withi.registers.producers import rules
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.models import KIND_NAMES, STATUS_NAMES, Producer
from withi.registers.producers.queries import Filters
from withi.registers.producers.rules import Status
from withi.registers.publication.models import STATE_NAMES
from withi.registers.villages.models import Community

COMMUNITIES = 400


class ListFilter(FilterForm):
    """What the list of producers is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name, number or phone")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    kind = ChoiceFilter(_("All kinds"), KIND_NAMES, label=_("Kind"))
    state = ChoiceFilter(_("All states"), STATE_NAMES, label=_("Publication"))
    status = ChoiceFilter(_("Any status"), STATUS_NAMES, label=_("Status"))
    order = ChoiceFilter(_("by name"), [("number", _("by number")), ("new", _("changed last"))], label=_("In order"))

    def filters(self) -> Filters:
        wanted = ("area", "kind", "state", "status", "order")
        return Filters(text=self.value("q"), **{name: self.value(name) for name in wanted})


class ProducerForm(VersionedForm, PositionMixin):
    """Everything an officer or the producer's own helper writes about a producer."""

    bounds = BOUNDS
    GROUPS = (
        (_("Who it is"), (("name_th",), ("name_en",), ("kind",), ("official_number",))),
        (_("Where"), (("area_code",), ("address",), ("position",))),
        (_("Who belongs to it"), (("people", "women"), ("households",), ("shares",), ("founded_on",))),
        (_("How to reach it"), (("contact",), ("phones",), ("shows_phone",), ("line_id",))),
        (
            _("With the community"),
            (("community",), ("joins_production",), ("joins_management",), ("gives_benefit",)),
        ),
    )

    name_th = text_of(Producer, "name_th")
    name_en = text_of(Producer, "name_en")
    kind = forms.ChoiceField(label=_("kind"), choices=[*KIND_NAMES], widget=forms.RadioSelect)
    official_number = text_of(
        Producer, "official_number", help_text=_("As on the OTOP registration card, if there is one.")
    )
    area_code = PlaceField(
        label=_("village or tambon"),
        help_text=_("Type the village or tambon, with its district where several have that name."),
        least_level=4,
    )
    address = text_of(Producer, "address", label=_("house number, road"))
    position = PositionField()
    people = Count(label=_("members"), min_value=0, max_value=100_000)
    women = Count(label=_("of them women"), min_value=0, max_value=100_000)
    households = Count(label=_("households"), min_value=0, max_value=100_000)
    shares = text_of(
        Producer,
        "shares",
        help_text=_(
            "A number for each member, as shares or per cent: 40 30 30, or 20x3 10x4 for seven. Nobody outside is shown"
            " it; left empty, figures divide equally."
        ),
    )
    founded_on = BEDateField(label=_("founded"), required=False)
    contact = text_of(Producer, "contact")
    phones = PhoneField(
        many=True, label=_("phones"), help_text=_("Several numbers: a comma between them."), required=False
    )
    shows_phone = forms.BooleanField(label=_("show the phone to guests"), required=False)
    line_id = text_of(Producer, "line_id")
    community = forms.ModelChoiceField(
        label=_("tourism community"), queryset=Community.objects.none(), required=False, empty_label=_("none")
    )
    joins_production = forms.BooleanField(label=_("the community takes part in production"), required=False)
    joins_management = forms.BooleanField(label=_("the community takes part in management"), required=False)
    gives_benefit = forms.BooleanField(label=_("the community benefits"), required=False)

    def __init__(
        self, *args: Any, scope: Scope, places: Places, producer: Producer | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": initial_of(producer), **kwargs})
        area = self.fields["area_code"]
        assert isinstance(area, PlaceField)
        area.use(places, scope.areas(Ability.ENTER) or (producer.area_code if producer else "?",))
        chooser = self.fields["community"]
        assert isinstance(chooser, forms.ModelChoiceField)
        chooser.queryset = near_communities(scope, producer)

    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Legend and rows of fields, as the template draws them."""
        return [(legend, [[self[name] for name in row] for row in rows]) for legend, rows in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.judge_position(str(cleaned.get("area_code") or ""))
        try:
            rules.check_people(cleaned.get("people"), cleaned.get("women"))
            shares = rules.shares_of(cleaned.get("shares") or "")
            rules.check_shares(shares, cleaned.get("people"))
            cleaned["shares"] = rules.told_shares(shares)
        except Problem as found:
            self.add_problems(found)
        return cleaned

    def facts(self) -> ProducerRow:
        """What was typed, as the verbs take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name in WRITTEN}
        community = self.cleaned_data["community"]
        return ProducerRow(**values, community_id=community.pk if community else None)


TYPED = frozenset(ProducerForm.base_fields) - {"version", "community", "position"}
WRITTEN = TYPED | {"lat", "lon"}


def initial_of(producer: Producer | None) -> dict[str, Any]:
    """A stored producer in the shape of the form's values; a new one has the first version."""
    if producer is None:
        return {"version": 1}
    values = {name: getattr(producer, name) for name in TYPED}
    position = position_text(producer.lat, producer.lon)
    return values | {"position": position, "community": producer.community, "version": producer.version}


def near_communities(scope: Scope, producer: Producer | None) -> Any:
    """Communities of the person's area; where that is the nation, those of the producer's province."""
    rows = Community.objects.in_scope(scope, Ability.READ)
    if producer is not None and producer.area_code:
        rows = rows.filter(area_code__startswith=producer.area_code[:2])
    elif scope.is_national(Ability.READ):
        rows = rows.none()
    shown = set(rows.order_by("sort_key").values_list("pk", flat=True)[:COMMUNITIES])
    kept = {producer.community_id} if producer and producer.community_id else set()
    return Community.objects.filter(pk__in=shown | kept).order_by("sort_key", "pk")


class StatusForm(Form):
    """Active, paused or closed from a day on."""

    status = forms.ChoiceField(label=_("status"), choices=[*STATUS_NAMES], widget=forms.RadioSelect)
    since = BEDateField(label=_("since"))
    reason = Text(label=_("reason"), help_text=_("Needed when it pauses or closes."), max_length=200, required=False)

    def chosen(self) -> Status:
        return Status(self.cleaned_data["status"])


class IdentityForm(Form):
    """The 13-digit citizen or juristic number; never shown again in full but by the button that writes the trail."""

    number = forms.CharField(
        label=_("13-digit number"),
        help_text=_("Citizen number, or that of the company. It is kept sealed and shown masked."),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", PRIVATE: True}),
    )
