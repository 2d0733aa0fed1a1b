"""Opening hours as fields of a form: a week, and days that differ; kept as one line of `kit/hours`."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.texts import Lines, Text, tall
from withi.kit import hours
from withi.kit.hours import Hours
from withi.kit.problem import Problem

WEEK = {
    "open_mon": _("Monday"),
    "open_tue": _("Tuesday"),
    "open_wed": _("Wednesday"),
    "open_thu": _("Thursday"),
    "open_fri": _("Friday"),
    "open_sat": _("Saturday"),
    "open_sun": _("Sunday"),
}


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
        help_text=_("One line each, such as 13-15 Apr 2027 closed, Loy Krathong closed, or 31 Dec 2026 9:00-12:00."),
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
