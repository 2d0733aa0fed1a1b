"""Forms of the products' desk."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.queries import BOUNDS
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BahtField, BEDateField, PhoneField, PlaceField, Places, VersionedForm
from withi.ground.web.inputs import RowField
from withi.ground.web.positions import PositionField, PositionMixin, position_text
from withi.ground.web.texts import Count, tall, text_of
from withi.kit.problem import Problem
from withi.registers.producers.queries import Entered
from withi.registers.products import queries, rules
from withi.registers.products.actions import ProductRow
from withi.registers.products.models import (
    CERTIFICATE_NAMES,
    CHANNEL_NAMES,
    ORIGIN_NAMES,
    TYPE_NAMES,
    Product,
    ProductCertificate,
    ProductSize,
)
from withi.registers.products.queries import Filters
from withi.registers.products.rules import Certificate, Licence, Showing, Size
from withi.registers.publication.models import STATE_NAMES

MORE_SIZES, MORE_LICENCES, MOST_ROWS = 3, 2, 40
PRICE_BANDS = [
    ("100", _("up to 100 baht")),
    ("500", _("over 100 to 500 baht")),
    ("1000", _("over 500 to 1,000 baht")),
    ("more", _("over 1,000 baht")),
]
LACKING = [("producer", _("the producer")), ("type", _("the type")), ("price", _("the price"))]
SHOWINGS = [
    (Showing.RULE.value, _("by the rule: shown, but alcohol is not")),
    (Showing.SHOW.value, _("show, also if it is alcohol")),
    (Showing.HIDE.value, _("do not show")),
]


class ListFilter(FilterForm):
    """What the list of products is narrowed by."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("name, or the producer's number")}),
    )
    area = ChoiceFilter(_("My whole area"), label=_("Area"))
    type = ChoiceFilter(_("All types"), TYPE_NAMES, label=_("Type"))
    state = ChoiceFilter(_("All states"), STATE_NAMES, label=_("Publication"))
    price = ChoiceFilter(_("Any price"), PRICE_BANDS, label=_("Price"))
    lacks = ChoiceFilter(_("whole or not"), LACKING, label=_("Still lacks"))
    order = ChoiceFilter(_("by name"), [("price", _("by price")), ("new", _("changed last"))], label=_("In order"))
    producer = forms.CharField(label=_("of one producer"), required=False, max_length=15, widget=forms.HiddenInput)

    def filters(self) -> Filters:
        wanted = ("area", "type", "state", "price", "lacks", "order", "producer")
        return Filters(text=self.value("q"), **{name: self.value(name) for name in wanted})


class ProductForm(VersionedForm, PositionMixin):
    """Everything an officer or the producer's own helper writes about a product."""

    bounds = BOUNDS
    GROUPS = (
        (_("What it is"), (("producer",), ("name_th",), ("name_en",), ("type",), ("official_number",))),
        (_("Its story"), (("story_th",), ("story_en",), ("materials",), ("materials_origin",))),
        (_("Sizes and prices"), ()),
        (_("How much, and where it is sold"), (("capacity_month", "capacity_unit"), ("channels",))),
        (_("Licences and certificates"), ()),
        (_("What guests see"), (("is_alcohol",), ("showing",))),
        (
            _("Where, if not at its producer's"),
            (("area_code",), ("local_authority",), ("address",), ("phones",), ("position",)),
        ),
    )

    producer = RowField(
        "producers:suggest",
        unknown="product.producer",
        several="product.producers",
        label=_("Producer"),
        help_text=_("Type its name or number. Without a producer the product stays a draft."),
        required=False,
    )
    name_th = text_of(Product, "name_th")
    name_en = text_of(Product, "name_en")
    type = forms.ChoiceField(label=_("type"), choices=[*TYPE_NAMES], widget=forms.RadioSelect)
    official_number = text_of(
        Product,
        "official_number",
        help_text=_("As the department gave it; zeros in front are kept."),
    )
    story_th = text_of(Product, "story_th", widget=tall(5))
    story_en = text_of(Product, "story_en", widget=tall(4))
    materials = text_of(Product, "materials")
    materials_origin = forms.ChoiceField(
        label=_("materials come"), choices=[("", _("not said")), *ORIGIN_NAMES], required=False
    )
    capacity_month = Count(label=_("can make in a month"), min_value=0, max_value=100_000_000)
    capacity_unit = text_of(Product, "capacity_unit")
    channels = forms.MultipleChoiceField(
        label=_("sold"), choices=[*CHANNEL_NAMES], widget=forms.CheckboxSelectMultiple, required=False
    )
    is_alcohol = forms.BooleanField(label=_("contains alcohol"), required=False)
    showing = forms.ChoiceField(label=_("show to guests"), choices=SHOWINGS, widget=forms.RadioSelect)
    area_code = PlaceField(
        label=_("village or tambon"),
        help_text=_("Empty: the place of its producer."),
        required=False,
        least_level=4,
    )
    local_authority = text_of(Product, "local_authority")
    address = text_of(Product, "address", label=_("house number, road"))
    phones = PhoneField(many=True, label=_("phones"), required=False)
    position = PositionField()

    def __init__(self, *args: Any, scope: Scope, places: Places, product: Product | None = None, **kwargs: Any) -> None:
        sizes = queries.sizes_of(product) if product else []
        licences = queries.licences_of(product) if product else []
        stored = initial_of(product) | _size_values(sizes) | _licence_values(licences)
        super().__init__(*args, **{**kwargs, "initial": stored | (kwargs.get("initial") or {})})
        self.sizes_shown = self.rows_of("size", "price", len(sizes) + MORE_SIZES)
        self.licences_shown = self.rows_of("licence", "number", len(licences) + MORE_LICENCES)
        self.fields |= {name: field for place in self.sizes_shown for name, field in _size_fields(place)}
        self.fields |= {name: field for place in self.licences_shown for name, field in _licence_fields(place)}
        self.let_choose("producer", Entered(scope), ("",))
        self.let_choose("area_code", places, scope.areas(Ability.ENTER) or (product.area_code if product else "?",))

    def let_choose(self, name: str, places: Places, allowed: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, PlaceField)
        field.use(places, allowed)

    def rows_of(self, part: str, name: str, fewest: int) -> range:
        """How many rows of a part the form has: as many as were sent, else the stored ones and some empty."""
        if not self.is_bound:
            return range(1, fewest + 1)
        count = 0
        while count < MOST_ROWS and f"{part}{count + 1}_{name}" in self.data:
            count += 1
        return range(1, count + 1)

    def groups(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Legend and rows of fields, as the template draws them."""
        drawn = [(legend, [[self[name] for name in row] for row in rows]) for legend, rows in self.GROUPS]
        drawn[2][1].extend([self[name] for name, _ in _size_fields(place)] for place in self.sizes_shown)
        drawn[4][1].extend([self[name] for name, _ in _licence_fields(place)] for place in self.licences_shown)
        return drawn

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.judge_position(str(cleaned.get("area_code") or ""))
        for place in self.sizes_shown:
            self.check_size(place)
        for place in self.licences_shown:
            self.check_licence(place)
        return cleaned

    def check_size(self, place: int) -> None:
        label, unit, price = self.told("size", place, ("label", "unit", "price"))
        if (label or unit) and price is None and f"size{place}_price" not in self.errors:
            self.add_problems(Problem("product.size_price", field=f"size{place}_price"))

    def check_licence(self, place: int) -> None:
        kind, name, number, until = self.told("licence", place, LICENCE)
        if (name or number or until or kind) and not (kind and number):
            self.add_problems(Problem("product.certificate_number", field=f"licence{place}_number"))
        elif kind == Certificate.OTHER and not name:
            self.add_problems(Problem("product.certificate_name", field=f"licence{place}_name"))

    def told(self, part: str, place: int, names: Sequence[str]) -> list[Any]:
        return [self.cleaned_data.get(f"{part}{place}_{name}") for name in names]

    def sizes(self) -> list[Size]:
        """The rows that hold a price."""
        rows = [self.told("size", place, ("label", "unit", "price")) for place in self.sizes_shown]
        return [Size(label, unit, price) for label, unit, price in rows if price is not None]

    def licences(self) -> list[Licence]:
        """The rows that hold a number."""
        rows = [self.told("licence", place, LICENCE) for place in self.licences_shown]
        return [Licence(Certificate(kind), number, name, until) for kind, name, number, until in rows if number]

    def facts(self) -> ProductRow:
        """What was typed, as the verbs take it."""
        told = self.cleaned_data
        values = {name: told[name] for name in TYPED} | {"lat": told["lat"], "lon": told["lon"]}
        return ProductRow(
            **values,
            producer_id=told["producer"],
            channels=rules.pack_channels(told["channels"]),
            is_public=rules.is_shown(Showing(told["showing"]), is_alcohol=told["is_alcohol"]),
        )


LICENCE = ("kind", "name", "number", "valid_until")
TYPED = frozenset(ProductForm.base_fields) - {"version", "producer", "channels", "showing", "position"}


def initial_of(product: Product | None) -> dict[str, Any]:
    """A stored product in the shape of the form's values; a new one has the first version."""
    if product is None:
        return {"version": 1, "showing": Showing.RULE.value}
    values = {name: getattr(product, name) for name in TYPED}
    showing = rules.showing_of(is_public=product.is_public, is_alcohol=product.is_alcohol)
    return values | {
        "version": product.version,
        "producer": product.producer_id,
        "channels": product.channel_list(),
        "showing": showing.value,
        "position": position_text(product.lat, product.lon),
    }


def _size_fields(place: int) -> Iterator[tuple[str, forms.Field]]:
    yield f"size{place}_label", text_of(ProductSize, "label", label=_row(_("size"), place))
    yield f"size{place}_unit", text_of(ProductSize, "unit", label=_row(_("sold by"), place))
    yield f"size{place}_price", BahtField(label=_row(_("price"), place), required=False)


def _licence_fields(place: int) -> Iterator[tuple[str, forms.Field]]:
    kinds = [("", _("none")), *CERTIFICATE_NAMES]
    yield f"licence{place}_kind", forms.ChoiceField(label=_row(_("certificate"), place), choices=kinds, required=False)
    yield f"licence{place}_name", text_of(ProductCertificate, "name", label=_row(_("name if other"), place))
    number = text_of(ProductCertificate, "number", label=_row(_("number"), place), required=False)
    yield f"licence{place}_number", number
    yield f"licence{place}_valid_until", BEDateField(label=_row(_("valid until"), place), required=False)


def _row(label: Any, place: int) -> str:
    return gettext("%(label)s, row %(place)d") % {"label": label, "place": place}


def _size_values(sizes: Sequence[Size]) -> dict[str, Any]:
    return {
        f"size{place}_{name}": getattr(size, name)
        for place, size in enumerate(sizes, 1)
        for name in ("label", "unit", "price")
    }


def _licence_values(licences: Sequence[Licence]) -> dict[str, Any]:
    return {f"licence{place}_{name}": getattr(held, name) for place, held in enumerate(licences, 1) for name in LICENCE}
