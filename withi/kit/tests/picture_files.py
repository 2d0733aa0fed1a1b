"""Pictures as people send them, and as nobody should: written here so that tests know what is in them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms

LAT, LON = (16.0, 26.0, 30.0), (102.0, 50.0, 10.0)
SECRET = b"SECRET-OF-THE-CAMERA"


def drawing(size: tuple[int, int] = (600, 400), mode: str = "RGB") -> Image.Image:
    """A slope from dark to bright with a red corner above left, so that turning shows."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.paste((255, 0, 0), (0, 0, size[0] // 4, size[1] // 4))
    return image if mode == "RGB" else image.convert(mode)


def saved(image: Image.Image, form: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def notes(*, orientation: int = 1, day: str = "2567:05:01 10:00:00", gps: bool = True) -> Image.Exif:
    """What a phone writes: which way is up, the day (of the Buddhist era), where it stood, and who made it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9C9C] = orientation, SECRET.decode(), SECRET
    exif.get_ifd(0x8769)[36867] = day
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: LAT, 3: "E", 4: LON})
    return exif


def photo(size: tuple[int, int] = (600, 400), **more: Any) -> bytes:
    """A JPEG with everything a camera may write into it: EXIF with GPS, XMP, a comment, a profile."""
    xmp = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>16,26.5N</exif:GPSLatitude>" + SECRET + b"</x:xmpmeta>"
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(drawing(size), exif=notes(**more), xmp=xmp, comment=SECRET, icc_profile=profile, quality=90)


def packed(files: dict[str, bytes], *, letters: str = "") -> bytes:
    """A ZIP; with `letters` the names are written in that code page without saying so, as old Windows does."""
    out = io.BytesIO()
    sizes = {name: len(name.encode(letters or "utf-8")) for name in files}
    stand_ins = {name: chr(ord("A") + at) * sizes[name] if letters else name for at, name in enumerate(files)}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(stand_ins[name], body)
    content = out.getvalue()
    for name, stand_in in stand_ins.items() if letters else ():
        content = content.replace(stand_in.encode(), name.encode(letters))
    return content


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that says it is so large; `body` are its compressed rows, by default hardly any."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = body or zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving(form: str) -> bytes:
    frames = [drawing(), drawing().rotate(180)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


MODES: dict[str, Callable[[], bytes]] = {
    "grey": lambda: saved(drawing(mode="L")),
    "cmyk": lambda: saved(drawing(mode="CMYK")),
    "palette": lambda: saved(drawing().quantize(16), "PNG"),
    "palette with a hole": lambda: saved(drawing().quantize(16), "PNG", transparency=0),
    "black and white": lambda: saved(drawing(mode="1"), "PNG"),
    "glass": lambda: saved(drawing(mode="RGBA"), "PNG"),
    "grey glass": lambda: saved(drawing(mode="LA"), "PNG"),
    "16 bits": lambda: saved(drawing(mode="L").convert("I").point(lambda value: value * 256).convert("I;16"), "PNG"),
    "webp": lambda: saved(drawing(), "WEBP"),
    "webp without loss": lambda: saved(drawing(mode="RGBA"), "WEBP", lossless=True),
    "phone with two pictures": lambda: saved(drawing(), "MPO", save_all=True, append_images=[drawing()]),
    "page behind it": lambda: photo() + b"<html><script>alert(1)</script>",
    "broken profile": lambda: saved(drawing(), icc_profile=b"nonsense"),
    "broken notes": lambda: saved(drawing(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + bytes(8)),
}
"""Pictures that are taken, each with something odd about it."""

BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("picture.empty", lambda: b""),
    "page": ("picture.kind", lambda: b"<!doctype html><script>alert(1)</script>"),
    "drawing": ("picture.kind", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "gif": ("picture.kind", lambda: saved(drawing(), "GIF")),
    "tiff": ("picture.kind", lambda: saved(drawing(), "TIFF")),
    "sound in a riff": ("picture.kind", lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(400)),
    "only a beginning": ("picture.damaged", lambda: b"\xff\xd8\xff\xe0"),
    "cut": ("picture.damaged", lambda: photo((1200, 900))[:20_000]),
    "cut png": ("picture.damaged", lambda: saved(drawing((900, 900)), "PNG")[:-3_000]),
    "cut webp": ("picture.damaged", lambda: saved(drawing(), "WEBP")[:-300]),
    "turned bits": ("picture.damaged", lambda: saved(drawing(), "PNG").replace(b"IDAT", b"IDAU", 1)),
    "30,000 by 30,000": ("picture.pixels", lambda: png(30_000, 30_000)),
    "all that fits": ("picture.pixels", lambda: png(2**31 - 1, 2**31 - 1)),
    "one line": ("picture.small", lambda: png(40_000_000, 1)),
    "stamp": ("picture.small", lambda: saved(drawing((199, 400)))),
    "moving webp": ("picture.moving", lambda: moving("WEBP")),
    "moving png": ("picture.moving", lambda: moving("PNG")),
}
"""Files that are refused, by the rule that says so."""


def text_bomb() -> bytes:
    """A small PNG with a note that unpacks to 200 MB."""
    note = b"Comment\x00\x00" + zlib.compress(bytes(200 * 1024 * 1024), 9)
    chunk = struct.pack(">I", len(note)) + b"zTXt" + note + struct.pack(">I", zlib.crc32(b"zTXt" + note))
    whole = saved(drawing(), "PNG")
    at = whole.index(b"IDAT") - 4
    return whole[:at] + chunk + whole[at:]


BAD["text bomb"] = ("picture.damaged", text_bomb)
