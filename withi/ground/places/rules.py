"""How an area is called and written, in Thai and for foreigners. Pure decisions.

Sources: the codes, names and postcodes of the `geothai` package (CC BY 4.0), which follow the Department of Provincial
Administration; the ways of writing are those of Thai addresses.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from withi.kit import codes
from withi.kit.columns import Column
from withi.kit.intake import Finding, Severity
from withi.kit.problem import Rule, register
from withi.kit.roman import roman
from withi.kit.thai import clean, digits

BANGKOK: Final = "10"
KINDS: Final = {2: "province", 4: "district", 6: "tambon", 8: "village"}
"""Kinds in the name index, by length of the code."""
OLD_KIND: Final = "oldarea"
POPULARITY: Final = {2: 400, 4: 300, 6: 200, 8: 100}
"""Of two areas that fit as well, the larger is shown first."""
LONGEST_NAME: Final = 120
SHORT_NAMES: Final = {
    "กทม": "10",
    "กรุงเทพฯ": "10",
    "อยุธยา": "14",
    "แปดริ้ว": "24",
    "โคราช": "30",
    "เมืองคอน": "80",
    "Ayutthaya": "14",
    "Korat": "30",
}
"""What people call a province beside its name."""
_SIGNS: Final = (
    "กทม:10 สป:11 นบ:12 ปท:13 อย:14 อท:15 ลบ:16 สห:17 ชน:18 สบ:19 ชบ:20 รย:21 จบ:22 ตร:23 ฉช:24 ปจ:25 นย:26 สก:27 "
    "นม:30 บร:31 สร:32 ศก:33 อบ:34 ยส:35 ชย:36 อจ:37 บก:38 นภ:39 ขก:40 อด:41 ลย:42 นค:43 มค:44 รอ:45 กส:46 สน:47 "
    "นพ:48 มห:49 ชม:50 ลพ:51 ลป:52 อต:53 พร:54 นน:55 พย:56 ชร:57 มส:58 นว:60 อน:61 กพ:62 ตก:63 สท:64 พล:65 พจ:66 "
    "พช:67 รบ:70 กจ:71 สพ:72 นฐ:73 สค:74 สส:75 พบ:76 ปข:77 นศ:80 กบ:81 พง:82 ภก:83 สฎ:84 รน:85 ชพ:86 สข:90 สต:91 "
    "ตง:92 พท:93 ปน:94 ยล:95 นธ:96"
)
PROVINCE_SIGNS: Final = dict(pair.split(":") for pair in _SIGNS.split())
"""The letters that offices write for a province (จ.มส.), as in the numbers of their letters."""
OLD_PROVINCES: Final = {
    "พระนคร": BANGKOK,
    "ธนบุรี": BANGKOK,
    "นครหลวงกรุงเทพธนบุรี": BANGKOK,
    "Phra Nakhon": BANGKOK,
    "Thon Buri": BANGKOK,
}
"""Provinces of old papers that are no more, and what they became: Phra Nakhon and Thon Buri are Bangkok since 1972."""

register(
    Rule(
        "village.code",
        "รหัสหมู่บ้านต้องเป็นเลข 8 หลัก (ตำบล 6 หลัก ตามด้วยหมู่ที่ 01-99) แต่พบ “{found}” ให้แก้รหัสในไฟล์",
        "A village code has 8 digits (6 of the tambon, then moo 01-99), but “{found}” was found. Mend the file.",
    ),
    Rule(
        "village.twice",
        "รหัส {found} ซ้ำกับแถวที่ {row} แต่ชื่อไม่เหมือนกัน ให้เหลือแถวเดียว",
        "Code {found} already stands in row {row} with another name. Keep one of the rows.",
    ),
    Rule(
        "village.no_name",
        "ไม่มีชื่อหมู่บ้านในทะเบียน จึงแสดงเป็น “{name}” ไปก่อน",
        "The register gives no name, so the village is shown as “{name}” for now.",
    ),
    Rule(
        "village.old_tambon",
        "ตำบลรหัส {tambon} ยกเลิกแล้ว เก็บหมู่บ้านไว้กับข้อมูลเดิม แต่ไม่ให้เลือกใหม่",
        "Tambon {tambon} was abolished. The village is kept for old data and cannot be chosen anew.",
    ),
    Rule(
        "village.unknown_tambon",
        "ไม่รู้จักตำบลรหัส {tambon} เก็บหมู่บ้านไว้ แต่ไม่ให้เลือกจนกว่าจะมีตำบลนี้",
        "Tambon {tambon} is not known. The village is stored, but cannot be chosen until the tambon is there.",
    ),
    Rule(
        "border.unknown",
        "ไม่รู้จักพื้นที่รหัส {found} จึงไม่เก็บแนวเขตนี้",
        "No area has the code {found}, so its boundary was left out.",
    ),
    Rule("border.unreadable", "เปิดไฟล์ {name} ไม่ได้: {why}", "{name} cannot be opened: {why}"),
    Rule(
        "village.columns",
        "ไม่พบคอลัมน์รหัสหมู่บ้านและชื่อหมู่บ้านในไฟล์ {name} ให้ตั้งหัวคอลัมน์ว่า รหัสหมู่บ้าน ชื่อหมู่บ้าน ชื่อภาษาอังกฤษ",
        "No columns with the village's code and name in {name}. Call them village_code, name_th, name_en.",
    ),
)


VILLAGE_COLUMNS: Final = (
    Column("code", "รหัสหมู่บ้าน", "village code", ("รหัส", "code", "รหัสหมู่บ้าน 8 หลัก"), required=True),
    Column("name_th", "ชื่อหมู่บ้าน", "village name", ("หมู่บ้าน", "ชื่อ", "ชื่อภาษาไทย", "name"), required=True),
    Column("name_en", "ชื่อภาษาอังกฤษ", "English name", ("ชื่ออังกฤษ", "name in English")),
)


ADDRESS_COLUMNS: Final = (
    Column("province", "จังหวัด", "province", ("province_th", "changwat", "จ.")),
    Column("district", "อำเภอ", "district", ("district_th", "อำเภอ/เขต", "เขต", "amphoe", "อ.")),
    Column("tambon", "ตำบล", "tambon", ("tambon_th", "ตำบล/แขวง", "แขวง", "subdistrict", "ต.")),
    Column("moo", "หมู่ที่", "moo", ("หมู่", "ม.", "moo_no", "village_no")),
    Column("name", "ชื่อหมู่บ้าน", "village name", ("หมู่บ้าน", "บ้าน", "ชุมชน", "name", "name_th", "village", "community_th")),
    Column("address", "ที่อยู่", "address", ("address_th", "ที่ตั้ง", "สถานที่ผลิต")),
)


@dataclass(frozen=True)
class Report:
    """What loading areas did: rows read, areas new, changed and as they were, and findings by row of the file.

    `missing` counts stored villages that the file does not name; they stay. `stopped`: rows that cannot be stored kept
    the whole file from being stored.
    """

    rows: int
    new: int
    changed: int
    same: int
    missing: int = 0
    findings: tuple[tuple[int, Finding], ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An area's own names."""

    th: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of an area that others lie in; its paths in Thai and English."""

    path: Named
    postcode: str = ""
    is_abolished: bool = False


@dataclass(frozen=True, slots=True)
class Village:
    """A village as a sheet names it."""

    code: str
    name: Named


@dataclass(frozen=True)
class Villages:
    """A sheet of villages, read: those that can be stored, the number of rows and of errors, and all findings."""

    villages: tuple[Village, ...]
    rows: int
    errors: int
    findings: tuple[tuple[int, Finding], ...]


_OLD_DISTRICT = re.compile(r"^(?:กิ่ง\s*)?อ\.\s*(?P<name>\S+)\s+จ\.")
_KHET = "เขต"
_OFFICES = ("เทศบาล", "ท้องถิ่น", "สาขา", "สำนัก")


def plain_name(code: str, name: str) -> str:
    """The name without the words for its level that the source writes into some names."""
    if code.startswith(BANGKOK) and len(code) == 4:
        return name.removeprefix(_KHET)
    old = _OLD_DISTRICT.match(name)
    return old["name"] if old else name


def short_name(name: str) -> str:
    """A village's name without "บ้าน" or "Ban ", which people leave out; the whole name where nothing would be left."""
    return name.removeprefix("บ้าน").removeprefix("Ban ").strip() or name


def aliases(name: str) -> list[str]:
    """The names in "บ้านสามเรือน (บ้านเกาะลอย)" one by one; none for a name without brackets."""
    pieces = [piece.strip() for piece in re.split(r"[()]", name)]
    return [piece for piece in pieces if piece] if "(" in name else []


def unnamed(moo: int) -> Named:
    """What a village without a name in the register is called."""
    return Named(f"หมู่ {moo}", f"Moo {moo}")


def path_th(code: str, name: str, above: str) -> str:
    """The whole path of an area as people write it: its own name first, then the path of the area above."""
    return f"{_step_th(code, name)} {above}".rstrip()


def _step_th(code: str, name: str) -> str:
    if not name:
        return f"({_word_th(code, name)}ไม่ทราบชื่อ รหัส {code})"
    if len(code) < 8:
        return _word_th(code, name) + name
    moo = int(code[6:])
    return f"{name} (ทะเบียนไม่มีชื่อ)" if name == unnamed(moo).th else f"{name} ม.{moo}"


def _word_th(code: str, name: str) -> str:
    in_bangkok = code.startswith(BANGKOK)
    if len(code) == 2:
        return "" if in_bangkok else "จ."
    if len(code) == 4 and name.startswith(_OFFICES):
        return ""
    if len(code) == 4:
        return _KHET if in_bangkok else "อ."
    return "แขวง" if in_bangkok else "ต."


def path_en(code: str, name: str, above: str) -> str:
    """The path in the Latin letters of the Royal Institute; where the area has no such name, that of the area above."""
    return ", ".join(filter(None, (_step_en(code, name), above)))


def _step_en(code: str, name: str) -> str:
    if len(code) < 8:
        return _word_en(code) + name if name else ""
    moo = unnamed(int(code[6:])).en
    return name if name in ("", moo) else f"{name}, {moo}"


def _word_en(code: str) -> str:
    in_bangkok = code.startswith(BANGKOK)
    if len(code) == 2:
        return ""
    if len(code) == 4:
        return "Khet " if in_bangkok else "Amphoe "
    return "Khwaeng " if in_bangkok else "Tambon "


def outermost(areas: Iterable[str]) -> list[str]:
    """The codes without those that lie inside another of them."""
    kept: list[str] = []
    for code in sorted(set(areas)):
        if not kept or not code.startswith(kept[-1]):
            kept.append(code)
    return kept


def kind_of(level: int, is_abolished: bool) -> str:
    """The kind an area has in the name index."""
    return OLD_KIND if is_abolished else KINDS[level]


def known_names(code: str, name: Named) -> list[tuple[str, str]]:
    """The names an area is found by, each with the text that is compared: villages are compared without "บ้าน"."""
    names = [name.th, name.en or _heard(name.th), *aliases(name.th), *aliases(name.en)]
    names += [short for short, province in SHORT_NAMES.items() if province == code]
    is_village = len(code) == 8
    return [(known, short_name(known) if is_village else known) for known in dict.fromkeys(names) if known]


def _heard(name: str) -> str:
    """A Thai name as it sounds in Latin letters, "บ้าน" as a word of its own."""
    short = short_name(name)
    return roman(short) if short == name else f"Ban {roman(short)}"


# --- a sheet of villages -------------------------------------------------------------------------


def read_villages(rows: Iterable[tuple[int, str, str, str]], around: Mapping[str, Around]) -> Villages:
    """The villages of a sheet's rows (row number, code, Thai and English name), and what is to be said of them."""
    found: dict[str, tuple[int, Village]] = {}
    findings: list[tuple[int, Finding]] = []
    count = 0
    for number, raw_code, thai, english in rows:
        count += 1
        code = digits(clean(raw_code))
        village = Village(code, _village_name(code, clean(thai), clean(english)))
        said = list(_said(village, raw_code, bool(clean(thai)), found, around))
        findings += [(number, finding) for finding in said]
        if not any(finding.severity is Severity.ERROR for finding in said):
            found.setdefault(code, (number, village))
    errors = sum(finding.severity is Severity.ERROR for _, finding in findings)
    return Villages(tuple(village for _, village in found.values()), count, errors, tuple(findings))


def _village_name(code: str, thai: str, english: str) -> Named:
    if thai or not _is_village(code):
        return Named(thai[:LONGEST_NAME], english[:LONGEST_NAME])
    return unnamed(int(code[6:]))


def _is_village(code: str) -> bool:
    return codes.is_code(code) and len(code) == 8 and code[6:] != "00"


def _said(
    village: Village, raw: str, has_name: bool, found: Mapping[str, tuple[int, Village]], around: Mapping[str, Around]
) -> Iterator[Finding]:
    """What is wrong with one row, or should be known of it."""
    if not _is_village(village.code):
        yield Finding("code", Severity.ERROR, "village.code", raw)
        return
    row, first = found.get(village.code, (0, village))
    if first != village:
        yield Finding("code", Severity.ERROR, "village.twice", raw, values=(("row", str(row)),))
    if not has_name:
        yield Finding("name_th", Severity.WARNING, "village.no_name", values=(("name", village.name.th),))
    tambon = village.code[:6]
    if tambon not in around or around[tambon].is_abolished:
        rule = "village.old_tambon" if tambon in around else "village.unknown_tambon"
        yield Finding("code", Severity.WARNING, rule, raw, values=(("tambon", tambon),))
