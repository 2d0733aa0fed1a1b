"""The first news of the demonstration, told anew from public reports; actions alone uses it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from withi.registers.publication import actions as publication
from withi.work.news import actions as news
from withi.work.news.actions import ItemRow
from withi.work.news.models import NewsItem

OFFICE_OPENS = time(9)


def write(people: Mapping[str, Any], told: Iterable[Mapping[str, Any]]) -> None:
    """By who enters, sent, and approved by another; only on which day each was published is set back."""
    for given in told:
        facts: dict[str, Any] = {name: text.strip() if isinstance(text, str) else text for name, text in given.items()}
        writer, chief = people[facts.pop("enters")], people[facts.pop("approves")]
        item = news.add(actor=writer.user, scope=writer.scope, facts=ItemRow(**facts))
        publication.submit(actor=writer.user, scope=writer.scope, row=item)
        publication.approve(actor=chief.user, scope=chief.scope, row=item)
        at = timezone.make_aware(datetime.combine(item.dated_on, OFFICE_OPENS))
        NewsItem.objects.filter(pk=item.pk).update(is_demo=True, created_at=at, updated_at=at, published_at=at)
