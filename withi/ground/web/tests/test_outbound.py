"""The gate to other sites: a trap on this machine must see no request, however it is named."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from withi.ground.web import outbound
from withi.ground.web.outbound import NoAnswer, Refused, ask, session, target_of
from withi.ground.web.tests.factory import PUBLIC, lead, stand_in


class Trap(HTTPServer):
    """A server that counts who comes, and answers with a redirect to itself."""

    seen = 0
    asked: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Answering(BaseHTTPRequestHandler):
    server: Trap

    def do_GET(self) -> None:
        self.server.seen += 1
        self.server.asked = self.headers
        self.send_response(302)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/inner")
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"one")

    do_POST = do_GET  # noqa: N815 - the name is the library's

    def log_message(self, *_args: Any) -> None:
        """Nothing on standard error."""


@pytest.fixture
def trap() -> Iterator[Trap]:
    server = Trap(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def named(settings: Any) -> None:
    """Names that lead inside, allowed by an operator who did not look."""
    settings.OUTBOUND_HOSTS = ["localhost", "127.0.0.1", "::1", "trap.example", ".sub.example", "0.0.0.0", "2130706433"]


INNER = [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "224.0.0.1", "255.255.255.255", "::",
]  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_leads_inside_is_not_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, address)
    with pytest.raises(Refused, match="no public address"):
        target_of("https://trap.example/")


def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, PUBLIC, "10.0.0.1")
    with pytest.raises(Refused):
        target_of("https://trap.example/")


URLS = [
    "http://trap.example/", "https://trap.example:{port}/", "http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/",
    "https://localhost:{port}/", "https://[::1]:{port}/", "https://2130706433:{port}/", "https://0.0.0.0:{port}/",
    "https://user:secret@trap.example/", "https://trap.example.evil.example/", "https://evilsub.example/", "ftp://trap.example/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "", "https://", "https:///x", "https://trap.example#@127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_the_trap_sees_nobody(trap: Trap, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, "127.0.0.1")
    for send in (ask, session().get):
        with pytest.raises((Refused, NoAnswer)):
            send(url.format(port=trap.server_port))
    assert trap.seen == 0


def test_the_trap_would_see_somebody_who_goes_another_way(trap: Trap) -> None:
    """The canary: what is not sent through the gate arrives."""
    requests.get(trap.url, timeout=5, allow_redirects=False)
    assert trap.seen == 1


@pytest.fixture
def open_gate(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> Trap:
    """The trap stands for a public host."""
    stand_in(monkeypatch, trap.server_port)
    return trap


@pytest.mark.parametrize("host", ["trap.example", "TRAP.example.", "a.sub.example"])
def test_a_named_public_host_is_asked_and_its_redirect_is_not_followed(open_gate: Trap, host: str) -> None:
    told = ask(f"https://{host}/x?a=1", method="POST", body=b"a")
    assert (told.status, told.body, open_gate.seen) == (302, b"one", 1)


def test_a_library_that_brings_requests_goes_through_the_gate(open_gate: Trap) -> None:
    answer = session().post("https://trap.example/token", data={"a": "1"}, allow_redirects=False)
    assert (answer.status_code, answer.content, open_gate.seen) == (302, b"one", 1)
    assert session().get("https://trap.example/token").status_code == 302
    assert open_gate.seen == 2
    assert open_gate.asked["Accept-Encoding"] == "identity", "the gate unpacks nothing"


def test_a_library_hears_of_a_refusal_as_of_any_failure(
    open_gate: Trap, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OUTBOUND_HOSTS = ["other.example"]
    with pytest.raises(NoAnswer):
        session().get("https://trap.example/token")
    assert open_gate.seen == 0
    assert "trap.example is not named" in caplog.text


def test_the_judged_address_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up could lead elsewhere, so there is none."""
    lead(monkeypatch, PUBLIC)
    called: list[Any] = []

    def refuse(address: Any, *_more: Any) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(ConnectionRefusedError):
        ask("https://trap.example/")
    assert called == [(PUBLIC, 443)]


def test_an_endless_answer_is_cut_off(open_gate: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "MOST_BYTES", 2)
    with pytest.raises(Refused, match="more than"):
        ask("https://trap.example/")


def test_without_names_nobody_is_asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOUND_HOSTS = []
    lead(monkeypatch, PUBLIC)
    with pytest.raises(Refused, match="not named"):
        target_of("https://trap.example/")


def test_a_service_of_the_operators_own_is_asked_where_the_setting_says_and_its_redirect_is_not_followed(
    trap: Trap,
) -> None:
    told = outbound.ask_own(trap.url, "/status", body=b"{}")
    assert (told.status, told.body, trap.seen) == (302, b"one", 1)


def test_a_service_that_gives_no_answer_is_told_so(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "MOST_BYTES", 2)
    for base in (trap.url, "http://127.0.0.1:9"):
        with pytest.raises(outbound.Silent):
            outbound.ask_own(base, "/", seconds=5)
