"""Districts with what waits there, and the applications that a letter is about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models.functions import Substr
from django.utils import timezone, translation

from withi.faces.letters.access import SEATS
from withi.faces.letters.rules import Case, Count, Facts, Kind, Level, Outcome, Seat
from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.kit.codes import prefix_range
from withi.kit.ready import Ready
from withi.work.rounds.models import (
    STATE_NAMES,
    ApplicationQuerySet,
    Round,
    RoundApplication,
    RoundGoods,
    RoundMeeting,
)
from withi.work.rounds.queries import rounds_seen
from withi.work.rounds.rules import State

PROVINCE_DIGITS, DISTRICT_DIGITS = 2, 4
OUTCOMES = {State.PASSED: Outcome.PASSED, State.APPROVED: Outcome.PASSED, State.REFUSED: Outcome.REFUSED}
WAITING = {Kind.INVITATION: State.CHECKED, Kind.MEMO: State.PASSED}
MEETINGS_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Line(Ready):
    """An office in the list: how many applications wait for committees there, how many for the province; a province's
    meetings are told by hand, so it always has some."""

    code: str
    name: str
    for_committee: str
    for_province: str
    meetings: int


def seats(scope: Scope) -> models.QuerySet[Area]:
    """The provinces, then the districts in which this person writes letters, in Thai order."""
    ranges = [*scope.ranges(Ability.ENTER), *scope.ranges(Ability.APPROVE)]
    rows: models.QuerySet[Area] = Area.objects.current().within_any(ranges).filter(level__in=SEATS)
    return rows.order_by("level", "sort_key", "code")


def lines(rows: Sequence[Area], scope: Scope) -> list[Line]:
    """One page of offices. Two queries."""
    counts, meetings = _waiting(rows, scope), _meetings(rows)
    return [
        Line(
            row.code,
            row.path_th,
            f"{counts[row.code, State.CHECKED]:,}",
            f"{counts[row.code, State.PASSED]:,}",
            meetings[row.code] or int(row.level == Area.Level.PROVINCE),
        )
        for row in rows
    ]


def _waiting(rows: Iterable[Area], scope: Scope) -> Counter[tuple[str, str]]:
    found = RoundApplication.objects.in_scope(scope, Ability.PERSONAL).filter(
        _inside(row.code for row in rows), state__in=(State.CHECKED, State.PASSED)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for area, state in found.values_list("area_code", "state"):
        counts[area[:DISTRICT_DIGITS], state] += 1
        counts[area[:PROVINCE_DIGITS], state] += 1
    return counts


def _meetings(rows: Iterable[Area]) -> Counter[str]:
    found = RoundMeeting.objects.filter(area_code__in=[row.code for row in rows])
    return Counter(found.values_list("area_code", flat=True))


def _inside(codes: Iterable[str]) -> models.Q:
    condition = models.Q(pk__in=())
    for low, high in map(prefix_range, codes):
        condition |= models.Q(area_code__gte=low, area_code__lt=high)
    return condition


def name_of(code: str) -> str:
    """An area's Thai name; its code where it is not known. One query."""
    found = Area.objects.filter(pk=code).values_list("name_th", flat=True).first()
    return found or code


def title_of(person: User, code: str) -> str:
    """The posting of the person that covers the area, in Thai; the nearest one. One query."""
    held = Posting.objects.filter(user=person).in_force(timezone.localdate()).order_by("pk")
    covering = [posting for posting in held if code.startswith(posting.area_code)]
    with translation.override("th"):
        return max(covering, key=lambda posting: len(posting.area_code)).label() if covering else ""


def rounds_of(scope: Scope, code: str) -> list[Round]:
    """Rounds that are meant for the area, the newest first. One query."""
    return [row for row in rounds_seen(scope) if code.startswith(row.area_code)]


def meetings_of(code: str) -> list[RoundMeeting]:
    """The meetings of a district's committee, the last first. One query."""
    return list(RoundMeeting.objects.filter(area_code=code).order_by("-held_on", "-pk")[:MEETINGS_OFFERED])


def facts_of(
    kind: Kind, seat: Seat, scope: Scope, *, at: str | None, meeting: str | None, day: date | None = None
) -> Facts:
    """What the register says for this letter, of the round or the meeting by its key; of a province's meeting what was
    approved on its day. At most six queries."""
    rows = RoundApplication.objects.in_scope(scope, Ability.PERSONAL)
    chosen = Round.objects.filter(pk=at).first() if at else None
    name = chosen.name_th if chosen else ""
    if seat.level == Level.NATION:
        counts = () if kind == Kind.ORDER else _counts(rows.filter(round=chosen))
        return Facts(seat.said, name, counts=counts, level=seat.level, held_on=day)
    rows = rows.filter(_inside([seat.code]))
    if seat.level == Level.PROVINCE:
        cases = _cases(_of_province(kind, rows.filter(round=chosen), day))
        return Facts(seat.said, name, cases, level=seat.level, held_on=day)
    held = RoundMeeting.objects.filter(pk=meeting, area_code=seat.code).first() if meeting else None
    cases = _cases(_of_district(kind, rows, chosen, held))
    if held is None:
        return Facts(seat.said, name, cases)
    return Facts(seat.said, name, cases, meeting=str(held), held_on=held.held_on)


def _of_district(
    kind: Kind, rows: ApplicationQuerySet, at: Round | None, held: RoundMeeting | None
) -> ApplicationQuerySet:
    """What a district's letter is about: a meeting's applications, or what waits."""
    if held:
        return rows.filter(meeting=held)
    return rows.filter(round=at, state=WAITING[kind]) if kind in WAITING else rows.none()


def _of_province(kind: Kind, rows: ApplicationQuerySet, day: date | None) -> ApplicationQuerySet:
    """What a province's letter is about: what waits for it, or what it approved on the day of its meeting."""
    if kind == Kind.MINUTES:
        return rows.filter(state=State.APPROVED, moved_on=day) if day else rows.none()
    return rows.none() if kind == Kind.ORDER else rows.filter(state=State.PASSED)


def _counts(rows: ApplicationQuerySet) -> tuple[Count, ...]:
    """A round by province, in Thai order; provinces without an application are left out. Two queries."""
    told = (State.CHECKED, State.PASSED, State.APPROVED)
    at = Substr("area_code", 1, PROVINCE_DIGITS)
    counted = rows.filter(state__in=told).annotate(province=at).order_by().values_list("province", "state")
    by_state: dict[tuple[str, str], int] = {
        (code, state): many for code, state, many in counted.annotate(models.Count("pk"))
    }
    codes = {code for code, _state in by_state}
    names = Area.objects.filter(pk__in=codes).order_by("sort_key", "code").values_list("code", "name_th")
    return tuple(Count(name, *(by_state.get((code, state), 0) for state in told)) for code, name in names)


def _cases(rows: ApplicationQuerySet) -> tuple[Case, ...]:
    """Applications by producer's name in Thai order; their products with a comma between."""
    found = list(rows.select_related("producer", "meeting").order_by("producer__sort_key", "pk"))
    goods = _goods(found)
    codes = {row.area_code[:DISTRICT_DIGITS] for row in found}
    districts = dict(Area.objects.filter(pk__in=codes).values_list("code", "name_th"))
    with translation.override("th"):
        names = {code: str(name) for code, name in STATE_NAMES}
    return tuple(
        Case(
            row.number,
            row.producer.name_th,
            goods.get(row.pk, "-"),
            str(row.meeting) if row.meeting else "",
            OUTCOMES.get(State(row.state), Outcome.OTHER),
            names[row.state],
            districts.get(row.area_code[:DISTRICT_DIGITS], ""),
        )
        for row in found
    )


def _goods(rows: Sequence[RoundApplication]) -> Mapping[int, str]:
    names: dict[int, list[str]] = {}
    about = RoundGoods.objects.filter(application__in=[row.pk for row in rows]).order_by("product__sort_key", "pk")
    for pk, name in about.values_list("application_id", "product__name_th"):
        names.setdefault(pk, []).append(name)
    return {pk: ", ".join(found) for pk, found in names.items()}
