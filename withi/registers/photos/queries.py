"""The photos of a row in words and as markup, for its pages on the desk."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from withi.ground.files import actions as uploads
from withi.ground.files import queries as files
from withi.ground.files import rules
from withi.ground.files.models import Photo, Upload
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.kit import archives, era, pictures
from withi.kit.archives import Archive, Entry
from withi.registers.photos.access import Holder
from withi.registers.photos.rules import is_picture, number, numbers_in
from withi.registers.products.models import Product

ASKED_AT_ONCE = 400
Key = tuple[str, int]
"""A producer's number and the place of one of its products."""


@dataclass(frozen=True, slots=True)
class Card:
    """A photo on the desk, every text finished."""

    key: str
    picture: SafeString
    alt: str
    alt_en: str
    name: str
    credit: str
    taken: str
    position: str
    is_told: bool
    is_first: bool
    is_last: bool


def cards(holder: Holder) -> list[Card]:
    """The photos of a row in their order. One query."""
    photos = list(Photo.objects.of(holder.subject, holder.subject_id))
    return [
        card(photo, is_first=place == 1, is_last=place == len(photos)) for place, photo in enumerate(photos, start=1)
    ]


def card(photo: Photo, *, is_first: bool = False, is_last: bool = False) -> Card:
    return Card(
        key=str(photo.key),
        # every text inside is escaped where the markup is made
        picture=mark_safe(rules.small(files.shown(photo), language())),  # noqa: S308
        alt=photo.alt_th,
        alt_en=photo.alt_en,
        name=photo.name,
        credit=photo.credit,
        taken=str(era.format_date(photo.taken_on, lang=language())) if photo.taken_on else "",
        position=f"{photo.lat:.5f}, {photo.lon:.5f}" if photo.lat is not None and photo.lon is not None else "",
        is_told=bool(photo.alt_th),
        is_first=is_first,
        is_last=is_last,
    )


def next_untold(holder: Holder, *, but: Photo | None = None) -> Photo | None:
    """The next photo of the row that does not say yet what it shows. One query."""
    photos = Photo.objects.of(holder.subject, holder.subject_id).filter(alt_th="")
    return (photos.exclude(pk=but.pk) if but else photos).first()


# --- a ZIP of photos -----------------------------------------------------------------------------


class Meant(StrEnum):
    """What becomes of one file of a ZIP."""

    NEW = "new"
    SAME = "same"  # this very file is a photo of that product already
    TWIN = "twin"  # the same file stands above in the ZIP for the same product
    FULL = "full"  # the product has as many photos as it may
    UNKNOWN = "unknown"
    NO_PHOTO = "no_photo"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Line:
    """One file of a ZIP: where it stands, what becomes of it, and the product it is meant for, where one is."""

    entry: Entry
    meant: Meant
    product: Product | None = None
    number: str = ""

    @property
    def path(self) -> str:
        return self.entry.path


@dataclass(frozen=True, slots=True)
class Plan:
    """What a ZIP would bring, file by file in its order."""

    lines: list[Line]

    def of(self, *meant: Meant) -> list[Line]:
        return [line for line in self.lines if line.meant in meant]

    @property
    def new(self) -> list[Line]:
        return self.of(Meant.NEW)


def plan(upload: Upload, scope: Scope) -> Plan:
    """What the ZIP would bring to the products this person enters; nothing is stored. Problem `archive.*`."""
    with archives.opened(uploads.kept(upload)) as archive:
        return planned(archive, scope)


def planned(archive: Archive, scope: Scope) -> Plan:
    """What an open archive would bring: every file that finds its product is read once, for its hash."""
    meanings = [list(numbers_in(entry.parts)) for entry in archive.entries]
    products = _products({producer for some in meanings for producer, _ in some}, scope)
    known = _known(product.pk for product in products.values())
    lines = []
    for entry, meant in zip(archive.entries, meanings, strict=True):
        key = _first(meant, products)
        found = products[key] if key else None
        fit = _unfit(entry) or (_fit(archive, entry, known[found.pk]) if found else Meant.UNKNOWN)
        lines.append(Line(entry, fit, found, number(*key) if key else ""))
    return Plan(lines)


def _first(meant: Iterable[Key], products: Container[Key]) -> Key | None:
    """The likeliest number that is a product's."""
    return next((key for key in meant if key in products), None)


def _unfit(entry: Entry) -> Meant | None:
    """Why a file is left out before it is read; None where it is not."""
    if not is_picture(entry.parts[-1]):
        return Meant.NO_PHOTO
    return Meant.TOO_BIG if entry.size > pictures.DEFAULT.file_bytes else None


def _fit(archive: Archive, entry: Entry, hashes: dict[str, bool]) -> Meant:
    """What becomes of a file for its product; `hashes` are of its photos: True where they are stored already."""
    digest = hashlib.sha256()
    for chunk in archive.chunks(entry):
        digest.update(chunk)
    sha = digest.hexdigest()
    if sha in hashes:
        return Meant.SAME if hashes[sha] else Meant.TWIN
    if len(hashes) >= rules.MOST:
        return Meant.FULL
    hashes[sha] = False
    return Meant.NEW


def _known(ids: Iterable[int]) -> dict[int, dict[str, bool]]:
    """Hashes of the photos that each product has."""
    known: dict[int, dict[str, bool]] = defaultdict(dict)
    for some in _in_chunks(sorted(set(ids))):
        photos = Photo.objects.filter(subject=Product.SUBJECT, subject_id__in=some)
        for pk, sha in photos.values_list("subject_id", "sha256"):
            known[pk][sha] = True
    return known


def _products(producers: Iterable[str], scope: Scope) -> dict[Key, Product]:
    """The products of these producers that this person enters, by producer's number and place."""
    found: dict[Key, Product] = {}
    for some in _in_chunks(sorted(set(producers))):
        rows = Product.objects.filter(producer__number__in=some).select_related("producer").order_by("pk")
        mine = set(rows.in_scope(scope, Ability.ENTER).values_list("pk", flat=True))
        places: Counter[str] = Counter()
        for product in rows:
            assert product.producer is not None, "the filter asks for one"
            places[product.producer.number] += 1
            if product.pk in mine:
                found[product.producer.number, places[product.producer.number]] = product
    return found


def _in_chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), ASKED_AT_ONCE):
        yield values[start : start + ASKED_AT_ONCE]


def number_of(holder: Holder) -> str:
    """How files of a product's photos are named for a ZIP; empty for anything else. One query."""
    product = holder.row
    if holder.asset or not isinstance(product, Product) or product.producer is None:
        return ""
    maker = product.producer
    return number(maker.number, Product.objects.filter(producer_id=maker.pk, pk__lte=product.pk).count())
