"""Which pages are measured, and W5, their queries; run as `bench.child pages` on the prepared site.

The fullest row of each kind is taken, so that a page is as heavy as the site has it.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import officer
from withi.ground.web import pagecache
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.registers.routes.models import Route
from withi.registers.villages.models import Community
from withi.work.news.models import NewsItem

WORD = "ผ้า"
TIMES = 3


@dataclass(frozen=True)
class Page:
    """A page by name; `kind` is detail, form (a detail page that is never kept), list, desk or other (no goal)."""

    name: str
    path: str
    kind: str


@dataclass(frozen=True)
class Counted:
    """Queries of one page: the first time in this process, and later; how many statements came twice."""

    page: Page
    status: int
    size: int
    first: int
    later: int
    repeated: int


def main() -> dict[str, Any]:
    """The pages with the counts of their queries."""
    pages = [*details(), *listings(), Page("officer's home", reverse("desk:home"), "desk")]
    return {"pages": [asdict(counted(page)) for page in pages]}


def details() -> list[Page]:
    """The fullest published row of each kind in the demo province, which the site of a nation has too."""
    published = {"state": State.PUBLISHED, "entered_by__isnull": False}
    community = Community.objects.filter(**published).annotate(parts=Count("assets")).order_by("-parts", "pk").first()
    producer = Producer.objects.filter(**published).annotate(parts=Count("products")).order_by("-parts", "pk").first()
    product = (
        Product.objects.public().filter(**published).annotate(parts=Count("sizes")).order_by("-parts", "pk").first()
    )
    route = Route.objects.shown().filter(**published).annotate(parts=Count("stops")).order_by("-parts", "pk").first()
    article = (
        NewsItem.objects.shown().filter(**published).annotate(parts=Length("body_th")).order_by("-parts", "pk").first()
    )
    if not (community and producer and product and route and article):
        raise RuntimeError("the demo province has nothing published")
    return [
        Page("community", reverse("portal:community", args=[community.pk]), "detail"),
        Page("producer", reverse("portal:producer", args=[producer.pk]), "detail"),
        Page("product", reverse("portal:product", args=[product.pk]), "detail"),
        Page("route", reverse("portal:route", args=[route.pk]), "detail"),
        Page("article", reverse("news:page", args=[article.pk]), "detail"),
        Page("trip's form", reverse("planner:community", args=[community.pk]), "detail"),
        Page("enquiry's form", reverse("enquiries:ask_community", args=[community.pk]), "form"),
    ]


def listings() -> list[Page]:
    """Lists of twenty, the search, and pages that gather several lists."""
    products, search = reverse("portal:catalogue"), reverse("portal:search")
    return [
        Page("catalogue", products, "list"),
        Page("catalogue of a type", f"{products}?type=textile", "list"),
        Page("communities", reverse("portal:communities"), "list"),
        Page("routes", reverse("portal:routes"), "list"),
        Page("news", reverse("news:archive"), "list"),
        Page("search", f"{search}?q={WORD}", "list"),
        Page("province", reverse("portal:area", args=[officer.PROVINCE]), "other"),
        Page("home", reverse("portal:home"), "other"),
    ]


def counted(page: Page) -> Counted:
    """The page asked for three times, nothing kept in between."""
    client = Client(headers={"host": "localhost"})
    if page.kind == "desk":
        client.force_login(officer.person())
    (_, _, first), *_, (status, size, later) = [asked(client, page.path) for _ in range(TIMES)]
    repeated = sum(times - 1 for times in Counter(later).values())
    return Counted(page, status, size, len(first), len(later), repeated)


def asked(client: Client, path: str) -> tuple[int, int, list[str]]:
    """Status, bytes and statements of one answer, no page being kept."""
    pagecache.PAGES.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    return answer.status_code, len(answer.content), [shape(query["sql"] or "") for query in captured.captured_queries]


def shape(statement: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|\b\d+\b", "?", statement)
