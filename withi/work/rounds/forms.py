"""What people type about rounds and applications, and what it means to the verbs."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.queries import PLACES
from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import PRIVATE, BEDateField, Form, PlaceField, VersionedForm
from withi.ground.web.inputs import PHOTOS, RowField
from withi.ground.web.texts import Count, Text, text_of
from withi.kit import ids
from withi.kit.era import BE_OFFSET
from withi.kit.problem import Problem
from withi.registers.producers.models import KIND_NAMES, Producer
from withi.registers.producers.queries import Entered
from withi.registers.publication.queries import paths_of
from withi.work.rounds import queries, rules
from withi.work.rounds.actions import Pick, RoundRow
from withi.work.rounds.models import TURN_NAMES, Round, RoundApplication
from withi.work.rounds.papers import field_of
from withi.work.rounds.rules import AT_ONCE, DISTRICT_DIGITS, PaperRule, Sitting, Step, Window

WINDOWS, PAPERS = 6, 8
YEARS = {"min_value": 2540, "max_value": 2640}
REASON_LENGTH = 500


VIEWS = {"mine": _("Waiting for me"), "returned": _("Returned"), "late": _("Late"), "all": _("All")}
"""The parts of the work."""


class ListFilter(FilterForm):
    """Which applications a list shows; `view` is the part of the work, chosen by the links above it."""

    view = forms.CharField(label=_("Part"), required=False, max_length=10, widget=forms.HiddenInput)
    round = ChoiceFilter(_("All rounds"), label=_("Round"))
    area = ChoiceFilter(_("My whole area"), label=_("Area"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].label = VIEWS.get(self.value("view"), "")

    def filters(self) -> queries.Filters:
        return queries.Filters(self.value("view") or "mine", self.value("round"), self.value("area"))


class AreaFilter(FilterForm):
    """Licences of one area."""

    area = ChoiceFilter(_("My whole area"), label=_("Area"))


# --- beginning -----------------------------------------------------------------------------------


class StartForm(Form):
    """Which round, and for whom: an officer at the counter types the producer, an owner has one or a few."""

    round = forms.ChoiceField(label=_("Round"), widget=forms.RadioSelect)
    producer = RowField(
        "producers:suggest",
        unknown="product.producer",
        several="product.producers",
        label=_("Producer"),
        help_text=_("Type its name or number."),
    )

    def __init__(self, *args: Any, scope: Scope, rounds: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["round"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = list(rounds)
        owned = scope.subjects(Ability.ENTER, Producer.SUBJECT)
        if owned and not scope.areas(Ability.ENTER):
            rows = Producer.objects.filter(pk__in=owned).order_by("sort_key", "pk")
            self.fields["producer"] = forms.TypedChoiceField(
                label=_("Producer"), choices=[(row.pk, str(row)) for row in rows], widget=forms.RadioSelect, coerce=int
            )
            return
        field = self.fields["producer"]
        assert isinstance(field, PlaceField)
        field.use(Entered(scope))


# --- the parts of an application -----------------------------------------------------------------


class PartForm(VersionedForm):
    """One screen of an application; what the rules say against it stands at its field at once."""

    part: ClassVar[str]
    title: ClassVar[Any]
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, row: RoundApplication, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **{"initial": {"version": row.version} | self.stored(row), **kwargs})

    def stored(self, row: RoundApplication) -> dict[str, Any]:
        """The stored answers, as the form starts from them."""
        return {name: getattr(row, name) for name in self.names}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not set(self.names) - set(cleaned):
            for found in self.judged(cleaned):
                if found:
                    self.add_problems(found)
        return cleaned

    def judged(self, cleaned: dict[str, Any]) -> Sequence[Problem | None]:
        """What the rules say of this screen."""
        return ()

    def told(self) -> dict[str, Any]:
        """The answers as `actions.fill` takes them."""
        return {"values": {name: self.cleaned_data[name] for name in self.names}}


class WhoForm(PartForm):
    """The producer's kind, and whether it registers for the first time."""

    part, title = "who", _("What kind of producer")
    names = ("kind", "turn")
    kind = forms.ChoiceField(label=_("The producer is a"), choices=KIND_NAMES, widget=forms.RadioSelect)
    turn = forms.ChoiceField(label=_("It asks for"), choices=TURN_NAMES, widget=forms.RadioSelect)

    def judged(self, cleaned: dict[str, Any]) -> Sequence[Problem | None]:
        terms = queries.terms_of(self.row.round)
        return rules.judge_kind(cleaned["kind"], terms), rules.judge_turn(cleaned["turn"], terms)


class ApplicantForm(PartForm):
    """Who applies, and whether someone else comes in the applicant's place."""

    part, title = "applicant", _("Who applies")
    names = ("applicant", "is_thai", "is_proxy", "proxy_name", "mandate_on")
    applicant = text_of(
        RoundApplication,
        "applicant",
        required=True,
        label=_("First and last name"),
        help_text=_("Of a group: its chair or manager. Of a company: who may sign for it."),
    )
    number = forms.CharField(
        label=_("Citizen number, 13 digits"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", PRIVATE: True}),
    )
    is_thai = forms.BooleanField(label=_("The applicant is a Thai national"), required=False)
    is_proxy = forms.BooleanField(label=_("Someone else applies in the applicant's place"), required=False)
    proxy_name = text_of(
        RoundApplication, "proxy_name", help_text=_("Only where someone else applies, with a written mandate.")
    )
    mandate_on = BEDateField(label=_("Day of the mandate"), required=False)

    def __init__(self, *args: Any, row: RoundApplication, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        kept = queries.identity_of(row)
        self.fields["number"].help_text = (
            _("Kept: %(masked)s. Leave this empty, or type another.") % {"masked": ids.mask(kept)}
            if kept
            else _("It is kept sealed and shown masked.")
        )
        self.fields["number"].required = not kept

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"])
        try:
            return ids.parse_citizen(typed) if typed else ""
        except Problem as found:
            self.add_problems(found.at("number"))
            return ""

    def judged(self, cleaned: dict[str, Any]) -> Sequence[Problem | None]:
        proxy = rules.judge_proxy(str(cleaned["proxy_name"]), cleaned["mandate_on"], timezone.localdate())
        return rules.judge_nation(is_thai=cleaned["is_thai"]), proxy if cleaned["is_proxy"] else None

    def told(self) -> dict[str, Any]:
        told = super().told()
        if not self.cleaned_data["is_proxy"]:
            told["values"] |= {"proxy_name": "", "mandate_on": None}
        return {**told, "identity": self.cleaned_data["number"] or None}


class SiteForm(PartForm):
    """Where it is made."""

    part, title = "site", _("Where it is made")
    names = ("site_code", "address")
    site_code = PlaceField(
        label=_("village or tambon"),
        help_text=_("It must lie in the district that the application goes to."),
        least_level=6,
    )
    address = text_of(RoundApplication, "address")

    def __init__(self, *args: Any, row: RoundApplication, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        field = self.fields["site_code"]
        assert isinstance(field, PlaceField)
        field.use(PLACES)

    def judged(self, cleaned: dict[str, Any]) -> Sequence[Problem | None]:
        district = self.row.area_code[:DISTRICT_DIGITS]
        name = paths_of([district]).get(district, "") or "–"
        return (rules.judge_site(self.row.area_code, cleaned["site_code"], name),)


class LinksForm(PartForm):
    """How the community takes part; at least one."""

    part, title = "links", _("With the community")
    names = ("joins_production", "joins_management", "gives_benefit")
    joins_production = forms.BooleanField(
        label=_("Production: labour of this province, or local raw material"), required=False
    )
    joins_management = forms.BooleanField(label=_("Management: people of the community manage it"), required=False)
    gives_benefit = forms.BooleanField(label=_("Benefit: the community gets something of it"), required=False)

    def judged(self, cleaned: dict[str, Any]) -> Sequence[Problem | None]:
        return (rules.judge_links(*(cleaned[name] for name in self.names)),)


class GoodsForm(PartForm):
    """Which of the producer's products are registered."""

    part, title = "goods", _("Products to register")
    goods = forms.MultipleChoiceField(label=_("Tick the products"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, row: RoundApplication, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        chooser = self.fields["goods"]
        assert isinstance(chooser, forms.MultipleChoiceField)
        chooser.choices = [(product.pk, str(product)) for product in queries.goods_to_choose(row.producer_id)]
        chooser.error_messages["required"] = Problem("round.goods").message(language())

    def stored(self, row: RoundApplication) -> dict[str, Any]:
        return {"goods": [product.pk for product in queries.goods_of(row)]}

    def told(self) -> dict[str, Any]:
        return {"values": {}, "goods": [int(pk) for pk in self.cleaned_data["goods"]]}


class PapersForm(PartForm):
    """The papers to be shown; a file only for those of which the round's rule keeps a copy."""

    part, title = "papers", _("Papers to show")

    def __init__(self, *args: Any, row: RoundApplication, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.papers = {field_of(paper): paper for paper in queries.wanted(row) if paper.keeps_copy}
        for name, paper in self.papers.items():
            self.fields[name] = forms.FileField(
                label=_("Copy of: %(name)s") % {"name": paper.name},
                help_text=_("A photo of the paper. For: %(purpose)s. Deleted after %(days)s days.")
                % {"purpose": paper.purpose, "days": paper.keep_days},
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput({"accept": PHOTOS}),
            )

    def told(self) -> dict[str, Any]:
        return {"values": {}}


PARTS: dict[str, type[PartForm]] = {
    form.part: form for form in (WhoForm, ApplicantForm, SiteForm, LinksForm, GoodsForm, PapersForm)
}


class SendForm(Form):
    """Sending: the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


# --- decisions -----------------------------------------------------------------------------------


class SittingMixin(Form):
    """A committee's meeting: number, B.E. year, day."""

    number = Count(label=_("Meeting no."), min_value=1, max_value=99)
    year = Count(label=_("of B.E. year"), **YEARS)
    held_on = BEDateField(label=_("Held on"), required=False)

    def sitting(self) -> Sitting | None:
        given = [self.cleaned_data.get(name) for name in ("number", "year", "held_on")]
        return Sitting(*given) if all(given) else None  # type: ignore[arg-type]


class StepForm(SittingMixin):
    """One step on one application: the version that was looked at, the reason, the meeting."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The producer reads this: which point is not met, and what to do."),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"year": timezone.localdate().year + BE_OFFSET}, **kwargs})
        reason = self.fields["reason"]
        reason.required = True
        reason.error_messages["required"] = Problem("round.reason").message(language())
        if step not in rules.NEEDS_REASON:
            del self.fields["reason"]
        for name in ("number", "year", "held_on"):
            self.fields[name].required = True
            if step not in rules.OF_COMMITTEE:
                del self.fields[name]


class BatchForm(SittingMixin):
    """One step with one reason on the applications that were ticked."""

    step = forms.ChoiceField(choices=[(step.value, "") for step in sorted(rules.DECISIONS)])
    reason = Text(label=_("Reason"), max_length=REASON_LENGTH, required=False)

    def chosen_step(self) -> Step:
        return Step(self.cleaned_data["step"])

    def picks(self) -> list[Pick]:
        """The ticked applications; what is none is left out."""
        tokens = self.data.getlist("pick") if isinstance(self.data, QueryDict) else []
        return [pick for token in tokens[:AT_ONCE] if (pick := read_token(token))]


def read_token(token: str) -> Pick | None:
    """An application and the version shown, as `queries.Line.token` writes it."""
    pk, _dash, version = token.partition("-")
    is_one = all(part.isascii() and part.isdecimal() and len(part) < 16 for part in (pk, version))
    return Pick(int(pk), int(version)) if is_one else None


class SeenForm(Form):
    """How an officer made sure of a paper."""

    how = forms.ChoiceField(choices=[(how.value, "") for how in rules.SeenHow])

    def chosen(self) -> rules.SeenHow:
        return rules.SeenHow(self.cleaned_data["how"])


# --- rounds --------------------------------------------------------------------------------------


class RoundForm(VersionedForm):
    """A round: its years, who may apply, its windows and the papers it wants."""

    name_th = text_of(Round, "name_th")
    name_en = text_of(Round, "name_en")
    year_from = Count(label=_("first B.E. year"), required=True, **YEARS)
    year_to = Count(label=_("last B.E. year"), required=True, **YEARS)
    area_code = forms.ChoiceField(label=_("For whom"), required=False)
    kinds = forms.MultipleChoiceField(label=_("who may apply"), choices=KIND_NAMES, widget=forms.CheckboxSelectMultiple)
    turns = forms.MultipleChoiceField(
        label=_("first registration or renewal"), choices=TURN_NAMES, widget=forms.CheckboxSelectMultiple
    )
    answer_days = Count(label=_("days for each step of the officers"), required=True, min_value=1, max_value=365)
    mend_days = Count(label=_("days to mend after a return"), required=True, min_value=1, max_value=180)
    source = text_of(Round, "source", help_text=_("The letter or announcement that sets the round."))

    def __init__(self, *args: Any, areas: Sequence[tuple[str, Any]], row: Round | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(row), **kwargs})
        chooser = self.fields["area_code"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = list(areas)
        for place in range(1, WINDOWS + 1):
            self.fields[f"opens_{place}"] = BEDateField(label=_("Opens"), required=False)
            self.fields[f"closes_{place}"] = BEDateField(label=_("Closes"), required=False)
        for place in range(1, PAPERS + 1):
            self._add_paper(place)

    def _add_paper(self, place: int) -> None:
        self.fields[f"paper_{place}"] = Text(label=_("Paper"), required=False, max_length=120)
        self.fields[f"of_proxy_{place}"] = forms.BooleanField(label=_("only of a proxy"), required=False)
        self.fields[f"copy_{place}"] = forms.BooleanField(
            label=_("a copy is kept (otherwise it is only shown to an officer)"), required=False
        )
        self.fields[f"purpose_{place}"] = Text(label=_("what the copy is for"), required=False, max_length=200)
        self.fields[f"days_{place}"] = Count(label=_("days it is kept"), min_value=1, max_value=rules.LONGEST_KEPT)
        self.fields[f"paper_id_{place}"] = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A window has both its days."""
        cleaned = super().clean()
        for place in range(1, WINDOWS + 1):
            names = [f"opens_{place}", f"closes_{place}"]
            lacking = [name for name in names if not cleaned.get(name) and name not in self.errors]
            if len(lacking) == 1:
                self.add_error(lacking[0], self.fields[lacking[0]].error_messages["required"])
        return cleaned

    def windows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of days, as the template draws them."""
        return [(self[f"opens_{place}"], self[f"closes_{place}"]) for place in range(1, WINDOWS + 1)]

    def papers(self) -> list[dict[str, forms.BoundField]]:
        """The papers' fields, as the template draws them."""
        names = ("paper", "of_proxy", "copy", "purpose", "days", "paper_id")
        return [{name: self[f"{name}_{place}"] for name in names} for place in range(1, PAPERS + 1)]

    def facts(self) -> RoundRow:
        """What was typed, as the verbs take it."""
        told = self.cleaned_data
        plain = ("name_th", "name_en", "year_from", "year_to", "area_code", "answer_days", "mend_days", "source")
        return RoundRow(
            **{name: told[name] for name in plain},
            kinds=tuple(told["kinds"]),
            turns=tuple(told["turns"]),
            windows=tuple(self._windows()),
            papers=tuple(self._papers()),
        )

    def _windows(self) -> list[Window]:
        told = self.cleaned_data
        pairs = ((told.get(f"opens_{place}"), told.get(f"closes_{place}")) for place in range(1, WINDOWS + 1))
        return [Window(opens, closes) for opens, closes in pairs if opens and closes]

    def _papers(self) -> list[tuple[int | None, PaperRule]]:
        told = self.cleaned_data
        return [
            (
                told[f"paper_id_{place}"],
                PaperRule(
                    told[f"paper_{place}"],
                    of_proxy=told[f"of_proxy_{place}"],
                    keeps_copy=told[f"copy_{place}"],
                    purpose=told[f"purpose_{place}"],
                    keep_days=told[f"days_{place}"] or 0,
                ),
            )
            for place in range(1, PAPERS + 1)
            if told[f"paper_{place}"]
        ]


def initial_of(row: Round | None) -> dict[str, Any]:
    """A stored round in the shape of the form's values; a new one has the usual days."""
    if row is None:
        return {"version": 1, "answer_days": 30, "mend_days": 15, "year_from": this_year(), "year_to": this_year()}
    names = ("version", "name_th", "name_en", "year_from", "year_to", "area_code", "answer_days", "mend_days", "source")
    found: dict[str, Any] = {name: getattr(row, name) for name in names}
    found |= {"kinds": row.kinds.split(","), "turns": row.turns.split(",")}
    for place, window in enumerate(queries.windows_of([row.pk])[row.pk], 1):
        found |= {f"opens_{place}": window.opens, f"closes_{place}": window.closes}
    for place, paper in enumerate(queries.papers_of(row.pk), 1):
        found |= {
            f"paper_{place}": paper.name,
            f"of_proxy_{place}": paper.of_proxy,
            f"copy_{place}": paper.keeps_copy,
            f"purpose_{place}": paper.purpose,
            f"days_{place}": paper.keep_days or None,
            f"paper_id_{place}": paper.pk,
        }
    return found


def this_year() -> int:
    today: date = timezone.localdate()
    return today.year + BE_OFFSET
