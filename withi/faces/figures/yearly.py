"""A sheet of yearly figures as others publish it, read line by line. Pure; `actions` keeps what it says.

Source: the department's yearly list of OTOP sales by district, one line for each district and fiscal year. Lists in
life write years of either era, names with and without "อำเภอ", and put sums between the lines.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from withi.kit import era, problem, thai
from withi.kit.money import format_baht, parse_baht
from withi.kit.problem import Problem, Rule

problem.register(
    Rule(
        "figures.columns",
        th="ไฟล์ตัวเลขรายปีต้องมีคอลัมน์เหล่านี้ในแถวหัวตาราง: {columns}",
        en="A file of yearly figures needs these columns in its heading: {columns}.",
    ),
    Rule(
        "figures.province",
        th="ไม่มีจังหวัดรหัส “{found}” ให้ใส่รหัสสองหลัก เช่น 90",
        en="There is no province “{found}”. Give its two digits, such as 90.",
    ),
    Rule(
        "figures.year",
        th="แถวที่ {row}: ปีงบประมาณ “{found}” ไม่ใช่ปีสี่หลัก เช่น 2563 หรือ 2020",
        en="Row {row}: “{found}” is no year of four digits, such as 2563 or 2020.",
    ),
    Rule(
        "figures.amount",
        th="แถวที่ {row}: {why}",
        en="Row {row}: {why_en}",
    ),
    Rule(
        "figures.nameless",
        th="แถวที่ {row}: ไม่มีชื่ออำเภอ",
        en="Row {row} names no district.",
    ),
    Rule(
        "figures.twice",
        th="แถวที่ {row}: {name} ปี {year} อยู่ในแถวที่ {first} แล้วด้วยยอดอื่น ให้เหลือแถวเดียว",
        en="Row {row}: {name} of {year} stands in row {first} already with another amount. Leave one of them.",
    ),
    Rule(
        "figures.total",
        th="แถวที่ {row}: ยอดรวมปี {year} ในไฟล์คือ {found} บาท แต่แถวของปีนั้นรวมกันได้ {sum} บาท ให้ตรวจไฟล์ก่อน",
        en="Row {row}: the file gives {found} baht as the total of {year}, but the lines of that year make {sum} baht.",
    ),
)
HEADINGS: Final = ("ปีงบประมาณ", "อำเภอ", "ค่าข้อมูล")
_YEAR: Final = re.compile(r"(?:ปี)?(?:งบประมาณ|งบ)?\s*(?:พ\.?ศ\.?|ค\.?ศ\.?|FY)?\s*([0-9]{4})(?:\.0)?", re.IGNORECASE)
_BEFORE_NAME: Final = re.compile(r"^(?:กิ่งอำเภอ|อำเภอ|อ\.|เขต)\s*")
_PROVINCE: Final = re.compile(r"^(?:จังหวัด|จ\.)\s*")
_TOTALS: Final = re.compile(
    r"^(?:ยอด)?รวม(?:ทั้ง(?:หมด|สิ้น|จังหวัด)|ทุกอำเภอ|ยอด)?$|^(?:ทั้งจังหวัด|(?:grand )?total)$", re.IGNORECASE
)
_CAPITAL: Final = "เมือง"


@dataclass(frozen=True, slots=True)
class Province:
    """Whose sheet it is: code, Thai name, and the codes of its districts by Thai name."""

    code: str
    name: str
    districts: Mapping[str, str]

    @property
    def codes(self) -> dict[str, str]:
        """Districts by the folded name; the capital's also as lists call it, "เมือง" alone."""
        found = {thai.fold(name): code for name, code in self.districts.items()}
        capital = found.get(thai.fold(_CAPITAL + self.name))
        return {thai.fold(_CAPITAL): capital, **found} if capital else found


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: whose, first and last month, satang (None: not reported), and the name where it is no district."""

    row: int
    code: str
    months: tuple[int, int]
    satang: int | None
    name: str = ""


def read(rows: Iterable[tuple[int, Sequence[str]]], whole: Province) -> list[Line]:
    """The figures of a sheet's lines (row number, and the cells of HEADINGS); sums are checked and left out.

    Problem `figures.*` for the first line that is wrong.
    """
    codes = whole.codes
    kept: dict[tuple[str, str, int], Line] = {}
    totals = []
    for number, cells in rows:
        year, name, amount = map(thai.clean, cells)
        if not any((year, name, amount)):
            continue
        line = Line(number, "", _months(number, year), _satang(number, amount), name)
        if _is_total(name, whole):
            totals.append(line)
        else:
            _keep(kept, _placed(line, codes, whole.code), name)
    for total in totals:
        _check_total(total, kept.values())
    return list(kept.values())


def _months(row: int, text: str) -> tuple[int, int]:
    """First and last month of a fiscal year written in either era: 2563 is 2020."""
    found = _YEAR.fullmatch(thai.digits(text))
    year = int(found[1]) if found else 0
    if era.FIRST_YEAR <= year <= era.LAST_YEAR:
        year += era.BE_OFFSET
    if not era.FIRST_YEAR + era.BE_OFFSET <= year <= era.LAST_YEAR + era.BE_OFFSET:
        raise Problem("figures.year", row=row, found=text)
    months = era.fiscal_months(year)
    return months[0], months[-1]


def _satang(row: int, text: str) -> int | None:
    try:
        return parse_baht(text) or None
    except Problem as found:
        if found.code == "money.empty":
            return None
        raise Problem("figures.amount", row=row, why=found.message("th"), why_en=found.message("en")) from found


def _is_total(name: str, whole: Province) -> bool:
    """Whether a line is the sum of others: it says so, or names the province and no district that is called like it."""
    if _TOTALS.match(name):
        return True
    bare = _PROVINCE.sub("", name)
    is_said = bare != name or thai.fold(name) not in whole.codes
    return is_said and thai.fold(bare) == thai.fold(whole.name)


def _placed(line: Line, codes: Mapping[str, str], province: str) -> Line:
    if not line.name:
        raise Problem("figures.nameless", row=line.row)
    code = codes.get(thai.fold(line.name)) or codes.get(thai.fold(_BEFORE_NAME.sub("", line.name)))
    return Line(line.row, code or province, line.months, line.satang, "" if code else line.name)


def _keep(kept: dict[tuple[str, str, int], Line], line: Line, name: str) -> None:
    """Keep a figure once; the same said twice is no fault, another amount is. `name` is what the sheet calls it."""
    first = kept.setdefault((line.code, line.name, line.months[0]), line)
    if first.satang != line.satang:
        year = line.months[1] // 100 + era.BE_OFFSET
        raise Problem("figures.twice", row=line.row, name=name, year=year, first=first.row)


def _check_total(total: Line, lines: Iterable[Line]) -> None:
    """Refuse a sheet whose own sum of a year is not what its lines make."""
    made = sum(line.satang or 0 for line in lines if line.months == total.months)
    if total.satang is not None and made != total.satang:
        year = total.months[1] // 100 + era.BE_OFFSET
        raise Problem("figures.total", row=total.row, year=year, found=format_baht(total.satang), sum=format_baht(made))
