"""One photo in several places: the same picture as evidence of different communities, producers, products or prints.

Photos are compared by what they look like (a hash of 64 signs, `kit/pictures`), so that a picture sent again smaller or
saved anew is still found. Nothing is judged: the places are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from django.utils.translation import gettext as _

from withi.faces.printing import register
from withi.faces.printing.models import PrintRun
from withi.ground.files import queries as kept
from withi.ground.files.models import Photo
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.pages import url
from withi.registers.photos.access import ASSET
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.villages.models import Community, CommunityAsset

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
    name: str
    kind: str
    url: str


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
    """The same pictures among the rows that the person sees on the desk. Seven queries."""
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
    step = shown.at_most(0)
    is_run = first.subject == PrintRun.PHOTOS
    picture = url("printing:photo", first.subject_id, first.key, step) if is_run else shown.url(step)
    return Line(picture, tuple(found[:NAMED]), max(0, len(found) - NAMED))


def _places(scope: Scope) -> dict[Key, Place]:
    """Every row with photos that the person may see, by what photos call it."""
    communities = Community.objects.in_scope(scope, Ability.READ)
    makers = Producer.objects.in_scope(scope, Ability.READ)
    goods = Product.objects.filter(Product.objects.all().reach(scope, Ability.READ))
    held = Photo.objects.order_by().values("subject_id")
    found: dict[Key, Place] = {}
    named = (
        (Community.SUBJECT, communities, _("community"), "villages:detail"),
        (Producer.SUBJECT, makers, _("producer"), "producers:detail"),
        (Product.SUBJECT, goods, _("product"), "products:detail"),
    )
    for subject, rows, kind, page in named:
        own = rows.filter(pk__in=held.filter(subject=subject)).values_list("pk", "name_th")
        found |= {(subject, pk): Place(name, kind, url(page, pk)) for pk, name in own}
    assets = CommunityAsset.objects.filter(community__in=communities.values("pk"), pk__in=held.filter(subject=ASSET))
    for pk, name, home in assets.values_list("pk", "name_th", "community_id"):
        found[ASSET, pk] = Place(name, _("what there is"), url("villages:detail", home))
    runs = register.runs(scope).filter(pk__in=held.filter(subject=PrintRun.PHOTOS))
    for run in runs:
        found[PrintRun.PHOTOS, run.pk] = Place(f"{run.owner} · {run.place}", _("print"), url("printing:run", run.pk))
    return found
