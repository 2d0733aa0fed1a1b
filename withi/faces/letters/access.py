"""Loading the area whose office writes a letter, or refusing."""

from django.http import Http404

from withi.faces.letters.rules import NATION, Seat
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.kit.codes import is_code
from withi.kit.problem import Problem
from withi.work.rounds.access import decides

SEATS = (Area.Level.PROVINCE, Area.Level.DISTRICT)


def seat_of(code: str, scope: Scope) -> Seat:
    """The district, the province or the whole country if this is an officer who checks or approves in all of it: 404
    outside his area, 403 who only reads."""
    found = _seat(code)
    if found is None or not any(found.code.startswith(area) for area in scope.areas(Ability.READ)):
        raise Http404
    if not decides(scope, found.code):
        raise Problem("access.ability", status=403)
    return found


def _seat(code: str) -> Seat | None:
    if code == NATION:
        return Seat("", "", "")
    row = Area.objects.filter(pk=code, level__in=SEATS).first() if is_code(code) else None
    return Seat(row.code, row.name_th, row.path_th) if row else None


def refuse_writing(scope: Scope) -> None:
    """Letters are written by officers who check or approve."""
    if not (scope.areas(Ability.ENTER) or scope.areas(Ability.APPROVE)):
        raise Problem("access.ability", status=403)


def writes_for_all(scope: Scope) -> bool:
    """Whether this is the department, which writes to the whole country."""
    return decides(scope, "")
