"""Writing the trail: always inside the transaction of the write it tells of."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from django.utils import timezone

from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web import sets


class Actor(Protocol):
    """Who acts: an account, seen from below the people room.

    `post_label` names the postings it acts under, `helper` the person who types for it (empty where nobody does).
    """

    pk: Any
    display_name: Any
    post_label: str
    helper: str


class Change(NamedTuple):
    """Changed fields of one object, before and after; `before` is None for a new object."""

    subject: str
    subject_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def record(
    *,
    actor: Actor | None,
    verb: str,
    subject: str,
    subject_id: int | None = None,
    area_code: str = "",
    note: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> TrailEntry:
    """One act on one object; a change row is written where fields are given. `actor` None is the system itself."""
    entry = _entry(actor, verb, subject, subject_id=subject_id, area_code=area_code, note=note)
    if subject_id is not None and (before is not None or after is not None):
        TrailChange.objects.create(entry=entry, subject=subject, subject_id=subject_id, before=before, after=after)
    return entry


def record_bulk(
    *,
    actor: Actor | None,
    verb: str,
    subject: str,
    changes: Iterable[Change],
    count: int,
    area_code: str = "",
    note: str = "",
) -> TrailEntry:
    """One entry for a bulk act and one change row per changed object, written in sets."""
    entry = _entry(actor, verb, subject, area_code=area_code, note=note, count=count)
    sets.insert(
        TrailChange,
        ("entry", "subject", "subject_id", "before", "after"),
        ((entry.pk, change.subject, change.subject_id, change.before, change.after) for change in changes),
    )
    return entry


def _entry(
    actor: Actor | None,
    verb: str,
    subject: str,
    *,
    subject_id: int | None = None,
    area_code: str,
    note: str,
    count: int = 1,
) -> TrailEntry:
    return TrailEntry.objects.create(
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=actor.display_name[:160] if actor else "",
        actor_post=actor.post_label[:200] if actor else "",
        helper=actor.helper[:80] if actor else "",
        verb=verb,
        subject=subject,
        subject_id=subject_id,
        area_code=area_code,
        note=note[:1000],
        count=count,
    )
