"""What must stand on the label of a product of each type, since when. Pure decisions.

The rules are dated data: each with its version, its first day and the paper it follows. An office confirms the wording
before it prints for sale; the page says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from withi.kit import problem
from withi.kit.problem import Problem, Rule
from withi.registers.products.rules import Certificate, Type


@dataclass(frozen=True, slots=True)
class Shape:
    """A label's shape: width and height in millimetres, and how many stand side by side and below on an A4 sheet."""

    name: str
    width: int
    height: int
    columns: int
    rows: int
    gap: int

    @property
    def on_sheet(self) -> int:
        return self.columns * self.rows

    def sheets(self, count: int) -> int:
        """Sheets that so many labels fill."""
        return -(-count // self.on_sheet)


SHAPES: Final[Mapping[str, Shape]] = {
    "wide": Shape("wide", 95, 67, 2, 4, 4),
    "small": Shape("small", 62, 42, 3, 6, 3),
    "tag": Shape("tag", 60, 88, 3, 3, 5),
    "round": Shape("round", 88, 88, 2, 3, 5),
}
PAYING: Final = "wide"
"""The shape that has room for a second square of a size that a phone reads."""
MOST_LABELS: Final = 5_000
"""Labels of one order."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Labels as they are ordered: of which size of the product, language, shape, and what stands on them by choice.

    `has_mark`: the product's mark, while it is in force. `has_pay`: the maker's PromptPay square, while it agrees.
    """

    place: int
    lang: str = "th"
    shape: str = "wide"
    has_mark: bool = False
    has_pay: bool = False


class Part(StrEnum):
    """What a label may have to say."""

    NAME = "name"
    MAKER = "maker"
    PLACE = "place"
    SIZE = "size"
    MATERIALS = "materials"
    FDA = "fda"


problem.register(
    Rule(
        "label.room",
        th="ข้อความของฉลากนี้ยาวเกินรูปทรงที่เลือก ตัวอักษรจะเล็กกว่า 5 พอยต์จนอ่านไม่ออก กรุณาเลือกฉลากที่ใหญ่กว่า หรือย่อชื่อและวัตถุดิบ",
        en="Too much text for this shape: letters under 5 pt are not read. Choose a larger label or shorter texts.",
    ),
    Rule(
        "label.pay_shape",
        th="คิวอาร์พร้อมเพย์ต้องใหญ่พอให้โทรศัพท์อ่านได้ จึงพิมพ์ได้เฉพาะฉลากขนาด 95 × 67 มม. กรุณาเลือกขนาดนั้น หรือไม่ใส่พร้อมเพย์",
        en="A PromptPay square that phones read has room only on labels of 95 × 67 mm. Choose those, or leave it out.",
    ),
    Rule(
        "label.gone",
        th="ไม่พบผลิตภัณฑ์หรือขนาดที่สั่งพิมพ์แล้ว กรุณาเปิดหน้าฉลากแล้วสั่งใหม่",
        en="A product or size of this order is no longer there. Open the labels and order again.",
    ),
    Rule(
        "label.none",
        th="ยังไม่ได้ใส่จำนวนฉลากที่จะพิมพ์ กรุณาใส่อย่างน้อยหนึ่งรายการ",
        en="No number of labels was entered. Please enter at least one.",
    ),
    Rule(
        "label.many",
        th="สั่งได้ครั้งละไม่เกิน {most} ดวง รวมแล้วได้ {count} ดวง กรุณาแบ่งเป็นหลายครั้ง",
        en="At most {most} labels at once; this makes {count}. Please order in parts.",
    ),
    Rule(
        "label.name",
        th="ฉลากต้องมีชื่อผลิตภัณฑ์เป็นภาษาไทย ({source})",
        en="A label must bear the product's name in Thai ({source}).",
    ),
    Rule(
        "label.maker",
        th="ฉลากต้องบอกชื่อผู้ผลิต กรุณาเลือกผู้ผลิตของผลิตภัณฑ์นี้ ({source})",
        en="A label must name the producer. Please choose the product's producer ({source}).",
    ),
    Rule(
        "label.place",
        th="ฉลากต้องบอกที่ตั้งผู้ผลิตถึงตำบล กรุณาเลือกตำบลหรือหมู่บ้าน ({source})",
        en="A label must say where it is made, down to the tambon. Please choose tambon or village ({source}).",
    ),
    Rule(
        "label.size",
        th="ฉลากต้องบอกปริมาณสุทธิ กรุณากรอกขนาด เช่น 250 กรัม ({source})",
        en="A label must say the net quantity. Please enter a size, such as 250 g ({source}).",
    ),
    Rule(
        "label.materials",
        th="ฉลากต้องบอกส่วนประกอบสำคัญ กรุณากรอกวัตถุดิบ ({source})",
        en="A label must say the main ingredients. Please enter the materials ({source}).",
    ),
    Rule(
        "label.fda",
        th="ฉลากต้องมีเลขสารบบหรือเลขที่ใบรับจดแจ้ง (อย.) ที่ยังไม่หมดอายุ กรุณากรอกในใบรับรองของผลิตภัณฑ์ ({source})",
        en="A label must bear an FDA number that has not expired. Please enter it among the certificates ({source}).",
    ),
    Rule(
        "label.alcohol",
        th="ระบบไม่พิมพ์ฉลากเครื่องดื่มแอลกอฮอล์ เพราะต้องขออนุญาตฉลากเป็นรายฉลาก ({source})",
        en="No label is printed for alcohol: each such label needs a permit of its own ({source}).",
    ),
)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """What a label of these types must say, from a day on."""

    version: str
    valid_from: date
    types: frozenset[Type]
    parts: tuple[Part, ...]
    source: str


ALCOHOL_SOURCE = "พ.ร.บ. ควบคุมเครื่องดื่มแอลกอฮอล์ พ.ศ. 2551"
BASIC = (Part.NAME, Part.MAKER, Part.PLACE)
RULES: tuple[LabelRule, ...] = (
    LabelRule(
        "food-2557",
        date(2014, 12, 3),
        frozenset({Type.FOOD, Type.DRINK}),
        (*BASIC, Part.SIZE, Part.MATERIALS, Part.FDA),
        "ประกาศกระทรวงสาธารณสุข ฉบับที่ 367 พ.ศ. 2557 เรื่องฉลากอาหาร",
    ),
    LabelRule(
        "herbal-2558",
        date(2015, 9, 8),
        frozenset({Type.HERBAL}),
        (*BASIC, Part.SIZE, Part.MATERIALS, Part.FDA),
        "พ.ร.บ. เครื่องสำอาง พ.ศ. 2558",
    ),
    LabelRule(
        "goods-2541",
        date(1998, 1, 1),
        frozenset({Type.TEXTILE, Type.UTENSIL}),
        BASIC,
        "ประกาศคณะกรรมการว่าด้วยฉลาก พ.ศ. 2541",
    ),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a product and one of its sizes, as a label would say it; empty where nothing is."""

    type: str
    name: str
    maker: str = ""
    area_code: str = ""
    size: str = ""
    materials: str = ""
    licences: tuple[tuple[str, str, date | None], ...] = ()
    is_alcohol: bool = False

    def fda(self, day: date) -> str:
        """The FDA number that holds on the day; empty where there is none."""
        numbers = (number for kind, number, until in self.licences if kind == Certificate.FDA and held(until, day))
        return next(numbers, "")


def held(until: date | None, day: date) -> bool:
    return until is None or until >= day


def rule_for(type_: str, day: date, rules: Iterable[LabelRule] = RULES) -> LabelRule | None:
    """The rule in force for a type on a day, the youngest; None where no rule says anything."""
    fitting = [rule for rule in rules if type_ in rule.types and rule.valid_from <= day]
    return max(fitting, key=lambda rule: rule.valid_from, default=None)


def lacking(facts: Facts, day: date) -> list[Problem]:
    """Every reason why this label must not be printed, each naming its rule; empty where it may be."""
    if facts.is_alcohol:
        return [Problem("label.alcohol", source=ALCOHOL_SOURCE)]
    rule = rule_for(facts.type, day)
    if rule is None:
        return []
    there = {
        Part.NAME: bool(facts.name.strip()),
        Part.MAKER: bool(facts.maker),
        Part.PLACE: len(facts.area_code) >= 6,
        Part.SIZE: bool(facts.size.strip()),
        Part.MATERIALS: bool(facts.materials.strip()),
        Part.FDA: bool(facts.fda(day)),
    }
    return [Problem(f"label.{part.value}", source=rule.source) for part in rule.parts if not there[part]]
