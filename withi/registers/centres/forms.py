"""Forms of centres: the facts with opening hours, how one stands, and a step of its plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, PhoneField, PlaceField, Places, VersionedForm
from withi.ground.web.opening import OpeningMixin
from withi.ground.web.texts import tall, text_of
from withi.registers.centres.actions import FACTS, STEP_FACTS, CentreRow, StepRow
from withi.registers.centres.models import CONDITION_NAMES, KIND_NAMES, Centre, CentreStep
from withi.registers.centres.queries import LATE, Filters


class ListFilter(FilterForm):
    """What the list of centres is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name of the centre")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    kind = ChoiceFilter(_("All kinds"), [*KIND_NAMES], label=_("Kind of centre"))
    condition = ChoiceFilter(_("However they stand"), [*CONDITION_NAMES], label=_("How it stands"))
    plan = ChoiceFilter(_("With or without a plan"), [(LATE, _("with steps overdue"))], label=_("Plan of revival"))

    def filters(self) -> Filters:
        return Filters(
            text=self.value("q"), **{name: self.value(name) for name in ("area", "kind", "condition", "plan")}
        )


class CentreForm(VersionedForm, OpeningMixin):
    """What an office writes of a centre."""

    FIRST = ("kind", "name_th", "area_code", "where_th")
    CHARGE = ("office", "manager_role", "manager", "phone")
    ENGLISH = ("name_en", "where_en")

    kind = forms.ChoiceField(label=_("Kind of centre"), choices=KIND_NAMES, widget=forms.RadioSelect)
    name_th = text_of(Centre, "name_th", help_text=_("As it stands on its sign."))
    name_en = text_of(Centre, "name_en")
    area_code = PlaceField(
        label=_("place"),
        help_text=_("The village or tambon where it stands; of a centre of the whole district, the district."),
        least_level=4,
    )
    where_th = text_of(
        Centre, "where_th", help_text=_("As one tells a guest, such as “beside the district office, ground floor”.")
    )
    where_en = text_of(Centre, "where_en")
    office = text_of(Centre, "office")
    manager_role = text_of(
        Centre, "manager_role", help_text=_("Such as “head of the tambon office”. A centre is told by position.")
    )
    manager = text_of(Centre, "manager", help_text=_("Seen by officers only."))
    phone = PhoneField(
        label=_("phone"), required=False, max_length=40, help_text=_("Shown to guests while the centre is open.")
    )
    goal = text_of(
        Centre,
        "goal",
        widget=tall(2),
        help_text=_("Such as “open every day before the cool season, with goods of twelve communities”."),
    )

    def __init__(self, *args: Any, scope: Scope, places: Places, centre: Centre | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(centre), **kwargs})
        area = self.fields["area_code"]
        assert isinstance(area, PlaceField)
        area.use(places, scope.areas(Ability.ENTER) or ("?",))
        self.start_opening(centre.hours if centre else "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.judge_opening()
        return cleaned

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def charge(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CHARGE]

    def english(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ENGLISH]

    def facts(self) -> CentreRow:
        """What was typed, as the verbs take it."""
        return CentreRow(**{name: self.cleaned_data[name] for name in FACTS})


def initial_of(centre: Centre | None) -> dict[str, Any]:
    if centre is None:
        return {"version": 1}
    return {name: getattr(centre, name) for name in (*FACTS, "version")}


class HoursForm(VersionedForm, OpeningMixin):
    """When a centre is open, nothing else."""

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"version": centre.version}, **kwargs})
        self.start_opening(centre.hours)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.judge_opening()
        return cleaned


class ConditionForm(VersionedForm):
    """How a centre stands, as it was seen on a day."""

    condition = forms.ChoiceField(label=_("How it stands"), choices=CONDITION_NAMES, widget=forms.RadioSelect)
    note = text_of(
        Centre,
        "condition_note",
        label=_("Why it is not simply open"),
        help_text=_("Such as “nobody on duty since the rains”. Seen by officers only."),
    )
    seen_on = BEDateField(label=_("seen on"))

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        told = {"condition": centre.condition, "note": centre.condition_note, "seen_on": timezone.localdate()}
        super().__init__(*args, **{"initial": told | {"version": centre.version}, **kwargs})


class StepForm(VersionedForm):
    """One step of the plan: what, by whom, until when."""

    text = text_of(
        CentreStep, "text", help_text=_("One thing that can be ticked off, such as “a new roof on the hall”.")
    )
    who = text_of(CentreStep, "who", help_text=_("An office, a group or a person."))
    due_on = BEDateField(label=_("until"))

    def __init__(self, *args: Any, step: CentreStep | None = None, **kwargs: Any) -> None:
        told = {name: getattr(step, name) for name in (*STEP_FACTS, "version")} if step else {"version": 1}
        super().__init__(*args, **{"initial": told, **kwargs})

    def facts(self) -> StepRow:
        return StepRow(**{name: self.cleaned_data[name] for name in STEP_FACTS})
