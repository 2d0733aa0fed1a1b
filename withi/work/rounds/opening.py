"""Rounds as data: opened and changed by the department or a province; `actions` opens it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.publication.actions import plain
from withi.work.rounds import access, queries, rules
from withi.work.rounds.models import Round, RoundPaper, RoundWindow
from withi.work.rounds.rules import PaperRule, Window


@dataclass(frozen=True)
class RoundRow:
    """The facts of a round; `papers` in their order, each with the id of the one it follows (None: new)."""

    name_th: str
    year_from: int
    year_to: int
    kinds: tuple[str, ...]
    turns: tuple[str, ...]
    windows: tuple[Window, ...]
    papers: tuple[tuple[int | None, PaperRule], ...] = ()
    area_code: str = ""
    name_en: str = ""
    answer_days: int = 30
    mend_days: int = 15
    source: str = ""


def add_round(*, actor: User, scope: Scope, facts: RoundRow, is_demo: bool = False) -> Round:
    """Open a round for the nation or a province; its windows say when it takes applications."""
    _check_round(scope, facts)
    with transaction.atomic():
        row = Round.objects.create(**_round_values(facts), is_demo=is_demo)
        _put_windows(row, facts)
        _put_papers(row, facts)
        record(
            actor=actor, verb="rounds.add_round", subject=Round.SUBJECT, subject_id=row.pk, area_code=row.area_code,
            after=_told(facts),
        )  # fmt: skip
    return row


def change_round(*, actor: User, scope: Scope, opened: Round, facts: RoundRow, version: int) -> None:
    """Change a round; a paper that is left out is asked for no more, what was seen of it stays.

    Problem round.in_use where applications lie in it and its area would change, publication.changed (409) for a second
    writer.
    """
    _check_round(scope, facts)
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=opened.pk)
        if row.version != version:
            raise Problem("publication.changed", status=409)
        if row.area_code != facts.area_code and row.applications.exists():
            raise Problem("round.in_use", field="area_code")
        before = {name: getattr(row, name) for name in _round_values(facts)}
        Round.objects.filter(pk=row.pk, version=version).update(**_round_values(facts), version=version + 1)
        _put_windows(row, facts)
        _put_papers(row, facts)
        record(
            actor=actor, verb="rounds.change_round", subject=Round.SUBJECT, subject_id=row.pk,
            area_code=row.area_code, before=_plain(before), after=_told(facts),
        )  # fmt: skip
    opened.refresh_from_db()


def _check_round(scope: Scope, facts: RoundRow) -> None:
    if not any(facts.area_code.startswith(area) for area in access.keeps(scope)):
        raise Problem("publication.area", field="area_code")
    if facts.year_to < facts.year_from:
        raise Problem("round.years", field="year_to")
    days = {day for window in facts.windows for day in (window.opens, window.closes)}
    rules.check_windows(facts.windows, {day: queries.day(day) for day in days})
    for _pk, paper in facts.papers:
        rules.check_paper(paper)


def _round_values(facts: RoundRow) -> dict[str, Any]:
    names = ("name_th", "name_en", "year_from", "year_to", "area_code", "answer_days", "mend_days", "source")
    last = max(window.closes for window in facts.windows)
    lists = {"kinds": ",".join(facts.kinds), "turns": ",".join(facts.turns), "last_day": last}
    return {name: getattr(facts, name) for name in names} | lists


def _put_windows(row: Round, facts: RoundRow) -> None:
    row.windows.all().delete()
    RoundWindow.objects.bulk_create(
        RoundWindow(round=row, opens_on=window.opens, closes_on=window.closes) for window in sorted(facts.windows)
    )


def _put_papers(row: Round, facts: RoundRow) -> None:
    """Papers in their order; those left out are off."""
    kept = [pk for pk, _ in facts.papers if pk]
    row.papers.exclude(pk__in=kept).update(is_off=True)
    for place, (pk, paper) in enumerate(facts.papers, 1):
        values = {
            "place": place,
            "name": paper.name,
            "kinds": ",".join(sorted(paper.kinds)),
            "of_proxy": paper.of_proxy,
            "keeps_copy": paper.keeps_copy,
            "purpose": paper.purpose if paper.keeps_copy else "",
            "keep_days": paper.keep_days if paper.keeps_copy else 0,
            "is_off": False,
        }
        if not pk or not row.papers.filter(pk=pk).update(**values):
            RoundPaper.objects.create(round=row, **values)


def _told(facts: RoundRow) -> dict[str, Any]:
    """What the trail keeps of a round's facts."""
    windows = [[window.opens.isoformat(), window.closes.isoformat()] for window in sorted(facts.windows)]
    return _plain(_round_values(facts)) | {"windows": windows, "papers": [paper.name for _, paper in facts.papers]}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}
