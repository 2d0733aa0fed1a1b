"""What kinds of partners there are, since when and until when, and which two may be one. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from withi.kit import problem
from withi.kit.problem import Problem, Rule
from withi.kit.spellings import sound

NAME_LENGTH, NOTE_LENGTH = 160, 400
MOST_AREAS = 4
"""Places a partner is written down with: where it is at home, and three more."""
FEWEST_ALIKE = 4
"""Letters of a name below which one name that holds another says nothing."""

problem.register(
    Rule(
        "partner.twice",
        th="มีภาคีประเภทนี้ชื่อนี้ในพื้นที่นี้แล้ว กรุณาเปิดจากรายการภาคี",
        en="There is such a partner of this name here already. Please open it from the list.",
    ),
    Rule(
        "partner.likely",
        th="อาจมีภาคีนี้อยู่แล้ว กรุณาดูรายชื่อด้านบน ถ้าเป็นคนละแห่ง ให้ติ๊ก “เป็นภาคีคนละแห่ง” แล้วบันทึกอีกครั้ง",
        en="This partner may be there already. Please look at the names above; if it is another one, tick that it is.",
    ),
    Rule(
        "partner.dates",
        th="วันสิ้นสุดความร่วมมือต้องไม่มาก่อนวันเริ่ม",
        en="The last day must not come before the first.",
    ),
)


class Kind(StrEnum):
    """ภาคี as the programme counts them."""

    AGENCY = "agency"
    LOCAL = "local"
    SCHOOL = "school"
    SOCIAL = "social"
    """The province's บริษัทประชารัฐรักสามัคคี."""
    COMPANY = "company"
    BANK = "bank"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Known:
    """A partner as it is told apart from others."""

    pk: int
    name: str
    phone: str = ""


_SHORT: Final = (
    (re.compile(r"อบต\.?\s*"), "องค์การบริหารส่วนตำบล"),
    (re.compile(r"อบจ\.?\s*"), "องค์การบริหารส่วนจังหวัด"),
    (re.compile(r"ทต\.\s*"), "เทศบาลตำบล"),
    (re.compile(r"มรภ\.?\s*"), "มหาวิทยาลัยราชภัฏ"),
    (re.compile(r"มทร\.?\s*"), "มหาวิทยาลัยเทคโนโลยีราชมงคล"),
    (re.compile(r"ม\.(?=[ก-ฮ])"), "มหาวิทยาลัย"),
    (re.compile(r"ธ\.\s*ก\.\s*ส\.?"), "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร"),
    (re.compile(r"ธ\.\s*"), "ธนาคาร"),
)
_BESIDE: Final = re.compile(r"\(.*?\)|บริษัท|บจก\.?|หจก\.?|ห้างหุ้นส่วนจำกัด|จำกัด|มหาชน|วิสาหกิจเพื่อสังคม")


@lru_cache(20_000)
def plain(name: str) -> str:
    """A name as it sounds, written out: "อบต.ดงเค็ง" and "องค์การบริหารส่วนตำบลดงเค็ง" are one, "จำกัด" says nothing."""
    for short, whole in _SHORT:
        name = short.sub(whole, name)
    return sound(_BESIDE.sub("", name)).replace(" ", "")


def likely(name: str, phone: str, known: Iterable[Known]) -> list[Known]:
    """Which of the known partners may be this one: the same name or phone, or one name that holds the other."""
    wanted = plain(name)
    return [one for one in known if _is_like(wanted, plain(one.name)) or (phone and phone == one.phone)]


def _is_like(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= FEWEST_ALIKE and longer.startswith(shorter))


def check_dates(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Problem("partner.dates", field="until")


def is_active(since: date | None, until: date | None, today: date) -> bool:
    """Whether it works with the programme on a day; a day nobody told bounds nothing."""
    return (since is None or since <= today) and (until is None or today <= until)
