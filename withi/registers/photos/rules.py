"""Which product a file of a ZIP is meant for, by its name or its folder. Pure.

A product's number is its producer's number and, in two figures, its place among the producer's products in the order
in which they were entered: "4015-0001-01". Several photos of one product add -1, -2, or (1), (2).
"""

import re
from collections.abc import Iterator, Sequence

from withi.kit.thai import clean, digits

PICTURES = (".jpg", ".jpeg", ".png", ".webp")
NUMBER = re.compile(r"^(?P<producer>.+)-(?P<place>\d{2})$")
COUNTED = re.compile(r"[ _-]*(?:\(\d{1,3}\)|[ _-]\d{1,3})$")


def number(producer: str, place: int) -> str:
    """The number of a producer's product: "4015-0001-01"."""
    return f"{producer}-{place:02}"


def is_picture(name: str) -> bool:
    return name.lower().endswith(PICTURES)


def numbers_in(parts: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Producer's number and place that a file may mean, the likeliest first: its own name, then its folders inside out.

    A name is read whole, then without a counter at its end.
    """
    stem = parts[-1].rpartition(".")[0]
    for part in (stem, *reversed(parts[:-1])):
        written = digits(clean(part)).upper()
        for text in (written, COUNTED.sub("", written)):
            if (found := NUMBER.match(text)) and int(found["place"]):
                yield found["producer"], int(found["place"])
