"""What a request carries, taken in before any page works on it: only so large, only so slow, only so many at once.

The server in front hands a body over as it comes, and waits for it as long as its sender likes. Two hundred senders of
one byte a minute would hold every thread; so a body is first put aside here, within a time, by a thread that only
waits, and one address is given a few places only. Pages that are asked for never pass through here.
"""

import codecs
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol, TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import parse_header_parameters

from withi.ground.web import answers
from withi.kit import problem
from withi.kit.problem import Problem, Rule

View = TypeVar("View", bound=Callable[..., Any])
GetResponse = Callable[[HttpRequest], HttpResponse]
MIB = 1024 * 1024
PIECE = 64 * 1024
PATIENCE = 20.0
"""Seconds that a body may take whatever its size; from then on it must have come at RATE."""
RATE = 16 * 1024
"""Bytes a second, as a telephone with one bar of signal still sends."""
LOOK = 1.0
BREATH = 1.0
"""Seconds between a file that was refused and the next that is taken from the same address."""
LETTERS = "withi.letters"
TAKES = "takes_bytes"
REFUSED = 422
FORM = MIB
"""What a form weighs around its files."""

problem.register(
    Rule(
        "web.too_large",
        th="สิ่งที่ส่งมาใหญ่เกิน {limit} เมกะไบต์ จึงไม่ได้รับไว้ กรุณาแบ่งให้เล็กลงแล้วส่งใหม่",
        en="What was sent is larger than {limit} MB and was not taken. Please make it smaller and send it again.",
    ),
    Rule(
        "web.too_slow",
        th="ข้อมูลส่งมาช้าเกินไป จึงรับไม่ครบและยังไม่ได้บันทึก กรุณาส่งใหม่เมื่อสัญญาณดีกว่านี้",
        en="It came too slowly to be taken whole, so nothing is saved. Please send it again with a better signal.",
    ),
    Rule(
        "web.letters",
        th="แบบฟอร์มนี้ส่งมาด้วยรหัสตัวอักษรที่เราไม่ใช้ กรุณาเปิดหน้าใหม่แล้วส่งอีกครั้ง",
        en="The form came in letters that are not used here. Load the page again, then send it once more.",
    ),
)


class Readable(Protocol):
    """The part of a WSGI input that Django reads."""

    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


class Body:
    """A WSGI input that can be put aside: read from the network until then, from memory or a temporary file after."""

    def __init__(self, source: Readable) -> None:
        self.source: Readable | IO[bytes] = source

    def read(self, size: int = -1) -> bytes:
        return self.source.read(size)

    def readline(self, size: int = -1) -> bytes:
        return self.source.readline(size)

    def put_aside(self, length: int) -> None:
        """Take in that many bytes; TimeoutError where they do not come in time, OSError where there is no room."""
        taking = Taking(self.source, length)
        taking.start()
        taking.await_end()
        self.source = taking.spool

    def close(self) -> None:
        """Forget what was put aside: the page has read it."""
        if isinstance(self.source, SpooledTemporaryFile):
            self.source.close()


class Taking(threading.Thread):
    """A thread that waits for one body, so that another can watch the clock."""

    def __init__(self, source: Readable | IO[bytes], length: int) -> None:
        super().__init__(daemon=True)
        self.source = source
        self.left = self.length = length
        self.spool: IO[bytes] = SpooledTemporaryFile(max_size=MIB)  # noqa: SIM115 - read by the request, closed with it
        self.trouble: OSError | None = None
        self.is_given_up = False

    def run(self) -> None:
        try:
            while self.left > 0 and (piece := self.source.read(min(self.left, PIECE))):
                self.spool.write(piece)
                self.left -= len(piece)
            self.spool.seek(0)
        except OSError as trouble:
            self.trouble = trouble
        if self.is_given_up or self.trouble:
            self.spool.close()

    def await_end(self) -> None:
        began = time.monotonic()
        while self.is_alive():
            self.join(LOOK)
            late = time.monotonic() - began - PATIENCE
            if late > 0 and self.is_alive() and self.length - self.left < late * RATE:
                self.is_given_up = True
                raise TimeoutError
        if self.trouble:
            raise self.trouble


class Places:
    """How many bodies may be on their way into this process at once: altogether, and from one address."""

    def __init__(self, every: int, each: int) -> None:
        self.every = every
        self.each = each
        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()

    @contextmanager
    def one(self, address: str) -> Iterator[bool]:
        """Whether there is a place; it is held as long as the block lasts."""
        with self.lock:
            has_place = self.taken.total() < self.every and self.taken[address] < self.each
            self.taken[address] += has_place
        try:
            yield has_place
        finally:
            with self.lock:
                self.taken[address] -= has_place
                self.taken += Counter()


class Breaths:
    """How long an address whose files were refused waits before its next one.

    To find that a picture of a few bytes opens to 900 megapixels costs what several pages cost. Whoever looks at what
    was wrong with a file and chooses another has waited by then; whoever throws one after the other has one a BREATH.
    """

    def __init__(self) -> None:
        self.until: dict[str, float] = {}
        self.lock = threading.Lock()

    def refused(self, address: str) -> None:
        with self.lock:
            now = time.monotonic()
            self.until = {known: until for known, until in self.until.items() if until > now}
            self.until[address] = self.until.get(address, now) + BREATH

    def await_turn(self, address: str) -> bool:
        """Whether this address's turn came within the patience of a body; it is waited for here."""
        began = time.monotonic()
        while (left := self.until.get(address, began) - time.monotonic()) > 0:
            if time.monotonic() + left > began + PATIENCE:
                return False
            time.sleep(left)
        return True


class Crowded(Exception):
    """There is no room for this body at the moment."""


def behind(application: Callable[..., Any]) -> Callable[..., Any]:
    """The WSGI application with an input that can be put aside, and spared the letters on which Django breaks."""

    def taking(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        spared = without_letters(environ.get("CONTENT_TYPE", ""))
        return application({**environ, **spared, "wsgi.input": Body(environ["wsgi.input"])}, start)

    return taking


def without_letters(kind: str) -> dict[str, str]:
    """For a content type that names other letters than UTF-8: the type alone, and what it named.

    Django decodes the address in them while it makes the request, where no page can be shown yet.
    """
    try:
        plain, given = parse_header_parameters(kind)
    except ValueError:
        return {"CONTENT_TYPE": "", LETTERS: "?"}
    said = given.get("charset", "")
    return {"CONTENT_TYPE": plain, LETTERS: said} if said and not is_utf8(said) else {}


def is_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name == "utf-8"
    except (LookupError, ValueError):
        return False


class BodyMiddleware:
    """Refuses what is too large or in foreign letters before reading it, and takes the rest in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.places = Places(settings.BODIES_AT_ONCE, max(1, settings.BODIES_AT_ONCE // 2))
        self.breaths = Breaths()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        body = request.META.get("wsgi.input")
        with ExitStack() as held:
            try:
                if isinstance(body, Body):
                    held.callback(body.close)
                held.enter_context(self.taken(request, body))
            except Problem as found:
                return answers.answer(request, [found], status=found.status)
            except TimeoutError:
                return answers.answer(request, [Problem("web.too_slow")], status=408)
            except Crowded:
                return answers.crowded(request)
            response = self.get_response(request)
            if brings_files(request) and response.status_code == REFUSED and request.FILES:
                self.breaths.refused(address_of(request))
            return response

    def taken(self, request: HttpRequest, body: object) -> ExitStack:
        """What to leave when the request is answered: a file keeps its place until then, since it is worked on."""
        length = length_of(request)
        refuse_letters(request)
        refuse_large(request, length)
        if not length or not isinstance(body, Body):
            return ExitStack()
        with ExitStack() as held:
            address, waits = address_of(request), brings_files(request)
            if not held.enter_context(self.places.one(address)) or (waits and not self.breaths.await_turn(address)):
                raise Crowded
            body.put_aside(length)
            return held.pop_all() if waits else ExitStack()


def brings_files(request: HttpRequest) -> bool:
    return request.content_type == "multipart/form-data"


def length_of(request: HttpRequest) -> int:
    """The bytes that are said to come; a body of unknown length is never read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0


def takes(most: int) -> Callable[[View], View]:
    """A view that takes files of so many bytes altogether from who is signed in; the outermost decorator."""

    def widened(view: View) -> View:
        setattr(view, TAKES, most + FORM)
        return view

    return widened


def refuse_large(request: HttpRequest, length: int) -> None:
    """Problem where more is coming than the page takes; somebody without a session sends short forms only."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length > limit and settings.SESSION_COOKIE_NAME in request.COOKIES:
        limit = settings.BODY_MAX_BYTES
        if length > limit:
            limit = max(limit, taken_by(request))
    if length > limit:
        raise Problem("web.too_large", status=413, limit=limit // MIB)


def taken_by(request: HttpRequest) -> int:
    """What the page takes beyond what every page does; 0 for who is not truly signed in."""
    try:
        most = getattr(resolve(request.path_info).func, TAKES, 0)
    except Resolver404:
        return 0
    return most if most and is_signed_in(request.COOKIES[settings.SESSION_COOKIE_NAME]) else 0


def is_signed_in(key: str) -> bool:
    """Whether a session of this key is somebody's: a cookie alone can be made up."""
    return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)


def refuse_letters(request: HttpRequest) -> None:
    """Problem for a form that says it is not in UTF-8: our pages send nothing else."""
    said = request.META.get(LETTERS) or request.encoding
    if said and not is_utf8(said):
        raise Problem("web.letters", status=415)


def address_of(request: HttpRequest) -> str:
    """Who sends: the neighbour on the line, or, behind a proxy of ours, whom it names."""
    if getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
