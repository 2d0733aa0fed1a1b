"""Rounds that are open, lists of applications by whose turn it is, and what a page shows of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.trail import queries as trail
from withi.ground.trail.models import TrailEntry
from withi.ground.trail.queries import moment
from withi.ground.vault.actions import open_sealed
from withi.ground.web.answers import language
from withi.ground.web.counting import count_all
from withi.kit import era
from withi.kit.codes import asked_range, prefix_range
from withi.kit.ready import Ready
from withi.registers.duplicates.queries import Likely, likely
from withi.registers.duplicates.rules import Facts
from withi.registers.producers.models import KIND_NAMES, Producer
from withi.registers.products.models import Product, ProductCertificate
from withi.registers.publication.queries import paths_of
from withi.registers.publication.rules import State as Publication
from withi.work.rounds import access
from withi.work.rounds.models import (
    IDENTITY,
    STATE_NAMES,
    TURN_NAMES,
    ApplicationQuerySet,
    Round,
    RoundApplication,
    RoundCopy,
    RoundPaper,
    RoundSeen,
    RoundWindow,
    names_of,
)
from withi.work.rounds.rules import (
    ENDED,
    PaperRule,
    State,
    Step,
    Terms,
    Window,
    is_wanted,
    next_window,
    waits_for,
    window_on,
)

EXPIRES_WITHIN = 90
"""Days before its last day in which a licence is listed as expiring."""
EXPIRED_SINCE = 365
VERBS = {
    "rounds.start": gettext_lazy("began the application"),
    "rounds.fill": gettext_lazy("filled in"),
    "rounds.submit": gettext_lazy("sent it"),
    "rounds.check": gettext_lazy("checked it"),
    "rounds.pass": gettext_lazy("the committee passed it"),
    "rounds.refuse": gettext_lazy("the committee did not pass it"),
    "rounds.approve": gettext_lazy("approved it"),
    "rounds.return": gettext_lazy("returned it to be mended"),
    "rounds.withdraw": gettext_lazy("took it back"),
    "rounds.seen": gettext_lazy("saw a paper"),
    "rounds.copy": gettext_lazy("sent a copy"),
    "rounds.copy_look": gettext_lazy("looked at a copy"),
    "rounds.copies_deleted": gettext_lazy("copies were deleted on their day"),
    "rounds.store": gettext_lazy("taken over from an earlier round"),
}
HANDS = ("rounds.start", "rounds.fill", "rounds.submit")


@dataclass(frozen=True)
class Filters:
    """Which applications: the part of the work ("mine", "returned", "late", "all"), one round, one area."""

    view: str = "mine"
    round: str = ""
    area: str = ""


@dataclass(frozen=True)
class Line:
    """An application in a list, as ready strings; `token` is the row and the version shown."""

    pk: int
    token: str
    name: str
    path: str
    round: str
    state: str
    label: str
    since: str
    late: str
    note: str
    is_own: bool
    is_demo: bool


# --- rounds --------------------------------------------------------------------------------------


def windows_of(ids: Iterable[int]) -> dict[int, list[Window]]:
    """The windows of rounds, by round. One query."""
    found: dict[int, list[Window]] = defaultdict(list)
    rows = RoundWindow.objects.filter(round_id__in=list(ids))
    for pk, opens, closes in rows.values_list("round_id", "opens_on", "closes_on"):
        found[pk].append(Window(opens, closes))
    return found


def window_now(row: Round, today: date) -> Window | None:
    """The window of the round that is open today. One query."""
    return window_on(windows_of([row.pk])[row.pk], today)


def terms_of(row: Round) -> Terms:
    """What the round asks, with its words for a refusal."""
    joint = _(" or ")
    return Terms(
        frozenset(row.kinds.split(",")),
        frozenset(row.turns.split(",")),
        joint.join(names_of(row.kinds, KIND_NAMES)),
        joint.join(names_of(row.turns, TURN_NAMES)),
    )


def open_rounds(area_code: str, today: date) -> list[tuple[Round, Window]]:
    """The rounds that take applications from an area, or from a part of it, today; those that close first at the head.

    Two queries.
    """
    around = [area_code[:size] for size in range(0, len(area_code) + 1, 2)]
    low, high = prefix_range(area_code)
    meant = models.Q(area_code__in=around) | models.Q(area_code__gte=low, area_code__lt=high)
    rows = list(Round.objects.filter(meant, last_day__gte=today).order_by("last_day", "pk"))
    windows = windows_of(row.pk for row in rows)
    found = [(row, window) for row in rows if (window := window_on(windows[row.pk], today))]
    return sorted(found, key=lambda pair: (pair[1].closes, pair[0].pk))


def rounds_seen(scope: Scope) -> list[Round]:
    """Rounds an officer sees, the newest first. One query."""
    rows = Round.objects.order_by("-last_day", "-pk")
    return [row for row in rows if access.sees_round(scope, row.area_code)]


@dataclass(frozen=True)
class RoundLine:
    """A round in the list of rounds, as ready strings; `url` only for who may edit it."""

    name: str
    years: str
    area: str
    windows: tuple[str, ...]
    state: str
    said: str
    applications: str
    url: str
    is_demo: bool


def round_lines(rows: Sequence[Round], today: date, scope: Scope) -> list[RoundLine]:
    """Rounds in words, with how many applications each has. Three queries."""
    ids = [row.pk for row in rows]
    windows, areas = windows_of(ids), paths_of(row.area_code for row in rows)
    counted = (
        RoundApplication.objects.filter(round__in=ids).order_by().values_list("round").annotate(models.Count("pk"))
    )
    counts = dict(counted)
    kept = access.keeps(scope)
    found = []
    for row in rows:
        state, said = _round_state(windows[row.pk], today)
        spans = tuple(era.format_span(one.opens, one.closes, language()) for one in sorted(windows[row.pk]))
        may_edit = any(row.area_code.startswith(area) for area in kept)
        found.append(
            RoundLine(
                str(row),
                row.years,
                areas.get(row.area_code, "") or _("the whole nation"),
                spans,
                state,
                said,
                f"{counts.get(row.pk, 0):,}",
                reverse("rounds:round_edit", args=[row.pk]) if may_edit else "",
                row.is_demo,
            )
        )
    return found


def _round_state(windows: Sequence[Window], today: date) -> tuple[str, str]:
    """Open, to come or over: by the days alone."""
    if now := window_on(windows, today):
        return "published", _("open until %(day)s") % {"day": day(now.closes)}
    if coming := next_window(windows, today):
        return "waiting", _("opens on %(day)s") % {"day": day(coming.opens)}
    return "withdrawn", _("takes no more applications")


def round_areas(scope: Scope) -> list[tuple[str, str]]:
    """The areas for which this person opens rounds. One query."""
    kept = access.keeps(scope)
    column = "path_en" if language() == "en" else "path_th"
    provinces = Area.objects.current().filter(level=Area.Level.PROVINCE).order_by("sort_key", "code")
    whole = [("", _("the whole nation"))] if "" in kept else []
    return [*whole, *((code, name) for code, name in provinces.values_list("code", column) if code.startswith(kept))]


def papers_of(round_id: int) -> list[RoundPaper]:
    """The papers a round wants today. One query."""
    return list(RoundPaper.objects.filter(round=round_id, is_off=False))


def paper_rule(paper: RoundPaper) -> PaperRule:
    kinds = frozenset(filter(None, paper.kinds.split(",")))
    return PaperRule(paper.name, kinds, paper.of_proxy, paper.keeps_copy, paper.purpose, paper.keep_days)


def wanted(row: RoundApplication) -> list[RoundPaper]:
    """The papers this applicant must show. One query."""
    return [paper for paper in papers_of(row.round_id) if is_wanted(paper_rule(paper), row.kind, is_proxy=row.is_proxy)]


# --- lists ---------------------------------------------------------------------------------------


def waiting_for(scope: Scope, person: int) -> ApplicationQuerySet:
    """What is this person's turn; own entries are another officer's. A producer's are those to be finished."""
    rows: ApplicationQuerySet = RoundApplication.objects.all()
    turns = waits_for(scope)
    if not turns:
        mine = scope.subjects(Ability.ENTER, Producer.SUBJECT)
        return rows.filter(producer_id__in=mine, state__in=(State.DRAFT, State.RETURNED))
    condition = models.Q(pk__in=())
    for state, areas in turns.items():
        for low, high in map(prefix_range, areas):
            condition |= models.Q(state=state, area_code__gte=low, area_code__lt=high)
    return rows.filter(condition).exclude(entered_by=person)


def listed(scope: Scope, person: int, filters: Filters, today: date) -> ApplicationQuerySet:
    """Applications this person may see, narrowed; those that have waited longest first."""
    if filters.view == "mine":
        rows = waiting_for(scope, person)
    else:
        rows = RoundApplication.objects.in_scope(scope, Ability.PERSONAL)
        if filters.view == "returned":
            rows = rows.filter(state=State.RETURNED)
        elif filters.view == "late":
            rows = rows.late(today)
        elif filters.view != "all":
            rows = rows.none()
    if filters.round:
        rows = rows.filter(round_id=int(filters.round)) if filters.round.isdecimal() else rows.none()
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    return rows.order_by("moved_on", "pk")


def tallies(scope: Scope, person: int, today: date, shown: ApplicationQuerySet) -> dict[str, int]:
    """How many stand in each part of the work, and in the list that is `shown`. One query."""
    seen = RoundApplication.objects.in_scope(scope, Ability.PERSONAL)
    return count_all(
        {
            "mine": waiting_for(scope, person),
            "returned": seen.filter(state=State.RETURNED),
            "late": seen.late(today),
            "all": seen,
            "shown": shown,
        }
    )


def lines(rows: ApplicationQuerySet, person: int, today: date) -> list[Line]:
    """One page of a list in words: the keys first, so that only the page's rows are read whole. Three queries."""
    keys = list(rows.values_list("pk", flat=True))
    whole = {row.pk: row for row in RoundApplication.objects.filter(pk__in=keys).select_related("producer", "round")}
    paths = paths_of(row.area_code for row in whole.values())
    return [_line(whole[pk], paths, person, today) for pk in keys if pk in whole]


def _line(row: RoundApplication, paths: Mapping[str, str], person: int, today: date) -> Line:
    return Line(
        row.pk,
        f"{row.pk}-{row.version}",
        row.producer.name_th,
        paths.get(row.area_code, "") or "–",
        str(row.round),
        row.state,
        str(dict(STATE_NAMES)[row.state]),
        day(row.moved_on),
        day(row.due_on) if row.due_on < today and row.state not in ENDED else "",
        row.return_note if row.state == State.RETURNED else "",
        row.entered_by_id == person,
        row.is_demo,
    )


def of_producer(producer_id: int, today: date) -> list[Line]:
    """A producer's applications, the newest first. Three queries."""
    rows = RoundApplication.objects.filter(producer=producer_id).order_by("-moved_on", "-pk")[:20]
    return lines(rows, 0, today)


def hands_of(ids: Sequence[int]) -> dict[int, set[int | None]]:
    """Who entered, filled in or sent each application; they never decide on it. Two queries."""
    found: dict[int, set[int | None]] = defaultdict(set)
    entries = TrailEntry.objects.filter(subject=RoundApplication.SUBJECT, subject_id__in=ids, verb__in=HANDS)
    for pk, actor in entries.values_list("subject_id", "actor_id"):
        found[pk or 0].add(actor)
    for pk, actor in RoundApplication.objects.filter(pk__in=ids).values_list("pk", "entered_by_id"):
        found[pk].add(actor)
    return found


# --- one application -----------------------------------------------------------------------------


def identity_of(row: RoundApplication) -> str:
    """The applicant's citizen number in full; "" where none was given."""
    return open_sealed(IDENTITY, row.key, row.id_sealed) if row.id_sealed else ""


def goods_of(row: RoundApplication) -> list[Product]:
    """The products it is about. One query."""
    return list(Product.objects.filter(applications__application=row).order_by("sort_key", "pk"))


def goods_to_choose(producer_id: int) -> list[Product]:
    """The producer's products that may be registered. One query."""
    rows = Product.objects.filter(producer=producer_id).exclude(state=Publication.WITHDRAWN)
    return list(rows.order_by("sort_key", "pk")[:200])


@dataclass(frozen=True)
class PaperLine:
    """A paper of an application: whether it was seen or a copy is there, in words."""

    pk: int
    name: str
    said: str
    is_there: bool
    keeps_copy: bool
    purpose: str
    copy_key: str
    delete_on: str


def paper_lines(row: RoundApplication, today: date) -> list[PaperLine]:
    """The papers this applicant must show, and how each stands. Three queries."""
    seen = {each.paper_id: each for each in RoundSeen.objects.filter(application=row).select_related("by")}
    copies = {copy.paper_id: copy for copy in row.copies.filter(delete_on__gte=today).defer("body_sealed")}
    return [_paper_line(paper, seen.get(paper.pk), copies.get(paper.pk)) for paper in wanted(row)]


def _paper_line(paper: RoundPaper, seen: RoundSeen | None, copy: Any) -> PaperLine:
    said = ""
    if seen:
        who = str(seen.by) if seen.by else _("the system")
        said = _("%(how)s: %(who)s, %(when)s") % {
            "how": seen.get_how_display(), "who": who, "when": moment(seen.at)
        }  # fmt: skip
    elif copy:
        said = _("a copy was sent on %(when)s") % {"when": moment(copy.sent_at)}
    return PaperLine(
        paper.pk,
        paper.name,
        said,
        bool(seen or copy),
        paper.keeps_copy,
        paper.purpose,
        str(copy.key) if copy else "",
        day(copy.delete_on) if copy else "",
    )


def unseen(rows: Sequence[RoundApplication], today: date) -> dict[int, list[str]]:
    """Papers of each application that nobody has seen and of which no copy is there. Three queries."""
    ids = [row.pk for row in rows]
    there = set(RoundSeen.objects.filter(application__in=ids).values_list("application_id", "paper_id"))
    copies = RoundCopy.objects.filter(application__in=ids, delete_on__gte=today)
    there |= set(copies.values_list("application_id", "paper_id"))
    papers: dict[int, list[RoundPaper]] = defaultdict(list)
    for paper in RoundPaper.objects.filter(round__in={row.round_id for row in rows}, is_off=False):
        papers[paper.round_id].append(paper)
    return {
        row.pk: [
            paper.name
            for paper in papers[row.round_id]
            if is_wanted(paper_rule(paper), row.kind, is_proxy=row.is_proxy) and (row.pk, paper.pk) not in there
        ]
        for row in rows
    }


def history(row: RoundApplication) -> list[trail.Told]:
    """What was done with it, newest first. Two queries."""
    return trail.history(row.SUBJECT, row.pk, VERBS)


# --- perhaps registered already --------------------------------------------------------------------


def twins(row: RoundApplication, scope: Scope | None) -> list[Likely]:
    """Producers that may be the applicant's under another number: by name, place, telephone and number.

    `scope` None looks through the whole register, for who applies himself and is told only that there is one.
    """
    maker = row.producer
    return likely(Facts(maker.name_th, row.area_code, maker.phones, identity_of(row), maker.pk), scope=scope)


# --- licences ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Licence(Ready):
    """A product's licence that runs out or has run out."""

    product_id: int
    product: str
    producer: str
    path: str
    name: str
    until: str
    is_over: bool


def licences(scope: Scope, today: date, area: str = "") -> "models.QuerySet[ProductCertificate]":
    """Licences of one's area that run out within ninety days or ran out within a year; the first to go first."""
    within = (today - timedelta(days=EXPIRED_SINCE), today + timedelta(days=EXPIRES_WITHIN))
    rows = ProductCertificate.objects.filter(valid_until__range=within)
    products = Product.objects.in_scope(scope, Ability.PERSONAL)
    if area:
        low, high = asked_range(area)
        products = products.filter(area_code__gte=low, area_code__lt=high)
    is_all = not area and scope.is_national(Ability.PERSONAL)
    rows = rows if is_all else rows.filter(product__in=products)
    return rows.select_related("product__producer").order_by("valid_until", "pk")


def licence_lines(rows: Iterable[ProductCertificate], today: date) -> list[Licence]:
    """One page of licences in words. One query more than theirs."""
    found = list(rows)
    paths = paths_of(row.product.area_code for row in found)
    return [
        Licence(
            row.product_id,
            row.product.name_th,
            row.product.producer.name_th if row.product.producer else "–",
            paths.get(row.product.area_code, "") or "–",
            f"{row.name or row.get_kind_display()} {row.number}",
            day(row.valid_until or today),
            bool(row.valid_until and row.valid_until < today),
        )
        for row in found
    ]


def day(value: date) -> str:
    """A day as people here read it."""
    return era.format_date(value, lang=language())


def step_label(step: Step) -> str:
    return str(STEP_NAMES[step])


STEP_NAMES = {
    Step.SUBMIT: gettext_lazy("Send the application"),
    Step.CHECK: gettext_lazy("Checked, on to the committee"),
    Step.PASS: gettext_lazy("The committee passes it"),
    Step.REFUSE: gettext_lazy("The committee does not pass it"),
    Step.APPROVE: gettext_lazy("Approve the registration"),
    Step.RETURN: gettext_lazy("Return it to be mended"),
    Step.WITHDRAW: gettext_lazy("Take the application back"),
}
