"""Loading the district a letter is written in, or refusing."""

from django.http import Http404

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.kit.codes import is_code
from withi.kit.problem import Problem
from withi.work.rounds.access import decides


def district_of(code: str, scope: Scope) -> Area:
    """The district if this is an officer who checks or approves in it: 404 outside his area, 403 who only reads."""
    found = Area.objects.filter(pk=code, level=Area.Level.DISTRICT).first() if is_code(code) else None
    if found is None or not any(found.code.startswith(area) for area in scope.areas(Ability.READ)):
        raise Http404
    if not decides(scope, found.code):
        raise Problem("access.ability", status=403)
    return found


def refuse_writing(scope: Scope) -> None:
    """Letters are written by officers who check or approve."""
    if not (scope.areas(Ability.ENTER) or scope.areas(Ability.APPROVE)):
        raise Problem("access.ability", status=403)
