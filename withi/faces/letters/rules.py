"""What an official letter says, out of the register's facts and what an officer tells: pure, and Thai alone.

The wording follows the regulation on correspondence (kit/paper/letters.py): a letter to someone outside, a memo, an
order and minutes each have their parts and their order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from withi.kit import era, problem
from withi.kit.paper import letters
from withi.kit.paper.letters import BLANK, Letter, Part, Place
from withi.kit.problem import Problem, Rule

BANGKOK = "10"
NATION = "nation"
"""How addresses name the department's whole country."""
DEPARTMENT = "กรมการพัฒนาชุมชน"
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
MOST_LINES = 60
DUTIES = (
    "พิจารณาคำขอลงทะเบียนของผู้ผลิต ผู้ประกอบการ OTOP ในพื้นที่อำเภอ ให้เป็นไปตามหลักเกณฑ์ของรอบการลงทะเบียน",
    "เสนอผลการพิจารณาต่อจังหวัดเพื่ออนุมัติ และแจ้งผลให้ผู้ยื่นคำขอทราบ",
    "ปฏิบัติหน้าที่อื่นตามที่ได้รับมอบหมาย",
)
DUTIES_OF_PROVINCE = (
    "พิจารณาคำขอลงทะเบียนของผู้ผลิต ผู้ประกอบการ OTOP ที่อำเภอเสนอ และให้ความเห็นประกอบการอนุมัติ",
    "ติดตาม สนับสนุน และรายงานผลการดำเนินงานชุมชนท่องเที่ยว OTOP นวัตวิถีในพื้นที่จังหวัด",
    "ปฏิบัติหน้าที่อื่นตามที่ได้รับมอบหมาย",
)
DUTIES_OF_NATION = (
    "กำกับ ติดตาม และเร่งรัดการลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP ของทุกจังหวัดให้เป็นไปตามหลักเกณฑ์ของรอบการลงทะเบียน",
    "ติดตามและประเมินผลการดำเนินงานชุมชนท่องเที่ยว OTOP นวัตวิถี",
    "ปฏิบัติหน้าที่อื่นตามที่ได้รับมอบหมาย",
)

problem.register(
    Rule(
        "letter.nothing",
        th="ยังไม่มีคำขอที่ผ่านคณะกรรมการและรอจังหวัดในรอบนี้ จึงยังไม่มีเรื่องให้เสนออนุมัติ กรุณาเลือกรอบอื่น หรือบันทึกมติคณะกรรมการก่อน",
        en="No application of this round has passed the committee and waits for the province, so there is nothing to "
        "propose. Choose another round, or record the committee's decisions first.",
    ),
    Rule(
        "letter.lines",
        th="กรอกได้ไม่เกิน {most} บรรทัด กรุณาลดจำนวนบรรทัด หรือแนบรายชื่อเป็นเอกสารต่างหาก",
        en="At most {most} lines can be entered. Please shorten the list, or attach it as a paper of its own.",
    ),
)


class Kind(StrEnum):
    INVITATION = "invitation"
    MINUTES = "minutes"
    MEMO = "memo"
    ORDER = "order"


class Level(StrEnum):
    """Whose office writes: what is considered there, and who approves it."""

    DISTRICT = "district"
    PROVINCE = "province"
    NATION = "nation"


@dataclass(frozen=True, slots=True)
class Seat:
    """The area whose office writes; `code` "" and no name of the whole country."""

    code: str
    name: str
    path: str

    @property
    def level(self) -> Level:
        return {0: Level.NATION, 2: Level.PROVINCE}.get(len(self.code), Level.DISTRICT)

    @property
    def address(self) -> str:
        return self.code or NATION

    @property
    def said(self) -> str:
        """The area as letters say it: อำเภอหนองสองห้อง, จังหวัดขอนแก่น, ทุกจังหวัด."""
        if not self.code:
            return "ทุกจังหวัด"
        if self.code.startswith(BANGKOK):
            return self.name if self.level == Level.PROVINCE else f"เขต{self.name}"
        return f"{'จังหวัด' if self.level == Level.PROVINCE else 'อำเภอ'}{self.name}"


class Outcome(StrEnum):
    """Where an application of a meeting stands today."""

    PASSED = "passed"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Case:
    """An application as letters name it; `meeting` is "1/2569", `standing` where it stands in words, `district` its
    district's name."""

    number: str
    producer: str
    goods: str
    meeting: str = ""
    outcome: Outcome = Outcome.OTHER
    standing: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How far a province is with a round: applications that wait for committees, for the province, and approved."""

    province: str
    for_committee: int
    for_province: int
    approved: int

    @property
    def all(self) -> int:
        return self.for_committee + self.for_province + self.approved


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register knows: the area in words, the round, and the applications the letter is about; of the whole
    country their counts by province."""

    area: str
    round: str
    cases: tuple[Case, ...] = ()
    counts: tuple[Count, ...] = ()
    level: Level = Level.DISTRICT
    meeting: str = ""
    held_on: date | None = None

    @property
    def count(self) -> str:
        many = sum(one.all for one in self.counts) if self.level == Level.NATION else len(self.cases)
        return f"จำนวน {many:,} ราย"


@dataclass(frozen=True)
class Told:
    """What an officer fills in; what stays empty is left to be written by hand."""

    number: str = ""
    dated: date | None = None
    office: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    to: str = ""
    committee: str = ""
    meeting: str = ""
    held_on: date | None = None
    begins: str = ""
    ends: str = ""
    place: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    opening: str = ""
    other: str = ""
    recorder: str = ""
    members: tuple[str, ...] = ()
    duties: tuple[str, ...] = field(default=DUTIES)
    signer: str = ""
    signer_title: str = ""
    has_thai_digits: bool = True


def composed(kind: Kind, facts: Facts, told: Told) -> Letter:
    """The letter. Problem letter.nothing for a memo that would propose nothing."""
    made = WRITERS[kind](facts, told)
    return letters.in_thai_digits(made) if told.has_thai_digits else made


# --- a letter of invitation ----------------------------------------------------------------------


def invitation(facts: Facts, told: Told) -> Letter:
    """To a meeting of the committee, with the list of what it considers on a sheet of its own."""
    subject = f"ขอเชิญประชุม{told.committee} ครั้งที่ {told.meeting}"
    count = facts.count
    parts = [
        letters.emblem(),
        letters.sides(f"ที่  {told.number or BLANK}", (told.office, *told.address)),
        letters.line(day_said(told.dated), Place.HALF),
        letters.labelled("เรื่อง", subject, width=15),
        letters.labelled("เรียน", told.to or BLANK * 2, width=15),
        letters.labelled("สิ่งที่ส่งมาด้วย", f"รายการคำขอลงทะเบียน {count}", width=32),
        letters.paragraph(
            f"ด้วย{told.office} กำหนดจัดประชุม{told.committee} ครั้งที่ {told.meeting} "
            f"เพื่อ{PURPOSES[facts.level]}คำขอลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP {facts.round} {facts.area} {count} "
            f"ใน{weekday_said(told.held_on)} เวลา {told.begins or BLANK} น. ณ {told.place or BLANK}"
        ),
        letters.paragraph("ในการนี้ จึงขอเชิญท่านเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"),
        letters.paragraph("จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม"),
        letters.line(""),
        letters.closing("ขอแสดงความนับถือ"),
        letters.signature(told.signer, told.signer_title),
        letters.line(""),
        letters.line(told.office),
        *([letters.line(f"โทร. {told.phone}")] if told.phone else []),
        letters.sheet(),
        letters.line("รายการคำขอลงทะเบียน", Place.CENTRE, is_bold=True),
        letters.line(f"ประกอบการประชุม{told.committee} ครั้งที่ {told.meeting}", Place.CENTRE),
        letters.line(f"{facts.round} {facts.area}", Place.CENTRE),
        subject_table(facts),
    ]
    return Letter(subject, told.office, tuple(parts))


# --- a memo --------------------------------------------------------------------------------------


def memo(facts: Facts, told: Told) -> Letter:
    """To who approves, proposing what committees passed; the department's tells how far the provinces are."""
    if not (facts.cases or facts.counts):
        raise Problem("letter.nothing", status=409)
    subject = f"{MEMO_SUBJECTS[facts.level]}การลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP {facts.round}"
    office = f"{told.office} โทร. {told.phone}" if told.phone else told.office
    parts = [
        letters.title("บันทึกข้อความ"),
        letters.labelled("ส่วนราชการ", office, width=29, is_bold=True),
        letters.pair(("ที่", told.number or BLANK), ("วันที่", day_said(told.dated)), widths=(9, 15)),
        letters.labelled("เรื่อง", subject, width=15, is_bold=True),
        letters.labelled("เรียน", told.to or BLANK * 2, width=15),
        *proposed(facts, told),
        letters.signature(told.signer, told.signer_title),
    ]
    return Letter(subject, told.office, tuple(parts))


def proposed(facts: Facts, told: Told) -> list[Part]:
    """What a memo asks for, with its table: approval, or of the department to be taken note of."""
    opened = f"ตามที่ได้เปิดรับคำขอลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP {facts.round}"
    if facts.level == Level.NATION:
        return [
            letters.paragraph(f"{opened} นั้น"),
            letters.paragraph(f"{told.office} ขอรายงานความคืบหน้าของ{facts.area} {facts.count} ดังนี้"),
            subject_table(facts),
            letters.paragraph("จึงเรียนมาเพื่อโปรดทราบ"),
        ]
    heard = (
        f"อำเภอในพื้นที่{facts.area}ได้ตรวจคำขอ และคณะกรรมการระดับอำเภอได้พิจารณาแล้ว นั้น"
        if facts.level == Level.PROVINCE
        else f"{facts.area} ได้ตรวจคำขอ และ{told.committee}ได้พิจารณาแล้ว นั้น"
    )
    return [
        letters.paragraph(f"{opened} {heard}"),
        letters.paragraph(
            f"{told.office} ขอเสนอรายชื่อผู้ผลิต ผู้ประกอบการ OTOP ที่ผ่านการพิจารณาของคณะกรรมการ {facts.count} "
            "เพื่อพิจารณาอนุมัติการลงทะเบียน ดังนี้"
        ),
        subject_table(facts, has_meeting=True),
        letters.paragraph("จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบโปรดอนุมัติการลงทะเบียนตามรายชื่อข้างต้น"),
    ]


# --- an order ------------------------------------------------------------------------------------


def order(facts: Facts, told: Told) -> Letter:
    """That appoints the committee."""
    subject = f"แต่งตั้ง{told.committee}"
    year = era.year_in(told.dated, "th") if told.dated else BLANK
    parts = [
        letters.emblem(),
        letters.line(f"คำสั่ง{told.office}", Place.CENTRE, is_bold=True),
        letters.line(f"ที่  {told.number or f'{BLANK}/{year}'}", Place.CENTRE),
        letters.line(f"เรื่อง  {subject}", Place.CENTRE),
        letters.rule(),
        letters.paragraph(
            f"เพื่อให้การพิจารณาคำขอลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP {facts.round} "
            f"{'ของ' if facts.level == Level.NATION else 'ในพื้นที่'}{facts.area} เป็นไปด้วยความเรียบร้อย "
            f"จึงแต่งตั้ง{told.committee} ประกอบด้วย"
        ),
        people(told.members),
        letters.paragraph("ให้คณะกรรมการมีหน้าที่ ดังต่อไปนี้"),
        numbered(told.duties),
        letters.paragraph("ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป"),
        letters.line(""),
        letters.line(f"สั่ง  ณ  วันที่  {day_said(told.dated, with_era=True)}", Place.HALF),
        letters.signature(told.signer, told.signer_title),
    ]
    return Letter(f"คำสั่ง{told.office} {subject}", told.office, tuple(parts))


# --- minutes -------------------------------------------------------------------------------------


def minutes(facts: Facts, told: Told) -> Letter:
    """Of a meeting that was held, with the decisions that are recorded."""
    subject = f"รายงานการประชุม{told.committee}"
    parts = [
        letters.line(subject, Place.CENTRE, is_bold=True),
        letters.line(f"ครั้งที่ {facts.meeting}", Place.CENTRE, is_bold=True),
        letters.line(f"เมื่อ{weekday_said(facts.held_on)} เวลา {told.begins or BLANK} น.", Place.CENTRE),
        letters.line(f"ณ {told.place or BLANK}", Place.CENTRE),
        letters.rule(),
        *listed("ผู้มาประชุม", told.present),
        *(listed("ผู้ไม่มาประชุม", told.absent) if told.absent else []),
        letters.line(f"เริ่มประชุมเวลา {told.begins or BLANK} น."),
        *agenda(1, "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", [told.opening or "ไม่มี"]),
        *agenda(2, "เรื่องรับรองรายงานการประชุมครั้งก่อน", [BLANK * 2]),
        *agenda(3, "เรื่องเพื่อพิจารณา", [considered(facts)]),
        *([subject_table(facts)] if facts.counts else decisions(facts)),
        *agenda(4, "เรื่องอื่น ๆ", [told.other or "ไม่มี"]),
        letters.line(f"เลิกประชุมเวลา {told.ends or BLANK} น."),
        letters.signature(told.recorder, "ผู้จดรายงานการประชุม"),
        letters.signature(told.signer, told.signer_title, "ผู้ตรวจรายงานการประชุม"),
    ]
    return Letter(f"{subject} ครั้งที่ {facts.meeting}", told.office, tuple(parts))


def listed(word: str, names: Sequence[str]) -> list[Part]:
    return [letters.line(word, is_bold=True), people(names)]


def agenda(number: int, name: str, said: Iterable[str]) -> list[Part]:
    head = letters.labelled(f"ระเบียบวาระที่ {number}", name, width=36)
    return [letters.line(""), head, *map(letters.paragraph, said)]


def considered(facts: Facts) -> str:
    return f"การ{PURPOSES[facts.level]}คำขอลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP {facts.area} {facts.count}"


def decisions(facts: Facts) -> list[Part]:
    """What passed, what did not, and what stands otherwise since the meeting, each with its own list."""
    words = {
        Outcome.PASSED: "มติที่ประชุม เห็นชอบให้ผ่านการพิจารณา จำนวน {count} ราย ดังนี้",
        Outcome.REFUSED: "มติที่ประชุม ไม่ผ่านการพิจารณา จำนวน {count} ราย ดังนี้",
        Outcome.OTHER: "คำขอที่มีการดำเนินการต่อหลังการประชุม จำนวน {count} ราย ดังนี้",
    }
    found: list[Part] = []
    for outcome, word in words.items():
        of_it = [case for case in facts.cases if case.outcome == outcome]
        if of_it:
            made = case_table(of_it, outcome=outcome, has_district=facts.level == Level.PROVINCE)
            found += [letters.paragraph(word.format(count=f"{len(of_it):,}")), made]
    return found


# --- parts of them all ---------------------------------------------------------------------------


def subject_table(facts: Facts, *, has_meeting: bool = False) -> Part:
    """What a letter is about: applications one by one, or of the whole country the provinces with their counts."""
    if facts.level == Level.NATION:
        return count_table(facts.counts)
    is_province = facts.level == Level.PROVINCE
    return case_table(facts.cases, has_meeting=has_meeting and not is_province, has_district=is_province)


def count_table(counts: Sequence[Count]) -> Part:
    """Provinces with how many applications wait where, and how many are approved."""
    head = ("ที่", "จังหวัด", "รอคณะกรรมการอำเภอ", "รอจังหวัด", "อนุมัติแล้ว")
    rows = [
        (str(place), one.province, f"{one.for_committee:,}", f"{one.for_province:,}", f"{one.approved:,}")
        for place, one in enumerate(counts, start=1)
    ]
    return letters.table(head, rows, (11, 59, 34, 28, 28), ends=(2, 3, 4))


def case_table(
    cases: Sequence[Case],
    *,
    has_meeting: bool = False,
    has_district: bool = False,
    outcome: Outcome = Outcome.PASSED,
) -> Part:
    """Applications by number, producer and products; and the meeting that passed each, where each stands, or of a
    province its district."""
    last: dict[str, Callable[[Case], str]] = {}
    if has_meeting:
        last["ประชุมครั้งที่"] = lambda case: case.meeting or "-"
    elif outcome == Outcome.OTHER:
        last["สถานะปัจจุบัน"] = lambda case: case.standing
    elif has_district:
        last["อำเภอ"] = lambda case: case.district
    head = ("ที่", "เลขที่คำขอ", "ผู้ผลิต ผู้ประกอบการ", "ผลิตภัณฑ์", *last)
    widths = (11, 23, 56, 45, 25) if last else (11, 23, 66, 60)
    rows = [
        (str(place), case.number, case.producer, case.goods, *(tell(case) for tell in last.values()))
        for place, case in enumerate(cases, start=1)
    ]
    return letters.table(head, rows, widths)


def people(lines: Sequence[str]) -> Part:
    """Names with what they are, "name, position" on a line each; dots where nobody is named."""
    split = [[piece.strip() for piece in line.replace("\t", ",").split(",", 1)] for line in lines or (BLANK * 2,)]
    rows = [(f"{place}.", pair[0], pair[1] if len(pair) > 1 else "") for place, pair in enumerate(split, start=1)]
    return letters.rows(rows, (10, 80, 70))


def numbered(lines: Sequence[str]) -> Part:
    return letters.rows([(f"{place}.", line) for place, line in enumerate(lines or (BLANK * 2,), start=1)], (10, 150))


def day_said(day: date | None, *, with_era: bool = False) -> str:
    """A day as letters write it; dots where it is left open."""
    if day is None:
        return BLANK
    return (
        f"{day.day}  {era.month_name(day.month, 'th', 'long')}  {'พ.ศ. ' if with_era else ''}{era.year_in(day, 'th')}"
    )


def weekday_said(day: date | None) -> str:
    """ "วันพฤหัสบดีที่ 26 พฤศจิกายน 2569"."""
    if day is None:
        return f"วันที่ {BLANK}"
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {era.format_date(day, 'th', 'long')}"


def office_of(seat: Seat, province: str) -> str:
    """The office in full, as it is offered; `province` is the name of the district's."""
    if seat.level == Level.NATION:
        return DEPARTMENT
    if seat.code.startswith(BANGKOK):
        return seat.name if seat.level == Level.PROVINCE else f"สำนักงานเขต{seat.name} {province}"
    if seat.level == Level.PROVINCE:
        return f"สำนักงานพัฒนาชุมชนจังหวัด{seat.name}"
    return f"สำนักงานพัฒนาชุมชนอำเภอ{seat.name} จังหวัด{province}"


def committee_of(seat: Seat) -> str:
    """The committee as it is offered: a district's considers applications, a province's steers OTOP as a whole."""
    if seat.level == Level.NATION:
        return "คณะกรรมการติดตามการดำเนินงาน OTOP"
    if seat.level == Level.PROVINCE:
        return f"คณะอนุกรรมการหนึ่งตำบล หนึ่งผลิตภัณฑ์ {seat.said}"
    return f"คณะกรรมการพิจารณาการลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP {seat.said}"


def lines_of(text: str, *, name: str) -> tuple[str, ...]:
    """The lines of a field that say something. Problem letter.lines where there are too many."""
    found = tuple(line for line in text.splitlines() if line.strip())
    if len(found) > MOST_LINES:
        raise Problem("letter.lines", field=name, most=MOST_LINES)
    return found


PURPOSES: Mapping[Level, str] = {Level.DISTRICT: "พิจารณา", Level.PROVINCE: "พิจารณา", Level.NATION: "ติดตาม"}
MEMO_SUBJECTS: Mapping[Level, str] = {
    Level.DISTRICT: "ขออนุมัติ",
    Level.PROVINCE: "ขออนุมัติ",
    Level.NATION: "รายงานความคืบหน้า",
}
DUTIES_OF: Mapping[Level, tuple[str, ...]] = {
    Level.DISTRICT: DUTIES,
    Level.PROVINCE: DUTIES_OF_PROVINCE,
    Level.NATION: DUTIES_OF_NATION,
}
WRITERS: Mapping[Kind, Callable[[Facts, Told], Letter]] = {
    Kind.INVITATION: invitation,
    Kind.MINUTES: minutes,
    Kind.MEMO: memo,
    Kind.ORDER: order,
}


def told_of(values: Mapping[str, Any]) -> Told:
    """What a form says, fields of other kinds left as they are."""
    return Told(**{name: value for name, value in values.items() if name in Told.__dataclass_fields__})
