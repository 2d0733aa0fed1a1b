"""Rows of the public pages as finished strings, so that templates only put them in place. Pure.

A `Tongue` brings the words and addresses of the page's language; prices are satang, dates are dates.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from withi.faces.portal.pictures import BANGKOK, community_tile, product_tile
from withi.kit import codes, era, money
from withi.kit.codes import REGIONS
from withi.kit.phones import split_phones
from withi.kit.ready import NOTHING, Plain, Ready
from withi.kit.titles import held

Row = Mapping[str, Any]

THAILAND = timezone(timedelta(hours=7))
UNSAID = "unsaid"
ISO_DAY = len("2026-01-31")
TAKES_GUESTS, TURNS_AWAY = ("open", "appointment"), ("paused", "ceased")
SHAPES = {"open": "open", "appointment": "appoint", "paused": "pause", "ceased": "ceased", UNSAID: "pause"}
ICONS = {"food": "bowl", "drink": "cup", "textile": "textile", "utensil": "basket", "herbal": "leaf"}
REGISTERS = ("community", "product", "producer", "area", "news", "route")
"""Kinds of data versions (`ground.web.versions`) that public pages are made from."""
TYPES = ("textile", "utensil", "food", "drink", "herbal")
MARKS = ("gold", "silver", "red", "blue")
WANTS = {"do": "activity", "eat": "food", "sleep": "homestay"}
PRICES: dict[str, tuple[int | None, int | None]] = {
    "low": (None, 50_000),
    "mid": (50_000, 200_000),
    "high": (200_000, None),
}
"""Bands of the catalogue in satang: above the first figure, up to the second."""


# --- what a guest asked for ----------------------------------------------------------------------


@dataclass(frozen=True)
class Wish(Ready):
    """What a guest narrows the catalogue to; all empty is everything."""

    text: str = ""
    literal: bool = False
    types: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    area: str = ""
    price: str = ""
    community: int | None = None
    order: str = "new"

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Beginnings of the codes of the chosen places; none for the whole country."""
        return area_prefixes(self.regions, self.area)

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.types or self.marks or self.prefixes or self.price or self.community)

    @property
    def is_sifted(self) -> bool:
        """Whether what a search finds is narrowed by more than its place."""
        return bool(self.types or self.marks or self.price or self.community)


def is_sorted_sooner(fitting: int, among: int, wanted: int) -> bool:
    """Whether all rows that fit are read and sorted sooner than so many of them are met among all, in their order."""
    return fitting * fitting < wanted * among


@dataclass(frozen=True)
class Visit(Ready):
    """What a guest narrows the communities to: receiving now, something to do, eat or sleep in, places."""

    receiving: bool = False
    wants: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    area: str = ""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Beginnings of the codes of the chosen places; none for the whole country."""
        return area_prefixes(self.regions, self.area)

    @property
    def is_narrow(self) -> bool:
        return bool(self.receiving or self.wants or self.prefixes)


def area_prefixes(regions: Iterable[str], area: str) -> tuple[str, ...]:
    """Regions and an area together, as the digits their codes begin with; none lies in another."""
    of_regions = [digit for name in regions for digit in "123456789" if codes.region(f"{digit}0") == name]
    return (*of_regions, *([area] if area and area[0] not in of_regions else []))


# --- text in the page's language -----------------------------------------------------------------


@dataclass(frozen=True)
class Tongue:
    """The language of a page: its words (`words.words`) and its addresses (`web.pages.urls_for`)."""

    lang: str
    words: Mapping[str, str]
    address: Callable[..., str]

    def url(self, name: str, *args: object) -> Plain:
        """The address of a named page; its parts are quoted."""
        return Plain(self.address(name, *args))

    def word(self, key: str, **values: str) -> str:
        """A word with its `{name}`s filled in, by values that may be anyone's."""
        return self.words[key].format_map(values) if values else self.words[key]

    def figured(self, key: str, **values: str) -> Plain:
        """A word filled in by figures, dates and our own words only."""
        return Plain(self.words[key].format_map(values))

    def counted(self, key: str, number: int, shown: str = "") -> Plain:
        """A number with its noun: `key`_1 for one, `key`_n for several; `shown` stands for the figure."""
        return self.figured(f"{key}_{'1' if number == 1 else 'n'}", n=shown or f"{number:,}")

    def at_least(self, total: int, *, is_exact: bool) -> str:
        """A figure, or "more than" it."""
        return f"{total:,}" if is_exact else self.word("more_than", n=f"{total:,}")

    def said(self, row: Row, name: str) -> str:
        """The text in this language, the Thai one where there is no English."""
        return (row.get(f"{name}_en") if self.lang == "en" else "") or row.get(f"{name}_th") or ""

    def is_thai(self, row: Row, name: str) -> bool:
        """Whether an English page shows the Thai text here, so that it must be marked lang=th."""
        return self.lang == "en" and not row.get(f"{name}_en") and bool(row.get(f"{name}_th"))

    def other(self, row: Row, name: str = "name") -> str:
        """The same name in the other language; empty where it would repeat what is said."""
        return "" if self.is_thai(row, name) else row.get(f"{name}_{'th' if self.lang == 'en' else 'en'}") or ""

    def day(self, day: date | None) -> Plain:
        """A date as people write it, never broken into two lines; empty for none."""
        return Plain(era.kept_date(day, self.lang)) if day else NOTHING

    def baht(self, satang: int | None) -> Plain:
        """A price with its unit; empty where none is told."""
        return NOTHING if satang is None else Plain(money.format_baht(satang, lang=self.lang, unit=True))

    def region(self, area_code: str) -> str:
        """The name of the region of an area; empty where none is known."""
        return region_name(region_of(area_code), self.lang)


def local_day(value: Any) -> date | None:
    """The day in Thailand of a date or moment out of a statement.

    SQLite gives text where the column's type is lost, and moments of UTC without saying so.
    """
    if isinstance(value, str) and value:
        value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(THAILAND).date()
    return value if isinstance(value, date) else None


def region_of(area_code: str) -> Plain:
    return Plain(codes.region(area_code)) if area_code else NOTHING


def region_name(region: str, lang: str) -> Plain:
    """The region's name; empty for an unknown one."""
    return Plain(REGIONS[region][lang == "en"]) if region in REGIONS else NOTHING  # type: ignore[index]


def area_name(row: Row, spoken: Tongue) -> str:
    """A province or district as a heading: "จังหวัดขอนแก่น", "อำเภอพล", "เขตพระนคร", "Khon Kaen"."""
    code, name = row["code"], spoken.said(row, "name")
    if spoken.lang == "en" or name.startswith("เทศบาล"):
        return name
    if len(code) == 2:
        return name if code == BANGKOK else f"จังหวัด{name}"
    return f"เขต{name}" if code.startswith(BANGKOK) else f"อำเภอ{name}"


def with_region(area_code: str, path: str, spoken: Tongue) -> str:
    """A place's path with its region before it."""
    return dotted(spoken.region(area_code), path)


def dotted(*parts: str) -> str:
    """What is told, side by side."""
    return " · ".join(part for part in parts if part)


# --- telephones ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call(Ready):
    """A number to read and the same to dial."""

    shown: str
    dial: str


@lru_cache(maxsize=4_096)
def call(stored: str) -> Call | None:
    """A stored number ("0812345678", an extension after "x") for people and for `tel:`; None for none."""
    number, _, extension = stored.strip().partition("x")
    figures = "".join(sign for sign in number if sign in "+0123456789")
    if not figures:
        return None
    found = split_phones(number)
    whole = len(found) == 1 and bool(found[0].dial)
    shown, dial = (found[0].display, found[0].dial) if whole else (grouped(figures), figures)
    return Call(f"{shown} ต่อ {extension}", f"{dial},{extension}") if extension.isdecimal() else Call(shown, dial)


def grouped(figures: str) -> str:
    """A number that fits no plan, cut for reading; invented ones of the demonstration are such."""
    if len(figures) == 10:
        return f"{figures[:3]}-{figures[3:6]}-{figures[6:]}"
    return f"{figures[:3]}-{figures[3:6]}-{figures[6:]}" if len(figures) == 9 else figures


def line_url(line_id: str) -> str:
    """Where LINE opens a chat with this id; official ones begin with "@"."""
    name = line_id.strip()
    if not name:
        return ""
    if name[0] == "@":
        return f"https://line.me/R/ti/p/{quote(name, safe='@')}"
    return f"https://line.me/ti/p/~{quote(name, safe='')}"


# --- rows of lists -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommunityCard(Ready):
    """A community in a list: name, place, why now, state, price, whom to call."""

    url: str
    name: str
    thai: bool
    region: str
    place: str
    why: str
    why_thai: bool
    shape: str
    state: str
    cost: str
    confirmed: str
    confirmed_iso: str
    tel: str
    tile: str
    demo: bool


@dataclass(frozen=True, slots=True)
class ProductCard(Ready):
    """A product on the shelf: name (`title` as its heading), price, maker, place; `fresh` says when news came."""

    url: str
    name: str
    thai: bool
    region: str
    price: str
    maker: str
    maker_thai: bool
    place: str
    tile: str
    fresh: str
    demo: bool
    mark: str = NOTHING
    mark_word: str = NOTHING

    @property
    def title(self) -> Plain:
        return held(self.name)


@dataclass(frozen=True, slots=True)
class Line(Ready):
    """A name with its place and where it leads: producers and places found, areas to choose, neighbours."""

    url: str
    name: str
    thai: bool = False
    about: str = ""
    figure: str = ""
    picture: str = ""
    current: bool = False
    demo: bool = False


def receiving_of(row: Row) -> str:
    """The receiving state, "unsaid" where the community never said."""
    return UNSAID if row["confirmed_on"] is None else str(row["receiving"])


def community_card(row: Row, spoken: Tongue, today: date) -> CommunityCard:
    """The row of a community; a reason to come now stands there only until its day."""
    code, receiving = row["area_code"], receiving_of(row)
    takes_guests = receiving in TAKES_GUESTS
    number = call(row["phone"]) if takes_guests else None
    told = local_day(row["confirmed_on"])
    reason, reason_thai = why(row, spoken, today)
    price = spoken.baht(row["person_price"]) if takes_guests else ""
    return CommunityCard(
        url=spoken.url("portal:community", row["id"]),
        name=spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        region=region_of(code),
        place=with_region(code, spoken.said(row, "path"), spoken),
        why=reason,
        why_thai=reason_thai,
        shape=Plain(SHAPES[receiving]),
        state=state_words(receiving, row["notice_days"], spoken),
        cost=spoken.figured("each", price=price) if price else NOTHING,
        confirmed=spoken.figured("confirmed", day=spoken.day(told)) if told else NOTHING,
        confirmed_iso=Plain(told.isoformat()) if told else NOTHING,
        tel=Plain(number.dial) if number else NOTHING,
        tile=community_tile(row, spoken.lang),
        demo=bool(row["is_demo"]),
    )


def why(row: Row, spoken: Tongue, today: date) -> tuple[str, bool]:
    """Why come (or not) today, and whether that is Thai on an English page.

    The reason why it is closed; else why now, while that holds; else the one sentence on the community.
    """
    if receiving_of(row) in TURNS_AWAY:
        until = local_day(row["receiving_until"])
        again = spoken.figured("again", day=spoken.day(until)) if until and until >= today else ""
        reason = row["receiving_reason"] or ""
        return dotted(reason, again), spoken.lang == "en" and bool(reason)
    until = local_day(row["now_until"])
    name = "now" if row["now_th"] and (until is None or until >= today) else "summary"
    return spoken.said(row, name), spoken.is_thai(row, name)


def state_words(receiving: str, notice_days: int | None, spoken: Tongue) -> str:
    """The receiving state in words, with the days of notice."""
    if receiving == "appointment" and notice_days:
        return spoken.counted("notice", notice_days)
    return spoken.words[receiving]


def product_card(row: Row, spoken: Tongue, today: date, *, fresh: str = "") -> ProductCard:
    """The row of a product; its mark stands there to its last day."""
    mark = mark_on(row["mark"], today)
    return ProductCard(
        url=spoken.url("portal:product", row["id"]),
        name=spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        region=region_of(row["area_code"]),
        price=spoken.baht(row["price_from"]),
        maker=spoken.said(row, "producer"),
        maker_thai=spoken.is_thai(row, "producer"),
        place=spoken.said(row, "path"),
        tile=product_tile(row, spoken.lang),
        fresh=fresh,
        demo=bool(row["is_demo"]),
        mark=mark,
        mark_word=Plain(spoken.word(f"mark_{mark}")) if mark else NOTHING,
    )


def mark_on(stored: str | None, today: date) -> Plain:
    """The colour of a mark written with its last day ("gold2029-01-31"), as long as it holds; else empty."""
    if not stored or date.fromisoformat(stored[-ISO_DAY:]) < today:
        return NOTHING
    return Plain(stored[:-ISO_DAY])


def stars(rows: Iterable[Row], spoken: Tongue) -> list[Plain]:
    """Star results, the latest first: "5 ดาว ปี 2566"."""
    found = []
    for row in rows:
        year = -row["place"] - (era.BE_OFFSET if spoken.lang == "en" else 0)
        found.append(spoken.figured(f"stars_{1 if row['amount'] == 1 else 'n'}", n=str(row["amount"]), year=str(year)))
    return found


def article_line(row: Row, spoken: Tongue) -> Line:
    """An article of the news in a list: its day and its words in short."""
    day = spoken.day(date.fromisoformat(row["mark"]))
    return Line(
        spoken.url("news:page", row["id"]), spoken.said(row, "name"), thai=spoken.is_thai(row, "name"),
        about=dotted(day, spoken.said(row, "path")), picture=community_tile(row, spoken.lang), demo=bool(row["is_demo"])
    )  # fmt: skip


def news_card(row: Row, spoken: Tongue, today: date) -> ProductCard:
    """A new product or community on one shelf, with the day it came."""
    fresh = Plain(dotted(spoken.word(f"news_{row['kind']}"), spoken.day(local_day(row["published_at"]))))
    if row["kind"] == "product":
        return product_card(row, spoken, today, fresh=fresh)
    return ProductCard(
        url=spoken.url("portal:community", row["id"]),
        name=spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        region=region_of(row["area_code"]),
        price="",
        maker=spoken.said(row, "path"),
        maker_thai=spoken.is_thai(row, "path"),
        place="",
        tile=community_tile(row, spoken.lang),
        fresh=fresh,
        demo=bool(row["is_demo"]),
    )


def producer_line(row: Row, spoken: Tongue) -> Line:
    """A producer in a list."""
    return Line(
        spoken.url("portal:producer", row["id"]),
        spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        about=with_region(row["area_code"], spoken.said(row, "path"), spoken),
        picture=community_tile(row, spoken.lang),
        demo=bool(row["is_demo"]),
    )


def place_line(row: Row, spoken: Tongue) -> Line:
    """A place that was found; tambons and villages lead to their district."""
    return Line(
        spoken.url("portal:area", row["code"][:4]),
        spoken.said(row, "path") or spoken.said(row, "name"),
        thai=spoken.is_thai(row, "path"),
        about=spoken.region(row["code"]),
    )


def area_line(row: Row, spoken: Tongue, *, current: str = "") -> Line:
    """A province or district to choose, with how many communities receive guests there."""
    return Line(
        spoken.url("portal:area", row["code"]),
        spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        figure=f"{row['receiving']:,}" if row["receiving"] else "",
        current=row["code"] == current,
    )


@dataclass(frozen=True, slots=True)
class AreaFigures(Ready):
    """How many communities an area has, in words, and how many of them receive guests."""

    communities: int
    is_receiving: bool
    receiving: str
    total: str
    about: str


def area_figures(districts: Sequence[Row], code: str, spoken: Tongue) -> AreaFigures:
    """The figures of a province (from all its districts) or of one district."""
    total, receiving = (sum(row[name] for row in districts) for name in ("communities", "receiving"))
    noun = "khet" if code.startswith(BANGKOK) else "districts"
    said = spoken.counted("communities", total)
    return AreaFigures(
        communities=total,
        is_receiving=receiving > 0,
        receiving=spoken.counted("receiving_here", receiving) if receiving else spoken.word("none_here"),
        total=said,
        about=dotted(said, spoken.counted(noun, len(districts)) if len(code) == 2 else ""),
    )


# --- the way to a page ---------------------------------------------------------------------------


def crumbs(spoken: Tongue, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Home and the named steps, (name, address); steps without a name are left out."""
    return [(spoken.word("home"), spoken.url("portal:home")), *(step for step in steps if step[0])]


def area_crumbs(code: str, around: Iterable[Row], spoken: Tongue) -> list[tuple[str, str]]:
    """Home, the province, the district."""
    steps = [row for row in around if row["code"] in (code[:2], code)]
    return crumbs(spoken, *((spoken.said(row, "name"), spoken.url("portal:area", row["code"])) for row in steps))


def community_crumbs(row: Row, spoken: Tongue) -> list[tuple[str, str]]:
    """Home, province, district, the community."""
    areas = [
        (row[name] or "", spoken.url("portal:area", row["area_code"][:size]))
        for name, size in (("province", 2), ("district", 4))
    ]
    return crumbs(spoken, *areas, (row["name"], spoken.url("portal:community", row["id"])))
