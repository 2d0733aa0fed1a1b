"""Reading who someone is today."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from withi.ground.people.models import Device, Invitation, Posting, User
from withi.ground.people.rules import ABILITIES, GUEST, OWN_ROW, Ability, Scope, nearest, needs_second_factor
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.kit.era import format_date

CITIZEN = "people_user.citizen"
POSTINGS = """
select * from people_posting
where user_id = %s and valid_from <= %s and (valid_until is null or valid_until >= %s) order by id
"""


def postings_of(user: User | AnonymousUser) -> list[Posting]:
    """The person's postings in force today, the oldest first; none for guests and closed accounts. One query, a plain
    one: every officer's page asks it."""
    if not user.is_authenticated or not user.is_active:
        return []
    today = timezone.localdate().isoformat()
    return list(Posting.objects.raw(POSTINGS, [user.pk, today, today]))


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


def lacks_second_factor(user: User, scope: Scope) -> bool:
    """Whether this person must set up a second factor before working. One query for those who must have one."""
    return needs_second_factor(settings.REQUIRE_MFA, scope.grants) and not is_mfa_enabled(user)


def account_named(login: str) -> User | None:
    """The account of a user name or an e-mail. One query."""
    name = login.strip()
    found = User.objects.filter(Q(username=name) | (Q(email=name.lower()) & ~Q(email=""))).order_by("pk")
    return found.first() if name else None


def account_key(login: str) -> str:
    """One name for an account however it is called, by user name or e-mail; unknown names keep theirs. One query."""
    user = account_named(login)
    return f"user {user.pk}" if user else f"name {login.strip().lower()}"


def invited_with(citizen: str) -> User | None:
    """The open account that was invited with this citizen number."""
    blind = vault.blind(CITIZEN, citizen) if citizen else ""
    return User.objects.filter(citizen_blind=blind, is_active=True).first() if blind else None


OUTSIDE_NAMES = {"line": "LINE", "thaid": "ThaID"}


@dataclass(frozen=True)
class Way:
    """Something that opens an account: its id, what it is called, since when or until when."""

    pk: int
    name: str
    day: str


@dataclass(frozen=True)
class Ways:
    """Everything that opens one account."""

    app: bool
    codes: bool
    passkeys: list[Way]
    phones: list[Way]
    joined: list[Way]
    to_join: list[tuple[str, str]]

    @property
    def is_double(self) -> bool:
        return self.app or bool(self.passkeys)


def ways_of(user: User) -> Ways:
    """What opens this account. Three queries."""
    found = list(Authenticator.objects.filter(user_id=user.pk).order_by("pk"))
    kinds = {each.type for each in found}
    passkeys = [
        Way(each.pk, each.data.get("name", ""), day_of(each.created_at)) for each in found if each.type == "webauthn"
    ]
    outside = list(SocialAccount.objects.filter(user_id=user.pk).order_by("pk"))
    known = {each.provider for each in outside}
    return Ways(
        app="totp" in kinds,
        codes="recovery_codes" in kinds,
        passkeys=passkeys,
        phones=[Way(each.pk, each.label, day_of(each.used_at)) for each in phones_of([user.pk]).get(user.pk, [])],
        joined=[Way(each.pk, OUTSIDE_NAMES[each.provider], day_of(each.date_joined)) for each in outside],
        to_join=[(name, OUTSIDE_NAMES[name]) for name in settings.OUTSIDE_SIGN_IN if name not in known],
    )


def phones_of(users: Iterable[int]) -> dict[int, list[Device]]:
    """The phones that open these accounts, by account. One query."""
    found: dict[int, list[Device]] = {}
    for device in Device.objects.in_force(timezone.now()).filter(user_id__in=list(users)).order_by("pk"):
        found.setdefault(device.user_id, []).append(device)
    return found


def invitations_of(postings: Iterable[int]) -> dict[int, Invitation]:
    """The links that wait for the people of these postings, by posting. One query."""
    rows = Invitation.objects.open(timezone.now()).filter(posting_id__in=list(postings)).order_by("pk")
    return {row.posting_id: row for row in rows}


def day_of(moment: datetime) -> str:
    """The day in Thailand as people read it."""
    return format_date(timezone.localtime(moment).date(), language())


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


@dataclass(frozen=True)
class Term:
    """Someone who keeps a row for a while, in words."""

    pk: int
    name: str
    role: str
    days: str


def terms_of(subject: str, subject_id: int, today: date) -> list[Term]:
    """Who keeps a row now or soon. One query."""
    kept = Posting.objects.about(subject, subject_id).filter(taken_back=False)
    terms = kept.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    return [
        Term(
            term.pk,
            str(term.user),
            term.label(),
            " – ".join(format_date(day, lang=language()) for day in (term.valid_from, term.valid_until) if day),
        )
        for term in terms.select_related("user").order_by("valid_from", "pk")
    ]
