"""Files for the sheet tests, made byte by byte, so that they can be as wrong as real ones."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl.utils import get_column_letter

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts, the first one stored and the others packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def xlsx(*sheets: str, names: Sequence[str] = ("S1", "S2", "S3"), hidden: Sequence[str] = ()) -> bytes:
    """A workbook from the XML of each sheet's rows."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}" state="{"hidden" if name in hidden else "visible"}"/>'
        for at, (name, _) in enumerate(zip(names, sheets, strict=False), 1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_REL}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}">{links}</Relationships>',
    }
    for at, rows in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped(parts)


def xml_rows(rows: Iterable[Sequence[object]], first: int = 1) -> str:
    """Rows of texts and numbers as the XML `xlsx` takes; "#…!" becomes a formula error."""
    return "".join(
        f'<row r="{at}">{"".join(_xml_cell(at, column, value) for column, value in enumerate(row, 1))}</row>'
        for at, row in enumerate(rows, first)
    )


def _xml_cell(row: int, column: int, value: object) -> str:
    place = f"{get_column_letter(column)}{row}"
    if value is None:
        return f'<c r="{place}" s="0"/>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    if str(value).startswith("#"):
        return f'<c r="{place}" t="e"><f>A1/0</f><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def ods(table: str, *, manifest: str = "") -> bytes:
    """An OpenDocument sheet from the XML of its rows."""
    sheet = f'<office:spreadsheet><table:table table:name="S1">{table}</table:table></office:spreadsheet>'
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    entry = f'manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"'
    return zipped(
        {
            "mimetype": _ODS_TYPE,
            "META-INF/manifest.xml": f"<manifest:manifest {names}><manifest:file-entry {entry}>{manifest}"
            "</manifest:file-entry></manifest:manifest>",
            "content.xml": f"<office:document-content {_ODS_NAMES}><office:body>{sheet}</office:body>"
            "</office:document-content>",
        }
    )


def ods_cell(text: str) -> str:
    """One text cell for `ods`."""
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def record(kind: int, data: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def biff(*cells: bytes, protected: bool = False, columns: int = 3) -> bytes:
    """The stream of an xls workbook with one sheet "S1" of these cell records."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + record(0x0042, struct.pack("<H", 1200))
    start += record(0x002F, b"\x00" * 6) if protected else b""
    name = b"\x02\x00S1"
    offset = len(start) + 4 + 6 + len(name) + 4
    start += record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + record(0x000A)
    size = record(0x0200, struct.pack("<IIHHH", 0, 10, 0, columns, 0))
    return (
        start + record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0)) + size + b"".join(cells) + record(0x000A)
    )


def biff_label(row: int, column: int, text: str) -> bytes:
    """A LABEL record, with the text in UTF-16."""
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def biff_number(row: int, column: int, value: float) -> bytes:
    """A NUMBER record."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def biff_error(row: int, column: int, code: int) -> bytes:
    """A BOOLERR record holding an error."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def compound(name: str, stream: bytes, *, small: bool = False) -> bytes:
    """A compound file with one stream, in ordinary sectors or (`small`, under 4,096 bytes) in the small store."""
    data = stream if small else stream.ljust(4096, b"\x00")
    store = -(-len(data) // 512)
    sectors = [b"", _directory(name, len(data), small)]
    table = [0xFFFFFFFD, 0xFFFFFFFE] + [number + 1 for number in range(2, 1 + store)] + [0xFFFFFFFE]
    sectors += [data[at : at + 512].ljust(512, b"\x00") for at in range(0, len(data), 512)]
    minis = -(-len(data) // 64)
    if small:
        chain = [*range(1, minis), 0xFFFFFFFE]
        sectors.append(struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff"))
        table.append(0xFFFFFFFE)
    sectors[0] = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return _header(mini=len(sectors) - 1 if small else 0xFFFFFFFE) + b"".join(sectors)


def _header(mini: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, mini, int(mini != 0xFFFFFFFE), 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)


def _directory(name: str, size: int, small: bool) -> bytes:
    root = _entry("Root Entry", 5, 2 if small else 0xFFFFFFFE, size if small else 0, child=1)
    return (root + _entry(name, 2, 0 if small else 2, size, child=0xFFFFFFFF)).ljust(512, b"\x00")


def _entry(name: str, kind: int, start: int, size: int, *, child: int) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    head = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text), kind, 1) + links
    return head + bytes(36) + struct.pack("<IQ", start, size)
