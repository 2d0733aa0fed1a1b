"""Every write on partners: written down, changed, imported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.web import versions
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.kit.thai import sort_key
from withi.registers.partners import access, queries, rules
from withi.registers.partners.models import Partner, PartnerArea
from withi.registers.publication import actions as publication


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """The facts of one partner, plain values; `areas` are the codes where it works beside its home."""

    kind: str
    name_th: str
    area_code: str
    name_en: str = ""
    areas: tuple[str, ...] = ()
    phone: str = ""
    website: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""
    is_named: bool = False

    @property
    def everywhere(self) -> list[str]:
        """Its home first, then where else it works; each once."""
        return list(dict.fromkeys([self.area_code, *filter(None, self.areas)]))


CHUNK = 1_000
FACTS = tuple(field.name for field in fields(PartnerRow) if field.name != "areas")


def add(*, actor: User, scope: Scope, facts: PartnerRow, is_other: bool = False, is_demo: bool = False) -> Partner:
    """Write a partner down. Problem partner.twice where it is known.

    Problem partner.likely (with those it may be) unless one said that it is another (`is_other`).
    """
    _check(scope, facts)
    if not is_other and queries.likely(scope, facts.name_th, facts.phone, facts.area_code):
        raise Problem("partner.likely", field="is_other", status=409)
    values = {name: getattr(facts, name) for name in FACTS}
    with transaction.atomic():
        row = Partner(**values, sort_key=sort_key(facts.name_th), entered_by=actor, is_demo=is_demo)
        _save_once(row)
        _set_areas(row, facts.everywhere)
        told = {name: publication.plain(value) for name, value in values.items() if value}
        _record(actor, row, "partners.add", after=told | {"areas": facts.everywhere})
    return row


def change(*, actor: User, scope: Scope, partner: Partner, facts: PartnerRow, version: int) -> bool:
    """Store changed facts; whether anything changed. Public pages that name it show its new name at once.

    Raises Problem publication.changed (409, with both versions) where someone stored another version first.
    """
    _check(scope, facts)
    with transaction.atomic():
        held = access.hold(partner.pk, scope)
        before, after = _difference(held, facts)
        if not after:
            return False
        if held.version != version:
            raise Problem("publication.changed", status=409, theirs=before, yours=after)
        _put(held, facts)
        _record(actor, held, "partners.change", before=before, after=after)
    partner.refresh_from_db()
    return True


def tell_contact(
    *, actor: User, scope: Scope, partner: Partner, phone: str, website: str, name_en: str, version: int
) -> bool:
    """How its office is reached, told by its own account or an officer; whether anything changed. It counts at once.

    Raises Problem publication.changed (409, with both versions) where someone stored another version first.
    """
    told = {"phone": phone, "website": website, "name_en": name_en}
    with transaction.atomic():
        held = access.hold(partner.pk, scope)
        before, after = publication.difference(held, told)
        if not after:
            return False
        if held.version != version:
            raise Problem("publication.changed", status=409, theirs=before, yours=after)
        Partner.objects.filter(pk=held.pk).update(**told, version=held.version + 1)
        _record(actor, held, "partners.contact", before=before, after=after)
        versions.bump(Partner.SUBJECT, [held.area_code])
    partner.refresh_from_db()
    return True


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A partner of a list: a new one, or the facts that the known one `pk`, seen at `version`, is to have."""

    facts: PartnerRow
    pk: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Stored:
    """How many of a list were new, and how many changed."""

    new: int
    changed: int


def store_many(*, actor: User | None, scope: Scope, rows: Iterable[Listed], source: str = "") -> Stored:
    """Store a list in one transaction with one trail entry; who is the same as whom was decided before.

    Every home must lie where the person enters. Problem partner.twice, publication.changed (409) where somebody was
    first; then nothing is stored.
    """
    listed = list(rows)
    for row in listed:
        _check(scope, row.facts)
    with transaction.atomic():
        new = _insert(actor, [row.facts for row in listed if row.pk is None])
        changed = _update(scope, {row.pk: row for row in listed if row.pk is not None})
        changes = [Change(Partner.SUBJECT, row.pk, None, None) for row in new] + changed
        if changes:
            area = area_around([row.facts.area_code for row in listed])
            record_bulk(
                actor=actor,
                verb="partners.store_many",
                subject=Partner.SUBJECT,
                changes=changes,
                count=len(changes),
                area_code=area,
                note=source,
            )
    return Stored(len(new), len(changed))


def _insert(actor: User | None, facts: list[PartnerRow]) -> list[Partner]:
    rows = [
        Partner(**{name: getattr(one, name) for name in FACTS}, sort_key=sort_key(one.name_th), entered_by=actor)
        for one in facts
    ]
    try:
        with transaction.atomic():
            Partner.objects.bulk_create(rows, batch_size=CHUNK)
    except IntegrityError as found:
        raise Problem("partner.twice", field="name_th", status=409) from found
    PartnerArea.objects.bulk_create(
        (
            PartnerArea(partner=row, area_code=code)
            for row, one in zip(rows, facts, strict=True)
            for code in one.everywhere
        ),
        batch_size=CHUNK,
    )
    return rows


def _update(scope: Scope, listed: Mapping[int, Listed]) -> list[Change]:
    """Known partners with the facts they are to have; what changed. Pages that name them show it at once."""
    changes = []
    for held in Partner.objects.select_for_update().filter(pk__in=listed).order_by("pk"):
        access.refuse_outside(scope, held.area_code)
        one = listed[held.pk]
        if held.version != one.version:
            raise Problem("publication.changed", status=409)
        before, after = _difference(held, one.facts)
        if not after:
            continue
        _put(held, one.facts)
        changes.append(Change(Partner.SUBJECT, held.pk, before, after))
    return changes


# --- export --------------------------------------------------------------------------------------


def export(*, actor: User, scope: Scope, form: str, filters: Mapping[str, Any]) -> publication.Listing | Job:
    """The narrowed list to be sent as a file at once, or the job that writes a long one; in the trail."""
    return publication.take_out(EXPORT, actor=actor, scope=scope, form=form, filters=filters)


def _listing(actor: User, scope: Scope, filters: Mapping[str, Any]) -> publication.Listing:
    if not scope.areas(Ability.EXPORT):
        raise Problem("access.ability", status=403)
    today = timezone.localdate()
    rows = queries.listed(scope, queries.Filters(**filters), today)
    count = rows.count()

    def note() -> None:
        area = area_around(scope.areas(Ability.EXPORT))
        record_bulk(
            actor=actor, verb="partners.export", subject=Partner.SUBJECT, changes=(), count=count, area_code=area
        )

    return publication.Listing(count, [str(name) for name in queries.COLUMNS], queries.export_rows(rows, today), note)


EXPORT = publication.Export("partners", _("List of partners"), _listing)
publication.register_export(EXPORT)


# --- parts ---------------------------------------------------------------------------------------


def _difference(held: Partner, facts: PartnerRow) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = publication.difference(held, {name: getattr(facts, name) for name in FACTS})
    stored = queries.areas_of(held)
    if stored != facts.everywhere:
        before["areas"], after["areas"] = stored, facts.everywhere
    return before, after


def _check(scope: Scope, facts: PartnerRow) -> None:
    access.refuse_outside(scope, facts.area_code)
    rules.check_dates(facts.since, facts.until)


def _save_once(row: Partner) -> None:
    """Store the row; the database judges whether there is one of that name."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as found:
        raise Problem("partner.twice", field="name_th", status=409) from found


def _put(held: Partner, facts: PartnerRow) -> None:
    """Give a locked partner its facts; pages that name it show them."""
    for name in FACTS:
        setattr(held, name, getattr(facts, name))
    held.sort_key = sort_key(facts.name_th)
    held.version += 1
    _save_once(held)
    _set_areas(held, facts.everywhere)
    versions.bump(Partner.SUBJECT, [held.area_code])


def _set_areas(row: Partner, codes: list[str]) -> None:
    row.areas.all().delete()
    PartnerArea.objects.bulk_create(PartnerArea(partner=row, area_code=code) for code in codes)


def _record(actor: User, row: Partner, verb: str, **told: Mapping[str, Any]) -> None:
    record(actor=actor, verb=verb, subject=Partner.SUBJECT, subject_id=row.pk, area_code=row.area_code, **told)  # type: ignore[arg-type]
