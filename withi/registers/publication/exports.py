"""Lists that leave the house as files: short ones in the answer, long ones as a job; `actions` opens it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.jobs.actions import Kind, Running, enqueue, register_kind
from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.queries import acting, allowed
from withi.ground.people.rules import Ability, Scope
from withi.kit import sheets

MOST_AT_ONCE = 2_000
"""Rows that are written while their reader waits; more become a job."""
TOLD_EVERY = 100


@dataclass(frozen=True)
class Listing:
    """A narrowed list as it is now for one person; `rows` are read when they are taken, `note` writes the trail.

    A workbook may want a name for its sheet, and lines above the headings.
    """

    count: int
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    note: Callable[[], None]
    sheet: str = ""
    above: Sequence[str] = ()


@dataclass(frozen=True)
class Export:
    """A register's list as a file: its name ("producers"), its words, and how a person's filters become rows."""

    name: str
    title: str | Promise
    listing: Callable[[User, Scope, Mapping[str, Any]], Listing]

    @property
    def kind(self) -> str:
        return f"{self.name}.export"


def register_export(export: Export) -> None:
    """Make the job of a list known: once, by the `actions` of its room."""
    register_kind(Kind(export.kind, export.title, partial(_write, export), allowed(Ability.EXPORT)))


def take_out(export: Export, *, actor: User, scope: Scope, form: str, filters: Mapping[str, Any]) -> Listing | Job:
    """The rows to be sent at once, already in the trail; or, for many, the job that writes them."""
    listing = export.listing(actor, scope, filters)
    if listing.count > MOST_AT_ONCE:
        rows = ngettext("%(count)s row", "%(count)s rows", listing.count) % {"count": f"{listing.count:,}"}
        params = {"form": form, "filters": dict(filters)}
        return enqueue(kind=export.kind, owner_id=actor.pk, params=params, about=f"{export.name}.{form} · {rows}")
    listing.note()
    return listing


def _write(export: Export, running: Running) -> None:
    """The list of a job as a file, with what its owner may export now; the trail has it in the moment it is done."""
    actor, scope = acting(running.owner_id)
    form = running.params["form"]
    listing = export.listing(actor, scope, running.params["filters"])
    rows = _told(running, listing)
    with running.file(f"{export.name}.{form}") as out:
        if form == "csv":
            sheets.write_csv(out, listing.columns, rows)
        else:
            sheets.write_xlsx(out, listing.columns, rows, sheet=listing.sheet, above=listing.above)
    told = ngettext("%(count)s row is in the file", "%(count)s rows are in the file", listing.count)
    running.result(words=told % {"count": f"{listing.count:,}"})
    with transaction.atomic():
        listing.note()
        running.finish()


def _told(running: Running, listing: Listing) -> Iterator[Sequence[Any]]:
    for at, row in enumerate(listing.rows):
        if at % TOLD_EVERY == 0:
            running.progress(at, listing.count, _("writing the rows"))
        yield row
