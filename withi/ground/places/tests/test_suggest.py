import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from withi.ground.places import queries
from withi.ground.places.tests import factory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas() -> None:
    factory.nation()
    factory.villages()


def codes(text: str, **more: object) -> list[str]:
    return [option.code for option in queries.suggest(text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["หัวขัว", "บ้านหัวขัว", "Hua Khua", "ban hua khua", "หัวข", "หวัขัว"])
def test_villages_with_and_without_their_first_word(typed: str) -> None:
    assert set(codes(typed)) >= {"40110101", "40110201", "50140101"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("หัวขัว วังม่วง", ["40110201"]),
        ("วังม่วง หัวขัว", ["40110201"]),
        ("หัวขัว วังม่วง เปือยน้อย ขอนแก่น", ["40110201"]),
        ("หัวขัว จ.เชียงใหม่", ["50140101"]),
        ("บ้านหวัขัว เชียงใหม่", ["50140101"]),
        ("Hua Khua, Chiang Mai", ["50140101"]),
        ("hua khua chiang mai", ["50140101"]),
        ("บ้านหัวขัว ม.1 ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น", ["40110201"]),
        ("ม.2 วังม่วง", ["40110202"]),
        ("ต.เปือยน้อย", ["401101"]),
        ("อ.เปือยน้อย", ["4011"]),
        ("ต.ขามป้อม เชียงใหม่", ["501403"]),
        ("กทม", ["10"]),
        ("401101", ["401101", "40110101", "40110102"]),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_words_narrow(typed: str, found: list[str]) -> None:
    assert codes(typed) == found


def test_larger_areas_come_first_among_equals() -> None:
    assert codes("เปือยน้อย") == ["4011", "401101", "40110102"]


def test_own_area_comes_first() -> None:
    assert codes("หัวขัว", home="50")[0] == "50140101"
    assert codes("หัวขัว", home="401102")[0] == "40110201"


def test_levels_and_within_narrow() -> None:
    assert codes("เปือยน้อย", levels=[6]) == ["401101"]
    assert codes("หัวขัว", within="50") == ["50140101"]
    assert codes("หัวขัว เปือยน้อย", within="50") == []
    assert codes("401101", levels=[8]) == ["40110101", "40110102"]
    assert codes("401101", within="50") == []


def test_abolished_areas_only_when_asked_for() -> None:
    assert codes("บึงกาฬ") == ["38", "380101"]
    assert {"4303", "430301"} <= set(codes("บึงกาฬ", with_old=True))
    assert codes("4303") == []
    assert codes("4303", with_old=True) == ["4303", "430301"]
    assert codes("บึงกาฬ", with_old=True, levels=[4]) == ["4303"]


def test_options_show_the_whole_path_in_both_languages() -> None:
    thai = queries.suggest("หัวขัว", within="401101")[0]
    assert (thai.name, thai.text) == ("บ้านหัวขัว", "บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น")
    english = queries.suggest("หัวขัว", within="401101", lang="en")[0]
    assert english.path == "Ban Hua Khua, Moo 1, Tambon Pueai Noi, Amphoe Pueai Noi, Khon Kaen"


def test_few_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(3):
        queries.suggest("หัวขัว", home="4011")


class TestPage:
    url = "/places/suggest/"

    def test_options_for_the_picker(self, client: Client) -> None:
        assert reverse("places:suggest") == self.url
        response = client.get(self.url, {"q": "หัวขัว"})
        text = response.content.decode()
        assert response.status_code == 200
        assert 'role="option"' in text
        assert 'data-code="40110101"' in text
        assert "บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น" in text

    def test_names_are_escaped(self, client: Client) -> None:
        factory.village("40110103", '<b>"&', "", "ต.เปือยน้อย")
        text = client.get(self.url, {"q": "40110103"}).content.decode()
        assert '<b>"&' not in text
        assert "&lt;b&gt;" in text

    def test_json_for_those_who_ask(self, client: Client) -> None:
        response = client.get(self.url, {"q": "ต.วังม่วง"}, headers={"accept": "application/json"})
        assert response.json() == {
            "options": [
                {
                    "code": "401102",
                    "text": "ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น",
                    "name": "วังม่วง",
                    "path": "ต.วังม่วง อ.เปือยน้อย จ.ขอนแก่น",
                }
            ]
        }

    def test_english_below_en(self, client: Client) -> None:
        text = client.get("/en/places/suggest/", {"q": "wang muang", "level": "tambon"}).content.decode()
        assert "Tambon Wang Muang, Amphoe Pueai Noi, Khon Kaen" in text

    def test_narrowing_by_address(self, client: Client) -> None:
        narrowed = client.get(self.url, {"q": "หัวขัว", "within": "50", "level": ["village", "tambon"]})
        assert narrowed.content.decode().count('role="option"') == 1
        old = client.get(self.url, {"q": "บึงกาฬ", "old": "1", "level": "district"}).content.decode()
        assert 'data-code="4303"' in old

    @pytest.mark.parametrize(
        "asked", [{}, {"q": ""}, {"q": "x" * 5_000}, {"q": "ก", "within": "'"}, {"q": "ก", "level": "9"}]
    )
    def test_strange_questions(self, client: Client, asked: dict[str, str]) -> None:
        assert client.get(self.url, asked).status_code == 200

    def test_only_reading(self, client: Client) -> None:
        assert client.post(self.url, {"q": "หัวขัว"}).status_code == 405
