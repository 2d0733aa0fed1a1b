"""The form by which a community is scored, and the filter of the list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Count, Text, tall, text_of
from withi.work.classes import queries
from withi.work.classes.actions import Scoring
from withi.work.classes.models import GROUP_NAMES, ClassScore
from withi.work.classes.queries import NONE, OPEN, Filters
from withi.work.classes.rules import EVIDENCE_LENGTH, Group, Version


class ListFilter(FilterForm):
    """What the list of communities is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name of the community")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    letter = ChoiceFilter(
        _("All classes"),
        [*((letter, letter) for letter in "ABCD"), (OPEN, _("scored in part")), (NONE, _("not scored yet"))],
        label=_("Class"),
    )

    def filters(self) -> Filters:
        return Filters(text=self.value("q"), area=self.value("area"), letter=self.value("letter"))


class ScoreForm(Form):
    """Points and evidence for each criterion of a version; a field left empty is not judged, which is no zero."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    scored_on = BEDateField(label=_("scored on"))
    note = text_of(
        ClassScore, "note", widget=tall(2), help_text=_("Who went there and what was agreed, for the next who scores.")
    )

    def __init__(
        self, *args: Any, criteria: Version, known: Mapping[str, str], latest: ClassScore | None = None, **kwargs: Any
    ) -> None:
        self.criteria = criteria
        before = latest if latest is not None and latest.version == criteria.number else None
        told: dict[str, Any] = {"version": criteria.number, "scored_on": timezone.localdate()}
        if before is not None:
            told |= dict(before.given()) | {f"{code}_why": text for code, text in before.evidence.items()}
        super().__init__(*args, **{"initial": told, **kwargs})
        for one in criteria.criteria:
            self.fields[one.code] = Count(
                label=queries.text_of(one), min_value=0, max_value=one.most, help_text=known.get(one.code, "")
            )
            self.fields[f"{one.code}_why"] = Text(label=_("What shows it"), required=False, max_length=EVIDENCE_LENGTH)

    def groups(self) -> list[tuple[str, int, list[tuple[forms.BoundField, forms.BoundField, str]]]]:
        """Name, points and criteria (points, evidence, "of 10") of each group, as the template draws them."""
        return [(str(GROUP_NAMES[group]), self.criteria.most(group), self._rows(group)) for group in Group]

    def _rows(self, group: Group) -> list[tuple[forms.BoundField, forms.BoundField, str]]:
        return [
            (self[one.code], self[f"{one.code}_why"], f"/ {one.most}")
            for one in self.criteria.criteria
            if one.group is group
        ]

    def scoring(self) -> Scoring:
        """What was typed, as the verb takes it."""
        told = self.cleaned_data
        codes = [one.code for one in self.criteria.criteria]
        return Scoring(
            told["version"],
            told["scored_on"],
            {code: told[code] for code in codes if told[code] is not None},
            {code: told[f"{code}_why"] for code in codes},
            told["note"],
        )
