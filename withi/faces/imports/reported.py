"""Monthly sheets held against producers and what they reported; `sets` and `actions` use it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from withi.faces.imports import months
from withi.faces.imports.months import MISSING, SCALES
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.search.models import LONGEST_NAME, SearchName
from withi.ground.web.sets import among
from withi.kit import era
from withi.kit.intake import Act, Line, Severity
from withi.kit.money import format_baht, parse_baht
from withi.kit.problem import Problem
from withi.kit.thai import fold
from withi.registers.producers.models import Producer
from withi.work.income import queries, rules
from withi.work.income.models import IncomeClose, IncomeMonth
from withi.work.income.rules import CHANNELS, Close, Known, Report, State

NOTHING = (None,) * len(CHANNELS)
Key = tuple[int, int]
"""Producer and month."""


@dataclass
class Beside:
    """What stands of the producers and months of some lines: reports, months that are closed, months before."""

    standing: dict[Key, IncomeMonth] = field(default_factory=dict)
    closed: dict[tuple[int, str], Close] = field(default_factory=dict)
    known: dict[Key, Known] = field(default_factory=dict)

    def state(self, month: int, maker: Producer, row: IncomeMonth | None) -> Close:
        """How far the month has come where the producer reports, or reported, it."""
        return self.closed.get((month, rules.tambon_of(row.area_code if row else maker.area_code)), Close.OPEN)


class Reported:
    """One pass over a file: whose each line is, and what it changes; nothing outside the person's areas is found."""

    def __init__(self, scope: Scope) -> None:
        self.producers = Producer.objects.in_scope(scope, Ability.ENTER)
        self.met: dict[Key, tuple[int, tuple[int | None, ...]]] = {}

    def compare(self, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
        """Set each line's producer (`match_id`) and act, and say what keeps it from being stored or must be asked."""
        going = [line for line in lines if not line.stopped]
        makers = self._find(going)
        whose = [line for line in going if line.match_id is not None and not line.stopped]
        beside = self._beside(whose, makers)
        for line in whose:
            self._judge(line, makers[line.match_id or 0], beside)
        return {}

    def reports(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Report | None]]:
        """Decided lines as reports to store; None for a line that says nothing new, or whose question nobody answered:
        its act tells which."""
        makers = {row.pk: row for row in self.producers.filter(pk__in={line.match_id for line in lines})}
        whose = [line for line in lines if line.match_id in makers]
        beside = self._beside(whose, makers)
        for line in lines:
            line.act = Act.STOPPED
            yield line, self._report(line, makers[line.match_id], beside) if line.match_id in makers else None

    def _report(self, line: Line, maker: Producer, beside: Beside) -> Report | None:
        key = maker.pk, line.values["month"]
        row = beside.standing.get(key)
        said = said_by(line, row, sure=_was_asked(line))
        if said is None:
            line.act = Act.SAME if row is not None or line.values["state"] == MISSING else Act.STOPPED
            return None
        if self._is_second(key, line, said):
            return None
        if _says_what_stands(said, row):
            line.act = Act.SAME
            return None
        if beside.state(key[1], maker, row) is not Close.OPEN or rules.refusals(said, self._known(key, beside)):
            return None
        line.act = Act.CHANGED if row else Act.NEW
        return said

    # --- whose a line is -------------------------------------------------------------------------

    def _find(self, lines: Sequence[Line]) -> dict[int, Producer]:
        """The producers of the lines by id: by own or official number, else by name (in the tambon, where given)."""
        makers = {row.pk: row for row in self._wanted(lines)}
        by_number, by_name = defaultdict(list), defaultdict(list)
        for row in makers.values():
            for number in {row.number, row.official_number} - {""}:
                by_number[number].append(row)
            by_name[fold(row.name_th)].append(row)
        several = [rows for rows in (*by_number.values(), *by_name.values()) if len(rows) > 1]
        paths = _paths(row.area_code for rows in several for row in rows)
        for line in lines:
            number, name = line.values["number"], line.values["name_th"]
            if number:
                self._by_number(line, by_number.get(number, []), paths)
            else:
                self._by_name(line, by_name.get(fold(name), []), paths)
        return makers

    def _wanted(self, lines: Sequence[Line]) -> Iterator[Producer]:
        """Producers of one's own areas that bear a number or a name of the lines."""
        numbers = {line.values["number"] for line in lines} - {""}
        names = {fold(line.values["name_th"])[:LONGEST_NAME] for line in lines if not line.values["number"]}
        ids = {pk for column in ("number", "official_number") for (pk,) in among(Producer, ("id",), column, numbers)}
        ids |= {pk for (pk,) in among(SearchName, ("ref_id",), "folded", names, also={"kind": Producer.SUBJECT})}
        yield from self.producers.filter(pk__in=ids).order_by("pk")

    def _by_number(self, line: Line, found: Sequence[Producer], paths: Mapping[str, str]) -> None:
        number, name = line.values["number"], line.values["name_th"]
        if not found:
            line.say("number", Severity.ERROR, "import.month_unknown", number)
        elif len(found) > 1:
            self._ask_which(line, number, found, paths)
        elif name and fold(name) != fold(found[0].name_th):
            values = (("name", found[0].name_th),)
            choices = ((f"={found[0].pk}", f"{found[0].name_th} {found[0].number}"),)
            line.say("match", Severity.WARNING, "import.month_name", name, choices=choices, values=values)
        else:
            line.match_id = found[0].pk

    def _by_name(self, line: Line, found: Sequence[Producer], paths: Mapping[str, str]) -> None:
        name, tambon = line.values["name_th"], line.values["tambon"].removeprefix("ต.").removeprefix("ตำบล").strip()
        inside = [row for row in found if tambon and f"ต.{tambon} " in f"{paths.get(row.area_code, '')} "]
        chosen = inside or found
        if not chosen:
            line.say("name_th", Severity.ERROR, "import.month_unknown", name)
        elif len(chosen) == 1:
            line.match_id = chosen[0].pk
        else:
            self._ask_which(line, name, chosen, paths)

    def _ask_which(self, line: Line, told: str, found: Sequence[Producer], paths: Mapping[str, str]) -> None:
        choices = [
            (f"={row.pk}", f"{row.number} {row.name_th} {paths.get(row.area_code, '')}".strip()) for row in found
        ]
        line.say("match", Severity.WARNING, "import.month_namesakes", told, choices=tuple(choices))

    # --- what it changes -------------------------------------------------------------------------

    def _beside(self, lines: Iterable[Line], makers: Mapping[int, Producer]) -> Beside:
        """Four statements for each month among the lines."""
        beside, wanted = Beside(), defaultdict(set)
        for line in lines:
            wanted[line.values["month"]].add(line.match_id or 0)
        for month, ids in sorted(wanted.items()):
            rows = queries.standing(month, ids)
            beside.standing |= {(pk, month): row for pk, row in rows.items()}
            beside.known |= {(pk, month): known for pk, known in queries.known(month, ids).items()}
            codes = {rules.tambon_of(rows[pk].area_code if pk in rows else makers[pk].area_code) for pk in ids}
            for code, state in among(IncomeClose, ("area_code", "state"), "area_code", codes, also={"month": month}):
                beside.closed[month, code] = Close(state)
        return beside

    def _judge(self, line: Line, maker: Producer, beside: Beside) -> None:
        """What one line comes to: nothing, an error on a cell, a question, or a report to be stored."""
        key = maker.pk, line.values["month"]
        row = beside.standing.get(key)
        said = said_by(line, row)
        if said is None:
            self._say_empty(line, row)
            return
        if self._is_second(key, line, said) or _says_what_stands(said, row):
            line.act = Act.SAME
            return
        line.act = Act.CHANGED if row else Act.NEW
        line.values["asked"] = True
        closed = beside.state(key[1], maker, row)
        if closed is not Close.OPEN:
            values = rules.told_month(key[1]) | rules.told_state(closed)
            months.refuse(line, "month", Problem("income.closed", **values), line.cells["month"])
            return
        for refusal in rules.refusals(said, self._known(key, beside)):
            _say(line, said, refusal)

    def _say_empty(self, line: Line, row: IncomeMonth | None) -> None:
        """No figure: what stands stays, and where nothing does it is offered that nothing was sold."""
        line.act = Act.SAME
        if row is None and line.values["state"] != MISSING:
            line.act, choices = Act.NEW, ((State.ZERO.value, "ไม่มีขาย"),)
            line.say("state", Severity.WARNING, "import.month_empty", choices=choices)

    def _is_second(self, key: Key, line: Line, said: Report) -> bool:
        """Whether the month stands in the file already; what is met first is kept in mind for later months."""
        first, _amounts = self.met.setdefault(key, (line.number, said.amounts))
        if first != line.number:
            line.say("month", Severity.ERROR, "import.month_twice", values=(("row", str(first)),))
        return first != line.number

    def _known(self, key: Key, beside: Beside) -> Known:
        """Other months of the producer, those of the file before those that stand."""
        pk, month = key
        known = beside.known[key]
        before = self.met.get((pk, era.month_shifted(month, -1)), (0, known.before))[1]
        of_file = self.met.get((pk, era.month_shifted(month, -12)))
        return Known(before, sum(filter(None, of_file[1])) if of_file else known.year_before)


def _paths(codes: Iterable[str]) -> dict[str, str]:
    return dict(among(Area, ("code", "path_th"), "code", set(codes)))


def said_by(line: Line, row: IncomeMonth | None, *, sure: bool = False) -> Report | None:
    """What a line says, upon what stands: an empty cell never empties a figure. None where it says no figure at all."""
    values, stood = line.values, queries.amounts_of(row) if row else NOTHING
    amounts = _amounts(values, stood)
    if amounts is None:
        return None
    state = _state(values["state"], amounts, State(row.state) if row and amounts == stood else None)
    said = {name: values[name] or getattr(row, name, "") for name in ("why", "basis", "note")}
    return Report(
        producer_id=line.match_id or 0,
        month=values["month"],
        amounts=amounts,
        state=state,
        why=said["why"],
        basis=said["basis"] if state is State.ESTIMATED else "",
        note=said["note"],
        parts=queries.kept_parts(row, amounts),
        revision=getattr(row, "revision", 0),
        sure=sure,
    )


def _amounts(values: Mapping[str, Any], stood: tuple[int | None, ...]) -> tuple[int | None, ...] | None:
    """The channels of a line, those it does not tell as they stood; None where it tells none."""
    if values["state"] == State.ZERO:
        return (0,) * len(CHANNELS)
    cells = tuple(_satang(values[channel.value]) for channel in CHANNELS)
    if all(amount is None for amount in cells):
        return None
    return tuple(own if own is not None else before for own, before in zip(cells, stood, strict=True))


def _state(told: str, amounts: tuple[int | None, ...], was: State | None) -> State:
    """How the figures came about; where the line does not tell, the same figures stay what they were."""
    estimated = told == State.ESTIMATED or (not told and was is State.ESTIMATED)
    return rules.state_of(amounts, repeated=was is State.REPEATED and not told, estimated=estimated)


def _was_asked(line: Line) -> bool:
    """Whether its slips were asked, and none is left unanswered."""
    return bool(line.values["asked"]) and not any(found.rule in SCALES for found in line.findings)


def _satang(value: Any) -> int | None:
    """A value as read, or as decided on a point: then in baht, as it was shown."""
    return parse_baht(value) if isinstance(value, str) else value


def _says_what_stands(said: Report, row: IncomeMonth | None) -> bool:
    if row is None:
        return False
    stands = (queries.amounts_of(row), row.state, row.why, row.basis, row.note)
    return stands == (said.amounts, said.state.value, said.why, said.basis, said.note)


def _say(line: Line, said: Report, refusal: Problem) -> None:
    """A refusal of the report as a point: a question is a warning with what may be answered, the rest an error."""
    values = months.told(refusal.values)
    if refusal.code in SCALES:
        amount = said.amounts[[channel.value for channel in CHANNELS].index(refusal.field)] or 0
        found, proposal = format_baht(amount), months.scaled(refusal.code, amount)
        line.say(refusal.field, Severity.WARNING, refusal.code, found, proposal=proposal, values=values)
    elif refusal.code == "income.why":
        choices = months.reasons(said.note)
        line.say("why", Severity.WARNING, refusal.code, format_baht(said.total), choices=choices, values=values)
    else:
        months.refuse(line, refusal.field or "in_village", refusal)
