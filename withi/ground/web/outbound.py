"""The one gate through which this site asks others: only hosts that its operator named, never the network it stands in.

A service that the operator runs beside the site is asked by `ask_own`, under the address that a setting gives.
Everything else that leaves goes through `ask`, or a `session()` where a library brings its own way of asking. A name is
looked up once and the address that was judged is the one that is called, so that a second look-up cannot lead
elsewhere; redirects are answers, not orders.
"""

import http.client
import ipaddress
import logging
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from requests import ConnectionError as NoConnection
from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter

logger = logging.getLogger(__name__)
NoAnswer = RequestException
"""What a session raises where it was refused, nobody answered, or the answer is none."""
SECONDS = 10.0
MOST_BYTES = 4 * 1024 * 1024


class Refused(Exception):
    """This site does not ask there; the text says why, for the log of whoever runs it."""


class Silent(Exception):
    """A service of the operator's own gave no answer; the text says why."""


@dataclass(frozen=True)
class Target:
    """A place that may be asked: its name, and the one address that was judged."""

    host: str
    port: int
    path: str
    address: str


@dataclass(frozen=True)
class Told:
    """What another site answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def target_of(url: str) -> Target:
    """The place of an address; Refused for any but https on its own port, an unnamed host, or an inner network."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme != "https" or parts.username or parts.password:
        raise Refused(f"only https:// without a password is asked: {parts.scheme}")
    if not is_named(host):
        raise Refused(f"{host} is not named in WITHI_OUTBOUND_HOSTS")
    if parts.port not in (None, 443):
        raise Refused(f"port {parts.port} of {host} is not asked")
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return Target(host, 443, path, address_of(host))


def is_named(host: str) -> bool:
    """Whether the operator named this very host; ".example" stands for everything below example."""
    names = (name.lower() for name in settings.OUTBOUND_HOSTS)
    return any(host == name or (name.startswith(".") and host.endswith(name)) for name in names)


def address_of(host: str) -> str:
    """The first address of a host; Refused where any of them lies in a network that is not everyone's."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as trouble:
        raise Refused(f"{host} has no address") from trouble
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        refuse_inner(host, address)
    return addresses[0]


def refuse_inner(host: str, address: str) -> None:
    """Refused for this machine, its neighbours, and everything else that the open internet cannot reach."""
    judged = ipaddress.ip_address(address.partition("%")[0])
    plain = getattr(judged, "ipv4_mapped", None) or judged
    if not plain.is_global or plain.is_multicast:
        raise Refused(f"{host} lies at {address}, which is no public address")


class _Line(http.client.HTTPSConnection):
    """A connection to the judged address, under the name that its certificate must bear."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS, context=ssl.create_default_context())
        self._judged = target

    def connect(self) -> None:
        plain = socket.create_connection((self._judged.address, self._judged.port), SECONDS)
        self.sock = self._context.wrap_socket(plain, server_hostname=self._judged.host)  # type: ignore[attr-defined]


def ask(url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b"") -> Told:
    """What a named host answers, redirects as they are; Refused, OSError or HTTPException where there is no answer."""
    line = _Line(target := target_of(url))
    return _answer(line, method, target.path, headers or {}, body)


def ask_own(base: str, path: str, *, body: bytes = b"", seconds: float = SECONDS) -> Told:
    """What a service answers that the operator runs beside this site; Silent where there is none.

    `base` is a setting, so it may be plain and lie in the operator's own network; nothing that a person typed may ever
    name it. With a body it is a POST of JSON.
    """
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=seconds)
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        return _answer(line, "POST" if body else "GET", f"{parts.path.rstrip('/')}{path}", headers, body)
    except (Refused, OSError, http.client.HTTPException) as trouble:
        raise Silent(f"{base}: {trouble}") from trouble


def _answer(line: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Told:
    try:
        line.request(method, path, body or None, dict(headers))
        answer = line.getresponse()
        taken = answer.read(MOST_BYTES + 1)
    finally:
        line.close()
    if len(taken) > MOST_BYTES:
        raise Refused(f"{line.host} sends more than {MOST_BYTES} bytes")
    return Told(answer.status, dict(answer.getheaders()), taken)


class _Gate(HTTPAdapter):
    """The transport of a `requests` session that goes out by `ask` and no other way."""

    def send(self, request: PreparedRequest, *_args: Any, **_more: Any) -> Response:
        body = request.body or b""
        if not isinstance(body, bytes | str):
            raise Refused("a body of unknown length is not sent")
        try:
            told = ask(
                str(request.url),
                method=str(request.method),
                headers={name: str(value) for name, value in request.headers.items() if name != "Connection"},
                body=body.encode() if isinstance(body, str) else body,
            )
        except (Refused, OSError, http.client.HTTPException) as trouble:
            logger.warning("nobody was asked, or nobody answered: %s", trouble)
            raise NoConnection(str(trouble)) from trouble
        response = Response()
        response.status_code = told.status
        response.headers.update(told.headers)
        response.url = str(request.url)
        response.request = request
        response._content = told.body  # noqa: SLF001 - the one way to give a Response its body
        return response


class Asking(Session):
    """A session that takes a redirect for an answer."""

    def get_redirect_target(self, resp: Response) -> str | None:
        return None


def session() -> Asking:
    """A `requests` session for libraries that want one (allauth's sign-in by others): all through the gate."""
    made = Asking()
    made.trust_env = False
    made.headers["Accept-Encoding"] = "identity"  # the gate unpacks nothing
    made.adapters.clear()
    made.mount("", _Gate())
    return made
