"""The register of prints as its page shows it: each run beside today's facts, as ready strings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from withi.faces.printing import prints, told
from withi.faces.printing.models import PrintRun, PrintRunQuerySet
from withi.faces.printing.prints import IN_USE, Change, Condition, Order
from withi.faces.printing.told import Told
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.kit import era
from withi.registers.villages.models import Community

MOST = 1_000
"""So many of the newest runs in use are held against today's facts, where those to be printed again are asked for."""
SHOWN = 4
"""Changed facts that a line names; the others are counted."""
LONG = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One run in the register, every text finished."""

    pk: int
    community: str
    community_url: str
    what: str
    about: str
    where: str
    count: str
    stamp: str
    condition: str
    is_worn: bool
    in_use: bool
    changed: tuple[str, ...]
    more: int
    again: str
    may_change: bool


def runs(scope: Scope) -> PrintRunQuerySet:
    """The runs of the communities that a person may see, the newest first."""
    seen = Community.objects.in_scope(scope, Ability.READ)
    rows: PrintRunQuerySet = PrintRun.objects.filter(community__in=seen).select_related("community")
    return rows.order_by("-printed_on", "-pk")


def again(scope: Scope) -> list[PrintRun]:
    """What is worn or out of date, of the newest MOST in use."""
    rows = list(runs(scope).in_use()[:MOST])
    changed = changes_of(rows)
    return [run for run in rows if run.condition == Condition.WORN or changed[run.pk]]


def changes_of(rows: Sequence[PrintRun]) -> dict[int, list[Change]]:
    """What each run shows otherwise than it is today. Seven queries a language."""
    known: dict[str, dict[int, Told]] = {}
    by_language: dict[str, dict[int, Community]] = defaultdict(dict)
    for run in rows:
        by_language[run.lang][run.community_id] = run.community
    for lang, communities in by_language.items():
        known[lang] = told.told_many(list(communities.values()), lang)
    return {
        run.pk: prints.changes(run.facts, told.facts_of(known[run.lang][run.community_id], run.order())) for run in rows
    }


def lines(rows: Sequence[PrintRun], scope: Scope) -> list[Line]:
    """Runs as lines, those in use with what changed of their facts."""
    changed = changes_of([run for run in rows if run.condition in IN_USE])
    return [_line(run, changed.get(run.pk, []), scope) for run in rows]


def _line(run: PrintRun, changed: Iterable[Change], scope: Scope) -> Line:
    row, names = run.community, [_said(change) for change in changed]
    return Line(
        pk=run.pk,
        community=row.name_th,
        community_url=url("villages:detail", row.pk),
        what=str(run.get_what_display()),
        about=" · ".join(str(part) for part in (run.get_lang_display(), run.get_size_display()) if part),
        where=run.place,
        count=f"{run.count:,}",
        stamp=f"{run.stamp} · {era.format_date(run.printed_on, lang=language())}",
        condition=str(run.get_condition_display()),
        is_worn=run.condition == Condition.WORN,
        in_use=run.condition in IN_USE,
        changed=tuple(names[:SHOWN]),
        more=max(0, len(names) - SHOWN),
        again=f"{url('printing:order', row.pk)}?{query_of(run.order())}&replaces={run.pk}",
        may_change=scope.can(Ability.ENTER, row.area_code, subject=(Community.SUBJECT, row.pk)),
    )


def query_of(order: Order) -> str:
    """An order as the address of its page says it."""
    told_ = {
        "what": order.what.value,
        "lang": order.lang,
        "size": order.size,
        "arrow": order.arrow,
        "km": f"{order.metres / 1000:g}" if order.metres else "",
        "picture": order.picture,
        "asset": str(order.asset or ""),
    }
    return urlencode({name: value for name, value in told_.items() if value})


def _said(change: Change) -> str:
    """ "Phone: 043 123 456, now 081 234 5678"."""
    values = {"name": _name(change.key), "shown": _short(change.shown), "now": _short(change.now)}
    if change.now:
        return _("%(name)s: printed “%(shown)s”, now “%(now)s”") % values
    return _("%(name)s: printed “%(shown)s”, no longer there") % values


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG].rstrip()}…"


def _name(key: str) -> str:
    """A fact by its name; things by their kind."""
    names = {
        "name": _("Name"),
        "other": _("Name in the other language"),
        "place": _("Place"),
        "summary": _("Sentence on the community"),
        "story": _("Story"),
        "phone": _("Phone"),
        "line": "LINE",
        "coordinator": _("Coordinator"),
        "call_hours": _("Call between"),
        "meeting": _("Where guests are met"),
        "receiving": _("Receiving guests"),
        "pays": _("Paid by"),
        "brand": _("Brand"),
        "serial": _("Number of the poster"),
        "asset": _("What there is"),
        "product": _("Product"),
        "charm": _("Charm"),
        "way": _("How to get there"),
    }
    return names[key.partition(":")[0]]
