"""The doors of check-in: what guests scan, and the desk of those who count them; part of `tests/doors.py`."""

from tests.openings import COMMUNITIES, Door, May, Open, community, public, scanned
from tests.register import MISSING
from tests.work import MONTH

CHECKIN: dict[str, Door | tuple[Door, ...]] = {
    "checkin:scan": Door(
        Open.PUBLIC,
        Open.PUBLIC,
        about="community",
        params=scanned,
        nowhere={"code": f"p-1-1-{'0' * 20}"},
    ),
    "checkin:passport": public(),
    "checkin:index": Door(May.READ, lists=COMMUNITIES),
    "checkin:place": community(May.READ),
    "checkin:month": community(May.READ, fixed={"month": MONTH}),
    "checkin:count": community(May.ENTER, May.ENTER, fill=lambda _: {"thai": "12", "purpose": "study"}),
    "checkin:take_back": community(
        None,
        May.ENTER,
        params=lambda rows: {"pk": rows.community.pk, "group_pk": rows.work.group.pk},
        nowhere={"pk": MISSING, "group_pk": MISSING},
    ),
    "checkin:screen": community(May.ENTER),
    "checkin:poster": community(May.ENTER, May.ENTER),
    "checkin:paper": community(May.ENTER, fixed={"form": "png"}),
}
