"""The rows behind a list or notice, who is to be called about them, and what the pages of notices show."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID

from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.faces.imports.models import ImportRun
from withi.faces.imports.queries import rows_of
from withi.ground.notices.actions import Contact
from withi.ground.notices.models import KINDS, TOLD_NAMES, Notice, NoticeCallList, NoticeMessage
from withi.ground.notices.queries import Progress, address_of, local, to_call
from withi.ground.notices.rules import CONTACTS_AT_MOST, Sending, chat_text
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.queries import moment
from withi.ground.web.filters import FilterForm
from withi.kit import phones
from withi.registers.producers import forms as producer_forms
from withi.registers.producers import queries as producers
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import phone_lines
from withi.registers.products import forms as product_forms
from withi.registers.products import queries as products
from withi.registers.products.models import Product
from withi.registers.publication import forms as publication_forms
from withi.registers.publication import queries as publication
from withi.registers.publication.models import KINDS as REGISTERS
from withi.registers.publication.models import Publication
from withi.registers.publication.rules import State
from withi.registers.villages import forms as village_forms
from withi.registers.villages import queries as villages
from withi.registers.villages.models import Community
from withi.work.income import forms as income_forms
from withi.work.income import queries as income
from withi.work.income import rules as income_rules
from withi.work.marks import forms as mark_forms
from withi.work.marks import queries as marks
from withi.work.rounds import forms as round_forms
from withi.work.rounds import queries as rounds

Rows = Mapping[str, "models.QuerySet[Any]"]
KEYS_AT_MOST = 5_000
LATE_MONTHS = 24


@dataclass(frozen=True)
class Picked:
    """The rows of a list or notice, what it is called (as the notice keeps it), how many, and its address."""

    values: dict[str, Any]
    count: int
    link: str
    rows: Rows


# --- lists ---------------------------------------------------------------------------------------


def _producers(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    areas = publication.area_choices(scope, Ability.READ)
    chosen = producer_forms.ListFilter(data, area=areas)
    return chosen, {Producer.SUBJECT: producers.listed(scope, chosen.filters())}


def _products(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    chosen = product_forms.ListFilter(data, area=publication.area_choices(scope, Ability.READ))
    return chosen, {Product.SUBJECT: products.listed(scope, chosen.filters())}


def _communities(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    chosen = village_forms.ListFilter(data, area=publication.area_choices(scope, Ability.READ))
    return chosen, {Community.SUBJECT: villages.listed(scope, chosen.filters(), timezone.localdate())}


def _review(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    areas = publication.area_choices(scope, Ability.APPROVE)
    chosen = publication_forms.ListFilter(data, kind=publication_forms.kinds(), area=areas)
    keys = publication.waiting_keys(scope, subject=chosen.value("kind"), area=chosen.value("area"))
    return chosen, rows_by_kind((key[0], key[1]) for key in keys[:KEYS_AT_MOST])


def _checks(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    areas = publication.area_choices(scope, Ability.ENTER)
    named = [(code, sentence) for code, sentence, _count in publication.rules_open(scope)]
    chosen = publication_forms.CheckFilter(data, kind=publication_forms.kinds(), area=areas, rule=named)
    items = publication.checks(
        scope, subject=chosen.value("kind"), rule=chosen.value("rule"), area=chosen.value("area")
    )
    return chosen, rows_by_kind(items.values_list("subject", "subject_id")[:KEYS_AT_MOST])


def _imported(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    """What one's own import brought."""
    key = data.get("run", "")
    run = ImportRun.objects.filter(key=key, owner=scope.user_id).first() if _is_key(key) else None
    subjects = run.result.get("ids", {}) if run else {}
    return FilterForm(QueryDict()), {subject: rows_of(run, subject) for subject in sorted(subjects) if run}


def _not_reported(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    """Producers that have not reported a month, for the officers in charge."""
    today, areas = timezone.localdate(), publication.area_choices(scope, Ability.PERSONAL)
    chosen = income_forms.LateFilter(data, month=income.month_choices(today, LATE_MONTHS), area=areas)
    month = chosen.value("month")
    wanted = int(month) if month.isdecimal() else income_rules.due_month(today)
    return chosen, {Producer.SUBJECT: income.missing_in(scope, wanted, chosen.value("area"))}


def _applications(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    """The producers behind applications: those that wait for me, came back, are late."""
    named = [(str(row.pk), str(row)) for row in rounds.rounds_seen(scope)]
    chosen = round_forms.ListFilter(data, round=named, area=publication.area_choices(scope, Ability.READ))
    rows = rounds.listed(scope, scope.user_id or 0, chosen.filters(), timezone.localdate())
    return chosen, {Producer.SUBJECT: Producer.objects.filter(pk__in=rows.order_by().values("producer"))}


def _licences(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    chosen = round_forms.AreaFilter(data, area=publication.area_choices(scope, Ability.READ))
    rows = rounds.licences(scope, timezone.localdate(), chosen.value("area"))
    return chosen, {Product.SUBJECT: Product.objects.filter(pk__in=rows.order_by().values("product"))}


def _marks(data: QueryDict, scope: Scope) -> tuple[FilterForm, Rows]:
    chosen = mark_forms.ListFilter(data, area=publication.area_choices(scope, Ability.READ))
    rows = marks.listed(scope, chosen.filters(), timezone.localdate())
    return chosen, {Product.SUBJECT: Product.objects.filter(pk__in=rows.order_by().values("product"))}


def _is_key(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True)
class Listing:
    """A list of the desk: what it is called, its address, and its rows for one person."""

    title: Any
    url_name: str
    pick: Callable[[QueryDict, Scope], tuple[FilterForm, Rows]]


LISTS = {
    "producers": Listing(gettext_lazy("Producers"), "producers:list", _producers),
    "products": Listing(gettext_lazy("Products"), "products:list", _products),
    "communities": Listing(gettext_lazy("Communities"), "villages:list", _communities),
    "review": Listing(gettext_lazy("Waiting for approval"), "publication:review", _review),
    "checks": Listing(gettext_lazy("To check"), "publication:checks", _checks),
    "income": Listing(gettext_lazy("Monthly sales not reported yet"), "income:overview", _not_reported),
    "applications": Listing(gettext_lazy("Registration"), "rounds:list", _applications),
    "licences": Listing(gettext_lazy("Licences that run out"), "rounds:licences", _licences),
    "marks": Listing(gettext_lazy("Marks"), "marks:list", _marks),
    "import": Listing(gettext_lazy("Imported"), "imports:review", _imported),
}


def picked_list(name: str, query: str, scope: Scope) -> Picked:
    """The rows of a list as this person sees it, narrowed as its address says; what was typed is left out."""
    listing = LISTS[name]
    data = QueryDict(query)
    narrowed, rows = listing.pick(data, scope)
    with translation.override("th"):
        args = [data.get("run", "")] if name == "import" and any(rows.values()) else []
        path = reverse("imports:start") if name == "import" and not args else reverse(listing.url_name, args=args)
    asked = narrowed.query()
    link = f"{path}?{asked}" if asked else path
    values = {"list": name, "words": narrowed.words()}
    return Picked(values, sum(found.count() for found in rows.values()), link, rows)


def picked_notice(notice: Notice) -> Picked:
    """The rows that a notice is about."""
    rows = rows_by_kind((str(subject), int(pk)) for subject, pk in notice.rows)
    return Picked({"about": notice.kind}, notice.count, f"/desk/notices/{notice.pk}/", rows)


def rows_by_kind(keys: Iterable[tuple[str, int]]) -> Rows:
    found: dict[str, set[int]] = defaultdict(set)
    for subject, pk in keys:
        found[subject].add(pk)
    return {subject: REGISTERS[subject].rows.filter(pk__in=sorted(ids)) for subject, ids in sorted(found.items())}


def title_of(values: Mapping[str, Any]) -> str:
    """What a list or notice is called, with what it is narrowed by."""
    if about := KINDS.get(values.get("about", "")):
        return str(about.label)
    listing = LISTS.get(values.get("list", ""))
    return " · ".join([str(listing.title) if listing else "", *map(str, values.get("words", ()))])


# --- calling -------------------------------------------------------------------------------------


def contacts(rows: Rows, scope: Scope) -> list[Contact]:
    """Producers and communities behind rows whose telephones this person may see. A query for each of the two."""
    makers = models.Q(pk__in=())
    if Producer.SUBJECT in rows:
        makers |= models.Q(pk__in=rows[Producer.SUBJECT].order_by().values("pk"))
    if Product.SUBJECT in rows:
        makers |= models.Q(pk__in=rows[Product.SUBJECT].order_by().exclude(producer=None).values("producer"))
    places = rows[Community.SUBJECT].order_by().values("pk") if Community.SUBJECT in rows else ()
    found = []
    for model, condition in ((Producer, makers), (Community, models.Q(pk__in=places))):
        seen = model.objects.in_scope(scope, Ability.PERSONAL).filter(condition).order_by("area_code", "sort_key", "pk")
        some = seen.values_list("pk", "area_code")[: CONTACTS_AT_MOST + 1]
        found += [Contact(model.SUBJECT, pk, area) for pk, area in some]
    return found


@dataclass(frozen=True)
class Phone:
    """A telephone to read and to dial; `dial` is empty where it cannot be dialled."""

    text: str
    dial: str


@dataclass(frozen=True)
class Call:
    """Someone to call, every text finished; `next` is the notice below on the page, None after the last."""

    pk: int
    name: str
    kind: str
    person: str
    url: str
    phones: list[Phone]
    said: str
    next: int | None


@dataclass(frozen=True)
class Tambon:
    """The people of one tambon."""

    path: str
    calls: list[Call]


@dataclass(frozen=True)
class Sheet:
    """A call list as its page shows it: who is still to be called, who was told, and how far it is."""

    open: list[Tambon]
    told: list[Tambon]
    progress: Progress


def sheet(calls: NoticeCallList, scope: Scope) -> Sheet:
    """Everyone on a list whom this person may call, tambon by tambon; those told apart. Six queries at most."""
    pairs = to_call(calls)
    known = _known([notice for notice, _message in pairs], scope)
    shown = [pair for pair in pairs if _who(pair[0]) in known]
    paths = publication.paths_of({notice.area_code[:6] for notice, _message in shown})
    callers = _callers(message.by_id for _notice, message in shown)
    waiting = [notice.pk for notice, _message in shown if not notice.told_how]
    after = dict(pairwise(waiting))
    parts: dict[bool, list[tuple[str, Call]]] = {True: [], False: []}
    for notice, message in shown:
        call = _call(notice, known[_who(notice)], _said(message, callers), after.get(notice.pk))
        parts[bool(notice.told_how)].append((notice.area_code[:6], call))
    progress = Progress(len(parts[True]), len(shown))
    return Sheet(_grouped(parts[False], paths), _grouped(parts[True], paths), progress)


def _who(notice: Notice) -> tuple[str, int]:
    return notice.contact_kind, notice.contact_id or 0


def _call(notice: Notice, row: Producer | Community, said: str, following: int | None) -> Call:
    kind = REGISTERS[row.SUBJECT]
    url = reverse(kind.desk_url_name, args=[row.pk])
    if isinstance(row, Producer):
        lines, person = phone_lines(row.phones), row.contact
    else:
        lines = [(phone.display, phone.dial) for phone in phones.split_phones(row.phone)]
        person = " · ".join(filter(None, (row.coordinator, row.coordinator_role, row.call_hours)))
    dials = [Phone(text, dial) for text, dial in lines]
    return Call(notice.pk, row.name_th, str(kind.label), person, url, dials, said, following)


def _said(message: NoticeMessage, callers: Mapping[int, str]) -> str:
    """What the last call came to, by whom and when."""
    if message.at is None:
        return ""
    values = {"who": callers.get(message.by_id or 0, ""), "when": moment(message.at)}
    if message.state == Sending.DONE:
        return _("called by %(who)s, %(when)s") % values
    return _("no answer, %(when)s (%(who)s)") % values


def _callers(ids: Iterable[int | None]) -> dict[int, str]:
    people = User.objects.filter(pk__in={pk for pk in ids if pk})
    return {user.pk: str(user) for user in people}


def _grouped(found: Sequence[tuple[str, Call]], paths: Mapping[str, str]) -> list[Tambon]:
    groups = groupby(found, key=lambda each: each[0])
    return [Tambon(paths.get(code, "") or _("No area yet"), [call for _code, call in group]) for code, group in groups]


def _known(notices: Iterable[Notice], scope: Scope) -> dict[tuple[str, int], Producer | Community]:
    """The register rows of contacts, as far as this person may see their telephones. Two queries."""
    found: dict[tuple[str, int], Producer | Community] = {}
    wanted: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        wanted[notice.contact_kind].add(notice.contact_id or 0)
    for model in (Producer, Community):
        if ids := wanted.get(model.SUBJECT):
            for row in model.objects.in_scope(scope, Ability.PERSONAL).filter(pk__in=ids):
                found[model.SUBJECT, row.pk] = row
    return found


@dataclass(frozen=True)
class CallListLine:
    """A call list among others."""

    url: str
    title: str
    area: str
    when: str
    progress: Progress


def call_list_lines(rows: Iterable[Any]) -> list[CallListLine]:
    """Call lists with their `told`, ready for the template. One query."""
    shown = list(rows)
    paths = publication.paths_of(row.area_code for row in shown)
    return [
        CallListLine(
            reverse("telling:call_list", args=[row.pk]),
            title_of(row.values),
            paths.get(row.area_code, "") or _("several provinces"),
            moment(row.created_at),
            Progress(row.told, row.count),
        )
        for row in shown
    ]


# --- one's own notices ---------------------------------------------------------------------------


@dataclass(frozen=True)
class About:
    """A register row that a notice is about, as far as its reader may see it."""

    name: str
    kind: str
    path: str
    url: str
    reason: str


@dataclass(frozen=True)
class Line:
    """A notice as the list shows it."""

    pk: int
    icon: str
    label: str
    text: str
    about: str
    when: str
    is_new: bool
    told: str


def lines(notices: Iterable[Notice], scope: Scope) -> list[Line]:
    """Notices of one page; one that is about a single row names it. A query per kind of row."""
    shown = list(notices)
    single = {notice.pk: _key(notice.rows[0]) for notice in shown if len(notice.rows) == 1}
    seen = _rows_seen(single.values(), scope)
    return [_line(notice, seen.get(single.get(notice.pk, ("", 0)))) for notice in shown]


def _line(notice: Notice, row: Publication | None) -> Line:
    told = str(dict(TOLD_NAMES)[notice.told_how]) if notice.told_how else ""
    at = f"{told} {moment(notice.told_at)}" if notice.told_at else ""
    kind = KINDS[notice.kind]
    when = moment(notice.created_at)
    name = str(row) if row else ""
    return Line(notice.pk, kind.icon, str(kind.label), notice.text(), name, when, not notice.told_how, at)


def _key(row: Sequence[Any]) -> tuple[str, int]:
    return str(row[0]), int(row[1])


def _rows_seen(keys: Iterable[tuple[str, int]], scope: Scope) -> dict[tuple[str, int], Publication]:
    """Register rows that this person may see. A query per kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for subject, pk in keys:
        wanted[subject].add(pk)
    return {
        (subject, row.pk): row
        for subject, ids in wanted.items()
        for row in REGISTERS[subject].rows.in_scope(scope).filter(pk__in=ids)
    }


def abouts(notice: Notice, scope: Scope) -> list[About]:
    """The rows that a notice is about, with the reason of those that came back. A query per kind and one for areas."""
    keys = [_key(row) for row in notice.rows]
    seen = _rows_seen(keys, scope)
    paths = publication.paths_of(row.area_code for row in seen.values())
    return [_about(seen[key], paths) for key in keys if key in seen]


def _about(row: Publication, paths: Mapping[str, str]) -> About:
    kind = REGISTERS[row.SUBJECT]
    reason = row.return_note if row.state == State.DRAFT else ""
    url = reverse(kind.desk_url_name, args=[row.pk])
    return About(str(row), str(kind.label), paths.get(row.area_code, ""), url, reason)


def chat_of(notice: Notice, scope: Scope) -> str:
    """The text of a notice for a chat. A community's name is a place's; other rows are told by their number or kind."""
    about = ""
    if len(notice.rows) == 1 and (row := next(iter(_rows_seen([_key(notice.rows[0])], scope).values()), None)):
        names = {Community.SUBJECT: row, Producer.SUBJECT: getattr(row, "number", "")}
        about = f"{REGISTERS[row.SUBJECT].label} {names.get(row.SUBJECT, '')}".strip()
    return chat_text([notice.text(), about], address_of(notice))


def way_on(link: str) -> str:
    """Where a notice or call list leads, in the current language; empty for one that is only to be read."""
    return local(link) if link else ""
