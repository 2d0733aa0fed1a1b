"""Forms of the segments' desk: the list's filters, the answers of a product, a new version of the table."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Text, text_of
from withi.registers.products.models import TYPE_NAMES
from withi.work.segments.models import SegmentProduct, SegmentVersion
from withi.work.segments.queries import NAMES, Filters
from withi.work.segments.rules import GROUPS, LETTERS, OPTIONS, UNANSWERED, Answers, Version

LONGEST = 200


class ListFilter(FilterForm):
    """What the list by segment is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name of a product")}),
    )
    segment = ChoiceFilter(_("All segments"), [*NAMES.items()], label=_("Segment"))
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    blocks = ChoiceFilter(_("anything"), label=_("Kept back by"))
    only = forms.CharField(
        label=_("Kept back by just the same"), required=False, max_length=9, widget=forms.HiddenInput
    )
    type = ChoiceFilter(_("All types"), TYPE_NAMES, label=_("Type"))

    def filters(self) -> Filters:
        wanted = ("area", "segment", "blocks", "only", "type")
        return Filters(text=self.value("q"), **{name: self.value(name) for name in wanted})


class MoveFilter(FilterForm):
    """Which moves of a version are listed."""

    before = ChoiceFilter(_("from any"), [*NAMES.items()], label=_("From segment"))
    after = ChoiceFilter(_("to any"), [*NAMES.items()], label=_("To segment"))


class AnswerForm(Form):
    """One answer of each group; what is not known yet may stay open."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, version: Version, held: SegmentProduct | None, **kwargs: Any) -> None:
        stored = dict(zip(GROUPS, held.answers(), strict=True)) if held else dict.fromkeys(GROUPS, UNANSWERED)
        initial = {"edition": held.edition if held else 0} | {f"a{group}": stored[group] for group in GROUPS}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for group in GROUPS:
            self.fields[f"a{group}"] = forms.ChoiceField(
                label=f"{group}. {version.group(group)}",
                choices=[
                    *((option, f"{option} {version.option(option)}") for option in OPTIONS[group]),
                    (UNANSWERED, gettext("not known yet")),
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> Answers:
        return tuple(self.cleaned_data[f"a{group}"] for group in GROUPS)


class VersionForm(Form):
    """A whole new version of the table, begun from the latest one."""

    valid_from = BEDateField(label=_("in force from"), required=True)
    source = text_of(
        SegmentVersion, "source", help_text=_("Which letter or manual of the department it comes from, with its date.")
    )
    is_confirmed = forms.BooleanField(
        label=_("The wording is confirmed"),
        help_text=_("Not ticked: every page says that the wording is still to be confirmed."),
        required=False,
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": initial_of(version)})
        for letter in LETTERS:
            self.add(f"name_{letter}", gettext("Name of segment %(letter)s") % {"letter": letter})
            self.fields[f"takes_{letter}"] = forms.MultipleChoiceField(
                label=gettext("Segment %(letter)s takes") % {"letter": letter},
                choices=[(option, option) for group in GROUPS for option in OPTIONS[group]],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        for group in GROUPS:
            self.add(f"group_{group}", gettext("Name of group %(group)s") % {"group": group})
            self.add(f"service_{group}", gettext("What mends group %(group)s") % {"group": group})
            for option in OPTIONS[group]:
                self.add(f"option_{key(option)}", gettext("Answer %(option)s") % {"option": option})

    def add(self, name: str, label: str) -> None:
        """A text in Thai, and the English beside it, which may stay empty."""
        self.fields[name] = Text(label=label, max_length=LONGEST)
        english = gettext("%(label)s, in English") % {"label": label}
        self.fields[f"{name}_en"] = Text(label=english, max_length=LONGEST, required=False)

    def both(self, name: str) -> list[forms.BoundField]:
        return [self[name], self[f"{name}_en"]]

    def parts(self) -> dict[str, list[Any]]:
        """The fields as the template draws them: each segment with what it takes, each group with its answers."""
        return {
            "segments": [(self.both(f"name_{letter}"), self[f"takes_{letter}"]) for letter in LETTERS],
            "groups": [self.of_group(group) for group in GROUPS],
        }

    def of_group(self, group: str) -> tuple[str, list[forms.BoundField]]:
        names = [f"group_{group}", *(f"option_{key(option)}" for option in OPTIONS[group]), f"service_{group}"]
        return str(self[names[0]].label), [field for name in names for field in self.both(name)]

    def body(self) -> dict[str, Any]:
        """What was typed, as a version holds it."""
        told = self.cleaned_data
        texts = {
            f"{part}{ending}": {code: told[f"{name}{ending}"] for code, name in names.items()}
            for part, names in texts_of().items()
            for ending in ("", "_en")
        }
        return {**texts, "rules": {letter.value: told[f"takes_{letter}"] for letter in LETTERS}}


def texts_of() -> dict[str, dict[str, str]]:
    """The texts of a version, part by part: the code of each, and the field that asks for it."""
    return {
        "names": {letter.value: f"name_{letter}" for letter in LETTERS},
        "groups": {group: f"group_{group}" for group in GROUPS},
        "options": {option: f"option_{key(option)}" for group in GROUPS for option in OPTIONS[group]},
        "services": {group: f"service_{group}" for group in GROUPS},
    }


def key(option: str) -> str:
    """An answer as part of a field's name."""
    return option.replace(".", "_")


def initial_of(version: Version) -> dict[str, Any]:
    """The latest version in the shape of the form; the day from which the new one holds is to be said."""
    values: dict[str, Any] = {"source": version.source, "is_confirmed": version.is_confirmed}
    values |= {f"takes_{letter}": version.body["rules"][letter.value] for letter in LETTERS}
    for part, names in texts_of().items():
        thai, english = version.body[part], version.body.get(f"{part}_en", {})
        values |= {name: thai.get(code, "") for code, name in names.items()}
        values |= {f"{name}_en": english.get(code, "") for code, name in names.items()}
    return values
