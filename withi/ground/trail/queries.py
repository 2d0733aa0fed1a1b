"""Reading the trail of one object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web.answers import language
from withi.kit import era


@dataclass(frozen=True)
class Told:
    """One act on an object, in words."""

    who: str
    what: str
    note: str
    when: str


def of_object(subject: str, subject_id: int, limit: int = 20) -> QuerySet[TrailEntry]:
    """The latest acts on one object, bulk acts included; newest first. Two queries with this object's own changes."""
    changed = TrailChange.objects.filter(subject=subject, subject_id=subject_id)
    own = TrailEntry.objects.filter(subject=subject, subject_id=subject_id).values("pk")
    # One search per index: an OR over both tables would read the whole trail.
    acts = TrailEntry.objects.filter(pk__in=own.union(changed.values("entry_id")))
    return acts.prefetch_related(Prefetch("changes", changed)).order_by("-at", "-pk")[:limit]


def history(subject: str, subject_id: int, verbs: Mapping[str, str | Promise]) -> list[Told]:
    """The latest acts on one object in the room's own words for its verbs, newest first. Two queries."""
    return [
        Told(entry.who or _("the system"), str(verbs.get(entry.verb, entry.verb)), entry.note, moment(entry.at))
        for entry in of_object(subject, subject_id)
    ]


def moment(at: datetime) -> str:
    """Day and minute, as people here read them."""
    local = timezone.localtime(at)
    return f"{era.format_date(local.date(), lang=language())} {local:%H:%M}"
