"""Labels on the desk and on paper."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image, ImageChops

from withi.faces.printing import labels, queries, rules
from withi.ground.people.rules import Position
from withi.kit.paper import press
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product, ProductCertificate
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers

pytestmark = pytest.mark.django_db
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="apt-get install poppler-utils")
LABEL_MM, EDGE_MM = (95, 67), 7


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def food(**values: Any) -> Product:
    """A public food with everything a label needs, in one size."""
    maker = make_producer(name_th="กลุ่มแม่บ้านดงเค็ง", state=State.PUBLISHED)
    facts = {"type": "food", "name_th": "น้ำพริกเผา", "materials": "พริก หอม", "state": State.PUBLISHED}
    product = make_product(**{"producer": maker, "prices": (5_900,), **facts, **values})
    product.sizes.update(label="250 กรัม")
    ProductCertificate.objects.create(product=product, kind="fda", number="10-1-01234-5-0001")
    return product


def drawn(product: Product, lang: str = "th", ppi: float = 96) -> Image.Image:
    (picture,) = press.pictures(
        labels.sheet_of(labels.known(product), rules.Wish(queries.labels_of(product)[0].place, lang)), ppi=ppi
    )
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize("end", ["", "1/th.png", "1/en.pdf"])
def test_six_questions(cast: Cast, end: str) -> None:
    view = Asked(f"/desk/printing/labels/{{pk}}/{end}", wrong_method="post")
    assert six_answers(view, cast, food().pk) == [200, 200, 404, 200, 404, 405]


def test_a_producer_s_own_account_prints_its_labels(cast: Cast) -> None:
    mine, other = food(), food()
    subject = ("producer", mine.producer_id or 0)
    own = client_of(make_person("owner", Position.PRODUCER, "4015", subject=subject))
    assert own.get(f"/desk/printing/labels/{mine.pk}/1/th.pdf").status_code == 200
    assert own.get(f"/desk/printing/labels/{other.pk}/1/th.pdf").status_code == 404


def test_what_lacks_stands_on_the_page_and_the_sheet_is_refused(worker: Client) -> None:
    product = food(materials="")
    page = worker.get(f"/desk/printing/labels/{product.pk}/").content.decode()
    assert "ส่วนประกอบสำคัญ" in page
    assert f"/desk/products/{product.pk}/edit/" in page
    assert "th.pdf" not in page
    refused = worker.get(f"/desk/printing/labels/{product.pk}/1/th.pdf")
    assert refused.status_code == 422
    assert "ฉบับที่ 367" in refused.content.decode()


def test_there_is_a_label_for_each_size_and_one_where_there_is_none(worker: Client) -> None:
    two = make_product(producer=make_producer(), prices=(5_000, 9_000), area_code="401508")
    none = make_product(producer=make_producer(), area_code="401508")
    assert [label.place for label in queries.labels_of(two)] == [1, 2]
    assert worker.get(f"/desk/printing/labels/{two.pk}/2/th.png").status_code == 200
    assert worker.get(f"/desk/printing/labels/{two.pk}/3/th.png").status_code == 404
    assert worker.get(f"/desk/printing/labels/{none.pk}/0/th.png").status_code == 200
    assert worker.get(f"/desk/printing/labels/{none.pk}/0/de.png").status_code == 404


@needs_poppler
def test_a_label_says_what_it_must(cast: Cast, tmp_path: Path) -> None:
    product = food(name_en="Chili paste")
    file = tmp_path / "labels.pdf"
    file.write_bytes(
        press.pdf(labels.sheet_of(labels.known(product), rules.Wish(queries.labels_of(product)[0].place, "en")))
    )
    told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    read = "".join(told.split())
    for words in ("Chili paste", "Net 250 กรัม", "Ingredients พริก หอม", "10-1-01234-5-0001", "59 baht", "Best before"):
        assert read.count("".join(words.split())) == 8, words
    assert told.count("\f") == 1


def test_every_code_is_read_back_at_its_printed_size(cast: Cast) -> None:
    product = food()
    found = zxingcpp.read_barcodes(drawn(product, ppi=150))
    assert len(found) == 8
    assert {code.text for code in found} == {f"http://localhost:8000/products/{product.pk}/"}


def test_a_draft_has_no_code_that_leads_nowhere(cast: Cast) -> None:
    assert zxingcpp.read_barcodes(drawn(food(state=State.DRAFT), ppi=150)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"name_th": "ก"},
        {"name_th": "กุนเชียงปลาสูตรโบราณ" * 15, "name_en": "Sausage " * 37},
        {"materials": "พริกแห้ง หอมแดง กระเทียม " * 12},
        {"name_th": "W" * 300, "materials": "W" * 300},
        {"name_th": '#panic() ]"$x$'},
    ],
)
def test_every_text_fits_inside_its_panel(cast: Cast, values: dict[str, str]) -> None:
    """The cloth around the panel is the same whatever is written."""
    frames = []
    for product in (food(), food(**values)):
        picture = drawn(product).convert("RGB").crop((round(8 / 25.4 * 96), round(8.5 / 25.4 * 96), 389, 285))
        edge, (width, height) = EDGE_MM / 25.4 * 96, (side / 25.4 * 96 for side in LABEL_MM)
        picture.paste("white", (round(edge), round(edge), round(width - edge), round(height - edge)))
        frames.append(picture)
    assert ImageChops.difference(*frames).getbbox() is None
