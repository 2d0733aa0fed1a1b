"""What is ordered, read from the address, and what is told of a run."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.faces.printing import rules
from withi.faces.printing.actions import LabelOrder, Printed, SignOrder
from withi.faces.printing.labels import Known
from withi.faces.printing.models import (
    ARROW_NAMES,
    BOARD_SIZES,
    CONDITION_NAMES,
    LANG_NAMES,
    PICTURE_NAMES,
    SHAPE_NAMES,
    SIGN_SIZES,
    SIZE_NAMES,
    WHAT_NAMES,
    PrintRun,
)
from withi.faces.printing.prints import Condition, Order, What
from withi.faces.printing.queries import Label
from withi.faces.printing.roads import Place
from withi.faces.printing.rules import Wish
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.inputs import PhotoField
from withi.ground.web.texts import Count, Text, offer
from withi.registers.products.models import Product

FARTHEST_KM = 500
FOUND = [name for name in CONDITION_NAMES if name[0] != Condition.REPLACED.value]
"""What is said of a run; that it was replaced follows from the new one."""
DEFAULTS = {"what": What.TRIFOLD.value, "lang": "th", "arrow": "ahead", "picture": "village"}


class OrderForm(Form):
    """What, in which language; for a sign its size, arrow, distance, pictogram and goal."""

    what = forms.ChoiceField(label=_("What is printed"), choices=WHAT_NAMES)
    lang = forms.ChoiceField(label=_("Language"), choices=LANG_NAMES)
    size = forms.ChoiceField(label=_("Size"), choices=SIGN_SIZES)
    arrow = forms.ChoiceField(label=_("It points"), choices=ARROW_NAMES)
    km = forms.DecimalField(
        label=_("How far, in kilometres"), required=False, min_value=0, max_value=FARTHEST_KM, decimal_places=2
    )
    picture = forms.ChoiceField(label=_("Pictogram"), choices=PICTURE_NAMES)
    asset = forms.ChoiceField(label=_("It leads to"), required=False)
    replaces = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    FOR_SIGNS = ("size", "arrow", "km", "picture", "asset")

    def __init__(self, data: Any, goals: list[tuple[str, str]], name: str) -> None:
        given = {field: data[field] for field in self.base_fields if data.get(field)}
        sizes = BOARD_SIZES if given.get("what") == What.BOARD else SIGN_SIZES
        if given.get("size") in dict(SIZE_NAMES) and given["size"] not in dict(sizes):
            del given["size"]  # of what was chosen before
        super().__init__({**DEFAULTS, "size": sizes[0][0], **given})
        offer(self, "size", sizes)
        for field in self.fields.values():
            field.widget.attrs["class"] = "field"
        found = self.fields["asset"]
        assert isinstance(found, forms.ChoiceField)
        found.choices = [("", name), *goals]

    def order(self) -> Order:
        """What is wanted; only of a sign its own choices are kept."""
        told = self.cleaned_data
        what = What(told["what"])
        if what == What.BOARD:
            return Order(what, told["lang"], told["size"])
        if what != What.SIGN:
            return Order(what, told["lang"])
        metres = round(told["km"] * 1000) if told["km"] else None
        asset = int(told["asset"]) if told["asset"] else None
        return Order(what, told["lang"], told["size"], told["arrow"], metres, told["picture"], asset)

    def first(self) -> list[forms.BoundField]:
        return [self["what"], self["lang"]]

    def more(self) -> list[forms.BoundField]:
        """The choices of a sign or a board; the rest has none."""
        names = {What.SIGN.value: self.FOR_SIGNS, What.BOARD.value: ("size",)}
        return [self[name] for name in names.get(self["what"].value(), ())]


class RunForm(Form):
    """What is written down of a run."""

    place = Text(
        label=_("Where they are"), max_length=160, help_text=_("For example: information centre of the district.")
    )
    count = Count(label=_("How many pieces"), required=True, min_value=1, max_value=1_000_000)
    printed_on = BEDateField(label=_("Printed on"))
    stamp = forms.CharField(max_length=6, widget=forms.HiddenInput)

    def printed(self) -> Printed:
        told = self.cleaned_data
        return Printed(told["stamp"], told["place"], told["count"], told["printed_on"])


def _mark_field(**options: Any) -> forms.BooleanField:
    return forms.BooleanField(label=_("With the OTOP mark, while it is in force"), required=False, **options)


def _pay_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("With the PromptPay of the maker, who agreed to show it"), required=False)


class PhotoForm(Form):
    """A photo of a print where it hangs or lies."""

    photo = PhotoField()


class ShapeForm(Form):
    """In which shape and language labels are shown."""

    shape = forms.ChoiceField(label=_("Shape"), choices=SHAPE_NAMES)
    lang = forms.ChoiceField(label=_("Language"), choices=LANG_NAMES)
    mark = _mark_field()
    pay = _pay_field()
    replaces = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, has_mark: bool, has_pay: bool) -> None:
        """`has_mark`, `has_pay`: whether there is anything to choose. The mark is on the first labels one sees."""
        told = {"shape": data.get("shape") or "wide", "lang": data.get("lang") or "th"}
        told |= {name: data[name] for name in ("mark", "pay", "replaces") if name in data}
        super().__init__({"mark": "on", **told} if "shape" not in data else told)
        _leave(self, has_mark=has_mark, has_pay=has_pay)
        _dress(self)

    def wish(self, place: int) -> Wish:
        """The labels of one size as they are chosen."""
        told = self.cleaned_data
        return Wish(place, told["lang"], told["shape"], bool(told.get("mark")), bool(told.get("pay")))

    def choices(self) -> list[forms.BoundField]:
        """What is chosen from lists."""
        return [self["shape"], self["lang"]]

    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in ("mark", "pay") if name in self.fields]


class LabelsForm(Form):
    """How many labels of each size; those that a rule forbids cannot be ordered."""

    shape = forms.ChoiceField(label=_("Shape"), choices=SHAPE_NAMES)
    lang = forms.ChoiceField(label=_("Language"), choices=LANG_NAMES)
    mark = _mark_field(initial=True)
    pay = _pay_field()

    def __init__(self, data: Any, known: Sequence[Known]) -> None:
        super().__init__(data)
        self.goods = [(told.product, label) for told in known for label in told.labels]
        _leave(self, has_mark=any(told.colour for told in known), has_pay=any(told.payee for told in known))
        for product, label in self.goods:
            if not label.lacks:
                name = " · ".join(filter(None, (product.name_th, label.size, label.price)))
                self.fields[_name(product, label)] = Count(label=name, min_value=0, max_value=rules.MOST_LABELS)
        _dress(self)

    def lines(self) -> list[tuple[Product, Label, forms.BoundField | None]]:
        """Each label with its box, or without one where it lacks something."""
        return [(product, label, None if label.lacks else self[_name(product, label)]) for product, label in self.goods]

    def first(self) -> list[forms.BoundField]:
        return [self["shape"], self["lang"], *(self[name] for name in ("mark", "pay") if name in self.fields)]

    def wanted(self) -> LabelOrder:
        """What was ordered. Problem label.none, label.many."""
        told = self.cleaned_data
        counts = [
            (product.pk, label.place, told[_name(product, label)])
            for product, label in self.goods
            if told.get(_name(product, label))
        ]
        choices = {"has_mark": bool(told.get("mark")), "has_pay": bool(told.get("pay"))}
        return LabelOrder(told["shape"], told["lang"], tuple(counts), **choices)


def _leave(form: forms.Form, *, has_mark: bool, has_pay: bool) -> None:
    """Take off what there is nothing of to choose."""
    for name, is_there in (("mark", has_mark), ("pay", has_pay)):
        if not is_there:
            del form.fields[name]


def _dress(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs["class"] = "" if isinstance(field, forms.BooleanField) else "field"


def _name(product: Product, label: Label) -> str:
    return f"count_{product.pk}_{label.place}"


class SignsForm(Form):
    """The signs of a route: one size and language, and for each stop whether, where it points, and how far."""

    size = forms.ChoiceField(label=_("Size"), choices=SIGN_SIZES)
    lang = forms.ChoiceField(label=_("Language"), choices=LANG_NAMES)

    def __init__(self, data: Any, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.places = places
        for place in places:
            if place.closed:
                continue
            number = place.stop
            self.fields[f"on_{number}"] = forms.BooleanField(
                label=_("Print this sign"), required=False, initial=place.is_lacking
            )
            self.fields[f"arrow_{number}"] = forms.ChoiceField(
                label=_("It points"), choices=ARROW_NAMES, initial="ahead"
            )
            self.fields[f"km_{number}"] = forms.DecimalField(
                label=_("How far, in kilometres"), required=False, min_value=0, max_value=FARTHEST_KM, decimal_places=2
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "" if isinstance(field, forms.BooleanField) else "field"

    def lines(self) -> list[tuple[Place, list[forms.BoundField]]]:
        """Each stop with its three fields; none where no sign of it is printed."""
        return [
            (place, [] if place.closed else [self[f"{name}_{place.stop}"] for name in ("on", "arrow", "km")])
            for place in self.places
        ]

    def first(self) -> list[forms.BoundField]:
        return [self["size"], self["lang"]]

    def wanted(self) -> SignOrder:
        told = self.cleaned_data
        signs = tuple(
            (place.stop, told[f"arrow_{place.stop}"], round((told[f"km_{place.stop}"] or 0) * 1000))
            for place in self.places
            if told.get(f"on_{place.stop}")
        )
        return SignOrder(told["size"], told["lang"], signs)


class ConditionForm(Form):
    """How a run is found."""

    condition = forms.ChoiceField(label=_("condition"), choices=FOUND)


def new_run(stamp: str, old: PrintRun | None) -> dict[str, Any]:
    """What stands in the form before anything is typed; of what is printed again the place and how many."""
    told = {"place": old.place, "count": old.count} if old else {}
    return {"stamp": stamp, "printed_on": timezone.localdate(), **told}
