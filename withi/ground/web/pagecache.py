"""The page cache of the public site: guests get a kept page for the price of one look at the data versions.

A view says `@public_page(params=("q", "type"))` and, on the request, what it depends on:
`needs(request, ("product", "40"), ("community", ""))`. The versions are read before the data, so a page can be
kept as older than it is, never as newer. The release is no part of the key because the memory lives in the process.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from hashlib import blake2b
from math import inf
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from withi.ground.web import reading, versions
from withi.ground.web.compress import ENCODERS, accepted
from withi.ground.web.htmx import wants_part
from withi.ground.web.keep import Keep
from withi.ground.web.turns import Turn

P = ParamSpec("P")
PageView = Callable[Concatenate[HttpRequest, P], HttpResponse]
GetResponse = Callable[[HttpRequest], HttpResponse]

DAY_SECONDS = 86_400
BANGKOK_SECONDS = 7 * 3600
LONGEST_KEY = 600
FRESHNESS = "public, max-age=0, must-revalidate"


@dataclass
class Stated:
    """What a view said of the page it is making: made from these versions, depending on these needs."""

    snapshot: versions.Snapshot
    seconds: float
    needs: set[versions.Need] = field(default_factory=set)
    is_stated: bool = False


@dataclass
class KeptPage:
    """One answer as bytes, with what it was made from and until when it may be shown."""

    body: bytes
    headers: dict[str, str]
    needs: frozenset[versions.Need]
    digest: int
    day: int
    expires: float
    etag: str
    variants: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + sum(map(len, self.variants.values()))

    def holds(self) -> bool:
        """Whether the data is still what it was; texts like “until today” end with the day."""
        if self.day != today() or self.expires < time.monotonic():
            return False
        return not self.needs or versions.snapshot().digest(self.needs) == self.digest


def public_page(*, params: Iterable[str] = (), seconds: float | None = None) -> Callable[[PageView[P]], PageView[P]]:
    """A page guests may be shown from memory. It depends on its path, on `params` and on nothing else of the request.

    `request.GET` holds only `params`, the empty ones left out, so unknown parameters neither fill the memory nor reach
    links. `seconds` bounds the age of what no data version announces. Views still have to state their `needs`.
    """
    known = frozenset(params)

    def decorate(view: PageView[P]) -> PageView[P]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.GET = as_query(known_pairs(request, known))  # type: ignore[assignment]

            def made() -> HttpResponse:
                if getattr(request, "page_may_be_kept", False):
                    request.page_stated = Stated(versions.snapshot(), seconds or inf)  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)

            with Turn():
                return reading.for_guests(request, made)

        page.known_params = known  # type: ignore[attr-defined]
        return page

    return decorate


def needs(request: HttpRequest, *pairs: versions.Need) -> None:
    """State the data versions this page depends on: `(kind, province)`, or `(kind, "")` for that kind anywhere.

    Without pairs: no data at all. A page that states nothing is never kept.
    """
    stated: Stated | None = getattr(request, "page_stated", None)
    if stated is not None:
        stated.needs.update(pairs)
        stated.is_stated = True


def lasts(request: HttpRequest, seconds: float) -> None:
    """Keep this page no longer than that: something on it changes with the time, and no data version tells."""
    stated: Stated | None = getattr(request, "page_stated", None)
    if stated is not None:
        stated.seconds = min(stated.seconds, seconds)


def seen(request: HttpRequest) -> versions.Snapshot:
    """The data versions this page is made from. No query more where it may be kept, else one, whoever asks again."""
    stated: Stated | None = getattr(request, "page_stated", None)
    if stated is not None:
        return stated.snapshot
    found: versions.Snapshot | None = getattr(request, "page_seen", None)
    if found is None:
        request.page_seen = found = versions.snapshot()  # type: ignore[attr-defined]
    return found


def known_pairs(request: HttpRequest, known: frozenset[str]) -> list[tuple[str, str]]:
    """The page's own parameters in one order, without empty ones."""
    return sorted((name, value) for name in known & request.GET.keys() for value in request.GET.getlist(name) if value)


@lru_cache(maxsize=1024)
def known_params(path: str, urlconf: str) -> frozenset[str] | None:
    """The parameters of the public page at this path; None where there is none."""
    try:
        return getattr(resolve(path, urlconf).func, "known_params", None)
    except Resolver404:
        return None


def as_query(pairs: list[tuple[str, str]]) -> QueryDict:
    return QueryDict(urlencode(pairs))


def today() -> int:
    """The day in Thailand, as a number."""
    return int((time.time() + BANGKOK_SECONDS) // DAY_SECONDS)


PAGES: Keep[KeptPage] = Keep(settings.PAGE_CACHE_BYTES)


class PageCacheMiddleware:
    """Answers guests' GET and HEAD from memory; everyone with a session cookie goes past it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_on = settings.PAGE_CACHE_BYTES > 0 and not settings.DEBUG
        self.cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self.key_of(request) if self.is_on and self.is_guest(request) else ""
        if not key:
            return self.get_response(request)
        kept = PAGES.get(key)
        if kept is not None and reading.for_guests(request, kept.holds):
            request.get_host()  # a host that is not ours is refused here too
            return deliver(request, key, kept)
        request.page_may_be_kept = True  # type: ignore[attr-defined]
        return keep(request, key, self.get_response(request))

    def is_guest(self, request: HttpRequest) -> bool:
        if request.method not in ("GET", "HEAD") or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
            return False
        cookies = request.META.get("HTTP_COOKIE", "")
        return not cookies or not any(name in cookies for name in self.cookies)

    def key_of(self, request: HttpRequest) -> str:
        """Path, known parameters in order, and whether htmx asks for a part; empty where nothing is kept."""
        key = f"{'part' if wants_part(request) else ''} {request.path_info}"
        if len(key) > LONGEST_KEY:
            return ""
        if request.META.get("QUERY_STRING"):
            known = known_params(request.path_info, settings.ROOT_URLCONF)
            if known is None:
                return ""
            if pairs := known_pairs(request, known):
                key = f"{key}?{urlencode(pairs)}"
        return key if len(key) <= LONGEST_KEY else ""


def keep(request: HttpRequest, key: str, response: HttpResponse) -> HttpResponse:
    """Remember a public page and deliver it; anything else passes through untouched."""
    stated: Stated | None = getattr(request, "page_stated", None)
    if stated is None or not stated.is_stated or not is_keepable(response):
        return response
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    response.headers["Cache-Control"] = FRESHNESS
    response.headers["ETag"] = etag = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
    kept = KeptPage(
        body=response.content,
        headers={name: value for name, value in response.items() if name != "Content-Length"},
        needs=frozenset(stated.needs),
        digest=stated.snapshot.digest(stated.needs),
        day=today(),
        expires=time.monotonic() + stated.seconds,
        etag=etag,
    )
    if request.method == "GET":
        PAGES.put(key, kept, kept.size)
    return deliver(request, key, kept)


def is_keepable(response: HttpResponseBase) -> bool:
    """Only whole, good answers that say nothing else and set no cookie."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response.headers
    )


def deliver(request: HttpRequest, key: str, kept: KeptPage) -> HttpResponse:
    """304 for a browser that has this very page, else the page, compressed as the browser accepts it."""
    if knows(request.META.get("HTTP_IF_NONE_MATCH", ""), kept.etag):
        same = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            same.headers[name] = kept.headers[name]
        return same
    encoding = accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = variant(key, kept, encoding) if encoding else kept.body
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=kept.headers)
    response.headers["Content-Length"] = str(len(body))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def variant(key: str, kept: KeptPage, encoding: str) -> bytes:
    """The page in this encoding, made when first asked for."""
    body = kept.variants.get(encoding)
    if body is None:
        body = kept.variants[encoding] = ENCODERS[encoding](kept.body)
        PAGES.resize(key, kept, kept.size)
    return body


def knows(if_none_match: str, etag: str) -> bool:
    """Whether the browser's list of versions holds this one; weak comparison, as the pages' tags are."""
    if not if_none_match:
        return False
    plain = etag.removeprefix("W/")
    return any(tag.strip().removeprefix("W/") in (plain, "*") for tag in if_none_match.split(","))
