"""Districts of a province with their natural-dye sources, and the same as a map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.people.rules import NATION, Ability, Scope
from withi.ground.places.models import Area, Boundary
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.kit.codes import prefix_range
from withi.kit.landmap import LIFTED, Land, Shape
from withi.kit.ready import Plain, Ready
from withi.registers.publication.rules import State
from withi.registers.villages.models import CommunityAsset
from withi.registers.villages.rules import AssetKind

DISTRICT = 4
HAS, NONE = "s3", "off"


@dataclass(frozen=True, slots=True)
class District(Ready):
    """A district: how many sources guests see, in which communities, and how many wait to be public."""

    code: str
    name: str
    url: str
    sources: int
    where: str
    waiting: int


def provinces(scope: Scope) -> list[tuple[str, str]]:
    """The provinces of a person's areas in Thai order; all for the department. One query."""
    areas = scope.areas(Ability.READ)
    rows = Area.objects.current().filter(level=2)
    if NATION not in areas:
        rows = rows.filter(pk__in={area[:2] for area in areas})
    return [(row.code, name_of(row)) for row in rows.order_by("sort_key", "code")]


def name_of(area: Area) -> str:
    return area.name_en if language() == "en" and area.name_en else area.name_th


def districts(scope: Scope, province: str) -> list[District]:
    """Districts of a province, those without a source first, then in Thai order. Three queries."""
    low, high = prefix_range(province)
    areas = Area.objects.current().filter(level=DISTRICT, code__gte=low, code__lt=high).order_by("sort_key", "code")
    here = models.Q(community__area_code__gte=low, community__area_code__lt=high)
    dyes = CommunityAsset.objects.filter(here, kind=AssetKind.DYE).exclude(community__state=State.WITHDRAWN)
    shown: dict[str, list[str]] = {}
    for code, name in _placed(dyes.filter(community__state=State.PUBLISHED)):
        shown.setdefault(code[:DISTRICT], []).append(name)
    own = models.Q(pk__in=())
    for first, last in scope.ranges(Ability.READ):
        own |= models.Q(community__area_code__gte=first, community__area_code__lt=last)
    waiting: dict[str, int] = {}
    for code, _name in _placed(dyes.filter(own).exclude(community__state=State.PUBLISHED)):
        waiting[code[:DISTRICT]] = waiting.get(code[:DISTRICT], 0) + 1
    found = [_district(area, shown.get(area.code, []), waiting.get(area.code, 0)) for area in areas]
    return sorted(found, key=lambda one: bool(one.sources))


def _placed(rows: "models.QuerySet[CommunityAsset]") -> Iterable[tuple[str, str]]:
    ordered = rows.order_by("community__sort_key", "community", "position", "pk")
    return ordered.values_list("community__area_code", "community__name_th")


def _district(area: Area, homes: Sequence[str], waiting: int) -> District:
    where = ", ".join(dict.fromkeys(homes))
    return District(area.code, name_of(area), url("portal:area", area.code), len(homes), where, waiting)


def finding(found: Sequence[District]) -> str:
    """The whole page in a sentence; empty for a province without districts."""
    lacking = sum(not one.sources for one in found)
    if not lacking:
        return _("Every district has a natural-dye source.") if found else ""
    told = ngettext(
        "%(lacking)s of %(all)s district has no natural-dye source yet",
        "%(lacking)s of %(all)s districts have no natural-dye source yet",
        lacking,
    )
    return told % {"lacking": lacking, "all": len(found)}


def land(province: str, name: str, found: Sequence[District]) -> Land | None:
    """The map of the districts, white where there is no source; None where no boundaries are loaded. One query."""
    low, high = prefix_range(province)
    rows = Boundary.objects.filter(level=DISTRICT, code__gte=low, code__lt=high).exclude(drawn="").defer("body")
    known = {one.code: one for one in found}
    drawn = [row for row in rows if row.code in known]
    if not drawn:
        return None
    shapes = [_shape(row, known[row.code]) for row in drawn]
    key = [(HAS, _("has a natural-dye source")), (NONE, _("none yet"))]
    return Land(drawn[0].view, _("Natural-dye sources of %(place)s") % {"place": name}, shapes, key, drawn[0].credit)


def _shape(row: Boundary, one: District) -> Shape:
    said = ngettext("%d source", "%d sources", one.sources) % one.sources if one.sources else _("none yet")
    look = HAS if one.sources else NONE
    mark = str(one.sources) if one.sources else ""
    return Shape(one.url, f"{one.name}: {said}", look, Plain(row.drawn), row.label_x, row.label_y + LIFTED, mark)
