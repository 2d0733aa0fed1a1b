"""Which rows have owners, and what is shown at the counter. Pure decisions."""

from enum import StrEnum

from withi.ground.people.rules import Position

POSITIONS = {"producer": Position.PRODUCER, "community": Position.COMMUNITY_EDITOR}
"""The position of whoever opens a row of this kind."""


class Seen(StrEnum):
    """What an officer saw before giving a new link. The kind only: a number has no business here."""

    CITIZEN_CARD = "citizen card"
    DRIVING_LICENCE = "driving licence"
    PASSPORT = "passport"
    DISABILITY_CARD = "disability card"
    HEADMAN = "headman as witness"


def line_link(address: str) -> str:
    """The link as it is sent in LINE, whose own browser would forget the phone: it opens in the phone's browser."""
    return f"{address}?openExternalBrowser=1"
