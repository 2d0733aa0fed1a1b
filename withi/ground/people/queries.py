"""Reading who someone is today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import ABILITIES, GUEST, OWN_ROW, Ability, Scope, nearest


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


def in_charge(areas: Iterable[str], ability: Ability, day: date, *, but: int | None = None) -> dict[str, list[int]]:
    """Who may do this nearest to each area: the officers of the smallest area around it that has any. One query.

    `but` is the one who acts himself. Areas smaller than a tambon count as their tambon.
    """
    wanted = {area[:6] for area in areas}
    around = {area[:size] for area in wanted for size in (0, 2, 4, 6)}
    able = [
        position.value for position, abilities in ABILITIES.items() if ability in abilities and position not in OWN_ROW
    ]
    posts = Posting.objects.in_force(day).filter(position__in=able, area_code__in=around, user__is_active=True)
    people: dict[str, list[int]] = defaultdict(list)
    for area, user in posts.exclude(user=but).order_by("user").values_list("area_code", "user").distinct():
        people[area].append(user)
    return {area: nearest(area, people) for area in wanted}


def looking_after(kind: str, ids: Iterable[int], day: date) -> dict[int, list[int]]:
    """The owners' accounts of register rows, by row. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    posts = Posting.objects.in_force(day).filter(subject_kind=kind, subject_id__in=list(ids), user__is_active=True)
    for pk, user in posts.order_by("user").values_list("subject_id", "user").distinct():
        found[pk or 0].append(user)
    return dict(found)


def addresses(ids: Iterable[int]) -> Mapping[int, str]:
    """E-mail addresses of open accounts that have one. One query."""
    users = User.objects.filter(pk__in=list(ids), is_active=True).exclude(email="")
    return dict(users.values_list("pk", "email"))
