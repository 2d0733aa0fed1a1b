"""Sheets in and out.

`read` takes an uploaded file apart in a limited child process. `write_xlsx`, `write_csv` and `write_report` make files
that no spreadsheet runs as formulas and that `read` gives back letter for letter.
"""

from withi.kit.sheets.book import SheetColumn
from withi.kit.sheets.decoder.disarm import disarm, is_armed, restore
from withi.kit.sheets.decoder.limits import DEFAULT, Limits
from withi.kit.sheets.marks import ENGLISH, THAI, Mark, Severity, Wording
from withi.kit.sheets.reading import read
from withi.kit.sheets.table import Layout, Row, Table
from withi.kit.sheets.writing import csv_chunks, write_csv, write_report, write_xlsx

__all__ = [
    "DEFAULT",
    "ENGLISH",
    "THAI",
    "Layout",
    "Limits",
    "Mark",
    "Row",
    "Severity",
    "SheetColumn",
    "Table",
    "Wording",
    "csv_chunks",
    "disarm",
    "is_armed",
    "read",
    "restore",
    "write_csv",
    "write_report",
    "write_xlsx",
]
