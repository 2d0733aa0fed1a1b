"""What the pages of publication take: filters, chosen rows, reasons."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import Form
from withi.kit.problem import Problem
from withi.registers.publication.actions import Pick
from withi.registers.publication.models import KINDS
from withi.registers.publication.rules import Step

AT_ONCE = 200
WHOLE_PAGE = "page"


class ListFilter(FilterForm):
    """Which rows of a list: kind and area."""

    kind = ChoiceFilter(_("All kinds"), label=_("Kind"))
    area = ChoiceFilter(_("My whole area"), label=_("Area"))


class CheckFilter(ListFilter):
    """Also by rule."""

    rule = ChoiceFilter(_("Everything"), label=_("What to check"))


def kinds() -> list[tuple[str, Any]]:
    """Every kind of row, for a filter."""
    return [(subject, kind.plural) for subject, kind in sorted(KINDS.items())]


class StepForm(Form):
    """One step on one row: the version that was looked at, and the reason where one is needed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person who entered it reads this. Say what to mend."),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = needs_reason
        reason.error_messages["required"] = Problem("publication.reason").message(language())


class BatchForm(Form):
    """One step on the rows that were ticked, or on the whole page (`step` ends in "-page")."""

    step = forms.ChoiceField(choices=[(f"{step.value}{end}", "") for step in Step for end in ("", f"-{WHOLE_PAGE}")])
    reason = forms.CharField(max_length=500, required=False)

    def chosen_step(self) -> Step:
        return Step(self.cleaned_data["step"].removesuffix(f"-{WHOLE_PAGE}"))

    def picks(self) -> list[Pick]:
        """The chosen rows; what is no row is left out."""
        whole = self.cleaned_data["step"].endswith(f"-{WHOLE_PAGE}")
        tokens = self.data.getlist("shown" if whole else "pick") if isinstance(self.data, QueryDict) else []
        return [pick for token in tokens[:AT_ONCE] if (pick := read_token(token))]


def read_token(token: str) -> Pick | None:
    """A row and the version shown, as `Waiting.token` writes it."""
    subject, _, numbers = token.partition("-")
    pk, _, version = numbers.partition("-")
    if subject not in KINDS or not (is_number(pk) and is_number(version)):
        return None
    return Pick(subject, int(pk), int(version))


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


class DecisionForm(Form):
    """Points decided on one page: proposals ticked, values chosen, values confirmed."""

    def taken(self) -> dict[int, str]:
        """Points to mend: by the chosen value, or ("") by the proposal; the whole page's proposals where asked."""
        data = self.data
        if not isinstance(data, QueryDict):
            return {}
        ticked = data.getlist("proposed" if data.get("step") == WHOLE_PAGE else "take")[:AT_ONCE]
        found = {int(pk): "" for pk in filter(is_number, ticked)}
        for name, value in data.items():
            pk = name.removeprefix("value-")
            if name.startswith("value-") and is_number(pk) and value:
                found[int(pk)] = str(value)[:300]
        return found

    def confirmed(self) -> set[int]:
        data = self.data
        right = data.getlist("right")[:AT_ONCE] if isinstance(data, QueryDict) else []
        return {int(pk) for pk in filter(is_number, right)} - self.taken().keys()
