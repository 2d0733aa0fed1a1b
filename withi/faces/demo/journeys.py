"""Routes over the twelve communities, and their hosts; all invented but the villages. actions alone uses it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from withi.registers.publication import actions as publication
from withi.registers.routes import actions as routes
from withi.registers.routes import queries
from withi.registers.routes.actions import RouteRow, StopRow
from withi.registers.routes.models import Route
from withi.registers.villages.models import Community


def lay(people: Mapping[str, Any], communities: Mapping[str, Community], told: Iterable[Mapping[str, Any]]) -> None:
    """By who enters, with stops, hosts and the groups they had, and approved by another."""
    for given in told:
        facts = dict(given)
        writer, chief = people[facts.pop("enters")], people[facts.pop("approves")]
        stops, hosts, groups = facts.pop("stops"), facts.pop("hosts", []), facts.pop("groups", [])
        row = routes.add(actor=writer.user, scope=writer.scope, facts=RouteRow(**facts), is_demo=True)
        for stop in stops:
            routes.add_stop(actor=writer.user, scope=writer.scope, route=row, facts=_stop(communities, stop))
        _take_turns(writer, row, communities, hosts, groups)
        publication.submit(actor=writer.user, scope=writer.scope, row=row)
        publication.approve(actor=chief.user, scope=chief.scope, row=row)


def _stop(communities: Mapping[str, Community], told: Sequence[Any]) -> StopRow:
    """Day, village, what one comes for ("" for the village itself), minutes, and a line in both languages."""
    day, code, name, minutes, thai, english = told
    community = communities[code]
    community.refresh_from_db()
    asset = community.assets.get(name_th=name) if name else None
    return StopRow(community, asset, day, minutes, thai, english)


def _take_turns(
    writer: Any,
    row: Route,
    communities: Mapping[str, Community],
    hosts: Iterable[Sequence[str]],
    groups: Iterable[Sequence[int]],
) -> None:
    """The hosts in their order, and the groups of the last weeks, each to whose turn it was."""
    for code, name in hosts:
        routes.add_host(actor=writer.user, scope=writer.scope, route=row, community=communities[code], name=name)
    for days_ago, people in groups:
        host = next(line.row for line in queries.hosts_in_turn(row) if line.is_next)
        day = timezone.localdate() - timedelta(days=days_ago)
        routes.take_turn(actor=writer.user, scope=writer.scope, route=row, host=host, taken_on=day, people=people)
