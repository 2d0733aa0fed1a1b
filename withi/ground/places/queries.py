"""Looking areas up."""

from withi.ground.places.models import Area


def path_of(code: str) -> str:
    """The whole path of an area as people read it; empty for an unknown or empty code. One query."""
    return Area.objects.filter(pk=code).values_list("path_th", flat=True).first() or "" if code else ""
