"""Nothing of the house asks another site but through the one gate (ground/web/outbound.py)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

WAYS_OUT = {
    "aiohttp", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "telnetlib",
    "urllib.request", "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
ALLOWED = {
    "ground/web/outbound.py": "the gate",
    "ground/management/commands/serve.py": "asks this machine whether its own port is free",
}


def names_read(node: ast.AST) -> list[str]:
    """The modules and names that one import statement brings in, dotted."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def ways_out(source: str) -> Iterator[str]:
    """The modules that a source reads and that could reach another machine."""
    for node in ast.walk(ast.parse(source)):
        for name in names_read(node):
            yield from (way for way in WAYS_OUT if f"{name}.".startswith(f"{way}."))


def test_only_the_gate_reaches_other_machines() -> None:
    package = Path(settings.PACKAGE)
    files = (path for path in package.rglob("*.py") if "tests" not in path.relative_to(package).parts)
    found = {
        str(path.relative_to(package)): ways
        for path in files
        if (ways := set(ways_out(path.read_text(encoding="utf-8"))))
    }
    assert sorted(found) == sorted(ALLOWED), "use withi.ground.web.outbound.ask or session"


@pytest.mark.parametrize(
    "source",
    [
        "import requests",
        "from urllib import request",
        "import urllib.request as r",
        "from http.client import HTTPConnection",
        "def f():\n    import socket",
        "from requests.adapters import HTTPAdapter",
    ],
)
def test_every_other_way_out_is_found(source: str) -> None:
    assert list(ways_out(source))


@pytest.mark.parametrize("source", ["from urllib.parse import urlsplit", "import http", "from . import requests"])
def test_what_leads_nowhere_is_left_alone(source: str) -> None:
    assert not list(ways_out(source))
