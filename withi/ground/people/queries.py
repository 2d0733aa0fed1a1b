"""Reading who someone is today."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import GUEST, Scope


def postings_of(user: User | AnonymousUser) -> list[Posting]:
    """The person's postings in force today, the oldest first; none for guests and closed accounts. One query."""
    if not user.is_authenticated or not user.is_active:
        return []
    return list(Posting.objects.filter(user=user).in_force(timezone.localdate()).order_by("pk"))


def scope_from(user: User | AnonymousUser, postings: Iterable[Posting]) -> Scope:
    """What these postings allow this person, who acts under them from now on (the trail keeps it)."""
    if not user.is_authenticated or not user.is_active:
        return GUEST
    grants = tuple(posting.grant() for posting in postings)
    user.post_label = "; ".join(grant.label for grant in grants)
    return Scope(user.pk, grants)


def scope_of(user: User | AnonymousUser) -> Scope:
    """The person's grants in force today; guests and closed accounts have none. One query."""
    return scope_from(user, postings_of(user))


def first_posting(user: User) -> Posting | None:
    """The posting shown beside the person's name: the one that began first and still holds."""
    return next(iter(postings_of(user)), None)
