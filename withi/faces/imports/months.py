"""Monthly sheets of producers' sales: the columns, and what one row says. Pure decisions; `rules` takes them up.

A row names its producer by number or name, its month, and what was sold in each of four channels. A figure is never
made out of nothing: an empty cell says nothing, and that nothing was sold is said by 0, by "-" or by the state.
"""

from collections.abc import Mapping
from typing import Any

from withi.kit import era, money, problem, thai
from withi.kit.columns import Column
from withi.kit.intake import Line, Severity
from withi.kit.problem import Problem, Rule
from withi.work.income import rules
from withi.work.income.rules import CHANNELS, State, Why

COLUMNS = (
    Column(
        "number",
        "เลขที่ผู้ผลิต",
        "producer number",
        ("เลขผู้ผลิต", "รหัสผู้ผลิต", "รหัสผู้ประกอบการ", "เลขทะเบียน OTOP", "เลขที่ลงทะเบียน", "ทะเบียนเลขที่", "official_number"),
    ),
    Column(
        "name_th",
        "ชื่อผู้ผลิต",
        "producer name",
        ("ผู้ผลิต", "ผู้ประกอบการ", "ชื่อผู้ประกอบการ", "ชื่อกลุ่ม", "กลุ่ม", "producer", "ชื่อ"),
    ),
    Column("tambon", "ตำบล", "tambon", ("ตำบล/แขวง", "แขวง", "subdistrict", "ต.")),
    Column("month", "เดือน", "month", ("ประจำเดือน", "เดือนที่รายงาน", "งวด", "วันที่", "date", "period"), required=True),
    Column("year", "ปี", "year", ("ปี พ.ศ.", "พ.ศ.", "ปีปฏิทิน")),
    Column(
        "in_village",
        "ในหมู่บ้าน",
        "in the village",
        ("ในชุมชน", "ขายในหมู่บ้าน", "จำหน่ายในชุมชน", "ยอดขายในชุมชน", "in community"),
    ),
    Column(
        "outside",
        "นอกหมู่บ้าน",
        "outside the village",
        ("นอกชุมชน", "ขายนอกหมู่บ้าน", "จำหน่ายนอกชุมชน", "ยอดขายนอกชุมชน", "outside community"),
    ),
    Column("online", "ออนไลน์", "online", ("ขายออนไลน์", "จำหน่ายออนไลน์", "ช่องทางออนไลน์", "อินเทอร์เน็ต")),
    Column("fair", "งานแสดงสินค้า", "at fairs", ("ออกบูธ", "งานแสดง", "งานแสดงและจำหน่าย", "งาน OTOP", "fairs")),
    Column("total", "รวม", "total", ("ยอดรวม", "รวมทั้งสิ้น", "รวมเงิน", "ยอดจำหน่ายรวม", "รวมยอดจำหน่าย", "sum")),
    Column("state", "สถานะ", "state", ("สถานะรายงาน", "การรายงาน", "status")),
    Column("basis", "ประมาณจาก", "estimated from", ("ที่มาของยอดประมาณ", "ฐานประมาณการ", "basis")),
    Column("why", "เหตุผล", "reason", ("สาเหตุ", "เหตุที่ต่างจากปีก่อน", "why")),
    Column("note", "หมายเหตุ", "note", ("บันทึก", "remark", "remarks")),
)
DASHES = frozenset({"-", "–", "—"})
MISSING = "missing"
_STATES = {
    State.REPORTED.value: "รายงาน รายงานแล้ว ยอดจริง ส่งแล้ว reported",
    State.ZERO.value: "ไม่มีขาย ไม่มีการขาย ไม่ได้ขาย ขายไม่ได้ ศูนย์ zero nosales nothingsold",
    State.ESTIMATED.value: "ประมาณ ประมาณการ ยอดประมาณ estimated estimate",
    MISSING: "ไม่รายงาน ไม่ได้รายงาน ยังไม่รายงาน ไม่ส่ง ยังไม่ส่ง notreported missing",
}
STATES = {thai.fold(word): state for state, words in _STATES.items() for word in words.split()}
REASONS = {
    Why.FESTIVAL.value: ("งานเทศกาลหรืองานแสดงสินค้า", "festival"),
    Why.CHANNEL.value: ("เปิดหรือปิดช่องทางขาย", "new channel"),
    Why.ORDER.value: ("มีใบสั่งซื้อใหญ่ หรือใบสั่งซื้อหมดลง", "large order"),
    Why.ILLNESS.value: ("เจ็บป่วย", "illness"),
    Why.FLOOD.value: ("น้ำท่วม ภัยแล้ง หรือพายุ", "flood"),
    Why.SEASON.value: ("ฤดูกาลมาเร็วหรือช้า", "season"),
    Why.MATERIAL.value: ("วัตถุดิบขาดหรือแพง", "material"),
    Why.MEMBERS.value: ("สมาชิกเพิ่มหรือลด", "members"),
    Why.OTHER.value: ("อื่น ๆ (บอกในหมายเหตุ)", "other"),
}
_SHORT = {"เทศกาล": Why.FESTIVAL, "งานแสดงสินค้า": Why.FESTIVAL, "ช่องทางใหม่": Why.CHANNEL, "น้ำท่วม": Why.FLOOD}
_SHORT |= {"ภัยแล้ง": Why.FLOOD, "วัตถุดิบ": Why.MATERIAL, "สมาชิก": Why.MEMBERS, "อื่น ๆ": Why.OTHER}
WHYS = {thai.fold(word): why for why, words in REASONS.items() for word in (*words, why)}
WHYS |= {thai.fold(word): why.value for word, why in _SHORT.items()}
SCALES = {
    "income.tenfold": (1, 10),
    "income.hundredfold": (1, 100),
    "income.tenth": (10, 1),
    "income.hundredth": (100, 1),
}
"""What an amount that looks like a slip is taken times, as a fraction, to be proposed."""

problem.register(
    Rule(
        "import.month_nobody",
        th="ไม่มีทั้งเลขที่และชื่อผู้ผลิต จึงไม่รู้ว่าเป็นยอดของใคร",
        en="Neither number nor name of a producer is given, so nobody knows whose figures these are.",
    ),
    Rule(
        "import.month_unknown",
        th="ไม่พบผู้ผลิต “{found}” ในพื้นที่ที่ท่านดูแล ให้ตรวจเลขที่หรือชื่อ หรือลงทะเบียนก่อน",
        en="There is no producer “{found}” in your area. Check number or name, or register it first.",
    ),
    Rule(
        "import.month_namesakes",
        th="มีผู้ผลิตชื่อหรือเลขที่นี้หลายราย เลือกว่ารายใด (ครั้งต่อไปใส่เลขที่ของระบบในไฟล์จะไม่ต้องเลือก)",
        en="Several producers bear this name or number. Choose which (with Withi's own number it need not be chosen).",
    ),
    Rule(
        "import.month_name",
        th="เลขที่นี้เป็นของ {name} แต่ในไฟล์ชื่อ “{found}” เลือกถ้าเป็นรายเดียวกัน",
        en="This number is {name}'s, but the file says “{found}”. Choose it if they are the same.",
    ),
    Rule(
        "import.month_date",
        th="อ่านเดือน “{found}” ไม่ได้ ให้ใส่ทั้งเดือนและปี เช่น มิ.ย. 2561 หรือ 6/2561",
        en="The month “{found}” cannot be read. Give month and year, such as June 2018 or 6/2018.",
    ),
    Rule(
        "import.month_twice",
        th="เดือนนี้ของผู้ผลิตรายนี้อยู่ที่แถว {row} แล้ว ให้เหลือแถวเดียว",
        en="This producer's month stands in row {row} already. Keep one of the two.",
    ),
    Rule(
        "import.month_empty",
        th="ไม่มียอด และไม่ได้บอกว่าไม่มีขาย จึงยังถือว่าไม่ได้รายงาน",
        en="There is no figure, and it is not said that nothing was sold: it counts as not reported.",
    ),
    Rule(
        "import.month_total",
        th="รวม {found} บาท แต่ช่องทางทั้งสี่รวมได้ {sum} บาท ให้ตรวจทั้งแถว",
        en="The total says {found} baht, but the four channels come to {sum} baht. Check the row.",
    ),
    Rule(
        "import.month_channel",
        th="มีแต่ยอดรวม ไม่รู้ว่าขายช่องทางใด ให้แยกเป็นสี่ช่องทาง",
        en="There is only a total. Say in which of the four channels it was sold.",
    ),
    Rule(
        "import.month_state",
        th="ไม่รู้จักสถานะ “{found}” (รายงานแล้ว ไม่มีขาย ประมาณการ ไม่รายงาน)",
        en="The state “{found}” is not known (reported, zero, estimated, not reported).",
    ),
    Rule(
        "import.month_contrary",
        th="สถานะ “{found}” ขัดกับยอดที่ใส่ไว้ ให้แก้อย่างใดอย่างหนึ่ง",
        en="The state “{found}” contradicts the figures. Mend one of the two.",
    ),
    Rule(
        "import.month_reason",
        th="ไม่รู้จักเหตุผล “{found}” เก็บไว้ในหมายเหตุ",
        en="The reason “{found}” is not known. It is kept in the note.",
    ),
)


def refuse(line: Line, column: str, found: Problem, raw: str = "") -> None:
    """A refusal of the house as an error on the cell."""
    line.say(column, Severity.ERROR, found.code, raw, values=told(found.values))


def told(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The values of a rule's sentence, as a finding keeps them."""
    return tuple((name, str(value)) for name, value in values.items())


def read_month(line: Line, _place: object) -> None:
    """A row of a monthly sheet: whose, which month, what was sold in each channel, and how it is known."""
    for column, limit in (("number", 40), ("name_th", 200), ("tambon", 100), ("basis", 200), ("note", 300)):
        line.values[column] = line.text(column, limit)
    line.values["asked"] = False  # until its producer is known and what there is to ask was asked
    if not line.values["number"] and not line.values["name_th"]:
        line.say("name_th", Severity.ERROR, "import.month_nobody")
    _read_when(line)
    _read_amounts(line)
    _read_state(line)
    _read_why(line)


def _read_when(line: Line) -> None:
    """The month, with the year of its own column where there is one; a month that has not begun is refused."""
    alone, year = line.text("month"), line.text("year")
    line.values["month"] = 0
    month = _month(alone, line) or _month(f"{alone} {year}", line)
    text = " ".join(filter(None, (alone, year)))
    if not month:
        line.say("month", Severity.ERROR, "import.month_date", text)
        return
    try:
        rules.check_month(month, line.today)
    except Problem as found:
        refuse(line, "month", found, text)
    else:
        line.values["month"] = month


def _month(text: str, line: Line) -> int:
    """The month that a text names; 0 where it names none."""
    try:
        return era.parse_month(text, today=line.today)
    except Problem:
        return 0


def _read_amounts(line: Line) -> None:
    """Satang by channel, None where the cell says nothing; a total must be their sum."""
    amounts = {channel.value: _amount(line, channel.value) for channel in CHANNELS}
    line.values |= amounts
    total = _amount(line, "total")
    if total is None or line.stopped:
        return
    raw, said = line.cells["total"].strip(), [amount for amount in amounts.values() if amount is not None]
    if not said and not total:
        line.values |= dict.fromkeys(amounts, 0)
    elif not said:
        line.say("total", Severity.ERROR, "import.month_channel", raw)
    elif sum(said) != total:
        values = (("sum", money.format_baht(sum(said))),)
        line.say("total", Severity.ERROR, "import.month_total", raw, values=values)


def _amount(line: Line, column: str) -> int | None:
    if line.cells.get(column, "").strip() in DASHES:
        return 0
    raw = line.text(column)
    if not raw:
        return None
    try:
        amount = money.parse_baht(raw)
    except Problem as found:
        refuse(line, column, found, raw)
        return None
    if thai.digits(raw) != raw:
        line.say(column, Severity.REPAIR, "cell.digits", raw, proposal=money.format_baht(amount))
    return amount


def _read_state(line: Line) -> None:
    """How the figures are known; what it says must agree with them."""
    raw = line.text("state")
    line.values["state"] = state = STATES.get(thai.fold(raw), "") if raw else ""
    said = [line.values[channel.value] for channel in CHANNELS if line.values[channel.value] is not None]
    if raw and not state:
        line.say("state", Severity.ERROR, "import.month_state", raw)
    elif (state == State.ZERO and any(said)) or (state == MISSING and said):
        line.say("state", Severity.ERROR, "import.month_contrary", raw)


def _read_why(line: Line) -> None:
    """The reason, of the list; other words go to the note."""
    raw = line.text("why", 100)
    line.values["why"] = why = WHYS.get(thai.fold(raw), "") if raw else ""
    if raw and not why:
        line.values["note"] = " ".join(filter(None, (raw, line.values["note"])))[:300]
        line.say("why", Severity.WARNING, "import.month_reason", raw)
    elif why == Why.OTHER and not line.values["note"]:
        refuse(line, "note", Problem("income.why_note"))


def scaled(code: str, amount: int) -> str:
    """The amount in baht that a slip may have meant."""
    times, parts = SCALES[code]
    return money.format_baht(amount * times // parts)


def reasons(note: str) -> tuple[tuple[str, str], ...]:
    """The reasons that may be chosen; "something else" needs a note that tells it."""
    return tuple((why, words[0]) for why, words in REASONS.items() if why != Why.OTHER or note)
