"""Four real places, their codes and names, and the marks that tell whose row a text speaks of."""

from withi.ground.places import actions as places
from withi.ground.places.rules import Named

HERE, BESIDE, NEAR, FAR = "here", "beside", "near", "far"
VILLAGES = {HERE: "40150808", BESIDE: "40150205", NEAR: "40110101", FAR: "27010202"}
"""One village in each place: its first digits are the tambon, district and province of the place."""
AREAS = {
    "27": ("สระแก้ว", "Sa Kaeo"),
    "2701": ("เมืองสระแก้ว", "Mueang Sa Kaeo"),
    "270102": ("บ้านแก้ง", "Ban Kaeng"),
    "27010202": ("บ้านแก้ง", "Ban Kaeng"),
    "40": ("ขอนแก่น", "Khon Kaen"),
    "4011": ("เปือยน้อย", "Pueai Noi"),
    "401101": ("เปือยน้อย", "Pueai Noi"),
    "40110101": ("บ้านหัวขัว", "Ban Hua Khua"),
    "4015": ("หนองสองห้อง", "Nong Song Hong"),
    "401502": ("คึมชาด", "Khuemchat"),
    "40150205": ("บ้านศุภชัย", "Ban Suphachai"),
    "401508": ("ดงเค็ง", "Dong Kheng"),
    "40150808": ("บ้านดงเค็ง", "Ban Dong Kheng"),
}
"""Real areas: the programme's list of communities, the official code list."""
PHONES = {HERE: "043100001", BESIDE: "043100002", NEAR: "043100003", FAR: "037100004"}
"""Invented numbers, kept from guests."""
FIRST_ID = 4_900_001
"""Ids that stand nowhere in a page by chance."""
IDENTITIES = {HERE: "5401500000016", BESIDE: "5401500000024", NEAR: "5401100000035", FAR: "5270100000044"}
"""Invented numbers whose check digits are right."""


def given_in(place: str) -> int:
    """The id of the support that the place's partner gave."""
    return FIRST_ID + 60 + list(VILLAGES).index(place)


def mark(place: str, kind: str, state: str = "") -> str:
    """The text that tells a row from all others: "zz-here-product-draft"."""
    return "-".join(part for part in ("zz", place, kind, state) if part)


def make_areas() -> None:
    """The areas around the places, with their paths and in the name index."""
    paths: dict[str, Named] = {}
    rows = []
    for code, (thai, english) in AREAS.items():
        row = places._columns(code, Named(thai, english), paths.get(code[:-2], Named("")))
        paths[code] = Named(row.path_th, row.path_en)
        rows.append(row)
    places._write(rows)
