"""The poster as a printed sheet, and the square on a screen: where both lead."""

from pathlib import Path

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from withi.ground.places.models import Area
from withi.ground.web.pages import absolute, is_invented
from withi.kit import codes
from withi.kit.cloth import cloth
from withi.kit.paper import emblems
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import QUIET, square
from withi.registers.villages.models import Community
from withi.work.checkin import access, rules
from withi.work.checkin.rules import Code

TEMPLATE = Path(__file__).parent / "templates/checkin/poster.typ"
PAGE_PX = (794, 1123)
"""An A4 sheet upright, at 96 dots to an inch: the cloth behind it is woven in whole ones."""
THREAD_PX = 3


def address_of(code: Code) -> str:
    """Where a code leads: the Thai page, which has its English one beside it."""
    with translation.override("th"):
        return absolute(reverse("checkin:scan", args=[access.signed(code)]))


def inline(address: str) -> SafeString:
    """The square of an address as markup."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, border=QUIET
    )
    return mark_safe(drawing)  # noqa: S308 - drawn here, it holds squares only


def sheet_of(row: Community, serial: int) -> Sheet:
    """The poster of a place in Thai and English. One query. Problem paper.* for a name that no face holds."""
    with translation.override("th"):
        thai = _words()
    with translation.override("en"):
        english = _words()
    area = Area.objects.filter(pk=row.area_code).first()
    values = {
        "region": codes.region(row.area_code),
        "cloth": cloth(row.area_code, thread=THREAD_PX, size=PAGE_PX),
        "emblem": emblems.of(settings.EMBLEMS, row.area_code[:4]),
        "name": said(row.name_th),
        "other": said(row.name_en) if row.name_en else None,
        "place": said(area.path_th) if area else None,
        "qr": square(address_of(rules.paper_code(row.pk, serial))),
        "qr_alt": _("QR code that opens the check-in of this place"),
        "th": thai,
        "en": english,
    }
    return Sheet(TEMPLATE, values, title=f"{row.name_th} {serial}", is_invented=is_invented(row))


def _words() -> dict[str, list[str]]:
    """What stands on the poster, in the language in force."""
    return {
        "head": said(_("Check in here")),
        "how": said(_("Point your camera at the square and tap once. No app, no account.")),
        "word": said(_("Word of the day")),
        "why": said(_("Your check-in shows the village how many guests came. No name or number is asked or kept.")),
    }
