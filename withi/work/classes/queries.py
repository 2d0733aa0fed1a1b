"""Communities with their classes, one community's scores, and what the registers know beside each criterion."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.people.rules import Scope, shown_name
from withi.ground.web.answers import language
from withi.kit import era, thai
from withi.kit.codes import asked_range
from withi.kit.ready import Ready
from withi.registers.centres.models import Centre
from withi.registers.centres.rules import Kind as CentreKind
from withi.registers.products.models import Product, ProductCertificate
from withi.registers.publication.queries import paths_of
from withi.registers.publication.rules import State
from withi.registers.villages import queries as villages
from withi.registers.villages.models import ASSET_NAMES, Community, CommunityQuerySet
from withi.registers.villages.rules import AssetKind
from withi.work.classes import rules
from withi.work.classes.models import GROUP_NAMES, ClassScore
from withi.work.classes.rules import Criterion, Group, Version

NONE, OPEN = "none", "open"
"""In place of a letter: never scored, and scored but not on every criterion."""


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing. `letter` may be NONE or OPEN."""

    text: str = ""
    area: str = ""
    letter: str = ""


def listed(scope: Scope, filters: Filters) -> CommunityQuerySet:
    """Communities this person may see, narrowed, in Thai order."""
    rows: CommunityQuerySet = Community.objects.in_scope(scope)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    if text := thai.clean(filters.text):
        rows = rows.filter(name_th__icontains=text)
    if filters.letter:
        counts = ClassScore.objects.filter(community=models.OuterRef("pk"), is_latest=True)
        letter = "" if filters.letter == OPEN else filters.letter
        is_scored = models.Exists(counts if filters.letter == NONE else counts.filter(letter=letter))
        rows = rows.filter(~is_scored if filters.letter == NONE else is_scored)
    narrowed: CommunityQuerySet = rows.order_by("sort_key", "pk")
    return narrowed


@dataclass(frozen=True)
class Share:
    """How many communities are in a class; `letter` also NONE and OPEN."""

    letter: str
    name: str
    count: str


def shares(scope: Scope, area: str) -> list[Share]:
    """How the communities of one's area (or of a part of it) are spread over the classes. Two queries."""
    rows = listed(scope, Filters(area=area)).order_by()
    latest = ClassScore.objects.filter(community__in=rows.values("pk"), is_latest=True).order_by()
    found = Counter(dict(latest.values_list("letter").annotate(models.Count("pk"))))
    unscored = rows.count() - found.total()
    letters = [cut.letter for cut in version_now().cuts]
    told = [Share(letter, _("class %(letter)s") % {"letter": letter}, f"{found[letter]:,}") for letter in letters]
    half = Share(OPEN, _("scored in part"), f"{found['']:,}")
    return [*told, half, Share(NONE, _("not scored yet"), f"{unscored:,}")]


def version_now() -> Version:
    return rules.version_on(timezone.localdate())


@dataclass(frozen=True)
class Line(Ready):
    """A community in the list: its class, points, and what the next class asks for, in words."""

    row: Community
    path: str
    letter: str
    points: str
    scored: str
    missing: str


def lines(rows: Iterable[Community]) -> list[Line]:
    """Rows of one page. Two queries."""
    shown = list(rows)
    paths = paths_of(row.area_code for row in shown)
    latest = {
        one.community_id: one
        for one in ClassScore.objects.filter(community__in=[row.pk for row in shown], is_latest=True)
    }
    return [_line(row, paths.get(row.area_code, ""), latest.get(row.pk)) for row in shown]


def _line(row: Community, path: str, score: ClassScore | None) -> Line:
    if score is None:
        return Line(row, path, "", "", "", "")
    points = f"{score.total}/{rules.WHOLE}"
    return Line(row, path, score.letter, points, dated(score.scored_on), missing(score))


def missing(score: ClassScore) -> str:
    """What a community needs for the next class: first the criteria nobody judged, then points and where from."""
    version = rules.numbered(score.version)
    unjudged = rules.judge(version, score.given()).open
    if unjudged:
        told = ngettext("%d criterion is not judged yet", "%d criteria are not judged yet", len(unjudged))
        return told % len(unjudged)
    gap = rules.gap(version, score.given())
    if gap is None:
        return _("in the best class")
    where = ", ".join(f"{text_of(one)} (+{room})" for one, room in gap.room)
    told = ngettext(
        "%(points)d point more for class %(letter)s", "%(points)d points more for class %(letter)s", gap.points
    )
    return f"{told % {'points': gap.points, 'letter': gap.letter}}: {where}"


def text_of(one: Criterion) -> str:
    return one.en if language() == "en" else one.th


def dated(day: date | None) -> str:
    return era.format_date(day, lang=language()) if day else ""


# --- one community -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged(Ready):
    """One criterion as it was judged; `points` empty where nobody did."""

    text: str
    points: str
    most: int
    evidence: str
    known: str


@dataclass(frozen=True)
class Part:
    """One of the three groups with its points."""

    name: str
    points: int
    most: int
    judged: list[Judged]


@dataclass(frozen=True)
class Board:
    """The score that counts, in words."""

    letter: str
    total: int
    parts: list[Part]
    missing: str
    scored: str
    by: str
    note: str
    version: Version
    since: str


def history(row: Community) -> list[ClassScore]:
    """Every score of a community, the latest day first. One query."""
    return list(row.class_scores.select_related("scored_by").order_by("-scored_on", "-pk"))


def board(score: ClassScore, known: Mapping[str, str]) -> Board:
    """A score with its criteria and what the registers know beside each. No query."""
    version = rules.numbered(score.version)
    verdict = rules.judge(version, score.given())
    return Board(
        score.letter,
        score.total,
        [_part(version, group, verdict.groups[group], score, known) for group in Group],
        missing(score),
        dated(score.scored_on),
        shown_name(score.scored_by) if score.scored_by else "",
        score.note,
        version,
        dated(version.valid_from),
    )


def _part(version: Version, group: Group, points: int, score: ClassScore, known: Mapping[str, str]) -> Part:
    given = score.given()
    judged = [
        Judged(
            text_of(one),
            str(given[one.code]) if one.code in given else "",
            one.most,
            str(score.evidence.get(one.code, "")),
            known.get(one.code, ""),
        )
        for one in version.criteria
        if one.group is group
    ]
    return Part(str(GROUP_NAMES[group]), points, version.most(group), judged)


@dataclass(frozen=True)
class Past:
    """An earlier score in the history."""

    letter: str
    points: str
    day: str
    by: str
    note: str
    is_latest: bool


def past(scores: Iterable[ClassScore]) -> list[Past]:
    return [
        Past(
            one.letter,
            f"{one.total}/{rules.WHOLE}",
            dated(one.scored_on),
            shown_name(one.scored_by) if one.scored_by else "",
            one.note,
            one.is_latest,
        )
        for one in scores
    ]


# --- what the registers know ---------------------------------------------------------------------


def known(row: Community) -> dict[str, str]:
    """What the registers say beside each criterion of the first version, as words; never as points. Five queries."""
    kinds = Counter(row.assets.values_list("kind", flat=True))
    names = {kind: str(name) for kind, name in ASSET_NAMES}

    def counted(*wanted: AssetKind) -> str:
        return " · ".join(f"{names[kind]} {kinds[kind]}" for kind in wanted)

    told = {
        "a1": counted(AssetKind.ATTRACTION),
        "a2": counted(AssetKind.WISDOM, AssetKind.FESTIVAL),
        "a3": counted(AssetKind.FOOD),
        "a4": _("charms: %(count)s") % {"count": row.charms.count()},
        "a5": counted(AssetKind.ACTIVITY),
        "r1": villages.line(row, timezone.localdate()).said,
        "r2": _("ways to get there: %(count)s") % {"count": row.ways.count()},
        "r3": counted(AssetKind.FACILITY),
        "r4": counted(AssetKind.HOMESTAY),
        "g4": _("%(count)s with a price") % {"count": row.assets.exclude(price=None).count()},
    }
    return told | _goods(row) | _centres(row)


def _goods(row: Community) -> dict[str, str]:
    """Products of the community's producers, and those with a certificate in force. One query."""
    today = timezone.localdate()
    in_force = ProductCertificate.objects.filter(product=models.OuterRef("pk")).exclude(valid_until__lt=today)
    # by their makers, not by their state: half of the nation's products are published
    goods = Product.objects.filter(producer__community=row).annotate(is_sure=models.Exists(in_force))
    found = [is_sure for is_sure, state in goods.values_list("is_sure", "state") if state == State.PUBLISHED]
    told = {"all": len(found), "sure": sum(found)}
    return {
        "g1": _("%(sure)s of %(all)s products with a certificate in force") % told,
        "g2": _("products of the community: %(count)s") % {"count": len(found)},
    }


def _centres(row: Community) -> dict[str, str]:
    """Centres of the district that are open. One query."""
    low, high = asked_range(row.area_code[:4] or "?")
    kinds = Counter(
        Centre.objects.serving().filter(area_code__gte=low, area_code__lt=high).values_list("kind", flat=True)
    )
    informs = kinds[CentreKind.DISTRICT] + kinds[CentreKind.VILLAGE]
    return {
        "r5": _("%(count)s information centres open in the district") % {"count": informs},
        "g3": _("%(count)s distribution centres open in the district") % {"count": kinds[CentreKind.GOODS]},
    }
