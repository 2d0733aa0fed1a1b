"""Loading the demonstration province; `clear` takes it out again.

Rows are written by the registers' own verbs, as the people of the demonstration: one enters, another approves. Only
what no verb says is set here: on which earlier day a row came where it is. The trail is left as it is and tells when
the demonstration was loaded.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from withi.faces.demo import (
    allies,
    awards,
    commons,
    gallery,
    guests,
    journeys,
    newsroom,
    offers,
    papers,
    queries,
    rounds,
    rules,
    sales,
    sellers,
)
from withi.faces.demo.clearing import clear
from withi.faces.demo.rules import Content, Fate, Goods, Maker
from withi.faces.exchange import actions as exchange
from withi.faces.exchange.access import home_of_layouts
from withi.ground.people import actions as people
from withi.ground.people.models import Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Position, Scope, Section
from withi.ground.places import actions as places
from withi.ground.web import sets
from withi.kit.problem import Problem
from withi.registers.owners import actions as owners
from withi.registers.producers import actions as producers
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Status
from withi.registers.products import actions as products
from withi.registers.products.actions import ProductRow
from withi.registers.products.models import Product
from withi.registers.publication import actions as publication
from withi.registers.publication.actions import Pick, Point
from withi.registers.publication.models import Publication
from withi.registers.publication.rules import Step
from withi.registers.villages import actions as villages
from withi.registers.villages.models import Community

__all__ = ["clear", "load", "password"]

POSTED_DAYS = 400
OFFICE = "promotion"
WORDS = ("mudmee", "khaen", "kratip", "lamduan", "ponglang", "sinuan", "mulberry", "indigo")


@dataclass(frozen=True)
class Person:
    """An account of the demonstration and what it may do."""

    user: User
    scope: Scope


@dataclass(frozen=True)
class Desk:
    """Who enters and who approves in an area."""

    enters: Person
    approves: Person


@dataclass
class Loading:
    """What is known while the province is being loaded: today, people by user name, ids of what was stored."""

    content: Content
    today: date
    people: dict[str, Person] = field(default_factory=dict)
    communities: dict[str, Community] = field(default_factory=dict)
    producer_ids: dict[int, int] = field(default_factory=dict)
    product_ids: dict[tuple[int, int], int] = field(default_factory=dict)

    def desk(self, area_code: str) -> Desk:
        plan = self.content.names["desks"]
        chosen = plan[rules.desk_of(area_code, plan)]
        return Desk(self.people[chosen["enters"]], self.people[chosen["approves"]])

    def day(self, days: int) -> date:
        """The day so many days from today; negative ones have passed."""
        return self.today + timedelta(days=days)


# --- loading -------------------------------------------------------------------------------------


def load(*, today: date | None = None, share: float = 1.0) -> None:
    """Fill an empty database with the demonstration: areas, then everything else in one transaction.

    A `share` below 1 leaves out as many of the districts' producers: enough to try something, in less time.
    Problem demo.off outside demo mode, demo.filled where there is anything but areas.
    """
    if not settings.DEMO:
        raise Problem("demo.off", status=403)
    if found := queries.filled():
        raise Problem("demo.filled", status=409, found=found)
    places.load_areas()
    places.import_villages(queries.folder() / "villages.csv")
    loading = Loading(queries.content(), today or timezone.localdate())
    with transaction.atomic():
        _add_people(loading)
        _add_communities(loading)
        makers = rules.makers(loading.content, queries.places(), loading.today, share)
        _add_makers(loading, makers)
        _add_goods(loading, makers)
        _move(loading, makers)
        _edit_published(loading, makers)
        _set_statuses(loading, makers)
        _add_old_list(loading)
        _post_owners(loading)
        _invite_owners(loading)
        _add_layouts(loading)
        _confirm_receiving(loading)
        journeys.lay(loading.people, loading.communities, queries.routes())
        sellers.store(loading, queries.market(), queries.places(), makers, share)
        gallery.hang(loading.communities, loading.desk)
        newsroom.write(loading.people, queries.news())
        awards.give(loading.people, loading.product_ids)
        _set_days(loading, makers)
        sales.tell(loading.people[OFFICE], loading.communities.values(), loading.today)
        guests.count(loading.people[OFFICE], Community.objects.filter(is_demo=True), loading.today)
        province = rounds.Province(loading.people, makers, loading.producer_ids, loading.product_ids, loading.today)
        rounds.add(queries.rounds(), province)
        commons.keep(commons.Town(loading.people, loading.communities, loading.desk, loading.today), queries.commons())
        allies.write_down(loading.people, loading.communities, queries.partners(), loading.today)
        papers.issue(loading.communities, loading.desk, loading.people["province"], loading.today)


def password() -> str:
    """The one password of all demonstration accounts: `WITHI_DEMO_PASSWORD`, else made once and kept with the keys."""
    if settings.DEMO_PASSWORD:
        return str(settings.DEMO_PASSWORD)
    kept = Path(settings.KEYS) / "demo_password"
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}\n", "utf-8")
    return kept.read_text("utf-8").strip()


# --- people --------------------------------------------------------------------------------------


def _add_people(loading: Loading) -> None:
    """Accounts with the postings that are about an area; those about a row wait for the row."""
    shared = password()
    for row in loading.content.people:
        user = people.add_account(
            actor=None, username=row["username"], display_name=row["name"], password=shared, is_demo=True
        )
        for post in row["posts"]:
            if "of" not in post:
                _post(loading, user, post)
        loading.people[user.username] = Person(user, scope_of(user))


def _post_owners(loading: Loading) -> None:
    """The producer's own account; the community's is posted with its community."""
    for row in loading.content.people:
        for post in row["posts"]:
            if post.get("of") == "producer":
                community = loading.communities[post["area"]]
                first = community.producers.order_by("pk").values_list("pk", flat=True)[0]
                _post(loading, loading.people[row["username"]].user, post, (Producer.SUBJECT, first))


def _invite_owners(loading: Loading) -> None:
    """Links that let people of the place in with their own phones, to try them out."""
    for row in loading.content.invited:
        community = loading.communities[row["area"]]
        about = community if row["of"] == "community" else community.producers.order_by("pk")[0]
        by = loading.desk(row["area"]).enters
        owners.invite(actor=by.user, scope=by.scope, row=about, name=row["name"], role_title=row["title"])


def _add_layouts(loading: Loading) -> None:
    """Our own example layouts for files of the department, kept by the first office that keeps any."""
    maker = next(one for one in loading.people.values() if home_of_layouts(one.scope) is not None)
    exchange.add_examples(actor=maker.user, scope=maker.scope)


def _post(loading: Loading, user: User, post: Mapping[str, Any], subject: tuple[str, int] | None = None) -> None:
    people.post(
        actor=None,
        user=user,
        position=Position(post["position"]),
        section=Section(post.get("section", "")),
        area_code=post["area"],
        valid_from=loading.day(post.get("since", -POSTED_DAYS)),
        valid_until=loading.day(post["until"]) if "until" in post else None,
        acting_for=post.get("acting_for", ""),
        subject=subject,
        role_title=post.get("title", ""),
    )


# --- communities ---------------------------------------------------------------------------------


def _add_communities(loading: Loading) -> None:
    """The twelve communities: entered, told whether they receive, sent and approved."""
    for row in loading.content.communities:
        desk = loading.desk(row["code"])
        actor, scope = desk.enters.user, desk.enters.scope
        facts, said = rules.community(row, loading.today), rules.statement(row, loading.today)
        community = villages.add(actor=actor, scope=scope, facts=facts, given=rules.belongings(row))
        loading.communities[row["code"]] = community
        for asset in offers.assets(row, loading.today):
            villages.add_asset(actor=actor, scope=scope, row=community, facts=asset)
        villages.say_receiving(actor=actor, scope=scope, row=community, seen=community.receiving, said=said)
        for turn, stored in enumerate(community.assets.order_by("pk")):
            if rules.chance("verified", row["code"], turn) < 0.7:
                villages.verify_asset(actor=actor, scope=scope, row=community, asset=stored)
        publication.submit(actor=actor, scope=scope, row=community)
        publication.approve(actor=desk.approves.user, scope=desk.approves.scope, row=community)
        _post_editors(loading, row["code"])


def _post_editors(loading: Loading, code: str) -> None:
    for row in loading.content.people:
        for post in row["posts"]:
            if post.get("of") == "community" and post["area"] == code:
                user = loading.people[row["username"]].user
                _post(loading, user, post, (Community.SUBJECT, loading.communities[code].pk))
                loading.people[user.username] = Person(user, scope_of(user))


def _confirm_receiving(loading: Loading) -> None:
    """Where a community has its own editor, he says that all is still the same."""
    for person in list(loading.people.values()):
        for row in Community.objects.filter(pk__in=_edited_by(person.user)):
            seen, version = row.receiving, row.version
            villages.confirm_receiving(actor=person.user, scope=person.scope, row=row, seen=seen, version=version)


def _edited_by(user: User) -> list[int]:
    terms = Posting.objects.filter(user=user, subject_kind=Community.SUBJECT)
    return [pk for pk in terms.values_list("subject_id", flat=True) if pk]


# --- producers and products ----------------------------------------------------------------------


def _add_makers(loading: Loading, makers: list[Maker]) -> None:
    """Producers as drafts, entered by the officer of each desk from a list."""
    for desk, group in _by_desk(makers).items():
        by = loading.desk(desk).enters
        stored = producers.store_many(
            actor=by.user,
            scope=by.scope,
            rows=[_producer_row(loading, makers[place]) for place in group],
            note=rules.NOTE,
            is_demo=True,
        )
        loading.producer_ids |= dict(zip(group, stored.ids, strict=True))


def _producer_row(loading: Loading, maker: Maker) -> ProducerRow:
    community = loading.communities[maker.community].pk if maker.community else None
    return ProducerRow(**maker.facts, community_id=community, active_since=maker.facts["founded_on"])


def _add_goods(loading: Loading, makers: list[Maker]) -> None:
    """Products as drafts with their sizes and certificates."""
    for desk, group in _by_desk(makers).items():
        by = loading.desk(desk).enters
        shelf = [(place, turn) for place in group for turn in range(len(makers[place].goods))]
        rows = [_product_row(loading, makers, key) for key in shelf]
        stored = products.store_many(actor=by.user, scope=by.scope, rows=rows, note=rules.NOTE, is_demo=True)
        loading.product_ids |= dict(zip(shelf, stored.ids, strict=True))


def _product_row(loading: Loading, makers: list[Maker], key: tuple[int, int]) -> ProductRow:
    place, turn = key
    goods = makers[place].goods[turn]
    maker = loading.producer_ids[place]
    return ProductRow(**goods.facts, sizes=goods.sizes, licences=goods.licences, producer_id=maker)


def _change(loading: Loading, by: Person, goods: Goods, key: tuple[int, int], sizes: tuple[Any, ...]) -> None:
    row = Product.objects.select_related("producer").get(pk=loading.product_ids[key])
    products.change(
        actor=by.user,
        scope=by.scope,
        product=row,
        facts=ProductRow(**goods.facts, producer_id=row.producer_id),
        sizes=sizes,
        licences=goods.licences,
        version=row.version,
    )


def _by_desk(makers: list[Maker]) -> dict[str, list[int]]:
    """Places of the makers of each desk, in their order."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, maker in enumerate(makers):
        found[maker.desk].append(place)
    return found


# --- steps ---------------------------------------------------------------------------------------


def _move(loading: Loading, makers: list[Maker]) -> None:
    """Each row as far as its fate takes it: sent by who entered it, approved or returned by another."""
    for desk, group in _by_desk(makers).items():
        both, rows = loading.desk(desk), list(_rows(loading, makers, group))
        _step(both.enters, Step.SUBMIT, [pick for pick, fate in rows if fate in rules.SENT])
        _step(both.approves, Step.APPROVE, [pick for pick, fate in rows if fate in rules.ONCE_PUBLISHED])
        for fate, step in ((Fate.RETURNED, Step.RETURN), (Fate.WITHDRAWN, Step.WITHDRAW)):
            for reason, picks in _by_reason(loading, rows, fate).items():
                _step(both.approves, step, picks, reason)


def _rows(loading: Loading, makers: list[Maker], group: Iterable[int]) -> Iterator[tuple[Pick, Fate]]:
    for place in group:
        yield Pick(Producer.SUBJECT, loading.producer_ids[place]), makers[place].fate
        for turn, goods in enumerate(makers[place].goods):
            yield Pick(Product.SUBJECT, loading.product_ids[place, turn]), goods.fate


def _by_reason(loading: Loading, rows: Iterable[tuple[Pick, Fate]], wanted: Fate) -> dict[str, list[Pick]]:
    reasons = loading.content.names["reasons"][wanted.value]
    found: dict[str, list[Pick]] = defaultdict(list)
    for turn, pick in enumerate(pick for pick, fate in rows if fate is wanted):
        found[reasons[turn % len(reasons)]].append(pick)
    return found


def _step(by: Person, step: Step, picks: list[Pick], reason: str = "") -> None:
    """The step on all of the rows; a refusal means that the demonstration itself is wrong."""
    outcome = publication.step_many(actor=by.user, scope=by.scope, step=step, picks=picks, reason=reason)
    if outcome.refused:
        raise outcome.refused[0].problem


def _edit_published(loading: Loading, makers: list[Maker]) -> None:
    """A tenth more for some published products: they wait again, and the approver sees both prices."""
    for place, maker in enumerate(makers):
        for turn, goods in enumerate(maker.goods):
            if goods.fate is Fate.CHANGED:
                dearer = tuple(replace(size, price=size.price * 11 // 1000 * 100) for size in goods.sizes)
                _change(loading, loading.desk(maker.desk).enters, goods, (place, turn), dearer)


def _set_statuses(loading: Loading, makers: list[Maker]) -> None:
    """Producers that paused, and those that gave up and leave the public site with their products."""
    statuses = {Fate.PAUSED: Status.PAUSED, Fate.CLOSED: Status.CLOSED}
    for place, maker in enumerate(makers):
        if maker.fate in statuses:
            by = loading.desk(maker.desk).enters
            producers.set_status(
                actor=by.user,
                scope=by.scope,
                producer=Producer.objects.get(pk=loading.producer_ids[place]),
                status=statuses[maker.fate],
                since=loading.day(-rules.between(5, 90, "status", place)),
                reason=rules.pick(loading.content.names["reasons"][maker.fate.value], "reason", place),
            )


# --- the old list --------------------------------------------------------------------------------


def _add_old_list(loading: Loading) -> None:
    """Drafts of an earlier list with the points that somebody still has to look at."""
    content, points = loading.content, list[Point]()
    for told in content.old_producers:
        by = loading.desk(told["area"]).enters
        made = ProducerRow(told["name"], told["area"], told["kind"])
        stored = producers.store_many(actor=by.user, scope=by.scope, rows=[made], note=rules.NOTE, is_demo=True)
        points += _points(Producer.SUBJECT, stored.ids[0], told)
    for told in content.old_products:
        by = loading.desk(told["area"]).enters
        thing = ProductRow(told["name"], told["area"], type=told.get("type", ""))
        kept = products.store_many(actor=by.user, scope=by.scope, rows=[thing], note=rules.NOTE, is_demo=True)
        points += _points(Product.SUBJECT, kept.ids[0], told)
    publication.note_points(points=points)


def _points(subject: str, pk: int, told: Mapping[str, Any]) -> Iterator[Point]:
    for rule, name, found, proposal, blocks in told["points"]:
        yield Point(subject, pk, told["area"], rule, name, found, proposal, blocks)


# --- days ----------------------------------------------------------------------------------------


def _set_days(loading: Loading, makers: list[Maker]) -> None:
    """Rows did not all come today: since when each is where it is, and when a community last said it receives."""
    _set_register_days(loading, Producer, [(loading.producer_ids[place], row) for place, row in enumerate(makers)])
    shelf = ((place, turn, goods) for place, row in enumerate(makers) for turn, goods in enumerate(row.goods))
    _set_register_days(loading, Product, [(loading.product_ids[place, turn], goods) for place, turn, goods in shelf])
    for row in loading.content.communities:
        _set_community_days(loading, loading.communities[row["code"]], row["confirmed_days_ago"])


def _set_community_days(loading: Loading, community: Community, days: int) -> None:
    said = loading.day(-days)
    began = _moment(loading, rules.between(200, 900, community.area_code), community.area_code)
    Community.objects.filter(pk=community.pk).update(
        confirmed_on=said, facts_on=said, created_at=began, published_at=began, updated_at=_moment(loading, days)
    )
    community.receiving_history.update(valid_from=said)
    community.assets.exclude(verified_on=None).update(verified_on=said)


def _set_register_days(loading: Loading, model: type[Publication], rows: Iterable[tuple[int, Maker | Goods]]) -> None:
    entered, published = [], []
    for pk, row in rows:
        there = _moment(loading, row.days, pk)
        now = _moment(loading, 1, pk) if row.fate is Fate.CHANGED else there
        entered.append((there - timedelta(days=2), now, pk))
        if row.fate in rules.ONCE_PUBLISHED:
            published.append((there, pk))
    sets.update(model, ("created_at", "updated_at"), entered)
    sets.update(model, ("published_at",), published)


def _moment(loading: Loading, days: int, *key: object) -> datetime:
    """Some time in the working hours of that day, never later than now."""
    day, minutes = loading.day(-days), rules.between(0, 440, "minutes", *key)
    moment = datetime(day.year, day.month, day.day, 8, 40, tzinfo=timezone.get_current_timezone())
    return min(moment + timedelta(minutes=minutes), timezone.now())
