"""Loading an area or a community whose follow-up is reported, or refusing; and who sees what was taken in."""

from collections.abc import Sequence

from django.db.models import Sum
from django.db.models.functions import Substr
from django.http import Http404

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.kit.codes import is_code, prefix_range
from withi.kit.smallcells import NOTHING, Cell, hidden
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community
from withi.work.income.models import IncomeTourism

WIDEST, NARROWEST = 2, 6


def area_of(code: str, scope: Scope) -> Area:
    """A province, district or tambon of one's own area; 404 for any other."""
    found = Area.objects.filter(pk=code).first() if is_code(code) and WIDEST <= len(code) <= NARROWEST else None
    if found is None or not covers(scope, Ability.READ, found.code):
        raise Http404
    return found


def community_of(pk: int, scope: Scope) -> Community:
    """A community that the person reads on the desk; 404 for any other."""
    return villages.community_of(pk, scope, Ability.READ)


def covers(scope: Scope, ability: Ability, code: str) -> bool:
    """Whether an officer's posting covers the whole area; an owner's is about one row."""
    return any(code.startswith(area) for area in scope.areas(ability))


def sees_money(scope: Scope, row: Community) -> bool:
    """Whether the person sees what this one community took in: officers in charge, and its own editors."""
    return scope.can(Ability.PERSONAL, row.area_code, subject=(Community.SUBJECT, row.pk))


def sum_is_shown(code: str, months: Sequence[int], scope: Scope) -> bool:
    """Whether an area's tourism income together is shown to this person.

    To officers in charge always. To others where it and every area around it stand on enough communities, none of them
    hidden beside a neighbour (`kit/smallcells`); what the reader knows anyway is left out of that count. Single
    communities are never shown to them.
    """
    if covers(scope, Ability.PERSONAL, code):
        return True
    steps = [code[:digits] for digits in range(WIDEST, len(code) + 1, 2)]
    return all(step not in hidden(_cells(step[:-2], months, scope)) for step in steps)


def _cells(around: str, months: Sequence[int], scope: Scope) -> dict[str, Cell]:
    """The areas right inside one: how many communities reported, how much, and the largest of them. One query."""
    low, high = prefix_range(around)
    rows = IncomeTourism.objects.filter(month__in=months, area_code__gte=low, area_code__lt=high)
    rows = rows.exclude(community_id__in=scope.subjects(Ability.PERSONAL, Community.SUBJECT))
    for first, end in scope.ranges(Ability.PERSONAL):
        rows = rows.exclude(area_code__gte=first, area_code__lt=end)
    told = rows.annotate(inside=Substr("area_code", 1, len(around) + 2)).order_by()
    found: dict[str, Cell] = {}
    for inside, taken in (
        told.values("inside", "community_id").annotate(taken=Sum("total")).values_list("inside", "taken")
    ):
        found[inside] = found.get(inside, NOTHING) + Cell(1, int(taken), int(taken))
    return found
