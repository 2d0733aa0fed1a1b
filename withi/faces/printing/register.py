"""The register of prints as its page shows it: each run beside today's facts, as ready strings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from withi.faces.printing import access, labels, prints, told
from withi.faces.printing.models import PrintRun, PrintRunQuerySet
from withi.faces.printing.prints import IN_USE, Change, Condition, Order
from withi.faces.printing.rules import Wish
from withi.faces.printing.told import Told
from withi.ground.files import queries as kept
from withi.ground.files.models import Photo
from withi.ground.files.queries import Seen
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.ground.web.pages import url
from withi.kit import era
from withi.registers.products.models import Product
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
    photos: int


def runs(scope: Scope) -> PrintRunQuerySet:
    """The runs of the communities and products that a person may see, the newest first."""
    rows: PrintRunQuerySet = PrintRun.objects.select_related("community", "product__producer__community")
    if not scope.is_national(Ability.READ):
        seen = Community.objects.in_scope(scope, Ability.READ).values("pk")
        goods = Product.objects.all().reach(scope, Ability.READ)
        rows = rows.filter(Q(community__in=seen) | Q(product__in=Product.objects.filter(goods).values("pk")))
    return rows.order_by("-printed_on", "-pk")


def again(scope: Scope) -> list[PrintRun]:
    """What is worn or out of date, of the newest MOST in use."""
    rows = list(runs(scope).in_use()[:MOST])
    changed = changes_of(rows)
    return [run for run in rows if run.condition == Condition.WORN or changed[run.pk]]


def outdated_of(communities: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of communities by their ids: how many runs of their prints are in use, and how many of those are worn or show
    what is no longer so. Those without prints are left out; of all together the newest MOST runs count."""
    own = PrintRun.objects.in_use().filter(community__in=list(communities)).select_related("community")
    rows = list(own.order_by("-printed_on", "-pk")[:MOST])
    changed, found = changes_of(rows), dict[int, tuple[int, int]]()
    for run in rows:
        used, bad = found.get(run.owner.pk, (0, 0))
        found[run.owner.pk] = (used + 1, bad + bool(run.condition == Condition.WORN or changed[run.pk]))
    return found


def changes_of(rows: Sequence[PrintRun]) -> dict[int, list[Change]]:
    """What each run shows otherwise than it is today. Seven queries a language, six for labels."""
    now = {**_facts_of_communities(rows), **_facts_of_labels(rows)}
    return {run.pk: prints.changes(run.facts, now[run.pk]) for run in rows}


def _facts_of_communities(rows: Iterable[PrintRun]) -> dict[int, dict[str, str]]:
    known: dict[str, dict[int, Told]] = {}
    by_language: dict[str, dict[int, Community]] = defaultdict(dict)
    own = [(run, run.community) for run in rows if run.community is not None]
    for run, row in own:
        by_language[run.lang][row.pk] = row
    for lang, communities in by_language.items():
        known[lang] = told.told_many(list(communities.values()), lang)
    return {run.pk: told.facts_of(known[run.lang][row.pk], run.order()) for run, row in own}


def _facts_of_labels(rows: Iterable[PrintRun]) -> dict[int, dict[str, str]]:
    own = [(run, run.product) for run in rows if run.product is not None]
    known = labels.known_many(product for _run, product in own) if own else {}
    return {run.pk: labels.facts_of(known[product.pk], run.wish()) for run, product in own}


def lines(rows: Sequence[PrintRun], scope: Scope) -> list[Line]:
    """Runs as lines, those in use with what changed of their facts."""
    changed = changes_of([run for run in rows if run.condition in IN_USE])
    own = Photo.objects.filter(subject=PrintRun.PHOTOS, subject_id__in=[run.pk for run in rows])
    photos = dict(own.order_by().values_list("subject_id").annotate(Count("pk")))
    return [_line(run, changed.get(run.pk, []), scope, photos) for run in rows]


def _line(run: PrintRun, changed: Iterable[Change], scope: Scope, photos: Mapping[int, int]) -> Line:
    row, names = run.owner, [_said(change) for change in changed]
    return Line(
        pk=run.pk,
        community=row.name_th,
        community_url=url("products:detail" if run.product else "villages:detail", row.pk),
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
        again=f"{again_of(run)}&replaces={run.pk}",
        may_change=access.may_record(scope, row),
        photos=photos.get(run.pk, 0),
    )


def photos_of(run: PrintRun) -> list[Seen]:
    """The photos of a run, the oldest first. One query."""
    return [
        kept.seen(photo, partial(_file_of, run, photo), url("printing:remove_photo", run.pk, photo.key))
        for photo in Photo.objects.of(PrintRun.PHOTOS, run.pk)
    ]


def _file_of(run: PrintRun, photo: Photo, width: int) -> str:
    return url("printing:photo", run.pk, photo.key, width)


def again_of(run: PrintRun) -> str:
    """Where the same is ordered again."""
    if run.product:
        return f"{url('printing:labels', run.product.pk)}?{query_of_labels(run.wish())}"
    return f"{url('printing:order', run.owner.pk)}?{query_of(run.order())}"


def query_of_labels(wish: Wish) -> str:
    """Labels as the address of their page says them."""
    told_ = {"shape": wish.shape, "lang": wish.lang, "mark": wish.has_mark and "on", "pay": wish.has_pay and "on"}
    return urlencode({name: value for name, value in told_.items() if value})


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
        "size": _("Net"),
        "materials": _("Ingredients or materials"),
        "maker": _("Made by"),
        "fda": _("FDA no."),
        "price": _("Price"),
        "mark": _("OTOP mark"),
        "promptpay": _("PromptPay"),
    }
    return names[key.partition(":")[0]]
