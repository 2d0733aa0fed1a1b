"""Loading what was printed of a community, or refusing."""

from django.http import Http404

from withi.faces.printing.models import PrintRun
from withi.ground.people.rules import Ability, Scope
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community


def run_of(pk: int, scope: Scope, ability: Ability) -> PrintRun:
    """A run of a community on which the person may do `ability`: 404 outside his area, 403 without the ability."""
    found = PrintRun.objects.select_related("community").filter(pk=pk).first()
    if found is None:
        raise Http404
    villages.community_of(found.community_id, scope, ability)
    return found


def run_in(pk: int, community: Community) -> PrintRun:
    """A run of a community already loaded; another's is a 404."""
    found = PrintRun.objects.filter(pk=pk, community=community).first()
    if found is None:
        raise Http404
    return found


def may_record(scope: Scope, row: Community) -> bool:
    """Whether the person may write down what was printed of it. No query."""
    return scope.can(Ability.ENTER, row.area_code, subject=(Community.SUBJECT, row.pk))
