"""Which rows a person may move a step further, and loading a point or a row of any kind."""

from collections.abc import Iterable

from django.db import models
from django.http import Http404

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.publication.models import KINDS, CheckItem, Kind, Publication, PublicationQuerySet
from withi.registers.publication.rules import State, Step, steps_from

# Taking a row off the public site must be quick: whoever may enter or approve may withdraw it.
ABILITIES: dict[Step, tuple[Ability, ...]] = {
    Step.SUBMIT: (Ability.ENTER,),
    Step.APPROVE: (Ability.APPROVE,),
    Step.RETURN: (Ability.APPROVE,),
    Step.WITHDRAW: (Ability.ENTER, Ability.APPROVE),
    Step.REOPEN: (Ability.ENTER, Ability.APPROVE),
}


def needs(scope: Scope, ability: Ability) -> None:
    """Refuse (403) people who may not do this anywhere."""
    if not scope.anywhere(ability):
        raise Problem("access.ability", status=403)


def needs_step(scope: Scope, step: Step) -> None:
    """Refuse (403) people who may not take this step anywhere."""
    if not any(scope.anywhere(ability) for ability in ABILITIES[step]):
        raise Problem("access.ability", status=403)


def kind_of(subject: str) -> Kind:
    """The kind of that name; 404 for any other."""
    if (kind := KINDS.get(subject)) is None:
        raise Http404
    return kind


def row_of(subject: str, pk: int, scope: Scope, step: Step) -> Publication:
    """The row if the person may take the step on it: 404 outside his area, 403 without the ability."""
    first = next((ability for ability in ABILITIES[step] if scope.anywhere(ability)), ABILITIES[step][0])
    row: Publication = load(kind_of(subject).rows, pk, scope, first)
    return row


def steppable(kind: Kind, scope: Scope, step: Step, ids: Iterable[int]) -> PublicationQuerySet:
    """Those of the rows this person may take the step on."""
    rows = kind.rows.filter(pk__in=list(ids))
    condition = models.Q(pk__in=())
    for ability in ABILITIES[step]:
        condition |= rows.reach(scope, ability)
    return rows.filter(condition)


def steps_open(kind: Kind, scope: Scope, row: Publication) -> tuple[Step, ...]:
    """The steps this person may take on this row now. One query per ability asked."""
    held: dict[Ability, bool] = {}
    found = []
    for step in steps_from(State(row.state)):
        for ability in ABILITIES[step]:
            if ability not in held:
                held[ability] = kind.rows.filter(pk=row.pk).in_scope(scope, ability).exists()
        if any(held[ability] for ability in ABILITIES[step]):
            found.append(step)
    return tuple(found)


def point_of(pk: int, scope: Scope) -> CheckItem:
    """The point if the person may decide it."""
    item: CheckItem = load(CheckItem.objects.all(), pk, scope, Ability.ENTER)
    return item
