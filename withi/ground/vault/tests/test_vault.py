"""A sealed number opens in its own field and row, and nowhere else."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from withi.ground.vault import actions as vault
from withi.kit.seal import SealBroken

FIELD = "producers_producer.id_sealed"


def test_it_opens_where_it_belongs() -> None:
    row = uuid4()
    sealed = vault.seal(FIELD, row, "1101700230708")
    assert "1101700230708" not in sealed
    assert vault.open_sealed(FIELD, str(row), sealed) == "1101700230708"
    assert vault.reseal(FIELD, row, sealed) == sealed


@pytest.mark.parametrize("field", [FIELD, "producers_producer.bank_sealed"])
def test_copied_elsewhere_it_does_not_open(field: str) -> None:
    row = uuid4()
    sealed = vault.seal(FIELD, row, "1101700230708")
    with pytest.raises(SealBroken):
        vault.open_sealed(field, row if field != FIELD else uuid4(), sealed)


def test_equal_numbers_are_found_within_their_field_only() -> None:
    assert vault.blind(FIELD, "1101700230708") == vault.blind(FIELD, "1101700230708")
    assert vault.blind(FIELD, "1101700230708") != vault.blind("other.field", "1101700230708")


def test_keys_are_listed_and_private() -> None:
    assert vault.seal(FIELD, uuid4(), "x").split(".")[1] == vault.key_ids()[0]
    folder = Path(settings.KEYS) / "seal"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
