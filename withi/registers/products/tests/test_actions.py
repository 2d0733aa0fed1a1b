"""Entering, changing and storing products."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.ground.people.rules import Position
from withi.ground.search.models import SearchName
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit.problem import Problem
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products import actions, queries
from withi.registers.products.actions import ProductRow
from withi.registers.products.models import Product, ProductSize
from withi.registers.products.rules import Certificate, Licence, Size
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import actions as publication
from withi.registers.publication import queries as publication_queries
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db
FACTS = ProductRow(name_th="ผ้าไหมมัดหมี่ลายตัวอย่าง", area_code="401508", type="textile")
SIZES = [Size("ผืนยาว 2 เมตร", "ผืน", 450_000), Size("ผ้าคลุมไหล่", "ผืน", 120_000)]
LICENCES = [Licence(Certificate.COMMUNITY_STANDARD, "มผช. 17/2550", valid_until=date(2028, 1, 31))]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def refusal(code: str) -> "pytest.RaisesExc[Problem]":
    return pytest.raises(Problem, check=lambda problem: problem.code == code)


# --- one product ---------------------------------------------------------------------------------


def test_add_keeps_sizes_certificates_and_the_lowest_price(cast: Cast) -> None:
    product = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS, sizes=SIZES, licences=LICENCES)
    assert (product.state, product.price_from, product.is_public) == (State.DRAFT, 120_000, True)
    assert queries.sizes_of(product) == SIZES
    assert queries.licences_of(product) == LICENCES
    assert SearchName.objects.get(kind="product").ref_id == product.pk
    assert TrailEntry.objects.get().verb == "products.add"


def test_a_number_that_another_product_bears_is_a_point_that_stops_nothing(cast: Cast) -> None:
    make_product(official_number="0040", area_code="270101")
    numbered = FACTS._replace(official_number="0040")
    product = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=numbered, sizes=SIZES)
    item = CheckItem.objects.get(subject_id=product.pk)
    assert (item.rule, item.found, item.blocks) == ("publication.number_double", "0040", False)
    edit(cast, product, FACTS)
    item.refresh_from_db()
    assert item.state == CheckItem.State.ACCEPTED
    make_product(official_number="0041")
    edit(cast, product, FACTS._replace(official_number="0041"))
    item.refresh_from_db()
    assert (item.state, item.found) == (CheckItem.State.OPEN, "0041")


def edit(cast: Cast, product: Product, facts: ProductRow) -> bool:
    told: dict[str, Any] = {"actor": cast.worker.user, "scope": cast.worker.scope, "product": product}
    return actions.change(**told, facts=facts, sizes=SIZES, licences=[], version=product.version)


def test_alcohol_is_kept_from_guests_unless_said(cast: Cast) -> None:
    quiet = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS._replace(is_alcohol=True))
    said = actions.add(
        actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS._replace(is_alcohol=True, is_public=True)
    )
    assert (quiet.is_public, said.is_public) == (False, True)


def test_a_product_without_producer_stays_a_draft(cast: Cast) -> None:
    product = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS)
    with refusal("publication.incomplete"):
        publication.submit(actor=cast.worker.user, scope=cast.worker.scope, row=product)
    facts = FACTS._replace(producer_id=make_producer().pk)
    actions.change(
        actor=cast.worker.user, scope=cast.worker.scope, product=product, facts=facts, sizes=[], licences=[], version=1
    )
    publication.submit(actor=cast.worker.user, scope=cast.worker.scope, row=product)
    assert product.state == State.WAITING


def test_a_product_takes_the_area_of_its_producer(cast: Cast) -> None:
    facts = FACTS._replace(area_code="", producer_id=make_producer(area_code="40150205").pk)
    assert actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=facts).area_code == "40150205"
    with refusal("publication.area"):
        actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS._replace(area_code=""))


def test_a_producer_of_another_area_does_not_exist(cast: Cast) -> None:
    far = make_producer(area_code="3001")
    with refusal("product.producer"):
        actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS._replace(producer_id=far.pk))


def test_changed_sizes_are_told_and_a_published_product_waits_again(cast: Cast) -> None:
    producer = make_producer()
    product = make_product(producer=producer, prices=[450_000], state=State.PUBLISHED)
    facts = FACTS._replace(name_th=product.name_th, producer_id=producer.pk)
    change: dict[str, Any] = {"actor": cast.worker.user, "scope": cast.worker.scope, "product": product, "facts": facts}
    assert actions.change(**change, sizes=SIZES, licences=[], version=1)
    assert (product.state, product.price_from, product.version) == (State.WAITING, 120_000, 2)
    told = TrailChange.objects.get()
    assert list(told.after or {}) == ["sizes"]
    assert not actions.change(**change, sizes=SIZES, licences=[], version=2)
    [line] = publication_queries.field_changes(actions.KIND, told.before, told.after)
    assert "4,500" in line.before
    assert "1,200" in line.after


def test_the_second_of_two_officers_sees_both_versions(cast: Cast) -> None:
    product = make_product(version=2, name_th="ของเขา")
    with refusal("publication.changed") as refused:
        actions.change(
            actor=cast.worker.user,
            scope=cast.worker.scope,
            product=product,
            facts=FACTS,
            sizes=[],
            licences=[],
            version=1,
        )
    assert "ของเขา" in str(refused.value.values["theirs"])


def test_people_without_the_ability_or_area_change_nothing(cast: Cast) -> None:
    product = make_product()
    for person in (cast.chief, cast.reader, cast.stranger):
        with refusal("access.ability"):
            actions.change(
                actor=person.user, scope=person.scope, product=product, facts=FACTS, sizes=[], licences=[], version=1
            )


def test_a_producers_own_account_changes_its_products_only(cast: Cast) -> None:
    mine, other = make_producer(), make_producer()
    owner = make_person("owner", Position.PRODUCER, "4015", subject=("producer", mine.pk))
    product, foreign = make_product(producer=mine), make_product(producer=other)
    facts = FACTS._replace(producer_id=mine.pk)
    assert actions.change(
        actor=owner.user, scope=owner.scope, product=product, facts=facts, sizes=[], licences=[], version=1
    )
    with refusal("access.ability"):
        actions.change(
            actor=owner.user, scope=owner.scope, product=foreign, facts=facts, sizes=[], licences=[], version=1
        )
    assert actions.add(actor=owner.user, scope=owner.scope, facts=facts).producer == mine
    with refusal("publication.area"):
        actions.add(actor=owner.user, scope=owner.scope, facts=FACTS)


def test_a_proposed_type_is_taken_over(cast: Cast) -> None:
    product = make_product(type="")
    point = publication.Point("product", product.pk, "401508", "x", "type", proposal="food", blocks=True)
    publication.note_points(points=[point])
    publication.accept(actor=cast.worker.user, scope=cast.worker.scope, item=CheckItem.objects.get())
    product.refresh_from_db()
    assert product.type == "food"


# --- in sets -------------------------------------------------------------------------------------


def rows_of(count: int) -> list[ProductRow]:
    return [
        ProductRow(name_th=f"กล้วยฉาบถุงที่ {place}", area_code="401508", type="food", price=3500 + place, unit="ถุง")
        for place in range(count)
    ]


def test_a_set_is_stored_and_the_same_again_changes_nothing(cast: Cast) -> None:
    rows = rows_of(5)
    stored = actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=rows)
    assert (stored.new, stored.changed, stored.same) == (5, 0, 0)
    assert list(Product.objects.order_by("pk").values_list("price_from", flat=True)) == [3500, 3501, 3502, 3503, 3504]
    assert ProductSize.objects.filter(unit="ถุง").count() == 5
    assert set(Product.objects.values_list("is_public", flat=True)) == {True}
    before = TrailEntry.objects.count(), TrailChange.objects.count()
    matched = [row._replace(match_id=pk) for row, pk in zip(rows, stored.ids, strict=True)]
    again = actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=matched)
    assert (again.new, again.changed, again.same) == (0, 0, 5)
    assert (TrailEntry.objects.count(), TrailChange.objects.count()) == before


def test_prices_of_a_set(cast: Cast) -> None:
    single, several, none = make_product(prices=[3500]), make_product(prices=[3500, 6000]), make_product()
    rows = [FACTS._replace(match_id=product.pk, price=4000, unit="ถุง") for product in (single, several, none)]
    stored = actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=rows, columns={"price"})
    assert (stored.changed, stored.same) == (2, 1)
    for product in (single, several, none):
        product.refresh_from_db()
    assert [product.price_from for product in (single, several, none)] == [4000, 3500, 4000]
    assert [list(product.sizes.values_list("price", flat=True)) for product in (single, several, none)] == [
        [4000],
        [3500, 6000],
        [4000],
    ]
    assert CheckItem.objects.get().subject_id == several.pk


def test_a_published_product_of_a_set_waits_again(cast: Cast) -> None:
    producer = make_producer()
    product = make_product(producer=producer, state=State.PUBLISHED)
    row = FACTS._replace(name_th="ชื่อใหม่", match_id=product.pk)
    actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=[row], columns={"name_th"})
    product.refresh_from_db()
    assert (product.state, product.name_th, product.producer) == (State.WAITING, "ชื่อใหม่", producer)
    row = FACTS._replace(name_th="ชื่อใหม่", type="", match_id=product.pk)
    actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=[row], columns={"type"})
    product.refresh_from_db()
    assert product.state == State.DRAFT


def test_a_set_costs_queries_by_thousands_not_by_rows(cast: Cast) -> None:
    def queries_for(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=rows_of(count))
        return len(captured)

    queries_for(60)
    assert queries_for(2) == queries_for(50)
