"""Every write on segments: answers, versions of the table, running all products through a new version."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from time import sleep
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.actions import Kind, Running, enqueue, register_kind, register_period
from withi.ground.people.models import User
from withi.ground.people.queries import acting
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.web import sets
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product
from withi.work.segments import access, queries, rules
from withi.work.segments.models import SegmentMove, SegmentProduct, SegmentVersion
from withi.work.segments.rules import GROUPS, UNANSWERED, Answers, Table, Verdict, Version

SUBJECT = "segment_version"
RERUN = "segments.rerun"
SET = 10_000
"""Products in one transaction of a re-run: a moment for whoever waits to save."""
PAUSE = 0.15
"""Seconds between two sets: on SQLite whoever waits for the lock looks for it every tenth of a second."""
COLUMNS = tuple(f"a{group}" for group in GROUPS)
Tell = Callable[[int, int], None]

KIND.verbs.update(
    {
        "segments.answer": _("answered for its segment"),
        "segments.answer_many": _("answered for its segment from a list"),
        "segments.rerun": _("got another segment by a new version of the table"),
    }
)


# --- answers -------------------------------------------------------------------------------------


def answer(*, actor: User, scope: Scope, product: Product, answers: Answers, edition: int) -> Verdict:
    """Store the answers of a product and the segment they give today.

    `edition` is the answering that was looked at, 0 for none: 409 where somebody answered meanwhile.
    """
    rules.check_answers(answers)
    with transaction.atomic():
        held = _hold(scope, product)
        version = queries.in_force()
        verdict = rules.judge(version.table(), answers)
        if (held.edition if held else 0) != edition:
            raise Problem("segments.changed", status=409)
        before = _said(held.answers(), held.segment) if held else None
        after = _said(answers, verdict.segment)
        if before == after and held and held.version == version.number:
            return verdict
        given = {**dict(zip(COLUMNS, answers, strict=True)), "version": version.number, "edition": edition + 1}
        _write(actor, product, verdict, given)
        record(
            actor=actor,
            verb="segments.answer",
            subject=Product.SUBJECT,
            subject_id=product.pk,
            area_code=product.area_code,
            before=before,
            after=after,
        )
    return verdict


def _hold(scope: Scope, product: Product) -> SegmentProduct | None:
    """The product locked, refused to who may not enter it; then its answers, of which there may be none."""
    rows = Product.objects.in_scope(scope, Ability.ENTER).filter(pk=product.pk)
    if not rows.order_by("pk").select_for_update(of=("self",)).values_list("pk").first():
        raise Problem("access.ability", status=403)
    return SegmentProduct.objects.filter(product=product).select_for_update().first()


def _write(actor: User, product: Product, verdict: Verdict, given: Mapping[str, Any]) -> None:
    SegmentProduct.objects.update_or_create(
        product=product,
        defaults={
            **given,
            "segment": verdict.segment.value,
            "blocks": rules.pack(verdict.blocks),
            "answered_by": actor,
            "answered_at": timezone.now(),
        },
    )


def _said(answers: Sequence[str], segment: str) -> dict[str, Any]:
    return {"answers": " ".join(answer or "–" for answer in answers), "segment": str(segment)}


def answer_many(*, actor: User | None, rows: Iterable[tuple[int, Answers]], note: str) -> int:
    """Answers of many products that have none yet, from a list, written in sets; how many."""
    version = queries.in_force()
    judge, now = judged_by(version.table()), timezone.now()
    given = list(rows)
    with transaction.atomic():
        sets.insert(
            SegmentProduct,
            ("product", *COLUMNS, "segment", "blocks", "version", "edition", "answered_by", "answered_at"),
            (
                (pk, *answers, *judge(answers), version.number, 1, actor.pk if actor else None, now)
                for pk, answers in given
            ),
        )
        record_bulk(
            actor=actor,
            verb="segments.answer_many",
            subject=Product.SUBJECT,
            changes=(Change(Product.SUBJECT, pk, None, None) for pk, _answers in given),
            count=len(given),
            note=note,
        )
    return len(given)


def judged_by(table: Table) -> Callable[[Answers], tuple[str, str]]:
    """Segment and blocks of answers as they are stored; each combination is judged once."""

    @cache
    def judged(answers: Answers) -> tuple[str, str]:
        verdict = rules.judge(table, answers)
        return verdict.segment.value, rules.pack(verdict.blocks)

    return judged


# --- versions ------------------------------------------------------------------------------------


def make_version(
    *, actor: User, scope: Scope, body: Mapping[str, Any], valid_from: date, source: str, is_confirmed: bool
) -> SegmentVersion:
    """Store a new version of the table; in force already, all products are run through it by a job.

    Refused where a segment is empty, where a combination fits two segments, and where it began before the last one.
    """
    access.refuse_table(scope)
    rules.check(rules.table_of(body["rules"]))
    with transaction.atomic():
        last = queries.latest()
        if valid_from < last.valid_from:
            raise Problem("segments.earlier", field="valid_from", since=format_date(last.valid_from))
        made = SegmentVersion.objects.create(
            number=last.number + 1,
            valid_from=valid_from,
            source=source,
            is_confirmed=is_confirmed,
            body=body,
            made_by=actor,
        )
        record(
            actor=actor,
            verb="segments.make_version",
            subject=SUBJECT,
            subject_id=made.pk,
            note=source,
            before={"rules": last.body["rules"]},
            after={"rules": body["rules"], "number": made.number, "valid_from": valid_from.isoformat()},
        )
        if valid_from <= timezone.localdate():
            send(version=made)
    return made


def send(*, version: SegmentVersion) -> None:
    """Have all products run through a version, in the name of who made it; sent twice it is one job."""
    enqueue(
        kind=RERUN,
        owner_id=version.made_by_id,
        params={"number": version.number},
        about=gettext("Version %(number)d") % {"number": version.number},
        once=f"segments-{version.number}",
    )


def begin_due() -> None:
    """Versions that come into force today: their products are run through them."""
    due = SegmentVersion.objects.filter(applied_at=None, valid_from__lte=timezone.localdate())
    for version in due.order_by("number"):
        if _may_keep(version.made_by_id):
            send(version=version)


@dataclass
class Run:
    """What a re-run came to so far."""

    seen: int = 0
    moved: int = 0
    last: int = 0


def rerun(*, actor: User | None, version: Version, tell: Tell, size: int = SET) -> Run:
    """Judge every product by a version that older ones judged, some thousand at a time.

    A row says by which version it was judged, so that cut off it goes on where it was, and nobody moves twice.
    """
    judge, run = judged_by(version.table()), Run()
    old = SegmentProduct.objects.filter(version__lt=version.number)
    total = old.count()
    while True:
        tell(min(run.seen, total), total)
        with transaction.atomic():
            seen = _run_set(actor, version.number, judge, run, old.filter(pk__gt=run.last).order_by("pk")[:size])
        if not seen and not run.last:
            return run
        if seen == size:
            sleep(PAUSE)
        if not seen:  # once more from the beginning: an answer may have been on its way under the old version
            run.last = 0


def _run_set(
    actor: User | None, number: int, judge: Callable[[Answers], tuple[str, str]], run: Run,
    rows: "models.QuerySet[SegmentProduct]",
) -> int:  # fmt: skip
    """One set: those that change in sets, the others by one statement; how many were seen."""
    columns = ("pk", "product_id", "segment", "blocks", *COLUMNS)
    found = list(rows.select_for_update().values_list(*columns))
    if not found:
        return 0
    changed, moved = [], []
    for pk, product, segment, blocks, *answers in found:
        now = judge(tuple(answers))
        if now != (segment, blocks):
            changed.append((*now, number, pk))
        if now[0] != segment:
            moved.append((product, segment, now[0]))
    sets.update(SegmentProduct, ("segment", "blocks", "version"), changed)
    seen = SegmentProduct.objects.filter(pk__range=(found[0][0], found[-1][0]), version__lt=number)
    seen.update(version=number)
    _note_moves(actor, number, moved)
    run.seen, run.moved, run.last = run.seen + len(found), run.moved + len(moved), found[-1][0]
    return len(found)


def _note_moves(actor: User | None, number: int, moved: Sequence[tuple[int, str, str]]) -> None:
    if not moved:
        return
    rows = ((number, product, before, after) for product, before, after in moved)
    sets.insert(SegmentMove, ("version", "product", "before", "after"), rows)
    changes = (Change(Product.SUBJECT, pk, {"segment": before}, {"segment": after}) for pk, before, after in moved)
    record_bulk(
        actor=actor, verb=RERUN, subject=Product.SUBJECT, changes=changes, count=len(moved), note=str(number)
    )  # fmt: skip


def _rerun(running: Running) -> None:
    """The job of `send`."""
    actor, _scope = acting(running.owner_id)
    number = int(running.params["number"])
    version = queries.numbered(number)
    if version is None:
        raise Problem("segments.version_gone")

    def tell(done: int, total: int) -> None:
        running.progress(done, total, gettext("judging products by the new version"))

    rerun(actor=actor, version=version, tell=tell)
    with transaction.atomic():
        moved = SegmentMove.objects.filter(version=number).count()
        SegmentVersion.objects.filter(number=number).update(applied_at=timezone.now(), moved=moved)
        words = ngettext("%(count)s product moved.", "%(count)s products moved.", moved) % {"count": f"{moved:,}"}
        running.result(words=words, url=reverse("segments:version", args=[number]))
        running.finish()


def _may_keep(user_id: int) -> bool:
    return access.keeps_table(acting(user_id)[1])


def whole(answers: Iterable[str]) -> Answers:
    """Answers in the order of groups; what is not answered is UNANSWERED."""
    given = {answer[:1]: answer for answer in answers if answer}
    return tuple(given.get(group, UNANSWERED) for group in GROUPS)


register_kind(Kind(RERUN, _("Segments by a new version"), run=_rerun, may=_may_keep))
register_period("segments.begin", begin_due)
