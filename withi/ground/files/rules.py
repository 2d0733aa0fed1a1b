"""What a row's page needs of a photo, packed into a line, and that line as the markup that shows it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import escape

from withi.kit import problem
from withi.kit.pictures import height_at, widths_of
from withi.kit.problem import Rule
from withi.kit.thai import clean

CENTRE = 5
"""Where the eye should stay: a grid of three by three, 1 above left, 9 below right."""
MOST = 12
"""Photos of one row."""
BETWEEN = "\t"

problem.register(
    Rule(
        "photo.most",
        th="รายการนี้มีรูปครบ {most} รูปแล้ว ให้นำรูปที่ไม่ใช้ออกก่อน แล้วเพิ่มใหม่",
        en="There are {most} photos already. Take one out before you add another.",
    ),
    Rule(
        "photo.gone",
        th="รูปนี้ถูกนำออกไปแล้ว กรุณาเปิดหน้ารูปภาพใหม่อีกครั้ง",
        en="This photo was taken out meanwhile. Please load the page of photos again.",
    ),
    Rule(
        "photo.zip_gone",
        th="ไฟล์ ZIP นี้ถูกลบไปแล้ว (เก็บไว้ 7 วัน) กรุณาส่งใหม่",
        en="This ZIP was deleted meanwhile (it is kept for 7 days). Please send it again.",
    ),
    Rule(
        "photo.no_position",
        th="รูปนี้ไม่มีพิกัดเก็บไว้ ให้กรอกตำแหน่งเองในหน้าแก้ไข",
        en="No position is kept with this photo. Please enter it on the form.",
    ),
)


class Consent(StrEnum):
    """Why a photo may be shown."""

    OWN = "own"
    GIVEN = "given"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo as pages need it."""

    key: str
    width: int
    height: int
    focal: int
    alt_th: str
    alt_en: str
    credit: str

    def alt(self, lang: str) -> str:
        """What is to be seen on it; Thai where there is no English."""
        return self.alt_en if lang == "en" and self.alt_en else self.alt_th

    def url(self, width: int, form: str = "jpg") -> str:
        return f"/photos/{self.key}/{width}.{form}"

    def at_most(self, width: int) -> int:
        """The widest file that is no wider than this, else the narrowest."""
        return max((step for step in widths_of(self.width) if step <= width), default=widths_of(self.width)[0])


def line(photo: Shown) -> str:
    """A photo in one line of text; tabs and line ends of what people wrote are spaces."""
    texts = (
        clean(text).replace(BETWEEN, " ").replace("\n", " ") for text in (photo.alt_th, photo.alt_en, photo.credit)
    )
    return BETWEEN.join((photo.key, str(photo.width), str(photo.height), str(photo.focal), *texts))


@lru_cache(maxsize=4_096)
def read(text: str) -> Shown:
    """The photo that `line` wrote."""
    key, width, height, focal, alt_th, alt_en, credit = text.split(BETWEEN)
    return Shown(key, int(width), int(height), int(focal), alt_th, alt_en, credit)


@lru_cache(maxsize=4_096)
def small(photo: Shown, lang: str) -> str:
    """Markup of a photo in a list: its narrowest file, loaded when it comes near."""
    step = photo.at_most(0)
    attributes = _attributes(photo, step, lang)
    return (
        f'<picture><source type="image/avif" srcset="{photo.url(step, "avif")}">'
        f'<img src="{photo.url(step)}" loading="lazy"{attributes}></picture>'
    )


@lru_cache(maxsize=4_096)
def large(photo: Shown, lang: str, *, sizes: str, is_first: bool) -> str:
    """A photo on the page of its row, in every width; `sizes` as HTML has it. Only the first one loads at once."""
    step = photo.at_most(960)
    lazy = "" if is_first else ' loading="lazy"'
    return (
        f'<picture><source type="image/avif" srcset="{_every(photo, "avif")}" sizes="{sizes}">'
        f'<img src="{photo.url(step)}" srcset="{_every(photo, "jpg")}" sizes="{sizes}"{lazy}'
        f"{_attributes(photo, step, lang)}></picture>"
    )


def _every(photo: Shown, form: str) -> str:
    return ", ".join(f"{photo.url(step, form)} {step}w" for step in widths_of(photo.width))


def _attributes(photo: Shown, step: int, lang: str) -> str:
    """Size, focal point, and what is to be seen: marked as Thai where an English page has no English of it."""
    thai = ' lang="th"' if lang == "en" and not photo.alt_en else ""
    focal = "" if photo.focal == CENTRE else f" f{photo.focal}"
    height = height_at(step, photo.width, photo.height)
    return f' alt="{escape(photo.alt(lang))}"{thai} width="{step}" height="{height}" class="photo{focal}"'


def moved(order: Sequence[int], pk: int, step: int) -> list[int] | None:
    """The order after one photo went one place up (-1) or down (1); None where it cannot."""
    place = order.index(pk) if pk in order else -1
    if place < 0 or not 0 <= place + step < len(order):
        return None
    changed = list(order)
    changed[place], changed[place + step] = changed[place + step], changed[place]
    return changed


def signed(value: int) -> int:
    """64 bits as the databases keep them."""
    return value - 2**64 if value >= 2**63 else value
