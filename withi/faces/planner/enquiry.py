"""An enquiry to a community of a trip, ready to be copied, sent by LINE or mail: always in Thai, nothing is kept.

Or it is sent here (`work/enquiries`), where the host answers it: then the form is filled in from the trip.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.planner.queries import Told
from withi.faces.planner.rules import Basis, State
from withi.ground.web.pages import url
from withi.kit import era
from withi.kit.trips import Retimed, Visit

LINE_SHARE = "https://line.me/R/share?text="


@dataclass(frozen=True, slots=True)
class Letter:
    """The text, and it as addresses that LINE and a mail program open; the address of the form that sends it here."""

    text: str
    line: str
    mail: str
    ask: str


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
    mail = f"mailto:?subject={quote(subject)}&body={quote(text)}"
    return Letter(text, LINE_SHARE + quote(text), mail, _form(trip, community, party, lines[1:-2]))


def _form(trip: Asked, community: int, party: int, days: list[str]) -> str:
    """The form of the community with the first day there, the people, the nights and what is planned."""
    own = {one.id for one in (*trip.basis.items, *trip.basis.beds) if one.community == community}
    first = next((n for n, visits in enumerate(trip.times.visits) if any(one.stop in own for one in visits)), 0)
    told = {
        "day": trip.basis.day(first).isoformat(),
        "number": party,
        "nights": sum(bed in own for bed in trip.state.nights if bed),
        "wish": " ".join(days),
    }
    return f"{url('enquiries:ask_community', community)}?{urlencode(told)}"


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
