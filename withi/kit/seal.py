"""Sealing of personal numbers: AES-256-GCM bound to one row's field, and a keyed blind index to look them up by.

Keys live in a folder of their own, never in the database: one file a key, named by its id, one of them marked current,
and a separate key for the blind index, which is never rotated because every stored index hangs on it. A sealed text
names its key, so that old texts open after a rotation and can be resealed one by one.
"""

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION: Final = "v1"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_NAME: Final = re.compile(r"[0-9a-f]{8}\.key")
_CURRENT: Final = "current"
_BLIND: Final = "blind.key"


class SealError(Exception):
    """Anything wrong with keys or sealed texts."""


class SealBroken(SealError):
    """A sealed text was changed, belongs to another row or field, or its key is gone."""


class KeysUnsafe(SealError):
    """The keys' folder or a file in it is damaged, or open to other people of the machine."""


class Keyring:
    """The keys of one installation, read once; several processes and threads may share the folder."""

    def __init__(self, folder: Path, keys: dict[str, bytes], current: str, blind: bytes) -> None:
        self._folder = folder
        self._keys = keys
        self._current = current
        self._blind = blind

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The keys in `folder`, made there at the first run (folder 0700, files 0600).

        Two processes that start at once get the same keys. KeysUnsafe when other people could read or change them, or
        a file is damaged.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_open(folder)
        with _locked(folder):
            _make_blind(folder)
            if not (folder / _CURRENT).exists():
                _add_key(folder)
        return cls(folder, *_read(folder))

    def seal(self, plain: str, *, aad: str) -> str:
        """The text sealed as "v1.<key id>.<base64url>"; `aad` ("table:field:uuid") must be given again to open it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        box = AESGCM(self._keys[self._current]).encrypt(nonce, plain.encode(), _bound(self._current, aad))
        return f"{_VERSION}.{self._current}.{base64.urlsafe_b64encode(nonce + box).decode().rstrip('=')}"

    def unseal(self, token: str, *, aad: str) -> str:
        """The text that was sealed for this `aad`; SealBroken when either was changed or the key is unknown."""
        key_id, box = _parts(token)
        try:
            key = self._key(key_id)
            return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], _bound(key_id, aad)).decode()
        except (InvalidTag, UnicodeDecodeError) as error:
            raise SealBroken("the sealed text does not belong here or was changed") from error

    def reseal(self, token: str, *, aad: str) -> str:
        """The same text under the current key; the token itself when it already is, after checking that it opens."""
        plain = self.unseal(token, aad=aad)
        return token if _parts(token)[0] == self._current else self.seal(plain, aad=aad)

    def blind(self, value: str, *, purpose: str) -> str:
        """A look-up index of 64 hex digits: the same for the same value and purpose, telling nothing without the key.

        `purpose` ("producer.citizen_id") keeps indexes of different fields apart. Bring the value into one form first.
        """
        _refuse_blank(purpose, "purpose")
        key = hmac.digest(self._blind, purpose.encode(), hashlib.sha256)
        return hmac.digest(key, value.encode(), hashlib.sha256).hex()

    def ids(self) -> tuple[str, ...]:
        """The ids of the sealing keys, the current one first."""
        return self._current, *sorted(self._keys.keys() - {self._current})

    def rotate(self) -> str:
        """Adds a key, makes it current for this and every keyring loaded later, gives its id. Old keys still open."""
        with _locked(self._folder):
            _add_key(self._folder)
        self._reload()
        return self._current

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self.ids())})"

    def _key(self, key_id: str) -> bytes:
        """A key by id; looks into the folder once more for one that another process has made since."""
        if key_id not in self._keys:
            self._reload()
        if key_id not in self._keys:
            raise SealBroken(f"there is no key {key_id}")
        return self._keys[key_id]

    def _reload(self) -> None:
        self._keys, self._current, self._blind = _read(self._folder)


def _bound(key_id: str, aad: str) -> bytes:
    _refuse_blank(aad, "aad")
    return f"{_VERSION}.{key_id}:{aad}".encode()


def _refuse_blank(text: str, name: str) -> None:
    if not text:
        raise ValueError(f"{name} must not be empty")


def _parts(token: str) -> tuple[str, bytes]:
    """Key id and box of a sealed text; SealBroken for anything that is not exactly what `seal` writes."""
    try:
        version, key_id, body = token.split(".")
        box = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise SealBroken("not a sealed text") from error
    canonical = base64.urlsafe_b64encode(box).decode().rstrip("=") == body
    if version != _VERSION or not canonical or len(box) < _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken("not a sealed text")
    return key_id, box


def _read(folder: Path) -> tuple[dict[str, bytes], str, bytes]:
    """All keys, the current one's id and the blind key."""
    _refuse_open(folder)
    names = sorted(path.name for path in folder.iterdir() if _KEY_NAME.fullmatch(path.name))
    keys = {name.removesuffix(".key"): _key_in(folder / name) for name in names}
    current = _text_in(folder / _CURRENT)
    if current not in keys:
        raise KeysUnsafe(f"{folder / _CURRENT} names the key “{current}”, which is not there: bring its file back")
    return keys, current, _key_in(folder / _BLIND)


def _key_in(path: Path) -> bytes:
    try:
        key = base64.urlsafe_b64decode(_text_in(path))
    except binascii.Error as error:
        raise KeysUnsafe(f"{path} is damaged: bring it back from a backup") from error
    if len(key) != _KEY_BYTES:
        raise KeysUnsafe(f"{path} is damaged: bring it back from a backup")
    return key


def _text_in(path: Path) -> str:
    try:
        with path.open(encoding="ascii") as file:
            _refuse_mode(path, os.fstat(file.fileno()))
            return file.read().strip()
    except FileNotFoundError as error:
        raise KeysUnsafe(f"{path} is missing: bring it back from a backup") from error
    except UnicodeDecodeError as error:
        raise KeysUnsafe(f"{path} is damaged: bring it back from a backup") from error


def _refuse_open(folder: Path) -> None:
    _refuse_mode(folder, folder.stat())


def _refuse_mode(path: Path, status: os.stat_result) -> None:
    """Refuses what others than its owner may touch, and what another account than ours or root's owns."""
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeysUnsafe(f"{path} is open to others: run chmod go= {path}")
    if os.geteuid() and status.st_uid not in (os.geteuid(), 0):
        raise KeysUnsafe(f"{path} belongs to another account: run chown {os.geteuid()} {path}")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time; the lock is the folder itself, so that nothing is left behind."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _fresh() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def _make_blind(folder: Path) -> None:
    """Makes the blind key before any other; where others are without it, it was lost."""
    if (folder / _BLIND).exists():
        return
    if any(_KEY_NAME.fullmatch(path.name) for path in folder.iterdir()):
        raise KeysUnsafe(f"{folder / _BLIND} is missing: bring it back from a backup")
    _write(folder / _BLIND, _fresh())


def _add_key(folder: Path) -> None:
    """Writes a new key and then marks it current, so that a crash between the two leaves only a key not yet in use."""
    key_id = secrets.token_hex(4)
    _write(folder / f"{key_id}.key", _fresh())
    _write(folder / _CURRENT, key_id)


def _write(path: Path, text: str) -> None:
    """Puts a whole file in place or none, on the disk before it is seen."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
