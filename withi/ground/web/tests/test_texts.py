"""Plain words, numbers and positions as people type them."""

from typing import Any

import pytest
from django import forms
from django.utils import translation

from withi.ground.web.positions import PositionField, PositionMixin, position_text
from withi.ground.web.texts import Count, Lines, Text
from withi.kit.geo import Standing


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
    position = PositionField()

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.judge_position("40150808")
        return self.cleaned_data


def placed(text: str) -> PlacedForm:
    form = PlacedForm({"position": text})
    with translation.override("en"):
        form.is_valid()
    return form


@pytest.mark.parametrize("text", ["15.7012, 102.7901", "15.7012 102.7901", "๑๕.๗๐๑๒, ๑๐๒.๗๙๐๑"])
def test_a_position_is_pasted_as_a_pair(text: str) -> None:
    form = placed(text)
    assert form.cleaned_data == {"position": "15.7012, 102.7901", "lat": 15.7012, "lon": 102.7901}
    assert form.repairs == ()
    assert position_text(15.7012, 102.7901) == "15.7012, 102.7901"


def test_no_position_is_none() -> None:
    assert placed("").cleaned_data == {"position": "", "lat": None, "lon": None}
    assert position_text(None, 102.8) == ""


def test_swapped_figures_are_exchanged_and_told() -> None:
    form = placed("102.7901, 15.7012")
    assert (form.cleaned_data["lat"], form.cleaned_data["lon"]) == (15.7012, 102.7901)
    assert form.repairs


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("15.7", "geo.unreadable"),
        ("48.85, 2.35", "geo.outside_country"),
        ("7.01, 100.47", "geo.outside_province"),
        ("ทางเข้าวัด", "geo.unreadable"),
    ],
)
def test_a_position_that_cannot_be_right_is_an_error(text: str, code: str) -> None:
    assert [error.code for error in placed(text).errors.as_data()["position"]] == [code]


class FixedBounds:
    """Boundaries that always say the same."""

    def __init__(self, standing: Standing | None) -> None:
        self.said = standing

    def standing(self, code: str, lat: float, lon: float, decimals: int) -> Standing | None:
        return self.said


def bounded(standing: Standing | None) -> PlacedForm:
    class BoundedForm(PlacedForm):
        bounds = FixedBounds(standing)

    form = BoundedForm({"position": "15.7012, 102.7901"})
    with translation.override("en"):
        form.is_valid()
    return form


def test_a_position_outside_the_district_is_an_error_that_says_how_far() -> None:
    form = bounded(Standing("อ.พล", 12_345, is_far=True))
    assert form.errors["position"] == [
        "This position lies outside อ.พล, about 12.3 km from the boundary. Check the position or the address."
    ]


def test_just_outside_the_tambon_it_is_taken_and_told() -> None:
    form = bounded(Standing("ต.พล", 812, is_far=False))
    assert form.cleaned_data["lat"] == 15.7012
    assert [("812" in told) for told in form.repairs] == [True]


def test_inside_there_is_nothing_to_tell() -> None:
    assert bounded(Standing("ต.พล", 0, is_far=False)).repairs == ()


def test_that_nothing_was_checked_is_told() -> None:
    form = bounded(None)
    assert form.cleaned_data["lat"] == 15.7012
    assert form.repairs == ("The position was not checked: no boundary of this area is loaded.",)
