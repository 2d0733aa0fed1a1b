"""Forms filled in as no person would, at every address of the house: what is sent, and how it is wrapped; seeded."""

import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, quote_from_bytes

from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.cast import Person, World
from tests.matrix import Check
from tests.openings import Door
from tests.pages import bytes_of, forms_in

Fields = list[tuple[str, str]]
Body = tuple[str, bytes]
ODD = [
    "",
    " ",
    "0",
    "-1",
    "1",
    "9" * 40,
    "-" + "9" * 400,
    "1e309",
    "NaN",
    "Infinity",
    "0x1F",
    "1_000",
    "٣",
    "๑๒",
    "½",
    "²",
    "true",
    "null",
    "None",
    "[]",
    "{}",
    '{"a":1}',
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff",
    "\ufffe",
    "\ufeff",
    "\u202e",
    "\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "{{ 7|add:7 }}",
    "%(x)s",
    "%s%s%n",
    "{0.__class__}",
    "../../etc/passwd",
    "ก" * 5_000,
    "ก" + "\u0e48" * 500,
    "31 ก.พ. 2566",
    "29 มิ.ย. 61",
    "9999-99-99",
    "0000-00-00",
    "25660-01-01",
    "1" * 4 + "-01-01",
    "24:61",
    "40150808",
    "4",
    "401",
    "99",
    "ab",
    "product-1-1",
    "product-x-1",
    "product-99999999999999999999-1",
    "producer-1",
    "--",
    "-",
    "file:///etc/passwd",
    "http://127.0.0.1/",
    "javascript:alert(1)",
    "//evil.example/",
    "/desk/",
    "\\\\host\\share",
    "😀" * 200,
    "16.5,102.8",
    "91,181",
    "NaN,NaN",
    "๐๘๑-๒๓๔-๕๖๗๘",
    "0812345678 ต่อ 9" * 20,
    "1101700230708",
    "accept",
    "on",
    "up",
    "down",
]
MORE_NAMES = [
    "q",
    "page",
    "area",
    "kind",
    "type",
    "state",
    "price",
    "order",
    "producer",
    "level",
    "within",
    "rule",
    "severity",
    "region",
    "next",
    "code",
    "community",
    "villages",
    "area_code",
    "version",
    "pick",
    "step",
    "reason",
    "every",
    "right",
    "form",
    "part",
    "csrfmiddlewaretoken",
    "choose_people",
    "__proto__",
    "name_th[]",
    "a.b",
    "ก",
    "",
]
HEADS: list[dict[str, str]] = [
    {},
    {},
    {},
    {"HX-Request": "true"},
    {"Accept": "application/json"},
    {"Accept": "\x00,;q=x"},
    {"Referer": "http://[::1"},
    {"Accept-Language": "xx-" * 200},
    {"HX-Request": "true", "HX-Current-URL": "%ff"},
    {"If-None-Match": 'W/"' + "x" * 4_000},
    {"If-Modified-Since": "99 ก.พ."},
    {"Range": "bytes=5-1"},
    {"Origin": "null"},
    {"Cookie": "sessionid=\x01; csrftoken=;=;,"},
    {"X-Forwarded-For": "a, b"},
    {"Accept-Encoding": "br;q=9, \xff"},
    {"X-Requested-With": "XMLHttpRequest"},
]


@dataclass
class Fuzz:
    """Requests that were sent; `faults` are those that broke something."""

    world: World
    chance: random.Random
    faults: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    forms: dict[int, Fields] = field(default_factory=dict)
    clients: dict[tuple[str, bool], tuple[Client, SimpleCookie]] = field(default_factory=dict)

    def once(self, name: str, door: Door) -> None:
        """One request to a door."""
        check = Check(self.world, name, door)
        fields = self.filled(self.known(check))
        url, method = self.address(check), self.chance.choice(("GET", "POST", "POST", "POST"))
        if method == "GET" or self.chance.random() < 0.1:
            url += ("&" if "?" in url else "?") + "&".join(f"{wire(key)}={wire(value)}" for key, value in fields)
        kind, body = self.chance.choice(WRAPS)(fields, self.chance) if method == "POST" else ("", b"")
        self.send(self.person(door), method, url, (kind, body))

    def known(self, check: Check) -> Fields:
        """The fields that stand on the door's own page, in whatever form, and those that it needs beside them."""
        key = id(check.door)
        if key not in self.forms:
            page, rows = "", self.world.register.here
            if check.door.get:
                page = bytes_of(self.who(check.door).client.get(check.url(rows))).decode("utf-8", "replace")
            shown = [pair for form in forms_in(page) for pair in pairs(form.fields)]
            filled = [(name, value) for name, value in check.door.fill(rows).items() if not isinstance(value, bytes)]
            self.forms[key] = list(dict.fromkeys([*shown, *pairs(dict(filled))]))[:60]
        return self.forms[key]

    def filled(self, known: Fields) -> Fields:
        """Those fields with some values made odd, some twice, some left out, and one that nobody asked for."""
        chance = self.chance
        odd = [
            (name, chance.choice(ODD) if chance.random() < 0.4 else value)
            for name, value in known
            if chance.random() < 0.9
        ]
        more = range(chance.choice((0, 1, 3)))
        names = [*MORE_NAMES, *(name for name, _ in known)]
        odd.extend((chance.choice(names), chance.choice(ODD)) for _ in more)
        return odd

    def address(self, check: Check) -> str:
        """The door's address, sometimes with an odd parameter of its own, sometimes in English, sometimes spoilt."""
        rows, chance = self.world.register.here, self.chance
        url = check.url(rows)
        given = check.door.kwargs(rows)
        if given and chance.random() < 0.15:
            name = chance.choice(sorted(given))
            odd = chance.choice((0, 10**30, 2**63, 1)) if isinstance(given[name], int) else chance.choice(ODD)
            try:
                url = reverse(check.name, kwargs=given | {name: odd})
            except (NoReverseMatch, UnicodeEncodeError):
                url = check.url(None)
        if chance.random() < 0.1:
            url = f"/en{url}"
        return url + (quote_from_bytes(chance.randbytes(4)) if chance.random() < 0.02 else "")

    def who(self, door: Door) -> Person:
        return self.world.cast.worker if door.by_owner else self.world.cast.department

    def person(self, door: Door) -> Person:
        """Mostly somebody who may, sometimes anybody."""
        return self.who(door) if self.chance.random() < 0.8 else self.chance.choice(list(self.world.cast))

    def client(self, person: Person) -> Client:
        """His browser; sometimes one whose forms need their token."""
        strict = self.chance.random() < 0.05
        if (person.name, strict) not in self.clients:
            client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
            if person.user is not None:
                client.force_login(person.user)
            self.clients[person.name, strict] = client, SimpleCookie(client.cookies)
        client, cookies = self.clients[person.name, strict]
        client.cookies = SimpleCookie(cookies)
        return client

    def send(self, person: Person, method: str, url: str, body: Body) -> None:
        """Ask, read the answer to its end, and take back what it wrote."""
        client, broken = self.client(person), list[str]()
        heads = self.chance.choice(HEADS)

        def told(**_more: Any) -> None:
            broken.append(repr(sys.exception())[:300])

        got_request_exception.connect(told)
        try:
            with transaction.atomic():
                try:
                    answer = client.generic(method, url, body[1], content_type=body[0] or "text/plain", headers=heads)
                    bytes_of(answer)
                    status = answer.status_code
                except Exception as error:  # noqa: BLE001 - whatever breaks is what is looked for
                    status, broken = 599, [*broken, repr(error)[:300]]
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(told)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 500:
            self.faults.append(
                f"{method} {url[:160]} as {person.name}, {heads}, {body[0]}: {status} {broken} {body[1][:300]!r}"
            )


def pairs(fields: dict[str, Any]) -> Fields:
    """Names and values, lists spread out."""
    return [
        (name, str(value))
        for name, some in fields.items()
        for value in (some if isinstance(some, list | tuple) else [some])
    ]


# --- how a form is wrapped ------------------------------------------------------------------------


def wire(text: str) -> str:
    """Percent-encoded, lone surrogates as the three bytes they would be."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def plain(fields: Fields, chance: random.Random) -> Body:
    return "application/x-www-form-urlencoded", "&".join(f"{wire(key)}={wire(value)}" for key, value in fields).encode()


def other_letters(fields: Fields, chance: random.Random) -> Body:
    """In another encoding than is said, or in one that there is not."""
    text = "&".join(f"{key}={value}" for key, value in fields)
    charset = chance.choice(("cp874", "utf-16", "latin-1", "no-such-letters", "utf-7"))
    return f"application/x-www-form-urlencoded; charset={charset}", text.encode(
        chance.choice(("cp874", "utf-16")), "replace"
    )


def spoilt(fields: Fields, chance: random.Random) -> Body:
    """Percent signs and equals signs where none belong."""
    return "application/x-www-form-urlencoded", b"%" + quote(str(fields)).encode()[:200] + chance.randbytes(
        40
    ) + b"&=&;%zz"


def parts(fields: Fields, chance: random.Random) -> Body:
    lines = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields]
    name = chance.choice(("a.csv", "ก.xlsx", "../x", "", "\x00", "a" * 3_000, '"; name="b'))
    lines.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nชื่อ,ราคา\r\nผ้า,1\r\n')
    body = ("".join(lines) + "--x--\r\n").encode("utf-8", "surrogatepass")
    return "multipart/form-data; boundary=x", body if chance.random() < 0.7 else body[: chance.randrange(len(body))]


def no_parts(fields: Fields, chance: random.Random) -> Body:
    """A multipart body that is none."""
    kind = chance.choice(
        ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 300)
    )
    return kind, chance.randbytes(200)


def as_json(fields: Fields, chance: random.Random) -> Body:
    return "application/json", json.dumps({key: [value, {"a": value}] for key, value in fields}).encode()


WRAPS: list[Callable[[Fields, random.Random], Body]] = [
    plain,
    plain,
    plain,
    plain,
    plain,
    parts,
    parts,
    other_letters,
    spoilt,
    no_parts,
    as_json,
]
