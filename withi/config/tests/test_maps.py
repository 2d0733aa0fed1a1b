"""The base map: named whole or not at all, and what the policy lets browsers do for it."""

import pytest

from withi.config import maps, policy

MAKERS = "© ผู้ทำแผนที่"


def told(monkeypatch: pytest.MonkeyPatch, address: str, attribution: str = MAKERS) -> maps.MapBase | None:
    monkeypatch.setenv("WITHI_MAP_PMTILES_URL", address)
    monkeypatch.setenv("WITHI_MAP_ATTRIBUTION", attribution)
    return maps.base()


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://maps.example/th.pmtiles", "https://maps.example"),
        ("http://127.0.0.1:9000/a/th.pmtiles?v=2", "http://127.0.0.1:9000"),
        ("/maps/th.pmtiles", ""),
    ],
)
def test_a_file_of_the_operators_own_is_taken(monkeypatch: pytest.MonkeyPatch, address: str, origin: str) -> None:
    assert told(monkeypatch, address) == maps.MapBase(address, origin, MAKERS)


@pytest.mark.parametrize(
    "address",
    [
        "maps.example/th.pmtiles",
        "https://maps.example/",
        "ftp://maps.example/th.pmtiles",
        "//maps.example/th.pmtiles",
        "https://user:word@maps.example/th.pmtiles",
        "https://maps.example; script-src */th.pmtiles",
        "https://*/th.pmtiles",
    ],
)
def test_what_cannot_be_one_stops_the_start(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ValueError, match="WITHI_MAP_PMTILES_URL"):
        told(monkeypatch, address)


def test_a_map_without_its_makers_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="WITHI_MAP_ATTRIBUTION is missing"):
        told(monkeypatch, "https://maps.example/th.pmtiles", "")
    assert told(monkeypatch, "", "") is None


def test_the_policy_lets_browsers_to_the_base_map_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    without = policy.content_security(["https://idp.example"], None)
    given = policy.content_security(["https://idp.example"], told(monkeypatch, "https://maps.example/th.pmtiles"))
    assert "connect-src 'self';" in without
    assert given == without.replace("connect-src 'self'", "connect-src 'self' https://maps.example")
    for told_browsers in (without, given):
        assert "unsafe" not in told_browsers
        assert "blob:" not in told_browsers
        assert "worker-src 'self';" in told_browsers
