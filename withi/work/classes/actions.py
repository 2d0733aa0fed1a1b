"""The one write: a community is scored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.publication.models import teach_verbs
from withi.registers.villages.models import Community
from withi.work.classes import access, rules
from withi.work.classes.models import ClassScore

VERBS = {"classes.score": _("scored the community")}
teach_verbs(Community.SUBJECT, VERBS)


@dataclass(frozen=True, slots=True)
class Scoring:
    """What an officer gave on a day, by the version whose criteria were before him."""

    version: int
    scored_on: date
    points: Mapping[str, int]
    evidence: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def score(*, actor: User, scope: Scope, community: Community, given: Scoring) -> ClassScore:
    """Keep a score; of all scores of a community the latest day counts, of one day the last one written.

    Problem classes.* where points are out of their limits, nothing is scored, or the day has other criteria.
    """
    version = _version(given)
    verdict = rules.judge(version, given.points)
    codes = {one.code for one in version.criteria}
    with transaction.atomic():
        held = access.hold(community.pk, scope)
        latest = held.class_scores.filter(is_latest=True).first()
        counts = latest is None or latest.scored_on <= given.scored_on
        if counts:
            held.class_scores.filter(is_latest=True).update(is_latest=False)
        row = ClassScore.objects.create(
            community=held,
            version=version.number,
            scored_on=given.scored_on,
            points={code: points for code, points in given.points.items() if code in codes},
            evidence={code: text for code, text in given.evidence.items() if code in codes and text},
            note=given.note,
            total=verdict.total,
            letter=verdict.letter,
            is_latest=counts,
            scored_by=actor,
        )
        told = " · ".join(filter(None, (verdict.letter, f"{verdict.total}/{rules.WHOLE}", given.note)))
        record(
            actor=actor,
            verb="classes.score",
            subject=Community.SUBJECT,
            subject_id=held.pk,
            area_code=held.area_code,
            note=told,
        )
    return row


def _version(given: Scoring) -> rules.Version:
    """The criteria of the day, which must be those the officer saw."""
    rules.check_day(given.scored_on, timezone.localdate())
    version = rules.version_on(given.scored_on)
    if version.number != given.version:
        raise Problem("classes.version", field="scored_on")
    if not given.points:
        raise Problem("classes.nothing")
    return version
