"""What an outsider may see: the areas whose figures stand on enough, and those hidden beside the others.

Most areas are shown to stand on enough from the kept sums alone: in each month nobody sold more than the best tambon or
district inside. Single producers are read only where that does not tell.
"""

from collections.abc import Sequence
from typing import Final

from django.core.cache import cache
from django.db.models import Sum
from django.db.models.functions import Substr

from withi.faces.figures.access import sees_all
from withi.faces.figures.queries import KEPT_SECONDS, reports
from withi.faces.figures.rules import region_of
from withi.ground.people.rules import Ability, Scope
from withi.kit.codes import Region
from withi.kit.smallcells import NOTHING, Cell, hidden, hidden_in_groups, stands_on_enough
from withi.registers.producers.models import Producer
from withi.work.figures import queries as sums

WIDE: Final = 2
"""Digits of a province: sums are kept of the areas inside those inside it."""
MOST_READ: Final = 10
"""So many areas are read one beside the other; with more of them all are read, and remembered."""


def cells(area: str, months: Sequence[int], scope: Scope) -> dict[str, Cell]:
    """The areas right inside one as cells of what this person does not know anyway: who reported, how much, and the
    largest producer of each.

    Own areas (and an owner's own reports) are left out, since whoever knows a part can take it from the whole. The
    nation's cells are remembered for ten minutes.
    """
    if area:
        return _cells(area, months, scope)
    known = (*scope.areas(Ability.PERSONAL), *scope.subjects(Ability.PERSONAL, Producer.SUBJECT))
    key = f"figures.cells.{min(months)}.{max(months)}." + ".".join(map(str, known))
    kept: dict[str, Cell] | None = cache.get(key)
    if kept is None:
        kept = _cells(area, months, scope)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _cells(area: str, months: Sequence[int], scope: Scope, codes: Sequence[str] = ()) -> dict[str, Cell]:
    """The cells of some areas inside one, or of all; one statement."""
    rows = reports(area, months).exclude(producer_id__in=scope.subjects(Ability.PERSONAL, Producer.SUBJECT))
    for low, high in scope.ranges(Ability.PERSONAL):
        rows = rows.exclude(area_code__gte=low, area_code__lt=high)
    rows = rows.annotate(inside=Substr("area_code", 1, len(area) + 2))
    if codes:
        rows = rows.filter(inside__in=codes)
    found: dict[str, Cell] = {}
    for inside, sold in rows.values("inside", "producer_id").annotate(sold=Sum("total")).values_list("inside", "sold"):
        found[inside] = found.get(inside, NOTHING) + Cell(1, int(sold), int(sold))
    return found


def hidden_inside(area: str, periods: Sequence[Sequence[int]], scope: Scope) -> frozenset[str]:
    """Codes right inside an area whose figures are not shown to this person, in any of the periods."""
    if not area:
        return _hidden_of_nation(periods, scope)[1]
    return frozenset().union(
        *(hidden(cells(area, months, scope)) for months in periods if not _all_stand(area, months, scope))
    )


def hidden_regions(periods: Sequence[Sequence[int]], scope: Scope) -> frozenset[str]:
    """Regions whose figures are not shown to this person, in any of the periods."""
    return _hidden_of_nation(periods, scope)[0]


def _hidden_of_nation(periods: Sequence[Sequence[int]], scope: Scope) -> tuple[frozenset[str], frozenset[str]]:
    """Regions and provinces: both are shown beside the nation, so each must keep the other's. Where every province
    stands on enough, every region does."""
    doubtful = [months for months in periods if not _all_stand("", months, scope)]
    return hidden_in_groups([cells("", months, scope) for months in doubtful], lambda code: region_of(code) or "")


def _all_stand(area: str, months: Sequence[int], scope: Scope) -> bool:
    """Whether every area right inside stands on enough, so that nothing is hidden; told from the kept sums, and from
    single producers only of areas where those do not tell. Always false where every producer is to be read anyway."""
    if len(area) > WIDE or scope.subjects(Ability.PERSONAL, Producer.SUBJECT):
        return False
    unsure = [code for code, bound in sums.bounds(area, months).items() if _is_unsure(code, Cell(*bound), scope)]
    if not unsure:
        return True
    return len(unsure) <= MOST_READ and all(map(stands_on_enough, _cells(area, months, scope, unsure).values()))


def _is_unsure(code: str, bound: Cell, scope: Scope) -> bool:
    """Whether single producers must tell of an area: the sums do not, or the reader knows a part of it. Whoever knows
    all of it reads nothing off."""
    own = scope.areas(Ability.PERSONAL)
    if any(code.startswith(known) for known in own):
        return False
    return any(known.startswith(code) for known in own) or not stands_on_enough(bound)


def is_shown(area: str, periods: Sequence[Sequence[int]], scope: Scope, region: Region | None = None) -> bool:
    """Whether an area's own total is shown to this person: it and every area around it stand on enough."""
    if sees_all(scope, area):
        return True
    if region and region in hidden_regions(periods, scope):
        return False
    if not area:
        return all(_nation_stands(months, scope) for months in periods)
    above = area[:-2]
    if not above and all(_all_stand("", months, scope) for months in periods):
        return True
    return area not in hidden_inside(above, periods, scope) and is_shown(above, periods, scope)


def _nation_stands(months: Sequence[int], scope: Scope) -> bool:
    return _all_stand("", months, scope) or stands_on_enough(sum(cells("", months, scope).values(), NOTHING))
