"""Marks and stars written to the support ledger; `actions` and `stars` use it inside their transactions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.utils import timezone, translation

from withi.ground.people.models import User
from withi.kit.era import BE_OFFSET
from withi.registers.products.models import Product
from withi.work.marks.models import COLOUR_NAMES, Mark
from withi.work.support import actions as support
from withi.work.support.rules import Given, Kind, Subject

MARK, STAR = "mark", "star"
"""What brought an entry, as the ledger names it."""


def write_marks(actor: User, marks: Iterable[Mark]) -> None:
    """Marks that were given: an entry for each producer."""
    _write(actor, [(mark.product, _of_mark(mark)) for mark in marks])


def _of_mark(mark: Mark) -> Given:
    day = mark.valid_from or timezone.localdate()
    product = mark.product
    return Given(
        Subject.PRODUCER, product.producer_id or 0, product.area_code, Kind.MARK, day, (MARK, mark.pk),
        title_th=f"{_worded(mark.colour, 'th')}: {product.name_th}",
        title_en=f"{_worded(mark.colour, 'en')}: {product.name_en or product.name_th}",
    )  # fmt: skip


def _worded(colour: str, lang: str) -> str:
    with translation.override(lang):
        return str(dict(COLOUR_NAMES)[colour])


def take_back_mark(actor: User, mark: Mark, reason: str) -> None:
    support.withdraw(actor=actor, kind=Kind.MARK, source=(MARK, mark.pk), reason=reason)


def write_stars(actor: User | None, year: int, products: Sequence[Product], rows: Mapping[int, Sequence[int]]) -> None:
    """Star results of a year: an entry for each producer; `rows` are (id, stars, …) by product."""
    day = min(timezone.localdate(), date(year - BE_OFFSET, 12, 31))
    _write(actor, [(product, _of_star(product, rows[product.pk], year, day)) for product in products])


def _of_star(product: Product, row: Sequence[int], year: int, day: date) -> Given:
    pk, stars = row[0], row[1]
    return Given(
        Subject.PRODUCER, product.producer_id or 0, product.area_code, Kind.STAR, day, (STAR, pk),
        title_th=f"{stars} ดาว ปี {year}: {product.name_th}",
        title_en=f"{stars} stars in {year - BE_OFFSET}: {product.name_en or product.name_th}",
    )  # fmt: skip


def _write(actor: User | None, given: Iterable[tuple[Product, Given]]) -> None:
    """What is for nobody (a product without a producer) is left out; demonstration data stays marked as such."""
    known = sorted((pair for pair in given if pair[1].subject_id), key=lambda pair: pair[0].is_demo)
    for is_demo, some in groupby(known, key=lambda pair: pair[0].is_demo):
        support.record_many(actor=actor, given=[one for _product, one in some], is_demo=is_demo)
