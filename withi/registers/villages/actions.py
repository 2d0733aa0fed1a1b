"""Every write on communities, what belongs to them, and who looks after them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.files import actions as files
from withi.ground.files.models import Photo
from withi.ground.jobs.models import Job
from withi.ground.people import actions as people
from withi.ground.people.access import is_officer_of
from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Ability, Position, Scope, in_force
from withi.ground.search import actions as search
from withi.ground.trail.actions import record, record_bulk
from withi.kit import thai
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.registers.publication import actions as publication
from withi.registers.publication.actions import Parts
from withi.registers.publication.models import PHOTO_HANDS, PHOTO_LABELS, PHOTO_VERBS, Kind, register_kind
from withi.registers.publication.rules import State
from withi.registers.villages import access, queries, rules, telling, words
from withi.registers.villages.lists import store_many
from withi.registers.villages.models import (
    RECEIVING_NAMES,
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityCharm,
    CommunityReceiving,
    CommunityVillage,
    CommunityWay,
)
from withi.registers.villages.rules import AssetFacts, Belongings, Statement
from withi.registers.villages.telling import remind_of_confirming

# Lists stored in sets and reminders stand in modules of their own and are open to others here.
__all__ = ["remind_of_confirming", "store_many"]

CONTACT = ("coordinator", "coordinator_role", "phone", "line_id", "call_hours")


# --- facts ---------------------------------------------------------------------------------------


def add(*, actor: User, scope: Scope, facts: Mapping[str, Any], given: Belongings) -> Community:
    """A new community as a draft. `facts` are fields by name, `area_code` the tambon or village that was chosen."""
    values = _placed(dict(facts), given)
    access.refuse_outside(scope, values["area_code"])
    with transaction.atomic():
        _refuse_twin(values["area_code"], values["name_th"])
        row = Community.objects.create(**values, **_derived(values), entered_by=actor)
        parts = _parts(row, given)
        parts.save()
        after = {name: publication.plain(value) for name, value in values.items() if value not in ("", None, False)}
        _tell(actor, "villages.add", row, after=after | {name: part for name, part in parts.after.items() if part})
        publication.reindex(KIND, [row])
    return row


def change(
    *, actor: User, scope: Scope, row: Community, version: int, facts: Mapping[str, Any], given: Belongings
) -> bool:
    """Store changed facts; whether anything changed. A published community waits for approval again.

    409 with both versions where someone stored another one first. Only officers of the place move a community.
    """
    with transaction.atomic():
        held = access.hold(row.pk, scope, (Ability.ENTER,))
        values = _placed(dict(facts), given) if "area_code" in facts else dict(facts)
        if values.get("area_code", held.area_code) != held.area_code:
            access.refuse_outside(scope, values["area_code"])
        _refuse_now(values)
        parts = _parts(held, given)
        publication.refuse_stale(held, version, values, parts)
        _refuse_twin(values.get("area_code", held.area_code), values.get("name_th", held.name_th), held.pk)
        return publication.write(
            actor=actor,
            kind=KIND,
            row=held,
            values=values,
            verb="villages.change",
            derived=_derived(values),
            parts=parts,
        )


def mend(*, actor: User, scope: Scope, pk: int, field: str, value: str) -> None:
    """Take over a proposal of the "to check" list for one text field."""
    row = access.community_of(pk, scope, Ability.ENTER)
    change(actor=actor, scope=scope, row=row, version=row.version, facts={field: thai.clean(value)}, given=Belongings())


def _placed(values: dict[str, Any], given: Belongings) -> dict[str, Any]:
    """The chosen place and villages as the community's own code; refused where they do not belong together."""
    place, villages = values["area_code"], given.villages or ()
    _refuse(rules.check_place(place, villages))
    _refuse_now(values)
    return values | {"area_code": rules.main_area(place, villages)}


def _derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """The Thai order follows the name."""
    return {"sort_key": thai.sort_key(values["name_th"])[:400]} if "name_th" in values else {}


def _refuse_now(values: Mapping[str, Any]) -> None:
    if "now_th" in values:
        _refuse(rules.check_now(values["now_th"], values.get("now_until")))


def _refuse_twin(area_code: str, name: str, pk: int | None = None) -> None:
    if Community.objects.filter(area_code=area_code, name_th=name).exclude(pk=pk).exists():
        raise Problem("community.twin", field="name_th")


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Problem.many(problems)


def _parts(row: Community, given: Belongings) -> Parts:
    """The belongings that differ from the stored ones, and who writes them."""
    stored = queries.belongings(row.pk)
    wanted = {name: getattr(given, name) for name in stored if getattr(given, name) is not None}
    plain = {
        name: [part if isinstance(part, str) else _plain(part) for part in parts] for name, parts in wanted.items()
    }
    after = {name: parts for name, parts in plain.items() if parts != stored[name]}
    return Parts({name: stored[name] for name in after}, after, lambda: _write_belongings(row, given, after))


def _plain(part: Any) -> dict[str, Any]:
    """A belonging as the trail keeps it: what was told, nothing else."""
    return {name: publication.plain(value) for name, value in asdict(part).items() if value not in (None, "")}


def _write_belongings(row: Community, given: Belongings, changed: Iterable[str]) -> None:
    """Each changed part is written anew: nothing points at its rows."""
    rows: dict[str, list[models.Model]] = {
        "villages": [CommunityVillage(community=row, area_code=code) for code in sorted(given.villages or ())],
        "categories": [CommunityCategory(community=row, **asdict(part)) for part in given.categories or ()],
        "charms": [
            CommunityCharm(community=row, position=place, **asdict(part))
            for place, part in enumerate(given.charms or (), start=1)
        ],
        "ways": [CommunityWay(community=row, **asdict(part)) for part in given.ways or ()],
    }
    for name in changed:
        stored = getattr(row, name)
        stored.all().delete()
        stored.bulk_create(rows[name])


def _tell(
    actor: User | None,
    verb: str,
    row: Community,
    *,
    note: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        actor=actor, verb=verb, subject=Community.SUBJECT, subject_id=row.pk, area_code=row.area_code,
        note=note, before=before, after=after,
    )  # fmt: skip


# --- receiving guests ----------------------------------------------------------------------------


def say_receiving(
    *,
    actor: User,
    scope: Scope,
    row: Community,
    seen: str,
    said: Statement,
    contact: Mapping[str, str] | None = None,
) -> None:
    """What the community says of itself from today: on the public site at once, with whom to call.

    `seen` is the state the person looked at: 409 where someone changed it meanwhile. Refused with every rule that
    the statement breaks; `contact` are the fields of CONTACT, None leaves them. Hours and prices were not looked at and
    keep the day on which they were confirmed. A changed state, reason or day of
    return is kept in the history.
    """
    today = timezone.localdate()
    with transaction.atomic():
        held = access.hold(row.pk, scope, access.SAY_RECEIVING)
        _refuse_other_state(held, seen)
        said = rules.settled(said)
        _refuse(rules.check(said, today))
        before, after = publication.difference(held, rules.stored(said) | dict(contact or {}))
        role = queries.role_of(actor, held, today)
        if held.confirmed_on is None or after.keys() & {"receiving", "receiving_until", "receiving_reason"}:
            CommunityReceiving.objects.create(
                community=held, receiving=said.receiving.value, valid_from=today, expected_until=said.until,
                reason=said.reason, confirmed_role=role,
            )  # fmt: skip
        version = held.version + 1 if after.keys() & set(CONTACT) else held.version
        values = rules.stored(said) | dict(contact or {})
        values |= {"confirmed_on": today, "confirmed_role": role, "version": version}
        _store_said(held, seen, values | {"facts_on": held.facts_on or today})
        _tell(actor, "villages.receiving", held, before=before, after=after)
        if said.receiving != seen:
            telling.tell_receiving(actor, held, said.receiving)
        _show(held)
    row.refresh_from_db()


def confirm_receiving(*, actor: User, scope: Scope, row: Community, seen: str, version: int) -> None:
    """ "All still true": state, phone, hours and prices confirmed today by this role, on the public site at once.

    `version` is the one the person read. Refused where the state was never said, where someone changed anything
    meanwhile, or where the stored answers no longer hold (a day of return that has passed).
    """
    today = timezone.localdate()
    with transaction.atomic():
        held = access.hold(row.pk, scope, access.SAY_RECEIVING)
        _refuse_other_state(held, seen)
        if held.confirmed_on is None:
            raise Problem("receiving.unsaid", field="receiving")
        if held.version != version:
            raise Problem("community.changed", status=409)
        _refuse(rules.check(held.statement(), today))
        role = queries.role_of(actor, held, today)
        _store_said(held, seen, {"confirmed_on": today, "confirmed_role": role, "facts_on": today})
        _tell(actor, "villages.confirm", held, note=str(dict(RECEIVING_NAMES)[held.receiving]))
        _show(held)
    row.refresh_from_db()


def _refuse_other_state(row: Community, seen: str) -> None:
    if row.receiving != seen:
        now = str(dict(RECEIVING_NAMES)[row.receiving])
        raise Problem("receiving.changed", status=409, now=now, state=row.receiving)


def _store_said(row: Community, seen: str, values: dict[str, Any]) -> None:
    """The state's change carries the state it was changed from."""
    fields = values | {"updated_at": timezone.now()}
    if not Community.objects.filter(pk=row.pk, receiving=seen).update(**fields):
        _refuse_other_state(row, seen)


def _show(row: Community) -> None:
    if KIND.public(row):
        publication.refresh_pages(KIND, [row])


# --- assets --------------------------------------------------------------------------------------


def add_asset(*, actor: User, scope: Scope, row: Community, facts: AssetFacts) -> CommunityAsset:
    """Something guests can see, do, eat or sleep in, last among its kind; a published community waits again."""
    _refuse(rules.check_asset(facts, timezone.localdate()))
    with transaction.atomic():
        held = access.hold(row.pk, scope, (Ability.ENTER,))
        last = held.assets.filter(kind=facts.kind).aggregate(last=models.Max("position"))["last"] or 0
        asset = CommunityAsset.objects.create(community=held, position=last + 1, is_demo=held.is_demo, **asdict(facts))
        _write_asset(actor, held, "villages.asset_add", asset.pk, after=facts)
    return asset


def change_asset(
    *, actor: User, scope: Scope, row: Community, asset: CommunityAsset, version: int, facts: AssetFacts
) -> bool:
    """Store changed facts of an asset; whether anything changed. 409 with both versions where someone was first."""
    _refuse(rules.check_asset(facts, timezone.localdate()))
    with transaction.atomic():
        held = access.hold(row.pk, scope, (Ability.ENTER,))
        stored = _asset_now(held, asset.pk)
        theirs, yours = publication.difference(stored, asdict(facts))
        if not yours:
            return False
        if stored.version != version:
            raise Problem("publication.changed", status=409, theirs=theirs, yours=yours)
        before = stored.facts()
        held.assets.filter(pk=asset.pk).update(**asdict(facts), version=version + 1, verified_on=None, verified_role="")
        _write_asset(actor, held, "villages.asset_change", asset.pk, before=before, after=facts)
    return True


def remove_asset(*, actor: User, scope: Scope, row: Community, asset: CommunityAsset) -> None:
    """Take an asset out of the register; what it was stays in the trail. A published community waits again."""
    with transaction.atomic():
        held = access.hold(row.pk, scope, (Ability.ENTER,))
        stored = _asset_now(held, asset.pk)
        held.assets.filter(pk=stored.pk).delete()
        files.remove_photos(photos=Photo.objects.of("asset", stored.pk))
        _write_asset(actor, held, "villages.asset_remove", stored.pk, before=stored.facts())


def move_asset(*, actor: User, scope: Scope, row: Community, asset: CommunityAsset, step: int) -> bool:
    """One place up (-1) or down (1) among its kind, on the public site at once; False at either end."""
    return _put_asset(actor, scope, row, asset, lambda place: place + step)


def place_asset(*, actor: User, scope: Scope, row: Community, asset: CommunityAsset, at: int) -> bool:
    """To a place among its kind, counted from 0, on the public site at once; False where it stands there already."""
    return _put_asset(actor, scope, row, asset, lambda _place: at)


def _put_asset(actor: User, scope: Scope, row: Community, asset: CommunityAsset, goal_of: Callable[[int], int]) -> bool:
    with transaction.atomic():
        held = access.hold(row.pk, scope, (Ability.ENTER,))
        order = [found.pk for found in held.assets.filter(kind=asset.kind).order_by("position", "pk")]
        if asset.pk not in order:
            raise Problem("asset.gone", status=409)
        place = order.index(asset.pk)
        goal = goal_of(place)
        if goal == place or not 0 <= goal < len(order):
            return False
        order.insert(goal, order.pop(place))
        CommunityAsset.objects.bulk_update(
            [CommunityAsset(pk=pk, position=position) for position, pk in enumerate(order, start=1)], ["position"]
        )
        _tell(actor, "villages.asset_move", held, note=asset.name_th)
        _show(held)
    return True


def verify_asset(*, actor: User, scope: Scope, row: Community, asset: CommunityAsset) -> None:
    """ "I was there and it is so": today, by this officer's role, on the public site at once. Never by an editor."""
    today = timezone.localdate()
    with transaction.atomic():
        held = access.hold(row.pk, scope, access.SAY_RECEIVING)
        if not is_officer_of(scope, held.area_code, access.SAY_RECEIVING):
            raise Problem("access.ability", status=403)
        stored = _asset_now(held, asset.pk)
        role = queries.role_of(actor, held, today)
        held.assets.filter(pk=stored.pk).update(verified_on=today, verified_role=role)
        _tell(actor, "villages.asset_verify", held, note=stored.name_th)
        _show(held)


def _asset_now(row: Community, pk: int) -> CommunityAsset:
    stored = row.assets.filter(pk=pk).first()
    if stored is None:
        raise Problem("asset.gone", status=409)
    return stored


def _write_asset(
    actor: User,
    row: Community,
    verb: str,
    pk: int,
    *,
    before: AssetFacts | None = None,
    after: AssetFacts | None = None,
) -> None:
    """The community's own step of an asset's change: version, state, trail, pages."""
    old, new = (_plain(facts) if facts else None for facts in (before, after))
    parts = Parts({f"asset:{pk}": old}, {f"asset:{pk}": new}, lambda: None)
    publication.write(actor=actor, kind=KIND, row=row, values={}, verb=verb, parts=parts)


# --- editors -------------------------------------------------------------------------------------


def appoint(
    *,
    actor: User,
    scope: Scope,
    row: Community,
    username: str,
    role_title: str,
    valid_from: date,
    valid_until: date | None = None,
    replaces: Posting | None = None,
) -> Posting:
    """Let an account look after the community for a term; `replaces` ends that editor's term the day before.

    By an officer of the place or a current editor. Refused for an unknown account and for one that already does.
    """
    _refuse(rules.check_term(valid_from, valid_until))
    with transaction.atomic():
        held = access.hold(row.pk, scope, access.APPOINT)
        if replaces is not None:
            people.end_posting(actor=actor, posting=replaces, last_day=valid_from - timedelta(days=1))
        return people.appoint(
            actor=actor,
            row=held,
            position=Position.COMMUNITY_EDITOR,
            username=username,
            role_title=role_title,
            valid_from=valid_from,
            valid_until=valid_until,
        )


def end_editor(*, actor: User, scope: Scope, row: Community, term: Posting, last_day: date | None) -> None:
    """Let an editor's term end on `last_day`, None for at once; by an officer of the place or a current editor."""
    _refuse(rules.check_term(term.valid_from, last_day))
    with transaction.atomic():
        access.hold(row.pk, scope, access.APPOINT)
        if not in_force(term.valid_from, term.valid_until, max(timezone.localdate(), term.valid_from)):
            raise Problem("editor.ended", status=409)
        last_day = last_day or timezone.localdate() - timedelta(days=1)
        people.end_posting(actor=actor, posting=term, last_day=last_day)


# --- lists ---------------------------------------------------------------------------------------


def export(*, actor: User, scope: Scope, form: str, filters: Mapping[str, Any]) -> publication.Listing | Job:
    """The narrowed list to be sent as a file at once, or the job that writes a long one; in the trail."""
    return publication.take_out(EXPORT, actor=actor, scope=scope, form=form, filters=filters)


def _listing(actor: User, scope: Scope, filters: Mapping[str, Any]) -> publication.Listing:
    """Only rows that the person may export."""
    rows = queries.listed(scope, queries.Filters(**filters), timezone.localdate(), Ability.EXPORT)
    count = rows.count()
    heads, lines = queries.sheet(rows)
    return publication.Listing(count, heads, lines, lambda: note_export(actor=actor, scope=scope, count=count))


EXPORT = publication.Export("communities", _("List of communities"), _listing)
publication.register_export(EXPORT)


def note_export(*, actor: User, scope: Scope, count: int) -> None:
    """Write into the trail that a list left the house."""
    if not scope.anywhere(Ability.EXPORT):
        raise Problem("access.ability", status=403)
    area = area_around(scope.areas(Ability.EXPORT))
    subject = Community.SUBJECT
    record_bulk(actor=actor, verb="villages.export", subject=subject, changes=(), count=count, area_code=area)


# --- the kind ------------------------------------------------------------------------------------


KIND = Kind(
    subject=Community.SUBJECT,
    model=Community,
    label=_("community"),
    plural=_("communities"),
    icon="village",
    desk_url_name="villages:detail",
    search_names=lambda row: [name for name in (row.name_th, row.name_en) if name],
    public=lambda row: bool(row.state == State.PUBLISHED),
    version_kind=Community.SUBJECT,
    missing=queries.missing,
    mend=mend,
    mendable=frozenset({"name_th", "name_en"}),
    verbs=PHOTO_VERBS | words.VERBS,
    hands=frozenset(
        f"villages.{verb}" for verb in ("add", "change", "asset_add", "asset_change", "asset_remove", "store_many")
    )
    | PHOTO_HANDS,
    labels=PHOTO_LABELS | words.LABELS,
    say=words.say,
)
register_kind(KIND)
search.register_source(KIND.subject, publication.index_source(KIND))
