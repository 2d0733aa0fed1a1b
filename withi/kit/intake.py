"""Reading the cells of one row of a sheet into values, and saying what was found on the way. Pure.

A finding is an *error* (the row cannot be stored), a *warning* (stored, but someone should look) or a *repair*
(mended by a named rule, shown). Each carries the code of a rule of the one catalogue.
"""

import html
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from withi.kit import era, geo, ids, money, phones, problem, thai
from withi.kit.problem import Problem, Rule

EMPTY = {"", "-", "--", "—", "–", ".", "ไม่มี", "ไม่ระบุ", "n/a", "na", "none", "null"}
EMPTY |= {"#name?", "#n/a", "#ref!", "#value!", "#div/0!", "#num!", "#null!"}  # what a sheet shows for a broken formula
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|amp|quot|apos|lt|gt|nbsp);", re.IGNORECASE)
MASKED = re.compile(r"^\[[^\]]*\]$")

problem.register(
    Rule("cell.phones_split", th="แยกเป็น {count} หมายเลข", en="Split into {count} numbers."),
    Rule("cell.phone_shape", th="จัดรูปเบอร์โทรให้เหมือนกัน", en="The phone number was put into one shape."),
    Rule(
        "cell.cleaned",
        th="เก็บช่องว่าง ตัวอักษรซ้ำ สัญลักษณ์เกิน หรือสระที่พิมพ์ผิดลำดับให้เรียบร้อย",
        en="Spaces, doubled or stray signs, or vowels typed out of order were tidied.",
    ),
    Rule("cell.cut", th="ยาวเกิน {limit} ตัวอักษร เก็บไว้เท่าที่พอ", en="Longer than {limit} characters; cut to fit."),
    Rule("cell.digits", th="อ่านเลขไทยเป็นเลขอารบิก", en="Thai digits were read as Arabic digits."),
    Rule("cell.empty_word", th="“{found}” หมายถึงว่าง", en="“{found}” means empty."),
    Rule(
        "cell.price",
        th="อ่านราคา “{found}” ไม่ได้ บันทึกโดยไม่มีราคา",
        en="The price “{found}” cannot be read. Stored without a price.",
    ),
    Rule("cell.number", th="“{found}” ไม่ใช่จำนวน บันทึกโดยเว้นว่าง", en="“{found}” is not a number. Stored empty."),
    Rule("cell.date", th="“{found}” ไม่ใช่วันที่ที่อ่านได้ บันทึกโดยเว้นว่าง", en="“{found}” is not a readable date. Stored empty."),
    Rule(
        "cell.identity",
        th="เลขประจำตัวไม่ถูกต้อง (หลักตรวจสอบไม่ตรง) กรุณาตรวจจากบัตร",
        en="The ID number is wrong (check digit). Please check the card.",
    ),
)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    REPAIR = "repair"


class Act(StrEnum):
    """What the commit will do with a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    TWIN = "twin"  # the same row stands above in the file
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One point on one cell: the value found, the rule, and (where there is one answer) the value proposed."""

    column: str
    severity: Severity
    rule: str
    found: str = ""
    proposal: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    blocks: bool = False
    values: tuple[tuple[str, str], ...] = ()

    def message(self, lang: str) -> str:
        """The rule's sentence, filled in."""
        rule = problem.RULES[self.rule]
        return (rule.en if lang == "en" else rule.th).format_map({"found": self.found, **dict(self.values)})


@dataclass(slots=True)
class Line:
    """One row on its way: raw cells by column key, the values to store, the findings."""

    number: int
    cells: dict[str, str]
    today: date
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    act: Act = Act.NEW
    match_id: int | None = None

    def say(self, column: str, severity: Severity, rule: str, found: str = "", **more: Any) -> None:
        self.findings.append(Finding(column, severity, rule, found, **more))

    @property
    def stopped(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def text(self, column: str, limit: int = 0) -> str:
        """The cell cleaned: tidy spaces and signs (a repair that is shown), words for "empty" as empty."""
        raw = self.cells.get(column)
        if not raw:
            return ""
        tidy, is_empty = tidied(raw)
        if tidy == raw and not is_empty and (not limit or len(raw) <= limit):
            return raw
        return self._mended(column, raw, tidy, limit, is_empty=is_empty)

    def _mended(self, column: str, raw: str, tidy: str, limit: int, *, is_empty: bool) -> str:
        if is_empty:
            if tidy:
                self.say(column, Severity.REPAIR, "cell.empty_word", raw)
            return ""
        if tidy != raw.strip():
            self.say(column, Severity.REPAIR, "cell.cleaned", raw, proposal=tidy)
        if limit and len(tidy) > limit:
            self.say(column, Severity.WARNING, "cell.cut", raw, values=(("limit", str(limit)),))
            tidy = tidy[:limit]
        return tidy


@lru_cache(8_192)
def tidied(raw: str) -> tuple[str, bool]:
    """A cell's text cleaned, and whether it says that there is nothing to say."""
    tidy = thai.clean(ENTITY.sub(lambda found: html.unescape(found[0]), raw) if "&" in raw else raw)
    return tidy, tidy.casefold() in EMPTY or MASKED.match(tidy) is not None


def read_phones(line: Line) -> None:
    """Whole numbers are kept in one shape; what is no phone number is left out and said by the phone rule."""
    raw = line.text("phone")
    line.values["phones"], found = _phones_in(raw) if raw else ("", ())
    line.findings += found


@lru_cache(4_096)
def _phones_in(raw: str) -> tuple[str, tuple[Finding, ...]]:
    """The numbers of a cell packed, and what is to be said of them: a maker's come again with each of its products."""
    found = phones.split_phones(raw)
    good = [phone for phone in found if phone.dial and phone.kind != "foreign"]
    packed = _packed(good)
    said = [_said_of(phone, raw) for phone in found if phone.finding != "ok"]
    if len(good) > 1:
        count = (("count", str(len(good))),)
        said.append(Finding("phone", Severity.REPAIR, "cell.phones_split", raw, packed, values=count))
    elif good and packed != raw:
        said.append(Finding("phone", Severity.REPAIR, "cell.phone_shape", raw, packed))
    return packed, tuple(said)


def _said_of(phone: phones.Phone, raw: str) -> Finding:
    rule = f"phone.{phone.finding}"
    if phone.finding in phones.REPAIRED:
        return Finding("phone", Severity.REPAIR, rule, raw, phone.display)
    return Finding("phone", Severity.WARNING, rule, phone.display or raw)


def _packed(good: list[phones.Phone]) -> str:
    """Numbers as a producer keeps them: digits, an extension after `x`, commas between; whole numbers only."""
    packed = ""
    for phone in good:
        number = phone.number + (f"x{phone.extension}" if phone.extension else "")
        if len(packed) + len(number) < 120:
            packed = f"{packed},{number}" if packed else number
    return packed


def read_position(line: Line, area: str, bounds: geo.Bounds | None = None) -> None:
    """Coordinates that can be in the area are kept; swapped ones are turned back; others are said."""
    lat, lon = line.text("lat"), line.text("lon")
    line.values["lat"] = line.values["lon"] = None
    if not lat and not lon:
        return
    position = geo.check_position(lat, lon, area, bounds)
    if position.finding in ("ok", "swapped", "outside_province", "outside_area"):
        line.values["lat"], line.values["lon"] = position.lat, position.lon
    if position.finding == "swapped":
        line.say("lat", Severity.REPAIR, "geo.swapped", f"{lat} {lon}", proposal=f"{position.lat} {position.lon}")
    elif position.finding != "ok":
        values = tuple(position.standing.values().items()) if position.standing else ()
        line.say("lat", Severity.WARNING, f"geo.{position.finding}", f"{lat} {lon}".strip(), values=values)


def read_price(line: Line) -> None:
    """Satang; a price that cannot be read is left out and said, Thai digits and units are repaired."""
    raw = line.text("price")
    line.values["price"] = None
    if not raw:
        return
    try:
        line.values["price"] = price = money.parse_baht(raw)
    except Problem:
        line.say("price", Severity.WARNING, "cell.price", raw)
        return
    if thai.digits(raw) != raw:
        line.say("price", Severity.REPAIR, "cell.digits", raw, proposal=money.format_baht(price))


def read_number(line: Line, column: str) -> None:
    """A whole number of things or people."""
    raw = line.text(column)
    digits = thai.digits(raw).replace(",", "")
    line.values[column] = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None
    if raw and line.values[column] is None:
        line.say(column, Severity.WARNING, "cell.number", raw)


def read_date(line: Line, column: str) -> None:
    """A date in any of the ways Thais write them; the rule that read it is shown."""
    raw = line.text(column)
    line.values[column] = None
    if not raw:
        return
    try:
        line.values[column] = era.parse_date(raw, today=line.today).date.isoformat()
    except Problem:
        line.say(column, Severity.WARNING, "cell.date", raw)


def read_identity(line: Line) -> None:
    """A 13-digit ID must pass its check digit; a wrong one stops the row, for it would name another person."""
    raw = line.text("identity")
    line.values["identity"] = ""
    if not raw:
        return
    try:
        line.values["identity"] = ids.parse_citizen(raw)
    except Problem:
        line.say("identity", Severity.ERROR, "cell.identity", raw)
