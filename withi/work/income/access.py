"""Loading a producer, a community or an area's month, or refusing.

A producer's figures are seen by the producer and the officers in charge: those who see personal data of the area.
"""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404

from withi.ground.files.models import Photo
from withi.ground.people.access import load
from withi.ground.people.rules import PROVINCE_DIGITS, Ability, Scope
from withi.ground.places.models import Area
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.villages.models import Community
from withi.work.income.models import IncomeMonth
from withi.work.income.rules import Step

NEEDED = {
    Step.SUBMIT: (Ability.ENTER, Ability.APPROVE),
    Step.RETURN: (Ability.APPROVE,),
    Step.APPROVE: (Ability.APPROVE,),
    Step.LOCK: (Ability.APPROVE,),
    Step.UNLOCK: (Ability.APPROVE,),
}
MONTH = "income_month"
"""How photos and the trail name a producer's month."""
OF_PROVINCE = frozenset({Step.APPROVE, Step.LOCK, Step.UNLOCK})


def producer_of(pk: int, scope: Scope, ability: Ability) -> Producer:
    """The producer whose month this is: 404 outside one's area, 403 without the ability. One query where allowed."""
    producer: Producer = load(Producer.objects.select_related("community"), pk, scope, ability)
    return producer


def producers_of(ids: Iterable[int], scope: Scope, ability: Ability) -> dict[int, Producer]:
    """All of these producers by id, every one in the person's own area (or his own row); 403 otherwise."""
    wanted = set(ids)
    rows = {row.pk: row for row in Producer.objects.in_scope(scope, ability).filter(pk__in=wanted)}
    if len(rows) < len(wanted):
        raise Problem("access.ability", status=403)
    return rows


def photo_of(producer: Producer, month: int, key: UUID) -> Photo:
    """A photo kept with the producer's month, which the caller has loaded; 404 for any other."""
    months = IncomeMonth.objects.filter(producer=producer, month=month).values("pk")
    found = Photo.objects.filter(key=key, subject=MONTH, subject_id__in=months).first()
    if found is None:
        raise Http404
    return found


def community_of(pk: int, scope: Scope, ability: Ability) -> Community:
    """The community whose tourism income this is."""
    community: Community = load(Community.objects.all(), pk, scope, ability)
    return community


def area_of(code: str, scope: Scope, ability: Ability = Ability.PERSONAL) -> str:
    """An area of one's own whose producers' figures may be seen; 404 outside it, 403 without the ability."""
    if not (codes.is_code(code) and Area.objects.filter(pk=code).exists()):
        raise Http404
    if can(scope, ability, code):
        return code
    if can(scope, Ability.READ, code):
        raise Problem("access.ability", status=403)
    raise Http404


def can(scope: Scope, ability: Ability, code: str) -> bool:
    """Whether an officer's posting covers the whole area; owners' postings are about one row and do not count."""
    return any(code.startswith(area) for area in scope.areas(ability))


def refuse_step(scope: Scope, step: Step, tambon: str) -> None:
    """The district submits and the district's chief returns; approving, locking and unlocking is the province's."""
    if not may_step(scope, step, tambon):
        raise Problem("access.ability", status=403)


def may_step(scope: Scope, step: Step, tambon: str) -> bool:
    """Whether this person's postings let him take a tambon's month that step."""
    if step in OF_PROVINCE:
        return any(tambon.startswith(area) for area in offices(scope))
    return any(can(scope, ability, tambon) for ability in NEEDED[step])


def offices(scope: Scope) -> list[str]:
    """The provinces, or the nation (""), whose dated rules this person keeps."""
    return [area for area in scope.areas(Ability.APPROVE) if len(area) <= PROVINCE_DIGITS]


def refuse_dated(scope: Scope, area_code: str) -> None:
    """Dated rules of an area are kept by its provincial office and the department."""
    if not any(area_code.startswith(area) for area in offices(scope)):
        raise Problem("access.ability", status=403)


def officer(scope: Scope, ability: Ability = Ability.PERSONAL) -> None:
    """Pages over many producers are for officers in charge."""
    if not scope.areas(ability):
        raise Problem("access.ability", status=403)
