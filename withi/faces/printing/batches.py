"""Prints in numbers, as jobs: labels by the thousand, and every sign of a route in one ZIP."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.faces.printing import labels, making, queries, roads, rules
from withi.faces.printing.labels import Known
from withi.faces.printing.prints import Order, What
from withi.faces.printing.rules import Wish
from withi.ground.jobs.actions import Kind, Running, enqueue, register_kind
from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.queries import acting, allowed
from withi.ground.people.rules import Ability, Scope
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.routes.models import Route
from withi.registers.routes.queries import stops_of

LABELS = "printing.labels"
SIGNS = "printing.signs"
SHEETS_AT_ONCE = 128
"""So many sheets are one PDF, more come in several: all 625 of 5,000 labels in one took 1.1 GB of memory, so 0.5."""
Bodies = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """Labels of one shape and language: so many of each product's size (product, place of the size, count)."""

    shape: str
    lang: str
    counts: tuple[tuple[int, int, int], ...]
    has_mark: bool = False
    has_pay: bool = False

    @property
    def total(self) -> int:
        return sum(count for _product, _place, count in self.counts)


@dataclass(frozen=True, slots=True)
class SignOrder:
    """Signs of one size and language: for each stop where its sign points and how many metres it is."""

    size: str
    lang: str
    signs: tuple[tuple[int, str, int], ...]


def order_labels(*, actor: User, about: str, order: LabelOrder) -> Job:
    """Have labels drawn as a job. Problem label.none, label.many (422)."""
    if not order.counts:
        raise Problem("label.none")
    if order.total > rules.MOST_LABELS:
        raise Problem("label.many", most=f"{rules.MOST_LABELS:,}", count=f"{order.total:,}")
    params = {
        "shape": order.shape,
        "lang": order.lang,
        "counts": [list(line) for line in order.counts],
        "has_mark": order.has_mark,
        "has_pay": order.has_pay,
    }
    return enqueue(kind=LABELS, owner_id=actor.pk, params=params, about=f"{about} · {_said(order.total)}")


def order_signs(*, actor: User, route: Route, order: SignOrder) -> Job:
    """Have the signs of a route drawn as a job. Problem print.no_sign (422)."""
    if not order.signs:
        raise Problem("print.no_sign")
    params = {"route": route.pk, "size": order.size, "lang": order.lang, "signs": [list(sign) for sign in order.signs]}
    return enqueue(kind=SIGNS, owner_id=actor.pk, params=params, about=route.name_th)


# --- what the worker does --------------------------------------------------------------------------


def _labels(running: Running) -> None:
    """One PDF, or a ZIP of one for each label; what a rule forbids by now is refused before anything is drawn."""
    _actor, scope = acting(running.owner_id)
    told = running.params
    shape = rules.SHAPES[told["shape"]]
    lines = [(*_label(product, place, scope, told), count) for product, place, count in told["counts"]]
    total = sum(count for _known, _wish, count in lines)
    for known, wish, _count in lines:
        running.progress(0, total, _("checking the labels"))
        if refusal := labels.refused(known, wish):
            raise refusal

    parts = [
        (known, wish, part, f"labels-{known.product.pk}-{wish.place}-{wish.lang}{sign}.pdf")
        for known, wish, count in lines
        for part, sign in _in_parts(count, shape.on_sheet * SHEETS_AT_ONCE)
    ]

    def bodies() -> Bodies:
        done = 0
        for known, wish, part, name in parts:
            running.progress(done, total, _("drawing the labels"))
            yield name, press.pdf(labels.sheet_of(known, wish, part))
            done += part
            running.progress(done, total, _("drawing the labels"))

    _store(running, "labels", len(parts), bodies())
    sheets = sum(shape.sheets(count) for _known, _wish, count in lines)
    on = ngettext("%(n)s sheet", "%(n)s sheets", sheets) % {"n": f"{sheets:,}"}
    running.result(words=f"{_said(total)} · {on}")


def _in_parts(count: int, most: int) -> list[tuple[int, str]]:
    """A count in parts of at most so many, each with its sign in the name of its file: none for one part alone."""
    parts = [min(most, count - start) for start in range(0, count, most)]
    return [(part, f"-{place}" if len(parts) > 1 else "") for place, part in enumerate(parts, 1)]


def _label(pk: int, place: int, scope: Scope, told: Mapping[str, Any]) -> tuple[Known, Wish]:
    """A product as it is now and what is wanted of it. Problem label.gone, label.*."""
    product = queries.labelled(scope).select_related("producer__community").filter(pk=pk).first()
    known = labels.known(product) if product else None
    found = known.label(place) if known else None
    if known is None or found is None:
        raise Problem("label.gone")
    queries.refuse_lacking(found)
    choices = {name: told.get(name, False) for name in ("has_mark", "has_pay")}
    return known, Wish(place, told["lang"], told["shape"], **choices)


def _signs(running: Running) -> None:
    """A ZIP with a PDF for each sign, in the order of the stops."""
    _actor, scope = acting(running.owner_id)
    told = running.params
    route = Route.objects.all().in_scope(scope, Ability.READ).filter(pk=told["route"]).first()
    chosen = {stop: (arrow, metres) for stop, arrow, metres in told["signs"]}
    stops = [stop for stop in roads.once(stops_of(route)) if stop.pk in chosen] if route else []
    if not stops:
        raise Problem("print.no_sign")

    def bodies() -> Bodies:
        for number, stop in enumerate(stops, 1):
            running.progress(number - 1, len(stops), _("drawing the signs"))
            arrow, metres = chosen[stop.pk]
            picture = making.picture_of(stop.asset.kind if stop.asset else "")
            order = Order(What.SIGN, told["lang"], told["size"], arrow, metres or None, picture, stop.asset_id)
            made = making.made_of(stop.community, order)
            assert made.sheet is not None  # a sign always has one
            yield f"{number:02}-{stop.community_id}-{made.stamp}.pdf", press.pdf(made.sheet)

    _store(running, f"signs-{told['route']}", len(stops) + 1, bodies())
    running.result(words=ngettext("%(n)d sign", "%(n)d signs", len(stops)) % {"n": len(stops)})


def _store(running: Running, name: str, count: int, bodies: Bodies) -> None:
    """One file as it is; several in a ZIP, which packs no further what is packed already."""
    if count == 1:
        for path, body in bodies:
            with running.file(path) as out:
                out.write(body)
        return
    with running.file(f"{name}.zip") as out, ZipFile(out, "w", ZIP_STORED) as archive:
        for path, body in bodies:
            archive.writestr(path, body)


def _said(count: int) -> str:
    return ngettext("%(n)s label", "%(n)s labels", count) % {"n": f"{count:,}"}


register_kind(Kind(LABELS, gettext_lazy("Labels"), run=_labels, may=allowed(Ability.READ)))
register_kind(Kind(SIGNS, gettext_lazy("Signs of a route"), run=_signs, may=allowed(Ability.READ)))
