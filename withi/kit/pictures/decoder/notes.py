"""What a camera wrote beside the picture: which way is up, the day, where it stood. Anything odd is as if unsaid."""

import math
import struct
from datetime import date
from typing import Any

from PIL import ExifTags, Image

ODD = (ArithmeticError, AttributeError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError, struct.error)
"""What reading damaged notes may raise."""
BE_OFFSET = 543
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Notes:
    """The notes of one opened picture."""

    def __init__(self, image: Image.Image) -> None:
        try:
            self._exif: Any = image.getexif()
        except ODD:
            self._exif = Image.Exif()

    def turn(self) -> Image.Transpose | None:
        """What stands the picture upright; None where it stands so already."""
        found = self._exif.get(ExifTags.Base.Orientation)
        return TURNS.get(found) if isinstance(found, int) else None

    def day(self) -> str:
        """The day it was taken as an ISO date, "" where it is unsaid; phones set to the Buddhist era write that."""
        try:
            written = str(self._exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or "")
            year, month, day = (int(part) for part in written[:10].split(":"))
            return date(year - BE_OFFSET if year > 2400 else year, month, day).isoformat()
        except ODD:
            return ""

    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, where both are said and can be."""
        try:
            told = self._exif.get_ifd(ExifTags.IFD.GPSInfo)
            lat = _degrees(told[ExifTags.GPS.GPSLatitude], told.get(ExifTags.GPS.GPSLatitudeRef) == "S")
            lon = _degrees(told[ExifTags.GPS.GPSLongitude], told.get(ExifTags.GPS.GPSLongitudeRef) == "W")
        except ODD:
            return None
        is_place = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
        return (round(lat, 6), round(lon, 6)) if is_place and (lat or lon) else None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if negative else value
