"""What the registers, the ledger, the monthly reports, the counts of guests and the prints know of communities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone

from withi.faces.followup.rules import YEAR_BACK, Money, Standing
from withi.faces.printing import actions as printing
from withi.ground.notices.models import Notice
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit.codes import prefix_range
from withi.registers.centres.models import Centre, CentreStep
from withi.registers.centres.rules import Progress, progress
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Status
from withi.registers.publication.queries import paths_of
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community, CommunityAsset, CommunityReceiving
from withi.registers.villages.rules import BUILT
from withi.work.checkin.queries import counted_by, scans_by
from withi.work.income.models import IncomeMonth, IncomeTourism
from withi.work.support.models import KIND_NAMES, SupportEntry
from withi.work.support.rules import Subject

MOST = 300
"""So many communities stand in one report; a larger area is told by its districts."""
TOLD = (State.PUBLISHED, State.WAITING)
"""Communities that are or were sent to be shown; drafts and withdrawn ones are not followed up."""
PROVINCE_DIGITS, DISTRICT_DIGITS, TAMBON_DIGITS = 2, 4, 6


def communities(code: str, scope: Scope) -> list[Community]:
    """The communities of an area that the person reads, in their order; one more than MOST says that there are more."""
    low, high = prefix_range(code)
    rows = Community.objects.in_scope(scope, Ability.READ).filter(state__in=TOLD)
    return list(rows.filter(area_code__gte=low, area_code__lt=high).order_by("area_code", "sort_key", "pk")[: MOST + 1])


def standings(rows: Sequence[Community], months: Sequence[int], *, inside: str = "") -> list[Standing]:
    """Communities with all that a report says of them, each place without the area it is `inside`. A fixed number of
    queries, however many there are."""
    ids = [row.pk for row in rows]
    where = {"community__in": ids, "month__in": months}
    known: dict[str, Mapping[int, Any]] = {
        "support": _supported(ids),
        "reports": _reports(ids, months),
        "scans": scans_by("community", **where),
        "counted": counted_by("community", **where),
        "prints": printing.outdated_of(ids),
        "built": _built(ids),
        "untold": _untold(ids),
    }
    paths = paths_of(row.area_code[:TAMBON_DIGITS] for row in rows)
    places = {code: path.removesuffix(inside).strip(" ,") or path for code, path in paths.items()}
    return [_standing(row, places.get(row.area_code[:TAMBON_DIGITS], ""), known) for row in rows]


def _standing(row: Community, place: str, known: Mapping[str, Mapping[int, Any]]) -> Standing:
    times, last, satang, amounts = known["support"].get(row.pk, (0, None, 0, 0))
    reports, guests = known["reports"].get(row.pk, ((), 0))
    scans, counted = known["scans"].get(row.pk), known["counted"].get(row.pk)
    prints, outdated = known["prints"].get(row.pk, (0, 0))
    built, seen = known["built"].get(row.pk, (0, 0))
    return Standing(
        pk=row.pk,
        name=name_of(row),
        place=place,
        area_code=row.area_code,
        receiving=row.receiving,
        confirmed_on=row.confirmed_on,
        facts_on=row.facts_on,
        times=times,
        last_given=last,
        paid=Money(int(satang or 0), amounts),
        reports=reports,
        guests=guests,
        scans=scans.total if scans else None,
        counted=counted.guests if counted else None,
        prints=prints,
        outdated=outdated,
        built=built,
        seen=seen,
        untold=known["untold"].get(row.pk, 0),
    )


def name_of(row: Any) -> str:
    """A row's name in the language that is spoken now; the Thai one where there is no other."""
    return str(row.name_en if language() == "en" and row.name_en else row.name_th)


def _supported(ids: Sequence[int]) -> dict[int, tuple[int, date | None, int, int]]:
    rows = SupportEntry.objects.in_force().filter(subject=Subject.COMMUNITY, subject_id__in=ids).order_by()
    found = rows.values_list("subject_id").annotate(Count("pk"), Max("given_on"), Sum("amount"), Count("amount"))
    return {pk: (times, last, satang, amounts) for pk, times, last, satang, amounts in found}


def _reports(ids: Sequence[int], months: Sequence[int]) -> dict[int, tuple[tuple[tuple[int, int], ...], int]]:
    """Of each community what it reported, by month, and how many guests it told of."""
    rows = IncomeTourism.objects.filter(community__in=ids, month__in=months).order_by("month")
    found: dict[int, tuple[tuple[tuple[int, int], ...], int]] = {}
    for pk, month, total, *guests in rows.values_list(
        "community_id", "month", "total", "guests_thai", "guests_foreign", "guests_study"
    ):
        reports, told = found.get(pk, ((), 0))
        found[pk] = ((*reports, (month, int(total))), told + sum(filter(None, guests)))
    return found


def before(ids: Sequence[int], months: Sequence[int]) -> dict[int, int]:
    """What communities took in a year earlier, by this year's month; a month nobody reported is left out. One query."""
    earlier = [month + YEAR_BACK for month in months]
    rows = IncomeTourism.objects.filter(community__in=ids, month__in=earlier).order_by()
    return {month - YEAR_BACK: int(satang) for month, satang in rows.values_list("month").annotate(Sum("total"))}


def _built(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = CommunityAsset.objects.filter(community__in=ids, kind__in=BUILT).order_by()
    found = rows.values_list("community_id").annotate(Count("pk"), Count("verified_on"))
    return {pk: (built, seen) for pk, built, seen in found}


def _untold(ids: Sequence[int]) -> dict[int, int]:
    """Notices for a community without an account that nobody has told it of yet."""
    rows = Notice.objects.untold().filter(contact_kind=Community.SUBJECT, contact_id__in=ids)
    found = rows.filter(expires_at__gt=timezone.now()).order_by()
    return dict(found.values_list("contact_id").annotate(Count("pk")))


def path_of(area: Area) -> str:
    """The whole path of an area in the language that is spoken now."""
    return area.path_en if language() == "en" and area.path_en else area.path_th


def names_around(code: str) -> dict[str, str]:
    """The names of the province and the district around a code. One query."""
    rows = Area.objects.filter(pk__in=[code[:PROVINCE_DIGITS], code[:DISTRICT_DIGITS]])
    return {area.code: name_of(area) for area in rows}


# --- support, centres ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What communities were given of one kind: how often, to how many of them, satang where known."""

    kind: str
    times: int
    communities: int
    paid: Money


def given(ids: Sequence[int]) -> list[Given]:
    """The ledger of some communities by kind, in the order of kinds. One query."""
    rows = SupportEntry.objects.in_force().filter(subject=Subject.COMMUNITY, subject_id__in=ids).order_by()
    counted = rows.values_list("kind").annotate(
        Count("pk"), Count("subject_id", distinct=True), Sum("amount"), Count("amount")
    )
    found = {kind: Given(kind, times, many, Money(int(sum_ or 0), known)) for kind, times, many, sum_, known in counted}
    return [found[kind] for kind, _name in KIND_NAMES if kind in found]


def supports_of(pk: int, most: int) -> list[SupportEntry]:
    """The newest supports in force of a community. One query."""
    rows = SupportEntry.objects.in_force().of(Subject.COMMUNITY, pk).select_related("partner")
    return list(rows.order_by("-given_on", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class Kept:
    """A centre with how far its plan of revival is."""

    row: Centre
    plan: Progress


def centres(code: str, scope: Scope, today: date) -> list[Kept]:
    """The centres of an area that the person reads, with their plans, in their order. Two queries."""
    low, high = prefix_range(code)
    rows = list(
        Centre.objects.in_scope(scope).filter(area_code__gte=low, area_code__lt=high).order_by("sort_key", "pk")[:MOST]
    )
    steps: dict[int, list[Any]] = {row.pk: [] for row in rows}
    for step in CentreStep.objects.filter(centre__in=list(steps)):
        steps[step.centre_id].append(step.step())
    return [Kept(row, progress(steps[row.pk], today)) for row in rows]


def centres_near(row: Community, scope: Scope, today: date) -> list[Kept]:
    """The centres that serve a community: those of its district that stand for the district, and its tambon's own."""
    found = centres(row.area_code[:DISTRICT_DIGITS], scope, today)
    tambon = row.area_code[:TAMBON_DIGITS]
    return [
        kept for kept in found if len(kept.row.area_code) <= DISTRICT_DIGITS or kept.row.area_code.startswith(tambon)
    ]


# --- one community -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sold:
    """What a community's producers sold: of how many producers, in how many monthly reports."""

    satang: int
    reports: int
    producers: int
    makers: int


def sold(pk: int, months: Sequence[int]) -> Sold:
    """Sales of the producers of a community over some months. Two queries."""
    rows = IncomeMonth.objects.filter(producer__community=pk, month__in=months)
    told = rows.aggregate(satang=Sum("total"), reports=Count("pk"), producers=Count("producer", distinct=True))
    makers = Producer.objects.filter(community=pk, status=Status.ACTIVE).count()
    return Sold(int(told["satang"] or 0), told["reports"], told["producers"], makers)


def built_of(pk: int) -> list[CommunityAsset]:
    """Structures and facilities of a community, those nobody verified first. One query."""
    rows = CommunityAsset.objects.filter(community=pk, kind__in=BUILT)
    return sorted(rows.order_by("position", "pk"), key=lambda row: row.verified_on is not None)


def since_of(pk: int) -> date | None:
    """Since when the receiving state of today stands. One query."""
    row = CommunityReceiving.objects.filter(community=pk).order_by("-valid_from", "-pk").first()
    return row.valid_from if row else None


# --- areas to choose -----------------------------------------------------------------------------


def inside(code: str) -> list[Area]:
    """The areas right inside one that hold communities, in Thai order. Two queries."""
    low, high = prefix_range(code)
    found = Community.objects.filter(state__in=TOLD, area_code__gte=low, area_code__lt=high).order_by()
    digits = len(code) + 2
    codes = {area[:digits] for area in found.values_list("area_code", flat=True).distinct()}
    return list(Area.objects.filter(pk__in=codes, level=digits).order_by("sort_key", "code"))


def own_areas(scope: Scope) -> list[Area]:
    """Where a person's reports begin: the areas of the postings, of the nation its provinces. Two queries at most."""
    codes = scope.areas(Ability.READ)
    if "" in codes:
        return inside("")
    return list(Area.objects.filter(pk__in=[code[:TAMBON_DIGITS] for code in codes]).order_by("sort_key", "code"))


def own_communities(scope: Scope) -> Iterable[Community]:
    """The communities that a person's own account keeps. One query."""
    return Community.objects.filter(pk__in=scope.subjects(Ability.READ, Community.SUBJECT)).order_by("sort_key", "pk")
