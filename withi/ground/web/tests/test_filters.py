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


def test_what_is_chosen_is_told_and_what_is_typed_is_not() -> None:
    class Listed(Goods):
        kind = ChoiceFilter("all", [("a", "A")], label="Kind")
        order = ChoiceFilter("by name", [("new", "changed last")], label="In order")
        owner = forms.CharField(label="of one owner", required=False, widget=forms.HiddenInput)

    form = Listed(QueryDict("q=Somchai&kind=a&area=nonsense&order=new&owner=7&page=3"))
    assert form.words() == ["Kind: A", "of one owner"]
    assert form.query() == "kind=a&area=nonsense&order=new&owner=7"
    assert form.is_searched
    assert (Listed(QueryDict("q=+&kind=a")).is_searched, Listed(QueryDict()).query()) == (False, "")


def test_typed_fields_stay_open_and_chosen_ones_fold() -> None:
    form = Goods(QueryDict("q=x"))
    assert [field.name for field in form.typed()] == ["q"]
    assert [field.name for field in form.chosen()] == ["kind", "area"]
    assert (form.is_used, form.is_narrowed, Goods(QueryDict()).is_used) == (True, False, False)
    assert Goods(QueryDict("kind=a")).is_narrowed
