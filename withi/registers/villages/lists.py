"""Communities from the programme's lists, stored in sets; `actions` opens this to others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from django.db import models, transaction
from django.utils import timezone

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import Change, record_bulk
from withi.kit import thai
from withi.kit.problem import Problem
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS
from withi.registers.villages import queries, rules
from withi.registers.villages.models import Community, CommunityCategory, CommunityVillage
from withi.registers.villages.rules import Listed, Stored

CHUNK = 1_000
Key = tuple[str, str]


def store_many(*, actor: User | None, scope: Scope | None, rows: Iterable[Listed], source: str = "") -> Stored:
    """Store a list of communities whose places are already known codes, in one transaction with one trail entry.

    A community is told by its area and name: a known one only gets a category it does not hold yet, and stays as
    public as it was, for a category is the programme's own fact. New ones are drafts that have not yet said whether
    they receive guests. The same list again changes nothing. Every row must lie in the scope's area of import; None
    (the command line) stores anywhere.
    """
    listed = _grouped(rows, source)
    if scope is not None and not all(scope.can(Ability.IMPORT, area) for area, _name in listed):
        raise Problem("publication.area", field="area_code")
    with transaction.atomic():
        known = queries.known_by_name(listed)
        new = _insert(actor, {key: group for key, group in listed.items() if key not in known})
        changed = _add_categories({known[key]: listed[key] for key in known})
        _finish(actor, source, new, changed)
    return Stored(tuple(row.pk for row in new), tuple(sorted(changed)), len(known) - len(changed))


def _finish(actor: User | None, source: str, new: Sequence[Community], changed: set[int]) -> None:
    """Trail, name index and pages of what a list brought; nothing where it brought nothing."""
    if not (new or changed):
        return
    changes = [Change(Community.SUBJECT, row.pk, None, None) for row in new]
    changes += [Change(Community.SUBJECT, pk, {}, {"categories": source}) for pk in sorted(changed)]
    subject, count = Community.SUBJECT, len(changes)
    record_bulk(actor=actor, verb="villages.store_many", subject=subject, changes=changes, count=count, note=source)
    kind = KINDS[subject]
    publication.reindex(kind, new)
    publication.refresh_pages(kind, Community.objects.published().filter(pk__in=changed))


def _grouped(rows: Iterable[Listed], source: str) -> dict[Key, list[Listed]]:
    """Rows by area and folded name; a list often names one community once for each of its categories."""
    found: dict[Key, list[Listed]] = {}
    for row in rows:
        key = (row.area_code, thai.fold(row.name_th))
        kept = found.setdefault(key, [])
        if row.category not in [other.category for other in kept]:
            kept.append(Listed(**{**asdict(row), "source": row.source or source}))
    return found


def _insert(actor: User | None, listed: Mapping[Key, list[Listed]]) -> list[Community]:
    now = timezone.now()
    rows = Community.objects.bulk_create(
        (
            Community(
                name_th=group[0].name_th,
                name_en=group[0].name_en,
                sort_key=thai.sort_key(group[0].name_th)[:400],
                area_code=area,
                entered_by=actor,
                created_at=now,
                updated_at=now,
            )
            for (area, _name), group in listed.items()
        ),
        batch_size=CHUNK,
    )
    CommunityVillage.objects.bulk_create(
        (CommunityVillage(community=row, area_code=row.area_code) for row in rows if len(row.area_code) == 8),
        batch_size=CHUNK,
    )
    _insert_categories((row.pk, entry) for row, group in zip(rows, listed.values(), strict=True) for entry in group)
    return rows


def _insert_categories(entries: Iterable[tuple[int, Listed]]) -> None:
    CommunityCategory.objects.bulk_create(
        (
            CommunityCategory(community_id=pk, name=entry.category, valid_from=entry.valid_from, source=entry.source)
            for pk, entry in entries
            if entry.category
        ),
        batch_size=CHUNK,
    )


def _add_categories(listed: Mapping[int, list[Listed]]) -> set[int]:
    """Categories that known communities do not hold yet; which communities got one."""
    held = queries.categories_held(listed)
    missing = [
        (pk, entry)
        for pk, group in listed.items()
        for entry in group
        if entry.category and not rules.holds(held.get(pk, {}), entry)
    ]
    _insert_categories(missing)
    changed = {pk for pk, _entry in missing}
    Community.objects.filter(pk__in=changed).update(version=models.F("version") + 1, updated_at=timezone.now())
    return changed
