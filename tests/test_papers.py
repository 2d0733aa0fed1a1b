"""Papers asked for by their addresses: in the stricter form of a setting, and marked where data are invented."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import World
from tests.pages import bytes_of
from withi.faces.printing.prints import Order, What
from withi.faces.printing.register import query_of
from withi.kit.paper import press

ORDERS = (
    Order(What.TRIFOLD),
    Order(What.A5, "en"),
    Order(What.BOARD, size="a2"),
    Order(What.SIGN, size="60x40", arrow="left", metres=3500),
)
UA = re.compile(rb"<pdfuaid:part>1<")


@pytest.fixture(params=[False, True], ids=["plain", "ua"])
def is_accessible(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(press, "_is_accessible", request.param)
    return bool(request.param)


def addresses(world: World) -> Iterator[str]:
    """Every paper of the register; letters and trips are tried where they are made."""
    rows = world.register.here
    community, product, producer = rows.community.pk, rows.product.pk, rows.producer.pk
    for order in ORDERS:
        yield f"{reverse('printing:sheet', args=[community, 'pdf'])}?{query_of(order)}"
    yield reverse("printing:label", args=[product, 1, "th", "pdf"])
    yield reverse("checkin:paper", args=[community, "pdf"])
    yield reverse("certificates:paper", args=[rows.work.certificate.pk, "th", "pdf"])
    yield reverse("figures:statement", args=[producer, "pdf"])
    yield reverse("figures:report", args=[rows.area[:4], "pdf"])


def papers(world: World) -> dict[str, bytes]:
    """All papers, by what was asked for."""
    worker = world.cast.worker.client
    assert worker is not None
    found = {url: worker.get(url) for url in addresses(world)}
    assert [(url, answer.status_code) for url, answer in found.items() if answer.status_code != 200] == []
    return {url: bytes_of(answer) for url, answer in found.items()}


def test_every_paper_is_taken_by_the_stricter_form(world: World, is_accessible: bool) -> None:
    made = papers(world)
    assert [url for url, body in made.items() if not body.startswith(b"%PDF")] == []
    assert [url for url, body in made.items() if bool(UA.search(body)) is not is_accessible] == []


def test_papers_of_invented_data_say_so(world: World, settings: Any, tmp_path: Path) -> None:
    assert not [url for url, title in titles(papers(world), tmp_path).items() if is_marked(title)]
    settings.DEMO = True
    assert [url for url, title in titles(papers(world), tmp_path).items() if not is_marked(title)] == []


def is_marked(title: str) -> bool:
    return any(title.startswith(said) for said in press.INVENTED.values())


def titles(made: dict[str, bytes], folder: Path) -> dict[str, str]:
    """The title of each paper as readers of PDF see it."""
    found = {}
    for url, body in made.items():
        file = folder / "paper.pdf"
        file.write_bytes(body)
        told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        found[url] = next(line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("Title:"))
    return found
