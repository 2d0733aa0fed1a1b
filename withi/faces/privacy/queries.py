"""Who is meant, what is kept of them, who saw it, and which texts hold on a day."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.faces.privacy import rules
from withi.faces.privacy.holding import Holding, Part
from withi.faces.privacy.holdings import HOLDINGS
from withi.faces.privacy.models import PrivacyConsent, PrivacyPurpose
from withi.faces.privacy.rules import REF, Fate, Sight
from withi.ground.people.models import User
from withi.ground.search.queries import find as find_names
from withi.ground.trail.models import TrailEntry
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.kit import era, ids, thai
from withi.kit.problem import Problem
from withi.registers.producers.models import IDENTITY, Producer
from withi.registers.producers.queries import identity_of
from withi.registers.products.models import Product
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.rules import AssetKind
from withi.work.market import models as market
from withi.work.market.models import MarketRegistrant

LETTERS = 2
"""A name has as many at least: nothing, or a bracket, is meant by everyone."""
CANDIDATES = 20
SEEN_AT_MOST = 200
ID_DIGITS = 16
MARKED = (
    "ground.User",
    "registers.Producer",
    "registers.Product",
    "registers.Community",
    "registers.CommunityAsset",
    "work.MarketRegistrant",
)
PHONE = re.compile(r"\+?[0-9]{9,15}")
PERSONAL_SUBJECTS = ("producer", "product", "community", "user", "posting", "asset", "registrant")
SIGHT_NAMES = {
    Sight.LOOKED: gettext_lazy("looked at the number"),
    Sight.EXPORTED: gettext_lazy("exported"),
    Sight.CHANGED: gettext_lazy("changed"),
}


@dataclass(frozen=True)
class Subject:
    """One record about a person. `kind` names its table, `part` which rules of the holdings count for it."""

    kind: str
    pk: int
    ref: str
    label: str
    why: str
    area_code: str = ""
    part: str = ""

    @property
    def holdings_kind(self) -> str:
        return self.part or self.kind


# --- who is meant --------------------------------------------------------------------------------


def find(who: str) -> list[Subject]:
    """Every record the words may mean, the surest first: a code, user name, number, telephone, or a name."""
    text = thai.digits(thai.clean(who))
    if found := REF.fullmatch(text):
        return list(_by_ref(found[1], found[2]))
    bare = re.sub(r"[ ()-]", "", text)
    if number := _number(bare):
        return list(_by_number(number))
    if PHONE.fullmatch(bare):
        return list(_by_phone(bare))
    if sum(map(str.isalnum, text)) < LETTERS:
        return []
    return list({subject.ref: subject for subject in (*_accounts(text), *_named(text))}.values())


def one(who: str) -> Subject:
    """The one record that is meant; Problem person.nobody or person.several, never a guess."""
    found = find(who)
    if not found:
        raise Problem("person.nobody", who=who, field="who")
    is_sure = REF.fullmatch(who) or (len(found) == 1 and found[0].why != _("name"))
    if not is_sure:
        refs = ", ".join(subject.ref for subject in found[:CANDIDATES])
        raise Problem("person.several", who=who, refs=refs, field="who")
    return found[0]


def _number(text: str) -> str:
    try:
        return ids.parse_tax(text).digits
    except Problem:
        return ""


def _by_number(number: str) -> Iterator[Subject]:
    why = _("13-digit number")
    yield from (_producer(row, why) for row in Producer.objects.filter(id_blind=vault.blind(IDENTITY, number)))
    sellers = MarketRegistrant.objects.filter(id_blind=vault.blind(market.IDENTITY, number))
    yield from (_registrant(row, why) for row in sellers.order_by("pk"))


def _by_ref(kind: str, key: str) -> Iterator[Subject]:
    """The record with that very code."""
    why = _("code")
    if kind == "user":
        yield from (_account(user, why) for user in User.objects.filter(username=key))
    elif kind == "producer":
        yield from (_producer(row, why) for row in Producer.objects.filter(number=key))
    elif key.isdecimal() and len(key) < ID_DIGITS:
        rows, told = NUMBERED[kind]
        yield from (told(row, why) for row in rows().filter(pk=int(key)))


def _by_phone(number: str) -> Iterator[Subject]:
    why = _("telephone")
    yield from (_producer(row, why) for row in Producer.objects.filter(phones__contains=number))
    yield from (_product(row, why) for row in Product.objects.filter(phones__contains=number))
    yield from (_community(row, why) for row in Community.objects.filter(phone=number))
    yield from (_registrant(row, why) for row in MarketRegistrant.objects.filter(phones__contains=number))


def _accounts(text: str) -> Iterator[Subject]:
    yield from (_account(user, _("user name")) for user in User.objects.filter(username=text))
    named = User.objects.filter(Q(display_name__icontains=text) | Q(email__iexact=text)).exclude(username=text)
    yield from (_account(user, _("name")) for user in named[:CANDIDATES])


def _named(text: str) -> Iterator[Subject]:
    """Records that bear the name: as registered (one slip is forgiven), or as the person to call."""
    why = _("name")
    hits = find_names(text, kinds=("producer",), public_only=False, limit=CANDIDATES).hits
    found = Producer.objects.in_bulk([hit.ref_id for hit in hits])
    yield from (_producer(found[hit.ref_id], why) for hit in hits if hit.ref_id in found)
    yield from (_producer(row, why) for row in Producer.objects.filter(contact__icontains=text)[:CANDIDATES])
    yield from (_community(row, why) for row in Community.objects.filter(coordinator__icontains=text)[:CANDIDATES])
    yield from (_asset(row, why) for row in _keepers().filter(name_th__icontains=text)[:CANDIDATES])
    yield from (_registrant(row, why) for row in MarketRegistrant.objects.filter(name__icontains=text)[:CANDIDATES])


def _keepers() -> "models.QuerySet[CommunityAsset]":
    return CommunityAsset.objects.filter(kind=AssetKind.WISDOM.value).select_related("community")


def _account(user: User, why: str) -> Subject:
    return Subject("user", user.pk, f"user:{user.username}", user.display_name, why)


def _producer(row: Producer, why: str) -> Subject:
    part = "producer" if rules.is_person(row.kind, identity_of(row)) else "firm"
    return Subject("producer", row.pk, f"producer:{row.number}", row.name_th, why, row.area_code, part)


def _product(row: Product, why: str) -> Subject:
    return Subject("product", row.pk, f"product:{row.pk}", row.name_th, why, row.area_code)


def _community(row: Community, why: str) -> Subject:
    label = f"{row.name_th} ({row.coordinator})" if row.coordinator else row.name_th
    return Subject("community", row.pk, f"community:{row.pk}", label, why, row.area_code)


def _asset(row: CommunityAsset, why: str) -> Subject:
    label = f"{row.name_th} ({row.community.name_th})"
    return Subject("asset", row.pk, f"asset:{row.pk}", label, why, row.community.area_code)


def _registrant(row: MarketRegistrant, why: str) -> Subject:
    return Subject("registrant", row.pk, f"registrant:{row.pk}", row.name, why, row.area_code)


def of_producer(row: Producer) -> Subject:
    """A producer's record, found already."""
    return _producer(row, "")


NUMBERED: dict[str, tuple[Callable[[], "models.QuerySet[Any]"], Callable[[Any, str], Subject]]] = {
    "product": (Product.objects.all, _product),
    "community": (Community.objects.all, _community),
    "asset": (_keepers, _asset),
    "registrant": (MarketRegistrant.objects.all, _registrant),
}
"""Records whose code is the number of their row."""


# --- what is kept --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """Rows of one model about a record, ready for the sheet: (what, value) pairs of each."""

    model: str
    title: str
    rows: list[dict[str, Any]]

    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows in words, without empty fields."""
        names = {field.name: str(field.verbose_name) for field in apps.get_model(self.model)._meta.fields}
        return [
            [(names.get(name, name), said(value)) for name, value in row.items() if _tells(value)] for row in self.rows
        ]


def kept(subject: Subject) -> list[Kept]:
    """Everything that is kept about a record, model by model, secrets left out; the sealed number opened."""
    found = []
    for label, holding in HOLDINGS.items():
        rows = [row for condition in _conditions(holding, subject) for row in _rows(label, holding, condition)]
        if rows and holding.title:
            unique = {json.dumps(row, default=str, sort_keys=True): row for row in rows}
            found.append(Kept(label, str(holding.title), list(unique.values())))
    return [_with_identity(subject, each) for each in found]


def _conditions(holding: Holding, subject: Subject) -> Iterator[Q]:
    for part in holding.parts.get(subject.holdings_kind, ()):
        if part.fate is not Fate.KEEP:
            yield part.rows(subject.pk)


def _rows(label: str, holding: Holding, condition: Q) -> Iterator[dict[str, Any]]:
    model = apps.get_model(label)
    names = [field.name for field in model._meta.fields if field.name not in holding.hidden]
    yield from model._default_manager.filter(condition).order_by("pk").values(*names)  # noqa: SLF001


def _with_identity(subject: Subject, found: Kept) -> Kept:
    if found.model == "registers.Producer":
        number = identity_of(Producer.objects.get(pk=subject.pk))
    elif found.model == "work.MarketRegistrant" and subject.kind == "registrant":
        number = _number_of(MarketRegistrant.objects.get(pk=subject.pk))
    else:
        return found
    rows = [{**row, _("13-digit number"): ids.grouped(number) if number else ""} for row in found.rows]
    return Kept(found.model, found.title, rows)


def _number_of(row: MarketRegistrant) -> str:
    return vault.open_sealed(market.IDENTITY, row.key, row.id_sealed) if row.id_sealed else ""


def _tells(value: Any) -> bool:
    return value not in (None, "", {}, [])


def said(value: Any) -> str:
    """A stored value as a person reads it: Thai dates, yes and no, the rest as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{era.format_date(local.date(), lang=language())} {local:%H:%M}"
    if isinstance(value, date):
        return era.format_date(value, lang=language())
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def marks_of(subject: Subject) -> frozenset[str]:
    """What tells of the person in texts: the values that erasing empties."""
    values = [
        value
        for label, holding in HOLDINGS.items()
        if label in MARKED
        for part in holding.parts.get(subject.holdings_kind, ())
        for value in _emptied(label, holding, part, subject)
    ]
    return rules.marks(values)


def _emptied(label: str, holding: Holding, part: Part, subject: Subject) -> Iterator[Any]:
    """The values that stand now in the fields which a part empties."""
    names = [name for name in part.values if name not in holding.hidden]
    if part.fate is Fate.EMPTY and names:
        rows = apps.get_model(label)._default_manager.filter(part.rows(subject.pk))  # noqa: SLF001
        for row in rows.values_list(*names):
            yield from row


# --- who saw it ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One act on a person's data in words. `is_sure`: False where a list of the whole area left the house."""

    at: datetime
    who: str
    post: str
    sight: Sight
    verb: str
    is_sure: bool

    @property
    def when(self) -> str:
        return said(self.at)

    @property
    def what(self) -> str:
        return str(SIGHT_NAMES[self.sight])


def seen(subject: Subject, limit: int = SEEN_AT_MOST) -> list[Seen]:
    """Who looked at, exported or changed a record, newest first. Exports of lists count where their area held it."""
    own = Q(subject=subject.kind, subject_id=subject.pk)
    lists = Q(subject=subject.kind, subject_id=None, area_code__in=_around(subject.area_code))
    exported = Q(verb__endswith=".export_personal") | Q(verb__endswith=".export")
    singles = TrailEntry.objects.filter(own).order_by("-at", "-pk")[:limit]
    # one search per index: an OR over both would read the whole trail
    bulk = TrailEntry.objects.filter(lists & exported).order_by("-at", "-pk")[:limit]
    found = sorted([*singles, *bulk], key=lambda entry: (entry.at, entry.pk), reverse=True)[:limit]
    return [_seen(entry) for entry in found]


def _around(code: str) -> list[str]:
    """The area itself and all above it, the nation included."""
    return [code[:size] for size in range(0, len(code) + 1, 2)]


def _seen(entry: TrailEntry) -> Seen:
    who = entry.actor_name or (rules.ERASED if entry.actor_id else _("the system"))
    return Seen(
        entry.at, who, entry.actor_post, rules.sight_of(entry.verb), entry.verb, is_sure=entry.subject_id is not None
    )


BREACH_COLUMNS = ("account", "who", "post", "act", "on", "records", "acts", "people", "first", "last")


def breach(start: datetime, end: datetime, actor_id: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Who did what to how many people's records between two moments, from the trail, in one query.

    Columns as `BREACH_COLUMNS`: people are distinct records of single acts, plus the rows of every list.
    """
    acts = TrailEntry.objects.filter(at__gte=start, at__lt=end, subject__in=PERSONAL_SUBJECTS)
    if actor_id is not None:
        acts = acts.filter(actor_id=actor_id)
    grouped = acts.values("actor_id", "actor_name", "actor_post", "verb", "subject").annotate(
        acts=Count("pk"),
        single=Count("subject_id", distinct=True),
        listed=Sum("count", filter=Q(subject_id=None), default=0),
        first=Min("at"),
        last=Max("at"),
    )
    for row in grouped.order_by("actor_id", "verb", "subject"):
        yield (
            row["actor_id"],
            row["actor_name"],
            row["actor_post"],
            str(SIGHT_NAMES[rules.sight_of(row["verb"])]),
            row["subject"],
            row["verb"],
            row["acts"],
            row["single"] + row["listed"],
            said(row["first"]),
            said(row["last"]),
        )


# --- purposes and consents -----------------------------------------------------------------------


def purposes(day: date) -> list[PrivacyPurpose]:
    """The texts in force on a day, in the order of the notice. One query."""
    return list(PrivacyPurpose.objects.on(day))


def purpose(code: str, day: date) -> PrivacyPurpose:
    """The text of one purpose on a day; Problem privacy.purpose."""
    found = PrivacyPurpose.objects.on(day).filter(code=code).first()
    if found is None:
        raise Problem("privacy.purpose", code=code, field="purpose")
    return found


def consents(subject: Subject) -> list[PrivacyConsent]:
    """What was agreed to for a record, newest first."""
    rows = PrivacyConsent.objects.filter(subject=subject.kind, subject_id=subject.pk)
    return list(rows.select_related("purpose").order_by("-given_at", "-pk"))


def told(purpose: PrivacyPurpose, lang: str) -> Mapping[str, str]:
    """One purpose as the notice shows it."""
    parts = ("title", "kept", "why", "seen", "until")
    texts = {part: getattr(purpose, f"{part}_{'en' if lang == 'en' else 'th'}") for part in parts}
    since = era.format_date(purpose.valid_from, lang=lang)
    return {**texts, "code": purpose.code, "basis": str(purpose.get_basis_display()), "since": since}


def notice(day: date, lang: str) -> list[Mapping[str, str]]:
    """The whole notice of a day, ready for its page."""
    return [told(each, lang) for each in purposes(day)]


def reasons(subject: Subject) -> Iterable[str]:
    """What stays of a record, and why, in words."""
    parts = ((holding, part) for holding in HOLDINGS.values() for part in holding.parts.get(subject.holdings_kind, ()))
    return dict.fromkeys(f"{holding.title}: {part.why}" for holding, part in parts if part.why)
