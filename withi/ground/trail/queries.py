"""Reading the trail of one object."""

from django.db.models import Prefetch, QuerySet

from withi.ground.trail.models import TrailChange, TrailEntry


def of_object(subject: str, subject_id: int, limit: int = 20) -> QuerySet[TrailEntry]:
    """The latest acts on one object, bulk acts included; newest first. Two queries with this object's own changes."""
    changed = TrailChange.objects.filter(subject=subject, subject_id=subject_id)
    own = TrailEntry.objects.filter(subject=subject, subject_id=subject_id).values("pk")
    # One search per index: an OR over both tables would read the whole trail.
    acts = TrailEntry.objects.filter(pk__in=own.union(changed.values("entry_id")))
    return acts.prefetch_related(Prefetch("changes", changed)).order_by("-at", "-pk")[:limit]
