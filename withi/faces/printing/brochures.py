"""A community's brochure, or the board of its information centre, as a sheet: its words, cloth, prices, a plan, a QR.

Nothing is cut: a text stands whole or not at all, and the sheet says which facts found no room (`press.told`).
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from withi.faces.printing import looks, pictograms, prints
from withi.faces.printing.prints import TRIM_MM, Order, What
from withi.faces.printing.told import Item, Told, size_of
from withi.ground.files.models import Photo
from withi.ground.files.queries import body_of
from withi.ground.web.pages import absolute, is_invented, url
from withi.kit import codes
from withi.kit.geo import distance_km
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square
from withi.registers.villages.models import Community

TEMPLATES = Path(__file__).parent / "templates/printing"
FRAME_MM = {What.TRIFOLD: (103, 90), What.A5: (130, 88), What.BOARD: (86, 60)}
"""The photo: small enough for the largest file that is kept (1,600 px) to be sharp in print. Of a board as on A3."""
LAID_OUT_MM = 297
"""A board is laid out so wide and enlarged to its size."""
PHOTO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    '<image width="{width}" height="{height}" href="data:image/jpeg;base64,{body}"/></svg>'
)
"""A photo as templates take it: a list of its bytes would be four times as long."""
CLOTH_PX, CLOTH_THREAD = (582, 420), 5
STRIP_PX, STRIP_THREAD = (1145, 48), 3
Spot = tuple[float, float]
"""Latitude and longitude."""
GROUPS = ("see", "do", "eat", "sleep", "buy")
PICTURES = (*GROUPS, "village", "road", "map", "phone", "star")


@dataclass(frozen=True, slots=True)
class Cover:
    """The photo on the cover: its drawing, what is to be seen, and how sharp it is printed."""

    drawing: str
    alt: str
    dots: int


def cover_of(row: Community, order: Order) -> Cover | None:
    """The first photo that says what it shows, in its largest file; None where there is none. Two queries."""
    photo = Photo.objects.of(Community.SUBJECT, row.pk).told().first()
    file = photo.variants.filter(form="jpg").order_by("-width").first() if photo else None
    if photo is None or file is None:
        return None
    try:
        with body_of(file) as opened:
            body = opened.read()
    except FileNotFoundError:
        return None
    alt = photo.alt_en if order.lang == "en" and photo.alt_en else photo.alt_th
    drawing = PHOTO.format(width=file.width, height=file.height, body=b64encode(body).decode())
    return Cover(drawing, alt, prints.dots((file.width, file.height), frame_of(order)))


def frame_of(order: Order) -> tuple[float, float]:
    """The photo's frame as it is printed, in millimetres."""
    width, height = FRAME_MM[order.what]
    grown = size_of(order)[0] / LAID_OUT_MM if order.what == What.BOARD else 1.0
    return width * grown, height * grown


def sheet_of(row: Community, told: Told, order: Order, cover: Cover | None, stamp: str = "") -> Sheet:
    """The brochure of this order. Problem paper.* where a sign of it cannot be printed."""
    with translation.override(order.lang):
        address = absolute(url("portal:community", row.pk))
        values: dict[str, Any] = {
            "format": order.what.value,
            "region": codes.region(row.area_code),
            "look": looks.values_of(told.look, order.lang),
            "cloth": looks.woven(told.look, row.area_code, CLOTH_PX, CLOTH_THREAD),
            "strip": looks.woven(told.look, row.area_code, STRIP_PX, STRIP_THREAD),
            "pictures": pictograms.drawn(PICTURES),
            "photo": {"drawing": cover.drawing, "alt": cover.alt, "frame": FRAME_MM[order.what]} if cover else None,
            **{name: _optional(getattr(told, name)) for name in ("name", "other", "place", "summary")},
            "stories": _stories(told),
            "charms": _lines(told.items.get("charms", ())),
            "groups": _groups(told),
            "ways": _lines(told.items.get("ways", ())),
            "plan": _plan(row, told),
            "phone": _optional(told.plain["phone"]),
            "contact": [said(text) for text in _contact(told)],
            "qr": square(address),
            "words": _words(address, stamp),
        }
        what = _("Information board") if order.what == What.BOARD else _("Brochure")
        title = f"{what} {told.name}"
        template = TEMPLATES / "brochure.typ"
        if order.what == What.BOARD:
            width, height = size_of(order)
            template, values = TEMPLATES / "board.typ", {**values, "width": width, "height": height}
    return Sheet(template, values, title, order.lang, is_invented=is_invented(row))


def trim_of(order: Order) -> tuple[int, int]:
    """Width and height of the cut page in millimetres."""
    return TRIM_MM[order.what]


# --- parts ---------------------------------------------------------------------------------------


def _optional(text: str) -> list[str] | None:
    return said(text) if text else None


def _whole(text: str) -> list[str] | None:
    """A price, which breaks at its spaces only."""
    parts = "".join(said(text)).split(" ")
    return [piece for part in parts for piece in (part, " ")][:-1] if text else None


def _stories(told: Told) -> list[dict[str, Any]]:
    """The story, and the editor's own sentence where it finds no room; a story that fits nowhere is not tried."""
    texts = {"story": told.story, "summary/story": told.summary}
    return [
        {"key": key, "paragraphs": [said(part) for part in text.splitlines() if part.strip()]}
        for key, text in texts.items()
        if text and len(text) <= prints.LONGEST_STORY
    ]


def too_long(told: Told) -> list[str]:
    """Texts that are not even tried."""
    return ["story"] if len(told.story) > prints.LONGEST_STORY else []


def _lines(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        {"key": item.key, "name": said(item.name), "text": _optional(item.text), "price": _whole(item.price)}
        for item in items
    ]


def _groups(told: Told) -> list[list[dict[str, Any]]]:
    """One list for each thing that guests look for, empty where there is nothing."""
    heads = {"see": _("See"), "do": _("Do"), "eat": _("Eat"), "sleep": _("Sleep"), "buy": _("Buy")}
    return [
        [{"picture": name, "head": said(heads[name]), "items": _lines(told.items[name])}]
        if told.items.get(name)
        else []
        for name in GROUPS
    ]


def _plan(row: Community, told: Told) -> dict[str, Any] | None:
    """Things around the community's position; None where fewer than two say where they are."""
    if row.lat is None or row.lon is None:
        return None
    centre = (row.lat, row.lon)
    placed = list(_near(centre, told))[: prints.MOST_POINTS]
    if len(placed) < 2:
        return None
    points = prints.plan_of(centre, [at for _name, at in placed])
    return {
        "points": [
            {"x": point.x, "y": point.y, "name": said(name), "far": said(far_of(round(point.km * 1000)))}
            for (name, _at), point in zip(placed, points, strict=True)
        ]
    }


def _near(centre: Spot, told: Told) -> Iterator[tuple[str, Spot]]:
    """Names and positions of what is near enough for the plan, in the order of the brochure."""
    for name in GROUPS:
        for item in told.items.get(name, ()):
            if item.at is not None and distance_km(centre, item.at) <= prints.FAR_KM:
                yield item.name, item.at


def far_of(metres: int) -> str:
    """A distance as signs say it: "800 m", "3.5 km"."""
    if metres < 1000:
        return _("%(m)d m") % {"m": max(10, round(metres, -1))}
    return _("%(km)s km") % {"km": f"{metres / 1000:.1f}".removesuffix(".0")}


def _contact(told: Told) -> list[str]:
    plain: Mapping[str, str] = told.plain
    named = {
        "": plain["receiving"],
        _("Coordinator"): plain["coordinator"],
        _("Call between"): plain["call_hours"],
        "LINE": plain["line"],
        _("Where guests are met"): plain["meeting"],
        _("Paid by"): plain["pays"],
    }
    return [f"{name} {text}".lstrip() for name, text in named.items() if text]


def _words(address: str, stamp: str) -> dict[str, Any]:
    told = {
        "more": _("more on our page"),
        "ways": _("How to get there"),
        "plan": _("Around the village"),
        "north": _("N"),
        "call": _("Call before you come"),
        "story": _("Our story"),
        "charms": _("What we are proud of"),
        "qr": _("Our page, always up to date"),
        "address": address.partition("//")[2],
        "stamp": _("Version %(stamp)s") % {"stamp": stamp} if stamp else " ",
    }
    return {name: said(text) for name, text in told.items()} | {"qr_alt": _("QR code that leads to our page")}
