"""Product types, what may be shown, sizes and certificates. Pure decisions.

Source: the five OTOP product types; for what guests are told, the sources of `PUBLISHING`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from withi.kit import problem
from withi.kit.problem import Problem, Rule


class Type(StrEnum):
    FOOD = "food"
    DRINK = "drink"
    TEXTILE = "textile"
    UTENSIL = "utensil"
    HERBAL = "herbal"


class Certificate(StrEnum):
    FDA = "fda"
    COMMUNITY_STANDARD = "tcps"
    HALAL = "halal"
    GI = "gi"
    OTHER = "other"


class Channel(StrEnum):
    VILLAGE = "village"
    OUTSIDE = "outside"
    ONLINE = "online"
    FAIR = "fair"


class Origin(StrEnum):
    COMMUNITY = "community"
    PROVINCE = "province"
    ELSEWHERE = "elsewhere"


class Showing(StrEnum):
    """What an officer says about guests: leave it to the rule, or expressly show or hide."""

    RULE = "rule"
    SHOW = "show"
    HIDE = "hide"


# Bands of the lowest price a list is narrowed by: satang, both ends included.
BANDS = {
    "100": (0, 100_00),
    "500": (100_01, 500_00),
    "1000": (500_01, 1_000_00),
    "more": (1_000_01, 10**15),
}

problem.register(
    Rule(
        "product.certificate_name",
        th="ใบรับรองอื่น ๆ ต้องบอกชื่อใบรับรองด้วย",
        en="Another certificate needs its name.",
    ),
    Rule(
        "product.several_prices",
        th="ในไฟล์มีราคา {found} บาท แต่ผลิตภัณฑ์นี้มีหลายขนาดหลายราคา กรุณาตรวจว่าเป็นราคาของขนาดใด",
        en="The file gives {found} baht, but the product has several sizes and prices. Please check which one it is.",
    ),
    Rule(
        "product.size_price",
        th="ขนาดนี้ยังไม่มีราคา กรุณาใส่ราคาเป็นบาท หรือลบข้อความในแถวนี้",
        en="This size has no price. Enter it in baht, or empty the row.",
    ),
    Rule(
        "product.certificate_number",
        th="ใบรับรองนี้ต้องมีทั้งชนิดและเลขที่ ถ้าไม่มีให้ลบข้อความในแถวนี้",
        en="This certificate needs its kind and its number; if there is none, empty the row.",
    ),
    Rule(
        "product.producers",
        th="มีผู้ผลิตหลายรายที่ชื่อคล้าย “{text}” กรุณาเลือกจากรายการ",
        en="Several producers are called like “{text}”. Please choose one of the list.",
    ),
    Rule(
        "product.producer",
        th="ไม่พบผู้ผลิตรายนี้ในพื้นที่ที่ท่านดูแล กรุณาเลือกจากรายชื่อ",
        en="There is no such producer in your area. Please choose one from the list.",
    ),
)


@dataclass(frozen=True, slots=True)
class Size:
    """A size or variety, what it is sold by, and its price in satang."""

    label: str
    unit: str
    price: int


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence or certificate; `name` says which for the kind `other`."""

    kind: Certificate
    number: str
    name: str = ""
    valid_until: date | None = None

    def check(self) -> None:
        if self.kind is Certificate.OTHER and not self.name:
            raise Problem("product.certificate_name", field="name")


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a product must say, and may not say, to guests from a day on.

    `licensed`: types of which guests are told a licence number, or that none was given. `claims`: words by which a
    product of the types `unclaimed` would be a medicine. `bare_alcohol`: alcohol that an officer expressly shows is
    shown without price and picture.
    """

    valid_from: date
    licensed: frozenset[Type]
    unclaimed: frozenset[Type]
    claims: tuple[str, ...]
    bare_alcohol: bool
    source: str


_CLAIMS: Final = (
    "รักษาโรค", "บำบัดโรค", "ป้องกันโรค", "หายขาด", "รักษามะเร็ง", "ต้านมะเร็ง", "ป้องกันมะเร็ง", "รักษาเบาหวาน",
    "ลดความอ้วน", "cures ", "cure for", "treats disease", "prevents disease", "prevents cancer",
)  # fmt: skip
PUBLISHING: Final = (
    Publishing(
        date(2008, 2, 14),
        frozenset({Type.FOOD, Type.DRINK}),
        frozenset({Type.FOOD, Type.DRINK}),
        _CLAIMS,
        bare_alcohol=True,
        source="พ.ร.บ.อาหาร พ.ศ. 2522 มาตรา 40-41; พ.ร.บ.ควบคุมเครื่องดื่มแอลกอฮอล์ พ.ศ. 2551 มาตรา 32",
    ),
    Publishing(
        date(2019, 6, 29),
        frozenset({Type.FOOD, Type.DRINK, Type.HERBAL}),
        frozenset({Type.FOOD, Type.DRINK, Type.HERBAL}),
        _CLAIMS,
        bare_alcohol=True,
        source="เพิ่ม พ.ร.บ.ผลิตภัณฑ์สมุนไพร พ.ศ. 2562 มาตรา 70-74",
    ),
)


def publishing_on(day: date) -> Publishing:
    """The rules in force on a day; the first ones for days before all."""
    known = (one for one in PUBLISHING if one.valid_from <= day)
    return max(known, key=lambda one: one.valid_from, default=PUBLISHING[0])


def claim_in(product_type: str, texts: Iterable[str], day: date) -> str:
    """The first claim of healing in what is told of a product whose type may make none; empty where there is none."""
    rule = publishing_on(day)
    if product_type not in {one.value for one in rule.unclaimed}:
        return ""
    told = " ".join(texts).lower() + " "
    return next((claim for claim in rule.claims if claim in told), "").strip()


def needs_licence(product_type: str, day: date) -> bool:
    """Whether guests are told a licence number, or that none was given."""
    return product_type in {one.value for one in publishing_on(day).licensed}


def public_by_default(*, is_alcohol: bool) -> bool:
    """Alcohol is never public unless an officer expressly says so."""
    return not is_alcohol


def is_shown(showing: Showing, *, is_alcohol: bool) -> bool:
    """Whether guests see the product, once published."""
    if showing is Showing.RULE:
        return public_by_default(is_alcohol=is_alcohol)
    return showing is Showing.SHOW


def showing_of(*, is_public: bool, is_alcohol: bool) -> Showing:
    """The officer's word that leads to what is stored."""
    if is_public == public_by_default(is_alcohol=is_alcohol):
        return Showing.RULE
    return Showing.SHOW if is_public else Showing.HIDE


def pack_channels(channels: Iterable[str]) -> str:
    """Channels as stored: known ones only, in fixed order, comma-separated."""
    given = set(channels)
    return ",".join(channel.value for channel in Channel if channel.value in given)


def lowest(prices: Iterable[int]) -> int | None:
    """The price a list shows: the lowest of the sizes, in satang; None without sizes."""
    return min(prices, default=None)


def priced(stored: Sequence[int], given: int | None) -> int | None:
    """The lowest price after a sheet gave one: it replaces that of a single size, never one of several."""
    if given is None or (len(stored) > 1 and given not in stored):
        return lowest(stored)
    return given if len(stored) <= 1 else lowest(stored)
