"""Lists of producers, twins, words and rows for export."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.search.queries import find
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.ground.web.inputs import Place
from withi.ground.web.reading import in_pieces
from withi.kit import era, ids, thai
from withi.kit.codes import AFTER_DIGITS, asked_range
from withi.kit.problem import Problem
from withi.kit.ready import Ready
from withi.registers.producers.access import sees_personal
from withi.registers.producers.models import IDENTITY, KIND_NAMES, STATUS_NAMES, Producer, ProducerQuerySet
from withi.registers.producers.rules import phone_lines
from withi.registers.publication.models import FEW, STATE_NAMES
from withi.registers.publication.queries import paths_of
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community

FOUND_AT_MOST = 400
NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,6}")
DIGITS = re.compile(r"[0-9 \-]{4,20}")
NUMBERED = re.compile(r"\(([0-9]{4}-[0-9]{1,6})\)\s*$")
SUGGESTIONS = 12
ID_DIGITS = 16
ORDERS = {"": ("sort_key", "pk"), "number": ("number",), "new": ("-updated_at", "-pk")}


@dataclass(frozen=True)
class Filters:
    """What a list of producers is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    kind: str = ""
    state: str = ""
    status: str = ""
    order: str = ""


def listed(
    scope: Scope, filters: Filters, ability: Ability = Ability.READ, *, are_many: bool = False
) -> ProducerQuerySet:
    """Producers this person may see (or do `ability` with), narrowed and in order.

    `are_many`: so many have that state and standing that they are picked out one by one, not looked up.
    """
    rows: ProducerQuerySet = Producer.objects.in_scope(scope, ability)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    for name in ("state", "status"):
        if value := getattr(filters, name):
            rows = rows.among_few(**{name: value}) if are_many else rows.filter(**{name: value})
    if filters.kind:
        is_few = filters.area or not scope.is_national(ability)
        rows = rows.among_few(kind=filters.kind) if is_few else rows.filter(kind=filters.kind)
    if filters.text.strip():
        rows = rows.filter(_matching(scope, thai.digits(thai.clean(filters.text))))
    return rows.order_by(*ORDERS.get(filters.order, ORDERS[""]))


def in_page_order(rows: ProducerQuerySet, total: int, scope: Scope, filters: Filters) -> ProducerQuerySet:
    """The `total` rows of `listed`, for a page of them; an area's have one run of numbers, and maybe one time."""
    if filters.area or not scope.is_national(Ability.READ):
        return rows.for_page(total, lie_together=bool(filters.order))
    if total > FEW and not filters.text.strip() and connection.vendor == "sqlite":  # PostgreSQL knows what is common
        return listed(scope, filters, are_many=True)
    return rows.for_page(total)


def _matching(scope: Scope, text: str) -> models.Q:
    """Rows that the typed text may mean: number, telephone, 13-digit number, official number, or a name."""
    if NUMBER.fullmatch(text):
        numbered, official = models.Q(number__gte=text, number__lt=text + AFTER_DIGITS), _official(text)
        # each alone is found by its index; both together only where there are both
        return numbered | models.Q(pk__in=official) if official else numbered
    condition = models.Q(pk__in=[*_official(text), *_identified(scope, text)])
    if DIGITS.fullmatch(text):
        return condition | _called(scope, re.sub("[ -]", "", text))
    return condition | _named(scope, text)


def _official(text: str) -> list[int]:
    """Producers of that official number, in whatever case it is typed. One query, by its index."""
    spelled = {text, text.upper(), text.lower()} - {""}
    rows = Producer.objects.filter(official_number__in=spelled).exclude(official_number="")
    return list(rows.order_by().values_list("pk", flat=True)[:FOUND_AT_MOST])


def _identified(scope: Scope, text: str) -> list[int]:
    """Producers of one's own area with this whole 13-digit number. One query, by its index; none for other texts."""
    try:
        blind = vault.blind(IDENTITY, ids.parse_tax(text).digits)
    except Problem:
        return []
    return list(with_identity(scope, blind).order_by().values_list("pk", flat=True)[:FOUND_AT_MOST])


def _called(scope: Scope, digits: str) -> models.Q:
    """Rows with these digits in a telephone. In the nation the few are looked for in the index of telephones alone,
    one query; an area's rows are looked at one by one, and many are found at once in any order.
    """
    held = models.Q(phones__contains=digits)
    if not scope.is_national(Ability.PERSONAL):
        return held & Producer.objects.all().reach(scope, Ability.PERSONAL)
    found = Producer.objects.filter(held).order_by("phones", "pk").values_list("pk", flat=True)[: FOUND_AT_MOST + 1]
    return held if len(few := list(found)) > FOUND_AT_MOST else models.Q(pk__in=few)


def _named(scope: Scope, text: str) -> models.Q:
    ranges = scope.ranges(Ability.READ)
    if not ranges:  # a producer's own account: the few rows it owns
        return models.Q(name_th__icontains=text)
    found = find(
        text,
        kinds=(Producer.SUBJECT,),
        ranges=ranges,
        public_only=False,
        home=scope.home_area,
        limit=FOUND_AT_MOST,
    )
    return models.Q(pk__in=[hit.ref_id for hit in found.hits])


@dataclass(frozen=True)
class Line(Ready):
    """A producer as a list shows it; telephones only for whom they are meant."""

    row: Producer
    path: str
    phones: str


def lines(rows: Iterable[Producer], scope: Scope) -> list[Line]:
    """Rows of one page, ready for the template. One query for the areas."""
    listed_rows = list(rows)
    paths = paths_of(row.area_code for row in listed_rows)
    return [
        Line(
            row,
            paths.get(row.area_code, ""),
            say("phones", row.phones) or "" if sees_personal(scope, row) else "",
        )
        for row in listed_rows
    ]


def suggested(scope: Scope, text: str) -> list[dict[str, str]]:
    """Producers for the type-ahead of a form: `code`, `text` for the field, `name` and `path` for the list."""
    rows = list(listed(scope, Filters(text=text), Ability.ENTER)[:SUGGESTIONS]) if text.strip() else []
    paths = paths_of(row.area_code for row in rows)
    return [
        {
            "code": str(row.pk),
            "text": label_of(row.name_th, row.number),
            "name": row.name_th,
            "path": f"{row.number} · {paths.get(row.area_code, '')}",
        }
        for row in rows
    ]


def with_identity(scope: Scope, blind: str) -> ProducerQuerySet:
    """Producers of one's own area whose sealed ID has this blind index."""
    rows: ProducerQuerySet = Producer.objects.in_scope(scope, Ability.PERSONAL).filter(id_blind=blind)
    return rows.exclude(id_blind="").order_by("pk")


def phones_of(producer: Producer) -> list[tuple[str, str]]:
    """Telephones as (text to read, number to dial)."""
    return phone_lines(producer.phones)


@dataclass(frozen=True)
class Period:
    """A status in words, since when and why."""

    label: str
    since: str
    reason: str


def periods(producer: Producer) -> list[Period]:
    """Every status the producer had, newest first. One query."""
    names = dict(STATUS_NAMES)
    return [
        Period(str(names[status]), era.format_date(since, lang=language()), reason)
        for status, since, reason in producer.statuses.values_list("status", "since", "reason")
    ]


def bonds(producer: Producer) -> list[str]:
    """How the community is part of it, in words."""
    told = ("joins_production", "joins_management", "gives_benefit")
    labels = {field.name: str(field.verbose_name) for field in Producer._meta.fields}
    return [labels[name] for name in told if getattr(producer, name)]


def founded(producer: Producer) -> str:
    return era.format_date(producer.founded_on, lang=language()) if producer.founded_on else ""


def public_products(producer: Producer) -> int:
    """How many of its products leave the public site when the producer closes."""
    return producer.products.filter(state__in=(State.PUBLISHED, State.WAITING)).count()


def identity_of(producer: Producer) -> str:
    """The 13 digits kept for a producer, empty where there are none; for masking, never for a page as they are."""
    return vault.open_sealed(IDENTITY, producer.key, producer.id_sealed) if producer.id_sealed else ""


@dataclass(frozen=True)
class Entered:
    """The producers one person may enter products for, as a place field asks for places."""

    scope: Scope

    def by_code(self, code: str) -> Place | None:
        if not (code.isascii() and code.isdecimal() and len(code) < ID_DIGITS):
            return None
        rows = Producer.objects.in_scope(self.scope, Ability.ENTER).filter(pk=int(code))
        return next((Place(str(row.pk), label_of(row.name_th, row.number)) for row in rows), None)

    def by_text(self, text: str) -> list[Place]:
        """By number, or by name; a name that is exactly one producer's means that one."""
        name = thai.clean(NUMBERED.sub("", text))
        number = NUMBERED.search(text)
        rows = listed(self.scope, Filters(text=number[1] if number else name), Ability.ENTER)[:SUGGESTIONS]
        places = [(row.name_th, Place(str(row.pk), label_of(row.name_th, row.number))) for row in rows]
        exact = [place for called, place in places if thai.fold(called) == thai.fold(name)]
        return exact if len(exact) == 1 else [place for _, place in places]


def label_of(name: str, number: str) -> str:
    """A producer as a chooser shows it, so that two of one name are told apart."""
    return f"{name} ({number})"


# --- export --------------------------------------------------------------------------------------

OPEN_COLUMNS = (
    _("Number"),
    _("Official registration number"),
    _("Name"),
    _("Name in English"),
    _("Kind"),
    _("Area"),
    _("Area code"),
    _("State"),
    _("Status"),
    _("Founded"),
    _("People"),
    _("Women"),
    _("Households"),
    _("Latitude"),
    _("Longitude"),
)
PERSONAL_COLUMNS = (_("Address"), _("Contact person"), _("Phones"), _("LINE id"))


def export_columns(*, personal: bool) -> list[str]:
    """Headings, in the language of the page."""
    return [str(column) for column in (*OPEN_COLUMNS, *(PERSONAL_COLUMNS if personal else ()))]


def export_rows(rows: ProducerQuerySet, *, personal: bool) -> Iterator[list[Any]]:
    """The rows of a sheet, read some hundred at a time; personal facts only where `personal`."""
    for some in in_pieces(rows):
        yield from _exported(some, personal=personal)


def _exported(producers: list[Producer], *, personal: bool) -> Iterator[list[Any]]:
    paths = paths_of(producer.area_code for producer in producers)
    kinds, states, statuses = dict(KIND_NAMES), dict(STATE_NAMES), dict(STATUS_NAMES)
    for row in producers:
        founded = era.format_date(row.founded_on, lang=language()) if row.founded_on else None
        shown = [
            row.number,
            row.official_number,
            row.name_th,
            row.name_en,
            str(kinds.get(row.kind, "")),
            paths.get(row.area_code, ""),
            row.area_code,
            str(states[row.state]),
            str(statuses[row.status]),
            founded,
            row.people,
            row.women,
            row.households,
            row.lat,
            row.lon,
        ]
        private = [row.address, row.contact, ", ".join(text for text, _ in phone_lines(row.phones)), row.line_id]
        yield [*shown, *(private if personal else [])]


# --- words ---------------------------------------------------------------------------------------


def say(field: str, value: Any) -> str | None:
    """Stored facts that the model's own fields cannot word; for the trail and lists of changes."""
    if field == "phones":
        return ", ".join(text for text, _ in phone_lines(str(value)))
    return None


def brief(producer: Producer) -> str:
    """What an approver reads of a new producer in one line."""
    parts = [str(dict(KIND_NAMES).get(producer.kind, "")), producer.contact, say("phones", producer.phones)]
    return " · ".join(part for part in parts if part)


def community_names(pks: set[Any]) -> dict[Any, str]:
    return dict(Community.objects.filter(pk__in=pks).values_list("pk", "name_th"))
