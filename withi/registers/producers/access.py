"""Loading a producer or refusing."""

from withi.ground.people.access import load, needs_area
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer


def producer_of(pk: int, scope: Scope, ability: Ability) -> Producer:
    """The producer if the person may do this with it: 404 outside his area, 403 without the ability."""
    producer: Producer = load(Producer.objects.select_related("community"), pk, scope, ability)
    return producer


def refuse_outside(scope: Scope, area_code: str, producer: Producer | None = None) -> None:
    """Nobody enters or moves a producer into an area that is not his; empty counts as the whole nation."""
    subject = (Producer.SUBJECT, producer.pk) if producer else None
    if not scope.can(Ability.ENTER, area_code, subject=subject):
        raise Problem("publication.area", field="area_code")


def sees_personal(scope: Scope, producer: Producer) -> bool:
    """Whether contact person, telephones and the masked ID are shown to this person."""
    return may(scope, producer, Ability.PERSONAL)


def may(scope: Scope, producer: Producer, ability: Ability) -> bool:
    """Whether this person may do that with the producer."""
    return scope.can(ability, producer.area_code, subject=(Producer.SUBJECT, producer.pk))


def refuse_adding(scope: Scope) -> None:
    """New producers are entered by officers of an area; a producer's own account keeps its own row only."""
    needs_area(scope, Ability.ENTER)


def exports_personal(scope: Scope) -> bool:
    """Whether personal columns are meant for this person in every area that he exports."""
    return set(scope.areas(Ability.EXPORT)) <= set(scope.areas(Ability.PERSONAL))
