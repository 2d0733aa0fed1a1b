"""Sealing and opening personal numbers with this installation's keys (`WITHI_KEYS`, never in the database).

A field is named "table.column" ("producers_producer.id_sealed"); a sealed text opens only in its own field and row.
"""

import stat
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from withi.kit.seal import Keyring


def keyring() -> Keyring:
    """The keys, made at the first run and read once per process. KeysUnsafe where others could read them."""
    return _load(Path(settings.KEYS) / "seal")


def seal(field: str, row: UUID | str, plain: str) -> str:
    """The text sealed for this field of the row with this uuid."""
    return keyring().seal(plain, aad=f"{field}:{row}")


def open_sealed(field: str, row: UUID | str, sealed: str) -> str:
    """The text again. SealBroken when it was changed, or copied from another row or field."""
    return keyring().unseal(sealed, aad=f"{field}:{row}")


def reseal(field: str, row: UUID | str, sealed: str) -> str:
    """The same under the current key; unchanged where it already is."""
    return keyring().reseal(sealed, aad=f"{field}:{row}")


def blind(field: str, value: str) -> str:
    """64 hex digits that find an equal value and tell nothing without the key. Bring the value into one form first."""
    return keyring().blind(value, purpose=field)


def key_ids() -> tuple[str, ...]:
    """Ids of the sealing keys, the current one first."""
    return keyring().ids()


def open_to_others(folder: Path) -> list[Path]:
    """The folder of the keys and what lies in it, as far as other accounts of the machine may touch it."""
    paths = [folder, *sorted(folder.rglob("*"))] if folder.exists() else []
    return [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


@lru_cache(maxsize=4)
def _load(folder: Path) -> Keyring:
    return Keyring.load(folder)
