"""The part of the table of doors (`tests/doors.py`) that is about centres and what is seen over an area."""

from collections.abc import Mapping
from typing import Any

from tests.openings import AREA, COMMUNITIES, NO_KEY, PLACE, SMALL, Door, May, community, export, producer
from tests.register import MISSING, Rows

CENTRES = (("centre", ""),)
PARTNERS = (("partner", ""),)
STAFF = {"username": "unposted", "role_title": "ผู้ดูแล"}
GIVEN = {"partner": "ours", "kind": "training", "title": "อบรม", "on": "1 มิ.ย. 2561"}


def centre(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A centre, or a step of its plan: officers' alone."""

    def params(rows: Rows) -> dict[str, Any]:
        return {"pk": rows.centre.pk, **{name: pks[name](rows) for name in named}}

    pks = {"step_pk": lambda rows: rows.step.pk, "term_pk": lambda rows: rows.keeper}
    parts = {"step_pk": more.pop("of_step", False), "term_pk": more.pop("of_term", False)}
    named = [name for name, is_of in parts.items() if is_of]
    nowhere = {"pk": MISSING, **dict.fromkeys(named, MISSING)}
    return Door(get, post, about="centre", officers=True, params=params, nowhere=nowhere, **more)


def partner(get: May | None, post: May | None = None, **more: Any) -> Door:
    return Door(get, post, about="partner", officers=True, **more)


NOBODY = {"pk": MISSING, "term_pk": MISSING}


def of_keeper(rows: Rows) -> dict[str, Any]:
    return {"pk": rows.partner.pk, "term_pk": rows.ally}


def told(rows: Rows) -> Mapping[str, Any]:
    """A support that the partner says it gave the community."""
    return {"community": rows.community.pk, "kind": "training", "title": "อบรม", "on": "1 มิ.ย. 2561"}


def founded(rows: Rows) -> Mapping[str, Any]:
    """The facts of a new partner in the place."""
    return {"kind": "bank", "name_th": "ธนาคารใหม่", "area_code": rows.area}


def written(rows: Rows) -> Mapping[str, Any]:
    """The facts of a new centre in the place."""
    return {"kind": "district", "name_th": "ศูนย์ใหม่", "area_code": rows.area}


def planned(_rows: Rows) -> Mapping[str, Any]:
    return {"text": "ซ่อมหลังคา", "due_on": "1 ม.ค. 2570"}


CENTRE_DOORS: dict[str, Door | tuple[Door, ...]] = {
    "centres:list": Door(May.READ, officers=True, lists=CENTRES, asks=(AREA,)),
    "centres:add": Door(May.ENTER, May.ENTER, officers=True, fill=written, asks=(PLACE,)),
    "centres:detail": centre(May.READ),
    "centres:edit": centre(May.ENTER, May.ENTER),
    "centres:condition": centre(May.ENTER, May.ENTER, fill=lambda _: {"condition": "closed", "note": "ไม่มีคนดูแล"}),
    "centres:step_add": centre(May.ENTER, May.ENTER, fill=planned),
    "centres:step_edit": centre(May.ENTER, May.ENTER, of_step=True),
    "centres:step_done": centre(None, May.ENTER, of_step=True),
    "centres:step_remove": centre(None, May.ENTER, of_step=True),
    "centres:hours": centre(May.ENTER, May.ENTER, fill=lambda _: {"open_every": "9:00-12:00"}),
    "centres:confirm": centre(None, May.GIVE),
    "centres:staff": centre(May.GIVE, May.GIVE, fill=lambda _: STAFF),
    "centres:staff_end": centre(None, May.GIVE, of_term=True),
    "partners:list": Door(May.READ, officers=True, lists=PARTNERS, asks=(AREA,)),
    "partners:export": export(get=None, post=May.EXPORT, officers=True, lists=PARTNERS, asks=(AREA,)),
    "partners:add": Door(May.ENTER, May.ENTER, officers=True, fill=founded, asks=(PLACE,)),
    "partners:detail": partner(May.READ),
    "partners:edit": partner(May.ENTER, May.ENTER),
    "partners:contact": partner(May.ENTER, May.ENTER, fill=lambda _: {"phone": "043-222222"}),
    "partners:staff": partner(May.GIVE, May.GIVE, fill=lambda _: STAFF),
    "partners:staff_end": partner(None, May.GIVE, params=of_keeper, nowhere=NOBODY),
    "support:tell": partner(May.ENTER, May.ENTER, fill=told),
    "support:confirm": community(
        None,
        May.ENTER,
        officers=True,
        fixed={"subject": "community"},
        params=lambda rows: {"pk": rows.community.pk, "entry_pk": rows.told},
        nowhere={"pk": MISSING, "entry_pk": MISSING},
    ),
    "support:area": Door(May.READ, officers=True, asks=(AREA,)),
    "support:by": partner(May.READ),
    "support:export": partner(None, May.EXPORT, fixed={"form": "csv"}),
    "support:give": (
        community(May.ENTER, May.ENTER, officers=True, fixed={"subject": "community"}, fill=lambda _: GIVEN),
        producer(May.ENTER, May.ENTER, officers=True, fixed={"subject": "producer"}, fill=lambda _: GIVEN),
    ),
    "support:back": community(
        May.ENTER,
        May.ENTER,
        officers=True,
        fixed={"subject": "community"},
        params=lambda rows: {"pk": rows.community.pk, "entry_pk": rows.given},
        nowhere={"pk": MISSING, "entry_pk": MISSING},
        fill=lambda _: {"reason": "ลงผิด"},
    ),
    "support:photos": community(
        May.PERSONAL,
        fixed={"subject": "community"},
        params=lambda rows: {"pk": rows.community.pk, "entry_pk": rows.given},
        nowhere={"pk": MISSING, "entry_pk": MISSING},
    ),
    "support:add_photo": community(
        None,
        May.ENTER,
        officers=True,
        fixed={"subject": "community"},
        params=lambda rows: {"pk": rows.community.pk, "entry_pk": rows.given},
        nowhere={"pk": MISSING, "entry_pk": MISSING},
        fill=lambda _: {"photo": SMALL},
    ),
    "support:photo": community(
        May.PERSONAL,
        params=lambda rows: {"pk": rows.given, "key": rows.work.support_photo},
        nowhere={"pk": MISSING, "key": NO_KEY},
        fixed={"width": 480},
    ),
    "support:remove_photo": community(
        None,
        May.ENTER,
        officers=True,
        fixed={"subject": "community"},
        params=lambda rows: {"pk": rows.community.pk, "entry_pk": rows.given, "key": rows.work.support_photo},
        nowhere={"pk": MISSING, "entry_pk": MISSING, "key": NO_KEY},
    ),
    "dyes:index": Door(May.READ, officers=True),
    "classes:list": Door(May.READ, officers=True, lists=COMMUNITIES, asks=(AREA,)),
    "classes:criteria": Door(May.READ, officers=True),
    "classes:detail": community(May.READ, officers=True),
    "classes:score": community(May.ENTER, May.ENTER, officers=True, fill=lambda _: {"a1": "5"}),
}
