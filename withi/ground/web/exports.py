"""Lists as files: csv as a stream, xlsx through a file on disk, both with formulas disarmed."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from withi.kit import sheets

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def sheet(
    form: str,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "",
    above: Sequence[str] = (),
) -> HttpResponseBase:
    """The rows as a file to keep, called `name.form`; memory stays flat however many there are.

    For a reader who wants it so: the sheet's own name, and lines above the headings; a csv file has neither.
    """
    answer: HttpResponseBase
    if form == "csv":
        answer = StreamingHttpResponse(sheets.csv_chunks(columns, rows), content_type=FORMS[form])
    else:
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
        sheets.write_xlsx(kept, columns, rows, sheet=title, above=above)
        kept.seek(0)
        answer = FileResponse(kept, content_type=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
