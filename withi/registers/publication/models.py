"""What every publishable register row carries, and the points still to be checked on it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.db import models
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from withi.ground.files.models import Photographed
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.publication.rules import State, Step

STATE_NAMES = [
    (State.DRAFT.value, _("draft")),
    (State.WAITING.value, _("waiting for approval")),
    (State.PUBLISHED.value, _("published")),
    (State.WITHDRAWN.value, _("withdrawn")),
]
STEP_NAMES = {
    Step.SUBMIT: _("Send for approval"),
    Step.APPROVE: _("Approve and publish"),
    Step.RETURN: _("Return to be mended"),
    Step.WITHDRAW: _("Withdraw this record"),
    Step.REOPEN: _("Open again as a draft"),
}

AT_ONCE = 900
"""So many values in one query."""
FEW = 2_000
"""So many rows are sorted sooner than picked out of all rows in their order."""

# What is done to the photos of rows of every kind; who told of one never approves the row.
PHOTO_VERBS = {
    "photos.add": _("added a photo"),
    "photos.tell": _("told of a photo"),
    "photos.arrange": _("arranged the photos"),
    "photos.remove": _("took out a photo"),
}
PHOTO_HANDS = frozenset({"photos.add", "photos.tell"})
PHOTO_LABELS = {"photo": _("photo")}


def _sorted_by(named: Any) -> OrderBy:
    """An order that no index has, and that puts rows as the named one does."""
    order = named if isinstance(named, OrderBy) else OrderBy(models.F(named.lstrip("-")), named.startswith("-"))
    hidden = Coalesce(order.expression, order.expression)
    return OrderBy(hidden, order.descending, nulls_first=order.nulls_first, nulls_last=order.nulls_last)


class PublicationQuerySet(models.QuerySet[Any]):
    """Words every register's queryset understands."""

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def waiting(self) -> Self:
        """Rows that wait for approval; no value is filled in, or SQLite would not see that an index has just them."""
        return self.filter(state=models.Func(template=f"'{State.WAITING.value}'", output_field=CodeField()))

    def within(self, ranges: tuple[tuple[str, str], ...]) -> Self:
        """Rows whose area lies in one of the half-open code ranges; none for no range."""
        condition = models.Q(pk__in=())
        for low, high in ranges:
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        """The rows this person may see (or enter, approve …): by area, plus the rows he owns."""
        return self.filter(self.reach(scope, ability))

    def among_few(self, **values: str) -> Self:
        """Rows whose columns hold these texts, looked at row by row: the few of an area, by no index of the nation."""
        own = {f"own_{name}": Coalesce(name, models.Value("")) for name in values}
        return self.alias(**own).filter(**{f"own_{name}": value for name, value in values.items()})

    def by_ids(self, ids: Iterable[int]) -> list[Any]:
        """The rows with these ids in their order, those that are gone meanwhile left out. One query.

        For a page that was chosen by ids alone, which an index tells: to sort whole rows, all would have to be read.
        """
        wanted = list(ids)
        found = self.in_bulk(wanted)
        return [found[pk] for pk in wanted if pk in found]

    def for_page(self, total: int, *, lie_together: bool = False) -> Self:
        """The same `total` rows in the same order, for a page of them.

        Few rows, and rows that lie together somewhere in their order, are found by what narrows them and then sorted;
        by the index of their order a database would walk past everybody else's.
        """
        [first, *others] = self.query.order_by
        if total > FEW and not lie_together:
            return self
        return self.order_by(_sorted_by(first), *others)

    def reach(self, scope: Scope, ability: Ability) -> models.Q:
        """The condition behind `in_scope`."""
        if scope.is_national(ability):
            return ~models.Q(pk__in=())  # true without a column
        condition = self.owned(scope, ability)
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return condition

    def bearers(self, numbers: Iterable[str]) -> dict[str, set[int]]:
        """Ids of the rows that bear each of these official numbers, withdrawn ones left out; a query for some hundred.

        For registers whose rows have one.
        """
        held: dict[str, set[int]] = {}
        wanted = sorted(set(numbers))
        for start in range(0, len(wanted), AT_ONCE):
            rows = self.filter(official_number__in=wanted[start : start + AT_ONCE]).exclude(state=State.WITHDRAWN)
            for number, pk in rows.order_by().values_list("official_number", "pk"):
                held.setdefault(number, set()).add(pk)
        return held

    def owned(self, scope: Scope, ability: Ability) -> models.Q:
        """Rows of owner postings; each register says which subject kind and column that is."""
        return models.Q(pk__in=scope.subjects(ability, self.model.SUBJECT))


class Publication(Photographed):
    """State, authors and version of a row that may be shown to the public.

    `version` grows with every edit, so the second of two officers editing at once is shown both versions.
    """

    SUBJECT: ClassVar[str]

    area_code = AreaCodeField(_("area"), blank=True)
    state = CodeField(max_length=10, choices=STATE_NAMES, default=State.DRAFT.value)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    return_note = models.CharField(max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        default_permissions = ()


def _nothing(_row: Any) -> list[str]:
    return []


def _no_brief(_row: Any) -> str:
    return ""


def _unsaid(_field: str, _value: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Kind:
    """A kind of publishable row, as its room makes it known to this one, which lies below and knows no register.

    `label` is one row in words ("producer"), `plural` several. `search_names(row)` are the names people may type for
    it; `public(row)` says whether guests see it; `missing(row)` names what must be there before it can be sent.
    `mend(actor=, scope=, pk=, field=, value=)` takes over a proposal of the "to check" list, for fields in `mendable`.
    `verbs` words the room's trail verbs; those in `hands` are edits of facts, and who did one never approves the row.
    `labels` and `say(field, value)` word what the model's own fields cannot; None leaves it to them. `look_up` names
    many values of a field that points elsewhere in one query. `brief(row)` is the line an approver reads of a new row,
    and `related` what it needs joined. `is_heard`: the Thai name of a public row without another is also found by how
    it sounds in Latin letters.
    """

    subject: str
    model: type[Publication]
    label: Any
    desk_url_name: str
    search_names: Callable[[Any], Iterable[str]]
    public: Callable[[Any], bool]
    version_kind: str
    plural: Any = ""
    icon: str = "stone"
    missing: Callable[[Any], list[str]] = _nothing
    mend: Callable[..., None] | None = None
    mendable: frozenset[str] = frozenset()
    verbs: dict[str, Any] = field(default_factory=dict)
    hands: frozenset[str] = frozenset()
    labels: dict[str, Any] = field(default_factory=dict)
    say: Callable[[str, Any], str | None] = _unsaid
    brief: Callable[[Any], str] = _no_brief
    related: tuple[str, ...] = ()
    look_up: dict[str, Callable[[set[Any]], dict[Any, str]]] = field(default_factory=dict)
    is_heard: bool = True

    @property
    def rows(self) -> PublicationQuerySet:
        """Every row of this kind, with the words of its own queryset."""
        return cast(PublicationQuerySet, self.model._default_manager.all())  # noqa: SLF001


KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind known: once, by the `actions` of its room, which the app loads at start."""
    KINDS[kind.subject] = kind


def teach_verbs(subject: str, verbs: Mapping[str, Any]) -> None:
    """Word what rooms above this floor do with rows of a kind, for their history; called by the rooms' `actions`."""
    KINDS[subject].verbs.update(verbs)


class CheckItemQuerySet(models.QuerySet["CheckItem"]):
    def open(self) -> Self:
        return self.filter(state=CheckItem.State.OPEN)

    def blocking(self) -> Self:
        """Open points that keep their row from being sent or published."""
        return self.open().filter(blocks=True)

    def of(self, subject: str, ids: Iterable[int]) -> Self:
        return self.filter(subject=subject, subject_id__in=list(ids))

    def in_scope(self, scope: Scope, ability: Ability) -> Self:
        """Points on rows of one's area, and on the rows one owns."""
        condition = models.Q(pk__in=())
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        if any(grant.subject for grant in scope.grants):
            for subject, kind in sorted(KINDS.items()):
                owned = kind.rows.filter(kind.rows.owned(scope, ability))
                condition |= models.Q(subject=subject, subject_id__in=owned.values("pk"))
        return self.filter(condition)


class CheckItem(models.Model):
    """A point on a row that a person should look at: what was found, what is proposed, whether it stops publication.

    `rule` is a code of the one catalogue and `values` fills its sentence; `field` is the model's own field name.
    Personal data: `found` may repeat a phone or a name, so it is shown only to those who see the row's personal data.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to check")
        ACCEPTED = "accepted", _("mended")
        DISMISSED = "dismissed", _("right as it is")

    subject = CodeField(max_length=20)
    subject_id = models.BigIntegerField()
    area_code = AreaCodeField(blank=True)
    rule = CodeField(max_length=40)
    field = CodeField(max_length=40, blank=True)
    found = models.CharField(max_length=300, blank=True)
    proposal = models.CharField(max_length=300, blank=True)
    values = models.JSONField(default=dict)
    blocks = models.BooleanField(default=False)
    state = CodeField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CheckItemQuerySet.as_manager()

    class Meta:
        db_table = "publication_check_item"
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="publication_check_subject"),
            # the desk's list "to check" of one area
            models.Index(fields=["state", "area_code"], name="publication_check_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "rule", "field"], name="publication_check_once")
        ]
