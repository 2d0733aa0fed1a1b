"""Fields take what people type and refuse in plain words; two editors of one row see both versions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from withi.ground.web.forms import (
    BahtField,
    BEDateField,
    PhoneField,
    Place,
    PlaceField,
    VersionedForm,
    conflict_context,
)
from withi.kit.problem import Problem

AREAS = {
    "40": "จ.ขอนแก่น",
    "4011": "อ.เปือยน้อย จ.ขอนแก่น",
    "401101": "ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น",
    "40110101": "บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น",
    "44020108": "บ้านหัวขัว ม.8 ต.แกดำ อ.แกดำ จ.มหาสารคาม",
}


class SmallCountry:
    """Five areas, found by the beginning of their path."""

    def by_code(self, code: str) -> Place | None:
        return Place(code, AREAS[code]) if code in AREAS else None

    def by_text(self, text: str) -> Sequence[Place]:
        return [Place(code, label) for code, label in AREAS.items() if text and label.startswith(text)]


class Sample(VersionedForm):
    name = forms.CharField(label="ชื่อ")
    founded = BEDateField(label="ก่อตั้ง", required=False)
    price = BahtField(label="ราคา", required=False)
    phones = PhoneField(label="โทรศัพท์", required=False, many=True)
    area = PlaceField(label="พื้นที่", least_level=6, required=False)
    kind = forms.ChoiceField(label="ประเภท", choices=[("a", "กลุ่ม"), ("b", "รายเดียว")], required=False)


def sample(query: str | dict[str, Any] = "", allowed: tuple[str, ...] = ("",), **kwargs: Any) -> Sample:
    data = QueryDict(mutable=True)
    data.update({"name": "ผ้า", "version": "1", **(query if isinstance(query, dict) else {})})
    form = Sample(data, **kwargs)
    area = form.fields["area"]
    assert isinstance(area, PlaceField)
    area.use(SmallCountry(), allowed)
    return form


def value(name: str, data: dict[str, Any], **kwargs: Any) -> Any:
    form = sample(data, **kwargs)
    assert form.is_valid(), form.errors
    return form.cleaned_data[name]


def error(name: str, data: dict[str, Any], **kwargs: Any) -> str:
    form = sample(data, **kwargs)
    assert not form.is_valid()
    return str(form.errors[name][0])


@pytest.mark.parametrize(
    "data",
    [
        {"founded_0": "29", "founded_1": "6", "founded_2": "2561"},
        {"founded_0": "๒๙", "founded_1": "6", "founded_2": "61"},
        {"founded_0": "29", "founded_1": "6", "founded_2": "2018"},
        {"founded_0": "29 มิ.ย. 61", "founded_1": "", "founded_2": ""},
        {"founded": "2018-06-29"},
    ],
)
def test_a_date_in_parts_or_whole(data: dict[str, str]) -> None:
    assert value("founded", data) == date(2018, 6, 29)


def test_no_date_is_none() -> None:
    assert value("founded", {"founded_0": "", "founded_1": "", "founded_2": ""}) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"founded_0": "31", "founded_1": "6", "founded_2": "2561"}, "ไม่มีวันที่"),
        ({"founded_0": "29", "founded_1": "6", "founded_2": ""}, "ไม่มีปี"),
        ({"founded_0": "", "founded_1": "6", "founded_2": "2561"}, "อ่านวันที่"),
        ({"founded": "เมื่อวาน"}, "อ่านวันที่"),
    ],
)
def test_an_impossible_date_says_why(data: dict[str, str], said: str) -> None:
    assert said in error("founded", data)


def test_the_date_is_drawn_in_three_parts_of_the_language() -> None:
    """The year too: a guest from abroad knows no Buddhist era."""
    for lang, month, year, label in (("th", "มิถุนายน", "2561", "ปี พ.ศ."), ("en", "June", "2018", "Year")):
        form = Sample(initial={"founded": date(2018, 6, 29)})
        with translation.override(lang):
            drawn = str(form["founded"])
            assert f'<option value="6" selected>{month}</option>' in drawn
            assert f'value="{year}"' in drawn
            assert f">{label}</label>" in drawn
            sent = Sample({"founded_0": "29", "founded_1": "6", "founded_2": year, "name": "ผ้า"}, initial=form.initial)
            assert sent["founded"].data == ["29", "6", year]
            assert sent.fields["founded"].to_python(["29", "6", year]) == date(2018, 6, 29)


def test_an_unchanged_date_is_no_change() -> None:
    data = {"founded_0": "29", "founded_1": "6", "founded_2": "2561", "name": "ผ้า"}
    form = sample(data, initial={"founded": date(2018, 6, 29), "name": "ผ้า", "version": 1})
    assert form.changed_data == []


def test_baht_are_stored_as_satang() -> None:
    assert value("price", {"price": "๔,๕๐๐.๕๐ บาท"}) == 450_050
    assert value("price", {"price": ""}) is None
    assert "ติดลบ" in error("price", {"price": "-5"})
    form = Sample(initial={"price": 450_000})
    assert 'value="4,500"' in str(form["price"])
    assert sample({"price": "4,500"}, initial={"price": 450_000, "name": "ผ้า", "version": 1}).changed_data == []


def test_phones_are_stored_as_digits() -> None:
    assert value("phones", {"phones": "081-234 5678 หรือ 043-123456 ต่อ 12"}) == "0812345678,043123456x12"
    assert "ไม่ครบ" in error("phones", {"phones": "08123"})
    stored = Sample(initial={"phones": "0812345678,043123456x12"})
    drawn = str(stored["phones"])
    again = drawn.partition('value="')[2].partition('"')[0]
    assert value("phones", {"phones": again}) == "0812345678,043123456x12"


def test_one_phone_only() -> None:
    field = PhoneField()
    assert field.clean("081 234 5678") == "0812345678"
    with pytest.raises(forms.ValidationError):
        field.clean("0812345678, 0898765432")


def test_a_chosen_place_counts() -> None:
    assert value("area", {"area": "40110101", "area_text": AREAS["40110101"]}) == "40110101"
    assert value("area", {"area": "40110101", "area_text": ""}) == "40110101"


def test_a_place_typed_without_script_is_matched() -> None:
    assert value("area", {"area": "", "area_text": "ต.เปือยน้อย"}) == "401101"
    # the text was typed anew while the old code stayed behind it
    assert value("area", {"area": "40110101", "area_text": "ต.เปือยน้อย"}) == "401101"


def test_a_name_of_several_places_asks_which() -> None:
    form = sample({"area_text": "บ้านหัวขัว"})
    assert "มีหลายแห่ง" in str(form.errors["area"][0])
    drawn = str(form["area"])
    assert 'value="40110101"' in drawn
    assert 'value="44020108"' in drawn
    assert value("area", {"area_text": "บ้านหัวขัว", "area_choice": "44020108"}) == "44020108"


def test_outside_ones_area_a_place_does_not_exist() -> None:
    assert value("area", {"area_text": "บ้านหัวขัว"}, allowed=("40",)) == "40110101"
    for data in ({"area": "44020108"}, {"area_choice": "44020108"}, {"area_text": AREAS["44020108"]}, {"area": "99"}):
        assert "ไม่พบสถานที่" in error("area", data, allowed=("40",))


def test_too_wide_a_place_is_refused() -> None:
    assert "ตำบล" in error("area", {"area": "40"})


def test_problems_of_an_action_stand_at_their_field() -> None:
    form = sample()
    assert form.is_valid()
    form.add_problems(Problem.many([Problem("money.empty", field="price"), Problem("web.busy", field="elsewhere")]))
    assert list(form.errors) == ["price", "__all__"]


def test_the_second_editor_sees_both_and_chooses() -> None:
    current = {"name": "ผ้าไหม", "price": 450_000, "founded": None, "phones": "", "area": "401101", "kind": "b"}
    mine = {"name": "ผ้าฝ้าย", "price": "4,500", "kind": "a", "area": "40110101", "area_text": "", "version": "1"}
    form = sample(mine, initial=current)
    assert form.is_valid()
    context = conflict_context(form, current, version=3)
    assert [(point.name, point.mine, point.theirs) for point in context["conflict"]] == [
        ("name", "ผ้าฝ้าย", "ผ้าไหม"),
        ("area", AREAS["40110101"], AREAS["401101"]),
        ("kind", "กลุ่ม", "รายเดียว"),
    ]
    assert 'name="version" value="3"' in str(form["version"])
    assert "ผ้าฝ้าย" in str(form["name"])
    chosen = sample({**mine, "version": "3", "choose_name": "theirs", "choose_kind": "mine"}, initial=current)
    assert chosen.is_valid()
    assert (chosen.cleaned_data["name"], chosen.cleaned_data["kind"]) == ("ผ้าไหม", "a")


def test_a_form_keeps_the_browsers_own_messages_away() -> None:
    assert "required" not in str(Sample()["name"])
