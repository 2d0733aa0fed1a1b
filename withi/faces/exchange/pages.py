"""What the exchange's pages show, as ready strings; used by `views` only."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.exchange import access, queries
from withi.faces.exchange.forms import LayoutForm
from withi.faces.exchange.models import (
    DECISION_NAMES,
    DIRECTION_NAMES,
    HOW_NAMES,
    KIND_NAMES,
    NATURE_NAMES,
    PART_NAMES,
    ExchangeItem,
    ExchangeLayout,
    ExchangeRun,
)
from withi.faces.exchange.queries import Filters, Group, counted, said
from withi.faces.exchange.rules import CODED, KEYS, STORED, Decision, Nature, Part, choices, cut, label_of
from withi.faces.imports.rules import Sheet
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.intake import Finding, Severity
from withi.registers.publication.queries import paths_of

__all__ = ["decided", "filters", "language", "layout", "run", "start", "total"]
KINDS, PARTS, NATURES = dict(KIND_NAMES), dict(PART_NAMES), dict(NATURE_NAMES)
DECISIONS, HOWS, DIRECTIONS = dict(DECISION_NAMES), dict(HOW_NAMES), dict(DIRECTION_NAMES)
PAGES = {Sheet.PRODUCERS: "producers:detail", Sheet.PRODUCTS: "products:detail", Sheet.COMMUNITIES: "villages:detail"}
STATES = ("open", "decided", "quiet")
ICONS = {Decision.OURS: "home", Decision.THEIRS: "down", Decision.CREATE: "add", Decision.APART: "less"}
WHOLE = frozenset({"phones", "type", "kind", "price", "people", "founded", "lat", "lon"})
"""Values that differ as a whole: a digit of a price says nothing by itself."""
PART_ICONS = {Part.DIFFERS: "sort", Part.THERE: "down", Part.HERE: "home"}


# --- the first page ------------------------------------------------------------------------------


def start(person: User, scope: Scope) -> dict[str, Any]:
    today = timezone.localdate()
    shown = [layout_line(one, scope, today) for one in queries.layouts(scope, Ability.READ)]
    lines = [
        {
            "url": reverse("exchange:run", args=[found.key]),
            "name": found.upload.name,
            "layout": found.layout.name,
            "at": era.format_date(timezone.localtime(found.created_at).date(), lang=language()),
            "at_iso": found.created_at.isoformat(),
            "progress": progress_words(counts["decided"], counts["decided"] + counts["open"]),
        }
        for found, counts in queries.runs(person)
    ]
    return {
        "page": {"title": _("Exchange with the department's system")},
        "layouts": shown,
        "runs": lines,
        "can_make": access.home_of_layouts(scope) is not None,
        "can_export": scope.anywhere(Ability.EXPORT),
        "import_url": reverse("imports:start"),
    }


def layout_line(layout: ExchangeLayout, scope: Scope, today: Any) -> dict[str, Any]:
    return {
        "name": layout.name,
        "kind": str(KINDS[layout.kind]),
        "direction": str(DIRECTIONS[layout.direction]),
        "valid": valid_words(layout),
        "is_over": layout.valid_until is not None and layout.valid_until < today,
        "is_example": layout.is_example,
        "source": layout.source_note,
        "url": reverse("exchange:layout", args=[layout.pk]) if access.may_edit(scope, layout.area_code) else "",
        "xlsx_url": reverse("exchange:export", args=[layout.pk, "xlsx"]) if layout.direction != "in" else "",
    }


def valid_words(layout: ExchangeLayout) -> str:
    first, last = (
        era.format_date(day, lang=language()) if day else "" for day in (layout.valid_from, layout.valid_until)
    )
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    return _("from %(day)s") % {"day": first} if first else _("until %(day)s") % {"day": last} if last else ""


def layout(held: ExchangeLayout, form: LayoutForm) -> dict[str, Any]:
    """The page on which a layout is changed."""
    return {
        "page": {"title": held.name},
        "form": form,
        "kind": str(KINDS[held.kind]),
        "rows": form.rows(),
        "facts": [form[name] for name in LayoutForm.base_fields if name not in ("version", "source_note")],
        "has_words": bool(CODED.keys() & {column.field for column in held.column_list()}),
    }


# --- a comparison --------------------------------------------------------------------------------


def filters(asked: QueryDict, found: Sequence[Group]) -> Filters:
    """What the address asks for; without a part the first that has something open."""
    part = asked.get("part", "")
    if part not in set(Part):
        part = next(
            (str(one.part) for wanted in Part for one in found if one.part is wanted and one.is_open), "differs"
        )
    state = asked.get("state", "open")
    nature = asked.get("nature", "")
    field = asked.get("field", "") if nature else ""
    return Filters(Part(part), state if state in STATES else "open", field[:40], nature[:12])


def total(found: Iterable[Group], wanted: Filters) -> int:
    """How many items the list has, told from the groups."""
    return sum(
        one.count
        for one in found
        if one.part is wanted.part
        and state_of(one) == wanted.state
        and (not wanted.nature or (one.field, one.nature) == (wanted.field, wanted.nature))
    )


def state_of(one: Group) -> str:
    return "open" if one.is_open else "decided" if one.decision is not Decision.LATER else "quiet"


def address(found: ExchangeRun, wanted: Filters) -> str:
    query = QueryDict(mutable=True)
    query["part"] = wanted.part
    query["state"] = wanted.state
    if wanted.nature:
        query["field"], query["nature"] = wanted.field, wanted.nature
    return f"{reverse('exchange:run', args=[found.key])}?{query.urlencode()}"


def run(found: ExchangeRun, groups: Sequence[Group], wanted: Filters, rows: Iterable[ExchangeItem]) -> dict[str, Any]:
    """The page of one part, a page of items at a time."""
    counts = found.counts
    items = list(rows)
    paths = area_paths(items)
    return {
        "page": {"title": _("Compared with the department's file")},
        "source": " · ".join((found.upload.name, found.layout.name)),
        "tally": tally(counts, groups),
        "notes": notes(counts),
        "unread": [unread(*line) for line in counts.get("unread_lines", ())],
        "progress": progress(groups),
        "parts": [part_line(found, groups, wanted, part) for part in Part],
        "states": [state_line(found, groups, wanted, state) for state in STATES],
        "kinds": [kind_line(found, one, wanted) for one in kinds_of(groups, wanted.part)],
        "narrowed": narrowed(found, wanted),
        "items": [shown(found, item, paths) for item in items],
        "state": wanted.state,
        "apply": storing(found, groups),
        "every_url": reverse("exchange:decide_every", args=[found.key]),
        "xlsx_url": reverse("exchange:corrections", args=[found.key, "xlsx"]),
        "discard_url": reverse("exchange:discard", args=[found.key]),
        "has_corrections": any(one.decision is Decision.OURS for one in groups),
    }


def storing(found: ExchangeRun, groups: Sequence[Group]) -> dict[str, Any]:
    """The button that stores what was decided to be taken over or created."""
    count = sum(one.count for one in groups if one.decision in STORED and not one.is_applied)
    words = ngettext("Store %(count)s in the register", "Store %(count)s in the register", count)
    return {
        "url": reverse("exchange:apply", args=[found.key]),
        "words": words % {"count": f"{count:,}"},
        "count": count,
    }


def tally(counts: dict[str, Any], groups: Sequence[Group]) -> list[dict[str, str]]:
    open_now = sum(one.count for one in groups if one.is_open)
    quiet = sum(one.count for one in groups if state_of(one) == "quiet")
    lines = (
        (counts.get("rows", 0), _("rows read"), ""),
        (counts.get("same", 0), _("the same on both sides"), "ok"),
        (open_now, _("to decide"), "fix"),
        (quiet, _("quiet: decided before, unchanged since"), "mend"),
    )
    return [{"figure": f"{figure:,}", "words": words, "kind": kind} for figure, words, kind in lines]


def notes(counts: dict[str, Any]) -> list[str]:
    """What was left out of the comparison, and why."""
    found = []
    if outside := counts.get("outside", 0):
        words = _("%(count)s rows lie outside your area and were left out.")
        found.append(words % {"count": f"{outside:,}"})
    if twins := counts.get("twins", 0):
        found.append(_("%(count)s rows stand twice in the file, equal in every cell.") % {"count": f"{twins:,}"})
    for side, words in (
        ("here", _("These official numbers stand on several records here, so nobody was found by them: %(numbers)s")),
        (
            "there",
            _("These official numbers stand on several rows of the file, so nobody was found by them: %(numbers)s"),
        ),
    ):
        if numbers := counts.get("doubled", {}).get(side):
            more = " …" if len(numbers) > 20 else ""
            found.append(words % {"numbers": ", ".join(numbers[:20]) + more})
    return found


def unread(line: int, name: str, rule: str, values: dict[str, str]) -> dict[str, str]:
    """A row that could not be compared, and why."""
    reason = Finding("", Severity.ERROR, rule, values.get("found", ""), values=tuple(values.items()))
    return {"line": f"{line:,}", "name": name, "reason": reason.message(language())}


def progress(groups: Sequence[Group]) -> dict[str, Any]:
    done = sum(one.count for one in groups if one.decision is not Decision.LATER)
    whole = done + sum(one.count for one in groups if one.is_open)
    return {"done": done, "whole": whole, "words": progress_words(done, whole)}


def progress_words(done: int, whole: int) -> str:
    return _("Decided: %(done)s of %(whole)s") % {"done": f"{done:,}", "whole": f"{whole:,}"}


def part_line(found: ExchangeRun, groups: Sequence[Group], wanted: Filters, part: Part) -> dict[str, Any]:
    left = sum(one.count for one in groups if one.part is part and one.is_open)
    return {
        "label": capfirst(str(PARTS[part])),
        "icon": PART_ICONS[part],
        "left": _("%(left)s of %(all)s left")
        % {"left": f"{left:,}", "all": f"{counted(groups, part=part) - quiet_in(groups, part):,}"},
        "url": address(found, Filters(part, "open")),
        "current": part is wanted.part,
    }


def quiet_in(groups: Sequence[Group], part: Part) -> int:
    return sum(one.count for one in groups if one.part is part and state_of(one) == "quiet")


def state_line(found: ExchangeRun, groups: Sequence[Group], wanted: Filters, state: str) -> dict[str, Any]:
    names = {"open": _("to decide"), "decided": _("decided"), "quiet": _("quiet")}
    count = sum(one.count for one in groups if one.part is wanted.part and state_of(one) == state)
    return {
        "label": f"{names[state]} {count:,}",
        "url": address(found, Filters(wanted.part, state)),
        "current": state == wanted.state,
    }


def kinds_of(groups: Sequence[Group], part: Part) -> list[Group]:
    """Open kinds of difference of a part, the most frequent first."""
    return sorted((one for one in groups if one.part is part and one.is_open), key=lambda one: -one.count)


def kind_line(found: ExchangeRun, one: Group, wanted: Filters) -> dict[str, Any]:
    """One kind of difference, and what may be decided on all of it at once."""
    takes = one.part is not Part.DIFFERS or one.nature not in (Nature.EMPTY_THERE, Nature.UNREADABLE)
    offered = choices(one.part, can_take=takes and one.field != "producer")
    return {
        "label": " · ".join(kind_words(found, one)),
        "count": f"{one.count:,}",
        "url": address(found, Filters(one.part, "open", one.field, one.nature)),
        "current": (one.field, one.nature) == (wanted.field, wanted.nature),
        "field": one.field,
        "code": one.nature,
        "part": one.part.value,
        "choices": [button(decision) for decision in offered],
    }


def kind_words(found: ExchangeRun, one: Group) -> tuple[str, ...]:
    if one.nature == Nature.ROW:
        return (str(PARTS[one.part]),)
    return label_of(Sheet(found.kind), one.field, language()), str(NATURES[one.nature])


def narrowed(found: ExchangeRun, wanted: Filters) -> dict[str, str] | None:
    if not wanted.nature:
        return None
    label = label_of(Sheet(found.kind), wanted.field, language())
    return {
        "words": f"{label} · {NATURES.get(wanted.nature, '')}",
        "url": address(found, Filters(wanted.part, wanted.state)),
    }


def button(decision: Decision) -> dict[str, str]:
    return {
        "value": decision.value,
        "key": KEYS[decision],
        "words": capfirst(str(DECISIONS[decision])),
        "icon": ICONS[decision],
    }


# --- one item ------------------------------------------------------------------------------------


def area_paths(items: Iterable[ExchangeItem]) -> dict[str, str]:
    """Paths of every area that stands on a page of items. One query."""
    codes = {item.area_code for item in items}
    codes |= {code for item in items if item.field == "area_code" for code in (item.ours, item.theirs)}
    return paths_of(codes)


def shown(found: ExchangeRun, item: ExchangeItem, paths: dict[str, str]) -> dict[str, Any]:
    """One item as its row shows it."""
    kind, part, decision = Sheet(found.kind), Part(item.part), Decision(item.decision)
    ours, theirs = (said(item.field, text, paths) for text in (item.ours, item.theirs))
    mine, other = (("", ours, ""), ("", theirs, "")) if item.field in WHOLE else cut(ours, theirs)
    line = _("row %(line)s") % {"line": f"{item.line:,}"} if item.line else ""
    facts = (item.official, paths.get(item.area_code, ""), line, str(HOWS[item.how]))
    return {
        "pk": item.pk,
        "name": item.name,
        "url": reverse(PAGES[kind], args=[item.subject_id]) if item.subject_id else "",
        "facts": " · ".join(filter(None, facts)),
        "label": label_of(kind, item.field, language()),
        "nature": str(NATURES[item.nature]),
        "is_row": part is not Part.DIFFERS,
        "part": str(PARTS[part]),
        "icon": PART_ICONS[part],
        "ours": mine,
        "theirs": other,
        "is_changed": item.is_changed,
        "is_open": decision is Decision.LATER,
        "is_quiet": item.is_quiet,
        "decision": str(DECISIONS.get(decision, "")),
        "decision_icon": ICONS.get(decision, ""),
        "is_applied": item.applied_at is not None,
        "choices": [button(one) for one in choices(part, can_take=item.can_take)],
        "decide_url": reverse("exchange:decide", args=[found.key, item.pk]),
    }


def decided(found: ExchangeRun, item: ExchangeItem, groups: Sequence[Group], here: str) -> dict[str, Any]:
    """The answer to one decision: the row, the progress, what may be stored now, and what is said aloud."""
    state = progress(groups)
    words = DECISIONS.get(Decision(item.decision), _("open again"))
    row = shown(found, item, area_paths([item]))
    what = item.name if row["is_row"] else f"{item.name}, {row['label']}"
    return {
        "item": row,
        "here": here,
        "progress": state,
        "apply": storing(found, groups),
        "aloud": f"{words}: {what}. {state['words']}",
    }
