"""Registration rounds of the demonstration: a closed one of everybody, and an open one with some in every state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from withi.faces.demo import rules
from withi.faces.demo.rules import Maker
from withi.ground.people.models import User
from withi.ground.people.rules import Ability
from withi.ground.web import sets
from withi.kit.era import BE_OFFSET
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Kind
from withi.work.rounds import actions as verbs
from withi.work.rounds.actions import RoundRow, Stored
from withi.work.rounds.models import Round, RoundApplication, RoundMeeting, RoundPaper, RoundSeen
from withi.work.rounds.rules import PaperRule, SeenHow, State, Turn, Window
from withi.work.support.models import SupportEntry

APPLICANT = "ผู้แทนผู้ผลิต (ตัวอย่าง)"
SEEN = (State.CHECKED, State.PASSED, State.APPROVED, State.REFUSED)
"""States behind the district's check: the papers were seen."""
SITTING = 7
"""Days ago when the committees sat."""


@dataclass(frozen=True)
class Province:
    """What rounds are filled from: people by user name, makers, and the ids under which they and their goods lie."""

    people: Mapping[str, Any]
    makers: Sequence[Maker]
    ids: Mapping[int, int]
    goods: Mapping[tuple[int, int], int]
    today: date

    def shelf(self, place: int) -> tuple[int, ...]:
        """The stored products of one maker."""
        keys = ((place, turn) for turn in range(len(self.makers[place].goods)))
        return tuple(self.goods[key] for key in keys if key in self.goods)


def add(content: Mapping[str, Any], province: Province) -> None:
    """Both rounds with their applications, in sets."""
    by = province.people["department"]
    closed = verbs.add_round(actor=by.user, scope=by.scope, facts=_closed(content["closed"]), is_demo=True)
    chosen = [place for place, maker in enumerate(province.makers) if maker.facts["area_code"]]
    old = [_old(closed, province.makers[place], province.ids[place], place) for place in chosen]
    old += _drafts(closed, province)
    verbs.store_many(actor=by.user, to=closed, rows=old, note=rules.NOTE, is_demo=True)
    facts = _open(content["open"], province.today)
    now = verbs.add_round(actor=by.user, scope=by.scope, facts=facts, is_demo=True)
    for district in content["open"]["districts"]:
        _fill_district(content["open"], now, district, province)


def _closed(told: Mapping[str, Any]) -> RoundRow:
    windows = tuple(Window(each["opens"], each["closes"]) for each in told["windows"])
    return _round(told, windows, told["year_from"], told["year_to"])


def _open(told: Mapping[str, Any], today: date) -> RoundRow:
    days = [(today + timedelta(days=each["from"]), today + timedelta(days=each["until"])) for each in told["windows"]]
    year = today.year + BE_OFFSET
    papers = tuple((None, PaperRule(**{**each, "kinds": frozenset(each.get("kinds", ()))})) for each in told["papers"])
    return _round(told, tuple(Window(*pair) for pair in days), year, year + 1, papers)


def _round(
    told: Mapping[str, Any],
    windows: tuple[Window, ...],
    first: int,
    last: int,
    papers: tuple[tuple[int | None, PaperRule], ...] = (),
) -> RoundRow:
    return RoundRow(
        told["name_th"],
        first,
        last,
        tuple(kind.value for kind in Kind),
        tuple(turn.value for turn in Turn),
        windows,
        papers,
        name_en=told["name_en"],
        source=told["source"],
    )


def _old(closed: Round, maker: Maker, pk: int, place: int) -> Stored:
    """A registration of the closed round, on some day before it ended."""
    day = closed.last_day - timedelta(days=rules.between(0, 250, "round", place))
    return Stored(pk, maker.facts["area_code"], maker.facts["kind"], State.APPROVED, day, links=_links(maker))


def _drafts(closed: Round, province: Province) -> Iterator[Stored]:
    """Those of the earlier list that the register keeps as drafts: they were registered like everybody."""
    rows = Producer.objects.filter(is_demo=True).exclude(pk__in=list(province.ids.values())).order_by("pk")
    for pk, area, kind in rows.values_list("pk", "area_code", "kind"):
        yield Stored(pk, area, kind, State.APPROVED, closed.last_day)


def _links(maker: Maker) -> tuple[bool, bool, bool]:
    found = [bool(maker.facts.get(name)) for name in ("joins_production", "joins_management", "gives_benefit")]
    return (found[0] or not any(found), found[1], found[2])


def _fill_district(told: Mapping[str, Any], now: Round, district: str, province: Province) -> None:
    """Some applications of one district in every state; producers of communities are left to be tried out."""
    free = [place for place, maker in enumerate(province.makers) if _is_free(maker, district)]
    meeting = RoundMeeting.objects.create(
        area_code=district,
        number=1,
        year=province.today.year + BE_OFFSET,
        held_on=province.today - timedelta(days=SITTING),
        is_demo=True,
    )
    states = [State(name) for name, count in told["states"].items() for _turn in range(count)]
    pairs = list(zip(states, free, strict=False))
    rows = [_application(told, state, place, province, meeting.pk) for state, place in pairs]
    by = province.people["promotion"].user
    made = verbs.store_many(actor=by, to=now, rows=rows, note=rules.NOTE, is_demo=True)
    past = [(pk, row) for pk, row in zip(made, rows, strict=True) if row.state in SEEN]
    seen = list(_seen(now, past, _worker(province, district)))  # it asks, and nothing is asked while rows go in
    sets.insert(RoundSeen, ("application", "paper", "how", "by", "at"), seen)


def _worker(province: Province, district: str) -> User:
    """Who enters in the district itself; the province's office where it has nobody."""
    near = (one for one in province.people.values() if district in one.scope.areas(Ability.ENTER))
    found: User = next(near, province.people["promotion"]).user
    return found


def _is_free(maker: Maker, district: str) -> bool:
    return str(maker.facts["area_code"]).startswith(district) and not maker.community


def _application(told: Mapping[str, Any], state: State, place: int, province: Province, meeting: int) -> Stored:
    maker, today = province.makers[place], province.today
    days = rules.between(1, 24, "application", place)
    notes = {State.RETURNED: rules.pick(told["returned"], "returned", place), State.REFUSED: told["refused"]}
    at_counter = state in (State.DRAFT, State.RETURNED) and rules.chance("counter", place) < 0.5
    return Stored(
        province.ids[place],
        maker.facts["area_code"],
        maker.facts["kind"],
        state,
        today - timedelta(days=days),
        Turn.RENEWAL,
        APPLICANT,
        maker.facts.get("address", ""),
        _links(maker),
        notes.get(state, ""),
        today + timedelta(days=_left(state, place, days)),
        meeting if state in SEEN[1:] else None,
        _worker(province, maker.facts["area_code"][:4]).pk if at_counter else None,
        province.shelf(place),
    )


def _left(state: State, place: int, days: int) -> int:
    """Days it may still stay; some that wait are late, by half of the time since they came."""
    if state is State.DRAFT:
        return 50
    return (20 if rules.chance("late", place) < 0.75 else max(1, days // 2)) - days


def _seen(now: Round, past: Sequence[tuple[int, Stored]], worker: User) -> Iterator[tuple[Any, ...]]:
    """Papers were seen some days before the application went on."""
    papers = list(RoundPaper.objects.filter(round=now, of_proxy=False))
    for pk, row in past:
        moment = timezone.make_aware(datetime.combine(row.moved_on - timedelta(days=3), time(10, 20)))
        for paper in papers:
            if not paper.kinds or row.kind in paper.kinds.split(","):
                yield pk, paper.pk, SeenHow.OFFICER.value, worker.pk, moment


def clear() -> None:
    """Take out rounds and meetings of the demonstration, once its producers and their applications are gone."""
    there = RoundApplication.objects.values("pk")
    SupportEntry.objects.filter(source_kind=RoundApplication.SUBJECT).exclude(source_id__in=there).delete()
    RoundMeeting.objects.filter(applications=None, is_demo=True).delete()
    Round.objects.filter(is_demo=True).delete()
