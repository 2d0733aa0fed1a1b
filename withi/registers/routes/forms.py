"""Forms of routes: the facts, one stop, a host, and whose turn it was."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, Form, PlaceField, Places, VersionedForm
from withi.ground.web.texts import Count, Text, offer, tall, text_of
from withi.kit.era import month_name
from withi.registers.publication.models import STATE_NAMES
from withi.registers.routes import queries
from withi.registers.routes.actions import FACTS, RouteRow, StopRow
from withi.registers.routes.models import EFFORT_NAMES, MODE_NAMES, THEME_NAMES, Route, RouteStop
from withi.registers.routes.queries import Filters
from withi.registers.routes.rules import (
    HOST_LENGTH,
    LONGEST,
    MONTHS,
    MOST_DAYS,
    MOST_STOPS,
    SHORTEST,
    STORY_LENGTH,
    clock,
)
from withi.registers.villages.models import Community, CommunityAsset

WHOLE_YEAR = ("", _("the whole year"))
HOURS = [time(half // 2, half % 2 * 30) for half in range(10, 33)]
"""From five in the morning to four in the afternoon."""
STAYS = (15, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600)
MOST_PEOPLE = 2_000


def hour(told: str) -> time:
    return time.fromisoformat(told)


def number(told: str) -> int | None:
    return int(told) if told else None


class ListFilter(FilterForm):
    """What the list of routes is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name of the route")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    theme = ChoiceFilter(_("All themes"), THEME_NAMES, label=_("Theme"))
    state = ChoiceFilter(_("All states"), STATE_NAMES, label=_("Publication"))

    def filters(self) -> Filters:
        return Filters(text=self.value("q"), **{name: self.value(name) for name in ("area", "theme", "state")})


class RouteForm(VersionedForm):
    """What an office writes of a route; its stops have pages of their own."""

    GROUPS = (
        (_("The route"), (("name_th",), ("area_code",), ("summary_th",), ("story_th",))),
        (_("Who it is for"), (("theme", "effort"), ("group_min", "group_max"))),
        (_("When and how"), (("days", "begins_at"), ("mode",), ("season_first", "season_last"))),
        (_("In English"), (("name_en",), ("summary_en",), ("story_en",))),
    )

    name_th = text_of(
        Route, "name_th", help_text=_("As a guest would say it, such as “Three looms of Nong Song Hong”.")
    )
    name_en = text_of(Route, "name_en")
    summary_th = text_of(Route, "summary_th", help_text=_("Why one should go."), widget=tall(2))
    summary_en = text_of(Route, "summary_en", widget=tall(2))
    story_th = text_of(Route, "story_th", max_length=STORY_LENGTH, widget=tall(6))
    story_en = text_of(Route, "story_en", max_length=STORY_LENGTH, widget=tall(6))
    area_code = PlaceField(
        label=_("place"),
        help_text=_("The district it runs through; the province where it is more than one."),
        least_level=2,
    )
    theme = forms.ChoiceField(label=_("theme"), choices=THEME_NAMES)
    effort = forms.ChoiceField(label=_("difficulty"), choices=EFFORT_NAMES)
    mode = forms.ChoiceField(
        label=_("how one travels"), choices=MODE_NAMES, help_text=_("Times between stops are estimated from this.")
    )
    days = forms.TypedChoiceField(
        label=_("days"), coerce=int, choices=[(day, str(day)) for day in range(1, MOST_DAYS + 1)]
    )
    begins_at = forms.TypedChoiceField(label=_("sets out at"), coerce=hour)
    season_first = forms.TypedChoiceField(label=_("first month"), required=False, coerce=number, empty_value=None)
    season_last = forms.TypedChoiceField(label=_("last month"), required=False, coerce=number, empty_value=None)
    group_min = Count(label=_("smallest group"), min_value=1, max_value=MOST_PEOPLE)
    group_max = Count(label=_("largest group"), min_value=1, max_value=MOST_PEOPLE)

    def __init__(self, *args: Any, scope: Scope, places: Places, route: Route | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(route), **kwargs})
        area = self.fields["area_code"]
        assert isinstance(area, PlaceField)
        area.use(places, scope.areas(Ability.ENTER) or ("?",))
        offer(self, "begins_at", hours(route))
        for name in ("season_first", "season_last"):
            offer(self, name, [WHOLE_YEAR, *((month, month_name(month, language(), "long")) for month in MONTHS)])

    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Legend and rows of fields, as the template draws them."""
        return [(legend, [[self[name] for name in row] for row in rows]) for legend, rows in self.GROUPS]

    def facts(self) -> RouteRow:
        """What was typed, as the verbs take it."""
        return RouteRow(**{name: self.cleaned_data[name] for name in FACTS})


def hours(route: Route | None) -> list[tuple[str, str]]:
    """Half hours to set out at, and the stored one."""
    offered = sorted({*HOURS, *([route.begins_at] if route else ())})
    shown = _("%(time)s o'clock")
    return [(each.isoformat(), str(shown) % {"time": clock(each.hour * 60 + each.minute)}) for each in offered]


def initial_of(route: Route | None) -> dict[str, Any]:
    """A stored route in the shape of the form's values; a new one sets out at nine."""
    if route is None:
        return {"version": 1, "begins_at": time(9), "days": 1}
    return {name: getattr(route, name) for name in FACTS} | {"version": route.version}


class Where(forms.ChoiceField):
    """A community ("c12") or one of the things it has ("a34"), offered community by community."""

    def shown(self, value: Any) -> str:
        known = {key: label for _name, options in self.choices for key, label in options}  # type: ignore[misc,union-attr]
        return str(known.get(value, ""))


class StopForm(VersionedForm):
    """One stop: where, on which day, how long, and what one does there."""

    place = Where(label=_("where"), help_text=_("Communities that receive guests now, with what there is."))
    day = forms.TypedChoiceField(label=_("day"), coerce=int)
    minutes = forms.TypedChoiceField(label=_("minutes there"), coerce=int)
    note_th = text_of(RouteStop, "note_th", help_text=_("One line that a guest reads on the way."), widget=tall(2))
    note_en = text_of(RouteStop, "note_en", widget=tall(2))

    def __init__(self, *args: Any, scope: Scope, route: Route, stop: RouteStop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of_stop(stop), **kwargs})
        communities = list(queries.offered_communities(scope, route, stop.community_id if stop else None))
        self.communities = {row.pk: row for row in communities}
        self.assets = {row.pk: row for row in queries.offered_assets(self.communities)}
        offer(self, "place", grouped(communities, self.assets.values()))
        offer(self, "day", [(day, str(day)) for day in range(1, route.days + 1)])
        stays = sorted({*STAYS, *([stop.minutes] if stop else ())})
        offer(self, "minutes", [(stay, str(stay)) for stay in stays if SHORTEST <= stay <= LONGEST])

    def facts(self) -> StopRow:
        """What was chosen, as the verbs take it."""
        told = dict(self.cleaned_data)
        kind, pk = told["place"][0], int(told["place"][1:])
        asset = self.assets[pk] if kind == "a" else None
        community = self.communities[asset.community_id if asset else pk]
        return StopRow(
            community=community,
            asset=asset,
            **{name: told[name] for name in ("day", "minutes", "note_th", "note_en")},
        )


def initial_of_stop(stop: RouteStop | None) -> dict[str, Any]:
    if stop is None:
        return {"version": 1, "day": 1, "minutes": 60}
    place = f"a{stop.asset_id}" if stop.asset_id else f"c{stop.community_id}"
    told = {name: getattr(stop, name) for name in ("day", "minutes", "note_th", "note_en", "version")}
    return told | {"place": place}


def grouped(communities: Iterable[Community], assets: Iterable[CommunityAsset]) -> list[tuple[str, Any]]:
    """Each community with itself and what it has."""
    inside: dict[int, list[tuple[str, str]]] = {}
    for asset in assets:
        inside.setdefault(asset.community_id, []).append((f"a{asset.pk}", asset.name_th))
    return [(row.name_th, [(f"c{row.pk}", row.name_th), *inside.get(row.pk, ())]) for row in communities]


class MoveForm(Form):
    """A stop one place up or down, or set down (`place`) before the one at `at`, from 0, of the `day`-th day."""

    step = forms.ChoiceField(choices=[(step, step) for step in ("up", "down", "place")])
    day = forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False)
    at = forms.IntegerField(min_value=0, max_value=MOST_STOPS, required=False)

    def to(self) -> dict[str, int]:
        return {"day": self.cleaned_data["day"] or 1, "at": self.cleaned_data["at"] or 0}


class HostForm(Form):
    """A family or group that takes groups in turn."""

    community = forms.ModelChoiceField(label=_("community"), queryset=Community.objects.none(), empty_label=None)
    name = Text(
        label=_("host family or group"),
        max_length=HOST_LENGTH,
        help_text=_("Seen by officers only, such as “house no. 12” or “dye group”."),
    )

    def __init__(self, *args: Any, route: Route, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Community.objects.filter(pk__in=route.stops.values("community")).order_by("sort_key", "pk")


class TurnForm(Form):
    """The next host takes a group on a day, or lets it pass."""

    host = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    taken_on = BEDateField(label=_("day of the group"))
    people = Count(label=_("guests"), min_value=1, max_value=MOST_PEOPLE)
    step = forms.ChoiceField(choices=[("take", ""), ("pass", "")], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"taken_on": timezone.localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.is_passed() and cleaned.get("people") is None and "people" not in self.errors:
            self.add_error("people", _("How many guests are in the group?"))
        return cleaned

    def is_passed(self) -> bool:
        return self.cleaned_data.get("step") == "pass"

    def people_told(self) -> int | None:
        return None if self.is_passed() else self.cleaned_data["people"]
