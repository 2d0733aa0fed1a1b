"""Counting guests: what a telephone scans, what a host writes down; posters; forgetting what told telephones apart.

A scan has no actor and writes no entry in the trail: it would only say that somebody came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.actions import register_period
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.ground.vault import actions as vault
from withi.kit import era
from withi.kit.problem import Problem
from withi.registers.publication.models import teach_verbs
from withi.registers.villages.models import Community
from withi.work.checkin import access, queries, rules
from withi.work.checkin.access import Host
from withi.work.checkin.models import CheckinDay, CheckinGroup, CheckinPoster, CheckinToken, CheckinTries
from withi.work.checkin.rules import Code, Given, Group, Proof

VERBS = {
    "checkin.count": _("counted a group of guests"),
    "checkin.take_back": _("took back a counted group"),
    "checkin.poster": _("made a new check-in poster"),
}
# Gives a row where the try was counted, none where there were too many already.
TRY = """
insert into checkin_tries (slot, sender, count) values (%s, %s, 1)
on conflict (slot, sender) do update set count = checkin_tries.count + 1 where checkin_tries.count < %s
returning count
"""
ONCE = "insert into checkin_token (day, community_id, token) values (%s, %s, %s) on conflict do nothing"
ONE_MORE = """
insert into checkin_day (community_id, day, month, proof, scans) values (%s, %s, %s, %s, 1)
on conflict (community_id, day, proof) do update set scans = checkin_day.scans + 1
"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a guest is told: since when she is counted here today, by what, and whether this was the first time."""

    day: date
    proof: Proof
    is_new: bool


def check_in(*, code: Code, community: Community | Host, device: str, address: str, given: Given) -> Stamp:
    """Count this telephone once at this place today.

    Problem checkin.closed (409) where no guests are taken, checkin.often (429) where too much comes from one address,
    checkin.cookie (403) for a telephone that told nothing of itself, checkin.word or checkin.far for a wrong proof.
    """
    if not access.takes_guests(community):
        raise Problem("checkin.closed", status=409)
    now = timezone.now()
    day = timezone.localdate(now)
    judged = _judged(code, community, device, given, day)
    slot = rules.slot_of(now)
    sender = vault.blind("checkin.sender", f"{slot}:{community.pk}:{address}")
    # what is refused counts as a try too, so it is refused after the commit
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRY, [slot, sender, rules.MOST_IN_SLOT])
        if cursor.fetchone() is None:
            judged = Problem("checkin.often", status=429)
        is_new = isinstance(judged, Proof) and _count(cursor, community.pk, day, device, judged)
    if isinstance(judged, Problem):
        raise judged
    return Stamp(day, judged, is_new)


def _judged(code: Code, community: Community | Host, device: str, given: Given, day: date) -> Proof | Problem:
    """What proves that the guest is there, or why she is not counted."""
    if not device:
        return Problem("checkin.cookie", status=403)
    at = (community.lat, community.lon) if community.lat is not None and community.lon is not None else None
    try:
        return rules.proof_of(code, given, queries.words(community.pk, day) if given.word else (), at)
    except Problem as refused:
        return refused


def _count(cursor: Any, place: int, day: date, device: str, proof: Proof) -> bool:
    """Once a telephone, place and day; whether this was the first time. The day's row comes last: all wait for it."""
    cursor.execute(ONCE, [day, place, vault.blind("checkin.token", f"{day}:{place}:{device}")])
    if cursor.rowcount != 1:
        return False
    cursor.execute(ONE_MORE, [place, day, era.month_key(day), proof.value])
    return True


def count_group(*, actor: User, scope: Scope, community: Community, group: Group, key: UUID) -> CheckinGroup:
    """Write down a group that the host received; the same key a second time is the same entry.

    Problem checkin.closed (409) where no guests are taken, checkin.twice (409) for the key of another group,
    checkin.empty, checkin.large, checkin.nights or checkin.day for what cannot be.
    """
    access.community_of(community.pk, scope, Ability.ENTER)
    rules.check_group(group, timezone.localdate())
    if not access.takes_guests(community):
        raise Problem("checkin.closed", status=409)
    with transaction.atomic():
        made, is_new = CheckinGroup.objects.get_or_create(key=key, defaults=_facts(actor, community, group))
        if not is_new:
            _refuse_other(made, community, group)
            return made
        _record(actor, "checkin.count", community, made)
    return made


def take_back(*, actor: User, scope: Scope, community: Community, counted: CheckinGroup) -> None:
    """A group that was written down wrongly counts no more. Problem checkin.taken_back where it already does not."""
    access.community_of(community.pk, scope, Ability.ENTER)
    with transaction.atomic():
        taken = CheckinGroup.objects.counted().filter(pk=counted.pk, community=community)
        if not taken.update(taken_back_at=timezone.now(), taken_back_by=actor):
            raise Problem("checkin.taken_back", status=409)
        _record(actor, "checkin.take_back", community, counted)


def renew_poster(*, actor: User, scope: Scope, community: Community) -> int:
    """A new poster for the place: what hangs anywhere of the old ones counts no more. The number of the new one."""
    access.community_of(community.pk, scope, Ability.ENTER)
    today = timezone.localdate()
    with transaction.atomic():
        row, is_first = CheckinPoster.objects.select_for_update().get_or_create(
            community=community, defaults={"serial": 2, "renewed_on": today}
        )
        if not is_first:
            row.serial, row.renewed_on = row.serial + 1, today
            row.save(update_fields=["serial", "renewed_on"])
        _record(actor, "checkin.poster", community)
    return row.serial


def forget() -> int:
    """Delete what told telephones apart on days that are over, and tries that count no more; how many tokens went."""
    now = timezone.now()
    gone, _each = CheckinToken.objects.filter(day__lt=timezone.localdate(now)).delete()
    CheckinTries.objects.filter(slot__lt=rules.slot_of(now)).delete()
    return gone


def store_many(*, scans: Sequence[CheckinDay], groups: Sequence[CheckinGroup]) -> None:
    """Days and groups of a demonstration, in sets; whoever calls writes the trail."""
    with transaction.atomic():
        CheckinDay.objects.bulk_create(scans, batch_size=1_000)
        CheckinGroup.objects.bulk_create(groups, batch_size=1_000)


# --- parts ---------------------------------------------------------------------------------------


def _facts(actor: User, community: Community, group: Group) -> dict[str, Any]:
    return {
        "community": community,
        "day": group.day,
        "month": era.month_key(group.day),
        "guests_thai": group.thai,
        "guests_foreign": group.foreign,
        "purpose": group.purpose.value,
        "nights": group.nights,
        "entered_by": actor,
        "entered_at": timezone.now(),
    }


def _refuse_other(made: CheckinGroup, community: Community, group: Group) -> None:
    """The same key brings the same group of the same place, or is refused."""
    told = Group(made.day, made.guests_thai, made.guests_foreign, rules.Purpose(made.purpose), made.nights)
    if made.community_id != community.pk or told != group:
        raise Problem("checkin.twice", status=409)


def _record(actor: User, verb: str, community: Community, counted: CheckinGroup | None = None) -> None:
    """The entry stands under the community, whose history shows it."""
    note = f"{counted.guests:,} · {era.format_date(counted.day)}" if counted else ""
    record(
        actor=actor,
        verb=verb,
        subject=Community.SUBJECT,
        subject_id=community.pk,
        area_code=community.area_code,
        note=note,
    )


teach_verbs(Community.SUBJECT, VERBS)
register_period("checkin.forget", forget)
search.register_popular(Community.SUBJECT, queries.scanned_lately)
