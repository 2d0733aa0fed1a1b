"""What a guest needs to know, as fields of a form: months, facilities, languages."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.forms import PhoneField, VersionedForm
from withi.ground.web.texts import Count, text_of
from withi.kit import era
from withi.kit.problem import RULES
from withi.registers.villages import visits
from withi.registers.villages.models import FACILITY_NAMES, SPEECH_NAMES, Community
from withi.registers.villages.rules import Belongings

NOT_TOLD = ("", _("not told"))
SPANS = ("best_months", "smoke_months", "flood_months", "drought_months")


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
