"""Pictures in: `read` takes a photo that someone sent apart in a limited child process and gives it back clean.

What comes back was drawn anew from its pixels: upright, in sRGB, in the widths the site shows, without a word of what
the camera wrote into the file. Day and position are told apart, for the person to decide on.
"""

from withi.kit.pictures.decoder.limits import DEFAULT, Limits
from withi.kit.pictures.decoder.widths import WIDTHS, height_at, widths_of
from withi.kit.pictures.reading import Picture, Variant, read

__all__ = ["DEFAULT", "WIDTHS", "Limits", "Picture", "Variant", "height_at", "read", "widths_of"]
