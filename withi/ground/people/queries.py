"""Reading who someone is today."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import GUEST, Scope


def scope_of(user: User | AnonymousUser) -> Scope:
    """The person's grants in force today; guests and closed accounts have none. One query."""
    if not user.is_authenticated or not user.is_active:
        return GUEST
    postings = Posting.objects.filter(user=cast(User, user)).in_force(timezone.localdate())
    return Scope(user.pk, tuple(posting.grant() for posting in postings.order_by("pk")))


def first_posting(user: User) -> Posting | None:
    """The posting shown beside the person's name: the one that began first and still holds."""
    return Posting.objects.filter(user=user).in_force(timezone.localdate()).order_by("pk").first()
