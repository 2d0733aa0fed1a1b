"""Looking areas up."""

from withi.ground.places.models import Area
from withi.ground.places.rules import Around, Named


def path_of(code: str) -> str:
    """The whole path of an area as people read it; empty for an unknown or empty code. One query."""
    return Area.objects.filter(pk=code).values_list("path_th", flat=True).first() or "" if code else ""


def around() -> dict[str, Around]:
    """Every area above the villages, abolished ones too, by code. One query, about 10,000 rows."""
    rows = Area.objects.filter(level__lt=Area.Level.VILLAGE).values_list(
        "code", "path_th", "path_en", "postcode", "is_abolished"
    )
    return {code: Around(Named(th, en), postcode, is_old) for code, th, en, postcode, is_old in rows.iterator()}
