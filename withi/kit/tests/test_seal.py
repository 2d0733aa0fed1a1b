"""Sealed texts open only where they belong; keys are made once, kept private, and rotated."""

import base64
import multiprocessing
import os
import stat
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.seal import Keyring, KeysUnsafe, SealBroken

Told = tuple[tuple[str, ...], str]
AAD = "producer:citizen_id:0b0c9c9e-6d5a-4a39-9b3b-0d8b6b1b2c3d"
OTHER = AAD.replace("citizen_id", "bank_account")
PLAIN = "1-1012-00000-00-0 เลขตัวอย่าง"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "keys"


@pytest.fixture
def ring(folder: Path) -> Keyring:
    return Keyring.load(folder)


def test_a_sealed_text_opens_with_its_own_binding(ring: Keyring) -> None:
    token = ring.seal(PLAIN, aad=AAD)
    assert ring.unseal(token, aad=AAD) == PLAIN
    version, key_id, _ = token.split(".")
    assert (version, key_id) == ("v1", ring.ids()[0])
    assert PLAIN not in token
    assert token.isascii()


def test_the_same_text_is_sealed_differently_each_time(ring: Keyring) -> None:
    assert len({ring.seal(PLAIN, aad=AAD) for _ in range(50)}) == 50


def test_another_row_or_field_does_not_open_it(ring: Keyring) -> None:
    token = ring.seal(PLAIN, aad=AAD)
    for aad in (OTHER, AAD[:-1] + "e", AAD + " "):
        with pytest.raises(SealBroken):
            ring.unseal(token, aad=aad)


def test_every_flipped_bit_breaks_the_seal(ring: Keyring) -> None:
    token = ring.seal("1234", aad=AAD)
    head, body = token.rsplit(".", 1)
    box = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    for bit in range(len(box) * 8):
        wrong = bytearray(box)
        wrong[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            ring.unseal(f"{head}.{base64.urlsafe_b64encode(bytes(wrong)).decode().rstrip('=')}", aad=AAD)


def test_the_key_s_name_is_part_of_the_seal(ring: Keyring, folder: Path) -> None:
    token = ring.seal(PLAIN, aad=AAD)
    old = ring.ids()[0]
    (folder / "0123abcd.key").write_bytes((folder / f"{old}.key").read_bytes())
    (folder / "0123abcd.key").chmod(0o600)
    with pytest.raises(SealBroken):
        ring.unseal(token.replace(old, "0123abcd"), aad=AAD)


@given(st.one_of(st.text(max_size=40), st.text("v1.abc-_=", max_size=40)))
def test_other_text_is_no_sealed_text(token: str) -> None:
    ring = Keyring(Path("/nowhere"), {"aaaaaaaa": bytes(32)}, "aaaaaaaa", bytes(32))
    with pytest.raises((SealBroken, FileNotFoundError)):
        ring.unseal(token, aad=AAD)


def test_a_token_has_one_spelling(ring: Keyring) -> None:
    token = ring.seal("12345", aad=AAD)
    for wrong in (token + "=", token + "\n", token.replace("v1.", "v2."), token + ".x", token[:-1], f" {token}"):
        with pytest.raises(SealBroken):
            ring.unseal(wrong, aad=AAD)


def test_a_binding_and_a_purpose_must_be_given(ring: Keyring) -> None:
    with pytest.raises(ValueError, match="aad"):
        ring.seal(PLAIN, aad="")
    with pytest.raises(ValueError, match="purpose"):
        ring.blind(PLAIN, purpose="")


def test_the_blind_index_is_steady_and_apart_by_purpose(ring: Keyring, folder: Path, tmp_path: Path) -> None:
    index = ring.blind("1101200000000", purpose="producer.citizen_id")
    assert len(index) == 64
    assert Keyring.load(folder).blind("1101200000000", purpose="producer.citizen_id") == index
    others = {
        ring.blind("1101200000000", purpose="producer.bank"),
        ring.blind("1101200000001", purpose="producer.citizen_id"),
        ring.blind("d1101200000000", purpose="producer.citizen_i"),
        Keyring.load(tmp_path / "other").blind("1101200000000", purpose="producer.citizen_id"),
    }
    assert len(others | {index}) == 5


def test_keys_are_private_and_listed_without_being_shown(ring: Keyring, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {"current", "blind.key", f"{ring.ids()[0]}.key"}
    assert repr(ring) == f"Keyring({ring.ids()[0]})"


def test_rotation_keeps_old_texts_readable_and_reseals_them(ring: Keyring, folder: Path) -> None:
    before = Keyring.load(folder)
    old = ring.seal(PLAIN, aad=AAD)
    index = ring.blind("x", purpose="p")
    new_id = ring.rotate()
    assert (ring.ids()[0], len(ring.ids())) == (new_id, 2)
    new = ring.reseal(old, aad=AAD)
    assert new.split(".")[1] == new_id
    assert ring.unseal(old, aad=AAD) == ring.unseal(new, aad=AAD) == before.unseal(new, aad=AAD) == PLAIN
    assert ring.reseal(new, aad=AAD) == new
    assert ring.blind("x", purpose="p") == index
    with pytest.raises(SealBroken):
        ring.reseal(old, aad=OTHER)


def test_a_text_whose_key_is_gone_cannot_be_opened(ring: Keyring, folder: Path) -> None:
    token = ring.seal(PLAIN, aad=AAD)
    ring.rotate()
    (folder / f"{token.split('.')[1]}.key").unlink()
    with pytest.raises(SealBroken, match="no key"):
        Keyring.load(folder).unseal(token, aad=AAD)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_keys_that_others_could_reach_are_refused(ring: Keyring, folder: Path, mode: int) -> None:
    for path in (folder / "blind.key", folder / "current", folder / f"{ring.ids()[0]}.key"):
        path.chmod(mode)
        with pytest.raises(KeysUnsafe, match="chmod"):
            Keyring.load(folder)
        path.chmod(0o600)
    folder.chmod(0o755)
    with pytest.raises(KeysUnsafe, match="chmod"):
        Keyring.load(folder)


def test_damaged_and_missing_keys_are_told(ring: Keyring, folder: Path) -> None:
    key = folder / f"{ring.ids()[0]}.key"
    good = key.read_bytes()
    for bad in (b"", b"short", b"\xff\xfe", b"a" * 43):
        key.write_bytes(bad)
        with pytest.raises(KeysUnsafe, match="damaged"):
            Keyring.load(folder)
    key.unlink()
    with pytest.raises(KeysUnsafe, match="not there"):
        Keyring.load(folder)
    key.write_bytes(good)
    key.chmod(0o600)
    (folder / "blind.key").unlink()
    with pytest.raises(KeysUnsafe, match="missing"):
        Keyring.load(folder)


def test_keys_of_another_account_are_refused(ring: Keyring, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        os.chown(folder, 7, -1)
    with pytest.raises(KeysUnsafe, match="another account"):
        Keyring.load(folder)


def test_processes_that_start_at_once_get_the_same_keys(folder: Path) -> None:
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(6)
    told: Queue[Told] = context.Queue()
    workers = [context.Process(target=_load_and_tell, args=(folder, gate, told)) for _ in range(6)]
    for worker in workers:
        worker.start()
    answers = {told.get(timeout=20) for _ in workers}
    for worker in workers:
        worker.join()
    assert len(answers) == 1
    assert len(list(folder.iterdir())) == 3


def _load_and_tell(folder: Path, gate: Barrier, told: "Queue[Told]") -> None:
    gate.wait()
    ring = Keyring.load(folder)
    told.put((ring.ids(), ring.blind("x", purpose="p")))
