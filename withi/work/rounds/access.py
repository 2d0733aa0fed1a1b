"""Loading an application, a round or a copy, or refusing."""

from datetime import date
from itertools import permutations
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from withi.ground.people.access import load
from withi.ground.people.rules import PROVINCE_DIGITS, Ability, Scope
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.work.certificates import access as certificates
from withi.work.certificates.rules import Wording
from withi.work.rounds.models import Round, RoundApplication, RoundCopy, RoundPaper
from withi.work.rounds.rules import OPEN, State, Step, may_take

ID_DIGITS = 16


def application_of(pk: int, scope: Scope, ability: Ability = Ability.PERSONAL) -> RoundApplication:
    """The application if the person may do this with it: 404 outside his area, 403 without the ability.

    Its page needs PERSONAL: an application tells of a person.
    """
    row: RoundApplication = load(
        RoundApplication.objects.select_related("round", "producer", "meeting"), pk, scope, ability
    )
    return row


def may_write(scope: Scope, row: RoundApplication) -> bool:
    """Whether this person may fill in, send or take back the application."""
    return scope.can(Ability.ENTER, row.area_code, subject=(Producer.SUBJECT, row.producer_id))


def may_fill(scope: Scope, row: RoundApplication) -> bool:
    return row.state in OPEN and may_write(scope, row)


def decides(scope: Scope, area_code: str) -> bool:
    """Whether this is an officer who checks or approves in the area: who is shown copies of papers."""
    return any(scope.can(ability, area_code) for ability in (Ability.ENTER, Ability.APPROVE))


def step_on(scope: Scope, row: RoundApplication, step: Step) -> None:
    """Refuse (403) a step that this person's postings never take here, whatever state the application is in."""
    if step in (Step.SUBMIT, Step.WITHDRAW):
        able = may_write(scope, row)
    else:
        able = any(may_take(scope, step, state, row.area_code) for state in State)
    if not able:
        raise Problem("access.ability", status=403)


def producer_for(pk: int | None, scope: Scope) -> Producer:
    """The producer an application is made for; outside one's area it is unknown."""
    found: Producer | None = Producer.objects.in_scope(scope, Ability.ENTER).filter(pk=pk).first() if pk else None
    if found is None:
        raise Problem("product.producer", field="producer")
    return found


def refuse_applying(scope: Scope) -> None:
    """Applications are made by officers of an area and by producers' own accounts."""
    if not (scope.areas(Ability.ENTER) or scope.subjects(Ability.ENTER, Producer.SUBJECT)):
        raise Problem("access.ability", status=403)


def basis_of(pk: int, scope: Scope) -> certificates.Basis:
    """An application as what its registration certificate rests on: firm once the province has approved it."""
    row = application_of(pk, scope)
    told = {}
    for lang in ("th", "en"):
        with translation.override(lang):
            told[lang] = _("in the round of %(years)s") % {"years": row.round.years}
    return certificates.Basis(
        row.producer,
        reverse("rounds:detail", args=[pk]),
        Wording("", "", occasion_th=told["th"], occasion_en=told["en"]),
        row.state == State.APPROVED,
        certificates.may_issue(scope, row.producer),
    )


certificates.SOURCES[RoundApplication.SUBJECT] = basis_of


# --- rounds --------------------------------------------------------------------------------------


def keeps(scope: Scope) -> tuple[str, ...]:
    """The areas whose rounds this person edits: a province's office, or the department for the nation."""
    return tuple(area for area in scope.areas(Ability.APPROVE) if len(area) <= PROVINCE_DIGITS)


def refuse_keeping(scope: Scope) -> None:
    if not keeps(scope):
        raise Problem("access.ability", status=403)


def sees_round(scope: Scope, area_code: str) -> bool:
    """Officers see the rounds of the nation and those of their own province."""
    reach = scope.areas(Ability.READ)
    return bool(reach) and any(area.startswith(area_code) or area_code.startswith(area) for area in reach)


def round_of(pk: int, scope: Scope) -> Round:
    """The round to be edited: 404 where it is another province's, 403 without the office that keeps it."""
    row = Round.objects.filter(pk=pk).first()
    if row is None or not sees_round(scope, row.area_code):
        raise Http404
    if not any(row.area_code.startswith(area) for area in keeps(scope)):
        raise Problem("access.ability", status=403)
    return row


def round_asked(given: str, scope: Scope) -> Round | None:
    """The round that a form names, open or not, if it is meant for this person's area or a part of it."""
    is_id = given.isascii() and given.isdecimal() and len(given) < ID_DIGITS
    row = Round.objects.filter(pk=int(given)).first() if is_id else None
    if row is None or not any(one.startswith(other) for one, other in permutations((scope.home_area, row.area_code))):
        return None
    return row


# --- papers --------------------------------------------------------------------------------------


def paper_of(pk: int, row: RoundApplication) -> RoundPaper:
    """A paper of the application's own round."""
    found = RoundPaper.objects.filter(pk=pk, round_id=row.round_id).first()
    if found is None:
        raise Http404
    return found


def copy_of(key: UUID, row: RoundApplication, scope: Scope, today: date) -> RoundCopy:
    """A copy for who decides; past its last day it is gone, whether the worker has deleted it or not."""
    found = RoundCopy.objects.filter(key=key, application=row).select_related("paper").first()
    if found is None:
        raise Http404
    if not decides(scope, row.area_code):
        raise Problem("access.ability", status=403)
    if found.delete_on < today:
        raise Problem("round.copy_gone", status=410)
    return found
