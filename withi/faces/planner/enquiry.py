"""An enquiry to a community of a trip, ready to be copied, sent by LINE or mail: always in Thai, nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.planner.queries import Told
from withi.faces.planner.rules import Basis, State
from withi.kit import era
from withi.kit.trips import Retimed, Visit

LINE_SHARE = "https://line.me/R/share?text="


@dataclass(frozen=True, slots=True)
class Letter:
    """The text, and it as addresses that LINE and a mail program open."""

    text: str
    line: str
    mail: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A trip that is asked about: what it was planned from, how it stands, its times, today's names, its link."""

    basis: Basis
    state: State
    times: Retimed
    told: Told
    address: str


def letter(trip: Asked, community: int) -> Letter:
    """What a guest asks one community: when, how many, what for, where the night; with the link of the trip."""
    party = trip.basis.wish["party"]
    with translation.override("th"):
        home = str(trip.told.communities[community]["name_th"])
        people = ngettext("%(n)s person", "%(n)s people", party) % {"n": party}
        subject = _("Asking to visit %(place)s") % {"place": home}
        lines = [
            _("Hello, we would like to visit %(place)s, %(people)s:") % {"place": home, "people": people},
            *_days(trip, community),
            _("Do you have room for us, and what does it cost?"),
            _("Our trip: %(address)s") % {"address": trip.address},
        ]
    text = "\n".join(lines)
    return Letter(text, LINE_SHARE + quote(text), f"mailto:?subject={quote(subject)}&body={quote(text)}")


def _days(trip: Asked, community: int) -> Iterator[str]:
    """A line for each day with what is planned there, and one for each night."""
    own = {one.id for one in (*trip.basis.items, *trip.basis.beds) if one.community == community}
    for number, visits in enumerate(trip.times.visits):
        day = era.format_date(trip.basis.day(number), "th")
        if here := [visit for visit in visits if visit.stop in own]:
            time = f"{here[0].start // 60:02d}.{here[0].start % 60:02d}"
            yield _("- %(day)s from about %(time)s: %(names)s") % {
                "day": day,
                "time": time,
                "names": _names(trip, here),
            }
        if trip.state.nights[number : number + 1] and trip.state.nights[number] in own:
            yield _("- night of %(day)s in a homestay") % {"day": day}


def _names(trip: Asked, visits: list[Visit]) -> str:
    """What is visited, as far as it may still be named."""
    rows = [trip.told.assets[one.stop] for one in visits if isinstance(one.stop, int) and one.stop in trip.told.assets]
    return ", ".join(str(row["name_th"]) for row in rows)
