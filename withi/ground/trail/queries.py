"""Reading the trail of one object."""

from django.db.models import Q, QuerySet

from withi.ground.trail.models import TrailEntry


def of_object(subject: str, subject_id: int, limit: int = 20) -> QuerySet[TrailEntry]:
    """The latest acts on one object, bulk acts included; newest first. Two queries with their changes."""
    about = Q(subject=subject, subject_id=subject_id) | Q(changes__subject=subject, changes__subject_id=subject_id)
    return TrailEntry.objects.filter(about).distinct().prefetch_related("changes").order_by("-at", "-pk")[:limit]
