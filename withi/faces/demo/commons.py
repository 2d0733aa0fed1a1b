"""What offices and communities keep beside their pages: centres, scores, brands, enquiries of guests; all invented."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from withi.ground.people.queries import scope_of
from withi.kit import hours
from withi.registers.brands import actions as brands
from withi.registers.brands.queries import brand_of
from withi.registers.brands.rules import CLOTH, Dye, Look, Thread
from withi.registers.centres import actions as centres
from withi.registers.centres.actions import CentreRow, StepRow
from withi.registers.centres.models import Centre
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.work.classes import actions as classes
from withi.work.classes.actions import Scoring
from withi.work.classes.rules import version_on
from withi.work.enquiries import actions as enquiries
from withi.work.enquiries.models import Enquiry
from withi.work.enquiries.rules import Asked, Reply

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Town:
    """Who is there to write it down: people by user name, communities by code, who enters in an area, today."""

    people: Mapping[str, Any]
    communities: Mapping[str, Community]
    desk: Callable[[str], Any]
    today: date

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)


def keep(town: Town, told: Mapping[str, list[dict[str, Any]]]) -> None:
    """All of it, by the verbs of its rooms."""
    for given in told["centre"]:
        _open_centre(town, given)
    for given in told["score"]:
        _score(town, given)
    for given in told["brand"]:
        _brand(town, given)
    for place, given in enumerate(told["enquiry"]):
        _ask(town, given, f"demo-{place}")


def clear() -> None:
    """Take the centres out; scores, brands and enquiries go with their communities and products."""
    Centre.objects.filter(is_demo=True).delete()


def _open_centre(town: Town, given: Told) -> None:
    """Facts, how it stands, and the steps of its plan."""
    facts = dict(given)
    by, steps, seen = town.people[facts.pop("enters")], facts.pop("steps", []), facts.pop("seen")
    condition, note = facts.pop("condition"), facts.pop("note", "")
    facts["hours"] = hours.written(hours.parsed(facts["hours"]))
    row = centres.add(actor=by.user, scope=by.scope, facts=CentreRow(**facts), is_demo=True)
    centres.tell_condition(
        actor=by.user,
        scope=by.scope,
        centre=row,
        condition=condition,
        note=note,
        seen_on=town.day(seen),
        version=row.version,
    )
    for text, who, due, done in steps:
        step = centres.add_step(actor=by.user, scope=by.scope, centre=row, facts=StepRow(text, town.day(-due), who))
        if done:
            centres.finish_step(actor=by.user, scope=by.scope, centre=row, step=step, done_on=town.day(done))


def _score(town: Town, given: Told) -> None:
    by, day = town.desk(given["area"]).enters, town.day(given["days_ago"])
    scoring = Scoring(version_on(day).number, day, given["points"], given.get("evidence", {}), given.get("note", ""))
    classes.score(actor=by.user, scope=by.scope, community=town.communities[given["area"]], given=scoring)


def _brand(town: Town, given: Told) -> None:
    by, community = town.desk(given["area"]).enters, town.communities[given["area"]]
    look = Look(
        given["name_th"],
        Dye(given["dye"]),
        Thread(given["thread"]),
        given.get("weave", CLOTH),
        given["frame"],
        given["drawing"],
        given["name_en"],
    )
    version = brand_of(community).version
    brands.keep(actor=by.user, scope=by.scope, community=community, look=look, version=version)


def _ask(town: Town, given: Told, address: str) -> None:
    """As a guest, some days ago; answered by the place's own people where it was."""
    target = _target(town, given)
    if target is None:
        return
    asked = Asked(
        name=given["name"],
        number=given["number"],
        phone=given["phone"],
        first_day=town.day(-given["day"]) if "day" in given else None,
        nights=given.get("nights", 0),
        wish=given["wish"],
        lang=given.get("lang", "th"),
    )
    row = enquiries.ask(target=target, asked=asked, address=address)
    if "reply" in given:
        by = town.people["editor" if given["of"] == "community" else "producer"].user
        reply = Reply(given["reply"])
        scope = scope_of(by)  # the posting came after the account
        enquiries.answer(actor=by, scope=scope, enquiry=row, reply=reply, note=given["note"], seen=Reply.WAITING)
    Enquiry.objects.filter(pk=row.pk).update(asked_at=row.asked_at - timedelta(days=given["ago"]))


def _target(town: Town, given: Told) -> Community | Product | None:
    """The community, or the first public product of its first producer; None in a small share that has none."""
    community = town.communities[given["area"]]
    community.refresh_from_db()
    if given["of"] == "community":
        return community
    maker = community.producers.order_by("pk").first()
    goods = Product.objects.filter(producer=maker, state=State.PUBLISHED, is_public=True).select_related("producer")
    return goods.order_by("pk").first()
