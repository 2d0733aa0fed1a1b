"""The part of the table of doors (`tests/doors.py`) that is about centres and what is seen over an area."""

from collections.abc import Mapping
from typing import Any

from tests.openings import AREA, COMMUNITIES, PLACE, Door, May, community
from tests.register import MISSING, Rows

CENTRES = (("centre", ""),)


def centre(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A centre, or a step of its plan: officers' alone."""

    def params(rows: Rows) -> dict[str, Any]:
        return {"pk": rows.centre.pk, **({"step_pk": rows.step.pk} if of_step else {})}

    of_step = more.pop("of_step", False)
    nowhere = {"pk": MISSING, **({"step_pk": MISSING} if of_step else {})}
    return Door(get, post, about="centre", officers=True, params=params, nowhere=nowhere, **more)


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
    "dyes:index": Door(May.READ, officers=True),
    "classes:list": Door(May.READ, officers=True, lists=COMMUNITIES, asks=(AREA,)),
    "classes:criteria": Door(May.READ, officers=True),
    "classes:detail": community(May.READ, officers=True),
    "classes:score": community(May.ENTER, May.ENTER, officers=True, fill=lambda _: {"a1": "5"}),
}
