"""Accounts, postings, invitations, phones and tries: every write."""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from withi.ground.drafts.actions import forget_all
from withi.ground.jobs.actions import register_period
from withi.ground.people import access, rules
from withi.ground.people.access import Kept, hash_of
from withi.ground.people.models import Device, Invitation, Posting, SignInTries, User
from withi.ground.people.queries import CITIZEN
from withi.ground.people.rules import Position, Scope, Section
from withi.ground.trail.actions import record
from withi.ground.vault import actions as vault
from withi.kit import ids, problem
from withi.kit.codes import is_code
from withi.kit.problem import Problem, Rule

TOKEN_LENGTH = 32

problem.register(
    Rule(
        "invitation.over",
        th="ลิงก์นี้ใช้ไม่ได้แล้ว เพราะมีผู้ใช้ไปแล้ว หมดอายุ หรือถูกยกเลิก ขอลิงก์ใหม่ได้จากพัฒนากรหรือสำนักงานพัฒนาชุมชนอำเภอ",
        en="This link works no more: used, past its day or withdrawn. Ask your district office for a new one.",
    ),
    Rule(
        "invitation.other_key",
        th="สร้างลิงก์เดิมซ้ำไม่ได้เพราะกุญแจของระบบเปลี่ยนไปแล้ว กรุณาออกลิงก์ใหม่",
        en="The site's key has changed since, so this link cannot be shown again. Please make a new one.",
    ),
    Rule("pin.wrong", th="รหัสไม่ถูกต้อง ลองอีกครั้ง", en="Wrong PIN. Please try again."),
    Rule(
        "pin.closed",
        th="ใส่รหัสผิดหลายครั้งเกินไป เครื่องนี้จึงเปิดบัญชีไม่ได้อีก ขอลิงก์ใหม่ได้จากพัฒนากรหรือสำนักงานพัฒนาชุมชนอำเภอ",
        en="Too many wrong PINs: this phone opens the account no more. Ask your district office for a new link.",
    ),
    Rule(
        "tries.wait",
        th="ลองผิดหลายครั้งแล้ว กรุณารอ {wait} แล้วลองใหม่ ถ้าจำรหัสไม่ได้ ให้ติดต่อสำนักงานพัฒนาชุมชน",
        en="Too many wrong tries. Wait {wait_en}, then try again. If it is forgotten, ask your office.",
    ),
    Rule(
        "account.citizen_taken",
        th="เลขประจำตัวประชาชนนี้ผูกกับบัญชีอื่นอยู่แล้ว ให้ใช้บัญชีนั้น หรือเว้นช่องนี้ไว้",
        en="This citizen number already belongs to another account: use that one, or leave this empty.",
    ),
)


def add_account(
    *,
    actor: User | None,
    username: str,
    display_name: str,
    password: str | None,
    email: str = "",
    is_demo: bool = False,
    citizen: str = "",
) -> User:
    """A new account that may do nothing until it is posted; in the trail. Without a password it opens by invitation.

    Of a `citizen` number only a keyed index is kept, by which ThaID finds the account.
    """
    blind = vault.blind(CITIZEN, ids.parse_citizen(citizen)) if citizen else ""
    with transaction.atomic():
        if blind and User.objects.filter(citizen_blind=blind).exists():
            raise Problem("account.citizen_taken", field="citizen")
        user = User.objects.create_user(
            username, password, display_name=display_name, email=email.lower(), is_demo=is_demo, citizen_blind=blind
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


def appoint(
    *,
    actor: User,
    row: Kept,
    position: Position,
    username: str,
    role_title: str,
    valid_from: date,
    valid_until: date | None = None,
) -> Posting:
    """Inside a verb that judged the actor: let an account keep a row for a term.

    Problem people.account for one that there is not, people.term for one that keeps it in these days already.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(username=username, is_active=True).first()
        if user is None:
            raise Problem("people.account", field="username", found=username)
        terms = Posting.objects.about(row.SUBJECT, row.pk).overlapping(valid_from, valid_until)
        if terms.filter(user=user).exists():
            raise Problem("people.term", field="username", name=str(user))
        return post(
            actor=actor,
            user=user,
            position=position,
            area_code=row.area_code,
            valid_from=valid_from,
            valid_until=valid_until,
            subject=(row.SUBJECT, row.pk),
            role_title=role_title,
        )


def appoint_keeper(*, actor: User, scope: Scope, row: Kept, **term: Any) -> Posting:
    """An officer of the place lets an account keep a row, as `appoint` takes it."""
    access.refuse_keeper(scope, row)
    return appoint(actor=actor, row=row, **term)


def end_keeper(*, actor: User, scope: Scope, row: Kept, term: Posting) -> None:
    """The account keeps the row no more, at once."""
    access.refuse_keeper(scope, row)
    end_posting(actor=actor, posting=term, last_day=timezone.localdate() - timedelta(days=1))


def end_posting(*, actor: User | None, posting: Posting, last_day: date) -> None:
    """Let a posting end on `last_day`, one that would begin only later at once; the row stays as history.

    A link that waits for its person works no more.
    """
    is_early = last_day < posting.valid_from
    last_day = posting.valid_from - timedelta(days=1) if is_early else last_day
    with transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(valid_until=last_day, taken_back=is_early)
        _withdraw_open([posting.pk])
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
        _end_devices(user)
        forget_all(owner_id=user.pk)
        record(
            actor=actor,
            verb="people.close_account",
            subject="user",
            subject_id=user.pk,
            before={"is_active": user.is_active},
            after={"is_active": False},
        )


# --- invitations ---------------------------------------------------------------------------------


def invite(
    *, actor: User | None, posting: Posting, about: str, numbers: Iterable[str] = (), helper: str = ""
) -> Invitation:
    """A new link for the person of an owner's posting; an older one that is still open is withdrawn.

    `about` says in words what the account is for, `numbers` are telephone numbers no PIN may be part of.
    """
    now = timezone.now()
    with transaction.atomic():
        _withdraw_open(list(Posting.objects.filter(user=posting.user_id).values_list("pk", flat=True)))
        invitation = Invitation(
            posting=posting,
            about=about[:200],
            helper=helper,
            not_pins=",".join(number[-9:] for number in numbers)[:80],
            made_by=actor,
            made_at=now,
            expires_at=now + timedelta(days=rules.INVITATION_DAYS),
        )
        invitation.token_hash = hash_of(token_of(invitation))
        invitation.save()
        _tell(actor, "people.invite", posting, note=about)
    return invitation


def _withdraw_open(postings: list[int]) -> None:
    now = timezone.now()
    Invitation.objects.filter(posting_id__in=postings).open(now).update(withdrawn_at=now, not_pins="")


def token_of(invitation: Invitation) -> str:
    """The secret part of the link, made anew each time. Problem where the site's secret is another one since."""
    made = salted_hmac("withi.invitation", invitation.key.hex, algorithm="sha256").hexdigest()[:TOKEN_LENGTH]
    if invitation.token_hash and invitation.token_hash != hash_of(made):
        raise Problem("invitation.other_key", status=409)
    return made


def withdraw_invitation(*, actor: User | None, invitation: Invitation) -> None:
    """Let a link work no more. Problem invitation.over where it already does not."""
    now = timezone.now()
    with transaction.atomic():
        still = Invitation.objects.filter(pk=invitation.pk).open(now)
        if not still.update(withdrawn_at=now, not_pins=""):
            raise Problem("invitation.over", status=409)
        _tell(actor, "people.withdraw_invitation", invitation.posting, note=invitation.about)


def accept(*, invitation: Invitation, pin: str, label: str = "", helper: str = "") -> tuple[Device, str]:
    """The person's phone becomes her way in: the device, and the secret that its cookie carries.

    Of several that open one link at once, one is let in. Problem invitation.over for the others, pin.* for a weak PIN.
    """
    rules.check_pin(pin, invitation.not_pins.split(",") if invitation.not_pins else ())
    now, token = timezone.now(), secrets.token_urlsafe(32)
    hashed = _hash_pin(token, pin)  # before the lock: it takes a tenth of a second
    user = invitation.posting.user
    with transaction.atomic():
        # The row's own columns only: with a join, PostgreSQL would let in two that open the link at once.
        still = Invitation.objects.filter(pk=invitation.pk).open(now)
        if not user.is_active or not still.update(used_at=now, not_pins=""):
            raise Problem("invitation.over", status=410)
        device = Device.objects.create(
            user=user,
            token_hash=hash_of(token),
            pin=hashed,
            label=label[:80],
            helper=helper[:80],
            expires_at=now + timedelta(days=rules.DEVICE_DAYS),
        )
        user.helper = helper
        record(
            actor=user,
            verb="people.accept",
            subject="user",
            subject_id=user.pk,
            area_code=invitation.posting.area_code,
            note=device.label,
        )
    return device, token


# --- phones --------------------------------------------------------------------------------------


def open_with_pin(*, device: Device, token: str, pin: str, helper: str = "") -> None:
    """Check the PIN of this phone: Problem pin.wrong, tries.wait, or pin.closed after too many wrong ones in a row.

    A right one keeps the phone open for another ninety days and remembers who types.
    """
    attempt = begin_try(account=f"device {device.pk}", address="")
    is_right = check_password(_salted(token, pin), device.pin)
    now, mine = timezone.now(), Device.objects.filter(pk=device.pk, ended_at=None)
    if is_right:
        until = now + timedelta(days=rules.DEVICE_DAYS)
        if not mine.update(wrong=0, used_at=now, expires_at=until, helper=helper[:80]):
            raise Problem("pin.closed", status=403)
        end_try(attempt=attempt)
        return
    mine.update(wrong=models.F("wrong") + 1)
    if mine.filter(wrong__gte=rules.MOST_WRONG_PINS).update(ended_at=now):
        raise Problem("pin.closed", status=403)
    raise Problem("pin.wrong", field="pin")


def end_devices(*, actor: User | None, posting: Posting, seen: str = "") -> int:
    """Let no phone open this person's account any more, and end her sessions at once; how many phones that were.

    `seen`: which kind of document she showed at the counter (never its number); in the trail.
    """
    with transaction.atomic():
        ended = _end_devices(posting.user)
        _tell(actor, "people.end_devices", posting, note=seen)
    return ended


def note_seen(*, actor: User | None, posting: Posting, seen: str) -> None:
    """At the counter: which kind of document the person showed, before a new link; in the trail."""
    _tell(actor, "people.seen", posting, note=seen)


def _end_devices(user: User) -> int:
    now = timezone.now()
    ended = Device.objects.filter(user=user).in_force(now).update(ended_at=now)
    User.objects.filter(pk=user.pk).update(session_round=models.F("session_round") + 1)
    return ended


def _tell(actor: User | None, verb: str, posting: Posting, *, note: str = "") -> None:
    user, area = posting.user_id, posting.area_code
    record(actor=actor, verb=verb, subject="user", subject_id=user, area_code=area, note=note)


def _salted(token: str, pin: str) -> str:
    return f"{token}:{pin}"


def _hash_pin(token: str, pin: str) -> str:
    return make_password(_salted(token, pin))


# --- outside ways --------------------------------------------------------------------------------


def part_way(*, user: User, joined: SocialAccount) -> None:
    """LINE or ThaID opens this account no more."""
    with transaction.atomic():
        joined.delete()
        note_way(user=user, verb="people.part_way", way=joined.provider)


def note_way(*, user: User, verb: str, way: str) -> None:
    """LINE or ThaID was joined to the account, or parted from it: a line in the trail."""
    record(actor=user, verb=verb, subject="user", subject_id=user.pk, note=way)


# --- tries ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """A try that counts as failed until it is known to be right: the keys of its rows; no `address` for a PIN."""

    pair: str
    account: str
    address: str
    at: float


def begin_try(*, account: str, address: str) -> Attempt:
    """Count a try to sign in before anything is compared. Problem tries.wait where it comes too soon.

    Ten an hour for the account from this address. Where an account or an address is tried very often, others wait
    a little, up to a minute; who signed in from here before does not.
    """
    now = time.time()
    place = _key("address", address) if address else ""
    attempt = Attempt(_key("pair", account, address), _key("account", account), place, now)
    with transaction.atomic():
        rows = _tries_of(attempt)
        pair = rows[attempt.pair]
        wait = rules.wait_of_pair(pair.failed, now)
        if not wait and not (pair.known_until and pair.known_until > timezone.now()):
            wait = max(
                rules.wait_of_many(rows[attempt.account].failed, now, rules.ACCOUNT_TRIES),
                rules.wait_of_many(rows[place].failed, now, rules.ADDRESS_TRIES) if place else 0,
            )
        if not wait:
            for row in rows.values():
                row.failed = [*rules.recent(row.failed, now), now]
                row.keep_until = max(row.keep_until, timezone.now() + timedelta(seconds=rules.HOUR))
                row.save(update_fields=["failed", "keep_until"])
    if wait:
        raise _too_soon(wait)
    return attempt


def end_try(*, attempt: Attempt) -> None:
    """The try was right: it counts no more, and the account is known from this address for ninety days."""
    until = timezone.now() + timedelta(days=rules.KNOWN_DAYS)
    with transaction.atomic():
        rows = _tries_of(attempt)
        for row in rows.values():
            row.failed = [at for at in row.failed if at != attempt.at]
            row.save(update_fields=["failed"])
        SignInTries.objects.filter(pk=attempt.pair).update(known_until=until, keep_until=until)
        SignInTries.objects.filter(keep_until__lt=timezone.now()).delete()


def forget_expired(*, most: int = 5_000) -> int:
    """Delete sessions past their end, and tries that count no more; how many sessions went."""
    now = timezone.now()
    gone = list(Session.objects.filter(expire_date__lt=now).order_by("expire_date").values_list("pk", flat=True)[:most])
    Session.objects.filter(pk__in=gone, expire_date__lt=now).delete()
    SignInTries.objects.filter(keep_until__lt=now).delete()
    return len(gone)


register_period("people.forget", forget_expired)


def _tries_of(attempt: Attempt) -> dict[str, SignInTries]:
    """The rows of a try, made where they are missing, locked in the order of their keys."""
    keys = sorted({attempt.pair, attempt.account, attempt.address} - {""})
    soon = timezone.now() + timedelta(seconds=rules.HOUR)
    SignInTries.objects.bulk_create([SignInTries(pk=key, keep_until=soon) for key in keys], ignore_conflicts=True)
    rows = SignInTries.objects.filter(pk__in=keys).select_for_update().order_by("pk")
    return {row.pk: row for row in rows}


def _key(kind: str, *parts: str) -> str:
    return salted_hmac("withi.tries", "\0".join((kind, *parts)), algorithm="sha256").hexdigest()


def _too_soon(seconds: int) -> Problem:
    minutes = -(-seconds // 60)
    if seconds <= 60:
        return Problem("tries.wait", status=429, wait=f"{seconds} วินาที", wait_en=f"{seconds} seconds")
    return Problem("tries.wait", status=429, wait=f"{minutes} นาที", wait_en=f"{minutes} minutes")
