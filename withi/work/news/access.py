"""Loading an article or a comment, or refusing."""

from django.conf import settings
from django.http import Http404

from withi.ground.people.access import load, needs_area
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.work.news.models import NewsComment, NewsItem

HEAR = (Ability.ENTER, Ability.APPROVE)
"""Whoever writes or approves news of an area reads what is said of it."""


def item_of(pk: int, scope: Scope, ability: Ability) -> NewsItem:
    """The article if the person may do this with it: 404 outside his area, 403 without the ability."""
    item: NewsItem = load(NewsItem.objects.select_related("community", "event"), pk, scope, ability)
    return item


def shown_item(pk: int) -> NewsItem:
    """An article that guests see now; any other is a 404."""
    item: NewsItem | None = NewsItem.objects.shown().only("title_th", "title_en", "area_code").filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def comment_of(pk: int, scope: Scope) -> NewsComment:
    """A comment on an article of one's own area; 404 elsewhere."""
    comment = NewsComment.objects.select_related("item").filter(pk=pk).first()
    if comment is None or not NewsItem.objects.filter(pk=comment.item_id).in_scope(scope).exists():
        raise Http404
    if not any(scope.can(ability, comment.item.area_code) for ability in HEAR):
        raise Problem("access.ability", status=403)
    return comment


def needs_hearing(scope: Scope) -> None:
    """Comments are read by officers of an area who enter or approve."""
    if not any(scope.areas(ability) for ability in HEAR):
        raise Problem("access.ability", status=403)


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Nobody writes news of an area that is not his; empty counts as the whole nation."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")


def refuse_adding(scope: Scope) -> None:
    """News are written by officers of an area."""
    needs_area(scope, Ability.ENTER)


def refuse_closed() -> None:
    """The one switch that turns comments off."""
    if not settings.NEWS_COMMENTS:
        raise Problem("news.comments_off", status=403)
