"""Star results out of lists: read, matched with products, looked at, then stored; `actions` opens it to others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from withi.ground.files import actions as files
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import Change, record_bulk
from withi.ground.web import sets, versions
from withi.kit import sheets, thai
from withi.kit.columns import guess
from withi.kit.problem import Problem
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product
from withi.work.marks import access, ledger, queries, rules, telling
from withi.work.marks.models import MarkList, MarkListLine, MarkStar
from withi.work.marks.rules import COLUMNS, FIRST_YEAR, LAST_YEAR, MOST_LINES, STARS, Answer, Line, Match

PURPOSE = "marks.stars"
AT_ONCE = 900
KEPT = timedelta(days=30)
COLUMNS_OF_LINE = (
    "kept", "number", "name", "producer", "official", "told", "stars", "score", "answer", "how", "product", "others",
)  # fmt: skip
COLUMNS_OF_STAR = ("product", "year", "stars", "score", "terms", "source", "entered_by", "entered_at")


# --- reading -------------------------------------------------------------------------------------


def keep_list(*, actor: User, scope: Scope, sent: files.Sent, year: int) -> MarkList:
    """Read a list of results and match every line with a product; nothing is stored with the products yet.

    Refused where the year is none, where name or stars have no column, and where the file is too long.
    """
    access.refuse_bringing(scope)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Problem("stars.year", field="year")
    upload = files.keep(actor=actor, sent=sent, purpose=PURPOSE)
    try:
        read = list(read_lines(files.kept(upload), upload.name))
    finally:
        files.forget(upload=upload)
    shelf = queries.shelf(scope, [line for line, _told in read])
    with transaction.atomic():
        kept = MarkList.objects.create(owner=actor, name=upload.name, year=year, created_at=timezone.now())
        rows = (_row(kept.pk, line, told, shelf.match(line)) for line, told in read)
        sets.insert(MarkListLine, COLUMNS_OF_LINE, rows)
    return kept


def read_lines(path: Path, name: str) -> Iterator[tuple[Line, str]]:
    """Lines of the file that say anything, each with its stars as they were written."""
    with sheets.read(path, name=name) as table:
        place = guess(table.header, COLUMNS)
        if not {"name", "stars"} <= place.keys():
            raise Problem("stars.columns", field="file")
        for count, row in enumerate(table):
            if count >= MOST_LINES:
                raise Problem("stars.many", field="file", most=f"{MOST_LINES:,}")
            cells = {key: thai.clean(row.cells[index]) for key, index in place.items()}
            if cells["name"] or cells.get("official"):
                yield _line(row.number, cells), cells["stars"][:40]


def _line(number: int, cells: Mapping[str, str]) -> Line:
    return Line(
        number,
        cells["name"][:300],
        cells.get("producer", "")[:300],
        cells.get("official", "")[:40],
        rules.read_stars(cells["stars"]),
        rules.read_score(cells.get("score", "")),
    )


def _row(kept: int, line: Line, told: str, match: Match) -> tuple[object, ...]:
    return (
        kept, line.number, line.name, line.producer, line.official, told, line.stars, line.score,
        match.answer.value, match.how, match.product, list(match.others),
    )  # fmt: skip


# --- storing -------------------------------------------------------------------------------------


def store_list(*, actor: User, scope: Scope, kept: MarkList, chosen: Mapping[int, int]) -> int:
    """Store the results of a list: matched lines, and those for which a proposed product was `chosen` (by line id).

    How many products got stars or others than before. The same list again changes nothing, so that proposals of
    another page may be chosen later.
    """
    access.refuse_bringing(scope)
    with transaction.atomic():
        held = MarkList.objects.select_for_update().get(pk=kept.pk)
        results = _results(kept, chosen)
        allowed = set(access.importable(scope).filter(pk__in=results).values_list("pk", flat=True))
        wanted = [Result(pk, *told) for pk, told in results.items() if pk in allowed]
        stored = store_stars(actor=actor, year=kept.year, results=wanted, source=kept.name)
        held.stored, held.stored_at = held.stored + stored, timezone.now()
        held.save(update_fields=["stored", "stored_at"])
    return stored


def _results(kept: MarkList, chosen: Mapping[int, int]) -> dict[int, tuple[int, int | None]]:
    """Stars and score by product; a line that names a product again is overruled by the later one."""
    found: dict[int, tuple[int, int | None]] = {}
    for line in kept.lines.exclude(stars=None).order_by("number"):
        product = line.product_id
        if line.answer == Answer.PROPOSED and chosen.get(line.pk) in line.others:
            product = chosen[line.pk]
            MarkListLine.objects.filter(pk=line.pk).update(answer=Answer.MATCHED, how="chosen", product=product)
        if product is not None and line.stars is not None:
            found[product] = (line.stars, line.score)
    return found


@dataclass(frozen=True)
class Result:
    """The stars of one product; the score in hundredths where it is known."""

    product: int
    stars: int
    score: int | None = None


def store_stars(*, actor: User | None, year: int, results: Sequence[Result], source: str) -> int:
    """Store results of a year in sets, in place of others of that year; how many changed. One trail entry."""
    with transaction.atomic():
        _lock(result.product for result in results)
        held = queries.star_rows((result.product for result in results), year)
        changed = [one for one in results if held.get(one.product, (0, 0, None))[1:] != (one.stars, one.score)]
        if not changed:
            return 0
        _write(actor, year, changed, held, source)
        record_bulk(
            actor=actor,
            verb="marks.stars",
            subject=Product.SUBJECT,
            changes=list(_changes(changed, held, year)),
            count=len(changed),
            note=source,
        )
        _tell(actor, year, changed)
    return len(changed)


def _lock(products: Iterable[int]) -> None:
    """Two lists about the same products wait for one another."""
    wanted = sorted(products)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Product.objects.filter(pk__in=wanted[start : start + AT_ONCE]).order_by("pk")
        list(rows.select_for_update().values_list("pk"))


def _write(
    actor: User | None, year: int, changed: Iterable[Result], held: Mapping[int, tuple[int, ...]], source: str
) -> None:  # fmt: skip
    terms, now, by = queries.in_force(STARS).number, timezone.now(), actor.pk if actor else None
    new = [one for one in changed if one.product not in held]
    told = ((one.product, year, one.stars, one.score, terms, source, by, now) for one in new)
    sets.insert(MarkStar, COLUMNS_OF_STAR, told)
    again = [one for one in changed if one.product in held]
    values = ((one.stars, one.score, terms, source, by, now, held[one.product][0]) for one in again)
    sets.update(MarkStar, COLUMNS_OF_STAR[2:], values)


def _changes(changed: Iterable[Result], held: Mapping[int, tuple[int, ...]], year: int) -> Iterator[Change]:
    for one in changed:
        before = {"stars": held[one.product][1]} if one.product in held else {}
        yield Change(Product.SUBJECT, one.product, before, {"stars": one.stars, "year": year})


def _tell(actor: User | None, year: int, changed: Sequence[Result]) -> None:
    """The ledger; producers hear the best stars of their products; the public pages are made anew last."""
    stars = {one.product: one.stars for one in changed}
    best: dict[int, int] = {}
    areas: set[str] = set()
    for start in range(0, len(changed), AT_ONCE):
        some = list(Product.objects.filter(pk__in=[one.product for one in changed[start : start + AT_ONCE]]))
        ledger.write_stars(actor, year, some, queries.star_rows([product.pk for product in some], year))
        for product in some:
            areas.add(product.area_code)
            if product.producer_id is not None:
                best[product.producer_id] = max(best.get(product.producer_id, 0), stars[product.pk])
    telling.tell_stars(best, year, actor.pk if actor else 0)
    versions.bump(KIND.version_kind, areas)


def forget_lists() -> int:
    """Delete lists that were sent in a month ago or more, with their lines; how many."""
    with transaction.atomic():
        late = list(MarkList.objects.filter(created_at__lt=timezone.now() - KEPT).values_list("pk", flat=True)[:100])
        MarkList.objects.filter(pk__in=late).delete()
    return len(late)
