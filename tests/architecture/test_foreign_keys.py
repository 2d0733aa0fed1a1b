"""No relation of a table goes up a floor, named by class or by text."""

from typing import Any

import house
import pytest
from django.apps import apps
from django.db import models
from django.db.models.base import ModelBase
from django.test.utils import isolate_apps

PLAN = house.plan()


def table(module: str, name: str, **fields: Any) -> ModelBase:
    """A model class as if it stood in that module of the house."""
    floor = module.split(".")[1]
    meta = type("Meta", (), {"app_label": floor})
    return ModelBase(name, (models.Model,), {"__module__": module, "Meta": meta, **fields})


def test_no_relation_of_the_house_goes_up() -> None:
    assert house.upward_keys(apps.get_models(include_auto_created=True), "withi", PLAN) == []


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("withi.ground.places.models", "withi.registers.shops.models"),
        ("withi.registers.shops.models", "withi.faces.desk.models"),
        ("withi.ground.trail.models", "withi.ground.people.models"),
    ],
)
@pytest.mark.parametrize("relation", [models.ForeignKey, models.OneToOneField, models.ManyToManyField])
@pytest.mark.parametrize("named", [False, True])
def test_an_upward_relation_is_found(low: str, high: str, relation: Any, named: bool) -> None:
    with isolate_apps("withi.ground", "withi.registers", "withi.faces") as registry:
        assert registry is not None
        above = table(high, "Above")
        options = {} if relation is models.ManyToManyField else {"on_delete": models.CASCADE}
        target = f"{high.split('.')[1]}.Above" if named else above
        below = table(low, "Below", link=relation(target, **options))
        found = house.upward_keys(registry.get_models(), "withi", PLAN)
        assert found == [f"{low}.Below.link points up at Above"]
        assert below in registry.get_models()


def test_downward_and_foreign_relations_are_free() -> None:
    with isolate_apps("withi.ground", "withi.registers") as registry:
        assert registry is not None
        table("withi.ground.places.models", "Low")
        table("withi.registers.shops.models", "High", link=models.ForeignKey("ground.Low", on_delete=models.CASCADE))
        table("withi.registers.shops.models", "Own", link=models.ForeignKey("self", on_delete=models.CASCADE))
        assert house.upward_keys(registry.get_models(), "withi", PLAN) == []
