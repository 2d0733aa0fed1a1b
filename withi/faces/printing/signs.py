"""A sign at the road to a community, or to one of its things, as a sheet of its real size."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from withi.faces.printing import looks, pictograms
from withi.faces.printing.brochures import far_of
from withi.faces.printing.models import PICTURE_NAMES
from withi.faces.printing.prints import Order
from withi.faces.printing.told import Told, goal_of, size_of
from withi.ground.web.pages import absolute, is_invented, url
from withi.kit import codes
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square
from withi.registers.villages.models import Community

TEMPLATE = Path(__file__).parent / "templates/printing/sign.typ"
DYES = {"n": "#8d1f31", "ne": "#1f3768", "c": "#a94a22", "e": "#665f14", "s": "#1d5546"}
CLOTH_PX, CLOTH_THREAD = (960, 60), 3


def sheet_of(row: Community, told: Told, order: Order, stamp: str = "") -> Sheet:
    """The sign of this order. Problem paper.* where a name of it cannot be printed."""
    goal = goal_of(told, order)
    name, other = (goal.name, told.name) if goal else (told.name, told.other)
    region = codes.region(row.area_code)
    width, height = size_of(order)
    with translation.override(order.lang):
        values = {
            "region": region,
            "look": looks.values_of(told.look, order.lang),
            "dye": told.look.colour if told.look else DYES[region],
            "width": width,
            "height": height,
            "cloth": looks.woven(told.look, row.area_code, CLOTH_PX, CLOTH_THREAD),
            "arrow": order.arrow or "ahead",
            "picture": pictograms.drawn([order.picture])[order.picture],
            "picture_alt": str(dict(PICTURE_NAMES)[order.picture]),
            "name": said(name),
            "other": said(other) if other else None,
            "far": said(far_of(order.metres)) if order.metres else None,
            "qr": square(absolute(url("portal:community", row.pk, lang="th"))),
            "qr_alt": _("QR code that leads to our page"),
            "stamp": said(_("Version %(stamp)s") % {"stamp": stamp}),
        }
        what = _("Sign")
    title = f"{what} {name}"
    return Sheet(TEMPLATE, values, title, order.lang, is_invented=is_invented(row))
