"""What one subject, or an area, was given."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.files import queries as kept
from withi.ground.files.models import Photo
from withi.ground.files.queries import Seen
from withi.ground.people.rules import shown_name
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.kit import era, money
from withi.registers.partners import queries as partners
from withi.work.support.models import KIND_NAMES, SupportEntry, SupportQuerySet
from withi.work.support.rules import TAKEN_BACK, Kind, Subject

HOUR = 60
SHOWN = 60
TRAINED = (Subject.PRODUCER, Subject.COMMUNITY)


def of_subject(subject: str, subject_id: int) -> SupportQuerySet:
    """Everything one subject was given, the newest first; taken back or not."""
    rows: SupportQuerySet = SupportEntry.objects.of(subject, subject_id)
    return rows.select_related("recorded_by", "partner").order_by("-given_on", "-pk")


def times_given(subject: str, subject_ids: Iterable[int], kind: str = "") -> dict[int, int]:
    """How often each of these subjects was given something (of one kind); those given nothing are left out."""
    rows = SupportEntry.objects.in_force().filter(subject=subject, subject_id__in=list(subject_ids))
    narrowed = rows.filter(kind=kind) if kind else rows
    return dict(narrowed.order_by().values_list("subject_id").annotate(times=Count("pk")))


def times_within(area: str, subject: str) -> dict[int, int]:
    """How often each subject of a kind was given something in an area; those given nothing are left out. One query."""
    rows = SupportEntry.objects.in_force().within(area).filter(subject=subject)
    return dict(rows.order_by().values_list("subject_id").annotate(times=Count("pk")))


@dataclass(frozen=True)
class KindTotal:
    """What an area was given of one kind: entries, different subjects, and the satang of the `known` entries."""

    kind: str
    entries: int
    subjects: int
    amount: int
    known: int


def by_kind(area: str) -> list[KindTotal]:
    """An area's support of each kind, in the order of kinds; taken back entries do not count. Two queries."""
    rows = SupportEntry.objects.in_force().within(area).order_by()
    counted = rows.values_list("kind").annotate(Count("pk"), Sum("amount"), Count("amount"))
    reached: dict[str, int] = {}
    for kind, _subject, _pk in rows.values_list("kind", "subject", "subject_id").distinct():
        reached[kind] = reached.get(kind, 0) + 1
    found = {
        kind: KindTotal(kind, entries, reached[kind], int(amount or 0), known)
        for kind, entries, amount, known in counted
    }
    return [found[kind] for kind, _name in KIND_NAMES if kind in found]


# --- the panel -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One support in words; `back` says when and why it was taken back.

    `giver`: who gave it; `pk` of one that was written down by hand and may be taken back, else None.
    """

    pk: int | None
    kind: str
    title: str
    day: str
    giver: str
    by: str
    worth: str
    back: str
    is_demo: bool
    waits: int
    """The entry, where a partner told it and no officer confirmed it yet; 0 else."""
    training: int
    """The entry, where it is a training of a producer or community that a certificate may be issued of; 0 else."""
    entry: int


@dataclass(frozen=True)
class Panel:
    """The newest supports of one subject; `total` and `said` speak of those in force."""

    lines: list[Line]
    said: str
    total: str
    more: int


def panel(subject: str, subject_id: int, *, sees_amounts: bool) -> Panel:
    """What stands on the page of one subject. Two queries."""
    return _panel(of_subject(subject, subject_id), sees_amounts=sees_amounts)


def panel_of_area(area: str, *, sees_amounts: bool) -> Panel:
    """What was given in an area, by the area of that day, to whomever; taken back or not. Two queries."""
    rows: SupportQuerySet = SupportEntry.objects.within(area)
    return _panel(rows.select_related("recorded_by", "partner").order_by("-given_on", "-pk"), sees_amounts=sees_amounts)


def _panel(rows: SupportQuerySet, *, sees_amounts: bool) -> Panel:
    entries, known, amount = (
        rows.in_force().order_by().aggregate(all=Count("pk"), known=Count("amount"), sum=Sum("amount")).values()
    )
    shown = list(rows[: SHOWN + 1])
    return Panel(
        [line_of(row, sees_amounts=sees_amounts) for row in shown[:SHOWN]],
        _said(entries) if entries else "",
        _total(amount or 0, known, entries) if sees_amounts and known else "",
        max(0, len(shown) - SHOWN),
    )


def _said(entries: int) -> str:
    return ngettext("%(count)s support", "%(count)s supports", entries) % {"count": f"{entries:,}"}


def _total(amount: int, known: int, entries: int) -> str:
    """The sum, honest about what it is the sum of."""
    told = {"amount": money.format_baht(amount, lang=language(), unit=True), "known": known, "all": entries}
    return _("%(amount)s in all, from the %(known)d of %(all)d whose amount is known") % told


def line_of(row: SupportEntry, *, sees_amounts: bool) -> Line:
    lang = language()
    title = row.title_en if lang == "en" and row.title_en else row.title_th
    in_hand = row.source_kind in TAKEN_BACK and row.withdrawn_at is None
    return Line(
        pk=row.pk if in_hand else None,
        kind=str(dict(KIND_NAMES)[row.kind]),
        title=title,
        day=era.format_date(row.given_on, lang=lang),
        giver=partners.name_of(row.partner) if row.partner else _("our own offices"),
        by=shown_name(row.recorded_by) if row.recorded_by else "",
        worth=worth_of(row) if sees_amounts else "",
        back=_back(row),
        is_demo=row.is_demo,
        waits=row.pk if row.waits else 0,
        training=row.pk if is_training(row) else 0,
        entry=row.pk,
    )


def is_training(row: SupportEntry) -> bool:
    """Whether a certificate can be made of it: a training in force of a producer or a community."""
    return row.kind == Kind.TRAINING and row.subject in TRAINED and row.is_in_force


def worth_of(row: SupportEntry) -> str:
    """Amount and hours where they are known."""
    parts = []
    if row.amount is not None:
        parts.append(money.format_baht(row.amount, lang=language(), unit=True))
    if row.minutes is not None:
        parts.append(time_of(row.minutes))
    return " · ".join(parts)


def time_of(all_minutes: int) -> str:
    """Hours and minutes in words."""
    hours, minutes = divmod(all_minutes, HOUR)
    parts = [ngettext("%d hour", "%d hours", hours) % hours] if hours else []
    parts += [ngettext("%d minute", "%d minutes", minutes) % minutes] if minutes or not hours else []
    return " · ".join(map(era.kept_together, parts))


def _back(row: SupportEntry) -> str:
    if row.withdrawn_at is None:
        return ""
    day = era.format_date(timezone.localtime(row.withdrawn_at).date(), lang=language())
    return _("Taken back on %(day)s: %(reason)s") % {"day": day, "reason": row.withdrawn_reason}


# --- photos of one entry -------------------------------------------------------------------------


def photos_of(entry: SupportEntry) -> list[Seen]:
    """The photos that show a support, the oldest first. One query."""
    where = (entry.subject, entry.subject_id, entry.pk)
    return [
        kept.seen(photo, partial(_file_of, entry, photo), url("support:remove_photo", *where, photo.key))
        for photo in Photo.objects.of(SupportEntry.PHOTOS, entry.pk)
    ]


def _file_of(entry: SupportEntry, photo: Photo, width: int) -> str:
    return url("support:photo", entry.pk, photo.key, width)
