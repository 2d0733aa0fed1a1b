"""Who hears of a decision on a mark, of its end drawing near, and of stars; `actions` and `stars` use it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from withi.ground.notices import actions as notices
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import NoticeKind, register_kind
from withi.ground.notices.rules import ROWS_AT_MOST
from withi.ground.people.queries import in_charge, looking_after
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.kit.era import BE_OFFSET, format_date
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.work.marks.models import COLOUR_NAMES, Mark
from withi.work.marks.rules import State

DECIDED, ENDING, STARRED, APPLIED = "mark_decided", "mark_ending", "stars", "mark_applied"


def tell_applied(mark: Mark, actor: int) -> None:
    """Those who decide in the province hear that an application waits: a number that grows."""
    area = mark.product.area_code[:2]
    people = in_charge([area], Ability.APPROVE, timezone.localdate(), but=actor)[area]
    with translation.override("th"):
        link = f"{reverse('marks:list')}?state=applied"
    notices.notify(kind=APPLIED, drafts=[Draft(person, link=link) for person in people], digest=APPLIED)


def tell_decided(marks: Iterable[Mark], actor: int) -> None:
    """The producer's accounts and who applied hear what became of each application: one notice a person and outcome."""
    by_outcome: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        by_outcome.setdefault((mark.state, mark.colour), []).append(mark)
    for (state, colour), some in by_outcome.items():
        drafts = drafts_of(some, {"state": state, "colour": colour}, but=actor)
        notices.notify(kind=DECIDED, drafts=drafts)


def tell_ending(marks: Iterable[Mark]) -> None:
    """Producers hear that a mark of theirs ends soon, once."""
    for mark in marks:
        until = mark.valid_until
        notices.notify(
            kind=ENDING,
            drafts=drafts_of([mark], {"colour": mark.colour, "until": until.isoformat() if until else ""}),
        )


def tell_stars(results: Mapping[int, int], year: int, actor: int) -> None:
    """Producers' accounts hear of the stars their products got: `results` are stars by producer."""
    people = looking_after(Producer.SUBJECT, results, timezone.localdate())
    drafts = [
        Draft(person, values={"year": year, "stars": results[producer]})
        for producer, some in people.items()
        for person in some
        if person != actor
    ]
    notices.notify(kind=STARRED, drafts=drafts)


def drafts_of(marks: Iterable[Mark], values: Mapping[str, Any], *, but: int | None = None) -> list[Draft]:
    """One draft a person: the accounts of the producers, and whoever applied."""
    some = list(marks)
    owners = looking_after(Producer.SUBJECT, {mark.product.producer_id or 0 for mark in some}, timezone.localdate())
    mine: dict[int, list[tuple[str, int]]] = {}
    for mark in some:
        for person in {*owners.get(mark.product.producer_id or 0, ()), mark.applied_by_id or 0} - {0, but}:
            mine.setdefault(person, []).append((Product.SUBJECT, mark.product_id))
    return [Draft(person, len(rows), rows[:ROWS_AT_MOST], values=values) for person, rows in mine.items()]


# --- words ---------------------------------------------------------------------------------------


def _colour(values: Mapping[str, Any]) -> str:
    return str(dict(COLOUR_NAMES).get(str(values.get("colour", "")), ""))


def _say_decided(_count: int, values: dict[str, Any]) -> str:
    said = {"mark": _colour(values)}
    if values.get("state") == State.HELD:
        return gettext("The mark %(mark)s was given.") % said
    if values.get("state") == State.WITHDRAWN:
        return gettext("The mark %(mark)s was taken back. The reason stands with the product.") % said
    return gettext("The mark %(mark)s was not given. The reason stands with the product.") % said


def _say_ending(_count: int, values: dict[str, Any]) -> str:
    from_text = str(values.get("until", ""))
    until = day_words(date.fromisoformat(from_text)) if from_text else ""
    return gettext("The mark %(mark)s ends on %(day)s. Apply again in good time.") % {
        "mark": _colour(values),
        "day": until,
    }


def day_words(day: date) -> str:
    """A day in the language of the moment."""
    return format_date(day, language())


def _say_stars(_count: int, values: dict[str, Any]) -> str:
    told = {"stars": values["stars"], "year": values["year"] - (0 if language() == "th" else BE_OFFSET)}
    return gettext("In the selection of %(year)s a product got %(stars)s stars.") % told


def _say_applied(count: int, _values: dict[str, Any]) -> str:
    return gettext("Applications for a mark that wait: %(count)s") % {"count": f"{count:,}"}


register_kind(NoticeKind(DECIDED, "ok", _("A mark was decided"), _say_decided))
register_kind(NoticeKind(ENDING, "clock", _("A mark ends soon"), _say_ending))
register_kind(NoticeKind(STARRED, "star", _("Stars of a product"), _say_stars))
register_kind(NoticeKind(APPLIED, "clock", _("Applications for marks"), _say_applied))
