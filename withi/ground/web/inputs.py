"""Form fields for what people here type: dates of the Buddhist era, baht, phones and places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, cast

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from withi.kit import problem
from withi.kit.era import format_date, parse_date, year_in
from withi.kit.money import format_baht, parse_baht
from withi.kit.phones import REPAIRED, Phone, split_phones
from withi.kit.problem import Problem, Rule
from withi.kit.thai import clean, digits

problem.register(
    Rule(
        "place.not_found",
        th="ไม่พบสถานที่ “{text}” ในพื้นที่ของท่าน ลองพิมพ์ชื่อตำบลและอำเภอด้วย เช่น เปือยน้อย อ.เปือยน้อย",
        en="No place “{text}” in your area. Add the tambon and district, such as Pueai Noi, Pueai Noi district.",
    ),
    Rule(
        "place.several",
        th="มีหลายแห่งที่ชื่อ “{text}” กรุณาเลือกจากรายการ",
        en="Several places are called “{text}”. Please choose one of the list.",
    ),
    Rule(
        "place.too_wide",
        th="“{text}” กว้างเกินไป กรุณาเลือกให้ถึง{level}",
        en="“{text}” is too wide. Please choose down to the {level}.",
    ),
)
STORED_PHONES = re.compile(r"\+?[0-9]+(?:x[0-9-]+)?(?:,\+?[0-9]+(?:x[0-9-]+)?)*")
LEVEL_WORDS = {2: ("จังหวัด", "province"), 4: ("อำเภอ", "district"), 6: ("ตำบล", "tambon"), 8: ("หมู่บ้าน", "village")}


def lang() -> str:
    return get_language() or "th"


def refusal(found: Problem) -> forms.ValidationError:
    """A problem as a form error, in the reader's language."""
    return forms.ValidationError(found.message(lang()), code=found.code)


def month_names() -> list[tuple[str, str]]:
    """The months by name in the current language, read whenever the widget is drawn."""
    names = (format_date(date(2000, month, 1), lang(), "long").split(" ")[1] for month in range(1, 13))
    return [("", "—"), *((str(month), name) for month, name in enumerate(names, 1))]


class BEDateWidget(forms.MultiWidget):
    """Day, month by name and year, of the Buddhist era in Thai; a whole date typed into the day is taken as well.

    Years of either era are understood in both languages.
    """

    template_name = "web/_be_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 40})
        month = forms.Select(choices=CallableChoiceIterator(month_names))
        year = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 10})
        super().__init__([day, month, year], attrs)

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(year_in(value, lang()))]
        return [str(value or ""), "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The three parts; a single value under the plain name stands for a date typed whole."""
        if name in data:
            return [str(data[name] or ""), "", ""]
        parts = super().value_from_datadict(data, files, name)
        return [str(part or "").strip() for part in parts]


class BEDateField(forms.Field):
    """A date. Value: `datetime.date` or None; refusals are the rules date.* of the kit."""

    widget = BEDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Please give the date.")}

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        text = self.written(value if isinstance(value, list) else [str(value)])
        if not text:
            return None
        try:
            return parse_date(text, today=timezone.localdate()).date
        except Problem as found:
            raise refusal(found) from found

    def written(self, parts: list[str]) -> str:
        """Day, month and year as one text; a date typed whole into the day stays as it is."""
        return "/".join(part for part in parts if part)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or None))
        except forms.ValidationError:
            return True

    def shown(self, value: Any) -> str:
        return format_date(value, lang()) if value else ""


class BahtField(forms.CharField):
    """An amount typed in baht. Value: satang as int, or None; refusals are the rules money.* of the kit."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Please give the amount in baht.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_baht(text)
        except Problem as found:
            raise refusal(found) from found

    def prepare_value(self, value: Any) -> Any:
        return format_baht(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def shown(self, value: Any) -> str:
        return "" if value is None else format_baht(value, lang=lang(), unit=True)


class PhoneField(forms.CharField):
    """One phone, or with `many` several in one line.

    Value: digits, an extension after `x`, several parted by commas; refusals are the rules phone.* of the kit.
    """

    def __init__(self, *, many: bool = False, **kwargs: Any) -> None:
        self.many = many
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "type": "text" if self.many else "tel", "autocomplete": "off"}

    def clean(self, value: Any) -> str:
        found = split_phones(str(super().clean(value) or ""))
        if len(found) > 1 and not self.many:
            raise refusal(Problem("phone.too_long"))
        return ",".join(map(self._stored, found))

    def _stored(self, phone: Phone) -> str:
        if phone.finding != "ok" and phone.finding not in REPAIRED:
            raise refusal(Problem(f"phone.{phone.finding}"))
        return f"{phone.number}x{phone.extension}" if phone.extension else phone.number

    def prepare_value(self, value: Any) -> Any:
        """Stored numbers grouped for reading; what was typed stays as typed."""
        if not isinstance(value, str) or not STORED_PHONES.fullmatch(value):
            return value
        return ", ".join(map(grouped_phone, value.split(",")))

    def shown(self, value: Any) -> str:
        return str(self.prepare_value(value) or "")


def grouped_phone(stored: str) -> str:
    """A stored number as people read it: "043-123-456 ต่อ 12"."""
    number, _mark, extension = stored.partition("x")
    shown = " ".join(phone.display for phone in split_phones(number))
    return f"{shown} ต่อ {extension}" if extension else shown


@dataclass(frozen=True, slots=True)
class Place:
    """An area as a field shows it: its code and its whole path."""

    code: str
    label: str


class Places(Protocol):
    """What a place field asks of the places room (a lower room may not import it)."""

    def by_code(self, code: str) -> Place | None:
        """The area with this code, if there is one."""

    def by_text(self, text: str) -> Sequence[Place]:
        """The areas that this text may mean; exactly one where it is sure."""


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """What came back from the picker: the code behind the text, the text, and the choice among several."""

    code: str = ""
    text: str = ""
    choice: str = ""


class PlaceWidget(forms.Widget):
    """Text that the server matches; picker.js adds the list and fills the code."""

    template_name = "web/_place_picker.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, source: str = "/places/suggest/") -> None:
        super().__init__(attrs)
        self.source = source
        self.choices: list[dict[str, str]] = []
        self.places: Places | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        typed = value if isinstance(value, TypedPlace) else TypedPlace(code=str(value or ""))
        label = self.label_of(typed.code) if typed.code and not typed.text else ""
        context["widget"] |= {
            "value": typed.code,
            "text": typed.text or label,
            "source": self.source,
            "choices": self.choices,
        }
        return context

    def format_value(self, value: Any) -> Any:
        return value

    def label_of(self, code: str) -> str:
        found = self.places.by_code(code) if self.places else None
        return found.label if found else ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> TypedPlace:
        keys = (name, f"{name}_text", f"{name}_choice")
        # PostgreSQL takes no NUL, and nobody types one
        given = (str(data.get(key) or "").replace("\x00", "").strip() for key in keys)
        return TypedPlace(*given)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def id_for_label(self, id_: str | None) -> str:
        return id_ or ""


PHOTOS = "image/jpeg,image/png,image/webp"
"""What a control for photos lets choose."""


class PhotoField(forms.FileField):
    """One photo that must be chosen; whether it is one judges who keeps it. Value: the file as it was sent."""

    widget = forms.FileInput(attrs={"accept": PHOTOS})
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Please choose a photo.")}

    def __init__(self, **kwargs: Any) -> None:
        usual = {"label": _("Photo"), "help_text": _("JPEG, PNG or WebP, at most 20 MB."), "allow_empty_file": True}
        super().__init__(**{**usual, **kwargs})


class PlaceField(forms.Field):
    """An area. Value: its code, or "".

    `use` gives it the places room and the prefixes it may answer with; outside them a place does not exist.
    """

    widget = PlaceWidget
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Please give the place.")}
    places: Places | None = None
    allowed: tuple[str, ...] = ("",)

    def __init__(self, *, least_level: int = 2, **kwargs: Any) -> None:
        self.least_level = least_level
        super().__init__(**kwargs)

    def use(self, places: Places, allowed: Iterable[str] = ("",)) -> None:
        """Give this form's field the areas it may choose from."""
        self.places, self.allowed = places, tuple(allowed)
        if isinstance(self.widget, PlaceWidget):
            self.widget.places = places

    def clean(self, value: Any) -> str:
        typed = value if isinstance(value, TypedPlace) else TypedPlace(code=str(value or ""))
        if not (typed.text or typed.code or typed.choice):
            super().clean("")
            return ""
        try:
            return self._found(typed).code
        except Problem as found:
            raise refusal(found) from found

    def _found(self, typed: TypedPlace) -> Place:
        assert self.places is not None, "PlaceField.use() was not called"
        meant = [place for place in self._meant(self.places, typed) if place.code.startswith(self.allowed)]
        text = typed.text or typed.choice or typed.code
        if not meant:
            raise Problem("place.not_found", text=text)
        if len(meant) > 1:
            self.widget.choices = [{"code": place.code, "label": place.label} for place in meant]
            raise Problem("place.several", text=text)
        if len(meant[0].code) < self.least_level:
            thai, english = LEVEL_WORDS[self.least_level]
            raise Problem("place.too_wide", text=text, level=english if lang() == "en" else thai)
        return meant[0]

    def _meant(self, places: Places, typed: TypedPlace) -> Sequence[Place]:
        """A choice counts before all; the code behind the text only while the text is still its name."""
        if typed.choice:
            chosen = places.by_code(typed.choice)
            return [chosen] if chosen else []
        known = places.by_code(typed.code) if typed.code else None
        if known and same_words(typed.text, known.label):
            return [known]
        found = places.by_text(digits(clean(typed.text)))
        return [known] if known and known in found else found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(getattr(data, "code", data) != (initial or ""))

    def shown(self, value: Any) -> str:
        found = self.places.by_code(value) if self.places and value else None
        return found.label if found else str(value or "")


class RowField(PlaceField):
    """A row of a register, by its number or name; the picker of places shows the list. Value: its id, or None.

    `source` is the name of the list's address; the rules that are broken where no row is meant, and where several are.
    """

    def __init__(self, source: str, *, unknown: str, several: str, **options: Any) -> None:
        # the address is a lazy text: forms are made before addresses are known
        address = cast(str, reverse_lazy(source))
        super().__init__(least_level=0, widget=PlaceWidget(source=address), **options)
        self.unknown, self.several = unknown, several

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return int(found) if found else None

    def _found(self, typed: TypedPlace) -> Place:
        try:
            return super()._found(typed)
        except Problem as found:
            if found.code == "place.several":
                raise Problem(self.several, text=typed.text) from found
            raise Problem(self.unknown) from found


def same_words(text: str, label: str) -> bool:
    """Whether the text is still the label it was filled with, or its first part."""
    return not text or clean(label).startswith(clean(text))
