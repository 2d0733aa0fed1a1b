"""Workbooks (xlsx, xlsm, xls, ods) through calamine."""

from mmap import mmap
from threading import Thread

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .archive import ODS, XLSX, Archive, column_letters
from .cells import Errors
from .compound import Compound
from .limits import Limits
from .refusal import Refusal
from .sniff import ZIP
from .source import Source

_SHEETS_TRIED = 50
_ITSELF = "/proc/self/fd/0"
"""The sent file, which is the standard input: calamine reads from it what it needs, where bytes would be copied."""


def open_archive(content: bytes | mmap, wanted: str, limits: Limits) -> Source:
    """A sheet of an xlsx or ods file: the wanted one, or the first visible one that holds anything.

    An xlsx is counted while calamine decodes it, for it does so outside Python's lock; an ods before. What the count
    refuses it raises in its own thread: the child's last word on any thread's exception ends both.
    """
    archive = Archive(content, limits)
    counting = Thread(target=archive.count)
    counting.start()
    if archive.format == ODS:
        counting.join()
    try:
        chosen = _chosen(wanted)
    finally:
        counting.join()
    return _source(*chosen, archive.format, archive.errors(chosen[0].name), limits)


def open_compound(content: bytes, wanted: str, limits: Limits) -> Source:
    """A sheet of an xls file, chosen as `open_archive` does."""
    compound = Compound(content)
    sheet, names = _chosen(wanted)
    return _source(sheet, names, "xls", compound.errors(names.index(sheet.name)), limits)


def refuse_by_extent(content: bytes | mmap, kind: str, limits: Limits) -> None:
    """Says, after a decoder died, whether the file is a bomb or a sheet reaches too far; returns when neither."""
    if kind == ZIP:
        archive = Archive(content, limits)
        archive.count()
        rows, columns = archive.extent() if archive.format == XLSX else (0, 0)
    else:
        rows, columns = Compound(bytes(content)).extent()
    _refuse_size(rows, columns, rows * columns, limits)


def _chosen(wanted: str) -> tuple[CalamineSheet, list[str]]:
    """The decoded sheet and the names of all."""
    try:
        book = CalamineWorkbook.from_path(_ITSELF)
    except PasswordError as error:
        raise Refusal("sheet.password") from error
    if wanted and wanted not in book.sheet_names:
        raise Refusal("sheet.no_such_sheet", sheet=wanted)
    for name in [wanted] if wanted else _candidates(book):
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet, book.sheet_names
    raise Refusal("sheet.empty")


def _candidates(book: CalamineWorkbook) -> list[str]:
    """Worksheets in their order, hidden ones (lists for drop-downs, mostly) after the visible."""
    usable = [data for data in book.sheets_metadata if data.typ == SheetTypeEnum.WorkSheet]
    hidden_last = sorted(usable, key=lambda data: data.visible != SheetVisibleEnum.Visible)
    return [data.name for data in hidden_last][:_SHEETS_TRIED]


def _source(sheet: CalamineSheet, names: list[str], kind: str, errors: Errors, limits: Limits) -> Source:
    start, end = sheet.start or (0, 0), sheet.end or (0, 0)
    _refuse_size(end[0] + 1, end[1] + 1, sheet.height * sheet.width, limits)
    return Source(
        format=kind,
        sheet=sheet.name,
        others=tuple(name for name in names if name != sheet.name),
        rows=sheet.iter_rows(),
        rows_expected=end[0] + 1,
        lead=start[1],
        errors=errors,
    )


def _refuse_size(height: int, width: int, cells: int, limits: Limits) -> None:
    if width > limits.columns:
        raise Refusal("sheet.too_wide", column=column_letters(width), limit=limits.columns)
    if cells > limits.cells:
        raise Refusal("sheet.too_many_cells", rows=height, columns=width, limit=limits.cells)
