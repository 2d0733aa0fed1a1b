"""What a row of a sheet becomes: columns by kind, and every cell rule. Pure decisions.

Readers of single cells are in `kit.intake`; here stand the columns, the words and the rows of each kind.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from withi.kit import problem, thai
from withi.kit.columns import Column
from withi.kit.intake import Act, Line, Severity, read_date, read_identity, read_number, read_phones, read_price
from withi.kit.problem import Rule
from withi.registers.producers.rules import Kind
from withi.registers.products.rules import Type


class Sheet(StrEnum):
    """The kinds of sheets that are understood."""

    PRODUCTS = "products"
    PRODUCERS = "producers"
    COMMUNITIES = "communities"
    VILLAGES = "villages"


PLACE = (
    Column("province", "จังหวัด", "province", ("province_th", "จ.")),
    Column("district", "อำเภอ", "district", ("district_th", "อำเภอ/เขต", "เขต", "amphoe", "อ.")),
    Column("tambon", "ตำบล", "tambon", ("tambon_th", "ตำบล/แขวง", "แขวง", "subdistrict", "ต.")),
    Column("moo", "หมู่ที่", "moo", ("หมู่", "ม.", "moo_no")),
    Column("village", "หมู่บ้าน", "village", ("ชื่อหมู่บ้าน", "บ้าน")),
    Column("address", "ที่อยู่", "address", ("address_th", "ที่ตั้ง", "สถานที่ผลิต")),
)
CONTACT = (
    Column("phone", "โทรศัพท์", "phone", ("เบอร์โทร", "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "โทร", "tel", "phone_masked")),
    Column("lat", "ละติจูด", "latitude", ("lat", "ละติจูด (lat)")),
    Column("lon", "ลองจิจูด", "longitude", ("lon", "lng", "long", "ลองติจูด")),
)
COLUMNS: dict[Sheet, tuple[Column, ...]] = {
    Sheet.PRODUCTS: (
        Column(
            "name_th",
            "ชื่อผลิตภัณฑ์",
            "product name",
            ("ผลิตภัณฑ์", "ชื่อสินค้า", "สินค้า", "product", "product_name_th"),
            required=True,
        ),
        Column("name_en", "ชื่อภาษาอังกฤษ", "English name", ("product_name_en", "ชื่อผลิตภัณฑ์ (อังกฤษ)")),
        Column("type", "ประเภทผลิตภัณฑ์", "type", ("ประเภท", "ประเภทสินค้า", "product_type")),
        Column(
            "producer",
            "ผู้ผลิต",
            "producer",
            ("ชื่อผู้ผลิต", "ผู้ประกอบการ", "ชื่อผู้ประกอบการ", "ชื่อกลุ่ม", "กลุ่มผู้ผลิต", "seller_th", "ผู้จำหน่าย"),
        ),
        Column("local_authority", "องค์กรปกครองส่วนท้องถิ่น", "local authority", ("อปท.", "local_authority_th", "ชื่อ อปท.")),
        *PLACE,
        *CONTACT,
        Column("price", "ราคา", "price", ("ราคา (บาท)", "ราคาต่อหน่วย", "ราคาขาย")),
        Column("unit", "หน่วย", "unit", ("หน่วยนับ", "ขนาด")),
        Column("materials", "วัตถุดิบ", "materials", ("วัตถุดิบที่ใช้",)),
        Column("story", "เรื่องราว", "story", ("เรื่องราวผลิตภัณฑ์", "รายละเอียด", "description")),
    ),
    Sheet.PRODUCERS: (
        Column(
            "name_th",
            "ชื่อผู้ผลิต",
            "producer name",
            ("ผู้ผลิต", "ผู้ประกอบการ", "ชื่อผู้ประกอบการ", "ชื่อกลุ่ม", "seller_th", "producer"),
            required=True,
        ),
        Column("name_en", "ชื่อภาษาอังกฤษ", "English name", ("producer_name_en",)),
        Column("kind", "ประเภทผู้ผลิต", "kind", ("ประเภทผู้ประกอบการ", "ลักษณะผู้ประกอบการ")),
        Column("official_number", "เลขทะเบียน OTOP", "official number", ("เลขที่ลงทะเบียน", "รหัสผู้ประกอบการ", "ทะเบียนเลขที่")),
        *PLACE,
        *CONTACT,
        Column("line_id", "ไลน์ไอดี", "LINE id", ("line", "ไลน์", "id line")),
        Column("contact", "ผู้ติดต่อ", "contact person", ("ชื่อผู้ติดต่อ", "ประธานกลุ่ม", "ผู้ประสานงาน")),
        Column("identity", "เลขประจำตัวประชาชน", "citizen id", ("เลขบัตรประชาชน", "เลขประจำตัว 13 หลัก", "เลขนิติบุคคล")),
        Column("people", "จำนวนสมาชิก", "people", ("สมาชิก", "สมาชิก (คน)")),
        Column("founded", "วันที่จัดตั้ง", "founded", ("วันก่อตั้ง", "วันที่จดทะเบียน", "ปีที่จัดตั้ง")),
    ),
    Sheet.COMMUNITIES: (
        Column("name_th", "ชื่อชุมชน", "community", ("community_th", "ชุมชน", "ชื่อหมู่บ้าน", "หมู่บ้าน"), required=True),
        Column("category", "ประเภทชุมชน", "category", ("category_th", "ประเภท")),
        *(column for column in PLACE if column.key != "village"),
    ),
}

MATCH = Column("match", "รายเดิมในทะเบียน", "row in the register")

# A formal title makes a person only at the start of a word and before a name ("เล็บมือนาง", "นางพญา" are none); a
# nickname such as "ป้าแว่น" is mostly a brand. Lists handed on often carry "[ตัดชื่อบุคคล]" where a name stood.
PERSON = re.compile(
    r"(?:^|[\s(/,]|โดย|ของ)(?P<titled>(?:นางสาว|น\.ส\.|นาย|นาง|ด\.ต\.|ร\.ต\.|จ\.ส\.อ\.)"
    r"(?!ฟ้า|พญา|เงือก|รำ|เก็จ|แบบ|เล็ด|ฮ้อย|รม|แอ่น)\s?[ก-ฮเ-ไ][\u0e00-\u0e7f]+(?:\s+[ก-ฮเ-ไ][\u0e00-\u0e7f]+)?)"
    r"|(?P<masked>\[[^\]]*บุคคล[^\]]*\])"
)
REMAINS = re.compile(r"\(\s*\)|(?:โดย|ของ)\s*$")

problem.register(
    Rule(
        "import.column",
        th="ไม่พบคอลัมน์ “{column}” ในไฟล์ (หัวคอลัมน์ที่พบ: {found}) กรุณาตั้งหัวคอลัมน์ให้ชัด แล้วส่งใหม่",
        en="No column “{column_en}” in the file (headings found: {found}). Name it in the heading and send it again.",
    ),
    Rule(
        "import.errors",
        th="มี {count} แถวที่นำเข้าไม่ได้ แก้ในไฟล์แล้วส่งใหม่ หรือเลือก “นำเข้าเฉพาะแถวที่ดี”",
        en="{count} rows cannot be imported. Mend the file and send it again, or choose “good rows only”.",
    ),
    Rule(
        "import.done",
        th="ไฟล์นี้นำเข้าไปแล้ว ไม่ได้นำเข้าซ้ำ",
        en="This file was imported already; it was not imported twice.",
    ),
    Rule(
        "import.name",
        th="ไม่มีชื่อ จึงบันทึกแถวนี้ไม่ได้ กรุณาใส่ชื่อในไฟล์",
        en="There is no name, so this row cannot be stored. Please enter one.",
    ),
    Rule("import.area", th="ไม่รู้ว่าอยู่จังหวัดและอำเภอใด: {reason}", en="Province and district cannot be told: {reason}"),
    Rule(
        "import.outside",
        th="อยู่นอกพื้นที่ที่ท่านดูแล ({path}) ให้ผู้ดูแลพื้นที่นั้นนำเข้า",
        en="Outside your area ({path}). The officer there must import it.",
    ),
    Rule(
        "import.tambon",
        th="ตำบลหรือหมู่ยังไม่แน่ใจ: {reason} บันทึกไว้เท่าที่แน่ใจก่อน",
        en="Tambon or village is not sure: {reason} Stored as far as it is sure.",
    ),
    Rule(
        "import.tambon_missing", th="ไม่ได้บอกตำบล บันทึกไว้ที่ระดับอำเภอ", en="No tambon is given. Stored at district level."
    ),
    Rule(
        "import.producer_missing",
        th="ไม่มีชื่อผู้ผลิต เก็บเป็นร่างไว้ก่อน ยังส่งเผยแพร่ไม่ได้",
        en="No producer is named. Kept as a draft; it cannot be published yet.",
    ),
    Rule(
        "import.type_missing",
        th="ไม่มีประเภทผลิตภัณฑ์ ต้องเลือกหนึ่งใน 5 ประเภทก่อนเผยแพร่",
        en="No product type. One of the five is needed before publication.",
    ),
    Rule(
        "import.type_unknown",
        th="ไม่รู้จักประเภท “{found}” ต้องเลือกหนึ่งใน 5 ประเภท",
        en="The type “{found}” is not known. Choose one of the five.",
    ),
    Rule(
        "import.kind_unknown",
        th="ไม่รู้จักประเภทผู้ผลิต “{found}” (กลุ่มผู้ผลิตชุมชน เจ้าของรายเดียว SME)",
        en="The kind “{found}” is not known (community group, sole owner, SME).",
    ),
    Rule(
        "import.person",
        th="ชื่อผลิตภัณฑ์มีชื่อบุคคล “{found}” ก่อนเผยแพร่ควรเหลือแต่ชื่อผลิตภัณฑ์",
        en="The product name holds a person's name “{found}”. Keep only the product's name before publication.",
    ),
    Rule("import.likely", th="คล้ายรายที่มีอยู่แล้ว ({found})", en="Looks like one already there ({found})."),
    Rule(
        "import.twin", th="ซ้ำกับแถว {row} ทุกช่อง ไม่นำเข้าอีก", en="The same as row {row} in every cell; not imported again."
    ),
)


def read_name(line: Line, limit: int) -> None:
    """The name, without which nothing can be stored."""
    line.values["name_th"] = name = line.text("name_th", limit)
    if not name:
        line.say("name_th", Severity.ERROR, "import.name", line.cells.get("name_th", ""))


def read_person_in_name(line: Line) -> None:
    """A person's name inside a product's name is stored but must go before guests see it."""
    name = line.values["name_th"]
    if found := PERSON.search(name):
        first, last = found.span(found.lastgroup or 0)
        rest = thai.clean(REMAINS.sub("", f"{name[:first]} {name[last:]}"))
        person = name[first:last]
        line.say("name_th", Severity.WARNING, "import.person", person, proposal=rest, blocks=True)


TYPE_WORDS: dict[Type, tuple[str, ...]] = {
    Type.DRINK: (
        "น้ำผลไม้",
        "เครื่องดื่ม",
        "กาแฟ",
        "ชา",
        "ไวน์",
        "สุรา",
        "เหล้า",
        "น้ำสมุนไพร",
        "น้ำมะพร้าว",
        "น้ำอ้อย",
        "น้ำดื่ม",
        "โกโก้",
    ),
    Type.HERBAL: (
        "สบู่",
        "แชมพู",
        "ยาหม่อง",
        "น้ำมันนวด",
        "ลูกประคบ",
        "พิมเสน",
        "ยาดม",
        "ครีม",
        "โลชั่น",
        "น้ำมันเหลือง",
        "ขมิ้นชัน",
        "สมุนไพร",
        "น้ำยาล้างจาน",
    ),
    Type.TEXTILE: (
        "ผ้า",
        "เสื้อ",
        "ซิ่น",
        "โสร่ง",
        "กางเกง",
        "หมวก",
        "รองเท้า",
        "สไบ",
        "เครื่องแต่งกาย",
        "บาติก",
        "มัดหมี่",
        "ย่าม",
        "เครื่องประดับ",
        "สร้อย",
    ),
    Type.UTENSIL: (
        "ตะกร้า",
        "เสื่อ",
        "จักสาน",
        "กระเป๋า",
        "แกะสลัก",
        "ดอกไม้",
        "พวงกุญแจ",
        "โมเดล",
        "เครื่องปั้น",
        "ไม้กวาด",
        "หมอน",
        "กรอบ",
        "ตุ๊กตา",
        "เฟอร์นิเจอร์",
        "มีด",
        "กระติบ",
        "โคมไฟ",
        "พรม",
        "ของที่ระลึก",
        "กระถาง",
        "โต๊ะ",
        "เก้าอี้",
        "ที่นอน",
        "เซรามิก",
        "ปุ๋ย",
    ),
    Type.FOOD: (
        "ขนม",
        "น้ำพริก",
        "กล้วย",
        "ข้าว",
        "ปลา",
        "ไข่",
        "หมู",
        "เนื้อ",
        "แหนม",
        "กุนเชียง",
        "ไส้กรอก",
        "กุ้ง",
        "กะปิ",
        "มะม่วง",
        "ทุเรียน",
        "น้ำปลา",
        "ถั่ว",
        "คุกกี้",
        "เห็ด",
        "น้ำผึ้ง",
        "แกง",
        "ทองม้วน",
        "หน่อไม้",
        "พริก",
        "มะขาม",
        "เค้ก",
        "กระเทียม",
        "ผัก",
        "ผลไม้",
        "แคบ",
        "สละ",
        "ลำไย",
        "ส้ม",
        "เผือก",
        "มัน",
        "น้ำตาล",
        "หอย",
        "ปู",
        "ปลาร้า",
        "ส้มตำ",
        "ลูกชิ้น",
        "กระยาสารท",
        "แยม",
        "วุ้น",
        "ทอฟฟี่",
        "ท็อฟฟี่",
        "เต้าหู้",
        "หม่ำ",
        "แจ่ว",
        "สับปะรด",
        "ฝรั่ง",
        "องุ่น",
        "ขนุน",
        "หมึก",
        "เกลือ",
        "ก๋วยเตี๋ยว",
        "เบเกอรี่",
        "กะหรี่",
        "ซาลาเปา",
        "โรตี",
        "ไก่",
        "เป็ด",
        "หมี่",
        "ซอส",
        "น้ำจิ้ม",
        "เมล่อน",
        "มะพร้าวแก้ว",
        "อาหาร",
        "ยำ",
        "เยลลี่",
        "แป้ง",
        "ไอศกรีม",
    ),
}
TYPE_NAMES = {
    Type.FOOD: ("อาหาร", "ประเภทอาหาร", "food"),
    Type.DRINK: ("เครื่องดื่ม", "ประเภทเครื่องดื่ม", "drink", "beverage"),
    Type.TEXTILE: ("ผ้าและเครื่องแต่งกาย", "ผ้า เครื่องแต่งกาย", "ผ้า", "textile", "fabric"),
    Type.UTENSIL: (
        "ของใช้ ของตกแต่ง ของที่ระลึก",
        "ของใช้/ของตกแต่ง/ของที่ระลึก",
        "ของใช้",
        "ของตกแต่ง",
        "ของใช้และของตกแต่ง",
        "ของที่ระลึก",
        "utensil",
    ),
    Type.HERBAL: ("สมุนไพรที่ไม่ใช่อาหาร", "สมุนไพรที่ไม่ใช่อาหารและยา", "สมุนไพร", "herb", "herbal"),
}
KIND_NAMES = {
    Kind.GROUP: ("กลุ่มผู้ผลิตชุมชน", "กลุ่มผู้ผลิต", "กลุ่ม", "วิสาหกิจชุมชน", "community group", "group"),
    Kind.OWNER: ("เจ้าของรายเดียว", "ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว", "รายเดียว", "sole owner", "owner"),
    Kind.SME: ("sme", "วิสาหกิจขนาดกลางและขนาดย่อม", "ผู้ผลิตที่เป็นวิสาหกิจขนาดกลางและขนาดย่อม"),
}


def _by_name(names: dict[Any, tuple[str, ...]]) -> dict[str, str]:
    return {thai.fold(text): kind.value for kind, texts in names.items() for text in (*texts, kind.value)}


TYPES, KINDS = _by_name(TYPE_NAMES), _by_name(KIND_NAMES)
TYPE_CHOICES = tuple((kind.value, TYPE_NAMES[kind][0]) for kind in Type)


def guess_type(name: str) -> str:
    """The type the earliest known word of a product name speaks for; empty when no word is known."""
    spots = [
        (name.find(word), -len(word), kind.value)
        for kind, words in TYPE_WORDS.items()
        for word in words
        if word in name
    ]
    return min(spots)[2] if spots else ""


def read_type(line: Line) -> None:
    """One of the five; otherwise stored without, with a proposal from the name where a word tells."""
    raw = line.text("type")
    known = TYPES.get(thai.fold(raw), "") if raw else ""
    line.values["type"] = known
    if known:
        return
    rule = "import.type_unknown" if raw else "import.type_missing"
    proposal = guess_type(line.values["name_th"])
    line.say("type", Severity.WARNING, rule, raw, proposal=proposal, choices=TYPE_CHOICES, blocks=True)


def read_kind(line: Line) -> None:
    raw = line.text("kind")
    line.values["kind"] = KINDS.get(thai.fold(raw), "") if raw else ""
    if raw and not line.values["kind"]:
        line.say("kind", Severity.WARNING, "import.kind_unknown", raw)


def kind_of_name(name: str) -> str:
    """The kind a producer's own name tells: a group or community enterprise, a company; else unknown."""
    if name.startswith(("กลุ่ม", "วิสาหกิจ", "ชมรม", "สหกรณ์", "ศูนย์", "แม่บ้าน")):
        return Kind.GROUP.value
    if name.startswith(("บริษัท", "หจก", "ห้างหุ้นส่วน", "บจก")) or "จำกัด" in name:
        return Kind.SME.value
    return ""


PlaceReader = Callable[[Line], None]


def read_product(line: Line, place: PlaceReader) -> None:
    """A row of a product list: the product, and its producer by name where one is named."""
    read_name(line, 300)
    read_person_in_name(line)
    place(line)
    read_type(line)
    line.values["producer"] = line.text("producer", 200)
    if not line.values["producer"]:
        line.say("producer", Severity.WARNING, "import.producer_missing", line.cells.get("producer", ""), blocks=True)
    read_phones(line)
    read_price(line)
    for column, limit in (
        ("name_en", 300),
        ("local_authority", 160),
        ("address", 300),
        ("unit", 30),
        ("materials", 300),
        ("story", 0),
    ):
        line.values[column] = line.text(column, limit)


def read_producer(line: Line, place: PlaceReader) -> None:
    """A row of a producer list."""
    read_name(line, 200)
    place(line)
    read_kind(line)
    line.values["kind"] = line.values["kind"] or kind_of_name(line.values["name_th"])
    read_phones(line)
    read_identity(line)
    read_number(line, "people")
    read_date(line, "founded")
    for column, limit in (
        ("name_en", 200),
        ("official_number", 40),
        ("address", 300),
        ("line_id", 60),
        ("contact", 120),
    ):
        line.values[column] = line.text(column, limit)


def read_community(line: Line, place: PlaceReader) -> None:
    """A row of a list of tourism communities."""
    read_name(line, 160)
    place(line)
    line.values["category"] = line.text("category", 160)


READERS: dict[Sheet, Callable[[Line, PlaceReader], None]] = {
    Sheet.PRODUCTS: read_product,
    Sheet.PRODUCERS: read_producer,
    Sheet.COMMUNITIES: read_community,
}


def mark_twins(lines: Iterable[Line], seen: dict[int, int]) -> None:
    """A row equal to one above in every cell is not imported again; `seen` (cells' hash to row) lasts a file."""
    for line in lines:
        twin = hash(tuple(line.cells.items()))
        first = seen.setdefault(twin, line.number)
        if first != line.number:
            line.act = Act.TWIN
            line.findings = []
            line.say(
                "name_th", Severity.WARNING, "import.twin", line.cells.get("name_th", ""), values=(("row", str(first)),)
            )


def place_of(kind: Sheet, column: str) -> str:
    """The column of the sheet a finding is shown at: points about the place or the whole row stand somewhere too."""
    if column == "match":
        return "name_th"
    if column == "tambon" and kind is Sheet.PRODUCTS:
        return "address"
    return column
