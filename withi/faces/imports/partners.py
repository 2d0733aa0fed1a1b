"""Lists of partners: the columns, and what one row says. Pure decisions; `rules` takes them up.

What the desk asks of one partner is asked here of many: its kind, that it is an organisation, whether it is known
already. A row whose question nobody answers is not stored.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from withi.kit import problem, thai
from withi.kit.columns import Column
from withi.kit.intake import Line, Severity, read_date, read_phones
from withi.kit.problem import Problem, Rule
from withi.registers.partners.rules import MOST_AREAS, NAME_LENGTH, NOTE_LENGTH, Kind, check_dates

ADDRESS = 200
PHONE = 20
COLUMNS = (
    Column(
        "name_th",
        "ชื่อภาคี",
        "partner",
        ("ภาคี", "ภาคีเครือข่าย", "ชื่อหน่วยงาน", "หน่วยงาน", "ชื่อองค์กร", "องค์กร", "ชื่อ", "name"),
        required=True,
    ),
    Column("name_en", "ชื่อภาษาอังกฤษ", "English name", ("name in English", "ชื่อ (อังกฤษ)", "name_en")),
    Column("kind", "ประเภทภาคี", "kind of partner", ("ประเภท", "ประเภทหน่วยงาน", "kind", "ลักษณะหน่วยงาน")),
    Column("areas", "พื้นที่ทำงาน", "where it works", ("พื้นที่", "พื้นที่ดำเนินงาน", "พื้นที่รับผิดชอบ", "areas")),
    Column("phone", "โทรศัพท์สำนักงาน", "phone of the office", ("โทรศัพท์", "เบอร์โทร", "เบอร์โทรศัพท์", "โทร", "tel")),
    Column("website", "เว็บไซต์", "website", ("เว็บ", "web", "url", "เว็บไซต์หน่วยงาน")),
    Column("since", "ร่วมงานตั้งแต่", "works with the programme since", ("ตั้งแต่", "วันเริ่ม", "วันที่เริ่ม", "since")),
    Column("until", "วันสุดท้าย", "last day", ("ถึง", "วันสิ้นสุด", "สิ้นสุด", "until")),
    Column("note", "หมายเหตุ", "notes", ("บันทึก", "รายละเอียด", "note", "remark", "remarks")),
)
KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.AGENCY: ("หน่วยงานราชการ", "ส่วนราชการ", "หน่วยงานรัฐ", "หน่วยงานภาครัฐ", "ภาครัฐ", "government agency"),
    Kind.LOCAL: ("องค์กรปกครองส่วนท้องถิ่น", "อปท.", "อปท", "ท้องถิ่น", "local authority"),
    Kind.SCHOOL: ("สถาบันการศึกษา", "มหาวิทยาลัย", "ภาควิชาการ", "โรงเรียน", "university or school", "university"),
    Kind.SOCIAL: ("บริษัทประชารัฐรักสามัคคี", "ประชารัฐ", "Pracharat Rak Samakkee company"),
    Kind.COMPANY: ("บริษัทเอกชน", "บริษัท", "เอกชน", "ภาคเอกชน", "company"),
    Kind.BANK: ("ธนาคาร", "สถาบันการเงิน", "bank"),
    Kind.GROUP: (
        "มูลนิธิ สมาคม หรือเครือข่าย",
        "มูลนิธิ",
        "สมาคม",
        "เครือข่าย",
        "ภาคประชาสังคม",
        "foundation, association or network",
    ),
}
KINDS = {thai.fold(word): kind.value for kind, words in KIND_WORDS.items() for word in (*words, kind.value)}
KIND_CHOICES = tuple((kind.value, words[0]) for kind, words in KIND_WORDS.items())
_SPEAKS = (
    (Kind.SOCIAL, re.compile("ประชารัฐรักสามัคคี")),
    (Kind.LOCAL, re.compile(r"อบ[ตจ]\.?|องค์การบริหารส่วน|เทศบาล|ทต\.")),
    (Kind.SCHOOL, re.compile(r"มหาวิทยาลัย|วิทยาลัย|โรงเรียน|สถาบัน|ม(?:รภ|ทร)\.?|ม\.(?=[ก-ฮ])")),
    (Kind.BANK, re.compile(r"ธนาคาร|ธ\.\s?ก\.\s?ส|ออมสิน")),
    (Kind.COMPANY, re.compile(r"บริษัท|บจก|หจก|ห้างหุ้นส่วน")),
    (Kind.GROUP, re.compile("มูลนิธิ|สมาคม|เครือข่าย|ชมรม|หอการค้า|สภาอุตสาหกรรม")),
    (Kind.AGENCY, re.compile("สำนักงาน|ที่ว่าการ|ที่ทำการ|กรม|กระทรวง|การท่องเที่ยวแห่งประเทศไทย")),
)
_PERSON = re.compile(r"(?:นาย(?!ก|อำเภอ|ทะเบียน)|นางสาว|นาง|น\.ส\.)\s?[ก-ฮเ-ไ]")
_APART = re.compile(r"\s*[·;|\n]\s*")
_SITE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
ASKED = frozenset({"import.partner_kind", "import.partner_person", "import.partner_likely", "import.partner_alike"})
"""Questions without whose answer a row is not stored."""

problem.register(
    Rule(
        "import.partner_kind",
        th="ต้องเลือกประเภทภาคี (ในไฟล์: “{told}”)",
        en="The kind of partner must be chosen (in the file: “{told}”).",
    ),
    Rule(
        "import.partner_person",
        th="“{found}” ดูเป็นชื่อบุคคล ภาคีคือหน่วยงาน ถ้าเป็นชื่อหน่วยงานจริง ให้ยืนยันว่าถูกแล้ว",
        en="“{found}” looks like a person. A partner is an organisation; confirm if this is one's name.",
    ),
    Rule(
        "import.partner_likely",
        th="อาจเป็นภาคีที่มีอยู่แล้ว เลือกว่าเป็นแห่งใด หรือเป็นคนละแห่ง",
        en="This may be a partner already there. Choose which, or that it is another one.",
    ),
    Rule(
        "import.partner_alike",
        th="คล้ายแถว {row} ถ้าเป็นแห่งเดียวกันให้เหลือแถวเดียวในไฟล์ ถ้าเป็นคนละแห่งให้เลือก",
        en="Looks like row {row}. Keep one of the two in the file, or choose that it is another one.",
    ),
    Rule(
        "import.partner_twice",
        th="ภาคีนี้อยู่ที่แถว {row} แล้ว ให้เหลือแถวเดียว",
        en="This partner stands in row {row} already. Keep one of the two.",
    ),
    Rule(
        "import.partner_where",
        th="อ่านพื้นที่ทำงาน “{found}” ไม่ได้แน่ชัด บันทึกเท่าที่แน่ใจ",
        en="The area “{found}” cannot be told for sure. Stored as far as it is sure.",
    ),
    Rule(
        "import.partner_many",
        th="มีพื้นที่ทำงานเกิน {most} แห่ง บันทึก {most} แห่งแรก",
        en="More than {most} areas. The first {most} are stored.",
    ),
    Rule(
        "import.partner_website",
        th="“{found}” ไม่ใช่ที่อยู่เว็บไซต์ บันทึกโดยเว้นว่าง",
        en="“{found}” is no address of a website. Stored empty.",
    ),
)


def kind_of_name(name: str) -> str:
    """The kind that an organisation's name tells; empty where it tells none."""
    return next((kind.value for kind, words in _SPEAKS if words.search(name)), "")


def read_partner(line: Line, place: Callable[[Line], None]) -> None:
    """A row of a list of partners: what it is, where it is at home and where else it works, how to reach its office."""
    _read_name(line)
    _read_kind(line)
    _read_areas(line, place)
    _read_contact(line)
    for column in ("since", "until"):
        read_date(line, column)
    line.values["name_en"], line.values["note"] = line.text("name_en", NAME_LENGTH), line.text("note", NOTE_LENGTH)
    say_dates(line, line.values["since"], line.values["until"])


def say_dates(line: Line, since: str | None, until: str | None) -> None:
    """An error where the last day comes before the first; both as `YYYY-MM-DD`."""
    try:
        check_dates(_day(since), _day(until))
    except Problem as found:
        line.say("until", Severity.ERROR, found.code, line.cells.get("until", ""))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read_name(line: Line) -> None:
    line.values["name_th"] = name = line.text("name_th", NAME_LENGTH)
    if not name:
        line.say("name_th", Severity.ERROR, "import.name", line.cells.get("name_th", ""))
    elif _PERSON.match(name):
        line.say("name_th", Severity.WARNING, "import.partner_person", name)


def _read_kind(line: Line) -> None:
    """One of the seven, told or to be chosen; what the name speaks for is proposed."""
    raw = line.text("kind")
    line.values["kind"] = kind = KINDS.get(thai.fold(raw), "") if raw else ""
    if not kind:
        proposal = kind_of_name(line.values["name_th"])
        told = (("told", raw or "-"),)
        line.say(
            "kind", Severity.WARNING, "import.partner_kind", raw, proposal=proposal, choices=KIND_CHOICES, values=told
        )


def _read_areas(line: Line, place: Callable[[Line], None]) -> None:
    """Its home from the columns of the area, or else the first of the places it works in; the others beside it."""
    parts = _parts(line)
    if parts and not any(line.cells.get(name, "").strip() for name in ("province", "district", "tambon")):
        line.cells["address"] = parts.pop(0)
        place(line)
        line.findings = [replace(one, column="areas") if one.column == "district" else one for one in line.findings]
    else:
        place(line)
    if len(parts) >= MOST_AREAS:
        line.say("areas", Severity.WARNING, "import.partner_many", values=(("most", str(MOST_AREAS)),))
    codes = [_elsewhere(line, place, part) for part in parts[: MOST_AREAS - 1]]
    line.values["areas"] = [code for code in codes if code]


def _parts(line: Line) -> list[str]:
    """The places that the cell names, each cleaned."""
    told = line.cells.get("areas", "") if line.text("areas") else ""
    return [thai.clean(part) for part in _APART.split(told) if part]


def _elsewhere(line: Line, place: Callable[[Line], None], part: str) -> str:
    """The code of one more place, which may lie outside the person's areas; empty where it cannot be told at all."""
    beside = Line(line.number, {"address": part}, line.today)
    place(beside)
    if any(found.rule != "import.outside" for found in beside.findings):
        line.say("areas", Severity.WARNING, "import.partner_where", part)
    return str(beside.values["area_code"])


def _read_contact(line: Line) -> None:
    read_phones(line)
    phone, *_rest = line.values["phones"].split(",")
    line.values["phone"] = phone[:PHONE]
    site = line.text("website", ADDRESS)
    address = site if not site or "://" in site else f"https://{site}"
    is_good = bool(_SITE.fullmatch(address))
    line.values["website"] = address if is_good else ""
    if site and not is_good:
        line.say("website", Severity.WARNING, "import.partner_website", site)
