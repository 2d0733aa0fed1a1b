"""`withi serve` on a site's data, a browser before it, and what kills all of it at once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from pathlib import Path
from secrets import token_hex
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from tests.cast import PASSWORD
from tests.faults.site import ROOT, Site, environment

LOST = (URLError, OSError)
"""What a browser meets when the server is gone in the middle."""


class Stay(HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Answer:
    """An answer read to its end."""

    def __init__(self, status: int, location: str, body: bytes) -> None:
        self.status = status
        self.location = location
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Browser:
    """Just enough of one: cookies, forms, files."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.opener = build_opener(Stay, ProxyHandler({}))

    def ask(self, path: str, form: dict[str, str] | None = None) -> int:
        """The status; the body is read to its end."""
        return self.open(path, form).status

    def open(
        self,
        path: str,
        form: Mapping[str, object] | None = None,
        file: tuple[str, bytes] | None = None,
        field: str = "file",
    ) -> Answer:
        """A page, or where there is a form its answer; `file` goes with the form, as `field`."""
        headers = {"Cookie": self.cookie, "Origin": self.base}
        data = None
        if form is not None:
            sent = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **form}
            kind, data = multipart(sent, field, *file) if file else (FORM, urlencode(sent, doseq=True).encode())
            headers["Content-Type"] = kind
        try:
            answer = self.opener.open(Request(self.base + path, data, headers), timeout=60)
        except HTTPError as told:
            answer = told
        with answer:
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: part.value for name, part in SimpleCookie(line).items()}
            return Answer(int(answer.status), answer.headers.get("Location", ""), answer.read())

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, name: str) -> None:
        self.ask("/accounts/login/")
        assert self.ask("/accounts/login/", {"login": name, "password": PASSWORD}) == 302

    def with_session(self, session: str) -> "Browser":
        """Signed in without the wait of the password: the session was made beside the server."""
        self.cookies |= {"sessionid": session, "csrftoken": token_hex(16)}
        return self


FORM = "application/x-www-form-urlencoded"


def multipart(form: Mapping[str, object], field: str, name: str, content: bytes) -> tuple[str, bytes]:
    """The content type and body of a form with one file."""
    edge = token_hex(12)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in form.items()
    ]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n')
    parts.append("Content-Type: application/octet-stream\r\n\r\n")
    return f"multipart/form-data; boundary={edge}", "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """All processes of one `withi serve`: a group of their own, led by `leader`."""

    def __init__(self, port: int, leader: int) -> None:
        self.port = port
        self.leader = leader

    def browser(self) -> Browser:
        return Browser(self.port)

    def await_answer(self) -> None:
        until_then = time.monotonic() + 60
        while time.monotonic() < until_then:
            with suppress(URLError, ConnectionError, TimeoutError):
                self.browser().ask("/robots.txt")
                return
            time.sleep(0.02)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """As the machine would lose it: every process at once, no signal that one could catch."""
        with suppress(ProcessLookupError):
            os.killpg(self.leader, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        """Take leave of what was killed."""
        raise NotImplementedError

    def members(self) -> Iterator[Path]:
        """The folders in /proc of all its processes."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, IndexError):
                if int(stat.read_text("utf-8").rpartition(")")[2].split()[2]) == self.leader:
                    yield stat.parent

    def memory(self) -> int:
        """Bytes that its processes keep in memory for themselves alone."""
        kept = 0
        for folder in self.members():
            with suppress(OSError, StopIteration):
                lines = folder.joinpath("smaps_rollup").read_text("ascii").splitlines()
                kept += sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024
        return kept

    def usual_memory(self) -> int:
        """The same, the most of a few moments: in the one in which a process starts another, they share all of it."""
        seen = []
        for _moment in range(6):
            seen.append(self.memory())
            time.sleep(0.05)
        return max(seen)


class Started(Server):
    """The command as an operator starts it, with its worker beside it."""

    def __init__(self, site: Site, *, workers: int = 1, **settings: str) -> None:
        self.log = (site.database.folder / "server.log").open("ab")
        port = free_port()
        # static files as they lie: collecting them is not what is tried here
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers), "--with-worker"],
            cwd=ROOT,
            env=environment(site.database, **{"WITHI_DEBUG": "1", **settings}),
            stdout=subprocess.DEVNULL,
            stderr=self.log,
            start_new_session=True,
        )
        super().__init__(port, self.process.pid)

    def wait(self) -> None:
        self.process.wait()
        self.log.close()


class Forked(Server):
    """The same, in forks of a process that has read everything already: it answers in a moment."""

    def __init__(self, stem: Site) -> None:
        port = free_port()
        self.doing = stem.start("serve", port=port)
        super().__init__(port, self.doing.pid)

    def wait(self) -> None:
        self.doing.kill()


@contextmanager
def served(site: Site, **settings: str) -> Iterator[tuple[Browser, Callable[[], None]]]:
    """A server on the site's data: a browser before it, and what kills it."""
    server = Started(site, **settings)  # type: ignore[arg-type]
    try:
        server.await_answer()
        yield server.browser(), server.kill
    finally:
        server.kill()
