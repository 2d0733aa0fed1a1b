"""Which districts have no natural-dye source yet."""

import pytest
from django.test import Client

from withi.faces.portal.tests.factory import boundaries
from withi.ground.people.rules import Position
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, Person, client_of, make_cast, make_person
from withi.registers.villages.models import Community
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests.factory import asset, open_community

pytestmark = pytest.mark.django_db
PATH = "/desk/dyes/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def told(client: Client, **query: str) -> dict[str, tuple[int, str, int]]:
    found = client.get(PATH, query).context["districts"]
    return {one.code: (one.sources, one.where, one.waiting) for one in found}


def beside() -> Person:
    """A worker of another district of the province."""
    return make_person("เพื่อนบ้าน", Position.DISTRICT_WORKER, "4011")


def test_a_district_has_what_guests_see(cast: Cast) -> None:
    worker, village = client_of(cast.worker), open_community("บ้านดงเค็ง", "40150808")
    asset(village, "บ้านย้อมคราม", kind=AssetKind.DYE)
    asset(village, "ล่องเรือ")
    found = told(worker)
    assert found["4015"] == (1, "บ้านดงเค็ง", 0)
    lacking = [code for code, (sources, _where, _waiting) in found.items() if not sources]
    assert lacking == list(found)[: len(lacking)]  # those without come first
    assert f"{len(lacking)} จาก {len(found)} อำเภอ" in worker.get(PATH).content.decode()
    Community.objects.update(state=State.DRAFT.value)
    assert told(worker)["4015"] == (0, "", 1)
    assert told(client_of(beside()))["4015"] == (0, "", 0)  # drafts of others are not told
    Community.objects.update(state=State.WITHDRAWN.value)
    assert told(worker)["4015"] == (0, "", 0)


def test_the_map_is_white_where_there_is_none(cast: Cast) -> None:
    worker = client_of(cast.worker)
    assert worker.get(PATH).context["land"] is None
    boundaries({"4015": (102.8, 15.6)})
    assert [shape.look for shape in worker.get(PATH).context["land"].shapes] == ["off"]
    asset(open_community("บ้านดงเค็ง", "40150808"), "บ้านย้อมคราม", kind=AssetKind.DYE)
    shape = worker.get(PATH).context["land"].shapes[0]
    assert (shape.look, shape.mark) == ("s3", "1")


def test_only_ones_own_provinces(cast: Cast, client: Client) -> None:
    worker = client_of(cast.worker)
    assert worker.get(PATH, {"province": "27"}).status_code == 404
    assert worker.get(PATH, {"province": "x'"}).status_code == 404
    assert worker.post(PATH).status_code == 405
    assert client.get(PATH).status_code == 302
