"""Writing down what was printed, where it is, and in what condition it is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.faces.printing import access, labels, making, queries
from withi.faces.printing.batches import LabelOrder, SignOrder, order_labels, order_signs
from withi.faces.printing.models import PrintRun
from withi.faces.printing.prints import Condition, Order, What
from withi.faces.printing.register import outdated_of
from withi.faces.printing.rules import Wish
from withi.ground.files import actions as files
from withi.ground.files.actions import SentPhoto
from withi.ground.files.models import Photo
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.products import access as products
from withi.registers.products.models import Product
from withi.registers.publication.models import teach_verbs
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community

# What is printed in numbers is open to the forms and views here, beside the verbs; what is out of date to other faces.
__all__ = [
    "LabelOrder", "Printed", "SignOrder", "attach_photo", "order_labels", "order_signs", "outdated_of", "record_labels",
    "record_run", "remove_photo", "set_condition",
]  # fmt: skip

VERBS = {
    "printing.record": _("wrote down what was printed"),
    "printing.condition": _("said in what condition a print is"),
    "printing.photo_add": _("put a photo beside a print"),
    "printing.photo_remove": _("took a photo of a print out"),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """What is told of a run: the stamp that stands on it, where it is, how many, since when."""

    stamp: str
    place: str
    count: int
    printed_on: date


def record_run(
    *, actor: User, scope: Scope, community: Community, order: Order, printed: Printed, replaces: PrintRun | None = None
) -> PrintRun:
    """Write down a run with the facts that it shows; what it replaces is read no more.

    Problem print.changed (409) where the facts are no longer those of its stamp, print.over (409) where what it
    replaces is not in use, print.not_public (409).
    """
    villages.community_of(community.pk, scope, Ability.ENTER)
    made = making.made_of(community, order)
    if made.stamp != printed.stamp:
        raise Problem("print.changed", status=409, stamp=printed.stamp)
    choices = _choices(order)
    run = PrintRun(community=community, what=order.what.value, lang=order.lang, size=order.size, choices=choices)
    return _store(actor, run, made.facts, printed, replaces)


def record_labels(
    *, actor: User, scope: Scope, product: Product, wish: Wish, printed: Printed, replaces: PrintRun | None = None
) -> PrintRun:
    """Write down a run of labels with the facts that they show; as `record_run`.

    Problem print.changed, print.over (409), label.gone, label.* where a rule forbids this label today.
    """
    products.product_of(product.pk, scope, Ability.ENTER)
    told = labels.known(product)
    label = told.label(wish.place)
    if label is None:
        raise Problem("label.gone")
    queries.refuse_lacking(label)
    if labels.stamp_of(told, wish) != printed.stamp:
        raise Problem("print.changed", status=409, stamp=printed.stamp)
    choices = {"place": wish.place, "has_mark": wish.has_mark, "has_pay": wish.has_pay}
    run = PrintRun(product=product, what=What.LABEL.value, lang=wish.lang, size=wish.shape, choices=choices)
    return _store(actor, run, labels.facts_of(told, wish), printed, replaces)


def set_condition(*, actor: User, scope: Scope, run: PrintRun, condition: Condition) -> None:
    """Say how a run is found today. Problem print.over (409) where it is gone or replaced."""
    access.refuse(run, scope, Ability.ENTER)
    with transaction.atomic():
        _move(run, condition)
        _record(actor, "printing.condition", run)


def attach_photo(*, actor: User, scope: Scope, run: PrintRun, sent: SentPhoto) -> bool:
    """Keep a photo beside a run, without the position in it; whether it is new there. Problem photo.most (422).

    Its files are written before its row.
    """
    access.refuse(run, scope, Ability.ENTER)
    with files.new_photo(sent=sent) as new, transaction.atomic():
        held = PrintRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if new.beside(subject=PrintRun.PHOTOS, subject_id=held.pk, owner_id=actor.pk):
            _record(actor, "printing.photo_add", run)
    return new.photo is not None


def remove_photo(*, actor: User, scope: Scope, run: PrintRun, photo: Photo) -> None:
    """Take a photo of a run out with its files; that it was there stays in the trail."""
    access.refuse(run, scope, Ability.ENTER)
    with transaction.atomic():
        files.remove_photos(photos=Photo.objects.of(PrintRun.PHOTOS, run.pk).filter(pk=photo.pk))
        _record(actor, "printing.photo_remove", run)


# --- parts ---------------------------------------------------------------------------------------


def _store(
    actor: User, run: PrintRun, facts: Mapping[str, str], printed: Printed, replaces: PrintRun | None
) -> PrintRun:
    """The run with what is told of it; what it replaces is read no more."""
    run.stamp, run.facts = printed.stamp, dict(facts)
    run.place, run.count, run.printed_on, run.seen_on = (
        printed.place, printed.count, printed.printed_on, printed.printed_on,
    )  # fmt: skip
    run.replaces, run.recorded_by, run.recorded_at = replaces, actor, timezone.now()
    with transaction.atomic():
        if replaces is not None:
            _move(replaces, Condition.REPLACED)
        run.save(force_insert=True)
        _record(actor, "printing.record", run)
    return run


def _choices(order: Order) -> dict[str, Any]:
    told = {"arrow": order.arrow, "metres": order.metres, "picture": order.picture, "asset": order.asset}
    return {name: value for name, value in told.items() if value}


def _move(run: PrintRun, condition: Condition) -> None:
    """Only what is still read changes its condition, so two people do not replace one run twice."""
    today = timezone.localdate()
    if not PrintRun.objects.in_use().filter(pk=run.pk).update(condition=condition.value, seen_on=today):
        raise Problem("print.over", status=409)
    run.condition, run.seen_on = condition.value, today


def _record(actor: User, verb: str, run: PrintRun) -> None:
    """The entry stands under the community or product, whose history shows it."""
    note = " · ".join((str(run), run.place, f"{run.count:,}", str(run.get_condition_display())))
    record(
        actor=actor,
        verb=verb,
        subject=run.owner.SUBJECT,
        subject_id=run.owner.pk,
        area_code=run.owner.area_code,
        note=note,
    )


for subject in (Community.SUBJECT, Product.SUBJECT):
    teach_verbs(subject, VERBS)
