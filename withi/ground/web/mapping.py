"""The link that opens a map in place (`js/map.js`); without script it leads to a page that tells the same in words."""

import json
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from withi.ground.web.icons import SPRITE
from withi.ground.web.pages import Language

STYLES = ("vendor/maplibre-gl.css", "css/map.css")
WORKER = "vendor/maplibre-gl-worker.mjs"
SOURCE = "@svg-maps/thailand (CC BY 4.0)"


def map_link(page: str, *, file: str, land: str, lang: Language) -> SafeString:
    """The link to `page`; with script it shows the places of `file` over the outlines of `land`, both GeoJSON."""
    return format_html('<a class="act quiet" href="{}" data-map="{}" data-land="{}"{}', page, file, land, _rest(lang))


@lru_cache(maxsize=2)
def _rest(lang: Language) -> SafeString:
    """What is the same in every link of a language."""
    base = settings.MAP_BASE
    parts = {
        "words": json.dumps(words(lang), ensure_ascii=False),
        "worker": static(WORKER),
        "styles": " ".join(map(static, STYLES)),
        "tiles": base.address if base else "",
        "credit": base.attribution if base else SOURCE,
    }
    told = format_html_join("", ' data-{}="{}"', ((name, value) for name, value in parts.items() if value))
    with translation.override(lang):
        label = _("Look at the map")
    icon = format_html('<svg class="pic" aria-hidden="true"><use href="{}#i-map"/></svg>', static(SPRITE))
    return format_html("{}>{}{}</a>", told, icon, label)


def words(lang: Language) -> dict[str, str]:
    """What the map says of itself, by the names `js/map.js` and MapLibre know it by."""
    with translation.override(lang):
        return {
            "loading": _("Loading the map …"),
            "failed": _("This device cannot show the map. The places stand on a page of their own:"),
            "places": _("The places as a list"),
            "borders": _("Boundaries:"),
            "more": _("Look at its page"),
            "Map.Title": _("Map; arrow keys move it, plus and minus change its scale"),
            "NavigationControl.ZoomIn": _("Zoom in"),
            "NavigationControl.ZoomOut": _("Zoom out"),
            "ScaleControl.Kilometers": _("km"),
            "ScaleControl.Meters": _("m"),
            "Popup.Close": _("Close"),
            "CooperativeGesturesHandler.WindowsHelpText": _("Hold Ctrl and scroll to zoom the map"),
            "CooperativeGesturesHandler.MacHelpText": _("Hold ⌘ and scroll to zoom the map"),
            "CooperativeGesturesHandler.MobileHelpText": _("Use two fingers to move the map"),
        }


def forget() -> None:
    """Ask the settings anew."""
    _rest.cache_clear()
