"""What a file is, judged by its content. Its name is not asked: offices send web pages and PDFs as .xls and .xlsx."""

from .refusal import Refusal

_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"BM", "BMP"),
    (b"RIFF", "RIFF"),
    (b"II*\x00", "TIFF"),
    (b"SQLite format 3", "SQLite"),
)
_MARKUP = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<table", "HTML"), (b"<?xml", "XML"), (b"<svg", "SVG"))
HEAD_BYTES = 64 * 1024
"""So much of a file tells what it is."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"
ZIP, COMPOUND, TEXT = "zip", "compound", "text"
COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def container(content: bytes) -> str:
    """`ZIP` (xlsx, ods), `COMPOUND` (xls, protected xlsx) or `TEXT`; refuses what no sheet begins with."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if content.startswith(COMPOUND_MAGIC):
        return COMPOUND
    found = _named(content)
    if found:
        raise Refusal("sheet.not_a_sheet", found=found)
    return TEXT


def _named(content: bytes) -> str:
    """The type a wrong file has by its first bytes; empty for text."""
    start = content[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    by_markup = next((name for sign, name in _MARKUP if start.startswith(sign)), "")
    return by_markup or _binary(content[:HEAD_BYTES])


def _binary(head: bytes) -> str:
    """Text may begin with the letters of a magic sign ("BM", "MZ"), so these count only beside control signs."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return ""
    magic = next((name for sign, name in _MAGIC if head.startswith(sign)), "")
    if magic in ("PDF", "RTF", "JPEG", "PNG", "GIF"):
        return magic
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls * 200 <= len(head) or (not magic and looks_wide(head)):
        return ""
    return magic or "binary"


def looks_wide(head: bytes) -> str:
    """`utf-16-le` or `utf-16-be` when nearly every second byte is a zero or a Thai block's number; else empty."""
    for name, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        fits = high.count(0) + high.count(0x0E)
        if fits * 10 >= len(high) * 9 and high and low.count(0) * 50 <= len(low):
            return name
    return ""
