"""What goes out as a file comes in again: no formula is ever evaluated, no letter is lost."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.cast import World
from tests.faults.figures import tell
from tests.pages import bytes_of
from withi.ground.jobs.actions import run_due
from withi.kit import sheets
from withi.kit.tests.test_sheets_disarm import ARMED, HARMLESS
from withi.registers.products.models import Product

pytestmark = pytest.mark.faults
SEED = 25_681_125
ROWS = 200
NASTY = [
    *ARMED,
    *HARMLESS,
    "=1+1",
    "@SUM(A1)",
    "+66",
    "-",
    "\t=1",
    "\r=1",
    "'=1",
    "''",
    "00123",
    "1E5",
    "TRUE",
    "#REF!",
    "2568-11-25",
]
LETTERS = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")
TEXT = st.one_of(
    st.text(LETTERS, max_size=40),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=4).map("".join),
    st.builds("{}{}".format, st.sampled_from("=+-@\t\r\n|%'\"＝＋"), st.text(LETTERS, max_size=20)),
)
WRITERS: dict[str, Callable[..., None]] = {"xlsx": sheets.write_xlsx, "csv": sheets.write_csv}


def formulas_in(content: bytes) -> int:
    """Cells of a workbook that a program would evaluate."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    cells = (cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row)
    found = [part.count(b"<f>") + part.count(b"<f ") for part in parts]
    return sum(found) + len([cell for cell in cells if cell.data_type == "f"])


@pytest.mark.parametrize("kind", WRITERS)
def test_any_text_survives_going_out_and_coming_in(tmp_path: Path, kind: str, full: bool) -> None:
    """Texts by the hundred in one file; files are written and read as exports and imports do it."""
    path, count = tmp_path / f"out.{kind}", [0]

    @examples(
        max_examples=100 if full else 6,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts=st.lists(TEXT, min_size=ROWS // 2, max_size=ROWS))
    def go(texts: list[str]) -> None:
        out = io.BytesIO()
        WRITERS[kind](out, ["ชื่อ", "ที่"], [(text, "x") for text in texts])
        path.write_bytes(out.getvalue())
        with sheets.read(path, name=path.name) as table:
            assert [row.cells[0] for row in table] == texts
        assert kind == "csv" or not formulas_in(out.getvalue())
        count[0] += len(texts)

    go()
    tell(f"texts exported and read again ({kind})", count[0], "0 formulas evaluated, 0 letters lost", seed=SEED)


NAMES = ["=1+1 ผ้า", "@ผ้า", "'ผ้า", '-ผ้า "สอง", สาม']


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_exported_list_is_read_by_the_import_letter_for_letter(world: World, tmp_path: Path, form: str) -> None:
    """The products' list with names as nasty as can be, taken as it went out and sent straight back."""
    worker = world.cast.worker
    rows = list(Product.objects.filter(pk__in=[row.pk for row in world.register.here.products.values()]).order_by("pk"))
    for row, text in zip(rows, NAMES, strict=True):
        Product.objects.filter(pk=row.pk).update(name_th=text)
    content = bytes_of(worker.client.post(f"/desk/products/export/{form}/"))
    assert form == "csv" or not formulas_in(content)
    sent = SimpleUploadedFile(f"รายการ.{form}", content)
    answer = worker.client.post("/desk/import/", {"kind": "products", "file": sent})
    assert answer.status_code == 302
    run_due()
    review = worker.client.post(answer.headers["Location"].replace("?go=1", "open/")).headers["Location"]
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(bytes_of(worker.client.get(f"{review}report/")))
    with sheets.read(marked, name=marked.name) as table:
        read = [row.cells[0] for row in table]
    found = [name for name in read if "zz-" not in name]
    assert sorted(found) == sorted(NAMES)
    tell(f"products exported and sent back to the import ({form})", len(read), "0 letters lost", seed=SEED)


def test_a_formula_would_be_found() -> None:
    """The canary: a workbook in which a cell is one."""
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    assert formulas_in(out.getvalue())
