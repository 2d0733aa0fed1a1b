"""The area of a line of a sheet: what is certain is stored, what is not is said and offered."""

import re
from collections.abc import Sequence

from withi.faces.imports.rules import PLACE, tambon_of
from withi.ground.places.queries import Match, Matcher, RememberedBounds, Status, Written, path_of
from withi.ground.search.rules import is_near
from withi.kit.intake import Line, Severity, read_position
from withi.kit.thai import fold

PROVINCE, DISTRICT, TAMBON = 2, 4, 6
MOST_REMEMBERED = 10_000
HOUSE = re.compile("[0-9๐-๙]{1,4}(?:/[0-9๐-๙]{1,4})?(?= )")
"""The number of a house at the start of an address: it says nothing of the area."""
PLACE_COLUMNS = tuple(column.key for column in PLACE)


class Places:
    """Finds the area of each line inside the areas a person may import into; the names are read once per file.

    Province and district must be certain, or the row cannot be stored: nobody could say whose it is. Below that a
    doubt is a warning, and the row waits at its district. With `fewest` PROVINCE a province is enough, and whole.
    """

    def __init__(self, areas: Sequence[str], fewest: int = DISTRICT) -> None:
        self.areas = tuple(areas)
        self.fewest = fewest
        self.matcher = Matcher()
        self.bounds = RememberedBounds()
        self.paths: dict[str, str] = {}
        self.matches: dict[Written, Match] = {}

    def __call__(self, line: Line) -> None:
        """Put the area's code (and the position) into the line's values, and say what is not certain."""
        written = written_in(line)
        match = self.match(written)
        line.values["area_code"] = code = match.code if match.status is Status.EXACT else match.sure
        if len(code) < self.fewest:
            line.say(
                "district", Severity.ERROR, "import.area", shown_place(line), values=(("reason", match.reason_th),)
            )
        elif not code.startswith(self.areas):
            line.say(
                "district", Severity.ERROR, "import.outside", shown_place(line), values=(("path", self.path(code)),)
            )
        elif match.status is not Status.EXACT:
            self.doubt(line, written, match)
        else:
            self.remark(line, written, match)
        read_position(line, code, self.bounds)

    def match(self, written: Written) -> Match:
        """The area, remembered: rows of a list stand in the same places again and again."""
        known = self.matches.get(written)
        if known is None:
            if len(self.matches) >= MOST_REMEMBERED:
                self.matches.clear()
            known = self.matches[written] = self.matcher.match(written)
        return known

    def path(self, code: str) -> str:
        """The area's whole name; looked up once for each area outside one's own."""
        if code not in self.paths:
            self.paths[code] = path_of(code)
        return self.paths[code]

    def remark(self, line: Line, written: Written, match: Match) -> None:
        """What stays to be said of a certain area: how it is known deeper, or under which other name."""
        if len(match.code) < TAMBON:
            if self.fewest == DISTRICT:
                self.without_tambon(line, written, match)
        elif match.reason.rule == "match.other_name" and not is_spelling(match):
            line.say("tambon", Severity.WARNING, "import.village", shown_place(line), values=reason(match))
        elif len(match.candidates) > 1:
            self.by_name(line, match)

    def without_tambon(self, line: Line, written: Written, match: Match) -> None:
        """No tambon is named: offer the one whose own authority the row comes from."""
        found = self.of_authority(line, written, match.code)
        if found is None:
            line.say("tambon", Severity.WARNING, "import.tambon_missing", shown_place(line))
            return
        line.say(
            "tambon",
            Severity.WARNING,
            "import.tambon_authority",
            line.cells["local_authority"].strip(),
            proposal=found[0],
            choices=(found,),
            values=(("path", found[1]),),
        )

    def by_name(self, line: Line, match: Match) -> None:
        """A village is named without its number: one of that name is proposed, of several one is to be chosen."""
        choices = tuple((found.code, found.path) for found in match.candidates[1:])
        line.say(
            "tambon",
            Severity.WARNING,
            "import.village_name",
            shown_place(line),
            proposal=choices[0][0] if len(choices) == 1 else "",
            choices=choices,
            values=(("reason", match.candidates[1].reason.text("th")),),
        )

    def of_authority(self, line: Line, written: Written, district: str) -> tuple[str, str] | None:
        """Code and path of the tambon (or village in it) whose own local authority the row names."""
        tambon = tambon_of(line.cells.get("local_authority", ""))
        if not tambon:
            return None
        match = self.match(written._replace(tambon=tambon))
        code = match.code if match.status is Status.EXACT else match.sure
        if len(code) < TAMBON or not code.startswith(district):
            return None
        paths = {found.code: found.path for found in match.candidates}
        return code, paths.get(code) or self.path(code)

    def doubt(self, line: Line, written: Written, match: Match) -> None:
        """Offer what the address may mean; one candidate is a proposal, several are choices.

        Where the local authority speaks for a tambon that the address does not, neither is proposed.
        """
        choices = [
            (found.code, found.path)
            for found in match.candidates
            if found.code.startswith(self.areas) and len(found.code) >= DISTRICT
        ]
        proposal = match.code if match.code in dict(choices) else ""
        known = line.values["area_code"]
        other = self.of_authority(line, written, known) if len(known) < TAMBON else None
        if other and not any(code.startswith(other[0][:TAMBON]) for code, _ in choices):
            choices, proposal = [other, *choices], ""
        line.say(
            "tambon",
            Severity.WARNING,
            "import.tambon",
            shown_place(line),
            proposal=proposal,
            choices=tuple(choices),
            values=reason(match),
        )


def written_in(line: Line) -> Written:
    """Where the line says it stands; under any number of house alike, where columns name the areas."""
    text = line.text
    columns = text("province"), text("district"), text("tambon")
    address = line.cells.get("address", "")
    if any(columns):
        house = HOUSE.match(address)
        address = f"1{address[house.end() :]}" if house else address
    return Written(*columns, moo=text("moo"), name=text("village"), address=address)


def reason(match: Match) -> tuple[tuple[str, str], ...]:
    return (("reason", match.reason_th),)


def is_spelling(match: Match) -> bool:
    """Whether a village's other name is only another spelling of the register's, or part of the area's own path."""
    told = dict(match.reason.values)
    written, official = fold(told["written"]), fold(told["name"].removeprefix("บ้าน"))
    return written in fold(match.candidates[0].path) or official in written or is_near(written, official)


def shown_place(line: Line) -> str:
    """What the row says of its place, for the point's "in the file"."""
    return " ".join(line.cells[name].strip() for name in PLACE_COLUMNS if line.cells.get(name))[:300]
