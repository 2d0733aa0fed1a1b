"""A picture of any mode as plain, upright sRGB pixels, and those as files that say nothing of where they come from."""

import io
from collections.abc import Iterator

from PIL import Image, ImageCms

from .notes import Notes
from .widths import WIDTHS, height_at, widths_of

DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I")
PLAIN = ("RGB", "L")
WHITE = (255, 255, 255)
SIDE = 8
"""The perceptual hash compares neighbours in a grid of 8 by 8."""


def plain(image: Image.Image, notes: Notes) -> Image.Image:
    """The loaded picture as upright sRGB pixels that carry no profile, comment or other word."""
    profile = image.info.get("icc_profile")
    flat = _shrunk(_flat(image))
    turn = notes.turn()
    upright = flat.transpose(turn) if turn is not None else flat
    coloured = _in_srgb(upright, profile)
    coloured.info.clear()  # a copy would carry it on, and some writers put it into the file
    return coloured


def variants(image: Image.Image, size: tuple[int, int]) -> Iterator[tuple[int, int, str, bytes]]:
    """Width, height, form and bytes of every file made of an upright picture whose own size was `size`."""
    for width in widths_of(size[0]):
        height = height_at(width, *size)
        drawn = image.resize((width, height), Image.Resampling.LANCZOS)
        yield width, height, "avif", _saved(drawn, "AVIF", quality=58, speed=8, max_threads=1)
        yield width, height, "jpg", _saved(drawn, "JPEG", quality=80, optimize=True, progressive=True)


def dhash(image: Image.Image) -> int:
    """A 64-bit hash that stays nearly the same for the same picture in another size: is each spot brighter than the
    next to its right?"""
    grey = image.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    value = 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            value = value << 1 | (grey[at] > grey[at + 1])
    return value


def _flat(image: Image.Image) -> Image.Image:
    """One of RGB, L and CMYK: deep greys in 8 bits, palettes in colour, what shines through on white."""
    if image.mode in DEEP:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, WHITE)
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image if image.mode in (*PLAIN, "CMYK") else image.convert("RGB")


def _shrunk(image: Image.Image) -> Image.Image:
    """Roughly smaller first, so that what follows costs little; at least as large as the largest file in both ways."""
    factor = min(image.size) // WIDTHS[-1]
    return image.reduce(factor) if factor > 1 else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the web shows them; a profile that cannot be read counts as none."""
    if profile and image.mode != "L":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return image.convert("RGB")


def _saved(image: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
