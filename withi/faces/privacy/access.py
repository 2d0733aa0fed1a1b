"""Loading a record whose personal data is asked about, or refusing."""

from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.producers import access as producers
from withi.registers.producers.models import Producer


def seen_producer(pk: int, scope: Scope) -> Producer:
    """The producer, for those who may read both its trail and its personal data: 404 outside the area, else 403."""
    producer = producers.producer_of(pk, scope, Ability.READ)
    if not (producers.may(scope, producer, Ability.TRAIL) and producers.sees_personal(scope, producer)):
        raise Problem("access.ability", status=403)
    return producer
