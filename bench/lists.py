"""The product list that the import is measured with: invented names in real districts, the same for every run.

As in lists that offices hand in, nine rows in ten are clean; some want a repair (two telephone numbers in a cell, Thai
digits), some a decision (no type). Words are put together so that about two rows in three bring a new word to the
name index, as open product lists do.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import geothai
import xlsxwriter

from bench.figures import ROOT

PROVINCE = "40"
VILLAGES = ROOT / "fixtures" / "demo" / "villages.csv"
PRODUCTS_PER_PRODUCER = 2.2
HEADINGS = (
    "ชื่อผลิตภัณฑ์",
    "ชื่อภาษาอังกฤษ",
    "ประเภทผลิตภัณฑ์",
    "ผู้ผลิต",
    "จังหวัด",
    "อำเภอ",
    "ตำบล",
    "ที่อยู่",
    "โทรศัพท์",
    "ละติจูด",
    "ลองจิจูด",
    "ราคา",
    "หน่วย",
    "วัตถุดิบ",
    "เรื่องราว",
)
Cell = str | int | float
THINGS = (
    ("ผ้าขาวม้า", "ผ้าและเครื่องแต่งกาย", "ผืน"),
    ("ผ้าซิ่น", "ผ้าและเครื่องแต่งกาย", "ผืน"),
    ("ผ้าพันคอ", "ผ้าและเครื่องแต่งกาย", "ผืน"),
    ("เสื้อฝ้าย", "ผ้าและเครื่องแต่งกาย", "ตัว"),
    ("กล้วยตาก", "อาหาร", "ถุง"),
    ("ข้าวเกรียบ", "อาหาร", "ถุง"),
    ("น้ำพริก", "อาหาร", "กระปุก"),
    ("ขนมทองม้วน", "อาหาร", "กล่อง"),
    ("ปลาส้ม", "อาหาร", "กิโลกรัม"),
    ("น้ำหมากเม่า", "เครื่องดื่ม", "ขวด"),
    ("ชาใบหม่อน", "เครื่องดื่ม", "กล่อง"),
    ("สบู่", "สมุนไพรที่ไม่ใช่อาหาร", "ก้อน"),
    ("ยาหม่อง", "สมุนไพรที่ไม่ใช่อาหาร", "ตลับ"),
    ("ตะกร้า", "ของใช้ ของตกแต่ง ของที่ระลึก", "ใบ"),
    ("กระติบข้าว", "ของใช้ ของตกแต่ง ของที่ระลึก", "ใบ"),
    ("เสื่อกก", "ของใช้ ของตกแต่ง ของที่ระลึก", "ผืน"),
    ("โคมไฟ", "ของใช้ ของตกแต่ง ของที่ระลึก", "อัน"),
)
MANNERS = (
    "ทอมือ",
    "ย้อมคราม",
    "อบแห้ง",
    "สูตรโบราณ",
    "สานละเอียด",
    "ลายดอกแก้ว",
    "ลายนาค",
    "รสดั้งเดิม",
    "หอมใบเตย",
    "สีครั่ง",
    "ลายขอ",
)
FORMS = ("กลุ่มแม่บ้าน", "กลุ่มทอผ้า", "กลุ่มแปรรูป", "วิสาหกิจชุมชน", "กลุ่มจักสาน", "กลุ่มสตรี", "ร้าน", "ศูนย์ศิลปาชีพ")
LAND = ("ดอน", "หนอง", "โนน", "นา", "คำ", "ห้วย", "วัง", "กุด", "โคก", "ท่า", "ดง", "ซับ", "บึง", "ภู")
TREES = ("มะค่า", "ไผ่", "หว้า", "บัว", "แดง", "ยาง", "จาน", "กุง", "พอก", "แต้", "สะแบง", "ขาม", "จิก", "ตูม", "เดื่อ", "ม่วง")
WIDE = ("ใหญ่", "น้อย", "เหนือ", "ใต้", "พัฒนา", "สามัคคี", "งาม", "เจริญ", "ทอง", "สว่าง", "ร่มเย็น", "เก่า", "ใหม่", "กลาง")
MATERIALS = ("ฝ้าย", "ไหม", "ไม้ไผ่", "กก", "กล้วยน้ำว้า", "สมุนไพร", "ข้าวเหนียว", "ปลา")
STORY = "ทำสืบต่อกันมาในหมู่บ้าน วัตถุดิบมาจากไร่นาและป่าชุมชนรอบบ้าน"
WORD = 2**64 - 1
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Place(NamedTuple):
    """A tambon with the names above it, and the numbers of its villages that the demo province knows."""

    province: str
    district: str
    tambon: str
    moos: tuple[int, ...]


def places() -> list[Place]:
    """Every tambon of the province, in code order."""
    known: dict[str, list[int]] = defaultdict(list)
    with VILLAGES.open(encoding="utf-8-sig") as file:
        for village in csv.DictReader(file):
            known[village["village_code"][:6]].append(int(village["village_code"][6:]))
    province = next(area for area in geothai.provinces() if area.code == PROVINCE)
    return [
        Place(province.name_th, district.name_th, tambon.name_th, tuple(known[tambon.code]) or tuple(range(1, 13)))
        for district in geothai.districts(PROVINCE)
        for tambon in geothai.subdistricts(district.code)
    ]


def rows(count: int) -> list[tuple[Cell, ...]]:
    """The first rows of the list, in the order of HEADINGS.

    Half of the rows of a producer stand together, as in real lists; the others are scattered.
    """
    known = places()
    producers = max(1, int(count / PRODUCTS_PER_PRODUCER))
    makers = (number * producers // count if mixed(number, 20) % 4 else mixed(number, 1) for number in range(count))
    return [row(number, maker % producers, known) for number, maker in enumerate(makers)]


def row(number: int, maker: int, known: list[Place]) -> tuple[Cell, ...]:
    place = known[mixed(maker, 4) % len(known)]
    thing, kind, unit = THINGS[mixed(number, 2) % len(THINGS)]
    return (
        name(number, thing),
        f"Product {number}" if number % 4 == 0 else "",
        "" if number % 20 == 7 else kind,
        f"{FORMS[mixed(maker, 3) % len(FORMS)]}บ้าน{place_name(maker)}",
        *place[:3],
        f"{mixed(maker, 5) % 190 + 1} หมู่ {place.moos[mixed(maker, 6) % len(place.moos)]}",
        phones(number, maker),
        round(16.3 + mixed(maker, 7) % 400 / 1000, 4),
        round(102.5 + mixed(maker, 8) % 400 / 1000, 4),
        price(number),
        unit,
        MATERIALS[mixed(number, 9) % len(MATERIALS)],
        STORY,
    )


def mixed(number: int, salt: int) -> int:
    """A number that jumps about, always in the same way."""
    mix = (number * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03) & WORD
    mix = (mix ^ mix >> 30) * 0xBF58476D1CE4E5B9 & WORD
    return (mix ^ mix >> 27) * 0x94D049BB133111EB % 2**32


def name(number: int, thing: str) -> str:
    """A product's name: two in three hold a word of their own, as trade names do."""
    manner = MANNERS[mixed(number, 11) % len(MANNERS)]
    if number % 3 == 0:
        return f"{thing}{manner}"
    return f"{thing}{manner} {place_name(mixed(number, 12))}"


def place_name(number: int) -> str:
    """An invented village: land, tree, and often what tells it from the next one."""
    first, second = LAND[mixed(number, 13) % len(LAND)], TREES[mixed(number, 14) % len(TREES)]
    third, last = WIDE[mixed(number, 15) % len(WIDE)], TREES[mixed(number, 16) % len(TREES)]
    return f"{first}{second}{third}{last if number % 2 else ''}"


def phones(number: int, maker: int) -> str:
    """One number in most cells, written in one of the usual ways; two in some."""
    one = f"08{mixed(maker, 17) % 10**8:08}"
    if number % 10 == 3:
        return f"{one[:3]}-{one[3:6]}-{one[6:]}, 043{mixed(maker, 18) % 10**6:06}"
    return f"{one[:3]}-{one[3:6]}-{one[6:]}" if number % 5 == 1 else one


def price(number: int) -> Cell:
    """Baht, a number in most cells."""
    baht = mixed(number, 19) % 300 * 10 + 20
    if number % 25 == 4:
        return f"{baht:,} บาท".translate(THAI_DIGITS)
    return baht


def write(path: Path, count: int) -> None:
    """The list as a workbook; the same bytes for the same count."""
    write_rows(path, HEADINGS, islice(rows(count), count))


def write_rows(path: Path, headings: tuple[str, ...], lines: Iterator[tuple[Cell, ...]]) -> None:
    """Any list as a workbook of one sheet."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": date(2026, 1, 1)})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for place, line in enumerate(lines, 1):
            sheet.write_row(place, 0, line)
