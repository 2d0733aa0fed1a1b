#!/usr/bin/env python3
"""The Thai catalogue: extract, update, set, missing, check, compile, django-gaps. Needs Babel, no system gettext.

English msgids in code and templates are the source; locale/th/LC_MESSAGES/django.po is committed, the .mo never is.
The catalogue carries no dates, places or obsolete entries, one sorted entry a message, so a change is a small diff.
"""

import argparse
import ast
import contextlib
import fcntl
import importlib.util
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/th/LC_MESSAGES/django.po")
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Withi\\n"
"Language: th\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
TEMPLATE_ENDINGS = {".html", ".txt", ".xml"}
SEPARATOR = "\x04"
PLAIN, PLURAL = (1,), (1, 2)
CONTEXT, CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL,
    "npgettext_lazy": CONTEXT_PLURAL,
}
# Packages whose own messages reach our pages; ours override theirs because LOCALE_PATHS comes first.
FOREIGN = ("django.conf", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "allauth")
RENAMED = re.compile(rf"\b({'|'.join(KEYWORDS)}) as (\w+)")
CALL = re.compile(r"\b(n?p?gettext|_)\(")
LITERAL = re.compile(r"\s*,?\s*(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))", re.DOTALL)
PLACEHOLDER = re.compile(r"%\((\w+)\)|(?<!\{)\{(\w+)\}(?!\})")

Ids = str | tuple[str, str]


@dataclass(frozen=True)
class Found:
    """One use of a message: `ids` is the msgid, or (singular, plural); `place` is file:line below the root."""

    ids: Ids
    context: str | None
    place: str

    @property
    def key(self) -> str:
        """The name gettext looks the message up by: [context EOT] singular."""
        return key_of(self.ids, self.context)


def key_of(ids: Iterable[str] | str, context: str | None) -> str:
    singular = ids if isinstance(ids, str) else next(iter(ids))
    return f"{context}{SEPARATOR}{singular}" if context else singular


def in_python(source: str, name: str) -> Iterator[Found]:
    """Messages of one Python file, read by Babel's own extractor; functions imported under another name count."""
    keywords = KEYWORDS | {other: KEYWORDS[known] for known, other in RENAMED.findall(source)}
    for line, ids, _comments, context in babel_extract("python", io.BytesIO(source.encode()), keywords):
        if all((ids,) if isinstance(ids, str) else ids):
            yield Found(_ids(ids), context, f"{name}:{line}")


def in_template(source: str, name: str) -> Iterator[Found]:
    """Messages of one Django template, spelled as Django looks them up at run time."""
    code = templatize(source, origin=name)
    for call in CALL.finditer(code):
        parts = _literals(code, call.end())
        context = parts.pop(0) if "p" in call[1] else None
        if call[1] == "_":  # Variable.resolve doubles the percent sign; templatize does not
            parts = [part.replace("%", "%%") for part in parts]
        if parts and parts[0]:
            ids = (parts[0], parts[1]) if call[1].startswith("n") else parts[0]
            yield Found(ids, context, f"{name}:{code.count(chr(10), 0, call.start()) + 1}")


def _literals(code: str, position: int) -> list[str]:
    """The string literals of a call, read from just behind its opening bracket."""
    found = []
    while match := LITERAL.match(code, position):
        found.append(str(ast.literal_eval(match[1])))
        position = match.end()
    return found


def sources(root: Path) -> Iterator[Path]:
    """Files that may hold messages: the package's code and templates, without tests and migrations."""
    for path in sorted((root / "withi").rglob("*")):
        parts = path.relative_to(root).parts
        if "tests" in parts or "migrations" in parts:
            continue
        if path.suffix == ".py" or ("templates" in parts and path.suffix in TEMPLATE_ENDINGS):
            yield path


def extract(root: Path = ROOT) -> list[Found]:
    """Every use of every message, in file order."""
    found: list[Found] = []
    for path in sources(root):
        reader = in_python if path.suffix == ".py" else in_template
        found += reader(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    return found


def read(root: Path = ROOT) -> Catalog:
    path = root / CATALOGUE
    text = path.read_text(encoding="utf-8") if path.exists() else HEADER
    return read_po(io.StringIO(text), locale="th", ignore_obsolete=True, abort_invalid=True)


def as_text(catalog: Catalog) -> str:
    body = io.BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER + body.getvalue().decode().lstrip("\n")


def write(catalog: Catalog, root: Path = ROOT) -> None:
    _replace(root / CATALOGUE, as_text(catalog).encode())


def _replace(path: Path, content: bytes) -> None:
    """Readers see the old file or the new one, never half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


@contextlib.contextmanager
def locked(root: Path = ROOT) -> Iterator[None]:
    """One writer at a time; the folder itself is the lock, so nothing is left behind."""
    folder = (root / CATALOGUE).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def foreign_catalogues(language: str) -> dict[str, Message]:
    """The messages of Django and allauth in one of their own languages, by key."""
    messages: dict[str, Message] = {}
    for package in FOREIGN:
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations if spec else None) or ():
            path = Path(place, "locale", language, "LC_MESSAGES/django.po")
            if path.exists():
                with path.open(encoding="utf-8") as file:
                    messages |= {key_of(m.id, m.context): m for m in read_po(file, ignore_obsolete=True) if m.id}
    return messages


def forms_of(message: Message | None) -> tuple[str, ...]:
    """The translation as a tuple, one string a plural form; empty where there is none."""
    string = message.string if message else None
    return (string,) if isinstance(string, str) else tuple(string or ())


def translated(message: Message | None) -> bool:
    """Whether every form of the message is there; a fuzzy guess is no translation."""
    forms = forms_of(message)
    return message is not None and not message.fuzzy and bool(forms) and all(forms)


def by_key(catalog: Catalog) -> dict[str, Message]:
    return {key_of(m.id, m.context): m for m in catalog if m.id}


def merged(old: Catalog, found: Iterable[Found], foreign: dict[str, Message], *, prune: bool = True) -> Catalog:
    """The catalogue the sources ask for: found messages and overrides of foreign ones; `prune` drops the rest."""
    known, new = by_key(old), Catalog(locale="th")
    for use in found:
        before = known.get(use.key)
        new.add(use.ids, _fitting(before, use.ids), context=use.context)
    present = by_key(new)
    for key, message in known.items():
        if key not in present and (key in foreign or not prune):
            new.add(foreign.get(key, message).id, message.string, context=message.context)
    return new


def _fitting(before: Message | None, ids: Ids) -> str | tuple[str, ...]:
    """The old translation in the shape (one string, or a tuple of forms) that the ids need now."""
    forms = forms_of(before) or ("",)
    return forms[0] if isinstance(ids, str) else forms


def update(root: Path = ROOT, *, prune: bool = False) -> Catalog:
    """Add the messages of the sources; `prune` also drops those that no source uses any more."""
    with locked(root):
        catalog = merged(read(root), extract(root), foreign_catalogues("en"), prune=prune)
        write(catalog, root)
    return catalog


def placeholders(text: str) -> set[str]:
    """Names that are filled in: `%(name)s` and `{name}`."""
    return {"".join(match) for match in PLACEHOLDER.findall(text)}


def misfits(ids: Ids, text: str) -> set[str]:
    """Placeholders of a translation that the English does not have."""
    english = (ids,) if isinstance(ids, str) else ids
    return placeholders(text).difference(*(placeholders(part) for part in english))


def put(translations: dict[str, str | list[str]], root: Path = ROOT) -> list[str]:
    """Merge translations by key; answers complaints (unknown msgid, strange placeholder), of which none is stored."""
    found = {use.key: use for use in extract(root)}
    foreign = foreign_catalogues("en")
    complaints = []
    with locked(root):
        catalog = read(root)
        for key, given in translations.items():
            if complaint := _put_one(catalog, key, given, found.get(key), foreign.get(key)):
                complaints.append(complaint)
        write(catalog, root)
    return complaints


def _put_one(
    catalog: Catalog, key: str, given: str | list[str], use: Found | None, foreign: Message | None
) -> str | None:
    """Store one translation, or say why not."""
    context, _, singular = key.rpartition(SEPARATOR)
    forms = (given,) if isinstance(given, str) else tuple(given)
    ids = use.ids if use else _ids(foreign.id) if foreign else singular
    if complaint := _complaint(ids, forms, known=bool(use or foreign or isinstance(given, str))):
        return f"{singular!r}: {complaint}"
    catalog.delete(singular, context=context or None)
    catalog.add(ids, forms[0] if isinstance(ids, str) else forms, context=context or None)
    return None


def _complaint(ids: Ids, forms: Iterable[str], *, known: bool) -> str:
    if not known:
        return "not found in the sources, so its English plural is unknown"
    strange = sorted(set().union(*(misfits(ids, form) for form in forms)))
    return f"the English has no placeholder {', '.join(strange)}" if strange else ""


def _ids(ids: object) -> Ids:
    return (ids[0], ids[1]) if isinstance(ids, (tuple, list)) else str(ids)


def missing(root: Path = ROOT) -> list[Found]:
    """The first use of every message without Thai."""
    known = by_key(read(root))
    lacking: dict[str, Found] = {}
    for use in extract(root):
        if not translated(known.get(use.key)):
            lacking.setdefault(use.key, use)
    return list(lacking.values())


def gaps(root: Path = ROOT) -> list[Message]:
    """Messages of Django and allauth that have Thai neither there nor in our catalogue."""
    thai, ours = foreign_catalogues("th"), by_key(read(root))
    english = foreign_catalogues("en")
    return [m for key, m in sorted(english.items()) if not translated(thai.get(key)) and not translated(ours.get(key))]


def outdated(root: Path = ROOT) -> bool:
    """Whether `update` would change the committed file."""
    path = root / CATALOGUE
    wanted = as_text(merged(read(root), extract(root), foreign_catalogues("en")))
    return not path.exists() or path.read_text(encoding="utf-8") != wanted


def compile_catalogue(root: Path = ROOT) -> Path:
    """Write the .mo that Django reads; untranslated messages stay out and show their English."""
    content, target = io.BytesIO(), (root / CATALOGUE).with_suffix(".mo")
    write_mo(content, read(root))
    _replace(target, content.getvalue())
    return target


def _say(lines: Iterable[str]) -> int:
    """Print the lines; 1 if there were any."""
    text = "\n".join(lines)
    print(text, end="\n" if text else "")
    return 1 if text else 0


def _shown(key: str) -> str:
    return key.replace(SEPARATOR, " | ")


def command_extract(_options: argparse.Namespace) -> int:
    _say(f"{use.place}: {_shown(use.key)!r}" for use in extract())
    return 0


def command_update(options: argparse.Namespace) -> int:
    messages = list(by_key(update(prune=options.prune)).values())
    print(f"{len(messages)} messages, {sum(not translated(m) for m in messages)} without Thai")
    return 0


def command_set(options: argparse.Namespace) -> int:
    return _say(put(json.loads(Path(options.file).read_text(encoding="utf-8"))))


def command_missing(_options: argparse.Namespace) -> int:
    return _say(f"{use.place}: {_shown(use.key)!r}" for use in missing())


def command_check(_options: argparse.Namespace) -> int:
    late = ["the catalogue is not what the sources ask for: run tools/messages.py update --prune"] if outdated() else []
    return _say([*late, *(f"{use.place}: no Thai for {_shown(use.key)!r}" for use in missing())])


def command_compile(_options: argparse.Namespace) -> int:
    print(compile_catalogue().relative_to(ROOT))
    return 0


def command_gaps(_options: argparse.Namespace) -> int:
    """JSON ready to be filled in and handed to `set`."""
    lacking = {key_of(m.id, m.context): "" if isinstance(m.id, str) else [""] for m in gaps()}
    print(json.dumps(lacking, ensure_ascii=False, indent=1))
    return 1 if lacking else 0


COMMANDS = {
    "extract": (command_extract, "list every message with its place"),
    "update": (command_update, "bring the catalogue in line with the sources"),
    "set": (command_set, "merge translations from a JSON file"),
    "missing": (command_missing, "list messages without Thai; fails if there is one"),
    "check": (command_check, "fail if the catalogue is outdated or not complete"),
    "compile": (command_compile, "write the .mo file"),
    "django-gaps": (command_gaps, "messages of Django and allauth without Thai, as JSON for `set`"),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_run, text) in COMMANDS.items():
        sub = commands.add_parser(name, help=text)
        if name == "update":
            sub.add_argument("--prune", action="store_true", help="drop messages that no source uses any more")
        if name == "set":
            sub.add_argument("file", help='{"msgid": "thai", "count msgid": ["thai"], "context\\u0004msgid": "thai"}')
    options = parser.parse_args(arguments)
    return COMMANDS[options.command][0](options)


if __name__ == "__main__":
    sys.exit(main())
