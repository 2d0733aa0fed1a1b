"""What stands on the desk: each entry with what waits there, and the search over one's own area."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from withi.faces.desk.rules import Entry, Room, entries, places
from withi.faces.imports.models import ImportRun
from withi.ground.jobs import queries as jobs
from withi.ground.notices import queries as notices
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.search.queries import find
from withi.ground.search.rules import Hit as Named
from withi.ground.web.counting import Counting, counting
from withi.ground.web.pages import url
from withi.kit import era
from withi.kit.ready import Ready
from withi.kit.thai import clean, has_thai
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication import queries as publication
from withi.registers.villages.models import Community
from withi.registers.villages.rules import Receiving
from withi.work.income import queries as income
from withi.work.income import rules
from withi.work.rounds import queries as rounds
from withi.work.rounds.models import RoundApplication

MOST_HITS = 40
KEPT_STATEMENTS: Final = 256
"""So many people's statements a process keeps, some 10 kB each."""
KINDS_OF: dict[str, Any] = {"community": Community, "producer": Producer, "product": Product}
KINDS = tuple(KINDS_OF)


@dataclass(frozen=True)
class Line(Ready):
    """An entry as shown: icon, words, the figure that waits there and its unit."""

    icon: str
    title: str
    hint: str
    figure: str
    unit: str
    url: str


def waiting(scope: Scope) -> dict[str, int]:
    """How much of everything on a person's desk waits, by name. One query, whatever the area holds."""
    return _counting(scope, timezone.localdate()).counted()


def lines(figures: Mapping[str, int], scope: Scope) -> list[Line]:
    """At most six lines with the figures of `waiting`."""
    counts = publication.counts_of(figures)
    makers = {
        Entry.REVIEW: lambda: _review(counts),
        Entry.CHECKS: lambda: _checks(counts),
        Entry.INCOME: lambda: _income(figures),
        Entry.COMMUNITIES: lambda: _communities(figures),
        Entry.PRODUCERS: lambda: _producers(figures),
        Entry.PRODUCTS: lambda: _products(figures, counts),
        Entry.APPLICATIONS: lambda: _applications(figures, scope),
        Entry.IMPORT: lambda: _imports(figures),
    }
    return [makers[entry]() for entry in entries(scope)]


@lru_cache(maxsize=KEPT_STATEMENTS)
def _counting(scope: Scope, today: date) -> Counting:
    """What is counted for a person on a day; it changes with the postings and the day, never with the rows."""
    person = scope.user_id or 0
    return counting(publication.countable(scope, person) | _own(person, scope, today))


def _own(person: int, scope: Scope, today: date) -> "dict[str, QuerySet[Any]]":
    """What is counted beside what lies on the way to publication."""
    communities = Community.objects.in_scope(scope, Ability.READ)
    return {
        "communities": communities,
        "receiving": communities.filter(receiving__in=(Receiving.OPEN, Receiving.APPOINTMENT)),
        "producers": Producer.objects.in_scope(scope, Ability.READ),
        "products": Product.objects.in_scope(scope, Ability.READ),
        **income.countable(scope, today),
        "applications": rounds.waiting_for(scope, person),
        "late": RoundApplication.objects.in_scope(scope, Ability.PERSONAL).late(today),
        "imports": ImportRun.objects.filter(owner_id=person, state=ImportRun.State.CHECKED),
        "new": notices.inbox(person, state=notices.NEW),
        **jobs.countable(person),
    }


def jobs_note(going: int, ended: int) -> dict[str, str] | None:
    """One line about the person's long work: what ended and was not seen, else what is going on."""
    if ended:
        words = ngettext("%(count)s job of yours has ended.", "%(count)s jobs of yours have ended.", ended)
        label, count = _("See what came of it"), ended
    elif going:
        words = ngettext("%(count)s job of yours is being done.", "%(count)s jobs of yours are being done.", going)
        label, count = _("See how far it is"), going
    else:
        return None
    return {"head": words % {"count": f"{count:,}"}, "label": label, "url": url("jobs:list")}


def _review(counts: publication.Counts) -> Line:
    return Line(
        "tick",
        _("Waiting for my approval"),
        _("new rows and rows that were changed"),
        f"{counts.waiting:,}",
        ngettext("row", "rows", counts.waiting),
        url("publication:review"),
    )


def _checks(counts: publication.Counts) -> Line:
    hint = (
        _("returned to me: %(count)s") % {"count": f"{counts.returned:,}"} if counts.returned else _("nothing returned")
    )
    return Line(
        "list", _("To check"), hint, f"{counts.checks:,}", ngettext("point", "points", counts.checks),
        url("publication:checks"),
    )  # fmt: skip


def _income(figures: Mapping[str, int]) -> Line:
    missing = income.missing_of(figures)
    due = era.month_label(rules.due_month(timezone.localdate()), get_language() or "th")
    return Line(
        "money",
        _("Monthly income"),
        _("%(month)s, still to be reported") % {"month": due},
        f"{missing:,}",
        ngettext("report", "reports", missing),
        url("income:index"),
    )


def _communities(figures: Mapping[str, int]) -> Line:
    total, takes_guests = figures["communities"], figures["receiving"]
    return Line(
        "village",
        _("Tourism communities"),
        _("receiving guests: %(count)s") % {"count": f"{takes_guests:,}"},
        f"{total:,}",
        ngettext("place", "places", total),
        url("villages:list"),
    )


def _producers(figures: Mapping[str, int]) -> Line:
    total = figures["producers"]
    return Line(
        "one", _("Producers"), _("find, add, mend"), f"{total:,}", ngettext("producer", "producers", total),
        url("producers:list"),
    )  # fmt: skip


def _products(figures: Mapping[str, int], counts: publication.Counts) -> Line:
    total = figures["products"]
    return Line(
        "basket",
        _("Products"),
        _("drafts of all kinds: %(count)s") % {"count": f"{counts.drafts:,}"},
        f"{total:,}",
        ngettext("product", "products", total),
        url("products:list"),
    )


def _applications(figures: Mapping[str, int], scope: Scope) -> Line:
    """For officers what waits for their step; for a producer what is still to be finished."""
    total = figures["applications"]
    return Line(
        "send",
        _("Registration") if scope.is_officer else _("My applications"),
        _("late: %(count)s") % {"count": f"{figures['late']:,}"},
        f"{total:,}",
        ngettext("application", "applications", total),
        url("rounds:list"),
    )


def _imports(figures: Mapping[str, int]) -> Line:
    waiting = figures["imports"]
    hint = _("files being checked: %(count)s") % {"count": waiting} if waiting else _("Excel, ODS or CSV")
    return Line(
        "sheet",
        _("Import from a file"),
        hint,
        f"{waiting:,}",
        ngettext("file", "files", waiting),
        url("imports:start"),
    )


def elsewhere(scope: Scope) -> list[tuple[str, str]]:
    """Name and address of the other places where the person works. No query."""
    names = {
        Entry.PRODUCTS: (_("Products"), "products:list"),
        Entry.IMPORT: (_("Import from a file"), "imports:start"),
        Entry.APPLICATIONS: (_("Registration"), "rounds:list"),
        Room.FIGURES: (_("Income and how it is spread"), "figures:start"),
        Room.ROUTES: (_("Routes"), "routes:list"),
        Room.CENTRES: (_("Centres"), "centres:list"),
        Room.PARTNERS: (_("Partners"), "partners:list"),
        Room.CLASSES: (_("Classes of communities"), "classes:list"),
        Room.DYES: (_("Natural-dye sources"), "dyes:index"),
        Room.NEWS: (_("News and events"), "news:list"),
        Room.ENQUIRIES: (_("Enquiries of guests"), "enquiries:index"),
        Room.GUESTS: (_("Guests counted"), "checkin:index"),
        Room.MARKS: (_("Marks"), "marks:list"),
        Room.SEGMENTS: (_("Segments (Quadrant)"), "segments:list"),
        Room.MARKET: (_("Pracharat market"), "market:index"),
        Room.PRINTS: (_("Register of prints"), "printing:runs"),
        Room.FOLLOWUP: (_("Monitoring report"), "followup:start"),
        Room.PHOTOS: (_("Photos from a ZIP"), "photos:zip_start"),
        Room.EXCHANGE: (_("Exchange with the department's system"), "exchange:start"),
    }
    return [(names[place][0], url(names[place][1])) for place in places(scope)]


@dataclass(frozen=True)
class Hit(Ready):
    """A row of one's area found by name."""

    kind: str
    icon: str
    name: str
    path: str
    url: str


def search(text: str, scope: Scope, *, literal: bool = False) -> tuple[list[Hit], str]:
    """Rows of the person's own area by name, and the text that was searched in the end: the given one if `literal`."""
    ranges = scope.ranges(Ability.READ)
    if not ranges:
        return _hits(_owned(text, scope)), text
    found = find(text, kinds=KINDS, ranges=ranges, public_only=False, literal=literal, limit=MOST_HITS)
    names = _thai_names(found.hits)
    named = ((hit.kind, hit.ref_id, names.get((hit.kind, hit.ref_id), hit.name), hit.area_code) for hit in found.hits)
    return _hits(named), found.searched


def _thai_names(found: Iterable[Named]) -> dict[tuple[str, int], str]:
    """What rows are called that were found by a Latin name, their own or how the Thai one sounds. One query a kind."""
    ids: dict[str, list[int]] = {}
    for hit in found:
        if not has_thai(hit.name):
            ids.setdefault(hit.kind, []).append(hit.ref_id)
    named = (
        (kind, KINDS_OF[kind].objects.filter(pk__in=pks).values_list("pk", "name_th")) for kind, pks in ids.items()
    )
    return {(kind, pk): name for kind, rows in named for pk, name in rows}


def _owned(text: str, scope: Scope) -> Iterator[tuple[str, int, str, str]]:
    """The few rows that an owner's account holds, by a part of their names."""
    for model in (Community, Producer, Product):
        rows = model.objects.in_scope(scope, Ability.READ).filter(name_th__icontains=clean(text))
        for pk, name, area in rows.order_by("sort_key", "pk").values_list("pk", "name_th", "area_code")[:MOST_HITS]:
            yield model.SUBJECT, pk, name, area


def _hits(found: Iterable[tuple[str, int, str, str]]) -> list[Hit]:
    """Kind, id, name and area as the page shows them. One query."""
    words = {
        "community": (_("community"), "village", "villages:detail"),
        "producer": (_("producer"), "one", "producers:detail"),
        "product": (_("product"), "basket", "products:detail"),
    }
    rows = list(found)
    paths = dict(Area.objects.filter(pk__in={area for *_rest, area in rows}).values_list("pk", "path_th"))
    return [Hit(*words[kind][:2], name, paths.get(area, ""), url(words[kind][2], pk)) for kind, pk, name, area in rows]
