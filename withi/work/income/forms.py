"""Forms of monthly income: the producer's month, the community's month, the officer's grid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BahtField, Form
from withi.ground.web.inputs import PhotoField, refusal
from withi.ground.web.texts import Count, Text, offer, tall
from withi.kit import codes
from withi.kit.money import format_baht, parse_baht
from withi.kit.problem import Problem, Problems
from withi.work.income import queries, rules
from withi.work.income.models import (
    CHANNEL_NAMES,
    RECEIPT_NAMES,
    SHARING_NAMES,
    WHY_NAMES,
    IncomeMonth,
    IncomeTourism,
)
from withi.work.income.rules import CHANNELS, COUNTS, Known, Part, Report, State, Tourism

SAME, NONE = "same", "none"
ICONS = {"in_village": "home", "outside": "outside", "online": "device", "fair": "stall"}


@dataclass(frozen=True)
class Row:
    """One channel as the phone shows it: its box, last month beside it, and the two answers without typing."""

    name: str
    label: str
    icon: str
    box: forms.BoundField
    how: str
    before: str
    before_satang: int | None


class MonthForm(Form):
    """A producer's month. An empty box says nothing; "same" and "nothing sold" are said expressly."""

    note = Text(label=_("note"), required=False, max_length=300)
    why = forms.ChoiceField(label=_("reason"), required=False, choices=[("", "—"), *WHY_NAMES])
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        producer_id: int,
        month: int,
        known: Known,
        row: IncomeMonth | None,
        products: Iterable[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"initial": _initial(row), **kwargs})
        self.producer_id, self.month, self.known, self.row = producer_id, month, known, row
        self.products = list(products)
        for name, channel in CHANNEL_NAMES:
            self.fields[name] = BahtField(label=channel, required=False)
            self.fields[f"{name}_how"] = forms.ChoiceField(required=False, choices=[("", ""), (SAME, ""), (NONE, "")])
        for pk, label in self.products:
            self.fields[f"p{pk}"] = BahtField(label=label, required=False)
            self.fields[f"p{pk}_channel"] = forms.ChoiceField(required=False, choices=CHANNEL_NAMES)

    def rows(self) -> list[Row]:
        """The four channels, as the template draws them."""
        return [
            Row(
                name,
                str(label),
                ICONS[name],
                self[name],
                str(self[f"{name}_how"].value() or ""),
                queries.baht(before),
                before,
            )
            for (name, label), before in zip(CHANNEL_NAMES, self.known.before, strict=True)
        ]

    def product_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"p{pk}"], self[f"p{pk}_channel"]) for pk, _label in self.products]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        whole = self.data.get("all", "")
        amounts, same = [], []
        for place, channel in enumerate(CHANNELS):
            how = whole or cleaned.get(f"{channel}_how", "")
            typed = None if whole else cleaned.get(channel.value)
            amounts.append(self._amount(channel.value, typed, how, self.known.before[place]))
            if amounts[-1] is not None:
                same.append(how == SAME and amounts[-1] == self.known.before[place])
        cleaned["amounts"] = tuple(amounts)
        cleaned["repeated"] = bool(same) and all(same)
        return cleaned

    def _amount(self, name: str, typed: int | None, how: str, before: int | None) -> int | None:
        if how == NONE:
            if typed:
                self.add_error(name, refusal(Problem("income.both")))
            return 0
        if typed is None and how == SAME:
            if before is None and not self.data.get("all"):
                self.add_error(name, refusal(Problem("income.nothing_before")))
            return before
        return typed

    def report(self, *, sure: bool) -> Report:
        """What was said, as the action takes it."""
        said = self.cleaned_data
        amounts = said["amounts"]
        parts = [
            Part(pk, said.get(f"p{pk}_channel") or CHANNELS[0].value, said[f"p{pk}"])
            for pk, _label in self.products
            if said.get(f"p{pk}")
        ]
        return Report(
            producer_id=self.producer_id,
            month=self.month,
            amounts=amounts,
            state=rules.state_of(amounts, repeated=said["repeated"]),
            why=said.get("why", ""),
            note=said.get("note", ""),
            parts=tuple(parts),
            key=said.get("key"),
            revision=said.get("revision"),
            sure=sure,
        )

    def kept(self, report: Report) -> list[tuple[str, str]]:
        """The fields of the page that asks "is this right?", so that it sends exactly what it shows."""
        fields = [("key", str(report.key or "")), ("revision", "" if report.revision is None else str(report.revision))]
        for channel, amount in zip(CHANNELS, report.amounts, strict=True):
            fields.append((channel.value, "" if amount is None else format_baht(amount)))
            if report.state is State.REPEATED and amount is not None:
                fields.append((f"{channel}_how", SAME))
        for part in report.parts:
            fields += [(f"p{part.product_id}", format_baht(part.amount)), (f"p{part.product_id}_channel", part.channel)]
        return [*fields, ("note", report.note)]


def _initial(row: IncomeMonth | None) -> dict[str, Any]:
    """What stands already, for a correction; nothing of last month is ever filled in."""
    if row is None:
        return {"revision": 0}
    amounts = {name: getattr(row, name) or None for name, _label in CHANNEL_NAMES}
    hows = {f"{name}_how": NONE for name, _label in CHANNEL_NAMES if getattr(row, name) == 0}
    parts = {f"p{line.product_id}": line.amount for line in row.lines.all()}
    channels = {f"p{line.product_id}_channel": line.channel for line in row.lines.all()}
    return {**amounts, **hows, **parts, **channels, "revision": row.revision, "note": row.note, "why": row.why}


class PhotoForm(Form):
    """A photo of a receipt or of a page of the account book."""

    photo = PhotoField()


class TakeBackForm(Form):
    """Why a report does not stand any more."""

    reason = Text(label=_("reason"), max_length=300)


# --- a community's month -------------------------------------------------------------------------


class TourismForm(Form):
    """A community's month: who came, what was taken in, and who was paid."""

    GROUPS: ClassVar[tuple[tuple[Any, tuple[tuple[str, ...], ...]], ...]] = (
        (_("Who came"), (("guests_thai", "guests_foreign"), ("guests_study", "nights"))),
        (
            _("What was taken in, in baht"),
            (("homestay", "food"), ("activity", "guide"), ("transport", "goods"), ("fund", "shared")),
        ),
        (_("Who was paid"), (("households", "paid"), ("sharing",))),
    )

    guests_thai = Count(label=_("Thai guests"), min_value=0, max_value=1_000_000)
    guests_foreign = Count(label=_("foreign guests"), min_value=0, max_value=1_000_000)
    guests_study = Count(label=_("guests of study groups"), min_value=0, max_value=1_000_000)
    nights = Count(label=_("nights"), min_value=0, max_value=1_000_000)
    households = Count(label=_("households paid"), min_value=0, max_value=100_000)
    paid = BahtField(label=_("paid to households"), required=False)
    shared = BahtField(
        label=_("of it, sales that OTOP producers report themselves"),
        required=False,
        help_text=_("It is taken out where sales and tourism income stand together. 0 = none."),
    )
    sharing = forms.ChoiceField(label=_("how it was shared"), required=False, choices=[("", "—"), *SHARING_NAMES])
    why = forms.ChoiceField(
        label=_("reason, where the month is far from the same month last year"),
        required=False,
        choices=[("", "—"), *WHY_NAMES],
    )
    note = Text(label=_("note"), required=False, max_length=300)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, community_id: int, month: int, row: IncomeTourism | None, **kwargs: Any) -> None:
        more = ("shared", "households", "paid", "sharing", "why", "note")
        names = [*COUNTS, *(name for name, _label in RECEIPT_NAMES), *more]
        initial = {name: getattr(row, name) for name in names} if row else {}
        initial["revision"] = row.revision if row else 0
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.community_id, self.month = community_id, month
        for name, label in RECEIPT_NAMES:
            self.fields[name] = BahtField(label=label, required=False)

    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Legend and rows of fields, as the template draws them."""
        return [(legend, [[self[name] for name in row] for row in rows]) for legend, rows in self.GROUPS]

    def facts(self) -> Tourism:
        """What was said; "nothing taken in" is said by a zero in some box."""
        said = self.cleaned_data
        amounts = tuple(said[name] for name, _label in RECEIPT_NAMES)
        return Tourism(
            community_id=self.community_id,
            month=self.month,
            counts=tuple(said[name] for name in COUNTS),
            amounts=amounts,
            households=said["households"],
            paid=said["paid"],
            sharing=said["sharing"],
            state=rules.state_of(amounts),
            why=said["why"],
            note=said["note"],
            key=said["key"],
            revision=said["revision"],
            shared=said["shared"],
        )


# --- an officer's steps and grid -----------------------------------------------------------------


class StepForm(Form):
    """A step of a tambon's month, with the reason where it goes back."""

    reason = Text(label=_("reason"), required=False, max_length=300, widget=tall(2))


class CutoffForm(Form):
    """The day of the following month until which months are reported, from a month on."""

    area_code = forms.ChoiceField(label=_("where it holds"))
    valid_from = forms.TypedChoiceField(label=_("from the month"), coerce=int)
    day = Count(label=_("day of the month after"), required=True, min_value=1, max_value=28)
    source = Text(label=_("source"), max_length=300, help_text=_("The letter or order that sets it."))

    def __init__(self, *args: Any, areas: Iterable[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area_code", areas)
        offer(self, "valid_from", queries.months_ahead(today))

    def clean_area_code(self) -> str:
        """The nation has no code."""
        code: str = self.cleaned_data["area_code"]
        return code if codes.is_code(code) else ""


CELLS = tuple(channel.value for channel in CHANNELS)
ESTIMATE = "estimated"
MOST_DIGITS = 9


@dataclass
class Grid:
    """What was typed into the grid of one month: a row is sent only where something in it was typed.

    Fields are `<producer>_<channel>`, `_how` (estimated), `_basis`, `_why`, `_note`, `_sure` and `_revision`. A zero is
    typed as 0 or "-" and says that nothing was sold; an empty box says nothing.
    """

    month: int
    data: Mapping[str, str]
    errors: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def typed(self, pk: int, row: IncomeMonth | None) -> dict[str, str]:
        """What stands in the boxes of a row; what the page did not show stays as it is."""
        stood = as_typed(row)
        shown = {name: self.data.get(f"{pk}_{name}", "").strip() for name in (*CELLS, "how", "sure")}
        more = {name: self.data.get(f"{pk}_{name}", stood[name]).strip() for name in ("basis", "why", "note")}
        return {**shown, **more}

    def reports(self, standing: Mapping[int, IncomeMonth], producers: Iterable[int]) -> list[Report]:
        """The rows in which something differs from what stands; unreadable cells are kept in `errors`."""
        said = (self._report(pk, standing.get(pk)) for pk in producers)
        return [report for report in said if report is not None]

    def _report(self, pk: int, row: IncomeMonth | None) -> Report | None:
        typed = self.typed(pk, row)
        was_shown = any(f"{pk}_{name}" in self.data for name in CELLS)
        if not was_shown or typed | {"sure": ""} == as_typed(row):
            return None
        amounts = tuple(self._cell(pk, name, typed[name]) for name in CELLS)
        if pk in self.errors:
            return None
        estimated = typed["how"] == ESTIMATE
        repeated = row is not None and row.state == State.REPEATED and amounts == queries.amounts_of(row)
        return Report(
            producer_id=pk,
            month=self.month,
            amounts=amounts,
            state=rules.state_of(amounts, repeated=repeated, estimated=estimated),
            why=typed["why"] if typed["why"] in dict(WHY_NAMES) else "",
            basis=typed["basis"][:200] if estimated else "",
            note=typed["note"][:300],
            parts=queries.kept_parts(row, amounts),
            revision=self._seen(pk),
            sure=bool(typed["sure"]),
        )

    def _seen(self, pk: int) -> int:
        """The revision that the person saw; 0 for none."""
        seen = self.data.get(f"{pk}_revision", "")
        return int(seen) if seen.isdecimal() and len(seen) < MOST_DIGITS else 0

    def _cell(self, pk: int, name: str, text: str) -> int | None:
        if not text:
            return None
        try:
            return 0 if text in ("-", "–") else parse_baht(text)
        except Problem as found:
            self.errors.setdefault(pk, []).append((name, found.message(language())))
            return None

    def add_problems(self, trouble: Problem | Problems, only: int | None = None) -> None:
        """Refusals of the action, each at its producer; `only` is the one row that was sent."""
        for found in trouble.problems if isinstance(trouble, Problems) else (trouble,):
            whose, _mark, name = found.field.partition("_")
            pk = int(whose) if whose.isdecimal() else only
            if pk is None:
                raise found
            self.errors.setdefault(pk, []).append(
                (name if whose.isdecimal() else found.field, found.message(language()))
            )


def as_typed(row: IncomeMonth | None) -> dict[str, str]:
    """What stands, as the boxes of the grid show it."""
    empty = dict.fromkeys((*CELLS, "how", "basis", "why", "note", "sure"), "")
    if row is None:
        return empty
    amounts = {name: "" if getattr(row, name) is None else format_baht(getattr(row, name)) for name in CELLS}
    how = ESTIMATE if row.state == State.ESTIMATED else ""
    return empty | amounts | {"how": how, "basis": row.basis, "why": row.why, "note": row.note}


class LateFilter(FilterForm):
    """The month and area of an overview, as the text of its list and a call list name them."""

    month = ChoiceFilter(_("the month that is due"), label=_("Month"))
    area = ChoiceFilter(_("My whole area"), label=_("Area"))


@dataclass(frozen=True)
class Asked:
    """What an officer's page is asked for: the month and the area, from the address."""

    month: int
    area: str


def asked(data: QueryDict, due: int, home: str) -> Asked:
    """The month and area of the address; what cannot be read is a month that there is not."""
    month = data.get("month", "")
    return Asked(
        int(month) if month.isdecimal() and len(month) == 6 else due if not month else 0, data.get("area", home)
    )
