"""What one model holds of people, and the words that all of them share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from withi.faces.privacy.rules import Fate
from withi.registers.products.models import Product

Rows = Callable[[int], Q]


@dataclass(frozen=True)
class Part:
    """Rows of a model about one kind of record, and what erasing does with them.

    `values` are what is put in (EMPTY), or the keys taken out (STRIP). `anonymises`: done also where a person only
    asks not to be named. `why` is told where something stays.
    """

    rows: Rows
    fate: Fate
    values: Mapping[str, Any] = field(default_factory=dict)
    anonymises: bool = True
    why: Any = ""


@dataclass(frozen=True)
class Holding:
    """A model's personal fields (none: empty), its name on the sheet, and its parts by kind of record.

    `hidden` are fields that no export shows: secrets, and what only a machine reads.
    """

    personal: tuple[str, ...] = ()
    title: Any = ""
    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


def about(subject: str) -> Rows:
    return lambda pk: Q(subject=subject, subject_id=pk)


def about_products(pk: int) -> Q:
    theirs = Product.objects.filter(producer_id=pk).values_list("pk", flat=True)
    return Q(subject="product", subject_id__in=list(theirs))


FIRM = _("Facts of a group or a juristic person in a public register are no personal data; they stay.")
NOTE = {"note": ""}
NONE = Holding()
"""A model that holds nothing of people."""
