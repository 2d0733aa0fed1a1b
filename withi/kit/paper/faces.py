"""The faces of paper: WOFF files of the site's own faces turned into TrueType, which Typst reads.

A face comes in parts (Thai, Latin) that bear one name; Typst would take one part for the whole, so each part gets a
name of its own and the page names all of them in turn. WOFF is TrueType with each table packed by zlib (W3C, WOFF 1.0).
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "vendor"
"""Where set-up puts the faces and the list of words (tools/assets.py)."""
TEXT: Final = {
    "Withi Text Thai": "sarabun/files/sarabun-thai-400-normal.woff",
    "Withi Text Latin": "sarabun/files/sarabun-latin-400-normal.woff",
    "Withi Text Latin Ext": "sarabun/files/sarabun-latin-ext-400-normal.woff",
}
HEAD: Final = {
    "Withi Head Thai": "ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-700-normal.woff",
    "Withi Head Latin": "ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-700-normal.woff",
    "Withi Head Latin Ext": "ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-ext-700-normal.woff",
}
ALL: Final = {**TEXT, **HEAD}
EXACT: Final = {"Withi Exact Text": "Laksaman.ttf", "Withi Exact Head": "Laksaman-Bold.ttf"}
"""A face of the system (fonts-tlwg-laksaman) whose lifted marks programs read once; those of ours often twice."""
SYSTEM: Final = (
    Path("/usr/share/fonts/truetype/tlwg"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)

_WOFF = struct.Struct(">4s4sIHHIHHIIIII")
_ENTRY = struct.Struct(">4sIIII")
_KEPT_NAMES = (0, 7, 8, 9, 13, 14)
"""Of the old names: copyright, trademark, maker, designer, licence and its address."""
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x409
Tables = dict[bytes, bytes]


def file_of(family: str) -> Path:
    """The TrueType file of one part of a face."""
    return FOLDER / f"{family.lower().replace(' ', '-')}.ttf"


def missing() -> list[str]:
    """Parts of faces that set-up has not made."""
    return [family for family in ALL if not file_of(family).is_file()]


def has_exact() -> bool:
    """Whether set-up found the face that is read back exactly."""
    return all(file_of(family).is_file() for family in EXACT)


def system_face(name: str) -> Path | None:
    """A face of the system by the name of its file; None where it is not installed."""
    return next((folder / name for folder in SYSTEM if (folder / name).is_file()), None)


def renamed(ttf: bytes, family: str) -> bytes:
    """A TrueType file under another family name, so that its bold is a face of its own, as ours are."""
    flavour, count = struct.unpack_from(">4sH", ttf)
    entries = (struct.unpack_from(">4sIII", ttf, 12 + 16 * place) for place in range(count))
    tables = {tag: ttf[start : start + size] for tag, _sum, start, size in entries}
    tables[b"name"] = _named(tables[b"name"], family)
    return _packed(flavour, tables)


def true_type(woff: bytes, family: str) -> bytes:
    """The TrueType file of a WOFF file, under another family name; ValueError where it is none."""
    flavour, tables = _unpacked(woff)
    tables[b"name"] = _named(tables[b"name"], family)
    return _packed(flavour, tables)


def _unpacked(woff: bytes) -> tuple[bytes, Tables]:
    if woff[:4] != b"wOFF":
        raise ValueError("not a WOFF file")
    _, flavour, _, count, *_rest = _WOFF.unpack_from(woff)
    tables: Tables = {}
    for place in range(count):
        tag, start, packed, size, _sum = _ENTRY.unpack_from(woff, _WOFF.size + place * _ENTRY.size)
        body = woff[start : start + packed]
        tables[tag] = zlib.decompress(body) if packed < size else body
    return flavour, tables


def _packed(flavour: bytes, tables: Tables) -> bytes:
    """Tables in the order of their tags, each at a multiple of four, with the sums that readers check."""
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">4sHHHH", flavour, count, 16 << power, power, count * 16 - (16 << power))
    tables = tables | {b"head": tables[b"head"][:8] + b"\0\0\0\0" + tables[b"head"][12:]}
    at, entries, bodies = len(head) + 16 * count, [], []
    for tag, body in sorted(tables.items()):
        padded = body + b"\0" * (-len(body) % 4)
        entries.append(struct.pack(">4sIII", tag, _sum(padded), at, len(body)))
        bodies.append(padded)
        at += len(padded)
    whole = head + b"".join(entries) + b"".join(bodies)
    place = whole.index(tables[b"head"], len(head) + 16 * count) + 8
    return whole[:place] + struct.pack(">I", (0xB1B0AFBA - _sum(whole)) % 2**32) + whole[place + 4 :]


def _sum(padded: bytes) -> int:
    return sum(int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4)) % 2**32


def _named(table: bytes, family: str) -> bytes:
    """A name table that says the new family, and whose face it is as the old one did."""
    plain = family.replace(" ", "")
    names = {1: family, 2: "Regular", 4: family, 6: plain} | dict(_old_names(table))
    records, texts = [], b""
    for number, text in sorted(names.items()):
        body = text.encode("utf-16-be")
        records.append(struct.pack(">6H", _WINDOWS, _UNICODE, _ENGLISH, number, len(body), len(texts)))
        texts += body
    return struct.pack(">3H", 0, len(names), 6 + 12 * len(names)) + b"".join(records) + texts


def _old_names(table: bytes) -> Iterator[tuple[int, str]]:
    _, count, texts = struct.unpack_from(">3H", table)
    for place in range(count):
        platform, _encoding, _language, number, size, start = struct.unpack_from(">6H", table, 6 + 12 * place)
        if platform == _WINDOWS and number in _KEPT_NAMES:
            body = table[texts + start : texts + start + size]
            yield number, body.decode("utf-16-be")


# --- which signs there are -----------------------------------------------------------------------


@cache
def signs() -> frozenset[str]:
    """Every sign that both faces hold, in one of their parts."""
    held = (frozenset[int]().union(*(_held(file_of(family).read_bytes()) for family in face)) for face in (TEXT, HEAD))
    return frozenset(map(chr, frozenset.intersection(*held)))


def unprintable(text: str) -> list[str]:
    """Signs of the text that no face holds (emoji, other scripts), each once, in their order."""
    return list(dict.fromkeys(sign for sign in text if sign not in signs()))


def _held(ttf: bytes) -> set[int]:
    """Code points of a TrueType file's Unicode table (format 4, the whole of the first plane)."""
    count = struct.unpack_from(">H", ttf, 4)[0]
    entries = (struct.unpack_from(">4sIII", ttf, 12 + 16 * place) for place in range(count))
    cmap = next(start for tag, _sum, start, _size in entries if tag == b"cmap")
    tables = struct.unpack_from(">H", ttf, cmap + 2)[0]
    for place in range(tables):
        platform, _encoding, start = struct.unpack_from(">HHI", ttf, cmap + 4 + 8 * place)
        if platform in (0, _WINDOWS) and struct.unpack_from(">H", ttf, cmap + start)[0] == 4:
            return set(_segments(ttf, cmap + start))
    raise ValueError("no Unicode table")


def _segments(ttf: bytes, start: int) -> Iterable[int]:
    """Format 4: ends, a pad, beginnings, each list as long as there are segments."""
    half = struct.unpack_from(">H", ttf, start + 6)[0]
    ends = struct.unpack_from(f">{half // 2}H", ttf, start + 14)
    firsts = struct.unpack_from(f">{half // 2}H", ttf, start + 16 + half)
    for first, end in zip(firsts, ends, strict=True):
        yield from range(first, min(end, 0xFFFE) + 1)
