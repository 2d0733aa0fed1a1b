"""Forms of news: the editor's, and the guest's who comments."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, Form, PlaceField, Places, VersionedForm
from withi.ground.web.texts import Lines, Text, tall, text_of
from withi.kit import thai
from withi.registers.publication.models import STATE_NAMES
from withi.registers.villages.models import Community
from withi.work.news import queries
from withi.work.news.actions import FACTS, ItemRow
from withi.work.news.models import SORT_NAMES, NewsItem
from withi.work.news.queries import Filters
from withi.work.news.rules import BODY_LENGTH, NOTE_LENGTH, SAID_LENGTH, SIGNED_LENGTH, Sort, Wish

COMMUNITIES = 400
PROVINCE = re.compile(r"|[1-9][0-9]")
YEAR = re.compile(r"|(19|20|21)[0-9]{2}")
SORTS = frozenset({"", *Sort})
HOUR_FORMATS = ["%H:%M", "%H.%M"]


class HourField(forms.TimeField):
    """An hour of the day as people write it: 9.30, 09:30, also in Thai digits and with น."""

    def __init__(self, **options: Any) -> None:
        shape = forms.TimeInput({"inputmode": "decimal", "placeholder": "09.00", "size": 8}, format="%H.%M")
        wrong = {"invalid": _("Please write the hour as 09.00 or 13.30.")}
        super().__init__(
            **{"input_formats": HOUR_FORMATS, "widget": shape, "required": False, "error_messages": wrong, **options}
        )

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = thai.digits(value).replace("น.", "").replace("น", "").strip()
        return super().to_python(value)


class ListFilter(FilterForm):
    """What the list of news is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("words of the headline")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    sort = ChoiceFilter(_("News and events"), SORT_NAMES, label=_("What it is"))
    state = ChoiceFilter(_("All states"), STATE_NAMES, label=_("Publication"))

    def filters(self) -> Filters:
        return Filters(text=self.value("q"), **{name: self.value(name) for name in ("area", "sort", "state")})


class ItemForm(VersionedForm):
    """What an office writes: an article or an event."""

    GROUPS = (
        (_("What happened"), (("sort",), ("title_th",), ("lead_th",), ("body_th",))),
        (_("When and where"), (("dated_on",), ("area_code",), ("venue_th",), ("community",), ("event",))),
        (_("Days of the event"), (("begins_on", "begins_at"), ("ends_on", "ends_at"))),
        (_("Who tells it"), (("office",), ("writer", "photographer"), ("source",), ("source_url",))),
        (_("In English"), (("title_en",), ("lead_en",), ("body_en",), ("venue_en",))),
        (_("When it appears"), (("appears_on", "appears_hour"),)),
        (_("For readers who saw it before"), (("correction",),)),
    )

    sort = forms.ChoiceField(label=_("What it is"), choices=[*SORT_NAMES], widget=forms.RadioSelect)
    title_th = text_of(NewsItem, "title_th")
    title_en = text_of(NewsItem, "title_en")
    lead_th = text_of(NewsItem, "lead_th", help_text=_("One or two sentences: who, what, where."), widget=tall(3))
    lead_en = text_of(NewsItem, "lead_en", widget=tall(3))
    body_th = text_of(
        NewsItem,
        "body_th",
        max_length=BODY_LENGTH,
        help_text=_("An empty line begins a new paragraph. Write plain text: signs like < stay signs."),
        widget=tall(12),
    )
    body_en = text_of(NewsItem, "body_en", max_length=BODY_LENGTH, widget=tall(8))
    dated_on = BEDateField(label=_("date of the news"), help_text=_("The day it happened."))
    area_code = PlaceField(
        label=_("place"), help_text=_("Province, district, tambon or village that it is about."), least_level=2
    )
    venue_th = text_of(NewsItem, "venue_th", help_text=_("Building or ground, as a visitor looks for it."))
    venue_en = text_of(NewsItem, "venue_en")
    community = forms.ModelChoiceField(
        label=_("tourism community"), queryset=Community.objects.none(), required=False, empty_label=_("none")
    )
    event = forms.ModelChoiceField(
        label=_("about the event"), queryset=NewsItem.objects.none(), required=False, empty_label=_("none")
    )
    begins_on = BEDateField(label=_("first day"), required=False)
    begins_at = HourField(label=_("from what hour"), help_text=_("Empty: all day."))
    ends_on = BEDateField(label=_("last day"), required=False)
    ends_at = HourField(label=_("until what hour"))
    office = text_of(NewsItem, "office")
    writer = text_of(NewsItem, "writer")
    photographer = text_of(NewsItem, "photographer")
    source = text_of(NewsItem, "source", help_text=_("Where the facts come from, if not from the office itself."))
    source_url = text_of(NewsItem, "source_url", widget=forms.TextInput({"inputmode": "url"}))
    appears_on = BEDateField(label=_("appears from"), required=False, help_text=_("Empty: as soon as it is approved."))
    appears_hour = HourField(label=_("from what hour"), help_text=_("Empty: from midnight."))
    correction = Text(
        label=_("what was corrected"),
        help_text=_("Stands below the article with today's date."),
        max_length=NOTE_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, scope: Scope, places: Places, item: NewsItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(item), **kwargs})
        area, community, event = self.fields["area_code"], self.fields["community"], self.fields["event"]
        assert isinstance(area, PlaceField)
        assert isinstance(community, forms.ModelChoiceField)
        assert isinstance(event, forms.ModelChoiceField)
        area.use(places, scope.areas(Ability.ENTER) or ("?",))
        community.queryset = near_communities(scope, item)
        event.queryset = queries.events(scope, item)
        if item is None or item.published_at is None:
            del self.fields["correction"]

    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Legend and rows of fields, as the template draws them."""
        rows = [(legend, [[self[n] for n in row if n in self.fields] for row in rows]) for legend, rows in self.GROUPS]
        return [(legend, fields) for legend, fields in rows if any(fields)]

    def facts(self) -> ItemRow:
        """What was typed, as the verbs take it."""
        told = self.cleaned_data
        community, event = told["community"], told["event"]
        return ItemRow(
            **{name: value for name, value in told.items() if name in FACTS},
            appears_at=moment_of(told["appears_on"], told["appears_hour"]),
            community_id=community.pk if community else None,
            event_id=event.pk if event else None,
        )


def moment_of(day: Any, hour: time | None) -> datetime | None:
    """The hour of a day in Thailand; midnight where no hour is given."""
    return timezone.make_aware(datetime.combine(day, hour or time())) if day else None


def initial_of(item: NewsItem | None) -> dict[str, Any]:
    """A stored article in the shape of the form's values; a new one is news of today."""
    if item is None:
        return {"version": 1, "sort": Sort.NEWS.value, "dated_on": timezone.localdate()}
    shown = timezone.localtime(item.appears_at) if item.appears_at else None
    values = {name: getattr(item, name) for name in FACTS if name in ItemForm.base_fields}
    return values | {
        "community": item.community,
        "event": item.event,
        "appears_on": shown.date() if shown else None,
        "appears_hour": shown.time() if shown else None,
        "version": item.version,
    }


def near_communities(scope: Scope, item: NewsItem | None) -> Any:
    """Communities of the person's area; where that is the nation, those of the article's province."""
    rows = Community.objects.in_scope(scope, Ability.READ)
    if item is not None and item.area_code:
        rows = rows.filter(area_code__startswith=item.area_code[:2])
    elif scope.is_national(Ability.READ):
        rows = rows.none()
    shown = set(rows.order_by("sort_key").values_list("pk", flat=True)[:COMMUNITIES])
    kept = {item.community_id} if item and item.community_id else set()
    return Community.objects.filter(pk__in=shown | kept).order_by("sort_key", "pk")


class CommentForm(Form):
    """What a guest says of an article; `web` is a box that people do not see and machines fill in."""

    name = Text(label=_("your name"), max_length=SIGNED_LENGTH)
    text = Lines(label=_("what you would like to say"), max_length=SAID_LENGTH, widget=tall(5))
    web = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def is_machine(self) -> bool:
        return bool(self.cleaned_data["web"])


def wish_in(data: QueryDict) -> Wish | None:
    """What the archive is narrowed by; None for values that no link of ours has."""
    area, sort, year = (data.get(name, "") for name in ("area", "sort", "year"))
    if not (PROVINCE.fullmatch(area) and sort in SORTS and YEAR.fullmatch(year)):
        return None
    return Wish(area, sort, int(year or 0))
