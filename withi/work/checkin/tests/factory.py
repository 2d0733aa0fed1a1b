"""Groups and scans for tests."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from withi.ground.people.models import User
from withi.kit.era import month_key
from withi.registers.villages.models import Community
from withi.work.checkin.models import CheckinDay, CheckinGroup


def make_group(community: Community, *, entered_by: User, **values: Any) -> CheckinGroup:
    """A group of today, twenty Thai guests and two foreign ones on a day's visit; any field may be given."""
    day = values.pop("day", timezone.localdate())
    fields = {
        "key": uuid4(),
        "day": day,
        "month": month_key(day),
        "guests_thai": 20,
        "guests_foreign": 2,
        "purpose": "leisure",
        "entered_at": timezone.now(),
    } | values
    return CheckinGroup.objects.create(community=community, entered_by=entered_by, **fields)


def make_scans(community: Community, scans: int, *, proof: str = "screen", **values: Any) -> CheckinDay:
    """So many telephones of a day, today if none is given."""
    day = values.pop("day", timezone.localdate())
    return CheckinDay.objects.create(
        community=community, day=day, month=month_key(day), proof=proof, scans=scans, **values
    )
