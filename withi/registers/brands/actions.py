"""Keeping the brand of a community."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.brands.models import Brand
from withi.registers.brands.queries import brand_of
from withi.registers.brands.rules import Look
from withi.registers.publication.models import teach_verbs
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community

FIELDS = ("name_th", "name_en", "dye", "thread", "weave", "frame", "drawing")


def keep(*, actor: User, scope: Scope, community: Community, look: Look, version: int) -> bool:
    """Store a community's brand; whether anything changed. What was printed before is out of date then.

    Problem publication.changed (409) where someone stored another brand first.
    """
    values = values_of(look)
    with transaction.atomic():
        held = villages.hold(community.pk, scope, (Ability.ENTER,))
        brand = brand_of(held)
        before = {name: getattr(brand, name) for name in FIELDS} if brand.pk else None
        yours = {name: value for name, value in values.items() if not before or before[name] != value}
        if not yours:
            return False
        if brand.version != version:
            theirs = {name: (before or {}).get(name) for name in yours}
            raise Problem("publication.changed", status=409, theirs=theirs, yours=yours)
        _store(brand, values)
        record(
            actor=actor,
            verb="brands.keep",
            subject=Community.SUBJECT,
            subject_id=held.pk,
            area_code=held.area_code,
            note=f"{brand} · {brand.said()}",
        )
    return True


def _store(brand: Brand, values: Mapping[str, Any]) -> None:
    """Write the columns, as the next version."""
    for name, value in values.items():
        setattr(brand, name, value)
    brand.version = brand.version + 1
    brand.save()


def values_of(look: Look) -> dict[str, Any]:
    """A look as the columns of its row."""
    return {name: str(getattr(look, name)) for name in FIELDS}


teach_verbs(Community.SUBJECT, {"brands.keep": _("changed the brand")})
