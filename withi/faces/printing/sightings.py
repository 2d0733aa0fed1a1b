"""One photo in several places: the same picture as evidence of different communities, producers, products, things
built, supports, receipts or prints.

Photos are compared by what they look like (a hash of 64 signs, `kit/pictures`), so that a picture sent again smaller or
saved anew is still found. Nothing is judged: the places are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from django.utils.translation import gettext as _

from withi.faces.printing import register
from withi.faces.printing.models import PrintRun
from withi.ground.files import queries as kept
from withi.ground.files.models import Photo
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.kit import era
from withi.registers.photos.access import ASSET
from withi.registers.producers.models import Producer
from withi.registers.publication.models import KINDS
from withi.registers.villages.models import ASSET_NAMES, Community, CommunityAsset
from withi.work.income.access import MONTH
from withi.work.income.models import IncomeMonth
from withi.work.support.models import SupportEntry
from withi.work.support.rules import Subject

LIKE = 3
"""So many of 64 signs may differ: what another size or quality of one picture makes."""
BANDS, BAND = 4, 16
"""Two hashes that differ in LIKE signs are equal in one of four bands at least, so only those are compared."""
PLAIN = 6
"""A picture of fewer edges (an even wall, a white page) is like any other of its kind and tells nothing."""
MOST = 20_000
"""So many of the newest photos are compared."""
SHOWN, NAMED = 40, 4
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """A photo: what it looks like, and whose it is."""

    pk: int
    hash: int
    owner: Key


@dataclass(frozen=True, slots=True)
class Place:
    """A row with photos; `files`: the address that serves them, where they are not those of a register."""

    name: str
    kind: str
    url: str
    files: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """The same picture in several places; `picture` is one file of it."""

    picture: str
    places: tuple[Place, ...]
    more: int


def groups(sights: Iterable[Sight]) -> list[list[Sight]]:
    """Photos that look the same and are of more than one owner; those of most owners first."""
    telling = [one for one in sights if PLAIN <= (one.hash % 2**64).bit_count() <= 64 - PLAIN]
    several = [group for group in _alike(telling) if _owners(group) > 1]
    return sorted(several, key=lambda group: (-_owners(group), min(one.pk for one in group)))


def _owners(group: Iterable[Sight]) -> int:
    return len({one.owner for one in group})


def _alike(sights: Sequence[Sight]) -> list[list[Sight]]:
    """Photos in groups: whoever looks like one of a group is of it."""
    root = {one.pk: one.pk for one in sights}

    def top(pk: int) -> int:
        while root[pk] != pk:
            root[pk] = pk = root[root[pk]]
        return pk

    for one, other in _near(sights):
        root[top(one.pk)] = top(other.pk)
    found: dict[int, list[Sight]] = defaultdict(list)
    for one in sights:
        found[top(one.pk)].append(one)
    return list(found.values())


def _near(sights: Iterable[Sight]) -> Iterator[tuple[Sight, Sight]]:
    """Pairs that look the same. Those equal throughout are joined in a chain, so that many of one make no square."""
    equal: dict[int, list[Sight]] = defaultdict(list)
    for one in sights:
        equal[one.hash].append(one)
    bands: dict[tuple[int, int], list[Sight]] = defaultdict(list)
    for same in equal.values():
        yield from pairwise(same)
        for band in range(BANDS):
            bands[band, (same[0].hash >> (BAND * band)) % 2**BAND].append(same[0])
    for close in bands.values():
        for one, other in combinations(close, 2):
            if ((one.hash ^ other.hash) % 2**64).bit_count() <= LIKE:
                yield one, other


def lines(scope: Scope) -> list[Line]:
    """The same pictures among the rows that the person sees on the desk. A fixed number of queries."""
    places = _places(scope)
    rows = Photo.objects.filter(subject__in={subject for subject, _pk in places}).order_by("-pk")[:MOST]
    known = {photo.pk: photo for photo in rows if (photo.subject, photo.subject_id) in places}
    sights = [Sight(photo.pk, photo.dhash, (photo.subject, photo.subject_id)) for photo in known.values()]
    return [_line([known[one.pk] for one in group], places) for group in groups(sights)[:SHOWN]]


def _line(photos: list[Photo], places: Mapping[Key, Place]) -> Line:
    owners = dict.fromkeys((photo.subject, photo.subject_id) for photo in photos)
    found = [places[owner] for owner in owners]
    first = photos[0]
    shown = kept.shown(first)
    step, of = shown.at_most(0), places[first.subject, first.subject_id].files
    picture = url(of[0], *of[1:], first.key, step) if of else shown.url(step)
    return Line(picture, tuple(found[:NAMED]), max(0, len(found) - NAMED))


def _places(scope: Scope) -> dict[Key, Place]:
    """Every row with photos that the person may see, by what photos call it."""
    found: dict[Key, Place] = {}
    for subject, kind in KINDS.items():
        rows = kind.rows.filter(kind.rows.reach(scope, Ability.READ), pk__in=_held(subject))
        for row in rows:
            found[subject, row.pk] = Place(str(row), str(kind.label), url(kind.desk_url_name, row.pk))
    for more in (_of_assets, _of_prints, _of_months, _of_support):
        found |= dict(more(scope))
    return found


def _held(subject: str) -> Any:
    """The rows of a kind that have photos, as a part of a statement."""
    return Photo.objects.order_by().filter(subject=subject).values("subject_id")


def _of_assets(scope: Scope) -> Iterator[tuple[Key, Place]]:
    """What communities offer and what was built there."""
    seen = Community.objects.in_scope(scope, Ability.READ)
    rows = CommunityAsset.objects.filter(community__in=seen.values("pk"), pk__in=_held(ASSET))
    kinds = dict(ASSET_NAMES)
    for pk, name, kind, home in rows.values_list("pk", "name_th", "kind", "community_id"):
        yield (ASSET, pk), Place(name, str(kinds[kind]), url("villages:detail", home))


def _of_prints(scope: Scope) -> Iterator[tuple[Key, Place]]:
    for run in register.runs(scope).filter(pk__in=_held(PrintRun.PHOTOS)):
        place = Place(f"{run.owner} · {run.place}", _("print"), url("printing:run", run.pk), ("printing:photo", run.pk))
        yield (PrintRun.PHOTOS, run.pk), place


def _of_months(scope: Scope) -> Iterator[tuple[Key, Place]]:
    """Receipts beside monthly sales, for who sees the figures of their producers."""
    makers = Producer.objects.in_scope(scope, Ability.PERSONAL)
    rows = IncomeMonth.objects.filter(producer__in=makers.values("pk"), pk__in=_held(MONTH))
    for row in rows.select_related("producer"):
        name = f"{row.producer.name_th} · {era.month_label(row.month, language(), 'long')}"
        where = (row.producer_id, row.month)
        yield (MONTH, row.pk), Place(name, _("receipt"), url("income:month", *where), ("income:photo", *where))


def _of_support(scope: Scope) -> Iterator[tuple[Key, Place]]:
    """Photos that show a support, for who sees what it was worth."""
    rows = SupportEntry.objects.filter(pk__in=_held(SupportEntry.PHOTOS))
    for subject in (Subject.COMMUNITY, Subject.PRODUCER):
        own = rows.filter(subject=subject)
        owners = dict(
            KINDS[subject]
            .rows.in_scope(scope, Ability.PERSONAL)
            .filter(pk__in=own.values("subject_id"))
            .values_list("pk", "name_th")
        )
        for row in own:
            if row.subject_id in owners:
                where = (row.subject, row.subject_id, row.pk)
                place = Place(
                    f"{owners[row.subject_id]} · {row.title_th}",
                    _("support"),
                    url("support:photos", *where),
                    ("support:photo", row.pk),
                )
                yield (SupportEntry.PHOTOS, row.pk), place
