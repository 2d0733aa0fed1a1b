"""How guests are spread to one community, as its people read it: ready strings."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from withi.faces.planner import fair, weighing
from withi.faces.planner.models import TripWeight
from withi.ground.web.answers import language
from withi.kit import era
from withi.registers.villages.models import Community

LACKING: dict[str, str | Promise] = {
    "contact": gettext_lazy("a telephone number or LINE for guests"),
    "confirmed": gettext_lazy("the receiving state confirmed within 180 days"),
    "stops": gettext_lazy("at least one place, activity or dish verified within 180 days"),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What stands on the page."""

    head: str
    told: str
    receives: bool
    ready: list[tuple[str, bool]]
    agreed: str
    may_say: bool
    nights: list[tuple[str, str, str]]


def board(row: Community, may_say: bool) -> Board:
    """One community's page. Six queries."""
    told = weighing.told_of(row, timezone.localdate())
    latest = told.nights[0] if told.nights else None
    agreement = told.agreement
    return Board(
        head=_head(latest),
        told=_told(latest),
        receives=told.receives,
        ready=[(str(words), what not in told.lacking) for what, words in LACKING.items()],
        agreed=_("%(role)s, %(day)s")
        % {
            "role": agreement.said_role,
            "day": era.format_date(timezone.localdate(agreement.since), language()),
        }
        if agreement
        else "",
        may_say=may_say,
        nights=[(era.format_date(one.day, language()), _served(one), _weight(one)) for one in told.nights],
    )


def _head(one: TripWeight | None) -> str:
    """Tonight's answer in one short sentence."""
    if one is None or one.weight == fair.EVEN:
        return _("Trips count it like any other community.")
    if one.weight > fair.EVEN:
        return _("Trips lead more guests to it.")
    return _("Trips lead fewer guests to it, so that others have some too.")


def _told(one: TripWeight | None) -> str:
    if one is None:
        return _("It has not been weighed yet: that is done each night for communities that receive guests.")
    if one.served is None:
        return _("Too little was counted in the province in 90 days to say how guests are spread.")
    values: dict[str, Any] = {"share": _served(one), "n": one.signals}
    return _("In 90 days it had %(share)s of an even share of its province, as %(n)s of four counts tell.") % values


def _served(one: TripWeight) -> str:
    return "–" if one.served is None else f"{one.served / 10:.0f}%"


def _weight(one: TripWeight) -> str:
    return f"× {one.weight / fair.EVEN:.2f}"
