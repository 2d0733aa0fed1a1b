"""Forms of the marks' desk: filters, applying, points, decisions, terms, a list of results."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Count, Text, tall, text_of
from withi.work.marks.models import COLOUR_NAMES, Mark, MarkScore, MarkTerms
from withi.work.marks.queries import SHOWN_STATES, Filters, this_year
from withi.work.marks.rules import FIRST_YEAR, HUNDRED, LAST_YEAR, MARKS, MOST_STARS, Colour, Step, Terms

AT_ONCE = 200
MOST_PARTS = 6
MOST_MONTHS = 120
SEGMENTS = [(letter, letter) for letter in "ABCD"]


class ListFilter(FilterForm):
    """What the list of applications and marks is narrowed by."""

    state = ChoiceFilter(_("All"), SHOWN_STATES, label=_("Standing"))
    colour = ChoiceFilter(_("All marks"), COLOUR_NAMES, label=_("Mark"))
    area = ChoiceFilter(_("My whole area"), label=_("Area"))

    def filters(self) -> Filters:
        return Filters(**{name: self.value(name) for name in ("state", "colour", "area")})


class ApplyForm(Form):
    """An application for one of the four marks."""

    colour = forms.ChoiceField(label=_("Mark"), widget=forms.RadioSelect)
    note = text_of(Mark, "note", widget=tall(4))

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["colour"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, f"{name} · {terms.grade(value).title}") for value, name in COLOUR_NAMES]


class ScoreForm(Form):
    """The points of one assessor, part by part."""

    def __init__(self, *args: Any, terms: Terms, held: MarkScore | None, **kwargs: Any) -> None:
        given = held.points if held and held.terms == terms.number else []
        initial = {f"part{place}": points for place, points in enumerate(given, 1)}
        super().__init__(*args, **{**kwargs, "initial": initial | {"note": held.note if held else ""}})
        for place, part in enumerate(terms.parts, 1):
            label = gettext("%(part)s (at most %(most)d)") % {"part": part.label, "most": part.most}
            self.fields[f"part{place}"] = Count(label=label, required=True, min_value=0, max_value=part.most)
        self.fields["note"] = text_of(MarkScore, "note", widget=tall(3))
        self.parts = len(terms.parts)

    def points(self) -> list[int]:
        return [self.cleaned_data[f"part{place}"] for place in range(1, self.parts + 1)]


class DecideForm(Form):
    """One step on the applications that were ticked."""

    step = forms.ChoiceField(choices=[(step.value, "") for step in Step])
    reason = forms.CharField(max_length=500, required=False)

    def picks(self) -> list[int]:
        """Ids of the ticked applications; what is none is left out."""
        ticked = self.data.getlist("pick") if isinstance(self.data, QueryDict) else []
        return [int(token) for token in ticked[:AT_ONCE] if token.isascii() and token.isdecimal() and len(token) < 16]


class ReasonForm(Form):
    """Why a mark is taken back."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("The producer reads this."), max_length=500, widget=forms.Textarea({"rows": 4})
    )


# --- terms ---------------------------------------------------------------------------------------


class TermsForm(Form):
    """New terms, begun from the latest ones: parts and points, and what each mark or star asks for."""

    valid_from = BEDateField(label=_("in force from"), required=True)
    source = text_of(
        MarkTerms, "source", help_text=_("Which letter or manual of the department it comes from, with its date.")
    )
    is_confirmed = forms.BooleanField(
        label=_("The wording is confirmed"),
        help_text=_("Not ticked: every page says that the wording is still to be confirmed."),
        required=False,
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": initial_of(terms)})
        self.about = terms.about
        for place in range(1, MOST_PARTS + 1):
            self.fields[f"label{place}"] = Text(
                label=gettext("Part %(place)d") % {"place": place}, max_length=120, required=False
            )
            self.fields[f"most{place}"] = Count(label=gettext("At most"), min_value=0, max_value=HUNDRED)
        self.fields |= dict(mark_fields() if terms.about == MARKS else band_fields())

    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Legend and rows of fields, as the template draws them."""
        parts = [[self[f"label{place}"], self[f"most{place}"]] for place in range(1, MOST_PARTS + 1)]
        drawn: list[tuple[Any, list[list[forms.BoundField]]]] = [(_("Parts and points, a hundred together"), parts)]
        if self.about == MARKS:
            for colour, name in COLOUR_NAMES:
                pairs = (("name", "title"), ("months", "passes"), ("segments",))
                drawn.append((name, [[self[f"{colour}_{part}"] for part in row] for row in pairs]))
        else:
            drawn.append((_("Least points of each star"), [[self[f"band{stars}"]] for stars in _stars()]))
        return drawn

    def body(self) -> dict[str, Any]:
        """What was typed, as terms hold it."""
        told = self.cleaned_data
        places = [place for place in range(1, MOST_PARTS + 1) if told[f"label{place}"]]
        parts = [{"label": told[f"label{place}"], "most": told[f"most{place}"] or 0} for place in places]
        if self.about == MARKS:
            names = ("name", "title", "months", "passes", "segments")
            marks = {colour.value: {name: told[f"{colour.value}_{name}"] for name in names} for colour in Colour}
            return {"parts": parts, "marks": marks}
        return {"parts": parts, "bands": {str(stars): told[f"band{stars}"] for stars in _stars()}}


def _stars() -> range:
    return range(MOST_STARS, 0, -1)


def mark_fields() -> Iterator[tuple[str, forms.Field]]:
    """What each mark asks for and how long it holds."""
    for colour, _name in COLOUR_NAMES:
        yield f"{colour}_name", Text(label=gettext("Registered name"), max_length=40)
        yield f"{colour}_title", Text(label=gettext("What it stands for"), max_length=80)
        yield (
            f"{colour}_months",
            Count(label=gettext("Months it holds"), required=True, min_value=1, max_value=MOST_MONTHS),
        )
        yield (
            f"{colour}_passes",
            Count(label=gettext("Least mean of points"), required=True, min_value=0, max_value=HUNDRED),
        )
        yield (
            f"{colour}_segments",
            forms.MultipleChoiceField(
                label=gettext("Segments one expects beside it"),
                choices=SEGMENTS,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
        )


def band_fields() -> Iterator[tuple[str, forms.Field]]:
    for stars in _stars():
        label = gettext("%(stars)d stars from") % {"stars": stars}
        yield f"band{stars}", Count(label=label, required=True, min_value=0, max_value=HUNDRED)


def initial_of(terms: Terms) -> dict[str, Any]:
    """The latest terms in the shape of the form."""
    values: dict[str, Any] = {"source": terms.source, "is_confirmed": terms.is_confirmed}
    for place, part in enumerate(terms.parts, 1):
        values |= {f"label{place}": part.label, f"most{place}": part.most}
    if terms.about == MARKS:
        for colour in Colour:
            told = terms.body["marks"][colour.value]
            values |= {f"{colour.value}_{name}": value for name, value in told.items()}
    else:
        values |= {f"band{stars}": least for stars, least in terms.bands.items()}
    return values


# --- lists of results ----------------------------------------------------------------------------


class ListForm(Form):
    """A list of results and the year of its selection."""

    year = Count(
        label=_("Year of the selection (B.E.)"),
        required=True,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        initial=this_year,
    )
    file = forms.FileField(
        label=_("File of the results"),
        help_text=_(
            "xlsx, xls, ods or csv, with columns for the product's name and its stars; producer, number, score."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
    )


class ChosenForm(Form):
    """Products chosen for lines that only propose some."""

    def chosen(self) -> dict[int, int]:
        """Product by line."""
        found: dict[int, int] = {}
        for name, value in self.data.items():
            line = name.removeprefix("line-")
            if name.startswith("line-") and all(text.isascii() and text.isdecimal() for text in (line, str(value))):
                found[int(line[:15])] = int(str(value)[:15])
        return found
