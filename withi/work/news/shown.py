"""Articles as ready strings for guests, and as search machines read them. Pure; guests alone uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from withi.ground.files.rules import large, read, small
from withi.ground.web.pages import Language, absolute, url
from withi.kit import era
from withi.kit.codes import region
from withi.kit.ready import NOTHING, Plain, Ready
from withi.registers.publication.rules import State
from withi.work.news import feeds
from withi.work.news.rules import Sort, Wish, span_said

Row = Mapping[str, Any]
Data = dict[str, Any]
SIZES = "(min-width:1000px) 780px, 100vw"
OG_WIDTH = 1600
BANGKOK = "10"
LINE = "https://social-plugins.line.me/lineit/share?url="
FACEBOOK = "https://www.facebook.com/sharer/sharer.php?u="


@dataclass(frozen=True, slots=True)
class Card(Ready):
    """An article in a list; `thai` where an English page shows Thai words."""

    url: str
    title: str
    thai: bool
    lead: str
    lead_thai: bool
    day: Plain
    day_iso: str
    place: str
    office: str
    region: str
    tile: Plain
    is_event: bool
    when: Plain
    demo: bool


@dataclass(frozen=True, slots=True)
class Told(Ready):
    """What a reader said, or what was corrected: `text` in paragraphs where it is a reader's."""

    name: str
    shown_on: Plain
    text: str


@dataclass(frozen=True, slots=True)
class Choice(Ready):
    """A kind of article to narrow the archive to."""

    label: str
    url: str
    checked: bool


def said(row: Row, name: str, lang: str) -> str:
    """The words in the page's language, Thai where there is no English."""
    return str((lang == "en" and row[f"{name}_en"]) or row[f"{name}_th"] or "")


def is_thai(row: Row, name: str, lang: str) -> bool:
    return lang == "en" and not row[f"{name}_en"]


def place_of(row: Row, lang: str) -> str:
    """The whole name of the article's place."""
    return str((lang == "en" and row["path_en"]) or row["path_th"] or "")


def day_of(day: date, lang: str) -> Plain:
    return Plain(era.kept_date(day, lang))


def card(row: Row, lang: Language) -> Card:
    """An article in a list."""
    return Card(
        url=url("news:page", row["pk"], lang=lang),
        title=said(row, "title", lang),
        thai=is_thai(row, "title", lang),
        lead=said(row, "lead", lang),
        lead_thai=is_thai(row, "lead", lang),
        day=day_of(row["dated_on"], lang),
        day_iso=row["dated_on"].isoformat(),
        place=place_of(row, lang),
        office=row["office"],
        region=region(row["area_code"]) if row["area_code"] else "",
        tile=tile(row, lang),
        is_event=row["sort"] == Sort.EVENT,
        when=when(row, lang),
        demo=bool(row["is_demo"]),
    )


def told(line: Row, lang: str) -> Told:
    """A line of what readers said, or of corrections."""
    text, is_said = line["text"], line["kind"] == "comment"
    shown = mark_safe(linebreaks(text, autoescape=True)) if is_said else text  # noqa: S308 - escaped by linebreaks
    return Told(line["name"], day_of(line["day"], lang), shown)


def choice(sort: str, label: str, wish: Wish, lang: Language) -> Choice:
    """The archive with another kind of article, all else as it is."""
    kept = [("area", wish.area), ("year", wish.year)]
    query = urlencode([*((name, value) for name, value in kept if value), ("sort", sort)])
    return Choice(label, f"{url('news:archive', lang=lang)}?{query}", sort == wish.sort)


def tile(row: Row, lang: str) -> Plain:
    """The first photo in a list, else the cloth of the place."""
    if row["photo"]:
        return Plain(small(read(row["photo"]), lang))
    code = row["area_code"] or BANGKOK
    return Plain(f'<img class="cloth" src="/cloth/{code}-4.svg" alt="" width="300" height="150" loading="lazy">')


def when(row: Row, lang: str) -> Plain:
    """The days and hours of an event; empty for news."""
    if row["sort"] != Sort.EVENT:
        return NOTHING
    return Plain(span_said(row["begins_on"], row["begins_at"], row["ends_on"], row["ends_at"], lang))


def album(row: Row, lang: str) -> list[dict[str, Any]]:
    """The photos of an article, the first one loaded at once."""
    photos = [read(text) for text in (row["photo"], *row["photos"].split("\n")) if text]
    return [
        {"picture": Plain(large(photo, lang, sizes=SIZES, is_first=not place)), "credit": photo.credit}
        for place, photo in enumerate(photos)
    ]


def image(row: Row) -> str:
    """The path of the first photo for machines; empty without any."""
    photo = read(row["photo"]) if row["photo"] else None
    return photo.url(photo.at_most(OG_WIDTH)) if photo else ""


def shares(address: str) -> list[tuple[str, str, str]]:
    """Where a guest passes the article on: icon, name and address. Links only, nothing of theirs is loaded."""
    whole = quote(address, safe="")
    return [("chat", "LINE", f"{LINE}{whole}"), ("share", "Facebook", f"{FACEBOOK}{whole}")]


def links(row: Row, lang: Language) -> dict[str, tuple[str, str] | None]:
    """Name and address of the community and the event an article is about, where guests see them."""
    late = row["event__appears_at"]
    has_come = late is None or late <= datetime.now(UTC)
    event = _link(row, "event", "title", "news:page", lang) if has_come else None
    return {"community": _link(row, "community", "name", "portal:community", lang), "event": event}


def _link(row: Row, kind: str, name: str, page: str, lang: Language) -> tuple[str, str] | None:
    """What the article is about, with its page; None where there is nothing, or nothing public."""
    if row[f"{kind}__state"] != State.PUBLISHED:
        return None
    return said(row, f"{kind}__{name}", lang), url(page, row[f"{kind}_id"], lang=lang)


def calendar_event(row: Row, lang: Language) -> feeds.Event:
    """An event as calendars take it."""
    address = absolute(url("news:page", row["pk"], lang=lang))
    return feeds.Event(
        uid=f"news-{row['pk']}@{absolute('').partition('://')[2].partition(':')[0]}",
        title=said(row, "title", lang),
        text=said(row, "lead", lang),
        venue=said(row, "venue", lang),
        url=address,
        first=row["begins_on"],
        last=row["ends_on"] or row["begins_on"],
        begins=row["begins_at"],
        ends=row["ends_at"],
        changed=row["updated_at"],
    )


def entry(row: Row, lang: Language) -> feeds.Entry:
    """An article as feeds take it."""
    return feeds.Entry(
        title=said(row, "title", lang),
        url=absolute(url("news:page", row["pk"], lang=lang)),
        text=said(row, "lead", lang),
        office=row["office"],
        dated=row["dated_on"],
        changed=row["updated_at"],
    )


# --- search machines -----------------------------------------------------------------------------


def jsonld(row: Row, lang: Language, crumbs: Sequence[tuple[str, str]], place: str) -> Data:
    """What search machines read of an article's page (schema.org)."""
    address = absolute(crumbs[-1][1])
    picture = image(row)
    thing = _event(row, lang, place) if row["sort"] == Sort.EVENT else _article(row, lang, place)
    thing |= {"url": address, "mainEntityOfPage": address} | ({"image": absolute(picture)} if picture else {})
    way = [
        {"@type": "ListItem", "position": at, "name": name, "item": absolute(path)}
        for at, (name, path) in enumerate(crumbs, start=1)
    ]
    return {"@context": "https://schema.org", "@graph": [thing, {"@type": "BreadcrumbList", "itemListElement": way}]}


def _article(row: Row, lang: str, place: str) -> Data:
    office = {"@type": "Organization", "name": row["office"] or _("Ang Lek Check-in")}
    author = {"@type": "Person", "name": row["writer"]} if row["writer"] else office
    return {
        "@type": "NewsArticle",
        "headline": said(row, "title", lang),
        "description": said(row, "lead", lang),
        "inLanguage": "th" if is_thai(row, "title", lang) else lang,
        "datePublished": row["dated_on"].isoformat(),
        "dateModified": row["updated_at"].isoformat(),
        "author": author,
        "publisher": office,
        **({"contentLocation": {"@type": "Place", "name": place}} if place else {}),
    }


def _event(row: Row, lang: str, place: str) -> Data:
    last = row["ends_on"] or row["begins_on"]
    ends = {} if row["begins_at"] and not row["ends_at"] else {"endDate": _moment(last, row["ends_at"])}
    return {
        "@type": "Event",
        "name": said(row, "title", lang),
        "description": said(row, "lead", lang),
        "startDate": _moment(row["begins_on"], row["begins_at"]),
        **ends,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": said(row, "venue", lang) or place,
            "address": {"@type": "PostalAddress", "streetAddress": place, "addressCountry": "TH"},
        },
        "organizer": {"@type": "Organization", "name": row["office"]},
    }


def _moment(day: date, hour: time | None) -> str:
    return f"{day.isoformat()}T{hour:%H:%M}:00+07:00" if hour else day.isoformat()
