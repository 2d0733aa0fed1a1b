"""A place field without script: text typed into a form."""

import pytest
from django import forms
from django.utils import translation

from withi.ground.places.queries import PLACES
from withi.ground.places.tests import factory
from withi.ground.web.inputs import PlaceField, TypedPlace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas() -> None:
    factory.nation()
    factory.villages()


def field(*allowed: str, least_level: int = 6) -> PlaceField:
    made = PlaceField(least_level=least_level)
    made.use(PLACES, allowed or ("",))
    return made


def refused(made: PlaceField, text: str) -> str | None:
    with translation.override("en"), pytest.raises(forms.ValidationError) as refusal:
        made.clean(TypedPlace(text=text))
    return refusal.value.code


def test_a_whole_path_is_one_place() -> None:
    path = "บ้านหัวขัว ม.1 ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น"
    assert field().clean(TypedPlace(text=path)) == "40110201"
    assert field().clean(TypedPlace(code="40110201", text=path)) == "40110201"


def test_words_that_mean_one_place_are_enough() -> None:
    assert field().clean(TypedPlace(text="หัวขัว วังม่วง")) == "40110201"


def test_a_name_of_several_places_asks_which() -> None:
    made = field()
    assert refused(made, "หัวขัว") == "place.several"
    assert len(made.widget.choices) >= 3
    assert made.clean(TypedPlace(text="หัวขัว", choice="40110101")) == "40110101"


def test_places_outside_ones_area_do_not_exist() -> None:
    assert refused(field("4011"), "สันทรายหลวง") == "place.not_found"
    assert field("50").clean(TypedPlace(text="หัวขัว")) == "50140101"


def test_an_abolished_area_keeps_its_name() -> None:
    found = PLACES.by_code("4303")
    assert found is not None
    assert "บึงกาฬ" in found.label
    assert PLACES.by_code("99") is None
