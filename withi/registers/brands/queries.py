"""Brands of communities, for the desk and for all that is printed."""

from collections.abc import Iterable

from withi.registers.brands.models import Brand
from withi.registers.brands.rules import Look
from withi.registers.villages.models import Community


def brand_of(row: Community) -> Brand:
    """The brand of a community, or what it would begin with: its own name. One query."""
    return Brand.objects.filter(community=row).first() or Brand(
        community=row, name_th=row.name_th[:60], name_en=row.name_en[:60]
    )


def look_of(community: int | None) -> Look | None:
    """How the prints of a community look; None where it has no brand. One query."""
    found = Brand.objects.filter(community=community).first() if community else None
    return found.look() if found else None


def brands_of(communities: Iterable[int]) -> dict[int, Brand]:
    """Brands by community; those without one are left out. One query."""
    return {brand.community_id: brand for brand in Brand.objects.filter(community__in=list(communities))}
