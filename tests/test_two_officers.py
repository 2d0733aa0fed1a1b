"""Two officers open the same row; whoever is second is shown both versions and loses nothing he typed."""

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import Person, World
from tests.pages import form_in
from tests.register import Rows
from withi.ground.jobs.actions import run_due
from withi.registers.publication.rules import State

# The page, its parameters, and the field that both change.
EDITS = {
    "producers:edit": ({}, "name_th"),
    "products:edit": ({}, "name_th"),
    "villages:edit facts": ({"part": "facts"}, "name_th"),
    "villages:edit story": ({"part": "story"}, "summary_th"),
    "villages:edit visit": ({"part": "visit"}, "call_hours"),
    "villages:asset_edit": ({}, "name_th"),
}
FIRST, SECOND = "คำของคนแรก", "คำของคนที่สอง"


def row_of(edit: str, rows: Rows) -> Any:
    if edit == "villages:asset_edit":
        return rows.asset
    return {"producers": rows.producer, "products": rows.product, "villages": rows.community}[
        edit.split(":", maxsplit=1)[0]
    ]


def url_of(edit: str, rows: Rows) -> str:
    extra, _ = EDITS[edit]
    ids = {"pk": rows.community.pk, "asset_pk": rows.asset.pk} if "asset" in edit else {"pk": row_of(edit, rows).pk}
    return reverse(edit.split(maxsplit=1)[0], kwargs=ids | extra)


def opened(person: Person, url: str) -> dict[str, Any]:
    return dict(form_in(person.client.get(url).content.decode()))


@pytest.mark.parametrize("choice", ["mine", "theirs"])
@pytest.mark.parametrize("edit", EDITS)
def test_the_second_sees_both_versions_and_chooses(world: World, edit: str, choice: str) -> None:
    rows, field = world.register.here, EDITS[edit][1]
    url, row = url_of(edit, rows), row_of(edit, rows)
    first, second = world.cast.worker, world.cast.officer
    theirs, mine = opened(first, url), opened(second, url)
    assert first.client.post(url, theirs | {field: FIRST}).status_code == 302
    refused = second.client.post(url, mine | {field: SECOND})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert FIRST in page
    assert SECOND in page
    assert re.search(rf'name="choose_{field}"[^>]*value="theirs"|value="theirs"[^>]*name="choose_{field}"', page)
    row.refresh_from_db()
    assert getattr(row, field) == FIRST
    again = form_in(page) | {field: SECOND, f"choose_{field}": choice}
    assert second.client.post(url, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == (FIRST if choice == "theirs" else SECOND)


@pytest.mark.parametrize("edit", EDITS)
def test_of_two_who_want_the_same_nobody_is_stopped(world: World, edit: str) -> None:
    rows, field = world.register.here, EDITS[edit][1]
    url = url_of(edit, rows)
    forms = [opened(person, url) for person in (world.cast.worker, world.cast.officer)]
    for person, form in zip((world.cast.worker, world.cast.officer), forms, strict=True):
        assert person.client.post(url, form | {field: FIRST}).status_code == 302


def test_what_was_changed_meanwhile_is_not_published_unseen(world: World) -> None:
    """A step is taken on the version that was looked at."""
    row = world.register.here.products[State.WAITING]
    chief, step = world.cast.chief, reverse("publication:step", args=["product", row.pk, "approve"])
    seen = opened(chief, step)
    edit = reverse("products:edit", args=[row.pk])
    assert world.cast.worker.client.post(edit, opened(world.cast.worker, edit) | {"name_th": FIRST}).status_code == 302
    assert chief.client.post(step, seen).status_code in (409, 422)
    row.refresh_from_db()
    assert row.state == State.WAITING


def test_a_job_keeps_its_language(world: World) -> None:
    """The work is done by a process that speaks Thai; what it leaves is in the language of who sent it."""
    client = world.cast.worker.client
    sent = client.post(f"/en/desk/import/{world.register.here.run_key}/commit/")
    assert sent.headers["Location"].startswith("/en/desk/jobs/")
    run_due()
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Stored: new 1" in page
    opened = client.post(f"{sent.headers['Location'].partition('?')[0]}open/")
    assert opened.headers["Location"].startswith("/en/desk/import/")
