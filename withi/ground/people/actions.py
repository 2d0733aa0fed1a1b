"""Accounts and postings: every write."""

from datetime import date

from django.db import transaction

from withi.ground.drafts.actions import forget_all
from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Position, Section
from withi.ground.trail.actions import record
from withi.kit.codes import is_code
from withi.kit.problem import Problem


def add_account(
    *, actor: User | None, username: str, display_name: str, password: str, email: str = "", is_demo: bool = False
) -> User:
    """A new account that may do nothing until it is posted; in the trail."""
    with transaction.atomic():
        user = User.objects.create_user(
            username, password, display_name=display_name, email=email.lower(), is_demo=is_demo
        )
        record(actor=actor, verb="people.add_account", subject="user", subject_id=user.pk, after={"username": username})
    return user


def post(
    *,
    actor: User | None,
    user: User,
    position: Position,
    area_code: str,
    valid_from: date,
    valid_until: date | None = None,
    section: Section = Section.NONE,
    acting_for: str = "",
    subject: tuple[str, int] | None = None,
    role_title: str = "",
) -> Posting:
    """Give a person a position in an area (for owners: about one row); refuses an impossible area code."""
    if area_code and not is_code(area_code):
        raise Problem("area.code", field="area_code", found=area_code)
    kind, subject_id = subject or ("", None)
    with transaction.atomic():
        posting = Posting.objects.create(
            user=user,
            position=position.value,
            section=section.value,
            area_code=area_code,
            valid_from=valid_from,
            valid_until=valid_until,
            acting_for=acting_for,
            subject_kind=kind,
            subject_id=subject_id,
            role_title=role_title,
        )
        after = {"position": position.value, "area_code": area_code, "user": user.pk}
        record(
            actor=actor, verb="people.post", subject="posting", subject_id=posting.pk, area_code=area_code, after=after
        )
    return posting


def end_posting(*, actor: User | None, posting: Posting, last_day: date) -> None:
    """Let a posting end on `last_day`; the row stays as history."""
    with transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(valid_until=last_day)
        record(
            actor=actor,
            verb="people.end_posting",
            subject="posting",
            subject_id=posting.pk,
            area_code=posting.area_code,
            before={"valid_until": str(posting.valid_until or "")},
            after={"valid_until": last_day.isoformat()},
        )


def set_password(*, actor: User | None, user: User, password: str) -> None:
    """A new password; every session opened with the old one ends. In the trail, never with the password."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record(actor=actor, verb="people.set_password", subject="user", subject_id=user.pk)


def close_account(*, actor: User | None, user: User, last_day: date) -> None:
    """Let nobody sign in with this account any more and end its postings on `last_day`; the person's rows stay his."""
    with transaction.atomic():
        for posting in Posting.objects.filter(user=user).in_force(last_day).order_by("pk"):
            end_posting(actor=actor, posting=posting, last_day=last_day)
        User.objects.filter(pk=user.pk).update(is_active=False)
        forget_all(owner_id=user.pk)
        record(
            actor=actor,
            verb="people.close_account",
            subject="user",
            subject_id=user.pk,
            before={"is_active": user.is_active},
            after={"is_active": False},
        )
