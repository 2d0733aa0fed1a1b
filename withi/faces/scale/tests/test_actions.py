"""Loading a small share of the nation: once for all tests of this file."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from withi.faces.demo import actions as demo_actions
from withi.faces.demo.queries import filled
from withi.faces.scale import actions
from withi.ground.places.models import Area
from withi.ground.search.models import SearchName
from withi.ground.search.queries import find
from withi.ground.trail.models import TrailChange
from withi.ground.web import versions
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer, ProducerSeries, ProducerStatus
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication.models import KINDS
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community, CommunityAsset

pytestmark = pytest.mark.slow
SHARE = 0.002
COUNTS = {"community": 16, "producer": 200, "product": 500}
REGISTERS = (Product, Producer, Community)


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The share; what a test does to it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        assert actions.load(share=SHARE) == COUNTS
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(nation: None, db: None) -> None:
    """What each test of the nation asks for."""


@pytest.mark.usefixtures("loaded")
def test_it_lies_all_over_the_country_and_every_row_is_marked() -> None:
    assert len({code[:2] for code in Producer.objects.values_list("area_code", flat=True)}) > 50
    tables: tuple[Any, ...] = (*REGISTERS, CommunityAsset)
    for model in tables:
        assert model._default_manager.exists()
        assert not model._default_manager.filter(is_demo=False).exists()
        codes = set(model._default_manager.values_list("area_code", flat=True)) if model in REGISTERS else set()
        assert set(Area.objects.current().filter(pk__in=codes).values_list("pk", flat=True)) == codes


@pytest.mark.usefixtures("loaded")
def test_rows_are_whole_as_the_verbs_would_leave_them() -> None:
    for model in REGISTERS:
        kind = KINDS[model.SUBJECT]
        sent = [row for row in kind.rows if row.state in (State.WAITING, State.PUBLISHED)]
        assert sent
        assert not [row for row in sent if kind.missing(row)]
        assert all(row.published_at for row in sent if row.state == State.PUBLISHED)
        told = TrailChange.objects.filter(subject=model.SUBJECT, entry__verb="scale.load")
        assert set(told.values_list("subject_id", flat=True)) == set(kind.rows.values_list("pk", flat=True))
    for product in Product.objects.all():
        assert product.price_from == min(ProductSize.objects.filter(product=product).values_list("price", flat=True))
    first = Counter(ProducerStatus.objects.filter(status="active").values_list("producer_id", flat=True))
    assert set(first) == set(Producer.objects.values_list("pk", flat=True))


@pytest.mark.usefixtures("loaded")
def test_own_numbers_go_on_where_they_end() -> None:
    for series in ProducerSeries.objects.all():
        mine = Producer.objects.filter(number__startswith=f"{series.area_code}-")
        assert mine.count() == series.last
        assert mine.filter(number=f"{series.area_code}-{series.last:04d}").exists()


@pytest.mark.usefixtures("loaded")
def test_names_are_found_and_only_what_guests_see_is_public() -> None:
    for model in REGISTERS:
        kind = KINDS[model.SUBJECT]
        public = set(SearchName.objects.filter(kind=model.SUBJECT, is_public=True).values_list("ref_id", flat=True))
        assert public == {row.pk for row in kind.rows if kind.public(row)}
    product = Product.objects.public().order_by("pk")[0]
    assert product.pk in [hit.ref_id for hit in find(product.name_th, kinds=["product"], limit=100).hits]


@pytest.mark.usefixtures("loaded")
def test_public_pages_show_it_and_know_of_it() -> None:
    community = Community.objects.published().order_by("pk")[0]
    assert ("community", community.area_code[:2]) in versions.snapshot().numbers
    for path in (f"/communities/{community.pk}/", "/products/", f"/areas/{community.area_code[:2]}/"):
        answer = Client().get(path)
        assert answer.status_code == 200, path


@pytest.mark.usefixtures("loaded")
def test_taken_out_nothing_of_it_is_left() -> None:
    assert demo_actions.clear() == sum(COUNTS.values())
    assert filled() == ""
    assert not SearchName.objects.filter(kind__in=COUNTS).exists()


@pytest.mark.usefixtures("loaded")
def test_it_is_loaded_once() -> None:
    with override_settings(DEMO=True), pytest.raises(Problem, check=lambda refused: refused.code == "scale.again"):
        actions.load(share=SHARE)
