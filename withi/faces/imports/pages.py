"""What the import's pages show, as ready strings; used by `views` only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.imports import queries
from withi.faces.imports.forms import KIND_NAMES, ColumnsForm
from withi.faces.imports.models import ImportRun
from withi.faces.imports.queries import Point
from withi.faces.imports.rules import COLUMNS, TYPE_CHOICES, Sheet
from withi.ground.files.actions import kept
from withi.ground.notices.queries import Copy, of_list
from withi.ground.people.models import User
from withi.ground.places.queries import has_boundaries
from withi.ground.web.answers import language
from withi.kit import era, problem, sheets
from withi.kit.intake import Act, Severity

ICONS = {Severity.ERROR: "error", Severity.WARNING: "warn", Severity.REPAIR: "repair"}
ORDER = (Severity.WARNING, Severity.ERROR, Severity.REPAIR)
LATEST = 10
SAMPLES = 3
VALUE = re.compile(r"“\{\w+\}”|\{\w+\}")
KINDS = dict(KIND_NAMES)


def runs(person: User) -> list[dict[str, str]]:
    """The person's latest files."""
    found = ImportRun.objects.filter(owner=person).select_related("upload").order_by("-created_at")[:LATEST]
    return [
        {
            "url": reverse("imports:review", args=[run.key]),
            "name": run.upload.name,
            "kind": str(KINDS.get(run.kind, run.kind)),
            "state": str(run.get_state_display()),
            "at": era.format_date(timezone.localtime(run.created_at).date(), lang=language()),
            "at_iso": run.created_at.isoformat(),
        }
        for run in found
    ]


def source(run: ImportRun) -> str:
    """File, sheet and when it was read."""
    at = timezone.localtime(run.created_at)
    read = _("read at %(time)s") % {"time": f"{at:%H.%M}"}
    return " · ".join(part for part in (run.upload.name, run.sheet_name, read) if part)


def acts(run: ImportRun) -> dict[str, int]:
    return {act.value: run.counts["acts"].get(act.value, 0) for act in Act}


def ready_count(run: ImportRun) -> int:
    """Lines that the commit will store or find unchanged."""
    done = acts(run)
    return done["new"] + done["changed"] + done["same"]


def first_severity(run: ImportRun) -> Severity:
    """What is shown first: points to decide, then errors, then repairs."""
    found = {key.split("|")[0] for key in run.counts["rules"]}
    return next((severity for severity in ORDER if severity in found), Severity.WARNING)


def review(run: ImportRun, points: list[Point], total: int, severity: Severity, rule: str) -> dict[str, Any]:
    """The page between reading and storing."""
    here = reverse("imports:review", args=[run.key])
    done = acts(run)
    ready = ready_count(run)
    expires = era.format_date(timezone.localtime(run.upload.expires_at).date(), lang=language())
    kept_until = _("You may close this page; what was found is kept until %(day)s.") % {"day": expires}
    rows = [shown_point(run, point) for point in points]
    rules = shown_rules(run, here, rule)
    mended = sum(found["found"] for found in rules if found["is_repair"])
    return {
        "page": {"title": _("Check before importing")},
        "source": source(run),
        "counts": counts(run, done, ready),
        "note_head": _("Nothing is stored yet."),
        "note_text": " ".join(filter(None, (kept_until, unchecked(run), unanswered(run)))),
        "rules": {
            "open": [found for found in rules if not found["is_repair"]],
            "mended": [found for found in rules if found["is_repair"]],
        },
        "mended_words": ngettext("mended for you: %(count)s cell", "mended for you: %(count)s cells", mended)
        % {"count": f"{mended:,}"},
        "points": rows,
        "points_title": {
            Severity.WARNING: _("Points to decide"),
            Severity.ERROR: _("Cannot be imported"),
            Severity.REPAIR: _("Mended for you"),
        }[severity],
        "points_caption": _("%(shown)s of %(total)s points") % {"shown": f"{len(rows):,}", "total": f"{total:,}"},
        "can_decide_any": any(row["can_decide"] or row["choices"] for row in rows),
        "commit_words": _("Import the %(count)s rows that are ready") % {"count": f"{ready:,}"},
        "good_rows_words": _("good rows only, leave %(count)s out") % {"count": f"{done['stopped']:,}"},
        "columns_url": reverse("imports:columns", args=[run.key]),
        "decide_url": reverse("imports:decide", args=[run.key]),
        "commit_url": reverse("imports:commit", args=[run.key]),
        "report_url": reverse("imports:report", args=[run.key]),
        "discard_url": reverse("imports:discard", args=[run.key]),
    }


def unchecked(run: ImportRun) -> str:
    """That positions were held against no boundary, where the file has positions and none is loaded."""
    return "" if "lat" not in run.mapping or has_boundaries() else problem.RULES["geo.unchecked"].text(language())


def unanswered(run: ImportRun) -> str:
    """What becomes of questions about a month or a partner that nobody answers."""
    words = _("A row whose question is not answered is not stored; answer it, or send the file again later.")
    return words if run.kind in (Sheet.INCOME, Sheet.PARTNERS) else ""


def counts(run: ImportRun, done: Mapping[str, int], ready: int) -> dict[str, Any]:
    warnings = sum(count["found"] for key, count in run.counts["rules"].items() if key.startswith("warning|"))
    words = {"new": f"{done['new']:,}", "changed": f"{done['changed']:,}", "same": f"{done['same'] + done['twin']:,}"}
    return {
        "rows": f"{sum(done.values()):,}",
        "same_words": _("%(same)s already there") % words,
        "ready": f"{ready:,}",
        "ready_any": ready > 0,
        "ready_words": _("new %(new)s · changed %(changed)s") % words,
        "warnings": f"{warnings:,}",
        "stopped": f"{done['stopped']:,}",
        "stopped_any": done["stopped"] > 0,
    }


def shown_rules(run: ImportRun, here: str, current: str) -> list[dict[str, Any]]:
    """Each rule that found something: how often, at which column, and whether all its proposals may be taken over."""
    lang, rows = language(), []
    for key, count in run.counts["rules"].items():
        severity, code, column = key.split("|")
        rule = problem.RULES[code]
        rows.append(
            {
                "order": ORDER.index(Severity(severity)),
                "icon": ICONS[Severity(severity)],
                "is_repair": severity == Severity.REPAIR,
                "count": f"{count['found']:,}",
                "found": count["found"],
                "code": code,
                "column": queries.label_of(Sheet(run.kind), column, lang),
                "message": generic(rule.text(lang)),
                "url": f"{here}?severity={severity}&rule={code}#points",
                "current": code == current,
                "can_accept": severity == Severity.WARNING and count["proposed"] > 0,
                "is_accepted": code in run.accepted,
                "accept_words": accept_words(count["proposed"], accepted=code in run.accepted),
            }
        )
    return sorted(rows, key=lambda row: (row["order"], -row["found"]))


def accept_words(proposed: int, *, accepted: bool) -> str:
    words = {"count": f"{proposed:,}"}
    if accepted:
        return _("proposals taken over: %(count)s") % words
    return _("take over %(count)s proposals") % words


def generic(sentence: str) -> str:
    """A rule's sentence without the values of one case."""
    return VALUE.sub("…", sentence)


def shown_point(run: ImportRun, point: Point) -> dict[str, Any]:
    """One point in words, with what was decided on it."""
    lang, finding = language(), point.finding
    choices = TYPE_CHOICES if finding.column == "type" else finding.choices
    chosen = chosen_on(run, point)
    decidable = finding.severity is Severity.WARNING and finding.rule != "import.twin"
    return {
        "key": point.key,
        "row": _("row %(number)s") % {"number": point.line},
        "icon": ICONS[finding.severity],
        "column": queries.label_of(Sheet(run.kind), finding.column, lang),
        "found": finding.found or _("(empty)"),
        "message": finding.message(lang),
        "proposal": finding.proposal,
        "proposed": dict(choices).get(finding.proposal, ""),
        "choices": options(choices, chosen) if decidable else [],
        "can_decide": decidable and not choices,
        "is_repair": finding.severity is Severity.REPAIR,
        "is_twin": finding.rule == "import.twin",
        "ticked": bool(chosen),
        "kept": point.is_kept,
        "open": not chosen and not point.is_kept,
    }


def chosen_on(run: ImportRun, point: Point) -> str:
    """The value that will be stored: chosen on this point, else its proposal where the whole rule was accepted."""
    if point.decided or point.is_kept:
        return point.decided or ""
    return point.finding.proposal if point.finding.rule in run.accepted else ""


def options(choices: Iterable[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": f"={value}", "label": label, "chosen": value == chosen} for value, label in choices]


def read_decisions(given: QueryDict) -> tuple[dict[tuple[int, str], str | None], list[tuple[int, str]]]:
    """The form's answers: values chosen (or None: later) and points confirmed as right, by line and column."""
    chosen: dict[tuple[int, str], str | None] = {}
    kept: list[tuple[int, str]] = []
    for name, answer in given.dict().items():
        assert isinstance(answer, str)
        line, dash, column = name.partition("-")
        if not dash or not line.isdecimal() or len(line) > 9:
            continue
        key = (int(line), column[:40])
        if answer == "keep":
            kept.append(key)
        else:
            chosen[key] = answer[1:300] if answer.startswith("=") else None
    return chosen, kept


def columns(run: ImportRun, form: ColumnsForm) -> dict[str, Any]:
    """Headings of the file with first cells, and what each is taken for."""
    with sheets.read(kept(run.upload), name=run.upload.name, sheet=run.sheet_name) as table:
        first = next(iter(table.batches()), [])[:SAMPLES]
    taken = {f"c{index}": key for key, index in run.mapping.items()} if not form.is_bound else form.data
    shown = [
        column(index, heading, first, str(taken.get(f"c{index}", "")), run)
        for index, heading in enumerate(run.headings)
    ]
    return {
        "page": {"title": _("What the columns mean")},
        "form": form,
        "columns": shown,
        "name": run.upload.name,
        "run_url": reverse("imports:review", args=[run.key]),
    }


def column(index: int, heading: str, rows: Sequence[sheets.Row], chosen: str, run: ImportRun) -> dict[str, Any]:
    """One column of the file: its heading, first cells, and the meanings to choose from."""
    lang = language()
    known = [(column.key, column.en if lang == "en" else column.th) for column in COLUMNS[Sheet(run.kind)]]
    return {
        "index": index,
        "heading": heading or _("(no heading)"),
        "samples": [row.cells[index][:60] for row in rows if index < len(row.cells) and row.cells[index]],
        "options": [{"key": key, "label": label, "chosen": key == chosen} for key, label in known],
    }


LISTS = {
    "products": "products:list",
    "producers": "producers:list",
    "communities": "villages:list",
    "income": "income:index",
    "partners": "partners:list",
}


def done(run: ImportRun, *, can_call: bool) -> dict[str, Any]:
    """What a stored file came to, and what may be sent for approval."""
    result = run.result
    drafts = {subject: len(queries.drafts_of(run, subject)) for subject in result.get("ids", {})}
    count = sum(drafts.values())
    figures = [
        {"figure": f"{result.get('new', 0):,}", "words": _("new rows"), "kind": "ok"},
        {"figure": f"{result.get('changed', 0):,}", "words": _("changed rows"), "kind": "mend"},
        {"figure": f"{result.get('same', 0):,}", "words": _("already there, unchanged"), "kind": ""},
        {"figure": f"{result.get('points', 0):,}", "words": _("points to check"), "kind": "fix"},
    ]
    if result.get("waiting"):
        waiting = _("not stored: a question was not answered")
        figures.append({"figure": f"{result['waiting']:,}", "words": waiting, "kind": "fix"})
    if result.get("producers"):
        figures.append({"figure": f"{result['producers']:,}", "words": _("new producers"), "kind": "ok"})
    return {
        "page": {"title": _("Imported")},
        "source": source(run),
        "results": figures,
        "can_send": count > 0,
        "send_head": ngettext("%(count)s draft from this file.", "%(count)s drafts from this file.", count)
        % {"count": f"{count:,}"},
        "send_text": _("What is complete goes to the district chief; the rest stays with you as drafts."),
        "send_words": _("Send what is complete for approval"),
        "send_url": reverse("imports:send", args=[run.key]),
        "list_url": reverse(LISTS[run.kind]),
        "list_words": KINDS.get(run.kind, run.kind),
        "checks_url": reverse("publication:checks"),
        "report_url": reverse("imports:report", args=[run.key]),
        "start_url": reverse("imports:start"),
        "copy": copy_of(run, can_call=can_call),
    }


def copy_of(run: ImportRun, *, can_call: bool) -> Copy:
    """What is passed on of a result: kind, counts and the address; never the name of the file."""
    told = {name: f"{run.result.get(name, 0):,}" for name in ("new", "changed", "points")}
    words = _("new %(new)s, changed %(changed)s, to check %(points)s") % told
    path = reverse("imports:review", args=[run.key])
    title = f"{_('Imported')} {KINDS.get(run.kind, run.kind)}"
    return replace(of_list("import", title=title, count=words, path=path, can_call=can_call), query=f"run={run.key}")


def report_name(run: ImportRun) -> str:
    """The file's own name, marked as checked."""
    checked = _("checked")
    return f"{PurePath(run.upload.name).stem} {checked}.xlsx"
