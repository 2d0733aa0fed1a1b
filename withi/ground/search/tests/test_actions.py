from collections.abc import Sequence

import pytest
from pytest_django import DjangoAssertNumQueries

from withi.ground.search import actions
from withi.ground.search.actions import Name
from withi.ground.search.models import SearchInside, SearchName, SearchPart, SearchPosting
from withi.ground.search.tests import factory
from withi.kit.thai import fold

pytestmark = pytest.mark.django_db


def words_of(ref_id: int) -> set[str]:
    names = SearchName.objects.filter(ref_id=ref_id).values_list("pk", flat=True)
    parts = SearchPosting.objects.filter(name_id__in=names).values_list("part_id", flat=True)
    return set(SearchPart.objects.filter(pk__in=parts).values_list("folded", flat=True))


def test_put_writes_names_and_their_words() -> None:
    assert actions.put("product", [Name(1, "ผ้าไหม ลายไทย", "4011", True)]) == 1
    assert SearchName.objects.get().folded == fold("ผ้าไหมลายไทย")
    assert words_of(1) == {fold("ผ้าไหม"), fold("ลายไทย")}
    assert SearchInside.objects.filter(folded=fold("ไหม")).exists()


def test_put_again_writes_nothing() -> None:
    factory.products()
    before = list(SearchName.objects.order_by("pk").values_list("pk", flat=True))
    assert actions.put("product", factory.PRODUCTS) == 0
    assert list(SearchName.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_put_replaces_all_names_of_an_object() -> None:
    factory.products()
    assert actions.put("product", [Name(1, "ผ้าฝ้าย", "401101", True), Name(1, "Cotton", "401101", True)]) == 2
    assert set(SearchName.objects.filter(ref_id=1).values_list("name", flat=True)) == {"ผ้าฝ้าย", "Cotton"}
    assert words_of(1) == {fold("ผ้าฝ้าย"), "cotton"}
    assert SearchName.objects.filter(ref_id=2).exists()


@pytest.mark.parametrize(
    "changed",
    [
        Name(2, "ผ้าไหม", "401102", False),
        Name(2, "ผ้าไหม", "401103", True),
        Name(2, "ผ้าไหม", "401102", True, 3),
        Name(2, "ผ้าไหม", "401102", True, key="ไหม"),
    ],
)
def test_put_sees_every_change(changed: Name) -> None:
    factory.products()
    assert actions.put("product", [changed]) == 1
    stored = SearchName.objects.get(ref_id=2)
    assert (stored.is_public, stored.area_code, stored.popularity) == (
        changed.is_public,
        changed.area_code,
        changed.popularity or 0,
    )


def test_put_leaves_out_names_without_a_letter() -> None:
    assert actions.put("product", [Name(1, "—"), Name(2, "")]) == 0
    assert not SearchName.objects.exists()


def test_names_of_areas_are_kept_whole() -> None:
    factory.villages()
    assert not SearchPosting.objects.exists()
    assert not SearchPart.objects.exists()


def test_a_name_longer_than_the_column_is_cut() -> None:
    actions.put("product", [Name(1, "ผ้า" * 200)])
    assert len(SearchName.objects.get().name) == 300


def test_kinds_are_apart() -> None:
    factory.products()
    actions.put("producer", [Name(1, "กลุ่มทอผ้า")])
    actions.drop("producer", [1])
    assert SearchName.objects.filter(kind="product", ref_id=1).exists()


def test_drop_forgets_names_and_postings() -> None:
    factory.products()
    actions.drop("product", [1, 2, 99])
    assert not SearchName.objects.filter(ref_id__in=[1, 2]).exists()
    assert words_of(1) == set()
    assert (
        SearchPosting.objects.count()
        == SearchPosting.objects.filter(name_id__in=SearchName.objects.values("pk")).count()
    )


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> dict[int, Name]:
    """Rows of a register that the index knows where to find."""
    rows: dict[int, Name] = {}
    source = actions.Source(lambda: list(rows), lambda ids: [rows[pk] for pk in ids if pk in rows])
    monkeypatch.setitem(actions.SOURCES, "product", source)
    return rows


def test_rebuild_writes_a_kind_anew(rows: dict[int, Name]) -> None:
    factory.products()
    actions.put("producer", [Name(1, "กลุ่มทอผ้า")])
    rows[5] = Name(5, "เสื่อกก", "4011", True)
    SearchPosting.objects.all().delete()
    assert sum(actions.rebuild("product")) == 1
    assert list(SearchName.objects.filter(kind="product").values_list("ref_id", "name")) == [(5, "เสื่อกก")]
    assert words_of(5) == {fold("เสื่อกก")}
    assert SearchName.objects.filter(kind="producer").exists()


def test_a_rebuild_goes_in_sets(rows: dict[int, Name], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "REBUILT", 2)
    rows |= {pk: Name(pk, f"เสื่อกก {pk}", "4011", True) for pk in (1, 2, 3)}
    actions.put("product", [Name(3, "ชื่อเดิม", "4011", True), Name(9, "แถวที่ไม่มีแล้ว", "4011", True)])
    sets = actions.rebuild("product")
    assert next(sets) == 2
    assert list(SearchName.objects.order_by("ref_id").values_list("ref_id", flat=True)) == [1, 2, 3, 9]
    assert SearchName.objects.get(ref_id=3).name == "ชื่อเดิม"
    assert list(sets) == [1]
    assert list(SearchName.objects.order_by("ref_id").values_list("name", flat=True)) == [f"เสื่อกก {n}" for n in rows]


def test_a_row_added_while_its_set_is_written_keeps_its_names(rows: dict[int, Name]) -> None:
    """Its id may lie among those of the set: they are given out before their rows are there."""
    rows |= {1: Name(1, "เสื่อกก"), 3: Name(4, "ผ้าไหม")}
    actions.put("product", [Name(2, "ตะกร้า")])
    source = actions.SOURCES["product"]

    def names(ids: Sequence[int]) -> list[Name]:
        actions.put("product", [Name(3, "มาทีหลัง")])
        return list(source.names(ids))

    actions.SOURCES["product"] = actions.Source(source.ids, names)
    list(actions.rebuild("product"))
    assert set(SearchName.objects.values_list("ref_id", "name")) == {(1, "เสื่อกก"), (3, "มาทีหลัง"), (4, "ผ้าไหม")}


def test_popularity_is_told_once_and_outlives_writes(rows: dict[int, Name], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rooms count; a name that is written again, alone or in a rebuild, stays as popular as it was."""
    monkeypatch.setattr(actions, "POPULAR", {"product": [lambda: {1: 5, 9: 1}, lambda: {1: 4}]})
    rows |= {1: Name(1, "เสื่อกก"), 2: Name(2, "เสื่อกก")}
    actions.put("product", rows.values())
    assert (actions.refresh_popularity(), actions.refresh_popularity()) == (1, 0)
    assert popular() == {1: (5 + 4).bit_length(), 2: 0}
    assert set(SearchPosting.objects.values_list("popularity", flat=True)) == {4, 0}
    rows[1] = Name(1, "เสื่อกกยกดอก")
    actions.put("product", [rows[1]])
    assert popular() == {1: 4, 2: 0}
    list(actions.rebuild("product"))
    assert popular() == {1: 4, 2: 0}
    monkeypatch.setattr(actions, "POPULAR", {"product": [dict]})
    assert (actions.refresh_popularity(), popular()) == (1, {1: 0, 2: 0})


def popular() -> dict[int, int]:
    return dict(SearchName.objects.values_list("ref_id", "popularity"))


def test_learned_words_are_not_added_again() -> None:
    actions.learn(["ผ้าไหม ลายไทย"])
    learned = set(SearchPart.objects.values_list("pk", flat=True))
    actions.put("product", [Name(1, "ผ้าไหม ลายไทย")])
    assert set(SearchPart.objects.values_list("pk", flat=True)) == learned


def test_many_objects_in_sets(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    rows = [Name(number, f"ผ้า ลาย{number}", "4011", True) for number in range(5_000)]
    with django_assert_max_num_queries(60):
        assert actions.put("product", iter(rows)) == 5_000
    assert SearchPosting.objects.count() == 10_000


def test_put_takes_the_words_that_were_learned() -> None:
    names = ["ผ้าไหม ลายไทย", "เสื่อกก"]
    words = actions.learn(names)
    assert [len(some) for some in words] == [2, 1]
    put = [Name(1, names[0], words=words[0]), Name(2, "อื่น", words=words[1])]
    assert actions.put("product", put, are_new=True) == 2
    assert words_of(1) == {fold("ผ้าไหม"), fold("ลายไทย")}
    assert words_of(2) == {fold("เสื่อกก")}  # what it was told, without looking at the name again


def test_words_erased_since_they_were_learned_are_written_again() -> None:
    words = actions.learn(["ผ้าไหม ลายไทย"])
    actions.put("product", [Name(1, "ผ้าไหม"), Name(2, "ลายไทย")])
    actions.erase("product", [1])
    assert not SearchPart.objects.filter(folded=fold("ผ้าไหม")).exists()
    actions.put("product", [Name(3, "ผ้าไหม ลายไทย", words=words[0])])
    assert words_of(3) == {fold("ผ้าไหม"), fold("ลายไทย")}


def test_words_learned_in_many_calls_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_REMEMBERED", 1)
    known: dict[str, int] = {}
    names = ["ผ้าไหม ลายไทย", "ลายไทย เสื่อ", "เสื่อ ผ้าไหม ลายไทย"]
    words = [actions.learn([name], known)[0] for name in names]
    assert words == actions.learn(names)
    assert SearchPart.objects.count() == 3
