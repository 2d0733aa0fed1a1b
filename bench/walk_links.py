"""What a page leads to: its links, and what its filters ask for; read as a browser does."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

WORDS = ("ผ้า", "กลุ่มทอผ้า", "หนองบัว", "ไม่มีชื่อนี้")
"""What is typed into every line that asks for a word: common, rarer, a place's, and nothing's."""
MOST_CHOICES = 12
"""Of one list of choices."""
TYPED = ("text", "search", "")
LEFT_OUT = ("/static/", "/media/", "/accounts/logout/")
_LISTED = re.compile("<loc>[a-z]+://[^/]+(/[^<]*)</loc>")
"""A page in a file of the sitemap."""


@dataclass
class Form:
    """A form that only asks: where it leads, what it holds anyway, and what each of its fields may hold."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._list, self._count = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = defaultdict(str, {name: value or "" for name, value in attrs})
        if tag != "link":
            self.links += filter(None, (given["href"], given["hx-get"]))
        if tag == "form":
            self._form = None if given["method"].lower() == "post" else Form(given["action"])
            self.forms += filter(None, [self._form])
        elif tag == "select":
            self._list, self._count = given["name"], 0
        elif self._form:
            self._fill(self._form, tag, given)

    def _fill(self, form: Form, tag: str, given: dict[str, str]) -> None:
        if tag == "option":
            self._count += 1
            if self._list and given["value"] and self._count <= MOST_CHOICES:
                form.choices.append((self._list, given["value"]))
        elif tag == "input" and given["name"]:
            _take(form, given["name"], given["type"], given.get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def _take(form: Form, name: str, kind: str, value: str | None) -> None:
    """What one line or box of a form may hold; None is a box that names no value."""
    if kind == "hidden":
        form.held[name] = value or ""
    elif kind in ("checkbox", "radio"):
        form.choices.append((name, "on" if value is None else value))
    elif kind in TYPED:
        form.choices += [(name, word) for word in WORDS]


def leads(html: str, path: str) -> Iterator[str]:
    """Addresses of this site that a page leads to: its links, and each choice of its filters by itself."""
    reader = _Reader()
    reader.feed(html)
    asked = [
        f"{form.action or path.partition('?')[0]}?{urlencode({**form.held, name: value})}"
        for form in reader.forms
        for name, value in form.choices
    ]
    for link in [*reader.links, *asked, *_LISTED.findall(html)]:
        parts = urlsplit(urljoin(f"http://testserver{path}", link))
        if parts.scheme == "http" and parts.netloc == "testserver" and not parts.path.startswith(LEFT_OUT):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
