"""Answers for machines: the pictures of cloth and parcels, the sitemap, robots.txt. urls uses it beside views."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from withi.faces.portal import rules
from withi.faces.portal import sitemap as sitemap_lists
from withi.faces.portal.rules import Row
from withi.ground.web.compress import ENCODERS, accepted
from withi.ground.web.pagecache import knows, needs, public_page
from withi.ground.web.pages import absolute, urls_for
from withi.kit import cloth as weaving
from withi.kit.codes import is_code
from withi.kit.ready import NOTHING, Plain, Ready

FOR_EVER = "public, max-age=31536000, immutable"
THREADS = range(2, 7)
PICTURES_KEPT = 1024
"""A picture takes about 4 kB with its compressed twins."""
DETAIL = {
    "communities": "portal:community",
    "producers": "portal:producer",
    "products": "portal:product",
    "news": "news:page",
    "routes": "portal:route",
}
PLAIN_PAGES = (
    *(f"portal:{name}" for name in ("home", "communities", "routes", "catalogue", "about", "privacy")),
    "news:archive",
)
LAST_PART = 1_000_000


@require_safe
def cloth(request: HttpRequest, code: str, thread: int) -> HttpResponse:
    """The cloth of an area; the same bytes for ever, so browsers keep it for good. No database."""
    if not is_code(code) or thread not in THREADS:
        raise Http404
    return picture(request, woven(code, thread))


@require_safe
def parcel(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A parcel tied with the area's band, for goods that no cloth should stand for. No database."""
    if not is_code(code) or kind not in weaving.PARCEL_ICONS:
        raise Http404
    return picture(request, tied(code, kind))


@dataclass(frozen=True)
class Picture:
    """An SVG as bytes, plain and compressed, by encoding."""

    variants: dict[str, bytes]
    etag: str


@lru_cache(maxsize=PICTURES_KEPT)
def woven(code: str, thread: int) -> Picture:
    return variants(weaving.cloth(code, thread=thread))


@lru_cache(maxsize=PICTURES_KEPT)
def tied(code: str, kind: str) -> Picture:
    return variants(weaving.parcel(code, kind))


def variants(svg: str) -> Picture:
    plain = svg.encode()
    etag = f'"{blake2b(plain, digest_size=8).hexdigest()}"'
    return Picture({"": plain, **{name: encode(plain) for name, encode in ENCODERS.items()}}, etag)


def picture(request: HttpRequest, drawn: Picture) -> HttpResponse:
    """The picture as the browser accepts it, or 304."""
    encoding = accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    tag = drawn.etag if not encoding else f'{drawn.etag[:-1]}-{encoding}"'
    if knows(request.META.get("HTTP_IF_NONE_MATCH", ""), tag):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(drawn.variants[encoding], content_type="image/svg+xml")
        if encoding:
            response.headers["Content-Encoding"] = encoding
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
@public_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of sitemaps: the pages and areas, then each register cut by id."""
    needs(request, *((kind, "") for kind in rules.REGISTERS))
    thai = urls_for("th")
    parts = [
        ("pages", 0),
        *((kind, part) for kind in sitemap_lists.PUBLIC for part in sitemap_lists.sitemap_files(kind)),
    ]
    files = [absolute(thai("portal:sitemap_part", kind, part + 1)) for kind, part in parts]
    return render(request, "portal/sitemap.xml", {"files": files}, content_type="application/xml")


@require_safe
@public_page()
def sitemap_part(request: HttpRequest, kind: str, part: int) -> HttpResponse:
    """One file of the sitemap, at most 5,000 pages, each with its English twin where there is one."""
    needs(request, *((name, "") for name in rules.REGISTERS))
    if kind == "pages" and part == 1:
        pages = [twin(name, []) for name in PLAIN_PAGES] + [
            twin("portal:area", [code]) for code in sitemap_lists.areas_shown()
        ]
    elif kind in sitemap_lists.PUBLIC and 1 <= part <= LAST_PART:
        pages = [twin(DETAIL[kind], [row["id"]], row) for row in sitemap_lists.sitemap_rows(kind, part - 1)]
    else:
        pages = []
    if not pages:
        raise Http404
    return render(request, "portal/sitemap_part.xml", {"pages": pages}, content_type="application/xml")


@dataclass(frozen=True, slots=True)
class Twin(Ready):
    """A page in both languages; `en` is empty where there is no English text."""

    th: Plain
    en: Plain
    day: Plain


def twin(name: str, args: list[Any], row: Row | None = None) -> Twin:
    """A page's Thai address, its English one where the text exists, and the day of its last change."""
    day = rules.local_day(row["updated_at"]) if row else None
    has_english = row is None or row["in_english"]
    return Twin(
        Plain(absolute(urls_for("th")(name, *args))),
        Plain(absolute(urls_for("en")(name, *args))) if has_english else NOTHING,
        Plain(day.isoformat()) if day else NOTHING,
    )


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What machines leave alone, and where the sitemap is. No database."""
    closed = [f"Disallow: {prefix}{path}" for path in ("/desk/", "/accounts/") for prefix in ("", "/en")]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute(urls_for('th')('portal:sitemap'))}", ""]
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=3600"}
    return HttpResponse("\n".join(lines), headers=headers)


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """For those who look where icons used to lie."""
    return HttpResponsePermanentRedirect(static("favicon.svg"))
