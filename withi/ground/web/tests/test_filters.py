"""Filters of a list."""

from django import forms
from django.http import QueryDict

from withi.ground.web.filters import ChoiceFilter, FilterForm


class Goods(FilterForm):
    q = forms.CharField(required=False, max_length=10)
    kind = ChoiceFilter("all", [("a", "A")])
    area = ChoiceFilter("all")


def test_values_come_from_the_address() -> None:
    form = Goods(QueryDict("q=x&kind=a&other=1"), area=[("40", "Khon Kaen")])
    assert [form.value(name) for name in ("q", "kind", "area")] == ["x", "a", ""]
    assert '<option value="40">Khon Kaen</option>' in str(form["area"])
    assert '<option value="a" selected>A</option>' in str(form["kind"])


def test_what_nobody_offers_stays_a_value_that_finds_nothing() -> None:
    form = Goods(QueryDict(f"kind=nonsense&q={'x' * 11}"))
    assert (form.value("kind"), form.value("q")) == ("nonsense", "?")


def test_typed_fields_stay_open_and_chosen_ones_fold() -> None:
    form = Goods(QueryDict("q=x"))
    assert [field.name for field in form.typed()] == ["q"]
    assert [field.name for field in form.chosen()] == ["kind", "area"]
    assert (form.is_used, form.is_narrowed, Goods(QueryDict()).is_used) == (True, False, False)
    assert Goods(QueryDict("kind=a")).is_narrowed
