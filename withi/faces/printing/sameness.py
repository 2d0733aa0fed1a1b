"""What stands in many villages in the same form: structures and who made them, souvenirs, what the programme gave.

Names are compared as search compares them, without the village's own name in them; souvenirs also by their materials.
Nothing is judged: a number is shown, and the villages.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.kit.thai import fold
from withi.registers.products.models import Product
from withi.registers.products.rules import Type
from withi.registers.villages.models import ASSET_NAMES, Community, CommunityAsset
from withi.registers.villages.rules import AssetKind
from withi.work.support.models import KIND_NAMES, SupportEntry
from withi.work.support.rules import Kind, Subject

LEAST = 3
"""Villages from which on the same is worth a look."""
KEPT_SECONDS = 600
MOST = 60
NAMED = 4
BUILT = (AssetKind.STRUCTURE.value, AssetKind.FACILITY.value)
GIVEN = (Kind.EQUIPMENT.value, Kind.BUDGET.value)
SHORTEST = 3
"""Signs of a name that is taken out of others: a shorter one stands in many words by chance."""
PREFIXES = ("บ้าน", "ชุมชน")


class Thing(NamedTuple):
    """One thing in one village: what it is compared by, its name, and where it stands."""

    likeness: Hashable
    kind: str
    name: str
    home: int
    village: str


@dataclass
class Group:
    """The same thing in several villages, each village once."""

    kind: str
    names: list[str] = field(default_factory=list)
    villages: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The shortest of the names."""
        return min(self.names, key=lambda name: (len(name), name))


@dataclass(frozen=True, slots=True)
class Line:
    """A group in words."""

    name: str
    kind: str
    said: str
    villages: str
    more: int


def likeness(name: str, village: str) -> str:
    """A name as it is compared, without the village's own: the arch of one village is like the arch of another."""
    folded = fold(name)
    for own in _own_names(village):
        folded = folded.replace(own, "") or folded
    return folded


@lru_cache(maxsize=10_000)
def _own_names(village: str) -> list[str]:
    """What is taken out of the names of a village's things: its name, and that without what it begins with."""
    bare = village
    for prefix in PREFIXES:
        bare = bare.removeprefix(prefix)
    return [own for own in dict.fromkeys((fold(village), fold(bare))) if len(own) >= SHORTEST]


def lines(scope: Scope) -> list[Line]:
    """What stands in at least LEAST villages that the person may see, in most villages first. Four queries.

    The nation's are remembered for ten minutes: its things are compared by the ten thousand.
    """
    if not scope.is_national(Ability.READ):
        return _compared(scope)
    key = f"printing.same.{language()}"
    kept: list[Line] | None = cache.get(key)
    if kept is None:
        kept = _compared(scope)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _compared(scope: Scope) -> list[Line]:
    seen = Community.objects.in_scope(scope, Ability.READ)
    ids = seen.values("pk")
    names = dict(seen.values_list("pk", "name_th"))
    found = groups([*_built(ids, names), *_goods(ids, names), *_given(names)])
    return [_line(group) for group in found[:MOST]]


def groups(things: Iterable[Thing]) -> list[Group]:
    """Things that are alike, in LEAST villages or more; those in most villages first, then by name."""
    found: dict[Hashable, Group] = {}
    for thing in things:
        group = found.setdefault((thing.kind, thing.likeness), Group(thing.kind))
        group.names.append(thing.name)
        group.villages[thing.home] = thing.village
    many = [group for group in found.values() if len(group.villages) >= LEAST]
    return sorted(many, key=lambda group: (-len(group.villages), group.name))


# --- parts ---------------------------------------------------------------------------------------

Names = dict[int, str]


def _built(ids: object, names: Names) -> Iterator[Thing]:
    kinds = dict(ASSET_NAMES)
    by_one = _("made by one and the same")
    rows = CommunityAsset.objects.filter(community__in=ids, kind__in=BUILT).order_by()
    for kind, name, maker, home in rows.values_list("kind", "name_th", "maker", "community_id"):
        village = names[home]
        yield Thing(likeness(name, village), str(kinds[kind]), name, home, village)
        if maker:
            yield Thing(fold(maker), by_one, maker, home, village)


def _goods(ids: object, names: Names) -> Iterator[Thing]:
    """Souvenirs by name and materials, in the village of their makers."""
    souvenir = _("souvenir")
    # by the few makers that a community has, and no index of the type: that holds a fifth of the nation's products
    typed = Product.objects.alias(own_type=Coalesce("type", Value("")))
    rows = typed.filter(producer__community__in=ids, own_type=Type.UTENSIL)
    for name, materials, home in rows.values_list("name_th", "materials", "producer__community_id"):
        village = names[home]
        yield Thing((likeness(name, village), fold(materials)), souvenir, name, home, village)


def _given(names: Names) -> Iterator[Thing]:
    kinds = dict(KIND_NAMES)
    rows = SupportEntry.objects.in_force().filter(subject=Subject.COMMUNITY, kind__in=GIVEN)
    for kind, name, home in rows.values_list("kind", "title_th", "subject_id"):
        if home in names:
            yield Thing(likeness(name, names[home]), str(kinds[kind]), name, home, names[home])


def _line(group: Group) -> Line:
    count = len(group.villages)
    villages = sorted(group.villages.values())
    return Line(
        name=group.name,
        kind=group.kind,
        said=ngettext("in %(n)s village", "in %(n)s villages", count) % {"n": f"{count:,}"},
        villages=", ".join(villages[:NAMED]),
        more=max(0, count - NAMED),
    )
