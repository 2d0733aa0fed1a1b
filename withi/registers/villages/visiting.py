"""What a visit needs to know, as fields of forms: opening hours, months, facilities, languages."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.forms import PhoneField, VersionedForm
from withi.ground.web.texts import Count, Lines, Text, tall, text_of
from withi.kit import era, hours
from withi.kit.hours import Hours
from withi.kit.problem import RULES, Problem
from withi.registers.villages import visits
from withi.registers.villages.models import FACILITY_NAMES, SPEECH_NAMES, Community
from withi.registers.villages.rules import Belongings

NOT_TOLD = ("", _("not told"))
WEEK = {
    "open_mon": _("Monday"),
    "open_tue": _("Tuesday"),
    "open_wed": _("Wednesday"),
    "open_thu": _("Thursday"),
    "open_fri": _("Friday"),
    "open_sat": _("Saturday"),
    "open_sun": _("Sunday"),
}
SPANS = ("best_months", "smoke_months", "flood_months", "drought_months")


# --- opening hours -------------------------------------------------------------------------------


class OpeningMixin(forms.Form):
    """For a form of something that opens: `judge_opening`, called from `clean`, adds `hours` as one kept line."""

    open_every = Text(
        label=_("Every day"), required=False, max_length=80, help_text=_("Such as 8:30-12:00, 13:00-16:30, or closed.")
    )
    open_days = Lines(
        label=_("Days with other hours"),
        required=False,
        max_length=3_000,
        widget=tall(3),
        help_text=_("One line each, such as 13-15 Apr 2027 closed, or 31 Dec 2026 9:00-12:00."),
    )

    def start_opening(self, line: str) -> None:
        """Seven fields for the days of the week, and what is told in them."""
        told = hours.parsed(line).since(timezone.localdate())
        is_same = len(set(told.week)) == 1
        for number, (name, label) in enumerate(WEEK.items()):
            self.fields[name] = Text(label=label, required=False, max_length=80)
            self.initial[name] = "" if is_same else hours.typed(told.week[number])
        self.initial["open_every"] = hours.typed(told.week[0]) if is_same else ""
        self.initial["open_days"] = hours.typed_days(told.days)

    def judge_opening(self) -> None:
        every = self._windows("open_every")
        week = [self._windows(name) for name in WEEK]
        try:
            days = hours.read_days(self.cleaned_data.get("open_days") or "", timezone.localdate())
        except Problem as found:
            self.add_error("open_days", found.message(language()))
            return
        told = Hours(tuple(every if windows is None else windows for windows in week), days)
        self.cleaned_data["hours"] = hours.written(told)

    def _windows(self, name: str) -> hours.Windows | None:
        text = self.cleaned_data.get(name) or ""
        try:
            return hours.read_windows(text) if text else None
        except Problem as found:
            self.add_error(name, found.message(language()))
            return None

    def week(self) -> list[BoundField]:
        return [self[name] for name in WEEK]

    def has_week(self) -> bool:
        """Whether days of the week are told one by one, or one of them was refused."""
        return any(field.value() or field.errors for field in self.week())


# --- what guests need to know --------------------------------------------------------------------


class GuestsForm(VersionedForm):
    """What a guest should know before she comes."""

    title = _("What guests need to know")
    languages = forms.MultipleChoiceField(
        label=_("Languages of those who receive guests"),
        choices=SPEECH_NAMES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dress_th = text_of(
        Community, "dress_th", help_text=_("Such as shoulders covered in the temple, shoes for walking.")
    )
    dress_en = text_of(Community, "dress_en")
    camera_th = text_of(Community, "camera_th", help_text=_("Such as asking before photographing people at work."))
    camera_en = text_of(Community, "camera_en")
    last_ride_th = text_of(
        Community, "last_ride_th", help_text=_("The last songthaew or bus back, from where and when.")
    )
    last_ride_en = text_of(Community, "last_ride_en")
    hospital_th = text_of(Community, "hospital_th")
    hospital_en = text_of(Community, "hospital_en")
    hospital_phone = PhoneField(label=_("Hospital's phone"), required=False, max_length=40)
    hospital_km = Count(label=_("Distance to the hospital"), min_value=0, max_value=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [NOT_TOLD, ("yes", _("there is")), ("no", _("there is none"))]
        for name, label in FACILITY_NAMES:
            self.fields[f"has_{name}"] = forms.ChoiceField(label=label, choices=answers, required=False)
        months = [NOT_TOLD, *((str(number), era.month_name(number, language(), "long")) for number in range(1, 13))]
        for name in SPANS:
            when = str(getattr(Community._meta.get_field(name), "verbose_name", name))
            self.fields[f"{name}_from"] = forms.ChoiceField(label=when, choices=months, required=False)
            self.fields[f"{name}_to"] = forms.ChoiceField(label=_("until"), choices=months, required=False)

    @classmethod
    def of(cls, row: Community, data: Any) -> "GuestsForm":
        initial: dict[str, Any] = {name: getattr(row, name) for name in (*PLAIN, "version")}
        told = visits.read_facilities(row.facilities)
        initial |= {f"has_{name}": "yes" if has else "no" for name, has in told.items()}
        initial["languages"] = row.languages.split(",") if row.languages else []
        for name in SPANS:
            first, _joint, last = getattr(row, name).partition("-")
            initial |= {f"{name}_from": first, f"{name}_to": last}
        return cls(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in SPANS:
            if bool(cleaned.get(f"{name}_from")) != bool(cleaned.get(f"{name}_to")):
                self.add_error(f"{name}_to", RULES["community.months"].text(language()))
        for found in visits.check_visit(cleaned):
            self.add_error(found.field, found.message(language()))
        return cleaned

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        has = {name: {"yes": True, "no": False}.get(told[f"has_{name}"]) for name, _label in FACILITY_NAMES}
        spans = {name: "-".join(filter(None, (told[f"{name}_from"], told[f"{name}_to"]))) for name in SPANS}
        return {
            **{name: told[name] for name in PLAIN},
            **spans,
            "languages": ",".join(told["languages"]),
            "facilities": visits.write_facilities(has),
        }

    def belongings(self) -> Belongings:
        return Belongings()

    def facility_fields(self) -> list[BoundField]:
        return [self[f"has_{name}"] for name, _label in FACILITY_NAMES]

    def span_fields(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"{name}_from"], self[f"{name}_to"]) for name in SPANS]


PLAIN = (
    "dress_th", "dress_en", "camera_th", "camera_en", "last_ride_th", "last_ride_en", "hospital_th", "hospital_en",
    "hospital_phone", "hospital_km",
)  # fmt: skip
