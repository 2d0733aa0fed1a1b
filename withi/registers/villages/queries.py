"""Reading communities: the desk's list and record, what the verbs must know, and what the public face shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Ability, Scope, in_force
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.ground.web.reading import in_pieces
from withi.kit import codes, phones, thai
from withi.kit.ready import Ready
from withi.registers.villages import rules, words
from withi.registers.villages.guests import UNSAID, public_community, public_parts, renewed_in
from withi.registers.villages.models import (
    ASSET_NAMES,
    WAY_NAMES,
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityQuerySet,
)
from withi.registers.villages.rules import AssetKind, Receiving

# What the public face asks is open to it here, beside the desk's own questions.
__all__ = ["UNSAID", "public_community", "public_parts", "renewed_in"]

ICONS = {
    "attraction": "see",
    "food": "eat",
    "homestay": "sleep",
    "activity": "do",
    "festival": "festival",
    "wisdom": "wisdom",
    "structure": "structure",
    "facility": "facility",
    "dye": "dye",
}


@dataclass(frozen=True)
class Filters:
    """What the desk's list is narrowed by; empty texts narrow nothing."""

    area: str = ""
    receiving: str = ""
    state: str = ""
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """An editor's term in words."""

    pk: int
    name: str
    role: str
    days: str


@dataclass(frozen=True)
class Terms:
    """Editors' terms of one community: in force (or still to come), and over; each newest first."""

    current: list[Term]
    past: list[Term]
    postings: list[Posting]


# --- the desk ------------------------------------------------------------------------------------


def listed(scope: Scope, filters: Filters, today: date, ability: Ability = Ability.READ) -> CommunityQuerySet:
    """The communities a person may see (or export), narrowed, in Thai order, each with its `path` in words."""
    rows: CommunityQuerySet = Community.objects.in_scope(scope, ability)
    if filters.area:
        rows = rows.within((codes.prefix_range(filters.area),)) if codes.is_code(filters.area) else rows.none()
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.receiving == UNSAID:
        rows = rows.filter(confirmed_on=None)
    elif filters.receiving:
        rows = rows.filter(receiving=filters.receiving).exclude(confirmed_on=None)
    if filters.is_stale:
        rows = rows.not_confirmed_since(rules.stale_before(today))
    column = "path_en" if language() == "en" else "path_th"
    path = Area.objects.filter(pk=models.OuterRef("area_code")).values(column)[:1]
    narrowed: CommunityQuerySet = rows.annotate(path=models.Subquery(path)).order_by("sort_key", "pk")
    return narrowed


@dataclass(frozen=True, slots=True)
class Line(Ready):
    """A community in a list, every text finished; `facts`: the day of hours and prices, where the state has another."""

    pk: int
    url: str
    name: str
    path: str
    code: str
    shape: str
    said: str
    confirmed: str
    is_stale: bool
    facts: str
    state: str
    state_name: str
    is_demo: bool


def line(row: Community, today: date) -> Line:
    """A row of `listed`, or any community (then without its path), as lists and boards show it. No query."""
    unsaid = row.confirmed_on is None
    return Line(
        pk=row.pk,
        url=url("villages:detail", row.pk),
        name=row.name_th,
        path=getattr(row, "path", None) or "",
        code=row.area_code,
        shape="" if unsaid else words.SHAPES[row.receiving],
        said=words.said(row),
        confirmed=words.dated(row.confirmed_on),
        is_stale=rules.is_stale(row.confirmed_on, today) or rules.is_stale(row.facts_on, today),
        facts=words.dated(row.facts_on) if row.facts_on != row.confirmed_on else "",
        state=row.state,
        state_name=str(row.get_state_display()),
        is_demo=row.is_demo,
    )


def sheet(rows: CommunityQuerySet) -> tuple[list[str], Iterator[list[Any]]]:
    """Headings and lines of the list as a file, with categories held today in one cell. Two queries."""
    heads = (
        _("code"), _("community"), _("name in English"), _("area"), _("categories"), _("receiving state"),
        _("days of notice"), _("smallest group"), _("largest group"), _("reason"), _("confirmed on"), _("confirmed by"),
        _("coordinator"), _("phone"), _("LINE id"), _("latitude"), _("longitude"), _("on the public site"),
    )  # fmt: skip
    return [str(head) for head in heads], _lines(rows)


def _lines(rows: CommunityQuerySet) -> Iterator[list[Any]]:
    held: dict[int, list[str]] = defaultdict(list)
    now = CommunityCategory.objects.filter(community__in=rows.order_by().values("pk"), valid_to=None).order_by("pk")
    for pk, name in now.values_list("community", "name"):
        held[pk].append(name)
    for row in chain.from_iterable(in_pieces(rows)):
        notice = row.notice_days if row.receiving == Receiving.APPOINTMENT else None
        yield [
            row.area_code, row.name_th, row.name_en, getattr(row, "path", ""), ", ".join(held[row.pk]), words.said(row),
            notice, row.group_min, row.group_max, row.receiving_reason, row.confirmed_on, row.confirmed_role,
            row.coordinator, row.phone, row.line_id, row.lat, row.lon, str(row.get_state_display()),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssetLine:
    """An asset on the record of its community, every text finished."""

    pk: int
    name: str
    name_en: str
    text: str
    price: str
    capacity: str
    hours: str
    homestay: str
    built: str
    verified: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class AssetGroup:
    """The assets of one kind, in their order."""

    kind: str
    name: str
    icon: str
    lines: list[AssetLine]


def asset_groups(row: Community) -> list[AssetGroup]:
    """Assets by kind in the fixed order of kinds; kinds without any are left out. One query."""
    by_kind: dict[str, list[CommunityAsset]] = defaultdict(list)
    for asset in row.assets.all():
        by_kind[asset.kind].append(asset)
    return [
        AssetGroup(kind, str(name), ICONS[kind], list(_asset_lines(by_kind[kind])))
        for kind, name in ASSET_NAMES
        if kind in by_kind
    ]


def _asset_lines(assets: Sequence[CommunityAsset]) -> Iterator[AssetLine]:
    for place, asset in enumerate(assets):
        verified = {"day": words.dated(asset.verified_on), "role": asset.verified_role}
        yield AssetLine(
            pk=asset.pk,
            name=asset.name_th,
            name_en=asset.name_en,
            text=asset.text_th,
            price=words.priced(asset.price, asset.price_unit),
            capacity=gettext("up to %(count)s guests") % {"count": asset.capacity} if asset.capacity else "",
            hours=words.opening(asset.hours, asset.minutes),
            homestay=words.homestay(asset.facts()) if asset.kind == AssetKind.HOMESTAY else "",
            built=words.built(asset.maker, asset.material, asset.cost),
            verified=gettext("verified on %(day)s by %(role)s") % verified if asset.verified_on else "",
            is_first=place == 0,
            is_last=place == len(assets) - 1,
        )


def told(row: Community) -> dict[str, Any]:
    """What a community has in tables of its own, for its record. Four queries and one for the villages' names."""
    codes_of = sorted(row.villages.values_list("area_code", flat=True))
    column = "name_en" if language() == "en" else "name_th"
    names = dict(Area.objects.filter(pk__in=codes_of).values_list("pk", column))
    ways = {way.means: way.text_th for way in row.ways.all()}
    phone = phones.first_phone(row.phone)
    return {
        "villages": [f"{words.moo(code)} {names.get(code, '')}".strip() for code in codes_of],
        "categories": _held(row),
        "charms": list(row.charms.all()),
        "position": words.positioned(row.lat, row.lon),
        "phone": phone.display,
        "dial": phone.dial,
        "pays": _payments(row),
        "now_until": words.dated(row.now_until),
        "ways": [(label, ways[means]) for means, label in WAY_NAMES if means in ways],
        "guests": words.for_guests(row),
    }


@dataclass(frozen=True, slots=True)
class Core:
    """One thing that expires: its name, its hours and price as they stand, and where an asset is changed."""

    name: str
    hours: str
    price: str
    url: str


def core(row: Community) -> list[Core]:
    """What guests can see, do, eat and sleep in, with the hours and prices to be confirmed. One query."""
    assets = row.assets.exclude(kind__in=(AssetKind.STRUCTURE, AssetKind.FACILITY)).order_by("kind", "position", "pk")
    return [
        Core(
            asset.name_th,
            words.opening(asset.hours) or gettext("hours not told"),
            words.priced(asset.price, asset.price_unit) or gettext("price not told"),
            url("villages:asset_edit", row.pk, asset.pk),
        )
        for asset in assets
    ]


def _payments(row: Community) -> list[Any]:
    taken = ((row.pays_cash, _("Cash")), (row.pays_promptpay, _("PromptPay")), (row.pays_card, _("Card")))
    return [label for is_taken, label in taken if is_taken]


def _held(row: Community) -> list[tuple[str, str, str]]:
    """Categories as name, days and source."""
    return [(held.name, words.period(held.valid_from, held.valid_to), held.source) for held in row.categories.all()]


def known_categories() -> list[str]:
    """Names of categories in use, for the form to offer. One query."""
    return list(CommunityCategory.objects.order_by("name").values_list("name", flat=True).distinct()[:50])


def known_roles() -> list[str]:
    """Roles editors bear elsewhere, for the form to offer. One query."""
    posts = Posting.objects.filter(subject_kind=Community.SUBJECT).exclude(role_title="").order_by("role_title")
    return list(posts.values_list("role_title", flat=True).distinct()[:30])


@dataclass(frozen=True, slots=True)
class Said:
    """What it said from a day on, in words."""

    words: str
    day: str
    reason: str
    role: str


def receiving_history(row: Community, limit: int = 12) -> list[Said]:
    """What it said from when, newest first. One query."""
    return [
        Said(str(entry.get_receiving_display()), words.dated(entry.valid_from), entry.reason, entry.confirmed_role)
        for entry in row.receiving_history.all()[:limit]
    ]


def village_choices(place: str) -> list[tuple[str, str]]:
    """The villages of a place's tambon in order of moo, as (code, "หมู่ 8 บ้านดงเค็ง"). One query; none above a tambon."""
    if len(place) < 6:
        return []
    column = "name_en" if language() == "en" else "name_th"
    # by code alone: an index of levels would be read for all villages of the nation
    villages = Area.objects.within(place[:6]).exclude(pk=place[:6]).current().order_by("code")
    return [(code, f"{words.moo(code)} {name}".strip()) for code, name in villages.values_list("code", column)]


def terms_of(row: Community, today: date) -> Terms:
    """Who looks after the community, and who did. One query."""
    terms = Posting.objects.about(Community.SUBJECT, row.pk).select_related("user").order_by("-valid_from", "-pk")
    current = [term for term in terms if in_force(term.valid_from, term.valid_until, max(today, term.valid_from))]
    past = [_term(term) for term in terms if term not in current]
    return Terms([_term(term) for term in current], past, current)


def _term(term: Posting) -> Term:
    days = words.period(term.valid_from, term.valid_until)
    if term.taken_back:
        days = gettext("from %(day)s, taken back") % {"day": words.dated(term.valid_from)}
    return Term(term.pk, str(term.user), str(term.label()), days)


def role_of(user: User, row: Community, day: date) -> str:
    """Under which role a person speaks for this community, in Thai: the editor's own, else the nearest office's."""
    postings = list(Posting.objects.filter(user=user).in_force(day))
    own = [post for post in postings if (post.subject_kind, post.subject_id) == (Community.SUBJECT, row.pk)]
    offices = [post for post in postings if post.subject_id is None and row.area_code.startswith(post.area_code)]
    found = own or sorted(offices, key=lambda post: -len(post.area_code))
    with translation.override("th"):
        return str(found[0].label())[:80] if found else ""


# --- for verbs and the trail ---------------------------------------------------------------------


def belongings(pk: int) -> dict[str, list[Any]]:
    """What a community has in tables of its own, as the trail keeps it. Four queries."""
    row = Community(pk=pk)
    return {
        "villages": sorted(row.villages.values_list("area_code", flat=True)),
        "categories": _told(row.categories.all(), ("name", "valid_from", "valid_to", "source")),
        "charms": _told(row.charms.all(), ("title_th", "text_th", "title_en", "text_en")),
        "ways": _told(row.ways.all(), ("means", "text_th", "text_en")),
    }


def _told(rows: Iterable[models.Model], fields: Sequence[str]) -> list[dict[str, Any]]:
    told = []
    for row in rows:
        values = {name: getattr(row, name) for name in fields}
        told.append({name: _stored(value) for name, value in values.items() if value not in (None, "")})
    return told


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def known_by_name(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Ids of stored communities by (area, folded name), the oldest of several. A query per 500 areas."""
    wanted = set(keys)
    areas = sorted({area for area, _name in wanted})
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(areas), 500):
        rows = Community.objects.filter(area_code__in=areas[start : start + 500]).order_by("-pk")
        for pk, area, name in rows.values_list("pk", "area_code", "name_th"):
            if (key := (area, thai.fold(name))) in wanted:
                found[key] = pk
    return found


def categories_held(ids: Iterable[int]) -> dict[int, dict[str, date | None]]:
    """Each community's categories by name with their last day (None: still held)."""
    held: dict[int, dict[str, date | None]] = defaultdict(dict)
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        rows = CommunityCategory.objects.filter(community__in=wanted[start : start + 500])
        for pk, name, last in rows.order_by("valid_from", "pk").values_list("community", "name", "valid_to"):
            held[pk][name] = last
    return held


def missing(row: Community) -> list[str]:
    """What must be there before it can be sent, in the words of the form."""
    wanted = (
        (_("tambon or village"), len(row.area_code) >= 6),
        (_("one sentence on the community"), bool(row.summary_th)),
        (_("receiving state"), row.confirmed_on is not None),
    )
    return [str(label) for label, is_there in wanted if not is_there]
