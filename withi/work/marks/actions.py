"""Every write on marks: applying, points, decisions, taking back, terms, telling of ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.actions import register_period
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.web import versions
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product
from withi.registers.publication.rules import State as Publication
from withi.work.marks import access, ledger, queries, rules, telling
from withi.work.marks.models import Mark, MarkScore, MarkTerms
from withi.work.marks.rules import EXPIRING_DAYS, MARKS, Colour, State, Step
from withi.work.marks.stars import Result, forget_lists, keep_list, store_list, store_stars

# Results out of lists are written in `stars`; open to the house here.
__all__ = [
    "Result",
    "apply",
    "decide",
    "forget_lists",
    "keep_list",
    "make_terms",
    "remind",
    "score",
    "store_list",
    "store_stars",
    "take_back",
]

TERMS = "mark_terms"
SERIES = """
insert into marks_series (series, last) values (%s, 1)
on conflict (series) do update set last = marks_series.last + 1 returning last
"""
KIND.verbs.update(
    {
        "marks.apply": _("applied for a mark"),
        "marks.score": _("gave points for a mark"),
        "marks.award": _("gave the mark"),
        "marks.decline": _("did not give the mark"),
        "marks.take_back": _("took the mark back"),
        "marks.stars": _("stored its stars"),
    }
)


# --- applying and points -------------------------------------------------------------------------


def apply(*, actor: User, scope: Scope, product: Product, colour: Colour, note: str = "") -> Mark:
    """Apply for a mark; refused for a product that is not public, and while another application waits (409)."""
    with transaction.atomic():
        held = _lock(scope, product.pk, Ability.ENTER)
        if held.state != Publication.PUBLISHED or held.producer_id is None:
            raise Problem("marks.product", status=409)
        if Mark.objects.waiting().filter(product=held).exists():
            raise Problem("marks.waiting", status=409)
        mark = Mark.objects.create(
            product=held, colour=colour.value, note=note, applied_by=actor, applied_at=timezone.now()
        )
        _record(actor, "marks.apply", mark, note=note, after={"mark": colour.value})
        telling.tell_applied(mark, actor.pk)
    return mark


def _lock(scope: Scope, pk: int, ability: Ability) -> Product:
    """The product locked as it is now, refused to who may not do that with it."""
    rows = Product.objects.in_scope(scope, ability).filter(pk=pk)
    held: Product | None = rows.select_for_update(of=("self",)).first()
    if held is None:
        raise Problem("access.ability", status=403)
    return held


def _record(actor: User, verb: str, mark: Mark, *, note: str = "", after: Mapping[str, Any] | None = None) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=Product.SUBJECT,
        subject_id=mark.product_id,
        area_code=mark.product.area_code,
        note=note,
        before={},
        after=dict(after or {}),
    )


def score(*, actor: User, scope: Scope, mark: Mark, points: Sequence[int], note: str = "") -> int:
    """Store what this assessor gives, in place of what he gave before; the sum. Refused once it is decided (409)."""
    access.refuse_scoring(scope, mark)
    with transaction.atomic():
        held = _waiting([mark.pk]).get(mark.pk)
        if held is None:
            raise Problem("marks.decided", status=409)
        terms = queries.in_force(MARKS)
        total = rules.check_points(terms.parts, points)
        told = {"points": list(points), "total": total, "terms": terms.number, "note": note, "at": timezone.now()}
        MarkScore.objects.update_or_create(mark=held, assessor=actor, defaults=told)
        _record(actor, "marks.score", held, after={"points": total})
    return total


def _waiting(pks: Iterable[int]) -> dict[int, Mark]:
    """Those of the applications that still wait, locked in id order."""
    rows = Mark.objects.waiting().filter(pk__in=list(pks)).select_related("product").order_by("pk")
    return {mark.pk: mark for mark in rows.select_for_update(of=("self",))}


# --- decisions -----------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What a decision on several came to: those decided, and those refused with the reason."""

    done: list[Mark] = field(default_factory=list)
    refused: list[tuple[Mark, Problem]] = field(default_factory=list)


def decide(*, actor: User, scope: Scope, step: Step, pks: Sequence[int], reason: str = "") -> Outcome:
    """Give or decline the marks of several applications with one reason: one transaction, one trail entry.

    What cannot be decided (decided meanwhile, one's own, without or below the points, not of one's province) is left
    as it is and told. Declining needs a reason.
    """
    if step is Step.DECLINE and not reason.strip():
        raise Problem("marks.reason", field="reason")
    outcome = Outcome()
    with transaction.atomic():
        today = timezone.localdate()
        deciding = Deciding(actor, scope, step, reason, today, queries.in_force(MARKS, today))
        waiting, totals = _waiting(pks), queries.totals(pks)
        for mark in _seen(scope, pks):
            try:
                held = deciding.judged(waiting.get(mark.pk), totals.get(mark.pk, []))
            except Problem as problem:
                outcome.refused.append((mark, problem))
                continue
            deciding.write(held)
            outcome.done.append(held)
        _tell(actor, step, outcome.done, reason)
    return outcome


def _seen(scope: Scope, pks: Sequence[int]) -> list[Mark]:
    """The applications this person sees at all; others answer as if there were none."""
    return list(access.in_scope(scope, Ability.READ).filter(pk__in=pks).select_related("product").order_by("pk"))


@dataclass(frozen=True)
class Deciding:
    """One step of one person on several applications, under the terms of the day."""

    actor: User
    scope: Scope
    step: Step
    reason: str
    today: date
    terms: rules.Terms

    def judged(self, held: Mark | None, totals: Sequence[int]) -> Mark:
        """The locked application with its mean, if this person may decide it so."""
        if held is None:
            raise Problem("marks.decided", status=409)
        access.refuse_deciding(self.scope, held.product.area_code)
        if self.actor.pk == held.applied_by_id or held.scores.filter(assessor=self.actor).exists():
            raise Problem("marks.own", status=403)
        held.score = rules.mean(totals)
        if self.step is Step.AWARD:
            self.refuse_below(held)
        return held

    def refuse_below(self, held: Mark) -> None:
        passes = self.terms.grade(held.colour).passes
        if held.score is None:
            raise Problem("marks.unscored", status=409)
        if held.score < passes * rules.HUNDRED:
            raise Problem("marks.below", status=409, found=rules.said_points(held.score), passes=passes)

    def write(self, held: Mark) -> None:
        held.terms, held.decided_by, held.decided_at = self.terms.number, self.actor, timezone.now()
        held.state, held.reason = State.DECLINED.value, self.reason
        if self.step is Step.AWARD:
            Mark.objects.filter(product=held.product_id, state=State.HELD).update(state=State.REPLACED)
            held.state = State.HELD.value
            held.number = _next_number(held, self.today)
            held.valid_from = self.today
            held.valid_until = rules.last_day(self.today, self.terms.grade(held.colour).months)
        names = ("state", "score", "terms", "decided_by", "decided_at", "reason", "number", "valid_from", "valid_until")
        held.save(update_fields=names)


def _next_number(mark: Mark, today: date) -> str:
    """The next certificate number of the mark, province and year; two at once get two numbers."""
    series = rules.series_of(mark.colour, mark.product.area_code, today)
    with connection.cursor() as cursor:
        cursor.execute(SERIES, [series])
        return rules.number_of(series, int(cursor.fetchone()[0]))


def _tell(actor: User, step: Step, marks: Sequence[Mark], reason: str) -> None:
    """The trail of all of them, the people, and last the public pages."""
    if not marks:
        return
    changes = [
        Change(Product.SUBJECT, mark.product_id, {}, {"mark": mark.colour, "number": mark.number}) for mark in marks
    ]
    record_bulk(
        actor=actor,
        verb=f"marks.{step.value}",
        subject=Product.SUBJECT,
        changes=changes,
        count=len(marks),
        area_code=marks[0].product.area_code[:2],
        note=reason,
    )
    telling.tell_decided(marks, actor.pk)
    if step is Step.AWARD:
        ledger.write_marks(actor, marks)
        versions.bump(KIND.version_kind, {mark.product.area_code for mark in marks})


def take_back(*, actor: User, scope: Scope, mark: Mark, reason: str) -> None:
    """Take a mark back, or an application that waits; at once off the public pages. 409 where it is neither now."""
    if not reason.strip():
        raise Problem("marks.reason", field="reason")
    access.refuse_deciding(scope, mark.product.area_code)
    with transaction.atomic():
        now = {"state": State.WITHDRAWN, "reason": reason, "decided_by": actor, "decided_at": timezone.now()}
        if not Mark.objects.filter(pk=mark.pk, state=mark.state, state__in=(State.HELD, State.APPLIED)).update(**now):
            raise Problem("marks.decided", status=409)
        _record(actor, "marks.take_back", mark, note=reason, after={"number": mark.number})
        if mark.state == State.HELD:
            ledger.take_back_mark(actor, mark, reason)
        mark.state = State.WITHDRAWN.value
        telling.tell_decided([mark], actor.pk)
        versions.bump(KIND.version_kind, [mark.product.area_code])


def remind() -> int:
    """Tell producers whose mark ends soon, each mark once; how many were told of."""
    today = timezone.localdate()
    with transaction.atomic():
        soon = Mark.objects.held(today).filter(
            valid_until__lte=today + timedelta(days=EXPIRING_DAYS), is_reminded=False
        )
        marks = list(soon.select_related("product").order_by("pk").select_for_update(of=("self",))[:500])
        telling.tell_ending(marks)
        Mark.objects.filter(pk__in=[mark.pk for mark in marks]).update(is_reminded=True)
    return len(marks)


# --- terms ---------------------------------------------------------------------------------------


def make_terms(
    *, actor: User, scope: Scope, about: str, body: Mapping[str, Any], valid_from: date, source: str, is_confirmed: bool
) -> MarkTerms:
    """Store new terms of the marks, or new criteria of the stars. Refused where they began before the latest ones."""
    access.refuse_terms(scope)
    rules.check_terms(about, body)
    with transaction.atomic():
        last = queries.latest(about)
        if valid_from < last.valid_from:
            raise Problem("marks.terms", field="valid_from", since=format_date(last.valid_from))
        made = MarkTerms.objects.create(
            about=about,
            number=last.number + 1,
            valid_from=valid_from,
            source=source,
            is_confirmed=is_confirmed,
            body=body,
            made_by=actor,
        )
        record(
            actor=actor,
            verb="marks.make_terms",
            subject=TERMS,
            subject_id=made.pk,
            note=source,
            before=dict(last.body),
            after=dict(body),
        )
    return made


register_period("marks.remind", remind)
register_period("marks.forget_lists", forget_lists)
