"""Districts with what waits there, and the applications that a letter is about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone, translation

from withi.faces.letters.rules import Case, Facts, Kind, Outcome
from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.kit.codes import prefix_range
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

DISTRICT_DIGITS = 4
OUTCOMES = {State.PASSED: Outcome.PASSED, State.APPROVED: Outcome.PASSED, State.REFUSED: Outcome.REFUSED}
WAITING = {Kind.INVITATION: State.CHECKED, Kind.MEMO: State.PASSED}
MEETINGS_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A district in the list: how many applications wait for its committee, how many for the province."""

    code: str
    name: str
    for_committee: str
    for_province: str
    meetings: int


def districts(scope: Scope) -> models.QuerySet[Area]:
    """The districts in which this person writes letters, in Thai order."""
    ranges = [*scope.ranges(Ability.ENTER), *scope.ranges(Ability.APPROVE)]
    rows: models.QuerySet[Area] = Area.objects.current().within_any(ranges).filter(level=Area.Level.DISTRICT)
    return rows.order_by("sort_key", "code")


def lines(rows: Sequence[Area], scope: Scope) -> list[Line]:
    """One page of districts. Two queries."""
    counts, meetings = _waiting(rows, scope), _meetings(rows)
    return [
        Line(
            row.code,
            row.path_th,
            f"{counts[row.code, State.CHECKED]:,}",
            f"{counts[row.code, State.PASSED]:,}",
            meetings[row.code],
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
    """The posting of the person that covers the district, in Thai; the nearest one. One query."""
    held = Posting.objects.filter(user=person).in_force(timezone.localdate()).order_by("pk")
    covering = [posting for posting in held if code.startswith(posting.area_code)]
    with translation.override("th"):
        return max(covering, key=lambda posting: len(posting.area_code)).label() if covering else ""


def rounds_of(scope: Scope, code: str) -> list[Round]:
    """Rounds that are meant for the district, the newest first. One query."""
    return [row for row in rounds_seen(scope) if code.startswith(row.area_code)]


def meetings_of(code: str) -> list[RoundMeeting]:
    """The meetings of the district's committee, the last first. One query."""
    return list(RoundMeeting.objects.filter(area_code=code).order_by("-held_on", "-pk")[:MEETINGS_OFFERED])


def facts_of(kind: Kind, district: Area, scope: Scope, *, at: str | None, meeting: str | None) -> Facts:
    """What the register says for this letter, of the round or the meeting by its key. At most five queries."""
    rows = RoundApplication.objects.in_scope(scope, Ability.PERSONAL).filter(_inside([district.code]))
    chosen = Round.objects.filter(pk=at).first() if at else None
    held = RoundMeeting.objects.filter(pk=meeting, area_code=district.code).first() if meeting else None
    if held:
        rows = rows.filter(meeting=held)
    elif kind in WAITING:
        rows = rows.filter(round=chosen, state=WAITING[kind])
    else:
        rows = rows.none()
    return Facts(
        district.name_th,
        chosen.name_th if chosen else "",
        _cases(rows),
        str(held) if held else "",
        held.held_on if held else None,
    )


def _cases(rows: ApplicationQuerySet) -> tuple[Case, ...]:
    """Applications by producer's name in Thai order; their products with a comma between."""
    found = list(rows.select_related("producer", "meeting").order_by("producer__sort_key", "pk"))
    goods = _goods(found)
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
        )
        for row in found
    )


def _goods(rows: Sequence[RoundApplication]) -> Mapping[int, str]:
    names: dict[int, list[str]] = {}
    about = RoundGoods.objects.filter(application__in=[row.pk for row in rows]).order_by("product__sort_key", "pk")
    for pk, name in about.values_list("application_id", "product__name_th"):
        names.setdefault(pk, []).append(name)
    return {pk: ", ".join(found) for pk, found in names.items()}
