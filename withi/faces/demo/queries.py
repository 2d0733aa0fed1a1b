"""What the demonstration is made of, and whether a database is still empty."""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.utils import timezone

from withi.faces.demo.rules import PROVINCE, Content, Place
from withi.ground.people.actions import token_of
from withi.ground.people.models import Invitation, Posting, User
from withi.ground.people.queries import day_of
from withi.ground.places.models import Area
from withi.ground.web.pages import absolute
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import Publication
from withi.registers.routes.models import Route
from withi.registers.villages.models import Community
from withi.work.news.models import NewsItem

REGISTERS: tuple[type[Publication], ...] = (NewsItem, Route, Product, Producer, Community)
"""Highest first: what points at others stands before them."""


def folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "demo"


@cache
def content() -> Content:
    """The fixtures as they lie on disk."""
    products, old, people = _toml("products"), _toml("old_list"), _toml("people")
    return Content(
        names=_toml("names"),
        products=tuple(products["product"]),
        endings=tuple(products["ending"]),
        communities=tuple(_toml("communities")["community"]),
        people=tuple(people["person"]),
        invited=tuple(people["invited"]),
        old_producers=tuple(old["producer"]),
        old_products=tuple(old["product"]),
    )


@cache
def market() -> dict[str, Any]:
    """Who sells at the Pracharat market, and what."""
    return _toml("market")


@cache
def rounds() -> dict[str, Any]:
    """The registration rounds as they lie on disk."""
    return _toml("rounds")


def news() -> list[dict[str, Any]]:
    """The first news as they lie on disk."""
    found: list[dict[str, Any]] = _toml("news")["news"]
    return found


def routes() -> list[dict[str, Any]]:
    """The routes as they lie on disk."""
    found: list[dict[str, Any]] = _toml("routes")["route"]
    return found


def commons() -> dict[str, list[dict[str, Any]]]:
    """Centres, scores, brands and enquiries as they lie on disk."""
    return _toml("commons")


def partners() -> list[dict[str, Any]]:
    """The partners as they lie on disk."""
    found: list[dict[str, Any]] = _toml("partners")["partner"]
    return found


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((folder() / f"{name}.toml").read_text("utf-8"))


def filled() -> str:
    """What the database holds beside areas, in words; empty for one that waits for its first data."""
    tables: tuple[type[models.Model], ...] = (*REGISTERS, User)
    found = ((model, model._default_manager.count()) for model in tables)  # noqa: SLF001
    return ", ".join(f"{model._meta.db_table} {count:,}" for model, count in found if count)


def places() -> dict[str, list[Place]]:
    """Where producers live: a community's own village by its code, and villages and tambons by district."""
    found: dict[str, list[Place]] = defaultdict(list)
    known = {row["code"]: row for row in content().communities}
    areas = Area.objects.current().within(PROVINCE).filter(level__gte=Area.Level.TAMBON).order_by("code")
    for code, thai, latin in areas.values_list("code", "name_th", "name_en"):
        if row := known.get(code):
            found[code].append(Place(code, thai, latin, code, (row["lat"], row["lon"])))
        elif len(code) == 8:
            # a village counts as often as all that the district has beside it: most producers live in one
            found[code[:4]] += [Place(code, thai, latin)] * 3
        else:
            found[code[:4]].append(Place(code, f"ตำบล{thai}", latin))
    return dict(found)


def accounts() -> list[tuple[str, str, str]]:
    """User name, role and area of every demonstration account with a password, in the order they were made."""
    postings = Posting.objects.filter(user__is_demo=True).exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    postings = postings.order_by("user_id", "pk").select_related("user")
    paths = dict(Area.objects.filter(pk__in=postings.values("area_code")).values_list("pk", "path_th"))
    rows: dict[str, tuple[str, str, str]] = {}
    for post in postings:
        area = paths.get(post.area_code, "") or "ทั้งประเทศ"
        rows.setdefault(post.user.username, (post.user.username, post.user.display_name, area))
    return list(rows.values())


def invitations() -> list[tuple[str, str, str, str]]:
    """Name, what it is for, last day and address of every demonstration link that still waits."""
    links = Invitation.objects.open(timezone.now()).filter(posting__user__is_demo=True)
    return [
        (str(link.posting.user), link.about, day_of(link.expires_at), absolute(f"/accounts/in/{token_of(link)}/"))
        for link in links.select_related("posting__user").order_by("pk")
    ]
