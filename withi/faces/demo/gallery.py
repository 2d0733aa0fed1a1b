"""Drawn pictures in place of photos: small, the same each time, of a community's own cloth and its dyes.

Nobody takes them for photos: they are drawn, a woven band runs along their foot, and their credit says so.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from withi.ground.files import actions as files
from withi.ground.files.actions import SentPhoto
from withi.kit import cloth
from withi.kit.looms import Dice
from withi.registers.photos import actions as photos
from withi.registers.photos.access import Holder
from withi.registers.photos.actions import Told
from withi.registers.products.models import Product
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS, Publication
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community

SIZE = WIDTH, HEIGHT = 480, 360
BAND, THREAD = 48, 6
INK, SKY, SUN, STRAW = "#231d1a", "#dfe8ea", "#f0b12f", "#d8bc8c"
CREDIT = "ภาพวาดตัวอย่าง ไม่ใช่ภาพถ่าย"
SHOWN = {"40150808": ("house", "field", "weave", "shop"), "40150205": ("field",), "40250105": ("house",)}
"""What is drawn for which community, the first picture first."""
WORDS = {
    "house": ("ภาพวาดบ้านใต้ถุนสูง มีผ้าผืนยาวตากอยู่", "A drawing of a house on posts, with long cloths hung out"),
    "field": ("ภาพวาดทุ่งนาใต้ดวงอาทิตย์ มีทางเดินผ่านกลางนา", "A drawing of rice fields under the sun, with a path"),
    "weave": ("ภาพวาดลายผ้าของชุมชนในระยะใกล้", "A drawing of the community's cloth from nearby"),
    "shop": ("ภาพวาดแผงขายของหน้าบ้าน กันสาดเป็นลายผ้า", "A drawing of a stall before a house, its awning woven"),
}


def hang(communities: Mapping[str, Community], desk: Callable[[str], Any]) -> None:
    """Pictures for some communities, the first published producer of each and its textiles; public rows stay public."""
    for code, names in SHOWN.items():
        drawn = {name: files.open_photo(sent=ContentFile(paint(name, code), f"{name}.png")) for name in names}
        _hang(communities[code], drawn, desk(code))
        maker = communities[code].producers.filter(state=State.PUBLISHED).order_by("pk").first()
        if maker is None or "weave" not in drawn:
            continue
        _hang(maker, {name: drawn[name] for name in ("shop", "weave")}, desk(code))
        for product in Product.objects.filter(producer=maker, state=State.PUBLISHED, type="textile"):
            _hang(product, {"weave": drawn["weave"]}, desk(code))


def _hang(row: Publication, drawn: Mapping[str, SentPhoto], desk: Any) -> None:
    """Entered and told of by one person, approved by another."""
    holder = Holder(KINDS[row.SUBJECT], row)
    by: dict[str, Any] = {"actor": desk.enters.user, "scope": desk.enters.scope, "holder": holder}
    for name, sent in drawn.items():
        photo, _is_new = photos.add(**by, sent=sent, with_position=False)
        alt_th, alt_en = WORDS[name]
        photos.tell(**by, photo=photo, told=Told(alt_th, alt_en, CREDIT), version=photo.version)
    row.refresh_from_db()
    publication.approve(actor=desk.approves.user, scope=desk.approves.scope, row=row)


# --- drawing -------------------------------------------------------------------------------------


def paint(name: str, code: str) -> bytes:
    """One picture of a community as PNG; the same bytes for one name and code."""
    canvas = Image.new("RGB", SIZE, SKY)
    PAINTERS[name](canvas, ImageDraw.Draw(canvas), code)
    canvas.paste(woven(code, THREAD).crop((0, 0, WIDTH, BAND)), (0, HEIGHT - BAND))
    out = BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


def woven(code: str, thread: int) -> Image.Image:
    """The community's cloth over the whole canvas, a thread so many px wide."""
    kind, colours = cloth.technique(code), [_rgb(dye) for dye in cloth.dyes(code)]
    rows = [row + row[-2:0:-1] for row in cloth.LOOMS[kind](Dice(f"motif {code}"))]
    rows += rows[-2:0:-1]
    tile = Image.new("RGB", (len(rows[0]), len(rows)))
    tile.putdata([colours[int(sign)] for row in rows for sign in row])
    wide = tile.resize((tile.width * thread, tile.height * thread), Image.Resampling.NEAREST)
    whole = Image.new("RGB", SIZE)
    for left in range(0, WIDTH, wide.width):
        for top in range(0, HEIGHT, wide.height):
            whole.paste(wide, (left, top))
    return whole


def _rgb(dye: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(dye[1:]))


def _weave(canvas: Image.Image, _draw: ImageDraw.ImageDraw, code: str) -> None:
    canvas.paste(woven(code, 2 * THREAD))


def _field(_canvas: Image.Image, draw: ImageDraw.ImageDraw, code: str) -> None:
    """Sun, hills, and rows of rice that run together in the distance."""
    dice = Dice(f"field {code}")
    left, horizon = dice.pick((90, 200, 330)), dice.pick((150, 165, 180))
    draw.ellipse((left, 40, left + 64, 104), fill=SUN)
    for at, hill in enumerate((-120, 120, 330)):
        draw.ellipse((hill, horizon - 40 - 12 * at, hill + 300, horizon + 90), fill="#7fa383")
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill="#d8c24a")
    for foot in range(-480, 2 * WIDTH, 60):
        draw.line((WIDTH // 2, horizon, foot, HEIGHT), fill="#665f14", width=5)
    draw.polygon((WIDTH // 2 - 4, horizon, WIDTH // 2 + 4, horizon, 320, HEIGHT, 150, HEIGHT), fill=STRAW)


def _house(canvas: Image.Image, draw: ImageDraw.ImageDraw, code: str) -> None:
    """A house on posts, and three cloths on a rail before it."""
    draw.rectangle((0, 280, WIDTH, HEIGHT), fill=STRAW)
    for post in (90, 180, 290, 380):
        draw.rectangle((post, 190, post + 10, 300), fill="#70401f")
    draw.rectangle((70, 110, 410, 200), fill="#c08a52", outline=INK, width=3)
    draw.polygon((40, 116, 240, 30, 440, 116), fill="#a94a22", outline=INK)
    draw.rectangle((215, 135, 265, 200), fill=INK)
    for left in (110, 210, 310):
        canvas.paste(woven(code, 4).crop((0, 0, 70, 84)), (left, 214))
    draw.line((95, 214, 395, 214), fill=INK, width=4)


def _shop(canvas: Image.Image, draw: ImageDraw.ImageDraw, code: str) -> None:
    """A stall under an awning of the cloth, with jars and baskets on its table."""
    draw.rectangle((0, 270, WIDTH, HEIGHT), fill=STRAW)
    for post in (60, 410):
        draw.rectangle((post, 90, post + 10, 300), fill="#70401f")
    canvas.paste(woven(code, 4).crop((0, 0, 400, 70)), (40, 60))
    draw.rectangle((40, 60, 440, 130), outline=INK, width=3)
    draw.rectangle((50, 230, 430, 300), fill="#c08a52", outline=INK, width=3)
    for at, dye in enumerate(cloth.dyes(code) + cloth.dyes(code)[1:3]):
        draw.rounded_rectangle((74 + 58 * at, 184, 110 + 58 * at, 230), radius=9, fill=dye, outline=INK, width=3)


PAINTERS: dict[str, Callable[[Image.Image, ImageDraw.ImageDraw, str], None]] = {
    "field": _field,
    "house": _house,
    "shop": _shop,
    "weave": _weave,
}
