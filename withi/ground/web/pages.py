"""What every public page says of itself, and addresses without reversing them again and again."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe

from withi.kit.ready import Ready

Language = Literal["th", "en"]
ENGLISH = "/en"
# Digits only, so that every converter and code pattern takes them, and far from what an address may hold by chance.
SENTINELS = ("98765432", "98765431", "98765430")


@dataclass(frozen=True, slots=True)
class Page(Ready):
    """The head of a public page; absolute addresses are built from WITHI_SITE_URL, never from the request's host."""

    title: str
    lang: Language
    description: str = ""
    region: str = ""
    robots: str = ""
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    switch: str = ""
    jsonld: SafeString | None = None
    og_image: str = ""
    demo: bool = False
    has_english: bool = True


def page_context(
    request: HttpRequest,
    *,
    title: str,
    description: str = "",
    region: str = "",
    section: str = "",
    jsonld: Any = None,
    robots: str = "",
    has_english: bool = True,
    og_image: str = "",
    canonical_query: str = "",
) -> dict[str, Any]:
    """`page`, `mast` and `foot` for web/base.html.

    Both languages name each other (hreflang) only where the English text exists. An /en page without it shows the
    Thai, is kept out of search machines and names the Thai page as the real one. `canonical_query` ("page=2") is the
    part of the query that makes another page of its own; `og_image` is a path on this site.
    """
    lang = language_on(request)
    thai, english = both_paths(request)
    is_stand_in = lang == "en" and not has_english
    query = canonical_query and f"?{canonical_query}"
    page = Page(
        title=title,
        lang=lang,
        description=description,
        region=region,
        robots="noindex" if is_stand_in else robots,
        canonical=absolute((thai if lang == "th" or is_stand_in else english) + query),
        alternates=alternates(thai + query, english + query, exist=has_english and not robots),
        switch=(thai if lang == "en" else english) + query_on(request),
        jsonld=jsonld and jsonld_text(jsonld),
        og_image=og_image and absolute(og_image),
        demo=settings.DEMO,
        has_english=has_english,
    )
    return {
        "page": page,
        "mast": chrome("web/_mast.html", lang, section),
        "foot": chrome("web/_foot.html", lang, section),
    }


def is_invented(row: object = None) -> bool:
    """Whether what is made of this row, or of many where none is named, is of the demonstration and must say so."""
    return settings.DEMO or bool(getattr(row, "is_demo", False))


def language_on(request: HttpRequest) -> Language:
    return "en" if getattr(request, "LANGUAGE_CODE", "th") == "en" else "th"


def both_paths(request: HttpRequest) -> tuple[str, str]:
    """The page's path in Thai and in English."""
    path = escape_uri_path(request.path)
    thai = path.removeprefix(ENGLISH) if language_on(request) == "en" else path
    return thai, ENGLISH + thai


def query_on(request: HttpRequest) -> str:
    """The page's own parameters (see `public_page`), as a query string."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def alternates(thai: str, english: str, *, exist: bool) -> tuple[tuple[str, str], ...]:
    """Both languages of a page for hreflang; none where there is only one text or nobody should index it."""
    if not exist:
        return ()
    return (("th", absolute(thai)), ("en", absolute(english)), ("x-default", absolute(thai)))


def jsonld_text(data: Any) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign that HTML gives a meaning is escaped above


def chrome(template: str, lang: Language, section: str) -> SafeString:
    """Mast or foot: the same for everyone, so rendered once per language and section."""
    if settings.DEBUG:
        return _render(template, lang, section)
    return _remembered(template, lang, section)


def _render(template: str, lang: Language, section: str) -> SafeString:
    with translation.override(lang):
        return render_to_string(template, {"section": section, "prefix": ENGLISH if lang == "en" else ""})


_remembered = lru_cache(maxsize=64)(_render)


def url(name: str, *args: object, lang: Language | None = None) -> str:
    """The address of a named page in this language (the current one if none is given).

    The pattern is reversed once with sentinels and remembered, so a row's link costs a string, not a reverse.
    """
    language: Language = lang or ("en" if translation.get_language() == "en" else "th")
    form = _pattern(name, len(args), language)
    if form is None:
        return _reverse(name, args, language)
    if len(args) == 1 and type(args[0]) is int:
        return form % args
    return form % tuple(arg if type(arg) is int else quote(str(arg), safe="") for arg in args)


def urls_for(lang: Language) -> Callable[..., str]:
    """`url` for one language."""
    return partial(url, lang=lang)


def _reverse(name: str, args: tuple[object, ...], lang: Language) -> str:
    with translation.override(lang):
        return reverse(name, args=args)


@lru_cache(maxsize=512)
def _pattern(name: str, count: int, lang: Language) -> str | None:
    """The address with `%s` for its parts; None where the pattern refuses sentinels."""
    try:
        found = _reverse(name, SENTINELS[:count], lang)
    except NoReverseMatch:
        return None
    form = found.replace("%", "%%")
    for sentinel in SENTINELS[:count]:
        form = form.replace(sentinel, "%s")
    return form if form.count("%s") == count else None
