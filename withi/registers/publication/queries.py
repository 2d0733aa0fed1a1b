"""What waits for approval, what must be checked, what changed, and how often."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.trail.queries import moment, of_object
from withi.ground.web import answered, reading
from withi.ground.web.answers import language
from withi.ground.web.counting import count_all
from withi.kit import era, problem
from withi.kit.codes import is_code, prefix_range
from withi.kit.ready import Ready
from withi.registers.publication import access
from withi.registers.publication.models import KINDS, STATE_NAMES, STEP_NAMES, CheckItem, Kind, Publication
from withi.registers.publication.rules import NEEDS_REASON, State, Step

STEP_VERBS = {
    "publication.submit": gettext_lazy("sent for approval"),
    "publication.approve": gettext_lazy("published"),
    "publication.return": gettext_lazy("returned to be mended"),
    "publication.withdraw": gettext_lazy("withdrawn"),
    "publication.reopen": gettext_lazy("opened again as a draft"),
    "publication.check_accepted": gettext_lazy("took over a proposal"),
    "publication.check_dismissed": gettext_lazy("confirmed as right"),
}
APPROVED = f"publication.{Step.APPROVE.value}"


DISTRICT_DIGITS = 4


@dataclass(frozen=True)
class FieldChange(Ready):
    """One field in words: what stood there, what stands there now; `before` is empty for a first entry."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Waiting(Ready):
    """A row that waits: what it is, what changed since it was last approved, and why it cannot be approved yet."""

    kind: Kind
    row: Publication
    path: str
    changes: tuple[FieldChange, ...]
    is_new: bool
    is_own: bool
    blocks: int
    brief: str
    when: str

    @property
    def token(self) -> str:
        """The row and the version shown, as the form sends it back."""
        return f"{self.kind.subject}-{self.row.pk}-{self.row.version}"


@dataclass(frozen=True)
class Check(Ready):
    """An open point in words."""

    item: CheckItem
    kind: Kind
    name: str
    path: str
    label: str
    message: str
    found: str
    proposal: str
    choices: tuple[tuple[str, str], ...]
    can_mend: bool


@dataclass(frozen=True)
class Act(Ready):
    """One line of a row's history."""

    at: datetime
    who: str
    what: str
    note: str
    changes: tuple[FieldChange, ...] = ()

    @property
    def when(self) -> str:
        return moment(self.at)


@dataclass(frozen=True)
class Offer(Ready):
    """A step a person may take now: the button, and whether a page asks for the reason first."""

    step: Step
    label: str
    needs_reason: bool
    is_main: bool


@dataclass(frozen=True)
class Panel:
    """What a row's page shows of its way to the public: state, steps, points to check, history."""

    kind: Kind
    row: Publication
    state_label: str
    offers: tuple[Offer, ...]
    is_own: bool
    points: tuple[Check, ...]
    can_decide: bool
    acts: tuple[Act, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """What lies on a person's desk, by kind and together."""

    waiting: int = 0
    checks: int = 0
    drafts: int = 0
    returned: int = 0
    waiting_by_kind: dict[str, int] = field(default_factory=dict)


# --- lists ---------------------------------------------------------------------------------------


def waiting_keys(scope: Scope, *, subject: str = "", area: str = "") -> "models.QuerySet[Any, tuple[str, int]]":
    """(subject, pk) of rows that wait for this person's approval, oldest first; for a pager."""
    parts = [
        rows.annotate(subject=models.Value(name, models.CharField())).values_list("subject", "pk", "updated_at")
        for name, rows in _waiting_rows(scope, subject, area).items()
    ]
    together: models.QuerySet[Any, tuple[str, int]] = parts[0].union(*parts[1:], all=True)
    return together.order_by("updated_at", "subject", "pk")


def waiting_total(scope: Scope, *, subject: str = "", area: str = "") -> int:
    """How many rows `waiting_keys` has, by the indexes of states. One query."""
    return sum(count_all(_waiting_rows(scope, subject, area)).values())


def _waiting_rows(scope: Scope, subject: str, area: str) -> "dict[str, models.QuerySet[Any]]":
    """Rows that wait for this person's approval, by every kind in a fixed order; none of one that is not asked for."""
    rows = {name: KINDS[name].rows if subject in ("", name) else KINDS[name].rows.none() for name in sorted(KINDS)}
    return {name: _in_area(some.in_scope(scope, Ability.APPROVE).waiting(), area) for name, some in rows.items()}


def waiting(keys: Iterable[Sequence[Any]], approver: int) -> list[Waiting]:
    """The rows of one page of `waiting_keys`, in its order. The same few queries for one row or fifty."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    order = [(key[0], key[1]) for key in keys]
    for subject, pk in order:
        by_kind[subject].append(pk)
    found: dict[tuple[str, int], Waiting] = {}
    rows = {subject: _whole_rows(KINDS[subject], ids) for subject, ids in by_kind.items()}
    paths = paths_of(row.area_code for group in rows.values() for row in group)
    for subject, group in rows.items():
        for line in _waiting_of(KINDS[subject], group, paths, approver):
            found[subject, line.row.pk] = line
    return [found[key] for key in order if key in found]


def _whole_rows(kind: Kind, ids: list[int]) -> list[Publication]:
    return list(kind.rows.filter(pk__in=ids).select_related("entered_by", *kind.related))


def _waiting_of(kind: Kind, rows: list[Publication], paths: dict[str, str], approver: int) -> Iterable[Waiting]:
    ids = [row.pk for row in rows]
    changes, own, blocks = changes_since_approval(kind, ids), hands(kind, rows), blocking_counts(kind.subject, ids)
    for row in rows:
        yield Waiting(
            kind,
            row,
            paths.get(row.area_code, ""),
            tuple(changes.get(row.pk, ())) if row.published_at else (),
            row.published_at is None,
            approver in own.get(row.pk, ()),
            blocks.get(row.pk, 0),
            kind.brief(row) if row.published_at is None else "",
            moment(row.updated_at),
        )


def checks(scope: Scope, *, subject: str = "", rule: str = "", area: str = "") -> "models.QuerySet[CheckItem]":
    """Open points of this person's area, those that stop publication first."""
    items = CheckItem.objects.in_scope(scope, Ability.ENTER).open()
    if subject:
        items = items.filter(subject=subject)
    if rule:
        items = items.filter(rule=rule)
    return _in_area(items, area).order_by("-blocks", "area_code", "pk")


def rules_open(scope: Scope) -> list[tuple[str, str, int]]:
    """Rules with open points in this person's area: code, short sentence, how many; most first."""
    items = CheckItem.objects.in_scope(scope, Ability.ENTER).open().values_list("rule")
    counted = items.annotate(count=models.Count("pk")).order_by("-count", "rule")
    return [(code, heading(code), count) for code, count in counted]


def worded(items: Sequence[CheckItem]) -> list[Check]:
    """Points in words, with the names of their rows. One query per kind and one for the areas."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for item in items:
        by_kind[item.subject].add(item.subject_id)
    names = {
        (subject, row.pk): str(row)
        for subject, ids in by_kind.items()
        for row in KINDS[subject].rows.filter(pk__in=ids)
    }
    proposed = [item.proposal for item in items if item.field == "area_code"]
    paths = paths_of([*(item.area_code for item in items), *proposed])
    return [_worded(item, names.get((item.subject, item.subject_id), ""), paths) for item in items]


def _worded(item: CheckItem, name: str, paths: dict[str, str]) -> Check:
    kind = KINDS[item.subject]
    can_mend = kind.mend is not None and item.field in kind.mendable
    return Check(
        item,
        kind,
        name,
        paths.get(item.area_code, ""),
        label_of(kind, item.field) if item.field else "",
        sentence(item),
        item.found,
        shown(kind, item.field, item.proposal, {"area_code": paths}) if item.proposal else "",
        tuple((str(value), str(label)) for value, label in _choices(kind, item.field)) if can_mend else (),
        can_mend,
    )


def counts(scope: Scope, user_id: int) -> Counts:
    """What lies on the desk today. One query."""
    return counts_of(count_all(countable(scope, user_id)))


def countable(scope: Scope, user_id: int) -> "dict[str, models.QuerySet[Any]]":
    """What `counts_of` needs counted, to be counted with other things in one statement (`count_all`)."""
    wanted: dict[str, models.QuerySet[Any]] = {"checks": CheckItem.objects.in_scope(scope, Ability.ENTER).open()}
    for subject, kind in sorted(KINDS.items()):
        drafts = kind.rows.in_scope(scope, Ability.ENTER).filter(state=State.DRAFT)
        wanted[f"waiting {subject}"] = kind.rows.in_scope(scope, Ability.APPROVE).waiting()
        wanted[f"drafts {subject}"] = drafts
        wanted[f"returned {subject}"] = drafts.filter(entered_by=user_id).exclude(return_note="")
    return wanted


def counts_of(figures: Mapping[str, int]) -> Counts:
    """The figures of `countable` put together."""
    waiting, drafts, returned = (
        {subject: figures[f"{word} {subject}"] for subject in KINDS} for word in ("waiting", "drafts", "returned")
    )
    return Counts(
        waiting=sum(waiting.values()),
        checks=figures["checks"],
        drafts=sum(drafts.values()),
        returned=sum(returned.values()),
        waiting_by_kind=waiting,
    )


def _in_area(rows: "models.QuerySet[Any]", area: str) -> "models.QuerySet[Any]":
    """Rows inside an area; anything that is no area code finds nothing."""
    if not area:
        return rows
    if not is_code(area):
        return rows.none()
    low, high = prefix_range(area)
    return rows.filter(area_code__gte=low, area_code__lt=high)


# --- one row -------------------------------------------------------------------------------------


def hands(kind: Kind, rows: Iterable[Publication]) -> dict[int, frozenset[int | None]]:
    """Who entered or ever changed the facts of each row, by the row and its trail. One query."""
    found: dict[int, set[int | None]] = {row.pk: {row.entered_by_id} - {None} for row in rows}
    changed = TrailChange.objects.filter(
        subject=kind.subject, subject_id__in=list(found), entry__verb__in=sorted(kind.hands)
    ).values_list("subject_id", "entry__actor_id")
    for pk, actor in changed:
        found[pk].add(actor)
    return {pk: frozenset(people) for pk, people in found.items()}


def blocking_counts(subject: str, ids: Sequence[int]) -> dict[int, int]:
    """How many open points stop each row, where any do. One query."""
    blocking = CheckItem.objects.of(subject, ids).blocking().values_list("subject_id")
    return dict(blocking.annotate(count=models.Count("pk")))


def changes_since_approval(kind: Kind, ids: Sequence[int]) -> dict[int, list[FieldChange]]:
    """What an approver has not seen yet of each row: the first before and the last after of each field. One query."""
    rows = (
        TrailChange.objects.filter(subject=kind.subject, subject_id__in=list(ids))
        .filter(models.Q(entry__verb__in=sorted(kind.hands)) | models.Q(entry__verb=APPROVED))
        .order_by("pk")
        .values_list("subject_id", "entry__verb", "before", "after")
    )
    before: dict[int, dict[str, Any]] = defaultdict(dict)
    after: dict[int, dict[str, Any]] = defaultdict(dict)
    for pk, verb, old, new in rows:
        if verb == APPROVED:
            before.pop(pk, None)
            after.pop(pk, None)
            continue
        before[pk] = {**(old or {}), **before[pk]}
        after[pk] |= new or {}
    names = names_in(kind, [*before.values(), *after.values()])
    return {pk: field_changes(kind, before[pk], after[pk], names) for pk in after}


def field_changes(
    kind: Kind, before: dict[str, Any] | None, after: dict[str, Any] | None, names: "Names | None" = None
) -> list[FieldChange]:
    """Two sets of field values (as the trail keeps them) in words, without fields that came back to what they were."""
    old, new = before or {}, after or {}
    known = names_in(kind, [old, new]) if names is None else names
    return [
        FieldChange(
            name, label_of(kind, name), shown(kind, name, old.get(name), known), shown(kind, name, value, known)
        )
        for name, value in new.items()
        if old.get(name) != value
    ]


def history(kind: Kind, pk: int, limit: int = 20) -> list[Act]:
    """The latest acts on one row in words, newest first. Two queries, and one for each field that points elsewhere."""
    entries = list(of_object(kind.subject, pk, limit))
    told = [change for entry in entries for change in entry.changes.all() if change.before is not None]
    names = names_in(kind, [values or {} for change in told for values in (change.before, change.after)])
    return [_act(kind, pk, entry, names) for entry in entries]


def _act(kind: Kind, pk: int, entry: TrailEntry, names: "Names") -> Act:
    changes: list[FieldChange] = []
    if entry.verb in kind.hands:
        for change in entry.changes.all():
            if (change.subject, change.subject_id) == (kind.subject, pk) and change.before is not None:
                changes += field_changes(kind, change.before, change.after, names)
    verb = STEP_VERBS.get(entry.verb) or kind.verbs.get(entry.verb) or entry.verb
    note = heading(entry.note) if entry.note in problem.RULES else entry.note
    return Act(entry.at, entry.who or _("the system"), str(verb), note, tuple(changes))


def open_points(kind: Kind, row: Publication) -> list[Check]:
    """The open points of one row in words. Two queries."""
    items = list(CheckItem.objects.of(kind.subject, [row.pk]).open().order_by("-blocks", "pk"))
    paths = paths_of(item.proposal for item in items if item.field == "area_code")
    return [_worded(item, str(row), paths) for item in items]


def panel(kind: Kind, row: Publication, scope: Scope, user_id: int) -> Panel:
    """The state, steps, points and history of one row, as far as this person may see them."""
    steps = access.steps_open(kind, scope, row)
    is_own = Step.APPROVE in steps and user_id in hands(kind, [row])[row.pk]
    offers = [_offer(step, row.area_code) for step in steps if not (is_own and step is Step.APPROVE)]
    sees_points = kind.rows.in_scope(scope, Ability.PERSONAL).filter(pk=row.pk).exists()
    return Panel(
        kind,
        row,
        str(dict(STATE_NAMES)[row.state]),
        tuple(offers),
        is_own,
        tuple(open_points(kind, row)) if sees_points else (),
        kind.rows.in_scope(scope, Ability.ENTER).filter(pk=row.pk).exists(),
        tuple(history(kind, row.pk)) if scope.can(Ability.TRAIL, row.area_code) else (),
        tuple(kind.missing(row)) if Step.SUBMIT in steps else (),
    )


def _offer(step: Step, area_code: str) -> Offer:
    """A step as its button says it: what is wider than a district goes to no district's chief."""
    is_wide = step is Step.SUBMIT and len(area_code) < DISTRICT_DIGITS
    label = _("Send to be approved") if is_wide else str(STEP_NAMES[step])
    return Offer(step, label, step in NEEDS_REASON, step in (Step.SUBMIT, Step.APPROVE))


# --- words ---------------------------------------------------------------------------------------


def label_of(kind: Kind, name: str) -> str:
    """A field in the words of its form; "asset:12" is one of the assets."""
    if (part := name.partition(":")[0]) in kind.labels:
        return str(kind.labels[part])
    return str(getattr(_field(kind, name), "verbose_name", name))


Names = dict[str, dict[Any, str]]


def names_in(kind: Kind, values: Iterable[dict[str, Any]]) -> Names:
    """What fields that point elsewhere (areas, producers) are called there. One query for each such field."""
    asked: dict[str, set[Any]] = {name: set() for name in ("area_code", *kind.look_up)}
    for row in values:
        for name in asked.keys() & row.keys():
            asked[name].add(row[name])
    find = {"area_code": paths_of, **kind.look_up}
    return {name: find[name](wanted - {None, ""}) for name, wanted in asked.items() if wanted - {None, ""}}


def shown(kind: Kind, name: str, value: Any, names: Names | None = None) -> str:
    """A stored value (as the trail keeps it) the way people read it."""
    if value is None or value == "":
        return "–"
    if names is not None and name in names:
        return names[name].get(value, str(value))
    if (text := kind.say(name, value)) is not None:
        return text
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if choices := dict(_choices(kind, name)):
        return str(choices.get(value, value))
    return _dated(value) if isinstance(_field(kind, name), models.DateField) else str(value)


def offered(kind: Kind, item: CheckItem) -> set[str]:
    """The values that a point may be mended to: its proposal, and the choices of its field."""
    return ({item.proposal} | {str(value) for value, _label in _choices(kind, item.field)}) - {""}


def _choices(kind: Kind, name: str) -> list[tuple[Any, Any]]:
    return list(getattr(_field(kind, name), "choices", None) or ())


def _field(kind: Kind, name: str) -> Any:
    """The model's field of that name, or None for facts kept elsewhere."""
    try:
        return kind.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _dated(value: str) -> str:
    return str(era.format_date(date.fromisoformat(value[:10]), lang=language()))


def sentence(item: CheckItem) -> str:
    """The rule's sentence on this point, filled in."""
    rule = problem.RULES.get(item.rule)
    if rule is None:
        return str(item.rule)
    return str(rule.text(language()).format_map(_Filled({"found": item.found, **item.values})))


def heading(code: str) -> str:
    """A rule's sentence without what it was filled with, for lists of rules."""
    rule = problem.RULES.get(code)
    return rule.text(language()).format_map(_Filled({})) if rule else code


class _Filled(dict[str, str]):
    """Values of a sentence; what is not given reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


# --- areas ---------------------------------------------------------------------------------------


def paths_of(codes: Iterable[str]) -> dict[str, str]:
    """The whole path of each area as people read it, in the current language. One query."""
    column = "path_en" if language() == "en" else "path_th"
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    statement = f"select code, {column} from places_area where code in ({reading.marks(wanted)})"  # noqa: S608
    return dict(answered.rows(statement, wanted))


def area_choices(scope: Scope, ability: Ability) -> list[tuple[str, str]]:
    """The areas one level below a person's own, in Thai order: what a list is narrowed by. One query."""
    condition = models.Q(pk__in=())
    for prefix in scope.areas(ability):
        low, high = prefix_range(prefix)
        level = "own_level" if len(prefix) >= DISTRICT_DIGITS else "level"  # not all villages of the nation, by index
        condition |= models.Q(**{level: min(len(prefix) + 2, 8), "code__gte": low, "code__lt": high})
    areas = Area.objects.current().alias(own_level=Coalesce("level", models.Value(0))).filter(condition)
    column = "name_en" if language() == "en" else "name_th"
    return list(areas.order_by("level", "sort_key", "code").values_list("pk", column))
