"""A nation of names to search through, and what people type for them: all invented, the same in every run.

Names of things, of manners and of makers are put together as in registers of offices; villages lie in the real
tambons of `geothai`, and their names are made of the words that Thai village names are made of, as unevenly spread.
"""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import geothai

from withi.kit.thai import fold

SEED = 2570
BANGKOK = "10"
BRANDS = 20_000
VILLAGE_COLUMNS = ("village_code", "name_th", "name_en")


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Thai words with their English spelling."""
    return tuple((thai, english) for thai, _, english in (pair.partition(":") for pair in text.split()))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LAND = _pairs(
    """
    หนอง:Nong โนน:Non ห้วย:Huai โคก:Khok ดอน:Don วัง:Wang ท่า:Tha คลอง:Khlong นา:Na บ่อ:Bo เขา:Khao
    ทุ่ง:Thung ป่า:Pa ดง:Dong กุด:Kut บึง:Bueng ควน:Khuan แม่:Mae สัน:San ปาก:Pak
    """
)
GROWTH = _pairs(
    """
    บัว:Bua ไผ่:Phai แวง:Waeng หว้า:Wa ขาม:Kham แสง:Saeng ยาง:Yang จาน:Chan สะแก:Sakae มะค่า:Makha
    หิน:Hin ทราย:Sai ม่วง:Muang แดง:Daeng ตาล:Tan พลวง:Phluang กระทุ่ม:Krathum ปลา:Pla ช้าง:Chang
    ครก:Khrok ตะเคียน:Takhian เดื่อ:Duea ข่อย:Khoi งิ้ว:Ngio กก:Kok เต่า:Tao สำราญ:Samran ไทร:Sai
    พะยอม:Phayom เม็ก:Mek
    """
)
WIDE = _pairs(
    """
    ใหญ่:Yai น้อย:Noi เหนือ:Nuea ใต้:Tai พัฒนา:Phatthana สามัคคี:Samakkhi เจริญ:Charoen ทอง:Thong
    กลาง:Klang นอก:Nok ใน:Nai ใหม่:Mai สูง:Sung ลุ่ม:Lum
    """
)
THINGS = _words(
    """
    ผ้าไหม ผ้าฝ้าย ผ้าขาวม้า ผ้าซิ่น ผ้าคลุมไหล่ ผ้าพันคอ ผ้าบาติก ผ้ามัดย้อม ผ้าปักมือ เสื้อผ้าฝ้าย
    ผ้าห่มนวม กระเป๋าผ้า กระเป๋าเชือก ย่ามทอ หมวกสาน ตะกร้าหวาย ตะกร้าไม้ไผ่ กระติบข้าว เสื่อกก
    เสื่อกระจูด ไม้กวาดดอกหญ้า โคมไฟกะลา เครื่องปั้นดินเผา แจกันดินเผา มีดพร้า เครื่องจักสาน
    พวงกุญแจ ดอกไม้ประดิษฐ์ เครื่องเงิน กรอบรูปไม้ ของเล่นไม้ น้ำพริกเผา น้ำพริกนรก น้ำพริกปลาร้า
    แจ่วบอง ปลาร้าสับ ปลาส้ม ปลาแดดเดียว หมูแดดเดียว ไส้กรอก แหนมหมู กุนเชียง กล้วยตาก กล้วยฉาบ
    กล้วยอบเนย มะม่วงกวน ทุเรียนทอด เผือกฉาบ ข้าวแต๋น ข้าวเกรียบ ขนมเปี๊ยะ ขนมทองม้วน ขนมกง
    ข้าวกล้อง ข้าวฮาง ข้าวหอมมะลิ ข้าวไรซ์เบอร์รี่ ถั่วลิสงอบ เม็ดมะม่วงหิมพานต์ น้ำตาลโตนด น้ำผึ้ง
    กะปิ น้ำปลา ไข่เค็ม ชาใบหม่อน ชาเขียว กาแฟคั่วบด น้ำหมากเม่า น้ำตะไคร้ น้ำกระเจี๊ยบ ไวน์ผลไม้
    สาโท น้ำมะขาม น้ำเสาวรส สบู่สมุนไพร แชมพูมะกรูด ยาหม่อง ยาดม ลูกประคบ น้ำมันไพล โลชั่น
    ครีมบำรุงผิว เกลือขัดผิว เทียนหอม
    """
)
MANNERS = _words(
    """
    ทอมือ ย้อมคราม ย้อมสีธรรมชาติ มัดหมี่ ลายดอกแก้ว ลายน้ำไหล ลายนาค ลายขอ ลายสร้อยดอกหมาก
    ลายลูกแก้ว ยกดอก อบแห้ง อบกรอบ ทอดกรอบ สามรส รสดั้งเดิม รสสมุนไพร สูตรโบราณ สูตรแม่ใหญ่
    สูตรเข้มข้น ไร้สารพิษ อินทรีย์ สานละเอียด แกะสลัก ทรงกลม ทรงสูง ขนาดเล็ก ขนาดกลาง บรรจุกล่อง
    บรรจุถุง เกรดส่งออก คัดพิเศษ หอมใบเตย
    """
)
FORMS = _words(
    """
    กลุ่มแม่บ้าน กลุ่มทอผ้า กลุ่มสตรี กลุ่มแปรรูป กลุ่มจักสาน กลุ่มอาชีพ กลุ่มเกษตรกร วิสาหกิจชุมชน
    ศูนย์หัตถกรรม ร้าน สหกรณ์ ห้างหุ้นส่วน ไร่ โรงสี
    """
)
ONSETS = _words(
    """
    ก ข ค จ ช ด ต ท น บ ป พ ม ย ร ล ว ส ห อ กร พล ปร
    """
)
RHYMES = ("าน", "ิน", "อง", "ุก", "าย", "ีย", "ัด", "าม", "ูน", "อม", "ัง", "าว", "ำ", "า", "ี", "ู")
LEADING = ("เ{}ียน", "เ{}ือ", "โ{}น", "แ{}ง", "ไ{}", "เ{}ิม", "แ{}ว", "โ{}ม")
TYPED_SIGNS = "กขคงจชดตถทนบปผพฟมยรลวสหอะาิีึืุูเแโใไ่้"


@dataclass(frozen=True)
class Wanted:
    """An entry of the register: kind, id, name and area."""

    kind: str
    ref_id: int
    name: str
    area_code: str


@dataclass(frozen=True)
class Typing:
    """What is typed for `wanted`, and the `text` that it should be.

    `how` is exact, prefix or edit; `form` whole, part or begun.
    """

    how: str
    form: str
    typed: str
    text: str
    wanted: Wanted


# --- names ---------------------------------------------------------------------------------------


def tambons() -> list[Any]:
    """Every tambon of the nation, in code order."""
    districts = [district for province in geothai.provinces() for district in geothai.districts(province.code)]
    return [tambon for district in districts for tambon in geothai.subdistricts(district.code)]


def villages(count: int, rng: Random) -> list[tuple[str, str, str]]:
    """Codes, Thai and English names of villages, `count` over all tambons; common names come very often."""
    codes = [area.code for area in tambons() if not area.code.startswith(BANGKOK)]
    pool = _village_names(rng)
    found = []
    for number in range(count):
        tambon, moo = codes[number % len(codes)], number // len(codes) + 1
        thai, english = pool[int(len(pool) * rng.random() ** 2.2)]
        found.append((f"{tambon}{moo:02}", f"บ้าน{thai}", f"Ban {english}"))
    return sorted(found)


def _village_names(rng: Random) -> list[tuple[str, str]]:
    """Some forty thousand names, the common ones first."""
    two = [(land[0] + tree[0], f"{land[1]} {tree[1]}") for land, tree in product(LAND, GROWTH)]
    rng.shuffle(two)
    three = [(name[0] + wide[0], f"{name[1]} {wide[1]}") for name, wide in product(two, WIDE)]
    own = [(f"{a[0]}{b[0]}", f"{a[1]} {b[1]}") for a, b in product(GROWTH, WIDE)]
    real = [(area.name_th, area.name_en) for area in tambons() if area.name_en]
    rest = [(name[0] + tree[0], f"{name[1]} {tree[1]}") for name, tree in product(two, GROWTH)]
    tail = [*three, *own, *real, *rng.sample(rest, 17_000)]
    rng.shuffle(tail)
    return [*two, *tail]


def write_villages(path: Path, rows: list[tuple[str, str, str]]) -> None:
    """The list as `withi import villages` reads it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([VILLAGE_COLUMNS, *rows])


def register(count: int, places: list[tuple[str, str, str]], rng: Random) -> list[Wanted]:
    """Products and producers (five to two) with distinct names, each in one of the places."""
    seen: set[str] = set()
    found: list[Wanted] = []
    while len(found) < count:
        code, village, _ = rng.choice(places)
        kind, name = maker(village, rng) if rng.random() < 2 / 7 else _thing(village, rng)
        folded = fold(name)
        if folded not in seen:
            seen.add(folded)
            found.append(Wanted(kind, len(found) + 1, name, code[:6]))
    return found


def _thing(village: str, rng: Random) -> tuple[str, str]:
    thing, manner, own = _skewed(THINGS, rng), _skewed(MANNERS, rng), _brand(rng)
    ways = {
        f"{thing}{manner} {village}": 50,
        f"{thing}{manner} ตรา{own} {village}": 12,
        f"{thing} {own}": 13,
        f"{thing}{village}": 10,
        f"{thing}{manner} ({own})": 8,
        f"{thing} {manner} {rng.randint(2, 9)} {village.removeprefix('บ้าน')}": 7,
    }
    return "product", rng.choices(list(ways), list(ways.values()))[0]


def maker(village: str, rng: Random) -> tuple[str, str]:
    form, own = _skewed(FORMS, rng), _brand(rng)
    ways = (
        f"{form}{village}",
        f"{form}{_skewed(THINGS, rng)} {village}",
        f"{form}{own} {village}",
        f"{form} {own}",
    )
    return "producer", rng.choice(ways)


def _brand(rng: Random) -> str:
    return _skewed(_brands(), rng)


@cache
def _brands() -> tuple[str, ...]:
    """Invented words of two to four syllables."""
    rng = Random(SEED)
    return tuple("".join(_syllable(rng) for _ in range(rng.choice((2, 2, 3, 3, 4)))) for _ in range(BRANDS))


def _syllable(rng: Random) -> str:
    onset = rng.choice(ONSETS)
    return rng.choice(LEADING).format(onset) if rng.random() < 0.3 else onset + rng.choice(RHYMES)


def _skewed(texts: tuple[str, ...], rng: Random) -> str:
    return texts[int(len(texts) * rng.random() ** 1.7)]


# --- what is typed -------------------------------------------------------------------------------


def typings(wanted: list[Wanted], count: int, rng: Random) -> list[Typing]:
    """Four in ten begin a name, three are exact, three have one edit; texts that fold to under two signs left out."""
    makers = {"prefix": _begun, "exact": _exact, "edit": _edited}
    hows = [how for how, share in (("prefix", 4), ("exact", 3), ("edit", 3)) for _ in range(count * share // 10)]
    rng.shuffle(hows)
    found = []
    edits = 0
    for how in hows:
        edits += how == "edit"
        typing = makers[how](rng.choice(wanted), edits, rng)
        while not fold(typing.typed) or (fold(typing.typed) == fold(typing.text) and how == "edit"):
            typing = makers[how](rng.choice(wanted), edits, rng)
        found.append(typing)
    return found


def _begun(wanted: Wanted, _: int, rng: Random) -> Typing:
    """Three in four the first signs of the name, else those of its last word."""
    text = wanted.name if rng.random() < 0.75 else wanted.name.split()[-1]
    typed = text[: rng.randint(1 if text == wanted.name else 3, 14)]
    return Typing("prefix", "begun", typed, typed, wanted)


def _exact(wanted: Wanted, _: int, rng: Random) -> Typing:
    whole = rng.random() < 0.6
    text = wanted.name if whole else wanted.name.split()[0]
    return Typing("exact", "whole" if whole else "part", text, text, wanted)


def _edited(wanted: Wanted, number: int, rng: Random) -> Typing:
    """One edit of the text as it is written; the kinds of edits take turns."""
    draw, first = rng.random(), wanted.name.split()[0]
    if draw < 0.5 or len(first) < 6:
        form, text = "whole", wanted.name
    elif draw < 0.8:
        form, text = "part", first
    else:
        form, text = "begun", first[: rng.randint(max(6, len(first) * 3 // 4), len(first))]
    return Typing("edit", form, slip(text, number, rng), text, wanted)


def slip(text: str, number: int, rng: Random) -> str:
    """A sign put in, left out, exchanged, or two neighbours swapped, by turns."""
    place = rng.randrange(len(text) - 1)
    head, sign, tail = text[:place], text[place], text[place + 1 :]
    ways = (head + rng.choice(TYPED_SIGNS) + sign + tail, head + tail, head + rng.choice(TYPED_SIGNS) + tail)
    return (*ways, head + tail[0] + sign + tail[1:])[number % 4]
