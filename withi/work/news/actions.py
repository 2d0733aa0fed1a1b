"""Every write on news: articles, what readers say of them, and that somebody read."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.ground.vault import actions as vault
from withi.kit.problem import Problem
from withi.registers.publication import actions as publication
from withi.registers.publication import queries as publication_queries
from withi.registers.publication.models import PHOTO_HANDS, PHOTO_LABELS, PHOTO_VERBS, Kind, register_kind
from withi.registers.publication.rules import State
from withi.work.news import access, queries, rules
from withi.work.news.models import NewsComment, NewsCorrection, NewsDay, NewsItem, NewsReader
from withi.work.news.rules import Heard, Sort

COUNT = """
insert into news_day (item_id, day, readers) values (%s, %s, 1)
on conflict (item_id, day) do update set readers = news_day.readers + 1
"""
SEEN = "insert into news_reader (item_id, day, token) values (%s, %s, %s) on conflict (item_id, day, token) do nothing"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The facts of one article or event, plain values; the days and hours are an event's only."""

    title_th: str
    area_code: str
    dated_on: date
    sort: str = Sort.NEWS.value
    title_en: str = ""
    lead_th: str = ""
    lead_en: str = ""
    body_th: str = ""
    body_en: str = ""
    appears_at: datetime | None = None
    begins_on: date | None = None
    begins_at: time | None = None
    ends_on: date | None = None
    ends_at: time | None = None
    venue_th: str = ""
    venue_en: str = ""
    writer: str = ""
    photographer: str = ""
    office: str = ""
    source: str = ""
    source_url: str = ""
    community_id: int | None = None
    event_id: int | None = None


FACTS = tuple(field.name for field in fields(ItemRow))
TIMES = ("begins_on", "begins_at", "ends_on", "ends_at")


def add(*, actor: User, scope: Scope, facts: ItemRow) -> NewsItem:
    """Write an article down as a draft."""
    access.refuse_outside(scope, facts.area_code)
    _check(facts)
    values = _values(facts)
    with transaction.atomic():
        item = NewsItem.objects.create(**values, entered_by=actor)
        record(
            actor=actor,
            verb="news.add",
            subject=NewsItem.SUBJECT,
            subject_id=item.pk,
            area_code=item.area_code,
            after={name: _plain(value) for name, value in values.items() if value},
        )
        publication.reindex(KIND, [item])
    return item


def change(*, actor: User, scope: Scope, item: NewsItem, facts: ItemRow, version: int, correction: str = "") -> bool:
    """Store changed facts; whether anything changed. What readers have seen is corrected with a note, and waits again.

    Raises Problem publication.changed (409, with `theirs` and `yours`) where someone stored another version first.
    """
    _refuse(scope, item)
    access.refuse_outside(scope, facts.area_code)
    _check(facts, was=item.appears_at)
    values, note = _values(facts), correction.strip()
    with transaction.atomic():
        row: NewsItem = publication.lock(item)
        publication.refuse_stale(row, version, values)
        if not publication.difference(row, values)[1]:
            return False
        rules.check_correction(was_public=row.published_at is not None, note=note)
        if row.published_at is not None:
            NewsCorrection.objects.create(item=row, note=note, made_on=timezone.localdate(), made_by=actor)
        changed = publication.write(actor=actor, kind=KIND, row=row, values=values, verb="news.change")
    item.refresh_from_db()
    return changed


def _refuse(scope: Scope, item: NewsItem) -> None:
    if not scope.can(Ability.ENTER, item.area_code):
        raise Problem("access.ability", status=403)


def _check(facts: ItemRow, was: datetime | None = None) -> None:
    rules.check_link(facts.source_url)
    rules.check_dated(facts.dated_on, timezone.localdate())
    rules.check_schedule(facts.appears_at, timezone.now(), was)
    rules.check_span(facts.sort, facts.begins_on, facts.begins_at, facts.ends_on, facts.ends_at)


def _values(facts: ItemRow) -> dict[str, Any]:
    """The columns as they are stored: only an event has days and hours."""
    values = {name: getattr(facts, name) for name in FACTS}
    if facts.sort != Sort.EVENT:
        values |= dict.fromkeys(TIMES)
    return values


def _plain(value: Any) -> Any:
    """A value as the trail keeps it."""
    return value.isoformat() if isinstance(value, date | time) else value


# --- readers -------------------------------------------------------------------------------------


def comment(*, item: NewsItem, name: str, text: str, address: str) -> NewsComment:
    """Keep what a guest says of an article until an officer has read it.

    Refused (429) after a few in a while from one line, and where many wait already: told under the article's lock, so
    that no burst comes through.
    """
    access.refuse_closed()
    now = timezone.now()
    line = vault.blind("news_comment.line", f"{timezone.localdate()}|{address}")
    with transaction.atomic():
        NewsItem.objects.select_for_update().get(pk=item.pk)
        lately = NewsComment.objects.filter(line=line, written_at__gt=now - timedelta(minutes=rules.WHILE_MINUTES))
        rules.check_flood(lately.count(), NewsComment.objects.filter(item=item, state=Heard.HELD).count())
        made = NewsComment.objects.create(item=item, name=name, text=text, line=line, written_at=now)
        record(actor=None, verb="news.comment", subject=NewsItem.SUBJECT, subject_id=item.pk, area_code=item.area_code)
    return made


def hear(*, actor: User, scope: Scope, comment: NewsComment, shows: bool) -> None:
    """Show a comment to everyone, or not; refused where somebody decided first."""
    access.comment_of(comment.pk, scope)
    state = Heard.SHOWN if shows else Heard.REFUSED
    item = comment.item
    with transaction.atomic():
        held = NewsComment.objects.filter(pk=comment.pk, state=Heard.HELD)
        if not held.update(state=state.value, decided_by=actor):
            raise Problem("news.decided", status=409)
        record(
            actor=actor,
            verb=f"news.comment_{state.value}",
            subject=NewsItem.SUBJECT,
            subject_id=item.pk,
            area_code=item.area_code,
        )
        if shows:
            publication.refresh_pages(KIND, [item])


def count_reader(*, item: NewsItem, address: str, agent: str) -> None:
    """Count somebody who reads, once a day; machines are left out. No trail: it is a number, and no cookie.

    Who it was is kept as a token of the day, without the key worth nothing, and until the next day only.
    """
    if not rules.is_person(agent):
        return
    day = timezone.localdate()
    token = vault.blind("news_reader.token", f"{day}|{address}|{agent}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SEEN, [item.pk, day, token])
        if not cursor.rowcount:
            return
        if not NewsDay.objects.filter(item=item, day=day).exists():
            NewsReader.objects.filter(day__lt=day).delete()
        cursor.execute(COUNT, [item.pk, day])


# --- the kind ------------------------------------------------------------------------------------


def _missing(item: NewsItem) -> list[str]:
    """What must be there before an article is sent, in the words of its form."""
    needed = {"lead_th": item.lead_th, "body_th": item.body_th, "office": item.office, "area_code": item.area_code}
    return [publication_queries.label_of(KIND, name) for name in rules.lacking(dict(needed))]


KIND = Kind(
    subject=NewsItem.SUBJECT,
    model=NewsItem,
    label=_("News article"),
    plural=_("News"),
    desk_url_name="news:detail",
    search_names=lambda item: [name for name in (item.title_th, item.title_en) if name],
    public=lambda item: item.state == State.PUBLISHED,
    version_kind=NewsItem.SUBJECT,
    icon="news",
    is_heard=False,
    missing=_missing,
    hands=frozenset({"news.add", "news.change"}) | PHOTO_HANDS,
    verbs=PHOTO_VERBS
    | {
        "news.add": _("wrote it"),
        "news.change": _("changed"),
        "news.comment": _("a reader commented"),
        "news.comment_shown": _("showed a comment"),
        "news.comment_refused": _("left out a comment"),
    },
    labels=PHOTO_LABELS | {"community_id": _("community"), "event_id": _("about the event")},
    brief=queries.brief,
    look_up={"community_id": queries.community_names, "event_id": queries.titles},
)
register_kind(KIND)
search.register_source(KIND.subject, publication.index_source(KIND))
search.register_popular(KIND.subject, queries.read_lately)
