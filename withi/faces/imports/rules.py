"""What a row of a sheet becomes: columns by kind, and every cell rule. Pure decisions.

Readers of single cells are in `kit.intake`; here stand the columns, the words and the rows of each kind.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from withi.faces.imports import months, partners
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
    INCOME = "income"
    PARTNERS = "partners"


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
    Column("lat", "ละติจูด", "latitude", ("lat", "ละติจูด (lat)", "เส้นรุ้ง")),
    Column("lon", "ลองจิจูด", "longitude", ("lon", "lng", "long", "ลองติจูด", "เส้นแวง")),
)
COLUMNS: dict[Sheet, tuple[Column, ...]] = {
    Sheet.PRODUCTS: (
        Column(
            "name_th",
            "ชื่อผลิตภัณฑ์",
            "product name",
            ("ผลิตภัณฑ์", "ชื่อสินค้า", "สินค้า", "product", "product_name_th", "ชื่อ"),
            required=True,
        ),
        Column("name_en", "ชื่อภาษาอังกฤษ", "English name", ("product_name_en", "ชื่อผลิตภัณฑ์ (อังกฤษ)")),
        Column("official_number", "เลขทะเบียนผลิตภัณฑ์", "official number", ("รหัสผลิตภัณฑ์", "รหัสผลิตภัณฑ์ OTOP")),
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
            ("ผู้ผลิต", "ผู้ประกอบการ", "ชื่อผู้ประกอบการ", "ชื่อกลุ่ม", "seller_th", "producer", "ชื่อ"),
            required=True,
        ),
        Column("name_en", "ชื่อภาษาอังกฤษ", "English name", ("producer_name_en",)),
        Column("kind", "ประเภทผู้ผลิต", "kind", ("ประเภทผู้ประกอบการ", "ลักษณะผู้ประกอบการ")),
        Column("official_number", "เลขทะเบียน OTOP", "official number", ("เลขที่ลงทะเบียน", "รหัสผู้ประกอบการ", "ทะเบียนเลขที่")),
        *PLACE,
        *CONTACT,
        Column("line_id", "ไลน์ไอดี", "LINE id", ("line", "ไลน์", "id line")),
        Column("contact", "ผู้ติดต่อ", "contact person", ("ชื่อผู้ติดต่อ", "ติดต่อ", "ประธานกลุ่ม", "ผู้ประสานงาน")),
        Column("identity", "เลขประจำตัวประชาชน", "citizen id", ("เลขบัตรประชาชน", "เลขประจำตัว 13 หลัก", "เลขนิติบุคคล")),
        Column("people", "จำนวนสมาชิก", "people", ("สมาชิก", "สมาชิก (คน)")),
        Column("founded", "วันที่จัดตั้ง", "founded", ("วันก่อตั้ง", "วันที่จดทะเบียน", "ปีที่จัดตั้ง")),
    ),
    Sheet.COMMUNITIES: (
        Column("name_th", "ชื่อชุมชน", "community", ("community_th", "ชุมชน", "ชื่อหมู่บ้าน", "หมู่บ้าน", "ชื่อ"), required=True),
        Column("category", "ประเภทชุมชน", "category", ("category_th", "ประเภท")),
        *(column for column in PLACE if column.key != "village"),
    ),
    Sheet.INCOME: months.COLUMNS,
    Sheet.PARTNERS: (*partners.COLUMNS, *PLACE[:3]),
}

MATCH = Column("match", "รายเดิมในทะเบียน", "row in the register")

# A formal title makes a person only at the start of a word and before a name ("เล็บมือนาง", "นางพญา" are none); a
# nickname such as "ป้าแว่น" is mostly a brand. Lists handed on often carry "[ตัดชื่อบุคคล]" where a name stood.
_TITLES = (
    r"นางสาว|น\.ส\.|นาย|นาง|ด\.[ชญ]\.|เด็กชาย|เด็กหญิง|ม\.[ลร]\.(?:ว\.)?|หม่อม(?:หลวง|ราชวงศ์)|คุณหญิง|ดร\.|[ผร]ศ\."
    r"|(?:ว่าที่\s?)?(?:ร้อย|พัน|สิบ|จ่าสิบ)(?:ตรี|โท|เอก)|ดาบตำรวจ|(?:พล|[พรสจด])\.(?:[ตอทส]\.){1,2}"
)
PERSON = re.compile(
    rf"(?:^|[\s(/,]|โดย|ของ)(?P<titled>(?:(?:{_TITLES})\s?)+"
    r"(?!ฟ้า|พญา|เงือก|รำ|เก็จ|แบบ|เล็ด|ฮ้อย|รม|แอ่น)[ก-ฮเ-ไ][\u0e00-\u0e7f]+(?:\s+[ก-ฮเ-ไ][\u0e00-\u0e7f]+)?)"
    r"|(?P<masked>\[[^\]]*บุคคล[^\]]*\])"
)
REMAINS = re.compile(r"\(\s*\)|(?:โดย|ของ|(?:ผู้)?ติดต่อ|ประธาน(?:กลุ่ม)?)?[\s(/,:\-]*$")
STANDS_APART = re.compile(r"(?:[\s(/,:\-]|โดย|ของ)$")
LIST_MARK = re.compile(r"^[.,;:*•·\-–—]+\s*(?=\S)")
# A group where a product should stand, and what is no producer: an address, or where the goods are sold.
GROUP = re.compile(r"กลุ่ม|วิสาหกิจ|ชมรม|สหกรณ์|ศูนย์")
_NO_PRODUCER = re.compile(
    r"(?:(?:บ้าน)?เลขที่\s*)?[\d/\-]*\s*(?:หมู่(?:ที่|บ้าน)?\s*\d|ม\.\s*\d|ต\.|ตำบล|อ\.|อำเภอ|จ\.|จังหวัด)"
    r"|(?:(?:บ้าน)?เลขที่|\d|(?:หมู่)?บ้าน\S*\s).*(?:ต\.|ตำบล|อ\.|อำเภอ)"
    r"|(?:วาง)?จำหน่าย|ขาย|ตาม(?:บูธ|ตลาด|งาน|ร้าน)|ตลาดนัด|ร้านค้า(?:ทั่วไป|ตาม|ใน)"
)
_SHORTEST_MAKER = 12
_AUTHORITY = re.compile(r"(?:องค์การบริหารส่วนตำบล|อบต\.?|เทศบาลตำบล|ทต\.)\s*(?P<tambon>[ก-๙.\s]+)")

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
        "import.gone",
        th="ไฟล์นี้ถูกลบไปแล้ว กรุณาเลือกไฟล์ใหม่",
        en="This file was deleted meanwhile. Please choose it again.",
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
        "import.tambon_authority",
        th="ไม่ได้บอกตำบล แต่มาจาก{found} จึงเสนอ {path} บันทึกไว้ที่ระดับอำเภอก่อน",
        en="No tambon is given, but the row comes from {found}: {path} is proposed. Stored at district level.",
    ),
    Rule(
        "import.village",
        th="{reason} บันทึกตามเลขหมู่",
        en="{reason} Stored by the number.",
    ),
    Rule(
        "import.village_name",
        th="ไม่ได้บอกเลขหมู่ {reason} บันทึกไว้ที่ระดับตำบลก่อน",
        en="No number of a village is given. {reason} Stored at tambon level.",
    ),
    Rule(
        "import.group_name",
        th="ชื่อผลิตภัณฑ์เป็นชื่อกลุ่ม ควรเป็นชื่อสินค้าที่ขาย",
        en="The product bears the name of a group. It should be the name of what is sold.",
    ),
    Rule(
        "import.producer_masked",
        th="ชื่อผู้ผลิตถูกตัดบางส่วน “{found}” จึงยังไม่รู้ว่าเป็นใคร",
        en="Part of the producer's name “{found}” was cut out, so nobody knows who it is.",
    ),
    Rule(
        "import.producer_place",
        th="ช่องผู้ผลิตบอกที่อยู่หรือที่ขาย “{found}” ไม่ใช่ชื่อผู้ผลิต",
        en="The producer's cell tells an address or where it is sold, “{found}”, not a producer.",
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
        "import.number_twice",
        th="เลขทะเบียน {found} อยู่ที่แถว {row} แล้ว กรุณาตรวจว่าเป็นรายเดียวกันหรือพิมพ์ผิด",
        en="The official number {found} stands in row {row} already. Check whether it is the same one, or a slip.",
    ),
    Rule(
        "import.twin", th="ซ้ำกับแถว {row} ทุกช่อง ไม่นำเข้าอีก", en="The same as row {row} in every cell; not imported again."
    ),
)


def read_name(line: Line, limit: int) -> None:
    """The name, without which nothing can be stored."""
    raw = line.text("name_th", limit)
    line.values["name_th"] = name = LIST_MARK.sub("", raw)
    if not name:
        line.say("name_th", Severity.ERROR, "import.name", line.cells.get("name_th", ""))
    elif name != raw:
        line.say("name_th", Severity.REPAIR, "cell.cleaned", raw, proposal=name)


def read_person_in_name(line: Line) -> None:
    """A person's name inside a product's name is stored but must go before guests see it."""
    name = line.values["name_th"]
    if found := PERSON.search(name):
        first, last = found.span(found.lastgroup or 0)
        rest = without(name, first, last)
        line.say("name_th", Severity.WARNING, "import.person", name[first:last], proposal=rest, blocks=True)
    elif GROUP.match(name):
        line.say("name_th", Severity.WARNING, "import.group_name", name)


def without(text: str, first: int, last: int) -> str:
    """The text without a stretch of it, and without what the stretch leaves behind (empty or open brackets, โดย)."""
    return thai.clean(REMAINS.sub("", f"{text[:first]} {text[last:]}"))


def read_producer_name(line: Line) -> None:
    """Whose the product is. What is no name of a producer is said and offered, never made a producer in silence."""
    raw = line.text("producer", 200)
    line.values["producer"] = ""
    masked = PERSON.search(raw)
    if not raw:
        name = line.values["name_th"]
        proposal = name[:200] if GROUP.match(name) else ""
        found = line.cells.get("producer", "")
        line.say("producer", Severity.WARNING, "import.producer_missing", found, proposal=proposal, blocks=True)
    elif masked and masked["masked"]:
        rest = without(raw, *masked.span("masked"))
        is_whole = STANDS_APART.search(raw[: masked.start("masked")]) and len(rest) >= _SHORTEST_MAKER
        proposal = rest if is_whole and GROUP.match(rest) else ""
        line.say("producer", Severity.WARNING, "import.producer_masked", raw, proposal=proposal, blocks=True)
    elif _NO_PRODUCER.match(raw):
        as_it_is = ((raw, raw),)
        line.say("producer", Severity.WARNING, "import.producer_place", raw, choices=as_it_is, blocks=True)
    else:
        line.values["producer"] = raw


def tambon_of(authority: str) -> str:
    """The name of the tambon whose local authority this is; empty for towns, cities and provinces.

    In 98 of 100 rows of an open list that name both, an อบต. or เทศบาลตำบล was named like the tambon of the address.
    """
    found = _AUTHORITY.match(thai.clean(authority))
    return found["tambon"].strip() if found else ""


# Words of product names as OTOP lists write them, common misspellings too. A longer word hides those in it:
# น้ำอ้อยงบ (food) before น้ำอ้อย (drink).
TYPE_WORDS: dict[Type, str] = {
    Type.DRINK: (
        "น้ำผลไม้ เครื่องดื่ม กาแฟ ไวน์ สุรา เหล้า เบียร์ สาโท กระแช่ ยาดอง น้ำสมุนไพร น้ำมะ น้ำอ้อย น้ำตาลสด "
        "น้ำดื่ม น้ำแร่ น้ำเม่า น้ำหมากเม่า น้ำหม่อน น้ำลูกหม่อน น้ำมัลเบอร์ น้ำกระเจี๊ยบ น้ำเสาวรส "
        "น้ำว่านหางจระเข้ น้ำว่างหางจระเข้ น้ำขิง น้ำอัญชัน น้ำตะไคร้ น้ำใบ น้ำลำไย น้ำข้าวกล้อง "
        "น้ำข้าวโพด น้ำเต้าหู้ น้ำฝรั่ง น้ำสับปะรด น้ำส้มคั้น น้ำลูกยอ น้ำหมักผลไม้ คอมบูชา โกโก้ นมแพะ นมสด "
        "นมวัว นมข้าวโพด นมถั่วเหลือง นมพาสเจอร์ ชาสมุนไพร ชาใบ ชาเขียว ชาดำ ชาแดง ชาขาว ชาอู่หลง ชาดอก "
        "ชาหม่อน ชามะ ชากระเจี๊ยบ ชากุหลาบ ชารำ ชาข้าว ชาไทย ชานม ชาชัก ชาชง ชาผง ชาเชียงดา ชาผัก "
        "ชาเจียวกู่หลาน ชาหญ้า ชาอัสสัม ชาขิง ชาตะไคร้ ชาย่านาง ชาบัว ชาเกสร ชาเบญจ ใบชา ผงชา น้ำชา ขิงผง "
        "ชงดื่ม พร้อมชง"
    ),
    Type.HERBAL: (
        "สบู่ แชมพู ยาสระผม ครีม เซรั่ม มาส์ก โลชั่น ขัดผิว สครับ สปา เกลือสปา เครื่องสำอาง ลิปสติก ลิปบาล์ม แป้งร่ำ "
        "แป้งฝุ่น แป้งพัฟ น้ำอบ น้ำหอม ดินสอพอง ยาหม่อง ยาดม พิมเสน ลูกประคบ ไพล น้ำมันนวด น้ำมันเหลือง "
        "น้ำมันเขียว น้ำมันไพล น้ำมันหอมระเหย น้ำมันสมุนไพร น้ำมันตะไคร้หอม ขมิ้นชัน ฟ้าทะลายโจร แคปซูล "
        "ยาสมุนไพร ผลิตภัณฑ์สมุนไพร สมุนไพรไทย สมุนไพรแห้ง ตะไคร้หอม ยากันยุง ไล่ยุง น้ำยาล้างจาน น้ำยาซักผ้า "
        "น้ำยาปรับผ้า น้ำยาทำความสะอาด น้ำยาเอนกประสงค์ น้ำยาอเนกประสงค์ เจลล้างมือ เจลแอลกอฮอล์"
    ),
    Type.TEXTILE: (
        "ผ้า เสื้อ ซิ่น โสร่ง กางเกง กระโปรง หมวก รองเท้า ถุงเท้า สไบ เครื่องแต่งกาย บาติก ปาเต๊ะ มัดหมี่ "
        "ย่าม แพรวา หม้อห้อม ม่อฮ่อม ชุดไทย ชุดทำงาน ฮิญาบ เข็มขัด เส้นไหม ไหมพรม เครื่องประดับ เครื่องเงิน "
        "สร้อยคอ สร้อยข้อมือ กำไล ต่างหู"
    ),
    Type.UTENSIL: (
        "ตะกร้า เสื่อ จักสาน กระเป๋า แกะสลัก ดอกไม้ พวงกุญแจ โมเดล เครื่องปั้น ดินเผา ไม้กวาด หมอน กรอบรูป "
        "กรอบไม้ ตุ๊กตา เฟอร์นิเจอร์ มีด กระติบ กระบุง กระด้ง กระเช้า ชะลอม ฝาชี ไม้ไผ่สาน กะลามะพร้าว "
        "ผักตบชวา เปลือกหอย เกล็ดปลา โคมไฟ พรมเช็ดเท้า พรมทอ ของที่ระลึก ของชำร่วย ของตกแต่ง ของเล่น กระถาง "
        "แจกัน โต๊ะไม้ ชุดโต๊ะ เก้าอี้ ที่นอน เปลญวน เซรามิก เบญจรงค์ ศิลาดล เครื่องหนัง ร่มกระดาษ กระดาษสา "
        "เทียนหอม ธูป พวงหรีด บายศรี พวงมาลัย หัตถกรรม งานฝีมือ ประดิษฐ์ เดคูพาจ ครกหิน เตาอั้งโล่ สุ่มไก่ "
        "ปุ๋ย"
    ),
    Type.FOOD: (
        "ขนม น้ำพริก กล้วย กล้อย ข้าว ปลา ไข่ หมู เนื้อ แหนม กุนเชียง ไส้กรอก ใส้กรอก กุ้ง กะปิ น้ำปลา ถั่ว "
        "คุกกี้ คุ้กกี้ เห็ด น้ำผึ้ง แกง เครื่องแกง ทองม้วน ทองพับ ทองหยิบ ทองหยอด ฝอยทอง หน่อไม้ ไผ่หวาน "
        "พริก เค้ก เบเกอรี่ เบเกอรี เบเกอร์รี่ กระเทียม ผัก ผลไม้ แคบหมู แค็บหมู แคปหมู แค็ปหมู แค๊ปหมู "
        "ข้าวแคบ มะม่วง มะขาม มะเขือ มะละกอ มะนาว มะยม มะดัน มะกอก มะไฟ มะตูม มะปราง มะยงชิด มะพร้าว ทุเรียน "
        "หมอนทอง สละ ลำไย ลำใย ลิ้นจี่ เงาะ มังคุด ลองกอง ระกำ ส้ม เผือก มัน แห้ว สับปะรด สับประรด ฝรั่ง "
        "องุ่น ขนุน กระท้อน ชมพู่ พุทรา น้อยหน่า แก้วมังกร เสาวรส แตงโม แคนตาลูป เมล่อน ฟักทอง ฟักข้าว "
        "อินทผลัม อินทผาลัม ตะลิงปลิง มัลเบอร์รี่ มัลเบอรี่ หมากเม่า ลูกหม่อน สตรอเบอรี่ สตรอเบอร์รี่ "
        "สตรอว์เบอร์รี บานาน่า ลูกหยี ลูกจันทน์ ลูกตาล จาวตาล ตาลโตนด ตาลแก้ว สะตอ สตอ หอมแดง หอมเจียว ขิง "
        "ข่า ตะไคร้ กระชาย กุยช่าย กุ่ยช่าย ต้นอ่อน งาดำ งาขาว งาขี้ม่อน ลูกเดือย เม็ดเดือย ธัญพืช เม็ดบัว "
        "แมคคาเดเมีย มะคาเดเมีย กาหยู กาหยี น้ำตาล น้ำเชื่อม น้ำส้มสายชู น้ำอ้อยงบ น้ำอ้อยผง น้ำอ้อยก้อน "
        "น้ำอ้อยข้าว อ้อยแก้ว น้ำจิ้ม น้ำสลัด สลัด น้ำยำ น้ำปรุง น้ำผัดไท น้ำซุป น้ำมันรำ น้ำมันงา "
        "น้ำมันมะพร้าว น้ำมันพืช น้ำมันปาล์ม หอย ปูนา ปูดอง ปูเค็ม ปูจ๋า ปูนิ่ม ปูอัด น้ำปู เนื้อปู หมึก เคย "
        "บูดู จิ้งจัง สาหร่าย ไก่ เป็ด ห่าน ตับ หนังเค็ม พะโล้ ลาบ ลูกชิ้น หม่ำ หม้ำ แจ่ว ไส้อั่ว ใส้อั่ว "
        "ไส้อั๋ว ใส้อั๋ว ไตปลา เค็มบักนัด ยำ เต้าหู้ เต้าเจี้ยว เต้าส่วน เต้าฮวย เต้าส้อ ซีอิ๊ว ซีอิ้ว ซอส "
        "ปลายอ ปูแกะ ปูม้า ปุยฝ้าย สาลี่ เหนียวหลาม แซนวิช แซนวิซ แซนด์วิช สปาเก็ตตี้ เกลือ ไชโป้ว ไชโป๊ "
        "ก๋วยเตี๋ยว ก๋วยจั๊บ หมี่ เส้นหมี่ ซาลาเปา บะจ่าง บ๊ะจ่าง โรตี กะหรี่ กระหรี่ กะหรี กระยา กายะสาร "
        "ปั้นขลิบ ปั้นสิบ เปี๊ยะ บ้าบิ่น บัวลอย ลอดช่อง ครองแครง ลูกชุบ กลีบลำดวน จ่ามงกุฎ อาลัว สังขยา ตังเม "
        "ซ่าหริ่ม กาละแม กาละแมร์ กะละแม กะลาแม เฉาก๊วย เฉาก๋วย เมี่ยง แยม วุ้น เยลลี่ พุดดิ้ง ทอฟฟี่ ท็อฟฟี่ "
        "ท๊อฟฟี่ ท็อปฟี่ สายไหม โดนัท มัฟฟิน พาย เครป พิซซ่า โมจิ โยเกิร์ต ชีส ไอศกรีม ไอศครีม ไอติม "
        "นมอัดเม็ด แป้ง อาหาร ผงโรยข้าว ปรุงรส จิ้งหรีด ดักแด้ รังนก แมงดา แช่อิ่ม เชื่อม กวน ดอง ฉาบ ทอด "
        "กรอบ ลอยแก้ว สามรส อบแห้ง ตากแห้ง แดดเดียว ย่าง"
    ),
}
# Words that tell no type and hide one that would: the wood of กล้วยไม้, the people of ชาวนา.
_NO_TYPE = (
    "น้ำมัน กล้วยไม้ อาหารสัตว์ ร้านอาหาร ปลากัด ปลาสวยงาม ปลาย ไก่ชน ชาวเล ชาววัง ชาวบ้าน ชาวสวน ชาวนา ราชา "
    "ประชา ครีมเทียม สะพาย อย่าง ข่าว เมล็ดพันธุ์"
)
TYPE_OF_WORD = {word: kind.value for kind, words in TYPE_WORDS.items() for word in words.split()}
TYPE_OF_WORD |= dict.fromkeys(_NO_TYPE.split(), "") | {"ชา": Type.DRINK.value}
# Longer words first; none within a syllable (หมู in หมู่, มีด in มีดี); ชา only where it stands alone.
KNOWN_WORD = re.compile(
    rf"(?<![เแโใไ])(?:{'|'.join(sorted(TYPE_OF_WORD.keys() - {'ชา'}, key=len, reverse=True))}|(?<![ก-๙])ชา(?![ก-๙]))"
    r"(?![\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])"
)
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
    return next(filter(None, (TYPE_OF_WORD[found[0]] for found in KNOWN_WORD.finditer(name))), "")


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
    read_producer_name(line)
    read_phones(line)
    read_price(line)
    for column, limit in (
        ("name_en", 300),
        ("official_number", 40),
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
    Sheet.INCOME: months.read_month,
    Sheet.PARTNERS: partners.read_partner,
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
    return {Sheet.PRODUCTS: "address", Sheet.PARTNERS: "areas"}.get(kind, column) if column == "tambon" else column
