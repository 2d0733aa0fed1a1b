"""What a guest is asked: one screen, every answer with an ordinary one chosen before."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from withi.faces.planner import rules
from withi.faces.planner.rules import MOST_AHEAD, MOST_DAYS, MOST_MUSTS, MOST_PARTY, MOST_STOPS, Wish
from withi.ground.web.answers import language
from withi.ground.web.forms import BahtField, BEDateField, Form
from withi.ground.web.positions import PositionField, PositionMixin
from withi.kit.problem import Problem

SATURDAY = 5
FIRST_HOUR, LAST_HOUR = 360, 840
"""Between them a day of a trip begins, in minutes from midnight."""
COMPANY = [
    ("alone", _("alone")),
    ("couple", _("two of us")),
    ("family", _("a family with children")),
    ("elders", _("with elders")),
    ("group", _("in a group")),
]
TASTES = [
    ("see", _("see places")),
    ("do", _("do things by hand")),
    ("eat", _("eat local food")),
    ("learn", _("learn from those who know")),
]
TRANSPORT = [("car", _("car")), ("motorcycle", _("motorcycle")), ("bicycle", _("bicycle"))]
DAYS = [(str(number), str(number)) for number in range(1, MOST_DAYS + 1)]


def clock(minutes: int) -> str:
    """Minutes from midnight as Thailand writes a time: "08.30"; English takes a colon."""
    return f"{minutes // 60:02d}{':' if language() == 'en' else '.'}{minutes % 60:02d}"


def hours(first: int, last: int) -> list[tuple[str, str]]:
    return [(str(minutes), clock(minutes)) for minutes in range(first, last + 1, 30)]


def said(code: str) -> str:
    """What a problem says in the language of the page."""
    return Problem(code).message(language())


def next_saturday() -> Any:
    """The coming Saturday; on a Saturday the one after, for today is half over."""
    today = timezone.localdate()
    return today + timedelta(days=(SATURDAY - today.weekday()) % 7 or 7)


class PlaceForm(Form):
    """What depends on where a trip is planned from: `area` is asked where none is chosen, `musts` where there are any.

    `areas` and `musts` are what may be chosen; a field that is not offered is not there.
    """

    area = forms.ChoiceField(label=_("Which province"), required=False)
    musts = forms.TypedMultipleChoiceField(
        label=_("Must be in it"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        areas: list[tuple[str, str]] | None = None,
        musts: list[tuple[int, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("area", areas, required=said("trip.from_where"))
        wrong = said("trip.no_such_must")
        self._offer("musts", musts, invalid_choice=wrong, invalid_list=wrong)

    def _offer(self, name: str, choices: list[Any] | None, **told: str) -> None:
        if choices is None:
            del self.fields[name]
            return
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        field.required = name == "area"
        field.error_messages |= told


class TripForm(PositionMixin, PlaceForm):
    """When, how long, with whom, what for."""

    first = BEDateField(label=_("First day"))
    days = forms.ChoiceField(label=_("How many days"), choices=DAYS, widget=forms.RadioSelect)
    begin = forms.ChoiceField(
        label=_("Begin each day at"), choices=CallableChoiceIterator(lambda: hours(FIRST_HOUR, LAST_HOUR))
    )
    end = forms.ChoiceField(label=_("End each day at"), choices=CallableChoiceIterator(lambda: hours(600, 1260)))
    company = forms.ChoiceField(label=_("With whom"), choices=COMPANY, widget=forms.RadioSelect)
    party = forms.IntegerField(
        label=_("How many people"),
        min_value=1,
        max_value=MOST_PARTY,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Please give a number of people.")},
    )
    tastes = forms.MultipleChoiceField(
        label=_("What you like"), choices=TASTES, required=False, widget=forms.CheckboxSelectMultiple
    )
    transport = forms.ChoiceField(label=_("How you travel"), choices=TRANSPORT, widget=forms.RadioSelect)
    budget = BahtField(
        label=_("Spend at most, for all of you"),
        required=False,
        help_text=_("Entry, activities, food and beds whose prices are told; travel is not counted."),
    )
    position = PositionField(
        label=_("Where you set out from"),
        help_text=_(
            "Latitude and longitude, as a map on the phone gives them to copy: 15.7012, 102.7901. "
            "Left empty, the trip begins and ends in the community."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code in (("days", "trip.days"), ("begin", "trip.hours"), ("end", "trip.hours")):
            self.fields[name].error_messages |= dict.fromkeys(("invalid_choice", "required"), said(code))
        self.order_fields([name for name in self.fields if name != "musts"])

    def clean_first(self) -> Any:
        first, today = self.cleaned_data["first"], timezone.localdate()
        if first < today:
            self.add_problems(Problem("trip.past", field="first"))
        elif (first - today).days > MOST_AHEAD:
            self.add_problems(Problem("trip.far_ahead", field="first"))
        return first

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("begin"), cleaned.get("end")
        if begin and end and int(end) - int(begin) < rules.LEAST_HOURS:
            self.add_problems(Problem("trip.hours", field="end"))
        if "musts" in self.fields and len(self["musts"].data or ()) > MOST_MUSTS:
            self.errors.pop("musts", None)
            self.add_problems(Problem("trip.wishes", field="musts", most=MOST_MUSTS))
        if "position" in cleaned:
            self.judge_position("")
        self._take_position_for_area()
        return self.cleaned_data

    def _take_position_for_area(self) -> None:
        """No province is missing where the guest said where she is."""
        if self.cleaned_data.get("position") and "area" in self.fields and not self["area"].data:
            self.errors.pop("area", None)

    def wish(self, community: int | None, area: str, route: int | None = None) -> Wish:
        """What was typed, checked."""
        given = self.cleaned_data
        return Wish(
            first=given["first"],
            days=int(given["days"]),
            begin=int(given["begin"]),
            end=int(given["end"]),
            company=given["company"],
            party=given["party"],
            tastes=tuple(given["tastes"]),
            transport=given["transport"],
            budget=given["budget"],
            community=community,
            area=given.get("area") or area,
            lat=given.get("lat"),
            lon=given.get("lon"),
            musts=tuple(given.get("musts") or ()),
            route=route,
        )


def ordinary() -> Mapping[str, Any]:
    """What stands in the form before anything is typed."""
    return {
        "first": next_saturday(),
        "days": "1",
        "begin": "540",
        "end": "1020",
        "company": "couple",
        "party": 2,
        "tastes": ("do", "eat"),
        "transport": "car",
    }


def of_route(days: int, begins: time, mode: str, musts: list[int]) -> Mapping[str, Any]:
    """The same for a route: its days, its hour (of those offered, the one before), how one travels, its stops."""
    begin = min(max(begins.hour * 60 + begins.minute // 30 * 30, FIRST_HOUR), LAST_HOUR)
    end = max(int(ordinary()["end"]), begin + rules.LEAST_HOURS)
    return {**ordinary(), "days": str(days), "begin": str(begin), "end": str(end), "transport": mode, "musts": musts}


class StepForm(Form):
    """One change of a trip by a button, or a stop set down (`place`) at `at` of a day; both count from 0."""

    STEPS: ClassVar[tuple[str, ...]] = ("pin", "remove", "swap", "earlier", "later", "place")
    step = forms.ChoiceField(choices=[(step, step) for step in STEPS])
    stop = forms.IntegerField(min_value=1)
    day = forms.IntegerField(min_value=0, max_value=MOST_DAYS - 1, required=False)
    at = forms.IntegerField(min_value=0, max_value=MOST_STOPS, required=False)

    @property
    def to(self) -> tuple[int, int]:
        return self.cleaned_data["day"] or 0, self.cleaned_data["at"] or 0


class DayForm(Form):
    """Which day is planned anew; counts from 0."""

    day = forms.IntegerField(min_value=0, max_value=MOST_DAYS - 1)


class AgreeForm(Form):
    """Whether a community wants more guests sent to it."""

    agreed = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda text: text == "1")
