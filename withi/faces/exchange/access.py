"""Loading a layout or a comparison, or refusing."""

from uuid import UUID

from django.http import Http404

from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeRun, ItemQuerySet
from withi.ground.people.access import load
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem

PROVINCE = 2


def run_of(key: UUID, person: User) -> ExchangeRun:
    """The person's own comparison; anybody else's answers like one that does not exist."""
    run = ExchangeRun.objects.select_related("upload", "layout").filter(key=key, owner=person).first()
    if run is None:
        raise Http404
    return run


def item_of(pk: int, rows: ItemQuerySet) -> ExchangeItem:
    """One item of a comparison, among those of one's area."""
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def layout_of(pk: int, scope: Scope, ability: Ability) -> ExchangeLayout:
    """The layout if the person may do this with it: 404 where it belongs elsewhere, 403 without the ability."""
    return load(ExchangeLayout.objects.all(), pk, scope, ability)


def editable_layout(pk: int, scope: Scope) -> ExchangeLayout:
    """The layout for who may change it."""
    layout = layout_of(pk, scope, Ability.READ)
    if not may_edit(scope, layout.area_code):
        raise Problem("access.ability", status=403)
    return layout


def home_of_layouts(scope: Scope) -> str | None:
    """The area for which this person makes layouts: the nation, or his province; None for who makes none."""
    return min((area for area in scope.areas(Ability.IMPORT) if len(area) <= PROVINCE), key=len, default=None)


def may_edit(scope: Scope, area_code: str) -> bool:
    """Layouts are kept by provincial offices and the department, each for its own area."""
    own = (area for area in scope.areas(Ability.IMPORT) if len(area) <= PROVINCE)
    return any(area_code.startswith(area) for area in own)


def refuse_making(scope: Scope) -> str:
    """The area for which this person makes layouts; refused for who makes none."""
    home = home_of_layouts(scope)
    if home is None:
        raise Problem("access.ability", status=403)
    return home
