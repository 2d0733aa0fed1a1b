"""Plain words, numbers and positions as people type them."""

from typing import Any

import pytest
from django import forms
from django.utils import translation

from withi.ground.web.positions import PositionMixin, position_fields
from withi.ground.web.texts import Count, Lines, Text


def test_thai_signs_are_mended_and_spaces_tidied() -> None:
    assert Text().clean("  บา้น  ดงเค็ง\u200b ") == Text().clean("บา้น ดงเค็ง")
    assert Lines().clean("หนึ่ง  \r\n สอง") == "หนึ่ง\nสอง"
    assert Text(required=False).clean(None) == ""


@pytest.mark.parametrize(("typed", "number"), [("๔๐", 40), ("1,200", 1200), ("", None), (None, None)])
def test_thai_digits_count(typed: str | None, number: int | None) -> None:
    assert Count().clean(typed) == number


def test_words_are_no_number() -> None:
    with pytest.raises(forms.ValidationError):
        Count().clean("สี่")


class PlacedForm(PositionMixin):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= position_fields()

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_position("40150808")
        return self.cleaned_data


def placed(lat: str, lon: str) -> PlacedForm:
    form = PlacedForm({"lat": lat, "lon": lon})
    with translation.override("en"):
        form.is_valid()
    return form


@pytest.mark.parametrize(("lat", "lon"), [("15.7012", "102.7901"), ("15.7012, 102.7901", "")])
def test_a_position_is_two_figures_or_a_pasted_pair(lat: str, lon: str) -> None:
    form = placed(lat, lon)
    assert (form.cleaned_data["lat"], form.cleaned_data["lon"], form.repairs) == (15.7012, 102.7901, ())


def test_no_position_is_none() -> None:
    assert placed("", "").cleaned_data == {"lat": None, "lon": None}


def test_swapped_figures_are_exchanged_and_told() -> None:
    form = placed("102.7901", "15.7012")
    assert (form.cleaned_data["lat"], form.cleaned_data["lon"]) == (15.7012, 102.7901)
    assert form.repairs


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("15.7", "", "geo.incomplete"),
        ("48.85", "2.35", "geo.outside_country"),
        ("7.0", "100.4", "geo.outside_province"),
        ("north", "east", "geo.unreadable"),
    ],
)
def test_a_position_that_cannot_be_right_is_an_error(lat: str, lon: str, code: str) -> None:
    assert [error.code for error in placed(lat, lon).errors.as_data()["lat"]] == [code]
