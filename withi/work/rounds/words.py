"""What the pages of applications show, as ready strings."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from withi.ground.people.rules import Scope
from withi.kit import era, ids
from withi.registers.publication.queries import paths_of
from withi.work.rounds import access, queries, rules
from withi.work.rounds.forms import PARTS
from withi.work.rounds.models import STATE_NAMES, Round, RoundApplication
from withi.work.rounds.rules import State, Step, Window


@dataclass(frozen=True)
class PartLine:
    """One part of an application on its review: what was told, whether it is done, where it is mended."""

    title: str
    facts: tuple[tuple[str, str], ...]
    is_done: bool
    url: str


def parts(row: RoundApplication) -> list[PartLine]:
    """Every part with what was told, as (label, words)."""
    goods = "; ".join(str(product) for product in queries.goods_of(row))
    told = {
        "who": ((_("The producer is a"), row.get_kind_display()), (_("It asks for"), row.get_turn_display())),
        "applicant": _applicant(row),
        "site": _site(row),
        "links": ((_("With the community"), ", ".join(_links(row))),),
        "goods": ((_("Products to register"), goods),),
        "papers": (),
    }
    return [
        PartLine(
            str(form.title),
            tuple((label, str(words) or "–") for label, words in told[name]),
            name in row.parts_done(),
            reverse("rounds:fill", args=[row.pk, name]),
        )
        for name, form in PARTS.items()
    ]


def _applicant(row: RoundApplication) -> tuple[tuple[str, str], ...]:
    number = queries.identity_of(row)
    found = [
        (_("Who applies"), row.applicant),
        (_("Citizen number"), ids.mask(number) if number else ""),
        (_("Nationality"), _("Thai") if row.is_thai else ""),
    ]
    if row.is_proxy:
        day = queries.day(row.mandate_on) if row.mandate_on else "–"
        found.append((_("Proxy"), _("%(name)s, mandate of %(day)s") % {"name": row.proxy_name, "day": day}))
    return tuple(found)


def _site(row: RoundApplication) -> tuple[tuple[str, str], ...]:
    place = paths_of([row.site_code]).get(row.site_code, "")
    return ((_("Where it is made"), " ".join(filter(None, (row.address, place)))),)


def _links(row: RoundApplication) -> list[str]:
    words = {
        "joins_production": _("takes part in production"),
        "joins_management": _("takes part in management"),
        "gives_benefit": _("has a benefit"),
    }
    return [text for name, text in words.items() if getattr(row, name)]


@dataclass(frozen=True)
class Offer:
    """A step this person may take now: its name, and whether a page asks for a reason or a meeting first."""

    step: str
    label: str
    asks: bool
    is_main: bool


def offers(row: RoundApplication, scope: Scope, person: int) -> list[Offer]:
    """The steps of this person on this application as it stands. Two queries for officers."""
    state = State(row.state)
    steps = [step for step in rules.DECISIONS if rules.may_take(scope, step, state, row.area_code)]
    if steps and person in queries.hands_of([row.pk])[row.pk]:
        steps = []
    if state in rules.MOVES[Step.WITHDRAW][0] and access.may_write(scope, row):
        steps.append(Step.WITHDRAW)
    order = list(Step)
    return [
        Offer(
            step.value,
            queries.step_label(step),
            step in rules.NEEDS_REASON or step in rules.OF_COMMITTEE,
            step in (Step.CHECK, Step.PASS, Step.APPROVE),
        )
        for step in sorted(steps, key=order.index)
    ]


def is_own(row: RoundApplication, scope: Scope, person: int) -> bool:
    """Whether this person would decide, had he not entered it himself."""
    state = State(row.state)
    able = any(rules.may_take(scope, step, state, row.area_code) for step in rules.DECISIONS)
    return able and person in queries.hands_of([row.pk])[row.pk]


WAY = (State.DRAFT, State.SENT, State.CHECKED, State.PASSED, State.APPROVED)


def way(row: RoundApplication) -> list[dict[str, Any]]:
    """The road of an application as steps: done, here, to come."""
    state = State(row.state)
    labels = (_("fill in"), _("district checks"), _("committee"), _("province approves"), _("registered"))
    here = WAY.index(state) if state in WAY else 0
    return [
        {"label": label, "is_done": place < here or state is State.APPROVED, "is_here": place == here}
        for place, label in enumerate(labels)
    ]


def state_name(row: RoundApplication) -> str:
    return str(dict(STATE_NAMES)[row.state])


def window_said(row: Round, window: Window, lang: str) -> str:
    """A round and until when it is open, for a choice."""
    return _("%(name)s, open until %(day)s") % {"name": str(row), "day": era.format_date(window.closes, lang)}
