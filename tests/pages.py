"""Reading answers as a browser does: the text of a page or a file, and the forms a page offers."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from django.http.response import HttpResponseBase

from withi.ground.web.forms import PRIVATE

Fields = dict[str, str | list[str]]
TYPED = {"text", "tel", "url", "email", "number"}
SENT_AS_TEXT = TYPED | {"hidden", "search", "password", "date"}
LONG = 3
# What only the person may send back who was shown the page: tests send one person's form as another.
PERSONAL = ("csrfmiddlewaretoken", "draft_of")
CHANGING = re.compile(r'csrfmiddlewaretoken" value="\w+|"x-csrftoken": *"\w+"|"draft_of" value="[^"]*"')


def bytes_of(response: HttpResponseBase) -> bytes:
    """The whole body, also of one that is streamed; to be called once."""
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return bytes(response.content)  # type: ignore[attr-defined]


def text_of(response: HttpResponseBase, body: bytes) -> str:
    """What the body says, whether page, csv or xlsx; with the headers, for an address may give something away too."""
    text = unzipped(body) if body.startswith(b"PK") else body.decode("utf-8", "replace")
    heads = (f"{name}: {value}" for name, value in response.headers.items() if name != "Content-Length")
    return "\n".join([*heads, unescape(text)])


def unzipped(body: bytes) -> str:
    """The text of a workbook's sheets, without the time at which it was made."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = [name for name in archive.namelist() if name.startswith(("xl/worksheets/", "xl/shared"))]
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in parts)


def settled(text: str, *names: str) -> str:
    """The text without what differs from one request to the next; `names` (ids, codes) read as one.

    A name is none inside a longer number: "27" is not the middle of account 10727.
    """
    text = CHANGING.sub("", text)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\d){re.escape(name)}(?!\d)", "?", text)
    return text


@dataclass
class SentForm:
    """One form as it would be sent untouched; `typed` and `areas` name the lines and boxes to type into."""

    method: str
    action: str
    fields: Fields = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """Whether typing it again would be a loss."""
        return len(self.typed) >= LONG or bool(self.areas)

    def put(self, name: str, value: str) -> None:
        kept = self.fields.get(name)
        if kept is None:
            self.fields[name] = value
        else:
            self.fields[name] = [*(kept if isinstance(kept, list) else [kept]), value]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.form: SentForm | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.textarea: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = SentForm(given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self.form)
        elif self.form is not None and tag in ("input", "select", "option", "textarea"):
            getattr(self, f"_{tag}")(self.form, given)

    def _input(self, form: SentForm, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        is_chosen = kind in ("checkbox", "radio") and "checked" in given
        if given.get("name") and (kind in SENT_AS_TEXT or is_chosen):
            form.put(given["name"], given.get("value", "on" if is_chosen else ""))
        if kind in TYPED and "readonly" not in given and PRIVATE not in given:
            form.typed.append(given.get("name", ""))

    def _select(self, form: SentForm, given: dict[str, str]) -> None:
        self.select, self.options = given.get("name", ""), []

    def _option(self, form: SentForm, given: dict[str, str]) -> None:
        self.options.append((given.get("value", ""), "selected" in given))

    def _textarea(self, form: SentForm, given: dict[str, str]) -> None:
        self.textarea, self.text = given.get("name", ""), ""
        if "readonly" not in given and PRIVATE not in given:
            form.areas.append(self.textarea)

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.form is None:
            return
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select and self.options:
            self.form.put(self.select, self._chosen())
        elif tag == "textarea" and self.textarea is not None:
            self.form.put(self.textarea, self.text.removeprefix("\n"))
            self.textarea = None

    def _chosen(self) -> str:
        """The selected option, else the first, as a browser has it."""
        return next((value for value, is_chosen in self.options if is_chosen), self.options[0][0])


def forms_in(html: str) -> list[SentForm]:
    """The forms of a page, each with what it would send; buttons and files are left out."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_in(html: str, action: str = "") -> Fields:
    """The fields of the page's own form: the posted one without an address (or with this one), the largest."""
    found = [form for form in forms_in(html) if form.method == "post" and form.action in ("", action)]
    if not found:
        return {}
    form = max(found, key=lambda form: len(form.fields))
    return {name: value for name, value in form.fields.items() if name not in PERSONAL}
