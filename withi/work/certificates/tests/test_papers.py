"""The printed certificate: one page whatever it says, its words as written, its QR read back at printed size."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.utils import translation
from PIL import Image, ImageChops

from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, make_cast
from withi.work.certificates import papers
from withi.work.certificates.models import Certificate
from withi.work.certificates.tests.factory import make_certificate

pytestmark = pytest.mark.django_db
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="apt-get install poppler-utils")
A4_PX = (1123, 794)
PANEL_MM = 12
NAMES = {
    "shortest": "ก",
    "plain": "ป้าน้อย",
    "long": "วิสาหกิจชุมชนกลุ่มแม่บ้านเกษตรกรแปรรูปผลิตภัณฑ์สมุนไพรและของใช้จากธรรมชาติบ้านหนองสองห้อง",
    "longest": ("กลุ่มทอผ้าไหมมัดหมี่ย้อมสีธรรมชาติ" * 6)[:200],
    "one word": "A" * 200,
    "wide": "W" * 200,
    "marks": "ปี๊" * 60,
    "markup": '#panic() ]#read("/etc/passwd") $x$ *b* \\ "quoted" <a> @b {{ c }}',
    "latin": "Ban Dong Kheng Weavers & Sons, Ltd. “The 2nd”",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def certify(cast: Cast, name: str, **values: Any) -> Certificate:
    row = make_producer(name_th=name, state=State.PUBLISHED, area_code="401508")
    facts = {"maker_kind": "group", "register_number": "4015-0001", "valid_until": date(2036, 11, 26)}
    return make_certificate(row, issued_by=cast.chief.user, **facts | values)


def text_of(certificate: Certificate, lang: str, folder: Path) -> list[str]:
    """The text of each page."""
    file = folder / "paper.pdf"
    file.write_bytes(press.pdf(papers.sheet_of(certificate, lang)))
    told = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    return told.split("\f")[:-1]


@pytest.mark.parametrize("kind", NAMES)
def test_every_name_fits_one_page_inside_its_panel(cast: Cast, kind: str) -> None:
    """The cloth round the panel is the same whatever is written, so nothing runs over its edge."""
    frames = []
    for name in ("ก", NAMES[kind]):
        pages = press.pictures(papers.sheet_of(certify(cast, name), "th"))
        assert len(pages) == 1
        picture = Image.open(io.BytesIO(pages[0])).convert("RGB")
        assert picture.size == A4_PX
        edge = round((PANEL_MM + 2) / 25.4 * 96)
        picture.paste("white", (edge, edge, A4_PX[0] - edge, A4_PX[1] - edge))
        frames.append(picture)
    assert ImageChops.difference(*frames).getbbox() is None


def test_the_name_is_there_as_ink(cast: Cast) -> None:
    """A longer name darkens the middle of the sheet; the shortest still stands there."""
    shades = []
    for name in ("", "ก", NAMES["plain"], NAMES["long"]):
        drawn = press.pictures(papers.sheet_of(certify(cast, name or " "), "th"))[0]
        picture = Image.open(io.BytesIO(drawn)).convert("L")
        shades.append(sum(picture.crop((200, 300, 920, 480)).point(lambda shade: shade < 128).tobytes()))
    assert shades == sorted(shades)
    assert len(set(shades)) == 4


@needs_poppler
@pytest.mark.parametrize("kind", ["plain", "markup", "latin"])
def test_words_are_read_back_as_written(cast: Cast, kind: str, tmp_path: Path) -> None:
    (page,) = text_of(certify(cast, NAMES[kind], occasion_th="รอบปี 2557-2558"), "en", tmp_path)
    read = "".join(page.split())
    for told in ("Certificate of OTOP Producer Registration", "รอบปี 2557-2558", "registration number 4015-0001"):
        assert "".join(told.split()) in read
    if kind != "plain":
        assert "".join(NAMES[kind].split()) in read


@needs_poppler
def test_the_thai_paper_says_day_office_and_number(cast: Cast, tmp_path: Path) -> None:
    made = certify(cast, "ก", issued_on=date(2026, 11, 26), name_en="Weavers")
    (page,) = text_of(made, "th", tmp_path)
    read = "".join(page.split())
    for told in (made.number, "26 พฤศจิกายน พ.ศ. 2569", "26 พฤศจิกายน พ.ศ. 2579", "Weavers", "ต.ดงเค็ง"):
        assert "".join(told.split()) in read


@pytest.mark.parametrize("ppi", [96, 150, 300])
def test_the_code_is_read_back_at_its_printed_size(cast: Cast, ppi: int) -> None:
    """From a screen, a poor copy and a print: 96, 150 and 300 dots to an inch."""
    made = certify(cast, NAMES["long"])
    picture = Image.open(io.BytesIO(press.pictures(papers.sheet_of(made, "th"), ppi=ppi)[0]))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == papers.address_of(made)
    corners = code.position
    width = (corners.top_right.x - corners.top_left.x) / ppi * 25.4
    assert 22 < width < 30


@pytest.mark.parametrize("mark", ["gold", "silver", "red", "blue"])
def test_each_mark_is_drawn_by_a_shape_of_its_own(cast: Cast, mark: str) -> None:
    plain = press.pictures(papers.sheet_of(certify(cast, "ผ้า", kind="mark", mark=mark, maker_th="กลุ่มทอผ้า"), "th"))
    assert len(plain) == 1
    assert len(press.pdf(papers.sheet_of(certify(cast, "ผ้า", kind="mark", mark=mark), "en"))) > 10_000


def test_the_emblem_of_the_office_heads_the_paper(cast: Cast, settings: Any, tmp_path: Path) -> None:
    made = certify(cast, "ก")
    without = press.pictures(papers.sheet_of(made, "th"))[0]
    (tmp_path / "4015.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="9"/></svg>',
        encoding="utf-8",
    )
    settings.EMBLEMS = str(tmp_path)
    assert press.pictures(papers.sheet_of(made, "th"))[0] != without


def test_an_emblem_that_is_no_picture_is_told(cast: Cast, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "00.png").write_bytes(b"not a picture")
    settings.EMBLEMS = str(tmp_path)
    with pytest.raises(Problem) as refused:
        press.pdf(papers.sheet_of(certify(cast, "ก"), "th"))
    assert refused.value.code == "paper.failed"


@pytest.mark.parametrize(
    ("office", "thai"),
    [
        ("00", "กรมการพัฒนาชุมชน"),
        ("40", "สำนักงานพัฒนาชุมชนจังหวัดขอนแก่น"),
        ("4015", "สำนักงานพัฒนาชุมชนอำเภอหนองสองห้อง จังหวัดขอนแก่น"),
    ],
)
def test_offices_are_named_in_full(cast: Cast, office: str, thai: str) -> None:
    with translation.override("th"):
        assert papers.office_name(office, "th") == thai
