"""Typed reading of the WITHI_* variables; docs/how-to/settings.md lists them all, a test keeps the list true."""

import contextlib
import os
import secrets
from pathlib import Path

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """A yes or no; anything else stops the start rather than meaning one of them."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in TRUE | FALSE:
        raise ValueError(f"{name}={value!r}: use 1 or 0")
    return value in TRUE


def flag_or(name: str, default: bool, word: str) -> bool | str:
    """A yes or no, or the one `word` that means more than yes."""
    return word if text(name).lower() == word else flag(name, default)


def together(*parts: str) -> tuple[str, ...]:
    """Settings that mean something only together: all of them, or nothing at all; a part of them stops the start."""
    found = tuple(text(name) for name in parts)
    if any(found) and not all(found):
        missing = ", ".join(name for name, value in zip(parts, found, strict=True) if not value)
        raise ValueError(f"{missing} is missing: set {', '.join(parts)} together, or none of them")
    return found if all(found) else ()


def number(name: str, default: float) -> float:
    return float(os.environ.get(name, "").strip() or default)


def names(name: str, default: str) -> list[str]:
    """A comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def counts(name: str, default: tuple[int, int, int]) -> tuple[int, int, int]:
    """Three whole numbers parted by commas; anything else stops the start."""
    found = names(name, ",".join(map(str, default)))
    if len(found) != len(default) or not all(part.isdecimal() for part in found):
        raise ValueError(f"{name}={text(name)!r}: use three numbers, as in {','.join(map(str, default))}")
    daily, weekly, monthly = map(int, found)
    return daily, weekly, monthly


def site(hosts: list[str], *, https: bool) -> str:
    """The address of the site where nobody says it: the first host, on the port of `withi serve` or behind HTTPS."""
    host = next((host.lstrip(".") for host in hosts if host != "*"), "localhost")
    return f"https://{host}" if https else f"http://{host}:8000"


def secret(name: str, file: Path) -> str:
    """The variable, else the file's content; the file is made whole at the first run, readable by its owner only."""
    if value := text(name):
        return value
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()
