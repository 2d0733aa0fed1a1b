"""What of a form may be kept, under which name, and for how long. Pure decisions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from withi.kit import ids
from withi.kit.problem import Problem
from withi.kit.thai import digits

Fields = dict[str, list[str]]

KEPT_FOR = timedelta(days=14)
UNSENT_FOR = timedelta(minutes=30)
SHOWN = 3
MOST = 40
"""Drafts of one person; the oldest make room."""
LONGEST = 200_000
"""Signs of one form, names included."""
LONGEST_ADDRESS = 300
STUB, TAB, TOKEN = "draft_of", "draft_tab", "csrfmiddlewaretoken"
TAKEN = "draft"
"""The parameter of an address that names the draft taken up."""
CHOICE, VERSION = "choose_", "version"
TABS = re.compile(r"[0-9a-z]{1,32}")
SECRETS = re.compile(r"(?:^|_)(?:old)?(?:password|passwd|pin|otp|secret|citizen|identity)\d*(?:_|$)", re.IGNORECASE)
# Thirteen digits in one, or in the groups of a citizen's card or a company's certificate.
THIRTEEN = re.compile(
    r"(?<!\d)(?:\d{13}|\d[ -]\d{4}[ -]\d{5}[ -]\d{2}[ -]\d|\d[ -]\d{2}[ -]\d[ -]\d{3}[ -]\d{5}[ -]\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Stub:
    """What a form carries along: whose page it is, its address, and the fields that are never kept."""

    owner: int
    address: str
    private: tuple[str, ...] = ()


def keepable(fields: Mapping[str, Sequence[str]], private: Sequence[str] = ()) -> Fields:
    """What may be kept of a form: no password, PIN or field marked private, and no 13-digit number in any field.

    A form on which two versions were just compared forgets the choices and its version, so that whoever takes it up
    again compares anew.
    """
    kept = {name: list(values) for name, values in fields.items() if is_open(name, values, private)}
    chosen = [name for name in kept if name.startswith(CHOICE)]
    for name in chosen:
        del kept[name]
    if chosen and VERSION in kept:
        kept[VERSION] = ["0"]
    return kept


def is_open(name: str, values: Sequence[str], private: Sequence[str]) -> bool:
    if name in (STUB, TAB, TOKEN) or name in private or SECRETS.search(name):
        return False
    return not any(holds_identity(value) for value in values)


def holds_identity(text: str) -> bool:
    """Whether a citizen's or a company's 13-digit number with the right last digit stands in the text."""
    return any(map(is_identity, THIRTEEN.findall(digits(text))))


def is_identity(text: str) -> bool:
    try:
        ids.parse_tax(text)
    except Problem:
        return False
    return True


def size_of(fields: Mapping[str, Sequence[str]]) -> int:
    return sum(len(name) + sum(map(len, values)) for name, values in fields.items())


def version_in(fields: Mapping[str, Sequence[str]]) -> int | None:
    """The version of the row that the form was opened with; None where it has none."""
    value = next(iter(fields.get(VERSION, ())), "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None


def key_of(owner: int, address: str, tab: str) -> UUID:
    """One person's draft of one form in one tab has one key, so that keeping it again is one statement."""
    return uuid5(NAMESPACE_URL, f"withi:{owner}:{tab}:{address}")


def tab_in(value: str) -> str:
    """The tab's own name as the script gives it; "" where it gives none."""
    return value if TABS.fullmatch(value) else ""


def claim_of(secret: str) -> str:
    """What is stored of the secret in the cookie: 64 hex digits; "" for no cookie."""
    return sha256(secret.encode()).hexdigest() if secret else ""
