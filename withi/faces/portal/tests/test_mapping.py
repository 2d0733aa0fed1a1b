"""Maps of communities, makers and routes: the page, the file, whose position is told; and the land below them."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.pages import bytes_of
from withi.faces.portal.tests import factory
from withi.registers.routes.tests.factory import make_route
from withi.registers.villages.models import Community, CommunityAsset

pytestmark = pytest.mark.django_db
HERE, THERE, AWAY = (15.6762, 102.8268), (15.7, 102.85), (15.72, 102.9)


def features(client: Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/geo+json"
    found: list[dict[str, Any]] = json.loads(bytes_of(answer))["features"]
    return found


def names(client: Client, path: str) -> dict[str, list[float]]:
    """Points by name."""
    points = (one for one in features(client, path) if one["geometry"]["type"] == "Point")
    return {one["properties"]["name"]: one["geometry"]["coordinates"] for one in points}


@pytest.fixture
def here() -> Community:
    factory.areas()
    return factory.community(lat=HERE[0], lon=HERE[1], receiving="open")


def test_a_community_stands_with_what_it_has_and_the_neighbours_that_receive(client: Client, here: Community) -> None:
    factory.community("บ้านใกล้", lat=THERE[0], lon=THERE[1], receiving="open")
    factory.community("บ้านปิด", lat=AWAY[0], lon=AWAY[1], receiving="paused")
    CommunityAsset.objects.create(community=here, kind="activity", name_th="ทอผ้า", lat=15.68, lon=102.83, position=1)
    found = names(client, f"/map/community-{here.pk}.geojson")
    assert found == {here.name_th: [HERE[1], HERE[0]], "ทอผ้า": [102.83, 15.68], "บ้านใกล้": [THERE[1], THERE[0]]}
    english = names(client, f"/en/map/community-{here.pk}.geojson")
    assert here.name_en in english
    page = bytes_of(client.get(f"/map/community/{here.pk}/")).decode()
    assert f'href="geo:{HERE[0]:.5f},{HERE[1]:.5f}' in page
    assert "<svg viewBox" in page
    assert 'name="robots" content="noindex"' in page


def test_the_page_of_a_community_leads_to_its_map_and_loads_nothing_of_it(client: Client, here: Community) -> None:
    for prefix, label in (("", "ดูแผนที่"), ("/en", "Look at the map")):
        page = bytes_of(client.get(f"{prefix}/communities/{here.pk}/")).decode()
        assert f'href="{prefix}/map/community/{here.pk}/"' in page
        assert f'data-land="{prefix}/places/land-4015.geojson"' in page
        assert label in page
        assert "maplibre-gl.mjs" not in page
        assert '<link rel="stylesheet" href="/static/vendor' not in page


def test_without_a_position_there_is_no_map(client: Client) -> None:
    factory.areas()
    bare = factory.community(lat=None, lon=None)
    assert "data-map" not in bytes_of(client.get(f"/communities/{bare.pk}/")).decode()
    assert client.get(f"/map/community/{bare.pk}/").status_code == 404
    assert client.get(f"/map/community-{bare.pk}.geojson").status_code == 404


@pytest.mark.parametrize("path", ["/map/village/1/", "/map/community/99999999999999999999/", "/map/route-1.geojson"])
def test_what_is_not_there_has_no_map(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_map_is_only_looked_at(client: Client, here: Community) -> None:
    assert client.post(f"/map/community/{here.pk}/").status_code == 405
    assert client.post(f"/map/community-{here.pk}.geojson").status_code == 405
    assert client.post("/places/land-40.geojson").status_code == 405


def test_what_is_withdrawn_leaves_the_map_at_once(client: Client, here: Community) -> None:
    Community.objects.filter(pk=here.pk).update(state="withdrawn")
    assert client.get(f"/map/community/{here.pk}/").status_code == 404
    assert client.get(f"/map/community-{here.pk}.geojson").status_code == 404


@pytest.mark.parametrize(("agreed", "point"), [(True, [THERE[1], THERE[0]]), (False, [HERE[1], HERE[0]])])
def test_a_maker_is_found_where_it_agreed_to_be(
    client: Client, here: Community, agreed: bool, point: list[float]
) -> None:
    maker = factory.producer(community=here, shows_phone=agreed, lat=THERE[0], lon=THERE[1])
    product = factory.product(maker, lat=THERE[0], lon=THERE[1])
    for kind, row in (("producer", maker), ("product", product)):
        found = names(client, f"/map/{kind}-{row.pk}.geojson")
        assert next(iter(found.values())) == point, kind
        assert found[here.name_th] == [HERE[1], HERE[0]], kind
        assert len(found) == 1 + agreed, kind
        assert f'href="/map/{kind}/{row.pk}/"' in bytes_of(client.get(f"/{kind}s/{row.pk}/")).decode()


def test_around_a_maker_stand_the_communities_that_receive(client: Client, here: Community) -> None:
    factory.community("บ้านใกล้", lat=THERE[0], lon=THERE[1], receiving="open")
    factory.community("บ้านปิด", lat=AWAY[0], lon=AWAY[1], receiving="paused")
    product = factory.product(factory.producer(community=here, shows_phone=False))
    assert names(client, f"/map/product-{product.pk}.geojson").keys() == {here.name_th, "บ้านใกล้"}
    Community.objects.filter(pk=here.pk).update(state="withdrawn")
    assert "บ้านใกล้" not in str(client.get(f"/map/product-{product.pk}.geojson").content)


def test_a_maker_without_agreement_or_community_is_on_no_map(client: Client, here: Community) -> None:
    maker = factory.producer(shows_phone=False, lat=THERE[0], lon=THERE[1])
    assert client.get(f"/map/producer/{maker.pk}/").status_code == 404
    assert "data-map" not in bytes_of(client.get(f"/producers/{maker.pk}/")).decode()


def test_a_route_shows_its_stops_in_order_and_nothing_while_a_village_is_closed(
    client: Client, here: Community
) -> None:
    there = factory.community("บ้านใกล้", lat=THERE[0], lon=THERE[1], receiving="open")
    route = make_route([here, there, here])
    found = features(client, f"/map/route-{route.pk}.geojson")
    pins = [one["properties"] for one in found if one["geometry"]["type"] == "Point"]
    assert [(pin["name"], pin["number"]) for pin in pins] == [(here.name_th, "1, 3"), ("บ้านใกล้", "2")]
    assert [one["geometry"]["type"] for one in found].count("LineString") == 1
    assert f'href="/map/route/{route.pk}/"' in bytes_of(client.get(f"/routes/{route.pk}/")).decode()
    Community.objects.filter(pk=there.pk).update(receiving="paused")
    assert client.get(f"/map/route/{route.pk}/").status_code == 404


def test_names_that_mean_something_to_html_stay_names(client: Client, here: Community) -> None:
    Community.objects.filter(pk=here.pk).update(name_th='<img src=x onerror="alert(1)">')
    page = bytes_of(client.get(f"/map/community/{here.pk}/")).decode()
    assert "<img src=x" not in page


# --- the land ------------------------------------------------------------------------------------


def levels(client: Client, path: str) -> dict[int, int]:
    """How many areas of each level the land has."""
    found: dict[int, int] = {}
    for one in features(client, path):
        if one["geometry"]["type"] == "MultiPolygon":
            level = one["properties"]["level"]
            found[level] = found.get(level, 0) + 1
    return found


def test_the_land_has_all_provinces_and_what_is_loaded_around_a_place(client: Client) -> None:
    factory.areas()
    factory.boundaries({"4015": (102.8, 15.6)})
    factory.boundaries({"401508": (102.8, 15.6)})
    factory.boundaries({"5001": (98.9, 18.7)})
    assert levels(client, "/places/land-00.geojson") == {2: 77}
    assert levels(client, "/places/land-40.geojson") == {2: 77, 4: 1}
    assert levels(client, "/places/land-4015.geojson") == {2: 77, 4: 1, 6: 1}
    assert json.loads(bytes_of(client.get("/places/land-4015.geojson")))["name"] == "กรมแผนที่ทหาร"
    spoken = {one["properties"].get("name") for one in features(client, "/en/places/land-4015.geojson")}
    assert {"Khon Kaen", "Nong Song Hong", "Dong Kheng"} <= spoken


@pytest.mark.parametrize("code", ["4", "401508", "abcd", "99999999"])
def test_a_land_of_no_place_is_not_there(client: Client, code: str) -> None:
    assert client.get(f"/places/land-{code}.geojson").status_code == 404
