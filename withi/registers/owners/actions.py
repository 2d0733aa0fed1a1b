"""Letting people open their own record, and shutting it again."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from withi.ground.people import actions as people
from withi.ground.people.models import Invitation, Posting, User
from withi.ground.people.rules import Scope, in_force
from withi.kit import problem
from withi.kit.problem import Problem, Rule
from withi.registers.owners import access, queries
from withi.registers.owners.rules import POSITIONS, Seen
from withi.registers.publication.models import Publication

problem.register(
    Rule(
        "owner.ended",
        th="คนนี้ไม่ได้ดูแลข้อมูลนี้แล้ว กรุณาเปิดหน้าใหม่",
        en="This person no longer looks after this record. Please load the page again.",
    ),
    Rule(
        "owner.officer",
        th="บัญชีนี้เข้าระบบด้วยรหัสผ่าน จึงไม่ใช้ลิงก์ ถ้าลืมรหัสผ่านให้ติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
        en="This account signs in with a password, not by link. If it is forgotten, ask the provincial office.",
    ),
)


def invite(
    *,
    actor: User,
    scope: Scope,
    row: Publication,
    name: str,
    role_title: str = "",
    valid_until: date | None = None,
    helper: str = "",
    citizen: str = "",
) -> Posting:
    """A new account for a person of this row, opened by a link: account, posting and link in one step."""
    _refuse(scope, row)
    with transaction.atomic():
        user = people.add_account(
            actor=actor,
            username=f"{row.SUBJECT}-{row.pk}-{secrets.token_hex(4)}",
            display_name=name,
            password=None,
            is_demo=row.is_demo or actor.is_demo,
            citizen=citizen,
        )
        posting = people.post(
            actor=actor,
            user=user,
            position=POSITIONS[row.SUBJECT],
            area_code=row.area_code,
            valid_from=timezone.localdate(),
            valid_until=valid_until,
            subject=(row.SUBJECT, row.pk),
            role_title=role_title,
        )
        _link(actor, row, posting, helper)
    return posting


def give_link(*, actor: User, scope: Scope, row: Publication, posting: Posting, seen: Seen, lost: bool) -> Invitation:
    """A new link at the counter, after seeing who she is; where the phone is lost, every phone of hers is shut.

    Problem owner.ended for someone whose term is over, owner.officer for an account with a password.
    """
    _refuse(scope, row)
    with transaction.atomic():
        _refuse_ended(posting)
        if posting.user.has_usable_password():
            raise Problem("owner.officer", status=409)
        if lost:
            people.end_devices(actor=actor, posting=posting, seen=seen.value)
        else:
            people.note_seen(actor=actor, posting=posting, seen=seen.value)
        return _link(actor, row, posting)


def shut(*, actor: User, scope: Scope, row: Publication, posting: Posting) -> int:
    """A phone is reported lost: none opens this person's account any more, at once. How many that were."""
    _refuse(scope, row)
    return people.end_devices(actor=actor, posting=posting)


def withdraw(*, actor: User, scope: Scope, row: Publication, posting: Posting) -> None:
    """The link that waits for this person works no more. Problem invitation.over where there is none."""
    _refuse(scope, row)
    link = queries.open_link_of(posting)
    if link is None:
        raise Problem("invitation.over", status=409)
    people.withdraw_invitation(actor=actor, invitation=link)


def end(*, actor: User, scope: Scope, row: Publication, posting: Posting, last_day: date | None) -> None:
    """The person opens this row until `last_day`; no more at once where that is None or has passed."""
    _refuse(scope, row)
    with transaction.atomic():
        _refuse_ended(posting)
        last_day = last_day or timezone.localdate() - timedelta(days=1)
        people.end_posting(actor=actor, posting=posting, last_day=last_day)


def _link(actor: User, row: Publication, posting: Posting, helper: str = "") -> Invitation:
    about, numbers = queries.name_of(row), queries.numbers_of(row)
    return people.invite(actor=actor, posting=posting, about=about, numbers=numbers, helper=helper)


def _refuse(scope: Scope, row: Publication) -> None:
    if not access.gives(scope, row):
        raise Problem("access.ability", status=403)


def _refuse_ended(posting: Posting) -> None:
    held = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if not in_force(held.valid_from, held.valid_until, max(timezone.localdate(), held.valid_from)):
        raise Problem("owner.ended", status=409)
