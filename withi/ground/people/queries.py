"""Reading who someone is today."""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import GUEST, Ability, Scope


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


def acting(user_id: int) -> tuple[User, Scope]:
    """The account and what it may do today, told under which posting it acts: for work done later in its name."""
    user = User.objects.get(pk=user_id)
    postings = postings_of(user)
    scope = scope_from(user, postings)
    user.post_label = postings[0].trail_label() if postings else ""
    return user, scope


def allowed(ability: Ability) -> Callable[[int], bool]:
    """Whether an account holds the ability anywhere today: what a kind of job asks before it does work for somebody."""

    def may(user_id: int) -> bool:
        user = User.objects.filter(pk=user_id).first()
        return user is not None and scope_of(user).anywhere(ability)

    return may
