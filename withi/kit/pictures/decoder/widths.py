"""The widths in which a picture is shown; it is never enlarged."""

WIDTHS = (480, 960, 1600)


def widths_of(width: int) -> list[int]:
    """The widths made of a picture so wide, narrowest first: at least one, and none wider than it."""
    return [*(step for step in WIDTHS if step < min(width, WIDTHS[-1])), min(width, WIDTHS[-1])]


def height_at(step: int, width: int, height: int) -> int:
    """How high a picture of this size is when it is `step` wide."""
    return max(1, round(height * step / width))
