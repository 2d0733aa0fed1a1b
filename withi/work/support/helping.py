"""What partners gave: to whom, how much, year by year, how evenly, and which communities nobody helped."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.kit import era, evenness, money
from withi.kit.codes import is_code, prefix_range
from withi.registers.partners.models import Partner, PartnerQuerySet
from withi.registers.partners.queries import areas_of, dated, name_of
from withi.registers.producers.models import Producer
from withi.registers.products.queries import baht
from withi.registers.villages.models import Community
from withi.work.support.models import SupportEntry, SupportQuerySet
from withi.work.support.queries import time_of
from withi.work.support.rules import Reach, Subject, reach

SHOWN = 100
COLUMNS = (
    gettext_lazy("given on"),
    gettext_lazy("Kind of support"),
    gettext_lazy("to whom"),
    gettext_lazy("name"),
    gettext_lazy("in short"),
    gettext_lazy("amount (baht)"),
    gettext_lazy("minutes"),
    gettext_lazy("area code"),
)
URLS = {Subject.COMMUNITY: "villages:detail", Subject.PRODUCER: "producers:detail"}


@dataclass
class Sum:
    """What some entries come to: satang of the `known` ones, minutes, the last day, and whom they reached."""

    entries: int = 0
    known: int = 0
    amount: int = 0
    minutes: int = 0
    last: date = date.min
    subjects: set[tuple[str, int]] = field(default_factory=set)

    def add(self, entry: Any) -> None:
        self.entries += 1
        self.known += entry.amount is not None
        self.amount += entry.amount or 0
        self.minutes += entry.minutes or 0
        self.last = max(self.last, entry.given_on)
        self.subjects.add((entry.subject, entry.subject_id))

    def worth(self, *, sees: bool) -> str:
        """Amount and hours in words, honest about how many amounts are known."""
        parts = [ngettext("%d support", "%d supports", self.entries) % self.entries]
        if sees and self.known:
            parts.append(era.kept_together(money.format_baht(self.amount, lang=language(), unit=True)))
            if self.known < self.entries:
                parts[-1] += " " + _("(%(known)d of %(all)d amounts known)") % {
                    "known": self.known,
                    "all": self.entries,
                }
        if sees and self.minutes:
            parts.append(time_of(self.minutes))
        return " · ".join(parts)


@dataclass(frozen=True)
class Helped:
    """One who was helped, in words."""

    name: str
    url_name: str
    pk: int
    worth: str
    last: str


@dataclass(frozen=True)
class Year:
    """A fiscal year of one partner, in words."""

    label: str
    worth: str
    reached: str


@dataclass(frozen=True)
class Page:
    """Whom a partner helped; `even` says how far and how evenly, `nobody` are communities it did not help."""

    total: str
    even: list[str]
    years: list[Year]
    helped: list[Helped]
    more: int
    nobody: list[Community]
    nobody_more: int


def seen(scope: Scope) -> SupportQuerySet:
    """Entries in force that this person may read: those of his area, and what the partner gave whose account it is."""
    rows: SupportQuerySet = SupportEntry.objects.in_force().filter(_readable(scope))
    return rows


def _readable(scope: Scope) -> models.Q:
    condition = models.Q(partner__in=scope.subjects(Ability.READ, Partner.SUBJECT))
    for low, high in scope.ranges(Ability.READ):
        condition |= models.Q(area_code__gte=low, area_code__lt=high)
    return condition


@dataclass(frozen=True)
class Told:
    """What a partner told and waits for an officer's word, in words."""

    subject: str
    subject_id: int
    name: str
    title: str
    day: str
    by: str
    may_answer: bool


def waiting(scope: Scope, *, partner: Partner | None = None, area: str = "") -> list[Told]:
    """What waits, of one partner or in an area ("" for one's whole area), the oldest first. Three queries."""
    rows: SupportQuerySet = SupportEntry.objects.waiting().filter(_readable(scope))
    rows = rows.filter(partner=partner) if partner else rows.within(area) if area else rows
    shown = list(rows.select_related("partner").order_by("recorded_at", "pk")[:SHOWN])
    names = _names_of(shown)
    return [
        Told(
            row.subject,
            row.subject_id,
            names.get((URLS.get(Subject(row.subject), ""), row.subject_id), ""),
            row.title_th,
            dated(row.given_on),
            name_of(row.partner) if row.partner else "",
            scope.can(Ability.ENTER, row.area_code),
        )
        for row in shown
    ]


def sees_amounts(scope: Scope) -> bool:
    """Amounts are for those who see personal facts wherever they read."""
    areas = scope.areas(Ability.READ)
    return bool(areas) and all(area.startswith(scope.areas(Ability.PERSONAL)) for area in areas)


def is_own(partner: Partner, scope: Scope) -> bool:
    """Whether the account keeps this partner."""
    return partner.pk in scope.subjects(Ability.READ, Partner.SUBJECT)


def page_of(partner: Partner, scope: Scope) -> Page:
    """Everything a partner gave as far as this person may see it. Six queries, however much it is."""
    entries = list(seen(scope).filter(partner=partner).order_by("-given_on", "-pk"))
    sees, whole = sees_amounts(scope) or is_own(partner, scope), Sum()
    by_subject: dict[tuple[str, int], Sum] = {}
    by_year: dict[int, Sum] = {}
    for entry in entries:
        for one in (
            whole,
            by_subject.setdefault((entry.subject, entry.subject_id), Sum()),
            by_year.setdefault(era.fiscal_year(entry.given_on), Sum()),
        ):
            one.add(entry)
    around = communities_of(scope, areas_of(partner))
    times = {pk: _entries(by_subject.get((Subject.COMMUNITY.value, pk))) for pk in around}
    nobody = [pk for pk in around if not times[pk]]
    return Page(
        total=whole.worth(sees=sees) if entries else "",
        even=_evenly(reach(times.values()), list(times.values())) if entries else [],
        years=[
            Year(year_label(year), one.worth(sees=sees), _reached(len(one.subjects)))
            for year, one in sorted(by_year.items(), reverse=True)
        ],
        helped=_named(dict(list(by_subject.items())[:SHOWN]), sees=sees),
        more=max(0, len(by_subject) - SHOWN),
        nobody=_shown(nobody),
        nobody_more=max(0, len(nobody) - SHOWN),
    )


def _entries(one: Sum | None) -> int:
    return one.entries if one else 0


def _reached(subjects: int) -> str:
    return ngettext("reached %d", "reached %d", subjects) % subjects


def year_label(year: int) -> str:
    """A fiscal year (BE) as the page's language names it."""
    return _("fiscal year %(year)d") % {"year": year if language() != "en" else year - era.BE_OFFSET}


def _evenly(found: Reach, times: list[int]) -> list[str]:
    """How far and how evenly communities were helped, in plain sentences."""
    if not found.all:
        return []
    told = {"helped": found.helped, "all": found.all, "share": f"{found.share:.0%}"}
    said = [_("%(helped)d of %(all)d communities where it works were helped (%(share)s)") % told]
    spread = evenness.evenness(times)
    if spread is not None and found.helped > 1:
        most = {"most": f"{found.most:.0%}", "gini": f"{spread.gini:.2f}"}
        said.append(_("The one helped most had %(most)s of all supports to communities (Gini %(gini)s)") % most)
    return said


def _named(sums: dict[tuple[str, int], Sum], *, sees: bool) -> list[Helped]:
    names: dict[tuple[str, int], str] = {}
    for subject, model in ((Subject.COMMUNITY.value, Community), (Subject.PRODUCER.value, Producer)):
        ids = [pk for kind, pk in sums if kind == subject]
        for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name_th"):
            names[subject, pk] = name
    return [
        Helped(names[key], URLS[Subject(key[0])], key[1], one.worth(sees=sees), dated(one.last))
        for key, one in sums.items()
        if key in names
    ]


def _names_of(entries: Iterable[SupportEntry]) -> dict[tuple[str, int], str]:
    """Names of those whom entries are about, by the address of their page and id."""
    named = _named({(row.subject, row.subject_id): Sum() for row in entries}, sees=False)
    return {(one.url_name, one.pk): one.name for one in named}


def communities_of(scope: Scope, areas: Iterable[str]) -> list[int]:
    """Ids of published communities in these areas that this person may read, in Thai order: a nation has 8,000."""
    condition = models.Q(pk__in=())
    for area in areas:
        low, high = prefix_range(area)
        condition |= models.Q(area_code__gte=low, area_code__lt=high)
    rows = Community.objects.in_scope(scope).published().filter(condition).order_by("sort_key", "pk")
    return list(rows.values_list("pk", flat=True))


def _shown(ids: list[int]) -> list[Community]:
    """The first of these communities, in their order."""
    found = Community.objects.in_bulk(ids[:SHOWN])
    return [found[pk] for pk in ids[:SHOWN] if pk in found]


# --- an area -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Giver:
    """What one partner, or the department's own offices (pk None), gave in an area."""

    pk: int | None
    name: str
    kind: str
    worth: str
    reached: str


@dataclass(frozen=True)
class AreaPage:
    """Who helped whom in an area: `even` in sentences, givers, and communities no partner helped."""

    even: list[str]
    givers: list[Giver]
    silent: list[Partner]
    nobody: list[Community]
    nobody_more: int


def page_of_area(area: str, scope: Scope) -> AreaPage:
    """Partners with what they gave in an area ("" for one's whole area), by the area of that day. Five queries."""
    if area and not is_code(area):
        return AreaPage([], [], [], [], 0)
    sums, times = _given_in(seen(scope).within(area) if area else seen(scope))
    here = list(_partners_in(area, scope))
    around = communities_of(scope, [area] if area else scope.areas(Ability.READ))
    nobody = [pk for pk in around if pk not in times]
    return AreaPage(
        even=_evenly_in_area(reach(times.get(pk, 0) for pk in around)),
        givers=_givers(here, sums, sees=sees_amounts(scope)),
        silent=[row for row in here if row.pk not in sums],
        nobody=_shown(nobody),
        nobody_more=max(0, len(nobody) - SHOWN),
    )


def _given_in(entries: SupportQuerySet) -> tuple[dict[int | None, Sum], dict[int, int]]:
    """What each gave (None: our own offices), and how often each community was helped by a partner."""
    sums: dict[int | None, Sum] = {}
    times: dict[int, int] = {}
    facts = ("partner_id", "subject", "subject_id", "amount", "minutes", "given_on")
    for entry in entries.order_by().values_list(*facts, named=True):
        sums.setdefault(entry.partner_id, Sum()).add(entry)
        if entry.partner_id is not None and entry.subject == Subject.COMMUNITY:
            times[entry.subject_id] = times.get(entry.subject_id, 0) + 1
    return sums, times


def _partners_in(area: str, scope: Scope) -> PartnerQuerySet:
    rows = Partner.objects.in_scope(scope)
    return (rows.working_in(area) if area else rows).order_by("sort_key", "pk")


def _givers(here: list[Partner], sums: dict[int | None, Sum], *, sees: bool) -> list[Giver]:
    """Those that gave: partners that work here, others, and our own offices last."""
    known = {row.pk for row in here}
    others = Partner.objects.filter(pk__in=[pk for pk in sums if pk and pk not in known])
    rows: list[Partner | None] = [*here, *others.order_by("sort_key", "pk"), None]
    found = ((row, sums.get(row.pk if row else None)) for row in rows)
    return [giver(row, one, sees=sees) for row, one in found if one is not None]


def giver(row: Partner | None, one: Sum, *, sees: bool) -> Giver:
    name, kind = (name_of(row), str(row.get_kind_display())) if row else (_("our own offices"), "")
    return Giver(row.pk if row else None, name, kind, one.worth(sees=sees), _reached(len(one.subjects)))


def _evenly_in_area(found: Reach) -> list[str]:
    if not found.all:
        return []
    told = {"helped": found.helped, "all": found.all, "share": f"{found.share:.0%}"}
    return [_("%(helped)d of %(all)d communities here were helped by a partner (%(share)s)") % told]


def export_rows(partner: Partner, scope: Scope) -> Iterable[list[Any]]:
    """A partner's supports as rows of a file, the newest first, in the order of COLUMNS."""
    entries = list(seen(scope).filter(partner=partner).order_by("-given_on", "-pk"))
    sees = sees_amounts(scope)
    names = _names_of(entries)
    for row in entries:
        known = URLS.get(Subject(row.subject), "")
        told = [row.given_on, row.get_kind_display(), row.get_subject_display()]
        worth = [baht(row.amount) if sees else None, row.minutes if sees else None]
        yield [*told, names.get((known, row.subject_id), ""), row.title_th, *worth, row.area_code]
