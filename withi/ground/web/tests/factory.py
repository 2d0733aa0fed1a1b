"""Names that lead where a test wants: what stands for another site is on this machine, where the gate asks nobody."""

import socket
from typing import Any

import pytest

from withi.ground.web import outbound

PUBLIC = "93.184.215.14"


def lead(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name leads to these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)


def stand_in(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """A port of this machine stands for every public host: led to at the last step, without a certificate."""
    lead(monkeypatch, PUBLIC)

    def connect(line: Any) -> None:
        line.sock = socket.socket()
        line.sock.connect(("127.0.0.1", port))

    monkeypatch.setattr(outbound._Line, "connect", connect)
