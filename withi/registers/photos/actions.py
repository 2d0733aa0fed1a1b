"""Every write on photos of rows: adding, telling what they show, order, taking out.

What is new or newly told waits for approval with its row; what is taken out or arranged shows at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from withi.ground.files import actions as files
from withi.ground.files import queries as kept
from withi.ground.files import rules as file_rules
from withi.ground.files.actions import SentPhoto
from withi.ground.files.models import Photo, Upload
from withi.ground.jobs.actions import Kind, Running, enqueue, register_kind
from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.queries import acting, allowed
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.queries import BOUNDS
from withi.ground.trail.actions import record
from withi.kit import archives, geo
from withi.kit.archives import Archive, Entry
from withi.kit.problem import Problem
from withi.registers.photos import access, queries
from withi.registers.photos.access import Holder
from withi.registers.products.models import Product
from withi.registers.publication import actions as publication
from withi.registers.publication.actions import Parts
from withi.registers.publication.models import KINDS, Publication
from withi.registers.villages import actions as villages
from withi.registers.villages.models import Community, CommunityAsset

WORDS = ("alt_th", "alt_en", "credit")
"""What guests read of a photo."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a photo; `keeps_position` False forgets where it was taken."""

    alt_th: str
    alt_en: str = ""
    credit: str = ""
    consent: str = "own"
    taken_on: date | None = None
    focal: int = file_rules.CENTRE
    keeps_position: bool = True


def add(*, actor: User, scope: Scope, holder: Holder, sent: SentPhoto, with_position: bool) -> tuple[Photo, bool]:
    """Keep a photo of a row and whether it is new; the same file again is the photo that is there.

    Guests see it once someone has told what it shows and the row is approved. Its files are written before its row.
    """
    if known := _same(holder, sent):
        return known, False
    with files.new_photo(sent=sent) as new, transaction.atomic():
        row = access.hold(holder, scope)
        made = new.beside(
            subject=holder.subject, subject_id=holder.subject_id, owner_id=actor.pk, with_position=with_position
        )
        if made:
            _record(actor, "photos.add", row, {f"photo:{made.pk}": sent.name})
    return (new.photo, True) if new.photo else (_same(holder, sent) or _refuse_gone(), False)


def tell(*, actor: User, scope: Scope, holder: Holder, photo: Photo, told: Told, version: int) -> bool:
    """Store what a person says of a photo; whether anything changed. New words of a public row wait for approval.

    409 with both versions where someone told something else first.
    """
    values = {name: value for name, value in asdict(told).items() if name != "keeps_position"}
    if not told.keeps_position:
        values |= {"lat": None, "lon": None}
    with transaction.atomic():
        row, stored = access.hold(holder, scope), _now(photo)
        theirs, yours = publication.difference(stored, values)
        if not yours:
            return False
        if stored.version != version:
            raise Problem("publication.changed", status=409, theirs=theirs, yours=yours)
        Photo.objects.filter(pk=stored.pk).update(**values, version=version + 1)
        if yours.keys() & set(WORDS):
            _write_words(actor, holder, row, stored, _now(photo))
        else:
            _arranged(actor, holder, row, str(stored))
    return True


def move(*, actor: User, scope: Scope, holder: Holder, photo: Photo, step: int) -> bool:
    """One place up (-1) or down (1), shown at once; False at either end. The first photo stands in lists."""
    with transaction.atomic():
        row = access.hold(holder, scope)
        order = list(Photo.objects.of(holder.subject, holder.subject_id).values_list("pk", flat=True))
        changed = file_rules.moved(order, photo.pk, step)
        if changed is None:
            return False
        Photo.objects.bulk_update([Photo(pk=pk, place=place) for place, pk in enumerate(changed, start=1)], ["place"])
        _arranged(actor, holder, row, str(photo))
    return True


def remove(*, actor: User, scope: Scope, holder: Holder, photo: Photo) -> None:
    """Take a photo out with all its files, on the public site at once; what it was called stays in the trail."""
    with transaction.atomic():
        row, stored = access.hold(holder, scope), _now(photo)
        files.remove_photos(photos=[stored])
        _record(actor, "photos.remove", row, None, before={f"photo:{stored.pk}": str(stored)})
        _show(holder, row)


def use_position(*, actor: User, scope: Scope, holder: Holder, photo: Photo) -> bool:
    """Take over where a photo was taken as the position of its asset: an edit of the asset like any other.

    Refused where no position is kept, or it lies outside the community's district or province.
    """
    stored = _now(photo)
    if holder.asset is None or stored.lat is None or stored.lon is None:
        raise Problem("photo.no_position", status=409)
    found = geo.check_position(stored.lat, stored.lon, holder.row.area_code, BOUNDS)
    if found.finding != "ok" and (found.standing is None or found.standing.is_far):
        raise found.problem(status=409)
    facts = replace(holder.asset.facts(), lat=stored.lat, lon=stored.lon)
    row = Community.objects.get(pk=holder.row.pk)
    return villages.change_asset(
        actor=actor, scope=scope, row=row, asset=holder.asset, version=holder.asset.version, facts=facts
    )


# --- parts ---------------------------------------------------------------------------------------


def _same(holder: Holder, sent: SentPhoto) -> Photo | None:
    return Photo.objects.of(holder.subject, holder.subject_id).filter(sha256=sent.sha256).first()


def _now(photo: Photo) -> Photo:
    """The photo as it is stored now."""
    return Photo.objects.filter(pk=photo.pk).select_for_update().first() or _refuse_gone()


def _refuse_gone() -> Photo:
    raise Problem("photo.gone", status=409)


def _words(photo: Photo) -> str:
    """What guests read of a photo, in a line; empty while nobody has told what it shows."""
    texts = [getattr(photo, name) for name in WORDS] if photo.alt_th else []
    return " · ".join(filter(None, texts))


def _write_words(actor: User, holder: Holder, row: Publication, before: Photo, after: Photo) -> None:
    """The row's own step of a photo's new words: version, state, trail, pages."""
    name = f"photo:{after.pk}"
    lines = _lines(holder)
    parts = Parts({name: _words(before)}, {name: _words(after)}, lambda: _store_on_asset(holder, lines))
    derived = {} if holder.asset else lines
    publication.write(
        actor=actor, kind=holder.kind, row=row, values={}, verb="photos.tell", derived=derived, parts=parts
    )


def _arranged(actor: User, holder: Holder, row: Publication, name: str) -> None:
    record(
        actor=actor,
        verb="photos.arrange",
        subject=holder.kind.subject,
        subject_id=row.pk,
        area_code=row.area_code,
        note=name,
    )
    _show(holder, row)


def _record(
    actor: User, verb: str, row: Publication, after: dict[str, Any] | None, before: dict[str, Any] | None = None
) -> None:
    record(
        actor=actor, verb=verb, subject=row.SUBJECT, subject_id=row.pk, area_code=row.area_code,
        note=", ".join(map(str, (before or after or {}).values())), before=before, after=after,
    )  # fmt: skip


def _lines(holder: Holder) -> dict[str, str]:
    return kept.lines_of(holder.subject, holder.subject_id)._asdict()


def _store_on_asset(holder: Holder, lines: dict[str, str]) -> None:
    if holder.asset:
        CommunityAsset.objects.filter(pk=holder.asset.pk).update(**lines)


def _show(holder: Holder, row: Publication) -> None:
    """The row's ready lines as its photos are now, and its public pages anew."""
    lines = _lines(holder)
    if holder.asset:
        _store_on_asset(holder, lines)
    else:
        holder.kind.rows.filter(pk=row.pk).update(**lines)
    if holder.kind.public(row):
        publication.refresh_pages(holder.kind, [row])


@dataclass(frozen=True)
class Added:
    """What several photos of one row came to; refusals in their own words."""

    new: tuple[Photo, ...]
    same: int
    refused: tuple[Problem, ...]


def add_many(*, actor: User, scope: Scope, holder: Holder, sent: Iterable[files.Sent], with_position: bool) -> Added:
    """Open and keep several photos, each by itself: what cannot be taken is said and the others stay."""
    new: list[Photo] = []
    refused: list[Problem] = []
    same = 0
    for file in sent:
        try:
            opened = files.open_photo(sent=file)
            photo, is_new = add(actor=actor, scope=scope, holder=holder, sent=opened, with_position=with_position)
        except Problem as problem:
            refused.append(problem)
            continue
        if is_new:
            new.append(photo)
        else:
            same += 1
    return Added(tuple(new), same, tuple(refused))


# --- a ZIP of photos -----------------------------------------------------------------------------


def keep_zip(*, actor: User, scope: Scope, sent: files.Sent) -> Upload:
    """Keep a ZIP for some days, so that what it would bring can be looked at first; refused where it is none."""
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    upload = files.keep(actor=actor, sent=sent, purpose=access.ZIP, most=ZIP_BYTES)
    try:
        with archives.opened(files.kept(upload)):
            return upload
    except Problem:
        files.forget(upload=upload)
        raise


def send_zip(*, actor: User, upload: Upload) -> Job:
    """Have the photos of a ZIP stored by a worker; two presses are one job."""
    params = {"upload": str(upload.key)}
    return enqueue(kind=STORE_ZIP, owner_id=actor.pk, params=params, about=upload.name, once=upload.key.hex)


@dataclass(frozen=True)
class Brought:
    """What a ZIP came to: photos stored, and what was refused, by path."""

    new: int
    refused: tuple[tuple[str, Problem], ...]


def store_zip(*, actor: User, scope: Scope, upload: Upload, tell: Callable[[int, int], None]) -> Brought:
    """Store the photos of a ZIP with the products they mean, each by itself: done again, it goes on where it was.

    `tell` hears how far it is, and may stop it. What cannot be taken is left out and said.
    """
    new, refused = 0, []
    with archives.opened(files.kept(upload)) as archive:
        lines = queries.planned(archive, scope).new
        for at, line in enumerate(lines):
            tell(at, len(lines))
            assert line.product is not None, "a line that is new has its product"
            holder = Holder(KINDS[Product.SUBJECT], line.product)
            try:
                opened = files.open_photo(sent=_Packed(archive, line.entry))
                new += add(actor=actor, scope=scope, holder=holder, sent=opened, with_position=False)[1]
            except Problem as problem:
                refused.append((line.path, problem))
    return Brought(new, tuple(refused))


class _Packed:
    """A file inside a ZIP, as if it had been sent by itself."""

    def __init__(self, archive: Archive, entry: Entry) -> None:
        self.name: str | None = entry.parts[-1]
        self._archive, self._entry = archive, entry

    def chunks(self) -> Iterator[bytes]:
        return self._archive.chunks(self._entry)


def _store_zip(running: Running) -> None:
    """The job of `send_zip`."""
    actor, scope = acting(running.owner_id)
    upload = Upload.objects.filter(key=running.params["upload"], owner_id=actor.pk).first()
    if upload is None:
        raise Problem("photo.zip_gone")

    def tell(done: int, total: int) -> None:
        running.progress(done, total, gettext("storing photos"))

    brought = store_zip(actor=actor, scope=scope, upload=upload, tell=tell)
    words = ngettext("%d photo stored.", "%d photos stored.", brought.new) % brought.new
    if left := len(brought.refused):
        words += " " + ngettext("%d could not be taken.", "%d could not be taken.", left) % left
    running.result(words=words, url=reverse("photos:zip_review", args=[upload.key]))


STORE_ZIP = "photos.zip"
ZIP_BYTES = 300 * 1024 * 1024
register_kind(Kind(STORE_ZIP, _("Photos from a ZIP"), run=_store_zip, may=allowed(Ability.IMPORT)))
