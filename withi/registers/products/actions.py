"""Every write on products."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record, record_bulk
from withi.ground.web import sets
from withi.kit import money, thai
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.registers.producers import rules as producer_rules
from withi.registers.products import access, queries, rules
from withi.registers.products.models import Product, ProductCertificate, ProductSize
from withi.registers.products.rules import Licence, Size
from withi.registers.publication import actions as publication
from withi.registers.publication import queries as publication_queries
from withi.registers.publication.actions import Point
from withi.registers.publication.models import PHOTO_HANDS, PHOTO_LABELS, PHOTO_VERBS, Kind, register_kind
from withi.registers.publication.rules import State

SORT_LENGTH = 700


class ProductRow(NamedTuple):
    """The facts of one product, plain values; `phones` and `channels` packed as `rules` of producers and products do.

    `is_public` None leaves it to the rule (alcohol is not shown). For `store_many` also: `match_id`, the stored
    product it is about, the one price (satang) and unit that a sheet gives, the `words` of its names as the name index
    knows them and, for a new product of which more is known, all its `sizes` (then `price` is not looked at) and
    `licences`.
    """

    name_th: str
    area_code: str = ""
    producer_id: int | None = None
    type: str = ""
    official_number: str = ""
    name_en: str = ""
    story_th: str = ""
    story_en: str = ""
    materials: str = ""
    materials_origin: str = ""
    capacity_month: int | None = None
    capacity_unit: str = ""
    channels: str = ""
    is_alcohol: bool = False
    is_public: bool | None = None
    local_authority: str = ""
    address: str = ""
    phones: str = ""
    lat: float | None = None
    lon: float | None = None
    match_id: int | None = None
    price: int | None = None
    unit: str = ""
    words: tuple[search.Words, ...] = ()
    sizes: tuple[Size, ...] = ()
    licences: tuple[Licence, ...] = ()

    def all_sizes(self) -> tuple[Size, ...]:
        """The sizes; the one price of a sheet is one without a label."""
        if self.sizes or self.price is None:
            return self.sizes
        return (Size("", self.unit[:30], self.price),)


_BESIDE = {"match_id", "price", "unit", "words", "sizes", "licences"}
FACTS = tuple(name for name in ProductRow._fields if name not in _BESIDE)


def add(
    *, actor: User, scope: Scope, facts: ProductRow, sizes: Sequence[Size] = (), licences: Sequence[Licence] = ()
) -> Product:
    """Enter a product as a draft; without a producer it stays one until it has."""
    facts = _placed(scope, facts)
    for licence in licences:
        licence.check()
    with transaction.atomic():
        product = Product.objects.create(**_values(facts), **_derived(facts, sizes), entered_by=actor)
        _save_parts(product, sizes, licences)
        entered = {name: value for name, value in _values(facts).items() if value}
        record(
            actor=actor,
            verb="products.add",
            subject=Product.SUBJECT,
            subject_id=product.pk,
            area_code=product.area_code,
            after=entered | {"sizes": _plain_sizes(sizes)},
        )
        publication.reindex(KIND, [product])
        publication.note_double(row=product, number=product.official_number)
    return product


def change(
    *,
    actor: User,
    scope: Scope,
    product: Product,
    facts: ProductRow,
    sizes: Sequence[Size],
    licences: Sequence[Licence],
    version: int,
) -> bool:
    """Store changed facts, sizes and certificates; whether anything changed. A published product waits again.

    Raises Problem publication.changed (409, with `theirs` and `yours`) where someone stored another version first.
    """
    _refuse(scope, product)
    facts = _placed(scope, facts, was=product)
    for licence in licences:
        licence.check()
    with transaction.atomic():
        row = publication.lock(product)
        values = _values(facts)
        parts = publication.Parts(
            {"sizes": _plain_sizes(queries.sizes_of(row)), "licences": _plain_licences(queries.licences_of(row))},
            {"sizes": _plain_sizes(sizes), "licences": _plain_licences(licences)},
            lambda: _save_parts(row, sizes, licences),
        )
        publication.refuse_stale(row, version, values, parts)
        changed = publication.write(
            actor=actor,
            kind=KIND,
            row=row,
            values=values,
            verb="products.change",
            derived=_derived(facts, sizes),
            parts=parts,
        )
        if changed:
            publication.note_double(row=row, number=row.official_number)
    product.refresh_from_db()
    return changed


def mend(*, actor: User, scope: Scope, pk: int, field: str, value: str) -> None:
    """Take over the proposal of one point to check: the edit of one field, read as its form would read it."""
    product = access.product_of(pk, scope, Ability.ENTER)
    read = MENDABLE[field](value)
    if field == "area_code":
        access.refuse_outside(scope, str(read), product.producer_id)
    with transaction.atomic():
        row = publication.lock(product)
        derived = {"sort_key": _sort_key(str(read))} if field == "name_th" else {}
        publication.write(
            actor=actor, kind=KIND, row=row, values={field: read}, verb="products.change", derived=derived
        )


def export(*, actor: User, scope: Scope, form: str, filters: Mapping[str, Any]) -> publication.Listing | Job:
    """The narrowed list to be sent as a file at once, or the job that writes a long one; in the trail."""
    return publication.take_out(EXPORT, actor=actor, scope=scope, form=form, filters=filters)


def _listing(actor: User, scope: Scope, filters: Mapping[str, Any]) -> publication.Listing:
    """Only rows that the person may export; personal facts only for whom they are meant."""
    rows = queries.listed(scope, queries.Filters(**filters), Ability.EXPORT)
    personal, count = access.exports_personal(scope), rows.count()
    return publication.Listing(
        count,
        queries.export_columns(personal=personal),
        queries.export_rows(rows, personal=personal),
        lambda: note_export(actor=actor, scope=scope, count=count, personal=personal),
    )


EXPORT = publication.Export("products", _("List of products"), _listing)
publication.register_export(EXPORT)


def note_export(*, actor: User, scope: Scope, count: int, personal: bool) -> None:
    """Write into the trail that a list left the house, and whether it held personal facts."""
    if not scope.anywhere(Ability.EXPORT):
        raise Problem("access.ability", status=403)
    record_bulk(
        actor=actor,
        verb="products.export_personal" if personal else "products.export",
        subject=Product.SUBJECT,
        changes=(),
        count=count,
        area_code=area_around(scope.areas(Ability.EXPORT)),
    )


def store_many(
    *,
    actor: User | None,
    scope: Scope | None,
    rows: Iterable[ProductRow],
    columns: Collection[str] = (*FACTS, "price"),
    note: str = "",
    is_demo: bool = False,
) -> publication.Stored:
    """Store rows of a sheet: new ones as drafts, matched ones where `columns` (the facts the sheet has) differ.

    A sheet's price replaces that of a product with one size; among several sizes it is listed under "to check". The
    same rows again change nothing. See publication's `store_set`; words of many new names are best taught to the
    name index before (`search.actions.learn`), which tells their ids.
    """
    facts = tuple(name for name in FACTS if name in columns)

    def insert(fresh: list[ProductRow]) -> list[int]:
        return _insert(fresh, actor, is_demo)

    def update(matched: dict[int, ProductRow]) -> publication.Edited:
        return _update(matched, facts, actor, scope, with_price="price" in columns)

    return publication.store_set(
        actor=actor,
        scope=scope,
        kind=KIND,
        verb="products.store",
        rows=rows,
        insert=insert,
        update=update,
        note=note,
    )


# --- in sets -------------------------------------------------------------------------------------

_facts_of = attrgetter(*FACTS)
_PUBLIC = FACTS.index("is_public")


def _fact_tuple(row: ProductRow) -> tuple[Any, ...]:
    """The facts in order; whether guests see it is decided where the sheet does not say."""
    values = _facts_of(row)
    if row.is_public is not None:
        return tuple(values)
    shown = rules.public_by_default(is_alcohol=row.is_alcohol)
    return (*values[:_PUBLIC], shown, *values[_PUBLIC + 1 :])


def _insert(rows: list[ProductRow], actor: User | None, is_demo: bool) -> list[int]:
    """New drafts with their sizes, certificates and names in the index."""
    made = publication.insert_drafts(
        actor=actor,
        kind=KIND,
        columns=(*FACTS, "sort_key", "price_from"),
        rows=[(*_fact_tuple(row), _sort_key(row.name_th), _lowest(row)) for row in rows],
        is_demo=is_demo,
    )
    stored = list(zip(made, rows, strict=True))
    _insert_sizes(stored)
    _insert_licences(stored)
    search.put(Product.SUBJECT, (name for pk, row in stored for name in _names(pk, row)), are_new=True)
    return made


def _lowest(row: ProductRow) -> int | None:
    return rules.lowest(size.price for size in row.sizes) if row.sizes else row.price


def _insert_sizes(stored: Sequence[tuple[int, ProductRow]]) -> None:
    rows = [
        (pk, place, size.label, size.unit, size.price)
        for pk, row in stored
        for place, size in enumerate(row.all_sizes(), 1)
    ]
    sets.insert(ProductSize, ("product", "position", "label", "unit", "price"), rows)


def _insert_licences(stored: Sequence[tuple[int, ProductRow]]) -> None:
    rows = [
        (pk, licence.kind.value, licence.name, licence.number, licence.valid_until)
        for pk, row in stored
        for licence in row.licences
    ]
    sets.insert(ProductCertificate, ("product", "kind", "name", "number", "valid_until"), rows)


def _names(pk: int, row: ProductRow) -> Iterator[search.Name]:
    """Its names, with the ids of their words where the caller taught them to the index."""
    names = filter(None, (row.name_th, row.name_en))
    for name, words in zip_longest(names, row.words):
        yield search.Name(pk, name, row.area_code, words=words)


def _update(
    matched: dict[int, ProductRow], facts: tuple[str, ...], actor: User | None, scope: Scope | None, *, with_price: bool
) -> publication.Edited:
    stored = queries.prices_of(matched) if with_price else {}
    names = (*facts, "price_from") if with_price else facts
    edited = publication.update_facts(
        actor=actor,
        scope=scope,
        kind=KIND,
        columns=names,
        wanted=_wanted(matched, names, stored),
        derived={"sort_key": lambda values: _sort_key(values[facts.index("name_th")])} if "name_th" in facts else {},
    )
    if with_price:
        changed = {change.subject_id for change in edited.changes if "price_from" in (change.after or {})}
        _update_prices({pk: matched[pk] for pk in sorted(changed)}, stored)
        publication.note_points(points=_unsure_prices(matched, stored))
    return edited


def _wanted(
    matched: dict[int, ProductRow], names: tuple[str, ...], stored: dict[int, list[int]]
) -> dict[int, tuple[Any, ...]]:
    """What the sheet says of each stored product, in the order of `names`."""
    wanted = {}
    for pk, row in matched.items():
        values = dict(zip(FACTS, _fact_tuple(row), strict=True))
        values["price_from"] = rules.priced(stored.get(pk, ()), row.price)
        wanted[pk] = tuple(values[name] for name in names)
    return wanted


def _update_prices(changed: dict[int, ProductRow], stored: dict[int, list[int]]) -> None:
    """Products with no size get one; those with one get its new price."""
    _insert_sizes([(pk, row) for pk, row in changed.items() if not stored.get(pk)])
    single = [(row.price, pk) for pk, row in changed.items() if stored.get(pk)]
    sets.update(ProductSize, ("price",), single, where=("product",))


def _unsure_prices(matched: dict[int, ProductRow], stored: dict[int, list[int]]) -> Iterator[Point]:
    for pk, row in matched.items():
        prices = stored.get(pk, ())
        if row.price is not None and len(prices) > 1 and row.price not in prices:
            found = money.format_baht(row.price)
            yield Point(Product.SUBJECT, pk, row.area_code, "product.several_prices", "sizes", found=found)


# --- parts ---------------------------------------------------------------------------------------


def _placed(scope: Scope, facts: ProductRow, was: Product | None = None) -> ProductRow:
    """The facts with the producer's area where none is given; refused outside one's own area."""
    producer_id = facts.producer_id
    kept = was is not None and was.producer_id == producer_id
    producer = was.producer if was is not None and kept else access.producer_for(producer_id, scope)
    area_code = facts.area_code or (producer.area_code if producer else "")
    access.refuse_outside(scope, area_code, producer_id if kept or producer else None)
    values = {name: getattr(facts, name) for name in FACTS}
    return ProductRow(**values | {"area_code": area_code})


def _values(facts: ProductRow) -> dict[str, Any]:
    return dict(zip(FACTS, _fact_tuple(facts), strict=True))


def _derived(facts: ProductRow, sizes: Sequence[Size]) -> dict[str, Any]:
    return {"sort_key": _sort_key(facts.name_th), "price_from": rules.lowest(size.price for size in sizes)}


def _sort_key(name: str) -> str:
    return thai.sort_key(name)[:SORT_LENGTH]


def _save_parts(product: Product, sizes: Sequence[Size], licences: Sequence[Licence]) -> None:
    """Sizes and certificates as they are now, in their order."""
    product.sizes.all().delete()
    product.certificates.all().delete()
    ProductSize.objects.bulk_create(
        ProductSize(product=product, position=place, label=size.label, unit=size.unit, price=size.price)
        for place, size in enumerate(sizes, 1)
    )
    ProductCertificate.objects.bulk_create(
        ProductCertificate(
            product=product,
            kind=licence.kind.value,
            name=licence.name,
            number=licence.number,
            valid_until=licence.valid_until,
        )
        for licence in licences
    )


def _plain_sizes(sizes: Iterable[Size]) -> list[list[Any]]:
    return [[size.label, size.unit, size.price] for size in sizes]


def _plain_licences(licences: Iterable[Licence]) -> list[list[Any]]:
    return [
        [licence.kind.value, licence.name, licence.number, publication.plain(licence.valid_until)]
        for licence in licences
    ]


def _refuse(scope: Scope, product: Product) -> None:
    if not Product.objects.in_scope(scope, Ability.ENTER).filter(pk=product.pk).exists():
        raise Problem("access.ability", status=403)


def _missing(product: Product) -> list[str]:
    """What must be there before a product is sent, in the words of its form."""
    needed = {"producer": product.producer_id, "type": product.type, "area_code": len(product.area_code) >= 4}
    lacking = [publication_queries.label_of(KIND, name) for name, there in needed.items() if not there]
    told = (product.name_th, product.name_en, product.story_th, product.story_en)
    if claim := rules.claim_in(product.type, told, timezone.localdate()):
        lacking.append(gettext("words without a claim of healing (now “%(claim)s”)") % {"claim": claim})
    return lacking


MENDABLE: dict[str, Any] = {
    "name_th": thai.clean,
    "type": lambda value: rules.Type(value).value,
    "phones": producer_rules.pack_phones,
    "area_code": str,
}
KIND = Kind(
    subject=Product.SUBJECT,
    model=Product,
    label=_("Product"),
    plural=_("Products"),
    desk_url_name="products:detail",
    search_names=lambda product: [name for name in (product.name_th, product.name_en) if name],
    public=lambda product: product.state == State.PUBLISHED and product.is_public,
    version_kind=Product.SUBJECT,
    icon="buy",
    missing=_missing,
    mend=mend,
    mendable=frozenset(MENDABLE),
    hands=frozenset({"products.add", "products.change", "products.store"}) | PHOTO_HANDS,
    verbs=PHOTO_VERBS
    | {
        "products.add": _("entered"),
        "products.change": _("changed"),
        "products.store": _("imported"),
        "producers.move": _("moved along with its producer"),
    },
    labels=PHOTO_LABELS
    | {
        "sizes": _("sizes and prices"),
        "licences": _("licences and certificates"),
        "price_from": _("price"),
        "producer_id": _("Producer"),
    },
    say=queries.say,
    brief=queries.brief,
    related=("producer",),
    look_up={"producer_id": queries.producer_names},
)
register_kind(KIND)
search.register_source(KIND.subject, publication.index_source(KIND))
