"""Keeping what people type, and forgetting it. A draft is no act on a register: the trail tells of what is saved."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import KEPT_FOR, LONGEST, MOST, UNSENT_FOR, Stub, keepable, key_of, size_of, version_in
from withi.ground.jobs.actions import register_period
from withi.ground.vault.actions import seal
from withi.kit import problem
from withi.kit.problem import Problem, Rule

problem.register(
    Rule(
        "draft.too_long",
        th="ข้อความในแบบฟอร์มนี้ยาวเกินกว่าจะเก็บร่างไว้ให้ได้ กรุณากดบันทึกเป็นระยะ",
        en="The text of this form is too long to be kept for you. Please save it from time to time.",
    )
)
FORGOTTEN_AT_ONCE = 1_000
WRITTEN = ["version", "fields_sealed", "saved_at", "expires_at"]


def keep(*, stub: Stub, tab: str, fields: Mapping[str, Sequence[str]]) -> Draft:
    """Keep what stands in one person's form in one tab, in place of what stood there before."""
    draft = _put(stub, tab, fields, KEPT_FOR)
    forget_expired()
    return draft


def keep_unsent(*, stub: Stub, claim: str, fields: Mapping[str, Sequence[str]]) -> Draft:
    """Keep a form that came after its session had ended, for its own person in this browser (`claim`), 30 minutes."""
    return _put(stub, claim[:32], fields, UNSENT_FOR, claim)


def forget(*, draft: Draft) -> None:
    """Throw a draft away."""
    Draft.objects.filter(pk=draft.pk).delete()


def forget_saved(*, stub: Stub, tab: str, taken: UUID | None = None) -> None:
    """The form was saved: forget what this tab kept of it, and the draft that had been taken up in it."""
    keys = [key_of(stub.owner, stub.address, tab), *([taken] if taken else [])]
    Draft.objects.filter(owner_id=stub.owner, address=stub.address, key__in=keys).delete()


def forget_all(*, owner_id: int) -> int:
    """Throw away everything that one person typed and did not save. How many drafts there were."""
    return Draft.objects.filter(owner_id=owner_id).delete()[0]


def forget_expired(*, most: int = 20) -> int:
    """Delete what has passed its last day, a few at a time; every draft that is kept calls it. How many there were."""
    late = Draft.objects.filter(expires_at__lt=timezone.now()).order_by("expires_at", "pk").values_list("pk", flat=True)
    return Draft.objects.filter(pk__in=list(late[:most])).delete()[0]


register_period("drafts.forget", lambda: forget_expired(most=FORGOTTEN_AT_ONCE))


def _put(stub: Stub, tab: str, fields: Mapping[str, Sequence[str]], lasting: timedelta, claim: str = "") -> Draft:
    kept = keepable(fields, stub.private)
    if size_of(kept) > LONGEST:
        raise Problem("draft.too_long", status=413)
    now, key = timezone.now(), key_of(stub.owner, stub.address, tab)
    draft = Draft(
        key=key,
        owner_id=stub.owner,
        address=stub.address,
        tab=tab,
        claim=claim,
        version=version_in(kept),
        fields_sealed=seal(Draft.FIELDS, key, json.dumps(kept, ensure_ascii=False)),
        saved_at=now,
        expires_at=now + lasting,
    )
    with transaction.atomic():
        Draft.objects.bulk_create([draft], update_conflicts=True, unique_fields=["key"], update_fields=WRITTEN)
        _make_room(stub.owner)
    return draft


def _make_room(owner_id: int) -> None:
    """The oldest drafts go where one person has more than there is room for."""
    rows = Draft.objects.filter(owner_id=owner_id).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    if spare := list(rows[MOST:]):
        Draft.objects.filter(pk__in=spare).delete()
