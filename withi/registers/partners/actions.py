"""Every write on partners: written down, changed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record, record_bulk
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
        for name in FACTS:
            setattr(held, name, getattr(facts, name))
        held.sort_key = sort_key(facts.name_th)
        held.version += 1
        _save_once(held)
        _set_areas(held, facts.everywhere)
        _record(actor, held, "partners.change", before=before, after=after)
        versions.bump(Partner.SUBJECT, [held.area_code])
    partner.refresh_from_db()
    return True


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


def _set_areas(row: Partner, codes: list[str]) -> None:
    row.areas.all().delete()
    PartnerArea.objects.bulk_create(PartnerArea(partner=row, area_code=code) for code in codes)


def _record(actor: User, row: Partner, verb: str, **told: Mapping[str, Any]) -> None:
    record(actor=actor, verb=verb, subject=Partner.SUBJECT, subject_id=row.pk, area_code=row.area_code, **told)  # type: ignore[arg-type]
