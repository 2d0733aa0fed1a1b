"""What people type about communities, and what it means to the verbs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import Posting
from withi.ground.places.queries import BOUNDS
from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BahtField, BEDateField, Form, PhoneField, PlaceField, Places, VersionedForm
from withi.ground.web.opening import OpeningMixin
from withi.ground.web.positions import PositionField, PositionMixin, position_text
from withi.ground.web.texts import Count, Text, offer, tall, text_of
from withi.kit import problem
from withi.kit.problem import Problem
from withi.registers.publication.models import STATE_NAMES
from withi.registers.villages import queries, rules, words
from withi.registers.villages.models import (
    ASSET_NAMES,
    PRICE_UNIT_NAMES,
    RECEIVING_NAMES,
    WAY_NAMES,
    Community,
    CommunityAsset,
)
from withi.registers.villages.rules import (
    BUILT,
    AssetFacts,
    AssetKind,
    Belongings,
    Category,
    Charm,
    Journey,
    Receiving,
    Statement,
)
from withi.registers.villages.visiting import GuestsForm

# The form of what guests need to know stands in a module of its own and is offered here.
__all__ = ["GuestsForm"]

SHOWN_CHARMS = 3
EMPTY = ("", "—")


def stored(row: Community | CommunityAsset, names: Iterable[str]) -> dict[str, Any]:
    """The row's own values and version, as a form starts from them."""
    values = {name: getattr(row, name) for name in (*names, "version")}
    return values | ({"position": position_text(row.lat, row.lon)} if "lat" in values else {})


class FactsForm(VersionedForm, PositionMixin):
    """Name, place, villages and categories; an editor of the community does not see what only officers change."""

    bounds = BOUNDS

    title = _("Name and place")
    name_th = text_of(
        Community,
        "name_th",
        label=_("Name of the community"),
        help_text=_("As people call it, without the word “community”."),
    )
    name_en = text_of(Community, "name_en")
    area_code = PlaceField(
        label=_("Tambon or village"),
        least_level=6,
        help_text=_("Type the name of the village or tambon and choose it from the list."),
    )
    position = PositionField()
    villages = forms.MultipleChoiceField(
        label=_("Villages of this tambon that belong to the community"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None, one or several. A town community may have none."),
    )

    def __init__(
        self,
        *args: Any,
        places: Places,
        allowed: Iterable[str],
        is_officer: bool = True,
        categories: Sequence[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slots = 0
        if is_officer:
            self.fields["area_code"].use(places, allowed)  # type: ignore[attr-defined]
            self.offer_villages(str(self.initial.get("area_code") or ""))
            self.add_categories(categories)
        else:
            del self.fields["area_code"], self.fields["villages"]

    @classmethod
    def of(cls, row: Community, data: Any, **options: Any) -> "FactsForm":
        villages = sorted(row.villages.values_list("area_code", flat=True))
        initial = stored(row, FACTS) | {"villages": villages}
        categories = row.categories.values("name", "valid_from", "valid_to", "source")
        return cls(data, initial=initial, categories=list(categories), **options)

    def offer_villages(self, place: str) -> None:
        offer(self, "villages", queries.village_choices(place))
        self.fields["villages"].error_messages["invalid_choice"] = problem.RULES["community.village"].text(language())

    def add_categories(self, held: Sequence[Mapping[str, Any]]) -> None:
        """One group of fields for every category, and an empty one."""
        self.slots = slots_of(self.data, "category", "name", len(held) + 1)
        for slot in range(1, self.slots + 1):
            told = held[slot - 1] if slot <= len(held) else {}
            for name, field in category_fields().items():
                self.fields[f"category{slot}_{name}"] = field
                self.initial[f"category{slot}_{name}"] = told.get(name, "" if name in ("name", "source") else None)

    def clean_area_code(self) -> str:
        """The villages to choose from are those of the tambon that was chosen just now."""
        code = str(self.cleaned_data["area_code"])
        if code[:6] != str(self.initial.get("area_code") or "")[:6]:
            self.offer_villages(code)
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.judge_position(str(cleaned.get("area_code") or self.initial.get("area_code") or ""))
        for slot in range(1, self.slots + 1):
            self.clean_category(slot)
        return cleaned

    def clean_category(self, slot: int) -> None:
        told = self.category(slot)
        if told is None:
            return
        for found in rules.check_category(told.valid_from, told.valid_to, told.source):
            self.add_error(f"category{slot}_{found.field}", found.message(language()))

    def category(self, slot: int) -> Category | None:
        """The category of a slot; None where its name was left or made empty."""
        told = {name: self.cleaned_data.get(f"category{slot}_{name}") for name in category_fields()}
        if not told["name"]:
            return None
        return Category(str(told["name"]), told["valid_from"], told["valid_to"], str(told["source"] or ""))

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}

    def belongings(self) -> Belongings:
        if "area_code" not in self.fields:
            return Belongings()
        code = self.cleaned_data["area_code"]
        villages = set(self.cleaned_data["villages"]) | ({code} if len(code) == 8 else set())
        categories = (self.category(slot) for slot in range(1, self.slots + 1))
        return Belongings(villages=sorted(villages), categories=[each for each in categories if each is not None])

    def category_groups(self) -> list[list[BoundField]]:
        return [[self[f"category{slot}_{name}"] for name in category_fields()] for slot in range(1, self.slots + 1)]


FACTS = ("name_th", "name_en", "area_code", "lat", "lon")


def category_fields() -> dict[str, forms.Field]:
    return {
        "name": Text(
            label=_("Category"), required=False, max_length=160, widget=forms.TextInput({"list": "categories"})
        ),
        "valid_from": BEDateField(label=_("From"), required=False),
        "valid_to": BEDateField(label=_("Until"), required=False, help_text=_("Leave empty while it lasts.")),
        "source": Text(label=_("Where this is written"), required=False, max_length=200),
    }


def slots_of(data: Mapping[str, Any], prefix: str, field: str, least: int) -> int:
    """How many groups of fields a form has: what is stored and one more, or as many as were sent."""
    sent = [slot for slot in range(1, 51) if f"{prefix}{slot}_{field}" in data]
    return max(least, *sent) if sent else least


class StoryForm(VersionedForm):
    """What makes guests want to come."""

    title = _("Story and charms")
    summary_th = text_of(Community, "summary_th", help_text=_("What only this place has. It stands under the name."))
    summary_en = text_of(Community, "summary_en")
    story_th = text_of(Community, "story_th", widget=tall(8))
    story_en = text_of(Community, "story_en", widget=tall(8))
    now_th = text_of(Community, "now_th", help_text=_("What is on just now, such as “the lotuses are in bloom”."))
    now_en = text_of(Community, "now_en")
    now_until = BEDateField(label=_("Shown until"), required=False)

    def __init__(self, *args: Any, charms: Sequence[Mapping[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = min(max(SHOWN_CHARMS, len(charms) + 1), rules.MOST_CHARMS)
        self.slots = min(slots_of(self.data, "charm", "title_th", max(shown, len(charms))), rules.MOST_CHARMS)
        for slot in range(1, self.slots + 1):
            told = charms[slot - 1] if slot <= len(charms) else {}
            for name, field in charm_fields().items():
                self.fields[f"charm{slot}_{name}"] = field
                self.initial[f"charm{slot}_{name}"] = told.get(name, "")

    @classmethod
    def of(cls, row: Community, data: Any) -> "StoryForm":
        return cls(data, initial=stored(row, STORY), charms=list(row.charms.values(*charm_fields())))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for found in rules.check_now(cleaned.get("now_th", ""), cleaned.get("now_until")):
            self.add_error(found.field, found.message(language()))
        return cleaned

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in STORY}

    def belongings(self) -> Belongings:
        told = (
            {name: str(self.cleaned_data[f"charm{slot}_{name}"]) for name in charm_fields()}
            for slot in range(1, self.slots + 1)
        )
        return Belongings(charms=[Charm(**each) for each in told if each["title_th"]])

    def charm_groups(self) -> list[list[BoundField]]:
        return [[self[f"charm{slot}_{name}"] for name in charm_fields()] for slot in range(1, self.slots + 1)]


STORY = ("summary_th", "summary_en", "story_th", "story_en", "now_th", "now_en", "now_until")


def charm_fields() -> dict[str, forms.Field]:
    lines = tall(2)
    return {
        "title_th": Text(label=_("Charm"), required=False, max_length=120),
        "text_th": Text(label=_("About it"), required=False, max_length=400, widget=lines),
        "title_en": Text(label=_("Charm in English"), required=False, max_length=120),
        "text_en": Text(label=_("About it in English"), required=False, max_length=400, widget=lines),
    }


def contact_fields() -> dict[str, forms.Field]:
    return {
        "coordinator": text_of(Community, "coordinator"),
        "coordinator_role": text_of(Community, "coordinator_role"),
        "phone": PhoneField(label=_("Phone"), required=False, max_length=40),
        "line_id": text_of(Community, "line_id"),
        "call_hours": text_of(Community, "call_hours", help_text=_("Such as 8:00 to 20:00")),
    }


CONTACT = tuple(contact_fields())


class VisitForm(VersionedForm):
    """Whom to call, how to get there, how to pay."""

    title = _("Contact and getting there")
    meeting_point_th = text_of(
        Community, "meeting_point_th", help_text=_("Where guests are met, as one tells a driver.")
    )
    meeting_point_en = text_of(Community, "meeting_point_en")
    pays_cash = forms.BooleanField(label=_("Cash"), required=False)
    pays_promptpay = forms.BooleanField(label=_("PromptPay"), required=False)
    pays_card = forms.BooleanField(label=_("Card"), required=False)

    def __init__(self, *args: Any, ways: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= contact_fields()
        for means, label in WAY_NAMES:
            told = (ways or {}).get(means, {})
            for name in ("text_th", "text_en"):
                shown = label if name == "text_th" else _("In English")
                lines = tall(2)
                self.fields[f"way_{means}_{name}"] = Text(label=shown, required=False, max_length=400, widget=lines)
                self.initial[f"way_{means}_{name}"] = told.get(name, "")

    @classmethod
    def of(cls, row: Community, data: Any) -> "VisitForm":
        ways = {way["means"]: way for way in row.ways.values("means", "text_th", "text_en")}
        return cls(data, initial=stored(row, VISIT), ways=ways)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in VISIT}

    def belongings(self) -> Belongings:
        told = (
            (means, self.cleaned_data[f"way_{means}_text_th"], self.cleaned_data[f"way_{means}_text_en"])
            for means, _label in WAY_NAMES
        )
        return Belongings(ways=[Journey(*each) for each in told if each[1]])

    def way_groups(self) -> list[list[BoundField]]:
        return [[self[f"way_{means}_text_th"], self[f"way_{means}_text_en"]] for means, _label in WAY_NAMES]


VISIT = ("meeting_point_th", "meeting_point_en", "pays_cash", "pays_promptpay", "pays_card", *CONTACT)


class ReceivingForm(Form):
    """What the community says today; made for a phone held in one hand."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=12)
    receiving = forms.ChoiceField(
        label=_("Do you receive guests?"),
        choices=RECEIVING_NAMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the four.")},
    )
    notice_days = Count(label=_("Days of notice"))
    group_min = Count(label=_("Smallest group"))
    group_max = Count(label=_("Largest group"))
    closed_days = text_of(Community, "closed_days", help_text=_("Such as Buddhist holy days"))
    receiving_reason = text_of(Community, "receiving_reason", help_text=_("Guests read this."))
    receiving_until = BEDateField(label=_("Guests may come again on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= contact_fields()

    @classmethod
    def of(cls, row: Community, data: Any) -> "ReceivingForm":
        """Starts from what was said last; where nothing was, none of the four is chosen."""
        names = [name for name in cls.base_fields if name != "seen"]
        initial = stored(row, [*names, *CONTACT]) | {"seen": row.receiving}
        return cls(data, initial=initial | ({"receiving": ""} if row.confirmed_on is None else {}))

    def choices(self) -> list[tuple[str, str, str, bool]]:
        """The four answers as (value, shape, words, whether chosen)."""
        chosen = self["receiving"].value()
        return [(value, words.SHAPES[value], str(label), value == chosen) for value, label in RECEIVING_NAMES]

    def look_again(self, found: Problem) -> None:
        """Someone changed the state meanwhile: what is sent next was chosen knowing that."""
        if found.code == "receiving.changed":
            self.data = {**self.data, "seen": str(found.values["state"])}

    def statement(self) -> Statement:
        told = self.cleaned_data
        return Statement(
            receiving=Receiving(told["receiving"]),
            notice_days=told["notice_days"],
            group_min=told["group_min"],
            group_max=told["group_max"],
            until=told["receiving_until"],
            reason=told["receiving_reason"],
            closed_days=told["closed_days"],
            reachable=bool(told["phone"] or told["line_id"]),
        )

    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CONTACT}


class ConfirmForm(Form):
    """ "All still true": of what the person has read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=12)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssetForm(VersionedForm, OpeningMixin, PositionMixin):
    """One thing guests can see, do, eat, sleep in or learn; what only a homestay has is kept of homestays alone."""

    bounds = BOUNDS

    kind = forms.ChoiceField(label=_("Kind"), choices=[EMPTY, *ASSET_NAMES])
    name_th = text_of(CommunityAsset, "name_th")
    name_en = text_of(CommunityAsset, "name_en")
    text_th = text_of(CommunityAsset, "text_th", widget=tall(3))
    text_en = text_of(CommunityAsset, "text_en", widget=tall(3))
    price = BahtField(label=_("Price"), required=False, help_text=_("0 is free of charge; leave empty if not known."))
    price_unit = forms.ChoiceField(label=_("Price per"), required=False, choices=[EMPTY, *PRICE_UNIT_NAMES])
    capacity = Count(label=_("Guests at a time"))
    minutes = Count(label=_("How long a visit takes"))
    houses = Count(label=_("Houses"), min_value=1, max_value=200)
    rooms = Count(label=_("Rooms in all houses together"), min_value=1, max_value=2_000)
    permit = text_of(
        CommunityAsset, "permit", help_text=_("On the paper the registrar gave. Empty is shown as “not given”.")
    )
    standard_on = BEDateField(
        label=_("Thai homestay standard since"), required=False, help_text=_("It holds for three years from that day.")
    )
    maker = text_of(CommunityAsset, "maker", help_text=_("The village itself, a firm, an office."))
    material = text_of(CommunityAsset, "material", help_text=_("Such as bamboo and thatch, or concrete and vinyl."))
    cost = BahtField(label=_("what it cost"), required=False, help_text=_("Of public or own money together."))
    position = PositionField()

    def __init__(self, *args: Any, area_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area_code = area_code
        self.start_opening(str(self.initial.get("hours") or ""))

    @classmethod
    def of(cls, row: CommunityAsset, data: Any, area_code: str) -> "AssetForm":
        return cls(data, initial=stored(row, AssetFacts.__slots__), area_code=area_code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.judge_position(self.area_code)
        self.judge_opening()
        if not self.errors:
            for found in rules.check_asset(self.facts(), timezone.localdate()):
                self.add_error(found.field, found.message(language()))
        return cleaned

    def facts(self) -> AssetFacts:
        told = {name: self.cleaned_data[name] for name in AssetFacts.__slots__}
        return AssetFacts(**told | without(told["kind"]))


NO_HOMESTAY = {"houses": None, "rooms": None, "permit": "", "standard_on": None}
NOT_BUILT = {"maker": "", "material": "", "cost": None}


def without(kind: str) -> dict[str, Any]:
    """What is not kept of an asset of a kind, whatever was typed."""
    return (NO_HOMESTAY if kind != AssetKind.HOMESTAY else {}) | (NOT_BUILT if kind not in BUILT else {})


class EditorForm(Form):
    """Who looks after the community from when to when, and in whose place."""

    username = forms.CharField(
        label=_("User name of the account"),
        max_length=60,
        help_text=_("The person needs an account first; the district office opens one."),
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    role_title = Text(label=_("Role in the community"), max_length=80, widget=forms.TextInput({"list": "roles"}))
    valid_from = BEDateField(label=_("First day"))
    valid_until = BEDateField(
        label=_("Last day of the term"), required=False, help_text=_("Leave empty for no fixed end.")
    )
    replaces = forms.ChoiceField(label=_("In place of"), required=False)

    def __init__(self, *args: Any, current: Sequence[Posting] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = {str(term.pk): term for term in current}
        terms = ((key, f"{term.user} · {term.role_title}") for key, term in self.current.items())
        offer(self, "replaces", [("", _("nobody, in addition")), *terms])
        if not current:
            del self.fields["replaces"]

    def replaced(self) -> Posting | None:
        return self.current.get(self.cleaned_data.get("replaces", ""))


class MoveForm(Form):
    """One place up or down, or set down at a place among its kind."""

    step = forms.ChoiceField(choices=[("up", ""), ("down", ""), ("place", "")])
    at = forms.IntegerField(min_value=0, max_value=999, required=False)


class ListFilter(FilterForm):
    """What the list is narrowed by."""

    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    receiving = ChoiceFilter(
        _("All states"), [*RECEIVING_NAMES, (queries.UNSAID, _("not yet said"))], label=_("Receiving state")
    )
    state = ChoiceFilter(_("All states"), STATE_NAMES, label=_("Publication"))
    stale = ChoiceFilter(_("Confirmed or not"), [("yes", _("not confirmed for 30 days"))], label=_("Confirmed"))

    def filters(self) -> queries.Filters:
        told = {name: self.value(name) for name in ("area", "receiving", "state")}
        return queries.Filters(**told, is_stale=bool(self.value("stale")))
