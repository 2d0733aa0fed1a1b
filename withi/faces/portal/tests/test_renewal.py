"""What guests find where a village's changed page waits for its district."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.faces.portal.tests import factory
from withi.ground.web.pagecache import PAGES
from withi.registers.villages.models import Community

pytestmark = pytest.mark.django_db
SAID = {"": "กำลังปรับปรุงหน้าของตน", "/en": "renewing its page"}


@pytest.fixture
def home() -> Community:
    factory.areas()
    return factory.community(published_at=timezone.now())


def read(client: Client, path: str) -> tuple[int, str]:
    PAGES.clear()
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("end", ["", "card/"])
@pytest.mark.parametrize("prefix", SAID)
def test_a_page_that_waits_says_so_and_names_nothing(client: Client, home: Community, prefix: str, end: str) -> None:
    path = f"{prefix}/communities/{home.pk}/{end}"
    assert read(client, path)[0] == 200
    Community.objects.filter(pk=home.pk).update(state="waiting")
    status, html = read(client, path)
    assert status == 404
    assert SAID[prefix] in html
    assert home.name_th not in html
    assert f'href="{prefix}/areas/4015/"' in html
    assert 'content="noindex"' in html


@pytest.mark.parametrize(
    "facts", [{"state": "draft"}, {"state": "withdrawn"}, {"state": "waiting", "published_at": None}]
)
def test_what_never_was_public_or_was_taken_away_is_not_found(client: Client, home: Community, facts: Any) -> None:
    Community.objects.filter(pk=home.pk).update(**{"published_at": timezone.now()} | facts)
    status, html = read(client, f"/communities/{home.pk}/")
    assert (status, SAID[""] in html) == (404, False)
    assert client.get("/communities/99999999999999999999/").status_code == 404


def test_it_comes_back_with_the_approval(client: Client, home: Community) -> None:
    Community.objects.filter(pk=home.pk).update(state="waiting")
    assert read(client, f"/communities/{home.pk}/")[0] == 404
    Community.objects.filter(pk=home.pk).update(state="published")
    assert read(client, f"/communities/{home.pk}/")[0] == 200
