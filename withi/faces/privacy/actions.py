"""Handing out, erasing and anonymising what is kept of a person; purposes and consents. Each stands in the trail."""

import json
import os
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from withi.faces.privacy import queries, rules
from withi.faces.privacy.holding import Part
from withi.faces.privacy.holdings import HOLDINGS
from withi.faces.privacy.models import PrivacyConsent, PrivacyPurpose
from withi.faces.privacy.queries import Subject
from withi.faces.privacy.rules import Fate
from withi.ground.files import actions as files
from withi.ground.files.models import Photo, Upload
from withi.ground.jobs import actions as jobs
from withi.ground.people.models import Posting, User
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.ground.web import versions
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS, Publication
from withi.registers.publication.rules import State

CHUNK = 500
TEXTS = ("title", "kept", "why", "seen", "until")


@dataclass(frozen=True)
class Step:
    """What one part of the holdings comes to for a record: how many rows, and their fate."""

    model: str
    title: str
    fate: Fate
    rows: int


@dataclass(frozen=True)
class Outcome:
    """What was done, and what stays and why."""

    steps: tuple[Step, ...]
    reasons: tuple[str, ...]


# --- handing out ---------------------------------------------------------------------------------


def export(*, actor: User | None, subjects: Iterable[Subject], target: Path) -> Path:
    """Write all that is kept of a person into one file, readable by its owner only, to be handed to that person.

    A zip: `data.json` for programs, `sheet.html` to read. Problem person.taken where the file is there already.
    """
    asked = list(subjects)
    held = [(subject, queries.kept(subject), queries.seen(subject), queries.consents(subject)) for subject in asked]
    with transaction.atomic():
        for subject in asked:
            _tell(actor, "privacy.export_person", subject, "")
        _write_out(target, held)
    return target


def _write_out(target: Path, held: list[tuple[Subject, list[queries.Kept], list[queries.Seen], Any]]) -> None:
    data = {
        subject.ref: {
            "kept": {each.model: each.rows for each in kept},
            "seen": [{"at": act.at, "who": act.who, "post": act.post, "act": act.verb} for act in seen],
            "consents": [{"purpose": each.purpose.code, "given": each.given_at} for each in agreed],
        }
        for subject, kept, seen, agreed in held
    }
    sheet = render_to_string("privacy/sheet.html", {"held": held, "made": queries.said(timezone.now())})
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Problem("person.taken", file=target) from error
    with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=_plain))
        book.writestr("sheet.html", sheet)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# --- erasing -------------------------------------------------------------------------------------


def plan(*, subject: Subject, anonymise: bool = False) -> Outcome:
    """What `erase` or `anonymise` would do; nothing is written."""
    steps = [
        Step(label, str(HOLDINGS[label].title), part.fate, _rows(label, part, subject).count())
        for label, part in _parts(subject, anonymise=anonymise)
    ]
    return Outcome(tuple(step for step in steps if step.rows), tuple(queries.reasons(subject)))


def erase(*, actor: User | None, subject: Subject, word: str, reason: str = "", anonymise: bool = False) -> Outcome:
    """Take a person out of a record, once the word was typed: ledgers and trail stay, without the person.

    A public record leaves the public site first. With `anonymise` nothing is deleted: drafts, files sent in and facts
    that name nobody stay. Problem person.word, person.own_account.
    """
    if word != rules.WORD:
        raise Problem("person.word", word=rules.WORD)
    if actor is not None and subject.kind == "user" and subject.pk == actor.pk:
        raise Problem("person.own_account")
    with transaction.atomic():
        outcome, marks = plan(subject=subject, anonymise=anonymise), queries.marks_of(subject)
        shown = _take_down(subject)
        _forget_beside(subject, anonymise=anonymise)
        # the trail first: its rows are found by the products that erasing deletes
        for label, part in sorted(_parts(subject, anonymise=anonymise), key=lambda each: each[1].fate is Fate.DELETE):
            _carry_out(label, part, subject, marks)
        _tell(actor, "privacy.anonymise" if anonymise else "privacy.erase", subject, reason)
        _show(shown)
    return outcome


def _parts(subject: Subject, *, anonymise: bool) -> list[tuple[str, Part]]:
    """The parts of the holdings that count for the record: those that empty or strip before those that delete."""
    return [
        (label, part)
        for label, holding in HOLDINGS.items()
        for part in holding.parts.get(subject.holdings_kind, ())
        if part.fate is not Fate.KEEP and (part.anonymises or not anonymise)
    ]


def _rows(label: str, part: Part, subject: Subject) -> "models.QuerySet[Any]":
    rows: models.QuerySet[Any] = apps.get_model(label)._default_manager.all()  # noqa: SLF001
    return rows.filter(part.rows(subject.pk))


def _carry_out(label: str, part: Part, subject: Subject, marks: frozenset[str]) -> None:
    rows = _rows(label, part, subject)
    if part.fate is Fate.EMPTY:
        rows.update(**part.values)
    elif part.fate is Fate.STRIP:
        _strip(rows, {*part.values, f"{subject.kind}:{subject.pk}"}, marks)
    else:
        rows.delete()


def _strip(rows: "models.QuerySet[Any]", keys: set[str], marks: frozenset[str]) -> None:
    """Take a person out of what the trail keeps of changes; that something was changed stays."""
    changed = []
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        before, after = (rules.strip(side, keys, marks) for side in (row.before, row.after))
        if (before, after) != (row.before, row.after):
            row.before, row.after = before, after
            changed.append(row)
    rows.model._default_manager.bulk_update(changed, ("before", "after"), batch_size=CHUNK)  # noqa: SLF001


def _take_down(subject: Subject) -> list[Publication]:
    """Withdraw what the public sees of a person's own record; gives the rows whose pages must be made anew."""
    if subject.kind == "asset":
        return list(KINDS["community"].rows.filter(assets__pk=subject.pk))
    if subject.kind not in KINDS:
        return []
    rows = list(KINDS[subject.kind].rows.filter(pk=subject.pk).select_for_update())
    if subject.holdings_kind == "producer":
        rows += KINDS["product"].rows.filter(producer_id=subject.pk).order_by("pk").select_for_update()
        for subject_kind in ("producer", "product"):
            of_kind = KINDS[subject_kind].rows.filter(pk__in=[row.pk for row in rows if subject_kind == row.SUBJECT])
            of_kind.filter(state__in=(State.PUBLISHED, State.WAITING)).update(state=State.WITHDRAWN.value)
    return rows


def _forget_beside(subject: Subject, *, anonymise: bool) -> None:
    """What hangs on a record outside its tables: names in the index, bytes of files, the way in."""
    photos = [part for label, part in _parts(subject, anonymise=anonymise) if label == Photo._meta.label]
    files.remove_photos(photos=[photo for part in photos for photo in _rows(Photo._meta.label, part, subject)])
    if subject.holdings_kind == "producer":
        search.erase("producer", [subject.pk])
        if not anonymise:
            drafts = KINDS["product"].rows.filter(producer_id=subject.pk, published_at=None)
            search.erase("product", drafts.values_list("pk", flat=True))
    if subject.kind == "user":
        _close(subject.pk)
        if not anonymise:
            _forget_sent(subject.pk)


def _close(user_id: int) -> None:
    """The account's postings end today, and nothing of its name is left in it."""
    today = timezone.localdate()
    Posting.objects.filter(user_id=user_id).in_force(today).update(valid_until=today)
    User.objects.filter(pk=user_id).update(username=f"erased-{user_id}")


def _forget_sent(user_id: int) -> None:
    """Files sent in, and what came of long work, with their bytes."""
    jobs.forget_all(owner_id=user_id)
    for upload in Upload.objects.filter(owner_id=user_id):
        files.forget(upload=upload)


def _show(rows: list[Publication]) -> None:
    """The index and the public pages follow: last, as the data versions ask for."""
    products = [row.pk for row in rows if row.SUBJECT == "product"]
    publication.reindex(KINDS["product"], list(KINDS["product"].rows.filter(pk__in=products)))
    for kind in sorted({row.SUBJECT for row in rows}):
        publication.refresh_pages(KINDS[kind], [row for row in rows if kind == row.SUBJECT])


def _tell(actor: User | None, verb: str, subject: Subject, reason: str) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=subject.kind,
        subject_id=subject.pk,
        area_code=subject.area_code,
        note=reason,
    )


# --- purposes and consents -----------------------------------------------------------------------


def load_purposes(*, actor: User | None, path: Path) -> list[PrivacyPurpose]:
    """Store the purposes of a file whose texts are new; each ends the version before. Those that are equal stay."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))["purpose"]
    with transaction.atomic():
        made = [new for place, each in enumerate(given) if (new := _store_purpose(place, each)) is not None]
        for new in made:
            record(
                actor=actor,
                verb="privacy.purpose",
                subject="purpose",
                subject_id=new.pk,
                note=f"{new.code} {new.version}",
            )
        if made:
            versions.bump("privacy", [""])
    return made


def _store_purpose(place: int, given: dict[str, Any]) -> PrivacyPurpose | None:
    facts = facts_of(place, given)
    last = PrivacyPurpose.objects.filter(code=facts["code"]).order_by("-version").first()
    if last is None:
        return PrivacyPurpose.objects.create(**facts, version=1)
    texts = {name: value for name, value in facts.items() if name not in ("valid_from", "position")}
    if all(getattr(last, name) == value for name, value in texts.items()):
        return None
    since: date = facts["valid_from"]
    if since <= last.valid_from:
        raise Problem("privacy.version", code=last.code, since=format_date(since), last=format_date(last.valid_from))
    PrivacyPurpose.objects.filter(pk=last.pk).update(valid_to=since - timedelta(days=1))
    return PrivacyPurpose.objects.create(**facts, version=last.version + 1)


def facts_of(place: int, given: dict[str, Any]) -> dict[str, Any]:
    """One purpose of the file as the columns of its row."""
    texts = {f"{part}_{lang}": given[part][lang] for part in TEXTS for lang in ("th", "en")}
    return {
        **texts,
        "code": given["code"],
        "position": place,
        "basis": rules.Basis(given["basis"]).value,
        "retention_days": given.get("retention_days"),
        "valid_from": given["valid_from"],
    }


def give_consent(*, actor: User | None, subject: Subject, code: str, note: str = "") -> PrivacyConsent:
    """Note that the person agreed, in the words that hold today; a second time changes nothing."""
    purpose = queries.purpose(code, timezone.localdate())
    with transaction.atomic():
        consent, is_new = PrivacyConsent.objects.get_or_create(
            subject=subject.kind,
            subject_id=subject.pk,
            purpose=purpose,
            withdrawn_at=None,
            defaults={"given_at": timezone.now(), "recorded_by": actor, "note": note[:200]},
        )
        if is_new:
            _tell(actor, "privacy.consent", subject, code)
    return consent


def withdraw_consent(*, actor: User | None, subject: Subject, code: str) -> int:
    """Note that the person took consent back, whatever version it was given to. Problem privacy.consent."""
    with transaction.atomic():
        of_code = Q(subject=subject.kind, subject_id=subject.pk, purpose__code=code, withdrawn_at=None)
        count = PrivacyConsent.objects.filter(of_code).update(withdrawn_at=timezone.now())
        if not count:
            raise Problem("privacy.consent", code=code)
        _tell(actor, "privacy.withdraw_consent", subject, code)
    return count


def note_breach_list(*, actor: User | None, start: date, end: date, rows: int) -> None:
    """A list of who touched whose data left the house."""
    note = f"{format_date(start)} - {format_date(end)}, {rows}"
    record(actor=actor, verb="privacy.export_breach", subject="breach", note=note)
