"""Lines of a list of partners held against the register and one another; `sets` and `actions` use it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from withi.faces.imports.partners import ASKED, say_dates
from withi.ground.people.rules import Ability, Scope
from withi.kit.intake import Act, Line, Severity
from withi.kit.thai import fold
from withi.registers.partners import rules
from withi.registers.partners.actions import FACTS, Listed, PartnerRow
from withi.registers.partners.models import Partner, PartnerArea
from withi.registers.partners.rules import MOST_AREAS, Known
from withi.registers.publication.queries import paths_of

PROVINCE = 2
NEW = ("new", "คนละแห่ง เพิ่มใหม่")
TOLD = ("name_en", "phone", "website", "since", "until", "note")
"""What a line may say anew of a known partner; its name, kind and home stay as they are."""


class Alike:
    """One pass over a file: which line is which known partner, which may be, and what each changes. Two queries.

    A partner of another's area is found as well, and stays as it is: its own officers keep it.
    """

    def __init__(self, scope: Scope) -> None:
        seen = Partner.objects.in_scope(scope)
        self.rows = {row.pk: row for row in seen.order_by("pk")}
        self.own = {pk for pk, row in self.rows.items() if scope.can(Ability.ENTER, row.area_code)}
        self.areas: dict[int, list[str]] = defaultdict(list)
        for pk, code in (
            PartnerArea.objects.filter(partner__in=self.rows).order_by("pk").values_list("partner", "area_code")
        ):
            self.areas[pk].append(code)
        self.known: dict[str, list[Known]] = defaultdict(list)
        self.named: dict[str, list[Partner]] = defaultdict(list)
        for row in self.rows.values():
            self.named[fold(row.name_th)].append(row)
            for province in {code[:PROVINCE] for code in self.areas[row.pk]}:
                self.known[province].append(Known(row.pk, row.name_th, row.phone))
        self.met: dict[tuple[str, str], int] = {}
        self.taken: set[int] = set()
        self.of_file: dict[str, list[Known]] = defaultdict(list)

    def compare(self, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
        """Set each line's partner (`match_id`) and act, and say what keeps it from being stored or must be asked."""
        for line in lines:
            if not line.stopped:
                self._judge(line)
        return {}

    def listed(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Listed | None]]:
        """Decided lines as rows to store; None for one that says nothing new, or whose question nobody answered: its
        act tells which."""
        for line in lines:
            row = self._row_of(line)
            line.act, listed = Act.STOPPED, None
            if row is not None:
                listed = self._changed(line, row)
                line.act = Act.STOPPED if row.pk in self.taken else self._act(line, row, listed)
                self.taken.add(row.pk)
            elif line.values["kind"] and not self._is_open(line):
                line.act, listed = Act.NEW, Listed(facts_of(line))
            yield line, listed if line.act in (Act.NEW, Act.CHANGED) else None

    def _judge(self, line: Line) -> None:
        key = fold(line.values["name_th"]), line.values["area_code"]
        first = self.met.setdefault(key, line.number)
        if first != line.number:
            line.say("name_th", Severity.ERROR, "import.partner_twice", values=(("row", str(first)),))
            return
        row = self._row_of(line)
        if row is not None:
            line.match_id = row.pk
            line.findings = [one for one in line.findings if one.rule not in ASKED]
            line.act = self._act(line, row, self._changed(line, row))
        else:
            line.act = Act.NEW
            self._point_out(line)
        line.values["asked"] = any(one.column == "match" for one in line.findings)
        self.of_file[key[1][:PROVINCE]].append(Known(line.number, line.values["name_th"], line.values["phone"]))

    def _row_of(self, line: Line) -> Partner | None:
        """The partner that a person chose for the line, else the one of its name that is at home where it says."""
        if line.match_id is not None:
            return self.rows.get(line.match_id)
        home, kind = line.values["area_code"], line.values["kind"]
        found = [row for row in self.named[fold(line.values["name_th"])] if row.area_code.startswith(home)]
        return next((row for row in found if kind in ("", row.kind)), None)

    def _point_out(self, line: Line) -> None:
        """Partners at work in the province, or rows above, that this one may be."""
        like = self._like(line)
        if like:
            paths = paths_of(row.area_code for row in like)
            choices = [(f"={row.pk}", self._words(row, paths.get(row.area_code, ""))) for row in like]
            found = line.values["name_th"]
            line.say("match", Severity.WARNING, "import.partner_likely", found, choices=(*choices, NEW))
            return
        above = rules.likely(
            line.values["name_th"], line.values["phone"], self.of_file[line.values["area_code"][:PROVINCE]]
        )
        if above:
            values = (("row", str(above[0].pk)),)
            line.say("match", Severity.WARNING, "import.partner_alike", above[0].name, choices=(NEW,), values=values)

    def _words(self, row: Partner, path: str) -> str:
        return f"แห่งเดียวกัน: {row.name_th} {path}".strip()

    def _like(self, line: Line) -> list[Partner]:
        known = self.known[line.values["area_code"][:PROVINCE]]
        return [self.rows[one.pk] for one in rules.likely(line.values["name_th"], line.values["phone"], known)]

    def _is_open(self, line: Line) -> bool:
        """Whether a question stands without an answer, also one that came up after the check."""
        return any(one.rule in ASKED for one in line.findings) or bool(not line.values["asked"] and self._like(line))

    def _act(self, line: Line, row: Partner, listed: Listed | None) -> Act:
        if listed is None or row.pk not in self.own:
            return Act.SAME
        say_dates(line, _text(listed.facts.since), _text(listed.facts.until))
        return Act.STOPPED if line.stopped else Act.CHANGED

    def _changed(self, line: Line, row: Partner) -> Listed | None:
        """The known partner with what the line says anew; None where that is nothing. An empty cell empties nothing."""
        stood = self.areas[row.pk]
        facts = PartnerRow(**{name: getattr(row, name) for name in FACTS}, areas=tuple(stood))
        said = facts_of(line)
        areas = tuple(dict.fromkeys([*stood, *said.areas]))[:MOST_AREAS]
        told = {name: getattr(said, name) for name in TOLD if getattr(said, name)}
        after = replace(facts, **told, areas=areas)
        return None if asdict(after) == asdict(facts) else Listed(after, row.pk, row.version)


def facts_of(line: Line) -> PartnerRow:
    """What a line says of a partner; that it agreed to be named is never said by a list."""
    values = line.values
    days: dict[str, Any] = {
        name: date.fromisoformat(values[name]) if values[name] else None for name in ("since", "until")
    }
    told = {name: values[name] for name in ("kind", "name_th", "area_code", "name_en", "phone", "website", "note")}
    return PartnerRow(**told, **days, areas=tuple(values["areas"]))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
