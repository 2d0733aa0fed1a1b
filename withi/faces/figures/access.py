"""Whose figures a person sees in full: an area's officers and auditors, and a producer its own. All others see areas
under the small-cell rule."""

from django.http import Http404

from withi.faces.figures.rules import NATION
from withi.ground.people.rules import Ability, Scope
from withi.ground.places import queries as places
from withi.ground.places.models import Area
from withi.kit.codes import is_code
from withi.kit.problem import Problem
from withi.registers.producers.access import producer_of
from withi.registers.producers.models import Producer

TAMBON_DIGITS = 6


def sees_all(scope: Scope, code: str) -> bool:
    """Whether this person is in charge of the whole area, phones and sales of single producers included."""
    return any(code.startswith(area) for area in scope.areas(Ability.PERSONAL))


def area_of(name: str, scope: Scope) -> Area | None:
    """The area that the address names, None for the nation. 404 for no area, and for a foreign village: what a village
    sold is what one or two producers sold."""
    if name == NATION:
        return None
    area = places.area_of(name) if is_code(name) else None
    if area is None or (len(area.code) > TAMBON_DIGITS and not sees_all(scope, area.code)):
        raise Http404
    return area


def own_area(name: str, scope: Scope) -> Area | None:
    """The area of a page for its officers alone: 404 outside one's area, 403 without PERSONAL there."""
    area = area_of(name, scope)
    code = area.code if area else ""
    if sees_all(scope, code):
        return area
    if any(code.startswith(own) for own in scope.areas(Ability.READ)):
        raise Problem("access.ability", status=403)
    raise Http404


def keeps_comparators(scope: Scope) -> bool:
    """Figures of others are entered by the department alone, for the whole country alike."""
    return scope.can(Ability.APPROVE, "")


def refuse_comparators(scope: Scope) -> None:
    """403 for everyone who does not keep them."""
    if not keeps_comparators(scope):
        raise Problem("access.ability", status=403)


def seller_of(pk: int, scope: Scope) -> Producer:
    """The producer if the person may see what it sold: 404 outside the area, 403 for leaders and neighbours."""
    return producer_of(pk, scope, Ability.PERSONAL)


def home_code(scope: Scope) -> str:
    """The area whose page opens first, as an address names it."""
    areas = scope.areas(Ability.READ)
    return (areas[0] if areas else scope.home_area) or NATION
