"""Forms as people open, type and send them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.pages import form_in
from withi.ground.drafts.models import Draft

PAPER = re.compile(r'name="draft_of" value="([^"]+)"')
LINE = re.compile(r'data-line="([0-9a-f-]{36})" data-tab="\w*"(?! data-taken)')
TAB = "0a1b2c"
TYPED = "พิมพ์ค้างไว้ตั้งนาน"


def waiting_on(answer: Any) -> list[str]:
    """The keys of the drafts that a page offers."""
    return LINE.findall(answer.content.decode())


def opened(client: Client, url: str) -> dict[str, Any]:
    """The form as its page shows it, with its paper."""
    page = client.get(url).content.decode()
    found = PAPER.search(page)
    assert found, "the page carries no paper"
    return form_in(page) | {"draft_of": found[1]}


def typing(client: Client, url: str, tab: str = TAB, **typed: Any) -> Draft:
    """Someone opens the form, types, and the script keeps it."""
    answer = client.post(reverse("drafts:save"), opened(client, url) | typed | {"draft_tab": tab})
    assert answer.status_code == 200, answer.content
    return Draft.objects.get(key=answer.json()["key"])
